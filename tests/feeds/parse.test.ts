import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import RssParser from 'rss-parser'
import { describe, expect, it } from 'vitest'
import { ParseError } from '../../src/core/errors.ts'
import type { ParsedFeed } from '../../src/core/model.ts'
import { parseFeed } from '../../src/feeds/parse.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/feeds')
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

/** What the JSON beside a fixture leaves out is not looked at; null says that the field must be absent. */
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

describe('what rss-parser does for us', () => {
  it('takes objects in place of its own XML reading', async () => {
    const parser = new RssParser()
    const given = { rss: { $: { version: '2.0' }, channel: [{ title: ['T'], item: [{ title: ['a'], guid: ['g'] }] }] } }
    Object.assign(parser, {
      xmlParser: { parseString: (it: unknown, done: (e: null, r: unknown) => void) => done(null, it) },
    })
    const feed = await parser.parseString(given as never)
    expect(feed).toMatchObject({ title: 'T', items: [{ title: 'a', guid: 'g' }] })
  })

  it('is the one who refuses and maps: without its answer there is no feed', async () => {
    const original = RssParser.prototype.parseString
    RssParser.prototype.parseString = () => Promise.reject(new Error('asked'))
    try {
      await expect(parse(rss('<item><title>a</title></item>'))).rejects.toThrow('asked')
    } finally {
      RssParser.prototype.parseString = original
    }
  })
})

describe('what is no feed', () => {
  it.each([
    ['nothing', '', 'The answer is empty'],
    ['white space', ' \n\t', 'The answer is empty'],
    ['plain text', 'Not found.', 'neither XML nor JSON'],
    ['another XML document', '<?xml version="1.0"?><opml><body/></opml>', 'root element is <opml>'],
    ['other JSON', '{"error":"quota"}', 'no JSON Feed'],
    ['an SVG picture with RDF in it', '<svg xmlns="http://www.w3.org/2000/svg"><metadata/></svg>', 'root element is <'],
  ])('%s is parse/not-a-feed and says what it is', async (_, text, sentence) => {
    const error = await failureOf(text)
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain(sentence)
  })

  it('a web page is named as one, with the feed it declares', async () => {
    const error = await failureOf(
      '<!-- x --><!DOCTYPE html><html><head><link rel="stylesheet" href="a.css"><link rel="alternate" type="application/atom+xml" href="/feed.atom"></head></html>',
    )
    expect(error.code).toBe('parse/not-a-feed')
    expect(error.message).toContain('web page')
    expect(error.message).toContain('https://site.example.org/feed.atom')
  })

  it('a web page without a feed says so', async () => {
    expect((await failureOf('<html><body><p>Gone</p></body></html>')).message).toContain('declares none')
  })

  it('a document cut before its first entry is whole is parse/damaged and may be tried again', async () => {
    const error = await failureOf('<rss version="2.0"><channel><title>x</title><item><title>half')
    expect(error).toMatchObject({ code: 'parse/damaged', retryable: true })
  })

  it('JSON that is cut before its first item is whole is parse/damaged', async () => {
    expect((await failureOf('{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"')).code).toBe(
      'parse/damaged',
    )
  })
})

describe('damaged JSON', () => {
  const items = [
    { id: '1', title: 'One "quoted" {brace}', content_text: 'a' },
    { id: '2', title: 'Two', content_text: 'b' },
  ]
  const whole = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'Kiln', items })

  it('keeps the items before a cut, wherever it is', async () => {
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
    ['commas before an end', whole.replaceAll('}', ',}').replace(']', ', ]'), 'Two'],
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

  it('reads an entry whose texts nest 10,000 deep, as text', async () => {
    const { entries } = await parse(
      rss(`<item><title>x</title><description><![CDATA[${'<div>'.repeat(10_000)}deep]]></description></item>`),
    )
    expect(entries[0]).toMatchObject({ text: 'deep', summaryHtml: 'deep' })
  })

  it('keeps 256 of 100,000 attributes and reads on', async () => {
    const attributes = Array.from({ length: 100_000 }, (_, at) => `a${at}="x"`).join(' ')
    const feed = await parse(rss(`<item ${attributes}><title>x</title></item>`))
    expect(feed.entries[0]!.title).toBe('x')
    expect(feed.repairs).toContain('An element has more than 256 attributes; the rest were left out.')
  })

  it('reads 20,000 entries and leaves the rest out with a sentence', async () => {
    const feed = await parse(rss('<item><title>x</title></item>'.repeat(20_050)))
    expect(feed.entries).toHaveLength(20_000)
    expect(feed.repairs).toContain('Only the first 20000 entries were read.')
  })

  it.each([
    ['<p <p <p', '<![CDATA[' + '<p '.repeat(400_000) + ']]>'],
    ['white space', 'a' + ' \n'.repeat(3_000_000) + 'b'],
    ['ampersands', '&'.repeat(6_000_000)],
    ['open comments', '<!--'.repeat(1_000_000)],
    ['bare less-than signs', '< '.repeat(2_000_000)],
    ['end tags of nothing', '</b>'.repeat(400_000)],
  ])('reads or refuses a text of %s before the test runs out of time', async (_, text) => {
    const document = rss(`<item><title>x</title><description>${text}</description></item><item><title>y</title></item>`)
    const [answer] = await Promise.allSettled([parse(document)])
    if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ParseError)
    else expect(answer.value.entries.at(-1)!.title).toMatch(/^[xy]$/)
  })
})

const ENTRIES = Array.from({ length: 4 }, (_, at) => ({
  title: ['Ferries & trains', 'Ünïcode – title', 'A plain one', 'Prices < 5 euros'][at]!,
  url: `https://harbour.example.org/${at}?a=1&b=${at}`,
  guid: `guid-${at}`,
  author: ['Ann Ek', 'Bo Ek', 'Cy Ek', 'Di Ek'][at]!,
  text: `First paragraph ${at}.\n\nSecond & last <paragraph> of ${at}.`,
}))
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const markup = (text: string): string =>
  text
    .split('\n\n')
    .map((paragraph) => `<p>${escaped(paragraph)}</p>`)
    .join('')

/** A sound document that holds ENTRIES, in one of three dialects. */
function soundDocument(dialect: 'rss' | 'rdf' | 'atom'): string {
  const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n'
  if (dialect === 'atom') {
    const entries = ENTRIES.map(
      (it) =>
        `<entry>\n<title>${escaped(it.title)}</title>\n<id>${it.guid}</id>\n<link rel="alternate" href="${escaped(it.url)}"/>\n<author><name>${it.author}</name></author>\n<updated>2026-11-19T07:10:00Z</updated>\n<content type="html">${escaped(markup(it.text))}</content>\n</entry>\n`,
    )
    return `${prolog}<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Harbour</title>\n<id>f</id>\n<updated>2026-11-19T07:10:00Z</updated>\n${entries.join('')}</feed>\n`
  }
  const items = ENTRIES.map(
    (it) =>
      `<item${dialect === 'rdf' ? ` rdf:about="${it.guid}"` : ''}>\n<title>${escaped(it.title)}</title>\n<link>${escaped(it.url)}</link>\n${dialect === 'rss' ? `<guid isPermaLink="false">${it.guid}</guid>\n` : ''}<dc:creator>${it.author}</dc:creator>\n<description>${escaped(markup(it.text))}</description>\n</item>\n`,
  ).join('')
  const channel = '<title>Harbour</title>\n<link>https://harbour.example.org/</link>\n<description>d</description>\n'
  return dialect === 'rss'
    ? `${prolog}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n${channel}${items}</channel>\n</rss>\n`
    : `${prolog}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n${channel}</channel>\n${items}</rdf:RDF>\n`
}

type Damage = (document: string, at: number) => string | Uint8Array
/** The n-th of the places where a pattern matches, counted round. */
function place(document: string, pattern: RegExp, at: number): RegExpExecArray | undefined {
  const found = [...document.matchAll(pattern)]
  return found[at % Math.max(found.length, 1)]
}
const replaceOne = (document: string, pattern: RegExp, at: number, by: (found: RegExpExecArray) => string): string => {
  const found = place(document, pattern, at)
  return found ? document.slice(0, found.index) + by(found) + document.slice(found.index + found[0].length) : document
}

/** Damage after which every entry must be the same as before. */
const HARMLESS: Readonly<Record<string, Damage>> = {
  'a bare ampersand': (document, at) => replaceOne(document, /&amp;(?=[b ])/g, at, () => '&'),
  'all ampersands bare': (document) => document.replace(/&amp;(?=[b ])/g, '&'),
  'a bare less-than sign': (document, at) => replaceOne(document, /&lt;(?= )/g, at, () => '<'),
  'the end tag of a title missing': (document, at) =>
    replaceOne(document, /<\/title>\n(?=<(?:link|guid|id)\b)/g, at, () => '\n'),
  'the end tag of an entry missing': (document, at) =>
    replaceOne(document, /<\/(?:item|entry)>\n(?=<(?:item|entry))/g, at, () => ''),
  'the last end tags missing': (document) => document.replace(/(?:<\/channel>\n)?<\/(?:rss|rdf:RDF|feed)>\n$/, ''),
  'text before the prolog': (document) => `\n  Notice: x on line 3\n${document}`,
  'text and tags after the end': (document) => `${document}<script>x()</script> done & dusted`,
  'no prolog': (document) => document.replace(/^<\?xml.*\?>\n/, ''),
  'a wrong encoding in the prolog': (document) => document.replace('UTF-8', 'ISO-8859-5'),
  'two byte order marks': (document) => `\ufeff\ufeff${document}`,
  'control characters in texts': (document, at) =>
    replaceOne(document, /(?<=>)[A-Z][a-z]+/g, at, ([word]) => `\u0001${word}\u0008\u001f`),
  'a NUL anywhere': (document, at) =>
    document.slice(0, at % document.length) + '\0' + document.slice(at % document.length),
  'end tags in another case': (document) =>
    document.replace(/<\/(title|link|description|author)>/g, (_, name: string) => `</${name.toUpperCase()}>`),
  'single or no quotes': (document, at) => document.replace(/="([\w.-]+)"/g, at % 2 === 0 ? "='$1'" : '=$1'),
  'undeclared prefixes': (document) => document.replace(/ xmlns:dc="[^"]*"/, ''),
  'Windows line ends': (document) => document.replaceAll('\n', '\r\n'),
  'stray end tags': (document, at) =>
    replaceOne(document, /<(?:item|entry)[^>]*>/g, at, ([tag]) => `</b>${tag}</p></div>`),
  'an unknown doctype with entities': (document) =>
    document.replace(/(?<=\?>\n)/, '<!DOCTYPE x [<!ENTITY e "v"> <!ELEMENT y ANY>]>\n'),
  'comments between and inside': (document, at) =>
    replaceOne(document, /<\/title>/g, at, ([tag]) => `<!-- -- <b> & -->${tag}<!---->`),
}

const CUTS = fc.integer({ min: 0, max: 4_000 })

describe('damage', () => {
  describe.each(['rss', 'rdf', 'atom'] as const)('to %s', (dialect) => {
    const whole = soundDocument(dialect)
    const read = async (document: string | Uint8Array): Promise<readonly unknown[]> => {
      const bytes = typeof document === 'string' ? Buffer.from(document) : document
      const { entries } = await parseFeed(bytes, { contentType: 'application/xml', url: DOCUMENT_URL })
      return entries.map(({ title, url, guid, authors, text }) => ({ title, url, guid, author: authors[0], text }))
    }

    it('none: the entries are as written', async () => {
      expect(await read(whole)).toEqual(ENTRIES)
    })

    it.each(Object.entries(HARMLESS))('%s: the same entries come back', async (_, damage) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(10_000), async (at) => {
          expect(await read(damage(whole, at))).toEqual(ENTRIES)
        }),
        { numRuns: 12 },
      )
    })

    it('two kinds at once: the same entries come back', async () => {
      const kind = fc.constantFrom(...Object.values(HARMLESS))
      await fc.assert(
        fc.asyncProperty(kind, kind, fc.nat(10_000), async (first, second, at) => {
          expect(await read(second(first(whole, at) as string, at + 1))).toEqual(ENTRIES)
        }),
        { numRuns: 60 },
      )
    })

    it('a cut anywhere: the entries before it come back, or a named error', async () => {
      await fc.assert(
        fc.asyncProperty(CUTS, async (at) => {
          const cut = whole.slice(0, at)
          const complete = cut.split(/<\/(?:item|entry)>/).length - 1
          const answer = await read(cut).catch((error: unknown) => error)
          if (answer instanceof Error)
            expect(answer).toMatchObject({ code: expect.stringMatching(/^parse\/(?:damaged|not-a-feed)$/) })
          else expect(answer).toEqual(ENTRIES.slice(0, complete))
          if (complete > 0) expect(answer).not.toBeInstanceOf(Error)
        }),
        { numRuns: 150 },
      )
    })

    it('bytes changed at random: entries or a named error, nothing else', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { minLength: 1, maxLength: 30 }),
          async (changes) => {
            const bytes = Buffer.from(whole)
            for (const [at, byte] of changes) bytes[at % bytes.length] = byte
            const answer = await read(bytes).catch((error: unknown) => error)
            if (answer instanceof Error) expect(answer).toBeInstanceOf(ParseError)
            else expect((answer as unknown[]).length).toBeLessThanOrEqual(ENTRIES.length + 1)
          },
        ),
        { numRuns: 150 },
      )
    })
  })
})
