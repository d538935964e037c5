import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import RssParser from 'rss-parser'
import { describe, expect, it } from 'vitest'
import { ParseError } from '../../../src/core/errors.ts'
import type { ParsedFeed } from '../../../src/core/model.ts'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/feeds')
const DOCUMENT_URL = 'https://feeds.example.net/dir/feed'

const parse = (text: string, url = DOCUMENT_URL): Promise<ParsedFeed> => parseFeed(Buffer.from(text), { url })

async function failureOf(text: string | Uint8Array): Promise<ParseError> {
  try {
    await parseFeed(typeof text === 'string' ? Buffer.from(text) : text, { url: 'https://site.example.org/page' })
  } catch (error) {
    if (error instanceof ParseError) return error
    throw error
  }
  throw new Error('was read')
}

/** An RSS document around items. */
const rss = (items: string, channel = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harbour</title><link>https://harbour.example.org/</link><description>d</description>${channel}${items}</channel></rss>`

/** Compares the fields that are in the JSON beside a fixture; null there means that the field must be absent. */
function expectToBecome(actual: unknown, expected: unknown, path: string): void {
  if (expected === null) expect(actual, path).toBeUndefined()
  else if (Array.isArray(expected)) {
    expect(actual, path).toHaveLength(expected.length)
    expected.forEach((value, at) => void expectToBecome((actual as unknown[])[at], value, `${path}[${at}]`))
  } else if (typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected as object)) {
      expectToBecome((actual as Record<string, unknown>)[key], value, path === '' ? key : `${path}.${key}`)
    }
  } else expect(actual, path).toBe(expected)
}

describe.each(readdirSync(FIXTURES))('%s', (dialect) => {
  const names = readdirSync(join(FIXTURES, dialect))
  const documents = names.filter((name) => !name.endsWith('.json') || name.endsWith('.feed.json'))
  it.each(documents)('%s becomes the JSON beside it', async (name) => {
    const expected = JSON.parse(
      readFileSync(join(FIXTURES, dialect, name.replace(/\.(?:xml|feed\.json)$/, '.json')), 'utf8'),
    )
    const feed = await parseFeed(readFileSync(join(FIXTURES, dialect, name)), { url: DOCUMENT_URL })
    expectToBecome(feed, expected, '')
  })
})

it.each([
  ['rss2.0', '<rss><channel/></rss>'],
  ['atom1.0', '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
])('an empty feed has only its format: %s', async (format, text) => {
  expect(await parse(text)).toStrictEqual({ format, repairs: [], entries: [] })
})

describe('rss-parser', () => {
  it('takes objects in place of its own XML parser', async () => {
    const parser = new RssParser()
    const given = { rss: { $: { version: '2.0' }, channel: [{ title: ['T'], item: [{ title: ['a'], guid: ['g'] }] }] } }
    Object.assign(parser, {
      xmlParser: { parseString: (it: unknown, done: (e: null, r: unknown) => void) => done(null, it) },
    })
    const feed = await parser.parseString(given as never)
    expect(feed).toMatchObject({ title: 'T', items: [{ title: 'a', guid: 'g' }] })
  })

  it('maps every feed: without its result there is none', async () => {
    const original = RssParser.prototype.parseString
    RssParser.prototype.parseString = () => Promise.reject(new Error('asked'))
    try {
      await expect(parse(rss('<item><title>a</title></item>'))).rejects.toThrow('asked')
    } finally {
      RssParser.prototype.parseString = original
    }
  })
})

describe('a document that is no feed', () => {
  it.each([
    ['nothing', '', 'The answer is empty'],
    ['white space', ' \n\t', 'The answer is empty'],
    ['plain text', 'Not found.', 'neither XML nor JSON'],
    ['another XML document', '<?xml version="1.0"?><opml><body/></opml>', 'root element is <opml>'],
    ['a list of feeds', '<opml version="2.0"><body/></opml>', 'a list of feeds: `broadsheet import` takes it'],
    ['a site map', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', '<urlset>, a map of a site'],
    ['a root named like a property of objects', '<constructor/>', 'root element is <constructor>.'],
    ['a list of feeds', '<opml><body/></opml>', '<opml>, a list of feeds: `broadsheet import` takes it.'],
    ['a site map without a namespace', '<urlset/>', '<urlset>, a map of a site: look for the feed on its home page.'],
    ['an index of site maps', '<sitemapindex/>', '<sitemapindex>, a map of a site: look for'],
    ['a document of an unknown vocabulary', '<x:y xmlns:x="urn:x"/>', 'its root element is <x:y>.'],
    ['a document with a long root name', `<${'y'.repeat(90)}/>`, `its root element is <${'y'.repeat(60)}>.`],
    ['other JSON', '{"error":"quota"}', 'no JSON Feed'],
    ['a JSON list', '[1, 2]', 'no JSON Feed: it is a list, not an object.'],
    ['JSON null', ' null\n', 'The document is JSON, but no JSON Feed: it is null, not an object.'],
    ['a JSON boolean', 'false', 'it is false, not an object.'],
    ['a JSON number', '-1.5e3', 'it is -1500, not an object.'],
    ['a JSON text', '"Not found"', 'it is "Not found", not an object.'],
    ['a text that begins like JSON', 'null and void', 'neither XML nor JSON'],
    ['an unclosed comment with a tag in it', '<!-- <html>', 'neither XML nor JSON'],
    ['an unclosed processing instruction', '<? <html>', 'neither XML nor JSON'],
    ['a page', '<html><body><p>Gone</p></body></html>', 'a web page, not a feed, and it declares none'],
    ['the head of a page', '<head><title>x</title></head>', 'a web page'],
    ['the body of a page', '<BODY><p>x</p>', 'a web page'],
    ['a page that begins with something else', '<!DOCTYPE  html><div>x</div>', 'a web page'],
    ['a page whose first element is called like a feed', '<!doctype html><myrss>', 'a web page'],
    ['a page whose first element begins like a feed', '<!doctype html><feedback>', 'a web page'],
    ['a page with a feed in a comment', '<!-- <rss> --><html>', 'a web page'],
    ['a page with a feed in its script', '<?php echo "<rss>" ?>\n<html>', 'a web page'],
    ...[
      ['<script>', '</script>'],
      ['<!-- ', ' -->'],
      ['<textarea>', '</textarea>'],
    ].map(([start, end]): [string, string, string] => [
      `a page with a feed in ${start}`,
      `<html><body>${start}<rss version="2.0"><channel><item><title>x</title></item></channel></rss>${end}</body></html>`,
      'a web page',
    ]),
    ['a page with an empty feed in it', '<html><body><rss version="2.0"><channel/></rss></body></html>', 'a web page'],
    ['an SVG picture with RDF in it', '<svg xmlns="http://www.w3.org/2000/svg"><metadata/></svg>', 'root element is <'],
  ])('is rejected as parse/not-a-feed, and the message says what it is: %s', async (_, text, sentence) => {
    const error = await failureOf(text)
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain(sentence)
  })

  it('is not read as one long damaged tag when it is binary', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 7) * 104_729) & 0xff)
    const error = await failureOf(bytes)
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain('a file of another kind')
  })

  it('is named as a web page, with the feed it declares', async () => {
    const error = await failureOf(
      '<!-- x --><!DOCTYPE html><html><head><link rel="stylesheet" href="a.css"><link rel="alternate" type="application/atom+xml" href="/feed.atom"></head></html>',
    )
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain('web page')
    expect(error.message).toContain('https://site.example.org/feed.atom')
  })

  it.each(['rss', 'rdf:RDF', 'atom:feed', 'channel'])(
    'is not recognised by HTML’s doctype before <%s>',
    async (root) => {
      const feed = await parse(`<!doctype html><${root}><item><title>x</title></item></${root}>`)
      expect(feed.format).not.toBe('')
    },
  )

  it('declares no feed at a relative address when its own address is unknown', async () => {
    const page = '<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>'
    await expect(parseFeed(Buffer.from(page), {})).rejects.toThrow('declares none')
  })

  it('is parse/damaged and retryable when it is truncated before the end of its first entry', async () => {
    const error = await failureOf('<rss version="2.0"><channel><title>x</title><item><title>half')
    expect(error).toMatchObject({ code: 'parse/damaged', retryable: true })
    expect(error.message).toContain('ends before its first entry is complete')
  })

  it('is parse/damaged when it is JSON truncated before the end of its first item', async () => {
    expect((await failureOf('{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"')).code).toBe(
      'parse/damaged',
    )
  })
})

describe('control characters', () => {
  /** A feed of 4,096 characters with so many control characters. */
  const holding = (count: number, length = 4_096) =>
    rss(`<item><title>${'\x01'.repeat(count)}x</title></item>`).padEnd(length, ' ')

  it.each([
    ['a picture', `\x89PNG\r\n${'\x00\x02\x1a\x1f'.repeat(20)}`],
    ['more than a sixteenth of the beginning', holding(257)],
    ['more than 32 of a short text', `<rss>${'\x0e'.repeat(33)}`],
  ])('distinguish a binary file from a feed: %s', async (_, text) => {
    const error = await failureOf(text)
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain('a file of another kind')
  })

  it.each([
    ['a sixteenth of the beginning', holding(256)],
    ['32 of a short text', `<rss><channel><item><title>${'\x0e'.repeat(32)}x</title></item></channel></rss>`],
    [
      'any number after the beginning',
      holding(0).replace('</rss>', `<!--${'.'.repeat(4_000)}${'\x01'.repeat(9_000)}--></rss>`),
    ],
  ])('are left out of a feed: %s', async (_, text) => {
    expect((await parse(text)).entries).toMatchObject([{ title: 'x' }])
  })
})

describe('damaged JSON', () => {
  const items = [
    { id: '1', title: 'One "quoted" {brace}', content_text: 'a' },
    { id: '2', title: 'Two', content_text: 'b' },
  ]
  const whole = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'Kiln', items })

  it('keeps the items before the end wherever it is truncated', async () => {
    const ends = [whole.indexOf('},{') + 1, whole.lastIndexOf('}]') + 1]
    for (let at = ends[0]!; at < whole.length; at++) {
      const feed = await parse(whole.slice(0, at))
      expect(feed.entries.map(({ guid }) => guid)).toEqual(at < ends[1]! ? ['1'] : ['1', '2'])
      expect(feed).toMatchObject({ format: 'json1.1', title: 'Kiln' })
      expect(feed.repairs).toEqual(['The document was cut: its last entry is incomplete and was left out.'])
    }
  })

  it.each([
    ['raw line breaks in strings', whole.replace('Two', 'Tw\no'), 'Tw o'],
    ['commas before a closing bracket', whole.replaceAll('}', ',}').replace(']', ', ]'), 'Two'],
    ['a byte order mark', `\ufeff${whole}`, 'Two'],
  ])('reads %s', async (_, text, title) => {
    expect((await parse(text)).entries[1]!.title).toBe(title)
  })
})

describe('hostile documents', () => {
  it('never expands an entity, neither declared nor external', async () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>${rss('<item><title>&b;|&f;</title></item>')}`
    expect((await parse(bomb)).entries[0]!.title).toBe('&b;|&f;')
  })

  it('refuses elements nested deeper than 400', async () => {
    const error = await failureOf(rss(`<item>${'<x>'.repeat(10_000)}</item>`))
    expect(error.code).toBe('parse/limit')
    expect(error.message).toContain('400')
  })

  it('reads elements nested 400 deep, and no more', async () => {
    // rss, channel and item are three.
    const nested = (depth: number) => rss(`<item>${'<x>'.repeat(depth - 3)}</item>`)
    expect((await parse(nested(400))).entries).toMatchObject([{ text: '' }])
    expect((await failureOf(nested(401))).code).toBe('parse/limit')
  })

  it.each([
    ['&lt;![CDATA[a]]&gt; b', 'a b'],
    ['&lt;![CDATA[a b]]&gt;', 'a b'],
    ['&lt;![CDATA[a b', 'a b'],
    ['a[b[0]]&gt;1', 'a[b[0]]>1'],
  ])('reads the title %s without the markers of a section: %s', async (written, title) => {
    const { entries } = await parse(rss(`<item><title>${written}</title><description>x</description></item>`))
    expect(entries[0]?.title).toBe(title)
  })

  it('reports at most 50 repairs', async () => {
    const elements = Array.from({ length: 60 }, (_, at) => `<p${at}:x/>`).join('')
    expect((await parse(rss(elements))).repairs).toHaveLength(50)
  })

  it('reads a text that nests 10,000 deep as plain text', async () => {
    const { entries } = await parse(
      rss(`<item><title>x</title><description><![CDATA[${'<div>'.repeat(10_000)}deep]]></description></item>`),
    )
    expect(entries[0]).toMatchObject({ text: 'deep', summaryHtml: 'deep' })
  })
})
