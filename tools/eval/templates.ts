/**
 * Generates what single sources make from one form: filings, bulletins, offers, whose slots alone differ; and daily pieces whose
 * own words stand over a tail that is always the same. All items of a source must stay apart; an item that another source
 * carries, over a tail of its own, is a copy and must join.
 */
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import { fixture } from '../../tests/support/fixture.ts'
import type { Case } from './cases.ts'
import { makeRandom } from './simulate.ts'

const START = Date.UTC(2026, 5, 1, 5)
const NOW = new Date(Date.UTC(2026, 5, 6))
const HOUR_MS = 3_600_000
const ITEMS = 6
/** Words of an item's own, and of the tail that its source writes under every item. */
const OWN = [20, 50, 100, 200]
const TAILS = [0, 30, 90, 150]

interface Language {
  /** Filled as title | text: {name}, {place}, {word} are invented, {n} is a number, {day} a weekday. */
  readonly forms: readonly string[]
  /** Joined with a space, like the next ones. */
  readonly days: string
  readonly syllables: string
  readonly functionWords: string
  /** Sentences from which tails are made; each tail begins at another one. */
  readonly tails: readonly string[]
}

const list = (text: string): string[] => text.split(' ')

const LANGUAGES = fixture<Readonly<Record<string, Language>>>('eval/templates')

const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`

/** Makes random names, sentences and tails from the words of a language. */
function writerOf(random: () => number, { tails, ...words }: Omit<Language, 'forms'>) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const [days, syllables, functionWords] = [list(words.days), list(words.syllables), list(words.functionWords)]
  const word = (count: number): string => Array.from({ length: count }, () => pick(syllables)).join('')
  const vocabulary = Array.from({ length: 3_000 }, () => word(2 + Math.floor(random() * 2)))
  const name = (): string => capital(word(2 + Math.floor(random() * 2)))
  const fill = (form: string): string =>
    form
      .replace(/\{(?:name|place)\}/g, name)
      .replace(/\{word\}/g, () => pick(vocabulary))
      .replace(/\{day\}/g, () => pick(days))
      .replace(/\{n\}/g, () => String(2 + Math.floor(900 ** random())))
  const sentencesOf = (theme: readonly string[], own: readonly string[], words: number): string =>
    Array.from({ length: Math.ceil(words / 14) }, (_, at) => {
      const length = Math.min(14, words - at * 14)
      const said = Array.from({ length }, () => {
        const roll = random()
        if (roll < 0.45) return pick(functionWords)
        return roll < 0.52 ? pick(theme) : roll < 0.65 ? pick(own) : pick(vocabulary)
      })
      return `${capital(said.join(' '))}.`
    }).join(' ')
  /** Whole sentences until there are this many words: in turn one that other sources use, too, and one of the source's own. */
  const tailOf = (words: number): string => {
    const sentences: string[] = []
    for (let at = Math.floor(random() * tails.length), count = 0; count < words; at++) {
      const own = sentencesOf([name(), name()], [name(), name()], 14)
      sentences.push(sentences.length % 2 === 0 ? tails[at % tails.length]! : own)
      count += list(sentences.at(-1)!).length
    }
    return sentences.join(' ')
  }
  return { pick, vocabulary, functionWords, name, fill, sentencesOf, tailOf }
}

/** The items of all sources and their copies elsewhere. `gold` is the item; `kind` the family and its sizes. */
export function templateCases(seed: number): (Case & { readonly language: string })[] {
  const random = makeRandom(seed)
  const cases: (Case & { readonly language: string })[] = []

  const add = (
    language: string,
    kind: string,
    gold: string,
    sourceId: string,
    hours: number,
    title: string,
    text: string,
  ): void => {
    const url = `https://${sourceId}.example/${seed}/${cases.length}`
    const publishedAt = new Date(START + hours * HOUR_MS + cases.length * 1_000).toISOString()
    const entry = { guid: url, title, url, publishedAt, authors: [], categories: [], text, enclosures: [] }
    const source = { id: sourceId, url: `https://${sourceId}.example/feed`, name: sourceId }
    cases.push({ article: normalizeEntry(entry, source, NOW), kind, gold, language })
  }

  for (const [language, { forms, ...words }] of Object.entries(LANGUAGES)) {
    const { pick, vocabulary, functionWords, name, fill, sentencesOf, tailOf } = writerOf(random, words)
    /** Each outlet that reprints has a tail of its own, or none. */
    const reprints = Array.from(
      { length: 8 },
      (_, at) => [`${language}-reprint${at}`, at % 2 === 0 ? '' : tailOf(30)] as const,
    )
    const addSource = (kind: string, tail: string, itemOf: (at: number) => readonly [string, string]): void => {
      const sourceId = `${language}-${cases.length}`
      for (let at = 0; at < ITEMS; at++) {
        const [title, text] = itemOf(at)
        const gold = `${sourceId} ${at}`
        const hours = at * 11 + random() * 3
        add(language, kind, gold, sourceId, hours, title, tail === '' ? text : `${text}\n\n${tail}`)
        if (at % 3 > 0) continue
        const [reprint, other] = pick(reprints)
        add(language, kind, gold, reprint, hours + 1 + random() * 5, title, other === '' ? text : `${text}\n\n${other}`)
      }
    }
    for (const tailWords of TAILS) {
      for (const form of forms)
        addSource(`form, tail ${tailWords}`, tailOf(tailWords), () => fill(form).split(' | ') as [string, string])
      for (const ownWords of OWN) {
        const column = name()
        const theme = Array.from({ length: 8 }, () => pick(vocabulary))
        addSource(`own ${ownWords}, tail ${tailWords}`, tailOf(tailWords), (at) => {
          const own = Array.from({ length: 4 }, name)
          return [`${column} ${at + 41}: ${own[0]} ${pick(functionWords)} ${own[1]}`, sentencesOf(theme, own, ownWords)]
        })
      }
    }
  }
  return cases
}
