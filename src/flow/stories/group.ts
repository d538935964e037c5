/**
 * Groups kept articles into stories: group, tag, save, one slice after another. Pending articles and the stories they
 * may join are read from the store, not passed on by the refresh, so that nothing is lost when the process is killed
 * between two steps.
 */

import type { Instant, TopicMatch } from '../../core/model.ts'
import { type Step, tellersOfLatest } from '../../core/stories/developments.ts'
import type { ChangedStory } from '../../core/stories/grouper.ts'
import { type Grouping, leadOf, placeInStories } from '../../core/stories/placement.ts'
import { pendingArticles, pruneArticles, readArticlesById, type StoredArticle } from '../../store/articles.ts'
import { markChanged } from '../../store/changed-stories.ts'
import { type Corrections, readCorrections, takeUpCorrections } from '../../store/corrections.ts'
import type { Statement } from '../../store/db.ts'
import { storyIdsOfDocuments } from '../../store/documents.ts'
import { pruneIndex, saveIndex } from '../../store/grouping-index.ts'
import { isLeaseHeld } from '../../store/leases.ts'
import { readMeta } from '../../store/meta.ts'
import { pruneParagraphs } from '../../store/paragraphs.ts'
import { prunePublishedEntries } from '../../store/published-entries.ts'
import { markForSearch, markStoriesForSearch } from '../../store/search.ts'
import { readOutlets } from '../../store/sources.ts'
import {
  countAllStories,
  placeArticles,
  placeFollowers,
  readStories,
  type StoredStory,
  saveAliases,
  saveStories,
  saveTopics,
  topicsOfStories,
} from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { underLease, waitUntil } from '../leases.ts'
import { developmentsOfStories } from './developments.ts'
import { LostStories } from './lost-stories.ts'
import { type Member, membersAsPlaced, movesOfCopies, type PlaceBefore, storyAsSaved } from './placed.ts'
import { applyChangedFilters, type Refiltered } from './refilter.ts'
import { prepareTagger, type Tagger } from './tag.ts'
import { Window } from './window.ts'

/** The result of a grouping, as counts. */
export interface GroupReport {
  readonly new: number
  /** Known stories that another article joined, or whose lead or texts changed. */
  readonly changed: number
  readonly merged: number
  readonly split: number
  readonly open: number
  /** Articles that became copies, less those that no longer are; at least 0. */
  readonly copies: number
  /** New and changed stories by topic. */
  readonly topics: Readonly<Record<string, number>>
  /** Articles of the archive that changed filters dropped or took back. */
  readonly refiltered: Refiltered
}

/** Articles in a slice, which is saved in one batch. */
const SLICE = 250
const DAY_MS = 86_400_000
/** Articles that arrived longer ago are not compared with new ones: feeds list articles days old, not weeks old. */
const INDEX_DAYS = 10

/**
 * Groups and tags all pending articles, in order of date and id. Waits first for another worker that is grouping, since
 * that one may have missed the articles saved last; undefined when it takes longer than 30 seconds, or when another
 * worker takes over the lease. Throws StoreError.
 */
export async function groupAndTag(deps: Deps): Promise<GroupReport | undefined> {
  const { db, clock } = deps
  await waitUntil(deps, async () => !(await isLeaseHeld(db, 'group', clock())))
  return underLease(deps, 'group', async (guard) => {
    const foundedAt = clock().toISOString()
    const outlets = await readOutlets(db)
    const refiltered = await applyChangedFilters(deps, guard)
    const tagger = await prepareTagger(deps, guard, outlets)
    const corrections = await correctionsTakenUp(deps, guard)
    const window = await Window.open(deps, { guard, outlets, corrections })
    // Before anything was published nobody has seen a story, also where an earlier first run was killed.
    const isFirst = !(await readMeta(db)).has('documents')
    const founded = new Set<string>()
    const isSeen = (storyId: string) => !isFirst && !founded.has(storyId)
    let lost = await LostStories.open(db)
    const totals = { new: 0, changed: 0, merged: 0, split: 0, copies: 0 }
    const topics: Record<string, number> = {}
    const counted = new Set<string>()
    for (let done = 0; ; ) {
      deps.signal.throwIfAborted()
      const pending = await pendingArticles(db, SLICE)
      if (pending.length === 0) break
      deps.progress('Grouping', done, done + pending.length)
      if (lost !== undefined && !pending.every(({ id }) => lost!.knows(id))) lost = await LostStories.open(db)
      const run: Run = { foundedAt, guard, tagger, window, founded, isSeen, lost }
      const slice = await groupSlice(deps, pending, run)
      for (const kind of ['new', 'changed', 'merged', 'split', 'copies'] as const) totals[kind] += slice[kind]
      for (const { storyId, matches } of slice.tagged) {
        if (counted.has(storyId)) continue
        counted.add(storyId)
        for (const { topicId } of matches) topics[topicId] = (topics[topicId] ?? 0) + 1
      }
      done += pending.length
    }
    await prune(deps)
    return { ...totals, open: await countAllStories(db), copies: Math.max(0, totals.copies), topics, refiltered }
  })
}

/** All corrections. Stories that a new one concerns become pending. */
async function correctionsTakenUp({ db }: Deps, guard: () => Statement): Promise<Corrections> {
  const known = await readCorrections(db)
  if (!known.hasNew) return known
  await db.batch([guard(), ...takeUpCorrections])
  return readCorrections(db)
}

/** What all slices of one grouping share. */
interface Run {
  /** The `foundedAt` of all stories that it founds. */
  readonly foundedAt: Instant
  readonly guard: () => Statement
  /** Made when there is something to tag, since training the taught topics takes time. */
  readonly tagger: () => Tagger
  readonly window: Window
  /** The stories that it founded so far. */
  readonly founded: Set<string>
  /** Whether anybody may have seen a story as it was: not one of this run, and none in the first. */
  readonly isSeen: (storyId: string) => boolean
  /** What an earlier store published; undefined where none was lost. */
  readonly lost: LostStories | undefined
}

interface Slice {
  readonly new: number
  readonly changed: number
  readonly merged: number
  readonly split: number
  /** How many more articles are copies than before; may be negative. */
  readonly copies: number
  readonly tagged: readonly { readonly storyId: string; readonly matches: readonly TopicMatch[] }[]
}

async function groupSlice(deps: Deps, pending: readonly StoredArticle[], run: Run): Promise<Slice> {
  const { foundedAt, guard, window, lost } = run
  const { db, clock } = deps
  const now = clock().toISOString()

  const { changed, index } = await window.take(pending, now)
  const articles = changed.flat()
  const before = new Map(articles.map(({ article: { id, storyId, copyOf } }) => [id, { storyId, copyOf }]))
  const knownIds = [...new Set(articles.flatMap(({ article }) => article.storyId ?? []))]
  const known = await readStories(db, knownIds)
  const found = lost?.heldBy(before.keys()) ?? []
  const grouping = placeInStories(changed, [...known, ...found], (id) => lost?.has(id) ?? false)
  const membersOf = await membersAsPlaced(db, grouping, changed, { known, indexedSince: indexedSince(deps) })
  const fresh = new Map(pending.map((article) => [article.id, article]))
  const { steps, movedOn, statements } = await developmentsOfStories(
    db,
    membersOf,
    fresh,
    now,
    (id) => lost?.wasListed(id) ?? false,
  )
  const knownById = new Map(known.map((story) => [story.id, story]))
  const leads = new Map(
    grouping.stories.map(({ id }, at) => [id, leadNow(changed[at]!, membersOf.get(id)!, steps, knownById.get(id))]),
  )
  // The texts of lead articles, and the dates of those that found a story, where they are not in this slice.
  const others = await readArticlesById(
    db,
    grouping.stories
      .flatMap(({ id, isNew, foundingArticleId }) => [leads.get(id)!.id, ...(isNew ? [foundingArticleId] : [])])
      .filter((id) => !fresh.has(id)),
  )
  const otherById = new Map(others.map((article) => [article.id, article]))
  const articleOf = (id: string): StoredArticle | undefined => fresh.get(id) ?? otherById.get(id)
  const tag = run.tagger()
  // A story that moves on stays in its topics, though the new lead may not have their words.
  const hasMovedOn = (id: string): boolean => steps.get(leads.get(id)!.id)!.development > 1
  const topicsSoFar = await topicsOfStories(db, knownIds)
  const tagged = grouping.stories.map(({ id }) => {
    const leadId = leads.get(id)!.id
    const sourceIds = membersOf.get(id)!.map(({ sourceId }) => sourceId)
    const matches = tag({ leadId, lead: articleOf(leadId), sourceIds })
    const found = new Set(matches.map(({ topicId }) => topicId))
    const kept = hasMovedOn(id) ? (topicsSoFar.get(id) ?? []).filter(({ topicId }) => !found.has(topicId)) : []
    return { storyId: id, matches: [...matches, ...kept] }
  })
  const saved = grouping.stories.map((story) =>
    storyAsSaved(story, knownById.get(story.id), leads.get(story.id)!, {
      foundedAt,
      now,
      fresh,
      movedOn,
      articleOf,
      lost,
    }),
  )
  const founded = grouping.stories.filter(({ isNew }) => isNew).map(({ id }) => id)
  // The clock is read again: an edition frozen while this slice was grouped did not contain these articles, so they must
  // count as grouped after it.
  const groupedAt = clock().toISOString()
  const followers = movesOfCopies(grouping, before)
  await db.batch([
    guard(),
    ...placeFollowers(followers),
    ...placeArticles(
      [...grouping.placements].map(([articleId, place]) => ({ articleId, ...place })),
      groupedAt,
    ),
    ...statements(groupedAt),
    ...saveAliases(grouping.aliases, founded),
    ...saveStories(saved),
    ...saveTopics(tagged.map((story, at) => ({ ...story, updatedAt: saved[at]!.updatedAt }))),
    ...saveIndex(index),
    ...markForSearch([
      ...fresh.keys(),
      ...[...grouping.placements].flatMap(([id, { storyId }]) => (before.get(id)!.storyId === storyId ? [] : id)),
    ]),
    // The topics of a story are indexed with each of its articles.
    ...markStoriesForSearch([
      ...new Set([
        ...tagged.flatMap(({ storyId, matches }) =>
          knownById.has(storyId) && !haveSameTopics(matches, topicsSoFar.get(storyId)) ? storyId : [],
        ),
        ...grouping.aliases.values(),
        ...followers.map(({ storyId }) => storyId),
      ]),
    ]),
    ...markChanged([...knownIds, ...grouping.aliases.keys(), ...grouping.stories.map(({ id }) => id)]),
  ])
  window.settle(grouping.placements)
  lost?.settle(new Set([...founded, ...grouping.aliases.keys()]))
  const counts = countsOf(grouping, changed, {
    before,
    membersOf,
    leads,
    known: knownById,
    fresh,
    isSeen: run.isSeen,
  })
  for (const id of founded) run.founded.add(id)
  return { ...counts, tagged }
}

const haveSameTopics = (matches: readonly TopicMatch[], before: readonly TopicMatch[] = []): boolean =>
  matches.length === before.length && matches.every(({ topicId }) => before.some((match) => match.topicId === topicId))

/** How many stories a slice founded, changed, merged and split, and how many more articles are copies. */
function countsOf(
  grouping: Grouping,
  changed: readonly ChangedStory[],
  {
    before,
    membersOf,
    leads,
    known,
    fresh,
    isSeen,
  }: {
    readonly before: ReadonlyMap<string, PlaceBefore>
    readonly membersOf: ReadonlyMap<string, readonly Member[]>
    readonly leads: ReadonlyMap<string, { readonly id: string }>
    readonly known: ReadonlyMap<string, StoredStory>
    readonly fresh: ReadonlyMap<string, StoredArticle>
    readonly isSeen: Run['isSeen']
  },
): Omit<Slice, 'tagged'> {
  // What nobody has seen did not grow, join another story or part from one.
  const isOld = (id: string | undefined): boolean => id !== undefined && isSeen(id)
  const founded = grouping.stories.filter(({ isNew }) => isNew)
  const split = founded.filter(({ id }) => membersOf.get(id)!.every((one) => isOld(before.get(one.id)?.storyId))).length
  // Not those that only an earlier store had.
  const aliases = [...grouping.aliases.keys()].filter((id) => known.has(id))
  const merged = aliases.filter(isOld).length
  // Where only the source's repetitions are new, an article is grouped again although it has not changed.
  const isChanged = (id: string, articles: ChangedStory): boolean => {
    const story = known.get(id)!
    const isEdited = (articleId: string) => (fresh.get(articleId)?.substanceAt ?? '') > story.updatedAt
    return (
      leads.get(id)!.id !== story.leadArticleId ||
      articles.some(({ article }) => before.get(article.id)!.storyId !== id || isEdited(article.id))
    )
  }
  const grown = grouping.stories.filter(({ id, isNew }, at) => isOld(id) && !isNew && isChanged(id, changed[at]!))
  const countOf = (copyOf: string | undefined): number => (copyOf === undefined ? 0 : 1)
  return {
    new: founded.length - split - (aliases.length - merged),
    changed: grown.length,
    merged,
    split,
    copies: [...grouping.placements].reduce(
      (sum, [articleId, { copyOf }]) => sum + countOf(copyOf) - countOf(before.get(articleId)?.copyOf),
      0,
    ),
  }
}

/** The lead of a story: where none of its articles in the window reports the latest step, its present lead. */
function leadNow(
  articles: ChangedStory,
  members: readonly Member[],
  steps: ReadonlyMap<string, Step>,
  old: StoredStory | undefined,
): { readonly id: string; readonly why: string } {
  const memberIds = members.map(({ id }) => id)
  const told = leadOf(articles, tellersOfLatest(memberIds, steps))
  if (told !== undefined) return told
  const isKept = old !== undefined && memberIds.includes(old.leadArticleId)
  return isKept ? { id: old.leadArticleId, why: old.leadWhy } : leadOf(articles, new Set(memberIds))!
}

/** Since when grouped articles are in the index. */
function indexedSince({ clock, config }: Deps): Instant {
  const indexMs = Math.max(INDEX_DAYS * DAY_MS, 2 * config.stories.windowHours * 3_600_000)
  return new Date(clock().getTime() - indexMs).toISOString()
}

/** Deletes what is no longer needed: index rows outside the window, articles older than their source's `keepDays`. */
async function prune(deps: Deps): Promise<void> {
  const { db, clock, config } = deps
  await pruneIndex(db, indexedSince(deps))
  const listed = new Set([...(await storyIdsOfDocuments(db)).values()].flat())
  const daysAgo = (days: number): Instant => new Date(clock().getTime() - days * DAY_MS).toISOString()
  const own = config.sources.flatMap(({ id, keepDays }) => (keepDays === undefined ? [] : { id, keepDays }))
  const others = { sources: 'all but', ids: own.map(({ id }) => id) } as const
  await pruneArticles(db, daysAgo(config.store.keepDays), listed, others)
  // Each by itself: the others' articles, which are kept for longer, are not looked at.
  for (const { id, keepDays } of own) await pruneArticles(db, daysAgo(keepDays), listed, { sources: 'only', ids: [id] })
  await db.batch([pruneParagraphs, ...prunePublishedEntries(daysAgo(config.store.keepDays))])
}
