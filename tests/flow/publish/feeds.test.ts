/** The feeds of whole newsrooms, the sample one and a hostile one: they keep every rule and are read back without loss. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { normalizeEntry } from '../../../src/core/article/normalize.ts'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import { hardFeeds } from '../../../tools/hard-newsroom.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item, retold } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'
import { type ParsedStory, readByFeedparser, readByFeedsmith } from '../../support/parsed-back.ts'
import { atomFaults } from '../../support/rules/atom.ts'
import { jsonFeedFaults } from '../../support/rules/json-feed.ts'
import { rssFaults } from '../../support/rules/rss.ts'

const SAMPLES = fileURLToPath(new URL('../../../samples/feeds', import.meta.url))
const samples = readdirSync(SAMPLES).map((name): [string, string] => [name, readFileSync(join(SAMPLES, name), 'utf8')])
const hard = hardFeeds(1)
const hostile: [string, string] = ['breakwater.xml', hard.get('breakwater.xml')!]
/** The carriers of one text, and outlets in other scripts. */
const outlets = [...hard].filter(([name]) => /^outlet-(?:[0-4]|1[3-9])\./.test(name))

const paper = useNewspaper()

const byId = (stories: readonly ParsedStory[]) => new Map(stories.map((story) => [story.id, story]))

it.each([
  { newsroom: 'a whole newsroom', feeds: [...samples, ...outlets, hostile], content: 'full', entryPer: 'story' },
  { newsroom: 'a hostile newsroom', feeds: [hostile], content: 'none', entryPer: 'article' },
] as const)(
  'of $newsroom keep every rule and are read back alike by two parsers',
  async ({ feeds, content, entryPer }) => {
    for (const [name, text] of feeds) writeFileSync(join(paper.folder, name), text)
    await paper.configure({
      title: 'News & <more>',
      siteUrl: 'https://news.example.org/paper',
      sources: feeds.map(([url], i) => ({ id: `source${i}`, url })),
      topics: [
        { id: 'Sea', name: 'The sea & <harbours>', any: ['ferry', 'harbour', 'coast'] },
        { id: 'none', name: 'مكتبة', any: ['no such word'] },
      ],
      refresh: { firstFetchDays: 0 },
      feed: { content, entryPer },
    })
    await paper.pass()
    expect(paper.defects).toEqual([])
    for (const place of ['', 'topics/Sea/', 'topics/none/']) {
      const [atom, rss, json] = ['atom.xml', 'rss.xml', 'feed.json'].map((name) => paper.published(place + name)) as [
        string,
        string,
        string,
      ]
      expect([...atomFaults(atom), ...rssFaults(rss), ...jsonFeedFaults(json)], place).toEqual([])
      const stories = readByFeedsmith(atom, 'atom')
      if (place === '') expect(stories.length).toBeGreaterThan(5)
      if (place === 'topics/none/') expect(stories).toEqual([])
      const others = [
        await readByFeedparser(atom, 'atom'),
        readByFeedsmith(rss, 'rss'),
        await readByFeedparser(rss, 'rss'),
        readByFeedsmith(json, 'json'),
      ]
      for (const [i, other] of others.entries()) {
        expect(
          other.map(({ id }) => id),
          `${place} ${i}`,
        ).toEqual(stories.map(({ id }) => id))
        for (const { id, title, url, updatedAt, authors, topics } of other)
          expect(byId(stories).get(id), `${place} ${i}`).toMatchObject({ id, title, url, updatedAt, authors, topics })
      }

      // Our own reader gives the same stories back.
      const found = await parseFeed(Buffer.from(atom), {})
      expect(found.repairs).toEqual([])
      const source = { id: 's', url: 'https://news.example.org/paper/atom.xml' }
      const articles = found.entries.map((entry) => normalizeEntry(entry, source, new Date(paper.now())))
      expect(articles.map(({ guid, title, url }) => [guid, title, url])).toEqual(
        stories.map(({ id, title, url }) => [id, title, url]),
      )
      // An outlet that stands in for an author may be taken for no person.
      const people = (names: readonly string[], i: number) => names.filter((name) => name !== stories[i]!.source)
      expect(articles.map(({ authors, categories = [] }, i) => [people(authors, i), categories])).toEqual(
        stories.map(({ authors, topics }, i) => [people(authors, i), topics]),
      )
    }
  },
)

describe.each(databasesOfRun)('on $name, with an entry for each article', (database) => {
  const paper = useNewspaper(database)
  /** Runs a pass over these feeds; returns the address and the title of each entry of a feed, the newest first. */
  const publish = async (feeds: Readonly<Record<string, readonly Item[]>>, path = 'atom.xml') => {
    await paper.configure({
      sources: Object.entries(feeds).map(([id, items]) => ({ id, url: paper.serve(id, items), firstFetchDays: 0 })),
      topics: [{ id: 'all', name: 'All', any: [1, 2, 3].map((nth) => item(nth).title.split(' ')[0]!) }],
      feed: { entryPer: 'article', maxEntries: 2 },
    })
    await paper.pass()
    paper.later(30)
    return readByFeedsmith(paper.published(path), 'atom').map(({ url, title }) => `${url} ${title}`)
  }
  const shown = ({ link, title }: Item): string => `${link} ${title}`
  const [one, two, three] = [1, 2, 3].map((nth) => item(nth, { at: `2026-11-20T0${nth}:00:00Z` })) as [Item, Item, Item]

  it.each([
    ['the main feed', 'atom.xml', []],
    ['a topic', 'topics/all/atom.xml', []],
    ['the main feed, where a source is new', 'atom.xml', undefined],
  ] as const)('has a report that joins an older story and says nothing new: %s', async (_, path, before) => {
    const wire = [one, two, three]
    expect(await publish({ wire, ...(before && { post: before }) }, path)).toEqual([three, two].map(shown))
    const report = retold(1, 1, { outlet: 'post', at: '2026-11-20T10:00:00Z' })
    expect(await publish({ wire, post: [report] }, path)).toEqual([report, three].map(shown))
    expect(await paper.db.query('SELECT id FROM stories')).toHaveLength(3)
  })

  it('has the oldest copy where the original is not shown', async () => {
    const copyAt = (outlet: string, hour: string) => item(1, { outlet, at: `2026-11-20T${hour}:00:00Z` })
    const [early, late] = [copyAt('post', '08'), copyAt('mail', '09')]
    expect(await publish({ wire: [one], post: [early], mail: [late] })).toEqual([shown(one)])
    expect(await publish({ post: [early], mail: [late] })).toEqual([shown(early)])
  })
})
