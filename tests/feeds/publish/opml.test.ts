import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/core/errors.ts'
import { type OpmlSource, readAddressList, readOpml, writeOpml } from '../../../src/feeds/publish/opml.ts'

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/opml/${name}`, import.meta.url), 'utf8')
const list = (body: string): string => `<opml version="2.0"><head><title>x</title></head><body>${body}</body></opml>`
const inAnyOrder = (sources: readonly OpmlSource[]): OpmlSource[] =>
  sources.map((source) => ({ ...source, labels: source.labels.toSorted() })).sort((a, b) => (a.url < b.url ? -1 : 1))

describe('readOpml', () => {
  it('reads a list as other programs write it, and names what is left out', () => {
    expect(readOpml(fixture('as-found.opml'))).toEqual(JSON.parse(fixture('as-found.json')))
  })

  it('takes an address twice as one source, however its host is spelled', () => {
    const text = list('<outline xmlUrl="https://A.example"/><outline text="A" xmlUrl="https://a.example/"/>')
    expect(readOpml(text).sources).toEqual([{ url: 'https://A.example', name: 'A', labels: [] }])
  })

  it.each([
    [
      'a bare ampersand in an address',
      '<outline xmlUrl="https://a.example/?x=1&copy=2"/>',
      'https://a.example/?x=1&copy=2',
    ],
    ['an entity by number', '<outline xmlUrl="https://a.example/&#x3f;q"/>', 'https://a.example/?q'],
    ['single quotes', "<outline xmlUrl='https://a.example/'/>", 'https://a.example/'],
    ['a prefixed root', '<o:outline xmlUrl="https://a.example/"/>', 'https://a.example/'],
    ['a truncated list', '<outline text="x"><outline xmlUrl="https://a.example/"/><outline te', 'https://a.example/'],
  ])('reads %s', (_, body, url) => {
    expect(readOpml(list(body)).sources.map(({ url }) => url)).toEqual([url])
  })

  it.each([
    ['a web page', '<html><body><p>Hello</p></body></html>'],
    ['nothing', ''],
    ['folders without end', list('<outline text="x">'.repeat(20_000))],
    ['17 million characters', ' '.repeat(17_000_000)],
  ])('refuses %s with a sentence', (_, text) => {
    expect(() => readOpml(text)).toThrow(ConfigError)
  })

  it('expands no entity that the document declares', () => {
    const text = `<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${list('<outline text="&b;" xmlUrl="https://a.example/"/>')}`
    expect(readOpml(text).sources).toEqual([{ url: 'https://a.example/', name: '&b;', labels: [] }])
  })

  it('names at most 200 elements that are left out', () => {
    const { skipped } = readOpml(list('<x/>'.repeat(1000)))
    expect(skipped).toHaveLength(201)
    expect(skipped.at(-1)).toBe('and 800 more')
  })
})

describe('readAddressList', () => {
  it('reads one address a line, without comments, and names the lines that are none', () => {
    const text =
      '# mine\r\nhttps://a.example/feed\r\n\r\n  http://b.example/#x  # B\nfeed://c.example/rss\n' +
      'a.example\nmailto:x@y.example\nhttps://d.example/ "tag"\nhttps://A.example/feed\r# end'
    expect(readAddressList(text)).toEqual({
      sources: ['https://a.example/feed', 'http://b.example/#x', 'http://c.example/rss'].map((url) => ({
        url,
        labels: [],
      })),
      skipped: ['a.example', 'mailto:x@y.example', 'https://d.example/ "tag"'].map(
        (line, i) => `line ${i + 6}: "${line}" is no address that begins with http:// or https://`,
      ),
    })
  })

  it.each(['', 'Dear all,\nhere is my list.', '{"feeds": []}', '# nothing yet'])('is none: %j', (text) => {
    expect(readAddressList(text)).toBeUndefined()
  })
})

describe('writeOpml', () => {
  it('writes the sources, names and labels that readOpml reads', () => {
    const { sources } = readOpml(fixture('as-found.opml'))
    const again = readOpml(writeOpml('Reading', sources))
    expect(inAnyOrder(again.sources)).toEqual(inAnyOrder(sources))
    expect(again.skipped).toEqual([])
  })

  it('puts text and type on every outline', () => {
    const outlines = writeOpml('Reading', readOpml(fixture('as-found.opml')).sources).match(/<outline [^>]*>/g)!
    expect(outlines).toHaveLength(16)
    for (const outline of outlines) expect(outline).toMatch(/^<outline text="[^"]+" type="(rss|folder)"/)
  })

  it('writes the same bytes again after they are read', () => {
    const once = writeOpml('Reading', readOpml(fixture('as-found.opml')).sources)
    expect(writeOpml('Reading', readOpml(once).sources)).toBe(once)
  })

  it('leaves credentials out, also where the address is in place of the name', () => {
    const text = writeOpml('x', [{ url: 'https://ann:s3cret@a.example/rss', labels: [] }])
    expect(text).not.toContain('s3cret')
    expect(readOpml(text).sources).toEqual([{ url: 'https://a.example/rss', labels: [] }])
  })

  it('stays well-formed whatever is in a name', () => {
    const name = 'a<b> & "c"\u0000\uFFFF \uD800 ]]>'
    const text = writeOpml(name, [{ url: 'https://a.example/', name, labels: [name] }])
    expect(text).not.toMatch(/[\0\uFFFF\uD800]/)
    expect(readOpml(text).sources[0]!.name).toBe('a<b> & "c" ]]>')
  })
})
