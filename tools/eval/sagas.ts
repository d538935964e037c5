/**
 * Sagas: invented stories that move on over up to a fortnight, each taken as one story. `development` counts what newly
 * happens; 0 means nothing new. Scores which articles start a step, and what the daily editions at 07:00 show a recipient who
 * gets all of them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { developmentsOf, type StoryPart } from '../../src/core/stories/developments.ts'
import { factsOf } from '../../src/core/stories/facts.ts'
import { readRows } from '../collections.ts'

const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 4, 4)
/** Editions are sent at seven, this many hours into each day. */
const EDITION_HOUR = 7

interface SagaItem {
  readonly part: StoryPart
  readonly title: string
  readonly text: string
  /** 0: nothing new. */
  readonly gold: number
}

export interface Saga {
  readonly name: string
  readonly language: string
  readonly items: readonly SagaItem[]
}

/** The sagas of a file whose first lines say `== NAME LANGUAGE`, then `HOUR OUTLET DEVELOPMENT | title | text`. */
function sagasOf(text: string): Saga[] {
  const sagas: { name: string; language: string; items: SagaItem[] }[] = []
  for (const line of text.split('\n')) {
    const [, name, language] = /^== (\S+) (\S+)/.exec(line) ?? []
    if (name !== undefined) sagas.push({ name, language: language!, items: [] })
    const [head, title, body = ''] = line.split(' | ')
    const [, hour, outlet, gold] = /^([\d.]+) (\S+) (\d+)$/.exec(head!) ?? []
    const saga = sagas.at(-1)
    if (hour === undefined || saga === undefined) continue
    saga.items.push(itemOf(saga, Number(hour) * HOUR_MS + START, outlet!, Number(gold), title!, body))
  }
  return sagas
}

function itemOf(
  { name, language, items }: { name: string; language: string; items: readonly SagaItem[] },
  datedMs: number,
  sourceId: string,
  gold: number,
  title: string,
  text: string,
): SagaItem {
  const facts = factsOf({ title, lead: text, text, language, publishedAt: new Date(datedMs).toISOString() })
  return {
    part: { id: `${name} ${String(items.length).padStart(3, '0')}`, sourceId, datedMs, facts },
    title,
    text,
    gold,
  }
}

/** The files of sagas beside this one, each by a different author. */
export const SAGA_FILES = ['dev', 'more', 'late', 'world', 'repeats', 'desks', 'test', 'tongues'] as const
/** Those that are not trained on. */
export const HELD_OUT: readonly string[] = ['test', 'tongues']

/** The sagas of such a file. */
export const ownSagas = (file: (typeof SAGA_FILES)[number]): Saga[] =>
  sagasOf(readFileSync(new URL(`./sagas/${file}.txt`, import.meta.url), 'utf8'))

/** The saga part of `events-dev`, where the folder has it. */
export function collectedSagas(folder: string): Saga[] | undefined {
  if (!existsSync(join(folder, 'events-dev.jsonl.gz'))) return undefined
  const sagas = new Map<string, { name: string; language: string; items: SagaItem[] }>()
  for (const row of readRows(folder, 'events-dev')) {
    if (row.part !== 'saga') continue
    const name = row.cluster!
    const saga = sagas.get(name) ?? { name, language: 'en', items: [] }
    sagas.set(name, saga)
    const { development = 0 } = row as { development?: number }
    saga.items.push(itemOf(saga, Date.parse(row.published), row.source, development, row.title, row.text))
  }
  return [...sagas.values()]
}

interface SagaScore {
  /** Gold steps, except each saga's first, and those whose first item starts a step. */
  readonly steps: number
  readonly started: number
  /** Items that start a step, except each saga's first. */
  readonly starts: number
  /** Gold steps that have an item that starts a step in the first edition that has one of theirs. */
  readonly told: number
  readonly updated: number
  /** Editions that say "Updated" and have no new gold step. */
  readonly wrong: number
  readonly missed: readonly string[]
  readonly mistaken: readonly string[]
}

/** Scores sagas, each by the developments of its articles. */
export function scoreSagas(
  sagas: readonly Saga[],
  developments: (saga: Saga) => ReadonlyMap<string, { readonly development: number; readonly fact?: string }>,
): SagaScore {
  const sum = { steps: 0, started: 0, starts: 0, told: 0, updated: 0, wrong: 0 }
  const missed: string[] = []
  const mistaken: string[] = []
  for (const saga of sagas) {
    const found = developments(saga)
    const of = (item: SagaItem): number => found.get(item.part.id)!.development
    const items = saga.items.toSorted((a, b) => a.part.datedMs - b.part.datedMs)
    let highest = 1
    const starting = items.filter((item, i) => {
      const isStart = i > 0 && of(item) > highest
      highest = Math.max(highest, of(item))
      return isStart
    })
    sum.starts += starting.length
    const firsts = new Map<number, SagaItem>()
    for (const item of items) if (item.gold > 0 && !firsts.has(item.gold)) firsts.set(item.gold, item)
    firsts.delete(items[0]!.gold)
    sum.steps += firsts.size
    for (const item of firsts.values()) if (starting.includes(item)) sum.started++
    // A day's edition has the items since the last seven o'clock.
    const days = Map.groupBy(items, ({ part }) =>
      Math.floor((part.datedMs - START - EDITION_HOUR * HOUR_MS) / (24 * HOUR_MS)),
    )
    const hadGold = new Set<number>()
    let had = 0
    for (const [day, list] of [...days].sort(([a], [b]) => a - b)) {
      const isFirst = had === 0
      const gold = new Set(list.map(({ gold }) => gold).filter((gold) => gold > 0 && !hadGold.has(gold)))
      const starts = isFirst ? list : list.filter((item) => of(item) > had)
      const told = new Set(starts.map(({ gold }) => gold))
      for (const one of gold) {
        if (one === items[0]!.gold) continue
        if (told.has(one)) sum.told++
        else missed.push(`${saga.name} day ${day} step ${one}: ${list.find(({ gold }) => gold === one)!.title}`)
      }
      if (!isFirst && starts.length > 0) {
        sum.updated++
        if (gold.size === 0) {
          sum.wrong++
          mistaken.push(
            `${saga.name} day ${day}: ${starts.map(({ title, part }) => `${title} (${found.get(part.id)!.fact})`).join(' / ')}`,
          )
        }
      }
      for (const one of gold) hadGold.add(one)
      for (const item of list) had = Math.max(had, of(item))
    }
  }
  return { ...sum, missed, mistaken }
}

/** The steps of each saga by the program. */
const developmentsOfSaga = (saga: Saga): ReturnType<typeof developmentsOf> =>
  developmentsOf(saga.items.map(({ part }) => part))

const share = (part: number, whole: number): string =>
  `${part} of ${whole} (${whole === 0 ? '–' : ((100 * part) / whole).toFixed(1)} %)`

/** Prints the score of sagas. */
export function reportSagas(name: string, sagas: readonly Saga[], developments = developmentsOfSaga): void {
  const score = scoreSagas(sagas, developments)
  console.log(
    `\n${name}: the steps of ${sagas.length} sagas, ${sagas.reduce((sum, { items }) => sum + items.length, 0)} articles`,
  )
  console.log(
    `  by article   first of a step starts one ${share(score.started, score.steps)}, right starts ${share(score.started, score.starts)}`,
  )
  console.log(
    `  by edition   told ${share(score.told, score.steps)}, wrong "Updated" ${share(score.wrong, score.updated)}`,
  )
}
