/**
 * Paragraphs that a source puts under (or above) every article: calls, notes about the house, stock phrases that no rule
 * knows. Bias: a paragraph of the article that is lost is worse than a stock phrase kept, so one must stand word for word
 * in three articles that are told apart; versions of one text count once, and nothing is taken that leaves no text.
 *
 * It only cleans what is shown, the lead: a paragraph is known to recur when its third article comes, and what copies are
 * recognised by must not depend on the order of arrival. So an article's `text` keeps its paragraphs.
 */

import type { Article, Instant } from '../model.ts'
import { hash30 } from '../text/frequencies.ts'
import { countWords, foldedWords, foldText } from '../text/text.ts'
import { leadOf, MAX_REMOVED, MAX_REMOVED_CHARACTERS } from './lead.ts'

/** What is remembered of one article: where stock phrases stand, as hashes of 30 bits. */
export interface ArticleParagraphs {
  readonly id: string
  /** Its date, or when it was first seen. */
  readonly datedAt: Instant
  readonly title: string
  /** Of its first lines that are none of the last. */
  readonly head: readonly number[]
  /** Of its last lines. */
  readonly tail: readonly number[]
}

/** What is remembered of a source: JSON-serialisable, of a few kilobytes. */
export interface SourceParagraphs {
  /** The newest first. */
  readonly recent: readonly ArticleParagraphs[]
  /**
   * Paragraphs known to recur, with the date of the newest article that has one, the newest first: what was recognised
   * stays so when its articles leave `recent`.
   */
  readonly recurring: readonly (readonly [key: number, datedAt: Instant])[]
}

/** Of a source that nothing is remembered of. */
export const NO_PARAGRAPHS: SourceParagraphs = { recent: [], recurring: [] }

/** Articles a paragraph must stand in. */
const MIN_ARTICLES = 3
const HEAD_LINES = 3
const TAIL_LINES = 4
const MAX_RECENT = 40
const MAX_RECURRING = 40
/** Shorter lines come again by chance. */
const MIN_WORDS = 4
/** Less is no text. */
const MIN_WORDS_LEFT = 5
/** Paragraphs of a long text are looked at no further. */
const MAX_LINES = 400

/** The rule's name among what was removed. */
const RULE = 'recurring'

const keyOf = (line: string): number | undefined => {
  const folded = foldText(line)
  return foldedWords(folded, MIN_WORDS).length < MIN_WORDS ? undefined : hash30(folded)
}

const linesOf = (text: string): string[] => text.match(/[^\n]+\n*/g) ?? []

/** What is to be remembered of an article. */
function paragraphsOf({ id, title, text, publishedAt, firstSeenAt }: Article): ArticleParagraphs {
  const lines = linesOf(text)
  // The first line of a text is never its end: what stands there is above the article, or is the article.
  const tailFrom = Math.max(1, lines.length - TAIL_LINES)
  const keys = (some: readonly string[]): number[] => [...new Set(some.flatMap((line) => keyOf(line) ?? []))]
  return {
    id,
    datedAt: publishedAt ?? firstSeenAt,
    title: [...new Set(foldedWords(foldText(title)))].slice(0, 20).join(' '),
    head: keys(lines.slice(0, Math.min(HEAD_LINES, tailFrom))),
    tail: keys(lines.slice(tailFrom)),
  }
}

/** What comes of remembering. */
export interface Remembered {
  readonly memory: SourceParagraphs
  readonly recurring: ReadonlySet<number>
  readonly uncleaned: readonly string[]
}

/**
 * A source's memory with these articles, new or edited, and the paragraphs that recur. `uncleaned` are articles of before
 * that hold one which was not known to recur until now. Pure; the order of the articles changes nothing, and what is given
 * again changes nothing either.
 */
export function rememberParagraphs(memory: SourceParagraphs, articles: readonly Article[]): Remembered {
  const fresh = articles.map(paragraphsOf)
  const freshIds = new Set(fresh.map(({ id }) => id))
  const before = memory.recent.filter(({ id }) => !freshIds.has(id))
  const all = [...fresh, ...before]
  const holders = new Map<number, ArticleParagraphs[]>()
  for (const one of [...all].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const key of new Set([...one.head, ...one.tail])) {
      const list = holders.get(key)
      if (list === undefined) holders.set(key, [one])
      else list.push(one)
    }
  }
  const known = new Map(memory.recurring)
  const found: number[] = []
  for (const [key, list] of holders) if (!known.has(key) && recursIn(key, list)) found.push(key)
  const recognised = new Set(found)
  const recurring = [...known.keys(), ...found]
    .map((key): readonly [number, Instant] => {
      const dates = (holders.get(key) ?? []).map(({ datedAt }) => datedAt)
      return [key, [known.get(key) ?? '', ...dates].sort().at(-1)!]
    })
    .sort(([keyA, a], [keyB, b]) => (a === b ? keyA - keyB : a > b ? -1 : 1))
    .slice(0, MAX_RECURRING)
  const newest = all.sort((a, b) => (a.datedAt === b.datedAt ? (a.id < b.id ? -1 : 1) : a.datedAt > b.datedAt ? -1 : 1))
  return {
    memory: { recent: newest.slice(0, MAX_RECENT), recurring },
    recurring: new Set(recurring.map(([key]) => key)),
    uncleaned: before
      .filter(({ head, tail }) => [...head, ...tail].some((key) => recognised.has(key)))
      .map(({ id }) => id),
  }
}

/** Whether a paragraph stands in enough articles that are told apart. */
function recursIn(key: number, holders: readonly ArticleParagraphs[]): boolean {
  if (holders.length < MIN_ARTICLES) return false
  const apart: ArticleParagraphs[] = []
  for (const one of holders) {
    if (apart.every((other) => isApart(key, one, other))) apart.push(one)
    if (apart.length === MIN_ARTICLES) return true
  }
  return false
}

/**
 * Whether two articles that share a paragraph are two texts. Not so are a text under two headlines, versions of one text,
 * and, for what stands at the beginning, reports under one heading (a weather report, a live page): there it is the news.
 */
function isApart(key: number, a: ArticleParagraphs, b: ArticleParagraphs): boolean {
  const first = new Set([...a.head, ...a.tail])
  const second = new Set([...b.head, ...b.tail])
  let shared = 0
  for (const one of first) if (second.has(one)) shared++
  const shorter = Math.min(first.size, second.size)
  if ((shared === first.size && shared === second.size) || shared > TAIL_LINES) return false
  const isMostShared = shared * 2 > shorter
  const isAbove = a.head.includes(key) || b.head.includes(key)
  return !((isMostShared || isAbove) && haveLikeTitles(a.title, b.title))
}

/** Whether two folded titles share more than half of the shorter one's words. */
function haveLikeTitles(a: string, b: string): boolean {
  const first = new Set(a.split(' '))
  const second = new Set(b.split(' '))
  let shared = 0
  for (const word of first) if (second.has(word)) shared++
  return shared * 2 > Math.min(first.size, second.size)
}

/** The article with a lead that has none of these paragraphs, and they kept aside; as it is where it holds none, or nothing else. */
export function withoutRecurring<A extends Article>(article: A, recurring: ReadonlySet<number>): A {
  if (recurring.size === 0) return article
  const kept: string[] = []
  const removed: { rule: string; text: string }[] = []
  for (const [at, line] of linesOf(article.text).entries()) {
    const key = at < MAX_LINES ? keyOf(line) : undefined
    if (key === undefined || !recurring.has(key)) kept.push(line)
    else removed.push({ rule: RULE, text: line.trim().slice(0, MAX_REMOVED_CHARACTERS) })
  }
  const rest = kept.join('').trim()
  if (removed.length === 0 || countWords(rest) < MIN_WORDS_LEFT) return article
  const others = (article.removed ?? []).filter(({ rule }) => rule !== RULE)
  return { ...article, lead: leadOf(rest), removed: [...others, ...removed].slice(0, MAX_REMOVED) }
}
