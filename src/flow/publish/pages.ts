/**
 * Publishes the pages of the site: renders those that what changed may show otherwise, records what became of them, and writes
 * their files. The work is that of what changed, whatever the size of the archive.
 */
import type { Instant } from '../../core/model.ts'
import { startOfDate } from '../../core/schedule.ts'
import { dayPath, editionPath, storyPath } from '../../core/site-paths.ts'
import { etagOf, publishPage } from '../../files.ts'
import {
  changedLists,
  changedStoryIds,
  countChanged,
  editionIdsWith,
  forgetMade,
  markPublished,
  markWithPages,
  sourceIdsIn,
  unmarkStories,
} from '../../store/changed-stories.ts'
import type { Statement } from '../../store/db.ts'
import { editionIdsSince, outlinesOf } from '../../store/editions.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import { pagesIn, readPages, type StoredPage, savePages, withdrawPages } from '../../store/pages.ts'
import { aliasIdsOf } from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { fileOf, pathOf, type Site } from './site-files.ts'

/** Pages rendered and recorded in one batch. */
const AT_ONCE = 100
/** With more changed stories than this, all pages are rendered: what is done then survives a kill. */
const MOST_CHANGED = 5_000

/** What is published, and under which lease. */
interface Publication {
  readonly guard: () => Statement
  /** Everything up to it is being published. */
  readonly revision: number
  /** What the pages of the last publication were made of is another, as after a change of the configuration. */
  readonly isAnew: boolean
  /** Identifies what pages are made of besides the store. */
  readonly shape: string
  /** The days with pages at the last publication: the oldest. */
  readonly wasSince: string | undefined
  /** As `publishPages` returned it at the last publication. */
  readonly wereParts: PartsByDay
  readonly now: Instant
}

/** Which stories the parts of the pages of days list, as hashes, by date. */
type PartsByDay = Readonly<Record<string, readonly string[]>>

/** The newest days whose parts are remembered. When a story of an older one changes, all parts of its day are rendered. */
const DAYS_REMEMBERED = 40

/**
 * Renders the pages that may have changed since the last publication, and writes the files of those that have. Returns how many
 * were written, and what the pages of days list. Throws RenderError, StoreError, ClaimLostError, and the signal's reason when stopped.
 */
export async function publishPages(
  deps: Deps,
  site: Site,
  publication: Publication,
): Promise<{ readonly written: number; readonly parts: PartsByDay }> {
  const { db, config } = deps
  const run = new PageRun(deps, site, publication)
  await run.markMoved()
  const isAll = publication.isAnew || (await countChanged(db, MOST_CHANGED)) === MOST_CHANGED
  if (isAll) await run.markAll()
  const touched = await run.stories(isAll)
  await run.render([
    ...site.fixed,
    ...(isAll ? config.sources.map(({ id }) => id) : [...touched.sourceIds]).map(site.sourcePath),
  ])
  await run.days(isAll ? site.days : touched.days, isAll ? undefined : touched.storyIds)
  await run.editions(isAll ? undefined : touched)
  if (isAll) await run.withdrawOthers()
  return { written: run.written, parts: run.parts() }
}

/** What the changed stories touch besides their own pages. */
interface Touched {
  readonly storyIds: ReadonlySet<string>
  readonly sourceIds: ReadonlySet<string>
  readonly editionIds: ReadonlySet<string>
  readonly days: ReadonlySet<string>
}

class PageRun {
  written = 0
  readonly #deps: Deps
  readonly #site: Site
  readonly #publication: Publication
  /** The paths rendered, but for those of stories. */
  readonly #rendered = new Set<string>()
  readonly #parts: Map<string, readonly string[]>

  constructor(deps: Deps, site: Site, publication: Publication) {
    this.#deps = deps
    this.#site = site
    this.#publication = publication
    this.#parts = new Map(Object.entries(publication.wereParts))
  }

  /** What the pages of days list now. */
  parts(): PartsByDay {
    const dates = this.#site.days.slice(0, DAYS_REMEMBERED)
    return Object.fromEntries(dates.map((date) => [date, this.#parts.get(date) ?? []]))
  }

  /** Marks the stories that pages were added for or taken from because the first day with pages is another. */
  async markMoved(): Promise<void> {
    const { db, config } = this.#deps
    const { guard, wasSince } = this.#publication
    const { since } = this.#site
    if (wasSince === undefined || since === undefined || wasSince === since) return
    const [from, until] = [wasSince, since].sort().map((date) => startOfDate(config.timeZone, date))
    await db.batch([guard(), markPublished(from!, until!)])
  }

  /**
   * Marks every story of the days with pages, and every one that has a page. Marks are taken away as pages are done, so that a
   * run goes on where the last one was stopped; documents count as never published until all is done.
   */
  async markAll(): Promise<void> {
    const { db, config } = this.#deps
    const { guard, shape } = this.#publication
    const { since } = this.#site
    if ((await readMeta(db)).get('pages_marked') === shape) return
    await db.batch([
      guard(),
      forgetMade,
      ...(since === undefined ? [] : [markPublished(startOfDate(config.timeZone, since))]),
      markWithPages,
      setMeta('pages_marked', shape),
    ])
  }

  /** Renders the pages of the changed stories, and of the ids that they had before. Returns what else they touch. */
  async stories(isAll: boolean): Promise<Touched> {
    const { db, signal, progress } = this.#deps
    const { revision } = this.#publication
    const storyIds = new Set<string>()
    const { source, edition } = await changedLists(db)
    const sourceIds = new Set(source)
    const editionIds = new Set(edition)
    const days = new Set<string>()
    const of = isAll ? await countChanged(db, Number.MAX_SAFE_INTEGER) : 0
    let done = 0
    for (let after = ''; ; ) {
      signal.throwIfAborted()
      const ids = await changedStoryIds(db, after, AT_ONCE)
      const last = ids.at(-1)
      if (last === undefined) break
      after = last
      progress('Publishing', done, Math.max(of, done + ids.length), 'pages of stories')
      await this.#site.prepare(ids)
      const aliases = await aliasIdsOf(db, ids)
      const paths = [...ids, ...aliases].map(storyPath)
      const pages = await this.#renderBatch(paths, isAll ? unmarkStories(ids, revision) : [])
      if (!isAll) {
        for (const id of [...ids, ...aliases]) storyIds.add(id)
        for (const id of await sourceIdsIn(db, ids)) sourceIds.add(id)
        for (const id of await editionIdsWith(db, ids)) editionIds.add(id)
        for (const { day } of pages) if (day !== undefined) days.add(day)
      }
      done += ids.length
    }
    return { storyIds, sourceIds, editionIds, days }
  }

  /** Renders pages, a batch at a time; those that are no more are withdrawn. */
  async render(paths: readonly string[]): Promise<StoredPage[]> {
    const pages: StoredPage[] = []
    for (let at = 0; at < paths.length; at += AT_ONCE) {
      const part = paths.slice(at, at + AT_ONCE)
      for (const path of part) this.#rendered.add(path)
      this.#deps.progress('Publishing', at, paths.length, part[0])
      pages.push(...(await this.#renderBatch(part)))
    }
    return pages
  }

  /**
   * Renders the pages of days, and of the days beside one that came or went, which link it: the parts that list other stories
   * than before or a changed one; all parts where `changed` is undefined.
   */
  async days(wanted: Iterable<string>, changed?: ReadonlySet<string>): Promise<void> {
    const { db } = this.#deps
    const before = await pagesIn(db, 'day')
    const had = new Set(before.map(({ day }) => day!))
    const has = new Set(this.#site.days)
    const gone = [...had].filter((date) => !has.has(date))
    const dates = new Set([...wanted, ...gone])
    const [old, now] = [neighbours([...had]), neighbours([...has])]
    const moved = new Set([...has].filter((date) => old.get(date) !== now.get(date)))
    for (const date of moved) dates.add(date)
    const filesOf = Map.groupBy(before, ({ day }) => day!)
    for (const date of [...dates].sort()) {
      const parts = await this.#site.partsOf(date)
      const paths = parts.map((_, at) => dayPath(date, at + 1))
      const hashes = parts.map((ids) => etagOf(ids.join()))
      const known = this.#parts.get(date)
      const isSame = changed !== undefined && !moved.has(date) && known?.length === parts.length
      const owed = paths.filter(
        (_, at) => !isSame || known[at] !== hashes[at] || parts[at]!.some((id) => changed.has(id)),
      )
      this.#parts.set(date, hashes)
      const surplus = (filesOf.get(date) ?? []).map(({ path }) => pathOf(path)).filter((path) => !paths.includes(path))
      await this.render([...owed, ...surplus])
    }
  }

  /**
   * Renders the pages of the editions that were touched, or all, and of those that have no page yet; withdraws those before the first
   * day.
   */
  async editions(touched: Touched | undefined): Promise<void> {
    const { db, config } = this.#deps
    const { since } = this.#site
    const known = new Set((await pagesIn(db, 'edition')).map(({ path }) => pathOf(path)))
    const ids = since === undefined ? [] : await editionIdsSince(db, startOfDate(config.timeZone, since))
    const current = new Set(ids.map(editionPath))
    const withLeftOut = touched === undefined ? new Set<string>() : await this.#editionsWithout(ids, touched.storyIds)
    await this.render(
      ids
        .filter((id) => touched?.editionIds.has(id) !== false || withLeftOut.has(id) || !known.has(editionPath(id)))
        .map(editionPath),
    )
    await this.#withdraw([...known].filter((path) => !current.has(path)))
  }

  /** Those of these editions whose pages name one of the stories as left out; of the others the store knows what they have. */
  async #editionsWithout(ids: readonly string[], storyIds: ReadonlySet<string>): Promise<Set<string>> {
    const outlines = storyIds.size === 0 ? [] : await outlinesOf(this.#deps.db, ids)
    return new Set([...outlines].flatMap(([id, { leftOut }]) => (leftOut.some((one) => storyIds.has(one)) ? id : [])))
  }

  /** Withdraws every page but those of stories that was not rendered: its topic or source is no longer configured. */
  async withdrawOthers(): Promise<void> {
    const { db } = this.#deps
    const folders = ['topics', 'source', 'edition'] as const
    const others = (await Promise.all(folders.map((folder) => pagesIn(db, folder)))).flat()
    await this.#withdraw(others.map(({ path }) => pathOf(path)).filter((path) => !this.#rendered.has(path)))
  }

  async #withdraw(paths: readonly string[]): Promise<void> {
    const { guard, now } = this.#publication
    if (paths.length > 0) await this.#deps.db.batch([guard(), ...withdrawPages(paths.map(fileOf), now)])
  }

  /**
   * Renders pages, records those that changed together with `statements`, and writes their files. In this order: where the
   * process is killed in between, the next run finds a file that is not as recorded. Returns the pages as they were and are.
   */
  async #renderBatch(paths: readonly string[], statements: readonly Statement[] = []): Promise<StoredPage[]> {
    const { db, config, signal } = this.#deps
    const { guard, now } = this.#publication
    const old = new Map((await readPages(db, paths.map(fileOf))).map((page) => [page.path, page]))
    const changed: (StoredPage & { readonly body: Buffer })[] = []
    const gone: string[] = []
    const days: StoredPage[] = [...old.values()]
    for (const path of paths) {
      signal.throwIfAborted()
      const file = fileOf(path)
      const was = old.get(file)
      const page = await this.#site.page(path)
      if (page === undefined) {
        if (was !== undefined) gone.push(file)
        continue
      }
      // An old id leads on only where its page was published.
      if (page.isMoved && was === undefined) continue
      const body = Buffer.from(page.html)
      const etag = etagOf(body)
      const stored = {
        path: file,
        ...(page.day === undefined ? {} : { day: page.day }),
        etag,
        bytes: body.length,
        changedAt: now,
      }
      days.push(stored)
      if (was?.etag !== etag || was.day !== page.day) changed.push({ ...stored, body })
    }
    if (changed.length + gone.length + statements.length === 0) return days
    await db.batch([guard(), ...savePages(changed), ...withdrawPages(gone, now), ...statements])
    for (const { path, body, changedAt } of changed) await publishPage(config.feed.folder, path, body, changedAt)
    this.written += changed.length
    return days
  }
}

/** The dates beside each, as one text. */
function neighbours(dates: readonly string[]): Map<string, string> {
  const sorted = dates.toSorted()
  return new Map(sorted.map((date, at) => [date, `${sorted[at - 1]} ${sorted[at + 1]}`]))
}
