/** What a page names as its site, and whom it names who is no author of it. */
import { describe, expect, it } from 'vitest'
import { extractArticle } from '../../../src/feeds/page/extract.ts'

const prose = [
  'The mill wheel at Corrow has stopped turning because a beaver has built its lodge against the lowest paddle, and nobody is allowed to move it before June.',
  'The miller says he has flour for three weeks, and that after that the village will have to eat what it can bake from last year’s barley, which it does not like.',
  'A council officer came on Monday with a tape and a camera, measured the lodge, and fell in up to the waist; he has asked that this not be reported.',
  'The beaver, which local children call Gordon, did not come out to look, and neither did the second beaver, whose existence the council disputes.',
]
const body = prose.map((one) => `<p>${one}</p>`).join('')
const title = 'Beaver stops the mill'
const named = (head: string, above: string, below = ''): string =>
  `<!doctype html><html lang="en"><head>${head}</head><body>${above}<h1>${title}</h1>${body}${below}</body></html>`
const element = (text: string): string => `<title>${text}</title>`
const data = (record: object): string => `<script type="application/ld+json">${JSON.stringify(record)}</script>`
const cards = ['Odd Nilsen', 'Rita Vance', 'Paul Okafor']
  .map(
    (name, at) =>
      `<div class="card"><a href="/s/${at}"><h3>Another story, number ${at}</h3></a><span class="card__author">By ${name}</span></div>`,
  )
  .join('')
const url = 'https://www.fen.example/rivers/beaver'

describe('the name of a site', () => {
  it.each([
    ['Open Graph', named('<meta property="og:site_name" content="Fen News">', ''), 'Fen News'],
    ['the end of the title', named(element(`${title} | Rivers | Fen News`), ''), 'Fen News'],
    ['a logo’s words', named('', '<a class="logo" href="/"><img alt="Fen News logo" src="l"></a>'), 'Fen News'],
    ['the link to the front page', named('', '<p><a href="https://www.fen.example/">Fen News</a></p>'), 'Fen News'],
    ['a copyright line', named('', '', '<footer>© 2019–2026 Fen News. All rights reserved.</footer>'), 'Fen News'],
    ['a journal', named('<meta name="citation_journal_title" content="Annals of Mills">', ''), 'Annals of Mills'],
    [
      'the header, not the owner in the copyright line',
      named('', '<a href="/"><img alt="Fen News"></a>', '<footer>© 2026 Bigmedia Holdings, Inc.</footer>'),
      'Fen News',
    ],
    [
      'what title and header agree on, not the owner in structured data',
      named(
        element(`${title} - Fen News`) +
          data({ '@type': 'NewsArticle', headline: title, publisher: { name: 'Bigmedia Holdings' } }),
        '<a href="/">Fen News</a>',
      ),
      'Fen News',
    ],
    [
      'its name without what it says of itself',
      named('<meta property="og:site_name" content="Fen News — From the river">', '<a href="/">Fen News</a>'),
      'Fen News',
    ],
    [
      'no system and no theme',
      named('', '<a href="/">Home</a>', '<footer>Powered by WordPress | Theme: Reed</footer>'),
      'fen.example',
    ],
    ['no authors of a paper', named('', '', '<p>Copyright © 2026 The Authors</p>'), 'fen.example'],
    ['nothing but the address', named(element(title), ''), 'fen.example'],
  ])('is found in %s', async (_, html, expected) => {
    expect((await extractArticle(html, url)).publisher).toBe(expected)
  })

  it.each([
    ['alone', 'Reuters', 'Reuters'],
    ['after a name', 'Ann Lee, Reuters', 'Reuters'],
    ['as a help', 'Ann Lee with Reuters', 'Fen News'],
  ])('gives way to an agency that is the author, %s', async (_, author, expected) => {
    const head = `<meta property="og:site_name" content="Fen News"><meta name="author" content="${author}">`
    expect((await extractArticle(named(head, ''), url)).publisher).toBe(expected)
  })
})

describe('nobody is an author', () => {
  const page = (above: string, below = ''): string =>
    `<!doctype html><html lang="en"><head>${element(`${title} | Fen News`)}</head><body><h1>${title}</h1>${above}${body}${below}</body></html>`

  it.each([
    ['on a card of another article', page('<time>2 Feb 2026</time>', `<section>${cards}</section>`), []],
    [
      'who reviewed',
      page(
        '<p><span>Medically reviewed by <a href="/authors/a">Alma Ross</a></span> <span>Written by <a href="/authors/k">Kit Morrow</a></span></p>',
      ),
      ['Kit Morrow'],
    ],
    [
      'whose label stands beside the name',
      page(
        '<div class="author-info"><span>Written by</span> <span>Ann Lee</span></div><div class="author-info"><span>Edited by</span> <span>Bo Tarn</span></div>',
      ),
      ['Ann Lee'],
    ],
    [
      'who took the pictures',
      page(
        '<div class="byline"><div>Nils Kvarn</div><div>Reporter</div></div><div class="byline"><div>Eva Ström</div><div>Fotograf</div></div>',
      ),
      ['Nils Kvarn'],
    ],
    [
      'who translated',
      page('<span class="author">Jana Moss</span><span class="author">Translated by Tom Pool</span>'),
      ['Jana Moss'],
    ],
    [
      'who reacted',
      page('', '<div class="reactions"><span class="vcard"><span class="fn">Zed Pike</span></span></div>'),
      [],
    ],
    [
      'who praised',
      page('', '<div class="testimonial"><blockquote>Good.</blockquote><span class="author">Rita Vance</span></div>'),
      [],
    ],
    [
      'who is a keyword',
      page('<div class="byline"><div>Lido Food</div><div>By Phyllida Amis @phyllida Local reporter</div></div>'),
      ['Phyllida Amis'],
    ],
    [
      'whose role is glued to the name',
      page(
        '<div class="authors"><div class="author-item"><a class="author-name">Mina Tell</a><span>Rivers editor</span></div><div class="author-item"><a class="author-name">Jo Haddock</a><span>Reporter</span></div></div>',
      ),
      ['Mina Tell', 'Jo Haddock'],
    ],
  ])('%s', async (_, html, expected) => {
    expect((await extractArticle(html, url)).authors).toEqual(expected)
  })

  it('under the site’s own name without its ending', async () => {
    const head =
      '<meta property="og:site_name" content="Le Moulin.fr"><meta name="author" content="Le Moulin avec AFP">'
    expect((await extractArticle(named(head, ''), url)).authors).toEqual([])
  })

  it('by an account in the metadata, where a byline names a writer', async () => {
    const head = data({
      '@type': 'BlogPosting',
      headline: title,
      author: { '@type': 'Person', name: 'Corrow Uploads' },
    })
    const html = named(head, '').replace('</h1>', '</h1><p class="byline">By Fay Culvert</p>')
    expect((await extractArticle(html, url)).authors).toEqual(['Fay Culvert'])
  })

  it.each([
    'https://fen.example/category/rivers/',
    'https://fen.example/author/ann-lee',
    'https://fen.example/?s=mill',
  ])('of a list of articles: %s', async (address) => {
    const list = prose.map(
      (one, at) =>
        `<article><h2><a href="/${at}">Story ${at} of it</a></h2><p>${one}</p><span class="author">Ann Lee</span></article>`,
    )
    const html = `<html><head>${element('Rivers - Fen News')}</head><body><h1>Rivers</h1>${list.join('')}</body></html>`
    expect(await extractArticle(html, address)).toMatchObject({ authors: [], isList: true })
  })

  it('in the navigation of a forum or in an answer', async () => {
    const posts = ['Old Bob', 'newbie7'].map(
      (name, at) =>
        `<div class="message"><a class="username" href="/members/${at + 3}/">${name}</a><p>${prose[at]}</p></div>`,
    )
    const html = `<html><body><nav-bar><a href="/memberlist.php">Member list</a></nav-bar><h1>${title}</h1>${posts.join('')}</body></html>`
    expect((await extractArticle(html, 'https://mill.example/threads/beaver.88/')).authors).toEqual(['Old Bob'])
  })
})
