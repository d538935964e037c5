/**
 * Trains the weights in `src/core/stories/development-weights.ts`, by which `developments.ts` there decides whether an article
 * starts a step, and scores them on sagas that they were not trained on: each file of sagas is left out once.
 *
 *     node research/train-developments.ts FOLDER [score]
 *
 * FOLDER holds `events-dev.jsonl.gz`; the other sagas are in `tools/eval/sagas`. With `score` nothing is written.
 *
 * A sample is an article after its saga's first, with the gold steps before it. It is positive when it is the first of its
 * step. A second report of a step that began within six hours counts less: it stands in the same edition. Each saga is also
 * read with its repeats 12 and 30 hours later, so that time alone makes nothing new. The second list of weights is for
 * languages whose outcomes no table has: it is trained on the same sagas read without one. The model is a logistic regression
 * with an L2 penalty, trained by gradient descent.
 */
import { writeFileSync } from 'node:fs'
import {
  DEVELOPMENT_FEATURES,
  type DevelopmentWeights,
  isStart,
  oddsOf,
  stepsOf,
  weightsFor,
} from '../src/core/stories/developments.ts'
import { factsOf } from '../src/core/stories/facts.ts'
import {
  collectedSagas,
  HELD_OUT,
  ownSagas,
  reportSagas,
  SAGA_FILES,
  type Saga,
  scoreSagas,
} from '../tools/eval/sagas.ts'

interface Sample {
  readonly features: readonly number[]
  readonly isStep: boolean
  readonly weight: number
}

const PENALTY = 0.008
/** Added to the log odds: a step that is missed is news that nobody gets. */
const LENIENCE = 0.6
const ROUNDS = 3_000
const RATE = 0.3
/** The weight of a sample of a delayed variant. */
const DELAYED_WEIGHT = 0.1
/** The weight of a second report of a step that began less than six hours before. */
const SECOND_WEIGHT = 0.5
const HOUR_MS = 3_600_000
/** Sagas are also read with repeats this many hours later: a report is not news because it comes late. */
const DELAYS = [0, 12, 30]

function samplesOf(saga: Saga, factor: number): Sample[] {
  const samples: Sample[] = []
  const seen = new Map<number, number>([[saga.items[0]!.gold, saga.items[0]!.part.datedMs]])
  const byId = new Map(saga.items.map((item) => [item.part.id, item]))
  stepsOf(
    saga.items.map(({ part }) => part),
    (features, { part }) => {
      const { gold } = byId.get(part.id)!
      const begun = seen.get(gold)
      const isStep = gold > 0 && begun === undefined
      if (isStep) seen.set(gold, part.datedMs)
      const isSecond = begun !== undefined && gold > 0 && part.datedMs - begun < 6 * HOUR_MS
      samples.push({ features, isStep, weight: factor * (isSecond ? SECOND_WEIGHT : 1) })
      return isStep
    },
  )
  return samples
}

function train(samples: readonly Sample[]): number[] {
  const size = DEVELOPMENT_FEATURES.length
  const weights = new Array<number>(size).fill(0)
  const total = samples.reduce((sum, { weight }) => sum + weight, 0)
  for (let round = 0; round < ROUNDS; round++) {
    const slope = weights.map((weight, i) => (i === 0 ? 0 : PENALTY * weight))
    for (const { features, isStep, weight } of samples) {
      const error = (1 / (1 + Math.exp(-oddsOf(features, weights))) - (isStep ? 1 : 0)) * (weight / total)
      for (let i = 0; i < size; i++) slope[i]! += error * features[i]!
    }
    for (let i = 0; i < size; i++) weights[i]! -= RATE * slope[i]!
  }
  weights[0]! += LENIENCE
  return weights
}

/** The saga with repeats and second reports of a step this many hours later. */
function delayed(saga: Saga, hours: number): Saga {
  const seen = new Set<number>()
  const items = saga.items.map((item) => {
    const isFirst = item.gold > 0 && !seen.has(item.gold)
    seen.add(item.gold)
    return isFirst ? item : { ...item, part: { ...item.part, datedMs: item.part.datedMs + hours * HOUR_MS } }
  })
  return { ...saga, items: items.toSorted((a, b) => a.part.datedMs - b.part.datedMs) }
}

/** The saga as if it were in an unknown language. */
function withoutTable(saga: Saga): Saga {
  const items = saga.items.map((item) => {
    const facts = factsOf({ title: item.title, lead: item.text, text: item.text, language: 'x' })
    return { ...item, part: { ...item.part, facts } }
  })
  return { ...saga, items }
}

const [folder, isScoreOnly] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node research/train-developments.ts FOLDER [score]')
const sets: Readonly<Record<string, readonly Saga[]>> = {
  ...Object.fromEntries(
    SAGA_FILES.filter((file) => !HELD_OUT.includes(file)).map((file) => [`sagas ${file}`, ownSagas(file)] as const),
  ),
  'events-dev': collectedSagas(folder) ?? [],
}
/** Steps with few reports count more than those that are reported five times over. */
const SET_WEIGHTS: Readonly<Record<string, number>> = { 'events-dev': 4, 'sagas repeats': 0.7 }
const samplesBySet = new Map(
  Object.entries(sets).map(([name, sagas]) => {
    const of = (one: Saga): Sample[] =>
      DELAYS.flatMap((hours) =>
        samplesOf(delayed(one, hours), (SET_WEIGHTS[name] ?? 1) * (hours === 0 ? 1 : DELAYED_WEIGHT)),
      )
    return [name, { withTable: sagas.flatMap(of), without: sagas.map(withoutTable).flatMap(of) }] as const
  }),
)
function weightsWithout(name?: string): DevelopmentWeights {
  const samples = [...samplesBySet].flatMap(([other, one]) => (other === name ? [] : [one]))
  return {
    withTable: train(samples.flatMap(({ withTable }) => withTable)),
    without: train(samples.flatMap(({ without }) => without)),
  }
}
const weights = weightsWithout()
for (const [i, name] of DEVELOPMENT_FEATURES.entries())
  console.log(`${weights.withTable[i]!.toFixed(2).padStart(7)} ${weights.without[i]!.toFixed(2).padStart(7)}  ${name}`)
console.log('\nEach file left out of the training')
for (const [name, list] of Object.entries(sets)) {
  const others = weightsWithout(name)
  const leftOut = (saga: Saga): ReturnType<typeof stepsOf> =>
    stepsOf(
      saga.items.map(({ part }) => part),
      (features, { hasTable, isEarly }) => isStart(features, weightsFor(hasTable, others), isEarly),
    )
  reportSagas(name, list, leftOut)
  reportSagas(
    `${name}, repeats 30 hours later`,
    list.map((saga) => delayed(saga, 30)),
    leftOut,
  )
  reportSagas(`${name}, without tables`, list.map(withoutTable), leftOut)
  const { missed, mistaken } = scoreSagas(list, leftOut)
  for (const line of [...missed.map((one) => `missed ${one}`), ...mistaken.map((one) => `wrong ${one}`)])
    console.log(`    ${line}`)
}
if (isScoreOnly === undefined) {
  const listed = (list: readonly number[]): string => list.map((weight) => weight.toFixed(2)).join(', ')
  writeFileSync(
    new URL('../src/core/stories/development-weights.ts', import.meta.url),
    `/** How much each feature of \`developments.ts\` weighs for a new step, in its order; written by \`research/train-developments.ts\`. */
export const developmentWeights = {
  withTable: [${listed(weights.withTable)}],
  without: [${listed(weights.without)}],
}
`,
  )
}
