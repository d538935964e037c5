/** Topics taught by examples: what was said is kept, a model is trained of it for each topic, and its worth measured. */
import { leadOf } from '../../core/article/lead.ts'
import type { Instant, Topic } from '../../core/model.ts'
import type { TaughtTopics } from '../../core/topics/tagging.ts'
import { type TopicModel, type TopicReport, trainTopics } from '../../core/topics/topic-model.ts'
import { compileTopics } from '../../core/topics/topics.ts'
import { readArticleById, type StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { saveExamples, type TaughtExample } from '../../store/examples.ts'
import { findStory } from '../../store/stories.ts'

/** So many examples of a topic, and so many that are not of it: fewer teach chance. */
export const MIN_EXAMPLES = 5

/** What is learned from stands at the beginning of a text; `topic-features.ts` reads no more. */
const MAX_CHARACTERS = 12_000

/** Says of an article, or of a story's lead, which topics it has and which it has not; undefined where nothing has the id. Throws StoreError. */
export async function teachTopics(
  db: Db,
  id: string,
  said: readonly { readonly topicId: string; readonly belongs: boolean }[],
  now: Instant,
): Promise<StoredArticle | undefined> {
  const story = await findStory(db, id)
  const article = (await readArticleById(db, id)) ?? (story && (await readArticleById(db, story.leadArticleId)))
  if (article === undefined) return undefined
  const { title, language } = article
  const text = article.text.slice(0, MAX_CHARACTERS)
  await db.batch(
    saveExamples(
      said.map((one) => ({ ...one, articleId: article.id, title, text, language })),
      now,
    ),
  )
  return article
}

/** What the examples teach of the configured topics: one model for each that has enough of both kinds. */
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

/** The model of one topic, of its own examples; undefined where they are too few. */
function trainOne(own: readonly TaughtExample[]): TopicModel | undefined {
  const positive = own.filter(({ belongs }) => belongs).length
  if (positive < MIN_EXAMPLES || own.length - positive < MIN_EXAMPLES) return undefined
  const examples = own.map(({ topicId, belongs, ...article }) => ({ article, topicIds: belongs ? [topicId] : [] }))
  return trainTopics(examples)
}

/** Of all that has a topic by some judge, the share that has it rightly; and the share found of all that has it. */
export interface Measure {
  /** Absent where the judge found nothing. */
  readonly precision?: number
  readonly recall: number
}

/** How well a topic is told by its rules and by what was learned. */
export interface TopicTest {
  readonly topicId: string
  readonly name: string
  readonly positive: number
  readonly negative: number
  /** The rules on all that was taught; absent without a positive example. */
  readonly rules?: Measure
  /** The model by cross-validation; absent where the examples are too few. */
  readonly learned?: Measure
}

/** Measures the topics that were taught, in the order of the configuration. */
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
