/** Valid feeds damaged at random, and documents made to be slow: the slow half of parse.test.ts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ParseError } from '../../src/core/errors.ts'
import { parseFeed } from '../../src/feeds/parse/parse.ts'

const DOCUMENT_URL = 'https://feeds.example.net/dir/feed'

/** The feed of an RSS document around items. */
const parseItems = (items: string) =>
  parseFeed(Buffer.from(`<rss version="2.0"><channel><title>Harbour</title>${items}</channel></rss>`), {
    url: DOCUMENT_URL,
  })

describe('documents made to be slow', () => {
  it('reads 20,000 entries, and nothing after them', async () => {
    const entries = (count: number) =>
      parseFeed(
        Buffer.from(
          `<rss><channel>${'<item/>'.repeat(count - 1)}<item><title>x</title></item><language>en</language></channel></rss>`,
        ),
        {},
      )
    const most = await entries(20_000)
    expect(most).toMatchObject({ language: 'en', repairs: [] })
    expect([most.entries.length, most.entries.at(-1)?.title]).toEqual([20_000, 'x'])
    const more = await entries(20_001)
    expect(more.repairs).toEqual(['Only the first 20000 entries were read.'])
    expect([more.entries.length, more.entries.at(-1)?.title]).toEqual([20_000, undefined])
    expect([more.language, more.isCut]).toEqual([undefined, undefined])
  })

  it('refuses a document of more than 500,000 elements', async () => {
    const error = await parseItems('<a/>'.repeat(500_000)).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'parse/limit', message: expect.stringContaining('more than 500000 elements') })
  })

  it('refuses a document of more than 2,000,000 tags', async () => {
    const error = await parseItems(`<item><title>a <3 b</title>${'</b>'.repeat(2_000_001)}`).catch((it: unknown) => it)
    expect(error).toMatchObject({ code: 'parse/limit', message: expect.stringContaining('more than 2000000 tags') })
  })

  it('keeps 256 of 100,000 attributes and reads on', async () => {
    const attributes = Array.from({ length: 100_000 }, (_, at) => `a${at}="x"`).join(' ')
    const feed = await parseItems(`<item ${attributes}><title>x</title></item>`)
    expect(feed.entries[0]!.title).toBe('x')
    expect(feed.repairs).toContain('An element has more than 256 attributes; the rest were left out.')
  })

  it.each([
    ['<p <p <p', '<![CDATA[' + '<p '.repeat(400_000) + ']]>'],
    ['white space', 'a' + ' \n'.repeat(3_000_000) + 'b'],
    ['ampersands', '&'.repeat(6_000_000)],
    ['open comments', '<!--'.repeat(1_000_000)],
    ['bare less-than signs', '< '.repeat(2_000_000)],
    ['unmatched end tags', '</b>'.repeat(400_000)],
  ])('reads or refuses a text of %s before the test runs out of time', async (_, text) => {
    const items = `<item><title>x</title><description>${text}</description></item><item><title>y</title></item>`
    const [answer] = await Promise.allSettled([parseItems(items)])
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

/** A valid document with ENTRIES, in one of three dialects. */
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
/** The n-th match of a pattern, modulo the number of matches. */
function nthMatch(document: string, pattern: RegExp, at: number): RegExpExecArray | undefined {
  const found = [...document.matchAll(pattern)]
  return found[at % Math.max(found.length, 1)]
}
const replaceOne = (document: string, pattern: RegExp, at: number, by: (found: RegExpExecArray) => string): string => {
  const found = nthMatch(document, pattern, at)
  return found ? document.slice(0, found.index) + by(found) + document.slice(found.index + found[0].length) : document
}

/** Damage that must change no entry. */
const REPAIRABLE: Readonly<Record<string, Damage>> = {
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

    it('no damage: the entries are as written', async () => {
      expect(await read(whole)).toEqual(ENTRIES)
    })

    it.each(Object.entries(REPAIRABLE))('%s: the same entries come back', async (_, damage) => {
      await fc.assert(
        fc.asyncProperty(fc.nat(10_000), async (at) => {
          expect(await read(damage(whole, at))).toEqual(ENTRIES)
        }),
        { numRuns: 12 },
      )
    })

    it('two kinds at once: the same entries come back', async () => {
      const kind = fc.constantFrom(...Object.values(REPAIRABLE))
      await fc.assert(
        fc.asyncProperty(kind, kind, fc.nat(10_000), async (first, second, at) => {
          expect(await read(second(first(whole, at) as string, at + 1))).toEqual(ENTRIES)
        }),
        { numRuns: 60 },
      )
    })

    it('truncated anywhere: the entries before it come back, or a named error', async () => {
      await fc.assert(
        fc.asyncProperty(CUTS, async (at) => {
          const cut = whole.slice(0, at)
          // An entry is also complete without the last sign of its end tag.
          const complete = cut.split(/<\/(?:item|entry)(?:>|$)/).length - 1
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
