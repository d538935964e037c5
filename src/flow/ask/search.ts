/** Answers a search over the archive: stories, each once, by the article in it that matches best. */
import { nearestName } from '../../config/nearest.ts'
import type { Config } from '../../config.ts'
import type { SearchFault } from '../../core/model.ts'
import { excerptOf } from '../../core/search/excerpt.ts'
import { expressionOf, type Wanted } from '../../core/search/expression.ts'
import { parseQuery, type SearchQuery, shortened, type Term } from '../../core/search/query.ts'
import { createRanking } from '../../core/search/rank.ts'
import type { NotIndexed, SearchPage } from '../../core/site.ts'
import { foldText } from '../../core/text/text.ts'
import type { Db } from '../../store/db.ts'
import {
  countMarkedForSearch,
  newestMatches,
  readArticlesToIndex,
  type SearchMatch,
  type SearchState,
  searchState,
} from '../../store/search.ts'
import { listSources } from '../../store/sources.ts'
import { type ReadStory, readShown, type SiteDeps, shownStoryOf } from '../site/shown.ts'

/** A story that was found, with all that is shown of it. */
interface FoundStory extends ReadStory {
  /** The article in it that matches best. */
  readonly articleId: string
  /** The part of that article that shows why it was found; plain text, empty where it has only a title. */
  readonly excerpt: string
}

/** What a search found. */
export interface SearchAnswer {
  /** As typed. */
  readonly query: string
  readonly faults: readonly SearchFault[]
  /** Absent where everything is in the index. */
  readonly missing?: NotIndexed
  /** Whether anything is asked for. */
  readonly isEmpty: boolean
  /** Those of this page, the best first; of equals the newer one first. */
  readonly stories: readonly FoundStory[]
  /** How many stories match, of the newest 2,000 articles that match. */
  readonly count: number
  /** Whether more articles match than were ranked. */
  readonly isCut: boolean
  readonly isMore: boolean
  /** From 1; the last one where a later one was asked for. */
  readonly page: number
}

/** So many of the newest matches are ranked. */
const RANKED = 2_000

/** The part of a search that a page shows. Throws StoreError. */
export async function search(
  deps: SiteDeps,
  typed: string,
  { page: wantedPage = 1, perPage = 20 }: { readonly page?: number; readonly perPage?: number } = {},
): Promise<SearchAnswer> {
  const { db, config } = deps
  const query = parseQuery(typed, config.timeZone)
  const { wanted, faults } = await named({ db, config }, query)
  const state = await searchState(db)
  const isEmpty = isNothing(query, wanted)
  const matches =
    state === undefined || isEmpty ? [] : await newestMatches(db, expressionOf(wanted, state.tags), query, RANKED)
  const ranked = bestOfStories(matches, query.terms)
  const page = Math.max(1, Math.min(wantedPage, Math.ceil(ranked.length / perPage)))
  const best = ranked.slice((page - 1) * perPage, page * perPage)
  const articles = await readArticlesToIndex(
    db,
    best.map(({ articleId }) => articleId),
  )
  const articleById = new Map(articles.map((article) => [article.id, article]))
  const stories = await readShown(
    deps,
    best.map(({ storyId }) => storyId),
  )
  return {
    query: typed,
    faults,
    ...(await missingOf(db, state)),
    isEmpty,
    stories: best.flatMap(({ storyId, articleId }) => {
      const story = stories.get(storyId)
      const article = articleById.get(articleId)
      if (story === undefined) return []
      return { ...story, articleId, excerpt: article === undefined ? '' : excerptOf(article, query.terms) }
    }),
    count: ranked.length,
    isCut: matches.length === RANKED,
    isMore: ranked.length > page * perPage,
    page,
  }
}

/** Of each story the article that matches best, the best story first; of equals the newer one. */
function bestOfStories(matches: readonly SearchMatch[], terms: readonly Term[]): SearchMatch[] {
  const score = createRanking(terms)
  const scored = matches.map((match) => ({ match, score: score(match.head) }))
  scored.sort((a, b) => b.score - a.score || (isAfter(a.match, b.match) ? -1 : 1))
  const bestById = new Map<string, SearchMatch>()
  for (const { match } of scored) if (!bestById.has(match.storyId)) bestById.set(match.storyId, match)
  return [...bestById.values()]
}

const isAfter = (a: SearchMatch, b: SearchMatch): boolean =>
  a.datedAt === b.datedAt ? a.articleId < b.articleId : a.datedAt > b.datedAt

const isNothing = (query: SearchQuery, wanted: Named['wanted']): boolean =>
  query.since === undefined &&
  query.until === undefined &&
  [
    wanted.terms,
    wanted.excluded,
    wanted.sourceIds,
    wanted.excludedSourceIds,
    wanted.topicIds,
    wanted.excludedTopicIds,
  ].every(({ length }) => length === 0)

/** More that are marked are not counted, as every search says it. */
const MAX_COUNTED = 1_000

async function missingOf(db: Db, state: SearchState | undefined): Promise<{ readonly missing?: NotIndexed }> {
  if (state === undefined) return { missing: { kind: 'all' } }
  const { walk } = state
  if (walk?.isFirst) {
    const [before] = walk.before
    return { missing: before.startsWith('9999') ? { kind: 'most' } : { kind: 'older', before: before.slice(0, 10) } }
  }
  const count = await countMarkedForSearch(db, MAX_COUNTED + 1)
  return count === 0
    ? {}
    : { missing: count > MAX_COUNTED ? { kind: 'many', count: MAX_COUNTED } : { kind: 'some', count } }
}

// Names ----------------------------------------------------------------------------------------------------------------------

interface Named {
  readonly wanted: Wanted
  readonly faults: readonly SearchFault[]
}

/** The query with ids in place of what was typed for sources and topics; names that nothing has are faults. */
async function named({ db, config }: { readonly db: Db; readonly config: Config }, query: SearchQuery): Promise<Named> {
  const faults: SearchFault[] = [...query.faults]
  const typedSources = [...query.sources, ...query.excludedSources]
  const sources = typedSources.length === 0 ? [] : await listSources(db)
  const idsOf = (kind: 'source' | 'topic', typed: readonly string[]): string[][] =>
    typed.flatMap((name) => {
      const all = kind === 'source' ? sources : config.topics
      const ids = idsMeant(name, all)
      if (ids.length > 0) return [ids]
      const meant = nearestName(
        name,
        all.flatMap(({ id, name }) => [id, name]),
      )
      faults.push({ kind: `no-${kind}`, name: shortened(name), ...(meant === undefined ? {} : { meant }) })
      return []
    })
  return {
    wanted: {
      terms: query.terms,
      excluded: query.excluded,
      sourceIds: idsOf('source', query.sources).flat(),
      excludedSourceIds: idsOf('source', query.excludedSources).flat(),
      topicIds: idsOf('topic', query.topics).flat(),
      excludedTopicIds: idsOf('topic', query.excludedTopics).flat(),
    },
    faults,
  }
}

/** The ids that a name means: an id, else a name, else the names of which it is a part. */
function idsMeant(typed: string, all: readonly { readonly id: string; readonly name: string }[]): string[] {
  const wanted = foldText(typed)
  const tests: ((one: { readonly id: string; readonly name: string }) => boolean)[] = [
    ({ id }) => id === typed,
    ({ id }) => foldText(id) === wanted,
    ({ name }) => foldText(name) === wanted,
    ({ name }) => ` ${foldText(name)} `.includes(` ${wanted} `),
  ]
  for (const test of tests) {
    const found = all.filter(test)
    if (found.length > 0) return found.map(({ id }) => id)
  }
  return []
}

// The page -------------------------------------------------------------------------------------------------------------------

/**
 * A page of a search as the web server shows it, from 1: stories with the part of their best article in place of the lead.
 * Nothing typed is an empty page. Throws StoreError.
 */
export async function searchPage(deps: SiteDeps, typed: string, page: number): Promise<SearchPage> {
  const found = await search(deps, typed, { page })
  return {
    query: typed,
    faults: found.faults,
    ...(found.missing === undefined ? {} : { missing: found.missing }),
    stories: found.stories.map((story) => {
      const shown = shownStoryOf(story)
      return { ...shown, lead: story.excerpt || shown.lead }
    }),
    count: found.count,
    isMore: found.isMore,
    page: found.page,
  }
}
