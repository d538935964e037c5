/**
 * Topics taught by examples: examples are stored, and a model is trained from them for each topic.
 */
import type { Instant, Topic } from '../../core/model.ts'
import { type TopicModel, trainTopics } from '../../core/topics/topic-model.ts'
import type { TaughtTopics } from '../../core/topics/topics.ts'
import { readArticleById, type StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { saveExamples, type TaughtExample } from '../../store/examples.ts'
import { findStory } from '../../store/stories.ts'

/** A model needs this many examples of a topic and as many that are not of it: from fewer it would learn coincidences. */
export const MIN_EXAMPLES = 5

/** Characters kept of an example's text; `topic-features.ts` reads no more. */
const MAX_CHARACTERS = 12_000

/**
 * Stores an article, or a story's lead, as an example of topics that it has or has not, and returns it; undefined where
 * nothing has the id. Throws StoreError.
 */
export async function teachTopics(
  db: Db,
  id: string,
  decisions: readonly { readonly topicId: string; readonly belongs: boolean }[],
  now: Instant,
): Promise<StoredArticle | undefined> {
  const story = await findStory(db, id)
  const article = (await readArticleById(db, id)) ?? (story && (await readArticleById(db, story.leadArticleId)))
  if (article === undefined) return undefined
  const { title, language } = article
  const text = article.text.slice(0, MAX_CHARACTERS)
  await db.batch(
    saveExamples(
      decisions.map((one) => ({ ...one, articleId: article.id, title, text, language })),
      now,
    ),
  )
  return article
}

/** What the examples teach about the configured topics: one model for each that has enough examples of both kinds. */
export function learnTopics(examples: readonly TaughtExample[], topics: readonly Topic[]): TaughtTopics {
  const models: TopicModel[] = []
  const decisionsByArticle = new Map<string, Map<string, boolean>>()
  for (const { id } of topics) {
    const own = examples.filter(({ topicId }) => topicId === id)
    for (const { articleId, belongs } of own)
      decisionsByArticle.set(articleId, (decisionsByArticle.get(articleId) ?? new Map()).set(id, belongs))
    const model = trainOne(own)
    if (model !== undefined) models.push(model)
  }
  return {
    decisionsByArticle,
    ...(models.length === 0 ? {} : { learned: (article) => models.flatMap((model) => model.match(article)) }),
  }
}

/** The model of one topic, trained from its own examples; undefined where they are too few. */
export function trainOne(own: readonly TaughtExample[]): TopicModel | undefined {
  const positive = own.filter(({ belongs }) => belongs).length
  if (positive < MIN_EXAMPLES || own.length - positive < MIN_EXAMPLES) return undefined
  const examples = own.map(({ topicId, belongs, ...article }) => ({ article, topicIds: belongs ? [topicId] : [] }))
  return trainTopics(examples)
}
