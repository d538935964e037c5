import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { readTags } from '../../../src/feeds/markup/tags.ts'
import { type HtmlSink, readWellFormedHtml } from '../../../src/feeds/markup/well-formed-html.ts'
import type { TagSink } from '../../../src/feeds/markup/well-formed-tags.ts'

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

function collect(read: (sink: HtmlSink) => unknown): { events: Event[]; answer: unknown } {
  const events: Event[] = []
  const answer = read({
    onopentag: (name, attributes) => void events.push(['open', name, { ...attributes }]),
    ontext: (text) => void events.push(['text', text]),
    onclosetag: (name) => void events.push(['close', name]),
    tooDeep: false,
  })
  return { events: joined(events), answer }
}

const byParser = (html: string): Event[] =>
  collect((sink) => new Parser(sink, { decodeEntities: false }).parseComplete(html)).events

describe('well-formed HTML', () => {
  const NAMES = [
    'p',
    'div',
    'a',
    'b',
    'em',
    'ul',
    'ol',
    'li',
    'table',
    'tbody',
    'thead',
    'tr',
    'td',
    'th',
    'dl',
    'dt',
    'dd',
  ]
  const MORE = [
    'blockquote',
    'pre',
    'h2',
    'span',
    'section',
    'figure',
    'ruby',
    'rt',
    'rp',
    'center',
    'font',
    'q',
    'code',
  ]
  const names = fc.constantFrom(...NAMES, ...MORE)
  const attributes = fc.constantFrom(
    '',
    ' href="a?b=1&amp;c"',
    " title='x > y'",
    ' a="1" a="2"',
    ' data-x = "y"',
    '\n\tlang="en"',
  )
  const leaf = fc.constantFrom(
    'text',
    ' ',
    '&amp;',
    '<br/>',
    '<br>',
    '<img src="a.png" />',
    '<hr>',
    '<!-- more -->',
    'a > b',
  )
  const tree: fc.Arbitrary<string> = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'medium' }, leaf, tie('element')),
    element: fc
      .tuple(names, attributes, fc.array(tie('node'), { maxLength: 4 }))
      .map(([name, written, inner]) => `<${name}${written}>${inner.join('')}</${name}>`),
  })).node as fc.Arbitrary<string>

  /** Tags that need not match. */
  const piece = fc.oneof(
    leaf,
    fc.tuple(names, attributes).map(([name, written]) => `<${name}${written}>`),
    names.map((name) => `</${name}>`),
    fc.constantFrom(
      '<p />',
      '<P>',
      '<script>',
      '</script>',
      '<![CDATA[',
      ']]>',
      '<!-- --!>',
      '-->',
      '<?x?>',
      '<',
      '</br>',
      '<td',
      '"',
      "'",
    ),
  )

  it('gives the same events as the parser', () => {
    let wellFormed = 0
    fc.assert(
      fc.property(fc.oneof(fc.array(tree, { maxLength: 5 }), fc.array(piece, { maxLength: 8 })), (parts) => {
        const html = parts.join('')
        const { events, answer } = collect((sink) => readWellFormedHtml(html, sink))
        if (answer !== true) return
        wellFormed++
        expect(events).toEqual(byParser(html))
      }),
      { numRuns: 2_000 },
    )
    expect(wellFormed).toBeGreaterThan(500)
  })

  it.each([
    'plain text', '<p>a</p>\n<p>b <a href="c" title=\'d\'>e</a><br /></p>', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>',
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>', '<div><div><p>a<img src="b">c</p></div></div>',
    '<p>a</p><!-- more --><p>b</p>', '<font color="red"><center>a</center></font>', '<dl><dt>a</dt><dd>b</dd></dl>',
  ])('is recognised: %s', (html) => {
    const { events, answer } = collect((sink) => readWellFormedHtml(html, sink))
    expect(answer).toBe(true)
    expect(events).toEqual(byParser(html))
  }) // biome-ignore format: a list

  it.each([
    '<p>a<p>b', '<p>a<div>b</div></p>', '<li>a<li>b</li></li>', '<p>a', '</p>', '<b><i>a</b></i>', '<P>a</P>', '<p class=a>b</p>', '<p hidden>a</p>',
    '<a/>', '<script>a</script>', '<svg></svg>', '<iframe></iframe>', '<![CDATA[a]]>', '<!doctype html>', '<!-->a-->', '<!-- a --!> b -->', '1 < 2',
    '<p title="a<b">c</p>', '<td><th>a</th></td>', '<a><a>b</a></a>', '<h2><h3>a</h3></h2>', '<a HREF="b">c</a>', '<title>a</title>', '<html></html>', '<x>a</x>', '<br></br>',
  ])('is left to the parser: %s', (html) => {
    expect(collect((sink) => readWellFormedHtml(html, sink)).answer).toBe(false)
  }) // biome-ignore format: a list
})
