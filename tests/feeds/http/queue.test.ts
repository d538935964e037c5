import { describe, expect, it } from 'vitest'
import type { Cancellation } from '../../../src/feeds/http/deadline.ts'
import { openHostQueue, openLargeAnswerLimit, openMemoryBudget } from '../../../src/feeds/http/queue.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('openHostQueue', () => {
  it('admits at most the given number in all and of one host', async () => {
    const queue = openHostQueue(3, 2)
    const admitted: string[] = []
    for (const host of ['a', 'a', 'a', 'b', 'c']) queue.acquire(host, {}).then(() => admitted.push(host))
    await settled()
    expect(admitted).toEqual(['a', 'a', 'b'])
  })

  it('serves hosts in turn, so that the many sources of one do not block the others', async () => {
    const queue = openHostQueue(1, 1)
    const order: string[] = []
    const visit = async (host: string): Promise<void> => {
      const release = await queue.acquire(host, {})
      order.push(host)
      await settled()
      release()
    }
    await Promise.all(['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(visit))
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a'])
  })

  it('releases a slot only once, however often it is called', async () => {
    const queue = openHostQueue(1, 1)
    const release = await queue.acquire('a', {})
    release()
    release()
    await queue.acquire('a', {})
    let isAdmitted = false
    queue.acquire('b', {}).then(() => (isAdmitted = true))
    await settled()
    expect(isAdmitted).toBe(false)
  })

  it('rejects a wait that is cancelled and serves the next', async () => {
    const queue = openHostQueue(1, 1)
    const release = await queue.acquire('a', {})
    const cancellation: Cancellation = {}
    const cancelled = queue.acquire('a', cancellation).catch((error) => error)
    const next = queue.acquire('a', {})
    cancellation.onCancel?.('enough')
    expect(await cancelled).toBe('enough')
    release()
    await next
  })

  it('puts a redirect at the head of the queue of its host', async () => {
    const queue = openHostQueue(9, 1)
    const release = await queue.acquire('a', {})
    const order: string[] = []
    for (const [name, first] of [
      ['early', false],
      ['redirected', true],
    ] as const)
      queue.acquire('a', {}, first).then((release) => {
        order.push(name)
        release()
      })
    release()
    await settled()
    expect(order).toEqual(['redirected', 'early'])
  })
})

describe('openMemoryBudget', () => {
  it('is available while less than the limit is reserved, and again once enough is freed, counting each reservation once', async () => {
    const budget = openMemoryBudget(100)
    const entered: string[] = []
    const enter = (name: string) => budget.available({}).then(() => entered.push(name))
    const free = [budget.reserve(60), budget.reserve(30), budget.reserve(30)]
    enter('a')
    enter('b')
    await settled()
    expect(entered).toEqual([])
    free[1]!()
    await settled()
    expect(entered).toEqual(['a', 'b'])
    free[1]!()
    budget.reserve(10)
    enter('c')
    await settled()
    expect(entered).toEqual(['a', 'b'])
  })

  it('rejects a wait that is cancelled and serves the next', async () => {
    const budget = openMemoryBudget(1)
    const free = budget.reserve(1)
    const cancellation: Cancellation = {}
    const cancelled = budget.available(cancellation).catch((error) => error)
    const next = budget.available({})
    cancellation.onCancel?.('enough')
    expect(await cancelled).toBe('enough')
    free()
    await next
  })
})

/** A holder that progresses for so many checks, and counts how often it is evicted. */
const holder = (checks = 0) => ({
  checks,
  evictions: 0,
  isWhole: false,
  hasProgressed(): boolean {
    return this.checks-- > 0
  },
  evict(): boolean {
    this.evictions++
    return !this.isWhole
  },
})

describe('openLargeAnswerLimit', () => {
  it('admits the smallest expected answer next', async () => {
    const limit = openLargeAnswerLimit(1, 10_000)
    const release = await limit.acquire(1, {}, holder())
    const order: number[] = []
    for (const bytes of [30, 10, 20])
      limit.acquire(bytes, {}, holder()).then((release) => {
        order.push(bytes)
        release()
      })
    release()
    await settled()
    expect(order).toEqual([10, 20, 30])
  })

  it('evicts a holder that makes no progress only once others have waited too long', async () => {
    const limit = openLargeAnswerLimit(1, 20)
    const still = holder()
    const release = await limit.acquire(1, {}, still)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(still.evictions).toBe(0)
    await limit.acquire(1, {}, holder())
    expect(still.evictions).toBe(1)
    release()
  })

  it('lets a holder that progresses stay for five checks', async () => {
    const limit = openLargeAnswerLimit(1, 5)
    const moving = holder(100)
    await limit.acquire(1, {}, moving)
    await limit.acquire(1, {}, holder())
    expect([moving.checks, moving.evictions]).toEqual([95, 1])
  })

  it('leaves its slot to a holder that has wholly arrived, until it is released', async () => {
    const limit = openLargeAnswerLimit(1, 5)
    const whole = { ...holder(), isWhole: true }
    const release = await limit.acquire(1, {}, whole)
    const order: string[] = []
    const next = limit.acquire(1, {}, holder()).then(() => order.push('next'))
    while (whole.evictions < 7) await new Promise((resolve) => setTimeout(resolve, 5))
    order.push('release')
    release()
    await next
    expect(order).toEqual(['release', 'next'])
  })

  it('rejects a wait that is cancelled and serves the next', async () => {
    const limit = openLargeAnswerLimit(1, 10_000)
    const release = await limit.acquire(1, {}, holder())
    const cancellation: Cancellation = {}
    const cancelled = limit.acquire(1, cancellation, holder()).catch((error) => error)
    const next = limit.acquire(2, {}, holder())
    cancellation.onCancel?.('enough')
    expect(await cancelled).toBe('enough')
    release()
    await next
  })
})
