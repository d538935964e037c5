import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fetcher, openFetcher } from '../../../src/feeds/http/fetch.ts'
import { openHostLimits, openMemoryBudget } from '../../../src/feeds/http/limits.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('openHostLimits', () => {
  it('serves hosts in turn, so that the many sources of one do not block the others', async () => {
    const forHost = openHostLimits(1, 1)
    const order: string[] = []
    const visit = (host: string): Promise<void> =>
      forHost(host, async () => {
        order.push(host)
        await settled()
      })
    await Promise.all(['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(visit))
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a'])
  })

  it('gives what runs at once for one host different turns, also after failures', async () => {
    const forHost = openHostLimits(9, 3)
    const running = new Set<number>()
    const visits = Array.from({ length: 12 }, (_, nth) =>
      forHost('a', async (turn) => {
        expect(running.has(turn)).toBe(false)
        running.add(turn)
        await settled()
        running.delete(turn)
        if (nth % 2 === 0) throw new Error('fails')
        return turn
      }),
    )
    const outcomes = await Promise.allSettled(visits)
    expect(outcomes.map(({ status }) => status)).toEqual(
      visits.map((_, nth) => (nth % 2 === 0 ? 'rejected' : 'fulfilled')),
    )
  })
})

describe('openMemoryBudget', () => {
  it('is available while less than the limit is reserved, and counts each reservation once', async () => {
    const budget = openMemoryBudget(100)
    const entered: string[] = []
    const enter = (name: string) => budget.available().then(() => entered.push(name))
    const [, free] = [budget.reserve(60), budget.reserve(30), budget.reserve(30)]
    enter('a')
    enter('b')
    await settled()
    expect(entered).toEqual([])
    free!()
    await settled()
    expect(entered).toEqual(['a', 'b'])
    free!()
    budget.reserve(10)
    enter('c')
    await settled()
    expect(entered).toEqual(['a', 'b'])
  })
})

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
      connectTimeoutMs: 1_500,
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
    ['for the headers', { headersTimeoutMs: 1_500, totalTimeoutMs: 20_000 }],
    ['for the whole answer', { headersTimeoutMs: 20_000, totalTimeoutMs: 1_500 }],
  ])('%s gives up no server whose answer arrived while this process computed', async (_, limits) => {
    open(limits)
    const arrived = new Promise<void>((resolve) => {
      let count = 0
      server.on('message', () => ++count === 3 && resolve())
    })
    const answers = Promise.allSettled([ask('/100'), ask('/150'), ask('/200')])
    await arrived
    // More time than the limit passes before a socket is read. The limit is long: a busy machine must not reach it by itself.
    computeFor(2_000)
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  })

  it('still gives up a server that does not answer', async () => {
    open({ headersTimeoutMs: 300, totalTimeoutMs: 5_000 })
    await expect(ask('/never')).rejects.toMatchObject({ code: 'fetch/timeout' })
  })
})
