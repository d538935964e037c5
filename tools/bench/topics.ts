/**
 * `npm run bench:topics`: the CPU time of matching all topics in one pass, as a share of the time of one regular expression
 * that alternates as many words. The texts use an invented vocabulary with word frequencies as in English (Zipf); each topic
 * word occurs in about one article in a hundred. Rounds are interleaved and the least of each kind counts, since other load on
 * the machine only adds.
 */
import { parseArgs } from 'node:util'
import type { Article, Topic } from '../../src/core/model.ts'
import { newsTopics } from '../../src/core/topics/news-topics.ts'
import { compileTopics } from '../../src/core/topics/topics.ts'
import { cpuMs, least, ratio } from './measure.ts'

const { values } = parseArgs({
  options: { topics: { type: 'string', default: '200' }, rounds: { type: 'string', default: '15' } },
})
const topicCount = Number(values.topics)
const rounds = Number(values.rounds)
const ARTICLES = 1_000

const VOCABULARY = 20_000
const COMMON =
  'the of to and a in that is was for it with as his on be at by had not are but from or have an they which you were'

let seed = 1
/** A pseudorandom whole number below a limit. */
function next(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return (seed >>> 8) % below
}

/** The most common English words, then invented ones of one to four syllables; the more common ones are shorter. */
function inventWords(): string[] {
  const starts = 'b c d f g h j k l m n p r s t v w st tr pr ch sh'.split(' ')
  const middles = 'a e i o u ea ou ai'.split(' ')
  const ends = ['', '', '', 'n', 'r', 's', 't', 'l', 'ng', 'nd', 'rd', 'ck', 'm']
  const words = new Set(COMMON.split(' '))
  while (words.size < VOCABULARY) {
    const syllables = 1 + next(words.size < 400 ? 2 : 4)
    let word = ''
    for (let at = 0; at < syllables; at++) word += starts[next(22)]! + middles[next(8)]! + ends[next(13)]!
    words.add(word)
  }
  return [...words]
}

function writeArticle(vocabulary: readonly string[], nth: number): Article {
  const draw = (): string => vocabulary[Math.floor(VOCABULARY ** (next(1 << 20) / (1 << 20))) - 1]!
  const sentence = (): string => {
    const words = Array.from({ length: 12 + next(16) }, draw).join(' ')
    return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
  }
  const text = Array.from({ length: 5 + next(40) }, sentence).join(' ')
  return {
    id: String(nth),
    sourceId: 'bench',
    title: Array.from({ length: 8 }, draw).join(' '),
    authors: [],
    lead: text.slice(0, 300),
    text,
    firstSeenAt: '2026-01-01T00:00:00.000Z',
    language: 'en',
  }
}

const vocabulary = inventWords()
const articles = Array.from({ length: ARTICLES }, (_, nth) => writeArticle(vocabulary, nth))
const characters = articles.reduce((sum, { title, text }) => sum + title.length + text.length, 0)
// Ranks 1,000 to 9,000: words that say what an article is about.
const words = Array.from(
  { length: topicCount },
  (_, nth) => vocabulary[1_000 + Math.floor((nth * 8_000) / topicCount)]!,
)
const one = words.map((word, nth): Topic => ({ id: `t${nth}`, name: word, any: [word] }))
const five = words.map((word, nth): Topic => {
  const other = (step: number): string => words[(nth * step + step) % words.length]!
  const any = [
    word,
    `${word} ${other(3)}`,
    `${other(5)} ${other(7)}`,
    `${other(11)} report`,
    { near: [word, other(13)] },
  ]
  return { id: `f${nth}`, name: word, any }
})
const pattern = new RegExp(`\\b(?:${words.join('|')})\\b`, 'gi')

let hits = 0
const works: Readonly<Record<string, () => void>> = {
  [`one pattern of ${topicCount} words`]: () => {
    for (const { title, text } of articles)
      hits += (title.match(pattern)?.length ?? 0) + (text.match(pattern)?.length ?? 0)
  },
  [`${topicCount} topics of one word`]: tagging(one),
  [`${topicCount} topics of five phrases`]: tagging(five),
  newsTopics: tagging(newsTopics),
}
function tagging(topics: readonly Topic[]): () => void {
  const match = compileTopics(topics)
  return () => {
    for (const article of articles) hits += match(article).length
  }
}

const taken = new Map(Object.keys(works).map((name) => [name, [] as number[]]))
const found = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [name, work] of Object.entries(works)) {
    hits = 0
    const before = cpuMs()
    work()
    taken.get(name)!.push(cpuMs() - before)
    found.set(name, hits)
  }
}
console.log(
  `${ARTICLES} articles, ${Math.round(characters / ARTICLES)} characters each; CPU time, least of ${rounds} rounds\n`,
)
const [floor] = [...taken.values()].map(least)
for (const [name, costs] of taken) {
  const perCharacter = ((least(costs) * 1e6) / characters).toFixed(1)
  console.log(
    `${name.padEnd(34)} ${ratio(least(costs), floor!)}   ${perCharacter} ns a character, ${found.get(name)} found`,
  )
}
