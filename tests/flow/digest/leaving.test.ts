import { describe, expect, it } from 'vitest'
import { endSubscription, findSubscription, renewSubscription } from '../../../src/flow/digest/leaving.ts'
import { makeToken } from '../../../src/flow/digest/tokens.ts'
import { listSubscribers, setSubscriberState } from '../../../src/store/subscribers.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { daily, useNewspaper } from '../../support/newspaper.ts'

const tokenOf = (address: string, digestId = 'daily'): string =>
  makeToken('only for this test', ['unsubscribe', digestId, address])
const TOKEN = tokenOf('ann@example.org')

describe.each(databasesOfRun)('the link at the foot of a mail, on $name', (database) => {
  const paper = useNewspaper(database)
  const standing = async (token = TOKEN) => (await findSubscription(paper.db, paper.config(), token))?.standing
  const end = async () => (await endSubscription(paper.db, paper.config(), TOKEN, paper.now()))?.standing
  const renew = async () => (await renewSubscription(paper.db, paper.config(), TOKEN, paper.now()))?.standing
  const configure = async (subscribers: readonly string[]) => {
    await paper.configure({ digests: [daily({ subscribers: [...subscribers] })] })
    await paper.pass({ refresh: false })
  }

  it('ends a subscription and takes it up again, each as often as it is asked', async () => {
    await configure(['ann@example.org'])
    expect(await standing()).toBe('active')
    expect([await end(), await end(), await standing()]).toEqual(['left', 'left', 'left'])
    // Passes change nothing: the configuration names the address all the time.
    await paper.pass({ refresh: false })
    expect(await standing()).toBe('left')
    expect([await renew(), await renew(), await standing()]).toEqual(['active', 'active', 'active'])
  })

  it('leads nobody back whom the operator has removed, also after they had left', async () => {
    await configure(['ann@example.org'])
    const remove = setSubscriberState('daily', 'ann@example.org', 'suppressed', paper.now())
    await paper.db.batch([remove])
    expect([await standing(), await renew(), await end()]).toEqual(['removed', 'removed', 'removed'])
    await paper.db.batch([setSubscriberState('daily', 'ann@example.org', 'active', paper.now())])
    expect([await standing(), await end()]).toEqual(['active', 'left'])
    await paper.db.batch([remove])
    expect([await standing(), await renew()]).toEqual(['removed', 'removed'])
  })

  it('says so where the address is no longer configured, and leads back where it is configured again', async () => {
    await configure(['ann@example.org', 'bob@example.org'])
    await configure(['bob@example.org'])
    expect([await standing(), await renew(), await end()]).toEqual(['removed', 'removed', 'removed'])
    await configure(['ann@example.org'])
    expect([await standing(), await end()]).toEqual(['active', 'left'])
    await configure(['bob@example.org'])
    expect([await standing(), await renew()]).toEqual(['removed', 'removed'])
    await configure(['ann@example.org'])
    expect([await standing(), await renew()]).toEqual(['left', 'active'])
  })

  it('says so where the digest is no longer configured, and still ends the subscription', async () => {
    await configure(['ann@example.org'])
    await paper.configure({ digests: [daily({ id: 'weekly', title: 'Weekly' })] })
    expect(await end()).toBe('removed')
    expect((await listSubscribers(paper.db, 'daily'))[0]!.state).toBe('suppressed')
    await configure(['ann@example.org'])
    expect(await standing()).toBe('left')
  })

  it('leads back whom `subscribers add` had added', async () => {
    await configure([])
    await paper.db.batch([setSubscriberState('daily', 'ann@example.org', 'active', paper.now())])
    expect([await end(), await renew()]).toEqual(['left', 'active'])
  })

  it.each([
    ['a token that lost a letter', TOKEN.slice(0, -1)],
    ['a token for something else', makeToken('only for this test', ['confirm', 'daily', 'ann@example.org'])],
    ['a token of another secret', makeToken('another', ['unsubscribe', 'daily', 'ann@example.org'])],
  ])('belongs to nobody with %s', async (_, token) => {
    await configure(['ann@example.org'])
    expect(await standing(token)).toBeUndefined()
    expect(await endSubscription(paper.db, paper.config(), token, paper.now())).toBeUndefined()
    expect(await standing()).toBe('active')
  })
})
