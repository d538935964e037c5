/** Well-known methods for comparison, each in its usual form, on the same articles. */

import type { Article } from '../../src/core/model.ts'
import { foldText, hash52, words } from '../../src/core/text/text.ts'
import { Groups } from './groups.ts'

const WINDOW_MS = 72 * 3_600_000

/** Joins articles inside the window that share a key and pass `agree`. */
function joinByKeys(
  articles: readonly Article[],
  keysOf: (article: Article) => readonly string[],
  agree: (a: number, b: number) => boolean = () => true,
): Map<string, string> {
  const groups = new Groups(articles.length)
  const byKey = new Map<string, number[]>()
  articles.forEach((article, i) => {
    for (const key of keysOf(article)) {
      const list = byKey.get(key) ?? []
      for (const j of list.slice(-60)) {
        const gap = Math.abs(Date.parse(article.publishedAt!) - Date.parse(articles[j]!.publishedAt!))
        const [a, b] = [groups.rootOf(i), groups.rootOf(j)]
        if (gap <= WINDOW_MS && a !== b && agree(i, j)) groups.join(a, b)
      }
      list.push(i)
      byKey.set(key, list)
    }
  })
  return new Map(articles.map(({ id }, i) => [id, articles[groups.rootOf(i)]!.id]))
}

const addressKeys = (article: Article): string[] => (article.canonicalUrl === undefined ? [] : [article.canonicalUrl])

/** Equal canonical URLs. */
export const byAddress = (articles: readonly Article[]): Map<string, string> => joinByKeys(articles, addressKeys)

/** Equal canonical URLs or equal folded titles. */
export const byTitle = (articles: readonly Article[]): Map<string, string> =>
  joinByKeys(articles, (article) => [
    ...addressKeys(article),
    ...(article.title === '' ? [] : [`title ${foldText(article.title)}`]),
  ])

/** SimHash over words (Manku et al. 2007): 64 bits, at most three of them different. */
export function bySimHash(articles: readonly Article[]): Map<string, string> {
  const prints = articles.map((article) => simHash(words(article.text)))
  const differ = (a: bigint, b: bigint): number => (a ^ b).toString(2).replaceAll('0', '').length
  // If at most three bits differ, at least one of four blocks of 16 bits is equal.
  const index = new Map(articles.map((article, i) => [article, i]))
  return joinByKeys(
    articles,
    (article) => [
      ...addressKeys(article),
      ...[0n, 16n, 32n, 48n].map((shift) => `${shift} ${(prints[index.get(article)!]! >> shift) & 0xffffn}`),
    ],
    (i, j) => articles[i]!.canonicalUrl === articles[j]!.canonicalUrl || differ(prints[i]!, prints[j]!) <= 3,
  )
}

function simHash(tokens: readonly string[]): bigint {
  const votes = new Int32Array(64)
  for (const token of tokens) {
    const halves = [hash52(token) % 2 ** 32, hash52(`${token} `) % 2 ** 32]
    for (let bit = 0; bit < 64; bit++) votes[bit]! += (halves[bit >> 5]! >>> (bit & 31)) & 1 ? 1 : -1
  }
  return votes.reduce((print, vote, bit) => (vote > 0 ? print | (1n << BigInt(bit)) : print), 0n)
}

const HASHES = 128
const BANDS = 32

/** MinHash (Broder): 128 hashes of shingles of five words in 32 bands, Jaccard of one half at least. */
export function byMinHash(articles: readonly Article[]): Map<string, string> {
  const signatures = articles.map((article) => minHash(words(article.text)))
  const index = new Map(articles.map((article, i) => [article, i]))
  const agreement = (i: number, j: number): number =>
    signatures[i]!.reduce((same, value, at) => same + (value === signatures[j]![at] ? 1 : 0), 0) / HASHES
  return joinByKeys(
    articles,
    (article) => {
      const signature = signatures[index.get(article)!]!
      const rows = HASHES / BANDS
      return [
        ...addressKeys(article),
        ...Array.from(
          { length: BANDS },
          (_, band) => `${band} ${signature.slice(band * rows, (band + 1) * rows).join(' ')}`,
        ),
      ]
    },
    (i, j) => articles[i]!.canonicalUrl === articles[j]!.canonicalUrl || agreement(i, j) >= 0.5,
  )
}

function minHash(tokens: readonly string[]): number[] {
  const signature = new Array<number>(HASHES).fill(0xffffffff)
  for (let i = 0; i + 4 < Math.max(5, tokens.length); i++) {
    const hash = hash52(tokens.slice(i, i + 5).join(' ')) % 2 ** 32
    for (let at = 0; at < HASHES; at++) {
      const value = Math.imul(hash ^ (at * 0x9e3779b1), 0x85ebca6b + at * 2) >>> 0
      if (value < signature[at]!) signature[at] = value
    }
  }
  return signature
}
