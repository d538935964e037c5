/** The static site: which files a pass writes, keeps and removes. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { freezeDue } from '../../../src/flow/digest/freeze.ts'
import { publishFeeds } from '../../../src/flow/publish/publish.ts'
import { mergeStories } from '../../../src/flow/stories/correct.ts'
import type { PassOptions } from '../../../src/pipeline.ts'
import { raiseRevision } from '../../../src/store/meta.ts'
import { deadLinks } from '../../support/dead-links.ts'
import { type Item, item, retold } from '../../support/make.ts'
import { daily, killedBefore, useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()
const folder = () => paper.config().feed.folder
const at = (path: string): string => join(folder(), path)

/** Every file of the feed folder by its path, with its bytes and modification time. */
const files = (): Map<string, { readonly text: string; readonly changedMs: number }> =>
  new Map(
    readdirSync(folder(), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ parentPath, name }) => {
        const file = join(parentPath, name)
        const path = file.slice(folder().length + 1)
        return [path, { text: readFileSync(file, 'utf8'), changedMs: statSync(file).mtimeMs }] as const
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
const inFolder = (name: string): string[] => [...files().keys()].filter((path) => path.startsWith(`${name}/`))

async function pass(changes: Partial<UserConfig> = {}) {
  paper.later(30)
  if (Object.keys(changes).length > 0) await paper.configure(changes)
  const { refresh } = await paper.pass()
  return refresh!.published!
}

/** The paths of the files that a pass wrote or removed. */
async function touchedBy(change: () => unknown): Promise<string[]> {
  const before = files()
  await change()
  const after = files()
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.filter((path) => before.get(path)?.changedMs !== after.get(path)?.changedMs)
}

const dead = (): string[] => deadLinks(folder(), `${paper.config().siteUrl}/`)

const dated = (nth: number, day: number, more: Partial<Item> & { readonly outlet?: string } = {}) =>
  item(nth, { at: `2026-11-${String(day).padStart(2, '0')}T0${nth}:00:00Z`, ...more })

beforeEach(async () => {
  await paper.configure({
    feed: { pageDays: 30 },
    sources: [
      { id: 'wire', url: paper.serve('wire', [dated(1, 18), dated(2, 19)]) },
      { id: 'post', url: paper.serve('post', [dated(3, 20, { outlet: 'post' })]) },
    ],
    topics: [{ id: 'sea', name: 'Sea', any: ['ferry'] }],
  })
})

describe('the feed folder', () => {
  it('is a whole site, in which every link leads to a file, and is made again byte for byte', async () => {
    const { pages } = await pass()
    const before = files()
    const html = [...before.keys()].filter((path) => path.endsWith('.html'))
    expect(inFolder('day')).toEqual(['day/2026-11-18.html', 'day/2026-11-19.html', 'day/2026-11-20.html'])
    expect(inFolder('source')).toEqual(['source/post.html', 'source/wire.html'])
    expect(inFolder('story')).toHaveLength(3)
    for (const path of ['index.html', 'topics/sea.html', 'feeds.html', 'style.css', 'robots.txt'])
      expect(before.has(path), path).toBe(true)
    // Sitemaps need absolute addresses.
    expect(before.has('sitemap.xml')).toBe(false)
    expect(pages).toEqual({ written: html.length - 1, kept: 0, removed: 0 })
    expect(dead()).toEqual([])
    expect((await pass()).pages).toEqual({ written: 0, kept: html.length - 1, removed: 0 })
    expect(files()).toEqual(before)
    rmSync(folder(), { recursive: true })
    expect((await pass()).pages.written).toBe(html.length - 1)
    const texts = (all: typeof before) => [...all].map(([path, { text }]) => [path, text])
    expect(texts(files())).toEqual(texts(before))
  })

  it('gives sources whose ids differ in case alone, or are names of devices, files of their own that every page links', async () => {
    const ids = ['wire', 'Wire', 'nul', 'post.']
    await pass({
      sources: ids.map((id, nth) => ({ id, url: paper.serve(id, [dated(nth + 1, 18, { outlet: `outlet-${nth}` })]) })),
    })
    expect(inFolder('source')).toEqual([
      expect.stringMatching(/^source\/Wire-[0-9a-f]{8}\.html$/),
      expect.stringMatching(/^source\/nul-[0-9a-f]{8}\.html$/),
      expect.stringMatching(/^source\/post-[0-9a-f]{8}\.html$/),
      expect.stringMatching(/^source\/wire-[0-9a-f]{8}\.html$/),
    ])
    expect(dead()).toEqual([])
    await pass({ sources: [{ id: 'wire', url: paper.serve('wire', [dated(1, 18)]) }] })
    expect(inFolder('source')).toEqual(['source/wire.html'])
    expect(dead()).toEqual([])
  })

  it('lists every page in a sitemap, which robots.txt names, where the address of the site is known', async () => {
    await pass({ siteUrl: 'https://news.example.org/paper' })
    const listed = [
      ...paper.published('sitemap.xml').matchAll(/<loc>https:\/\/news\.example\.org\/paper\/(.*?)<\/loc>/g),
    ]
    const html = [...files().keys()].filter((path) => path.endsWith('.html'))
    expect(listed.map(([, path]) => path || 'index.html').sort()).toEqual(html)
    expect(paper.published('robots.txt')).toContain('Sitemap: https://news.example.org/paper/sitemap.xml')
  })

  it('has pages of stories for the last days alone, counted from the newest story', async () => {
    await pass({ feed: { pageDays: 2 } })
    expect(inFolder('day')).toEqual(['day/2026-11-19.html', 'day/2026-11-20.html'])
    expect(inFolder('story')).toHaveLength(2)
    expect(dead()).toEqual([])
    paper.at('2026-11-25T12:00:00Z')
    expect((await pass()).pages).toMatchObject({ written: 0, removed: 0 })
    paper.serve('post', [dated(3, 20, { outlet: 'post' }), dated(4, 25, { outlet: 'post' })])
    expect((await pass()).pages.removed).toBe(5)
    expect(inFolder('day')).toEqual(['day/2026-11-25.html'])
    expect([inFolder('story').length, inFolder('source')]).toEqual([1, ['source/post.html']])
    expect(dead()).toEqual([])
  })

  it('has neither days nor stories with pageDays 0, and removes those it had', async () => {
    await pass()
    await pass({ feed: { pageDays: 0 } })
    const html = [...files().keys()].filter((path) => path.endsWith('.html'))
    expect(html).toEqual(['feeds.html', 'index.html', 'topics/sea.html'])
    expect(dead()).toEqual([])
    expect(paper.published('index.html')).toContain(dated(3, 20).title)
  })
})

describe('a pass', () => {
  beforeEach(() => pass())

  it('writes what a new story changes and nothing else', async () => {
    const touched = await touchedBy(async () => {
      paper.serve('post', [dated(3, 20, { outlet: 'post' }), dated(4, 20, { outlet: 'post' })])
      await pass()
    })
    expect(touched.filter((path) => path.endsWith('.html'))).toEqual([
      'day/2026-11-20.html',
      'index.html',
      'source/post.html',
      expect.stringMatching(/^story\//),
    ])
  })

  it('writes the pages of a source’s stories when its name changes', async () => {
    const before = new Map([...files()].map(([path, { text }]) => [path, text]))
    await paper.configure({
      sources: [{ id: 'wire', url: paper.serve('wire', [dated(1, 18), dated(2, 19)]), name: 'Another Wire' }],
    })
    await pass()
    for (const [path] of before)
      if (path.startsWith('story/') && existsSync(at(path))) expect(paper.published(path)).toContain('Another Wire')
  })

  it.each([
    ['is missing', (file: string) => rmSync(file)],
    ['is cut', (file: string) => truncateSync(file, 10)],
    ['has other bytes of the same length', (file: string) => writeFileSync(file, readFileSync(file).fill('x'))],
    ['has another time', (file: string) => utimesSync(file, 1, 1)],
  ])('restores a page that %s', async (_, damage) => {
    const [path] = inFolder('story')
    const before = files().get(path!)
    damage(at(path!))
    expect((await pass()).pages).toMatchObject({ written: 1, removed: 0 })
    expect(files().get(path!)).toEqual(before)
  })

  it('shows how many of all pages it has looked at while it restores some', async () => {
    const [day, story] = [inFolder('day').at(-1)!, inFolder('story')[0]!]
    for (const path of [day, story]) rmSync(at(path))
    const all = [...files().keys()].filter((path) => path.endsWith('.html') && path !== 'index.html').length + 2
    const shown: [done: number, total: number, path: string][] = []
    const progress = (_: string, done: number, total: number, path = '') => shown.push([done, total, path])
    await publishFeeds({ ...(await paper.deps()), progress })
    const restored = shown.filter(([, , path]) => path === day || path === story)
    // Two days and the page of feeds come before.
    expect(restored.map(([done, total]) => [done, total])).toEqual([
      [2, all],
      [expect.any(Number), all],
    ])
    expect(restored[1]![0]).toBeGreaterThan(3)
  })

  it.each(['story', 'archive'])('removes what a killed run left beside a file in %s', async (name) => {
    const [path] = inFolder(name)
    const left = at(path!.replace(`${name}/`, `${name}/.`).concat('.0123456789ab.tmp'))
    writeFileSync(left, 'half')
    await pass()
    expect(existsSync(left)).toBe(false)
  })

  it('goes on where a run was stopped or killed, and comes to the same files', async () => {
    const whole = [...files()].map(([path, { text }]) => [path, text])
    rmSync(folder(), { recursive: true })
    await paper.db.batch([{ sql: 'DELETE FROM pages' }, { sql: "UPDATE meta SET value = '' WHERE name = 'documents'" }])
    let batches = 0
    const killed = killedBefore(
      paper.db,
      (statements) => statements.some(({ sql }) => sql.includes('INTO pages')) && ++batches === 2,
    )
    await expect(paper.pass({}, killed)).rejects.toThrow('killed')
    expect(inFolder('story')).toHaveLength(3)
    await pass()
    expect([...files()].map(([path, { text }]) => [path, text])).toEqual(whole)
  })

  it('leaves no mark of its own, although another worker raises the revision meanwhile', async () => {
    await pass()
    await paper.configure({ title: 'Another title' })
    const deps = await paper.deps()
    let raising: Promise<unknown> | undefined
    const progress = () => {
      raising ??= deps.db.batch([raiseRevision])
    }
    await publishFeeds({ ...deps, progress })
    await raising
    expect(await deps.db.query('SELECT * FROM changed_stories')).toEqual([])
  })

  it('makes the page of a story that was merged lead to the story that took it in', async () => {
    const [first, second] = await paper.db.query<{ id: string }>('SELECT id FROM stories ORDER BY published_at LIMIT 2')
    await mergeStories(paper.db, first!.id, second!.id, paper.now())
    await pass({ siteUrl: 'https://news.example.org' })
    expect(paper.published(`story/${second!.id}.html`)).toContain(`${first!.id}.html`)
    expect(paper.published(`story/${second!.id}.html`).length).toBeLessThan(
      paper.published(`story/${first!.id}.html`).length,
    )
    expect(paper.published('sitemap.xml')).not.toContain(second!.id)
    expect(dead()).toEqual([])
  })

  it('makes a page of each edition, also of two that are frozen at one instant', async () => {
    const first = daily({ id: 'first', firstEdition: 'now' })
    await paper.configure({ digests: [first] })
    await paper.pass()
    expect(inFolder('edition')).toHaveLength(1)
    await paper.configure({ digests: [first, daily({ id: 'second', firstEdition: 'now' })] })
    await paper.pass()
    expect(inFolder('edition')).toHaveLength(2)
  })

  it('takes away the pages of a story that a filter drops', async () => {
    const [{ id }] = (await paper.db.query<{ id: string }>(
      'SELECT id FROM stories ORDER BY published_at DESC LIMIT 1',
    )) as [{ id: string }]
    await pass({ filters: [{ drop: { title: dated(3, 20).title } }] })
    expect(existsSync(at(`story/${id}.html`))).toBe(false)
    expect(existsSync(at('source/post.html'))).toBe(false)
    expect(dead()).toEqual([])
  })
})

describe('no link of the folder is dead', () => {
  const siteUrl = 'https://news.example.org/paper'
  /** So many stories of one source that the front page holds no other. */
  const many = (day: number) =>
    Array.from({ length: 120 }, (_, nth) => item(1000 + nth, { at: `2026-11-${day}T09:${10 + (nth % 50)}:00Z` }))

  it('after the articles of a source are pruned, whose page and editions listed them', async () => {
    const brief = (...items: Item[]) => ({ id: 'brief', url: paper.serve('brief', items), keepDays: 2 })
    const wire = { id: 'wire', url: paper.serve('wire', many(20)) }
    const kept = dated(1, 20, { outlet: 'brief' })
    const lost = [dated(2, 18, { outlet: 'brief' }), dated(3, 18, { outlet: 'brief' })]
    const digests = [daily({ firstEdition: 'now', maxStories: 200 })]
    await pass({ siteUrl, feed: { maxEntries: 3, pageDays: 30 }, sources: [brief(kept, ...lost), wire], digests })
    await pass()
    expect(inFolder('edition')).toHaveLength(1)
    expect(paper.published('source/brief.html')).toContain(lost[0]!.title)
    brief(kept)
    await pass()
    paper.later(3 * 24 * 60)
    await pass()
    expect(await paper.db.query('SELECT id FROM articles WHERE source_id = $1', ['brief'])).toHaveLength(1)
    expect(inFolder('source')).toEqual(['source/brief.html', 'source/wire.html'])
    expect(dead()).toEqual([])
    // Then its last one.
    paper.serve('wire', [...many(20), ...many(22).map((one, nth) => item(3000 + nth, { at: one.at! }))])
    brief()
    await pass()
    paper.later(3 * 24 * 60)
    await pass()
    expect(await paper.db.query('SELECT id FROM articles WHERE source_id = $1', ['brief'])).toHaveLength(0)
    expect(inFolder('source')).toEqual(['source/wire.html'])
    expect(dead()).toEqual([])
    expect(await paper.db.query('SELECT * FROM changed_stories')).toEqual([])
  })

  it('where a source has undated articles alone, in a story of another', async () => {
    const { at: _, ...undated } = retold(1, 1, { outlet: 'undated' })
    const post = { id: 'post', url: paper.serve('post', [retold(1, 0, { outlet: 'post' })]) }
    await pass({ siteUrl, sources: [post, { id: 'undated', url: paper.serve('undated', [undated]) }] })
    expect(inFolder('story')).toHaveLength(1)
    expect(dead()).toEqual([])
    expect(paper.published('source/undated.html')).toContain('story/')
  })

  it('on a day with several parts, of which each leads to the others', async () => {
    await pass({ siteUrl, sources: [{ id: 'wire', url: paper.serve('wire', many(20)) }] })
    expect(inFolder('day')).toEqual(['day/2026-11-20-2.html', 'day/2026-11-20.html'])
    expect(paper.published('day/2026-11-20.html')).toContain('href="../day/2026-11-20-2.html"')
    expect(paper.published('day/2026-11-20-2.html')).toContain(`"canonical" href="${siteUrl}/day/2026-11-20-2.html"`)
    expect(dead()).toEqual([])
  })
})

describe('the page of an edition', () => {
  /** The edition pages that exist when the first mail of a pass is handed over. */
  async function whileSending(options: Partial<PassOptions>): Promise<string[]> {
    const deps = await paper.deps()
    let found: string[] = []
    await paper.pass(options, {
      openMailer: async () => {
        const mailer = await deps.openMailer()
        return {
          ...mailer,
          send: (mail) => {
            found = inFolder('edition')
            return mailer.send(mail)
          },
        }
      },
    })
    return found
  }

  it.each([
    ['run', true],
    ['digest', false],
  ])('is there before its mail is sent by %s', async (_, refresh) => {
    await paper.configure({ digests: [daily({ firstEdition: 'now' })] })
    if (!refresh) await paper.pass({ mail: false })
    expect(await whileSending({ refresh })).toHaveLength(1)
  })

  it('is there before mail that a killed pass had frozen is sent', async () => {
    await paper.configure({ digests: [daily({ firstEdition: 'now' })] })
    await paper.pass({ mail: false })
    const deps = await paper.deps()
    await freezeDue(deps, paper.config().digests[0]!, { early: false })
    expect(await whileSending({ refresh: false })).toHaveLength(1)
  })

  it('leads to no story that is no more, also of those that did not fit', async () => {
    await paper.configure({ digests: [daily({ firstEdition: 'now', maxStories: 1 })] })
    await pass()
    const [first, second] = await paper.db.query<{ id: string }>('SELECT id FROM stories ORDER BY published_at LIMIT 2')
    await mergeStories(paper.db, first!.id, second!.id, paper.now())
    await pass()
    expect(dead()).toEqual([])
  })
})
