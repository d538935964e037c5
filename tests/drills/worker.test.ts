/** When `start` makes its passes, what it logs, and that pages are served meanwhile. The passes themselves: pass-process.test.ts. */
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/config.ts'
import { makeToken } from '../../src/flow/digest/tokens.ts'
import { item, rss } from '../support/make.ts'
import { makeFolder, startWorker, useWorkers } from '../support/worker.ts'

useWorkers()

describe('start', () => {
  it('makes a pass at once and one at a tick that finds a source due, each one line, serves, and ends with 0', async () => {
    const worker = await startWorker({}, { args: ['--port', '0'] })
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    const pass = await worker.next('pass')
    expect(pass).toMatchObject({ sources: { configured: 1, modified: 1 }, entries: { new: 1 } })
    expect(pass['published']).toBe(8)
    expect(Object.keys(pass)).not.toEqual(expect.arrayContaining(['next']))
    const answer = await fetch(`${url}/atom.xml`)
    expect([answer.status, await answer.text()]).toEqual([200, worker.published()])
    expect(await (await fetch(url)).text()).toContain('First title')
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ alive: true, ready: true })
    // At least one tick with nothing to do: it starts no pass.
    await sleep(1500)
    worker.makeDue()
    expect(await worker.next('pass')).toMatchObject({ sources: { due: 1 }, published: 0 })
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.lines.map(({ event }) => event)).toEqual(['listening', 'started', 'pass', 'pass', 'stopped'])
  })

  it('serves every page while another process writes, and acts when that has ended', async () => {
    const worker = await startWorker(
      { digests: [{ id: 'daily', title: 'Daily', at: '18:00', subscribers: ['ann@example.org'] }] },
      { args: ['--port', '0'] },
    )
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    const database = new DatabaseSync(join(worker.folder, 'state', 'broadsheet.db'))
    database.exec('BEGIN IMMEDIATE')
    const token = makeToken('only for this test', ['unsubscribe', 'daily', 'ann@example.org'])
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    const acting = fetch(`${url}/unsubscribe/${token}`, { method: 'POST', body })
    for (const path of ['health', 'atom.xml', `unsubscribe/${token}`])
      expect((await fetch(`${url}/${path}`)).status).toBe(200)
    database.exec('ROLLBACK')
    database.close()
    expect((await acting).status).toBe(200)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes a changed configuration up, with its schedule and its pages, and mails what a new digest owes', async () => {
    const worker = await startWorker({}, { args: ['--port', '0'] })
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    expect(worker.published()).toContain('First title')
    worker.configure({
      title: 'Second title',
      refresh: { schedule: '*/2 * * * * *' },
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
    })
    expect(await worker.next('configuration')).toMatchObject({ message: expect.stringContaining('in use') })
    expect(await worker.next('pass')).toMatchObject({ editions: [{ digestId: 'daily', state: 'sent' }] })
    expect(worker.published()).toContain('Second title')
    expect(await (await fetch(url)).text()).toContain('Second title')
    expect(readdirSync(join(worker.folder, 'outbox'))).toHaveLength(1)
    worker.makeDue()
    await worker.next('pass')
    expect(worker.count('configuration')).toBe(1)
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes up what was written while a change before it was still evaluated', async () => {
    const write = (folder: string, title: string) =>
      writeFileSync(
        join(folder, 'extra.config.mjs'),
        `console.log('evaluating ${title}'); await new Promise((go) => setTimeout(go, 300))
        export default { title: '${title}', sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
      )
    const folder = makeFolder({ 'feed.xml': rss('wire', [item(1)]) })
    write(folder, 'One')
    const worker = await startWorker({}, { args: ['--config', join(folder, 'extra.config.mjs')] })
    await worker.next('pass')
    write(folder, 'Two')
    await worker.next('output')
    write(folder, 'Three')
    await worker.next('configuration')
    await worker.next('configuration')
    await worker.next('pass')
    expect(readFileSync(join(folder, 'public', 'atom.xml'), 'utf8')).toContain('Three')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('takes up a changed .env', async () => {
    const worker = await startWorker(
      {},
      {
        args: ['--config', 'env.config.mjs'],
        files: {
          '.env': 'TITLE=One',
          'env.config.mjs': `export default { title: process.env.TITLE, sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
        },
      },
    )
    await worker.next('pass')
    writeFileSync(join(worker.folder, '.env'), 'TITLE=Two')
    await worker.next('configuration')
    await worker.next('pass')
    expect(worker.published()).toContain('Two')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('uses a changed template from the next edition and page on, and holds both while it has a mistake, which it says', async () => {
    const worker = await startWorker({}, { args: ['--port', '0'] })
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    const front = async () => (await fetch(url)).text()
    const packaged = await front()
    mkdirSync(join(worker.folder, 'templates'))
    const write = (name: string, text: string) => writeFileSync(join(worker.folder, 'templates', name), text)
    write('front.html', '<h1>\n{{titel}}</h1>')
    write('digest.txt', 'Mine\n\n{{titel}}\n')
    worker.configure({
      digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
    })
    // A pass may begin between two writes.
    const passWith = async (faults: number) => {
      for (;;) {
        const pass = await worker.next('pass')
        if ((pass['faults'] as unknown[]).length === faults) return pass
      }
    }
    const says = (file: string, line: number) => ({
      code: 'render/template',
      message: expect.stringMatching(`template ${file}, line ${line}, .*"titel"`),
    })
    expect(await passWith(2)).toMatchObject({
      exitCode: 1,
      faults: [says('front.html', 2), says('digest.txt', 3)],
    })
    expect(existsSync(join(worker.folder, 'outbox'))).toBe(false)
    expect(await front()).toBe(packaged)
    // Mended, neither waits until the fault would be tried again.
    write('front.html', '<h1>Mine</h1>')
    write('digest.txt', 'Mine\n{{title}}\n')
    expect(await passWith(0)).toMatchObject({ exitCode: 0, editions: [{ state: 'sent' }] })
    expect(await front()).toBe('<h1>Mine</h1>')
    expect(readFileSync(join(worker.folder, 'public', 'index.html'), 'utf8')).toBe('<h1>Mine</h1>')
    const [mail] = readdirSync(join(worker.folder, 'outbox'))
    expect(readFileSync(join(worker.folder, 'outbox', mail!), 'utf8')).toContain('Mine\r\nFirst title')
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('says in one line that the changed configuration is invalid, serves on without a pass, and takes up its repair', async () => {
    const worker = await startWorker({}, { args: ['--port', '0'] })
    const { url } = (await worker.next('listening')) as unknown as { url: string }
    await worker.next('pass')
    worker.configure({ title: 'Second title', colour: 'red', feed: { maxEntries: -1 } } as Partial<UserConfig>)
    const line = await worker.next('configuration-invalid')
    expect(line.message).toMatch(/colour: .*feed\.maxEntries: /)
    worker.makeDue()
    await sleep(2500)
    expect((await fetch(`${url}/atom.xml`)).status).toBe(200)
    worker.configure({ title: 'Third title', colour: undefined, feed: {} } as Partial<UserConfig>)
    await worker.next('configuration')
    await worker.next('pass')
    expect(worker.published()).toContain('Third title')
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.lines.map(({ event }) => event).slice(2)).toEqual([
      'pass',
      'configuration-invalid',
      'configuration',
      'pass',
      'stopped',
    ])
  })

  it('says what is wrong with a configuration that ends its process, and takes up its repair by a file it does not know of', async () => {
    const worker = await startWorker(
      {},
      {
        args: ['--config', 'own.config.mjs'],
        files: {
          'switch.txt': 'well',
          'own.config.mjs': `import { readFileSync } from 'node:fs'
        if (readFileSync('switch.txt', 'utf8') !== 'well') process.exit(0)
        export default { title: 'T', sources: ['feed.xml'], refresh: { schedule: '* * * * * *' } }`,
        },
      },
    )
    await worker.next('pass')
    writeFileSync(join(worker.folder, 'switch.txt'), 'ill')
    worker.makeDue()
    expect(await worker.next('configuration-invalid')).toMatchObject({
      message: expect.stringMatching(/it calls process\.exit, or waits for something that does not come$/),
    })
    writeFileSync(join(worker.folder, 'switch.txt'), 'well')
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
    expect(worker.count('configuration-invalid')).toBe(1)
  })

  it('asks in one line for a restart when store, state folder or web change, and takes up the rest', async () => {
    const worker = await startWorker()
    await worker.next('pass')
    worker.configure({
      title: 'Second title',
      stateFolder: 'elsewhere',
      store: { url: 'sqlite:other.db' },
      web: { port: 8099 },
    })
    const line = await worker.next('restart-needed')
    expect(line).toMatchObject({
      changed: ['store', 'stateFolder', 'web'],
      message: expect.stringContaining('restart'),
    })
    await worker.next('pass')
    worker.makeDue()
    await worker.next('pass')
    expect(worker.count('restart-needed')).toBe(1)
    expect(worker.published()).toContain('Second title')
    expect([existsSync(join(worker.folder, 'elsewhere')), existsSync(join(worker.folder, 'other.db'))]).toEqual([
      false,
      false,
    ])
    expect(await worker.stop('SIGTERM')).toBe(0)
  })

  it('names what is configured and has no effect in one line, and ends with 0 at SIGINT, too', async () => {
    const worker = await startWorker({
      sources: [{ id: 'wire', url: 'feed.xml' }],
      feed: { hubs: ['https://hub.example.org/'] },
    })
    expect(await worker.next('without-effect')).toMatchObject({
      message: expect.stringMatching(/^feed\.hubs: has no effect without siteUrl/),
      keys: ['feed.hubs'],
    })
    await worker.next('pass')
    expect(await worker.stop('SIGINT')).toBe(0)
    expect(worker.lines.at(-1)).toMatchObject({ event: 'stopped' })
    expect(worker.lines.filter(({ event }) => ['without-effect', 'text'].includes(event))).toHaveLength(1)
  })

  it('refuses to begin with an invalid configuration, each mistake a line', async () => {
    const worker = await startWorker({
      title: undefined,
      refresh: { schedule: 'often' },
    } as unknown as Partial<UserConfig>)
    const [code] = (await once(worker.child, 'close')) as [number]
    expect(code).toBe(2)
    expect(worker.lines.map(({ message }) => message?.split(':')[0])).toEqual(['title', 'refresh.schedule'])
  })

  it('has loaded nothing of what a pass does', async () => {
    const folder = makeFolder()
    const list = join(folder, 'loaded.txt')
    const preload = `data:text/javascript,import { registerHooks } from 'node:module'; import { appendFileSync } from 'node:fs';
      if (process.argv[2] === 'start') registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context) } })`
    const worker = await startWorker({}, { args: ['--port', '0'], execArgv: ['--import', preload] })
    await worker.next('pass')
    expect(await worker.stop('SIGTERM')).toBe(0)
    const loaded = readFileSync(list, 'utf8')
    expect(loaded).toMatch(/src\/worker\.ts\n/)
    expect(loaded).not.toMatch(
      /src\/pipeline\.ts|src\/flow\/(?:refresh|stories)|src\/feeds\/(?:http|page)|src\/mail\/|mjml|undici|readability|nodemailer/,
    )
  })
})
