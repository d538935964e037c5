import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagedTemplates } from '../../src/template.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
const CONFIG = {
  title: 'Test Broadsheet',
  language: 'de',
  sources: [{ id: 'wire', url: 'feed.xml' }],
  refresh: { firstFetchDays: 0 },
  digests: [{ id: 'daily', title: 'Daily', at: '18:00', firstEdition: 'now', subscribers: ['ann@example.org'] }],
  mail: { from: 'Broadsheet <news@example.org>' },
}

/** A folder with a configuration, and calls of commands in it. */
function newspaper() {
  const cwd = folderWith({ 'feeds.config.json': JSON.stringify(CONFIG), 'feed.xml': rss('wire', [item(1), item(2)]) })
  const call = (...args: string[]) => callInside([...args, '--config', 'feeds.config.json'], { cwd })
  return { cwd, call, at: (name: string) => join(cwd, 'templates', name) }
}

describe('eject templates', () => {
  it('copies the templates and the words of the language, says which, and what to do next', async () => {
    const { call, at } = newspaper()
    const { exitCode, stdout } = await call('eject', 'templates')
    expect(exitCode).toBe(0)
    const copied = readdirSync(at(''))
    expect(copied).toEqual(
      expect.arrayContaining(['digest.mjml', 'digest.txt', 'page.html', 'style.css', 'words.de.json']),
    )
    expect(copied).not.toContain('words.en.json')
    for (const name of copied) {
      expect(readFileSync(at(name))).toEqual(readFileSync(join(packagedTemplates, name)))
      expect(stdout).toContain(`  ${name}\n`)
    }
    expect(stdout).toContain('broadsheet digest --preview preview')
  })

  it('overwrites nothing unless it is told to', async () => {
    const { call, at } = newspaper()
    mkdirSync(at(''))
    writeFileSync(at('digest.txt'), 'mine')
    const { stdout } = await call('eject', 'templates', 'digest.txt', 'style.css', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ folder: at('.'), written: ['style.css'], kept: ['digest.txt'] })
    expect(readFileSync(at('digest.txt'), 'utf8')).toBe('mine')
    expect((await call('eject', 'templates', 'digest.txt')).stdout).toContain(
      'Kept, since it is there already: digest.txt.',
    )
    await call('eject', 'templates', 'digest.txt', '--overwrite')
    expect(readFileSync(at('digest.txt'))).toEqual(readFileSync(join(packagedTemplates, 'digest.txt')))
  })

  it.each([
    [['style.cs'], "FILE: no template is called 'style.cs'; did you mean style.css?\n"],
    [['../package.json'], /^FILE: no template is called '\.\.\/package\.json'; there is: /],
  ])('refuses %j and writes nothing', async (names, says) => {
    const { call, at } = newspaper()
    const { exitCode, stderr } = await call('eject', 'templates', 'digest.txt', ...names)
    expect([exitCode, existsSync(at(''))]).toEqual([2, false])
    expect(stderr).toMatch(says)
  })

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'mine')],
    ['a link to nothing', (path: string) => symlinkSync('nowhere', path)],
  ])('ends with 3 and a sentence where `templates` is %s, and leaves it as it is', async (_, make) => {
    const { cwd, call } = newspaper()
    make(join(cwd, 'templates'))
    for (const option of [[], ['--overwrite']]) {
      const { exitCode, stdout, stderr } = await call('eject', 'templates', ...option)
      expect([exitCode, stdout]).toEqual([3, ''])
      expect(stderr).toContain(`${join(cwd, 'templates')} is there, but it is no folder; move it away.`)
    }
  })

  it('ends with 3 and a sentence where a folder has the name of a template', async () => {
    const { call, at } = newspaper()
    mkdirSync(at('digest.txt'), { recursive: true })
    for (const option of [[], ['--overwrite']]) {
      const { exitCode, stderr } = await call('eject', 'templates', 'digest.txt', ...option)
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`${at('digest.txt')} is a folder; move it away.`)])
    }
  })

  it('refuses the folder of the package itself', async () => {
    const { call, at } = newspaper()
    symlinkSync(packagedTemplates, at('').replace(/\/$/, ''))
    const { exitCode, stderr } = await call('eject', 'templates', '--overwrite')
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('templates: beside this configuration is the folder'),
    ])
  })
})

describe('own templates', () => {
  it('shape mail and pages, and words that are missing are said once', async () => {
    const { cwd, call, at } = newspaper()
    await call('eject', 'templates', 'digest.txt', 'notice.html', 'front.html', 'page.html')
    writeFileSync(at('words.de.json'), '{ "everyTopic": "Alles und jedes." }')
    writeFileSync(at('page.html'), readFileSync(at('page.html'), 'utf8').replace('<body>', '<body class="own">'))
    const { exitCode, stdout } = await call('run', '--wait', '0')
    expect(exitCode).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Words templates\/words\.de\.json lacks "\w+" and \d+ more: packaged ones are used/,
    )
    expect(stdout.match(/lacks/g)).toHaveLength(1)
    expect(readFileSync(join(cwd, 'public/index.html'), 'utf8')).toContain('<body class="own">')
    const [mail] = readdirSync(join(cwd, 'outbox'))
    expect(readFileSync(join(cwd, 'outbox', mail!), 'utf8')).toContain('Alles und jedes.')
  })

  it('with a mistake in the mail stop neither reading nor publishing, and the edition follows when it is mended', async () => {
    const { cwd, call, at } = newspaper()
    mkdirSync(at(''))
    writeFileSync(at('digest.txt'), 'a\n{{titel}}\n')
    const { exitCode, stdout, stderr } = await call('run', '--wait', '0')
    expect([exitCode, stderr]).toEqual([1, ''])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'templates The template digest.txt, line 2, could not be filled: "titel" is no name that has a value there. nothing is lost: mend the file,',
    )
    expect(readFileSync(join(cwd, 'public/atom.xml'), 'utf8')).toMatch(/<entry[ >]/)
    expect(existsSync(join(cwd, 'outbox'))).toBe(false)
    const { faults } = JSON.parse((await call('run', '--wait', '0', '--json')).stdout)
    expect(faults).toEqual([{ code: 'render/template', message: expect.stringContaining('digest.txt, line 2') }])
    writeFileSync(at('digest.txt'), 'a\n{{title}}\n')
    expect((await call('run', '--wait', '0')).exitCode).toBe(0)
    expect(readdirSync(join(cwd, 'outbox'))).toHaveLength(1)
  })

  it.each([
    ['a folder', (path: string) => mkdirSync(path, { recursive: true }), 'digest.mjml cannot be read: it is a folder'],
    ['empty', (path: string) => writeFileSync(path, ''), 'digest.mjml is empty'],
    ['in UTF-16', (path: string) => writeFileSync(path, Buffer.from('<mjml>', 'utf16le')), 'mjml is no UTF-8 text'],
    [
      'no valid MJML',
      (path: string) =>
        writeFileSync(path, '<mjml>\n<mj-body>\n<mj-section colour="red"></mj-section></mj-body></mjml>'),
      'digest.mjml cannot be compiled: line 3, <mj-section>: Attribute colour is illegal',
    ],
  ])('of which one of the mail is %s stop neither reading nor publishing', async (_, make, says) => {
    const { cwd, call, at } = newspaper()
    mkdirSync(at(''))
    make(at('digest.mjml'))
    const { exitCode, stdout } = await call('run', '--wait', '0', '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout).faults).toEqual([{ code: 'render/template', message: expect.stringContaining(says) }])
    expect(readFileSync(join(cwd, 'public/atom.xml'), 'utf8')).toMatch(/<entry[ >]/)
    expect(existsSync(join(cwd, 'outbox'))).toBe(false)
  })

  it('with a mistake in the mail say so before an edition is due', async () => {
    const { cwd, call, at } = newspaper()
    const [digest] = CONFIG.digests
    const config = { ...CONFIG, digests: [{ ...digest, firstEdition: 'next-slot' }] }
    writeFileSync(join(cwd, 'feeds.config.json'), JSON.stringify(config))
    mkdirSync(at(''))
    writeFileSync(at('digest.txt'), '{{#each later}}\n{{titel}}{{/each}}\n')
    const { exitCode, stdout } = await call('run', '--wait', '0', '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout).faults).toEqual([
      { code: 'render/template', message: expect.stringMatching(/digest\.txt, line 1, .*"later"/) },
    ])
  })

  it('of which one of the pages is a folder stop neither feeds nor mail', async () => {
    const { cwd, call, at } = newspaper()
    mkdirSync(at('story.html'), { recursive: true })
    const { exitCode, stdout } = await call('run', '--wait', '0')
    expect(exitCode).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toContain('story.html cannot be read: it is a folder')
    expect(readFileSync(join(cwd, 'public/atom.xml'), 'utf8')).toMatch(/<entry[ >]/)
    expect(readdirSync(join(cwd, 'outbox'))).toHaveLength(1)
  })

  it('with a mistake in the pages stop neither feeds nor mail', async () => {
    const { cwd, call, at } = newspaper()
    mkdirSync(at(''))
    writeFileSync(at('story.html'), '<p>\n\n{{headline}}</p>')
    const { exitCode, stdout } = await call('run', '--wait', '0')
    expect(exitCode).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toContain('The template story.html, line 3, could not be filled: "headline"')
    expect(readFileSync(join(cwd, 'public/atom.xml'), 'utf8')).toMatch(/<entry[ >]/)
    expect(readdirSync(join(cwd, 'outbox'))).toHaveLength(1)
  })
})
