/**
 * How well copies, events, bylines and topics are found: `npm run eval`, or `node tools/eval/run.ts FOLDER`.
 *
 * Always on data of our own: what two simulators make of texts written for this. Seeds 1–4 are for development and were
 * looked at while building; 101–104 are the test and were not; nothing here was learnt from (see `tools/train-copies.ts`).
 * Where FOLDER, or `../shared/data/stories`, holds collections of articles, these are scored too. Beside it, on the same
 * data: equal addresses, equal titles, SimHash, MinHash.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Article } from '../../src/core/model.ts'
import { groupStories } from '../../src/core/stories/stories.ts'
import { type Case, collectionCases } from './cases.ts'
import { scoreAddresses, scoreBylines, scoreTopics } from './collection-scores.ts'
import { simulateFlashes } from './flashes.ts'
import { byAddress, byMinHash, bySimHash, byTitle } from './plain-methods.ts'
import { type Score, scoreGroups } from './score.ts'
import { type Simulated, simulateWeek } from './simulate.ts'

const percent = (value: number): string => (value * 100).toFixed(1).padStart(6)
const scoreText = ({ precision, recall, f1 }: Score): string =>
  `precision ${percent(precision)}   recall ${percent(recall)}   F1 ${percent(f1)}`

function line(
  name: string,
  cases: readonly Case[],
  groupOf: ReadonlyMap<string, string>,
): ReturnType<typeof scoreGroups> {
  const score = scoreGroups(
    cases.flatMap(({ article: { id }, gold, kind }) =>
      gold === undefined ? [] : [{ gold, said: groupOf.get(id) ?? id, kind }],
    ),
  )
  console.log(`  ${name.padEnd(25)} ${scoreText(score.pairs)}   BCubed F1 ${percent(score.bcubed.f1)}`)
  return score
}

function tellCopies(name: string, cases: readonly Case[]): void {
  const articles = cases.map(({ article }) => article)
  console.log(`\n${name}: copies among ${articles.length} articles, by pairs`)
  const own = new Map(
    groupStories(articles).flatMap((story) => story.articles.map((one) => [one.id, one.copyOf ?? one.id] as const)),
  )
  const { kinds } = line('Broadsheet', cases, own)
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

function tellEvents(name: string, cases: readonly Case[]): void {
  const articles = cases.map(({ article }) => article)
  console.log(`\n${name}: events among ${articles.length} articles, by pairs`)
  line(
    'Broadsheet',
    cases,
    new Map(groupStories(articles).flatMap((story) => story.articles.map((one) => [one.id, story.id] as const))),
  )
}

/** Several weeks as one set: a week is a world of its own, since the same texts come again in the next. */
function tellSimulated(name: string, weeks: readonly (readonly Simulated[])[]): void {
  const all = weeks.flatMap((week, years) =>
    week.map((one) => ({ ...one, years, article: inYear(one.article, years) })),
  )
  tellCopies(
    name,
    all.map(({ article, kind, text, years }) => ({ article, kind, gold: `${years} ${text}` })),
  )
  tellEvents(
    name,
    all.map(({ article, kind, event, years }) => ({
      article,
      kind,
      gold: event === undefined ? undefined : `${years} ${event}`,
    })),
  )
}

/** The article so many years later: beyond every window of the other weeks. */
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

console.log(`All figures are in per cent. Of all pairs said to belong together the precision is the share that does, of all pairs that
do the recall is the share that was said. BCubed averages over articles instead of pairs. "Found": shares a group with at
least one of its copies; "with a stranger": so many articles share a group with one that is no copy of theirs.`)

tellSimulated('Reports, development', [1, 2, 3, 4].map(simulateWeek))
tellSimulated('Reports, test', [101, 102, 103, 104].map(simulateWeek))
tellSimulated('Short items, development', [1, 2, 3, 4].map(simulateFlashes))

const shared = fileURLToPath(new URL('../../../shared/data/stories', import.meta.url))
const [folder = existsSync(shared) ? shared : undefined] = process.argv.slice(2)
if (folder !== undefined) {
  console.log(
    `\nCollections in ${folder}; the copies' weights were learnt from syn-dev, wire-dev and basil: no test of them.`,
  )
  for (const set of ['syn-dev', 'wire-dev']) {
    const cases = collectionCases(folder, set)
    if (cases !== undefined) tellCopies(set, cases)
  }
  for (const set of ['basil', 'ecb-train']) {
    const cases = collectionCases(folder, set)
    if (cases !== undefined) tellEvents(set, cases)
  }
  for (const [name, score] of [...scoreAddresses(folder), ...scoreBylines(folder), ...scoreTopics(folder)])
    console.log(`\n${name}\n  ${scoreText(score)}`)
}
