/** Measures how well the rules and the learned models of topics work, on the examples and on the archive. Writes nothing. */
import type { Config } from '../../config.ts'
import { leadOf } from '../../core/article/article-text.ts'
import type { TopicMatch } from '../../core/model.ts'
import type { TopicModel, TopicReport } from '../../core/topics/topic-model.ts'
import { compileTopics } from '../../core/topics/topics.ts'
import { everyArticle, type StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { readExamples, type TaughtExample } from '../../store/examples.ts'
import { readOutlets } from '../../store/sources.ts'
import { trainOne } from '../stories/teach.ts'
import type { TrialSample } from './try.ts'

/** The quality of a classifier. */
export interface Measure {
  /** The share of what it found that is right; absent where it found nothing. */
  readonly precision?: number
  /** The share of all positive examples that it found. */
  readonly recall: number
}

/** An article that a model tags; a score of 1 is at the threshold. */
interface Tagged extends TrialSample {
  readonly score: number
}

/** What a model does to the archive. */
export interface ArchiveMeasure {
  readonly articles: number
  /** How many of them it tags. */
  readonly found: number
  /** The share of these that is expected to be right; absent where it tags none. */
  readonly precision?: number
  /** The twenty with the highest scores, falling, without those that were taught. */
  readonly samples: readonly Tagged[]
}

/** How well a topic is recognised by its rules and by its model. */
export interface TopicMeasure {
  readonly topicId: string
  readonly name: string
  readonly positive: number
  readonly negative: number
  /** The rules, measured on all examples; absent without a positive example. */
  readonly rules?: Measure
  /** The model, measured by cross-validation; absent where nothing is learned. */
  readonly learned?: Measure
  /** Why nothing is learned although there are enough examples. */
  readonly notLearned?: string
  /** The model on the archive. */
  readonly archive?: ArchiveMeasure
}

const SAMPLES = 20

/** The measures of the topics that have examples, in the order of the configuration. Throws StoreError. */
export async function measureTopics(db: Db, config: Config): Promise<TopicMeasure[]> {
  const examples = await readExamples(db)
  const match = compileTopics(config.topics)
  const taught = config.topics.flatMap(({ id, name }) => {
    const own = examples.filter(({ topicId }) => topicId === id)
    return own.length === 0 ? [] : [{ id, name, own, model: trainOne(own) }]
  })
  const archives = await measureArchive(db, config, taught)
  return taught.map(({ id, name, own, model }) => {
    const positive = own.filter(({ belongs }) => belongs).length
    const found = own.filter((one) => match({ ...one, lead: leadOf(one.text) }).some(({ topicId }) => topicId === id))
    const right = found.filter(({ belongs }) => belongs).length
    const precision = found.length === 0 ? {} : { precision: right / found.length }
    const report = model?.report[0]
    const why = model?.notLearned[0]?.why
    return {
      topicId: id,
      name,
      positive,
      negative: own.length - positive,
      ...(positive === 0 ? {} : { rules: { ...precision, recall: right / positive } }),
      ...(report === undefined ? {} : { learned: measureOf(report) }),
      ...(why === undefined ? {} : { notLearned: why }),
      ...(report === undefined ? {} : { archive: withPrecision(archives.get(id)!, report) }),
    }
  })
}

const measureOf = ({ precision, recall }: TopicReport): Measure => (recall === 0 ? { recall } : { precision, recall })

interface Taught {
  readonly id: string
  readonly own: readonly TaughtExample[]
  readonly model: TopicModel | undefined
}

interface Counted {
  articles: number
  found: number
  samples: Tagged[]
}

/** Tags every article of the configured sources by every model; by topic id. */
async function measureArchive(db: Db, config: Config, taught: readonly Taught[]): Promise<Map<string, Counted>> {
  const counts = new Map(taught.map(({ id }): [string, Counted] => [id, { articles: 0, found: 0, samples: [] }]))
  const models = taught.filter(({ model }) => model !== undefined && model.report.length > 0)
  if (models.length === 0) return counts
  const sources = new Set(config.sources.map(({ id }) => id))
  const outlets = await readOutlets(db)
  const isTaught = new Map(taught.map(({ id, own }) => [id, new Set(own.map(({ articleId }) => articleId))]))
  for await (const article of everyArticle(db)) {
    if (!sources.has(article.sourceId)) continue
    for (const { id, model } of models) {
      const count = counts.get(id)!
      count.articles++
      const [tagged] = model!.match(article)
      if (tagged === undefined) continue
      count.found++
      if (!isTaught.get(id)!.has(article.id)) keepBest(count.samples, sampleOf(article, tagged, outlets))
    }
  }
  return counts
}

const sampleOf = (
  { id, title, sourceId }: StoredArticle,
  { score, why }: TopicMatch,
  outlets: ReadonlyMap<string, string>,
): Tagged => ({ id, title, outlet: outlets.get(sourceId) ?? sourceId, score, why })

/** Keeps the samples with the highest scores, falling. */
function keepBest(samples: Tagged[], one: Tagged): void {
  const rank = samples.findIndex(({ score }) => one.score > score)
  if (rank === -1 && samples.length >= SAMPLES) return
  samples.splice(rank === -1 ? samples.length : rank, 0, one)
  if (samples.length > SAMPLES) samples.pop()
}

/**
 * Adds the precision that is expected in the archive. Among examples a topic is about as frequent as what it is not, while in
 * the archive it may be rare, and then most of what is tagged can be wrong. The share that is tagged is taken for the share
 * that the topic has (at the threshold they are equal); recall and the share of wrong ones among articles of other topics
 * come from the cross-validation. Where that found no wrong one, half a one is assumed, since a few examples prove little.
 */
function withPrecision(
  { articles, found, samples }: Counted,
  { recall, wrong, negatives }: TopicReport,
): ArchiveMeasure {
  if (found === 0) return { articles, found, samples }
  const share = found / articles
  const right = share * recall
  const wrongly = (1 - share) * (Math.max(wrong, 0.5) / negatives)
  return { articles, found, precision: right / (right + wrongly), samples }
}
