/** The web server over a store that several workers share: it accepts what any of them mailed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeToken } from '../../src/flow/digest/tokens.ts'
import { BIN, callHere, temporaryFolders } from '../support/cli.ts'
import { databasesOfRun, type SharedStore } from '../support/databases.ts'

const makeFolder = temporaryFolders()
const CONFIG = JSON.stringify({
  title: 'Test Broadsheet',
  sources: [],
  digests: [{ id: 'daily', title: 'Daily', at: '18:00', subscribers: ['ann@example.org'] }],
})

describe.each(databasesOfRun)('on $name', ({ name, share }) => {
  let store: SharedStore
  const servers: ChildProcess[] = []
  beforeEach(async () => {
    store = await share()
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      const ended = once(server, 'close')
      server.kill('SIGTERM')
      await ended
    }
    await store.close()
  })

  /** The folder of a worker, with the secret that a version before made for itself. */
  function workerFolder(secret: string): string {
    const folder = makeFolder({ 'c.json': CONFIG })
    mkdirSync(join(folder, 'state'))
    writeFileSync(join(folder, 'state', 'secret'), `${secret}\n`, { mode: 0o600 })
    return folder
  }
  const envOf = (secret?: string) => ({
    BROADSHEET_STORE: store.url,
    ...(secret === undefined ? {} : { BROADSHEET_SECRET: secret }),
  })
  async function pass(folder: string, secret?: string): Promise<void> {
    const given = { cwd: folder, env: envOf(secret), options: { wait: 0 } }
    expect(await callHere('run', given)).toMatchObject({ exitCode: 0, stderr: '' })
  }
  async function serve(folder: string): Promise<string> {
    const args = [BIN, 'start', '--no-worker', '--port', '0', '--config', 'c.json']
    const env = { PATH: process.env['PATH'], ...envOf() }
    const server = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
    servers.push(server)
    for await (const line of createInterface(server.stderr)) {
      const { event, url } = JSON.parse(line) as { event: string; url: string }
      if (event === 'listening') return url
    }
    throw new Error('The web server did not open.')
  }
  const linkOf = (origin: string, secret: string) =>
    `${origin}/unsubscribe/${makeToken(secret, ['unsubscribe', 'daily', 'ann@example.org'])}`
  const statusOf = async (origin: string, secret: string) => (await fetch(linkOf(origin, secret))).status

  it('accepts the tokens of every secret that any worker on the store has ever signed with', async () => {
    const [first, second] = [workerFolder('of the first worker'), workerFolder('of the second worker')]
    const passes = [() => pass(first, 'configured once'), () => pass(second)]
    // On SQLite one pass at a time holds the store.
    if (name === 'SQLite') for (const one of passes) await one()
    else await Promise.all(passes.map((one) => one()))
    const origin = await serve(workerFolder('of the server'))
    // Known while the server runs.
    await pass(first, 'configured now')
    for (const secret of ['of the first worker', 'of the second worker', 'configured once', 'configured now']) {
      expect([secret, await statusOf(origin, secret)]).toEqual([secret, 200])
    }
    expect(await statusOf(origin, 'of nobody')).toBe(404)
    const pressed = await fetch(linkOf(origin, 'of the second worker'), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    })
    expect([pressed.status, await pressed.text()]).toEqual([200, expect.stringContaining('Daily has stopped')])
    // Its own folder's was taken over when it opened, before any pass.
    expect(await (await fetch(linkOf(origin, 'of the server'))).text()).toContain('Daily has stopped')
  })
})
