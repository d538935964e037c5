/** Notices about sources and deliveries that failed, one for each cause, and which failures `--quiet` tells of. */
import type { Instant } from '../core/model.ts'
import { DAY } from '../core/schedule.ts'
import type { Db } from '../store/db.ts'
import type { DeliveryRecord } from '../store/deliveries.ts'
import { readMeta, setMeta } from '../store/meta.ts'
import { type KnownSource, listSources } from '../store/sources.ts'
import { atTime, clockTime, counted, withClockTimes, withoutStop } from './layout.ts'

/** A source that failed, as its last try left it. */
export interface Failure {
  readonly sourceId: string
  readonly code: string
  readonly message: string
  readonly failingSince: Instant
  readonly nextFetchAt: Instant
  /** It is gone for good and not asked again. */
  readonly isRetired: boolean
}

/** A name, what happened, and what to do about it. */
export type Notice = readonly [name: string, ...says: string[]]

/** Names written out in one notice. */
const MAX_NAMED = 30

/** The notices about failed sources. Those that fail for one cause share one: a dead name server fails a hundred sources. */
export function failureNotices(failures: readonly Failure[], now: Instant, timeZone: string): Notice[] {
  return [...Map.groupBy(failures, causeOf).values()].map((some) => noticeOf(some, now, timeZone))
}

/** What failures of one cause have in common: their code and their sentence, but for the addresses in it. */
const causeOf = ({ code, message, isRetired }: Failure): string =>
  JSON.stringify([isRetired, code, withoutAddresses(message)])

const withoutAddresses = (message: string): string => message.replace(/\S*[@.:/]\S*/g, '')

/** `the same of all: a, b and c`, cut where there are many. */
function namesOfAll(names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  return `the same of all: ${names.slice(0, MAX_NAMED).join(', ')}${more}`
}

function noticeOf(failures: readonly Failure[], now: Instant, timeZone: string): Notice {
  const { sourceId, code, message, isRetired } = failures[0]!
  const first = (key: 'failingSince' | 'nextFetchAt'): Instant => failures.map((one) => one[key]).sort()[0]!
  const [failingSince, nextFetchAt] = [first('failingSince'), first('nextFetchAt')]
  const ids = failures.map((one) => one.sourceId)
  const at = (instant: Instant) => clockTime(instant, now, timeZone)
  const what = `${withClockTimes(withoutStop(message), now, timeZone)} (${code})`
  const since = failingSince >= now ? '' : `failing since ${at(failingSince)}`
  if (ids.length === 1) {
    return [
      sourceId,
      since ? `${what}, ${since}` : what,
      isRetired
        ? 'not asked again; take it out of the configuration, or give it a new address'
        : `asked again ${atTime(nextFetchAt, now, timeZone)}; try it now: broadsheet sources check ${sourceId}`,
    ]
  }
  return [
    counted(ids.length, 'source'),
    since ? `${what}, the first ${since}` : what,
    namesOfAll(ids),
    isRetired
      ? 'not asked again; take them out of the configuration, or give them new addresses'
      : `asked again from ${at(nextFetchAt)} on; try them now: broadsheet sources check`,
  ]
}

/** The notices about deliveries of an edition that failed or are owed, one for each answer of the mail server. */
export function deliveryNotices(deliveries: readonly DeliveryRecord[], now: Instant, timeZone: string): Notice[] {
  const failed = deliveries.filter(
    ({ state, code }) => state !== 'sent' && state !== 'pending' && code !== 'suppressed',
  )
  const alike = Map.groupBy(failed, ({ state, code, reply = '' }) =>
    JSON.stringify([state, code, withoutAddresses(reply)]),
  )
  return [...alike.values()].map((some): Notice => {
    const { address, state, code, reply } = some[0]!
    const tries = Math.max(...some.map((one) => one.tries))
    const nextTryAt = some.flatMap((one) => one.nextTryAt ?? []).sort()[0]
    const who = some.length === 1 ? address : counted(some.length, 'subscriber')
    const what = `${who}: ${(reply ?? state).replace(/\s+/g, ' ')} (${code ?? state}), tried ${timesOf(tries)}`
    const next =
      state === 'failed'
        ? 'not tried again; see: broadsheet deliveries list'
        : state === 'held'
          ? 'held, since it may have arrived; ask, then decide: broadsheet deliveries settle --sent or --resend'
          : `tried again ${nextTryAt === undefined ? 'at the next run' : atTime(nextTryAt, now, timeZone)}; see: broadsheet deliveries list`
    return ['mail', what, ...(some.length === 1 ? [] : [namesOfAll(some.map((one) => one.address))]), next]
  })
}

const timesOf = (tries: number): string => (tries === 1 ? 'once' : tries === 2 ? 'twice' : `${tries} times`)

/** The failures of sources in the store. */
export const failuresOf = (sources: readonly KnownSource[]): Failure[] =>
  sources.flatMap(({ id, failCode, failMessage = '', failingSince, nextFetchAt, retiredAt }) =>
    failCode === undefined || failingSince === undefined
      ? []
      : [
          {
            sourceId: id,
            code: failCode,
            message: failMessage,
            failingSince: retiredAt ?? failingSince,
            nextFetchAt,
            isRetired: retiredAt !== undefined,
          },
        ],
  )

/** A failure that lasts so long needs a person; until then it may end by itself. */
const TOLD_AFTER_MS = 3 * DAY
const TOLD_AGAIN_MS = 7 * DAY

/**
 * The failures that a person is to be told of now: each three days after it began (at once where the source is gone for good),
 * and again each week. Every such moment is told once, by the first call after it, however often this is called: the store
 * remembers until when all were told. Throws StoreError.
 */
export async function failuresToTell(db: Db, now: Instant): Promise<Failure[]> {
  const told = (await readMeta(db)).get('failures_told_until') ?? ''
  const failures = failuresOf((await listSources(db)).filter(({ paused }) => !paused))
  await db.batch([setMeta('failures_told_until', now)])
  // An instant that a wrong clock left in the future does not bind.
  return failures.filter((failure) => momentBefore(failure, now) > (told > now ? '' : told))
}

/** The last moment up to now at which a failure is to be told; '' for none. */
function momentBefore({ failingSince, isRetired }: Failure, now: Instant): Instant {
  const firstMs = Date.parse(failingSince) + (isRetired ? 0 : TOLD_AFTER_MS)
  const agoMs = Date.parse(now) - firstMs
  return agoMs < 0 ? '' : new Date(Date.parse(now) - (agoMs % TOLD_AGAIN_MS)).toISOString()
}
