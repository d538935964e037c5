/** What a pass came to: the summary a person reads, the object a script reads, and the exit code a shell reads. */
import type { Config } from '../config.ts'
import type { Instant } from '../core/model.ts'
import type { SourceOutcome } from '../flow/refresh/source.ts'
import type { DigestReport, EditionReport, PassReport, RefreshReport } from '../pipeline.ts'
import type { DeliveryState } from '../store/deliveries.ts'
import type { Paint } from './paint.ts'

/** When something is due next. */
export interface NextDue {
  readonly sources?: { readonly count: number; readonly at: Instant } | undefined
  readonly digest?: { readonly title: string; readonly at: Instant } | undefined
  /** Of a delivery that is owed. */
  readonly tryAt?: Instant | undefined
}

type Failed = Extract<SourceOutcome, { kind: 'failed' | 'retired' }>

const failedOf = (refresh: RefreshReport | undefined): Failed[] =>
  (refresh?.outcomes ?? []).filter(
    (outcome): outcome is Failed => outcome.kind === 'failed' || outcome.kind === 'retired',
  )

/** When several exit codes apply: 3, 1, 4, 0 in that order. */
export function exitCodeOf({ refresh, digests, hadDefect }: PassReport): number {
  if (refresh?.publishFault !== undefined) return 3
  if (digests?.transportFault?.code.startsWith('store/')) return 3
  const failed = failedOf(refresh)
  if (hadDefect || (failed.length > 0 && failed.length === refresh!.outcomes.length)) return 1
  return (digests?.owed ?? 0) + (digests?.held ?? 0) > 0 ? 4 : 0
}

/** The object of `run --json` and `digest --json`. */
export function summaryJson(command: string, report: PassReport, config: Config, next: NextDue): object {
  const { refresh, digests } = report
  const shownUrls = new Map(config.sources.map(({ id, shownUrl }) => [id, shownUrl]))
  return {
    contract: 1,
    command,
    startedAt: report.startedAt,
    endedAt: report.endedAt,
    exitCode: exitCodeOf(report),
    ...(refresh === undefined
      ? {}
      : {
          sources: {
            configured: refresh.configured,
            due: refresh.outcomes.length,
            modified: refresh.outcomes.filter(({ kind }) => kind === 'modified').length,
            notModified: refresh.outcomes.filter(({ kind }) => kind === 'not-modified').length,
            failed: refresh.outcomes.filter(({ kind }) => kind === 'failed').length,
            retired: refresh.outcomes.filter(({ kind }) => kind === 'retired').length,
          },
          failures: failedOf(refresh).map(({ sourceId, code, message, failingSince, nextFetchAt }) => ({
            sourceId,
            url: shownUrls.get(sourceId),
            code,
            message,
            failingSince,
            nextFetchAt,
          })),
          entries: entriesOf(refresh),
          stories: storiesOf(refresh),
          topics: refresh.grouped?.topics ?? {},
          documents: refresh.published ?? [],
        }),
    // What kept a whole step from its work: the feed folder, the mail server, the outbox.
    faults: [refresh?.publishFault, digests?.transportFault].flatMap((fault) =>
      fault === undefined ? [] : [{ code: fault.code, message: fault.message }],
    ),
    editions: (digests?.editions ?? []).map((edition) => ({
      id: edition.id,
      digestId: edition.digestId,
      slotAt: edition.slotAt,
      state: edition.state,
      stories: edition.stories,
      deliveries: deliveriesOf(edition),
    })),
    next: {
      refreshSchedule: config.refresh.schedule,
      fetchAt: next.sources?.at,
      slotAt: next.digest?.at,
      tryAt: next.tryAt,
    },
  }
}

function entriesOf({ outcomes }: RefreshReport) {
  const sum = { read: 0, new: 0, edited: 0, same: 0, backlog: 0, dropped: 0, rejected: 0 }
  for (const outcome of outcomes) {
    if (outcome.kind !== 'modified') continue
    for (const kind of ['new', 'edited', 'same', 'backlog', 'dropped'] as const) sum[kind] += outcome.counts[kind]
    sum.rejected += outcome.rejected
  }
  sum.read = sum.new + sum.edited + sum.same + sum.backlog + sum.dropped + sum.rejected
  return sum
}

function storiesOf({ grouped }: RefreshReport) {
  const {
    new: founded,
    changed,
    merged,
    split,
    open,
    copies,
  } = grouped ?? { new: 0, changed: 0, merged: 0, split: 0, open: 0, copies: 0 }
  return { new: founded, changed, merged, split, open, copies }
}

function deliveriesOf({ deliveries }: EditionReport) {
  const count = (states: readonly DeliveryState[], isSuppressed = false) =>
    deliveries.filter(({ state, code }) => states.includes(state) && (code === 'suppressed') === isSuppressed).length
  return {
    sent: deliveries.filter(({ state }) => state === 'sent').length,
    retry: count(['retry', 'pending', 'sending']),
    failed: count(['failed']),
    uncertain: count(['uncertain', 'held']),
    suppressed: count(['failed'], true),
  }
}

/** How the summary is set. */
export interface SummaryStyle {
  readonly paint: Paint
  /** Milliseconds the pass took, by the monotonic clock. */
  readonly tookMs: number
  readonly next: NextDue
}

/** Failures listed one by one; more are counted. */
const MAX_TOLD = 10

/** The summary of a pass as a person reads it. */
export function summaryText(report: PassReport, config: Config, style: SummaryStyle): string {
  const { paint } = style
  const { timeZone } = config
  const title = `${paint.bold(config.title)}  ${paint.dim(longDate(report.startedAt, timeZone))}`
  const rows = rowsOf(report, config, paint)
  const faults = faultsOf(report, config, paint)
  const code = exitCodeOf(report)
  if (rows.length === 0 && faults.length === 0) return `${nothingDue(style.next, report.startedAt, timeZone)}\n`
  const seconds = Math.max(1, Math.round(style.tookMs / 1000))
  const owed = owedIn(report.digests)
  const end = [`Done in ${seconds} s`, ...(owed === '' ? [] : [paint.red(owed)])].join(', ')
  return [
    title,
    '',
    ...rows.map(([label, text]) => `  ${label.padEnd(11)}${text}`),
    '',
    ...(faults.length > 0 ? [...faults, ''] : []),
    `${end}${code === 0 ? '' : ` (exit code ${code})`}.`,
    '',
  ].join('\n')
}

function rowsOf({ refresh, digests }: PassReport, config: Config, paint: Paint): [string, string][] {
  const rows: [string, string][] = []
  if (refresh !== undefined && refresh.outcomes.length > 0) {
    const of = (kind: SourceOutcome['kind']) => refresh.outcomes.filter((outcome) => outcome.kind === kind).length
    const failed = of('failed')
    const retired = of('retired')
    rows.push([
      'Sources',
      `${paint.bold(number(refresh.outcomes.length))} due: ${clauses([
        [of('modified'), (n) => `${n} with news`],
        [of('not-modified'), (n) => `${n} unchanged`],
        [of('lost'), (n) => `${n} taken by another worker`],
        [failed, (n) => paint.red(`${n} failed`)],
        [retired, (n) => paint.red(`${n} gone for good`)],
      ])}`,
    ])
    const entries = entriesOf(refresh)
    const text = clauses([
      [entries.new, (n) => `${paint.bold(n)} new`],
      [entries.edited, (n) => `${n} edited`],
      [entries.backlog, (n) => `${n} older ones kept as backlog`],
      [entries.dropped, (n) => `${n} dropped by your filters`],
      [entries.rejected, (n) => paint.red(`${n} unreadable`)],
    ])
    if (text !== '') rows.push(['Articles', text])
  }
  const stories = storiesOf(refresh ?? { configured: 0, outcomes: [] })
  const grouped = clauses([
    [stories.new, (n) => `${paint.bold(n)} new`],
    [stories.changed, (n) => `${n} grew`],
    [stories.merged, (n) => `${n} joined with another`],
    [stories.split, (n) => `${n} parted`],
    [stories.copies, (n) => `${n} ${n === '1' ? 'copy' : 'copies'} folded`],
  ])
  if (grouped !== '') rows.push(['Stories', grouped])
  const topics = Object.entries(refresh?.grouped?.topics ?? {}).sort(([, a], [, b]) => b - a)
  if (topics.length > 0) {
    const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
    rows.push(
      ...wrapped(
        'Topics',
        topics.map(([id, count]) => `${nameById.get(id) ?? id} ${number(count)}`),
      ),
    )
  }
  const published = publishedIn(refresh)
  if (published !== undefined && (rows.length > 0 || published.isChanged)) rows.push(['Published', published.text])
  for (const row of mailedIn(digests, config, paint)) rows.push(row)
  return rows
}

/** `public/atom.xml and 7 more; 5 unchanged` */
function publishedIn(refresh: RefreshReport | undefined): { text: string; isChanged: boolean } | undefined {
  const files = refresh?.published
  if (files === undefined || files.length === 0) return undefined
  const changed = files.filter((file) => file.changed)
  const still = files.length - changed.length
  const first = changed[0] ?? files[0]!
  if (changed.length === 0)
    return { text: `${first.path}${still > 1 ? ` and ${still - 1} more` : ''}, unchanged`, isChanged: false }
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : ''
  return { text: `${first.path}${more}${still > 0 ? `; ${still} unchanged` : ''}`, isChanged: true }
}

function mailedIn(digests: DigestReport | undefined, config: Config, paint: Paint): [string, string][] {
  return (digests?.editions ?? []).flatMap((edition): [string, string][] => {
    const title = config.digests.find(({ id }) => id === edition.digestId)?.title ?? edition.digestId
    if (edition.state === 'empty') return [['Mailed', `${title}: nothing new, so nothing sent`]]
    if (edition.state === 'skipped') {
      return [
        [
          'Mailed',
          paint.red(`${title} of ${clockTime(edition.slotAt, edition.frozenAt, config.timeZone)} skipped: too late`),
        ],
      ]
    }
    const { sent, failed, retry, uncertain, suppressed } = deliveriesOf(edition)
    const stories = `${paint.bold(number(edition.stories))} ${edition.stories === 1 ? 'story' : 'stories'}`
    const counted = clauses([
      [sent, (n) => `${stories} to ${n} ${n === '1' ? 'subscriber' : 'subscribers'}`],
      [suppressed, (n) => `${n} left meanwhile`],
      [failed, (n) => paint.red(`${n} failed`)],
      [retry + uncertain, (n) => paint.red(`${n} ${n === '1' ? 'delivery' : 'deliveries'} owed`)],
    ])
    const where =
      config.mail.smtp === undefined && sent > 0 ? `, in ${shownFolder(config.mail.outbox, config.folder)}` : ''
    return [['Mailed', `${title}: ${counted}${where}`]]
  })
}

const shownFolder = (folder: string, base: string): string =>
  folder.startsWith(`${base}/`) ? folder.slice(base.length + 1) : folder

/** Two lines each: what and since when; what happens next and what to type. */
function faultsOf({ startedAt, refresh, digests }: PassReport, config: Config, paint: Paint): string[] {
  const faults: [string, string, string][] = []
  const at = (instant: Instant) => clockTime(instant, startedAt, config.timeZone)
  for (const failure of failedOf(refresh)) {
    const { sourceId, code, message, failingSince, nextFetchAt, kind } = failure
    const since = failingSince === startedAt || failingSince >= startedAt ? '' : `, failing since ${at(failingSince)}`
    faults.push([
      sourceId,
      `${message.replace(/[.\s]+$/, '')} (${code})${since}`,
      kind === 'retired'
        ? 'not asked again; take it out of the configuration, or give it a new address'
        : `asked again at ${at(nextFetchAt)}; try it now: broadsheet sources check ${sourceId}`,
    ])
  }
  if (refresh?.publishFault !== undefined) {
    faults.push(['feed', refresh.publishFault.message, 'nothing is lost: published at the next run'])
  }
  if (digests?.transportFault !== undefined) {
    faults.push(['mail', digests.transportFault.message, 'nothing is lost: sent at the next run'])
  }
  for (const { deliveries } of digests?.editions ?? []) {
    for (const { address, state, code, reply, tries, nextTryAt } of deliveries) {
      if (state === 'sent' || state === 'pending' || code === 'suppressed') continue
      const what = `${address}: ${(reply ?? state).replace(/\s+/g, ' ')} (${code ?? state}), tried ${timesOf(tries)}`
      const next =
        state === 'failed'
          ? 'not tried again; see: broadsheet deliveries list'
          : state === 'held'
            ? 'held, since it may have arrived; decide: broadsheet deliveries settle'
            : `tried again at ${nextTryAt === undefined ? 'the next run' : at(nextTryAt)}; see: broadsheet deliveries list`
      faults.push(['mail', what, next])
    }
  }
  const indent = Math.min(12, Math.max(4, ...faults.map(([name]) => name.length))) + 2
  const lines = faults
    .slice(0, MAX_TOLD)
    .flatMap(([name, what, next]) => [
      ...hang(what, indent).map(
        (line, i) => `${i === 0 ? paint.red(name.padEnd(indent - 2)) : ' '.repeat(indent - 2)}  ${line}`,
      ),
      ...hang(next, indent).map((line) => ' '.repeat(indent) + line),
    ])
  if (faults.length > MAX_TOLD) lines.push(`${faults.length - MAX_TOLD} more: broadsheet status`)
  return lines
}

const timesOf = (tries: number): string => (tries === 1 ? 'once' : tries === 2 ? 'twice' : `${tries} times`)

const COLUMNS = 80

/** A sentence in lines that fit beside an indent. */
export function hang(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** A list of items under one label, in as many rows as it needs. */
function wrapped(label: string, items: readonly string[]): [string, string][] {
  const lines = hang(items.map((item) => item.replaceAll(' ', '\u00A0')).join(', '), 13)
  return lines.map((line, i) => [i === 0 ? label : '', line.replaceAll('\u00A0', ' ')])
}

function owedIn(digests: DigestReport | undefined): string {
  const owed = digests?.owed ?? 0
  const held = digests?.held ?? 0
  return clauses([
    [owed, (n) => `${n === '1' ? 'one delivery' : `${n} deliveries`} owed`],
    [held, (n) => `${n} held`],
  ])
}

/** `Nothing is due. Next: 3 sources at 07:15, Good morning at 07:00 tomorrow.` */
export function nothingDue({ sources, digest }: NextDue, now: Instant, timeZone: string): string {
  const next = [
    ...(sources === undefined
      ? []
      : [
          `${number(sources.count)} ${sources.count === 1 ? 'source' : 'sources'} at ${clockTime(sources.at, now, timeZone)}`,
        ]),
    ...(digest === undefined ? [] : [`${digest.title} at ${clockTime(digest.at, now, timeZone)}`]),
  ]
  return next.length === 0 ? 'Nothing is due.' : `Nothing is due. Next: ${next.join(', ')}.`
}

const clauses = (parts: readonly (readonly [number, (count: string) => string])[]): string =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, say]) => say(number(count)))
    .join(', ')

const number = (count: number): string => count.toLocaleString('en')

const part = (instant: Instant, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(new Date(instant))

/** `Tuesday 24 November 2026, 07:00` */
export const longDate = (instant: Instant, timeZone: string): string =>
  `${part(instant, timeZone, { weekday: 'long' })} ${part(instant, timeZone, { day: 'numeric', month: 'long', year: 'numeric' })}, ${part(instant, timeZone, { hour: '2-digit', minute: '2-digit' })}`

/** `07:15` on the same day, `Tue 07:15` within six days, else with its date. */
export function clockTime(instant: Instant, now: Instant, timeZone: string): string {
  const time = part(instant, timeZone, { hour: '2-digit', minute: '2-digit' })
  const day = (at: Instant) => part(at, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' })
  if (day(instant) === day(now)) return time
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString()
  if (day(instant) === day(tomorrow)) return `${time} tomorrow`
  const distance = Math.abs(Date.parse(instant) - Date.parse(now))
  if (distance < 6 * 86_400_000) return `${part(instant, timeZone, { weekday: 'short' })} ${time}`
  return `${part(instant, timeZone, { day: 'numeric', month: 'short', year: 'numeric' })} ${time}`
}
