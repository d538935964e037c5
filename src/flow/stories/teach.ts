/**
 * Topics taught by examples: examples are stored, a model is trained from them for each topic, and its quality
 * measured.
 */
import { leadOf } from '../../core/article/article-text.ts'
import type { Instant, Topic } from '../../core/model.ts'
import { type TopicModel, type TopicReport, trainTopics } from '../../core/topics/topic-model.ts'
import { compileTopics, type TaughtTopics } from '../../core/topics/topics.ts'
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

/** The model of one topic, trained from its examples; undefined where they are too few. */
function trainOne(own: readonly TaughtExample[]): TopicModel | undefined {
  const positive = own.filter(({ belongs }) => belongs).length
  if (positive < MIN_EXAMPLES || own.length - positive < MIN_EXAMPLES) return undefined
  const examples = own.map(({ topicId, belongs, ...article }) => ({ article, topicIds: belongs ? [topicId] : [] }))
  return trainTopics(examples)
}

/** The quality of a classifier. */
export interface Measure {
  /** The share of what it found that is right; absent where it found nothing. */
  readonly precision?: number
  /** The share of all positive examples that it found. */
  readonly recall: number
}

/** How well a topic is recognised by its rules and by its model. */
export interface TopicTest {
  readonly topicId: string
  readonly name: string
  readonly positive: number
  readonly negative: number
  /** The rules, measured on all examples; absent without a positive example. */
  readonly rules?: Measure
  /** The model, measured by cross-validation; absent where the examples are too few. */
  readonly learned?: Measure
}

/** Measures the topics that have examples, in the order of the configuration. */
export function testTopics(examples: readonly TaughtExample[], topics: readonly Topic[]): TopicTest[] {
  const match = compileTopics(topics)
  const tests: TopicTest[] = []
  for (const { id, name } of topics) {
    const own = examples.filter(({ topicId }) => topicId === id)
    if (own.length === 0) continue
    const positive = own.filter(({ belongs }) => belongs).length
    const report = trainOne(own)?.report.find(({ topicId }) => topicId === id)
    const found = own.filter((one) => match({ ...one, lead: leadOf(one.text) }).some(({ topicId }) => topicId === id))
    const right = found.filter(({ belongs }) => belongs).length
    const precision = found.length === 0 ? {} : { precision: right / found.length }
    tests.push({
      topicId: id,
      name,
      positive,
      negative: own.length - positive,
      ...(positive === 0 ? {} : { rules: { ...precision, recall: right / positive } }),
      ...(report === undefined ? {} : { learned: measureOf(report) }),
    })
  }
  return tests
}

const measureOf = ({ precision, recall }: TopicReport): Measure => (recall === 0 ? { recall } : { precision, recall })
