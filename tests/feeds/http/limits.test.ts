import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fetcher, openFetcher } from '../../../src/feeds/http/fetch.ts'

/** A server in its own thread, which answers even while this thread computes. The path is the delay of the answer in ms. */
const SERVER = `
  const { createServer } = require('node:http')
  const { parentPort } = require('node:worker_threads')
  const server = createServer((request, response) => {
    parentPort.postMessage('asked')
    if (request.url === '/never') return
    response.setHeader('content-type', 'application/rss+xml')
    setTimeout(() => response.end('<rss/>'), Number(request.url.slice(1)))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

/** Blocks the event loop for so long, as parsing a long document does. */
function computeFor(ms: number): void {
  for (const endsAt = performance.now() + ms; performance.now() < endsAt; );
}

describe('a time-out', () => {
  let server: Worker
  let origin: string
  let fetcher: Fetcher
  beforeAll(async () => {
    server = new Worker(SERVER, { eval: true })
    const [port] = await once(server, 'message')
    origin = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    await fetcher.close()
    await server.terminate()
  })
  const open = (limits: { readonly headersTimeoutMs: number; readonly totalTimeoutMs: number }): Fetcher =>
    (fetcher = openFetcher({
      ...limits,
      connectTimeoutMs: 500,
      maxWireBytes: 1_000_000,
      maxDecodedBytes: 1_000_000,
      allowPrivate: ['127.0.0.1'],
      concurrency: 24,
      perHost: 24,
      version: '0',
      now: () => new Date(),
    }))
  const ask = (path: string) => fetcher.fetchFeed({ sourceId: 's', url: `${origin}${path}` })

  it.each([
    ['for the headers', { headersTimeoutMs: 400, totalTimeoutMs: 5_000 }],
    ['for the whole answer', { headersTimeoutMs: 5_000, totalTimeoutMs: 400 }],
  ])('%s gives up no server whose answer arrived while this process computed', async (_, limits) => {
    open(limits)
    const arrived = new Promise<void>((resolve) => {
      let count = 0
      server.on('message', () => ++count === 3 && resolve())
    })
    const answers = Promise.allSettled([ask('/100'), ask('/150'), ask('/200')])
    await arrived
    // More time than the limit passes before a socket is read.
    computeFor(900)
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  it('still gives up a server that does not answer', async () => {
    open({ headersTimeoutMs: 300, totalTimeoutMs: 5_000 })
    await expect(ask('/never')).rejects.toMatchObject({ code: 'fetch/timeout' })
  })
})
