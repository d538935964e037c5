/** The pages of the site as files of the feed folder: each is composed from the store and rendered, by its path. */
import { sourceFiles, topicFolders } from '../../core/ids.ts'
import type { FrontPage } from '../../core/site.ts'
import { dayPath, FRONT, sourcePath, topicPath } from '../../core/site-paths.ts'
import type { Deps } from '../deps.ts'
import { editionPage } from '../site/edition.ts'
import { frontPage, rankable } from '../site/front.ts'
import { dayPage, firstDayOfFiles, partsOfDay, siteDays, sourcePage, topicPage } from '../site/lists.ts'
import { readShown, type StoryCache } from '../site/shown.ts'
import { storyPage } from '../site/story.ts'

/** A page, whole. */
interface SitePage {
  readonly html: string
  /** The local date that it belongs to. */
  readonly day?: string
  /** It only leads from the old id of a story to the story that took it in. */
  readonly isMoved?: true
}

/** Renders pages as files, all of them from the store as it is. */
export interface Site {
  /** The local date from which on stories have pages; absent: none has. */
  readonly since?: string
  /** The local dates that have a page, the newest first. */
  readonly days: readonly string[]
  /** The paths of the pages that stay whatever changes: topics and feeds. */
  readonly fixed: readonly string[]
  /** The path of a source's page. */
  sourcePath(id: string): string
  readonly style: string
  front(): Promise<{ readonly html: string; readonly storyIds: readonly string[] }>
  /** The page at a path without extension, such as `story/ID`; undefined where there is none, or none any more. Throws StoreError. */
  page(path: string): Promise<SitePage | undefined>
  /** The ids of the stories on the page of a day, by its parts. */
  partsOf(date: string): Promise<string[][]>
  /** Reads stories together that pages will show one by one. */
  prepare(storyIds: readonly string[]): Promise<void>
}

/** The path of a further part of a day, and that of the first. */
const DAY_PART = /^(day\/\d{4}-\d\d-\d\d)-\d+$/

/** The site of a newspaper. Throws RenderError, StoreError. */
export async function openSite(deps: Deps, cache?: StoryCache): Promise<Site> {
  const { db, config, templatesFolder } = deps
  const since = await firstDayOfFiles(deps)
  const days = since === undefined ? [] : await siteDays({ db, config, since }, Number.POSITIVE_INFINITY)
  const folders = topicFolders(config.topics.map(({ id }) => id))
  const topicIds = new Map([...folders].map(([id, folder]) => [topicPath(folder), id]))
  const sourceNames = sourceFiles(config.sources.map(({ id }) => id))
  const sourceIds = new Map([...sourceNames].map(([id, name]) => [name, id]))
  const fixed = [...topicIds.keys(), 'feeds']
  const hasPage = new Set([FRONT, ...fixed, ...days.map((date) => dayPath(date))])
  const { createPages } = await import('../../web/pages/pages.ts')
  const pages = await createPages({
    templatesFolder,
    kind: 'file',
    title: config.title,
    language: config.language,
    timeZone: config.timeZone,
    topics: config.topics.map(({ id, name }) => ({ id, name, folder: folders.get(id)! })),
    sourceFiles: sourceNames,
    ...(config.siteUrl === undefined ? {} : { siteUrl: config.siteUrl }),
    ...(config.counterUrl === undefined ? {} : { counterUrl: config.counterUrl }),
    ...(config.mail.postalAddress === undefined ? {} : { imprint: config.mail.postalAddress }),
    // Lists name only stories that have a page, and days only parts that they have, so what they link of these exists.
    isFile: (path) =>
      hasPage.has(path.replace(DAY_PART, '$1')) || (since !== undefined && /^(?:story|source|edition)\//.test(path)),
  })
  const site = { db, config, ...(cache === undefined ? {} : { cache }), ...(since === undefined ? {} : { since }) }

  const renderers: Readonly<Record<string, (id: string) => Promise<SitePage | undefined>>> = {
    topics: async (id) => {
      const page = await topicPage(site, topicIds.get(topicPath(id)) ?? '')
      return page && { html: pages.topic(page) }
    },
    day: async (id) => {
      const [, date = '', part = '1'] = /^(\d{4}-\d\d-\d\d)(?:-(\d+))?$/.exec(id) ?? []
      const page = days.includes(date) ? await dayPage(site, date, Number(part)) : undefined
      return page && { html: pages.day(page), day: date }
    },
    story: async (id) => {
      const page = since === undefined ? undefined : await storyPage(site, id)
      if (page === undefined) return undefined
      if (!('movedTo' in page)) return { html: pages.story(page), day: page.date }
      // As long as its successor.
      const successor = await storyPage(site, page.movedTo)
      return successor && 'date' in successor
        ? { html: pages.moved(id, page.movedTo), day: successor.date, isMoved: true }
        : undefined
    },
    source: async (name) => {
      const id = sourceIds.get(name)
      const page = since === undefined || id === undefined ? undefined : await sourcePage(site, id)
      return page === undefined || page.days.length === 0 ? undefined : { html: pages.source(page) }
    },
    edition: async (id) => {
      const page = since === undefined ? undefined : await editionPage(site, id)
      return page && { html: pages.edition(page) }
    },
  }

  return {
    ...(since === undefined ? {} : { since }),
    days,
    fixed,
    sourcePath: (id) => sourcePath(sourceNames.get(id) ?? id),
    style: pages.style,
    front: async () => {
      const page = await frontPage(site)
      return { html: pages.front(page), storyIds: storyIdsOf(page) }
    },
    page: async (path) => {
      if (path === 'feeds') return { html: pages.feeds() }
      const [kind, id] = path.split('/', 2) as [string, string]
      return renderers[kind]?.(id)
    },
    partsOf: async (date) => (days.includes(date) ? partsOfDay(site, date) : []),
    prepare: async (storyIds) => {
      await readShown(site, storyIds)
      await rankable(site, storyIds)
    },
  }
}

function storyIdsOf({ top, strong, sections }: FrontPage): string[] {
  const shown = [top ?? [], strong, sections.flatMap(({ stories, briefs }) => [...stories, ...briefs])].flat()
  return [...new Set(shown.map(({ storyId }) => storyId))]
}

/** The file of a page. */
export const fileOf = (path: string): string => `${path}.html`

/** The page of a file. */
export const pathOf = (file: string): string => file.replace(/\.html$/, '')
