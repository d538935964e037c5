/**
 * Groups kept articles into stories: group, tag, save, one slice after another. Pending articles and the stories they
 * may join are read from the store, not passed on by the refresh, so that nothing is lost when the process is killed
 * between two steps.
 */

import type { Instant, TopicMatch } from '../../core/model.ts'
import { writeKeyBlock } from '../../core/stories/key-index.ts'
import { originFacts } from '../../core/stories/origin.ts'
import {
  type Fingerprint,
  fingerprintArticle,
  type Grouping,
  type GroupMember,
  type KnownStory,
  PairMemory,
  regroup,
} from '../../core/stories/stories.ts'
import { pendingArticles, pruneArticles, readArticlesById, type StoredArticle } from '../../store/articles.ts'
import { type Corrections, readCorrections, takeUpCorrections } from '../../store/corrections.ts'
import type { Statement } from '../../store/db.ts'
import { listedStoryIds } from '../../store/documents.ts'
import { pruneIndex, saveFingerprints, saveKeys } from '../../store/grouping-index.ts'
import { isLeaseHeld } from '../../store/leases.ts'
import { raiseRevision } from '../../store/meta.ts'
import { pruneParagraphs } from '../../store/paragraphs.ts'
import { inParts } from '../../store/rows.ts'
import { readOutlets } from '../../store/sources.ts'
import {
  countAllStories,
  placeArticles,
  placeFollowers,
  readStories,
  type StoredStory,
  type StoryMember,
  saveAliases,
  saveStories,
  saveTopics,
} from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { underLease, waitUntil } from '../leases.ts'
import { Neighbourhood } from './neighbours.ts'
import {
  changedPlaces,
  membersAsPlaced,
  movesOfCopies,
  type PlaceBefore,
  storyAsSaved,
  touchedStories,
} from './placed.ts'
import { prepareTagger, type Tagger } from './tag.ts'

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
}

/** Articles in a slice, which is saved in one batch: the size of the first slice, and the maximum. */
const SLICE = 250
/** The minimum, reached where stories are so large that each slice has many neighbours. */
const SMALLEST_SLICE = 25
/** A slice with more neighbours to group again makes the next slice smaller. */
const MAX_NEIGHBOURS = 2_000
const FINGERPRINTS_AT_ONCE = 125
const DAY_MS = 86_400_000
/** Articles that arrived longer ago are not compared with new ones: feeds list articles days old, not weeks old. */
const INDEX_DAYS = 10

/**
 * Groups and tags all pending articles. Waits first for another worker that is grouping, since that one may have missed
 * the articles saved last; undefined when it takes longer than 30 seconds, or when another worker takes over the lease.
 * Throws StoreError.
 */
export async function groupAndTag(deps: Deps): Promise<GroupReport | undefined> {
  const { db, clock, config } = deps
  await waitUntil(deps, async () => !(await isLeaseHeld(db, 'group', clock())))
  return underLease(deps, 'group', async (guard) => {
    const foundedAt = clock().toISOString()
    const outlets = await readOutlets(db)
    const tagger = await prepareTagger(deps, guard, outlets)
    const corrections = await correctionsTakenUp(deps, guard)
    const memory = new PairMemory()
    const near = await Neighbourhood.open(db, config.stories.windowHours * 3_600_000, corrections, memory)
    const run: Run = { foundedAt, guard, tagger, corrections, outlets, near, memory }
    const totals = { new: 0, changed: 0, merged: 0, split: 0, copies: 0 }
    const topics: Record<string, number> = {}
    const counted = new Set<string>()
    let size = SLICE
    for (let done = 0; ; ) {
      deps.signal.throwIfAborted()
      const fresh = await pendingArticles(db, size)
      if (fresh.length === 0) break
      deps.progress('Grouping', done, done + fresh.length)
      const slice = await groupSlice(deps, fresh, run)
      for (const kind of ['new', 'changed', 'merged', 'split', 'copies'] as const) totals[kind] += slice[kind]
      for (const { storyId, matches } of slice.tagged) {
        if (counted.has(storyId)) continue
        counted.add(storyId)
        for (const { topicId } of matches) topics[topicId] = (topics[topicId] ?? 0) + 1
      }
      done += fresh.length
      size = sizeAfter(size, slice.neighbours)
    }
    await prune(deps)
    return { ...totals, open: await countAllStories(db), copies: Math.max(0, totals.copies), topics }
  })
}

/** The size of the next slice, after one of `size` articles that had so many neighbours. */
function sizeAfter(size: number, neighbours: number): number {
  if (neighbours > MAX_NEIGHBOURS) return Math.max(SMALLEST_SLICE, Math.floor(size / 2))
  return neighbours < MAX_NEIGHBOURS / 2 ? Math.min(SLICE, 2 * size) : size
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
  readonly corrections: Corrections
  /** The outlets' names by source id. */
  readonly outlets: ReadonlyMap<string, string>
  readonly near: Neighbourhood
  readonly memory: PairMemory
}

interface Slice {
  readonly new: number
  readonly changed: number
  readonly merged: number
  readonly split: number
  /** How many more articles are copies than before; may be negative. */
  readonly copies: number
  readonly tagged: readonly { readonly storyId: string; readonly matches: readonly TopicMatch[] }[]
  /** How many kept articles were grouped again beside the slice's own. */
  readonly neighbours: number
}

async function groupSlice(deps: Deps, pending: readonly StoredArticle[], run: Run): Promise<Slice> {
  const { foundedAt, guard, corrections, near } = run
  const { db, clock, config } = deps
  const now = clock().toISOString()

  const fresh = new Map<string, StoredArticle & { readonly fingerprint: Fingerprint }>()
  for (const article of pending) fresh.set(article.id, { ...article, fingerprint: fingerprintArticle(article) })
  const neighbours = (await near.of(fresh)).filter(({ row }) => !fresh.has(row.id))
  const weights = new Map(config.sources.map(({ id, weight }) => [id, weight]))
  const memberOf = (row: MemberRow, fingerprint: Fingerprint): GroupMember => ({
    id: row.id,
    sourceId: row.sourceId,
    publishedAt: row.publishedAt ?? row.firstSeenAt,
    firstSeenAt: row.firstSeenAt,
    fingerprint,
    publisherKnown: row.publisher !== undefined,
    weight: weights.get(row.sourceId) ?? 1,
    storyId: row.storyId,
    copyOf: row.copyOf,
    ...originFacts({ ...row, url: row.canonicalUrl, outlet: run.outlets.get(row.sourceId) }),
  })
  const members = [
    ...[...fresh.values()].map((article) => memberOf(article, article.fingerprint)),
    ...neighbours.map(({ row, fingerprint }) => memberOf(row, fingerprint)),
  ]
  const knownIds = [...new Set(members.flatMap(({ storyId }) => storyId ?? []))]
  const known = await readStories(db, knownIds)
  const grouping = regroup(members, known.map(knownStoryOf), {
    windowHours: config.stories.windowHours,
    now,
    ...corrections,
    memory: run.memory,
  })

  const before = new Map<string, PlaceBefore>([
    ...neighbours.map(({ row }): [string, PlaceBefore] => [row.id, row]),
    ...fresh,
  ])
  const placements = changedPlaces(grouping, before, fresh)
  const touched = touchedStories(grouping, placements, before, fresh)
  const membersOf = await membersAsPlaced(db, touched, fresh, grouping, knownIds)
  const stories = grouping.stories.filter(({ id }) => touched.has(id))
  const tagged = await tagStories(deps, run, stories, membersOf, fresh)
  const knownById = new Map(known.map((story) => [story.id, story]))
  const saved = stories.map((story) =>
    storyAsSaved(story, knownById.get(story.id), membersOf.get(story.id) ?? [], { foundedAt, now, fresh }),
  )
  const founded = grouping.stories.filter(({ isNew }) => isNew).map(({ id }) => id)
  await keepFingerprints(deps, [...fresh.values()], run, now)
  await db.batch([
    guard(),
    ...placeFollowers(movesOfCopies(grouping, before)),
    // The clock is read again: an edition frozen while this slice was grouped did not contain these articles, so they
    // must count as grouped after it.
    ...placeArticles(placements, clock().toISOString()),
    ...saveAliases(grouping.aliases, founded),
    ...saveStories(saved),
    ...saveTopics(tagged),
    saveKeys(
      writeKeyBlock(near.entriesOf(fresh)),
      pending.map(({ publishedAt, firstSeenAt }) => publishedAt ?? firstSeenAt),
      now,
    ),
    raiseRevision,
  ])
  // Pending articles come in the order of their dates, those without a date first.
  const last = pending.at(-1)!.publishedAt
  if (last !== undefined) near.forget(last)
  // A new story whose articles were all in a story before is a part that was split off.
  const split = founded.filter((id) =>
    (membersOf.get(id) ?? []).every((one) => before.get(one.id)?.storyId !== undefined),
  ).length
  return {
    new: founded.length - split,
    changed: stories.filter(({ id }) => knownById.has(id)).length,
    merged: grouping.aliases.size,
    split,
    copies: placements.reduce(
      (sum, { articleId, copyOf }) => sum + countOf(copyOf) - countOf(before.get(articleId)?.copyOf),
      0,
    ),
    tagged,
    neighbours: neighbours.length,
  }
}

async function keepFingerprints(
  { db }: Deps,
  fresh: readonly (StoredArticle & { readonly fingerprint: Fingerprint })[],
  { guard }: Run,
  now: Instant,
): Promise<void> {
  for (const part of inParts(fresh, FINGERPRINTS_AT_ONCE)) {
    const rows = part.map(({ id, publishedAt, firstSeenAt, fingerprint }) => ({
      articleId: id,
      datedAt: publishedAt ?? firstSeenAt,
      fingerprint: JSON.stringify(fingerprint),
    }))
    await db.batch([guard(), ...saveFingerprints(rows, now)])
  }
}

const countOf = (copyOf: string | undefined): number => (copyOf === undefined ? 0 : 1)

/** What grouping needs to know of an article, pending or neighbour. */
interface MemberRow {
  readonly id: string
  readonly sourceId: string
  readonly publishedAt?: Instant
  readonly firstSeenAt: Instant
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly canonicalUrl?: string
  readonly storyId?: string
  readonly copyOf?: string
}

const knownStoryOf = ({ id, foundingArticleId, foundedAt, leadArticleId }: StoredStory): KnownStory => ({
  id,
  foundingArticleId,
  foundedAt,
  leadArticleId,
})

/** The topics of stories. Reads the texts of lead articles that are not in this slice. */
async function tagStories(
  { db }: Deps,
  run: Run,
  stories: Grouping['stories'],
  membersOf: ReadonlyMap<string, readonly StoryMember[]>,
  fresh: ReadonlyMap<string, StoredArticle>,
): Promise<{ readonly storyId: string; readonly matches: TopicMatch[] }[]> {
  const tag = run.tagger()
  const known = stories.flatMap(({ leadArticleId }) => (fresh.has(leadArticleId) ? [] : [leadArticleId]))
  const leads = new Map((await readArticlesById(db, known)).map((article) => [article.id, article]))
  return stories.map(({ id, leadArticleId }) => {
    const lead = fresh.get(leadArticleId) ?? leads.get(leadArticleId)
    const sourceIds = (membersOf.get(id) ?? []).map(({ sourceId }) => sourceId)
    return { storyId: id, matches: tag({ leadId: leadArticleId, lead, sourceIds }) }
  })
}

/** Deletes what is no longer needed: index rows outside the window, articles older than `keepDays`. */
async function prune({ db, clock, config }: Deps): Promise<void> {
  const now = clock().getTime()
  const indexMs = Math.max(INDEX_DAYS * DAY_MS, 2 * config.stories.windowHours * 3_600_000)
  await pruneIndex(db, new Date(now - indexMs).toISOString())
  const keptSince = new Date(now - config.store.keepDays * DAY_MS).toISOString()
  await pruneArticles(db, keptSince, await listedStoryIds(db))
  await db.batch([pruneParagraphs])
}
