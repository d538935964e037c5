/**
 * The form words of a source's titles: a beginning up to a separator (`Photo of the day: `), an end after one (` | The Ferry
 * Post`), and first or last words that many titles share (`Weather for …`). Bias: a name in the title is better kept, so
 * beginnings and words without a separator must stand on three days; the name of the outlet stands on every day.
 */

import { hash30 } from '../text/frequencies.ts'
import { isFunctionWord } from '../text/language.ts'
import { foldText } from '../text/text.ts'

/** Keys of beginnings and ends; ascending. */
export interface TitleForms {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export const NO_TITLE_FORMS: TitleForms = { starts: [], ends: [] }

const MIN_TITLES = 3
const MIN_DAYS = 3
/** Words without a separator must begin or end at least this share of the titles. */
const MIN_SHARE = 0.1
/** This many words without a function word among them are a form too; fewer may be a name. */
const MANY_WORDS = 4
const MAX_FORM_WORDS = 12
const MAX_TITLE_CHARACTERS = 160

const WORD = /[\p{L}\p{M}\p{N}]+/gu
const PARTING = /[:|»•·]\s|\s[-–—|»•·/~]+\s|[：｜\])】」』[(【「『]/u

/** A word of a title; all numbers have one key. */
interface TitleWord {
  readonly start: number
  readonly end: number
  readonly folded: string
  readonly isNumber: boolean
  /** Whether a separator stands behind it. */
  readonly isParted: boolean
}

function wordsOf(title: string): TitleWord[] {
  const found = [...title.slice(0, MAX_TITLE_CHARACTERS).matchAll(WORD)]
  return found.map((match, i) => {
    const end = match.index + match[0].length
    const gap = title.slice(end, found[i + 1]?.index ?? end)
    const isNumber = /\p{Nd}/u.test(match[0])
    return {
      start: match.index,
      end,
      folded: isNumber ? foldText(match[0]).replace(/\p{Nd}+/gu, '0') : foldText(match[0]),
      isNumber,
      isParted: gap !== '' && PARTING.test(gap),
    }
  })
}

/** The words of a title, folded; digits are kept. */
export const titleWords = (title: string): string[] => foldText(title).match(WORD) ?? []

/** A form that a title has: a number of its first or last words. */
interface Form {
  readonly key: number
  readonly words: number
  readonly isParted: boolean
}

/** The beginnings of a title, or its ends; the longest first. At least one word stays outside. */
function formsOf(words: readonly TitleWord[], side: 'starts' | 'ends'): Form[] {
  const forms: Form[] = []
  let joined = ''
  let hasFunctionWord = false
  for (let count = 1; count < words.length && count <= MAX_FORM_WORDS; count++) {
    const word = side === 'starts' ? words[count - 1]! : words[words.length - count]!
    joined += `${word.folded} `
    hasFunctionWord ||= isFunctionWord(word.folded)
    const isParted = side === 'starts' ? word.isParted : words[words.length - count - 1]!.isParted
    if (isParted) forms.push({ key: hash30(`${side} | ${joined}`), words: count, isParted })
    if (count >= MANY_WORDS || (count >= 2 && hasFunctionWord))
      forms.push({ key: hash30(`${side} ${joined}`), words: count, isParted: false })
  }
  return forms.reverse()
}

/** The forms that the titles of different articles share. Titles that differ in digits alone count as one. */
export function titleForms(articles: readonly { readonly title: string; readonly at: string }[]): TitleForms {
  const daysOf = new Map<string, { readonly words: TitleWord[]; readonly day: string }>()
  for (const { title, at } of articles) {
    const words = wordsOf(title)
    const whole = words.map(({ folded }) => folded).join(' ')
    if (words.length > 1 && !daysOf.has(whole)) daysOf.set(whole, { words, day: at.slice(0, 10) })
  }
  const minRun = Math.max(MIN_TITLES, daysOf.size * MIN_SHARE)
  const repeated = (side: 'starts' | 'ends'): number[] => {
    const seen = new Map<number, { count: number; readonly days: Set<string>; readonly isParted: boolean }>()
    for (const { words, day } of daysOf.values()) {
      for (const { key, isParted } of formsOf(words, side)) {
        const known = seen.get(key) ?? { count: 0, days: new Set(), isParted }
        known.count++
        known.days.add(day)
        seen.set(key, known)
      }
    }
    return [...seen]
      .filter(
        ([, { count, days, isParted }]) =>
          count >= (isParted ? MIN_TITLES : minRun) && ((isParted && side === 'ends') || days.size >= MIN_DAYS),
      )
      .map(([key]) => key)
      .sort((a, b) => a - b)
  }
  return { starts: repeated('starts'), ends: repeated('ends') }
}

/** All forms that a title has, as keys. */
export function formKeys(title: string): number[] {
  const words = wordsOf(title)
  return [...formsOf(words, 'starts'), ...formsOf(words, 'ends')].map(({ key }) => key)
}

/** The title without the name of the outlet at its end. */
export const outletCut = (title: string, { ends }: TitleForms): string => cut(title, { starts: [], ends }, true)

/** The title without the form words of its source; numbers among them stay. Never nothing. */
export const ownTitle = (title: string, forms: TitleForms): string => cut(title, forms, false)

function cut(title: string, { starts, ends }: TitleForms, isPartedOnly: boolean): string {
  if (starts.length + ends.length === 0) return title
  const words = wordsOf(title)
  const longest = (side: 'starts' | 'ends', keys: readonly number[]): number =>
    keys.length === 0
      ? 0
      : (formsOf(words, side).find((form) => keys.includes(form.key) && (form.isParted || !isPartedOnly))?.words ?? 0)
  const first = longest('starts', starts)
  let last = words.length - longest('ends', ends)
  // Where both meet, the beginning alone is cut.
  if (last <= first) last = words.length
  if (first === 0 && last === words.length) return title
  const numbers = words.filter(({ isNumber }, i) => isNumber && (i < first || i >= last))
  return [
    ...numbers.map(({ start, end }) => title.slice(start, end)),
    title.slice(words[first]!.start, last === words.length ? undefined : words[last - 1]!.end),
  ].join(' ')
}
