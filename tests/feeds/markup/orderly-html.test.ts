/** The reader for orderly HTML reports what htmlparser2 reports, and leaves to it what it does not know. */
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { readOrderlyHtml } from '../../../src/feeds/markup/orderly-html.ts'

function collector() {
  const events: unknown[][] = []
  return {
    events,
    onopentag: (name: string, attributes: object) => void events.push(['open', name, attributes]),
    ontext: (text: string) => void events.push(['text', text]),
    onclosetag: (name: string, isImplied: boolean) => void events.push(['close', name, isImplied]),
  }
}

function byParser(html: string): unknown[][] {
  const sink = collector()
  new Parser(sink, { decodeEntities: false }).end(html)
  return sink.events
}

describe('readOrderlyHtml', () => {
  it.each([
    ['<p>a <b>b</b></p>\n<ul><li>c</li><li><p>d</p></li></ul>e'],
    ['<figure><img src="/a?b=1&amp;c=2" alt=""/><figcaption>d &amp; e</figcaption></figure ><br /><hr>'],
    ['<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>'],
    ['<a href="x" class="first" class="second" data-id="1">b</a>'],
    ['<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>'],
    [`<!-- a - b --><a href='b?c="d"' hidden title="e">f</a>`],
    ['<img src="a" data-b/><!---c--->d<br data-e />'],
    ['only > text'],
  ])('reads %s', (html) => {
    const sink = collector()
    expect(readOrderlyHtml(html, sink)).toBe(true)
    expect(sink.events).toEqual(byParser(html))
  })

  it.each([
    ['an element without its end tag', '<p>a'],
    ['an end tag without its element', 'a</p>'],
    ['elements that overlap', '<b>a<i>b</b></i>'],
    ['an element that ends another one', '<p>a<div>b</div></p>'],
    ['items in an item', '<ul><li>a<li>b</li></li></ul>'],
    ['an empty-element tag of another element', '<p/>a'],
    ['upper case', '<P>a</P>'],
    ['attributes without quotes', '<a href=b>c</a>'],
    ['attributes without a blank between', '<a href="b"title="c">d</a>'],
    ['comments that end oddly', '<p>a</p><!--> b -->'],
    ['comments without an end', '<p>a</p><!-- b'],
    ['an angle bracket that is no tag', '<p>1 < 2</p>'],
    ['elements that are not displayed', '<p>a</p><script>b</script>'],
    ['unknown elements', '<o:p>a</o:p>'],
    ['a hundred levels', '<div>'.repeat(100) + '</div>'.repeat(100)],
  ])('leaves %s to the parser', (_, html) => {
    expect(readOrderlyHtml(html, collector())).toBe(false)
  })

  it('reports what the parser reports, whatever it reads', () => {
    const names = 'p h2 h3 div ul li dl dt dd a b table thead tbody tfoot tr td th ruby rt rp pre blockquote'.split(' ')
    const element = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('text', ' &amp; ', '<br>', `<img src='a' b>`, '<hr/>', '\n', '<!-- - -->', '<!---->', '<!-->'),
        fc
          .tuple(fc.constantFrom(...names), fc.array(tie('node'), { maxLength: 3 }))
          .map(([name, inner]) => `<${name} class="c">${inner.join('')}</${name}>`),
      ),
    })).node
    let read = 0
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 4 }), (parts) => {
        const html = parts.join('')
        const sink = collector()
        if (!readOrderlyHtml(html, sink)) return
        read++
        expect(sink.events).toEqual(byParser(html))
      }),
      { numRuns: 600 },
    )
    expect(read).toBeGreaterThan(100)
  })
})
