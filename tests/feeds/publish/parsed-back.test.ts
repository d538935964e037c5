/**
 * What is published, read back by two parsers that know nothing of us, whatever sources have written in every field.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeEntry } from '../../../src/core/article/normalize.ts'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import { renderAtom } from '../../../src/feeds/publish/atom.ts'
import type { FeedEntry } from '../../../src/feeds/publish/entry.ts'
import { type CleanEntry, type CleanFeed, cleanFeed } from '../../../src/feeds/publish/feed.ts'
import { renderJson } from '../../../src/feeds/publish/json-feed.ts'
import { renderRss } from '../../../src/feeds/publish/rss.ts'
import { feedEntry, feedHead, richFeed } from '../../support/feeds.ts'
import { type ParsedStory, readByFeedparser, readByFeedsmith } from '../../support/parsed-back.ts'
import { atomFaults } from '../../support/rules/atom.ts'
import { jsonFeedFaults } from '../../support/rules/json-feed.ts'
import { rssFaults } from '../../support/rules/rss.ts'

/** A text without what no document may hold, on one line, and without entities. */
const shown = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(
      /[\p{Cs}\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]/gu,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim()

/** Texts that have broken a writer of feeds, in this project or another. */
const HOSTILE: readonly string[] = [
  'Fish & Chips <b>bold</b> "quoted" \'single\'',
  'two ]]> ends ]]> of CDATA <![CDATA[ and a start',
  '&amp; &lt;i&gt; &#0; &#xD800; &bogus; &',
  '</title></entry></feed><script>alert(1)</script>',
  '<!-- comment --> <?xml version="1.0"?> <!DOCTYPE x>',
  'control \0\u0001\u0008\u000b\u001b\u007f\u0085 characters',
  'lone \ud800 surrogates \udc00 and \ufffe\uffff\ufdd0',
  'lines\r\nof\rtext\n\twith   blanks\u2028and separators',
  'العاصفة تصل إلى الساحل \u202eright to left',
  '潮水淹没港口 家族 👩‍👩‍👧 𝔘 é',
  'a'.repeat(10_000),
  '%00 %zz $& $1 \\u0000 \\ {{name}}',
  ' ',
]
const DATES = [
  '',
  'yesterday',
  '2026-02-30T00:00:00.000Z',
  '+012026-01-01T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
  '2026-11-18',
]
const LINKS = (text: string) => [
  `https://a.example/${text}`,
  `javascript:${text}`,
  text,
  `https://${text}`,
  `https://u:p@a.example/?${text}#${text}`,
]

/** An entry with this text in every field that a source fills. */
function hostileEntry(text: string, nth: number): FeedEntry {
  const urls = LINKS(text)
  const url = urls[nth % urls.length]!
  const carriers = urls.map((url, i) => ({ outlet: text, title: text, url, isCopy: i % 2 === 0, copyOf: text }))
  return feedEntry({
    id: `tag:news.example.org,2026:${nth}`,
    title: text,
    url,
    publishedAt: DATES[nth % DATES.length]!,
    updatedAt: DATES[(nth + 1) % DATES.length]!,
    authors: [text, 'Ada Quill', `${text})(`],
    authorUrls: [{ name: text, url }],
    summary: text,
    text,
    language: nth % 2 === 0 ? text : 'ar',
    topics: [{ id: text, name: text, iptc: text }],
    source: { title: text, url, feedUrl: urls[0]!, id: text, updatedAt: DATES[nth % DATES.length]! },
    news: [text],
    carriers,
    named: carriers,
    more: nth,
    via: { outlet: text, url },
    enclosures: urls.map((url, i) => ({
      url,
      type: i % 2 ? text : 'audio/mpeg',
      lengthBytes: [-1, Number.NaN, 12, 1e300, 0.5][i]!,
      title: text,
      ...(i < 2 ? {} : { credit: { outlet: text, url } }),
    })),
    picture: { url, alt: text, credit: { outlet: text, url } },
  })
}

const hostileFeed = (texts: readonly string[]): CleanFeed =>
  cleanFeed(
    feedHead({
      title: texts[0]!,
      subtitle: texts[0]!,
      rights: texts[0]!,
      hubs: LINKS(texts[0]!),
      maxBytes: 50_000_000,
    }),
    texts.map(hostileEntry),
  )

const documentsOf = (feed: CleanFeed) => ({
  atom: renderAtom(feed, 'atom.xml'),
  rss: renderRss(feed, 'rss.xml'),
  json: renderJson(feed, 'feed.json'),
})

/** The rules that the documents of a feed break. */
function faultsOf(feed: CleanFeed): string[] {
  const { atom, rss, json } = documentsOf(feed)
  return [...atomFaults(atom), ...rssFaults(rss), ...jsonFeedFaults(json)]
}

/** The same stories by every parser in every format. */
async function readings(feed: CleanFeed): Promise<Record<string, ParsedStory[]>> {
  const { atom, rss, json } = documentsOf(feed)
  return {
    'Atom by feedsmith': readByFeedsmith(atom, 'atom'),
    'Atom by feedparser': await readByFeedparser(atom, 'atom'),
    'RSS by feedsmith': readByFeedsmith(rss, 'rss'),
    'RSS by feedparser': await readByFeedparser(rss, 'rss'),
    'JSON Feed by feedsmith': readByFeedsmith(json, 'json'),
  }
}

describe('a feed', () => {
  it('is read back whole in every format', async () => {
    const feed = richFeed()
    const content = feed.entries.map((entry) => entry.content)
    for (const [how, stories] of Object.entries(await readings(feed))) {
      expect(
        stories.map((story) => story.content),
        how,
      ).toEqual(content)
      expect(stories, how).toMatchObject([
        {
          id: 'tag:news.example.org,2026:00aa',
          title: 'Storm reaches the coast',
          url: 'https://kestrel.example/storm',
          publishedAt: '2026-11-18T09:00:00.000Z',
          updatedAt: '2026-11-18T10:00:00.000Z',
          authors: ['Ada Quill', 'Ben Ink'],
          summary: 'The wind turned at noon.',
          topics: ['NATO'],
          picture: 'https://kestrel.example/1.jpg',
        },
        { id: 'tag:news.example.org,2026:00bb', title: 'Der Deich hält', authors: ['Deichblatt'] },
      ])
    }
  })

  it('has a character for an entity that was escaped twice at the source, but ids and whole texts as they are', async () => {
    const twice = 'R&amp;D &lt;b&gt; &#8217;Sons&#8217;'
    const id = 'https://kestrel.example/?a=1&amp;b=2'
    const entry = hostileEntry(twice, 0)
    const feed = cleanFeed(feedHead({ title: twice }), [
      { ...entry, url: 'https://kestrel.example/1', updatedAt: '2026-11-18T10:00:00.000Z' },
      {
        ...entry,
        id: 'tag:news.example.org,2026:1',
        news: [],
        contentHtml: `<p>what ${twice.replaceAll('&', '&amp;')} means</p>`,
      },
    ])
    for (const [how, [story]] of Object.entries(await readings(feed)))
      expect(story, how).toMatchObject({
        title: 'R&D <b> ’Sons’',
        summary: expect.stringContaining('R&D <b> ’Sons’'),
        authors: expect.arrayContaining(['R&D <b> ’Sons’']),
        topics: ['R&D <b> ’Sons’'],
      })
    expect(feed.title).toBe('R&D <b> ’Sons’')
    const [{ related, via, source, content, topics }, { content: whole }] = feed.entries as [CleanEntry, CleanEntry]
    expect([related[0]!.title, via?.outlet, source.title]).toEqual(Array(3).fill(expect.stringContaining('R&D <b> ’')))
    expect(content!.replace(/href="[^"]*"/g, '')).not.toMatch(/&amp;(?:amp|lt|#)/)
    expect(topics[0]!.id).toBe(twice)
    expect(whole).toContain('<p>what R&amp;amp;D &amp;lt;b&amp;gt; &amp;#8217;Sons&amp;#8217; means</p>')
    const [named] = cleanFeed(feedHead({}), [{ ...entry, source: { title: twice, id } }]).entries
    expect(named!.source.id).toBe(id)
  })

  it('is the same to our own reader', async () => {
    const source = { id: 's', url: 'https://news.example.org/atom.xml' }
    const { atom } = documentsOf(richFeed())
    const { entries, repairs } = await parseFeed(Buffer.from(atom), {})
    expect(repairs).toEqual([])
    const [story, other] = entries.map((entry) => normalizeEntry(entry, source, new Date('2026-11-20T00:00:00Z')))
    expect(story).toMatchObject({
      guid: 'tag:news.example.org,2026:00aa',
      title: 'Storm reaches the coast',
      url: 'https://kestrel.example/storm',
      publishedAt: '2026-11-18T09:00:00.000Z',
      updatedAt: '2026-11-18T10:00:00.000Z',
      authors: ['Ada Quill', 'Ben Ink'],
      authorUrls: [{ name: 'Ada Quill', url: 'https://kestrel.example/ada' }],
      publisher: 'Kestrel Wire',
      // Without what the content says of others.
      lead: 'The wind turned at noon.',
      text: 'The wind turned at noon.',
      language: 'en',
      categories: ['NATO'],
      imageUrl: 'https://kestrel.example/1.jpg',
      imageAlt: 'A wave',
    })
    expect(story!.enclosures).toEqual([
      { url: 'https://kestrel.example/1.mp3', type: 'audio/mpeg', lengthBytes: 12, title: 'The wind' },
      { url: 'https://kestrel.example/2.pdf', type: 'application/pdf' },
      // The picture, which Media RSS says with its alternative text.
      { url: 'https://kestrel.example/1.jpg' },
    ])
    // An outlet is no person.
    expect(other).toMatchObject({ title: 'Der Deich hält', authors: [], publisher: 'Deichblatt', language: 'de' })
  })

  it('keeps every rule without a site, without entries, and without texts', () => {
    const bare = feedEntry({ summary: undefined, url: undefined, source: { title: '' } })
    for (const feed of [
      cleanFeed(feedHead({ siteUrl: undefined, alternate: undefined }), [bare]),
      cleanFeed(feedHead({ siteUrl: undefined, authority: '0.0.0.300,2026' }), []),
      cleanFeed(feedHead(), [bare]),
    ])
      expect(faultsOf(feed)).toEqual([])
  })

  it.each([
    [{}, 'https://news.example.org/'],
    [{ siteUrl: undefined, counterUrl: 'https://mail.example.org/paper' }, 'https://mail.example.org/paper/'],
    [
      { siteUrl: undefined, alternate: 'topics/nato.html', counterUrl: 'https://m.example' },
      'https://m.example/topics/nato.html',
    ],
    // No web address is made up.
    [{ siteUrl: undefined }, undefined],
  ])('leads to the page of the same stories: %j', (head, page) => {
    const feed = cleanFeed(feedHead(head), [feedEntry()])
    const { atom, rss, json } = documentsOf(feed)
    expect(/<link rel="alternate"[^>]*href="([^"]*)"/.exec(atom.slice(0, atom.indexOf('<entry')))?.[1]).toBe(page)
    expect(JSON.parse(json).home_page_url).toBe(page)
    expect(/<link>([^<]*)<\/link>/.exec(rss)?.[1]).toBe(page ?? feed.id)
    expect(faultsOf(feed)).toEqual([])
  })
})

describe('an item of RSS', () => {
  const url = 'https://kestrel.example/wave'
  const rssOf = (...enclosures: NonNullable<FeedEntry['enclosures']>) =>
    documentsOf(cleanFeed(feedHead(), [feedEntry({ enclosures })])).rss
  const enclosed = (...enclosures: NonNullable<FeedEntry['enclosures']>) =>
    /<enclosure [^>]*>/.exec(rssOf(...enclosures))?.[0]

  it('encloses the first file that states type and length, else the first of a known type', () => {
    const [picture, page] = [{ url: `${url}.jpg`, type: 'image/jpeg' }, { url }]
    const sound = { url: `${url}.mp3`, type: 'audio/mpeg', lengthBytes: 12 }
    expect(enclosed(page, picture, sound)).toBe(`<enclosure url="${url}.mp3" length="12" type="audio/mpeg"/>`)
    expect(enclosed(page, picture)).toBe(`<enclosure url="${url}.jpg" length="0" type="image/jpeg"/>`)
    expect(enclosed(page)).toBeUndefined()
  })

  it('encloses what can be played, the lead’s before that of another outlet, which it names', () => {
    const picture = { url: `${url}.jpg`, type: 'image/jpeg', lengthBytes: 12 }
    const sound = { url: `${url}.mp3`, type: 'audio/mpeg' }
    const credit = { outlet: 'Heron Post', url: 'https://heron.example/1' }
    const other = { url: 'https://heron.example/1.mp3', type: 'audio/mpeg', lengthBytes: 34, title: 'At sea', credit }
    expect(enclosed(picture, sound, other)).toContain(sound.url)
    expect(enclosed(picture, other)).toContain(other.url)
    expect(rssOf(picture, other)).toMatch(
      /<media:content url="https:\/\/heron.example\/1.mp3"[^>]*>\s*<media:title type="plain">Heron Post: At sea</,
    )
  })
})

describe('a hostile newsroom', () => {
  const feed = hostileFeed(HOSTILE)

  it('breaks no rule of any format', () => {
    expect(faultsOf(feed)).toEqual([])
  })

  it('is read back without loss by each parser', async () => {
    const expected = new Map(
      HOSTILE.map((text, nth) => [
        `tag:news.example.org,2026:${nth}`,
        {
          title: shown(text),
          authors: [text, 'Ada Quill', `${text})(`].map(shown).filter(Boolean),
          topics: [shown(text)].filter(Boolean),
        },
      ]),
    )
    for (const [how, stories] of Object.entries(await readings(feed))) {
      expect(stories.map(({ id }) => id).sort(), how).toEqual([...expected.keys()].sort())
      for (const { id, title, authors, topics, content } of stories) {
        const { title: written, ...rest } = expected.get(id!)!
        expect({ title, authors, topics }, `${how} ${id}`).toEqual({ title: written || expect.any(String), ...rest })
        // feedparser ends an address that is a host alone with a slash.
        const asWritten = (html: string | undefined) => html?.replaceAll('/">', '">')
        expect(asWritten(content), `${how} ${id}`).toBe(asWritten(feed.entries.find((one) => one.id === id)!.content))
      }
    }
  })

  it('has the same bytes whenever it is written, and its newest entries when it is too large', () => {
    expect(documentsOf(hostileFeed(HOSTILE))).toEqual(documentsOf(feed))
    const short = hostileFeed(HOSTILE.filter((text) => text.length < 1000))
    const small = { ...short, head: { ...short.head, maxBytes: 40_000 } }
    for (const [format, document] of Object.entries(documentsOf(small))) {
      expect(Buffer.byteLength(document), format).toBeLessThanOrEqual(40_000)
      expect(document, format).toContain(short.entries[0]!.id)
    }
  })

  it('breaks no rule with any text', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          ...'<>&"\'\0\u001b\r\n\t%[](){}\\:/?#@ ',
          ']]>',
          '\ud83d',
          '&#0;',
          '&lt;',
          '\ufffe',
          'https://',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      maxLength: 16,
    })
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (texts) => {
        expect(faultsOf(hostileFeed(texts))).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
