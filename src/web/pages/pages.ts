/**
 * The pages of the newspaper as whole HTML, in two flavours: files of the feed folder, and pages of the web server. They are
 * filled from `templates/` with the sentences of `page.LANGUAGE.json`; the same values give the same bytes.
 */
import { gzipSync } from 'node:zlib'
import { legible, withoutMarks } from '../../core/shown.ts'
import type { DayPage, EditionPage, FrontPage, SearchPage, SourcePage, StoryPage, TopicPage } from '../../core/site.ts'
import { dayPath, editionPath, FRONT, storyPath, topicPath } from '../../core/site-paths.ts'
import { compileTemplate, type Fill, readCheckedTemplate, readTemplate } from '../../template.ts'
import { loadWords, type Words } from '../../words.ts'
import { editionPageValues, storiesOf } from './edition-page.ts'
import { feedsPageValues } from './feeds-page.ts'
import { type Frame, frameOf, type PageHead, type PagesOptions, pathOfSource } from './frame.ts'
import { frontPageValues } from './front-page.ts'
import { dayPageValues, searchPageValues, sourcePageValues, topicPageValues } from './lists.ts'
import { type Notices, noticesOf } from './notices.ts'
import type { Detail } from './story.ts'
import { storyPageValues } from './story-page.ts'

/** Each page as whole HTML. */
export interface Pages extends Notices {
  front(page: FrontPage): string
  day(page: DayPage): string
  topic(page: TopicPage): string
  story(page: StoryPage): string
  source(page: SourcePage): string
  edition(page: EditionPage): string
  /** What a feed is, the addresses of all feeds, and how stories are ordered. */
  feeds(): string
  search(page: SearchPage): string
  /** For the old id of a story that was merged into another: leads there at once. */
  moved(from: string, to: string): string
  /** The style sheet's text. */
  readonly style: string
}

const TEMPLATES = ['front', 'list', 'edition', 'story-page', 'feeds', 'notice', 'moved'] as const
const PIECES = ['page', 'phrase', 'story', 'search-form'] as const

const MESSAGES = [
  'unknownToken',
  'testMail',
  'notFound',
  'badRequest',
  'tooMany',
  'addressTooLong',
  'unreachable',
  'defect',
  'tooLarge',
] as const

/** The most of a page after compression, in bytes: what a slow connection brings in a second. */
const MAX_GZIP_BYTES = 30_000

/** From most to least detail; the later ones are for pages that would be too large. */
const DETAILS: readonly [Detail, ...Detail[]] = [
  { leadLength: 280, carriers: 5 },
  { leadLength: 160, carriers: 3 },
  { leadLength: 0, carriers: 2 },
  { leadLength: 0, carriers: 0 },
]

/**
 * The pages, their templates read once. Throws RenderError for a template that is missing, damaged, or asks for a missing
 * sentence.
 */
export async function createPages(options: PagesOptions): Promise<Pages> {
  const { templatesFolder, language, timeZone } = options
  const words = await loadWords(templatesFolder, 'page', language, timeZone)
  const fill = await loadTemplates(templatesFolder)
  const frame = (head: PageHead): Frame => frameOf(head, options, words)

  /** The page with as much of each story as keeps it small enough. */
  function fitted(
    template: keyof typeof fill,
    head: PageHead,
    values: (frame: Frame, detail: Detail) => object,
  ): string {
    const around = frame(head)
    let html = ''
    for (const detail of DETAILS) {
      html = fill[template]({ ...around.values, ...values(around, detail) })
      // Hardly any page is large enough to be worth measuring.
      if (html.length <= MAX_GZIP_BYTES || gzipSync(html).length <= MAX_GZIP_BYTES) break
    }
    return html
  }

  const pages: Pages = {
    front: (page) =>
      fitted('front', headOfFront(page, words), (around, detail) => frontPageValues(page, around, detail)),
    day: (page) =>
      fitted(
        'list',
        {
          path: dayPath(page.date, page.part),
          title: page.part === 1 ? words.wholeDay(page.date) : `${words.wholeDay(page.date)} (${page.part})`,
          description: words.say('dayDescription', { date: words.wholeDay(page.date) }),
          isListed: true,
          newest: page.date,
          ...footerDay(page.previousDate),
        },
        (around, detail) => dayPageValues(page, around, detail),
      ),
    topic: (page) => {
      const name = legible(page.topic.name)
      const folder = options.topics.find(({ id }) => id === page.topic.id)?.folder ?? page.topic.id
      return fitted(
        'list',
        {
          path: topicPath(folder),
          title: name,
          description: words.say('topicDescription', { topic: name }),
          isListed: true,
          topicId: page.topic.id,
          ...footerDay(page.days[0]?.date),
        },
        (around, detail) => topicPageValues(page, folder, around, detail),
      )
    },
    story: (page) =>
      fitted(
        'story-page',
        {
          path: storyPath(page.story.storyId),
          title: legible(page.story.title),
          description: legible(page.story.lead),
          isListed: true,
          newest: page.date,
          ...footerDay(page.date),
        },
        (around) => storyPageValues(page, around),
      ),
    source: (page) => {
      const source = legible(page.name)
      return fitted(
        'list',
        {
          path: pathOfSource(page.sourceId, options),
          title: source,
          description: words.say('sourceIntro', { source }),
          isListed: true,
          newest: page.days[0]?.date,
          ...footerDay(page.days[0]?.date),
        },
        (around, detail) => sourcePageValues(page, around, detail),
      )
    },
    edition: (page) =>
      fitted(
        'edition',
        {
          path: editionPath(page.editionId),
          title: `${legible(page.title)}, ${words.wholeDate(page.slotAt)}`,
          isListed: true,
          newest: newestOf(page, words),
        },
        (around, detail) => editionPageValues(page, around, detail),
      ),
    feeds: () =>
      fitted(
        'feeds',
        { path: 'feeds', title: words.say('feedsHeading'), description: words.say('feedsIntro'), isListed: true },
        (around) => feedsPageValues(options, around),
      ),
    search: (page) => {
      const query = withoutMarks(page.query)
      const title = query ? words.say('searchTitle', { query }) : words.say('searchHeading')
      return fitted('list', { path: 'search', title, isListed: false }, (around, detail) =>
        searchPageValues(page, around, detail),
      )
    },
    moved: (from, to) => {
      const around = frame({ path: storyPath(from), title: words.say('moved'), isListed: false })
      const href = around.links.page(storyPath(to))
      return fill.moved({ ...around.values, href, heading: words.say('moved'), link: words.say('movedLink') })
    },
    ...noticesOf(options, words, (head, values) => {
      const around = frame(head)
      return fill.notice({ ...around.values, ...values(around) })
    }),
    style: await readTemplate(templatesFolder, 'style.css'),
  }
  // Each message is filled once, so that a missing sentence or slot is found now and not when somebody wants to unsubscribe.
  for (const standing of ['active', 'left', 'removed'] as const)
    for (const occasion of ['shown', 'returned', 'unclear'] as const)
      pages.subscription({ address: '', digestTitle: '', standing }, occasion)
  for (const name of MESSAGES) pages[name]()
  return pages
}

async function loadTemplates(folder: string): Promise<Record<(typeof TEMPLATES)[number], Fill>> {
  const pieces: Record<string, string> = {}
  // In a piece within a line the line break at the end of its file would become a space.
  for (const name of PIECES) pieces[name] = (await readCheckedTemplate(folder, `${name}.html`)).replace(/\n$/, '')
  const templates = []
  for (const name of TEMPLATES)
    templates.push([
      name,
      await compileTemplate(await readCheckedTemplate(folder, `${name}.html`), `${name}.html`, 'html', pieces),
    ] as const)
  return Object.fromEntries(templates) as Record<(typeof TEMPLATES)[number], Fill>
}

const headOfFront = ({ date, previousDate }: FrontPage, words: Words): PageHead => ({
  path: FRONT,
  description: words.say('frontDescription'),
  isListed: true,
  ...(date === undefined ? {} : { date }),
  ...footerDay(previousDate ?? date),
})

/** An edition has a page as long as its own date and a story of it have one. */
const newestOf = (page: EditionPage, words: Words): string | undefined => {
  const dates = storiesOf(page).map(({ publishedAt }) => words.dayOf(publishedAt))
  return dates.length === 0 ? undefined : [words.dayOf(page.slotAt), dates.sort().at(-1)!].sort()[0]
}

const footerDay = (date: string | undefined): Pick<PageHead, 'footerDay'> =>
  date === undefined ? {} : { footerDay: { date, path: dayPath(date) } }
