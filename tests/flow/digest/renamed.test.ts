/** A digest that got another id keeps its memory. */
import { describe, expect, it } from 'vitest'
import { endSubscription, findSubscription, renewSubscription } from '../../../src/flow/digest/leaving.ts'
import { makeToken } from '../../../src/flow/digest/tokens.ts'
import { listDigests, listSubscribers, setSubscriberState } from '../../../src/store/subscribers.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item } from '../../support/make.ts'
import { daily, mentions, type Sent, useNewspaper } from '../../support/newspaper.ts'

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  const subscribers = ['ann@example.org', 'bob@example.org', 'cyd@example.org']
  const renamed = { id: 'evening', formerly: ['older', 'daily'], subscribers }

  async function passAt(instant: string, items: readonly Item[]): Promise<Sent[]> {
    paper.serve('wire', items)
    paper.at(instant)
    await paper.pass()
    return paper.fresh()
  }
  const first = item(1, { at: '2026-11-20T13:00:00Z' })
  const second = item(2, { at: '2026-11-21T09:00:00Z' })

  /** A digest of which everybody has had an edition, then one left and one paused. */
  async function begin(): Promise<void> {
    await paper.configure({
      sources: [{ id: 'wire', url: paper.serve('wire', []) }],
      digests: [daily({ subscribers, firstEdition: 'now' })],
    })
    expect(await passAt('2026-11-20T13:30:00.000Z', [first])).toHaveLength(3)
    await paper.db.batch([
      setSubscriberState('daily', 'bob@example.org', 'suppressed', paper.now()),
      setSubscriberState('daily', 'cyd@example.org', 'paused', paper.now()),
    ])
  }
  const states = async () =>
    (await listSubscribers(paper.db)).map((one) => `${one.digestId} ${one.address} ${one.state}`)

  it('mails nothing again, to nobody who has left, and decides no slot twice', async () => {
    await begin()
    const [known] = await listDigests(paper.db)
    await paper.configure({ digests: [daily({ ...renamed, firstEdition: 'now' })] })
    expect(await passAt('2026-11-20T14:00:00.000Z', [first])).toEqual([])
    expect(await listDigests(paper.db)).toEqual([{ ...known, id: 'evening' }])
    expect(await states()).toEqual([
      'evening ann@example.org active',
      'evening bob@example.org suppressed',
      'evening cyd@example.org paused',
    ])
    const mails = await passAt('2026-11-21T18:00:00.000Z', [first, second])
    expect(mails.map(({ to }) => to)).toEqual(['ann@example.org'])
    expect([mentions(mails[0]!, first), mentions(mails[0]!, second)]).toEqual([false, true])
  })

  it('is left by the link of a mail that has its former name', async () => {
    await begin()
    const token = makeToken('only for this test', ['unsubscribe', 'daily', 'ann@example.org'])
    await paper.configure({ digests: [daily({ ...renamed, title: 'Evening paper' })] })
    await passAt('2026-11-20T14:00:00.000Z', [first])
    const [db, config] = [paper.db, paper.config()]
    const subscription = { digestId: 'evening', address: 'ann@example.org', digestTitle: 'Evening paper' }
    expect(await findSubscription(db, config, token)).toEqual({ ...subscription, standing: 'active' })
    expect(await endSubscription(db, config, token, paper.now())).toEqual({ ...subscription, standing: 'left' })
    expect(await states()).toContain('evening ann@example.org suppressed')
    expect(await passAt('2026-11-21T18:00:00.000Z', [first, second])).toEqual([])
    expect(await renewSubscription(db, config, token, paper.now())).toEqual({ ...subscription, standing: 'active' })
  })

  it('also where the new name was used before the old one was written beside it', async () => {
    await begin()
    await paper.configure({ digests: [daily({ id: 'evening', subscribers })] })
    await passAt('2026-11-20T14:00:00.000Z', [first])
    await paper.configure({ digests: [daily(renamed)] })
    const mails = await passAt('2026-11-21T18:00:00.000Z', [first, second])
    expect(mails.map(({ to }) => to)).toEqual(['ann@example.org'])
    expect(mentions(mails[0]!, first)).toBe(false)
  })
})
