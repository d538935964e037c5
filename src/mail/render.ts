/**
 * Renders an edition to the subject, HTML and text of its mail, leaving the subscriber's own slots open. It is rendered once
 * for each variant and frozen; for each delivery the slots are filled by plain replacement.
 */
import type { Edition } from '../core/model.ts'
import type { Weekday } from '../core/schedule.ts'
import { directionOf, legible } from '../core/shown.ts'
import { openSlot } from '../core/slots.ts'
import { breakable, unbroken, widthOf, wrapLines } from '../lines.ts'
import { compileTemplate, type Fill, loadEscaper, readCheckedTemplate } from '../template.ts'
import { loadWords, WEEKDAYS, type Words } from '../words.ts'
import { loadShell } from './shell.ts'
import {
  type BriefView,
  type Detail,
  type EditionView,
  isolatesIn,
  type NewsView,
  type ReportView,
  type StoryView,
  type ViewOptions,
  viewOf,
} from './view.ts'

/** The frozen part of an edition. `html` and `text` have the open slots of `slotValues`, `subject` has none. */
export interface RenderedEdition {
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The size of `html`. Gmail cuts mail off at 102 KB, and so loses the unsubscribe link. */
  readonly htmlBytes: number
}

interface RenderOptions extends ViewOptions {
  /** The folder of digest.mjml, digest.txt and words.LANGUAGE.json. */
  readonly templatesFolder: string
  /** For compiled shells, each named by the hash of its template. May be deleted at any time or be read-only. */
  readonly cacheFolder: string
}

/** The width of lines in the text part. */
const COLUMNS = 76

/**
 * What an edition of up to forty stories should take at most, so that every mail program shows it whole: 60 kB, of which the values
 * in a subscriber's slots take up to one; each further story.
 */
const USUAL_HTML_BYTES = 59_000
const BYTES_A_STORY = 1_000

/** From most to least detail; the later ones are for editions that would take more. */
const DETAILS: readonly Detail[] = [
  { leadLength: 280, longestSentence: 400, carriers: 5, coverage: 20, linksOrigin: true },
  { leadLength: 200, longestSentence: 400, carriers: 3, coverage: 20, linksOrigin: true },
  { leadLength: 140, longestSentence: 400, carriers: 2, coverage: 10, linksOrigin: true },
  { leadLength: 140, longestSentence: 280, carriers: 1, coverage: 5, linksOrigin: true },
  { leadLength: 140, longestSentence: 180, carriers: 1, coverage: 5, linksOrigin: true },
  { leadLength: 100, longestSentence: 140, carriers: 1, coverage: 5, linksOrigin: false },
  { leadLength: 60, longestSentence: 100, carriers: 0, coverage: 5, linksOrigin: false },
  { leadLength: 0, longestSentence: 0, carriers: 0, coverage: 5, linksOrigin: false },
]

/**
 * Renders the mail of an edition. Both parts come from one view: the same stories and links in the same order. An edition
 * without stories and without later coverage becomes a short note. If the HTML is over 60 kB, it is rendered again with less
 * of each story; what many stories take nevertheless, `htmlBytes` says. Throws RenderError for a template or words file that is
 * missing, damaged or uses a name that does not exist.
 */
export async function renderEdition(edition: Edition, options: RenderOptions): Promise<RenderedEdition> {
  const { templatesFolder, cacheFolder } = options
  const words = await loadWords(templatesFolder, 'words', edition.language, edition.timeZone)
  const fillHtml = await loadShell(templatesFolder, 'digest.mjml', cacheFolder)
  const fillText = await loadText(templatesFolder, 'digest.txt')
  const usual = USUAL_HTML_BYTES + Math.max(0, edition.storyCount - 40) * BYTES_A_STORY
  let view: EditionView | undefined
  let html = ''
  let htmlBytes = 0
  for (const detail of DETAILS) {
    view = viewOf(edition, words, options, detail)
    html = withBreaks(fillHtml(view))
    htmlBytes = Buffer.byteLength(html)
    if (htmlBytes <= usual) break
  }
  return { subject: view!.subject, html, text: tidyText(fillText(textViewOf(view!, words))), htmlBytes }
}

/** HTML with an element where a long word may break: unlike the character, it is not copied with the word. */
const withBreaks = (html: string): string => html.replaceAll('\u200B', '<wbr>')

/** The recipient of a delivery: all that the footer says about the subscription. */
interface SlotSubscriber {
  readonly address: string
  /** The days of the subscriber's own schedule, else the digest's; `at` likewise. */
  readonly days: readonly Weekday[]
  /** Local times, `07:00`. */
  readonly at: readonly string[]
  readonly timeZone: string
  /** The names of the topics wanted; empty: every topic. */
  readonly topics: readonly string[]
  /** The URL that ends this subscription: a page, else a `mailto:`; absent where there is neither. */
  readonly unsubscribeUrl?: string
}

/** One delivery's values for the slots of a rendered edition; frozen with it. */
interface SlotValues {
  /** For `RenderedEdition.html`: escaped. */
  readonly html: Readonly<Record<string, string>>
  /** For `RenderedEdition.text`: plain. */
  readonly text: Readonly<Record<string, string>>
}

/**
 * The value of every slot for one subscriber, escaped for the HTML and plain for the text: `address`, `schedule` ("on
 * weekdays at 07:00, London time"), `topics` (a sentence) and `unsubscribeUrl` (`''` where there is none; no rendered
 * edition then has that slot). The text also has `reason` and `next`, whole sentences of these in lines of 76. Throws RenderError
 * when the words file cannot be read.
 */
export async function slotValues(
  subscriber: SlotSubscriber,
  options: { readonly templatesFolder: string; readonly language: string; readonly digestTitle: string },
): Promise<SlotValues> {
  const words = await loadWords(options.templatesFolder, 'words', options.language, subscriber.timeZone)
  const direction = directionOf('', words.language, 'ltr')
  const name = (text: string): string => isolatesIn(direction, [text])(text)
  const wanted = subscriber.topics.map(name)
  const values = {
    address: name(subscriber.address),
    schedule: scheduleInWords(subscriber, words, name),
    topics:
      wanted.length > 0
        ? words.count('yourTopics', wanted.length, { topics: words.list(wanted) })
        : words.say('everyTopic'),
  }
  const { address, schedule, topics } = values
  const unsubscribeUrl = subscriber.unsubscribeUrl ?? ''
  const digest = name(legible(options.digestTitle))
  const escapeHtml = await loadEscaper()
  const html = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, withBreaks(escapeHtml(breakable(value)))]),
  )
  return {
    html: { ...html, unsubscribeUrl: escapeHtml(unsubscribeUrl) },
    // An edition that an earlier version froze has the parts of the sentences.
    text: {
      ...values,
      topics: wrapText(topics),
      reason: wrapText(breakable(words.say('reason', { digest, address, schedule, topics }))),
      next: wrapText(breakable(words.say('nothingNewNext', { schedule }))),
      unsubscribeUrl,
    },
  }
}

/** `on weekdays at 07:00, London time`; `every day at 07:00 and 18:00, UTC`. */
function scheduleInWords({ days, at, timeZone }: SlotSubscriber, words: Words, name: (text: string) => string): string {
  const on = WEEKDAYS.filter((day) => days.includes(day))
  const together = on.join(' ')
  const daysInWords =
    on.length === 7 || on.length === 0
      ? words.say('everyDay')
      : together === 'mon tue wed thu fri'
        ? words.say('weekdays')
        : together === 'sat sun'
          ? words.say('weekends')
          : words.say('onDays', { days: words.list(on.map(words.weekday)) })
  const city = name(timeZone.split('/').at(-1)!.replaceAll('_', ' '))
  const zone = timeZone.includes('/') && !timeZone.startsWith('Etc/') ? words.say('zone', { city }) : city
  return words.say('schedule', { days: daysInWords, times: words.list([...at].sort()), zone })
}

/** The values for digest.txt: the view's stories, links and sentences in lines of 76, each URL on a line of its own. */
function textViewOf(view: EditionView, words: Words): object {
  const linked = (sentence: { before: string; link: string; url: string; after: string }): string =>
    sentence.before + sentence.link + sentence.after
  return {
    title: wrapText(view.title),
    folio: wrapText(`${view.digestTitle} · ${view.date}`),
    volume: wrapText(view.volume),
    rule: '='.repeat(COLUMNS),
    note: view.note.map(({ title }) => ({ title: wrapText(title), text: openSlot('next') })),
    tops: view.tops.map((story) => textStoryOf(story, words)),
    sections: view.sections.map(({ name, stories, briefs }) => ({
      ...sectionHead(name),
      stories: stories.map((story) => textStoryOf(story, words)),
      briefs: briefs.map(textBriefOf),
    })),
    coverage: view.coverage.map(({ name, lines, more }) => ({
      ...sectionHead(name),
      lines: lines.map((line) => reportLines(line, '')),
      more,
    })),
    more: view.more.map((sentence) => ({ words: wrapText(linked(sentence)), url: sentence.url })),
    reason: openSlot('reason'),
    unsubscribe: view.unsubscribe.map(({ words, url }) => ({ words: wrapText(words), url })),
    sender: wrapText(view.sender),
  }
}

/** A section's name, underlined. */
function sectionHead(name: string): { name: string; rule: string } {
  const lines = wrapText(name)
  const longest = Math.max(...lines.split('\n').map(widthOf))
  return { name: lines, rule: '-'.repeat(Math.min(COLUMNS, Math.max(3, longest))) }
}

/** A story: its headline at the margin, everything else below it indented, so that one is told from the next at a glance. */
function textStoryOf(story: StoryView, words: Words): object {
  const named = (outlet: string): string => words.say('ownReport', { outlet })
  return {
    title: wrapText(story.title),
    updated: story.news.map(newsLine),
    lead: wrapText(story.lead, STORY_INDENT),
    meta: wrapText(story.mark + story.outlet + story.about, STORY_INDENT),
    url: story.url,
    // Below the item's own link, so that the links have the order that they have in the HTML.
    newsLinks: story.news.some(({ url }) => url)
      ? [
          {
            words: wrapText(words.say('newsLinks'), FOLD_INDENT),
            links: story.news.flatMap(({ outlet, url }) => (url ? linkLines(named(outlet), url) : [])),
          },
        ]
      : [],
    covered:
      story.reports.length > 0
        ? [
            {
              words: wrapText(story.alsoCovered, FOLD_INDENT),
              reports: story.reports.map((report) => reportLines(report, LINK_INDENT)),
            },
          ]
        : [],
    copies: story.copies.map(({ heading, outlets }) => ({
      words: wrapText(heading, FOLD_INDENT),
      outlets: outlets.map(({ outlet, url }) => linkLines(url ? named(outlet) : outlet, url)),
    })),
    moreArticles: wrapText(story.moreArticles, FOLD_INDENT),
    firstPublished: story.firstPublished.map(({ before, link, after, url }) => ({
      words: wrapText(before + link + after, FOLD_INDENT),
      url,
    })),
  }
}

const STORY_INDENT = '  '
const FOLD_INDENT = '    '
const LINK_INDENT = '      '

/** A headline, with outlet and time, and its link. */
const textBriefOf = ({ title, about, url }: BriefView): object => ({
  title: wrapText(title),
  about: wrapText(about, STORY_INDENT),
  url,
})

/** An outlet and its link: on one line, where the outlet is no longer than names are. */
const linkLines = (label: string, url: string): { line: string } => {
  const lines = wrapText(label, LINK_INDENT)
  return { line: url === '' ? lines : lines.includes('\n') ? `${lines}\n${LINK_INDENT}${url}` : `${lines} ${url}` }
}

/** The text in lines of at most 76 columns, each indented. */
const wrapText = (text: string, indent = ''): string =>
  text === ''
    ? ''
    : wrapLines(text, COLUMNS - indent.length)
        .replaceAll('\u00A0', ' ')
        .replace(/^/gm, indent)

/** `Updated: Fourteen dead (Kestrel Wire)` */
function newsLine({ badge, text, outlet }: NewsView): { words: string } {
  return { words: wrapText(`${badge ? `${badge}: ` : ''}${text}${outlet ? ` (${outlet})` : ''}`, STORY_INDENT) }
}

/** An outlet and its headline, and the URL. */
function reportLines({ label, title, url }: ReportView, indent: string): { words: string; url: string } {
  return { words: wrapText(`${label} ${title}`.trimEnd(), indent), url }
}

let textTemplate: { readonly source: string; readonly fill: Promise<Fill> } | undefined

async function loadText(folder: string, name: string): Promise<Fill> {
  const source = await readCheckedTemplate(folder, name)
  if (textTemplate?.source !== source) textTemplate = { source, fill: compileTemplate(source, name, 'text') }
  return textTemplate.fill
}

/** The text without spaces at line ends and without consecutive empty lines, ending in one line break. */
function tidyText(text: string): string {
  return `${unbroken(text)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}
