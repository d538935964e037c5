/**
 * Measures how well copies, events, bylines, texts and topics are found: `npm run eval`, or `node tools/eval/run.ts FOLDER`.
 *
 * `--feedparser FOLDER` adds the agreement with the test files of kurtmckee/feedparser in its folder `tests`.
 *
 * `--only events,hard` runs only the sets that have one of these words in their name, such as `basil` or `noise`. `--cost` adds
 * how many articles are grouped in a CPU second, `--wrong` each wrong row of bylines, leads and pages.
 *
 * Sagas are stories that move on: scored are which articles start a step, and what daily editions show of it. The weights of
 * developments were trained on both sets; `research/train-developments.ts` scores each file of sagas with weights from the
 * others.
 *
 * Headlines are feed items with the topics that an editor would give them: scored is the ready catalogue, untrained,
 * in each language that has a file.
 *
 * The simulated data are generated from texts invented for this. Seeds 1–4 are for development and were looked at; 101–104 are
 * for testing and were not; none is used for training (see `research/train-copies.ts`). If FOLDER, or `../shared/data/stories`, has
 * collections of articles, these are scored, too. For comparison, the same data are given to equal URLs, equal titles, SimHash
 * and MinHash.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Article } from '../../src/core/model.ts'
import { groupStories } from '../../src/core/stories/stories.ts'
import {
  basilInNoise,
  type Case,
  collectionCases,
  eventCases,
  eventsInNoise,
  pairsInNoise,
  withoutArguable,
} from './cases.ts'
import { scoreAddresses, scoreBylines, scoreTopics } from './collection-scores.ts'
import { reportFeedparser } from './feedparser.ts'
import { simulateFlashes } from './flashes.ts'
import { hardCases } from './hard-events.ts'
import { ownHeadlines, reportHeadlines } from './headlines.ts'
import { byAddress, byMinHash, bySimHash, byTitle } from './plain-methods.ts'
import { readingSets } from './reading.ts'
import { collectedSagas, ownSagas, reportSagas, SAGA_FILES } from './sagas.ts'
import { countPairs, type PairCounts, type Score, scoreGroups } from './score.ts'
import { type Simulated, simulateWeek } from './simulate.ts'
import { templateCases } from './templates.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    cost: { type: 'boolean', default: false },
    feedparser: { type: 'string' },
    wrong: { type: 'boolean', default: false },
  },
})
const shared = fileURLToPath(new URL('../../../shared/data/stories', import.meta.url))
const folder = positionals[0] ?? (existsSync(shared) ? shared : undefined)

const percent = (value: number): string => (value * 100).toFixed(1).padStart(6)
const scoreText = ({ precision, recall, f1 }: Score): string =>
  `precision ${percent(precision)}   recall ${percent(recall)}   F1 ${percent(f1)}`

/** Each article's story and the article that it is a copy of, or itself. */
interface Grouped {
  readonly stories: ReadonlyMap<string, string>
  readonly copies: ReadonlyMap<string, string>
  /** Articles grouped in a CPU second. */
  readonly perSecond: number
}

function grouped(cases: readonly Case[]): Grouped {
  const before = process.cpuUsage()
  const placed = groupStories(cases.map(({ article }) => article)).flatMap((story) =>
    story.articles.map(({ id, copyOf }) => ({ id, storyId: story.id, head: copyOf ?? id })),
  )
  const { user, system } = process.cpuUsage(before)
  return {
    stories: new Map(placed.map(({ id, storyId }) => [id, storyId])),
    copies: new Map(placed.map(({ id, head }) => [id, head])),
    perSecond: Math.round((cases.length * 1e6) / (user + system)),
  }
}

function reportCost(perSecond: number): void {
  if (options.cost) console.log(`  cost: ${perSecond} articles a CPU second`)
}

function line(
  name: string,
  cases: readonly Case[],
  groupOf: ReadonlyMap<string, string>,
): ReturnType<typeof scoreGroups> {
  const score = scoreGroups(
    cases.flatMap(({ article: { id }, gold, kind }) =>
      gold === undefined ? [] : [{ gold, predicted: groupOf.get(id) ?? id, kind }],
    ),
  )
  console.log(`  ${name.padEnd(25)} ${scoreText(score.pairs)}   BCubed ${scoreText(score.bcubed)}`)
  return score
}

function reportCopies(name: string, cases: readonly Case[], { copies, perSecond } = grouped(cases)): void {
  const articles = cases.map(({ article }) => article)
  console.log(`\n${name}: copies among ${articles.length} articles, by pairs`)
  const { kinds } = line('Broadsheet', cases, copies)
  reportCost(perSecond)
  for (const [method, group] of Object.entries({
    'equal address': byAddress,
    'equal address or title': byTitle,
    'SimHash, 64 bits, k = 3': bySimHash,
    'MinHash, J ≥ .5': byMinHash,
  }))
    line(method, cases, group(articles))
  console.log('\n  Broadsheet by kind          articles   with a copy   of these found   with a stranger')
  for (const [kind, one] of [...kinds].sort()) {
    const found = one.withMate === 0 ? '     –' : percent(one.found / one.withMate)
    console.log(
      `    ${kind.padEnd(25)} ${String(one.count).padStart(6)} ${String(one.withMate).padStart(13)} ${found.padStart(16)} ${String(one.strangers).padStart(17)}`,
    )
  }
}

function reportEvents(name: string, cases: readonly Case[], { stories, perSecond } = grouped(cases)): void {
  console.log(`\n${name}: events among ${cases.length} articles, by pairs`)
  line('Broadsheet', cases, stories)
  reportCost(perSecond)
  if (cases.some(({ kind, gold }) => kind === 'arguable' && gold !== undefined))
    line('  without arguable ones', withoutArguable(cases), stories)
}

/** Reports pairs that must join next to pairs that look alike and must stay apart, by kind. */
function reportHard(name: string, cases: readonly Case[], { stories, perSecond } = grouped(cases)): void {
  console.log(`\n${name}: look-alikes among ${cases.length} articles, by pairs`)
  line('Broadsheet', cases, stories)
  reportCost(perSecond)
  reportPairs('by kind', cases, stories)
}

/** The templates by their sizes and by language; copies must join, items of one source must stay apart. */
function reportTemplates(name: string, cases: ReturnType<typeof templateCases>): void {
  const groups = grouped(cases)
  reportHard(`${name}, stories`, cases, groups)
  console.log(`\n${name}, copies`)
  line('Broadsheet', cases, groups.copies)
  const byLanguage = cases.map((one) => ({ ...one, kind: one.language }))
  reportPairs('stories by language', byLanguage, groups.stories)
  reportPairs('copies by language', byLanguage, groups.copies)
}

function reportPairs(heading: string, cases: readonly Case[], groupOf: ReadonlyMap<string, string>): void {
  const counts = countPairs(
    cases.map(({ article: { id }, gold, kind }) => ({ gold: gold!, predicted: groupOf.get(id)!, kind })),
  )
  const sum = (key: keyof PairCounts): number => [...counts.values()].reduce((total, one) => total + one[key], 0)
  const total = { together: sum('together'), found: sum('found'), apart: sum('apart'), joined: sum('joined') }
  console.log(`  ${heading.padEnd(23)} to join    found   to keep apart   wrongly joined`)
  for (const [kind, { together, found, apart, joined }] of [...counts, ['all', total] as const])
    console.log(
      `    ${kind.padEnd(20)} ${[together, found].map((count) => String(count || '–').padStart(8)).join(' ')} ${String(apart).padStart(15)} ${String(joined || '–').padStart(16)}`,
    )
}

/** Reports several weeks as one set. The weeks are moved years apart, since the same texts come again in each. */
function reportSimulated(name: string, weeks: readonly (readonly Simulated[])[]): void {
  const all = weeks.flatMap((week, years) =>
    week.map((one) => ({ ...one, years, article: inYear(one.article, years) })),
  )
  const copies = all.map(({ article, kind, text, years }) => ({ article, kind, gold: `${years} ${text}` }))
  const groups = grouped(copies)
  reportCopies(name, copies, groups)
  const events = all.map(({ article, kind, event, years }) => ({
    article,
    kind,
    gold: event === undefined ? undefined : `${years} ${event}`,
  }))
  reportEvents(name, events, groups)
}

/** The article, moved this many years later, outside the window of the other weeks. */
function inYear(article: Article, years: number): Article {
  const later = (at: string): string => `${Number(at.slice(0, 4)) + years}${at.slice(4)}`
  const apart = (url: string): string => url.replace('.example/', `.example/y${years}/`)
  return {
    ...article,
    publishedAt: later(article.publishedAt!),
    firstSeenAt: later(article.firstSeenAt),
    url: apart(article.url!),
    canonicalUrl: apart(article.canonicalUrl!),
  }
}

function reportAllHeadlines(name: string, kind: 'dev' | 'test'): void {
  for (const [language, headlines] of ownHeadlines(kind)) reportHeadlines(name, language, headlines)
}

/** The sets by name, each with what reports it. */
const sets: Record<string, () => void | Promise<void>> = {
  'reports dev': () => reportSimulated('Reports, development', [1, 2, 3, 4].map(simulateWeek)),
  'reports test': () => reportSimulated('Reports, test', [101, 102, 103, 104].map(simulateWeek)),
  'flashes dev': () => reportSimulated('Short items, development', [1, 2, 3, 4].map(simulateFlashes)),
  'hard dev': () => reportHard('Hard events, development', hardCases('dev')),
  'hard test': () => reportHard('Hard events, test', hardCases('test')),
  templates: () => reportTemplates('Templates', templateCases(1)),
  'headlines dev': () => reportAllHeadlines('Headlines, development', 'dev'),
  'headlines test': () => reportAllHeadlines('Headlines, test', 'test'),
  ...Object.fromEntries(
    SAGA_FILES.map((file) => [`sagas ${file}`, () => reportSagas(`Sagas, ${file}`, ownSagas(file))] as const),
  ),
  ...Object.fromEntries(
    Object.entries(readingSets).map(([name, report]) => [
      name,
      () => report({ wrong: options.wrong, print: scoreText }),
    ]),
  ),
}
if (options.feedparser !== undefined) sets.feedparser = () => reportFeedparser(options.feedparser!, options.wrong)
/** Adds a set of the folder, if it is there. */
const addCases = (
  name: string,
  report: (name: string, cases: readonly Case[]) => void,
  casesOf: (from: string) => Case[] | undefined,
): void => {
  sets[name] = () => {
    const cases = casesOf(folder!)
    if (cases !== undefined) report(name, cases)
  }
}
if (folder !== undefined) {
  addCases('copies syn-dev', reportCopies, (from) => collectionCases(from, 'syn-dev'))
  addCases('copies wire-dev', reportCopies, (from) => collectionCases(from, 'wire-dev'))
  addCases('events events-dev', reportEvents, (from) => eventCases(from, 'events'))
  addCases('events sagas', reportEvents, (from) => eventCases(from, 'saga'))
  sets['sagas events-dev'] = () => {
    const sagas = collectedSagas(folder)
    if (sagas !== undefined) reportSagas('Sagas of events-dev', sagas)
  }
  addCases('events basil', reportEvents, (from) => collectionCases(from, 'basil'))
  addCases('events ecb-train', reportEvents, (from) => collectionCases(from, 'ecb-train'))
  addCases('noise basil', reportEvents, basilInNoise)
  addCases('noise ecb-train', reportEvents, pairsInNoise)
  addCases('noise events-dev', reportEvents, eventsInNoise)
  for (const [name, score] of Object.entries({
    addresses: scoreAddresses,
    bylines: scoreBylines,
    topics: scoreTopics,
  })) {
    sets[name] = () => {
      for (const [what, figures] of score(folder)) console.log(`\n${what}\n  ${scoreText(figures)}`)
    }
  }
}

const wanted = options.only?.split(',')
const chosen = Object.entries(sets).filter(
  ([name]) => wanted === undefined || wanted.some((word) => name.split(' ').includes(word)),
)
if (chosen.length === 0) {
  console.error(`no set with this word in its name; there are: ${Object.keys(sets).join(', ')}`)
  process.exitCode = 1
} else {
  console.log(`All figures are in per cent. Precision is the share of the predicted pairs that are right, recall the share of the right
pairs that are predicted. BCubed averages over articles instead of pairs. "Found": shares a group with at least one of its
copies. "With a stranger": the number of articles that share a group with one that is no copy of theirs.`)
  if (folder !== undefined)
    console.log(
      `Collections in ${folder}; weights were trained on some of them (see the tools that train), so these do not test them.`,
    )
}
for (const [, report] of chosen) await report()
