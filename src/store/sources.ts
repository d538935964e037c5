/** The sources: which are configured, when each is due, who has claimed it, how its last fetch went. */
import type { Instant, ParsedFeed } from '../core/model.ts'
import type { Db, Statement } from './db.ts'
import { insertRows, orNull, queryIn, rowReader } from './rows.ts'

/** A source as configured. */
interface SourceRow {
  readonly id: string
  /** Without credentials. */
  readonly shownUrl: string
  readonly name?: string
  readonly host: string
  readonly paused: boolean
}

/** When to fetch again, as the last document states: `<ttl>`, sy:updatePeriod, skipHours, skipDays. */
type Pace = Pick<ParsedFeed, 'minutesBetweenFetches' | 'skipHours' | 'skipDays'>

/** What the store knows about a source. */
export interface KnownSource {
  readonly id: string
  readonly url: string
  readonly host: string
  /** The outlet's name as shown: the configured one, else the feed's title, else the host. */
  readonly name: string
  readonly title?: string
  readonly siteUrl?: string
  /** The feed's own id, as its publisher wrote it. */
  readonly feedId?: string
  readonly paused: boolean
  /** The feed that the page at `url` declares; undefined where `url` is a feed itself. */
  readonly foundUrl?: string
  readonly permanentUrl?: string
  readonly candidateUrl?: string
  readonly etag?: string
  readonly lastModified?: string
  readonly validatorsUrl?: string
  readonly bodyHash?: string
  /** The version of the program that read its document last; undefined before the first, and where an earlier one did. */
  readonly readBy?: string
  readonly entryCount: number
  readonly entryDates: readonly Instant[]
  readonly pace?: Pace
  readonly firstFetchedAt?: Instant
  readonly fetchedAt?: Instant
  readonly nextFetchAt: Instant
  readonly notBefore?: Instant
  readonly failCount: number
  readonly failingSince?: Instant
  readonly failCode?: string
  readonly failMessage?: string
  readonly retiredAt?: Instant
}

const read = rowReader<KnownSource>({ flags: ['paused'], json: ['entry_dates', 'pace'] })

/** The columns of a `KnownSource`. */
const KNOWN = `id, url, host, name, title, site_url, feed_id, paused, found_url, permanent_url, candidate_url, etag, last_modified, validators_url,
  body_hash, read_by, entry_count, entry_dates, pace, first_fetched_at, fetched_at, next_fetch_at, not_before, fail_count,
  failing_since, fail_code, fail_message, retired_at`

/** The configured sources, in the order of ids. Throws StoreError. */
export async function listSources(db: Db): Promise<KnownSource[]> {
  return (await db.query(`SELECT ${KNOWN} FROM sources WHERE configured = 1 ORDER BY id ${db.byBytes}`)).map(read)
}

/**
 * Makes the configured sources those of the store. A new source is due at once. One that is no longer configured keeps
 * its row, and its articles for `keepDays`; when it is configured again its document is read again. `known` is what
 * `listSources` returns.
 */
export function syncSources(
  configured: readonly SourceRow[],
  known: readonly KnownSource[],
  now: Instant,
): Statement[] {
  const knownById = new Map(known.map((source) => [source.id, source]))
  const configuredIds = new Set(configured.map(({ id }) => id))
  const changed = configured.filter((source) => {
    const old = knownById.get(source.id)
    if (old === undefined) return true
    const name = source.name ?? old.title ?? source.host
    return old.url !== source.shownUrl || old.host !== source.host || old.paused !== source.paused || old.name !== name
  })
  return [
    ...insertRows(
      'sources',
      changed.map(({ id, shownUrl, paused, host, name }) => ({
        id,
        url: shownUrl,
        configured: 1,
        paused: paused ? 1 : 0,
        host,
        name: name ?? knownById.get(id)?.title ?? (host || shownUrl),
        entryCount: 0,
        entryDates: '[]',
        firstSeenAt: now,
        nextFetchAt: now,
        failCount: 0,
      })),
      // For a source with another address, or one configured again, what was stored about the address no longer
      // applies.
      `ON CONFLICT (id) DO UPDATE SET url = excluded.url, paused = excluded.paused, host = excluded.host,
        name = CASE WHEN excluded.name = excluded.host AND sources.title IS NOT NULL THEN sources.title ELSE excluded.name END,
        next_fetch_at = CASE WHEN sources.configured = 0 OR sources.url <> excluded.url THEN excluded.next_fetch_at ELSE sources.next_fetch_at END,
        etag = CASE WHEN sources.configured = 0 OR sources.url <> excluded.url THEN NULL ELSE sources.etag END,
        last_modified = CASE WHEN sources.configured = 0 OR sources.url <> excluded.url THEN NULL ELSE sources.last_modified END,
        body_hash = CASE WHEN sources.configured = 0 OR sources.url <> excluded.url THEN NULL ELSE sources.body_hash END,
        found_url = CASE WHEN sources.url <> excluded.url THEN NULL ELSE sources.found_url END,
        permanent_url = CASE WHEN sources.url <> excluded.url THEN NULL ELSE sources.permanent_url END,
        candidate_url = CASE WHEN sources.url <> excluded.url THEN NULL ELSE sources.candidate_url END,
        retired_at = CASE WHEN sources.configured = 0 OR sources.url <> excluded.url THEN NULL ELSE sources.retired_at END,
        configured = 1`,
    ),
    ...known
      .filter(({ id }) => !configuredIds.has(id))
      .flatMap(({ id }): Statement[] => [
        {
          sql: 'UPDATE sources SET configured = 0, claim_token = NULL, claimed_until = NULL WHERE id = $1',
          params: [id],
        },
        { sql: 'UPDATE articles SET unlisted_at = $1 WHERE source_id = $2 AND unlisted_at IS NULL', params: [now, id] },
      ]),
  ]
}

/** A request to claim sources. */
interface ClaimWish {
  /** Random; each claim has its own. */
  readonly token: string
  /** The id of the pass, which fetches a source only once, whatever the clock says. */
  readonly pass: string
  readonly now: Instant
  readonly until: Instant
  readonly limit: number
  /** Every source that is not paused, whatever its schedule. */
  readonly force: boolean
}

/**
 * Claims sources that are due, those due longest first, except those that are claimed or that this pass has had. Throws
 * StoreError.
 */
export async function claimDueSources(db: Db, wish: ClaimWish): Promise<KnownSource[]> {
  const { token, pass, now, until, limit, force } = wish
  const [rows] = await db.batch([
    {
      sql: `WITH due AS MATERIALIZED (
          SELECT id FROM sources
          WHERE configured = 1 AND paused = 0 AND retired_at IS NULL
            AND (next_fetch_at <= $1 OR $2 = 1) AND (not_before IS NULL OR not_before <= $1)
            AND (claim_token IS NULL OR claimed_until <= $1)
            AND (claimed_by_pass IS NULL OR claimed_by_pass <> $3)
          ORDER BY next_fetch_at, id LIMIT $4 ${db.skipLocked}
        )
        UPDATE sources SET claim_token = $5, claimed_until = $6, claimed_by_pass = $3
        WHERE id IN (SELECT id FROM due) RETURNING ${KNOWN}`,
      params: [now, force ? 1 : 0, pass, limit, token, until],
    },
  ])
  return rows!
    .map(read)
    .sort((a, b) => (a.nextFetchAt < b.nextFetchAt || (a.nextFetchAt === b.nextFetchAt && a.id < b.id) ? -1 : 1))
}

/** How many sources are due now, claimed ones included. Throws StoreError. */
export async function countDueSources(db: Db, now: Instant, force: boolean): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM sources WHERE configured = 1 AND paused = 0 AND retired_at IS NULL
      AND (next_fetch_at <= $1 OR $2 = 1) AND (not_before IS NULL OR not_before <= $1)`,
    [now, force ? 1 : 0],
  )
  return Number(row!.count)
}

/** Whether any worker has claimed a source at `now`. Throws StoreError. */
export async function isReading(db: Db, now: Instant): Promise<boolean> {
  const rows = await db.query('SELECT id FROM sources WHERE claim_token IS NOT NULL AND claimed_until > $1 LIMIT 1', [
    now,
  ])
  return rows.length > 0
}

/** Extends the open claims under a token to `until`. Throws StoreError. */
export async function renewSourceClaims(db: Db, token: string, until: Instant): Promise<void> {
  await db.batch([{ sql: 'UPDATE sources SET claimed_until = $1 WHERE claim_token = $2', params: [until, token] }])
}

/**
 * The guard of a batch that leaves the claim open; the batch throws ClaimLostError when another worker has the claim.
 */
export const assertClaim = (id: string, token: string): Statement => ({
  sql: 'UPDATE sources SET claim_token = $2 WHERE id = $1 AND claim_token = $2 RETURNING id',
  params: [id, token],
  expectRows: 1,
})

/** Ends a claim without a fetch; the source is due at `nextFetchAt`, and with `notBefore` not even `--force` asks it earlier. */
export const postponeSource = (id: string, token: string, nextFetchAt: Instant, notBefore?: Instant): Statement => ({
  sql: `UPDATE sources SET next_fetch_at = $1, not_before = COALESCE(CAST($4 AS TEXT), not_before), claim_token = NULL,
    claimed_until = NULL WHERE id = $2 AND claim_token = $3`,
  params: [nextFetchAt, id, token, orNull(notBefore)],
})

/** Ends all claims: for SQLite, where a pass alone holds the store and all claims are those of dead processes. */
export const freeSourceClaims: Statement = {
  sql: 'UPDATE sources SET claim_token = NULL, claimed_until = NULL WHERE claim_token IS NOT NULL',
}

/** What is stored after a successful fetch. */
interface FetchedFacts {
  readonly nextFetchAt: Instant
  readonly foundUrl?: string
  readonly permanentUrl?: string
  readonly candidateUrl?: string
  readonly etag?: string
  readonly lastModified?: string
  readonly validatorsUrl?: string
  /** Present when a changed document was read. */
  readonly document?: {
    /** Empty: the next document is read even if its bytes are the same. */
    readonly bodyHash: string
    /** The version of the program that read it. */
    readonly readBy: string
    readonly title?: string
    readonly siteUrl?: string
    readonly feedId?: string
    readonly entryCount: number
    readonly entryDates: readonly Instant[]
    readonly pace: Pace
    /** The outlet's name as shown. */
    readonly name: string
  }
}

/** Records a successful fetch and ends the claim; the batch throws ClaimLostError when another worker has the claim. */
export function recordFetched(id: string, token: string, facts: FetchedFacts, now: Instant): Statement {
  const { document } = facts
  const common = [
    now,
    facts.nextFetchAt,
    orNull(facts.permanentUrl),
    orNull(facts.candidateUrl),
    orNull(facts.etag),
    orNull(facts.lastModified),
    orNull(facts.validatorsUrl),
    id,
    token,
    orNull(facts.foundUrl),
  ]
  const ofDocument =
    document === undefined
      ? []
      : [
          document.bodyHash,
          orNull(document.title),
          orNull(document.siteUrl),
          document.entryCount,
          JSON.stringify(document.entryDates),
          document.name,
          JSON.stringify(document.pace),
          document.readBy,
          orNull(document.feedId),
        ]
  return {
    sql: `UPDATE sources SET fetched_at = $1, next_fetch_at = $2, permanent_url = $3, candidate_url = $4, etag = $5,
        last_modified = $6, validators_url = $7, found_url = $10, fail_count = 0, failing_since = NULL, fail_code = NULL, fail_message = NULL,
        not_before = CASE WHEN not_before > $1 THEN not_before ELSE NULL END, claim_token = NULL, claimed_until = NULL
        ${
          document === undefined
            ? ''
            : `, first_fetched_at = COALESCE(first_fetched_at, $1), body_hash = $11, title = $12, site_url = $13,
              entry_count = $14, entry_dates = $15, name = $16, pace = $17, read_by = $18, feed_id = $19`
        }
      WHERE id = $8 AND claim_token = $9 RETURNING id`,
    params: [...common, ...ofDocument],
    expectRows: 1,
  }
}

/** What is stored after a failed fetch. */
interface FailedFacts {
  readonly code: string
  readonly message: string
  readonly nextFetchAt: Instant
  /** The server asked not to be fetched before. */
  readonly notBefore?: Instant
  /** It answered that it is gone: the second time in a row, or the first where it never answered well. */
  readonly isRetired: boolean
}

/**
 * Records a failure and ends the claim; validators and articles stay. The batch throws ClaimLostError when another
 * worker has the claim.
 */
export function recordFailed(id: string, token: string, facts: FailedFacts, now: Instant): Statement {
  return {
    sql: `UPDATE sources SET fail_count = fail_count + 1, failing_since = COALESCE(failing_since, $1), fail_code = $2,
      fail_message = $3, next_fetch_at = $4,
      not_before = COALESCE(CAST($5 AS TEXT), CASE WHEN not_before > $1 THEN not_before ELSE NULL END), retired_at = $6, claim_token = NULL, claimed_until = NULL
      WHERE id = $7 AND claim_token = $8 RETURNING id`,
    params: [
      now,
      facts.code,
      facts.message,
      facts.nextFetchAt,
      orNull(facts.notBefore),
      facts.isRetired ? now : null,
      id,
      token,
    ],
    expectRows: 1,
  }
}

/** Postpones every source of a host to an instant, because its server answered that it is overloaded. */
export const pauseHost = (host: string, until: Instant): Statement => ({
  sql: `UPDATE sources SET not_before = $1, next_fetch_at = CASE WHEN next_fetch_at < $1 THEN $1 ELSE next_fetch_at END
    WHERE host = $2 AND host <> '' AND (not_before IS NULL OR not_before < $1)`,
  params: [until, host],
})

/** When the next sources are due, and how many at that instant; undefined when none ever is. Throws StoreError. */
export async function nextSourcesDue(db: Db): Promise<{ readonly at: Instant; readonly count: number } | undefined> {
  const [row] = await db.query<{ at: string; count: number }>(
    `SELECT next_fetch_at AS at, COUNT(*) AS count FROM sources
      WHERE configured = 1 AND paused = 0 AND retired_at IS NULL
      GROUP BY next_fetch_at ORDER BY next_fetch_at LIMIT 1`,
  )
  return row === undefined ? undefined : { at: row.at, count: Number(row.count) }
}

/** The outlets' names by source id, including sources no longer configured. Throws StoreError. */
export async function readOutlets(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; name: string }>('SELECT id, name FROM sources')
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Sources by id, configured or not. Throws StoreError. */
export const readSources = (db: Db, ids: readonly string[]): Promise<KnownSource[]> =>
  queryIn(db, ids, (list) => `SELECT ${KNOWN} FROM sources WHERE id IN (${list})`, { read })

/** The names, own titles and addresses of those of these sources that are configured, by id. Throws StoreError. */
export async function configuredOutlets(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Pick<KnownSource, 'name' | 'title' | 'siteUrl' | 'url'>>> {
  const rows = await queryIn<Pick<KnownSource, 'id' | 'name' | 'title' | 'siteUrl' | 'url'>>(
    db,
    ids,
    (list) => `SELECT id, name, title, site_url, url FROM sources WHERE configured = 1 AND id IN (${list})`,
  )
  return new Map(rows.map(({ id, ...outlet }) => [id, outlet]))
}
