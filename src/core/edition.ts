/** Composes an edition: which stories it has, in what order, and how many its reading time allows. */
import { sectionsOf } from './front-page.ts'
import type { Article, Carrier, Edition, EditionStory, Instant, StoryNews, Topic, TopicMatch } from './model.ts'
import { byRank, HALF_LIFE_HOURS, inFairOrder, levelOf, type Share, type Standing } from './order.ts'
import { HOUR } from './schedule.ts'
import { shortenLead } from './shown.ts'
import { itemOf, type PresentedStory } from './stories/presented.ts'
import { UNSPACED } from './text/text.ts'

/** What determines whether a story is in an edition, and its rank. */
interface RankedStory extends Standing {
  readonly topicIds: readonly string[]
  /** When an article that is not a copy last joined it, or last said something new. */
  readonly newAt: Instant
  /** The date of its newest article. */
  readonly newestAt: Instant
}

/** The stories chosen so far for an edition. */
export interface Choice<T extends RankedStory = RankedStory> {
  /** Ordered by rank, at most `maxStories`. */
  readonly stories: readonly (T & { readonly level: number })[]
  /** The next ones, which did not fit, at most a hundred; ordered by rank. */
  readonly waiting: readonly (T & { readonly level: number })[]
  /** Whether one of the wanted stories is news since the last edition, apart from those that did not fit into it. */
  readonly hasNews: boolean
  /** The number of stories on wanted topics, including those that `maxStories` left out. */
  readonly wanted: number
  /** The date of the newest article of all that was offered, from which ages are counted; absent where nothing was. */
  readonly newestAt?: Instant
}

/** The choice before any story is offered. */
export const NOTHING_CHOSEN: Choice<never> = { stories: [], waiting: [], hasNews: false, wanted: 0 }

/** By what stories are chosen. */
interface ChoiceRules {
  readonly wantedTopics: readonly string[]
  readonly maxStories: number
  /** How many stories a source may lead while others wait. */
  readonly shareOf: (sourceId: string) => Share
  /** After so many hours without a development a story counts half. */
  readonly halfLifeHours: number
  readonly newsSince?: Instant | undefined
}

/** A chosen story, with what is shown of it. */
export interface ChosenStory {
  readonly storyId: string
  readonly presented: PresentedStory<Article & { readonly words: number }>
  /** Every article of the story. */
  readonly articleIds: readonly string[]
  /** The strongest first. */
  readonly topics: readonly TopicMatch[]
  readonly updatedAt: Instant
  /** Reading time of the lead article in whole minutes; absent where its whole text is not known. */
  readonly minutes?: number
  /** Whether it stands in one line at the end of its section. */
  readonly isBrief?: boolean
  /** Where the recipient has had the story: what is new in it. */
  readonly news?: readonly StoryNews[]
}

/** The slot, the digest and the variant that an edition is composed for. */
interface EditionOptions
  extends Pick<
    Edition,
    | 'id'
    | 'digestId'
    | 'title'
    | 'digestTitle'
    | 'slotAt'
    | 'sinceAt'
    | 'language'
    | 'timeZone'
    | 'moreCount'
    | 'leftOut'
  > {
  /** Topic ids in the recipient's order. Empty: all, in the configured order, and stories without a topic. */
  readonly wantedTopics: readonly string[]
  readonly topics: readonly Topic[]
  /** Later articles on stories that the recipient has had, and how many more there are. Default: none. */
  readonly laterCoverage?: readonly Carrier[]
  readonly moreCoverage?: number
}

/** How fast adults read news on a screen (Brysbaert 2019 has 238 words a minute for English non-fiction). */
const WORDS_PER_MINUTE = 230

/** The reading time in whole minutes, at least one. */
export const readingMinutes = (words: number): number => Math.max(1, Math.round(words / WORDS_PER_MINUTE))

/**
 * A text with fewer words is taken for a teaser. Excerpts that feeds write by themselves have 55 words (WordPress) to 130; a news
 * item that is whole and shorter takes less than a minute to read, so that nothing is lost.
 */
const LEAST_WHOLE_WORDS = 150

/** Lines that were removed from a text and say that the rest stands elsewhere. */
const TEASER_RULES: ReadonlySet<string> = new Set(['read-more', 'read-original', 'wall'])

/** The reading time of an article in whole minutes; undefined where only a teaser is known. */
export const articleMinutes = ({
  words,
  removed = [],
}: Pick<Article, 'removed'> & { readonly words: number }): number | undefined =>
  words < LEAST_WHOLE_WORDS || removed.some(({ rule }) => TEASER_RULES.has(rule)) ? undefined : readingMinutes(words)

/** How many words of its own an edition of so many minutes has. */
export const wordsOfMinutes = (minutes: number): number => minutes * WORDS_PER_MINUTE

/**
 * How many words a text is for its reading time. A word is what has a letter or a digit between blanks; in scripts without blanks
 * two characters count as one, which is 460 a minute (IReST has 255 for Chinese and 357 for Japanese of textbooks; readers of
 * headlines skim).
 */
export function readingWords(text: string): number {
  let words = 0
  for (const [token] of text.matchAll(/\S+/g)) {
    const unspaced = token.match(EACH_UNSPACED)?.length ?? 0
    if (unspaced > 0) words += unspaced / 2
    else if (LETTER_OR_DIGIT.test(token)) words++
  }
  return Math.round(words)
}
const EACH_UNSPACED = new RegExp(UNSPACED, 'gu')
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u

/**
 * After how many hours a story counts half in an edition that covers so many milliseconds: after twice as long, but not under 12
 * hours. So what happened first counts seven tenths of what happened last, and a weekly has the best of its week; with half of its
 * time, stories of the last third fill it. In a simulated year of daily editions the ten events that mattered most are in it to 91 %
 * without any decay, to 87 % where the first counts half, and to 90 % so.
 */
export const halfLifeOf = (periodMs: number): number => Math.max(HALF_LIFE_HOURS, (2 * periodMs) / HOUR)

/** How many of so many stories a source leads while others wait: as configured, else a fifth, at least one. */
export const shareIn = (stories: number, configured: number | undefined): Share =>
  configured === undefined ? { stories: Math.max(1, Math.floor(stories / 5)) } : { stories: configured, isFixed: true }

/** A story of which is known how many words it takes, as a story and in one line. */
interface Measured {
  readonly words: number
  readonly briefWords: number
  readonly isBrief: boolean
}

/**
 * The part of its words that an edition keeps for news in one line, where not all is in it in full: about ten lines of an edition of
 * five minutes, in which two or three stories more would stand.
 */
export const LINES_SHARE = 0.12

/**
 * The stories that fill so many words, in the order in which they get a place. When the next one no longer fits without the part
 * kept for lines, it and those after it stand in one line each, as far as there is room. The first is always there.
 */
export function fillWords<T extends Measured>(inLine: readonly T[], words: number, linesShare: number): T[] {
  let left = words
  let isFull = false
  const all = inLine.reduce((sum, story) => sum + (story.isBrief ? story.briefWords : story.words), 0)
  const kept = all <= words ? 0 : words * linesShare
  return inLine.flatMap((story, nth) => {
    if (nth > 0 && !story.isBrief && story.words > left - kept) isFull = true
    const isBrief = story.isBrief || isFull
    const cost = isBrief ? story.briefWords : story.words
    if (nth > 0 && cost > left) return []
    left -= cost
    return [{ ...story, isBrief }]
  })
}

/** About how many words a story takes in an edition, as a story and in one line, where its lead has at most so many characters. */
export function storyWords(
  { title, lead, outlet, authors, carriers, news = [], firstPublishedBy }: EditionStory,
  leadLength: number,
): Pick<Measured, 'words' | 'briefWords'> {
  const briefWords = readingWords(title) + readingWords(outlet) + 1
  const fold = carriers.map((one) => readingWords(one.outlet) + (one.isCopy ? 2 : readingWords(one.title)))
  const origin = firstPublishedBy === undefined ? 0 : 3 + readingWords(firstPublishedBy.outlet)
  const texts = [shortenLead(lead, leadLength), ...authors, ...news.map(({ text, outlet }) => `${text} ${outlet}`)]
  return { briefWords, words: briefWords + origin + [...fold, ...texts.map(readingWords)].reduce((a, b) => a + b, 0) }
}

/** Every story of an edition, from the top, and whether it stands in one line. */
export const storiesIn = ({ top, sections }: Pick<Edition, 'top' | 'sections'>) => [
  ...(top === undefined ? [] : [{ story: top, isBrief: false }]),
  ...sections.flatMap(({ stories, briefs }) => [
    ...stories.map((story) => ({ story, isBrief: false })),
    ...briefs.map((story) => ({ story, isBrief: true })),
  ]),
]

/** How many stories that did not fit are remembered for the page of the edition. */
const MOST_LEFT_OUT = 300

/**
 * The choice after more stories are offered. A story ranks by the number of outlets that report it themselves, where one with only a
 * copy counts as a third, times the weight of the lead's source and what its topic's score adds, halved with age; of two equal
 * ones the newer is first. Of those that rank highest, no source leads more than its share while others wait.
 *
 * Stories may be offered all at once or in parts, in any order: the same ones are chosen. A decay by half-life gives the same order
 * from whatever instant ages are counted, and a story that got no place among some gets none among more.
 */
export function chooseStories<T extends RankedStory>(
  before: Choice<T>,
  offered: readonly T[],
  { wantedTopics, maxStories, shareOf, halfLifeHours, newsSince }: ChoiceRules,
): Choice<T> {
  const wanted = offered
    .filter(({ topicIds }) => isWanted(topicIds, wantedTopics))
    .map((story) => {
      const isOwed = newsSince !== undefined && story.newAt <= newsSince
      const ranked = isOwed ? { ...story, isOwed } : story
      return { ...ranked, level: levelOf(ranked, halfLifeHours) }
    })
  const ranked = [...before.stories, ...before.waiting, ...wanted].sort(byRank)
  const inLine = inFairOrder(ranked, shareOf)
  const newestAt = [before.newestAt, ...offered.flatMap((one) => [one.newestAt, one.developedAt])]
    .filter((at) => at !== undefined)
    .reduce<Instant | undefined>((newest, at) => (newest === undefined || at > newest ? at : newest), undefined)
  return {
    stories: inLine.slice(0, maxStories).sort(byRank),
    waiting: inLine.slice(maxStories, maxStories + MOST_LEFT_OUT).sort(byRank),
    hasNews: before.hasNews || wanted.some(({ newAt }) => newsSince === undefined || newAt > newsSince),
    wanted: before.wanted + wanted.length,
    ...(newestAt === undefined ? {} : { newestAt }),
  }
}

/** Whether a story has one of the topics that a recipient wants; a recipient who names none wants all. */
export const isWanted = (topicIds: readonly string[], wantedTopics: readonly string[]): boolean =>
  wantedTopics.length === 0 || topicIds.some((topicId) => wantedTopics.includes(topicId))

/**
 * Composes an edition from stories in order of rank. The first that is no brief is at the top. The others follow by their
 * strongest topic, with topics in the recipient's order; last come those without a topic, and the stories that would be alone in
 * their section. No source leads more than three in a row, from the top through the sections, as far as others are there.
 */
export function composeEdition(chosen: readonly ChosenStory[], options: EditionOptions): Edition {
  const { wantedTopics, topics, laterCoverage = [], moreCoverage = 0, ...rest } = options
  const top = chosen.find(({ isBrief }) => isBrief !== true) ?? chosen[0]
  const others = chosen.filter((one) => one !== top)
  const nameById = new Map(topics.map(({ id, name }) => [id, name]))
  const order = wantedTopics.length > 0 ? wantedTopics : topics.map(({ id }) => id)
  const placed = others.map((story) => ({
    story,
    leadSourceId: story.presented.lead.sourceId,
    topicIds: story.topics.map(({ topicId }) => topicId),
  }))
  const stories = placed.filter(({ story }) => story.isBrief !== true)
  const briefs = placed.filter(({ story }) => story.isBrief === true)
  const sections = arrangeSections(stories, briefs, order, top?.presented.lead.sourceId)
  const shown = ({ story }: Placed): EditionStory => editionStoryOf(story)
  return {
    ...rest,
    ...(top === undefined ? {} : { top: editionStoryOf(top) }),
    sections: sections.map(({ topicId, stories, briefs }) => ({
      ...(topicId === undefined ? {} : { topicId }),
      name: topicId === undefined ? '' : (nameById.get(topicId) ?? topicId),
      stories: stories.map(shown),
      briefs: briefs.map(shown),
    })),
    laterCoverage,
    moreCoverage,
    storyCount: chosen.length,
    minutes: 0,
  }
}

/** A story with what its place depends on. */
interface Placed {
  readonly story: ChosenStory
  readonly leadSourceId: string
  readonly topicIds: readonly string[]
}

interface Section {
  readonly topicId?: string
  readonly stories: readonly Placed[]
  readonly briefs: readonly Placed[]
}

/** Fewer stories are no section. */
const LEAST_OF_SECTION = 2

/**
 * Stories and briefs by topic. What would be alone is joined to the last section, unless it would be the only one; so is what would
 * be the fourth in a row of one source where its section has no other. Where the last section has no others that part these, the
 * weakest of larger sections are joined to it.
 */
function arrangeSections(
  stories: readonly Placed[],
  briefs: readonly Placed[],
  order: readonly string[],
  topSourceId: string | undefined,
): readonly Section[] {
  let topicIds = order
  const joined = new Set<Placed>()
  for (;;) {
    const byTopic = sectionsOf(
      stories.map((one) => ({ one, topicIds: joined.has(one) ? [] : one.topicIds })),
      topicIds,
    ).map(({ stories: some, ...section }) => ({ ...section, stories: some.map(({ one }) => one) }))
    const named = byTopic.flatMap(({ topicId }) => topicId ?? [])
    const briefsOf = Map.groupBy(briefs, ({ topicIds: own }) => own.find((id) => named.includes(id)))
    const isOnly = byTopic.length === 1 && !briefsOf.has(undefined)
    const { sections, unparted } = spreadSources(byTopic, topSourceId)
    // A section whose stories were all moved is missing here.
    const large = sections.filter(({ stories: own }) => own.length >= LEAST_OF_SECTION || isOnly)
    const kept = named.filter((id) => large.some(({ topicId }) => topicId === id))
    const parting = kept.length < named.length ? [] : partingOf(unparted, sections, stories)
    if (kept.length === named.length && parting.length === 0) return withBriefs(sections, briefsOf)
    for (const one of parting) joined.add(one)
    topicIds = kept
  }
}

/**
 * The weakest stories of other sources that would part these in the last section; none where larger sections have too few to part
 * them all.
 */
function partingOf(
  unparted: readonly Placed[],
  sections: readonly Pick<Section, 'topicId' | 'stories'>[],
  stories: readonly Placed[],
): readonly Placed[] {
  const rank = new Map(stories.map((one, nth) => [one, nth]))
  const needed = Math.ceil(unparted.length / MOST_IN_A_ROW)
  const others = sections
    .flatMap(({ topicId, stories: own }) =>
      topicId === undefined
        ? []
        : own
            .filter(({ leadSourceId }) => leadSourceId !== unparted[0]?.leadSourceId)
            .sort((a, b) => rank.get(b)! - rank.get(a)!)
            .slice(0, Math.max(0, own.length - LEAST_OF_SECTION)),
    )
    .sort((a, b) => rank.get(b)! - rank.get(a)!)
  return others.length < needed ? [] : others.slice(0, needed)
}

/** The sections with their briefs; those without a section of their own are in the last one. */
function withBriefs(
  sections: readonly Pick<Section, 'topicId' | 'stories'>[],
  briefsOf: ReadonlyMap<string | undefined, readonly Placed[]>,
): Section[] {
  const rest = briefsOf.get(undefined) ?? []
  const all = sections.map((section) => ({ ...section, briefs: briefsOf.get(section.topicId) ?? [] }))
  return rest.length === 0 || all.some(({ topicId }) => topicId === undefined)
    ? all
    : [...all, { stories: [], briefs: rest }]
}

/** How many stories in a row one source leads at most. */
const MOST_IN_A_ROW = 3

/**
 * The sections in an order of stories in which no source leads more than three in a row. A story that would be the fourth waits
 * for one of another source in its section; where there is none it goes to the last section, as far as others part them there.
 */
function spreadSources(
  sections: readonly Pick<Section, 'topicId' | 'stories'>[],
  topSourceId: string | undefined,
): {
  readonly sections: readonly Pick<Section, 'topicId' | 'stories'>[]
  /** The stories that nothing parts from others of their source before them. */
  readonly unparted: readonly Placed[]
} {
  const last = sections.find(({ topicId }) => topicId === undefined)?.stories ?? []
  const moved: Placed[] = []
  const unparted: Placed[] = []
  let run = { sourceId: topSourceId, length: topSourceId === undefined ? 0 : 1 }
  const arranged = sections.flatMap(({ topicId, stories }) => {
    if (topicId === undefined) return []
    const { ordered, beyond, end } = inTurns(stories, run)
    const room = beyond.filter((one, nth) => mayJoin([...last, ...moved, ...beyond.slice(0, nth)], one))
    moved.push(...room)
    const stay = beyond.filter((one) => !room.includes(one))
    unparted.push(...stay)
    run = stay.length === 0 ? end : { sourceId: stay[0]!.leadSourceId, length: end.length + stay.length }
    const kept = [...ordered, ...stay]
    return kept.length === 0 ? [] : [{ topicId, stories: kept }]
  })
  if (last.length + moved.length === 0) return { sections: arranged, unparted }
  const { ordered, beyond } = inTurns([...last, ...moved], run)
  return { sections: [...arranged, { stories: [...ordered, ...beyond] }], unparted: [...unparted, ...beyond] }
}

/** Whether stories of other sources can part those of this one's source, with it. */
function mayJoin(stories: readonly Placed[], { leadSourceId }: Placed): boolean {
  const own = stories.filter((one) => one.leadSourceId === leadSourceId).length
  return own + 1 <= MOST_IN_A_ROW * (stories.length - own)
}

/** Stories in their order, but that none is the fourth in a row of its source; `beyond` are those for which no other is left. */
function inTurns(
  stories: readonly Placed[],
  before: { readonly sourceId: string | undefined; readonly length: number },
): {
  readonly ordered: Placed[]
  readonly beyond: Placed[]
  readonly end: { sourceId: string | undefined; length: number }
} {
  const waiting = [...stories]
  const ordered: Placed[] = []
  let run = { ...before }
  while (waiting.length > 0) {
    const next = nextOf(waiting, run)
    if (next === undefined) break
    waiting.splice(waiting.indexOf(next), 1)
    ordered.push(next)
    run = { sourceId: next.leadSourceId, length: next.leadSourceId === run.sourceId ? run.length + 1 : 1 }
  }
  return { ordered, beyond: waiting, end: run }
}

/** The next story: the first, unless its source has had three in a row, or another's would be too many for the others to part. */
function nextOf(
  waiting: readonly Placed[],
  run: { readonly sourceId: string | undefined; readonly length: number },
): Placed | undefined {
  const isOver = (sourceId: string): boolean => run.sourceId === sourceId && run.length >= MOST_IN_A_ROW
  const counts = Map.groupBy(waiting, ({ leadSourceId }) => leadSourceId)
  const [loudest, own] = [...counts].reduce((most, one) => (one[1].length > most[1].length ? one : most))
  const others = waiting.length - own.length
  if (others > 0 && own.length > MOST_IN_A_ROW * others && !isOver(loudest)) return own[0]
  return waiting.find(({ leadSourceId }) => !isOver(leadSourceId))
}

function editionStoryOf({
  storyId,
  presented,
  articleIds,
  topics,
  updatedAt,
  minutes,
  news,
}: ChosenStory): EditionStory {
  const { named, picture } = presented
  return {
    storyId,
    articleIds,
    ...itemOf(presented, updatedAt),
    ...(minutes === undefined ? {} : { minutes }),
    ...(picture === undefined ? {} : { imageUrl: picture.url }),
    ...(picture?.alt === undefined ? {} : { imageAlt: picture.alt }),
    ...(picture?.credit === undefined ? {} : { imageOutlet: picture.credit.outlet }),
    carriers: named.map(({ articleId: _, sourceId: __, ...carrier }) => carrier),
    ...(news === undefined || news.length === 0 ? {} : { news }),
    topicIds: topics.map(({ topicId }) => topicId),
  }
}
