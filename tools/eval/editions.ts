/**
 * A simulated year of daily editions with a reading time: how often its words are within 5 % of the time, counted with and without
 * masthead and footer, and which share of the important events it has. Important are the ten events of a day that mattered most
 * when the simulation drew them, before any outlet took them up; outlets have the important ones more often, never for sure.
 *
 *     node tools/eval/editions.ts [--days 365] [--minutes 5] [--seed 1]
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { briefKindOf } from '../../src/core/briefs.ts'
import {
  chooseStories,
  composeEdition,
  halfLifeOf,
  NOTHING_CHOSEN,
  shareIn,
  wordsOfMinutes,
} from '../../src/core/edition.ts'
import type { Article, Edition, Topic } from '../../src/core/model.ts'
import { presentStory } from '../../src/core/stories/presented.ts'
import { fitEdition, measureBy } from '../../src/flow/digest/fit.ts'
import { renderEdition } from '../../src/mail/render.ts'
import { fixture } from '../../tests/support/fixture.ts'
import { makeRandom } from './simulate.ts'

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
})
const DAYS = Number(values.days)
const MINUTES = Number(values.minutes)
const random = makeRandom(Number(values.seed))
const below = (count: number): number => Math.floor(random() * count)

const { reports } = fixture<{ readonly reports: readonly { readonly paragraphs: readonly string[] }[] }>('eval/reports')
const VOCABULARY = reports.flatMap(({ paragraphs }) => paragraphs).flatMap((text) => text.match(/\p{L}{2,}/gu) ?? [])
const words = (least: number, most: number): string =>
  Array.from({ length: least + below(most - least + 1) }, () => VOCABULARY[below(VOCABULARY.length)]!).join(' ')
/** Sentences as feeds have them: one long or several short ones. */
const lead = (): string => Array.from({ length: 1 + below(3) }, () => `The ${words(6, 24)}.`).join(' ')

/** How loud an outlet is: the share of all events that it has, whatever they matter. */
const OUTLETS = Array.from({ length: 14 }, (_, i) => ({
  id: `The ${words(1, 1)} ${i}`,
  appetite: i === 0 ? 0.5 : 0.04 + random() / 8,
}))
const topics: readonly Topic[] = ['world', 'economy', 'science', 'culture', 'sport'].map((id) => ({ id, name: id }))
const SMALL = [
  'Quick crossword No 8,112',
  'Weather forecast for Monday',
  'Corrections and clarifications',
  'The week in pictures',
]

interface Simulated {
  readonly story: ReturnType<typeof storyOf>
  /** Drawn before any outlet took it up. */
  readonly matters: number
}

/** The events of the 24 hours before an instant that at least one outlet has. */
function simulateDay(slotMs: number): Simulated[] {
  const count = 50 + below(120)
  return Array.from({ length: count }, (_, nth): Simulated[] => {
    const isSmall = random() < 0.08
    // Few events matter much: the fourth power of what is drawn.
    const matters = isSmall ? 0 : random() ** 4
    const carriers = OUTLETS.filter(
      ({ appetite }) => random() < (isSmall ? appetite / 4 : appetite / 2 + 0.7 * matters),
    )
    if (carriers.length === 0) return []
    // Whoever is first leads.
    const [first] = carriers.splice(below(carriers.length), 1)
    carriers.unshift(first!)
    const atMs = slotMs - random() * 24 * 3_600_000
    return [
      {
        matters,
        story: storyOf(`${slotMs}-${nth}`, isSmall ? SMALL[below(SMALL.length)]! : undefined, carriers, atMs),
      },
    ]
  }).flat()
}

function storyOf(id: string, title: string | undefined, carriers: typeof OUTLETS, atMs: number) {
  const articles = carriers.map(({ id: sourceId }, i) => {
    const publishedAt = new Date(atMs + i * 60_000).toISOString()
    const article: Article & { readonly words: number } = {
      id: `${id}-${i}`,
      sourceId,
      title: title ?? words(5, 14),
      authors: random() < 0.3 ? [words(2, 2)] : [],
      lead: lead(),
      text: '',
      words: 300,
      url: `https://outlet${i}.example/${id}`,
      publishedAt,
      firstSeenAt: publishedAt,
      ...(i > 0 && random() < 0.4 ? { copyOf: `${id}-0` } : {}),
    }
    return article
  })
  const presented = presentStory(articles, articles[0]!.id, (sourceId) => sourceId)
  const copies = articles.filter(({ copyOf }) => copyOf !== undefined).length
  const topicIds = random() < 0.2 ? [] : [topics[below(topics.length)]!.id]
  const briefKind = briefKindOf({ title: articles[0]!.title })
  const at = articles.at(-1)!.publishedAt!
  return {
    storyId: id,
    presented,
    articleIds: articles.map((one) => one.id),
    topics: topicIds.map((topicId) => ({ topicId, score: 1 + below(6), why: [] })),
    topicIds,
    updatedAt: at,
    ownOutlets: articles.length - copies,
    copyOutlets: copies,
    weight: 1,
    leadSourceId: articles[0]!.sourceId,
    developedAt: articles[0]!.publishedAt!,
    newestAt: at,
    newAt: at,
    ...(briefKind === undefined ? {} : { briefKind }),
  }
}

const render = (edition: Edition) =>
  renderEdition(edition, {
    templatesFolder: fileURLToPath(new URL('../../templates', import.meta.url)),
    cacheFolder: join(tmpdir(), 'broadsheet-eval-shells'),
    counterUrl: 'https://mail.example.org',
    siteUrl: 'https://news.example.org',
    postalAddress: '1 Fleet St, London',
  })

async function editionOf(day: readonly Simulated[], slotMs: number): Promise<Edition> {
  const sharesAmong = (stories: number) => () => shareIn(stories, undefined)
  const rules = {
    wantedTopics: [],
    maxStories: 30,
    shareOf: sharesAmong(30),
    halfLifeHours: halfLifeOf(24 * 3_600_000),
  }
  const choice = chooseStories<Simulated['story']>(
    NOTHING_CHOSEN,
    day.map(({ story }) => story),
    rules,
  )
  const stories = choice.stories.map((one) => ({ ...one, isBrief: one.briefKind !== undefined }))
  const { edition } = await fitEdition(
    { stories, coverage: [], minutes: MINUTES, sharesAmong },
    (kept, laterCoverage) =>
      composeEdition(kept, {
        id: `${slotMs}`,
        digestId: 'morning',
        title: 'Morning Broadsheet',
        digestTitle: 'Good morning',
        slotAt: new Date(slotMs).toISOString(),
        language: 'en',
        timeZone: 'UTC',
        wantedTopics: [],
        topics,
        moreCount: choice.wanted - kept.length,
        leftOut: [],
        laterCoverage,
      }),
    measureBy(render),
  )
  return edition
}

const within = { both: 0, own: 0, all: 0 }
const counts = { full: 0, briefs: 0, tooFew: 0 }
let [important, kept, keptInFull, renders] = [0, 0, 0, 0]
for (let day = 0; day < DAYS; day++) {
  const slotMs = Date.UTC(2026, 0, 1 + day, 7)
  const simulated = simulateDay(slotMs)
  const edition = await editionOf(simulated, slotMs)
  const { own, around } = await measureBy(render)(edition)
  renders++
  const budget = wordsOfMinutes(MINUTES)
  const isWithin = (count: number): boolean => Math.abs(count - budget) <= budget * 0.05
  if (isWithin(own)) within.own++
  if (isWithin(own + around)) within.all++
  if (isWithin(own) && isWithin(own + around)) within.both++
  const full = [...(edition.top === undefined ? [] : [edition.top]), ...edition.sections.flatMap((one) => one.stories)]
  const briefs = edition.sections.flatMap((one) => one.briefs)
  counts.full += full.length
  counts.briefs += briefs.length
  if (edition.storyCount === simulated.length) counts.tooFew++
  const most = simulated.toSorted((a, b) => b.matters - a.matters).slice(0, 10)
  const ids = new Set(full.map(({ storyId }) => storyId))
  const briefIds = new Set(briefs.map(({ storyId }) => storyId))
  important += most.length
  kept += most.filter(({ story }) => ids.has(story.storyId) || briefIds.has(story.storyId)).length
  keptInFull += most.filter(({ story }) => ids.has(story.storyId)).length
}
const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`
console.log(`${DAYS} editions of ${MINUTES} minutes, seed ${values.seed}`)
console.log(
  `within 5 %: without masthead and footer ${share(within.own, DAYS)}, with them ${share(within.all, DAYS)}, both ${share(within.both, DAYS)}; ${counts.tooFew} have all stories`,
)
console.log(
  `stories in full ${(counts.full / DAYS).toFixed(1)}, in one line ${(counts.briefs / DAYS).toFixed(1)}; of the ten that matter most ${share(kept, important)}, in full ${share(keptInFull, important)}`,
)
console.log(`CPU ${(process.cpuUsage().user / 1000 / renders).toFixed(1)} ms an edition`)
