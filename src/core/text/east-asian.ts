/**
 * The words by which Korean, Chinese and Japanese articles are compared: what the grammar adds is left out, and large
 * numbers are read. Two outlets write the rest alike and these differently: `3천370만 명` and `3370만명은`.
 */
import { foldedWords } from './text.ts'

const EAST_ASIAN = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** The first `limit` words of a text that `foldMarks` has folded, or a few more where numbers stand beside what they count. */
export function comparedWords(folded: string, limit: number): string[] {
  if (!EAST_ASIAN.test(folded)) return foldedWords(folded, limit)
  const found: string[] = []
  for (const word of foldedWords(folded.replace(NUMERAL, inDigits), limit)) {
    if (ENDS_IN_HANGUL.test(word)) found.push(...koreanWords(word))
    else if (!PAIR_OF_GRAMMAR.test(word)) found.push(word)
  }
  return found
}

/** What the letters after digits multiply by: small ones a number, large ones everything since the last large one. */
const SMALL_UNITS: Record<string, number> = { 백: 100, 百: 100, 천: 1_000, 千: 1_000 }
const LARGE_UNITS: Record<string, number> = { 만: 1e4, 万: 1e4, 萬: 1e4, 억: 1e8, 亿: 1e8, 億: 1e8, 조: 1e12, 兆: 1e12 }
const UNITS = `[${Object.keys({ ...SMALL_UNITS, ...LARGE_UNITS }).join('')}]{1,3}`
const DIGITS = '\\d[\\d,]*(?:\\.\\d+)?'
/** It starts only where no number continues, so that a long row of digits is read once. */
const NUMERAL = new RegExp(`(?<![\\d.,])${DIGITS} ?${UNITS}(?: ?${DIGITS}${UNITS})*(?:${DIGITS})?`, 'gu')
const NUMERAL_PART = new RegExp(`(${DIGITS}) ?((?:${UNITS})?)`, 'gu')

/** `3천370만`, `1.2亿` in digits alone; two numbers in a row, whose units do not decrease, stay as they are. */
function inDigits(numeral: string): string {
  let sum = 0
  let section = 0
  let last = Number.POSITIVE_INFINITY
  for (const [, digits, units] of numeral.matchAll(NUMERAL_PART)) {
    let value = Number(digits!.replaceAll(',', ''))
    for (const unit of units!) {
      const large = LARGE_UNITS[unit]
      if (large === undefined) value *= SMALL_UNITS[unit]!
      else if (large >= last) return numeral
      else {
        last = large
        sum += (section + value) * large
        section = value = 0
      }
    }
    section += value
  }
  return String(Math.round(sum + section))
}

/**
 * Two characters of which one is a particle or an ending: they belong to two words, occur in every text, and are in no table of
 * rarity.
 */
const PAIR_OF_GRAMMAR = /^(?=..$).*[のはがをにでとへやもたしてい的了在是和与與将將被把对對於于也都]/u

/** What follows a Korean noun: particles, the endings of `하다` and `되다`, those of quotations. */
const ENDINGS = new Set(
  (
    '으로부터 에게서 이라고 이라며 이라는 으로써 으로서 에서 에게 에는 에도 에선 까지 부터 으로 라고 라며 라는 보다 처럼 마다 ' +
    '다고 다며 다는 하고 하며 하는 되는 은 는 이 가 을 를 의 에 로 와 과 도 만 서 다 했 됐 한 된 할 될 해 돼 하 되'
  ).split(' '),
)
const LONGEST_ENDING = 4
/** A longer run of Korean is not a word. */
const LONGEST_WORD = 24
const ENDS_IN_HANGUL = /[가-힣]$/u
/** A city, a county, a district: some newspapers write the suffix, others do not. */
const DISTRICT = /^([가-힣]{2})[시군구]$/u
/** A day or an hour is recognisable only with its unit. */
const DATE = /^(\d+[년월일시분])[가-힣]*$/u
const COUNTED = /^(\d[\d.]*)([가-힣]+)$/u
const LATIN = /^[A-Za-z]+/

/** A word without its endings; at least `least` characters stay. */
function withoutEndings(word: string, least: number): string {
  for (let length = LONGEST_ENDING; length > 0; length--) {
    const rest = word.length - length
    if (rest >= least && ENDINGS.has(word.slice(rest))) return withoutEndings(word.slice(0, rest), least)
  }
  return word
}

/** A Korean word without its endings, separated from a number. Two syllables always stay, or names would lose their last. */
function koreanWords(word: string): readonly string[] {
  if (word.length > LONGEST_WORD) return [word]
  const day = DATE.exec(word)
  if (day !== null) return [day[1]!]
  const [, number, counter] = COUNTED.exec(word) ?? []
  if (number !== undefined) return [number, withoutEndings(counter!, 1)]
  const least = Math.max(2, LATIN.exec(word)?.[0].length ?? 0)
  return [withoutEndings(word, least).replace(DISTRICT, '$1')]
}
