/** The result of a pass: the summary for a person, the object for a script, and the exit code for a shell. */
import type { Config } from '../config.ts'
import { type AppError, RenderError, StoreError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'
import type { PublishedFile } from '../flow/publish/publish.ts'
import type { SourceOutcome } from '../flow/refresh/source.ts'
import type { DigestReport, EditionReport, PassReport, RefreshReport } from '../pipeline.ts'
import type { DeliveryState } from '../store/deliveries.ts'
import type { LackingWords } from '../template.ts'
import { deliveryNotices, type Failure, failureNotices, type Notice } from './failures.ts'
import {
  atTime,
  clockTime,
  counted,
  createRows,
  duration,
  faultLines,
  heading,
  type Paint,
  withTitle,
} from './layout.ts'

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

/** A host that asked to wait, and its sources that wait for it: those that it answered so, and those not asked. */
interface BusyHost {
  readonly host: string
  readonly ids: ReadonlySet<string>
  readonly untilAt: Instant
}

/** The hosts for which several sources wait. Each has one notice, and none of its sources counts as failed. */
function busyHosts(refresh: RefreshReport | undefined): BusyHost[] {
  const waiting = (refresh?.outcomes ?? []).flatMap((outcome) =>
    'busyHost' in outcome && outcome.busyHost !== undefined ? [{ ...outcome, busyHost: outcome.busyHost }] : [],
  )
  return [...Map.groupBy(waiting, ({ busyHost }) => busyHost)]
    .filter(([, sources]) => sources.length > 1)
    .map(([host, sources]) => ({
      host,
      ids: new Set(sources.map(({ sourceId }) => sourceId)),
      untilAt: sources.map(({ nextFetchAt }) => nextFetchAt).sort()[0]!,
    }))
}

/** When several exit codes apply: 3, 1, 4, 0 in that order. One dead source among living ones, due or not, is no 1. */
export function exitCodeOf(report: PassReport): number {
  const { refresh, digests, hadDefect } = report
  if (publishFaultOf(report) instanceof StoreError) return 3
  if (digests?.transportFault?.code.startsWith('store/')) return 3
  const failed = failuresIn(report)
  const isNothingDone = failed.length > 0 && failed.length === refresh!.outcomes.length && !refresh!.othersAnswered
  if (hadDefect || isNothingDone || templateFaults(report).length > 0) return 1
  return (digests?.owed ?? 0) + (digests?.held ?? 0) > 0 ? 4 : 0
}

/** Why the feed folder could not be written, at first or again for the new editions. */
const publishFaultOf = ({ refresh, digests }: PassReport) => refresh?.publishFault ?? digests?.publishFault

/** The mistakes in templates and words that a pass met, each once. */
function templateFaults(report: PassReport): RenderError[] {
  const publishFault = publishFaultOf(report)
  const faults = [
    ...(publishFault instanceof RenderError ? [publishFault] : []),
    ...(report.digests?.renderFaults ?? []),
    ...(report.words.fault === undefined ? [] : [report.words.fault]),
  ]
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()]
}

/** What kept a folder from being written, and pages or mail from being rendered. */
function faultsOf(report: PassReport): AppError[] {
  const publishFault = publishFaultOf(report)
  return [...(publishFault instanceof StoreError ? [publishFault] : []), ...templateFaults(report)]
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
    ...(report.clockWasAt === undefined ? {} : { clockWasAt: report.clockWasAt }),
    ...(report.clockBehind === undefined ? {} : { clockBehind: report.clockBehind }),
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
            putOff: refresh.outcomes.filter(({ kind }) => kind === 'put-off').length,
          },
          found: refresh.outcomes.flatMap(({ sourceId, found }) =>
            found === undefined
              ? []
              : [{ sourceId, url: shownUrls.get(sourceId), foundAt: found.url, feeds: found.others }],
          ),
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
          hubs: refresh.hubs.map(({ url, told, fault }) => ({
            url,
            told,
            ...(fault === undefined ? {} : { code: fault.code, message: fault.message }),
          })),
          documents: refresh.published?.files ?? [],
          pages: refresh.published?.pages ?? { written: 0, kept: 0, removed: 0 },
        }),
    // What kept a whole step from working: the feed folder, the mail server, the outbox.
    faults: [...faultsOf(report), digests?.transportFault].flatMap((fault) =>
      fault === undefined ? [] : [{ code: fault.code, message: fault.message }],
    ),
    ...((digests?.hadEarly ?? []).length === 0 ? {} : { hadEarly: digests!.hadEarly }),
    ...(report.words.lacking.length === 0 ? {} : { lackingWords: report.words.lacking }),
    editions: (digests?.editions ?? []).map((edition) => {
      const { id, digestId, slotAt, state, stories } = edition
      return { id, digestId, slotAt, state, stories, deliveries: deliveriesOf(edition) }
    }),
    ...(digests === undefined
      ? {}
      : {
          // Of all editions, not only of those above.
          deliveries: {
            owed: digests.owed,
            held: digests.held,
            ...(digests.held > 0 ? { settle: SETTLE } : {}),
          },
        }),
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

function storiesOf({ grouped = NOTHING_GROUPED }: Pick<RefreshReport, 'grouped'>) {
  const { new: founded, changed, merged, split, open, copies } = grouped
  return { new: founded, changed, merged, split, open, copies }
}

const NOTHING_GROUPED = {
  ...{ new: 0, changed: 0, merged: 0, split: 0, open: 0, copies: 0, topics: {} },
  refiltered: { dropped: 0, restored: 0 },
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

/** How the summary is laid out. */
interface SummaryStyle {
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
  const rows = rowsOf(report, config, paint)
  const faults = noticeLines(
    [
      ...busyNotices(report, timeZone),
      ...failureNotices(failuresIn(report), report.startedAt, timeZone),
      ...otherNotices(report, config, style.next),
    ],
    paint,
  )
  if (rows.length === 0 && faults.length === 0) return `${nothingDue(style.next, report.startedAt, timeZone)}\n`
  const owed = owedIn(report.digests)
  const end = [`Done in ${duration(style.tookMs)}`, ...(owed === '' ? [] : [paint.red(owed)])].join(', ')
  return [
    heading(config.title, report.startedAt, timeZone, paint),
    '',
    ...(rows.length > 0 ? [...rows, ''] : []),
    ...(faults.length > 0 ? [...faults, ''] : []),
    `${end}${exitCodeText(report)}.`,
    ...frontPageIn(report),
    '',
  ].join('\n')
}

/**
 * What needs a person, for `--quiet`: the given failures of sources, mail that is owed or has failed, a folder that cannot be
 * written. Empty where nothing does.
 */
export function quietText(
  report: PassReport,
  config: Config,
  { paint, next, failures }: Pick<SummaryStyle, 'paint' | 'next'> & { readonly failures: readonly Failure[] },
): string {
  const { timeZone } = config
  const notices = [...failureNotices(failures, report.endedAt, timeZone), ...otherNotices(report, config, next)]
  if (notices.length === 0) return ''
  const owed = owedIn(report.digests)
  return [
    heading(config.title, report.startedAt, timeZone, paint),
    '',
    ...noticeLines(notices, paint),
    ...(owed === '' ? [] : ['', `${paint.red(owed)}${exitCodeText(report)}.`]),
    '',
  ].join('\n')
}

function exitCodeText(report: PassReport): string {
  const code = exitCodeOf(report)
  return code === 0 ? '' : ` (exit code ${code})`
}

function rowsOf(report: PassReport, config: Config, paint: Paint): string[] {
  const { refresh, digests } = report
  const row = createRows()
  const rows = [
    ...row('Clock', clockIn(report, config)),
    ...row('Sources', sourcesIn(refresh, paint)),
    ...row('Found', foundIn(refresh)),
    ...row('Articles', articlesIn(refresh, paint)),
    ...row('Stories', groupedIn(refresh, paint)),
    ...row('Topics', topicsIn(refresh, config)),
    ...report.words.lacking.flatMap((one) => row('Words', lackingIn(one))),
  ]
  const published = publishedIn(refresh)
  return [
    ...rows,
    ...(published !== undefined && (rows.length > 0 || published.isChanged) ? row('Published', published.text) : []),
    ...mailedIn(digests, config, paint).flatMap((text) => row('Mailed', text)),
  ]
}

/** `templates/words.de.json lacks "by" and 3 more, which are the packaged ones`. */
function lackingIn({ file, keys: [first, ...more] }: LackingWords): string {
  return `templates/${file} lacks "${first}"${more.length > 0 ? ` and ${more.length} more` : ''}: packaged ones are used`
}

/** What a clock that was ahead had put off; or that the clock is behind. */
function clockIn({ clockWasAt, clockBehind, startedAt }: PassReport, { timeZone }: Config): string | undefined {
  if (clockBehind !== undefined)
    return `behind: articles are dated up to ${clockTime(clockBehind, startedAt, timeZone)}; set this machine's clock right`
  if (clockWasAt === undefined) return undefined
  return `set back from ${clockTime(clockWasAt, startedAt, timeZone)}; what was put off until then is due`
}

function sourcesIn(refresh: RefreshReport | undefined, paint: Paint): string | undefined {
  if (refresh === undefined || refresh.outcomes.length === 0) return undefined
  const of = (kind: SourceOutcome['kind']) => refresh.outcomes.filter((outcome) => outcome.kind === kind).length
  return `${paint.bold(number(refresh.outcomes.length))} due: ${clauses([
    [of('modified'), (n) => `${n} with news`],
    [of('not-modified'), (n) => `${n} unchanged`],
    [of('lost'), (n) => `${n} taken by another worker`],
    [of('put-off'), (n) => `${n} put off`],
    [of('failed'), (n) => paint.red(`${n} failed`)],
    [of('retired'), (n) => paint.red(`${n} gone for good`)],
  ])}`
}

/** `wire: found at https://example.org/feed; also declared: …`, for each source whose address turned out to be a site. */
const foundIn = (refresh: RefreshReport | undefined): string[] =>
  (refresh?.outcomes ?? []).flatMap(({ sourceId, found }) => {
    if (found === undefined) return []
    const others = found.others.map(withTitle).join(', ')
    return `${sourceId}: found at ${found.url}${others && `; also declared: ${others}`}`
  })

function articlesIn(refresh: RefreshReport | undefined, paint: Paint): string | undefined {
  if (refresh === undefined) return undefined
  const entries = entriesOf(refresh)
  const { refiltered } = refresh.grouped ?? NOTHING_GROUPED
  return clauses([
    [entries.new, (n) => `${paint.bold(n)} new`],
    [entries.edited, (n) => `${n} edited`],
    [entries.backlog, (n) => `${n} older ${n === '1' ? 'one' : 'ones'} kept as backlog`],
    [entries.dropped, (n) => `${n} dropped by your filters`],
    [refiltered.dropped, (n) => `${n} of the archive dropped by your new filters`],
    [refiltered.restored, (n) => `${n} no longer dropped`],
    [entries.rejected, (n) => paint.red(`${n} unreadable`)],
  ])
}

function groupedIn(refresh: RefreshReport | undefined, paint: Paint): string | undefined {
  if (refresh === undefined) return undefined
  const stories = storiesOf(refresh)
  return clauses([
    [stories.new, (n) => `${paint.bold(n)} new`],
    [stories.changed, (n) => `${n} grew`],
    [stories.merged, (n) => `${n} joined with another`],
    [stories.split, (n) => `${n} parted`],
    [stories.copies, (n) => `${n} ${n === '1' ? 'copy' : 'copies'} folded`],
  ])
}

/** `World 31, Economy 22`; a name and its number stay in one line. */
function topicsIn(refresh: RefreshReport | undefined, config: Config): string {
  const nameById = new Map(config.topics.map(({ id, name }) => [id, name]))
  return Object.entries(refresh?.grouped?.topics ?? {})
    .sort(([, a], [, b]) => b - a)
    .map(([id, count]) => `${nameById.get(id) ?? id} ${number(count)}`.replaceAll(' ', '\u00A0'))
    .join(', ')
}

/** Where the front page is, where something was published. */
function frontPageIn({ refresh }: PassReport): string[] {
  const front = refresh?.published?.files.find(({ path }) => /(?:^|\/)index\.html$/.test(path))
  return front !== undefined && publishedIn(refresh)?.isChanged ? [`Read it: ${front.path}`] : []
}

/** `public/atom.xml and 7 more; 5 unchanged; 312 pages, 4 removed`; where no document changed, `1 page; documents unchanged`. */
function publishedIn(refresh: RefreshReport | undefined): { text: string; isChanged: boolean } | undefined {
  const { files = [], pages = { written: 0, removed: 0 } } = refresh?.published ?? {}
  if (files.length === 0) return undefined
  const documents = publishedFiles(files)
  const text = clauses([
    [pages.written, (n) => `${n} ${n === '1' ? 'page' : 'pages'}`],
    [pages.removed, (n) => `${n} removed`],
  ])
  if (text === '') return documents
  return { text: documents.isChanged ? `${documents.text}; ${text}` : `${text}; documents unchanged`, isChanged: true }
}

function publishedFiles(files: readonly PublishedFile[]): { text: string; isChanged: boolean } {
  const changed = files.filter((file) => file.changed)
  const still = files.length - changed.length
  const main = (some: readonly PublishedFile[]) => some.find(({ path }) => /(?:^|\/)atom\.xml$/.test(path)) ?? some[0]
  const first = main(changed) ?? main(files)!
  if (changed.length === 0)
    return { text: `${first.path}${still > 1 ? ` and ${still - 1} more` : ''}, unchanged`, isChanged: false }
  const more = changed.length > 1 ? ` and ${changed.length - 1} more` : ''
  return { text: `${first.path}${more}${still > 0 ? `; ${still} unchanged` : ''}`, isChanged: true }
}

function mailedIn(digests: DigestReport | undefined, config: Config, paint: Paint): string[] {
  const editions = digests?.editions ?? []
  const titleOf = ({ digestId }: EditionReport) => config.digests.find(({ id }) => id === digestId)?.title ?? digestId
  // After a long pause there are many: one line a digest.
  const skipped = Map.groupBy(
    editions.filter(({ state }) => state === 'skipped'),
    titleOf,
  )
  const skippedLines = [...skipped].map(([title, some]) => {
    const [first, ...more] = some.map(({ slotAt, frozenAt }) => clockTime(slotAt, frozenAt, config.timeZone))
    const last = more.at(-1)?.replace(/^\d\d:\d\d$/, 'today at $&')
    const slots = last === undefined ? first : `${first} to ${last} (${counted(some.length, 'edition')})`
    return paint.red(`${title} of ${slots} skipped: too late`)
  })
  // A slot is a digest and a minute.
  const early = (digests?.hadEarly ?? []).map(
    (id) =>
      `${config.digests.find((one) => one.id === id)?.title ?? id}: this minute has its edition already, and has one only; for another, try again a minute later`,
  )
  const others = editions.filter(({ state }) => state !== 'skipped')
  const lines = others.map((edition) => {
    const title = titleOf(edition)
    if (edition.state === 'empty') return `${title}: nothing new, so nothing sent`
    const { sent, failed, retry, uncertain, suppressed } = deliveriesOf(edition)
    const stories = `${paint.bold(number(edition.stories))} ${edition.stories === 1 ? 'story' : 'stories'}`
    const outcome = clauses([
      [sent, (n) => `${stories} to ${n} ${n === '1' ? 'subscriber' : 'subscribers'}`],
      [suppressed, (n) => `${n} left meanwhile`],
      [failed, (n) => paint.red(`${n} failed`)],
      [retry + uncertain, (n) => paint.red(`${n} ${n === '1' ? 'delivery' : 'deliveries'} owed`)],
    ])
    const where =
      config.mail.smtp === undefined && config.mail.sendmail === undefined && sent > 0
        ? `, in ${shownFolder(config.mail.outbox, config.folder)}`
        : ''
    return `${title}: ${outcome}${where}`
  })
  return [...skippedLines, ...early, ...lines]
}

const shownFolder = (folder: string, base: string): string =>
  folder.startsWith(`${base}/`) ? folder.slice(base.length + 1) : folder

/** Sources that failed by themselves: those of a busy host have a notice in common. */
const failuresIn = ({ refresh }: PassReport): Failure[] => {
  const busy = busyHosts(refresh)
  return failedOf(refresh)
    .filter(({ sourceId }) => !busy.some(({ ids }) => ids.has(sourceId)))
    .map((failed) => ({ ...failed, isRetired: failed.kind === 'retired' }))
}

const busyNotices = ({ startedAt, refresh }: PassReport, timeZone: string): Notice[] =>
  busyHosts(refresh).map(({ host, ids, untilAt }) => [
    host,
    `was asked too often (429 or 503), so its ${ids.size} sources are put off`,
    `asked again ${atTime(untilAt, startedAt, timeZone)}; if it happens often, raise intervalMinutes of some of them`,
  ])

/** What failed besides sources: the feed folder, the mail server, deliveries. */
function otherNotices(report: PassReport, config: Config, next: NextDue): Notice[] {
  const { startedAt, refresh, digests } = report
  const notices: Notice[] = []
  const at = (instant: Instant) => atTime(instant, startedAt, config.timeZone)
  const publishFault = publishFaultOf(report)
  if (publishFault instanceof StoreError) {
    notices.push(['feed', publishFault.message, 'nothing is lost: published at the next run'])
  }
  for (const { message } of templateFaults(report))
    notices.push([
      'templates',
      message,
      'nothing is lost: mend the file, or delete it to use the packaged one; then: broadsheet run',
    ])
  for (const { fault } of refresh?.hubs ?? []) {
    if (fault !== undefined) notices.push(['hub', fault.message, 'nothing is lost: told at the next run'])
  }
  if (digests?.transportFault !== undefined) {
    notices.push(['mail', digests.transportFault.message, 'nothing is lost: sent at the next run'])
  }
  for (const { deliveries } of digests?.editions ?? []) {
    notices.push(...deliveryNotices(deliveries, startedAt, config.timeZone))
  }
  const owed = owedIn(digests === undefined ? undefined : { ...digests, held: 0 })
  if (owed !== '' && notices.length === 0) {
    // Owed since an earlier pass; this one had no reason to try.
    const when = next.tryAt === undefined ? '' : `tried again ${at(next.tryAt)}; `
    notices.push(['mail', `${owed} since an earlier run`, `${when}see: broadsheet deliveries list`])
  }
  return [...notices, ...heldNotices(digests)]
}

const SETTLE = 'broadsheet deliveries settle --sent (counts as arrived) or --resend (sent again)'

/** Held deliveries that no edition of this pass names wait for a person, so every run says so. */
function heldNotices(digests: DigestReport | undefined): Notice[] {
  const named = (digests?.editions ?? [])
    .flatMap(({ deliveries }) => deliveries)
    .filter(({ state }) => state === 'held')
  const held = (digests?.held ?? 0) - named.length
  if (held <= 0) return []
  const what = `${counted(held, 'delivery', 'deliveries')} held since an earlier run: nobody knows whether ${held === 1 ? 'it' : 'they'} arrived`
  return [['mail', what, `ask, then decide: ${SETTLE}`]]
}

/** At most ten notices, and how many more there are. */
function noticeLines(notices: readonly Notice[], paint: Paint): string[] {
  const lines = faultLines(notices.slice(0, MAX_TOLD), paint)
  if (notices.length > MAX_TOLD) lines.push(`${notices.length - MAX_TOLD} more: broadsheet status`)
  return lines
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
function nothingDue({ sources, digest }: NextDue, now: Instant, timeZone: string): string {
  const next = [
    ...(sources === undefined ? [] : [`${counted(sources.count, 'source')} ${atTime(sources.at, now, timeZone)}`]),
    ...(digest === undefined ? [] : [`${digest.title} ${atTime(digest.at, now, timeZone)}`]),
  ]
  return next.length === 0 ? 'Nothing is due.' : `Nothing is due. Next: ${next.join(', ')}.`
}

const clauses = (parts: readonly (readonly [number, (count: string) => string])[]): string =>
  parts
    .filter(([count]) => count > 0)
    .map(([count, say]) => say(number(count)))
    .join(', ')

const number = (count: number): string => count.toLocaleString('en')
