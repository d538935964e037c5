/**
 * Trains the model in `src/core/stories/event-weights.ts`, with which `likeness.ts` there decides whether two articles report
 * one event, and scores it on articles that it was not trained on.
 *
 *     node research/train-events.ts FOLDER [score]
 *
 * FOLDER holds `events-dev`, `ecb-train`, `basil`, `syn-dev` and `wire-dev` as `.jsonl.gz`. With `score` nothing is written.
 *
 * The samples are the pairs of each collection that share a distinctive key, except those that a rule of `likeness.ts` decides.
 * Each collection has a fixed total weight, and short variants of its texts count as collections of their own. Unscored short
 * items are mixed in as negatives, and so are the wire's templates: one form filled on two days, as if by two outlets. The
 * model is the mean of a logistic regression (each feature also times the shortness of the shorter text) and of boosted trees
 * of depth 3. Two are trained and blended: one on these samples, and one that also has pairs of the wire that share a rare
 * name, more than a week apart as negatives and close ones as positives. (The second alone makes a third fewer false stories of
 * one name's news but loses events that it was not trained on; blended they keep half the gain and lose next to nothing.)
 * Scores are out of fold: events in three folds, look-alikes in one fold, and a pair is judged by a model that saw the fold of
 * neither. Grouping is average link over all pairs, with cohesion.
 */
import { writeFileSync } from 'node:fs'
import {
  type EventPrint,
  eventPrintOf,
  packEventPrint,
  readArticle,
  unpackEventPrint,
} from '../src/core/stories/event-print.ts'
import {
  type CompiledModel,
  compiled,
  EVENT_FEATURES,
  type EventModel,
  eventFeatures,
  eventRule,
  modelProbability,
  type PairAbout,
  SAME_EVENT,
} from '../src/core/stories/likeness.ts'
import { ownText } from '../src/core/stories/own-text.ts'
import { hash30 } from '../src/core/text/frequencies.ts'
import { languageOf } from '../src/core/text/language.ts'
import { cosine } from '../src/core/text/packing.ts'
import { foldText, words } from '../src/core/text/text.ts'
import { type Row, readRows } from '../tools/collections.ts'

type Weights = EventModel

const FOLDS = 3
const HOUR_MS = 3_600_000
const WINDOW_HOURS = 72
const SIZE = EVENT_FEATURES.length

interface Item {
  readonly print: EventPrint
  readonly source: string
  readonly hours: number
  /** Undefined: not scored, and in no event with any other. */
  readonly event: string | undefined
  /** `arguable` rows are mixed in and not scored. */
  readonly isScored: boolean
  readonly fold: number
  readonly title: string
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly about: PairAbout
  readonly rule: number | undefined
  readonly features: Float64Array
  readonly shorter: number
}

interface Sample {
  readonly features: Float64Array
  readonly shorter: number
  readonly isSame: boolean
  readonly folds: readonly [number, number]
  weight: number
}

function printOf(row: Row, cut = Number.POSITIVE_INFINITY): EventPrint {
  const text = ownText(row.text || row.summary || '', foldText(row.title))
  const body = cut === 0 ? '' : cut < 1e6 ? text.split(/\s+/).slice(0, cut).join(' ') : text
  const language = languageOf(words(`${row.title}\n${body}`).slice(0, 110), body) ?? 'en'
  return unpackEventPrint(packEventPrint(eventPrintOf(readArticle(row.title, body, () => language))))
}

/** Rows as items; the folds keep events that look alike together. */
function itemsOf(rows: readonly Row[], cut?: number, noise: readonly Row[] = []): Item[] {
  const eventOf = (row: Row): string | undefined => row.cluster ?? undefined
  const base = (event: string): string => event.replace(/[0-9]+$|[A-Z]{2,}$/, '')
  const topic = new Map<string, string>()
  const rootOf = (name: string): string => {
    const up = topic.get(name) ?? name
    return up === name ? name : rootOf(up)
  }
  const prints = rows.map((row) => printOf(row, cut))
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) {
      const [one, other] = [eventOf(rows[i]!), eventOf(rows[j]!)]
      if (one === undefined || other === undefined) continue
      if (base(one) !== base(other) || base(one) === 'ev') {
        if (cosine(prints[i]!.vector, prints[j]!.vector) < 0.2) continue
      }
      topic.set(rootOf(base(one) === 'ev' ? one : base(one)), rootOf(base(other) === 'ev' ? other : base(other)))
    }
  }
  const foldOf = (row: Row): number => {
    const event = eventOf(row)
    const name = event === undefined ? row.id : rootOf(base(event) === 'ev' ? event : base(event))
    return hash30(`fold ${name}`) % FOLDS
  }
  const startOf = (list: readonly Row[]): number => Math.min(...list.map((row) => Date.parse(row.published)))
  const start = startOf(rows)
  const own = rows.map((row, i) => ({
    print: prints[i]!,
    source: row.source,
    hours: (Date.parse(row.published) - start) / HOUR_MS,
    event: eventOf(row),
    isScored: eventOf(row) !== undefined && row.kind !== 'arguable',
    fold: foldOf(row),
    title: row.title,
  }))
  const others = noise.map((row) => ({
    print: printOf(row, cut),
    source: row.source,
    hours: hash30(`hour ${row.id}`) % WINDOW_HOURS,
    event: undefined,
    isScored: false,
    fold: hash30(`fold ${row.id}`) % FOLDS,
    title: row.title,
  }))
  return [...own, ...others]
}

const RARE_KEY = 31

/** The pairs within the window that share one rare key or two. */
function pairsOf(items: readonly Item[], most = 200): Pair[] {
  const byKey = new Map<number, number[]>()
  const pairs: Pair[] = []
  for (let i = 0; i < items.length; i++) {
    const seen = new Map<number, number>()
    for (const { hash, rarity } of items[i]!.print.keys) {
      const list = byKey.get(hash) ?? []
      for (const j of list.slice(-most)) seen.set(j, (seen.get(j) ?? 0) + (rarity >= RARE_KEY ? 2 : 1))
      list.push(i)
      byKey.set(hash, list)
    }
    for (const [j, sum] of seen) {
      const hoursApart = Math.abs(items[i]!.hours - items[j]!.hours)
      const [a, b] = [items[j]!, items[i]!]
      if (sum < 2 || (hoursApart > WINDOW_HOURS && (a.event === undefined || a.event !== b.event))) continue
      const about = { hoursApart, isSameSource: a.source === b.source }
      pairs.push({
        a: j,
        b: i,
        about,
        rule: eventRule(a.print, b.print, about),
        features: eventFeatures(a.print, b.print, about),
        shorter: Math.min(a.print.words, b.print.words),
      })
    }
  }
  return pairs
}

function samplesOf(items: readonly Item[], pairs: readonly Pair[], total: number): Sample[] {
  const sizes = new Map<string, number>()
  for (const { event } of items) if (event !== undefined) sizes.set(event, (sizes.get(event) ?? 0) + 1)
  const samples: Sample[] = []
  for (const { a, b, features, shorter, rule } of pairs) {
    const [one, other] = [items[a]!, items[b]!]
    if (rule !== undefined || (one.event === undefined && other.event === undefined)) continue
    const isSame = one.event !== undefined && one.event === other.event
    const weight = isSame ? 1 / Math.max(1, (sizes.get(one.event!)! - 1) / 2) : 1
    samples.push({ features, shorter, isSame, folds: [one.fold, other.fold], weight })
  }
  const sum = samples.reduce((all, { weight }) => all + weight, 0)
  for (const sample of samples) sample.weight *= total / sum
  return samples
}

const shortness = (count: number): number => Math.max(0, Math.min(1, (5.3 - Math.log1p(count)) / 1.7))

/** Full-batch Adam on the weighted logistic loss with an L2 penalty. */
function trainLogistic(samples: readonly Sample[]): number[] {
  const size = 2 * SIZE + 2
  const inputs = samples.map(({ features, shorter }) => {
    const short = shortness(shorter)
    return Float64Array.of(...features, ...features.map((value) => value * short), 1, short)
  })
  const weights = new Float64Array(size)
  const first = new Float64Array(size)
  const second = new Float64Array(size)
  const total = samples.reduce((all, { weight }) => all + weight, 0)
  for (let pass = 1; pass <= 400; pass++) {
    const gradient = weights.map((weight, i) => (i < 2 * SIZE ? 1e-4 * weight : 0))
    for (let n = 0; n < inputs.length; n++) {
      const input = inputs[n]!
      let sum = 0
      for (let i = 0; i < size; i++) sum += input[i]! * weights[i]!
      const slip = ((1 / (1 + Math.exp(-sum)) - (samples[n]!.isSame ? 1 : 0)) * samples[n]!.weight) / total
      for (let i = 0; i < size; i++) gradient[i]! += slip * input[i]!
    }
    for (let i = 0; i < size; i++) {
      first[i] = 0.9 * first[i]! + 0.1 * gradient[i]!
      second[i] = 0.999 * second[i]! + 0.001 * gradient[i]! * gradient[i]!
      weights[i]! -= (0.15 * (first[i]! / (1 - 0.9 ** pass))) / (Math.sqrt(second[i]! / (1 - 0.999 ** pass)) + 1e-8)
    }
  }
  return Array.from(weights, (weight) => Math.round(weight * 1000) / 1000)
}

const TREES = 200
const RATE = 0.15
const LEAF_PENALTY = 1
const MIN_MASS = 1

/** For each input, cut points at quantiles of all pairs and of the positive ones, and the bin of each pair. */
function binned(samples: readonly Sample[], width: number): { cuts: number[][]; bins: Uint8Array[] } {
  const inputOf = (sample: Sample, i: number): number => (i === SIZE ? shortness(sample.shorter) : sample.features[i]!)
  const cuts: number[][] = []
  const bins: Uint8Array[] = []
  for (let i = 0; i < width; i++) {
    const quantiles = (values: number[]): number[] => {
      values.sort((a, b) => a - b)
      return Array.from({ length: 15 }, (_, q) => values[Math.floor(((q + 0.5) / 15) * values.length)] ?? 0)
    }
    const all = quantiles(samples.map((sample) => inputOf(sample, i)))
    const positive = quantiles(samples.filter(({ isSame }) => isSame).map((sample) => inputOf(sample, i)))
    const own = [...new Set([...all, ...positive].map((value) => Math.round(value * 1000) / 1000))].sort(
      (a, b) => a - b,
    )
    cuts.push(own)
    bins.push(
      Uint8Array.from(samples, (sample) => {
        const value = inputOf(sample, i)
        let bin = 0
        while (bin < own.length && value > own[bin]!) bin++
        return bin
      }),
    )
  }
  return { cuts, bins }
}

/** Gradient boosting: trees of depth 3 over cut points at quantiles of all pairs and of the positive ones. */
function trainTrees(samples: readonly Sample[]): Weights['trees'] {
  const count = samples.length
  const width = SIZE + 1
  const { cuts, bins } = binned(samples, width)
  const total = samples.reduce((all, { weight }) => all + weight, 0)
  const share = samples.reduce((all, { weight, isSame }) => all + (isSame ? weight : 0), 0) / total
  const base = Math.round(Math.log(share / (1 - share)) * 1000) / 1000
  const scores = new Float64Array(count).fill(base)
  const splits: number[] = []
  const leaves: number[] = []
  const gradients = new Float64Array(count)
  const masses = new Float64Array(count)
  const node = new Uint8Array(count)
  for (let tree = 0; tree < TREES; tree++) {
    for (let n = 0; n < count; n++) {
      const p = 1 / (1 + Math.exp(-scores[n]!))
      gradients[n] = (p - (samples[n]!.isSame ? 1 : 0)) * samples[n]!.weight
      masses[n] = p * (1 - p) * samples[n]!.weight
    }
    node.fill(0)
    for (let level = 0; level < 3; level++) {
      const from = 2 ** level - 1
      const nodes = 2 ** level
      const best = Array.from({ length: nodes }, () => ({ gain: 1e-6, feature: 0, cut: 1e9, bin: 255 }))
      for (let i = 0; i < width; i++) {
        const bounds = cuts[i]!.length + 1
        const sumG = new Float64Array(nodes * bounds)
        const sumH = new Float64Array(nodes * bounds)
        const bin = bins[i]!
        for (let n = 0; n < count; n++) {
          const at = (node[n]! - from) * bounds + bin[n]!
          sumG[at]! += gradients[n]!
          sumH[at]! += masses[n]!
        }
        for (let k = 0; k < nodes; k++) {
          let allG = 0
          let allH = 0
          for (let at = 0; at < bounds; at++) {
            allG += sumG[k * bounds + at]!
            allH += sumH[k * bounds + at]!
          }
          let g = 0
          let h = 0
          for (let at = 0; at < bounds - 1; at++) {
            g += sumG[k * bounds + at]!
            h += sumH[k * bounds + at]!
            if (h < MIN_MASS || allH - h < MIN_MASS) continue
            const gain =
              (g * g) / (h + LEAF_PENALTY) +
              (allG - g) ** 2 / (allH - h + LEAF_PENALTY) -
              (allG * allG) / (allH + LEAF_PENALTY)
            if (gain > best[k]!.gain) best[k] = { gain, feature: i, cut: cuts[i]![at]!, bin: at }
          }
        }
      }
      for (const { feature, cut } of best) splits.push(feature, cut)
      for (let n = 0; n < count; n++) {
        const { feature, bin } = best[node[n]! - from]!
        node[n] = 2 * node[n]! + (bins[feature]![n]! > bin ? 2 : 1)
      }
    }
    for (let leaf = 0; leaf < 8; leaf++) {
      let g = 0
      let h = 0
      for (let n = 0; n < count; n++) {
        if (node[n] !== leaf + 7) continue
        g += gradients[n]!
        h += masses[n]!
      }
      const value = Math.round(((-RATE * g) / (h + LEAF_PENALTY)) * 1000) / 1000
      leaves.push(value)
      for (let n = 0; n < count; n++) if (node[n] === leaf + 7) scores[n]! += value
    }
  }
  return { base, count: TREES, splits, leaves }
}

const train = (samples: readonly Sample[]): Weights => ({
  logistic: trainLogistic(samples),
  trees: trainTrees(samples),
})

const COHESION = 0.3
const MIN_COHESION = 0.02

/** Average link with cohesion over the pairs given; pairs not given count 0. Returns the group of each item. */
function group(items: readonly Item[], pairs: readonly Pair[], values: Float64Array, threshold: number): number[] {
  const count = items.length
  const sums: Map<number, number>[] = items.map(() => new Map())
  pairs.forEach(({ a, b }, i) => {
    if (values[i] === 0) return
    sums[a]!.set(b, values[i]!)
    sums[b]!.set(a, values[i]!)
  })
  const size = new Float64Array(count).fill(1)
  const inner = new Float64Array(count).fill(1)
  const first = items.map(({ hours }) => hours)
  const last = items.map(({ hours }) => hours)
  const parent = items.map((_, i) => i)
  const version = new Uint32Array(count)
  const isGone = new Uint8Array(count)
  const cohesion = (i: number): number => Math.max(MIN_COHESION, inner[i]! / size[i]! ** 2)
  const value = (i: number, j: number): number => {
    if (first[i]! - last[j]! > WINDOW_HOURS || first[j]! - last[i]! > WINDOW_HOURS) return 0
    return (sums[i]!.get(j) ?? 0) / (size[i]! * size[j]!) / (cohesion(i) * cohesion(j)) ** COHESION
  }
  type Entry = readonly [value: number, i: number, j: number, versionI: number, versionJ: number]
  const heap: Entry[] = []
  const isBefore = (x: Entry, y: Entry): boolean =>
    x[0] !== y[0] ? x[0] > y[0] : x[1] !== y[1] ? x[1] < y[1] : x[2] < y[2]
  const push = (i: number, j: number): void => {
    const [low, high] = i < j ? [i, j] : [j, i]
    const worth = value(low, high)
    if (worth < threshold) return
    heap.push([worth, low, high, version[low]!, version[high]!])
    for (let at = heap.length - 1; at > 0; ) {
      const up = (at - 1) >> 1
      if (!isBefore(heap[at]!, heap[up]!)) break
      ;[heap[at], heap[up]] = [heap[up]!, heap[at]!]
      at = up
    }
  }
  const pop = (): Entry | undefined => {
    const top = heap[0]
    const end = heap.pop()
    if (heap.length > 0) {
      heap[0] = end!
      for (let at = 0; ; ) {
        let next = 2 * at + 1
        if (next >= heap.length) break
        if (next + 1 < heap.length && isBefore(heap[next + 1]!, heap[next]!)) next++
        if (!isBefore(heap[next]!, heap[at]!)) break
        ;[heap[at], heap[next]] = [heap[next]!, heap[at]!]
        at = next
      }
    }
    return top
  }
  for (let i = 0; i < count; i++) for (const j of sums[i]!.keys()) if (i < j) push(i, j)
  for (let entry = pop(); entry !== undefined; entry = pop()) {
    const [, keep, gone, versionKeep, versionGone] = entry
    if (isGone[keep] || isGone[gone] || version[keep] !== versionKeep || version[gone] !== versionGone) continue
    inner[keep] = inner[keep]! + inner[gone]! + 2 * (sums[keep]!.get(gone) ?? 0)
    size[keep]! += size[gone]!
    first[keep] = Math.min(first[keep]!, first[gone]!)
    last[keep] = Math.max(last[keep]!, last[gone]!)
    isGone[gone] = 1
    parent[gone] = keep
    version[keep]!++
    sums[keep]!.delete(gone)
    for (const [other, sum] of sums[gone]!) {
      if (other === keep) continue
      sums[other]!.delete(gone)
      const all = (sums[keep]!.get(other) ?? 0) + sum
      sums[keep]!.set(other, all)
      sums[other]!.set(keep, all)
    }
    for (const other of sums[keep]!.keys()) push(keep, other)
  }
  const rootOf = (i: number): number => (parent[i] === i ? i : rootOf(parent[i]!))
  return items.map((_, i) => rootOf(i))
}

interface Score {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly bcubed: number
}

function score(items: readonly Item[], groups: readonly number[]): Score {
  const scored = items.flatMap((item, i) => (item.isScored ? [{ event: item.event!, group: groups[i]! }] : []))
  const countBy = (names: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts
  }
  const events = countBy(scored.map(({ event }) => event))
  const found = countBy(scored.map(({ group: name }) => `${name}`))
  const both = countBy(scored.map(({ event, group: name }) => `${name} ${event}`))
  const pairs = (counts: Map<string, number>): number =>
    [...counts.values()].reduce((all, n) => all + (n * (n - 1)) / 2, 0)
  const precision = pairs(both) / Math.max(1, pairs(found))
  const recall = pairs(both) / Math.max(1, pairs(events))
  let p = 0
  let r = 0
  for (const [name, n] of both) {
    const [group = '', event = ''] = name.split(' ')
    p += (n * n) / found.get(group)!
    r += (n * n) / events.get(event)!
  }
  p /= scored.length
  r /= scored.length
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall), bcubed: (2 * p * r) / (p + r) }
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: node research/train-events.ts FOLDER [score]')

const isShort = (row: Row): boolean => (row.kind ?? '').startsWith('short-')
const firstOf = (rows: readonly Row[]): Row[] => {
  const seen = new Set<string>()
  return rows.filter(({ cluster, id }) => !seen.has(cluster ?? id) && seen.add(cluster ?? id))
}
interface EventRow extends Row {
  readonly part?: string
}
const events = readRows(folder, 'events-dev') as EventRow[]
const synthetic = readRows(folder, 'syn-dev')
const shorts = firstOf(synthetic.filter(isShort))
const fewShorts = shorts.filter((row) => hash30(`few ${row.id}`) % 3 === 0)
const ecb = readRows(folder, 'ecb-train')
const basil = readRows(folder, 'basil')
const wire = readRows(folder, 'wire-dev')

/** `raised`: how much more a set weighs when the wire's pairs are added. */
const SETS: readonly { name: string; rows: readonly Row[]; weight: number; raised: number; cut?: number }[] = [
  { name: 'events', rows: events.filter(({ part }) => part !== 'saga'), weight: 1_800, raised: 1.3 },
  { name: 'sagas', rows: events.filter(({ part }) => part === 'saga'), weight: 300, raised: 2 },
  { name: 'ecb', rows: ecb, weight: 1_300, raised: 1.7 },
  { name: 'ecb titles', rows: ecb, weight: 400, raised: 1.2, cut: 0 },
  { name: 'basil', rows: basil, weight: 1_400, raised: 1.1 },
  { name: 'basil titles', rows: basil, weight: 400, raised: 1.2, cut: 0 },
  { name: 'basil 32 words', rows: basil, weight: 400, raised: 1.5, cut: 32 },
]
const TEMPLATES_RAISED = 1.6
const sets = SETS.map(({ name, rows, weight, raised, cut }) => {
  const items = itemsOf(rows, cut, fewShorts)
  const pairs = pairsOf(items)
  return { name, raised, items, pairs, samples: samplesOf(items, pairs, weight) }
})
/** Another day's filling of a form is another event. Hours are invented, so that they give nothing away. */
function templatesOf(rows: readonly Row[], total: number, cut?: number): Sample[] {
  const items = rows.map((row) => ({
    print: printOf(row, cut),
    row,
    fold: hash30(`fold ${row.cluster}`) % FOLDS,
    days: Date.parse(row.published) / HOUR_MS / 24,
  }))
  const found: Sample[] = []
  for (let i = 0; i < items.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [items[j]!, items[i]!]
      if (a.row.cluster === b.row.cluster || Math.abs(a.days - b.days) < 1.5 || !shareKeys(a.print, b.print)) continue
      const about = { hoursApart: hash30(`${a.row.id} ${b.row.id}`) % WINDOW_HOURS, isSameSource: false }
      if (eventRule(a.print, b.print, about) !== undefined) continue
      const shorter = Math.min(a.print.words, b.print.words)
      found.push({
        features: eventFeatures(a.print, b.print, about),
        shorter,
        isSame: false,
        folds: [a.fold, b.fold],
        weight: 1,
      })
    }
  }
  for (const sample of found) sample.weight = total / found.length
  console.log(`templates: ${items.length} items, ${found.length} samples`)
  return found
}

function shareKeys(a: EventPrint, b: EventPrint): boolean {
  let sum = 0
  for (const { hash, rarity } of a.keys) if (b.keys.some((key) => key.hash === hash)) sum += rarity >= RARE_KEY ? 2 : 1
  return sum >= 2
}

/** Two news items on one name that are this far apart are nearly always two events; those of one event are this close. */
const FAR_DAYS = 9
const CLOSE_DAYS = 2
/** From this rarity on, on the scale of the feature, a name is rare. */
const RARE_NAME = 0.6
/**
 * Pairs far apart count if a model without them gives them this probability, and so do some of the others; close ones count
 * from this on.
 */
const HARD = 0.1
const EASY_PERCENT = 5
const LIKELY = 0.5
/** Close pairs with this much of their titles in common may be one form filled twice. */
const ONE_FORM = 0.34
const featureAt = (name: (typeof EVENT_FEATURES)[number]): number => EVENT_FEATURES.indexOf(name)

/**
 * One name, another event or the same: pairs of the wire that share a rare name. Without the close ones, whatever is written
 * like a wire would be taken for another event. Hours are invented, so that they give nothing away. Those far apart weigh
 * `total`.
 */
function namesakesOf(model: CompiledModel, rows: readonly Row[], total: number, cut?: number): Sample[] {
  const items = rows.map((row) => ({
    id: row.id,
    print: printOf(row, cut),
    days: Date.parse(row.published) / HOUR_MS / 24,
  }))
  const byKey = new Map<number, number[]>()
  const found: Sample[] = []
  for (let i = 0; i < items.length; i++) {
    const b = items[i]!
    const seen = new Set<number>()
    for (const { hash, rarity } of b.print.keys) {
      if (rarity < RARE_KEY) continue
      const list = byKey.get(hash) ?? []
      for (const j of list) seen.add(j)
      list.push(i)
      byKey.set(hash, list)
    }
    for (const j of seen) {
      const a = items[j]!
      const daysApart = Math.abs(a.days - b.days)
      const isSame = daysApart <= CLOSE_DAYS
      if (!isSame && daysApart < FAR_DAYS) continue
      const draw = hash30(`${a.id} ${b.id}`)
      const about = { hoursApart: draw % WINDOW_HOURS, isSameSource: false }
      if (eventRule(a.print, b.print, about) !== undefined) continue
      const features = eventFeatures(a.print, b.print, about)
      if (features[featureAt('nameSharedRarest')]! < RARE_NAME) continue
      const shorter = Math.min(a.print.words, b.print.words)
      const p = modelProbability(features, shorter, model)
      if (
        isSame ? p < LIKELY || features[featureAt('titleInOrder')]! >= ONE_FORM : p < HARD && draw % 100 >= EASY_PERCENT
      )
        continue
      found.push({ features, shorter, isSame, folds: [-1, -1], weight: 1 })
    }
  }
  const far = found.filter(({ isSame }) => !isSame).length
  for (const sample of found) sample.weight = total / far
  console.log(`namesakes: ${items.length} items, ${far} samples far apart, ${found.length - far} close`)
  return found
}

/** A title in capitals as other outlets write it: with capitals where the text has them, without what stands in brackets. */
function inSentenceCase(row: Row): Row {
  const seen = new Set(row.text.match(/\p{L}+/gu))
  const title = row.title
    .replace(/ ?<[^>]*>/g, '')
    .toLowerCase()
    .replace(/\p{L}+/gu, (word, at) => {
      const written = word.replace(/^./u, (letter: string) => letter.toUpperCase())
      return at === 0 || (!seen.has(word) && seen.has(written)) ? written : word
    })
  return { ...row, title }
}

/** The half of the wire that is left to score on: by the title's first word, so that a name is in one half. */
const isUnseen = ({ title }: Row): boolean => hash30(`name ${/\p{L}+/u.exec(title.toLowerCase())?.[0] ?? ''}`) % 2 === 1

const times = (samples: readonly Sample[], factor: number): Sample[] =>
  samples.map((sample) => ({ ...sample, weight: sample.weight * factor }))
const templates = wire.filter(({ kind }) => kind === 'neg-template')
const ofTemplates = [...templatesOf(templates, 300), ...templatesOf(templates, 150, 32)]
const samples = [...sets.flatMap((set) => set.samples), ...ofTemplates]
const first = train(samples)
const judge = compiled(first)
const named = firstOf(wire.filter((row) => row.kind !== 'neg-template' && !isUnseen(row)))
const cased = named.map(inSentenceCase)
const samplesWithNames = [
  ...sets.flatMap((set) => times(set.samples, set.raised)),
  ...times(ofTemplates, TEMPLATES_RAISED),
  ...namesakesOf(judge, named, 400),
  ...namesakesOf(judge, cased, 800),
  ...namesakesOf(judge, cased, 200, 32),
]

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

/** The weight of the model that knows the wire's names: with .5 twice as many fillings of one form are joined. */
const OF_NAMES = 0.3

/** The weighted mean of two models, before it becomes a probability. */
function blend(a: Weights, b: Weights): Weights {
  return {
    logistic: a.logistic.map((weight, i) => round((1 - OF_NAMES) * weight + OF_NAMES * b.logistic[i]!, 3)),
    trees: {
      base: round((1 - OF_NAMES) * a.trees.base + OF_NAMES * b.trees.base, 3),
      count: a.trees.count + b.trees.count,
      splits: [...a.trees.splits, ...b.trees.splits],
      leaves: [
        ...a.trees.leaves.map((value) => round((1 - OF_NAMES) * value, 4)),
        ...b.trees.leaves.map((value) => round(OF_NAMES * value, 4)),
      ],
    },
  }
}

for (const { name, items, pairs, samples: own } of sets) {
  const same = own.filter(({ isSame }) => isSame).length
  const ruled = pairs.filter(({ rule, a, b }) => rule !== undefined && items[a]!.event === items[b]!.event).length
  console.log(
    `${name}: ${items.length} items, ${pairs.length} pairs, ${own.length} samples, ${same} same; ${ruled} same by event but ruled out`,
  )
}

/** The model that saw neither of two folds. */
const models = new Map<string, CompiledModel>()
function modelWithout(...folds: readonly number[]): CompiledModel {
  const key = [...new Set(folds)].sort().join()
  let model = models.get(key)
  if (model === undefined) {
    const isUnseenBy = (sample: Sample): boolean => !sample.folds.some((fold) => folds.includes(fold))
    model = compiled(blend(train(samples.filter(isUnseenBy)), train(samplesWithNames.filter(isUnseenBy))))
    models.set(key, model)
  }
  return model
}
const shipped = blend(first, train(samplesWithNames))
const compiledShipped = compiled(shipped)
const LEVELS = [0.2, SAME_EVENT, 0.3, 0.35, 0.4]

function report(name: string, items: readonly Item[], pairs: readonly Pair[], isOutOfFold: boolean): void {
  const modelOf = (a: number, b: number): CompiledModel =>
    isOutOfFold ? modelWithout(items[a]!.fold, items[b]!.fold) : compiledShipped
  const values = Float64Array.from(
    pairs,
    ({ a, b, rule, features, shorter }) => rule ?? modelProbability(features, shorter, modelOf(a, b)),
  )
  const rows = LEVELS.map((level) => {
    const found = score(items, group(items, pairs, values, level))
    return `${level.toFixed(2)}: ${found.precision.toFixed(3)}/${found.recall.toFixed(3)}/${found.f1.toFixed(3)} B ${found.bcubed.toFixed(3)}`
  })
  console.log(`${name.padEnd(28)} ${isOutOfFold ? 'out' : 'in '} ${rows.join('  ')}`)
}

for (const { name, items, pairs } of sets) {
  report(name, items, pairs, true)
  report(name, items, pairs, false)
}
const half = wire.filter(isUnseen)
for (const [name, rows, noise] of [
  ['basil in wire', basil, half],
  ['events in shorts', events.filter(({ part }) => part !== 'saga'), shorts],
] as const) {
  const items = itemsOf(rows, undefined, noise)
  report(name, items, pairsOf(items), true)
}

if (process.argv[3] !== 'score') {
  writeFileSync(
    new URL('../src/core/stories/event-weights.ts', import.meta.url),
    `/**
 * The numbers by which a pair of articles is judged to report one event, made by \`research/train-events.ts\` (its recipe is
 * there). \`logistic\`: a weight for each of \`EVENT_FEATURES\`, then one for each times the shortness of the shorter text, then the
 * bias and one times the shortness. \`trees\`: depth 3, for each seven splits (feature, and the value above which to go right; the
 * feature after the last is the shortness) and eight leaves.
 */
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: learnt, and near a constant by chance
// biome-ignore format: a table of numbers
export const eventWeights: {
  readonly logistic: readonly number[]
  readonly trees: { readonly base: number; readonly count: number; readonly splits: readonly number[]; readonly leaves: readonly number[] }
} = ${JSON.stringify(shipped)}
`,
  )
}
console.log(
  EVENT_FEATURES.map((feature, i) => `${feature} ${shipped.logistic[i]} + ${shipped.logistic[SIZE + i]}`).join('\n'),
)
