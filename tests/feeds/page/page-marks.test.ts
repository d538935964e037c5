/** What a page shows of its authors, its date and its title, in the markup of many sites. */
import { describe, expect, it } from 'vitest'
import { extractArticle } from '../../../src/feeds/page/extract.ts'

const paragraphs = [
  'The harbour master has painted the crane yellow again, after two winters in which it was grey and nobody could find it in the fog.',
  'It took nine men and a dog, and the dog is now yellow as well, although it has been washed twice with paraffin and once with milk.',
  'Fishermen say that the crane looks smaller, which the harbour master denies, and that the gulls have moved to the chapel roof.',
]
const body = paragraphs.map((one) => `<p>${one}</p>`).join('')
const page = (head: string, content: string, language = 'en'): string =>
  `<!doctype html><html lang="${language}"><head>${head}</head><body><header><a href="/">Quay News</a></header>${content}<footer>© 2026 Quay News</footer></body></html>`
const url = 'https://www.quaynews.example.com/harbour/crane'
const title = '<title>The crane is yellow | Quay News</title>'
const article = (line: string): string => page(title, `<article><h1>The crane is yellow</h1>${line}${body}</article>`)
const data = (record: object): string =>
  page(
    `${title}<script type="application/ld+json">${JSON.stringify(record)}</script>`,
    `<article><h1>The crane is yellow</h1>${body}</article>`,
  )

describe('authors of a page', () => {
  it.each([
    [
      'another person on a card',
      '<p class="vcard"><span class="fn">Reeve Jon Vale</span></p><p class="byline">By Mara Quill</p>',
      ['Mara Quill'],
    ],
    ['a role on the next line', '<p class="byline">Mara Quill<br>Senior Harwich Correspondent</p>', ['Mara Quill']],
    ['an outlet after a stroke', '<p class="byline">Mara Quill <span>| Quay Reporting</span></p>', ['Mara Quill']],
    ['who died', '<p class="date">3 May 2026</p><p><a href="/people/jv">Jon Vale</a> died on Friday.</p>', []],
    ['who counted', '<p>By <a href="/people/jv">Jon Vale</a>\'s own count nine.</p>', []],
  ])('are not %s', async (_, line, expected) => {
    expect((await extractArticle(article(line), url)).authors).toEqual(expected)
  })

  it.each([
    ['a shorter name', 'Mara Quill', 'By M. Quill', ['Mara Quill']],
    ['one of several', ['Mara Quill', 'Jon Vale'], 'By Mara Quill', ['Mara Quill', 'Jon Vale']],
    ['another person', 'Mara Quill', 'By Tom Reed', ['Mara Quill']],
    ['a role', 'Mara Quill', 'By Mara Quill, Business reporter', ['Mara Quill']],
  ])('are those in the metadata where the byline shows %s', async (_, names, line, expected) => {
    const author = [names].flat().map((name) => ({ '@type': 'Person', name }))
    const html = data({ '@type': 'Article', author }).replace('</h1>', `</h1><p class="byline">${line}</p>`)
    expect((await extractArticle(html, url)).authors).toEqual(expected)
  })

  it.each([
    [
      'a vcard',
      article('<span class="author vcard"><a class="url fn" href="/a">Mara Quill</a></span>'),
      ['Mara Quill'],
    ],
    ['rel=author', article('<a rel="author" href="/mq">Mara Quill</a>'), ['Mara Quill']],
    [
      'links to the pages of authors',
      article('<a href="/author/mq/">Mara Quill</a> <a href="/author/jv/">Jon Vale</a>'),
      ['Mara Quill', 'Jon Vale'],
    ],
    [
      'a byline with a role and an address',
      article('<div class="article__byline">Mara Quill, Harbour Correspondent, mq@quay.example</div>'),
      ['Mara Quill'],
    ],
    ['a byline in capitals', article('<p class="c-byline">BY MARA QUILL AND JON VALE</p>'), ['Mara Quill', 'Jon Vale']],
    ['"by" without a class', article('<div><span>by </span><span>Mara Quill</span></div>'), ['Mara Quill']],
    ['a line of all sorts', article('<div class="post-meta">14 March 2026 · 2 min · Anna Vale</div>'), ['Anna Vale']],
    [
      'a person of a graph',
      data({
        '@graph': [
          { '@type': 'WebPage', author: { '@id': '#m' } },
          { '@type': 'Person', '@id': '#m', name: 'Mara Quill' },
        ],
      }),
      ['Mara Quill'],
    ],
    ['strings', data({ '@type': 'NewsArticle', author: ['Mara Quill', 'Jon Vale'] }), ['Mara Quill', 'Jon Vale']],
    [
      'the main entity of a page',
      data({ '@type': 'WebPage', mainEntity: { '@type': 'BlogPosting', author: { name: 'Mara Quill' } } }),
      ['Mara Quill'],
    ],
    [
      'a pen name that is declared a person',
      data({ '@type': 'BlogPosting', author: { '@type': 'Person', name: 'gullwing' } }),
      ['gullwing'],
    ],
    [
      'family names first, as libraries have them',
      page(`${title}<meta name="citation_author" content="Quill, Mara">`, body),
      ['Mara Quill'],
    ],
    ['a name in a script without capitals', article('<span class="author">سلمى الخطيب</span>'), ['سلمى الخطيب']],
    ['a Japanese name with its label', article('<p class="writer">記者：佐伯 文香</p>'), ['佐伯 文香']],
  ])('are read from %s', async (_, html, authors) => {
    expect((await extractArticle(html, url)).authors).toEqual(authors)
  })

  it.each([
    ['de', 'Von Hanne Brückner'],
    ['de', 'Sa., 14.03.2026, 09:15 Uhr | Autor: Hanne Brückner'],
    ['fr', 'Par Hanne Brückner | Publié le 14/03/2026'],
    ['it', 'di Hanne Brückner'],
    ['nl', 'Door Hanne Brückner op 14 maart 2026'],
    ['sv', 'Text: Hanne Brückner'],
    ['pl', 'Autor: Hanne Brückner'],
  ])('are read from a byline in %s: %s', async (language, line) => {
    const html = page(
      '<title>X</title>',
      `<article><h1>Der Kran ist gelb</h1><div class="info">${line}</div>${body}</article>`,
      language,
    )
    expect((await extractArticle(html, url)).authors).toEqual(['Hanne Brückner'])
  })

  it.each([
    [
      'a photographer',
      article('<p class="photo-byline">Photo by Omar Deeks</p><p class="credit">Omar Deeks / Quay News</p>'),
    ],
    [
      'the site',
      page(
        `${title}<meta name="author" content="Quay News"><meta property="og:site_name" content="Quay News">`,
        `<h1>The crane</h1><b class="author">Quay News</b>${body}`,
      ),
    ],
    [
      'a reader who comments',
      `${article('')}<div class="comments"><b class="author">Gus Oates</b><p>I liked it grey.</p></div>`,
    ],
    [
      'somebody whom the article links',
      article('<p>Its tin came from <a href="/person/tom-reed">Tom Reed</a>, who has the shop.</p>'),
    ],
    [
      'the author of another article',
      data({ '@type': 'ItemList', itemListElement: [{ item: { '@type': 'Article', author: { name: 'Otto Pike' } } }] }),
    ],
    [
      'who reviews a product',
      data({ '@type': 'Product', review: { '@type': 'Review', author: { '@type': 'Person', name: 'Noor Haddad' } } }),
    ],
  ])('are not %s', async (_, html) => {
    expect((await extractArticle(html, url)).authors).toEqual([])
  })

  it('of a thread are the first post’s', async () => {
    const posts = ['GullWing', 'oldmiller', 'rye_not']
      .map(
        (name, at) =>
          `<article><h4><a class="username" href="/members/${at}/">${name}</a></h4><div>${paragraphs[at]}</div></article>`,
      )
      .join('')
    const thread = await extractArticle(
      page('<title>Cranes</title>', `<h1>Cranes</h1>${posts}`),
      'https://dock.example.com/threads/cranes.7/',
    )
    expect(thread).toMatchObject({ authors: ['GullWing'], text: expect.stringContaining(paragraphs[2]!) })
    expect(thread).not.toHaveProperty('isList')
  })
})

describe('the date of a page', () => {
  it.each([
    ['a time element without an attribute', article('<time>Saturday 14 March 2026</time>')],
    [
      'a time element of publication, not of a change',
      article(
        '<time class="updated" datetime="2026-03-20">x</time><time class="published" datetime="2026-03-14">x</time>',
      ),
    ],
    ['an abbreviation', article('<abbr class="published" title="2026-03-14T07:41:00+01:00">7:41</abbr>')],
    [
      'text that names the change first',
      article('<p class="timestamp">UPDATED 5:10 PM EDT, March 15, 2026<br>PUBLISHED 4:02 PM EDT, March 14, 2026</p>'),
    ],
    ['a class of one word', article('<div class="newsdate">14 марта 2026 г., 11:20</div>')],
    ['plain text below the headline', article('<div>Mar 14, 2026</div>')],
    ['the node of the page', data({ '@type': 'WebPage', datePublished: '2026-03-14' })],
    ['midnight in its own zone', data({ '@type': 'Article', datePublished: '2026-03-14T00:00:00+02:00' })],
  ])('is read from %s', async (_, html) => {
    expect((await extractArticle(html, url)).publishedAt?.slice(0, 10)).toBe('2026-03-14')
  })

  it.each([
    ['de', '14. März 2026'],
    ['de', 'Stand: 15. März 2026, Erstellt: 14. März 2026'],
    ['fr', 'Publié le 14/03/2026, mis à jour le 16/03/2026'],
    ['es', '14 de marzo de 2026 - 20:05 h'],
    ['pt', '14 de março de 2026'],
    ['en-US', '03/14/2026'],
    ['ja', '2026年3月14日 6時30分'],
    ['ko', '입력 2026.03.14 09:12 수정 2026.03.15'],
    ['ar', '14 مارس 2026'],
    ['tr', '14 Mart 2026'],
  ])('is read in %s: %s', async (language, line) => {
    const html = page('', `<article><h1>X</h1><p class="date">${line}</p>${body}</article>`, language)
    expect((await extractArticle(html, url)).publishedAt).toBe('2026-03-14T00:00:00.000Z')
  })

  it.each([
    ['en-US', 'com', '2026-03-04'],
    ['en-GB', 'co.uk', '2026-04-03'],
    ['en', 'co.uk', '2026-04-03'],
  ])('in figures has the order of %s under .%s', async (language, ending, day) => {
    const html = page('', `<article><h1>X</h1><p class="date">03/04/2026</p>${body}</article>`, language)
    expect((await extractArticle(html, `https://quay.example.${ending}/a`)).publishedAt?.slice(0, 10)).toBe(day)
  })

  it.each(['/2026/03/14/crane', '/2026/mar/14/crane', '/news/2026-03-14-crane', '/20260314/crane'])(
    'is read from the address %s',
    async (path) => {
      expect((await extractArticle(article(''), `https://quay.example.com${path}`)).publishedAt).toBe(
        '2026-03-14T00:00:00.000Z',
      )
    },
  )

  it('is the address’s where the metadata have the day of a move', async () => {
    const moved = data({ '@type': 'Article', datePublished: '2026-03-14T08:00:00Z' })
    expect((await extractArticle(moved, 'https://quay.example.com/2026/03/02/crane')).publishedAt).toBe(
      '2026-03-02T00:00:00.000Z',
    )
  })

  it.each([
    '/2014/05/02/crane',
    '/this-day/1987-11-02/fog',
    '/a/19870213-jubilee',
    '/part-20260301',
    '/20260301/crane',
  ])('is the declared one where the address %s has a subject’s, or a number', async (path) => {
    const declared = data({ '@type': 'Article', datePublished: '2026-03-14T08:00:00Z' })
    expect((await extractArticle(declared, `https://quay.example.com${path}`)).publishedAt).toBe(
      '2026-03-14T08:00:00.000Z',
    )
  })

  it.each([
    'The yellow paint was issued on 2 June 1997.',
    'The crane was created on 2 June 1997 and fell in 2003.',
    'The rule was published on 2 June 1997 by the port.',
    'She renewed the mandate on 2 June 1997.',
    'The update of the candidate 2 June 1997 list',
    'Her dog drowned on 2 June 1997.',
    'Good until 2 June 1997',
    'Inaugurated: 2 June 1997',
  ])('is none in the line "%s"', async (line) => {
    expect(await extractArticle(article(`<p>${line}</p>`), url)).not.toHaveProperty('publishedAt')
  })

  it.each(['2 June 2025', 'Published on 2 June 2025', 'Monday, 2 June 2025 at 09:15', 'Harbour | 2 June 2025'])(
    'is that of the line "%s" above the text only',
    async (line) => {
      expect((await extractArticle(article(`<p>${line}</p>`), url)).publishedAt).toBe('2025-06-02T00:00:00.000Z')
      const below = article('').replace('</article>', `<p>${line}</p></article>`)
      expect(await extractArticle(below, url)).not.toHaveProperty('publishedAt')
    },
  )

  it('is none in an answer of a reader that no markup tells', async () => {
    const answered = article('').replace('</article>', '</article><div>Puffin, posted on 2 June 2025: well said</div>')
    expect(await extractArticle(answered, url)).not.toHaveProperty('publishedAt')
  })

  it.each([
    ['a change alone', article('<p>Last updated: March 15, 2026</p>')],
    [
      'another article',
      `${article('')}<section class="latest"><a href="/x">Fog</a> <time datetime="2026-01-02">2 Jan</time></section>`,
    ],
    ['a comment', `${article('')}<div class="comment"><time datetime="2026-05-05">May 5</time></div>`],
    ['a front page', article('<p>14 March 2026: open day</p>'), 'https://quay.example.com/'],
  ])('is not that of %s', async (_, html, address = url) => {
    expect(await extractArticle(html, address)).not.toHaveProperty('publishedAt')
  })
})

describe('the title of a page', () => {
  it('has the guest whom the metadata name with it', async () => {
    const whole = 'The crane is yellow - Mara Quill'
    const html = page(
      `<title>${whole}</title><meta property="og:title" content="${whole}">`,
      `<main><h1>The crane is yellow</h1>${body}</main>`,
    )
    expect((await extractArticle(html, url)).title).toBe(whole)
    const own = await extractArticle(html, 'https://maraquill.example.com/crane')
    expect(own.title).toBe('The crane is yellow')
  })

  const h1 = `<h1>The crane is yellow</h1>${body}`
  it.each([
    [
      'og:title with the site',
      page(
        '<meta property="og:title" content="The crane is yellow - Quay News"><meta property="og:site_name" content="Quay News">',
        body,
      ),
    ],
    ['a title element with section and site', page('<title>The crane is yellow » Harbour » Quay News</title>', h1)],
    ['a title element that begins with the site', page('<title>Quay News: The crane is yellow</title>', h1)],
    [
      'metadata that only name the site',
      page(
        '<title>Quay News</title><meta property="og:title" content="Quay News"><meta property="og:site_name" content="Quay News">',
        h1,
      ),
    ],
    [
      'a site’s name as first-level heading',
      page('<title>Notes — The crane is yellow</title>', `<h1>Notes</h1><h2>The crane is yellow</h2>${body}`),
    ],
    ['a cut og:title', page('<meta property="og:title" content="The crane is…"><title>X | Quay News</title>', h1)],
    [
      'two titles that agree',
      page(
        '<meta property="og:title" content="r/quay on Reddle: The crane is yellow"><title>The crane is yellow : r/quay</title>',
        body,
      ),
    ],
  ])('is read from %s', async (_, html) => {
    expect((await extractArticle(html, url)).title).toBe('The crane is yellow')
  })
})
