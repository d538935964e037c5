/** Composes the two lines that an inbox shows of a mail: the subject and the preheader. */
import { isSameLanguage } from '../core/language-tag.ts'
import type { Edition, EditionStory } from '../core/model.ts'
import { directionOf, legible } from '../core/shown.ts'
import { sentences } from '../core/text/text.ts'
import { unbroken } from '../lines.ts'
import type { Words } from '../words.ts'

/** Most inboxes cut longer subjects, in the middle of a headline. */
const MAX_SUBJECT = 110
/** Inboxes show about that much beside a subject; after a shorter preheader they show the beginning of the mail. */
const MIN_PREHEADER = 35
const MAX_PREHEADER = 140

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
/** More than an emoji of four people with their skin tones has; a letter with hundreds of marks is no one character. */
const LONGEST_CHARACTER = 24

/** The characters as a reader counts them; endless ones in parts. */
function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment).flatMap((one) => {
    if (one.length <= LONGEST_CHARACTER) return [one]
    const points = [...one]
    return Array.from({ length: Math.ceil(points.length / 12) }, (_, n) => points.slice(n * 12, n * 12 + 12).join(''))
  })
}

const lengthOf = (text: string): number => charactersOf(text).length

/** The text in at most `length` characters, of which the last is an ellipsis if it is cut: between words where there are any. */
function cut(text: string, length: number): string {
  const characters = charactersOf(text)
  if (characters.length <= length) return text
  const kept = characters.slice(0, length - 1)
  const space = characters[length - 1] === ' ' ? kept.length : kept.lastIndexOf(' ')
  const end = space > length - 20 ? space : kept.length
  return `${kept
    .slice(0, end)
    .join('')
    .replace(/[\s,;:.–—-]+$/, '')}…`
}

/** More than an inbox shows of a text: 140 of the longest characters. */
const LONGEST_TEXT = 4_000

/** The text of a source, for a line in which no word can break, as far as it can be of use there. */
const plain = (text: string): string => unbroken(legible(text.slice(0, LONGEST_TEXT)))

/**
 * The strongest story first: the top one, then by the number of outlets that report it themselves, of equal ones those in the
 * edition's own language; last the briefs.
 */
function byStrength(edition: Edition, words: Words): EditionStory[] {
  const { top, sections } = edition
  const stories = [...(top ? [top] : []), ...sections.flatMap((section) => section.stories)]
  const outletsOf = ({ carriers, moreCarriers }: EditionStory): number =>
    carriers.filter(({ isCopy }) => !isCopy).length + moreCarriers
  const most = Math.max(0, ...stories.map(outletsOf))
  const strength = (story: EditionStory): number => (story === edition.top ? most : outletsOf(story))
  const isOwn = ({ language }: EditionStory): number =>
    language === undefined || isSameLanguage(language, words.language) ? 1 : 0
  return [
    ...stories.toSorted((a, b) => strength(b) - strength(a) || isOwn(b) - isOwn(a)),
    ...sections.flatMap(({ briefs }) => briefs),
  ]
}

/** A text as it stands beside others: with marks that keep one of the other direction, and what is beside it, in their places. */
function marked(text: string, words: Words): string {
  const around = directionOf('', words.language, 'ltr')
  const mark = directionOf(text, undefined, around) === around ? '' : around === 'ltr' ? '\u200E' : '\u200F'
  return mark + text + mark
}

const headlineOf = ({ title }: EditionStory, words: Words): string => marked(plain(title), words)

/**
 * The subject in at most 110 characters: the strongest headline that fits, a second one where there is room, the number of
 * stories and the date. A headline is cut only where none fits whole.
 */
export function composeSubject(edition: Edition, words: Words): string {
  const date = words.shortDate(edition.slotAt)
  const digest = plain(edition.digestTitle)
  if (edition.storyCount === 0) {
    const key = edition.laterCoverage.length > 0 ? 'subjectCoverage' : 'subjectEmpty'
    const room = MAX_SUBJECT - lengthOf(words.say(key, { digest: '', date }))
    return words.say(key, { digest: cut(digest, room), date })
  }
  const stories = words.count('stories', edition.storyCount)
  const around = (headlines: string): string => words.say('subject', { headlines, stories, date })
  const room = MAX_SUBJECT - lengthOf(around(''))
  const strongest = byStrength(edition, words).filter(({ title }) => plain(title) !== '')
  /** The headline, with "Updated" before it where the recipient has had the story. */
  const alone = (story: EditionStory): string => {
    const headline = headlineOf(story, words)
    return story.news ? words.say('subjectUpdated', { headline }) : headline
  }
  const at = strongest.findIndex((story) => lengthOf(alone(story)) <= room)
  if (at === -1) return around(cut(strongest[0] ? alone(strongest[0]) : digest, room))
  const first = alone(strongest[at]!)
  // Only the next ten: a headline further down does not say what the edition is about.
  for (const story of strongest.slice(at + 1, at + 11)) {
    const both = words.say('twoHeadlines', { first, second: headlineOf(story, words) })
    if (lengthOf(both) <= room) return around(both)
  }
  return around(first)
}

/** A text whose beginning stands in the subject is not repeated in the preheader. */
const BEGINNING = 40

/**
 * The preheader in 35 to 140 characters, which does not repeat the subject: what is new in the first story, else its first
 * sentence, then other headlines, as many as have room. Of an edition without stories: the headlines of its later coverage, or
 * that there is nothing new.
 */
export function composePreheader(edition: Edition, words: Words): string {
  const stories = byStrength(edition, words)
  const subject = composeSubject(edition, words)
  const isNew = (text: string): boolean => text !== '' && !subject.includes(text.slice(0, BEGINNING))
  const [first] = stories
  const news = (first?.news ?? []).map(({ text }) => plain(text)).filter(isNew)
  const sentence = news.at(-1) ?? (first && sentences(plain(first.lead).slice(0, 400)).find(isNew)) ?? ''
  const all = [...(first ? stories : edition.laterCoverage)].map(({ title }) => plain(title))
  const others = [...new Set(all)]
    .filter((title) => isNew(title) && title !== sentence)
    .slice(0, 10)
    .map((title) => marked(title, words))
  const also = (headlines: string): string => (first ? words.say('preheaderAlso', { headlines }) : headlines)
  const pairs = others.slice(1).map((second) => words.say('twoHeadlines', { first: others[0]!, second }))
  const outlets = [...new Set(stories.map(({ outlet }) => plain(outlet)))].filter(Boolean).slice(0, 3)
  const from = outlets.length > 0 ? words.say('preheaderFrom', { outlets: words.list(outlets) }) : ''
  const nothing = all.length === 0 ? words.say('preheaderNothing') : ''
  const opening = sentence === '' ? '' : marked(sentence, words)
  const choices = [
    ...[...pairs, ...others].map((headlines) => [opening, also(headlines)]),
    ...pairs.map((headlines) => [also(headlines)]),
    [opening],
    ...others.map((headline) => [also(headline)]),
    [opening, from],
    ...others.map((headline) => [also(headline), from]),
    [nothing],
  ].map((parts) => parts.filter(Boolean).join(' '))
  const fitting = choices.find((text) => lengthOf(text) >= MIN_PREHEADER && lengthOf(text) <= MAX_PREHEADER)
  if (fitting !== undefined) return fitting
  const longest = choices.find((text) => lengthOf(text) > MAX_PREHEADER)
  if (longest !== undefined) return cut(longest, MAX_PREHEADER)
  const known = [opening, from || nothing, stories.length > 0 ? words.count('stories', edition.storyCount) : '']
  const titles = [plain(edition.digestTitle), plain(edition.title)]
  return cut([...known, words.wholeDateAndTime(edition.slotAt), ...titles].filter(Boolean).join(' · '), MAX_PREHEADER)
}
