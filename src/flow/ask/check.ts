/** Tries sources once and stores nothing: what each one answers now, for `sources check` and `init`. */
import type { SourceConfig } from '../../config.ts'
import { withPresentable } from '../../core/article/normalize.ts'
import { AppError, SourceError } from '../../core/errors.ts'
import type { Instant } from '../../core/model.ts'
import { type FetchAnswer, type Fetcher, type FetchRequest, publicUrl } from '../../feeds/http/fetch.ts'
import type { FoundFeed } from '../../feeds/parse/discovery.ts'
import type { Db } from '../../store/db.ts'
import { listSources } from '../../store/sources.ts'
import { type FoundHere, readSource } from '../refresh/finding.ts'

/** The result for one source. `sourceId` and `url` (without credentials) are as configured. */
export type SourceCheck = {
  readonly sourceId: string
  readonly url: string
  readonly name?: string
  readonly paused: boolean
} & (
  | {
      readonly kind: 'feed'
      readonly title?: string
      readonly language?: string
      readonly siteUrl?: string
      /** `rss2.0`, `atom1.0`, … */
      readonly format: string
      readonly entries: number
      /** Entries that could not be read. */
      readonly rejected: number
      /** The latest date of an entry. */
      readonly newestAt?: Instant
      /** The feed that the page at the address declares, where that was read; `feeds` are the others that it declares. */
      readonly foundAt?: string
      readonly feeds?: readonly FoundFeed[]
      /** The final URL, where redirects led elsewhere. */
      readonly movedTo?: string
      /** Whether the redirect is permanent (301, 308). */
      readonly isForGood?: boolean
      readonly repairs: readonly string[]
    }
  | {
      readonly kind: 'failed'
      readonly code: string
      /** What failed on what, and the next thing to try. */
      readonly message: string
      readonly status?: number
      /** The feeds that a web page found at the feed's address declares. */
      readonly feeds: readonly FoundFeed[]
    }
  /** No answer before the deadline. */
  | { readonly kind: 'unheard' }
)

/** What the store knows of a source that a check respects. Not its validators, since an answer of 304 shows nothing. */
interface CheckMemory extends Pick<FetchRequest, 'foundUrl' | 'permanentUrl' | 'candidateUrl'> {
  /** In the future: the server asked not to be fetched before (Retry-After). */
  readonly notBefore?: Instant
}

/** What the store knows of the configured sources, by id. Throws StoreError. */
export async function readCheckMemory(db: Db, now: Instant): Promise<Map<string, CheckMemory>> {
  const sources = await listSources(db)
  return new Map(
    sources.map(({ id, foundUrl, permanentUrl, candidateUrl, notBefore }) => [
      id,
      { foundUrl, permanentUrl, candidateUrl, ...(notBefore !== undefined && notBefore > now ? { notBefore } : {}) },
    ]),
  )
}

export interface CheckOptions {
  readonly fetcher: Fetcher
  /** By source id; absent where there is no store yet. */
  readonly memory?: ReadonlyMap<string, CheckMemory>
  /** Stops the whole check. */
  readonly signal: AbortSignal
  /** A source that has not answered when it aborts is `unheard`. */
  readonly deadline?: AbortSignal
  /** Called for each source that is done: how many are, and of those in progress the one that began first. */
  readonly onChecked?: (done: number, waitedFor: SourceConfig | undefined) => void
  /** Logs a defect of Broadsheet with its stack. */
  readonly defect: (where: string, error: unknown) => void
}

/** Sources in progress at once. More than there are requests at once, since sources of one host wait for each other. */
const MAX_UNDER_WAY = 100

/** The results for all given sources, in their order. Throws only the signal's reason, when stopped. */
export async function checkSources(sources: readonly SourceConfig[], options: CheckOptions): Promise<SourceCheck[]> {
  const checks: SourceCheck[] = []
  let next = 0
  let done = 0
  const open = new Set<SourceConfig>()
  const worker = async (): Promise<void> => {
    for (let at = next++; at < sources.length; at = next++) {
      const source = sources[at]!
      open.add(source)
      checks[at] = await checkSource(source, options)
      open.delete(source)
      options.onChecked?.(++done, open.values().next().value)
    }
  }
  await Promise.all(Array.from({ length: Math.min(MAX_UNDER_WAY, sources.length) }, worker))
  return checks
}

async function checkSource(
  source: SourceConfig,
  { fetcher, memory, signal, deadline, defect }: CheckOptions,
): Promise<SourceCheck> {
  const { id, url, shownUrl, name, headers, paused } = source
  const base = { sourceId: id, url: shownUrl, paused, ...(name === undefined ? {} : { name }) }
  const { notBefore, ...redirects } = memory?.get(id) ?? {}
  if (notBefore !== undefined) return { ...base, kind: 'failed', ...notAsked(shownUrl, notBefore), feeds: [] }
  const until = deadline === undefined ? signal : AbortSignal.any([signal, deadline])
  try {
    const request = { sourceId: id, url, headers, ...redirects, signal: until }
    return await readSource(fetcher, request, { isFeed: false }, async (answer, found) => ({
      ...base,
      ...(await readAnswer(answer, url, found)),
    }))
  } catch (error) {
    if (signal.aborted) throw error
    if (deadline?.aborted && error === until.reason) return { ...base, kind: 'unheard' }
    const failure = error instanceof AppError ? error : asBug(error)
    if (failure !== error) defect(`source ${id}`, error)
    const { code, message } = failure
    const status = failure instanceof SourceError && failure.status !== undefined ? { status: failure.status } : {}
    const { WebPageError } = await import('../../feeds/parse/discovery.ts')
    const feeds = failure instanceof WebPageError ? failure.feeds : []
    return { ...base, kind: 'failed', code, message, ...status, feeds }
  }
}

const notAsked = (url: string, until: Instant) => ({
  code: 'fetch/http',
  message: `${url} was not asked, since its server asked to wait; it will be asked after ${until}.`,
})

const asBug = (cause: unknown): SourceError =>
  new SourceError('Broadsheet met a defect of its own while reading this source; its stack is in the log.', {
    code: 'source/bug',
    cause,
  })

type CheckedFeed = Extract<SourceCheck, { kind: 'feed' }>

async function readAnswer(
  answer: FetchAnswer,
  asked: string,
  found: FoundHere | undefined,
): Promise<Omit<CheckedFeed, 'sourceId' | 'url' | 'name' | 'paused'>> {
  // The request has no validators, so no server should answer 304.
  if (answer.kind === 'not-modified') throw new Error('an answer of 304 to a request without validators')
  const { parseFeed } = await import('../../feeds/parse/parse.ts')
  const { bytes, contentType } = answer
  const feed = withPresentable(
    await parseFeed(bytes, { url: answer.url, ...(contentType === undefined ? {} : { contentType }) }),
  )
  const dates = feed.entries.flatMap(({ publishedAt, updatedAt }) => publishedAt ?? updatedAt ?? [])
  const newestAt = dates.reduce<Instant | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined)
  const isMoved = answer.url !== (found?.url ?? publicUrl(asked))
  return {
    kind: 'feed',
    ...(feed.title === undefined ? {} : { title: feed.title }),
    ...(feed.language === undefined ? {} : { language: feed.language }),
    ...(feed.url === undefined ? {} : { siteUrl: feed.url }),
    format: feed.format,
    entries: feed.entries.length,
    rejected: feed.rejected,
    ...(newestAt === undefined ? {} : { newestAt }),
    ...(found === undefined ? {} : { foundAt: found.url, feeds: found.others }),
    ...(isMoved ? { movedTo: answer.url, isForGood: isForGood(answer) } : {}),
    repairs: feed.repairs,
  }
}

/** Whether the redirect is permanent, now or by what the store knows. */
const isForGood = ({ url, permanentUrl, candidateUrl }: FetchAnswer): boolean =>
  url === candidateUrl || url === permanentUrl
