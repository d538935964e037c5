/** The topics of stories: by the configured rules, by the taught examples, by source. */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Instant, TopicMatch } from '../../core/model.ts'
import { compileTopics, type TaggedStory, tagStory } from '../../core/topics/topics.ts'
import { readArticlesById } from '../../store/articles.ts'
import { markChanged } from '../../store/changed-stories.ts'
import type { Db, Statement } from '../../store/db.ts'
import { readExamples } from '../../store/examples.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import { saveTopics, sourceIdsOfStories, storiesAfter, topicsOfStories } from '../../store/stories.ts'
import type { Deps } from '../deps.ts'
import { learnTopics } from './teach.ts'

/** Returns the topics of a story. */
export type Tagger = (story: TaggedStory) => TopicMatch[]

/** Stories read and tagged in one batch when all are tagged again. */
const PAGE = 250

/** Yields every story with what its topics depend on, 250 at a time. Throws StoreError. */
export async function* storiesToTag(
  db: Db,
): AsyncGenerator<(TaggedStory & { readonly storyId: string; readonly updatedAt: Instant })[]> {
  for (let after = ''; ; ) {
    const stories = await storiesAfter(db, after, PAGE)
    const last = stories.at(-1)
    if (last === undefined) return
    after = last.id
    const sourceIds = await sourceIdsOfStories(
      db,
      stories.map(({ id }) => id),
    )
    const articles = await readArticlesById(
      db,
      stories.map(({ leadArticleId }) => leadArticleId),
    )
    const leads = new Map(articles.map((article) => [article.id, article]))
    yield stories.map(({ id, leadArticleId, updatedAt }) => {
      const lead = leads.get(leadArticleId)
      return {
        storyId: id,
        updatedAt,
        leadId: leadArticleId,
        lead: lead?.dropped === undefined ? lead : undefined,
        sourceIds: sourceIds.get(id) ?? [],
      }
    })
  }
}

/**
 * A tagger, made when it is first asked for: it tags by the text of the lead article, by the taught examples, and by
 * the topics that the story's sources are configured for. When topics, examples or the program's version have changed
 * since the last time, every stored story is tagged again first. Throws StoreError.
 */
export async function prepareTagger(
  deps: Deps,
  guard: () => Statement,
  outlets: ReadonlyMap<string, string>,
): Promise<() => Tagger> {
  const { config, db } = deps
  const match = compileTopics(config.topics)
  const sources = new Map(config.sources.map(({ id, topics }) => [id, { name: outlets.get(id) ?? id, topics }]))
  const examples = await readExamples(db)
  let made: Tagger | undefined
  const ready = (): Tagger => {
    if (made !== undefined) return made
    const tagging = { match, sources, ...learnTopics(examples, config.topics) }
    return (made = (story) => tagStory(tagging, story))
  }
  const rules = JSON.stringify([
    config.topics,
    config.sources.map(({ id, topics }) => [id, topics]),
    ...(examples.length === 0 ? [] : examples),
  ])
  const wanted = createHash('sha256').update(rules).update(deps.version).digest('hex').slice(0, 32)
  const meta = await readMeta(db)
  if (meta.get('topics') === wanted) return ready
  const tag = ready()
  for await (const stories of storiesToTag(db)) {
    deps.signal.throwIfAborted()
    const before = await topicsOfStories(
      db,
      stories.map(({ storyId }) => storyId),
    )
    const tagged = stories.map((story) => ({ ...story, matches: tag(story) }))
    const otherwise = tagged.filter(
      ({ storyId, matches }) => !isDeepStrictEqual(new Set(matches), new Set(before.get(storyId))),
    )
    if (otherwise.length === 0) continue
    await db.batch([guard(), ...saveTopics(otherwise), ...markChanged(otherwise.map(({ storyId }) => storyId))])
  }
  await db.batch([guard(), setMeta('topics', wanted)])
  return ready
}
