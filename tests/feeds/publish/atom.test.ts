import fc from 'fast-check'
import { DomUtils, parseDocument } from 'htmlparser2'
import Parser from 'rss-parser'
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import { renderAtom as writeAtom } from '../../../src/feeds/publish/atom.ts'
import type { FeedEntry, FeedHead } from '../../../src/feeds/publish/entry.ts'
import { cleanFeed } from '../../../src/feeds/publish/feed.ts'
import { feedEntry as entry, feedWords, feedHead as head } from '../../support/feeds.ts'

const renderAtom = (head: FeedHead, entries: readonly FeedEntry[], path = 'atom.xml'): string =>
  writeAtom(cleanFeed(head, entries), path)

/** The line of outlet and time with which the content of `entry()` ends. */
const TIME = '<p>Kestrel Wire · Wednesday 18 November 2026, 09:00 GMT</p>'
const META = `<footer>${TIME}</footer>`

/** An element of the document, with its child elements in order. */
interface Read {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly text: string
  readonly children: readonly Read[]
}

function read(xml: string): Read {
  type Node = ReturnType<typeof parseDocument>['children'][number]
  const element = (node: Extract<Node, { attribs: unknown }>): Read => ({
    name: node.name,
    attributes: node.attribs,
    text: DomUtils.textContent(node.children.filter((child) => !('attribs' in child))),
    children: node.children.flatMap((child) => ('attribs' in child ? [element(child)] : [])),
  })
  const root = parseDocument(xml, { xmlMode: true, decodeEntities: true }).children.find((node) => 'attribs' in node)
  return element(root as Extract<Node, { attribs: unknown }>)
}

const all = (parent: Read, name: string): readonly Read[] => parent.children.filter((child) => child.name === name)
const one = (parent: Read, name: string): Read => {
  const found = all(parent, name)
  expect(found.map(({ name }) => name)).toEqual([name])
  return found[0]!
}
const links = (parent: Read, rel: string) =>
  all(parent, 'link')
    .map((link) => link.attributes)
    .filter((link) => link.rel === rel)
const entriesOf = (xml: string) => all(read(xml), 'entry')
const firstEntry = (rest: Partial<FeedEntry>, ofHead: Partial<FeedHead> = {}) =>
  entriesOf(renderAtom(head(ofHead), [entry(rest)]))[0]!

describe('the document', () => {
  it('has its own id and title, site and generator', () => {
    const feed = read(renderAtom(head({ subtitle: 'All of it' }), [entry()]))
    expect(feed.attributes).toEqual({ xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' })
    expect(one(feed, 'id').text).toBe('tag:news.example.org,2026:feed')
    expect(one(feed, 'title')).toMatchObject({ text: 'Morning Broadsheet', attributes: { type: 'text' } })
    expect(one(feed, 'subtitle').text).toBe('All of it')
    expect(links(feed, 'self')).toEqual([
      { rel: 'self', type: 'application/atom+xml', href: 'https://news.example.org/atom.xml' },
    ])
    expect(links(feed, 'alternate')).toEqual([
      { rel: 'alternate', type: 'text/html', href: 'https://news.example.org/' },
    ])
    expect(one(feed, 'generator')).toMatchObject({
      text: 'Broadsheet',
      attributes: { uri: 'https://news.example.org/feeds.html', version: '1.2.3' },
    })
    expect(all(feed, 'author')).toEqual([])
    const empty = read(renderAtom(head(), []))
    expect(one(one(empty, 'author'), 'name').text).toBe('Morning Broadsheet')
  })

  it.each([
    ['https://news.example.org', 'https://news.example.org/topics/nato/atom.xml'],
    ['https://news.example.org/paper/', 'https://news.example.org/paper/topics/nato/atom.xml'],
    ['https://news.example.org/paper', 'https://news.example.org/paper/topics/nato/atom.xml'],
  ])("has a self link below the site's own path: %s", (siteUrl, self) => {
    const feed = read(renderAtom(head({ name: 'topic:nato', siteUrl }), [], 'topics/nato/atom.xml'))
    expect(one(feed, 'id').text).toBe('tag:news.example.org,2026:topic:nato')
    expect(links(feed, 'self')[0]!.href).toBe(self)
  })

  it('has no self link and no alternate without a site, and a scheme of its own', () => {
    const feed = read(renderAtom(head({ siteUrl: undefined }), [entry({ topics: [{ id: 'nato', name: 'NATO' }] })]))
    expect(all(feed, 'link')).toEqual([])
    expect(one(all(feed, 'entry')[0]!, 'category').attributes).toEqual({
      term: 'nato',
      scheme: 'tag:news.example.org,2026:topics',
      label: 'NATO',
    })
  })

  it('is updated when its newest entry was, whatever the time is, and has a fixed date while it is empty', () => {
    const older = entry({ id: 'tag:x,2026:1', updatedAt: '2026-11-01T00:00:00.000Z' })
    expect(one(read(renderAtom(head(), [older, entry()])), 'updated').text).toBe('2026-11-18T10:00:00Z')
    const empty = read(renderAtom(head(), []))
    expect(Date.parse(one(empty, 'updated').text)).toBe(Date.parse('2000-01-01'))
    expect(all(empty, 'entry')).toEqual([])
  })

  it('has the same bytes for the same entries in any order', () => {
    const entries = ['b', 'a', 'c', 'd'].map((letter, i) =>
      entry({ id: `tag:x,2026:${letter}`, updatedAt: i < 3 ? '2026-11-18T10:00:00.000Z' : '2026-11-19T10:00:00.000Z' }),
    )
    const xml = renderAtom(head(), entries)
    expect(renderAtom(head(), entries.toReversed())).toBe(xml)
    expect(entriesOf(xml).map((one_) => one(one_, 'id').text.slice(-1))).toEqual(['d', 'a', 'b', 'c'])
  })

  it('has each id once', () => {
    const xml = renderAtom(head(), [entry(), entry({ title: 'older', updatedAt: '2026-11-18T09:00:00.000Z' })])
    expect(entriesOf(xml).map((found) => one(found, 'title').text)).toEqual(['Storm reaches the coast'])
  })

  it('leaves entries out from the end beyond maxEntries', () => {
    const entries = Array.from({ length: 5 }, (_, i) =>
      entry({ id: `tag:x,2026:${i}`, updatedAt: `2026-11-1${i}T00:00:00.000Z` }),
    )
    expect(entriesOf(renderAtom(head({ maxEntries: 2 }), entries)).map((e) => one(e, 'id').text)).toEqual([
      'tag:x,2026:4',
      'tag:x,2026:3',
    ])
  })

  it('leaves entries out from the end beyond maxBytes, counted in UTF-8', () => {
    const entries = Array.from({ length: 50 }, (_, i) =>
      entry({ id: `tag:x,2026:${i + 10}`, summary: 'ж'.repeat(500) }),
    )
    const xml = renderAtom(head({ maxBytes: 20_000 }), entries)
    expect(Buffer.byteLength(xml)).toBeLessThanOrEqual(20_000)
    expect(Buffer.byteLength(xml)).toBeGreaterThan(20_000 - 2_000)
    expect(one(entriesOf(xml)[0]!, 'id').text).toBe('tag:x,2026:10')
  })

  it('writes an entry that is too large by itself without its content, or not at all, and still writes the others', () => {
    const large = entry({ id: 'tag:x,2026:1', contentHtml: 'x'.repeat(30_000), updatedAt: '2026-11-20T00:00:00.000Z' })
    const oversized = entry({ id: 'tag:x,2026:2', summary: 'x'.repeat(30_000), updatedAt: '2026-11-21T00:00:00.000Z' })
    const found = entriesOf(renderAtom(head({ maxBytes: 20_000 }), [large, oversized, entry()]))
    expect(found.map((e) => one(e, 'id').text)).toEqual(['tag:x,2026:1', 'tag:news.example.org,2026:00aa'])
    expect(all(found[0]!, 'content')).toEqual([])
  })
})

describe('an entry', () => {
  it('has every element that RFC 4287 requires, and its outlet as source', () => {
    const found = firstEntry({ source: { ...entry().source, updatedAt: '2026-11-18T11:00:00.000Z' } })
    expect(one(found, 'id').text).toBe('tag:news.example.org,2026:00aa')
    expect(one(found, 'title')).toMatchObject({ text: 'Storm reaches the coast', attributes: { type: 'text' } })
    expect(one(found, 'published').text).toBe('2026-11-18T09:00:00Z')
    expect(one(found, 'updated').text).toBe('2026-11-18T10:00:00Z')
    expect(one(one(found, 'author'), 'name').text).toBe('Ada Quill')
    expect(one(found, 'summary')).toMatchObject({ text: 'The wind turned at noon.', attributes: { type: 'text' } })
    expect(one(found, 'content')).toEqual({
      name: 'content',
      attributes: { type: 'html' },
      text: `<p>The wind turned at noon.</p>${META}`,
      children: [],
    })
    expect(links(found, 'alternate')).toEqual([
      { rel: 'alternate', type: 'text/html', href: 'https://kestrel.example/storm' },
    ])
    const source = one(found, 'source')
    expect(source.children.map(({ name, text }) => `${name} ${text}`.trim())).toEqual([
      'id https://kestrel.example/feed',
      'title Kestrel Wire',
      'updated 2026-11-18T11:00:00Z',
      'link',
      'link',
    ])
    expect(links(source, 'self')[0]!.href).toBe('https://kestrel.example/feed')
  })

  it.each([
    ['vector<T> & friends', 'vector&lt;T&gt; &amp; friends'],
    ['Q&amp;A on &lt;b&gt;, escaped twice', 'Q&amp;A on &lt;b&gt;, escaped twice'],
    ['&bogus; and &amp;amp; lose one level at most', '&amp;bogus; and &amp;amp; lose one level at most'],
    ['the end ]]> of all', 'the end ]]&gt; of all'],
    ['one\nline\tonly ', 'one line only'],
    ['a\u0000b\u0008c\u001bd\u0085\uffffe\ud800f', 'abcdef'],
    ['family 👩‍👩‍👧 and 𝔘', 'family 👩‍👩‍👧 and 𝔘'],
  ])('escapes its title exactly once: %j', (title, written) => {
    expect(renderAtom(head(), [entry({ title })])).toContain(`<title type="text">${written}</title>\n    <link`)
  })

  it('has in each element the original text, once decoded', () => {
    const text = 'Use map<K, V> & "co."'
    const found = firstEntry({
      title: text,
      summary: text,
      authors: [text],
      topics: [{ id: 'a&b', name: text }],
      source: { title: text, sourceId: 's1' },
      carriers: [{ outlet: 'A & B', title: text, url: 'https://a.example/?x=1&y="2"', isCopy: true }],
    })
    for (const name of ['title', 'summary']) expect(one(found, name).text).toBe(text)
    expect(one(one(found, 'author'), 'name').text).toBe(text)
    expect(one(one(found, 'source'), 'title').text).toBe(text)
    expect(one(found, 'category').attributes).toEqual({
      term: 'a&b',
      scheme: 'https://news.example.org/topics',
      label: text,
    })
    expect(links(found, 'related')).toEqual([
      { rel: 'related', type: 'text/html', title: `A & B: ${text}`, href: 'https://a.example/?x=1&y=%222%22' },
    ])
  })

  it('lists every carrier as related, in the given order, and the original publisher as via', () => {
    const carriers = ['https://b.example/1', 'javascript:alert(1)', 'https://a.example/2'].map((url, i) => ({
      outlet: `Outlet ${i}`,
      title: 'The same',
      url,
      isCopy: i === 0,
    }))
    const found = firstEntry({ carriers, via: { outlet: 'The Gazette', url: 'https://gazette.example/1' } })
    expect(links(found, 'related').map(({ title, href }) => `${title} ${href}`)).toEqual([
      'Outlet 0: The same https://b.example/1',
      'Outlet 2: The same https://a.example/2',
    ])
    expect(links(found, 'via')).toEqual([
      { rel: 'via', type: 'text/html', title: 'The Gazette', href: 'https://gazette.example/1' },
    ])
  })

  it('opens summary and content with what is new, each headline or sentence as it stands', () => {
    const news = ['Captain arrested', 'The ferry had no licence.']
    const summary = 'New: Captain arrested. The ferry had no licence. The wind turned at noon.'
    expect(one(firstEntry({ news }), 'summary').text).toBe(summary)
    expect(one(firstEntry({ news: ['14 dead'] }), 'summary').text).toBe('New: 14 dead. The wind turned at noon.')
    // A sentence of the summary stands once.
    expect(one(firstEntry({ news: ['The wind turned at noon.'] }), 'summary').text).toBe(
      'New: The wind turned at noon.',
    )
    expect(one(firstEntry({ news: ['死者14人。'] }), 'summary').text).toBe('New: 死者14人。 The wind turned at noon.')
    expect(one(firstEntry({ news, summary: undefined }), 'summary').text).toBe(summary.slice(0, 48))
    const full = firstEntry({ news: ['R&D <closed>'], contentHtml: '<p>The whole text.</p>' })
    expect(one(full, 'content').text).toBe(`<p>New: R&amp;D &lt;closed&gt;.</p><p>The whole text.</p>${META}`)
    const chinese = { news: ['第一句话。'], summary: '第一句话。第二句话。第三句话。' }
    expect(one(firstEntry(chinese), 'summary').text).toBe('New: 第一句话。 第二句话。第三句话。')
    // A text that what is new says whole stands once.
    const text = 'The wind turned at noon.'
    expect(one(firstEntry({ news: [text], text }), 'content').text).toBe(`<p>New: ${text}</p>${META}`)
    expect(one(firstEntry({ news: [' '] }), 'content').text).toBe(`<p>The wind turned at noon.</p>${META}`)
  })

  describe('that others have, too', () => {
    const other = (outlet: string, isCopy = false) => ({
      outlet,
      title: `<As> ${outlet} has it`,
      url: `https://${outlet}.example/?a=1&b=2`,
      isCopy,
    })
    const named = [other('a'), other('b'), other('c', true), other('d', true)]
    const list =
      `<footer>${TIME}<p>Also covered by:</p><ul>` +
      '<li>a: <a href="https://a.example/?a=1&amp;b=2">&lt;As&gt; a has it</a></li>' +
      '<li>b: <a href="https://b.example/?a=1&amp;b=2">&lt;As&gt; b has it</a></li>' +
      '<li>The same text at <a href="https://c.example/?a=1&amp;b=2">c</a> and <a href="https://d.example/?a=1&amp;b=2">d</a></li>' +
      '<li>3 more articles</li></ul></footer>'

    it('names five of them in its content and counts the rest, and links all', () => {
      const carriers = [...named, ...['e', 'f', 'g'].map((outlet) => other(outlet, true))]
      const found = firstEntry({ carriers, named, more: 3 })
      expect(one(found, 'content')).toMatchObject({ attributes: { type: 'html' } })
      expect(one(found, 'content').text).toBe(`<p>The wind turned at noon.</p>${list}`)
      expect(one(found, 'summary').text).toBe('The wind turned at noon.')
      expect(links(found, 'related')).toHaveLength(7)
    })

    it('says whose text a copy has that has not the lead’s', () => {
      const copies = [
        other('c', true),
        { ...other('d', true), copyOf: 'a & b' },
        { ...other('e', true), copyOf: 'Kestrel Wire' },
        { ...other('f', true), copyOf: 'a & b' },
      ]
      const items = one(firstEntry({ named: copies }), 'content').text.match(/<li>.*?<\/li>/g)
      expect(items?.map((item) => item.replace(/<a .*?>|<\/?li>|<\/a>/g, ''))).toEqual([
        'The same text at c',
        'The same text as a &amp; b at d and f',
        'Another text by Kestrel Wire at e',
      ])
    })

    it('says whose picture and audio it has that are not the lead’s', () => {
      const credit = { outlet: '<Heron>', url: 'https://heron.example/1' }
      const url = 'https://heron.example/1'
      const found = firstEntry({
        picture: { url: `${url}.jpg`, credit },
        enclosures: [
          { url: 'https://kestrel.example/1.mp3', type: 'audio/mpeg', title: 'Its own' },
          ...[1, 2].map((part) => ({ url: `${url}-${part}.mp3`, type: 'audio/mpeg', title: `Part ${part}`, credit })),
          { url: `${url}.mp4`, type: 'video/mp4', title: 'Film', credit: { outlet: 'Gull' } },
        ],
      })
      const heron = '<a href="https://heron.example/1">&lt;Heron&gt;</a>'
      expect(one(found, 'content').text).toContain(
        `<p>Picture: ${heron}</p><p>Audio: ${heron}</p><p>Video: Gull</p></footer>`,
      )
      expect(links(found, 'enclosure').map(({ title }) => title)).toEqual([
        'Its own',
        '<Heron>: Part 1',
        '<Heron>: Part 2',
        'Gull: Film',
      ])
      const media = one(found, 'media:content')
      expect(media.children.map(({ name, text }) => [name, text])).toEqual([['media:credit', '<Heron>']])
    })

    it('has its whole text first, where that is published', () => {
      const found = firstEntry({ contentHtml: '<p>All of it.</p>', named, more: 3 })
      expect(one(found, 'content').text).toBe(`<p>All of it.</p>${list}`)
    })

    it('has no content in a feed without texts, and no link to an address that is none', () => {
      expect(all(firstEntry({ summary: undefined, named, more: 3 }), 'content')).toEqual([])
      const bad = { ...other('x'), url: 'javascript:alert(1)' }
      expect(one(firstEntry({ named: [bad], more: 1 }), 'content').text).toBe(
        `<p>The wind turned at noon.</p><footer>${TIME}<p>Also covered by:</p><ul><li>x: &lt;As&gt; x has it</li><li>1 more article</li></ul></footer>`,
      )
    })
  })

  it('has its topics as categories, with the IPTC subject beside them', () => {
    const found = firstEntry({ topics: [{ id: 'nato', name: 'NATO', iptc: 'medtop:16000000' }] })
    expect(all(found, 'category').map(({ attributes }) => attributes)).toEqual([
      { term: 'nato', scheme: 'https://news.example.org/topics', label: 'NATO' },
      { term: 'medtop:16000000', scheme: 'http://cv.iptc.org/newscodes/mediatopic/', label: 'NATO' },
    ])
  })

  it.each([
    ['several authors', { authors: ['Ada Quill', ' Ben  Ink '] }, ['Ada Quill', 'Ben Ink']],
    ['the outlet', { authors: [] }, ['Kestrel Wire']],
    ['the outlet as shown', { authors: [], source: { title: 'Wire', feedTitle: 'Kestrel' } }, ['Wire']],
    ['the outlet for blank names', { authors: [' '] }, ['Kestrel Wire']],
    ['the feed', { authors: [], source: { title: '' } }, ['Morning Broadsheet']],
  ])('always has an author: %s', (_, rest, names) => {
    expect(all(firstEntry(rest), 'author').map((author) => one(author, 'name').text)).toEqual(names)
  })

  it.each([
    [undefined],
    ['/relative'],
    ['ftp://kestrel.example/storm'],
    ['javascript:alert(1)'],
    ['https://'],
    ['mailto:a@b.example'],
  ])('has content in place of a link when its address is %j', (url) => {
    const found = firstEntry({ url })
    expect(links(found, 'alternate')).toEqual([])
    expect(one(found, 'content').text).toBe(`<p>The wind turned at noon.</p>${META}`)
    const bare = firstEntry({ url, summary: undefined })
    expect(one(bare, 'content')).toMatchObject({ text: 'Storm reaches the coast', attributes: { type: 'text' } })
    expect(all(bare, 'summary')).toEqual([])
  })

  it.each([
    ['https://kestrel.example/a%20b?x=%C3%A4&y=1;z#f', 'https://kestrel.example/a%20b?x=%C3%A4&y=1;z#f'],
    ['https://kestrel.example', 'https://kestrel.example'],
    ['https://kestrel.example/über uns', 'https://kestrel.example/%C3%BCber%20uns'],
    ['https://kestrel.example/?q={a}|b', 'https://kestrel.example/?q=%7Ba%7D%7Cb'],
    ['https://kestrel.example/?f[0]=1#[a]#b', 'https://kestrel.example/?f%5B0%5D=1#%5Ba%5D%23b'],
    ['https://[2001:db8::1]:8080/?f[0]=1', 'https://[2001:db8::1]:8080/?f%5B0%5D=1'],
    ['https://[2001:db8::1]', 'https://[2001:db8::1]'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://ann:secret@kestrel.example/x', 'https://kestrel.example/x'],
    [' https://kestrel.example/x\n', 'https://kestrel.example/x'],
  ])('keeps a valid address, encodes an invalid one, and never has a password: %j', (url, href) => {
    expect(links(firstEntry({ url }), 'alternate')[0]!.href).toBe(href)
  })

  describe('is framed in the language of the newspaper', () => {
    const inWords = async (language: string, rest: Partial<FeedEntry>) => {
      const words = await feedWords(language)
      return renderAtom(head({ language, words, subtitle: words.count('feedSubtitle', 2) }), [entry(rest)])
    }

    it.each([
      [
        'de',
        'Nachrichten aus 2 Medien, jede Geschichte einmal, mit allen Medien, die sie bringen.',
        'Mittwoch, 18. November 2026, 09:00 Uhr GMT',
      ],
      [
        'fr',
        'L’actualité de 2 médias, chaque sujet une seule fois, avec tous les médias qui le traitent.',
        'mercredi 18 novembre 2026 à 09:00 UTC',
      ],
      [
        'es',
        'Noticias de 2 medios, cada una una sola vez, con todos los medios que la cuentan.',
        'miércoles, 18 de noviembre de 2026, 09:00 GMT',
      ],
      [
        'ar',
        'أخبار من وسيلتي إعلام، كل خبر مرة واحدة، مع كل وسائل الإعلام التي نشرته.',
        'الأربعاء، 18 نوفمبر 2026، 09:00 غرينتش',
      ],
    ])('%s', async (language, subtitle, time) => {
      const xml = await inWords(language, { language: 'en-GB' })
      expect(xml).toContain(` xml:lang="${language}">`)
      expect(xml).toContain(`<subtitle type="text">${subtitle}</subtitle>`)
      expect(xml).toContain(
        `<div lang="en-GB" dir="auto"><p>The wind turned at noon.</p></div>` +
          `<footer lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><p>Kestrel Wire · ${time}</p></footer>`,
      )
    })

    it('also before the headlines of others and the titles of their files', async () => {
      const [outlet, url] = ['Le Héron', 'https://heron.example/1']
      const xml = await inWords('fr', {
        carriers: [{ outlet, title: 'Marée', url, isCopy: false }],
        enclosures: [{ url, title: 'Vent', credit: { outlet } }],
      })
      expect(xml).toContain('title="Le Héron\u00a0: Marée"')
      expect(xml).toContain('title="Le Héron\u00a0: Vent"')
    })

    it('without marks where the text is in it, but from right to left', async () => {
      expect(await inWords('de', { language: 'de-AT' })).toContain('<p>The wind turned at noon.</p><footer><p>')
      expect(await inWords('ar', { language: 'ar' })).toContain('</p></div><footer lang="ar" dir="rtl"><p>')
    })

    it('or in English, and marked so, where there are no words in it', async () => {
      const xml = await inWords('pt', { language: 'pt' })
      expect(xml).toContain('<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt">')
      expect(xml).toContain('<subtitle type="text" xml:lang="en">News from 2 outlets')
      expect(xml).toContain(
        '<div lang="pt" dir="auto"><p>The wind turned at noon.</p></div><footer lang="en" dir="ltr">',
      )
    })
  })

  it('never counts as in the newspaper’s language where its own is unknown', () => {
    for (const language of [undefined, 'not a language"']) {
      expect(one(firstEntry({ language }), 'content').text).toBe(
        `<div lang="" dir="auto"><p>The wind turned at noon.</p></div><footer lang="en" dir="ltr">${TIME}</footer>`,
      )
    }
  })

  it('has no characters that turn the text after it around', () => {
    const text = '\u202eThe \u2066wind'
    const found = firstEntry({ title: text, summary: text, news: [text], source: { title: text, sourceId: 's1' } })
    const shown = [found, one(found, 'source')].flatMap(({ children }) => children.map(({ text }) => text)).join()
    expect(shown).toContain('The wind')
    expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    for (const rest of [{ contentHtml: `<p>${text}</p>` }, { text: `${text}\n\n${text}` }])
      expect(one(firstEntry(rest), 'content').text).toMatch(/^(?:<p>The wind<\/p>)+<footer>/)
  })

  it('has a language only where it differs from the feed’s', () => {
    expect(firstEntry({ language: 'de-AT' }).attributes).toEqual({ 'xml:lang': 'de-AT' })
    expect(firstEntry({ language: 'en' }).attributes).toEqual({})
    expect(firstEntry({ language: 'not a language"' }).attributes).toEqual({})
  })

  it('has sanitised HTML as escaped content of type html, beside the summary', () => {
    const contentHtml = '<p>Wind &amp; rain ]]&gt;</p><p>more</p>'
    const found = firstEntry({ contentHtml })
    expect(one(found, 'content')).toMatchObject({ text: contentHtml + META, attributes: { type: 'html' } })
    expect(one(found, 'summary').text).toBe('The wind turned at noon.')
  })

  it('has the pages of its authors beside their names', () => {
    const authorUrls = [
      { name: 'Bo Ash', url: 'https://kestrel.example/bo' },
      { name: 'Cy', url: 'javascript:x' },
    ]
    const document = read(renderAtom(head(), [entry({ authors: ['Ada Quill', 'Bo Ash', 'Cy'], authorUrls })]))
    const authors = all(one(document, 'entry'), 'author')
    expect(authors.map((author) => author.children.map(({ name, text }) => [name, text]))).toEqual([
      [['name', 'Ada Quill']],
      [
        ['name', 'Bo Ash'],
        ['uri', 'https://kestrel.example/bo'],
      ],
      [['name', 'Cy']],
    ])
  })

  it('has its whole plain text as content, in paragraphs', () => {
    const { children } = read(renderAtom(head(), [entry({ text: 'One <b>.\n\nTwo.\nThree.' })]))
    expect(one(one({ children } as Read, 'entry'), 'content').text).toBe(
      `<p>One &lt;b&gt;.</p><p>Two.<br />Three.</p>${META}`,
    )
  })

  it('says what the files and the picture are that it encloses', () => {
    const [url, other] = ['https://kestrel.example/a.jpg', 'https://kestrel.example/b.jpg']
    const picture = { url, alt: 'A bridge' }
    const document = read(
      renderAtom(head(), [
        entry({ enclosures: [{ url, title: 'a' }, { url: other }, { url: other, title: 'b' }], picture }),
      ]),
    )
    const links = all(one(document, 'entry'), 'link').filter(({ attributes }) => attributes.rel === 'enclosure')
    expect(links.map(({ attributes }) => attributes.title)).toEqual(['A bridge', undefined, 'b'])
  })

  it('lists its enclosures, with type and length where they are valid', () => {
    const found = firstEntry({
      enclosures: [
        { url: 'https://a.example/1.mp3', type: 'audio/mpeg', lengthBytes: 12 },
        { url: 'https://a.example/2', type: 'sound', lengthBytes: -1 },
        { url: 'https://a.example/3', type: 'audio/mpeg; codecs=mp3' },
        { url: 'file:///etc/passwd' },
      ],
    })
    expect(links(found, 'enclosure')).toEqual([
      { rel: 'enclosure', type: 'audio/mpeg', length: '12', href: 'https://a.example/1.mp3' },
      { rel: 'enclosure', href: 'https://a.example/2' },
      { rel: 'enclosure', type: 'audio/mpeg', href: 'https://a.example/3' },
    ])
  })

  it.each([
    [
      'a tag URI for an id that is no URI',
      { title: 'K', id: 'the wire' },
      'tag:news.example.org,2026:source:the%20wire',
    ],
    ['its own id', { title: 'K', id: 'urn:uuid:1' }, 'urn:uuid:1'],
    ['its site', { title: 'K', url: 'https://k.example/' }, 'https://k.example/'],
    ['our id of it, never its title', { title: 'K', sourceId: 's1' }, 'tag:news.example.org,2026:source:s1'],
  ])('identifies its source by %s', (_, source, id) => {
    expect(one(one(firstEntry({ source }), 'source'), 'id').text).toBe(id)
  })

  it.each([
    ['updated', { updatedAt: 'yesterday' }, '2026-11-18T09:00:00Z'],
    ['both dates', { updatedAt: 'yesterday', publishedAt: '' }, '2000-01-01T00:00:00Z'],
  ])('has a valid date although %s cannot be parsed', (_, rest, updated) => {
    expect(one(firstEntry(rest), 'updated').text).toBe(updated)
  })
})

describe('parsed by parseFeed', () => {
  it('is the entry that was written, its texts decoded once', async () => {
    const text = 'Use map<K, V> & co. with care ]]> now'
    const xml = renderAtom(head({ subtitle: 'All & sundry' }), [
      entry({
        title: text,
        summary: text,
        authors: ['Ada Quill', 'Ben Ink'],
        topics: [{ id: 'nato', name: 'NATO' }],
        enclosures: [{ url: 'https://a.example/1.mp3', type: 'audio/mpeg', lengthBytes: 12 }],
        via: { url: 'https://gazette.example/1' },
      }),
    ])
    const feed = await parseFeed(Buffer.from(xml), { contentType: 'application/atom+xml; charset=utf-8' })
    expect(feed).toMatchObject({
      format: 'atom1.0',
      title: 'Morning Broadsheet',
      url: 'https://news.example.org/',
      language: 'en',
      repairs: [],
    })
    expect(feed.entries).toHaveLength(1)
    expect(feed.entries[0]).toMatchObject({
      guid: 'tag:news.example.org,2026:00aa',
      title: text,
      url: 'https://kestrel.example/storm',
      publishedAt: '2026-11-18T09:00:00.000Z',
      updatedAt: '2026-11-18T10:00:00.000Z',
      authors: ['Ada Quill', 'Ben Ink'],
      summaryHtml: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      enclosures: [{ url: 'https://a.example/1.mp3', type: 'audio/mpeg', lengthBytes: 12 }],
    })
  })
})

describe('arbitrary text', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('<', '&', ']]>', '"', "'", '\u0000', '\ud83d', '<!--', '\r', '&#0;'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    maxLength: 12,
  })

  it('gives a well-formed document with the same number of entries, and every legal character of a title', async () => {
    const strict = new Parser()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text, text), { maxLength: 4 }), async (texts) => {
        const entries = texts.map(([title, summary, name, url], i) =>
          entry({
            id: `tag:x,2026:${i}`,
            title,
            summary,
            contentHtml: summary,
            authors: [name],
            url: `https://a.example/${url}`,
            topics: [{ id: name || 'x', name: title }],
            source: { title: name, id: url },
            carriers: [{ outlet: name, title, url: `http://b.example/?${url}`, isCopy: false }],
          }),
        )
        const xml = renderAtom(head({ title: texts[0]?.[0] ?? '' }), entries)
        // rss-parser uses a strict XML parser, which throws on the first error.
        expect((await strict.parseString(xml)).items).toHaveLength(entries.length)
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u)
        for (const found of entriesOf(xml)) expect(one(found, 'title').text).not.toBe('')
      }),
      { numRuns: 150 },
    )
  })
})
