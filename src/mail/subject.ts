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

/** The number of characters as a reader counts them. */
const lengthOf = (text: string): number => [...graphemes.segment(text)].length

/** The text in at most `length` characters, of which the last is an ellipsis if it is cut: between words where there are any. */
function cut(text: string, length: number): string {
  const characters = Array.from(graphemes.segment(text.slice(0, 2000)), ({ segment }) => segment)
  if (characters.length <= length) return text
  const kept = characters.slice(0, length - 1)
  const space = characters[length - 1] === ' ' ? kept.length : kept.lastIndexOf(' ')
  const end = space > length - 20 ? space : kept.length
  return `${kept
    .slice(0, end)
    .join('')
    .replace(/[\s,;:.–—-]+$/, '')}…`
}

/** The text of a source for a line in which no word can break. */
const plain = (text: string): string => unbroken(legible(text))

/** The edition's stories in the order of the mail. */
const storiesOf = ({ top, sections }: Edition): readonly EditionStory[] => [
  ...(top ? [top] : []),
  ...sections.flatMap(({ stories }) => stories),
]

/**
 * The strongest story first: the top one, then by the number of outlets that report it themselves, of equal ones those in the
 * edition's own language.
 */
function byStrength(edition: Edition, words: Words): EditionStory[] {
  const stories = storiesOf(edition)
  const outletsOf = ({ carriers, moreCarriers }: EditionStory): number =>
    carriers.filter(({ isCopy }) => !isCopy).length + moreCarriers
  const most = Math.max(0, ...stories.map(outletsOf))
  const strength = (story: EditionStory): number => (story === edition.top ? most : outletsOf(story))
  const isOwn = ({ language }: EditionStory): number =>
    language === undefined || isSameLanguage(language, words.language) ? 1 : 0
  return stories.toSorted((a, b) => strength(b) - strength(a) || isOwn(b) - isOwn(a))
}

/** The headline as it stands beside others. */
function headlineOf({ title }: EditionStory, words: Words): string {
  const headline = plain(title)
  const around = directionOf('', words.language, 'ltr')
  // Marks keep a headline of the other direction, and what stands beside it, in their places.
  const mark = directionOf(headline, undefined, around) === around ? '' : around === 'ltr' ? '\u200E' : '\u200F'
  return mark + headline + mark
}

/**
 * The subject in at most 110 characters: the strongest headline that fits, a second one where there is room, the number of
 * stories and the date. A headline is cut only where none fits whole.
 */
export function composeSubject(edition: Edition, words: Words): string {
  const date = words.shortDate(edition.slotAt)
  const digest = plain(edition.digestTitle)
  if (edition.storyCount === 0) {
    return words.say(edition.laterCoverage.length > 0 ? 'subjectCoverage' : 'subjectEmpty', { digest, date })
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

/**
 * The preheader in 35 to 140 characters, which does not repeat the subject: what is new in the first story, else its first
 * sentence, then other headlines, as many as have room. Of an edition without stories: the headlines of its later coverage, or
 * that there is nothing new.
 */
export function composePreheader(edition: Edition, words: Words): string {
  const stories = byStrength(edition, words)
  const subject = composeSubject(edition, words)
  const isNew = (text: string): boolean => text !== '' && !subject.includes(text)
  const [first] = stories
  const news = (first?.news ?? []).map(({ text }) => plain(text)).filter(isNew)
  const sentence = news.at(-1) ?? (first && sentences(plain(first.lead).slice(0, 400)).find(isNew)) ?? ''
  const titles = first
    ? stories.map(({ title }) => plain(title))
    : edition.laterCoverage.map(({ title }) => plain(title))
  const others = [...new Set(titles)].filter((title) => isNew(title) && title !== sentence).slice(0, 10)
  const also = (headlines: string): string => (first ? words.say('preheaderAlso', { headlines }) : headlines)
  const pairs = others.slice(1).map((second) => words.say('twoHeadlines', { first: others[0]!, second }))
  const outlets = [...new Set(stories.map(({ outlet }) => plain(outlet)))].filter(Boolean)
  const from = outlets.length > 0 ? words.say('preheaderFrom', { outlets: words.list(outlets.slice(0, 3)) }) : ''
  const nothing = titles.length === 0 ? words.say('preheaderNothing') : ''
  const choices = [
    ...[...pairs, ...others].map((headlines) => [sentence, also(headlines)]),
    ...pairs.map((headlines) => [also(headlines)]),
    [sentence],
    ...others.map((headline) => [also(headline)]),
    [sentence, from],
    ...others.map((headline) => [also(headline), from]),
    [nothing],
  ].map((parts) => parts.filter(Boolean).join(' '))
  const fitting = choices.find((text) => lengthOf(text) >= MIN_PREHEADER && lengthOf(text) <= MAX_PREHEADER)
  if (fitting !== undefined) return fitting
  const longest = choices.find((text) => lengthOf(text) > MAX_PREHEADER)
  if (longest !== undefined) return cut(longest, MAX_PREHEADER)
  return [from || nothing, plain(edition.title), words.wholeDate(edition.slotAt)].filter(Boolean).join(' · ')
}
