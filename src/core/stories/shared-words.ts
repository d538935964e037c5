/** What two articles about one event have in common, in words that a reader knows from both. */
import type { Article } from '../model.ts'
import { foldText } from '../text/text.ts'
import { isTellingTerm } from './fact-words.ts'
import { termsOf } from './terms.ts'
import { NUMBER, SERIAL_WORD } from './title-words.ts'

type ComparedText = Pick<Article, 'title' | 'lead' | 'language'>

/** Words in every twenty-fifth article or more, such as "minister" and "election", stand in many stories of a day. */
const MIN_RARITY = 20
const MOST = 3
/** A longer run is a headline that both have. */
const MOST_WORDS = 3

/**
 * At most three words of an article's title and lead that another's have, too, or names and terms of up to three words that both
 * write in a row: the rarest, as the first article writes them and in its order. Bias: none is better than one that says nothing.
 */
export function sharedWords(one: ComparedText, other: ComparedText): readonly string[] {
  const others = wordsOf(other)
  const known = new Set(others.map(({ stemHash }) => stemHash))
  const pairs = new Set(others.flatMap(({ pair }) => pair ?? []))
  const runs: { text: string; rarity: number; words: number }[] = []
  const seen = new Set<number>()
  let isBeforeNew = false
  for (const { text, stemHash, pair, rarity } of wordsOf(one)) {
    const last = runs.at(-1)
    const isNew = known.has(stemHash) && !seen.has(stemHash)
    if (
      isNew &&
      isBeforeNew &&
      last !== undefined &&
      pair !== undefined &&
      pairs.has(pair) &&
      last.words < MOST_WORDS
    ) {
      last.text += ` ${text}`
      last.rarity = Math.max(last.rarity, rarity)
      last.words++
    } else if (isNew) runs.push({ text, rarity, words: 1 })
    isBeforeNew = isNew
    seen.add(stemHash)
  }
  const rarest = new Set(runs.toSorted((a, b) => b.rarity - a.rarity).slice(0, MOST))
  return runs.filter((run) => rarest.has(run)).map(({ text }) => text)
}

let segmenter: Intl.Segmenter | undefined

/** The telling words of title and lead as they are written; `pair` is the word before with it, where only a space parts them. */
function wordsOf({ title, lead, language = 'en' }: ComparedText) {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' })
  const whole = `${title}\n${lead}`
  const words: { text: string; stemHash: number; rarity: number; pair?: string }[] = []
  let before = { stemHash: 0, end: -1 }
  for (const { segment, index, isWordLike } of segmenter.segment(whole)) {
    const [term] = isWordLike ? termsOf([foldText(segment)], language) : []
    if (term === undefined || !isTellingTerm(term) || term.rarity < MIN_RARITY || term.kind & (NUMBER | SERIAL_WORD))
      continue
    const { stemHash, rarity } = term
    const isNext = whole.slice(before.end, index) === ' '
    words.push({
      text: segment.replace(/['’]s$/, ''),
      stemHash,
      rarity,
      ...(isNext ? { pair: `${before.stemHash} ${stemHash}` } : {}),
    })
    before = { stemHash, end: index + segment.length }
  }
  return words
}
