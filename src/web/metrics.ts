/** The figures of a running server as Prometheus reads them (text format 0.0.4), and who may read them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Counter, Gauge, Registry } from 'prom-client'
import { within } from './cache.ts'

/** What the store says, at the moment it is asked. */
export interface StoreFigures {
  readonly sources: Readonly<Record<'configured' | 'failing' | 'paused', number>>
  readonly stories: number
  readonly articles: number
  /** By state; states without any may be absent. */
  readonly deliveries: Readonly<Record<string, number>>
  readonly editions: Readonly<Record<string, number>>
  /** Seconds since 1970; absent where it has not happened yet. */
  readonly lastFetchAt?: number | undefined
  readonly documentsChangedAt?: number | undefined
}

/** The parts of the site that requests are counted by. */
export type RouteClass =
  | 'front'
  | 'topic'
  | 'day'
  | 'story'
  | 'source'
  | 'edition'
  | 'feeds'
  | 'search'
  | 'document'
  | 'style'
  | 'health'
  | 'metrics'
  | 'unsubscribe'
  | 'other'

/** Prometheus waits 10 s for an answer, unless told otherwise. */
const COUNTING_MS = 5_000

interface MetricsOptions {
  /** Throws where the store is away. */
  readFigures(): Promise<StoreFigures>
  /** What the cache of the site has counted. */
  readonly cache: Readonly<Record<'hits' | 'misses' | 'stale', number>>
}

export interface Metrics {
  count(route: RouteClass, status: number): void
  /** The text, and its media type. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>
}

/** The figures of one server. */
export function createMetrics({ readFigures, cache }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `broadsheet_${name}`, help, labelNames: [...labelNames], registers })
  const requests = new Counter({
    name: 'broadsheet_http_requests_total',
    help: 'Answers by part of the site and status.',
    labelNames: ['route', 'status'],
    registers,
  })
  const cached = new Counter({
    name: 'broadsheet_http_cache_total',
    help: 'How the cache of pages and documents answered; stale: while the store was away.',
    labelNames: ['result'],
    registers,
  })
  const isUp = gauge('store_up', '1 while the store answers, else 0.')
  const sources = gauge('sources', 'Sources of the configuration, and how many of them fail or are paused.', ['state'])
  const deliveries = gauge('deliveries', 'Deliveries by state.', ['state'])
  const editions = gauge('editions', 'Editions by state.', ['state'])
  const stories = gauge('stories', 'Stories that are kept.')
  const articles = gauge('articles', 'Articles that are kept.')
  const fetched = gauge('last_fetch_timestamp_seconds', 'When a source was last read without a failure.')
  const changed = gauge('documents_changed_timestamp_seconds', 'When a published document last changed.')

  /** What is not known is left out, and never 0. */
  function show(figures: StoreFigures | undefined): void {
    for (const [one, counts] of [
      [sources, figures?.sources],
      [deliveries, figures?.deliveries],
      [editions, figures?.editions],
    ] as const) {
      one.reset()
      for (const [state, count] of Object.entries(counts ?? {})) one.set({ state }, count)
    }
    for (const [one, value] of [
      [stories, figures?.stories],
      [articles, figures?.articles],
      [fetched, figures?.lastFetchAt],
      [changed, figures?.documentsChangedAt],
    ] as const) {
      if (value === undefined) one.remove()
      else one.set(value)
    }
    isUp.set(figures === undefined ? 0 : 1)
  }

  return {
    count: (route, status) => requests.inc({ route, status }),
    async read() {
      show(await within(readFigures(), COUNTING_MS).catch(() => undefined))
      cached.reset()
      for (const [result, count] of Object.entries(cache)) cached.inc({ result }, count)
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}

/** Whether an Authorization header holds the token (RFC 6750 §2.1). Takes the same time whatever was sent. */
export function isAuthorised(authorization: string | undefined, token: string): boolean {
  const given = /^bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1] ?? ''
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
