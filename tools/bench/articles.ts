/**
 * Generates any number of articles for the benchmarks. Article N is made from N alone, so any part of the stream can be
 * generated without the rest. Two in five share their event with no other article; the others report events of 3 to 150
 * articles or repost an earlier article. All are dense: they share the words of twelve subjects, so that an article resembles
 * 60 to 100 of the 1,800 around it without reporting their event.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { articleId } from '../../src/core/ids.ts'
import type { Article } from '../../src/core/model.ts'
import { hash30, RARITY_STEP, raritySteps } from '../../src/core/text/frequencies.ts'
import { stem } from '../../src/core/text/text.ts'
import { makeRandom } from '../eval/simulate.ts'

export const OUTLETS = 400
/** Articles a day: about as many as a thousand active feeds publish. */
export const PER_DAY = 3_333

const SYLLABLES = 'ba ren to li mar ko ves du sha pel ni or gra thi um sel ca fen ro dis'.split(' ')
const COMMON =
  'the of and to in a is that for it was on with as his they at be this from have or by one had not but what all were when we there can an which their said if will about how up out them then she so would other into has more two him see time could no than first been its who now people made over did down only may after'.split(
    ' ',
  )
/** The words of the sample newsroom; each is used as often as it occurs in news by the frequency table. */
const samples = new URL('../../samples/feeds/', import.meta.url)
const NEWS = [
  ...new Set(
    readdirSync(samples).flatMap(
      (file) =>
        readFileSync(new URL(file, samples), 'utf8')
          .replace(/<[^>]*>|&\w+;/g, ' ')
          .match(/\b[a-z]{4,}\b/g) ?? [],
    ),
  ),
]
let sum = 0
const USED = NEWS.map((word) => {
  const stemmed = stem(word, 'en')
  sum += Math.exp(-RARITY_STEP * raritySteps(stemmed, hash30(stemmed)))
  return sum
})

/** A random word, by frequency. */
function newsWord(random: () => number): string {
  const wanted = random() * sum
  let low = 0
  let high = USED.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (USED[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return NEWS[low]!
}

/** Words that are not in the table: names and rare words. */
const RARE = Array.from({ length: 50_000 }, (_, rank) => {
  const random = makeRandom(rank * 7 + 1)
  const length = 2 + Math.floor(random() * 3)
  return Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
})
const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!
/** A random item, the first ones far more often (Zipf). */
const zipf = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(list.length ** random()) - 1]!
const nameOf = (word: string): string => word[0]!.toUpperCase() + word.slice(1)

/**
 * Words of subjects, a quarter of them rare: articles on one subject share them without reporting one event, as in feeds on one
 * trade or sport.
 */
const TOPICS = Array.from({ length: 12 }, (_, topic) => {
  const random = makeRandom(topic * 11 + 3)
  return Array.from({ length: 40 }, (_, i) => pick(random, i % 4 === 0 ? RARE : NEWS))
})

export interface Event {
  readonly names: readonly string[]
  readonly words: readonly string[]
  readonly topic: readonly string[]
}

export function eventOf(seed: number): Event {
  const random = makeRandom(seed)
  return {
    names: Array.from({ length: 8 }, () => nameOf(pick(random, RARE))),
    words: Array.from({ length: 25 }, () => pick(random, NEWS)),
    topic: pick(random, TOPICS),
  }
}

function wordOf(random: () => number, { names, words, topic }: Event): string {
  const roll = random()
  if (roll < 0.45) return zipf(random, COMMON)
  if (roll < 0.51) return zipf(random, names)
  if (roll < 0.56) return pick(random, words)
  if (roll < 0.76) return pick(random, topic)
  if (roll < 0.9) return newsWord(random)
  if (roll < 0.98) return pick(random, RARE)
  return String(Math.floor(1000 ** random()))
}

export function sentenceOf(random: () => number, event: Event, length: number): string {
  const words = Array.from({ length }, (_, i) => `${wordOf(random, event)}${i % 9 === 7 ? ',' : ''}`).join(' ')
  return `${nameOf(words)}.`
}

/** The event of article N: a large, middle or small one that lasts two days, or one of its own. */
export function eventSeed(n: number, random: () => number, perDay = PER_DAY): number {
  const roll = random()
  const past = random() * Math.min(n, 2 * perDay)
  for (const [share, every] of [
    [0.05, 3_000],
    [0.25, 100],
    [0.6, 15],
  ] as const) {
    if (roll < share) return (1 + Math.floor((n - past) / every)) * 5_003 + every
  }
  return n * 5_003
}

/** Title and paragraphs of article N; a repost is an earlier article's text, cut, edited or with boilerplate around it. */
function textOf(n: number): {
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly copyOf?: number
} {
  const random = makeRandom(n + 1)
  if (n > 0 && random() < 0.15) {
    let from = n
    do from -= 1 + Math.floor(random() * Math.min(from, PER_DAY))
    while (from > 0 && makeRandom(from + 1)() < 0.15)
    const { title, paragraphs } = textOf(from)
    const roll = random()
    if (roll < 0.25)
      return {
        title,
        paragraphs: ['Monday 2 March 2026', title, 'Authored by Mara Linden', ...paragraphs, 'Read more'],
        copyOf: from,
      }
    if (roll < 0.45) return { title, paragraphs: [`${paragraphs[0]} […]`], copyOf: from }
    if (roll < 0.75) {
      const edited = (text: string): string =>
        text.replace(/\p{L}{4,}/gu, (word) => (random() < 0.1 ? pick(random, NEWS) : word))
      return { title: edited(title), paragraphs: paragraphs.map(edited), copyOf: from }
    }
    return { title, paragraphs, copyOf: from }
  }
  const event = eventOf(eventSeed(n, random))
  const title = sentenceOf(random, event, 6 + Math.floor(random() * 5)).slice(0, -1)
  // From a teaser to a long report: half have 40 to 130 words, a tenth more than 600.
  const count = Math.max(1, Math.round(2 * 20 ** random()) - 1)
  const paragraphs = Array.from({ length: Math.ceil(count / 2) }, () =>
    Array.from({ length: 2 }, () => sentenceOf(random, event, 12 + Math.floor(random() * 12))).join(' '),
  )
  return { title, paragraphs }
}

/** Article N of the stream that begins at `startMs`, with this many articles a day. */
export function makeArticle(n: number, startMs: number, perDay = PER_DAY): Article {
  const { title, paragraphs } = textOf(n)
  const random = makeRandom(n * 31 + 7)
  const sourceId = `o${Math.floor(random() * OUTLETS)}`
  const publishedAt = new Date(startMs + (n * 86_400_000) / perDay).toISOString()
  const url = `https://${sourceId}.example/news/${n}`
  return {
    id: articleId(sourceId, String(n)),
    sourceId,
    guid: `${n}`,
    url: `${url}?utm_source=feed`,
    canonicalUrl: url,
    title,
    authors: ['Mara Linden'],
    lead: paragraphs[0]!.slice(0, 300),
    text: paragraphs.join('\n\n'),
    contentHtml: paragraphs.map((one) => `<p>${one}</p>`).join(''),
    publishedAt,
    firstSeenAt: publishedAt,
    language: 'en',
  }
}
