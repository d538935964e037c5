/**
 * An edition as the templates need it: plain texts, checked addresses, whole sentences. Both parts of the mail are
 * filled from one view, so that they hold the same stories and the same links in the same order. Every field has a
 * value, for a template's absent name is an error: no text is `''`, nothing to show is an empty list.
 */
import type { Carrier, Edition, EditionStory, Instant } from '../core/model.ts'
import { openSlot } from '../core/slots.ts'
import { sentences } from '../core/text/text.ts'
import { withoutMarks } from './plain.ts'
import { composePreheader, composeSubject } from './subject.ts'
import type { Words } from './words.ts'

/** What surrounds the edition: addresses that the configuration gives, all optional. */
export interface ViewOptions {
  readonly counterUrl?: string
  readonly siteUrl?: string
  readonly postalAddress?: string
  readonly operator?: string
  readonly replyTo?: string
}

/** A carrier in the fold, with what stands before it in the sentence. */
interface CarrierView {
  readonly before: string
  readonly outlet: string
  /** `''` where the address is no http(s) URL; then the outlet is printed without a link. */
  readonly url: string
  readonly isCopy: boolean
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
  /** `lang` and `dir` of the item where they differ from the edition's, else `''`. */
  readonly language: string
  readonly direction: string
  readonly title: string
  readonly url: string
  readonly lead: string
  readonly outlet: string
  /** Time and reading time, held together by no-break spaces. */
  readonly time: string
  readonly byline: string
  readonly picture: readonly { readonly url: string; readonly alt: string }[]
  readonly hasFold: boolean
  readonly carriers: readonly CarrierView[]
  readonly afterCarriers: string
  readonly firstPublished: readonly LinkedSentence[]
}

export interface EditionView {
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  readonly isRtl: boolean
  readonly title: string
  readonly digestTitle: string
  readonly subject: string
  readonly preheader: string
  readonly date: string
  readonly volume: string
  /** One of the two: the edition's stories, or the note that there are none. */
  readonly note: readonly { readonly title: string; readonly text: string }[]
  readonly tops: readonly StoryView[]
  readonly sections: readonly { readonly name: string; readonly stories: readonly StoryView[] }[]
  readonly more: readonly { readonly sentence: string; readonly feed: readonly LinkedSentence[] }[]
  readonly reason: string
  /** The way out: a link to the counter, else an address to write to, else none. */
  readonly unsubscribe: readonly { readonly words: string; readonly url: string }[]
  readonly leave: readonly LinkedSentence[]
  readonly sender: string
}

/** How much of each story is told: less when a whole telling would be cut off by a mailbox (render.ts). */
export interface Telling {
  /** Most characters of a story's text; the top story always has its whole lead. */
  readonly leadLength: number
  /** Most carriers named in a fold. */
  readonly carriers: number
}

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LETTER = /\p{L}/u
const RTL_LANGUAGES = new Set(['ar', 'he', 'fa', 'ur', 'yi', 'ps', 'sd', 'ug', 'dv', 'ckb', 'syr', 'nqo'])
/** A left-to-right mark: keeps `3 min` in its order inside an item that runs from right to left. */
const LRM = '\u200E'
const NBSP = '\u00A0'

/** The view of an edition. Slots stay open in it: `address`, `schedule`, `topics`, `unsubscribeUrl`. */
export function viewOf(edition: Edition, words: Words, options: ViewOptions, telling: Telling): EditionView {
  const direction = RTL_LANGUAGES.has(primaryTag(words.language)) ? 'rtl' : 'ltr'
  const digest = withoutMarks(edition.digestTitle)
  const title = withoutMarks(edition.title)
  const story = (story: EditionStory, isFirst: boolean, telling: Telling) =>
    storyView(story, isFirst, edition, direction, words, telling)
  const contact = options.replyTo ?? options.operator
  return {
    language: words.language,
    direction,
    isRtl: direction === 'rtl',
    title,
    digestTitle: digest,
    subject: composeSubject(edition, words),
    preheader: composePreheader(edition, words),
    date: words.wholeDate(edition.slotAt),
    volume: edition.storyCount > 0 ? volumeOf(edition, words) : '',
    note: edition.storyCount > 0 ? [] : [noteOf(edition, words)],
    tops: edition.top ? [story(edition.top, true, { ...telling, leadLength: Math.max(telling.leadLength, 280) })] : [],
    sections: edition.sections
      .filter(({ stories }) => stories.length > 0)
      .map(({ name, stories }) => ({
        // Stories of no topic stand last, under a name of the words' own.
        name: withoutMarks(name) || words.say('otherStories'),
        stories: stories.map((each, i) => story(each, i === 0, telling)),
      })),
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

/** `16 stories, 69 minutes`, a number never parted from its noun. */
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
  telling: Telling,
): StoryView {
  const title = withoutMarks(story.title)
  const direction = directionOf(title, story.language, editionDirection)
  const isRtl = direction === 'rtl'
  const outlet = withoutMarks(story.outlet)
  const byline = story.authors.map(withoutMarks).filter((name) => name && name !== outlet)
  const carriers = story.carriers.slice(0, telling.carriers)
  const moreCarriers = story.carriers.length - carriers.length
  const first = story.firstPublishedBy
  const picture = story.imageUrl ? httpUrl(story.imageUrl, true) : ''
  return {
    isFirst,
    isRtl,
    language: story.language && primaryTag(story.language) !== primaryTag(words.language) ? story.language : '',
    direction: direction === editionDirection ? '' : direction,
    title,
    url: story.url ? httpUrl(story.url) : '',
    lead: shortenLead(withoutMarks(story.lead), telling.leadLength),
    outlet,
    time: timeAndMinutes(story, edition.slotAt, isRtl, words),
    byline: byline.length > 0 ? words.say('by', { authors: words.list(byline.slice(0, 3)) }) : '',
    picture: picture ? [{ url: picture, alt: words.say('picture', { outlet }) }] : [],
    hasFold: carriers.length > 0 || first !== undefined,
    ...foldOf(carriers, moreCarriers, words),
    firstPublished: first
      ? [
          aroundLink(words.say('firstPublishedBy', { outlet: '\0' }), {
            link: withoutMarks(first.outlet),
            // Linked once: where the outlet stands in the list above, the link is there.
            url: first.url && !carriers.some(({ url }) => url === first.url) ? httpUrl(first.url) : '',
          }),
        ]
      : [],
  }
}

/** "Also covered by A, B and C": each carrier with what stands before it, and what stands after the last. */
function foldOf(
  carriers: readonly Carrier[],
  moreCarriers: number,
  words: Words,
): Pick<StoryView, 'carriers' | 'afterCarriers'> {
  if (carriers.length === 0) return { carriers: [], afterCarriers: '' }
  const [opening = '', closing = ''] = words.say('alsoCoveredBy', { outlets: '\0' }).split('\0')
  const joints = words.joints(carriers.length + (moreCarriers > 0 ? 1 : 0))
  return {
    carriers: carriers.map((carrier, i) => ({
      before: i === 0 ? opening + joints[0] : joints[i]!,
      outlet: withoutMarks(carrier.outlet),
      url: httpUrl(carrier.url),
      isCopy: carrier.isCopy,
    })),
    afterCarriers: (moreCarriers > 0 ? joints.at(-1)! + words.count('moreOutlets', moreCarriers) : '') + closing,
  }
}

function timeAndMinutes(story: EditionStory, slotAt: Instant, isRtl: boolean, words: Words): string {
  const time = words.timeSeenFrom(story.publishedAt, slotAt)
  const minutes = words.count('minutesShort', story.minutes)
  return `${isRtl ? LRM : ''}${time} · ${isRtl ? LRM : ''}${minutes}`.replaceAll(' ', NBSP)
}

/**
 * The direction of an item. Bias: its own letters are believed before its source's claim, for feeds often give one
 * language for everything. The first letter of the headline that has a direction decides.
 */
function directionOf(title: string, language: string | undefined, otherwise: 'ltr' | 'rtl'): 'ltr' | 'rtl' {
  const letter = LETTER.exec(title)?.[0]
  if (letter) return RTL_LETTER.test(letter) ? 'rtl' : 'ltr'
  return language ? (RTL_LANGUAGES.has(primaryTag(language)) ? 'rtl' : 'ltr') : otherwise
}

/**
 * Whole sentences, together at most so many characters: an item is never cut inside one. A first sentence that is longer
 * stands alone up to 400 characters, the most a lead has; beyond that there is no text. 0 leaves the text out.
 */
export function shortenLead(lead: string, mostCharacters: number): string {
  if (lead.length <= mostCharacters || mostCharacters === 0) return mostCharacters === 0 ? '' : lead
  const [first = '', ...others] = sentences(lead.slice(0, 2000))
  if (first.length > 400) return ''
  let text = first
  for (const sentence of others) {
    if (text.length + 1 + sentence.length > mostCharacters) break
    text += ` ${sentence}`
  }
  return text
}

/** The address as it may stand in a mail: absolute http or https (https alone where asked), else `''`. */
function httpUrl(url: string, secureOnly = false): string {
  if (!URL.canParse(url)) return ''
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && !secureOnly) ? withoutMarks(href) : ''
}

/** A sentence whose link is marked by NUL, in pieces. */
function aroundLink(sentence: string, target: { readonly link: string; readonly url: string }): LinkedSentence {
  const [before = '', after = ''] = sentence.split('\0')
  return { before, after, ...target }
}

function primaryTag(language: string): string {
  return language.split('-')[0]!.toLowerCase()
}
