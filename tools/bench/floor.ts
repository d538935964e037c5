/**
 * The baseline of the benchmark: the same HTTP library and concurrency, with validators; bodies are inflated, decoded and
 * dropped.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Agent, request } from 'undici'

const [, , sources, port, memoryFile] = process.argv
const unzip = promisify(gunzip)
const etags = new Map<string, string>(
  existsSync(memoryFile!) ? (JSON.parse(readFileSync(memoryFile!, 'utf8')) as [string, string][]) : [],
)
const dispatcher = new Agent({ connections: 2 })
const urls = Array.from({ length: Number(sources) }, (_, i) => {
  const address = `127.${1 + Math.floor(i / 62_500)}.${Math.floor(i / 250) % 250}.${1 + (i % 250)}`
  return `http://${address}:${port}/feed`
})
let next = 0
await Promise.all(
  Array.from({ length: 24 }, async () => {
    while (next < urls.length) {
      const url = urls[next++]!
      const etag = etags.get(url)
      const answer = await request(url, {
        dispatcher,
        headers: { 'accept-encoding': 'gzip', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
      })
      const bytes = Buffer.from(await answer.body.arrayBuffer())
      if (answer.statusCode !== 200) continue
      etags.set(url, answer.headers['etag'] as string)
      new TextDecoder().decode(answer.headers['content-encoding'] === 'gzip' ? await unzip(bytes) : bytes)
    }
  }),
)
await dispatcher.close()
writeFileSync(memoryFile!, JSON.stringify([...etags]))
