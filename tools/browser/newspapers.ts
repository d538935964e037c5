/** The newspapers that are walked through: made by the command line in folders of their own, and served by `start`. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hardConfig, writeHardNewsroom } from '../hard-newsroom.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'src/bin.js')

/** A newspaper whose web server is running. */
export interface Newspaper {
  /** `public/` in it is the static site. */
  readonly folder: string
  /** `http://127.0.0.1:PORT`; it is the configured siteUrl and counterUrl, too. */
  readonly origin: string
  /** The first message in the outbox; absent where none was written. */
  readonly mail?: Uint8Array
  /** Of the newest edition that has a page; absent where none has. */
  readonly editionId?: string
  /** Writes a preview of the digest, and returns its folder. */
  preview(): Promise<string>
  close(): Promise<void>
}

/** The sample newsroom, with what this configuration has in its place: `title: 'T', `. */
export async function writeSample(folder: string, keys = ''): Promise<void> {
  await cp(join(root, 'samples'), join(folder, 'samples'), { recursive: true })
  const sample = await readFile(join(root, 'feeds.config.ts'), 'utf8')
  await writeFile(join(folder, 'feeds.config.ts'), sample.replace('defineConfig({', `defineConfig({ ${keys}`))
}

/** Each kind of newspaper: writes its sources and configuration, runs its passes. */
const KINDS = {
  sample: async (folder: string, url: string) => {
    await writeSample(folder, `siteUrl: '${url}', counterUrl: '${url}', web: {}, `)
    await run(folder, 'feeds.config.ts')
  },
  hard: async (folder: string, url: string) => {
    const config = JSON.stringify({ ...hardConfig('feeds'), siteUrl: url, counterUrl: url, web: {} })
    for (const pass of [1, 2] as const) {
      await writeHardNewsroom(folder, pass)
      await writeFile(join(folder, 'feeds.config.json'), config)
      await run(folder, 'feeds.config.json', '--force')
    }
  },
  /** A source that lists nothing yet. */
  empty: async (folder: string, url: string) => {
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'The Quiet Gazette', items: [] }
    const config = { title: 'The Empty Broadsheet', sources: [{ url: 'quiet.json' }], siteUrl: url, web: {} }
    await writeFile(join(folder, 'quiet.json'), JSON.stringify(feed))
    await writeFile(join(folder, 'feeds.config.json'), JSON.stringify(config))
    await run(folder, 'feeds.config.json')
  },
} as const

export type NewspaperKind = keyof typeof KINDS

/** Makes a newspaper in `folder`, which is created, and starts its web server. */
export async function openNewspaper(kind: NewspaperKind, folder: string): Promise<Newspaper> {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  await KINDS[kind](folder, `http://127.0.0.1:${port}`)
  const config = (await readdir(folder)).find((name) => name.startsWith('feeds.config.'))!
  const server = spawn(process.execPath, [bin, 'start', '--config', config, '--port', `${port}`, '--no-worker'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      const { event, url, error } = JSON.parse(line) as { event: string; url: string; error?: unknown }
      if (event === 'listening') resolve(url)
      if (error !== undefined) console.log(`${kind}: ${line}`)
    })
    server.once('exit', (code) => reject(new Error(`start ended with ${code}`)))
  })
  const [eml] = await readdir(join(folder, 'outbox')).catch(() => [])
  const edition = (await readdir(join(folder, 'public/edition')).catch(() => [])).at(-1)
  return {
    folder,
    origin,
    ...(eml === undefined ? {} : { mail: await readFile(join(folder, 'outbox', eml)) }),
    ...(edition === undefined ? {} : { editionId: edition.replace(/\.html$/, '') }),
    preview: async () => {
      await promisify(execFile)(process.execPath, [bin, 'digest', '--preview', 'preview', '--config', config], {
        cwd: folder,
      })
      return join(folder, 'preview')
    },
    close: async () => {
      server.kill('SIGTERM')
      await once(server, 'exit')
    },
  }
}

const run = (folder: string, config: string, ...options: string[]) =>
  promisify(execFile)(process.execPath, [bin, 'run', '--quiet', '--config', config, ...options], { cwd: folder })

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Serves a folder below `/some/paper/` as any static host does: files by their names, `index.html` for a folder. */
export async function openStaticHost(folder: string): Promise<{ url: string; close: () => void }> {
  const base = '/some/paper/'
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://static').pathname)
    const below = normalize(path.slice(base.length)).replace(/^(\.\.\/)+/, '')
    const file = join(folder, path.endsWith('/') ? join(below, 'index.html') : below)
    const bytes = path.startsWith(base) ? await readFile(file).catch(() => undefined) : undefined
    response.writeHead(bytes === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    })
    response.end(bytes)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, close }
}
