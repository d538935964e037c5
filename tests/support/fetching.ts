/** Fetcher options for tests: the documented defaults, with loopback allowed and a fixed clock. */
import type { FetchOptions } from '../../src/feeds/http/fetch.ts'

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
