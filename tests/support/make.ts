/** Builders of articles, entries and feeds for tests: `article({ title: 'Storm reaches coast' })`; the rest is filled in. */

import type { KeptArticle, KnownArticle } from '../../src/core/article/reconcile.ts'
import { articleId } from '../../src/core/ids.ts'
import type { Article, Entry } from '../../src/core/model.ts'

/** An article, by default of 20 November 2026, its id computed from its source and guid. */
export function article(changes: Partial<Article> = {}): Article {
  const { sourceId = 'wire', guid = changes.url ?? 'https://wire.example.org/1' } = changes
  const url = changes.url ?? 'https://wire.example.org/1'
  return {
    id: articleId(sourceId, guid),
    sourceId,
    guid,
    url,
    canonicalUrl: url,
    title: 'Council votes for the tram',
    authors: [],
    lead: 'Nine for, four against, and the rails are ordered.',
    text: 'Nine for, four against, and the rails are ordered.',
    publishedAt: '2026-11-20T08:00:00.000Z',
    firstSeenAt: '2026-11-20T12:00:00.000Z',
    ...changes,
  }
}

/** An entry as its publisher wrote it. */
export const entry = (changes: Partial<Entry> = {}): Entry => ({
  guid: 'https://wire.example.org/1',
  title: 'Council votes for the tram',
  url: 'https://wire.example.org/1',
  publishedAt: '2026-11-20T08:00:00.000Z',
  authors: [],
  categories: [],
  text: 'Nine for, four against, and the rails are ordered.',
  enclosures: [],
  ...changes,
})

/** The article, kept by an earlier `reconcile`, in the form in which it is given to the next. */
export const knownAs = (
  { article, contentHash, textHash, restHash, urlKey }: KeptArticle,
  isListed = true,
): KnownArticle => ({
  id: article.id,
  guid: article.guid,
  url: article.url,
  urlKey,
  title: article.title,
  text: article.text,
  publishedAt: article.publishedAt,
  updatedAt: article.updatedAt,
  firstSeenAt: article.firstSeenAt,
  contentHash,
  textHash,
  restHash,
  isListed,
})

/** One item of a feed that a test serves; an item without a date has none. */
export interface Item {
  readonly title: string
  readonly text: string
  readonly link?: string
  readonly guid?: string
  readonly at?: string
  readonly author?: string
}

/**
 * The `nth` item of an outlet: a headline and a text of words that no other item has, so that grouping joins it with nothing.
 * Two calls with the same number give the same texts.
 */
export function item(nth: number, changes: Partial<Item> & { readonly outlet?: string } = {}): Item {
  const { outlet = 'wire', ...rest } = changes
  const link = rest.link ?? `https://${outlet}.example.org/news/${nth}`
  const [a, b, c, ...more] = inventedWords(nth, 24)
  return {
    title: `${capital(a!)} ${b} meets ${c}`,
    text: `${capital(more.slice(0, 9).join(' '))}. ${capital(more.slice(9).join(' '))}.`,
    link,
    guid: link,
    at: '2026-11-20T08:00:00.000Z',
    ...rest,
  }
}

/** The event of the `nth` item in another outlet's words: half of the words are the event's, half the outlet's own. */
export function retold(nth: number, voice: number, changes: Partial<Item> & { readonly outlet: string }): Item {
  const event = inventedWords(nth, 24)
  const own = inventedWords(5000 + 100 * nth + voice, 12)
  const at = (words: readonly string[], step: number) => words.map((_, i) => words[(i * step + voice) % words.length]!)
  const mixed = at(event, 5).flatMap((word, i) => (i % 2 === 0 ? [word, own[i / 2]!] : [word]))
  const title = `${capital(event[voice % 3]!)} ${own[0]} ${event[(voice + 1) % 3]} ${own[1]}`
  return item(nth, {
    title,
    text: `${capital(mixed.slice(0, 18).join(' '))}. ${capital(mixed.slice(18).join(' '))}.`,
    ...changes,
  })
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** Words made of syllables, chosen by a number alone. */
function inventedWords(seed: number, count: number): string[] {
  let state = (seed + 1) * 2654435761
  const next = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
  const onsets = 'b d f g k l m n p r s t v z br dr gr kr pl st tr'.split(' ')
  const vowels = 'a e i o u ai ea ou'.split(' ')
  return Array.from({ length: count }, () =>
    Array.from({ length: 3 }, () => `${onsets[next(onsets.length)]}${vowels[next(vowels.length)]}`).join(''),
  )
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** An RSS 2.0 document of these items. */
export function rss(title: string, items: readonly Item[], site = 'https://wire.example.org/'): string {
  const lines = items.map(({ title, text, link, guid, at, author }) =>
    [
      '<item>',
      `<title>${escaped(title)}</title>`,
      link === undefined ? '' : `<link>${escaped(link)}</link>`,
      guid === undefined ? '' : `<guid isPermaLink="false">${escaped(guid)}</guid>`,
      at === undefined ? '' : `<pubDate>${new Date(at).toUTCString()}</pubDate>`,
      author === undefined ? '' : `<author>${escaped(author)}</author>`,
      `<description>${escaped(text)}</description>`,
      '</item>',
    ].join(''),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>${escaped(title)}</title><link>${site}</link><description>d</description><language>en</language>\n${lines.join('\n')}\n</channel></rss>\n`
}
