import fc from 'fast-check'
import sanitizeHtml from 'sanitize-html'
import { describe, expect, it } from 'vitest'
import { sanitizerOptions, WITHOUT_ADDRESS } from '../../../src/feeds/markup/allowed-html.ts'
import {
  cleanHtml,
  holdsMarkup,
  MAX_TEXT_LENGTH,
  makeBudget,
  readHtml,
  textToHtml,
  tidyText,
} from '../../../src/feeds/markup/html.ts'
import rows from '../../fixtures/markup/html.json' with { type: 'json' }

const PAGE = 'https://quay.example.org/2026/a'
const REL = 'rel="noopener nofollow"'
const htmlToText = (html: string): string => readHtml(html, {}).text

describe('cleanHtml', () => {
  it.each(rows.removed)('removes %s', (_, html, expected) => {
    expect(cleanHtml(html, PAGE)).toBe(expected)
  })

  it.each(rows.kept)('keeps %s', (_, html, expected) => {
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
    ...(
      'p a b em div ul li blockquote pre table tr td h2 font center span ol abbr q math mi foo-bar o:p form label picture ' +
      'body script style option textarea title xmp'
    ).split(' '),
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
      fc.constantFrom(...'href src onclick style class id title lang dir colspan start alt width'.split(' ')),
      value,
    )
    .map(([name, it]) => ` ${name}="${it}"`)
  const piece = fc.oneof(
    fc.tuple(tag, fc.array(attribute, { maxLength: 3 })).map(([name, attributes]) => `<${name}${attributes.join('')}>`),
    tag.map((name) => `</${name}>`),
    fc.array(attribute, { maxLength: 3 }).map((attributes) => `<img${attributes.join('')}>`),
    fc.constantFrom(
      '<svg><path d="M0"><title>a</title></svg>',
      '<object><p>a</p></object>',
      '<button>a</button>',
      '<input>',
    ),
    fc.constantFrom('<br>', '<hr/>', '<!-- c -->', '&amp;', '&lt;', '&nbsp;', '&#8217;', ' ', '\n', '< ', '&'),
    fc.lorem({ maxCount: 3 }),
  )

  it('give the same HTML', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
        const html = pieces.join('')
        fc.pre(holdsMarkup(html))
        const base = { url: PAGE, fragmentUrl: PAGE }
        expect(cleanHtml(html, PAGE)).toBe(
          sanitizeHtml(html, sanitizerOptions(base)).replace(WITHOUT_ADDRESS, '').trim(),
        )
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
  it.each(rows.separated)('separates %s', (_, html, expected) => {
    expect(htmlToText(html)).toBe(expected)
  })

  it.each(rows.text)('has %s', (_, html, expected) => {
    expect(htmlToText(html)).toBe(expected)
  })

  it('has no control character, lone surrogate, U+FFFC or U+E000', () => {
    expect(htmlToText('<b>a\u0000\u0008\ud800\ufffc\ue000&#xE000;&#2;b</b>')).toBe('ab')
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

// The same rules hold on both paths. The suffix decides which one is taken.
describe.each([
  ['by our reader', ''],
  ['by sanitize-html, for a frame', '<iframe></iframe>'],
])('HTML that is read %s', (_, after) => {
  const text = (html: string) => htmlToText(html + after)
  const clean = (html: string) => cleanHtml(html + after, PAGE)

  it.each(
    (
      'address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
      'header main ol p pre section summary table ul center'
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

  it.each(rows.textByBothPaths)('has %s', (_, html, expected) => {
    expect(text(html)).toBe(expected)
  })

  it.each(rows.keptByBothPaths)('keeps %s', (_, html, expected) => {
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
      '<video controls="controls"><source src="https://quay.example.org/a" /></video>',
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
    const other = '<p>a b<iframe></iframe></p>'
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

it.each([
  ['a <![CDATA[b]]> c', 'a b c'],
  ['a ]]> b <![CDATA[c', 'a ]]> b c'],
  ['a[b[0]]>1 and <![CDATA[ x ]]> c[d[0]]>2', 'a[b[0]]>1 and x c[d[0]]>2'],
  ['<p><![CDATA[inner]]></p><p>c[d[0]]>1</p>', 'inner\n\nc[d[0]]>1'],
  ['<![CDATA[ a <![CDATA[b]]> c ]]> d ]]>', 'a b c d ]]>'],
])('%s loses the markers of sections, and no ]]> that is text', (html, text) => {
  expect(htmlToText(html)).toBe(text)
})
