/**
 * The stories of the window, to which articles are added one by one in order of date. An article that has another's text joins
 * its copies. Any other article joins the story of its nearest articles; while that story is small, the story and its small
 * neighbours are divided again by average link, so that an early mistake is corrected. A large story only grows and merges.
 *
 * Bias: two stories about one event are better than one about two.
 *
 * The cost of one article is bounded: 600 postings, a likeness for each of 24 candidates and of 8 for each exact key, 120 where
 * small stories are divided again, 64 for each of at most four large ones, and 16 close looks at each of 8 possible copies. The
 * same articles in the same order give the same stories, whether they come in one pass or in forty; an article that arrives
 * after younger ones may be placed elsewhere, which concerns few.
 *
 * Not chosen: average link over everything that is linked (the cost grows with the square of a component, and from
 * about 1,000 articles a day all news is one component), components cut by time (events are lost), a centroid for each
 * story (drifts), order-free joining (its answer changes with every pass, and so do the ids).
 */
import type { Instant } from '../model.ts'
import { cosine } from '../text/packing.ts'
import { averageLink } from './average-link.ts'
import { agreementOf, COPY_THRESHOLD, judgeCopy, mayBeCopies, SHORT_WORDS, UNCUT } from './copies.ts'
import { type EventPrint, unpackEventPrint, unpackKeys } from './event-print.ts'
import type { Fingerprint } from './fingerprint.ts'
import { SAME_EVENT, sameEvent } from './likeness.ts'
import { byDateThenId, Nearby, type NearbyArticle, type Numbered } from './nearby.ts'
import type { OriginFacts } from './origin.ts'

/** An article as grouping sees it. */
export interface WindowArticle extends NearbyArticle, OriginFacts {
  readonly sourceId: string
  /** The date used, and the instant of first sight. */
  readonly publishedAt: Instant
  readonly firstSeenAt: Instant
  /** Its EventPrint, packed: unpacked, it takes ten times the memory. */
  readonly print: string
  /** Words of title and text. */
  readonly words: number
  /** Whether its text breaks off. */
  readonly isCut?: boolean | undefined
  /** The source's weight; 1 where absent. */
  readonly weight?: number | undefined
  /** Where it stands now; absent for an article not grouped yet. */
  readonly storyId?: string | undefined
  readonly copyOf?: string | undefined
}

/** What people decided about pairs of articles, by id; pairs with articles not given are ignored. */
export interface Corrections {
  /** Never in one story. */
  readonly apart?: readonly (readonly [string, string])[]
  /** Always in one story, unless that would join two that must stay apart. */
  readonly together?: readonly (readonly [string, string])[]
}

/** An article of a story that changed. */
export interface ArticleNow {
  readonly article: WindowArticle
  /** The id of the first of its copies; its own id where it is the first. */
  readonly headId: string
  /** For people: `the same text as <article id>: …`; absent where that did not change. */
  readonly why?: readonly string[]
  /** Whether it was added since the changes were last asked for. */
  readonly isTaken: boolean
}

/** A story that gained or lost an article, as its articles in order of date and id. */
export type ChangedStory = readonly ArticleNow[]

/** How many copies a text is found by: its first few, and the longest. */
const FIRST_POSTED = 3
/** Stories of up to this many texts are divided again. */
const MAX_SMALL = 16
/** How near a story is to a new article is measured by this many of its nearest articles. */
const VOTERS = 5
/** A smaller likeness counts as none. */
const MIN_LIKENESS = 0.08
/** How many stories one article may join together. */
const MAX_STORIES = 4
/** How many representatives are compared of each of two large stories that may merge. */
const REPRESENTATIVES = 8
/**
 * Articles that stand together already count a little more, so that stories do not flip back and forth. (1.25 keeps real
 * mistakes.)
 */
const STICKINESS = 1.1
/** How many candidates are judged closely as copies, from this cosine of the event vectors on. */
const MAX_JUDGED = 8
const MIN_COPY_COSINE = 0.15
const HOUR_MS = 3_600_000
/** How many times in a window's length the index is searched for what is out of reach. */
const FORGOTTEN_AT_ONCE = 16

/**
 * The likeness that a story of this many texts requires to grow: more than a small one, near 1 at a thousand. Without this
 * limit one story takes everything that is written in the same few words.
 */
const needed = (units: number): number => 1 - (1 - SAME_EVENT) * Math.sqrt(Math.min(1, MAX_SMALL / units))

/** Articles of one text. */
interface Unit {
  /** In order of date and id. */
  readonly members: Entry[]
  /** The few by which the text is found and compared. */
  posted: Entry[]
  story: Story
}

/** One event. */
interface Story {
  units: Unit[]
}

/** An article of the window. There are tens of thousands, so every field is declared here and takes one word. */
class Entry implements WindowArticle, Numbered {
  readonly id: string
  readonly number: number
  readonly sourceId: string
  readonly datedMs: number
  readonly publishedAt: Instant
  readonly firstSeenAt: Instant
  readonly print: string
  readonly words: number
  readonly exact: readonly number[]
  readonly knownAs: readonly string[] | undefined
  readonly namesAs: string | undefined
  readonly isCut: boolean | undefined
  readonly isArchive: boolean | undefined
  readonly weight: number | undefined
  unit: Unit
  storyId: string | undefined
  copyOf: string | undefined
  isTaken: boolean
  /** Undefined for a restored article, which leaves what is stored. */
  copyWhy: string | undefined
  eventWhy: string | undefined

  /** In a unit of its own unless one is given, and the unit in a story of its own unless one is given. */
  constructor(
    article: WindowArticle,
    number: number,
    { unit, story }: { readonly unit?: Unit; readonly story?: Story },
  ) {
    this.id = article.id
    this.number = number
    this.sourceId = article.sourceId
    this.datedMs = article.datedMs
    this.publishedAt = article.publishedAt
    this.firstSeenAt = article.firstSeenAt
    this.print = article.print
    this.words = article.words
    this.exact = article.exact
    this.knownAs = article.knownAs
    this.namesAs = article.namesAs
    this.isCut = article.isCut
    this.isArchive = article.isArchive
    this.weight = article.weight
    this.storyId = article.storyId
    this.copyOf = article.copyOf
    this.isTaken = false
    this.copyWhy = undefined
    this.eventWhy = undefined
    this.unit = unit ?? newUnit(this, story)
  }
}

/** Lists of one are written as literals: a list filled afterwards reserves room for seventeen. */
function newUnit(entry: Entry, story: Story = { units: [] }): Unit {
  const unit: Unit = { members: [entry], posted: [entry], story }
  if (story.units.length === 0) story.units = [unit]
  else story.units.push(unit)
  return unit
}

/** The stories of the window. */
export class Grouper {
  readonly #nearby: Nearby<WindowArticle, Entry>
  readonly #entries = new Map<string, Entry>()
  /** Articles numbered so far. */
  #last = 0
  /** Stories that ended before are forgotten. */
  #forgottenMs = Number.NEGATIVE_INFINITY
  /** While articles are restored: stories by id, and units by story and first article. */
  readonly #restored = new Map<string, Story>()
  readonly #units = new Map<string, Unit>()
  readonly #changed = new Set<Story>()
  readonly #prints = new PrintCache()
  readonly #likenesses = new PairCache()
  /** The article that is being added, and what it is compared with. */
  #met?: { readonly article: WindowArticle; readonly all: readonly Entry[]; readonly copies: readonly Entry[] }
  readonly #windowMs: number
  readonly #corrections: Required<Corrections>

  constructor(windowHours: number, { apart = [], together = [] }: Corrections = {}) {
    this.#windowMs = windowHours * HOUR_MS
    this.#nearby = new Nearby(this.#windowMs, ({ print }) => unpackKeys(print))
    this.#corrections = { apart, together }
  }

  /** The number of articles. */
  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** Puts an article where it stood. All known articles are restored, in any order, before the first new one is added. */
  restore(article: WindowArticle & { readonly storyId: string }): void {
    const story = this.#restored.get(article.storyId) ?? { units: [] }
    this.#restored.set(article.storyId, story)
    const head = `${article.storyId} ${article.copyOf ?? article.id}`
    const unit = this.#units.get(head)
    if (unit === undefined) {
      const first = new Entry(article, this.#last++, { story })
      this.#units.set(head, first.unit)
      this.#enter(first)
    } else {
      const entry = new Entry(article, this.#last++, { unit })
      this.#entries.set(entry.id, entry)
      insert(unit.members, entry)
      this.#repost(unit)
    }
  }

  /**
   * The first half of adding an article: finds what it is compared with. Returns the ids of the articles whose fingerprints
   * `take` will ask for. An article that is known already is removed first.
   */
  meet(article: WindowArticle): string[] {
    // They would keep what `forget` releases.
    this.#restored.clear()
    this.#units.clear()
    this.#takeOut(article.id)
    const all = [...new Set([...this.#nearby.sharingExactly(article), ...this.#nearby.candidatesOf(article)])]
    this.#met = { article, all, copies: this.#copyCandidates(article, all) }
    const units = new Set(this.#met.copies.map(({ unit }) => unit))
    return [...units].flatMap(({ posted }) => posted.map(({ id }) => id))
  }

  /** The second half: adds the article that was met last. `fingerprintOf` knows it and those that `meet` named. */
  take(fingerprintOf: (id: string) => Fingerprint | undefined): void {
    const { article, all, copies } = this.#met!
    const entry = new Entry(article, this.#last++, {})
    entry.isTaken = true
    this.#enter(entry)
    this.#changed.add(entry.unit.story)
    this.#joinCopies(entry, copies, fingerprintOf)
    // A copy says nothing new, unless it is the longest of its text so far.
    if (!article.isArchive && representative(entry.unit) === entry) this.#joinEvent(entry, all)
    for (const [a, b] of this.#corrections.together)
      if (a === entry.id || b === entry.id) this.#joinByHand(this.#entries.get(a), this.#entries.get(b))
  }

  /** The stories changed since this was last asked, in order of their first articles. */
  changed(): ChangedStory[] {
    // When these were taken, one may still have stood beside an article that another correction keeps apart.
    for (const [a, b] of this.#corrections.together) {
      const [first, second] = [this.#entries.get(a), this.#entries.get(b)]
      if (first?.unit.story !== second?.unit.story) this.#joinByHand(first, second)
    }
    const stories = [...this.#changed].filter(({ units }) => units.length > 0)
    this.#changed.clear()
    return stories
      .map(({ units }) => units.flatMap(articlesNow).sort((a, b) => byDateThenId(a.article, b.article)))
      .sort((a, b) => byDateThenId(a[0]!.article, b[0]!.article))
  }

  /** Records where articles were placed. */
  settle(id: string, { storyId, copyOf }: { readonly storyId: string; readonly copyOf?: string }): void {
    const entry = this.#entries.get(id)!
    entry.storyId = storyId
    entry.copyOf = copyOf
    entry.isTaken = false
  }

  /** Forgets stories that no article dated `fromMs` or later can reach; a few hours of the window at once. */
  forget(fromMs: number): void {
    const untilMs = fromMs - this.#windowMs
    if (untilMs < this.#forgottenMs + this.#windowMs / FORGOTTEN_AT_ONCE) return
    this.#forgottenMs = untilMs
    const isOld = ({ units }: Story): boolean => units.every(({ members }) => members.at(-1)!.datedMs < untilMs)
    const old = new Map<Story, boolean>()
    for (const entry of this.#entries.values()) {
      const { story } = entry.unit
      let isGone = old.get(story)
      if (isGone === undefined) old.set(story, (isGone = isOld(story)))
      if (!isGone) continue
      this.#entries.delete(entry.id)
      if (entry.unit.posted.includes(entry)) this.#nearby.remove(entry)
    }
  }

  #enter(entry: Entry): void {
    this.#entries.set(entry.id, entry)
    this.#nearby.add(entry)
  }

  #takeOut(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    const { unit } = entry
    this.#entries.delete(id)
    unit.members.splice(unit.members.indexOf(entry), 1)
    this.#repost(unit)
    this.#changed.add(unit.story)
    if (unit.members.length === 0) unit.story.units = unit.story.units.filter((one) => one !== unit)
  }

  /** Indexes the first few members of a unit and the longest, and no others. */
  #repost(unit: Unit): void {
    const posted = unit.members.slice(0, FIRST_POSTED)
    const longest = unit.members.length === 0 ? undefined : longestOf(unit.members)
    if (longest !== undefined && !posted.includes(longest)) posted.push(longest)
    for (const entry of unit.posted) if (!posted.includes(entry)) this.#nearby.remove(entry)
    for (const entry of posted) if (!unit.posted.includes(entry)) this.#nearby.add(entry)
    unit.posted = posted
  }

  /** Those of the candidates that may be copies, the likeliest first. */
  #copyCandidates(article: WindowArticle, candidates: readonly Entry[]): Entry[] {
    const { vector } = this.#prints.of(article)
    const near: { readonly entry: Entry; readonly value: number }[] = []
    for (const entry of candidates) {
      const value = shareKey(article, entry) ? 1 : cosine(vector, this.#prints.of(entry).vector)
      if (value >= MIN_COPY_COSINE) near.push({ entry, value })
    }
    return near
      .sort((a, b) => b.value - a.value || byDateThenId(a.entry, b.entry))
      .slice(0, MAX_JUDGED)
      .map(({ entry }) => entry)
  }

  /** Joins an article with its copies. */
  #joinCopies(
    entry: Entry,
    candidates: readonly Entry[],
    fingerprintOf: (id: string) => Fingerprint | undefined,
  ): void {
    const sure = candidates
      .map((other) => ({ other, ...judged(entry, other, fingerprintOf) }))
      .filter(({ other, p }) => p >= COPY_THRESHOLD && !this.#isFilledOtherwise(entry, other))
      .sort((a, b) => b.p - a.p || byDateThenId(a.other, b.other))
    for (const { other } of sure) {
      if (other.unit === entry.unit || this.#areApart(entry.unit.story, other.unit.story)) continue
      if (!this.#agree(entry.unit, other.unit, fingerprintOf)) continue
      this.#joinUnits(other.unit, entry.unit)
    }
    // The first of its copies is the better one to name.
    const named = sure.filter(({ other }) => other.unit === entry.unit)
    const { other, why } = named.find(({ other }) => other === entry.unit.members[0]) ?? named[0] ?? {}
    if (other !== undefined) entry.copyWhy = `the same text as ${other.id}: ${why}`
  }

  /**
   * Whether two outlets have one short form of words, filled in for two events: much is the same, and the titles show the
   * difference.
   */
  #isFilledOtherwise(a: Entry, b: Entry): boolean {
    const [shorter, longer] = a.words < b.words ? [a, b] : [b, a]
    const isWholeForm = shorter.words < SHORT_WORDS && shorter.words >= UNCUT * longer.words
    return a.sourceId !== b.sourceId && isWholeForm && !shareKey(a, b) && this.#likeness(a, b) === 0
  }

  /** Whether two groups of copies are one text on the whole; every pair is judged closely. */
  #agree(a: Unit, b: Unit, fingerprintOf: (id: string) => Fingerprint | undefined): boolean {
    let sum = 0
    for (const one of a.posted) {
      for (const other of b.posted) {
        const [first, second] = [fingerprintOf(one.id), fingerprintOf(other.id)]
        if (first !== undefined && second !== undefined) sum += agreementOf(judgeCopy(first, second).p)
      }
    }
    return sum >= 0
  }

  #joinUnits(keep: Unit, gone: Unit): void {
    if (keep.story !== gone.story) this.#joinStories(keep.story, gone.story)
    keep.story.units = keep.story.units.filter((unit) => unit !== gone)
    for (const entry of gone.posted) this.#nearby.remove(entry)
    for (const entry of gone.members) {
      entry.unit = keep
      insert(keep.members, entry)
    }
    this.#repost(keep)
  }

  #joinStories(keep: Story, gone: Story): void {
    for (const unit of gone.units) unit.story = keep
    keep.units.push(...gone.units)
    gone.units = []
    this.#changed.add(keep).add(gone)
  }

  #joinEvent(entry: Entry, candidates: readonly Entry[]): void {
    const { best, stories } = this.#vote(entry, candidates)
    const own = entry.unit.story
    const [first] = stories
    if (first === undefined) return
    let left = MAX_SMALL - own.units.length
    const small = stories.filter(({ units }) => units.length <= left && (left -= units.length) >= 0)
    if (small[0] === first) this.#partAnew([...small, own])
    else {
      if (own.units.length === 1 || this.#mayMerge(first, own)) this.#joinStories(first, own)
      for (const other of stories.slice(1))
        if (this.#mayMerge(entry.unit.story, other)) this.#joinStories(entry.unit.story, other)
    }
    if (best !== undefined && best.unit.story === entry.unit.story) entry.eventWhy = this.#whyOf(entry, best)
  }

  /** The stories that an article's nearest stand in, the nearest first, and the nearest article. */
  #vote(entry: Entry, candidates: readonly Entry[]): { readonly best?: Entry; readonly stories: Story[] } {
    const likenesses = new Map<Story, Map<Unit, number>>()
    let best: { readonly entry: Entry; readonly value: number } | undefined
    for (const other of candidates) {
      if (other.unit.story === entry.unit.story) continue
      const value = this.#likeness(entry, other)
      if (value >= 0 && value < MIN_LIKENESS) continue
      if (best === undefined || value > best.value) best = { entry: other, value }
      const units = likenesses.get(other.unit.story) ?? new Map<Unit, number>()
      units.set(other.unit, Math.max(value, units.get(other.unit) ?? value))
      likenesses.set(other.unit.story, units)
    }
    const votes: { readonly story: Story; readonly value: number }[] = []
    for (const [story, units] of likenesses) {
      const found = [...units.values()].sort((a, b) => b - a)
      if (found[0]! < SAME_EVENT || this.#areApart(entry.unit.story, story)) continue
      const sum = found.slice(0, VOTERS).reduce((all, value) => all + value, 0)
      const value = sum / Math.min(VOTERS, story.units.length) / needed(story.units.length)
      if (value >= 1 || story.units.length < MAX_SMALL) votes.push({ story, value })
    }
    votes.sort((a, b) => b.value - a.value || byDateThenId(firstOf(a.story), firstOf(b.story)))
    return {
      ...(best === undefined ? {} : { best: best.entry }),
      stories: votes.slice(0, MAX_STORIES).map(({ story }) => story),
    }
  }

  /** Whether two stories, one of them large, are one event by a few of their texts. */
  #mayMerge(a: Story, b: Story): boolean {
    if (this.#areApart(a, b)) return false
    const [some, others] = [representatives(a), representatives(b)]
    let sum = 0
    for (const one of some) for (const other of others) sum += this.#likeness(one, other)
    return sum / (some.length * others.length) >= needed(a.units.length + b.units.length)
  }

  /** Divides the texts of a few small stories again. */
  #partAnew(stories: readonly Story[]): void {
    const units = stories.flatMap((story) => story.units).sort((a, b) => byDateThenId(a.members[0]!, b.members[0]!))
    const chosen = units.map(representative)
    const likeness = (i: number, j: number): number => {
      const value = this.#likeness(chosen[i]!, chosen[j]!)
      return value > 0 && units[i]!.story === units[j]!.story ? value * STICKINESS : value
    }
    const groups = averageLink(units.length, likeness, {
      threshold: SAME_EVENT,
      together: this.#pairsOf(units, this.#corrections.together),
      apart: this.#pairsOf(units, this.#corrections.apart),
      mayJoin: (a, b) => {
        const datesOf = (group: readonly number[]): number[] => group.map((i) => units[i]!.members.at(-1)!.datedMs)
        const firstsOf = (group: readonly number[]): number[] => group.map((i) => units[i]!.members[0]!.datedMs)
        return (
          Math.min(...firstsOf(a)) - Math.max(...datesOf(b)) <= this.#windowMs &&
          Math.min(...firstsOf(b)) - Math.max(...datesOf(a)) <= this.#windowMs
        )
      },
    }).map((group) => group.map((i) => units[i]!))
    const before = new Map(units.map((unit) => [unit, unit.story]))
    const kept = new Set<Story>()
    for (const story of stories) story.units = []
    for (const group of groups.sort((a, b) => b.length - a.length)) {
      const counts = new Map<Story, number>()
      for (const unit of group) counts.set(before.get(unit)!, (counts.get(before.get(unit)!) ?? 0) + 1)
      const free = [...counts].filter(([story]) => !kept.has(story)).sort(([, a], [, b]) => b - a)
      const story = free[0]?.[0] ?? { units: [] }
      kept.add(story)
      story.units = group
      for (const unit of group) unit.story = story
      this.#changed.add(story)
    }
    for (const story of stories) this.#changed.add(story)
    for (const unit of units) {
      if (before.get(unit) === unit.story) continue
      const others = unit.story.units.filter((other) => other !== unit).map(representative)
      const own = representative(unit)
      const nearest = others.reduce<Entry | undefined>(
        (best, other) => (best === undefined || this.#likeness(own, other) > this.#likeness(own, best) ? other : best),
        undefined,
      )
      unit.members[0]!.eventWhy = nearest === undefined ? '' : this.#whyOf(own, nearest)
    }
  }

  #joinByHand(a: Entry | undefined, b: Entry | undefined): void {
    if (a === undefined || b === undefined) return
    if (a.unit.story !== b.unit.story) {
      if (this.#areApart(a.unit.story, b.unit.story)) return
      this.#joinStories(a.unit.story, b.unit.story)
    }
    a.eventWhy = `kept together with ${b.id} by hand`
    b.eventWhy = `kept together with ${a.id} by hand`
  }

  #areApart(a: Story, b: Story): boolean {
    const storyOf = (id: string): Story | undefined => this.#entries.get(id)?.unit.story
    return this.#corrections.apart.some(([one, other]) => {
      const [first, second] = [storyOf(one), storyOf(other)]
      return (first === a && second === b) || (first === b && second === a)
    })
  }

  /** Pairs of articles as the indexes of their texts, of which both are among `units`. */
  #pairsOf(units: readonly Unit[], pairs: readonly (readonly [string, string])[]): [number, number][] {
    const indexes = new Map(units.map((unit, i) => [unit, i]))
    const indexOf = (id: string): number | undefined => {
      const entry = this.#entries.get(id)
      return entry && indexes.get(entry.unit)
    }
    // Each only once: hundreds of articles may have one text.
    const found = new Map<number, [number, number]>()
    for (const [one, other] of pairs) {
      const [i, j] = [indexOf(one), indexOf(other)]
      if (i !== undefined && j !== undefined && i !== j) found.set(i * units.length + j, [i, j])
    }
    return [...found.values()]
  }

  #likeness(a: Entry, b: Entry): number {
    return this.#likenesses.of(a, b, () =>
      sameEvent(this.#prints.of(a), this.#prints.of(b), {
        hoursApart: Math.abs(a.datedMs - b.datedMs) / HOUR_MS,
        isSameSource: a.sourceId === b.sourceId,
      }),
    )
  }

  #whyOf(a: Entry, b: Entry): string {
    return `the same event as ${b.unit.members[0]!.id}: likeness ${this.#likeness(a, b).toFixed(2).replace(/^0/, '')}`
  }
}

/** Whether two articles have a key in common: an address, a guid, a whole title. */
const shareKey = (a: WindowArticle, b: WindowArticle): boolean =>
  a.exact.length > 0 && b.exact.some((key) => a.exact.includes(key))

/** What `judgeCopy` says; nothing can be said about an article whose fingerprint is gone. */
function judged(
  a: Entry,
  b: Entry,
  fingerprintOf: (id: string) => Fingerprint | undefined,
): { readonly p: number; readonly why: string } {
  const [first, second] = [fingerprintOf(a.id), fingerprintOf(b.id)]
  if (first === undefined || second === undefined || !mayBeCopies(first, second)) return { p: 0, why: '' }
  return judgeCopy(first, second)
}

/** Unpacked prints for comparing: those used last, 3 KB each. */
class PrintCache {
  /** When it is full, it becomes `#before`: what is not asked for until then is dropped. */
  #recent = new Map<string, EventPrint>()
  #before = new Map<string, EventPrint>()

  /** The print of an article; articles with one packed print share it. */
  of({ print }: WindowArticle): EventPrint {
    let found = this.#recent.get(print)
    if (found !== undefined) return found
    found = this.#before.get(print) ?? unpackEventPrint(print)
    if (this.#recent.size >= MAX_PRINTS) {
      this.#before = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(print, found)
    return found
  }
}
const MAX_PRINTS = 2_000

/** The likenesses of recently compared pairs, which are asked for again from one article to the next. */
class PairCache {
  readonly #keys = new Float64Array(SLOTS)
  readonly #values = new Float64Array(SLOTS)

  of({ number: a }: Entry, { number: b }: Entry, compute: () => number): number {
    // From 1 on, since an empty slot has 0.
    const key = (Math.min(a, b) + 1) * 2 ** 26 + Math.max(a, b)
    const slot = (Math.imul(a ^ b, 0x9e3779b1) ^ Math.imul(a + b, 0x85ebca6b)) >>> (32 - SLOT_BITS)
    if (this.#keys[slot] !== key) {
      this.#values[slot] = compute()
      this.#keys[slot] = key
    }
    return this.#values[slot]!
  }
}
const SLOT_BITS = 16
const SLOTS = 2 ** SLOT_BITS

function insert(sorted: Entry[], entry: Entry): void {
  let at = sorted.length
  while (at > 0 && byDateThenId(sorted[at - 1]!, entry) > 0) at--
  sorted.splice(at, 0, entry)
}

/** The longest of the articles of one text; of equals the first. */
const representative = ({ posted }: Unit): Entry => longestOf(posted)

const longestOf = (entries: readonly Entry[]): Entry =>
  entries.reduce((best, entry) => (entry.words > best.words ? entry : best))

/** A few texts of a story, evenly spaced by date. */
function representatives({ units }: Story): Entry[] {
  const sorted = units.map(representative).sort(byDateThenId)
  const count = Math.min(REPRESENTATIVES, sorted.length)
  return Array.from({ length: count }, (_, i) => sorted[Math.floor((i * sorted.length) / count)]!)
}

const firstOf = ({ units }: Story): Entry =>
  units.map(({ members }) => members[0]!).reduce((first, entry) => (byDateThenId(entry, first) < 0 ? entry : first))

function articlesNow({ members }: Unit): ArticleNow[] {
  const headId = members[0]!.id
  return members.map((article) => {
    const { copyWhy, eventWhy, isTaken } = article
    const isKnown = !isTaken && copyWhy === undefined && eventWhy === undefined
    const why = [copyWhy, eventWhy].filter((one) => one !== undefined && one !== '') as string[]
    return { article, headId, isTaken, ...(isKnown ? {} : { why }) }
  })
}
