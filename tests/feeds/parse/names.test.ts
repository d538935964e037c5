/** Namespaces by their addresses, texts, and what ends a text whose end tag is missing, for each name of each vocabulary. */
import { describe, expect, it } from 'vitest'
import type { ParsedFeed } from '../../../src/core/model.ts'
import names from '../../../src/feeds/parse/names.json' with { type: 'json' }
import { prefixOf } from '../../../src/feeds/parse/names.ts'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const parse = (text: string): Promise<ParsedFeed> =>
  parseFeed(Buffer.from(text), { url: 'https://feeds.example.net/dir/feed' })

describe('a namespace is recognised by its address, with any prefix:', () => {
  const ITEM = {
    '': '<q:title>x</q:title>',
    atom: '<q:updated>2026-11-19T07:10:00Z</q:updated>',
    dc: '<q:creator>x</q:creator>',
    dcterms: '<q:modified>2026-11-19T07:10:00Z</q:modified>',
    content: '<q:encoded>x</q:encoded>',
    media: '<q:thumbnail url="https://x.example/1.jpg"/>',
    itunes: '<q:image href="https://x.example/1.jpg"/>',
    googleplay: '<q:author>x</q:author>',
    podcast: '<q:person>x</q:person>',
    feedburner: '<q:origLink>https://x.example/1</q:origLink>',
    xhtml: '<q:body>x</q:body>',
    prism: '<q:publicationDate>2026-11-19T07:10:00Z</q:publicationDate>',
  }
  const FOUND = {
    '': { title: 'x' },
    atom: { updatedAt: '2026-11-19T07:10:00.000Z' },
    dc: { authors: ['x'] },
    dcterms: { updatedAt: '2026-11-19T07:10:00.000Z' },
    content: { contentHtml: 'x' },
    media: { imageUrl: 'https://x.example/1.jpg' },
    itunes: { imageUrl: 'https://x.example/1.jpg' },
    googleplay: { authors: ['x'] },
    podcast: { authors: ['x'] },
    feedburner: { url: 'https://x.example/1' },
    xhtml: { contentHtml: 'x' },
    prism: { publishedAt: '2026-11-19T07:10:00.000Z' },
  }

  const read = Object.entries(names.prefixes).filter(([, prefix]) => prefix in ITEM) as [string, keyof typeof ITEM][]
  it.each(read)('%s', async (key, vocabulary) => {
    const address = `http://www.${key}/`
    const { entries } = await parse(
      `<rss version="2.0" xmlns:q="${address}"><channel><item><guid>1</guid><enclosure url="https://x.example/1.mp3"/>${ITEM[vocabulary]}</item></channel></rss>`,
    )
    expect(entries[0]).toMatchObject(FOUND[vocabulary])
  })

  it('of the syndication module', async () => {
    const feed = await parse(
      '<rss xmlns:q="http://purl.org/rss/1.0/modules/syndication/"><channel><q:updatePeriod>hourly</q:updatePeriod></channel></rss>',
    )
    expect(feed.minutesBetweenFetches).toBe(60)
  })

  it('of RDF', async () => {
    const feed = await parse(
      '<q:RDF xmlns:q="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item><title>x</title></item></q:RDF>',
    )
    expect(feed).toMatchObject({ format: 'rss1.0', entries: [{ title: 'x' }] })
  })

  it.each([
    ['without www. and with TLS', 'https://w3.org/2005/Atom', 'atom'],
    ['in capitals', 'HTTP://WWW.W3.ORG/2005/ATOM', 'atom'],
    ['with a closing slash and hash, or neither', ' http://purl.org/dc/elements/1.1/# ', 'dc'],
    ['unknown', 'urn:x', undefined],
    ['inside another', 'urn:http://www.w3.org/2005/Atom', undefined],
    ['with more after it', 'http://www.w3.org/2005/Atom/x', undefined],
    ['that is a property of every object', 'constructor', undefined],
  ])('%s', (_, address, prefix) => {
    expect(prefixOf(address)).toBe(prefix)
  })

  it.each([
    ['atom10', '<atom10:updated>2026-11-19</atom10:updated>'],
    ['a10', '<a10:updated>2026-11-19</a10:updated>'],
    ['DCterms', '<DCterms:modified>2026-11-19</DCterms:modified>'],
  ])('an undeclared prefix has its usual vocabulary: %s', async (prefix, element) => {
    const feed = await parse(`<rss><channel><item><title>t</title>${element}</item></channel></rss>`)
    expect(feed.entries[0]!.updatedAt).toBe('2026-11-19T00:00:00.000Z')
    expect(feed.repairs).toEqual([`The prefix ${prefix} is used without being declared.`])
  })

  it.each([
    ['is that of its prefix, when it is a web address', ' http://dublin.example/dc ', ['x']],
    ['is another vocabulary, when it is none', 'urn:https:dublin', []],
  ])('an unknown address %s', async (_, address, authors) => {
    const text = `<rss xmlns:dc="${address}"><channel><item><title>t</title><dc:creator>x</dc:creator></item></channel></rss>`
    expect((await parse(text)).entries[0]!.authors).toEqual(authors)
  })

  it.each([
    ['an empty one means no namespace', '', ['x']],
    ['an unknown one is another vocabulary', 'urn:x', []],
  ])('of default namespaces %s', async (_, address, authors) => {
    const text = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><author xmlns="${address}"><name>x</name></author></entry></feed>`
    expect((await parse(text)).entries[0]!.authors).toEqual(authors)
  })

  it('an unknown prefix is reported with its first 60 characters, the xml prefix is not reported', async () => {
    const long = 'x'.repeat(100)
    const feed = await parse(`<rss xml:space="preserve"><channel><${long}:y/></channel></rss>`)
    expect(feed.repairs).toEqual([`The prefix ${'x'.repeat(60)} is used without being declared.`])
  })
})

describe('a text', () => {
  it.each(
    (
      'title description summary content subtitle tagline copyright rights info body fullitem atom:title atom:summary ' +
      'atom:content atom:subtitle atom:tagline atom:rights atom:copyright atom:info content:encoded dc:title dc:description ' +
      'dcterms:abstract media:title media:description media:text itunes:summary itunes:subtitle itunes:title xhtml:body ' +
      'xhtml:div googleplay:description prism:teaser'
    ).split(' '),
  )('%s without an end tag ends where an entry begins', async (name) => {
    const feed = await parse(`<rss><channel><${name}>x <b>y</b><item><title>One</title></item></channel></rss>`)
    expect(feed.entries).toMatchObject([{ title: 'One' }])
    expect(feed.repairs).toContain(`The end tag of <${name}> is missing.`)
  })

  it.each(
    (
      'pubDate pubdate guid enclosure description content:encoded dc:date dc:creator category comments published updated ' +
      'lastBuildDate language image itunes:summary link id author content summary source'
    ).split(' '),
  )('that is a title ends where %s begins', async (name) => {
    const feed = await parse(`<rss><channel><item><title>One<${name}>x</${name}></item></channel></rss>`)
    expect(feed.entries[0]!.title).toBe('One')
    expect(feed.repairs).toContain('The end tag of <title> is missing.')
  })

  it.each(
    'pubDate guid enclosure dc:date dc:creator category comments published updated lastBuildDate language image'.split(
      ' ',
    ),
  )('that is a description ends where %s begins', async (name) => {
    const feed = await parse(`<rss><channel><item><description>One<${name}>x</${name}></item></channel></rss>`)
    expect(feed.entries[0]!.text).toBe('One')
  })

  it('of the feed ends where its channel begins', async () => {
    const feed = await parse('<rss><title>x<channel><title>Quay</title><item><title>One</title></item></channel></rss>')
    expect(feed).toMatchObject({ title: 'Quay', entries: [{ title: 'One' }] })
  })

  it('of a feed without namespace ends where an entry begins', async () => {
    const feed = await parse('<feed><title>x <b>y</b><entry><title>One</title></entry></feed>')
    expect(feed).toMatchObject({ title: 'x y', entries: [{ title: 'One' }] })
    const two = await parse('<feed><entry><title>One</title><entry><title>Two</title></entry></feed>')
    expect(two.entries).toMatchObject([{ title: 'One' }, { title: 'Two' }])
  })
})

it.each(
  'a abbr b bdi em font i small span strong u xhtml:a xhtml:b xhtml:i xhtml:em xhtml:span xhtml:strong'.split(' '),
)('<%s> in a short text is its markup, and the words stay', async (name) => {
  const feed = await parse(
    `<rss><channel><item><title>t</title><category>Boats and <${name}>ferries</${name}></category></item></channel></rss>`,
  )
  expect(feed.entries[0]!.categories).toEqual(['Boats and ferries'])
})
