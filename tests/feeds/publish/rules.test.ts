/**
 * The rules of the published formats: our own documents break none, and for each rule there is a document that breaks it, so that
 * a check that would pass everything is noticed.
 */
import { describe, expect, it } from 'vitest'
import { renderAtom } from '../../../src/feeds/publish/atom.ts'
import { renderJson } from '../../../src/feeds/publish/json-feed.ts'
import { renderRss } from '../../../src/feeds/publish/rss.ts'
import { richFeed } from '../../support/feeds.ts'
import { ATOM_RULES, atomFaults } from '../../support/rules/atom.ts'
import { JSON_FEED_RULES, jsonFeedFaults } from '../../support/rules/json-feed.ts'
import { RSS_RULES, rssFaults } from '../../support/rules/rss.ts'

/** A rule by the beginning of its sentence, what is replaced in a document that keeps all rules, and by what. */
type Breach = readonly [rule: string, from: string | RegExp, to: string]

const archive = { isArchive: true, prev: 'archive/2026-09.xml', next: 'archive/2026-11.xml', current: 'atom.xml' }
const atom = renderAtom(richFeed({ archive }), 'archive/2026-10.xml')
const rss = renderRss(richFeed(), 'rss.xml')
const json = renderJson(richFeed(), 'feed.json')

const ID = '<id>tag:news.example.org,2026:00aa</id>'
const PREV =
  '<link rel="prev-archive" type="application/atom+xml" href="https://news.example.org/archive/2026-09.xml"/>'

const ATOM_BREACHES: readonly Breach[] = [
  ['XML 1.0', '</feed>', ''],
  ['XML 1.0', 'Storm', 'Sto\u0001rm'],
  ['XML 1.0', 'Storm', 'AT&T Storm'],
  ['XML 1.0', '<title type="text">Storm', '<title type="text">]]>Storm'],
  ['XML 1.0', 'media:thumbnail', 'image:thumbnail'],
  ['RFC 4287 appendix B', ID, ''],
  ['RFC 4287 appendix B', ID, ID + ID],
  ['RFC 4287 appendix B', '<title type="text">Morning Broadsheet</title>', ''],
  ['RFC 4287 appendix B', /<updated>[^<]*<\/updated>/, ''],
  ['RFC 4287 appendix B', '<updated>2026-11-18T10:00:00Z</updated>', '<updated>yesterday</updated>'],
  ['RFC 4287 appendix B', '<entry>', '<entry><summary>Two</summary>'],
  ['RFC 4287 appendix B', '<entry>', '<entry><subtitle>One</subtitle>'],
  ['RFC 4287 appendix B', '<name>Ada Quill</name>', ''],
  ['RFC 4287 appendix B', '<name>Ada Quill</name>', '<name>Ada Quill</name><email>nobody</email>'],
  ['RFC 4287 appendix B', 'term="nato"', ''],
  ['RFC 4287 appendix B', 'href="https://hub.example/"', ''],
  ['RFC 4287 appendix B', '<title type="text">Storm', '<title type="markdown">Storm'],
  ['RFC 4287 appendix B', '<title type="text">Storm', '<title type="text"><b>Big</b> Storm'],
  ['RFC 4287 appendix B', 'xml:lang="de"', 'xml:lang="German, mostly"'],
  ['RFC 4287 appendix B', 'type="audio/mpeg"', 'type="sound"'],
  ['RFC 4287 appendix B', '<content type="html">', '<content type="html" src="https://a.example/">'],
  ['RFC 4287 §3.1.1:', 'Storm reaches the coast</title>', '</title>'],
  ['RFC 4287 §3.1.1:', 'Storm reaches the coast</title>', 'Storm\nreaches</title>'],
  ['RFC 4287 §3.1.1:', 'The wind turned at noon.</summary>', ' </summary>'],
  ['RFC 4287 §3.1.1.3', '<![CDATA[<p>', '<![CDATA[<p><script>x</script>'],
  ['RFC 4287 §3.1.1.3', '<![CDATA[<p>', '<![CDATA[<p style="color:red">'],
  ['RFC 4287 §3.1.1.3', '<![CDATA[<p>', '<![CDATA[<p><b>'],
  ['RFC 4287 §3.1.1.3', '<![CDATA[<p>', '<![CDATA[<p><a href="/1">one</a>'],
  ['RFC 4287 §3.2.1', 'Ada Quill</name>', '</name>'],
  ['RFC 4287 §3.2.2', 'https://kestrel.example/ada', 'javascript:ada'],
  ['RFC 4287 §3.3', '2026-11-18T09:00:00Z', '2026-11-18T09:00:00'],
  ['RFC 4287 §3.3', '2026-11-18T09:00:00Z', '2026-02-30T09:00:00Z'],
  ['RFC 4287 §4.1.1: a feed has an author', /<author>.*?<\/author>/g, ''],
  ['RFC 4287 §4.1.1: a feed names its own', '<link rel="hub" ', '<link rel="self" '],
  ['RFC 4287 §4.1.1: a feed names its own', 'rel="self" type="application/atom+xml"', 'rel="self" type="text/xml"'],
  ['RFC 4287 §4.1.1, §4.1.2', 'rel="via"', 'rel="alternate"'],
  ['RFC 4287 §4.1.1: entries have ids', '2026:00bb', '2026:00aa'],
  ['RFC 4287 §4.1.2: an entry without content', /<content[^>]*>.*?<\/content>|<link rel="alternate"[^>]*>/g, ''],
  [
    'RFC 4287 §4.1.2: an entry has a summary',
    /<summary .*?<\/summary>\s*<content type="html">.*?<\/content>/,
    '<content src="https://a.example/1"/>',
  ],
  [
    'RFC 4287 §4.1.2: an entry has a summary',
    /<summary .*?<\/summary>\s*<content type="html">.*?<\/content>/,
    '<content type="image/png">aa</content>',
  ],
  ['RFC 4287 §4.2.2:', 'label="NATO"', 'label=""'],
  ['RFC 4287 §4.2.2:', 'scheme="https://news.example.org/topics"', 'scheme="topics of ours"'],
  ['RFC 4287 §4.2.4', '>Broadsheet</generator>', '></generator>'],
  ['RFC 4287 §4.2.4', '<generator uri="https://', '<generator uri="'],
  ['RFC 4287 §4.2.6', ID, '<id>00aa</id>'],
  ['RFC 4287 §4.2.6', 'urn:uuid:1', 'the wire'],
  ['RFC 4287 §4.2.7.1', 'https://kestrel.example/storm', '/storm'],
  ['RFC 4287 §4.2.7.1', 'https://kestrel.example/storm', 'https://kestrel.example/a b'],
  ['RFC 4287 §4.2.7.1', 'https://kestrel.example/storm', 'https://ann:secret@kestrel.example/storm'],
  ['RFC 4287 §4.2.7.1', 'https://kestrel.example/storm', 'https://kestrel.example/?f[0]=1'],
  ['RFC 4287 §4.2.7.1', 'https://kestrel.example/storm', 'https://kestrel.example/#a#b'],
  ['RFC 4287 §4.2.7.1', 'https://gazette.example/1', 'javascript:alert(1)'],
  ['RFC 4287 §4.2.7.2', 'rel="related"', 'rel="also covered"'],
  ['RFC 4287 §4.2.7.3', 'type="audio/mpeg"', 'type="audio/the wind"'],
  ['RFC 4287 §4.2.7.5', 'title="The Gazette"', 'title=""'],
  ['RFC 4287 §4.2.7.6', 'length="12"', 'length="12 kB"'],
  ['RFC 4287 §4.2.11', '<id>urn:uuid:1</id>', ''],
  ['RFC 4287 §4.2.15', '<updated>2026-11-18T10:00:00Z</updated>', '<updated>2026-11-18T12:00:00Z</updated>'],
  ['FEEDS.md: the newest', '<updated>2026-11-17T10', '<updated>2026-11-19T10'],
  ['FEEDS.md: a feed states', ' xml:lang="en"', ''],
  ['RFC 5005 §4: an archive is marked', '<fh:archive/>', '<fh:archive/><fh:archive/>'],
  ['RFC 5005 §4: an archive is marked', '<fh:archive/>', '<fh:archive>yes</fh:archive>'],
  ['RFC 5005 §4: an archive is marked', ID, `${ID}<fh:archive/>`],
  ['RFC 5005 §2', '<fh:archive/>', '<fh:complete/>'],
  ['RFC 5005 §4: a document has one link', PREV, PREV + PREV.replace('09', '08')],
  ['RFC 5005 §4: a document has one link', '2026-09.xml', '2026-10.xml'],
  ['RFC 5005 §4: only an archive', '<fh:archive/>', ''],
  ['RFC 5005 §4: only an archive', 'rel="current"', 'rel="first"'],
  ['Media RSS: a thumbnail', '<media:thumbnail ', '<media:thumbnail alt="A wave" '],
  ['Media RSS: a thumbnail', '<media:thumbnail url="https:', '<media:thumbnail url="file:'],
  ['Media RSS: a medium', 'medium="image"', 'medium="picture"'],
  ['Media RSS: a medium', '<media:description type="plain">', '<media:description type="html">'],
]

const RSS_BREACHES: readonly Breach[] = [
  ['XML 1.0', '</rss>', ''],
  ['XML 1.0', '<description><![CDATA[', '<description><![CDATA[a ]]> <b> '],
  ['rss: the version', 'version="2.0"', 'version="0.92"'],
  ['rss: it holds one channel', '</rss>', '<channel/></rss>'],
  ['channel: it has', '<link>https://news.example.org/</link>', ''],
  ['channel: it has', '<description>News from 2 outlets.</description>', ''],
  ['channel: it has', '<title>Morning Broadsheet</title>', '<title/>'],
  ['channel: its elements', '<channel>', '<channel><subtitle>x</subtitle>'],
  ['channel: its elements', '<channel>', '<channel><title>x</title>'],
  ['item: its elements', '<item>', '<item><updated>x</updated>'],
  ['item: its elements', '<item>', '<item><author>a@b.example (c)</author>'],
  ['item: it has', /<title>Storm.*?<\/title>|<description><!.*?<\/description>/g, ''],
  ['item: it has', '<title>Storm reaches the coast</title>', '<title></title>'],
  ['elements of RSS', '<item>', '<item id="1">'],
  ['link:', '<link>https://kestrel.example/storm</link>', '<link>/storm</link>'],
  ['link:', '<link>https://news.example.org/</link>', '<link>news.example.org</link>'],
  ['pubDate', 'Wed, 18 Nov 2026 09:00:00 GMT', '2026-11-18T09:00:00Z'],
  ['pubDate', 'Wed, 18 Nov 2026 09:00:00 GMT', 'Tue, 18 Nov 2026 09:00:00 GMT'],
  ['guid: it says', '2026:00bb', '2026:00aa'],
  ['guid: it is', 'isPermaLink="false"', 'isPermaLink="no"'],
  ['guid: it is', ' isPermaLink="false"', ''],
  ['author', 'noreply@news.example.org (Ada Quill, Ben Ink)', 'Ada Quill'],
  ['author', '(Ada Quill, Ben Ink)', '(Ada Quill (Wire), Ben Ink)'],
  ['enclosure', 'length="12"', ''],
  ['enclosure', ' type="audio/mpeg"', ''],
  ['source', '<source url="https://kestrel.example/feed">', '<source>'],
  ['category', '>NATO</category>', '></category>'],
  ['category', 'domain="https:', 'domain="our topics'],
  ['language', '<language>en</language>', '<language>English!</language>'],
  ['docs', /<docs>.*?<\/docs>/, '<docs>the specification</docs>'],
  ['description, content:encoded', '<content:encoded><![CDATA[', '<content:encoded><![CDATA[<img src="/1.png">'],
  ['description, content:encoded', '<description><![CDATA[', '<description><![CDATA[a <b> c'],
  ['content:encoded: once', '<content:encoded>', '<content:encoded>x</content:encoded><content:encoded>'],
  ['dc:creator', '<dc:creator>Ada Quill</dc:creator>', '<dc:creator/>'],
  ['atom:link', 'rel="hub"', 'rel="related"'],
  ['atom:link', 'type="application/rss+xml"', 'type="application/xml"'],
  ['atom:updated', '<atom:updated>2026', '<atom:updated>26'],
  ['Media RSS', '<media:thumbnail url="https:', '<media:thumbnail url="'],
]

const JSON_BREACHES: readonly Breach[] = [
  ['JSON:', /\}\s*$/, ''],
  ['JSON:', 'Storm', '\\ud83dStorm'],
  ['JSON Feed 1.1', '"title": "Morning Broadsheet",', ''],
  ['JSON Feed 1.1', '"items"', '"entries"'],
  ['JSON Feed 1.1', '"id": "tag:news.example.org,2026:00aa",', ''],
  ['JSON Feed 1.1', '"id": "tag:news.example.org,2026:00aa"', '"id": 12'],
  ['JSON Feed 1.1', '"id": "tag', '"author": { "name": "Ada" }, "id": "tag'],
  ['JSON Feed 1.1', '"mime_type": "audio/mpeg",', ''],
  ['JSON Feed 1.1', '"size_in_bytes": 12', '"size_in_bytes": "12"'],
  ['JSON Feed 1.1', '"type": "WebSub",', ''],
  ['JSON Feed 1.1', '"name": "Ben Ink"', ''],
  ['version', '/version/1.1', '/version/1'],
  ['title, summary', '"title": "Storm reaches the coast"', '"title": ""'],
  ['home_page_url', '"home_page_url": "https:', '"home_page_url": "'],
  ['home_page_url', '"https://hub.example/"', '"hub"'],
  ['language', '"language": "de"', '"language": "German, mostly"'],
  ['id:', '2026:00bb', '2026:00aa'],
  ['content_html, content_text', '"content_html": "<p>', '"_content": "<p>'],
  ['content_html: HTML', '"content_html": "<p>', '"content_html": "<p onclick=\\"x()\\">'],
  ['url, image', '"url": "https://kestrel.example/storm"', '"url": "storm"'],
  ['url, image', '"image": "https:', '"image": "data:'],
  ['date_published', '2026-11-18T09:00:00.000Z', 'Wed, 18 Nov 2026'],
  ['authors', '"name": "Ben Ink"', '"name": " "'],
  ['authors', 'https://kestrel.example/ada', 'mailto:ada@kestrel.example'],
  ['tags', '"NATO"', '""'],
  ['attachments', '"mime_type": "audio/mpeg"', '"mime_type": "sound"'],
]

describe.each([
  { format: 'Atom', document: atom, rules: ATOM_RULES, faultsOf: atomFaults, breaches: ATOM_BREACHES },
  { format: 'RSS', document: rss, rules: RSS_RULES, faultsOf: rssFaults, breaches: RSS_BREACHES },
  { format: 'JSON Feed', document: json, rules: JSON_FEED_RULES, faultsOf: jsonFeedFaults, breaches: JSON_BREACHES },
])('$format', ({ document, rules, faultsOf, breaches }) => {
  it('breaks no rule', () => {
    expect(faultsOf(document)).toEqual([])
  })

  it.each(breaches)('is found to break “%s” with %j replaced by %j', (start, from, to) => {
    const other = document.replace(from as string, () => to)
    expect(other).not.toBe(document)
    expect(faultsOf(other).filter((rule) => rule.startsWith(start))).toHaveLength(1)
  })

  it('has a document that breaks it for each rule', () => {
    expect(rules.filter((rule) => !breaches.some(([start]) => rule.startsWith(start)))).toEqual([])
  })
})
