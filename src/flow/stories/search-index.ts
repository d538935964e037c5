/**
 * Keeps the index of search in step with the archive, in small steps that a kill only delays. First what is marked, which is
 * what passes have changed; then, after an upgrade, the archive from the articles that were grouped last to the oldest, some in
 * each pass. When all topics were tagged anew, the same walk finds the articles whose topics are others now.
 */
import type { Instant } from '../../core/model.ts'
import { headOf } from '../../core/search/rank.ts'
import { stemTag, tokensOfArticle } from '../../core/search/tokens.ts'
import type { Db, Statement } from '../../store/db.ts'
import { raiseSearchRevision, readMeta, setMeta } from '../../store/meta.ts'
import {
  type ArticleToIndex,
  countMarkedForSearch,
  createSearchTables,
  dropSearchTables,
  type GroupedAt,
  groupedBefore,
  markedForSearch,
  nextNumbers,
  readArticlesToIndex,
  readIndexed,
  SEARCH_VERSION,
  type SearchState,
  saveIndexed,
  searchState,
  settleIndex,
  storiesOfArticles,
  unmarkForSearch,
} from '../../store/search.ts'
import { topicsOfStories } from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { underLease } from '../leases.ts'

/** Articles written in one batch. */
const AT_ONCE = 250
/** Articles of a walk looked at in one step; most of a second walk are as they should be. */
const WALKED_AT_ONCE = 1_000
/** The progress of more marked articles is not worth counting them. */
const MAX_COUNTED = 100_000

const saveState = (state: SearchState): Statement => setMeta('search', JSON.stringify(state))

/** After every article. */
const END: GroupedAt = ['9999', '']

/**
 * The state with the walk that is owed where all stories were tagged by other rules since. What the tagging worker writes is only
 * the name of its rules, so that neither worker overwrites what the other one writes meanwhile.
 */
function withWalkOwed(state: SearchState, topics: string | undefined): SearchState {
  if (state.topics === topics) return state
  return { ...state, topics, walk: { isFirst: state.walk?.isFirst ?? false, before: END } }
}

/**
 * Indexes what is marked, and goes on with the walk until `budgetMs` milliseconds have passed. Another worker may be at it
 * already. Throws StoreError, and the signal's reason when stopped.
 */
export async function fillSearchIndex(deps: Deps, budgetMs: number): Promise<void> {
  await underLease(deps, 'search', async (guard) => {
    const { db, signal } = deps
    const until = performance.now() + budgetMs
    const topics = (await readMeta(db)).get('topics')
    const known = await searchState(db)
    let state: SearchState
    if (known === undefined) {
      state = { version: SEARCH_VERSION, tags: [], topics, walk: { before: END, isFirst: true } }
      await db.batch([guard(), ...dropSearchTables(db), ...createSearchTables(db), saveState(state)])
    } else state = withWalkOwed(known, topics)
    const marked = await countMarkedForSearch(db, MAX_COUNTED)
    for (let done = 0; performance.now() < until; done += AT_ONCE) {
      signal.throwIfAborted()
      const marks = await markedForSearch(db, AT_ONCE)
      if (marks.length === 0) break
      deps.progress('Indexing', done, Math.max(done + marks.length, marked))
      const ids = marks.map(({ articleId }) => articleId)
      state = await indexArticles(deps, state, ids, (next) => [guard(), ...unmarkForSearch(marks), ...next])
    }
    while (state.walk !== undefined && performance.now() < until) {
      signal.throwIfAborted()
      state = await walkOn(deps, state, state.walk, guard)
    }
    await settleIndex(db)
  })
}

/** One step of the walk: articles that are missing in the index, or stand there with other topics, are indexed. */
async function walkOn(
  deps: Deps,
  state: SearchState,
  walk: NonNullable<SearchState['walk']>,
  guard: () => Statement,
): Promise<SearchState> {
  const { db } = deps
  const grouped = await groupedBefore(db, walk.before, walk.isFirst ? AT_ONCE : WALKED_AT_ONCE)
  const last = grouped.at(-1)
  const { walk: _, ...rest } = state
  const next: SearchState = last === undefined ? rest : { ...rest, walk: { ...walk, before: last } }
  const stale = await staleOf(
    db,
    grouped.map(([, id]) => id),
  )
  return indexArticles(deps, next, stale, (statements) => [guard(), ...statements])
}

/** Those of these articles that are not in the index as they should be. */
async function staleOf(db: Db, ids: readonly string[]): Promise<string[]> {
  const indexed = new Map((await readIndexed(db, ids)).map((one) => [one.articleId, one]))
  const stories = await storiesOfArticles(db, ids)
  const topics = await topicsOf(db, [...stories.values()])
  return ids.filter((id) => {
    const storyId = stories.get(id)
    const known = indexed.get(id)
    return storyId === undefined ? known !== undefined : known?.topics !== topics(storyId)
  })
}

/** The topics of stories as the index keeps them. */
async function topicsOf(db: Db, storyIds: readonly string[]): Promise<(storyId: string) => string> {
  const matches = await topicsOfStories(db, [...new Set(storyIds)])
  return (storyId) =>
    (matches.get(storyId) ?? [])
      .map(({ topicId }) => topicId)
      .sort()
      .join(' ')
}

/** Indexes these articles, takes out those that are gone, and saves the state, in one batch with what `around` adds. */
async function indexArticles(
  { db }: Deps,
  state: SearchState,
  ids: readonly string[],
  around: (statements: readonly Statement[]) => readonly Statement[],
): Promise<SearchState> {
  const articles = await readArticlesToIndex(db, ids)
  const indexed = new Map((await readIndexed(db, ids)).map(({ articleId, number }) => [articleId, number]))
  const topics = await topicsOf(
    db,
    articles.map(({ storyId }) => storyId),
  )
  const numbers = await numbersOf(db, articles, indexed)
  const kept = new Set(articles.map(({ id }) => id))
  const gone = [...indexed].flatMap(([id, number]) => (kept.has(id) ? [] : number))
  const rows = articles.map((article, i) => {
    const topicIds = topics(article.storyId)
    return {
      articleId: article.id,
      number: numbers[i]!,
      topics: topicIds,
      tokens: tokensOfArticle({ ...article, topicIds: topicIds === '' ? [] : topicIds.split(' ') }),
      head: headOf(article),
    }
  })
  const tags = new Set([...state.tags, ...articles.map(({ language }) => stemTag(language))])
  const next = { ...state, tags: [...tags].sort() }
  await db.batch(around([...saveIndexed(db, rows, gone), saveState(next), raiseSearchRevision]))
  return next
}

/** The number of each article: the one that it has, or a new one by its date. */
async function numbersOf(
  db: Db,
  articles: readonly ArticleToIndex[],
  indexed: ReadonlyMap<string, number>,
): Promise<number[]> {
  const dates: readonly Instant[] = articles.flatMap(({ id, datedAt }) => (indexed.has(id) ? [] : datedAt))
  const fresh = await nextNumbers(db, dates)
  return articles.map(({ id }) => indexed.get(id) ?? fresh.shift()!)
}
