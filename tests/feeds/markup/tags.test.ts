/** Text that looks like a tag, and how much of a tag is read. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTags } from '../../../src/feeds/markup/tags.ts'
import type { TagSink } from '../../../src/feeds/markup/well-formed-tags.ts'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const LESS_THAN = 'A "<" stands where "&lt;" was meant.'
const parseItem = async (item: string) => {
  const { entries, repairs } = await parseFeed(Buffer.from(`<rss><channel><item>${item}</item></channel></rss>`), {})
  return { entry: entries[0]!, repairs }
}

describe('a less-than sign', () => {
  it.each(['<3', '<0', '<@x', '<[x', '<^x', '<`x', '<{x', '<|', '<~x', '<=', '<-', '<$1', '<.'])(
    'before a character that begins no name is text: %s',
    async (sign) => {
      const { entry, repairs } = await parseItem(`<title>a ${sign} b</title><guid>1</guid>`)
      expect(entry).toMatchObject({ title: `a ${sign} b`, guid: '1' })
      expect(repairs).toEqual([LESS_THAN])
    },
  )

  it.each(['a', 'z', 'A', 'Z', '_x', ':x', 'é', '名'])('before %s begins an element', async (name) => {
    const { entry, repairs } = await parseItem(`<${name}>x</${name}><title>t</title>`)
    expect(entry.title).toBe('t')
    expect(repairs).toEqual([])
  })

  it('is repaired 500 times in a document, and not after that', async () => {
    const { entry } = await parseItem(`<title>t</title><description>${'<3> x '.repeat(600)}</description>`)
    expect(entry.text.match(/<3/g)).toHaveLength(500)
  })

  it('before 300 words is text, and so are they', async () => {
    const words = 'word '.repeat(300).trim()
    const { entry, repairs } = await parseItem(`<description>x <y ${words}</description><title>t</title>`)
    expect(entry).toMatchObject({ title: 't', text: `x <y ${words}` })
    expect(repairs.at(-1)).toBe(LESS_THAN)
  })
})

describe.each([
  ['a sound document', ''],
  ['a document with a bare less-than sign before', '<category>a <3 b</category>'],
])('in %s', (_, before) => {
  const others = (count: number) => Array.from({ length: count }, (_, at) => `a${at}="x"`).join(' ')
  const parseTag = async (tag: string) => {
    const { entry, repairs } = await parseItem(`${before}${tag}`)
    return { entry, repairs: repairs.filter((repair) => repair !== LESS_THAN) }
  }

  it('attributes are read up to the 256th', async () => {
    const { entry, repairs } = await parseTag(`<enclosure ${others(255)} url="https://x.example/1"/>`)
    expect(entry.enclosures).toEqual([{ url: 'https://x.example/1' }])
    expect(repairs).toEqual([])
  })

  it('attributes are left out from the 257th on, with one repair reported', async () => {
    const tag = `<enclosure ${others(256)} url="https://x.example/1" length="1" type="a/b"/>`
    const { entry, repairs } = await parseTag(`<title>t</title>${tag}<guid>1</guid>`)
    expect(entry).toMatchObject({ enclosures: [], guid: '1' })
    expect(repairs).toEqual(['An element has more than 256 attributes; the rest were left out.'])
  })

  it('an attribute written twice counts once, the first', async () => {
    const { entry } = await parseTag('<enclosure url="https://x.example/1" url="https://x.example/2"/>')
    expect(entry.enclosures).toEqual([{ url: 'https://x.example/1' }])
  })

  it.each([
    ['in quotes', '<enclosure title="a > b" url="https://x.example/1" type="a/b"/>'],
    ['in single quotes', "<enclosure title='a > b' url='https://x.example/1' type='a/b'/>"],
    ['over lines', '<enclosure\n  title = "a >\n b"\n  url\t=\t"https://x.example/1"\n  type="a/b"\n/>'],
    ['with the other quote', `<enclosure title="it's >" url='https://x.example/1' type="a/b"></enclosure>`],
    ['with nothing', '<enclosure title="" hidden url="https://x.example/1" type="a/b" ></enclosure >'],
    ['with references', '<enclosure title="&gt;" url="https://x.example/&#49;" type="a&#x2f;b"/>'],
  ])('an attribute has everything between its quotes: %s', async (_, tag) => {
    const { entry, repairs } = await parseTag(`${tag}<title>t</title>`)
    expect(entry).toMatchObject({ title: 't', enclosures: [{ url: 'https://x.example/1', type: 'a/b' }] })
    expect(repairs).toEqual([])
  })

  it.each(['a1', 'z1', 'A1', 'M1', 'Z1', '_x', ':x', 'é', '名'])('a tag in a text may be called %s', async (name) => {
    const { entry } = await parseTag(`<title>a <${name}>b</${name}> c</title>`)
    expect(entry.title).toBe('a b c')
  })

  it('markup in a text is kept as in the document', async () => {
    const { entry } = await parseTag(
      '<a:content xmlns:a="http://www.w3.org/2005/Atom" type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">one <b lang="en">two</b><br/>three<!-- no --> <![CDATA[<four>]]></div></a:content>',
    )
    expect(entry.contentHtml).toBe('<div>one <b lang="en">two</b><br />three &lt;four&gt;</div>')
  })

  it('an empty element in a text is kept', async () => {
    const { entry } = await parseTag('<description>a<br/>b <img src="https://x.example/1.png"/></description>')
    expect(entry.summaryHtml).toBe('a<br />b <img src="https://x.example/1.png" />')
  })

  it('a superfluous quote is ignored', async () => {
    const { entry, repairs } = await parseTag('<enclosure url="https://x.example/1"" type="a/b"/><title>t</title>')
    expect(entry).toMatchObject({ title: 't', enclosures: [{ url: 'https://x.example/1', type: 'a/b' }] })
    expect(repairs).toEqual([])
  })

  it('comments, processing instructions and unmatched end tags are no text', async () => {
    const { entry, repairs } = await parseTag(
      '<title>a<!-- <b> --> b<?x <c> ?></d> c</title><!-- > --></e><guid>1</guid>',
    )
    expect(entry).toMatchObject({ title: 'a b c', guid: '1' })
    expect(repairs).toEqual([])
  })
})

type Event = readonly unknown[]

/** The events with adjacent texts joined, since readers may split a text anywhere. */
function joined(events: readonly Event[]): Event[] {
  const all: Event[] = []
  for (const event of events) {
    const last = all.at(-1)
    if (event[0] === 'text' && last?.[0] === 'text') all[all.length - 1] = ['text', `${last[1]}${event[1]}`]
    else all.push(event)
  }
  return all
}

/** The events of reading a document's tags. */
function tagEvents(source: string): Event[] {
  const events: Event[] = []
  const open: string[] = []
  const sink: TagSink = {
    onText: (start, end) => void events.push(['text', source.slice(start, end)]),
    onCdata: (start, end) => void events.push(['cdata', source.slice(start, end)]),
    onStrayText: (start, end) => void events.push(['text', source.slice(start, end)]),
    onOpen: ({ name, start, end, isSelfClosing, attributes }) => {
      events.push(['open', name, source.slice(start, end + 1), isSelfClosing, ...(attributes ?? [])])
      if (!isSelfClosing) open.push(name)
    },
    onClose: (name, start) => {
      events.push(['close', name, source.slice(start, start + 2)])
      if (open.at(-1) === name) open.pop()
    },
    innermostName: () => open.at(-1),
    onRepair: (sentence) => void events.push(['repair', sentence]),
    isDone: () => false,
  }
  readTags(source, sink)
  return joined(events)
}

describe('the tags of a document', () => {
  const soup = fc.array(
    fc.constantFrom(
      '<a>', '</a>', '<a b="c">', "<a b='c' d = \"e\">", '<a b="c"/>', '<a:b c:d="&amp;e">', '</a >', '<A>', '</A>', 'text', ' ', '\n',
      '&amp;', '<![CDATA[<x>]]>', '<![CDATA[', '<!-- c -->', '<!-->', '<!-- --!> -->', '-->', '<?p i?>', '<?p>', '<?>', '< ', '<3', '<a b=c>',
      '<a b>', '<a b="c"d="e">', '<a b="<">', '<a b="c', '<a b="c=" d="e">', '<a', '>', ']]>', '"', "'", '</>', '<>', '<é>', '<!x>', '\t\f',
    ), // biome-ignore format: a list
    { maxLength: 14 },
  )

  it('are the same whether they are read as well-formed or by the tokenizer', () => {
    // The fast reader stops at a document type declaration, so the tokenizer reads everything after it.
    const doctype = '<!DOCTYPE x>'
    fc.assert(
      fc.property(soup, (pieces) => {
        const source = pieces.join('')
        expect(tagEvents(source)).toEqual(tagEvents(doctype + source))
      }),
      { numRuns: 3_000 },
    )
  })

  it('have at most 256 attributes by both readers', () => {
    const tag = `<a ${Array.from({ length: 300 }, (_, i) => `b${i}="c"`).join(' ')}>`
    const [opened] = tagEvents(tag).filter(([kind]) => kind === 'open')
    expect(opened!.slice(4)).toHaveLength(2 * 256)
    expect(tagEvents(tag)).toEqual(tagEvents(`<!DOCTYPE x>${tag}`))
  })
})
