/**
 * Turns an edition into the view that the templates are filled from: plain texts, checked URLs, whole sentences. Both parts
 * of the mail come from one view, so that they have the same stories and links in the same order. Every field has a value,
 * because an absent name is an error in a template: no text is `''`, and nothing to show is an empty list.
 */

import { isSameLanguage } from '../core/language-tag.ts'
import type { Carrier, Edition, EditionStory, Instant, StoryNews } from '../core/model.ts'
import { directionOf, httpUrl, legible, shortenLead } from '../core/shown.ts'
import { openSlot } from '../core/slots.ts'
import { leadBeside } from '../core/stories/news.ts'
import { copiesByText } from '../core/stories/presented.ts'
import { foldText, RTL_LETTER } from '../core/text/text.ts'
import { breakable, unbroken, widthOf } from '../lines.ts'
import type { Words } from '../words.ts'
import { composePreheader, composeSubject } from './subject.ts'

/** The URLs and addresses around the edition, as configured. */
export interface ViewOptions {
  readonly counterUrl?: string
  readonly siteUrl?: string
  /** The edition's own page; absent where no page can be reached. */
  readonly webViewUrl?: string
  readonly postalAddress?: string
  readonly operator?: string
  readonly replyTo?: string
}

/** Another article on a story: who has it, and its headline. */
export interface ReportView {
  /** `Kestrel Wire:`; of a copy `Kestrel Wire, the same text:`; without a headline `Kestrel Wire`. */
  readonly label: string
  /** `''` where it has the words of the story's own headline. */
  readonly title: string
  /** `''` unless it is an http(s) URL; the headline is then printed without a link. */
  readonly url: string
  /** Each where it differs from that of the surrounding text, else `''`. */
  readonly language: string
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

/** A story in one line. */
export interface BriefView {
  readonly isFirst: boolean
  /** Whether a hairline parts it from the stories above. */
  readonly isRuled: boolean
  readonly isLast: boolean
  readonly isRtl: boolean
  readonly language: string
  readonly direction: string
  readonly title: string
  readonly url: string
  /** `The Harbour Post · 06:12` */
  readonly about: string
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
  /**
   * What follows the outlet in its line: ` · 06:12 · 4 min · by Ann`, and ` · 3 more articles` where no other is named, else
   * `moreArticles` has it. No line begins with a dot, ends in "by" or parts time and reading time.
   */
  readonly about: string
  /** The mark of direction with which the line of outlet and time begins in the text part. */
  readonly mark: string
  /** Its `credit` is `''` where it is that of the story's outlet. */
  readonly picture: readonly { readonly url: string; readonly alt: string; readonly credit: string }[]
  readonly hasFold: boolean
  /** Whether its fold names other articles. */
  readonly hasCarriers: boolean
  /** `Also covered by:`, where there are reports. */
  readonly alsoCovered: string
  readonly reports: readonly ReportView[]
  /** The sentence "The same text at A and B", and one for each other text; `heading` stands above a list of its outlets. */
  readonly copies: readonly {
    /** Whether something stands above it in the fold. */
    readonly isBelow: boolean
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
  readonly sections: readonly {
    readonly name: string
    readonly stories: readonly StoryView[]
    readonly briefs: readonly BriefView[]
  }[]
  /** Holds the section of later coverage, if there is any. */
  readonly coverage: readonly {
    readonly name: string
    readonly lines: readonly CoverageView[]
    readonly more: string
  }[]
  /** How many stories are only in the edition's page, or did not fit; each sentence with or without a link. */
  readonly more: readonly LinkedSentence[]
  readonly reason: string
  /** The link that ends the subscription: a page, else a mail to send; none where nobody reads mail. */
  readonly unsubscribe: readonly { readonly words: string; readonly url: string }[]
  readonly sender: string
}

/** How much of each story is shown: less when mail clients would cut off the whole mail (see render.ts). */
export interface Detail {
  /** Most characters of a story's lead; 0 leaves it out. The top story has at least 280. */
  readonly leadLength: number
  /** Most characters of a first sentence that is longer. The top story has at least 400. */
  readonly longestSentence: number
  /** Most other articles named in a story. */
  readonly carriers: number
  /** Most lines of later coverage. */
  readonly coverage: number
  /** Whether the original publisher is linked. */
  readonly linksOrigin: boolean
}

/** Marks of a direction, with which a line begins whose first letters may be of the other one. */
const MARKS = { ltr: '\u200E', rtl: '\u200F' } as const
const NBSP = '\u00A0'
/** The place of a value in a sentence. */
const PLACE = '\0'

/** Spaces before a sign that begins no line, or behind one that ends none, as French has them. */
const NEAR_SIGNS = / (?=[:;?!](?:\s|$)|»(?:[\s,.;:?!)]|$))|(?<=(?:^|[\s(])«) /g

/** The text with places at which long words may break, and none where a line would begin or end with a sign. */
const withBreaks = (text: string): string => breakable(text.replace(NEAR_SIGNS, NBSP))

/** A text of a source or of the configuration as it is shown: on one line. */
const shown = (text: string): string => withBreaks(legible(text))

/** Keeps a piece of a line apart, so that its direction changes nothing before and after it. */
const isolated = (text: string): string => (text === '' ? '' : `\u2068${text}\u2069`)

/** Keeps the pieces of a line apart where one of them, or what is around, runs from right to left. */
export const isolatesIn = (around: 'ltr' | 'rtl', pieces: readonly string[]): ((text: string) => string) =>
  around === 'rtl' || pieces.some((piece) => RTL_LETTER.test(piece)) ? isolated : (text) => text

/** The view of an edition. Its open slots: `address`, `schedule`, `topics`, `unsubscribeUrl`. */
export function viewOf(edition: Edition, words: Words, options: ViewOptions, detail: Detail): EditionView {
  const direction = directionOf('', words.language, 'ltr')
  const name = (text: string): string => isolatesIn(direction, [text])(shown(text))
  const title = name(edition.title)
  const context: Context = { slotAt: edition.slotAt, direction, words, detail }
  const topDetail = { ...detail, leadLength: Math.max(detail.leadLength, 280), longestSentence: 400 }
  return {
    language: words.language,
    direction,
    start: direction === 'rtl' ? 'right' : 'left',
    isRtl: direction === 'rtl',
    title,
    digestTitle: name(edition.digestTitle),
    subject: composeSubject(edition, words),
    preheader: composePreheader(edition, words),
    date: words.wholeDate(edition.slotAt),
    volume: edition.storyCount > 0 ? volumeOf(edition, words) : '',
    note: edition.storyCount + edition.laterCoverage.length > 0 ? [] : [noteOf(edition, words)],
    tops: edition.top ? [storyView(edition.top, true, { ...context, detail: topDetail })] : [],
    sections: edition.sections
      .filter(({ stories, briefs }) => stories.length + briefs.length > 0)
      .map(({ name: topic, stories, briefs }) => ({
        // The section of stories without a topic has no name; the words file gives it one.
        name: name(topic) || words.say('otherStories'),
        stories: stories.map((story, i) => storyView(story, i === 0, context)),
        briefs: briefs.map((story, i) => ({
          ...briefView(story, context),
          isFirst: i === 0,
          isRuled: i === 0 && stories.length > 0,
          isLast: i === briefs.length - 1,
        })),
      })),
    coverage: edition.laterCoverage.length > 0 ? [coverageOf(edition, context)] : [],
    more: moreOf(edition, words, options),
    ...footerOf(edition, name, words, options),
  }
}

/** What is the same for all stories of an edition. */
interface Context {
  readonly slotAt: Instant
  /** The direction of the edition's language. */
  readonly direction: 'ltr' | 'rtl'
  readonly words: Words
  readonly detail: Detail
}

/** Why one gets the mail, how to stop it, who sends it. */
function footerOf(
  edition: Edition,
  name: (text: string) => string,
  words: Words,
  { counterUrl, operator, postalAddress, replyTo }: ViewOptions,
): Pick<EditionView, 'reason' | 'unsubscribe' | 'sender'> {
  const digest = name(edition.digestTitle)
  const title = name(edition.title)
  return {
    reason: words.say('reason', {
      digest,
      address: openSlot('address'),
      schedule: openSlot('schedule'),
      topics: openSlot('topics'),
    }),
    unsubscribe:
      counterUrl || operator ? [{ words: words.say('unsubscribe', { digest }), url: openSlot('unsubscribeUrl') }] : [],
    sender: [
      postalAddress
        ? words.say('sender', { title, postalAddress: name(postalAddress) })
        : words.say('senderOnly', { title }),
      ...(replyTo ? [words.say('replies')] : []),
    ].join(' '),
  }
}

/** `16 stories, 6 minutes`, with no-break spaces between number and noun. */
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
  { direction, words, detail }: Context,
): EditionView['coverage'][number] {
  const lines = laterCoverage.slice(0, detail.coverage)
  const more = moreCoverage + laterCoverage.length - lines.length
  return {
    name: words.say('laterCoverage'),
    lines: lines.map((carrier) => {
      const report = reportOf(carrier, direction, words)
      return { ...report, isCopy: carrier.isCopy, isRtl: (report.direction || direction) === 'rtl' }
    }),
    more: more > 0 ? words.count('moreArticles', more) : '',
  }
}

/** How much more there is, with a link to the edition's page where it can be reached, else to the combined feed. */
function moreOf({ moreCount, leftOut, storyCount }: Edition, words: Words, { webViewUrl, siteUrl }: ViewOptions) {
  const url = httpUrl(webViewUrl ?? '')
  if (url !== '' && storyCount > 0) {
    const sentence =
      leftOut.length > 0
        ? words.count('moreOnWeb', leftOut.length, { link: PLACE })
        : words.say('webView', { link: PLACE })
    return [aroundLink(sentence, { link: words.say('webViewLink'), url })]
  }
  if (moreCount === 0) return []
  const feedUrl = siteUrl ? httpUrl(`${siteUrl.replace(/\/+$/, '')}/atom.xml`) : ''
  return [
    { before: words.count('more', moreCount), link: '', url: '', after: '' },
    ...(feedUrl
      ? [aroundLink(words.say('moreFeed', { link: PLACE }), { link: words.say('feedLink'), url: feedUrl })]
      : []),
  ]
}

/** A text's language where it is not the edition's, else `''`. */
const foreign = (language: string | undefined, words: Words): string =>
  language !== undefined && !isSameLanguage(language, words.language) ? language : ''

/** A story's own language, where it is not the edition's, direction and address. */
function placeOf({ title, language, url }: EditionStory, { direction: around, words }: Context) {
  const direction = directionOf(legible(title), language, around)
  return {
    isRtl: direction === 'rtl',
    language: foreign(language, words),
    direction: direction === around ? '' : direction,
    title: shown(title),
    url: url ? httpUrl(url) : '',
  }
}

function storyView(story: EditionStory, isFirst: boolean, context: Context): StoryView {
  const { direction: around, words, detail } = context
  const place = placeOf(story, context)
  const direction = place.isRtl ? 'rtl' : 'ltr'
  const news = story.news ?? []
  // An article that says what is new is named there.
  const others = story.carriers.filter(({ url }) => !news.some((line) => line.url === url))
  const carriers = others.slice(0, detail.carriers)
  const more = story.moreCarriers + others.length - carriers.length
  const told = news.map(({ text }) => legible(text))
  const first = story.firstPublishedBy
  const names = [story.outlet, ...story.authors, ...carriers.map(({ outlet }) => outlet), first?.outlet ?? '']
  const apart = isolatesIn(around === 'rtl' ? around : direction, names)
  const moreArticles = more > 0 ? apart(words.count('moreArticles', more).replaceAll(' ', NBSP)) : ''
  return {
    ...place,
    isFirst,
    news: news.map((line, i) => newsView(line, i === 0, { url: place.url, direction }, words)),
    lead: withBreaks(shortenLead(leadBeside(legible(story.lead), told), detail.leadLength, detail.longestSentence)),
    outlet: apart(shown(story.outlet)),
    about: aboutOf(story, carriers.length === 0 ? moreArticles : '', apart, context),
    mark: apart === isolated ? MARKS[direction] : '',
    picture: pictureOf(story, words),
    hasCarriers: carriers.length > 0,
    hasFold: carriers.length > 0 || first !== undefined,
    alsoCovered: carriers.some(({ isCopy }) => !isCopy) ? apart(words.say('alsoCovered')) : '',
    reports: carriers
      .filter(({ isCopy }) => !isCopy)
      .map((carrier) => reportOf(carrier, direction, words, wordsOf(story.title))),
    copies: copiesOf(carriers, story.outlet, apart, words).map((copy, i) => ({
      ...copy,
      isBelow: i > 0 || carriers.some(({ isCopy }) => !isCopy),
    })),
    moreArticles: carriers.length > 0 ? moreArticles : '',
    firstPublished: first
      ? [
          aroundLink(apart(words.say('firstPublishedBy', { outlet: PLACE })), {
            link: apart(shown(first.outlet)),
            // Linked only once: if a line above has the same URL, the link is there.
            url:
              first.url && detail.linksOrigin && ![...carriers, ...news].some(({ url }) => url === first.url)
                ? httpUrl(first.url)
                : '',
          }),
        ]
      : [],
  }
}

/** What follows the outlet in a story's line: time, reading time, authors, and the number of other articles. */
function aboutOf(
  story: EditionStory,
  moreArticles: string,
  apart: (text: string) => string,
  { slotAt, words }: Context,
): string {
  const authors = story.authors.map(shown).filter((name) => name && name !== shown(story.outlet))
  const byline = withNearPlace(words.say('by', { authors: PLACE }))
  const minutes = story.minutes === undefined ? '' : apart(words.count('minutesShort', story.minutes))
  return [
    [apart(words.timeSeenFrom(story.publishedAt, slotAt)), minutes].filter(Boolean).join(' · ').replaceAll(' ', NBSP),
    authors.length > 0 ? apart(byline.replace(PLACE, words.list(authors.slice(0, 3).map(apart)))) : '',
    moreArticles,
  ]
    .filter(Boolean)
    .map((piece) => `${NBSP}· ${piece}`)
    .join('')
}

/** So much of a brief's line stays together on a phone: it goes below the headline as a whole. */
const WHOLE_COLUMNS = 36

function briefView(story: EditionStory, context: Context) {
  const place = placeOf(story, context)
  const apart = isolatesIn(place.isRtl ? 'rtl' : context.direction, [story.outlet])
  const time = context.words.timeSeenFrom(story.publishedAt, context.slotAt).replaceAll(' ', NBSP)
  const about = `${apart(shown(story.outlet))}${NBSP}· ${apart(time)}`
  return { ...place, about: widthOf(about) <= WHOLE_COLUMNS ? about.replaceAll(' ', NBSP) : about }
}

/** The picture, if it can be loaded safely. Without words for it, its text says whose picture it is. */
function pictureOf({ imageUrl, imageAlt, imageOutlet, outlet }: EditionStory, words: Words): StoryView['picture'] {
  const url = imageUrl ? httpUrl(imageUrl, true) : ''
  if (url === '') return []
  const credit = words.say('picture', { outlet: shown(imageOutlet ?? outlet) })
  return [{ url, alt: unbroken(legible(imageAlt ?? '') || credit), credit: imageOutlet ? credit : '' }]
}

/** A line of what is new. The word before it is the edition's, so that the line keeps the direction of its item. */
function newsView(
  { text, outlet, url, language }: StoryNews,
  isFirst: boolean,
  item: { readonly url: string; readonly direction: 'ltr' | 'rtl' },
  words: Words,
): NewsView {
  const link = url ? httpUrl(url) : ''
  const isLead = link !== '' && link === item.url
  const direction = directionOf(legible(text), language, item.direction)
  return {
    badge: isFirst ? words.say('updated') : '',
    text: shown(text),
    outlet: isLead ? '' : isolatesIn(item.direction, [outlet])(shown(outlet)),
    url: isLead ? '' : link,
    language: foreign(language, words),
    direction: direction === item.direction ? '' : direction,
  }
}

/** The words of a headline, by which two are the same. */
const wordsOf = (title: string): string => foldText(legible(title)).replace(/[^\p{L}\p{N}]+/gu, '')

/** `headline` has the words of the story's own headline, where that is shown. */
function reportOf(
  { outlet, title, url, isCopy, language }: Carrier,
  around: 'ltr' | 'rtl',
  words: Words,
  headline = '',
): ReportView {
  const direction = directionOf(legible(title), language, around)
  const isMixed = directionOf(legible(outlet), undefined, around) !== around
  const name = isMixed ? isolated(shown(outlet)) : shown(outlet)
  const isSame = headline !== '' && wordsOf(title) === headline
  return {
    label: isSame ? name : words.say(isCopy ? 'copy' : 'ownReport', { outlet: name }),
    title: isSame ? '' : shown(title),
    url: httpUrl(url),
    language: foreign(language, words),
    direction: direction === around ? '' : direction,
  }
}

/** A sentence such as "The same text at A, B and C": each outlet with the words before it, and the words after the last. */
function copiesOf(
  carriers: readonly Carrier[],
  leadOutlet: string,
  apart: (text: string) => string,
  words: Words,
): Omit<StoryView['copies'][number], 'isBelow'>[] {
  return copiesByText(carriers, leadOutlet).map(({ text, outlet, copies }) => {
    const values = { outlet: apart(shown(outlet)) }
    const sentence = apart(withNearPlace(words.say(COPIES[text].sentence, { ...values, outlets: PLACE })))
    const [opening = '', after = ''] = sentence.split(PLACE)
    const joints = words.joints(copies.length)
    const outlets = copies.map(({ outlet, url }, i) => ({
      before: i === 0 ? opening + joints[0] : joints[i]!,
      outlet: apart(shown(outlet)),
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

/** The sentence with a no-break space before the place of its value, so that no line ends in a word such as "by". */
const withNearPlace = (sentence: string): string => sentence.replace(` ${PLACE}`, NBSP + PLACE)

/** Splits a sentence at the place of its link. */
function aroundLink(sentence: string, target: { readonly link: string; readonly url: string }): LinkedSentence {
  const [before = '', after = ''] = withNearPlace(sentence).split(PLACE)
  return { before, after, ...target }
}
