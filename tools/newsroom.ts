/**
 * Serves the folder `samples/` over HTTP, so that Broadsheet can be tried with real HTTP responses, without the internet:
 * `npm run newsroom`, or `node tools/newsroom.ts --port N` (default 8090; 0: any free port).
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { gzip } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/feed+json',
  '.opml': 'text/x-opml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
}
const compress = promisify(gzip)

/** The media type of a file; for XML it depends on the root element. */
function typeOf(path: string, bytes: Buffer): string {
  const ending = extname(path).toLowerCase()
  if (ending !== '.xml' && ending !== '.rss' && ending !== '.atom') return TYPES[ending] ?? 'application/octet-stream'
  const head = bytes.toString('latin1', 0, 1000)
  // Without a charset, so that the document's own declaration counts.
  return /<feed[\s>]/.test(head) ? 'application/atom+xml' : /<rss[\s>]/.test(head) ? 'application/rss+xml' : 'text/xml'
}

/** All files below a folder, as URL paths. */
async function listPaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => relative(folder, file).split(sep).join('/')).sort()
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://newsroom').pathname).slice(1)
  const paths = await listPaths(folder)
  if (path === '') {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`${paths.join('\n')}\n`)
    return
  }
  // Only listed paths are opened, so that no file outside the folder can be requested.
  const found = paths.find((known) => known === path || known === `${path}.html`)
  if (found === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such page.\n')
    return
  }
  const file = join(folder, found)
  const bytes = await readFile(file)
  const type = typeOf(file, bytes)
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'])) && /text|xml|json/.test(type)
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}${isPacked ? '-gzip' : ''}"`
  const modifiedAt = new Date(Math.floor((await stat(file)).mtimeMs / 1000) * 1000)
  const headers = {
    etag,
    'last-modified': modifiedAt.toUTCString(),
    'cache-control': 'max-age=60',
    vary: 'accept-encoding',
  }
  const noneMatch = request.headers['if-none-match']
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  const isSame = noneMatch === undefined ? since >= modifiedAt.getTime() : noneMatch === '*' || noneMatch.includes(etag)
  if (isSame) {
    response.writeHead(304, headers).end()
    return
  }
  const body = isPacked ? await compress(bytes) : bytes
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': body.length,
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Starts the server. Returns its origin, the paths that it serves and the function that stops it. */
export async function openNewsroom(
  folder: string,
  port: number,
): Promise<{ origin: string; paths: string[]; close: () => void }> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(400)
      response.end()
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { origin, paths: await listPaths(folder), close }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8090' } } })
  const { origin, paths } = await openNewsroom(
    fileURLToPath(new URL('../samples/', import.meta.url)),
    Number(values.port),
  )
  const feeds = paths.filter((path) => /\.(xml|rss|atom|json)$/.test(path))
  process.stdout.write(
    `The newsroom is served at ${origin}/ (Ctrl-C stops it).

${feeds.map((path) => `  ${origin}/${path}`).join('\n')}

Name these addresses under \`sources\` of feeds.config.ts, and let Broadsheet ask this machine:

  BROADSHEET_ALLOW_PRIVATE=${origin.slice('http://'.length)} npm start
`,
  )
}
