/** Texts, links, people and dates of elements: RFC 4287 §3 and §4.1.3, and what RSS does not specify. */
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const DOCUMENT = 'https://feeds.example.net/dir/feed'
const atom = async (inside: string, root = '') =>
  (
    await parseFeed(
      Buffer.from(`<feed xmlns="http://www.w3.org/2005/Atom" ${root}><entry><title>t</title>${inside}</entry></feed>`),
      { url: DOCUMENT },
    )
  ).entries[0]!
const rss = async (inside: string) =>
  (
    await parseFeed(Buffer.from(`<rss><channel><item><title>t</title>${inside}</item></channel></rss>`), {
      url: DOCUMENT,
    })
  ).entries[0]!
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a content of Atom', () => {
  it.each([
    ['', 'a &lt;b> &amp;amp; c', 'a <b> &amp; c'],
    ['type="text"', 'a &lt;b> &amp;amp; c', 'a <b> &amp; c'],
    ['type=" TEXT "', 'a &lt;b> &amp;amp; c', 'a <b> &amp; c'],
    ['type="text/plain"', 'a &lt;b> &amp;amp; c', 'a <b> &amp; c'],
    ['type="text/plain" mode="escaped"', 'a &lt;b> &amp;amp; c', 'a <b> &amp; c'],
    ['type="html"', '&lt;b>a&lt;/b> &amp;amp;lt;', 'a &lt;'],
    ['type=" Html "', '&lt;b>a&lt;/b> &amp;amp;lt;', 'a &lt;'],
    ['type="text/html"', '&lt;b>a&lt;/b> &amp;amp;lt;', 'a &lt;'],
    ['type="text/html"', '<b>a</b> &amp;lt;', 'a <'],
    ['mode="escaped"', '&lt;b>a&lt;/b> &amp;amp;lt;', 'a &lt;'],
    ['mode=" Escaped " type="x"', '&lt;b>a&lt;/b> &amp;amp;lt;', 'a &lt;'],
    ['type="text/html" mode="xml"', '&lt;b>a&lt;/b>', 'a'],
    ['type="xhtml"', `<div ${XHTML}>a <b>b</b> &amp;lt;</div>`, 'a b &lt;'],
    ['type="xhtml"', 'a &amp;lt;', 'a &lt;'],
    ['type="application/xhtml+xml"', `<div ${XHTML}>a <b>b</b> &amp;lt;</div>`, 'a b &lt;'],
    ['type="application/xhtml+xml"', 'a &amp;lt;', 'a &lt;'],
    ['type="text/html" mode="xml"', `<div ${XHTML}>a <b>b</b> &amp;lt;</div>`, 'a b &lt;'],
    ['type="text"', `<div ${XHTML}>a <b>b</b> &amp;lt;</div>`, 'a b &lt;'],
    ['type="text/html" mode="base64"', base64('<b>a</b> &amp;lt;'), 'a &lt;'],
    ['type="text/plain" mode="base64"', base64('<b>a</b> &amp;'), '<b>a</b> &amp;'],
    ['type="application/octet-stream"', `\n ${base64('<b>a</b> &amp;')}\n`, '<b>a</b> &amp;'],
    ['type="text/x-notes"', 'a &lt;b> b', 'a <b> b'],
    ['type="text/html; charset=utf-8"', '&lt;b>a&lt;/b>', 'a'],
    ['type="application/html"', '&lt;b>a&lt;/b>', 'a'],
    ['type="CDATA"', '<![CDATA[<p>a <b>b</b></p>]]>', 'a b'],
    ['type="HTML"', '&lt;p>a &lt;b>b&lt;/b>&lt;/p>', 'a b'],
    ['type="escaped"', '&lt;b>a&lt;/b> &amp;amp; b', 'a & b'],
    ['type="notes"', '<p>a <b>b</b></p>', 'a b'],
    ['type="XHTML"', `<div ${XHTML}>a <b>b</b></div>`, 'a b'],
    ['type=""', 'a &lt;b> b', 'a <b> b'],
  ])('<content %s> of %s has the text: %s', async (attributes, inside, text) => {
    expect((await atom(`<content ${attributes}>${inside}</content>`)).text).toBe(text)
  })

  const BYTES = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

  it.each([
    ['type="image/gif"', BYTES],
    ['type="IMAGE/GIF" mode="base64"', BYTES],
    ['type="application/octet-stream"', BYTES],
    ['type="text/plain" mode="base64"', BYTES],
    ['type="application/pdf"', base64('a letter')],
    ['type="application/xml"', '<p>a <b>b</b></p>'],
    ['type="application/xml"', '&lt;p>a&lt;/p>'],
    ['type="text/xml"', '<data>a</data>'],
    ['type="image/svg+xml"', '<svg><text>a</text></svg>'],
    ['type="application/atom+xml"', '&lt;entry/>'],
    ['type="application/json"', '{"a": 1}'],
    ['type="multipart/mixed"', '--a'],
  ])('that is no text is not shown, but the summary is: <content %s>%s', async (attributes, inside) => {
    const entry = await atom(`<summary>A table.</summary><content ${attributes}>${inside}</content>`)
    expect([entry.text, entry.contentHtml]).toEqual(['A table.', undefined])
  })

  it.each([
    ['<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>a <x:b>b</x:b></x:p></x:div>', '<div><p>a <b>b</b></p></div>'],
    ['\n <html:div xmlns:html="http://www.w3.org/1999/xhtml">a</html:div>', '<div>a</div>'],
    [`<div ${XHTML}>a <i/>b <em title="x"/>c<br/></div>`, '<div>a <i></i>b <em></em>c<br /></div>'],
    [`<div ${XHTML}><abbr/>b <h2/>c</div>`, '<div><abbr></abbr>b <h2></h2>c</div>'],
    [`<table ${XHTML}><colgroup/><tr><td/></tr></table>`, '<table><colgroup></colgroup><tr><td></td></tr></table>'],
    [`<div ${XHTML}>a <![CDATA[<b> & ]]> c <![CDATA[\n]]></div>`, '<div>a &lt;b&gt; &amp;  c \n</div>'],
    [`<div ${XHTML}>a: b <p>x</p></div>`, '<div>a: b <p>x</p></div>'],
  ])('of XHTML is HTML: %s', async (inside, html) => {
    expect((await atom(`<content type="xhtml">${inside}</content>`)).contentHtml).toBe(html)
  })
})

describe('a description of RSS that is escaped twice is decoded twice', () => {
  it.each([
    ['&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;', 'a'],
    ['\n &amp;lt;h2&amp;gt;a&amp;lt;/h2&amp;gt;', 'a'],
    ['&amp;lt;BR/&amp;gt;a &amp;lt;b&amp;gt;b&amp;lt;/b&amp;gt;', 'a b'],
    ['&amp;lt;a href="https://x.example/"&amp;gt;a&amp;lt;/a&amp;gt;', 'a'],
  ])('%s', async (written, text) => {
    expect((await rss(`<description>${written}</description>`)).text).toBe(text)
  })

  it.each([
    ['without an end tag', '&amp;lt;p&amp;gt; begins a paragraph', '<p> begins a paragraph'],
    ['with a tag that is escaped once', '&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt; &lt;b>b&lt;/b>', '<p>a</p> b'],
    ['with words before', 'Of &amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;', 'Of <p>a</p>'],
    ['whose tag is none of HTML', '&amp;lt;pre-war&amp;gt;a&amp;lt;/b&amp;gt;', '<pre-war>a</b>'],
  ])('but not one %s', async (_, written, text) => {
    expect((await rss(`<description>${written}</description>`)).text).toBe(text)
  })
})

describe('the address of an entry', () => {
  it.each([
    ['the first of its alternates', '<link href="/a"/><link href="/b"/>', '/a'],
    ['of HTML before others', '<link type="application/json" href="/a"/><link type="text/HTML" href="/b"/>', '/b'],
    ['of others where there is no HTML', '<link type="x/y" href="/a"/><link type="x/z" href="/b"/>', '/a'],
    ['one with an allowed scheme', '<link href="javascript:x"/><link href="/b"/>', '/b'],
    ['written as text', '<link>/a</link>', '/a'],
    ['of a relation in full', '<link rel="http://www.iana.org/assignments/relation/alternate" href="/a"/>', '/a'],
    ['of several relations', '<link rel=" Related  ALTERNATE " href="/a"/>', '/a'],
    ['of an empty relation', '<link rel="" href="/a"/>', '/a'],
    ['of no other relation', '<link rel="related" href="/a"/><link rel="alternates" href="/b"/>', undefined],
    ['of no other vocabulary', '<geo:link xmlns:geo="urn:x" href="/a"/>', undefined],
  ])('is %s', async (_, links, path) => {
    expect((await atom(links)).url).toBe(path && `https://feeds.example.net${path}`)
  })

  it('resolves against the xml:base in force', async () => {
    const base = 'xml:base="https://x.example/"'
    expect((await atom(`<link ${base} href="a"/>`)).url).toBe('https://x.example/a')
    expect((await atom('<link href="a"/>', base)).url).toBe('https://x.example/a')
  })
})

describe('the people of an entry', () => {
  it.each([
    ['by name', '<author><name> Ann Ek </name><uri>https://x.example/</uri></author>', ['Ann Ek']],
    ['by their text without a name element', '<author> Ann Ek </author>', ['Ann Ek']],
    ['by their text where the name is empty', '<author><name> </name>Ann Ek</author>', ['Ann Ek']],
    ['all of them', '<author><name>Ann Ek</name></author><author><name>Bo Ek</name></author>', ['Ann Ek', 'Bo Ek']],
    ['not without a name', '<author><name> </name></author>', []],
  ])('are named %s', async (_, inside, authors) => {
    expect((await atom(inside)).authors).toEqual(authors)
  })
})

describe('the date of an entry', () => {
  it.each([
    [
      'the first that can be parsed',
      '<published>soon</published><published>2026-11-19</published>',
      '2026-11-19',
      undefined,
    ],
    [
      'that of the preferred element',
      '<issued>2026-11-18</issued><published>2026-11-19</published>',
      '2026-11-19',
      undefined,
    ],
    ['that of another element', '<published> </published><created>2026-11-18</created>', '2026-11-18', undefined],
    ['absent, with the text kept as claimed', '<published> soon </published><issued>later</issued>', undefined, 'soon'],
    [
      'absent, with the text of another element kept as claimed',
      '<published> </published><issued> later </issued>',
      undefined,
      'later',
    ],
    ['absent', '<published/>', undefined, undefined],
  ])('is %s', async (_, inside, date, claimed) => {
    const entry = await atom(inside)
    expect(entry.publishedAt).toBe(date && `${date}T00:00:00.000Z`)
    expect(entry.claimedDate).toBe(claimed)
  })
})
