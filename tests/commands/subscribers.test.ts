import { describe, expect, it } from 'vitest'
import { makeToken } from '../../src/flow/digest/tokens.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { openWeb, rssOf } from '../support/web.ts'

const folderWith = temporaryFolders()
/** Calls commands in a folder of their own, with these subscribers configured. */
const newspaper = (subscribers: readonly string[] = []) => {
  const digest = { id: 'morning', title: 'Good morning', at: '07:00', subscribers }
  const cwd = folderWith({
    'c.json': JSON.stringify({ title: 'Test', secret: 'a secret of this test', sources: [], digests: [digest] }),
  })
  return (...args: string[]) => callInside([...args, '--config', 'c.json'], { cwd })
}

describe('subscribers', () => {
  it('include those whom the operator adds, and not those whom the operator removes', async () => {
    const call = newspaper()
    expect((await call('subscribers', 'add', 'Ann@example.org')).stdout).toBe('Ann@example.org gets Good morning.\n')
    expect((await call('subscribers', 'add', 'ann@EXAMPLE.org')).stdout).toBe(
      'ann@EXAMPLE.org gets Good morning, as before.\n',
    )
    const added = await call('subscribers', 'list', '--json')
    expect(JSON.parse(added.stdout)).toEqual({ address: 'ann@example.org', digestId: 'morning', state: 'active' })
    expect((await call('subscribers', 'remove', 'ann@example.org')).exitCode).toBe(0)
    expect((await call('run', '--wait', '0')).exitCode).toBe(0)
    const removed = await call('subscribers', 'list', '--json')
    expect(JSON.parse(removed.stdout).state).toBe('suppressed')
  })

  it('can be removed by an address that a configuration would refuse', async () => {
    const call = newspaper()
    for (const address of ['jo..hn@mail.example', 'ann@my_host.example']) {
      expect((await call('subscribers', 'add', address)).exitCode).toBe(0)
      expect((await call('subscribers', 'remove', address)).exitCode).toBe(0)
    }
    const { stdout } = await call('subscribers', 'list', '--json')
    expect(stdout.match(/"state":"\w+"/g)).toEqual(['"state":"suppressed"', '"state":"suppressed"'])
  })

  it('can be removed by the token that the subject of a mail to the operator carries', async () => {
    const call = newspaper(['Ann@example.org'])
    await call('run', '--wait', '0')
    const token = makeToken('a secret of this test', ['unsubscribe', 'morning', 'ann@example.org'])
    expect((await call('subscribers', 'remove', `unsubscribe ${token}`)).stdout).toBe(
      'ann@example.org no longer gets Good morning.\n',
    )
    expect((await call('subscribers', 'list')).stdout).toBe('suppressed  ann@example.org, morning\n')
    const forged = await call('subscribers', 'remove', `${token.slice(0, -1)}_`)
    expect(forged).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('of no mail of ours') })
  })

  it.each([
    ['anne@example.org', 'nobody gets Good morning at anne@example.org; did you mean ann@example.org?'],
    ['bob@exampel.org', 'nobody gets Good morning at bob@exampel.org; did you mean bob@example.org?'],
    ['zoe@far.example', 'nobody gets Good morning at zoe@far.example; see: broadsheet subscribers list'],
  ])('that nobody has are not removed: %s', async (address, sentence) => {
    const call = newspaper(['Bob@Example.org'])
    await call('subscribers', 'add', 'ann@example.org')
    expect(await call('subscribers', 'remove', address)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `ADDRESS: ${sentence}\n`,
    })
    expect((await call('subscribers', 'list')).stdout).toBe('active  ann@example.org, morning\n')
  })

  it.each([' ANN@example.org ', 'bob@example.org'])(
    'are removed however they are spelled, before the first run too: %s',
    async (address) => {
      const call = newspaper(['Bob@Example.org'])
      await call('subscribers', 'add', '  Ann@example.org\t')
      for (const _ of ['first', 'again']) expect((await call('subscribers', 'remove', address)).exitCode).toBe(0)
      const { stdout } = await call('subscribers', 'list', '--json')
      expect(stdout).toContain(
        JSON.stringify({ address: address.trim().toLowerCase(), digestId: 'morning', state: 'suppressed' }),
      )
    },
  )

  it('reject an invalid address and an unknown digest', async () => {
    const call = newspaper()
    const address = await call('subscribers', 'add', 'ann')
    expect([address.exitCode, address.stderr]).toEqual([2, expect.stringContaining('is no mail address')])
    const digest = await call('subscribers', 'add', 'ann@example.org', '--digest', 'evening')
    expect([digest.exitCode, digest.stderr]).toEqual([2, expect.stringContaining('there is: morning')])
  })
})

describe('the number of subscribers', () => {
  it('is told to publishers: each person once, also those added by command, not those who left', async () => {
    const site = await openWeb()
    try {
      site.on('*', { body: rssOf('x') })
      const digests = ['morning', 'evening'].map((id) => ({
        id,
        title: id,
        at: '07:00',
        subscribers: ['ann@example.org', 'bob@example.org'],
      }))
      const sources = [`${site.origin}/feed`]
      const cwd = folderWith({
        'c.json': JSON.stringify({ title: 'T', siteUrl: 'https://news.example', sources, digests }),
      })
      const env = { BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
      const call = (...args: string[]) => callInside([...args, '--config', 'c.json'], { cwd, env })
      await call('subscribers', 'add', 'cid@example.org', '--digest', 'morning')
      for (const digest of ['morning', 'evening'])
        await call('subscribers', 'remove', 'bob@example.org', '--digest', digest)
      await call('run', '--wait', '0')
      await call('sources', 'check')
      expect(site.asked.map(({ headers }) => headers['user-agent'])).toEqual(
        Array(2).fill(expect.stringMatching(/^Broadsheet\/[\d.]+ \(\+https:\/\/news\.example\/?; 2 subscribers\)$/)),
      )
    } finally {
      await site.close()
    }
  })
})

describe('deliveries settle', () => {
  it('needs either --sent or --resend', async () => {
    const answer = await newspaper()('deliveries', 'settle')
    expect([answer.exitCode, answer.stderr]).toEqual([2, expect.stringContaining('either --sent')])
  })
})
