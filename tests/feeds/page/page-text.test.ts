/** Which part of a page is its text, on pages that are no news articles. */
import { describe, expect, it } from 'vitest'
import { extractArticle } from '../../../src/feeds/page/extract.ts'

const prose = [
  'Before the first reading the balance must be told what nothing weighs, and what one kilogram weighs.',
  'Empty the pan and wait until ten readings agree, which takes a second in a warm room and longer beside a window.',
  'The upper end of the scale is set with a known mass, and masses below a hundred grams are refused.',
]
const page = (body: string, head = '<title>Calibrating a balance</title>'): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`
const textOf = async (html: string, url = 'https://scales.example.io/en/calibrate.html'): Promise<string> =>
  (await extractArticle(html, url)).text
const sections = prose
  .map((one, at) => `<section><h2>Part ${at}<a class="headerlink" href="#p${at}">¶</a></h2><p>${one}</p></section>`)
  .join('')

describe('the text of a page', () => {
  const withBlock = (block: string): string =>
    page(`<main><h1>Calibrating a balance</h1>${sections}${block}<p>${prose[0]}</p></main>`)
  it.each([
    ['code', '<pre>{\n "pans": [\n 2\n ]\n}</pre>', '{\n"pans": [\n2\n]\n}'],
    [
      'words of buttons in code',
      '<pre>tare(() =&gt; {\nshare\n});\nlogin\nshare</pre>',
      'tare(() => {\nshare\n});\nlogin\nshare',
    ],
    ['raised pence', '<p>It weighs out at 7<sup>25</sup> euros a piece.</p>', 'at 7.25 euros'],
    ['pence after a sign', '<p>It costs $6<sup>40</sup> a piece.</p>', '$6.40 a piece'],
    ['a number and a half', '<p>Wait for 4<sup>1</sup>/<sub>2</sub> hours.</p>', 'for 4 1/2 hours'],
    ['powers', '<p>It has 10<sup>4</sup> steps.</p>', '10⁴ steps'],
    [
      'a reference that is a subject',
      '<p><span class="reference">Table 4:2</span> lists the masses.</p>',
      'Table 4:2 lists',
    ],
    [
      'a credit that is money',
      '<p class="credit">The credit of the workshop ran out on the last day.</p>',
      'The credit of the workshop',
    ],
    [
      'a paragraph that is struck out',
      '<p><del>The pan must be wet at all times, they said.</del></p>',
      'The pan must be wet',
    ],
  ])('keeps %s', async (_, block, expected) => {
    expect(await textOf(withBlock(block))).toContain(expected)
  })

  it.each([
    ['documentation in sections', page(`<main><h1>Calibrating a balance</h1>${sections}</main>`)],
    [
      'a landing page',
      page(
        `<header><nav><a href="/w">Work</a></nav></header>${prose.map((one) => `<section class="hero"><div><p>${one}</p></div></section>`).join('')}`,
      ),
    ],
    [
      'answers below a question',
      page(
        `<main><h1>Calibrating a balance</h1><div class="question"><p>${prose[0]}</p></div><div id="answers"><div class="comment answer"><p>${prose[1]}</p></div><div class="comment answer"><p>${prose[2]}</p></div></div></main>`,
      ),
      'https://qa.example.com/questions/7/balance',
    ],
  ])('is whole in %s', async (_, html, url?: string) => {
    const text = await textOf(html, url)
    for (const one of prose) expect(text).toContain(one)
  })

  it.each([
    ['signs at headings', '<h2>Zero <a class="headerlink" href="#zero">¶</a></h2>', '¶'],
    ['links to edit a section', '<h2>Zero <span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>', 'edit'],
    [
      'a table of contents',
      '<ul><li><a href="#a">Which scale</a></li><li><a href="#b">Which pan</a></li><li><a href="#c">Which mass</a></li></ul>',
      'Which',
    ],
    ['related articles', '<div class="related-posts"><h3>Related</h3><p>A pump for the well.</p></div>', 'pump'],
    ['share buttons', '<div class="social-share"><p>Tell your friends on every network.</p></div>', 'friends'],
    ['a call to subscribe', '<div class="newsletter-box"><p>Every morning the news of the valley.</p></div>', 'valley'],
    ['a cookie notice', '<div id="cookie-banner"><p>This page stores a little file.</p></div>', 'file'],
    [
      'comments',
      '<div class="comments"><p>My uncle had just such a balance, and it was never right.</p></div>',
      'uncle',
    ],
    ['hidden elements', '<div style="display: none"><p>For printers only, in black.</p></div>', 'printers'],
  ])('has no %s', async (_, extra, phrase) => {
    const text = await textOf(
      page(
        `<main><h1>Calibrating a balance</h1>${extra}${prose.map((one) => `<p>${one}</p>`).join('')}${extra}</main>`,
      ),
    )
    expect(text).toContain(prose[2])
    expect(text).not.toContain(phrase)
  })

  it('keeps lists, tables, quotations, code and definitions', async () => {
    const kinds =
      '<ul><li>One pan of brass</li></ul><table><tr><th>Code</th><td>Meaning</td></tr></table><blockquote>It is never right.</blockquote><pre>b.zero()\nb.span()</pre><dl><dt>Span</dt><dd>The upper end</dd></dl>'
    const text = await textOf(page(`<main><h1>Calibrating a balance</h1>${sections}${kinds}</main>`))
    for (const one of [
      'One pan of brass',
      'Code Meaning',
      'It is never right.',
      'b.zero()\nb.span()',
      'Span',
      'The upper end',
    ])
      expect(text).toContain(one)
  })

  it('has raised and lowered numbers as characters, reference marks and struck text as none', async () => {
    const text = await textOf(
      page(
        `<main><p>${prose[0]} From 10<sup>6</sup> to 3 × 10<sup>-2</sup> grams of H<sub>2</sub>O<sup><a href="#f">2</a></sup>, <del>not much</del> little.<sup class="reference"><a href="#c">[1]</a></sup></p>${sections}</main>`,
      ),
    )
    expect(text).toContain('From 10⁶ to 3 × 10⁻² grams of H₂O, little.')
    expect(text).not.toContain('[1]')
  })

  it('of a round-up is not cut in its list', async () => {
    const items = Array.from({ length: 12 }, (_, at) => `Small thing number ${at} has happened`)
    const list = items.map((one, at) => `<li><a href="https://paper${at}.example.org/s">${one}</a></li>`).join('')
    const text = await textOf(
      page(
        `<main><article><h1>Twelve things</h1><p>${prose[0]}</p><ul>${list}</ul><p>${prose[1]}</p></article></main>`,
        '<meta property="og:type" content="article">',
      ),
    )
    for (const one of items) expect(text).toContain(one)
  })

  it('of a list of articles is marked as such, and its authors and dates are no page’s', async () => {
    const list = ['Eels by moonlight', 'A ford for the postman', 'Where the otters went']
      .map(
        (title, at) =>
          `<article><h2><a href="/${at}">${title}</a></h2><time class="published" datetime="2026-01-1${at}">x</time> by <a rel="author" href="/author/mq">Mara Quill</a><p>${prose[at]}</p></article>`,
      )
      .join('')
    expect(
      await extractArticle(page(`<main><h1>Rivers</h1>${list}</main>`), 'https://notes.example.org/category/rivers'),
    ).toMatchObject({
      isList: true,
      authors: [],
      text: expect.stringContaining(prose[2]!),
    })
  })

  it('is the one in the structured data, where the page shows only its beginning', async () => {
    const body = Array.from({ length: 8 }, () => prose.join(' ')).join(' ')
    const data = JSON.stringify({ '@type': 'NewsArticle', headline: 'Calibrating a balance', articleBody: body })
    const html = page(
      `<div><h1>Calibrating a balance</h1><p>${prose[0]}</p></div>`,
      `<script type="application/ld+json">${data}</script>`,
    )
    expect(await textOf(html)).toBe(body)
  })

  it('of a gallery is its captions', async () => {
    const captions = [...prose, 'A pan of brass that is rinsed with spirit before each of the hundred readings.']
    const slides = captions.map((one) => `<figure><img src="a.jpg"><figcaption>${one}</figcaption></figure>`).join('')
    const text = await textOf(page(`<main><h1>Calibrating a balance</h1><p>Four pictures.</p>${slides}</main>`))
    for (const one of captions) expect(text).toContain(one)
  })

  const text = (ending: string): string => prose.map((one) => `<p>${one}</p>`).join('') + ending
  it.each([
    [
      'a press release’s contacts',
      '<h3>Media contact</h3><p>Peg Loach, Press Office, peg@mill.example</p>',
      'Peg Loach',
    ],
    [
      'its cautions',
      '<h3>Forward-looking statements</h3><p>This release holds statements about what may come.</p>',
      'what may come',
    ],
    [
      'its house',
      '<p>Media contact: Peg Loach</p><h3>About Corrow Mills</h3><p>Corrow Mills grinds barley for the valley.</p>',
      'grinds barley',
    ],
    ['a question about the page', '<p>Was this page helpful?</p>', 'helpful'],
    ['a rating', '<p>Rate this recipe</p>', 'Rate'],
    ['a way back', '<p>Back to index</p>', 'index'],
    [
      'a small box that asks',
      '<div class="signup-box"><p>Leave us your address and we write.</p></div>',
      'your address',
    ],
  ])('has no %s', async (_, ending, unwanted) => {
    const found = await textOf(page(`<main><h1>Calibrating a balance</h1>${text(ending)}</main>`))
    expect(found).toContain(prose.at(-1))
    expect(found).not.toContain(unwanted)
  })

  it.each([
    ['a chapter with such a heading', '<h2>References</h2><p>Moss weighed it in 2019.</p>', 'Moss weighed'],
    ['a verdict', '<div class="rating">Verdict: a slow balance, but the kindest one of the four.</div>', 'Verdict'],
    ['a heading about its subject', '<h2>About the scale</h2><p>It is of brass and very old.</p>', 'of brass'],
  ])('keeps %s', async (_, ending, wanted) => {
    expect(await textOf(page(`<main><h1>Calibrating a balance</h1>${text(ending)}</main>`))).toContain(wanted)
  })

  it('of a paper ends before its references', async () => {
    const ending =
      '<h2>Keywords</h2><p>balance, scale</p><h2>References</h2><p>Moss (2019). On scales. Annals of Mills.</p>'
    const html = page(
      `<main><h1>Calibrating a balance</h1>${text(ending)}</main>`,
      '<meta name="citation_title" content="Calibrating a balance">',
    )
    expect(await textOf(html)).toBe(prose.join('\n\n'))
  })

  it('is empty on a page of thousands of elements in hundreds of others', async () => {
    const { text, title } = await extractArticle(
      page(`${'<div>'.repeat(200)}${'<b>x</b>'.repeat(3_000)}`),
      'https://x.example.com/a',
    )
    expect({ text, title }).toEqual({ text: '', title: 'Calibrating a balance' })
  })
})
