import fc from 'fast-check'
import sanitizeHtml from 'sanitize-html'
import { describe, expect, it } from 'vitest'
import { sanitizerOptions } from '../../../src/feeds/markup/allowed-html.ts'
import {
  cleanHtml,
  holdsMarkup,
  MAX_TEXT_LENGTH,
  makeBudget,
  readHtml,
  textToHtml,
  tidyText,
} from '../../../src/feeds/markup/html.ts'

const PAGE = 'https://quay.example.org/2026/a'
const REL = 'rel="noopener nofollow"'
const htmlToText = (html: string): string => readHtml(html, {}).text

describe('cleanHtml', () => {
  it.each([
    ['scripts with their content', '<p>a<script>alert("x")</script>b</p>', '<p>ab</p>'],
    ['scripts written oddly', '<p>a<SCRIPT src=//e.example/x.js></SCRIPT >b</p>', '<p>ab</p>'],
    ['styles', '<style>p{color:red}</style><p style="position:fixed">a</p>', '<p>a</p>'],
    ['event handlers', '<p onclick="x()" onmouseover=y>a</p>', '<p>a</p>'],
    [
      'handlers behind a slash',
      '<img/onerror=alert(1) src="https://i.example/a.png">',
      '<img src="https://i.example/a.png" />',
    ],
    ['ids and classes', '<p id="a" class="b">a</p>', '<p>a</p>'],
    ['javascript: links', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['javascript: links in disguise', '<a href=" jAva\tscript&#58;alert(1)">a</a>', '<a>a</a>'],
    ['data: links', '<a href="data:text/html,x">a</a>', '<a>a</a>'],
    ['vbscript: links', '<a href="vbscript:x">a</a>', '<a>a</a>'],
    ['data: pictures', '<p>a<img src="data:image/gif;base64,AA"></p>', '<p>a</p>'],
    [
      'forms, with their inputs',
      '<form action="/x"><p>a</p><input value="v"><button>go</button><select><option>o</option></select><textarea>t</textarea></form>',
      '<p>a</p>',
    ],
    ['frames of other hosts', '<iframe src="https://evil.example/"></iframe><p>a</p>', '<p>a</p>'],
    ['frames without an address', '<p>a</p><iframe></iframe>', '<p>a</p>'],
    ['objects and embeds', '<object data="x"><embed src="y"></object><p>a</p>', '<p>a</p>'],
    ['SVG and MathML', '<svg onload="x()"><script>1</script></svg><math><mi>x</mi></math><p>a</p>', '<p>a</p>'],
    ['base and meta', '<base href="https://evil.example/"><meta http-equiv="refresh" content="0"><p>a</p>', '<p>a</p>'],
    ['comments', '<p>a<!-- <b>x</b> --></p><!--[if IE]><p>ie</p><![endif]-->', '<p>a</p>'],
    ['pictures of one pixel', '<p>a<img src="https://t.example/p.gif" width="1" height="1"></p>', '<p>a</p>'],
    [
      'pictures of one pixel by style',
      '<p>a<img src="https://t.example/p.gif" style="width:1px;height:1px"></p>',
      '<p>a</p>',
    ],
    ['hidden pictures', '<p>a<img src="https://t.example/p.gif" style="border:0; display: none"></p>', '<p>a</p>'],
    ['counters of feed services', '<p>a<img src="http://feeds.feedburner.com/~r/x/~4/abc"></p>', '<p>a</p>'],
    ['presentation', '<font color="red">a</font> <center>b</center> <blink>c</blink>', 'a b c'],
  ])('removes %s', (_, html, expected) => {
    expect(cleanHtml(html, PAGE)).toBe(expected)
  })

  it.each([
    [
      'links, as nofollow',
      '<a href="https://x.example/1" target="_blank">a</a>',
      `<a href="https://x.example/1" ${REL}>a</a>`,
    ],
    ['mail links', '<a href="mailto:a@x.example">a</a>', `<a href="mailto:a@x.example" ${REL}>a</a>`],
    [
      'pictures with their size and alternative text',
      '<img alt="Ein &quot;Bild&quot;" height=20 width="30" src="https://i.example/a.png" loading="lazy">',
      '<img src="https://i.example/a.png" alt="Ein &quot;Bild&quot;" width="30" height="20" />',
    ],
    [
      'pictures that load lazily',
      '<img src="data:image/gif;base64,AA" data-src="https://i.example/a.png">',
      '<img src="https://i.example/a.png" />',
    ],
    [
      'wide pictures of little height',
      '<img src="https://i.example/a.png" width="600" height="1">',
      '<img src="https://i.example/a.png" width="600" height="1" />',
    ],
    [
      'tables',
      '<table border=1><tr><th colspan="2">a</th></tr><tr><td>b<td>c</table>',
      '<table><tr><th colspan="2">a</th></tr><tr><td>b</td><td>c</td></tr></table>',
    ],
    ['language and direction', '<p lang="he" dir="RTL">א</p>', '<p lang="he" dir="rtl">א</p>'],
    ['code unchanged', '<pre><code class="ts">a &lt; b\n  c</code></pre>', '<pre><code>a &lt; b\n  c</code></pre>'],
    [
      'frames of allowed players',
      '<iframe src="https://www.youtube-nocookie.com/embed/x" width="560" height="315" onload="x()"></iframe>',
      '<iframe src="https://www.youtube-nocookie.com/embed/x" width="560" height="315" sandbox="allow-scripts allow-same-origin allow-popups" allowfullscreen="allowfullscreen"></iframe>',
    ],
    [
      'video and audio',
      '<video poster="/p.jpg" autoplay><source src="/v.mp4" type="video/mp4"></video>',
      '<video controls="controls" poster="https://quay.example.org/p.jpg"><source src="https://quay.example.org/v.mp4" type="video/mp4" /></video>',
    ],
    ['unclosed paragraphs, closed', '<p>a<p>b<br>c', '<p>a</p><p>b<br />c</p>'],
    ['text, escaped once', 'a &amp; b &lt;c&gt; <b>d</b> &amp;amp;', 'a &amp; b &lt;c&gt; <b>d</b> &amp;amp;'],
  ])('keeps %s', (_, html, expected) => {
    expect(cleanHtml(html, PAGE)).toBe(expected)
  })

  it.each([
    ['b.html', 'https://quay.example.org/2026/b.html'],
    ['/b', 'https://quay.example.org/b'],
    ['//x.example/b', 'https://x.example/b'],
    ['?q=1', 'https://quay.example.org/2026/a?q=1'],
    ['#n', 'https://quay.example.org/2026/a#n'],
    ['http:b', undefined],
  ])('makes the address %s absolute', (href, expected) => {
    const clean = cleanHtml(`<a href="${href}">x</a>`, PAGE)
    if (expected !== undefined) expect(clean).toBe(`<a href="${expected}" ${REL}>x</a>`)
    else expect(clean).toMatch(/^<a(?: href="https?:[^"]*" rel="noopener nofollow")?>x<\/a>$/)
  })

  it('removes relative addresses when there is no base', () => {
    expect(cleanHtml('<a href="b">x</a><img src="c.png">')).toBe('<a>x</a>')
  })

  it('leaves a text without markup as text, escaped', () => {
    expect(cleanHtml('1 < 2 & vector<T>')).toBe('1 &lt; 2 &amp; vector&lt;T&gt;')
  })

  it.each([
    ['a quote', '<p>see <div title="x> and more'],
    ['a quote, beside a tag for sanitize-html', '<video></video><p>see <div title="x> and more'],
  ])('writes no end tag for a tag that %s leaves open to the end', (_, html) => {
    expect(cleanHtml(html, PAGE)).toMatch(/<p>see <\/p>$/)
  })

  it('keeps HTML that nests too deep as text', () => {
    expect(cleanHtml(`${'<div>'.repeat(5_000)}a${'</div>'.repeat(5_000)}`)).toBe('a')
  })
})

describe('the fast path and sanitize-html', () => {
  const tag = fc.constantFrom(
    'p',
    'a',
    'b',
    'em',
    'div',
    'ul',
    'li',
    'blockquote',
    'pre',
    'table',
    'tr',
    'td',
    'h2',
    'font',
    'center',
    'span',
    'ol',
    'abbr',
    'q',
  )
  const value = fc.oneof(
    fc.constantFrom(
      'https://x.example/a',
      'b?c=1&d=2',
      '#f',
      'javascript:alert(1)',
      ' java\nscript:x',
      '1',
      'rtl',
      'en',
      'mailto:a@b.example',
      '//e.example',
      'data:,x',
    ),
    fc.string({ maxLength: 8 }).map((text) => text.replace(/["<>]/g, '')),
  )
  const attribute = fc
    .tuple(
      fc.constantFrom(
        'href',
        'src',
        'onclick',
        'style',
        'class',
        'id',
        'title',
        'lang',
        'dir',
        'colspan',
        'start',
        'alt',
        'width',
      ),
      value,
    )
    .map(([name, it]) => ` ${name}="${it}"`)
  const piece = fc.oneof(
    fc.tuple(tag, fc.array(attribute, { maxLength: 3 })).map(([name, attributes]) => `<${name}${attributes.join('')}>`),
    tag.map((name) => `</${name}>`),
    fc.array(attribute, { maxLength: 3 }).map((attributes) => `<img${attributes.join('')}>`),
    fc.constantFrom('<br>', '<hr/>', '<!-- c -->', '&amp;', '&lt;', '&nbsp;', '&#8217;', ' ', '\n', '< ', '&'),
    fc.lorem({ maxCount: 3 }),
  )

  it('give the same HTML', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
        const html = pieces.join('')
        fc.pre(holdsMarkup(html))
        const base = { url: PAGE, fragmentUrl: PAGE }
        expect(cleanHtml(html, PAGE)).toBe(sanitizeHtml(html, sanitizerOptions(base)).trim())
      }),
      { numRuns: 400 },
    )
  })

  it('let no markup through that is not allowed, whatever the source', () => {
    const wild = fc.oneof(
      piece,
      fc.constantFrom(
        '<script>',
        '</script>',
        '<svg>',
        '<style>',
        '<iframe src="https://e.example">',
        '<textarea>',
        '</textarea>',
        '<xmp>',
        '<noscript>',
        '<template>',
        '<math>',
        '<title>',
        '<plaintext>',
        '<video src=x onerror=y>',
        '"',
        "'",
        '>',
        '<a href="',
        '<![CDATA[',
        ']]>',
        '\0',
      ),
    )
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: 20 }), (pieces) => {
        const clean = cleanHtml(pieces.join(''), PAGE)
        for (const [, name, attributes] of clean.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)) {
          expect(name).not.toMatch(
            /^(?:script|style|svg|math|form|input|object|embed|textarea|xmp|template|title|base|meta|link)$/i,
          )
          expect(attributes!.replace(/"[^"]*"/g, '')).not.toMatch(/\son|style|srcdoc|\sid|class/i)
          for (const [, address] of attributes!.matchAll(/(?:href|src|poster)="([^"]*)"/g))
            expect(address).toMatch(/^(?:https?:|mailto:|tel:)/)
        }
        // Angle brackets outside those tags are escaped.
        expect(clean.replace(/<\/?[a-z][a-z0-9]*(?:\s[a-z]+="[^"<>]*")*(?: \/)?>/g, '')).not.toMatch(/[<>]/)
      }),
      { numRuns: 400 },
    )
  })
})

describe('htmlToText', () => {
  it.each([
    ['paragraphs by an empty line', '<p>a</p><p>b</p>', 'a\n\nb'],
    ['line breaks by one, two of them by an empty line', 'a<br>b<br/><br/>c', 'a\nb\n\nc'],
    ['list items by a line', '<p>x</p><ul><li>a</li> <li>b</li></ul><p>y</p>', 'x\n\na\nb\n\ny'],
    [
      'table cells by a blank, rows by a line',
      '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
      'a b\nc',
    ],
    ['headings and quotations', '<h2>a</h2><blockquote><p>b</p></blockquote>c', 'a\n\nb\n\nc'],
    ['nothing inside a word', 'un<b>believ</b>able <a href="#">link</a>.', 'unbelievable link.'],
    ['nothing where there is nothing', '<p></p><div><p> &nbsp; </p></div>', ''],
  ])('separates %s', (_, html, expected) => {
    expect(htmlToText(html)).toBe(expected)
  })

  it.each([
    ['entities exactly once', '<b>&amp;lt; &lt;T&gt; &eacute;&#8217;&#x1F600; &nbsp;x</b>', '&lt; <T> é’😀 x'],
    ['entities in a text without markup', 'Caf&eacute; &amp; T&uuml;r', 'Café & Tür'],
    ['angle brackets that are no markup', 'map<K, V> and 1 < 2 <3', 'map<K, V> and 1 < 2 <3'],
    ['white space, folded', '<p>\n a\t b\r\n  c </p>', 'a b c'],
    ['white space of preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
    [
      'text only, not scripts, styles or inputs',
      '<style>x</style>a<script>y</script><textarea>z</textarea><select><option>o</select> b',
      'a b',
    ],
    ['no truncated tag', 'a <b>b</b> c <a href="https://x.exam', 'a b c'],
    ['the text of frames left out', '<b>a</b><iframe>fallback</iframe>', 'a'],
    [
      'no control character, lone surrogate, U+FFFC or U+E000',
      '<b>a\u0000\u0008\ud800\ufffc\ue000&#xE000;&#2;b</b>',
      'ab',
    ],
    ['the text after a frame that is closed like an empty element', '<iframe src="https://e.example"/><p>b</p>', 'b'],
    ['text after an unclosed comment up to it', '<b>a</b><!-- b', 'a'],
  ])('has %s', (_, html, expected) => {
    expect(htmlToText(html)).toBe(expected)
  })

  it('reads any text without an error and without control characters', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 200 }), (units) => {
        const text = String.fromCharCode(...units)
        expect(htmlToText(`<p>${text}</p>`)).not.toMatch(/[\0-\x08\x0b-\x1f\ue000\ufffc]/)
      }),
      { numRuns: 200 },
    )
  })
})

// The same rules hold on each of the three paths. The suffix decides which one is taken.
describe.each([
  ['by the reader of well-formed HTML', ''],
  ['by the parser, for an attribute without quotes', '<i x=y></i>'],
  ['by sanitize-html, for an unknown tag', '<x-y></x-y>'],
])('HTML that is read %s', (_, after) => {
  const text = (html: string) => htmlToText(html + after)
  const clean = (html: string) => cleanHtml(html + after, PAGE).replace(/<i><\/i>$/, '')

  it.each(
    (
      'address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
      'header main nav ol p pre section summary table ul center'
    ).split(' '),
  )('separates paragraphs by <%s>', (tag) => {
    expect(text(`a<${tag}>b</${tag}>c`)).toBe('a\n\nb\n\nc')
  })

  it.each(['video', 'audio', 'iframe', 'hr'])('separates paragraphs by <%s>, which has no text', (tag) => {
    expect(text(`a <b>b</b><${tag}></${tag}>c`.replace('</hr>', ''))).toBe('a b\n\nc')
  })

  it.each('li tr dt dd caption thead tbody tfoot legend'.split(' '))('separates lines by <%s>', (tag) => {
    expect(text(`<${tag}>a</${tag}><${tag}>b</${tag}>`)).toBe('a\nb')
  })

  it.each(['td', 'th'])('separates words by <%s>', (tag) => {
    expect(text(`<${tag}>a</${tag}><${tag}>b</${tag}>`)).toBe('a b')
  })

  it.each([
    ['preformatted text around markup', '<pre>a<b>  b</b>  c</pre>', 'a  b  c'],
    ['nothing of nested SVG', 'a<svg><g>x</g>y<p>z</p></svg>b<b>c</b>', 'abc'],
    ['nothing for the reference of a control character', '<p>a</p>&#2;<p>b</p>', 'a\n\nb'],
    ['preformatted text and what follows', '<pre>a\n  b</pre> c  d', 'a\n  b\n\nc d'],
    ['text after nested elements that are removed', 'a<svg><g><title>x</title></g></svg>b<b>c</b>', 'abc'],
    ['text after a script', '<b>a</b><script>if (x < 1) y()</script>b', 'ab'],
    ['a line break, and an empty line for more', '<b>a</b><br>b<br><br>c<br><br><br>d', 'a\nb\n\nc\n\nd'],
    ['a line break before a paragraph', '<b>a</b><br><p>b</p>', 'a\n\nb'],
    ['blanks beside and inside tags', '<b>a </b> b <i> c</i>', 'a b c'],
    ['references', '<b>AT&amp;T</b> &eacute;&#233;&#xe9; &lt;b&gt;', 'AT&T ééé <b>'],
    ['bare ampersands', '<b>AT&T</b> &copy 2026 R&D;', 'AT&T © 2026 R&D;'],
    ['text that looks like a tag', '<b>x</b> 1 < 2 <3 > 0', 'x 1 < 2 <3 > 0'],
  ])('has %s', (_, html, expected) => {
    expect(text(html)).toBe(expected)
  })

  it.each([
    [
      'references in addresses',
      '<a href="https://x.example/?a=1&amp;b=2&copy=3">x</a>',
      `<a href="https://x.example/?a=1&amp;b=2&amp;copy=3" ${REL}>x</a>`,
    ],
    [
      'titles of links',
      '<a title="a &quot;b&quot;" href="https://x.example/">x</a>',
      `<a href="https://x.example/" title="a &quot;b&quot;" ${REL}>x</a>`,
    ],
    ['no empty title', '<a title="" href="https://x.example/">x</a>', `<a href="https://x.example/" ${REL}>x</a>`],
    ['telephone numbers', '<a href="tel:+1">x</a>', `<a href="tel:+1" ${REL}>x</a>`],
    ['lang', '<p lang="pt-BR">x</p><p lang="x y">y</p><p lang="">z</p>', '<p lang="pt-BR">x</p><p>y</p><p>z</p>'],
    ['no malformed lang', '<p lang="en-">x</p><p lang="-en">y</p><p lang="e">z</p>', '<p>x</p><p>y</p><p>z</p>'],
    [
      'dir',
      '<p dir="LTR">x</p><p dir="auto">y</p><p dir="up">z</p><p dir="xltr">u</p><p dir="rtlx">v</p>',
      '<p dir="ltr">x</p><p dir="auto">y</p><p>z</p><p>u</p><p>v</p>',
    ],
    [
      'spans of cells',
      '<table><tr><td colspan="2" rowspan="12">x</td><th rowspan="3">y</th></tr></table>',
      '<table><tr><td colspan="2" rowspan="12">x</td><th rowspan="3">y</th></tr></table>',
    ],
    [
      'no invalid span',
      '<table><tr><td colspan="0" rowspan="100">x</td><th rowspan="-1">y</th></tr></table>',
      '<table><tr><td>x</td><th>y</th></tr></table>',
    ],
    ['no span outside a cell', '<p colspan="2" rowspan="2">x</p>', '<p>x</p>'],
    [
      'empty elements',
      '<p>a<wbr>b</p><hr><table><colgroup><col></colgroup><tr><th colspan="2">c</th></tr></table>',
      '<p>a<wbr />b</p><hr /><table><colgroup><col /></colgroup><tr><th colspan="2">c</th></tr></table>',
    ],
    ['the start of a long list', '<ol start="123456"><li>x</li></ol>', '<ol start="123456"><li>x</li></ol>'],
    [
      'the start of a list',
      '<ol start="3"><li>x</li></ol><ol start="-3"><li>y</li></ol>',
      '<ol start="3"><li>x</li></ol><ol start="-3"><li>y</li></ol>',
    ],
    [
      'no invalid start',
      '<ol start="x3"><li>x</li></ol><ol start="3x"><li>y</li></ol><ol start="1234567"></ol><ul start="3"></ul>',
      '<ol><li>x</li></ol><ol><li>y</li></ol><ol></ol><ul></ul>',
    ],
    [
      'titles of abbreviations',
      '<abbr title="a">x</abbr><dfn title="b">y</dfn><p title="c">z</p><abbr title="">u</abbr>',
      '<abbr title="a">x</abbr><dfn title="b">y</dfn><p>z</p><abbr>u</abbr>',
    ],
    [
      'dates',
      '<time datetime="1">x</time><del datetime="2">y</del><ins datetime="3">z</ins><p datetime="4">u</p><time datetime="">v</time>',
      '<time datetime="1">x</time><del datetime="2">y</del><ins datetime="3">z</ins><p>u</p><time>v</time>',
    ],
    [
      'pictures with all their attributes',
      `<p><img src="/a.png" alt="a" title="b" width="600" height="400"></p>`,
      '<p><img src="https://quay.example.org/a.png" alt="a" title="b" width="600" height="400" /></p>',
    ],
    [
      'no empty text and no invalid size of pictures',
      '<p><img src="/a.png" alt="" title="" width="60%" height="12345"></p>',
      '<p><img src="https://quay.example.org/a.png" /></p>',
    ],
    [
      'no size with a unit or other characters',
      '<p><img src="/a.png" width="x60" height="40px"></p>',
      '<p><img src="https://quay.example.org/a.png" /></p>',
    ],
    [
      'pictures that load lazily by other attributes',
      '<p><img src="/x.gif" data-lazy-src="/a.png"><img data-original="/b.png"></p>',
      '<p><img src="https://quay.example.org/a.png" /><img src="https://quay.example.org/b.png" /></p>',
    ],
    [
      'the first picture of a set',
      '<p><img srcset=" /a.png 1x, /b.png 2x"><img data-srcset="/c.png,/d.png 2x"></p>',
      '<p><img src="https://quay.example.org/a.png" /><img src="https://quay.example.org/c.png" /></p>',
    ],
    [
      'the src of a picture whose lazy address is invalid',
      '<p><img src="/a.png" data-src="data:x"></p>',
      '<p><img src="https://quay.example.org/a.png" /></p>',
    ],
    [
      'visible pictures with similar styles and sizes',
      '<p><img src="/a.png" style="display:block; max-width: 1px"><img src="/b.png" width="10" height="1"></p>',
      '<p><img src="https://quay.example.org/a.png" /><img src="https://quay.example.org/b.png" width="10" height="1" /></p>',
    ],
    [
      'the text of tags that are removed',
      '<acronym>a</acronym><big>b</big><tt>c</tt><strike>d</strike><nobr>e</nobr><label>f</label><marquee>g</marquee><i>h</i>',
      'abcdefg<i>h</i>',
    ],
  ])('keeps %s', (_, html, expected) => {
    expect(clean(html)).toBe(expected)
  })

  it.each([
    ['width="1"'],
    ['height="1"'],
    ['width="0" height=" 1px "'],
    ['width=" 1px "'],
    ['height=" 0px "'],
    ['style="width:1px"'],
    ['style="color:red; height: 0"'],
    ['style="DISPLAY:none"'],
  ])('has no tracking pixel: %s', (attributes) => {
    expect(clean(`<p>a<img src="https://i.example/a.png" ${attributes}></p>`)).toBe('<p>a</p>')
  })

  it.each([
    ['width="10"'],
    ['width="11" height="10"'],
    ['width="1" height="10"'],
    ['height="10"'],
    ['height="21"'],
    ['style="max-width:1px"'],
    ['style="width:1px0"'],
    [`style="${'a'.repeat(500)}; display:none"`],
  ])('has a visible picture: %s', (attributes) => {
    expect(clean(`<p>a<img src="https://i.example/a.png" ${attributes}></p>`)).toContain(
      '<img src="https://i.example/a.png"',
    )
  })

  it.each([
    ['http://feeds.feedburner.com/~r/x'],
    ['https://stats.wp.com/b.gif?x'],
    ['https://pixel.wp.com/g.gif'],
    ['http://stats.wordpress.com/b.gif?x'],
    ['http://feeds.wordpress.com/1.0/x'],
    ['https://feedads.g.doubleclick.net/~a/x'],
    ['https://ad.doubleclick.net/x'],
    ['https://pixel.quantserve.com/x'],
    ['https://www.google-analytics.com/x'],
    ['https://b.scorecardresearch.com/x'],
  ])('has no image that counts readers: %s', (address) => {
    expect(clean(`<p>a<img src="${address}"></p>`)).toBe('<p>a</p>')
    expect(clean(`<p>a<img src="https://i.example/?${address}"></p>`)).toContain('<img')
  })
})

describe('players', () => {
  const PLAYER = 'sandbox="allow-scripts allow-same-origin allow-popups" allowfullscreen="allowfullscreen"'

  it.each(['www.youtube.com', 'www.youtube-nocookie.com', 'player.vimeo.com', 'open.spotify.com', 'w.soundcloud.com'])(
    'of %s are kept',
    (host) => {
      const frame = `<iframe src="https://${host}/x" title="a" width="5" height="6" onload="x()"></iframe>`
      expect(cleanHtml(frame, PAGE)).toBe(
        `<iframe src="https://${host}/x" width="5" height="6" title="a" ${PLAYER}></iframe>`,
      )
    },
  )

  it.each([
    ['without an address', '<iframe title="a">text</iframe>'],
    ['of other hosts', '<iframe src="https://www.youtube.com.example/x"></iframe>'],
  ])('%s are removed', (_, frame) => {
    expect(cleanHtml(`<p>a</p>${frame}<p>b</p>`, PAGE)).toBe('<p>a</p><p>b</p>')
  })

  it('keep their addresses and sizes, and lose other attributes', () => {
    const video = '<video src="http://x.example/?u=http://y.example/" width="5" height="6x" poster="/p"></video>'
    expect(cleanHtml(video, PAGE)).toBe(
      '<video src="http://x.example/?u=http://y.example/" controls="controls" poster="https://quay.example.org/p" width="5"></video>',
    )
    expect(cleanHtml('<audio src="/a" width="5" type="a/b" title="c"></audio>', PAGE)).toBe(
      '<audio src="https://quay.example.org/a" controls="controls"></audio>',
    )
    expect(cleanHtml('<iframe src="https://www.youtube.com/?u=http://x" width="x5"></iframe>', PAGE)).toBe(
      `<iframe src="https://www.youtube.com/?u=http://x" ${PLAYER}></iframe>`,
    )
  })

  it('that are written as an empty element end there', () => {
    expect(cleanHtml('<iframe src="https://www.youtube.com/x"/>b', PAGE)).toBe(
      `<iframe src="https://www.youtube.com/x" ${PLAYER}></iframe>b`,
    )
    expect(cleanHtml(' <iframe/><p>b</p> ', PAGE)).toBe('<p>b</p>')
  })

  it('are upgraded to https and lose their content', () => {
    expect(cleanHtml('<iframe src="http://www.youtube.com/x">a <b>b</b></iframe>', PAGE)).toBe(
      `<iframe src="https://www.youtube.com/x" ${PLAYER}></iframe>`,
    )
  })

  it.each([
    [
      '<audio src="/a.mp3" autoplay></audio>',
      '<audio src="https://quay.example.org/a.mp3" controls="controls"></audio>',
    ],
    [
      '<video src="/a.mp4" width="5%" height="6"></video>',
      '<video src="https://quay.example.org/a.mp4" controls="controls" height="6"></video>',
    ],
    [
      '<video><source src="/a" type="a/b c"><source type=""></video>',
      '<video controls="controls"><source src="https://quay.example.org/a" /><source /></video>',
    ],
    ['<video poster="data:x"></video>', '<video controls="controls"></video>'],
  ])('of video and audio are kept with their valid attributes: %s', (html, expected) => {
    expect(cleanHtml(html, PAGE)).toBe(expected)
  })
})

it('a fragment resolves against the page of its text, any other address against the base', () => {
  const base = { url: 'https://base.example/d/', fragmentUrl: PAGE }
  const links = '<a href=" #n">x</a><a href="b#">y</a>'
  const expected = `<a href="${PAGE}#n" ${REL}>x</a><a href="https://base.example/d/b#" ${REL}>y</a>`
  expect(readHtml(links, base).html).toBe(expected)
})

describe('the limit', () => {
  it('of one text is a million characters', () => {
    expect(readHtml(`${'x'.repeat(MAX_TEXT_LENGTH)}y`, {}).text).toHaveLength(MAX_TEXT_LENGTH)
    expect(readHtml(`<b>x</b>${'y'.repeat(MAX_TEXT_LENGTH)}`, {}).text).toHaveLength(MAX_TEXT_LENGTH - 7)
  })

  it('of one document is its budget', () => {
    expect(makeBudget()).toEqual({ read: 16_000_000, sanitize: 3_000_000 })
    const simple = '<p>a <b>b</b></p>'
    const other = '<p>a <x-y>b</x-y></p>'
    const budget = { read: simple.length + other.length, sanitize: other.length }
    expect(readHtml(simple, {}, budget).html).toBe(simple)
    expect(readHtml(other, {}, budget).html).toBe('<p>a b</p>')
    expect(budget).toEqual({ read: 0, sanitize: 0 })
    expect(readHtml('<p>a</p><p>b</p>', {}, budget)).toEqual({ text: 'a b', html: 'a b' })
    const rest = { read: 1_000, sanitize: 0 }
    expect(readHtml(other, {}, rest)).toEqual({ text: 'a b', html: 'a b' })
    expect(readHtml(simple, {}, rest).html).toBe(simple)
  })

  it('of nesting is 200 elements', () => {
    const nested = (depth: number) => `${'<div>'.repeat(depth)}a${'</div>'.repeat(depth)}`
    expect(cleanHtml(nested(200))).toBe(nested(200))
    expect(cleanHtml(nested(201))).toBe('a')
  })
})

it.each([
  ['a\n\n\n\nb', 'a\n\nb'],
  ['a \n b', 'a\nb'],
  ['a \nb', 'a\nb'],
  ['a\n b', 'a\nb'],
  ['a\t b', 'a b'],
  ['a  b', 'a b'],
  [' a', 'a'],
  ['a ', 'a'],
  ['a b', 'a b'],
])('tidyText of %j is %j', (text, tidy) => {
  expect(tidyText(text)).toBe(tidy)
})

it('textToHtml keeps paragraphs and lines, and escapes', () => {
  expect(textToHtml('a <b>\n\n\nc & d\ne')).toBe('<p>a &lt;b&gt;</p><p>c &amp; d<br />e</p>')
  expect(textToHtml('a & b')).toBe('a &amp; b')
})

it.each([
  ['<b>', true],
  ['</P >', true],
  ['<h6/>', true],
  ['<!-- x', true],
  ['<!doctype x', true],
  ['<![CDATA[', true],
  ['<h7>', false],
  ['<bx>', false],
  ['< b>', false],
  ['a > b', false],
])('holdsMarkup of %s is %s', (text, answer) => {
  expect(holdsMarkup(text)).toBe(answer)
})
