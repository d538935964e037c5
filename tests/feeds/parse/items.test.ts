/** Which element of which vocabulary sets which field, in items of RSS and in entries of Atom. */
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import rows from '../../fixtures/parse/atom-entries.json' with { type: 'json' }

const VOCABULARIES = Object.entries({
  a: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  fb: 'http://rssnamespace.org/feedburner/ext/1.0',
  gp: 'http://www.google.com/schemas/play-podcasts/1.0',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  podcast: 'https://podcastindex.org/namespace/1.0',
  prism: 'http://prismstandard.org/namespaces/basic/2.0/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xhtml: 'http://www.w3.org/1999/xhtml',
})
  .map(([prefix, address]) => `xmlns:${prefix}="${address}"`)
  .join(' ')
const X = 'https://x.example'
const parse = async (text: string) =>
  (await parseFeed(Buffer.from(text), { url: 'https://feeds.example.net/dir/feed' })).entries[0]
const item = (inside: string) =>
  parse(`<rss ${VOCABULARIES}><channel><item ><x/>${inside}<comments>c</comments></item></channel></rss>`)
const entry = (inside: string) =>
  parse(`<feed xmlns="${'http://www.w3.org/2005/Atom'}" ${VOCABULARIES}><entry>${inside}</entry></feed>`)

/** The elements from a rank on, the lowest rank last, so that not the order but the rank decides. */
const ranked = (names: readonly string[], from: number): string =>
  names
    .slice(from)
    .map((name) => `<${name}>${name.replace(':', ' ')}</${name}>`)
    .reverse()
    .join('')

describe('of several elements the first in rank sets an item’s', () => {
  const TITLES = ['title', 'a:title', 'dc:title', 'media:title', 'itunes:title']
  const SUMMARIES = [
    ...[
      'description',
      'a:summary',
      'summary',
      'itunes:summary',
      'dc:description',
      'gp:description',
      'dcterms:abstract',
    ],
    ...['prism:teaser', 'itunes:subtitle', 'media:description', 'media:text'],
  ]
  const CONTENTS = ['content:encoded', 'a:content', 'xhtml:body', 'xhtml:div', 'fullitem', 'body', 'content']

  it.each(TITLES)('title: %s', async (name) => {
    const from = TITLES.indexOf(name)
    expect((await item(ranked(TITLES, from)))!.title).toBe(name.replace(':', ' '))
    expect((await item(ranked(TITLES.toReversed(), TITLES.length - 1 - from)))!.title).toBe('title')
    expect((await item(`<${name}/>${ranked(TITLES, from)}`))!.title).toBe(name.replace(':', ' '))
  })

  it.each(SUMMARIES)('summary: %s', async (name) => {
    const from = SUMMARIES.indexOf(name)
    expect((await item(ranked(SUMMARIES, from)))!.summaryHtml).toBe(name.replace(':', ' '))
    expect((await item(`<${name}> </${name}>${ranked(SUMMARIES, from)}`))!.summaryHtml).toBe(name.replace(':', ' '))
    expect((await item(`${ranked(SUMMARIES, from)}<${name}>second</${name}>`))!.summaryHtml).toBe(
      name.replace(':', ' '),
    )
  })

  it.each(CONTENTS)('content: %s', async (name) => {
    const from = CONTENTS.indexOf(name)
    expect((await item(ranked(CONTENTS, from)))!.contentHtml).toBe(name.replace(':', ' '))
    expect((await item(`<title>t</title><${name}/>${ranked(CONTENTS, from)}`))!.contentHtml).toBe(
      name.replace(':', ' '),
    )
    expect((await item(`${ranked(CONTENTS, from)}<${name}>second</${name}>`))!.contentHtml).toBe(name.replace(':', ' '))
    expect((await item(`${ranked([name], 0)}${ranked(CONTENTS, from + 1)}`))!.contentHtml).toBe(name.replace(':', ' '))
  })

  it.each([
    ['a:title', { title: 'a <b>' }],
    ['a:summary', { text: 'a <b>' }],
    ['a:content', { text: 'a <b>' }],
  ])('plain text: %s', async (name, expected) => {
    expect(
      await item(`<guid>1</guid><title>t</title><${name}>a &lt;b></${name}>`.replace('<title>t</title>', '')),
    ).toMatchObject(expected)
  })

  it.each(CONTENTS.filter((name) => !/^(?:a|xhtml):/.test(name)))('content, which is HTML: %s', async (name) => {
    expect((await item(`<${name}>&lt;p>a &amp;amp; b&lt;/p></${name}>`))!.contentHtml).toBe('<p>a &amp; b</p>')
    expect((await item(`<${name}>a &amp;lt;b</${name}>`))!.text).toBe('a <b')
  })

  it('XHTML, unchanged', async () => {
    expect((await item('<xhtml:body><xhtml:p>a <xhtml:i/>&amp;lt;b</xhtml:p></xhtml:body>'))!.text).toBe('a &lt;b')
  })
})

describe('an item is dated by', () => {
  const AT = '2026-11-19T07:10:00.000Z'

  it.each(
    'pubDate dc:date dcterms:issued dcterms:created a:published a:issued a:created prism:publicationDate date'.split(
      ' ',
    ),
  )('%s', async (name) => {
    expect((await item(`<title>t</title><${name}>2026-11-19T07:10Z</${name}>`))!.publishedAt).toBe(AT)
  })

  it.each('dcterms:modified a:updated a:modified lastBuildDate'.split(' '))('%s, as the last change', async (name) => {
    const dated = await item(`<title>t</title><${name}>2026-11-19T07:10Z</${name}>`)
    expect(dated).toMatchObject({ updatedAt: AT })
    expect(dated!.publishedAt).toBeUndefined()
  })

  it('pubDate before others, and by others where pubDate is no date', async () => {
    expect((await item('<title>t</title><date>2026-11-18</date><pubDate>2026-11-19</pubDate>'))!.publishedAt).toMatch(
      /^2026-11-19/,
    )
    const other = await item('<title>t</title><date>2026-11-18</date><pubDate>soon</pubDate>')
    expect(other).toMatchObject({ publishedAt: '2026-11-18T00:00:00.000Z' })
    expect(other!.updatedAt).toBeUndefined()
  })
})

describe('an item is by', () => {
  it.each([
    ['dc:creator', '<dc:creator> Ann Ek </dc:creator>', ['Ann Ek']],
    ['dc:author', '<dc:author>Ann Ek</dc:author>', ['Ann Ek']],
    ['author', '<author>a@x.example (Ann Ek)</author>', ['Ann Ek']],
    ['atom:author', '<a:author><a:name>Ann Ek</a:name></a:author>', ['Ann Ek']],
    ['itunes:author', '<itunes:author>Ann Ek</itunes:author>', ['Ann Ek']],
    ['googleplay:author', '<gp:author>Ann Ek</gp:author>', ['Ann Ek']],
    ['dc:contributor', '<dc:contributor>Ann Ek</dc:contributor>', ['Ann Ek']],
    ['its host', '<podcast:person>Ann Ek</podcast:person>', ['Ann Ek']],
    ['its guest', '<podcast:person role=" Guest ">Ann Ek</podcast:person>', ['Ann Ek']],
    ['nobody with another role', '<podcast:person role="audio editor">Ann Ek</podcast:person>', []],
    ['nobody with a role that begins like an author’s', '<podcast:person role="hostess">Ann Ek</podcast:person>', []],
    ['nobody with a role that ends like an author’s', '<podcast:person role="ghostwriter">Ann Ek</podcast:person>', []],
    ['nobody without a name', '<dc:creator> </dc:creator>', []],
    ['both of two', '<author>Ann Ek</author><author>Bo Ek</author>', ['Ann Ek', 'Bo Ek']],
  ])('%s', async (_, inside, authors) => {
    expect((await item(`<title>t</title>${inside}`))!.authors).toEqual(authors)
  })

  it('the creators, else the authors, else the hosts, else others', async () => {
    const inside = [
      '<itunes:author>D</itunes:author>',
      '<podcast:person>C</podcast:person>',
      '<author>B</author>',
      '<dc:creator>A</dc:creator>',
    ]
    for (let count = 1; count <= 4; count++)
      expect((await item(`<title>t</title>${inside.slice(0, count).join('')}`))!.authors).toEqual(['DCBA'[count - 1]])
  })
})

describe('the categories of an item are those of', () => {
  it.each([
    ['category', '<category> A </category>', ['A']],
    ['dc:subject', '<dc:subject>A</dc:subject>', ['A']],
    ['atom:category by its label', '<a:category term="a" label=" A "/>', ['A']],
    ['atom:category by its term', '<a:category term=" A "/>', ['A']],
    ['media:category by its label', '<media:category label="A">a</media:category>', ['A']],
    ['media:category by its text', '<media:category>A</media:category>', ['A']],
    [
      'itunes:category and its subcategories',
      '<itunes:category text="A"><x/><itunes:category text="B"/></itunes:category>',
      ['A', 'B'],
    ],
    ['no subcategory under another name', '<itunes:category text="A"><gp:category text="B"/></itunes:category>', ['A']],
    ['googleplay:category', '<gp:category text="A"/>', ['A']],
    ['itunes:keywords', '<itunes:keywords>A, B;C,, ,</itunes:keywords>', ['A', 'B', 'C']],
    ['media:keywords', '<media:keywords>A,B</media:keywords>', ['A', 'B']],
    ['no empty element', '<category> </category><media:category/><category term=" "/>', []],
  ])('%s', async (_, inside, categories) => {
    expect((await item(`<title>t</title>${inside}`))!.categories).toEqual(categories)
  })
})

describe('the guid of an item is', () => {
  it.each([
    ['its guid', '<guid> g </guid><dc:identifier>d</dc:identifier>', 'g'],
    ['the first of two', '<guid>g</guid><guid>h</guid>', 'g'],
    ['atom:id', '<a:id> d </a:id>', 'd'],
    ['dc:identifier', '<dc:identifier> d </dc:identifier>', 'd'],
    ['dc:identifier where the guid is empty', '<guid> </guid><dc:identifier/><dc:identifier>d</dc:identifier>', 'd'],
    ['nothing', '<guid/>', undefined],
  ])('%s', async (_, inside, guid) => {
    expect((await item(`<title>t</title>${inside}`))!.guid).toBe(guid)
  })
})

describe('the address of an item is', () => {
  it.each([
    ['the original link', `<link>${X}/l</link><fb:origLink> ${X}/o </fb:origLink>`, '/o'],
    ['its link', `<guid>${X}/g</guid><link/><link> ${X}/l </link><link>${X}/m</link>`, '/l'],
    ['the link of Atom', `<guid>${X}/g</guid><a:link rel="self" href="${X}/s"/><a:link href="${X}/a"/>`, '/a'],
    ['its link before that of Atom', `<a:link href="${X}/a"/><link>${X}/l</link>`, '/l'],
    ['its guid', `<guid>${X}/g</guid>`, '/g'],
    ['its guid that is a permalink', `<guid isPermaLink=" TRUE ">${X}/g</guid>`, '/g'],
    ['absent where the guid is no permalink', `<guid isPermaLink=" False ">${X}/g</guid>`, undefined],
    ['absent without a web address', '<guid>mailto:a@x.example</guid><link>mailto:a@x.example</link>', undefined],
  ])('%s', async (_, inside, path) => {
    expect((await item(`<title>t</title>${inside}`))!.url).toBe(path && `${X}${path}`)
  })
})

describe('an item has as enclosures', () => {
  const at = (path: string, rest: object = {}) => ({ url: `${X}${path}`, ...rest })

  it.each([
    ['an enclosure', `<enclosure url="${X}/1" type="a/b" length="7"/>`, [at('/1', { type: 'a/b', lengthBytes: 7 })]],
    ['an enclosure by href', `<enclosure href="${X}/1"/>`, [at('/1')]],
    ['an enclosure of RDF', `<enclosure rdf:resource="${X}/1"/>`, [at('/1')]],
    ['an enclosure as text', `<enclosure>${X}/1</enclosure>`, [at('/1')]],
    ['an enclosure as text beside an empty resource', `<enclosure rdf:resource="">${X}/1</enclosure>`, [at('/1')]],
    [
      'a link of Atom',
      `<a:link rel="enclosure" href="${X}/1" type="a/b" length="7"/>`,
      [at('/1', { type: 'a/b', lengthBytes: 7 })],
    ],
    ['media', `<media:content url="${X}/1" type="a/b" fileSize="7"/>`, [at('/1', { type: 'a/b', lengthBytes: 7 })]],
    [
      'media of a group',
      `<media:group><x/><media:content url="${X}/1"/><media:content url="${X}/2"/></media:group>`,
      [at('/1'), at('/2')],
    ],
    [
      'alternate enclosures',
      `<podcast:alternateEnclosure type="a/b" length="7"><podcast:source uri="${X}/1"/><podcast:source/></podcast:alternateEnclosure>`,
      [at('/1', { type: 'a/b', lengthBytes: 7 })],
    ],
    [
      'the original address in place of FeedBurner’s',
      `<enclosure url="${X}/1" type="a/b"/><enclosure url="${X}/2"/><fb:origEnclosureLink> ${X}/o </fb:origEnclosureLink>`,
      [at('/o', { type: 'a/b' }), at('/2')],
    ],
    ['nothing for an original address without an enclosure', `<fb:origEnclosureLink>${X}/o</fb:origEnclosureLink>`, []],
    [
      'nothing without an address',
      '<enclosure/><a:link rel="enclosure" href=""/><media:content/><enclosure url="javascript:x"/>',
      [],
    ],
  ])('%s', async (_, inside, enclosures) => {
    expect((await item(`<title>t</title>${inside}`))!.enclosures).toEqual(enclosures)
  })

  it('alternate enclosures, resolved against the xml:base in force', async () => {
    const form = '<podcast:alternateEnclosure><podcast:source uri="1"/></podcast:alternateEnclosure>'
    const enclosures = async (inside: string) => (await item(`<title>t</title>${inside}`))!.enclosures
    expect(await enclosures(form)).toEqual([{ url: 'https://feeds.example.net/dir/1' }])
    expect(await enclosures(form.replace('Enclosure>', `Enclosure xml:base="${X}/">`))).toEqual([at('/1')])
  })

  it.each([
    ['enclosure', 'url'],
    ['media:content', 'url'],
    ['a:link rel="enclosure"', 'href'],
  ])('<%s>, resolved against the xml:base in force', async (tag, attribute) => {
    expect((await item(`<title>t</title><${tag} xml:base="${X}/d/" ${attribute}="1"/>`))!.enclosures).toEqual([
      at('/d/1'),
    ])
    expect((await item(`<title>t</title><${tag} ${attribute}="1"/>`))!.enclosures).toEqual([
      { url: 'https://feeds.example.net/dir/1' },
    ])
  })
})

describe('the picture of an item is', () => {
  const PICTURES = [
    [`<media:thumbnail url="${X}/n"/>`, '/n'],
    [`<enclosure url="${X}/e.JPG?w=1"/>`, '/e.JPG?w=1'],
    [`<image><title>no</title><url>${X}/i</url></image>`, '/i'],
    [`<itunes:image href="${X}/t"/>`, '/t'],
    [`<media:content medium="image" url="${X}/m"/>`, '/m'],
  ] as const

  it('media, else that of a podcast, else an image, else an enclosure, else a thumbnail', async () => {
    for (let count = 1; count <= PICTURES.length; count++) {
      const some = PICTURES.slice(0, count).map(([element]) => element)
      const expected = `${X}${PICTURES[count - 1]![1]}`
      expect((await item(`<title>t</title>${some.join('')}`))!.imageUrl).toBe(expected)
      expect((await item(`<title>t</title>${some.reverse().join('')}`))!.imageUrl).toBe(expected)
    }
  })

  it.each([
    ['the first of two', `<media:thumbnail url="${X}/1"/><media:thumbnail url="${X}/2"/>`, '/1'],
    ['one with an allowed scheme', `<media:thumbnail url="javascript:x"/><itunes:image href="${X}/2"/>`, '/2'],
    ['googleplay:image', `<gp:image href="${X}/1"/>`, '/1'],
    ['podcast:image', `<podcast:image url="${X}/1"/>`, '/1'],
    ['the widest of podcast:images', `<podcast:images srcset=" ${X}/2 300w, ${X}/1 600w"/>`, '/1'],
    ['itunes:image as text', `<itunes:image>${X}/1</itunes:image>`, '/1'],
    ['itunes:image with its url inside', `<itunes:image><url>${X}/1</url></itunes:image>`, '/1'],
    ['a thumbnail without a namespace', `<thumbnail>${X}/1</thumbnail>`, '/1'],
    ['a thumbnail without a namespace by its attribute', `<thumbnail url="${X}/1"/>`, '/1'],
    ['an enclosure as a link of Atom', `<a:link rel="enclosure" type="image/jpeg" href="${X}/1"/>`, '/1'],
    [
      'the widest media',
      `<media:content medium="image" url="${X}/2" width="140"/><media:content medium="image" url="${X}/1" width="460"/>`,
      '/1',
    ],
    [
      'the default of a group',
      `<media:group><media:content medium="image" url="${X}/2" width="900"/><media:content medium="image" url="${X}/1" width="460" isDefault="true"/></media:group>`,
      '/1',
    ],
    [
      'a thumbnail that is wider',
      `<media:content medium="image" url="${X}/2" width="300"/><media:thumbnail url="${X}/1" width="960"/>`,
      '/1',
    ],
    [
      'the wider by address',
      `<enclosure url="${X}/a-150x150.jpg"/><enclosure url="${X}/a-1024x683.jpg"/>`,
      '/a-1024x683.jpg',
    ],
    [
      'no face',
      `<media:content medium="image" url="https://0.gravatar.com/avatar/1"/><media:thumbnail url="${X}/1"/>`,
      '/1',
    ],
    ['no pixel', `<media:thumbnail url="${X}/2" width="1" height="1"/>`, undefined],
    [
      'that of the text beside a small thumbnail',
      `<media:thumbnail url="${X}/s72-c/2"/><description>&lt;img src="${X}/1"></description>`,
      '/1',
    ],
    [
      'a thumbnail that is wider than that of the text',
      `<media:thumbnail url="${X}/1" width="240"/><description>&lt;img src="${X}/2" width="90"></description>`,
      '/1',
    ],
    [
      'media of any width beside the text',
      `<media:content medium="image" url="${X}/1"/><description>&lt;img src="${X}/2" width="2000"></description>`,
      '/1',
    ],
    ['a thumbnail as text', `<media:thumbnail>${X}/1</media:thumbnail>`, '/1'],
    ['an image by its attribute', `<image url="${X}/1"/>`, '/1'],
    ['an image as text', `<image>${X}/1</image>`, '/1'],
    ['an enclosure of its type', `<enclosure url="${X}/1" type="image/x"/>`, '/1'],
    ['media of its type', `<media:content url="${X}/1" type="image/x"/>`, '/1'],
    ['an enclosure called .jpeg', `<enclosure url="${X}/1.jpeg"/>`, '/1.jpeg'],
    ['an enclosure called .png', `<enclosure url="${X}/1.png"/>`, '/1.png'],
    [
      'inside media of another type',
      `<media:content url="${X}/1.mp4"><media:thumbnail url="${X}/2"/></media:content>`,
      '/2',
    ],
    ['no enclosure of another type', `<enclosure url="${X}/1.jpg" type="audio/x"/>`, undefined],
    ['no enclosure called otherwise', `<enclosure url="${X}/1.jpg.mp3"/>`, undefined],
    ['none from an empty list', '<podcast:images/>', undefined],
  ])('%s', async (_, inside, path) => {
    expect((await item(`<title>t</title>${inside}`))!.imageUrl).toBe(path && `${X}${path}`)
  })
})

describe('what the picture of an item shows is said by', () => {
  const MEDIA = `medium="image" url="${X}/pier.jpg"`
  it.each([
    ['its description', `<media:content ${MEDIA}><media:description>Pier</media:description></media:content>`, 'Pier'],
    [
      'its description before its title',
      `<media:content ${MEDIA}><media:title>T</media:title><media:description>Pier</media:description></media:content>`,
      'Pier',
    ],
    [
      'its title',
      `<media:content ${MEDIA}><media:title type="html">Pier &amp;amp; quay</media:title></media:content>`,
      'Pier & quay',
    ],
    ['the title of a link to it', `<a:link rel="enclosure" type="image/png" href="${X}/1" title="Pier"/>`, 'Pier'],
    [
      'its group',
      `<media:group><media:content ${MEDIA}/><media:description>Pier</media:description></media:group>`,
      'Pier',
    ],
    ['an image element’s title', `<image><url>${X}/1</url><title>Pier</title></image>`, 'Pier'],
    [
      'the text about the same picture',
      `<media:content ${MEDIA}/><description>&lt;img src="https://cdn.example/w_100/pier-300x200.jpg" alt="Pier"></description>`,
      'Pier',
    ],
    [
      'the text where its picture is used',
      `<description>&lt;img src="${X}/1" alt="" title="Pier"></description>`,
      'Pier',
    ],
    [
      'no text about another picture',
      `<media:content ${MEDIA}/><description>&lt;img src="${X}/2.jpg" alt="Quay"></description>`,
      undefined,
    ],
    [
      'no description of a video',
      `<media:group><media:content type="video/mp4" url="${X}/1"/><media:thumbnail url="${X}/2"/><media:description>Words</media:description></media:group>`,
      undefined,
    ],
    [
      'no description of a video with its picture alone',
      `<media:group><media:player url="${X}/1"/><media:thumbnail url="${X}/2"/><media:title>Words</media:title></media:group>`,
      undefined,
    ],
    ['no title of the item', `<media:content ${MEDIA}/><media:title>t</media:title>`, undefined],
  ])('%s', async (_, inside, alt) => {
    expect((await item(`<title>t</title>${inside}`))!.imageAlt).toBe(alt)
  })
})

describe('the language of an item is', () => {
  it.each([
    ['that of an element', '<language/><language> de </language><description xml:lang="fr">x</description>', 'de'],
    ['that of Dublin Core', '<dc:language> de </dc:language>', 'de'],
    [
      'that of its content',
      '<description xml:lang="fr">x</description><content:encoded xml:lang="de">y</content:encoded>',
      'de',
    ],
    ['that of its summary', '<description xml:lang="fr">x</description>', 'fr'],
    ['that of the first summary', '<summary xml:lang="fr">x</summary><description xml:lang="de">y</description>', 'fr'],
  ])('%s', async (_, inside, language) => {
    expect((await item(`<title>t</title>${inside}`))!.language).toBe(language)
  })
})

describe('an item was taken from', () => {
  it.each([
    ['a source', `<source url="${X}/f"> Quay </source><source>no</source>`, { name: 'Quay', url: `${X}/f` }],
    [
      'a source of Atom',
      `<a:source><a:title>Quay</a:title><a:link href="${X}/h"/></a:source>`,
      { name: 'Quay', url: `${X}/h` },
    ],
    [
      'a feed, by its self link',
      `<a:source><a:link rel="self" href="${X}/f"/><a:id>${X}/i</a:id></a:source>`,
      { url: `${X}/f` },
    ],
    ['a feed, by its id', `<a:source><a:id> ${X}/i </a:id></a:source>`, { url: `${X}/i` }],
    ['no feed whose id is no address', '<a:source><a:id>urn:x</a:id></a:source>', undefined],
    ['no feed of an empty source', '<a:source/>', undefined],
  ])('%s', async (_, inside, origin) => {
    expect((await item(`<title>t</title>${inside}`))!.origin).toEqual(origin)
  })
})

describe('an entry of Atom', () => {
  it.each(rows.atomEntries as [string, string, object][])('%s', async (_, inside, expected) => {
    const found = (await entry(
      `${inside.replace(/<source>.*/, '').includes('title') ? '' : '<title>t</title>'}${inside}`,
    ))!
    for (const [field, value] of Object.entries(expected)) expect(found[field as 'title'] ?? null, field).toEqual(value)
  })

  it('in a feed without a namespace may use RSS’s names', async () => {
    const text = `<feed><entry><guid>g</guid><link>${X}/1</link><description>D</description><pubDate>2026-11-19</pubDate></entry></feed>`
    expect(await parse(text)).toMatchObject({ guid: 'g', url: `${X}/1`, text: 'D' })
    const own = await parse('<feed><entry><title>t</title><category term="A"/></entry></feed>')
    expect(own!.categories).toEqual(['A'])
  })
})
