/**
 * Finds the paragraphs that a source repeats below or above its articles: calls, notes about the outlet, stock phrases for
 * which there is no rule. Bias: a stock phrase kept is better than a paragraph of the article lost. So a paragraph must
 * occur word for word in three different articles, where versions of one text count as one, and it is not removed where
 * no text would be left.
 *
 * Only the lead, which is shown, is cleaned; the article's `text` keeps these paragraphs. A paragraph is known to recur
 * only when its third article arrives, and copies are recognised by the text, which must not depend on the order of
 * arrival.
 */

import type { Article, Instant } from '../model.ts'
import { hash30 } from '../text/frequencies.ts'
import { countWords, foldedWords, foldText } from '../text/text.ts'
import { leadOf, MAX_REMOVED, MAX_REMOVED_CHARACTERS } from './article-text.ts'

/** What is remembered of one article: its first and last lines, as 30-bit hashes. */
interface ArticleParagraphs {
  readonly id: string
  /** Its date, or the instant of first sight where it has none. */
  readonly datedAt: Instant
  /** The distinct words of its title, folded. */
  readonly title: string
  /** The first lines, except those that belong to the tail. */
  readonly head: readonly number[]
  /** The last lines. */
  readonly tail: readonly number[]
}

/** What is remembered of a source: a few kilobytes, serialisable as JSON. */
export interface SourceParagraphs {
  /** The newest articles, the newest first. */
  readonly recent: readonly ArticleParagraphs[]
  /**
   * The paragraphs known to recur, each with the date of the newest article that has it, the newest first. They stay known
   * when their articles leave `recent`.
   */
  readonly recurring: readonly (readonly [key: number, datedAt: Instant])[]
}

/** The memory of a source from which nothing was read yet. */
export const NO_PARAGRAPHS: SourceParagraphs = { recent: [], recurring: [] }

/** In how many different articles a paragraph must occur. */
const MIN_ARTICLES = 3
const HEAD_LINES = 3
const TAIL_LINES = 4
const MAX_RECENT = 40
const MAX_RECURRING = 40
/** A shorter line can be repeated by chance. */
const MIN_WORDS = 4
/** How many words must be left of a text. */
const MIN_WORDS_LEFT = 5
/** How many lines of a text are cleaned. */
const MAX_LINES = 400

/** The name of the rule in `Article.removed`. */
const RULE = 'recurring'

const keyOf = (line: string): number | undefined => {
  const folded = foldText(line)
  return foldedWords(folded, MIN_WORDS).length < MIN_WORDS ? undefined : hash30(folded)
}

const linesOf = (text: string): string[] => text.match(/[^\n]+\n*/g) ?? []

/** What to remember of an article. */
function paragraphsOf({ id, title, text, publishedAt, firstSeenAt }: Article): ArticleParagraphs {
  const lines = linesOf(text)
  // The first line never belongs to the tail: it is above the article, or is the article.
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

interface Remembered {
  readonly memory: SourceParagraphs
  /** The keys of all recurring paragraphs. */
  readonly recurring: ReadonlySet<number>
  /** The ids of earlier articles with a paragraph that is known to recur only now. */
  readonly uncleaned: readonly string[]
}

/**
 * A source's memory after these new or edited articles, and the paragraphs that recur. The order of the articles does not
 * matter, and an article that is passed again changes nothing.
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

/** Whether a paragraph occurs in enough different articles. */
function recursIn(key: number, holders: readonly ArticleParagraphs[]): boolean {
  if (holders.length < MIN_ARTICLES) return false
  const different: ArticleParagraphs[] = []
  for (const one of holders) {
    if (different.every((other) => areDifferent(key, one, other))) different.push(one)
    if (different.length === MIN_ARTICLES) return true
  }
  return false
}

/**
 * Whether two articles that share this paragraph are different texts. A text under two headlines is one text, and so are
 * versions of one text. A paragraph at the beginning does not count in reports with like titles (a weather report, a live
 * page), where it is the news.
 */
function areDifferent(key: number, a: ArticleParagraphs, b: ArticleParagraphs): boolean {
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

/**
 * The article with a lead made without these paragraphs, which are added to `removed`. Unchanged where it has none of them,
 * or little else.
 */
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
