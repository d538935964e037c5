/** `broadsheet topics teach ARTICLE +TOPIC -TOPIC` and `topics test`: examples for learned topics, and how well they work. */

import { nearestName } from '../config/nearest.ts'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import type { Topic } from '../core/model.ts'
import { type ArchiveMeasure, type Measure, measureTopics, type TopicMeasure } from '../flow/ask/measure-topics.ts'
import { MIN_EXAMPLES, teachTopics } from '../flow/stories/teach.ts'
import { readExamples } from '../store/examples.ts'
import { clock } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { answer, counted, createRows, indented, linesBeside, type Paint } from './layout.ts'
import { withStore, withStoreToRead } from './with-store.ts'

/** Stores an article as an example for topics. Throws ConfigError for an unknown topic or article. */
export async function runTeach(context: CommandContext): Promise<number> {
  const [id = '', ...words] = context.args
  return withStore(context, async (db, config) => {
    const said = readTopics(words, config.topics)
    const article = await teachTopics(db, id, said, clock().toISOString())
    if (article === undefined) {
      throw new ConfigError([
        { path: 'ARTICLE', sentence: `no article and no story has the id '${id}'; see: broadsheet stories list` },
      ])
    }
    const taught = countsOf(await readExamples(db), config.topics, said)
    const topics = taught.map(({ topicId, positive, negative }) => ({ topicId, positive, negative }))
    return answer(context, 'topics teach', { articleId: article.id, said, topics }, (paint) => [
      ...linesBeside(article.title).map(paint.bold),
      ...taught.flatMap(({ topicId, name, positive, negative }) => {
        const { belongs } = said.find((one) => one.topicId === topicId)!
        return indented(`${belongs ? 'is' : 'is not'} ${name}: ${examplesOf(positive, negative)}`, 2)
      }),
      'The stories are tagged anew at the next run: broadsheet run',
    ])
  })
}

function readTopics(words: readonly string[], topics: readonly Topic[]): { topicId: string; belongs: boolean }[] {
  const mistakes: ConfigMistake[] = []
  const said = new Map<string, boolean>()
  for (const word of words) {
    const topicId = word.slice(1)
    const sign = word[0]
    if ((sign !== '+' && sign !== '-') || topicId === '' || topicId.startsWith('-')) {
      mistakes.push({ path: word, sentence: 'says neither + nor - and a topic; write for example +nato or -sport' })
    } else if (!topics.some(({ id }) => id === topicId)) {
      const meant = nearestName(
        topicId,
        topics.map(({ id }) => id),
      )
      mistakes.push({
        path: word,
        sentence: `no topic has the id '${topicId}'${meant ? `; did you mean ${meant}?` : ''}`,
      })
    } else if (said.has(topicId) && said.get(topicId) !== (sign === '+')) {
      mistakes.push({ path: word, sentence: `contradicts the other '${topicId}'` })
    } else said.set(topicId, sign === '+')
  }
  if (words.length === 0) mistakes.push({ path: '+TOPIC', sentence: 'is missing; write for example +nato or -sport' })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return [...said].map(([topicId, belongs]) => ({ topicId, belongs }))
}

type Counted = Pick<TopicMeasure, 'topicId' | 'name' | 'positive' | 'negative'>

/** The counts of these topics, without the training that a measure needs. */
function countsOf(
  examples: Awaited<ReturnType<typeof readExamples>>,
  topics: readonly Topic[],
  said: readonly { readonly topicId: string }[],
): Counted[] {
  return said.map(({ topicId }) => {
    const own = examples.filter((one) => one.topicId === topicId)
    const positive = own.filter(({ belongs }) => belongs).length
    const name = topics.find(({ id }) => id === topicId)?.name ?? topicId
    return { topicId, name, positive, negative: own.length - positive }
  })
}

/** `3 examples of it, 1 of what it is not; it is learned from 5 of each on` */
function examplesOf(positive: number, negative: number): string {
  const isEnough = positive >= MIN_EXAMPLES && negative >= MIN_EXAMPLES
  const counts = `${counted(positive, 'example')} of it, ${negative} of what it is not`
  if (isEnough) return counts
  if (positive > 0 && negative === 0)
    return `${counted(positive, 'example')} of it and none of what it is not, from which nothing can be learned; mark at least ${MIN_EXAMPLES} articles with - as well`
  return `${counts}; it is learned from ${MIN_EXAMPLES} of each on`
}

/** Prints how well rules and learned topics agree with the examples, and what the learned ones tag in the archive. */
export async function runTest(context: CommandContext): Promise<number> {
  return withStoreToRead(context, async (db, config) => {
    const tests = await measureTopics(db, config)
    return answer(context, 'topics test', { topics: tests }, (paint) => {
      if (tests.length === 0) return ['Nothing was taught yet; begin with: broadsheet topics teach ARTICLE +TOPIC']
      return tests.flatMap((test, at) => [...(at === 0 ? [] : ['']), ...linesOf(test, paint)])
    })
  })
}

function linesOf(
  { name, positive, negative, rules, learned, notLearned, archive }: TopicMeasure,
  paint: Paint,
): string[] {
  const row = createRows(paint.dim)
  const samples = archive?.samples ?? []
  return [
    ...linesBeside(`${name}: ${examplesOf(positive, negative)}`).map((line, i) => (i === 0 ? paint.bold(line) : line)),
    ...row('Rules', rules && measureOf(rules)),
    ...row('Learned', learned ? `${measureOf(learned)}, by cross-validation` : notLearned && `nothing: ${notLearned}`),
    ...row('Archive', archive && archiveOf(archive)),
    ...(samples.length === 0 ? [] : ['', '  Tagged by what was learned, the surest first']),
    ...samples.flatMap(({ id, title, outlet, score, why }) => [
      ...indented(`${title} (${outlet})`, 4),
      ...indented(`${score.toFixed(2)} · ${id} · ${why.join(', ')}`, 8, paint.dim),
    ]),
  ]
}

/** `tags 12 of 340 articles (4 %), of which about 70 % are right` */
function archiveOf({ articles, found, precision }: ArchiveMeasure): string {
  if (articles === 0) return 'is empty'
  const share = found === 0 ? '' : ` (${found / articles < 0.01 ? 'less than 1 %' : percent(found / articles)})`
  const right = precision === undefined ? '' : `, of which about ${percent(precision)} are right`
  return `${found} of ${counted(articles, 'article')} tagged${share}${right}`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

const measureOf = ({ precision, recall }: Measure): string =>
  precision === undefined ? 'find none of it' : `precision ${percent(precision)}, recall ${percent(recall)}`
