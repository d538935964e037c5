/** Fetchers for tests, with the documented defaults, loopback allowed and a fixed clock, and servers that end with the test. */
import { afterEach } from 'vitest'
import type { SourceError } from '../../src/core/errors.ts'
import { type FetchAnswer, type Fetcher, type FetchRequest, openFetcher } from '../../src/feeds/http/fetch.ts'
import { openRawWeb, openWeb, type RawWeb, type Web, type WebOptions } from './web.ts'

type FetchOptions = Parameters<typeof openFetcher>[0]

export const NOW = new Date('2026-11-22T07:00:00.000Z')

export const fetchOptions = (changes: Partial<FetchOptions> = {}): FetchOptions => ({
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 15_000,
  totalTimeoutMs: 30_000,
  maxWireBytes: 16_777_216,
  maxDecodedBytes: 25_165_824,
  allowPrivate: ['127.0.0.0/8', '::1/128'],
  concurrency: 24,
  perHost: 2,
  version: '1.2.3',
  now: () => NOW,
  ...changes,
})

type Request = Partial<FetchRequest> & { readonly url: string }

/** What a test file opens, closed after each test. */
export function fetching() {
  const closing: { close(): unknown }[] = []
  afterEach(async () => {
    for (const thing of closing.splice(0).reverse()) await thing.close()
  })
  const closed = <T extends { close(): unknown }>(opened: T): T => {
    closing.push(opened)
    return opened
  }
  const fetcherOf = (changes?: Partial<FetchOptions>): Fetcher => closed(openFetcher(fetchOptions(changes)))
  /** Fetches with a fetcher of its own, as the only request of a run. */
  const fetchOnce = (request: Request, changes?: Partial<FetchOptions>): Promise<FetchAnswer> =>
    fetcherOf(changes).fetchFeed({ sourceId: 's', ...request })
  return {
    closed,
    web: async (options?: WebOptions): Promise<Web> => closed(await openWeb(options)),
    raw: async (...given: Parameters<typeof openRawWeb>): Promise<RawWeb> => closed(await openRawWeb(...given)),
    fetcherOf,
    fetchOnce,
    failureOf: (request: Request, changes?: Partial<FetchOptions>): Promise<SourceError> =>
      fetchOnce(request, changes).then(
        (answer) => {
          throw new Error(`no failure but ${answer.kind}`)
        },
        (error) => error,
      ),
  }
}
