import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOpml } from '../../src/feeds/publish/opml.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { openWeb } from '../support/web.ts'

const folderWith = temporaryFolders()
const asFound = readFileSync(new URL('../fixtures/opml/as-found.opml', import.meta.url), 'utf8')
const config = (sources: string): string => `export default { title: 'Reading', sources: [${sources}] }`
const LISTED = config(`{ opml: 'sources.opml' }`)

describe('import', () => {
  it('writes sources.opml beside the configuration, and names what it left out', async () => {
    const cwd = folderWith({ 'news/feeds.config.ts': LISTED, 'subs.opml': asFound })
    const answer = await callInside(['import', 'subs.opml', '--config', 'news/feeds.config.ts'], { cwd })
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
    expect(answer.stdout).toMatch(/^8 sources added to sources\.opml\n/)
    expect(answer.stdout.match(/^ {2}left out, line \d+: .+$/gm)).toHaveLength(5)
    const written = readOpml(readFileSync(join(cwd, 'news/sources.opml'), 'utf8'))
    expect(written.sources.map(({ url }) => url).sort()).toEqual(
      readOpml(asFound)
        .sources.map(({ url }) => url)
        .sort(),
    )
    expect(readdirSync(join(cwd, 'news')).sort()).toEqual(['feeds.config.ts', 'sources.opml'])
  })

  it('changes nothing the second time, not even the modification time of the file', async () => {
    const cwd = folderWith({ 'feeds.config.ts': LISTED, 'subs.opml': asFound })
    const call = () => callInside(['import', 'subs.opml', '--json'], { cwd })
    expect(JSON.parse((await call()).stdout)).toMatchObject({ contract: 1, command: 'import', read: 8, added: 8 })
    const before = statSync(join(cwd, 'sources.opml'), { bigint: true }).mtimeNs
    expect(JSON.parse((await call()).stdout)).toMatchObject({ read: 8, added: 0, changed: 0, isConfigured: true })
    expect(statSync(join(cwd, 'sources.opml'), { bigint: true }).mtimeNs).toBe(before)
  })

  it('adds the new folder to a known source, which keeps its name', async () => {
    const known = `<opml><body><outline text="Mine" xmlUrl="https://a.example/"/></body></opml>`
    const more = `<opml><body><outline text="Sea"><outline text="Theirs" xmlUrl="https://a.example"/><outline xmlUrl="https://b.example/"/></outline></body></opml>`
    const cwd = folderWith({ 'feeds.config.ts': LISTED, 'sources.opml': known, 'more.opml': more })
    const { stdout } = await callInside(['import', 'more.opml'], { cwd })
    expect(stdout).toMatch(/^1 source added to sources\.opml, 1 with more topics\n/)
    expect(readOpml(readFileSync(join(cwd, 'sources.opml'), 'utf8')).sources).toEqual([
      { url: 'https://a.example/', name: 'Mine', labels: ['Sea'] },
      { url: 'https://b.example/', labels: ['Sea'] },
    ])
  })

  it('prints the line that the configuration still needs, also with --quiet', async () => {
    const cwd = folderWith({ 'feeds.config.ts': config(''), 'subs.opml': asFound })
    const { stdout } = await callInside(['import', 'subs.opml', '--quiet'], { cwd })
    expect(stdout).toBe(
      `feeds.config.ts does not read sources.opml yet; add to its sources: { opml: 'sources.opml' },\n`,
    )
  })

  it('keeps passwords out of the list, and says where they belong', async () => {
    const secret = `<opml><body><outline text="Open" xmlUrl="https://open.example/"/><outline text="A" xmlUrl="https://ann:s3cret@a.example/"/></body></opml>`
    const cwd = folderWith({ 'feeds.config.ts': LISTED, 'subs.opml': secret })
    const { stdout } = await callInside(['import', 'subs.opml'], { cwd })
    expect(stdout).toContain('left out, A: user and password, which belong in the configuration\n')
    expect(stdout + readFileSync(join(cwd, 'sources.opml'), 'utf8')).not.toContain('s3cret')
  })

  it('reads a plain list of addresses, too', async () => {
    const cwd = folderWith({ 'feeds.config.ts': LISTED, 'urls.txt': '# mine\nhttps://a.example/rss\nb.example\n' })
    const { stdout } = await callInside(['import', 'urls.txt'], { cwd })
    expect(stdout).toMatch(/^1 source added to sources\.opml\n {2}left out, line 3: "b\.example" is no address/)
    expect(readOpml(readFileSync(join(cwd, 'sources.opml'), 'utf8')).sources).toEqual([
      { url: 'https://a.example/rss', labels: [] },
    ])
  })

  it('reads a list in UTF-16', async () => {
    const cwd = folderWith({ 'feeds.config.ts': LISTED })
    writeFileSync(join(cwd, 'subs.opml'), Buffer.from(`\uFEFF${asFound.replace('UTF-8', 'UTF-16')}`, 'utf16le'))
    expect((await callInside(['import', 'subs.opml'], { cwd })).stdout).toMatch(/^8 sources added/)
  })

  it.each([
    ['a file that is not there', 'none.opml', 'none.opml: there is no such file\n'],
    ['a file that is no list', 'letter.txt', 'letter.txt: is neither OPML nor a list of addresses, one a line\n'],
    ['a file that is no OPML', 'page.html', 'page.html: is no OPML: it has no <opml> element\n'],
  ])('rejects %s, and changes nothing', async (_, file, stderr) => {
    const files = { 'feeds.config.ts': LISTED, 'letter.txt': 'Dear all,', 'page.html': '<html></html>' }
    const cwd = folderWith(files)
    expect(await callInside(['import', file], { cwd })).toEqual({ exitCode: 2, stdout: '', stderr })
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(files))
  })
})

describe('export', () => {
  it('prints a list that gives the same sources when it is imported into an empty configuration', async () => {
    const cwd = folderWith({ 'feeds.config.ts': LISTED, 'sources.opml': asFound, 'empty/feeds.config.ts': LISTED })
    const exported = await callInside(['export'], { cwd })
    expect(exported).toMatchObject({ exitCode: 0, stderr: '' })
    expect(exported.stdout).toMatch(/^<\?xml[\s\S]*<opml version="2\.0">/)
    const again = folderWith({ 'feeds.config.ts': LISTED, 'sources.opml': exported.stdout })
    expect((await callInside(['export'], { cwd: again })).stdout).toBe(exported.stdout)
    const plain = (text: string) =>
      readOpml(text)
        .sources.map(({ labels, ...rest }) => JSON.stringify({ ...rest, labels: labels.toSorted() }))
        .sort()
    expect(plain(exported.stdout)).toEqual(plain(asFound))
  })

  it('has the titles and pages that the store knows, and of a site the feed that was found', async () => {
    const site = await openWeb()
    try {
      const items = [item(1)]
      site.on('/named.xml', { body: rss('The Named', items, 'https://named.example/') })
      site.on('/plain.xml', { body: rss('The Plain', items, 'https://plain.example/') })
      site.on('/', { body: '<html><link rel="alternate" type="text/xml" href="/plain.xml"></html>' })
      const sources = [
        { url: `${site.origin}/named.xml`, name: 'Mine' },
        { url: `${site.origin}/` },
        'https://new.example/',
      ]
      const cwd = folderWith({ 'c.json': JSON.stringify({ title: 'R', sources: sources.slice(0, 2) }) })
      const env = { BROADSHEET_ALLOW_PRIVATE: '127.0.0.0/8' }
      await callInside(['run', '--no-mail', '--config', 'c.json'], { cwd, env })
      writeFileSync(join(cwd, 'c.json'), JSON.stringify({ title: 'R', sources }))
      const { stdout } = await callInside(['export', '--config', 'c.json'], { cwd, env })
      expect(readOpml(stdout).sources).toEqual([
        {
          url: `${site.origin}/named.xml`,
          name: 'Mine',
          title: 'The Named',
          siteUrl: 'https://named.example/',
          labels: [],
        },
        { url: `${site.origin}/plain.xml`, name: 'The Plain', siteUrl: 'https://plain.example/', labels: [] },
        { url: 'https://new.example/', labels: [] },
      ])
      expect(stdout).toContain(
        `<outline text="The Plain" type="rss" title="The Plain" xmlUrl="${site.origin}/plain.xml" htmlUrl="https://plain.example/"/>`,
      )
    } finally {
      await site.close()
    }
  })

  it('lists every configured source with its topics as folders, and no credentials', async () => {
    const sources = `'https://u:s3cret@a.example/', { url: 'samples/b.xml', name: 'B', topics: ['sea'] }`
    const cwd = folderWith({
      'feeds.config.ts': `export default { title: 'R', sources: [${sources}], topics: [{ id: 'sea', name: 'The Sea', any: ['sea'] }] }`,
    })
    const { stdout } = await callInside(['export'], { cwd })
    expect(stdout).not.toContain('s3cret')
    expect(readOpml(stdout).sources).toEqual([
      { url: 'https://a.example/', labels: [] },
      { url: 'samples/b.xml', name: 'B', labels: ['The Sea'] },
    ])
  })
})
