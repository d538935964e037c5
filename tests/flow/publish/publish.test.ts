/** Published files: what a pass reads from the store to check them. */
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import { item } from '../../support/make.ts'
import { type Newspaper, useNewspaper } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'

const FORMATS = ['atom.xml', 'feed.json', 'rss.xml']
const PATHS = ['', 'topics/sea/', 'topics/sky/'].flatMap((place) => FORMATS.map((name) => place + name))

const FEED = /\/(?:atom\.xml|rss\.xml|feed\.json)$/

const paper = useNewspaper()
let asked: ReturnType<typeof recorded>['asked']
const at = (path: string): string => join(paper.config().feed.folder, path)
/** Runs a pass and returns the paths of the files that it reports as written. */
async function pass(): Promise<(string | undefined)[]> {
  paper.later(30)
  asked.length = 0
  const { refresh } = await paper.pass({}, { db: store })
  return refresh!.published!.files.filter(({ changed, path }) => changed && FEED.test(path)).map(({ path }) => path)
}
/** The documents whose bytes were read since the pass began. */
const bodiesRead = (): unknown[] =>
  asked.flatMap(({ rows }) => rows.flatMap((row) => ('body' in row ? row['path'] : [])))
let store: Newspaper['db']

beforeEach(async () => {
  ;({ db: store, asked } = recorded(paper.db))
  await paper.configure({
    sources: [{ id: 'wire', url: paper.serve('wire', [item(1), item(2)]) }],
    topics: [
      { id: 'sea', name: 'Sea', any: ['ferry'] },
      { id: 'sky', name: 'Sky', any: ['cloud'] },
    ],
  })
  await pass()
})

it('does not read a document’s bytes while its file is unchanged, and still reports size and ETag', async () => {
  const before = PATHS.map((path) => statSync(at(path)).mtimeMs)
  expect(await pass()).toEqual([])
  expect(bodiesRead()).toEqual([])
  expect(PATHS.map((path) => statSync(at(path)).mtimeMs)).toEqual(before)
  const report = await paper.pass()
  expect(report.refresh?.published?.files.filter(({ path }) => FEED.test(path))).toEqual(
    PATHS.map((path) => ({
      path: `public/${path}`,
      changed: false,
      bytes: readFileSync(at(path)).length,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    })),
  )
})

it('restores a missing or altered file byte for byte, and reads only that document', async () => {
  const whole = readFileSync(at('topics/sea/atom.xml'))
  rmSync(at('topics/sea/atom.xml'))
  expect(await pass()).toEqual(['public/topics/sea/atom.xml'])
  expect(bodiesRead()).toEqual(['topics/sea/atom.xml'])
  expect(readFileSync(at('topics/sea/atom.xml')).equals(whole)).toBe(true)

  // One byte differs, with the same size and time.
  const { atime, mtime } = statSync(at('topics/sea/atom.xml'))
  const other = Buffer.from(whole)
  other[other.length - 2]! ^= 1
  writeFileSync(at('topics/sea/atom.xml'), other)
  utimesSync(at('topics/sea/atom.xml'), atime, mtime)
  expect(await pass()).toEqual(['public/topics/sea/atom.xml'])
  expect(bodiesRead()).toEqual(['topics/sea/atom.xml'])
  expect(readFileSync(at('topics/sea/atom.xml')).equals(whole)).toBe(true)
})

it('deletes the file of a topic that is no longer configured, and restores it with the topic', async () => {
  const { topics } = paper.config()
  const whole = readFileSync(at('topics/sky/atom.xml'), 'utf8')
  await paper.configure({ topics: [{ id: 'sea', name: 'Sea', any: ['ferry'] }] })
  await pass()
  expect(() => statSync(at('topics/sky/atom.xml'))).toThrow('ENOENT')
  expect(await pass()).toEqual([])
  await paper.configure({
    topics: topics.map(({ id, name }) => ({ id, name, any: [id === 'sea' ? 'ferry' : 'cloud'] })),
  })
  expect(await pass()).toEqual(FORMATS.map((name) => `public/topics/sky/${name}`))
  expect(readFileSync(at('topics/sky/atom.xml'), 'utf8')).toBe(whole)
})

it('gives topics whose ids differ in case alone documents of their own, also where file names ignore case', async () => {
  const topics = ['sea', 'Sea', 'nul'].map((id, nth) => ({ id, name: `Sea ${nth}`, any: ['ferry'] }))
  await paper.configure({ topics })
  await pass()
  const files = readdirSync(at('topics'), { recursive: true }).map(String)
  const folders = files.flatMap((file) => (basename(file) === 'atom.xml' ? dirname(file) : [])).sort()
  expect(folders).toEqual([
    expect.stringMatching(/^Sea-[0-9a-f]{8}$/),
    expect.stringMatching(/^nul-[0-9a-f]{8}$/),
    expect.stringMatching(/^sea-[0-9a-f]{8}$/),
  ])
  const ids = folders.map(
    (folder) => /<id>tag:[^:]+:topic:([^<]+)<\/id>/.exec(paper.published(`topics/${folder}/atom.xml`))![1],
  )
  expect(ids).toEqual(['Sea', 'nul', 'sea'])
})

it('does not delete the file of a topic when only the case of its id has changed', async () => {
  await paper.configure({ topics: [{ id: 'Sea', name: 'Sea', any: ['ferry'] }] })
  await pass()
  // As where file names ignore case: the new path is the same file.
  rmSync(at('topics/sea'), { recursive: true })
  symlinkSync(at('topics/Sea'), at('topics/sea'))
  await paper.configure({ topics: [{ id: 'sea', name: 'Sea', any: ['ferry'] }] })
  await pass()
  expect(await pass()).toEqual([])
  expect(paper.published('topics/sea/atom.xml')).toContain(':topic:sea</id>')
})

it('carries articles whole with full content: from descriptions of RSS, summaries of Atom, texts of JSON Feed', async () => {
  const served = (name: string, body: string | Buffer): { id: string; url: string } => {
    paper.web.on(`/${name}`, { body: body.toString().replace('<channel>', '<channel><language>en</language>') })
    return { id: name, url: `${paper.web.origin}/${name}` }
  }
  const note = '<p>A <a href="https://kiln.example/b">note</a>.</p><ul><li>first</li></ul>'
  await paper.configure({
    feed: { content: 'full' },
    sources: [
      served('rss', readFileSync(join(import.meta.dirname, '../../fixtures/feeds/rss/articles-in-descriptions.xml'))),
      served(
        'atom',
        `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>x:f</id><entry><id>x:1</id><title>Kiln</title><updated>2026-11-20T09:00:00Z</updated>
          <link href="https://kiln.example/a"/><summary type="html">${note.replaceAll('<', '&lt;')}</summary></entry></feed>`,
      ),
      served(
        'json',
        JSON.stringify({
          version: 'https://jsonfeed.org/version/1.1',
          language: 'en',
          items: [
            {
              id: '1',
              title: 'Looms',
              date_published: '2026-11-20T09:00:00Z',
              content_text: 'One loom.\n\nTwo looms.',
            },
            { id: '2', title: 'Yarn', date_published: '2026-11-20T09:00:00Z', summary: 'Of yarn, said plainly.' },
          ],
        }),
      ),
    ],
  })
  await pass()
  const feed = await parseFeed(readFileSync(at('atom.xml')), {})
  const entryOf = (title: string) => feed.entries.find((one) => one.title === title)
  const ballast = 'The heron counts as crew.'
  /** Every content ends with its outlet and time. */
  const withoutMeta = (title: string) =>
    entryOf(title)?.contentHtml?.replace(/<footer><p>[^<]* · [^<]* UTC<\/p><\/footer>$/, '')
  expect(withoutMeta('Ballast')).toBe(
    `<img src="https://img.strip.example/ballast.png" alt="${ballast}" title="${ballast}" />`,
  )
  expect(entryOf('Ballast')?.summaryHtml).toBe(ballast)
  expect(entryOf('Low water')?.contentHtml).toMatch(
    /<a href="https:\/\/strip.example\/notes".*<li>second<\/li>.*<pre><code>if \(tide &lt; 2\) \{\n {2}wait\(\);\n\}<\/code>/,
  )
  expect(withoutMeta('Control')).toBe('<p>Long <b>text</b>.</p>')
  expect(entryOf('Kiln')?.contentHtml).toContain('<li>first</li>')
  expect(withoutMeta('Looms')).toBe('<p>One loom.</p><p>Two looms.</p>')
  expect(withoutMeta('Yarn')).toBe('Of yarn, said plainly.')
})

it('credits no other outlet for a text that a copy ascribes to its outlet by the name of its feed', async () => {
  const { text } = item(7)
  const own = item(7, { outlet: 'harbour', text: `${text} ${text}`, at: '2026-11-20T07:00:00Z' })
  const copy = item(7, { outlet: 'post', text: `${own.text} This article was originally published by Harbour.` })
  await paper.configure({
    sources: [
      { id: 'harbour', url: paper.serve('harbour', [own]), name: 'The Quay' },
      { id: 'post', url: paper.serve('post', [copy]), name: 'Post' },
    ],
  })
  await pass()
  expect(paper.published()).toContain('The same text at <a href="https://post.example.org/news/7">Post</a>')
  expect(paper.published()).not.toContain('First published by')
})

describe('the source of an entry', () => {
  /** An Atom feed of so many entries, its author with a page, dated at the clock's time. */
  const serve = (count: number, title = 'Ridge'): void =>
    paper.web.on('/ridge', {
      body: `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:ridge.example,2026:feed</id><title>${title}</title><updated>${paper.now()}</updated>
        ${Array.from({ length: count }, (_, i) => `<entry><id>x:${i}</id><title>Letter ${'abc'[i]} from the ridge</title><updated>2026-11-20T09:0${i}:00Z</updated><link href="https://ridge.example/${i}"/><summary>About ${'lambs snow wells'.split(' ')[i]}.</summary><author><name>Ann Ek</name><uri>https://ridge.example/ann</uri></author></entry>`).join('')}</feed>`,
    })
  const sources = (): (string | undefined)[] =>
    [...paper.published().matchAll(/<source>\s*<id>(.*?)<\/id>[\s\S]*?<updated>(.*?)<\/updated>/g)].map(
      ([, ...found]) => found.join(' '),
    )

  it('has the id of its feed, and the date that the feed had when the entry was read, so that a date alone changes no byte', async () => {
    await paper.configure({ sources: [{ id: 'ridge', url: `${paper.web.origin}/ridge` }] })
    serve(2)
    const first = paper.now()
    await pass()
    const id = 'tag:ridge.example,2026:feed'
    const dated = (instant: string): string => `${id} ${instant.replace('.000Z', 'Z')}`
    expect(sources()).toEqual([dated(first), dated(first)])
    expect(paper.published()).toContain('<author><name>Ann Ek</name><uri>https://ridge.example/ann</uri></author>')

    serve(2)
    expect(await pass()).toEqual([])
    serve(3)
    const third = paper.now()
    expect(await pass()).toContain('public/atom.xml')
    expect(sources()).toEqual([dated(third), dated(first), dated(first)])
  })

  it('has the title of its feed, while the content ends with the configured name', async () => {
    await paper.configure({ sources: [{ id: 'ridge', url: `${paper.web.origin}/ridge`, name: 'Our Ridge' }] })
    serve(1)
    await pass()
    expect(paper.published()).toMatch(/<source>\s*<id>.*<\/id>\s*<title type="text">Ridge</)
    expect(paper.published('rss.xml')).toMatch(/<source [^>]*>Ridge</)
    expect(paper.published()).toContain('<footer><p>Our Ridge · ')
    serve(1, 'The Ridge')
    await pass()
    expect(paper.published()).toContain('<title type="text">The Ridge<')
  })
})
