/**
 * Turns an edition into the view that the templates are filled from: plain texts, checked URLs, whole sentences. Both parts
 * of the mail come from one view, so that they have the same stories and links in the same order. Every field has a value,
 * because an absent name is an error in a template: no text is `''`, and nothing to show is an empty list.
 */

import { isSameLanguage } from '../core/language-tag.ts'
import type { Carrier, Edition, EditionStory, Instant, StoryNews } from '../core/model.ts'
import { directionOf, httpUrl, shortenLead, withoutMarks } from '../core/shown.ts'
import { openSlot } from '../core/slots.ts'
import { leadBeside } from '../core/stories/news.ts'
import { copiesByText } from '../core/stories/presented.ts'
import type { Words } from '../words.ts'
import { composePreheader, composeSubject } from './subject.ts'

/** The URLs and addresses around the edition, as configured. */
export interface ViewOptions {
  readonly counterUrl?: string
  readonly siteUrl?: string
  /** The page of the edition; absent where nobody could reach it. */
  readonly webViewUrl?: string
  readonly postalAddress?: string
  readonly operator?: string
  readonly replyTo?: string
}

/** Another article on a story: who has it, and its headline. */
export interface ReportView {
  /** `Kestrel Wire:`; of a copy `Kestrel Wire, the same text:`. */
  readonly label: string
  readonly title: string
  /** `''` unless it is an http(s) URL; the headline is then printed without a link. */
  readonly url: string
  /** Where it differs from that of the surrounding text, else `''`. */
  readonly direction: string
}

/** An outlet that has the text of another, with the words before it in the sentence. */
interface CopyView {
  readonly before: string
  readonly outlet: string
  readonly url: string
}

/** What is new in a story. */
export interface NewsView {
  /** The word "Updated", which only the first line has. */
  readonly badge: string
  readonly text: string
  /** Both `''` where the story's own headline links to it, and the line below names the outlet. */
  readonly outlet: string
  readonly url: string
  readonly language: string
  readonly direction: string
}

/** A later article on a story of an earlier edition. */
interface CoverageView extends ReportView {
  readonly isCopy: boolean
  readonly isRtl: boolean
}

/** A sentence with one link in it. */
interface LinkedSentence {
  readonly before: string
  readonly link: string
  readonly url: string
  readonly after: string
}

export interface StoryView {
  readonly isFirst: boolean
  readonly isRtl: boolean
  /** The item's `lang` and `dir` where they differ from the edition's, else `''`. */
  readonly language: string
  readonly direction: string
  readonly title: string
  readonly url: string
  readonly news: readonly NewsView[]
  readonly lead: string
  readonly outlet: string
  /** Time and reading time, joined by no-break spaces. */
  readonly time: string
  readonly byline: string
  /** `3 more articles`, where no other is named; else `moreArticles` has it. */
  readonly onlyMore: string
  /** Its `credit` is `''` where it is that of the story's outlet. */
  readonly picture: readonly { readonly url: string; readonly alt: string; readonly credit: string }[]
  readonly hasFold: boolean
  readonly reports: readonly ReportView[]
  /** The sentence "The same text at A and B", and one for each other text; `heading` stands above a list of its outlets. */
  readonly copies: readonly {
    readonly heading: string
    readonly outlets: readonly CopyView[]
    readonly after: string
  }[]
  readonly moreArticles: string
  readonly firstPublished: readonly LinkedSentence[]
}

export interface EditionView {
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** The side at which lines begin. */
  readonly start: 'left' | 'right'
  readonly isRtl: boolean
  readonly title: string
  readonly digestTitle: string
  readonly subject: string
  readonly preheader: string
  readonly date: string
  readonly volume: string
  /** Holds one note when the edition has nothing to show, else nothing. */
  readonly note: readonly { readonly title: string; readonly text: string }[]
  readonly tops: readonly StoryView[]
  readonly sections: readonly { readonly name: string; readonly stories: readonly StoryView[] }[]
  /** Holds the section of later coverage, if there is any. */
  readonly coverage: readonly {
    readonly name: string
    readonly lines: readonly CoverageView[]
    readonly more: string
  }[]
  readonly more: readonly { readonly sentence: string; readonly feed: readonly LinkedSentence[] }[]
  readonly reason: string
  /** The link that ends the subscription, where the web server has a public URL (`counterUrl`). */
  readonly unsubscribe: readonly { readonly words: string; readonly url: string }[]
  /** Else the mail address to write to, where one is configured. */
  readonly leave: readonly LinkedSentence[]
  readonly sender: string
}

/** How much of each story is shown: less when mail clients would cut off the whole mail (see render.ts). */
export interface Detail {
  /** Most characters of a story's lead; 0 leaves it out. The top story has at least 280. */
  readonly leadLength: number
  /** Most other articles named in a story. */
  readonly carriers: number
  /** Most lines of later coverage. */
  readonly coverage: number
}

/** Marks of a direction: between them, `18 Nov 2025` keeps its order in an item of the other direction, and so does the line. */
const MARKS = { ltr: '\u200E', rtl: '\u200F' } as const
const NBSP = '\u00A0'

/** The view of an edition. Its open slots: `address`, `schedule`, `topics`, `unsubscribeUrl`. */
export function viewOf(edition: Edition, words: Words, options: ViewOptions, detail: Detail): EditionView {
  const direction = directionOf('', words.language, 'ltr')
  const digest = withoutMarks(edition.digestTitle)
  const title = withoutMarks(edition.title)
  const story = (story: EditionStory, isFirst: boolean, detail: Detail) =>
    storyView(story, isFirst, edition, direction, words, detail)
  const contact = options.replyTo ?? options.operator
  return {
    language: words.language,
    direction,
    start: direction === 'rtl' ? 'right' : 'left',
    isRtl: direction === 'rtl',
    title,
    digestTitle: digest,
    subject: composeSubject(edition, words),
    preheader: composePreheader(edition, words),
    date: words.wholeDate(edition.slotAt),
    volume: edition.storyCount > 0 ? volumeOf(edition, words) : '',
    note: edition.storyCount + edition.laterCoverage.length > 0 ? [] : [noteOf(edition, words)],
    tops: edition.top ? [story(edition.top, true, { ...detail, leadLength: Math.max(detail.leadLength, 280) })] : [],
    sections: edition.sections
      .filter(({ stories }) => stories.length > 0)
      .map(({ name, stories }) => ({
        // The section of stories without a topic has no name; the words file gives it one.
        name: withoutMarks(name) || words.say('otherStories'),
        stories: stories.map((each, i) => story(each, i === 0, detail)),
      })),
    coverage: edition.laterCoverage.length > 0 ? [coverageOf(edition, direction, words, detail)] : [],
    more: edition.moreCount > 0 ? [moreOf(edition, words, options.siteUrl)] : [],
    reason: words.say('reason', {
      digest,
      address: openSlot('address'),
      schedule: openSlot('schedule'),
      topics: openSlot('topics'),
    }),
    unsubscribe: options.counterUrl
      ? [{ words: words.say('unsubscribe', { digest }), url: openSlot('unsubscribeUrl') }]
      : [],
    leave:
      options.counterUrl || !contact
        ? []
        : [
            aroundLink(words.say('leave', { digest, link: '\0' }), {
              link: contact,
              url: `mailto:${encodeURI(contact)}?subject=${encodeURIComponent(words.say('leaveSubject', { digest }))}`,
            }),
          ],
    sender: [
      options.postalAddress
        ? words.say('sender', { title, postalAddress: withoutMarks(options.postalAddress) })
        : words.say('senderOnly', { title }),
      ...(options.replyTo ? [words.say('replies')] : []),
    ].join(' '),
  }
}

/** `16 stories, 69 minutes`, with no-break spaces between number and noun. */
function volumeOf(edition: Edition, words: Words): string {
  return words.say('volume', {
    stories: words.count('stories', edition.storyCount).replaceAll(' ', NBSP),
    minutes: words.count('minutes', edition.minutes).replaceAll(' ', NBSP),
  })
}

function noteOf(edition: Edition, words: Words): { readonly title: string; readonly text: string } {
  return {
    title: edition.sinceAt
      ? words.say('nothingNew', { since: words.dateAndTime(edition.sinceAt) })
      : words.say('nothingNewYet'),
    text: words.say('nothingNewNext', { schedule: openSlot('schedule') }),
  }
}

/** Later coverage of earlier stories; what `detail` leaves out is counted. */
function coverageOf(
  { laterCoverage, moreCoverage }: Edition,
  editionDirection: 'ltr' | 'rtl',
  words: Words,
  detail: Detail,
): EditionView['coverage'][number] {
  const shown = laterCoverage.slice(0, detail.coverage)
  const more = moreCoverage + laterCoverage.length - shown.length
  return {
    name: words.say('laterCoverage'),
    lines: shown.map((carrier) => {
      const report = reportOf(carrier, editionDirection, words)
      return { ...report, isCopy: carrier.isCopy, isRtl: (report.direction || editionDirection) === 'rtl' }
    }),
    more: more > 0 ? words.count('moreArticles', more) : '',
  }
}

function moreOf(edition: Edition, words: Words, siteUrl: string | undefined): EditionView['more'][number] {
  const feedUrl = siteUrl ? httpUrl(`${siteUrl.replace(/\/+$/, '')}/atom.xml`) : ''
  return {
    sentence: words.count('more', edition.moreCount),
    feed: feedUrl
      ? [aroundLink(words.say('moreFeed', { link: '\0' }), { link: words.say('feedLink'), url: feedUrl })]
      : [],
  }
}

function storyView(
  story: EditionStory,
  isFirst: boolean,
  edition: Edition,
  editionDirection: 'ltr' | 'rtl',
  words: Words,
  detail: Detail,
): StoryView {
  const title = withoutMarks(story.title)
  const direction = directionOf(title, story.language, editionDirection)
  const isRtl = direction === 'rtl'
  const outlet = withoutMarks(story.outlet)
  const byline = story.authors.map(withoutMarks).filter((name) => name && name !== outlet)
  const news = story.news ?? []
  // An article that says what is new is named there.
  const others = story.carriers.filter(({ url }) => !news.some((line) => line.url === url))
  const carriers = others.slice(0, detail.carriers)
  const more = story.moreCarriers + others.length - carriers.length
  const ours = (text: string): string =>
    direction === editionDirection ? text : MARKS[editionDirection] + text + MARKS[direction]
  const moreArticles = more > 0 ? ours(words.count('moreArticles', more)).replaceAll(' ', NBSP) : ''
  const url = story.url ? httpUrl(story.url) : ''
  const item = { url, direction, language: story.language ?? words.language }
  const first = story.firstPublishedBy
  const picture = story.imageUrl ? httpUrl(story.imageUrl, true) : ''
  const credit = words.say('picture', { outlet: withoutMarks(story.imageOutlet ?? story.outlet) })
  return {
    isFirst,
    isRtl,
    language: story.language && !isSameLanguage(story.language, words.language) ? story.language : '',
    direction: direction === editionDirection ? '' : direction,
    title,
    url,
    news: news.map((line, i) => newsView(line, i === 0, item, words)),
    lead: shortenLead(
      leadBeside(
        withoutMarks(story.lead),
        news.map(({ text }) => withoutMarks(text)),
      ),
      detail.leadLength,
    ),
    outlet,
    time: timeAndMinutes(story, edition.slotAt, ours, words),
    byline: byline.length > 0 ? ours(words.say('by', { authors: words.list(byline.slice(0, 3)) })) : '',
    onlyMore: carriers.length === 0 ? moreArticles : '',
    picture: picture
      ? [{ url: picture, alt: withoutMarks(story.imageAlt ?? '') || credit, credit: story.imageOutlet ? credit : '' }]
      : [],
    hasFold: carriers.length > 0 || first !== undefined,
    reports: carriers.filter(({ isCopy }) => !isCopy).map((carrier) => reportOf(carrier, direction, words)),
    copies: copiesOf(carriers, story.outlet, words),
    moreArticles: carriers.length > 0 ? moreArticles : '',
    firstPublished: first
      ? [
          aroundLink(words.say('firstPublishedBy', { outlet: '\0' }), {
            link: withoutMarks(first.outlet),
            // Linked only once: if a line above has the same URL, the link is there.
            url: first.url && ![...carriers, ...news].some(({ url }) => url === first.url) ? httpUrl(first.url) : '',
          }),
        ]
      : [],
  }
}

/** A line of what is new. The word before it is the edition's, so that the line keeps the direction of its item. */
function newsView(
  { text, outlet, url, language }: StoryNews,
  isFirst: boolean,
  item: { readonly url: string; readonly language: string; readonly direction: 'ltr' | 'rtl' },
  words: Words,
): NewsView {
  const told = withoutMarks(text)
  const link = url ? httpUrl(url) : ''
  const isLead = link !== '' && link === item.url
  const direction = directionOf(told, language, item.direction)
  return {
    badge: isFirst ? words.say('updated') : '',
    text: told,
    outlet: isLead ? '' : withoutMarks(outlet),
    url: isLead ? '' : link,
    language: language && !isSameLanguage(language, item.language) ? language : '',
    direction: direction === item.direction ? '' : direction,
  }
}

function reportOf({ outlet, title, url, isCopy }: Carrier, around: 'ltr' | 'rtl', words: Words): ReportView {
  const headline = withoutMarks(title)
  const direction = directionOf(headline, undefined, around)
  return {
    label: words.say(isCopy ? 'copy' : 'ownReport', { outlet: withoutMarks(outlet) }),
    title: headline,
    url: httpUrl(url),
    direction: direction === around ? '' : direction,
  }
}

/** A sentence such as "The same text at A, B and C": each outlet with the words before it, and the words after the last. */
function copiesOf(carriers: readonly Carrier[], leadOutlet: string, words: Words): StoryView['copies'] {
  return copiesByText(carriers, leadOutlet).map(({ text, outlet, copies }) => {
    const values = { outlet: withoutMarks(outlet) }
    const [opening = '', after = ''] = words.say(COPIES[text].sentence, { ...values, outlets: '\0' }).split('\0')
    const joints = words.joints(copies.length)
    const outlets = copies.map(({ outlet, url }, i) => ({
      before: i === 0 ? opening + joints[0] : joints[i]!,
      outlet: withoutMarks(outlet),
      url: httpUrl(url),
    }))
    return { heading: words.say(COPIES[text].heading, values), outlets, after }
  })
}

/** What outlets with the same text are called, by whose text it is. */
const COPIES = {
  lead: { sentence: 'sameTextAt', heading: 'sameTextList' },
  leadOutlet: { sentence: 'otherTextOf', heading: 'otherTextOfList' },
  other: { sentence: 'sameTextOf', heading: 'sameTextOfList' },
} as const

function timeAndMinutes(story: EditionStory, slotAt: Instant, ours: (text: string) => string, words: Words): string {
  const time = words.timeSeenFrom(story.publishedAt, slotAt)
  const minutes = story.minutes === undefined ? '' : ` · ${ours(words.count('minutesShort', story.minutes))}`
  return `${ours(time)}${minutes}`.replaceAll(' ', NBSP)
}

/** Splits a sentence at the NUL that marks the place of its link. */
function aroundLink(sentence: string, target: { readonly link: string; readonly url: string }): LinkedSentence {
  const [before = '', after = ''] = sentence.split('\0')
  return { before, after, ...target }
}
