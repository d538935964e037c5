import { describe, expect, it } from 'vitest'
import { type Brake, openHostQueue, openLargePlaces, openRoom } from '../../../src/feeds/http/queue.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('openHostQueue', () => {
  it('admits so many in all and so many of one host', async () => {
    const queue = openHostQueue(3, 2)
    const inside: string[] = []
    for (const host of ['a', 'a', 'a', 'b', 'c']) queue.enter(host, {}).then(() => inside.push(host))
    await settled()
    expect(inside).toEqual(['a', 'a', 'b'])
  })

  it('lets hosts take turns, so that the many sources of one do not block the others', async () => {
    const queue = openHostQueue(1, 1)
    const order: string[] = []
    const visit = async (host: string): Promise<void> => {
      const leave = await queue.enter(host, {})
      order.push(host)
      await settled()
      leave()
    }
    await Promise.all(['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(visit))
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a'])
  })

  it('gives a place back once only', async () => {
    const queue = openHostQueue(1, 1)
    const leave = await queue.enter('a', {})
    leave()
    leave()
    await queue.enter('a', {})
    let isIn = false
    queue.enter('b', {}).then(() => (isIn = true))
    await settled()
    expect(isIn).toBe(false)
  })

  it('takes whoever gives up out of the line', async () => {
    const queue = openHostQueue(1, 1)
    const leave = await queue.enter('a', {})
    const brake: Brake = {}
    const given = queue.enter('a', brake).catch((error) => error)
    const next = queue.enter('a', {})
    brake.onPull?.('enough')
    expect(await given).toBe('enough')
    leave()
    await next
  })

  it('sends a redirect to the head of the line of its host', async () => {
    const queue = openHostQueue(9, 1)
    const leave = await queue.enter('a', {})
    const order: string[] = []
    for (const [name, first] of [
      ['early', false],
      ['redirected', true],
    ] as const)
      queue.enter('a', {}, first).then((leave) => {
        order.push(name)
        leave()
      })
    leave()
    await settled()
    expect(order).toEqual(['redirected', 'early'])
  })
})

describe('openRoom', () => {
  it('lets in while less is held than it has room for, and the others when enough was let go, once each', async () => {
    const room = openRoom(100)
    const entered: string[] = []
    const enter = (name: string) => room.enter({}).then(() => entered.push(name))
    const letGo = [room.hold(60), room.hold(30), room.hold(30)]
    enter('a')
    enter('b')
    await settled()
    expect(entered).toEqual([])
    letGo[1]!()
    await settled()
    expect(entered).toEqual(['a', 'b'])
    letGo[1]!()
    room.hold(10)
    enter('c')
    await settled()
    expect(entered).toEqual(['a', 'b'])
  })

  it('takes whoever gives up out of the line', async () => {
    const room = openRoom(1)
    const letGo = room.hold(1)
    const brake: Brake = {}
    const given = room.enter(brake).catch((error) => error)
    const next = room.enter({})
    brake.onPull?.('enough')
    expect(await given).toBe('enough')
    letGo()
    await next
  })
})

/** A holder that is moving for so many looks, and counts how often it is sent away. */
const holder = (looks = 0) => ({
  looks,
  sentAway: 0,
  isMoving(): boolean {
    return this.looks-- > 0
  },
  onOverstay(): void {
    this.sentAway++
  },
})

describe('openLargePlaces', () => {
  it('admits the smallest expected answer next', async () => {
    const places = openLargePlaces(1, 10_000)
    const leave = await places.enter(1, {}, holder())
    const order: number[] = []
    for (const bytes of [30, 10, 20])
      places.enter(bytes, {}, holder()).then((leave) => {
        order.push(bytes)
        leave()
      })
    leave()
    await settled()
    expect(order).toEqual([10, 20, 30])
  })

  it('sends a holder that stands still away, once others have waited too long, and not before', async () => {
    const places = openLargePlaces(1, 20)
    const still = holder()
    const leave = await places.enter(1, {}, still)
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(still.sentAway).toBe(0)
    await places.enter(1, {}, holder())
    expect(still.sentAway).toBe(1)
    leave()
  })

  it('lets a holder that is moving stay for five looks', async () => {
    const places = openLargePlaces(1, 5)
    const moving = holder(100)
    await places.enter(1, {}, moving)
    await places.enter(1, {}, holder())
    expect([moving.looks, moving.sentAway]).toEqual([95, 1])
  })

  it('takes whoever gives up out of the line', async () => {
    const places = openLargePlaces(1, 10_000)
    const leave = await places.enter(1, {}, holder())
    const brake: Brake = {}
    const given = places.enter(1, brake, holder()).catch((error) => error)
    const next = places.enter(2, {}, holder())
    brake.onPull?.('enough')
    expect(await given).toBe('enough')
    leave()
    await next
  })
})
