import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../src/config.ts'
import { normalizeEntry } from '../src/core/article/normalize.ts'
import type { Article, ParsedFeed, Story } from '../src/core/model.ts'
import { readPlaceReason } from '../src/core/stories/reasons.ts'
import { groupStories } from '../src/core/stories/stories.ts'
import { readTopicReasons } from '../src/core/topics/reasons.ts'
import { matchTopics } from '../src/core/topics/topics.ts'
import { parseFeed } from '../src/feeds/parse/parse.ts'
import { loadConfigAlone } from './support/load-config.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDER = join(ROOT, 'samples/feeds')
/** Any run of the sample is later than its articles. */
const NOW = new Date('2026-01-01T07:00:00.000Z')

const ORIGINAL_URL = 'https://foreland-dispatch.example/2025/11/18/kremlin-nato-red-lines'
const FIRST_SENTENCE =
  'NATO governments read Moscow’s “red lines” the way a tenant reads the small print, a Kremlin spokesman told reporters on Monday, and the habit has begun to cost both sides.'
/** Sources that carry the article of `foreland`. */
const CARRIERS = ['slate', 'ferryman', 'ledger', 'calder'] as const

let config: Config
const feeds = new Map<string, ParsedFeed>()
const documents = new Map<string, string>()
let articles: Article[]
let stories: Story[]

beforeAll(async () => {
  config = await loadConfigAlone({ env: { PATH: process.env['PATH'] }, cwd: ROOT })
  articles = []
  for (const { id, url, name } of config.sources) {
    const bytes = readFileSync(fileURLToPath(url))
    const feed = await parseFeed(bytes, { url })
    feeds.set(id, feed)
    documents.set(id, bytes.toString('utf8'))
    const outlet = name ?? feed.title
    const source = { id, url, ...(outlet === undefined ? {} : { name: outlet }) }
    articles.push(...feed.entries.map((entry) => normalizeEntry(entry, source, NOW)))
  }
  stories = groupStories(articles)
})

const articleOf = (sourceId: string, author: string): Article =>
  articles.find((article) => article.sourceId === sourceId && article.authors.includes(author))!
const storyOf = (article: Article): Story =>
  stories.find((story) => story.articles.some(({ id }) => id === article.id))!
const titled = (part: string): Article[] => articles.filter(({ title }) => title.includes(part))
const seedStory = (): Story => storyOf(articleOf('foreland', 'Nadia Prewett'))
const sourcesOf = (story: Story): Set<string> => new Set(story.articles.map(({ sourceId }) => sourceId))
const copiesIn = (story: Story): Article[] => story.articles.filter(({ copyOf }) => copyOf !== undefined)
const ownReportsIn = (story: Story): Set<string> =>
  new Set(story.articles.filter(({ copyOf }) => copyOf === undefined).map(({ sourceId }) => sourceId))

describe('the newsroom', () => {
  it('says that it is one, in the title that feed, mail and terminal begin with', () => {
    expect(config.title).toBe('Sample: an invented newsroom, November 2025')
    expect(config.mail.from.name).toBe('Sample newsroom')
  })

  it('has at least six sources in the four formats, and every file of the folder is one of them', () => {
    expect(config.sources.length).toBeGreaterThanOrEqual(6)
    const formats = new Set([...feeds.values()].map(({ format }) => format))
    expect([...formats].sort()).toEqual(['atom1.0', 'json1.1', 'rss1.0', 'rss2.0'])
    const configured = config.sources.map(({ url }) => fileURLToPath(url)).sort()
    expect(
      readdirSync(FOLDER)
        .map((file) => join(FOLDER, file))
        .sort(),
    ).toEqual(configured)
  })

  it('needs no mending: nothing is repaired, nothing rejected', () => {
    for (const [id, feed] of feeds) expect([id, feed.repairs, feed.rejected ?? 0]).toEqual([id, [], 0])
  })

  it('holds at least 64 articles, all dated 17 to 19 November 2025', () => {
    expect(articles.length).toBeGreaterThanOrEqual(64)
    for (const { title, publishedAt, updatedAt, dateReason } of articles) {
      expect(dateReason, title).toBe('published')
      for (const instant of [publishedAt, updatedAt]) {
        if (instant === undefined) continue
        expect(instant >= '2025-11-17T00:00:00.000Z' && instant <= '2025-11-19T18:00:00.000Z', title).toBe(true)
      }
    }
  })

  it('gives every article a title, an address, a lead and a text of its own', () => {
    for (const { title, url, lead, text } of articles) {
      expect([title, url, lead].every(Boolean), title).toBe(true)
      expect(text.split(/\s+/).length, title).toBeGreaterThan(45)
    }
    expect(new Set(articles.map(({ id }) => id)).size).toBe(articles.length)
  })

  it('links to domains reserved for examples only', () => {
    // The names of vocabularies are no links.
    const vocabularies = /^https?:\/\/(?:www\.w3\.org|purl\.org|search\.yahoo\.com\/mrss|jsonfeed\.org\/version)\b/
    for (const [id, text] of documents) {
      const addresses = (text.match(/https?:\/\/[^\s"'<>&)\\]+/g) ?? []).filter((url) => !vocabularies.test(url))
      expect(addresses.length, id).toBeGreaterThan(0)
      for (const address of addresses) {
        expect(new URL(address).hostname, `${id}: ${address}`).toMatch(/(?:\.example|\bexample\.org)$/)
      }
    }
  })

  it('reads from right to left and in German where it says so', () => {
    const languages = new Set(articles.map(({ language }) => language))
    expect(languages).toContain('ar')
    expect(languages).toContain('de')
  })

  it('carries enclosures, subjects, pictures and an edited entry', () => {
    expect(articles.some(({ enclosures }) => enclosures?.some(({ type }) => type === 'audio/mpeg'))).toBe(true)
    expect(articles.some(({ categories }) => (categories?.length ?? 0) > 1)).toBe(true)
    expect(articles.some(({ imageUrl }) => imageUrl !== undefined)).toBe(true)
    const later = articles.filter(({ updatedAt, publishedAt }) => updatedAt !== undefined && updatedAt > publishedAt!)
    expect(later.length).toBeGreaterThan(0)
  })
})

describe('the article that travels', () => {
  it('is written down with all that outlets put around a text', () => {
    const slate = documents.get('slate')!
    const ferryman = documents.get('ferryman')!
    for (const text of [slate, ferryman]) {
      expect(text).toContain('Tuesday 18 November 2025')
      expect(text).toContain('TUESDAY, NOV 18, 2025 - 07:00 AM')
      expect(text).toContain('via Getty Images')
      expect(text).toContain('alliance’s bordersA patrol ship leaves port')
      expect(text).toContain('Original Source')
      expect(text).toMatch(/utm_source=/)
    }
    expect(slate).toMatch(/Authored by Nadia Prewett via <a href="https:[^"]+">Foreland Dispatch<\/a>,/)
    expect(ferryman).toContain('Authored by Nadia Prewett via,\n')
    expect(documents.get('ledger')).toContain('fbclid=')
    expect(documents.get('calder')).toContain('[…]')
    // Date line, headline, teaser, date line, byline: what follows the byline is the teaser again.
    for (const text of [slate, ferryman]) expect(text.split(FIRST_SENTENCE)).toHaveLength(3)
  })

  it('is one story: the original leads, four outlets carry copies, one reports in its own words', () => {
    const story = seedStory()
    expect(sourcesOf(story)).toEqual(new Set(['foreland', ...CARRIERS, 'pennant']))
    expect(story.leadArticleId).toBe(articleOf('foreland', 'Nadia Prewett').id)
    expect(new Set(copiesIn(story).map(({ sourceId }) => sourceId))).toEqual(new Set(CARRIERS))
    expect(ownReportsIn(story)).toEqual(new Set(['foreland', 'pennant']))
    expect(new Set(copiesIn(story).map(({ title }) => title)).size).toBeGreaterThan(1)
  })

  it.each(CARRIERS)('names its author at %s', (sourceId) => {
    const copy = copiesIn(seedStory()).find((article) => article.sourceId === sourceId)!
    expect(copy.authors).toEqual(['Nadia Prewett'])
  })

  it.each(['slate', 'ledger', 'calder'])('names its publisher, and where it stood, at %s', (sourceId) => {
    const copy = copiesIn(seedStory()).find((article) => article.sourceId === sourceId)!
    expect([copy.publisher, copy.publisherUrl]).toEqual(['Foreland Dispatch', ORIGINAL_URL])
  })

  it('names no publisher where the text breaks off after "via"', () => {
    expect(articleOf('ferryman', 'Nadia Prewett').publisher).toBeUndefined()
  })

  it.each(['foreland', ...CARRIERS])('begins with its first real sentence at %s, and says it once', (sourceId) => {
    const article = articleOf(sourceId, 'Nadia Prewett')
    expect(article.lead.startsWith(FIRST_SENTENCE)).toBe(true)
    expect(article.text.split(FIRST_SENTENCE)).toHaveLength(2)
  })

  it.each(CARRIERS)('loses the wrapping at %s', (sourceId) => {
    const { text } = articleOf(sourceId, 'Nadia Prewett')
    for (const line of text.split(/\n+/)) {
      expect(line).not.toMatch(/^(?:TUESDAY|Tuesday 18|Authored by|By Nadia|Original Source|Photo:|Read more)/)
      expect(line).not.toMatch(/via Getty Images$/)
    }
    expect(text).not.toContain('bordersA')
  })

  it('keeps no tracking in any address', () => {
    for (const { canonicalUrl, publisherUrl } of articles) {
      expect(`${canonicalUrl} ${publisherUrl}`).not.toMatch(/utm_|fbclid/)
    }
  })

  it('is about Russia, NATO and Ukraine', () => {
    const lead = articleOf('foreland', 'Nadia Prewett')
    expect(matchTopics(lead, config.topics).map(({ topicId }) => topicId)).toEqual(['russia', 'nato', 'ukraine'])
  })

  it('has no picture that could fail to load on top of the digest', () => {
    for (const { imageUrl } of seedStory().articles) expect(imageUrl).toBeUndefined()
  })
})

describe('events', () => {
  const told = (): Story[] => stories.filter((story) => ownReportsIn(story).size >= 2)

  it('are told by several outlets in their own words, at least six of them', () => {
    expect(told().length).toBeGreaterThanOrEqual(6)
  })

  it.each([
    ['cod', ['North Sea talks', 'North Sea cod catch']],
    ['the interest rate', ['Brenland holds', 'Brenland keeps', 'Brenland’s central bank']],
    ['the ice', ['shaded Moon crater', 'lunar crater']],
    ['the cable', ['Skerry cable break', 'broken cable', 'left of the line']],
    ['the ceasefire', ['third ceasefire text', 'third ceasefire draft']],
    ['the coalition', ['coalition pact', 'seven weeks of waiting']],
    ['the power line', ['last damaged power line', 'last power line is mended']],
    ['the strike', ['Rail strike', 'drivers’ strike']],
    ['the vaccine', ['Two doses instead', 'Two doses may']],
    ['the cup, with a copy', ['cup goes to Calder', 'Rovers won the cup', 'eleventh penalty']],
    ['the flood, with a wire report twice', ['cat flap', 'Floods cut off', 'Ottoline cuts off']],
  ])('%s is one story', (_, titles) => {
    const found = titles.map((part) => titled(part))
    expect(found.map((list) => list.length)).toEqual(titles.map(() => 1))
    expect(new Set(found.map(([article]) => storyOf(article!).id)).size).toBe(1)
  })

  it('move on where something new is said: the flood of three days', () => {
    const steps = storyOf(titled('Floods cut off')[0]!).articles.map(
      ({ title, development }) => `${development} ${title}`,
    )
    expect(steps).toEqual([
      '1 Floods cut off villages in the Calder valley as Storm Ottoline stalls',
      '1 Storm Ottoline cuts off three villages in Calder valley',
      '1 “It came through the cat flap”: a night on Weir Lane',
      '2 Two drown in Calder floods as a car is swept off Hollin bridge',
      '3 Road to Nether Hollin reopens, and the last 38 villagers are brought out',
    ])
  })

  it('fold a wire report that two outlets print', () => {
    const flood = storyOf(titled('Floods cut off')[0]!)
    expect(copiesIn(flood).map(({ sourceId }) => sourceId)).toEqual(['ferryman'])
  })

  it('belong to one outlet alone where they are local', () => {
    for (const sourceId of ['calder', 'ferryman']) {
      const own = stories.filter((story) => sourcesOf(story).size === 1 && sourcesOf(story).has(sourceId))
      expect(own.length, sourceId).toBeGreaterThanOrEqual(2)
    }
  })
})

describe('what looks alike', () => {
  it.each([
    ['the column of three days', 'Five things before breakfast:', 3],
    ['the weather of three days', 'Weather:', 3],
    ['the market reports of two days', 'Market close,', 2],
    ['two match reports of one evening', 'Western League:', 2],
  ])('%s stays apart: no copies, and a story each', (_, frame, count) => {
    const alike = titled(frame)
    expect(alike).toHaveLength(count)
    const placed = alike.map((article) => storyOf(article))
    for (const story of placed) expect(copiesIn(story).filter(({ title }) => title.startsWith(frame))).toEqual([])
    expect(new Set(placed.map(({ id }) => id)).size).toBe(count)
  })

  it('two events with a word in common stay apart', () => {
    for (const [a, b] of [
      ['beneath Greenland', 'ends on gravel'],
      ['Outer Skerry at six', 'Outer Skerry school'],
      ['Lander drills', 'weigh a planet'],
      ['Brenland holds', 'Market close, Tuesday'],
    ] as const) {
      expect(storyOf(titled(a)[0]!).id, a).not.toBe(storyOf(titled(b)[0]!).id)
    }
  })
})

describe('the shipped configuration', () => {
  it('shows the sample at once, and floods nobody who replaces its sources', () => {
    expect(config.sources.map(({ firstFetchDays }) => firstFetchDays)).toEqual(config.sources.map(() => 0))
    expect(config.digests.map(({ firstEdition }) => firstEdition)).toEqual(['now'])
    expect(config.refresh.firstFetchDays).toBe(7)
  })

  it('asks nobody but the files of samples/', () => {
    for (const { shownUrl, host } of config.sources) expect([shownUrl.split('/')[0], host]).toEqual(['samples', ''])
  })

  it('has a story for each topic, and rules that know no name of the sample', () => {
    const found = new Set(articles.flatMap((article) => matchTopics(article, config.topics)).map((m) => m.topicId))
    expect(found).toEqual(new Set(config.topics.map(({ id }) => id)))
    const rules = JSON.stringify(config.topics).toLowerCase()
    for (const name of ['calder', 'skerry', 'brenland', 'vesmark', 'tarrano', 'foreland', 'morrow', 'rovers']) {
      expect(rules).not.toContain(name)
    }
  })
})

describe('every reason', () => {
  it('can be said on pages in any language', () => {
    const why = stories.flatMap((story) => story.articles.flatMap((article) => article.why ?? []))
    expect(why.length).toBeGreaterThan(20)
    expect(why.filter((kept) => readPlaceReason(kept) === undefined)).toEqual([])
    const topical = articles.flatMap((article) => matchTopics(article, config.topics).map(({ why }) => why))
    expect(topical.length).toBeGreaterThan(20)
    expect(topical.filter((kept) => readTopicReasons(kept).length === 0)).toEqual([])
  })
})
