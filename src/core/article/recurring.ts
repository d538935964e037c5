/**
 * What a source repeats: calls, notes about the outlet, sponsors and stock phrases over, under and inside its articles, and
 * the form words of its titles (`Photo of the day: `, ` | The Ferry Post`). It says nothing about an article, so it counts in
 * no comparison and is not shown in the lead. The article's `text` keeps it.
 *
 * What is repeated is a function of the newest articles of the source as a set, in whatever order they came. Texts are read
 * in units: sentences of four words or more, and lines that hold none. A unit must stand in three different articles, where
 * versions of one text count as one. Digits, the paths of addresses and the words of the title do not distinguish units.
 *
 * There are two measures. A comparison leaves out all of it: every article of the source loses the same text, and a tail that
 * counted would make unrelated articles copies. The lead is shown, so there a stock phrase kept is better than news lost: only
 * what is repeated to the digit is removed, and never what stands at the beginning of reports with similar titles.
 */

import type { Article, Instant } from '../model.ts'
import { packNumbers, unpackNumbers } from '../text/packing.ts'
import { countWords, foldText, UNSPACED } from '../text/text.ts'
import { leadOf, MAX_REMOVED, MAX_REMOVED_CHARACTERS } from './article-text.ts'
import { formKeys, NO_TITLE_FORMS, outletCut, type TitleForms, titleForms, titleWords } from './title-forms.ts'

/** What is remembered of one article. */
interface Remembered {
  readonly id: string
  /** Its date, or the instant of first sight where it has none. */
  readonly at: Instant
  readonly title: string
  /** Its distinct units in order, packed: of a long text the first and the last. */
  readonly units: string
}

/** What a source repeats. */
export interface Repeats {
  /** What counts in no comparison: the keys of units, without their digits. */
  readonly units: ReadonlySet<number>
  /** What is not shown in leads: the keys of units with their digits. */
  readonly shown: ReadonlySet<number>
  readonly titles: TitleForms
}

/** What is remembered of a source: a few kilobytes, serialisable as JSON. */
export interface SourceMemory {
  /** The newest articles, the newest first. */
  readonly recent: readonly Remembered[]
  /** What they repeat, computed from them alone; packed. */
  readonly repeats: { readonly units: string; readonly shown: string; readonly titles: TitleForms }
}

/** Of a source that repeats nothing. */
export const NO_REPEATS: Repeats = { units: new Set(), shown: new Set(), titles: NO_TITLE_FORMS }

/** The memory of a source from which nothing has been read yet. */
export const NO_MEMORY: SourceMemory = { recent: [], repeats: { units: '', shown: '', titles: NO_TITLE_FORMS } }

/** How many of the newest articles are looked at. */
export const MAX_RECENT = 50
/** How many different articles a unit must occur in. */
const MIN_ARTICLES = 3
/** Two are enough for a source that has had at most this many: otherwise its second episode would be a copy of its first. */
const MAX_OF_NEW_SOURCE = 5
/** Few of a source's articles are versions of one text; a tail stands under at least this share of them. */
const COMMON_SHARE = 1 / 3
/**
 * With that share, this many articles are not versions of one text, unless their titles are alike, too, and all else is the
 * same.
 */
const MANY_ARTICLES = 8
/** Articles at least this far apart in time are of different days. */
const DAY_MS = 20 * 3_600_000
/** Units kept of an article: calls stand below the text more often than above it. */
const HEAD_UNITS = 10
const TAIL_UNITS = 22
/** The first units of reports with similar titles, which are their news. */
const ABOVE_UNITS = 3
/** A shorter sentence can be repeated by chance; a shorter line counts where most articles, and at least this many, have it. */
const MIN_WORDS = 4
const MIN_ARTICLES_OF_SHORT = 5
/** How many words must be left of a text for its lead. */
const MIN_WORDS_LEFT = 5
/** The rest of a longer text is not read; a fingerprint reads no more either. */
const MAX_READ_CHARACTERS = 40_000

/** A shorter title may be a word of any text. */
const MIN_TITLE_CHARACTERS = 4

/** The name of the rule in `Article.removed`. */
const RULE = 'recurring'

// Units

/** A part of a text. */
interface Unit {
  readonly start: number
  readonly end: number
  /** 30 bits: 22 of the unit without its digits, of which the lowest says that it is a short line; 8 of its digits. -1: too short. */
  readonly key: number
}

/** The key of a unit without its digits. */
const plainKey = (key: number): number => key >>> 8
const isShortLine = (plain: number): boolean => (plain & 1) === 1

const SEPARATOR = 1
/** Whether the character shows nothing, or is the accent of the letter before it. */
const SKIPPED = 2
const DIGIT = 48
const COLON = 58
/** Each UTF-16 unit folded, filled on demand; 0: not determined yet. */
const folds = new Uint16Array(0x10000)
const unspaced = new Uint8Array(0x10000)

function foldOf(code: number): number {
  const known = folds[code]!
  if (known !== 0) return known
  const character = String.fromCharCode(code)
  const folded = foldText(character)
  folds[code] = /^\p{Nd}/u.test(folded)
    ? DIGIT
    : /^\p{L}/u.test(folded)
      ? folded.charCodeAt(0)
      : /^(?:\p{M}|\p{Cf})$/u.test(character)
        ? SKIPPED
        : SEPARATOR
  if (UNSPACED.test(character)) unspaced[code] = 1
  return folds[code]!
}

/** What may end a sentence: where a space follows; always; where it stands between spaces. */
const ENDS = 1
const ENDS_ALWAYS = 2
const PARTS = 3
const marks = new Uint8Array(0x10000)
for (const mark of '.!?…؟۔।') marks[mark.charCodeAt(0)] = ENDS
for (const mark of '。！？') marks[mark.charCodeAt(0)] = ENDS_ALWAYS
for (const mark of '|•·') marks[mark.charCodeAt(0)] = PARTS
const CLOSERS = '"\')]}”’»›」』）.!?…'

/** Whether a sentence that reaches `at`, a mark, ends there; its closing marks and white space follow up to `next`. */
function endsAt(text: string, at: number, next: number): boolean {
  const mark = marks[text.charCodeAt(at)]
  if (mark === ENDS_ALWAYS) return true
  const isSpaced = next >= text.length || /\s/.test(text[next - 1]!)
  if (mark === PARTS) return isSpaced && at > 0 && /\s/.test(text[at - 1]!)
  if (!isSpaced) return false
  if (text[at] !== '.' || next >= text.length) return true
  // Initials and abbreviations: one letter before, or a small letter after.
  return !/\p{Ll}/u.test(text[next]!) && !(at > 1 && /\p{L}/u.test(text[at - 1]!) && /[\s.(]/.test(text[at - 2]!))
}

/**
 * The units of a text, in order, without the words of the article's title (`The post … appeared first on …`). Linear, and
 * written for speed, since it runs for every new article of every source.
 */
function unitsOf({ text, title }: Pick<Article, 'text' | 'title'>): Unit[] {
  const units: Unit[] = []
  let read = text.length > MAX_READ_CHARACTERS ? text.slice(0, MAX_READ_CHARACTERS) : text
  if (title.length >= MIN_TITLE_CHARACTERS) read = read.replaceAll(title, () => ' '.repeat(title.length))
  for (let from = 0; from < read.length; ) {
    let to = read.indexOf('\n', from)
    if (to < 0) to = read.length
    const before = units.length
    // A line of short sentences is one unit.
    if (!readLine(read, from, to, units, true)) {
      units.length = before
      readLine(read, from, to, units, false)
    }
    from = to + 1
  }
  return units
}

/** Adds the units of a line; whether one of them has a key. */
function readLine(text: string, from: number, to: number, units: Unit[], inSentences: boolean): boolean {
  let hasKey = false
  let start = from
  let hash = 0x811c9dc5
  let digits = 0
  let halves = 0
  let isInWord = false
  // Of an address only the host counts: its path differs in every article.
  let pathFrom = -1
  let pathTo = -1
  const finish = (end: number): void => {
    if (halves > 0) {
      const isShort = halves < 2 * MIN_WORDS
      const plain = (mixed(hash) >>> 10) & ~1
      const key = isShort && inSentences ? -1 : (plain | (isShort ? 1 : 0)) * 256 + (mixed(digits) & 255)
      units.push({ start, end, key })
      hasKey ||= key >= 0
      start = end
    }
    hash = 0x811c9dc5
    digits = 0
    halves = 0
    isInWord = false
  }
  for (let at = from; at < to; at++) {
    if (at === pathFrom && (at = pathTo) >= to) break
    const code = text.charCodeAt(at)
    const folded = folds[code] || foldOf(code)
    if (code === COLON && at >= pathTo && text.startsWith('//', at + 1)) {
      pathTo = at + 3
      while (pathTo < to && !/\s/.test(text[pathTo]!)) pathTo++
      while (CLOSERS.includes(text[pathTo - 1]!)) pathTo--
      pathFrom = at + 3
      while (pathFrom < pathTo && !'/?#'.includes(text[pathFrom]!)) pathFrom++
    }
    if (folded > SKIPPED) {
      if (folded === DIGIT) digits = Math.imul(digits ^ code, 0x01000193) + 1
      if (unspaced[code] === 1) {
        halves++
        isInWord = false
        hash = Math.imul(hash ^ folded, 0x01000193)
      } else if (!isInWord) {
        halves += 2
        isInWord = true
        hash = Math.imul(Math.imul(hash ^ 32, 0x01000193) ^ folded, 0x01000193)
      } else if (folded !== DIGIT || folds[text.charCodeAt(at - 1)] !== DIGIT) {
        hash = Math.imul(hash ^ folded, 0x01000193)
      }
      continue
    }
    if (folded === SKIPPED) continue
    isInWord = false
    if (inSentences && marks[code] !== 0) {
      let next = at + 1
      while (next < to && CLOSERS.includes(text[next]!)) next++
      while (next < to && /\s/.test(text[next]!)) next++
      if (next >= to || endsAt(text, at, next)) finish(next)
      at = next - 1
    }
  }
  finish(to)
  return hasKey
}

function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

// What is repeated

/** What is read of an article. */
interface Read {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly at: Instant
}

const readOf = ({ id, title, text, publishedAt, firstSeenAt }: Article): Read => ({
  id,
  title,
  text,
  at: publishedAt ?? firstSeenAt,
})

function rememberedOf({ id, title, text, at }: Read): Remembered {
  const keys = [...new Set(unitsOf({ text, title }).map(({ key }) => key))].filter((key) => key >= 0)
  const kept = keys.length > HEAD_UNITS + TAIL_UNITS ? [...keys.slice(0, HEAD_UNITS), ...keys.slice(-TAIL_UNITS)] : keys
  return { id, at, title: title.slice(0, 160), units: packNumbers(kept, 5) }
}

/** The newest first. */
const byDateThenId = (a: Pick<Remembered, 'at' | 'id'>, b: Pick<Remembered, 'at' | 'id'>): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at > b.at ? -1 : 1

/** What is known about a source after these new or edited articles. */
interface After {
  readonly memory: SourceMemory
  readonly repeats: Repeats
  /** What became repeated or ceased to be: articles that contain some of it get another fingerprint. Undefined: nothing. */
  readonly changed: Repeats | undefined
  /** The ids of earlier articles whose lead shows text that only now counts as repeated. */
  readonly uncleaned: readonly string[]
}

/**
 * A source's memory after these new or edited articles, and what it repeats. `kept` are earlier articles that the memory
 * lacks. The order of the articles does not matter, and an article that is passed again changes nothing.
 */
export function remember(memory: SourceMemory, articles: readonly Article[], kept: readonly Read[] = []): After {
  const freshIds = new Set(articles.map(({ id }) => id))
  // Of a long document only the newest are read.
  const fresh = articles.map(readOf).sort(byDateThenId).slice(0, MAX_RECENT).map(rememberedOf)
  const before = [...memory.recent, ...kept.map(rememberedOf)].filter(({ id }) => !freshIds.has(id))
  const recent = [...fresh, ...before].sort(byDateThenId).slice(0, MAX_RECENT)
  const old = repeatsIn(memory)
  const repeats = repeatsAmong(recent)
  const changed: Repeats = {
    units: repeats.units.symmetricDifference(old.units),
    shown: repeats.shown.difference(old.shown),
    titles: {
      starts: differenceOf(repeats.titles.starts, old.titles.starts),
      ends: differenceOf(repeats.titles.ends, old.titles.ends),
    },
  }
  return {
    memory: {
      recent,
      repeats: {
        units: packNumbers([...repeats.units], 4),
        shown: packNumbers([...repeats.shown], 5),
        titles: repeats.titles,
      },
    },
    repeats,
    changed: changed.units.size + changed.titles.starts.length + changed.titles.ends.length === 0 ? undefined : changed,
    uncleaned: before
      .filter(({ units }) => changed.shown.size > 0 && unpackNumbers(units, 5).some((key) => changed.shown.has(key)))
      .map(({ id }) => id),
  }
}

const differenceOf = (a: readonly number[], b: readonly number[]): number[] => [
  ...new Set(a).symmetricDifference(new Set(b)),
]

/** What a source repeats, from its memory. */
export const repeatsIn = ({ repeats: { units, shown, titles } }: SourceMemory): Repeats => ({
  units: new Set(unpackNumbers(units, 4)),
  shown: new Set(unpackNumbers(shown, 5)),
  titles,
})

/** What a source with these articles repeats. */
export const repeatsOf = (articles: readonly Article[]): Repeats =>
  articles.length < 2 ? NO_REPEATS : remember(NO_MEMORY, articles).repeats

interface Holder {
  readonly keys: readonly number[]
  readonly plain: ReadonlySet<number>
  readonly dateMs: number
  /** The distinct words of its title without the outlet's name. */
  readonly title: ReadonlySet<string>
}

function repeatsAmong(recent: readonly Remembered[]): Repeats {
  if (recent.length < 2) return NO_REPEATS
  const titles = titleForms(recent)
  const holders = recent.map(({ at, title, units }): Holder => {
    const keys = [...unpackNumbers(units, 5)]
    return {
      keys,
      plain: new Set(keys.map(plainKey)),
      dateMs: Date.parse(at),
      title: new Set(titleWords(outletCut(title, titles))),
    }
  })
  const byPlain = new Map<number, number[]>()
  const byKey = new Map<number, number[]>()
  for (const [i, { keys, plain }] of holders.entries()) {
    for (const key of plain) listIn(byPlain, key).push(i)
    for (const key of keys) listIn(byKey, key).push(i)
  }
  const compare = comparer(holders)
  // Texts that share most of their units are versions of one text, unless so many articles have the unit that it is a tail
  // longer than what stands above it. What stands above in reports with similar titles is their news.
  const isRepeated = (list: readonly number[], isAbove: (i: number) => boolean, isForLead: boolean): boolean => {
    if (list.length < MIN_ARTICLES)
      return (
        !isForLead &&
        list.length === 2 &&
        holders.length <= MAX_OF_NEW_SOURCE &&
        haveTwoUnlike(compare(list[0]!, list[1]!))
      )
    const isCommon = list.length >= holders.length * COMMON_SHARE
    const areMany = isCommon && !isForLead && list.length >= MANY_ARTICLES
    const isBelow = !list.some(isAbove)
    return haveThreeDifferent(list, (a, b) => {
      const { isSame, isMostShared, areTitlesLike, areApart } = compare(a, b)
      if (isSame && areTitlesLike) return false
      if (areMany) return true
      if (isMostShared && !isCommon) return areApart && !isSame && !areTitlesLike && !isForLead
      if (isMostShared) return areApart ? !isForLead || isBelow || !areTitlesLike : !isSame && !areTitlesLike
      return !areTitlesLike || !(isAbove(a) || isAbove(b)) || (areApart && !isForLead)
    })
  }
  const constant = new Set<number>()
  for (const [key, list] of byKey) if (list.length >= MIN_ARTICLES) constant.add(plainKey(key))
  const units = new Set<number>()
  for (const [plain, list] of byPlain) {
    if (isShortLine(plain) && (list.length < MIN_ARTICLES_OF_SHORT || list.length * 2 <= holders.length)) continue
    const isAbove = (i: number): boolean =>
      holders[i]!.keys.slice(0, ABOVE_UNITS).some((key) => plainKey(key) === plain)
    // A counter stands in every article; the numbers of reports that share a form are news.
    const isCounter = !constant.has(plain)
    if (isCounter && list.length < holders.length * COMMON_SHARE) continue
    if (isRepeated(list, isAbove, false)) units.add(plain)
  }
  const shown = new Set<number>()
  for (const [key, list] of byKey) {
    const isAbove = (i: number): boolean => holders[i]!.keys.lastIndexOf(key, ABOVE_UNITS - 1) >= 0
    if (units.has(plainKey(key)) && isRepeated(list, isAbove, true)) shown.add(key)
  }
  return { units, shown, titles }
}

function listIn(map: Map<number, number[]>, key: number): number[] {
  const known = map.get(key)
  if (known !== undefined) return known
  const list: number[] = []
  map.set(key, list)
  return list
}

/** Whether two articles of a source that has few show what it repeats: on different days, under different titles. */
const haveTwoUnlike = ({ isSame, areTitlesLike, areApart }: Comparison): boolean =>
  areApart && !isSame && !areTitlesLike

/** Whether three of these, chosen from the first on, all differ from each other. */
function haveThreeDifferent(list: readonly number[], isDifferent: (a: number, b: number) => boolean): boolean {
  const different: number[] = []
  for (const one of list) {
    if (different.every((other) => isDifferent(one, other))) different.push(one)
    if (different.length === MIN_ARTICLES) return true
  }
  return false
}

interface Comparison {
  readonly isSame: boolean
  readonly isMostShared: boolean
  readonly areTitlesLike: boolean
  /** By date. */
  readonly areApart: boolean
}

/** Compares articles; each pair once. */
function comparer(holders: readonly Holder[]): (a: number, b: number) => Comparison {
  const known = new Map<number, Comparison>()
  return (a, b) => {
    const at = a * holders.length + b
    let found = known.get(at)
    if (found === undefined) {
      const first = holders[a]!
      const second = holders[b]!
      const shared = countShared(first.plain, second.plain)
      found = {
        isSame: shared === first.plain.size && shared === second.plain.size,
        isMostShared: shared * 2 > Math.min(first.plain.size, second.plain.size),
        areTitlesLike: haveLikeTitles(first.title, second.title),
        areApart: Math.abs(first.dateMs - second.dateMs) >= DAY_MS,
      }
      known.set(at, found)
    }
    return found
  }
}

/** Whether two titles share more than half of the shorter one's words. */
const haveLikeTitles = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  countShared(a, b) * 2 > Math.min(a.size, b.size)

function countShared<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  let shared = 0
  for (const one of a) if (b.has(one)) shared++
  return shared
}

// What is left without it

/**
 * The parts of a text that are repeated: certain units, and others in a line with a certain one before them and another or
 * nothing after them (`Subscribe to the letter. Episode 12. Thanks!`).
 */
function repeatedParts(
  article: Pick<Article, 'text' | 'title'>,
  isCertain: (key: number) => boolean,
  isOther: (key: number) => boolean,
): { start: number; end: number }[] {
  const units = unitsOf(article)
  const parts: { start: number; end: number }[] = []
  for (let i = 0; i < units.length; i++) {
    const { start, key } = units[i]!
    const last = parts.at(-1)
    const followsOne = last?.end === start
    let to = i
    if (!isCertain(key)) {
      if (!followsOne) continue
      while (to < units.length && units[to]!.end === units[to + 1]?.start && isOther(units[to]!.key)) to++
      const { key: next } = units[to]!
      if (!isCertain(next) && !(isOther(next) && units[to + 1]?.start !== units[to]!.end)) continue
    }
    const { end } = units[to]!
    if (followsOne) last.end = end
    else parts.push({ start, end })
    i = to
  }
  return parts
}

function without(text: string, parts: readonly { readonly start: number; readonly end: number }[]): string {
  let rest = ''
  let from = 0
  for (const { start, end } of parts) {
    rest += text.slice(from, start)
    from = end
  }
  return rest + text.slice(from)
}

/** The article's text without what its source repeats; possibly nothing. */
export function withoutRepeats(article: Pick<Article, 'text' | 'title'>, { units }: Repeats): string {
  if (units.size === 0) return article.text
  const parts = repeatedParts(
    article,
    (key) => units.has(plainKey(key)),
    (key) => key < 0,
  )
  return without(article.text, parts)
}

/** Whether an article contains some of this in its text or its title. */
export const holdsSome = (
  article: Pick<Article, 'text' | 'title'>,
  { units, titles: { starts, ends } }: Repeats,
): boolean =>
  (units.size > 0 && unitsOf(article).some(({ key }) => key >= 0 && units.has(plainKey(key)))) ||
  (starts.length + ends.length > 0 && formKeys(article.title).some((key) => starts.includes(key) || ends.includes(key)))

/**
 * The article with a lead made without what is repeated, which is added to `removed`. Unchanged where it has none of it, or
 * little else.
 */
export function withoutRecurring<A extends Article>(article: A, { units, shown }: Repeats): A {
  if (shown.size === 0) return article
  const { text } = article
  const parts = repeatedParts(
    article,
    (key) => shown.has(key),
    (key) => key < 0 || units.has(plainKey(key)),
  )
  const rest = without(text, parts).trim()
  if (parts.length === 0 || countWords(rest) < MIN_WORDS_LEFT) return article
  const removed = parts.map(({ start, end }) => ({
    rule: RULE,
    text: text.slice(start, end).trim().slice(0, MAX_REMOVED_CHARACTERS),
  }))
  const others = (article.removed ?? []).filter(({ rule }) => rule !== RULE)
  return { ...article, lead: leadOf(rest), removed: [...others, ...removed].slice(0, MAX_REMOVED) }
}
