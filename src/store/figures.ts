/** How much the store holds, counted for monitoring. */
import type { Instant } from '../core/model.ts'
import type { Db } from './db.ts'

/** What is counted each time: small tables, and indexes that know the greatest value. */
interface SmallFigures {
  readonly sources: Readonly<Record<'configured' | 'failing' | 'paused', number>>
  /** By state. */
  readonly editions: Readonly<Record<string, number>>
  readonly lastFetchAt?: Instant
  readonly documentsChangedAt?: Instant
}

/** What takes time in a large store, up to some tenths of a second with a million articles. */
interface LargeFigures {
  readonly stories: number
  readonly articles: number
  /** By state. */
  readonly deliveries: Readonly<Record<string, number>>
}

/** Throws StoreError. */
export async function readSmallFigures(db: Db): Promise<SmallFigures> {
  const [counts] = await db.query<{
    configured: number
    failing: number
    paused: number
    fetched_at: string | null
    changed_at: string | null
  }>(
    `SELECT (SELECT COUNT(*) FROM sources WHERE configured = 1) AS configured,
      (SELECT COUNT(*) FROM sources WHERE configured = 1 AND (failing_since IS NOT NULL OR retired_at IS NOT NULL)) AS failing,
      (SELECT COUNT(*) FROM sources WHERE configured = 1 AND paused = 1) AS paused,
      (SELECT MAX(fetched_at) FROM sources) AS fetched_at, (SELECT MAX(changed_at) FROM documents) AS changed_at`,
  )
  const { configured, failing, paused, fetched_at, changed_at } = counts!
  return {
    sources: { configured, failing, paused },
    editions: byState(await db.query('SELECT state, COUNT(*) AS count FROM editions GROUP BY state')),
    ...(fetched_at === null ? {} : { lastFetchAt: fetched_at }),
    ...(changed_at === null ? {} : { documentsChangedAt: changed_at }),
  }
}

/** Throws StoreError. */
export async function readLargeFigures(db: Db): Promise<LargeFigures> {
  const [counts] = await db.query<{ stories: number; articles: number }>(
    'SELECT (SELECT COUNT(*) FROM stories) AS stories, (SELECT COUNT(*) FROM articles) AS articles',
  )
  const deliveries = byState(await db.query('SELECT state, COUNT(*) AS count FROM deliveries GROUP BY state'))
  return { ...counts!, deliveries }
}

const byState = (rows: readonly { readonly state: string; readonly count: number }[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ state, count }) => [state, count]))
