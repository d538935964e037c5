import fc from 'fast-check'
import sanitizeHtml from 'sanitize-html'
import { describe, expect, it } from 'vitest'
import { sanitizerOptions } from '../../src/feeds/harmless.ts'
import { cleanHtml, holdsMarkup, htmlToText } from '../../src/feeds/html.ts'

const PAGE = 'https://quay.example.org/2026/a'
const REL = 'rel="noopener nofollow"'

describe('cleanHtml', () => {
  it.each([
    ['scripts with what they hold', '<p>a<script>alert("x")</script>b</p>', '<p>ab</p>'],
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
    ['frames of strangers', '<iframe src="https://evil.example/"></iframe><p>a</p>', '<p>a</p>'],
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
    [
      'pictures nobody is to see',
      '<p>a<img src="https://t.example/p.gif" style="border:0; display: none"></p>',
      '<p>a</p>',
    ],
    ['counters of feed services', '<p>a<img src="http://feeds.feedburner.com/~r/x/~4/abc"></p>', '<p>a</p>'],
    ['presentation', '<font color="red">a</font> <center>b</center> <blink>c</blink>', 'a b c'],
  ])('takes out %s', (_, html, expected) => {
    expect(cleanHtml(html, PAGE)).toBe(expected)
  })

  it.each([
    [
      'links, told not to count',
      '<a href="https://x.example/1" target="_blank">a</a>',
      `<a href="https://x.example/1" ${REL}>a</a>`,
    ],
    ['mail links', '<a href="mailto:a@x.example">a</a>', `<a href="mailto:a@x.example" ${REL}>a</a>`],
    [
      'pictures with their size and words',
      '<img alt="Ein &quot;Bild&quot;" height=20 width="30" src="https://i.example/a.png" loading="lazy">',
      '<img src="https://i.example/a.png" alt="Ein &quot;Bild&quot;" width="30" height="20" />',
    ],
    [
      'pictures that load late',
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
    ['code as it stands', '<pre><code class="ts">a &lt; b\n  c</code></pre>', '<pre><code>a &lt; b\n  c</code></pre>'],
    [
      'players of the short list',
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

  it('drops relative addresses when nobody says of what', () => {
    expect(cleanHtml('<a href="b">x</a><img src="c.png">')).toBe('<a>x</a>')
  })

  it('leaves a text without markup as text, escaped', () => {
    expect(cleanHtml('1 < 2 & vector<T>')).toBe('1 &lt; 2 &amp; vector&lt;T&gt;')
  })

  it('keeps what nests too deep as text', () => {
    expect(cleanHtml(`${'<div>'.repeat(5_000)}a${'</div>'.repeat(5_000)}`)).toBe('a')
  })
})

describe('the quick way and sanitize-html', () => {
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

  it('give the same HTML wherever both can', () => {
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

  it('let no markup through that is not on the list, whatever the source', () => {
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
        // What is left of angle brackets outside those tags is escaped.
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
  ])('parts %s', (_, html, expected) => {
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
    ['no tag that was cut', 'a <b>b</b> c <a href="https://x.exam', 'a b c'],
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

  it('answers any text without an error, with no tag of HTML where there was no escaped one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 200 }), (units) => {
        const text = String.fromCharCode(...units)
        expect(htmlToText(`<p>${text}</p>`)).not.toMatch(/[\0-\x08\x0b-\x1f\ue000\ufffc]/)
      }),
      { numRuns: 200 },
    )
  })
})
