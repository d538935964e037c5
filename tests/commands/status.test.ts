/** What `status` shows of the digests: who would get the next edition, and when. */
import { expect, it } from 'vitest'
import { callInside, temporaryFolders } from '../support/cli.ts'

const folderWith = temporaryFolders()

/** A folder with one digest at 07:00 UTC, and the answer of `status --json` about it. */
function newspaper(subscribers: readonly unknown[]) {
  const digest = { id: 'daily', title: 'Daily', at: '07:00', timeZone: 'UTC', subscribers }
  const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'Test', sources: [], digests: [digest] }) })
  const call = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await callInside([...args, '--config', 'c.json'], { cwd })
    expect([exitCode, stderr]).toEqual([0, ''])
    return stdout
  }
  const status = async (): Promise<unknown[]> => {
    const { digests } = JSON.parse(await call('status', '--json')) as {
      digests: { id: string; subscribers: number; nextSlotAt: string }[]
    }
    return digests.map(({ subscribers, nextSlotAt }) => [subscribers, nextSlotAt.slice(11, 16)])
  }
  return { call, status }
}

it('counts the configured subscribers before the first run, and those added and removed by command', async () => {
  const { call, status } = newspaper(['ann@example.org', 'bob@example.org'])
  expect(await status()).toEqual([[2, '07:00']])
  await call('subscribers', 'add', 'dan@example.org')
  expect(await status()).toEqual([[3, '07:00']])
  await call('subscribers', 'remove', 'Ann@Example.org')
  expect(await status()).toEqual([[2, '07:00']])
  await call('run', '--wait', '0')
  expect(await status()).toEqual([[2, '07:00']])
  expect(await call('status')).toMatch(/Daily: next at .*07:00.*, 2 subscribers\n/)
})

it('computes the next edition from the schedules of its subscribers, and `digest` says the same', async () => {
  const { call, status } = newspaper([{ address: 'bob@example.org', at: '08:30' }])
  expect(await status()).toEqual([[1, '08:30']])
  expect(await call('digest', '--wait', '0')).toMatch(/^Nothing is due\. Next: Daily at .*08:30/)
  await call('subscribers', 'add', 'dan@example.org')
  await call('subscribers', 'remove', 'bob@example.org')
  expect(await status()).toEqual([[1, '07:00']])
  expect(await call('digest', '--wait', '0')).toMatch(/^Nothing is due\. Next: Daily at .*07:00/)
})

it('uses the digest’s own schedule while it has no subscribers', async () => {
  expect(await newspaper([]).status()).toEqual([[0, '07:00']])
})
