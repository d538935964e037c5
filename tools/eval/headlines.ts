/**
 * Headlines: feed items in words of our own (a title, one or two sentences), each with the topics that a careful editor would
 * give it. Their subjects are those of real front pages; nothing in them is to be taken for a fact.
 * Scores the ready catalogue on them. `may` lists topics that are acceptable besides: they count neither as right nor as
 * wrong. The `dev` files are for tuning, the `test` files are not to be looked at.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { newsTopics } from '../../src/core/topics/news-topics.ts'
import { compileTopics } from '../../src/core/topics/topics.ts'
import { type Score, scoreOf } from './score.ts'

const FOLDER = new URL('./headlines/', import.meta.url)

export interface Headline {
  readonly title: string
  readonly lead: string
  /** Topic ids, the main one first; none for what has no subject, such as a puzzle. */
  readonly topics: readonly string[]
  readonly may: readonly string[]
}

/** The headlines of each file of this kind, by language: `test-de.json` holds German ones. */
export function ownHeadlines(kind: 'dev' | 'test'): Map<string, Headline[]> {
  const names = readdirSync(FOLDER).flatMap((file) => {
    const [, language] = new RegExp(`^${kind}-([a-z]{2})\\.json$`).exec(file) ?? []
    return language === undefined ? [] : [{ file, language }]
  })
  return new Map(
    names
      .toSorted((a, b) => a.language.localeCompare(b.language))
      .map(({ file, language }) => [language, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Headline[]]),
  )
}

interface Counts {
  right: number
  wrong: number
  missed: number
}

/** How the topics found agree with those expected. */
interface HeadlineScore extends Counts {
  /** Over all pairs of headline and topic. */
  readonly micro: Score
  /** The share of headlines with topics that were given none. */
  readonly untagged: number
  readonly byTopic: ReadonlyMap<string, Counts>
}

/** Scores headlines by the topics that a function finds in each. */
export function scoreHeadlines(
  headlines: readonly Headline[],
  find: (headline: Headline) => readonly string[],
): HeadlineScore {
  const byTopic = new Map<string, Counts>()
  const of = (topic: string): Counts => {
    const counts = byTopic.get(topic) ?? { right: 0, wrong: 0, missed: 0 }
    byTopic.set(topic, counts)
    return counts
  }
  let untagged = 0
  for (const headline of headlines) {
    const found = find(headline)
    if (found.length === 0 && headline.topics.length > 0) untagged++
    for (const topic of headline.topics) of(topic)[found.includes(topic) ? 'right' : 'missed']++
    for (const topic of found) {
      if (!headline.topics.includes(topic) && !headline.may.includes(topic)) of(topic).wrong++
    }
  }
  const sum = (key: keyof Counts): number => [...byTopic.values()].reduce((total, counts) => total + counts[key], 0)
  const all = { right: sum('right'), wrong: sum('wrong'), missed: sum('missed') }
  const withTopics = headlines.filter(({ topics }) => topics.length > 0).length
  return { ...all, micro: scoreOfCounts(all), untagged: withTopics === 0 ? 0 : untagged / withTopics, byTopic }
}

/** The score of right, wrong and missed topics; without any to find or none found that share is whole. */
function scoreOfCounts({ right, wrong, missed }: Counts): Score {
  const share = (other: number): number => (right + other === 0 ? 1 : right / (right + other))
  return scoreOf(share(wrong), share(missed))
}

const percent = (value: number): string => (value * 100).toFixed(1).padStart(6)

/** Prints the score of the ready catalogue on headlines in a language, and the topics that it knows least, worst first. */
export function reportHeadlines(name: string, language: string, headlines: readonly Headline[], worst = 6): void {
  const match = compileTopics(newsTopics)
  const score = scoreHeadlines(headlines, ({ title, lead }) =>
    match({ title, lead, text: lead, language }).map(({ topicId }) => topicId),
  )
  const { micro, wrong, missed, untagged } = score
  console.log(`\n${name}: topics of ${headlines.length} headlines, language ${language}`)
  console.log(
    `  precision ${percent(micro.precision)}   recall ${percent(micro.recall)}   F1 ${percent(micro.f1)}   ` +
      `wrong ${wrong}   missed ${missed}   untagged ${percent(untagged)}`,
  )
  const topics = [...score.byTopic]
    .map(([topic, counts]) => ({ topic, counts, f1: scoreOfCounts(counts).f1 }))
    .sort((a, b) => a.f1 - b.f1 || b.counts.missed - a.counts.missed)
  for (const { topic, counts, f1 } of topics.slice(0, worst))
    console.log(
      `    ${topic.padEnd(20)} F1 ${percent(f1)}   right ${counts.right}   wrong ${counts.wrong}   missed ${counts.missed}`,
    )
}
