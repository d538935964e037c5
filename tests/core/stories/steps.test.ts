/** Long computations yield after so much work, whatever the machine: the flow gives everybody else a turn there. */
import { describe, expect, it } from 'vitest'
import { finish } from '../../../src/core/steps.ts'
import { candidatePairs } from '../../../src/core/stories/candidates.ts'
import { eventLikeness, groupEvents, groupEventsSteps, type Unit } from '../../../src/core/stories/events.ts'
import type { Fingerprint } from '../../../src/core/stories/fingerprint.ts'
import {
  fingerprintArticle,
  type GroupMember,
  PairMemory,
  regroup,
  regroupSteps,
} from '../../../src/core/stories/stories.ts'
import { unpackVector } from '../../../src/core/text/packing.ts'
import {
  article,
  FERRY_OTHER_TEXT,
  FERRY_TEXT,
  FERRY_TITLE,
  hoursLater,
  withWordsChanged,
} from '../../support/articles.ts'

/** As many articles about one event: copies, edited copies and another report. */
const members = (count: number): GroupMember[] =>
  Array.from({ length: count }, (_, i) => {
    const text = i % 3 === 0 ? FERRY_OTHER_TEXT : withWordsChanged(FERRY_TEXT, 5 + (i % 7))
    const one = article({ id: `m${i}`, sourceId: `s${i}`, title: FERRY_TITLE, text, publishedAt: hoursLater(i / 20) })
    return {
      id: one.id,
      sourceId: one.sourceId,
      publishedAt: one.publishedAt!,
      firstSeenAt: one.firstSeenAt,
      fingerprint: fingerprintArticle(one),
    }
  })

const options = { windowHours: 72, now: '2026-03-05T00:00:00.000Z' }

/** The most that was counted between two yields, and how many there were. */
function longest(
  steps: Generator<unknown, unknown>,
  count: () => number,
): { readonly most: number; readonly steps: number } {
  let most = 0
  let before = 0
  for (let taken = 1; ; taken++) {
    const { done } = steps.next()
    most = Math.max(most, count() - before)
    before = count()
    if (done) return { most, steps: taken }
  }
}

describe('average link', () => {
  const units = (count: number): Unit[] => {
    const { vector } = fingerprintArticle(article({ title: FERRY_TITLE, text: FERRY_TEXT }))
    return Array.from({ length: count }, (_, i) => ({
      vector: unpackVector(vector),
      words: 100,
      sourceIds: [`s${i}`],
      columns: [],
      firstMs: i,
      lastMs: i,
    }))
  }

  it('compares one unit with the others in a step, and takes a step for each of 500 and for each joining', () => {
    const all = units(500)
    let compared = 0
    const likeness: typeof eventLikeness = (a, b, alike) => {
      compared++
      return eventLikeness(a, b, alike)
    }
    const { most, steps } = longest(groupEventsSteps(all, 1_000, likeness), () => compared)
    expect(compared).toBe((500 * 499) / 2)
    expect(most).toBeLessThan(500)
    // A row each for likenesses and partners, 499 joinings.
    expect(steps).toBeGreaterThanOrEqual(500 + 500 + 499)
  })

  it('gives the same groups in steps', () => {
    const all = units(20)
    expect(finish(groupEventsSteps(all, 1_000))).toEqual(groupEvents(all, 1_000))
  })
})

describe('grouping', () => {
  /** Counts how many pairs are looked at closely. */
  class CountingMemory extends PairMemory {
    count = 0
    override judge(a: Fingerprint, b: Fingerprint): { readonly p: number; readonly why: string } {
      this.count++
      return super.judge(a, b)
    }
  }

  it('judges at most 256 pairs in a step, as many as two groups of copies have between them', () => {
    const memory = new CountingMemory()
    const { most, steps } = longest(regroupSteps(members(300), [], { ...options, memory }), () => memory.count)
    expect(memory.count).toBeGreaterThan(2_000)
    expect(most).toBeLessThanOrEqual(256)
    expect(steps).toBeGreaterThan(300)
  })

  it('finds the pairs of at most 200 articles in a step', () => {
    const sorted = members(600)
    let articles = 0
    const steps = candidatePairs(sorted, 72 * 3_600_000)
    let last = -1
    const { steps: taken } = longest(
      (function* () {
        for (const some of steps) {
          for (const { a } of some) {
            if (a !== last) articles++
            last = a
          }
          yield
        }
      })(),
      () => articles,
    )
    expect(articles).toBeGreaterThan(500)
    expect(taken).toBeGreaterThan(600)
  })

  it('gives the same answer in steps, and with what was remembered of another grouping', () => {
    const all = members(60)
    const whole = regroup(all, [], options)
    const memory = new PairMemory()
    regroup(all.slice(0, 40), [], { ...options, memory })
    expect(finish(regroupSteps(all, [], { ...options, memory }))).toEqual(whole)
  })
})
