import { describe, expect, it } from 'vitest'
import { extractArticle } from '../../src/feeds/extract.ts'

const url = 'https://www.valley-herald.com/2025/11/18/ferry-strike-enters-second-week?utm_source=x'
const sentences = [
  'The ferry strike entered its second week on Tuesday, as talks between the crews and the harbour board broke off without agreement, and both sides said they would not meet again soon.',
  'Nobody at the port expected the boats to sail before the weekend, and shops on the islands, which get their bread by sea, ran short of flour, milk and lamp oil.',
  'The board had offered two percent more pay, which the crews, who have waited a year for an answer, called an insult to everyone who has ever stood on a wet deck.',
  'On the quay, where the gulls are now the only traffic, the captain of the oldest boat sat on a bollard, peeled an orange and said that he had all the time in the world.',
]
const nav = '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>'
const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><title>Ferry strike | Valley Herald</title>${head}</head><body>${nav}<main><article><h1>Ferry strike enters second week</h1>${body}</article></main><footer><p>About us</p><p>Terms of use</p></footer></body></html>`
const body = sentences.map((sentence) => `<p>${sentence}</p>`).join('')
const data = (record: object): string => `<script type="application/ld+json">${JSON.stringify(record)}</script>`

describe('extractArticle', () => {
  it('gives the text of the article in paragraphs, without navigation, footer and captions', async () => {
    const { text } = await extractArticle(
      page('', `<figure><img src="a.jpg"><figcaption>The quay at dawn.</figcaption></figure>${body}`),
      url,
    )
    expect(text).toBe(sentences.join('\n\n'))
  })

  it('takes who, when and the picture from structured data, also inside a graph', async () => {
    const head = data({
      '@context': 'https://schema.org',
      '@graph': [
        { '@type': 'WebSite', name: 'Herald' },
        {
          '@type': ['NewsArticle'],
          headline: 'Ferry strike enters second week',
          author: [
            { '@type': 'Person', name: 'Mara Quill' },
            { '@type': 'Person', name: 'Jon Vale' },
          ],
          publisher: { '@type': 'Organization', name: 'Valley Herald' },
          datePublished: '2025-11-18T08:00:00+01:00',
          image: [{ '@type': 'ImageObject', url: '/img/quay.jpg' }],
        },
      ],
    })
    expect(await extractArticle(page(head, body), url)).toMatchObject({
      title: 'Ferry strike enters second week',
      authors: ['Mara Quill', 'Jon Vale'],
      publisher: 'Valley Herald',
      publishedAt: '2025-11-18T07:00:00.000Z',
      imageUrl: 'https://www.valley-herald.com/img/quay.jpg',
      canonicalUrl: 'https://valley-herald.com/2025/11/18/ferry-strike-enters-second-week',
    })
  })

  it('falls back to meta tags', async () => {
    const head =
      '<meta property="og:title" content="Ferry strike"><meta name="author" content="By Mara Quill"><meta property="og:site_name" content="Valley Herald">' +
      '<meta property="article:published_time" content="2025-11-18"><meta property="og:image" content="https://img.example.org/quay.jpg">'
    expect(await extractArticle(page(head, body), url)).toMatchObject({
      title: 'Ferry strike',
      authors: ['Mara Quill'],
      publisher: 'Valley Herald',
      publishedAt: '2025-11-18T00:00:00.000Z',
      imageUrl: 'https://img.example.org/quay.jpg',
    })
  })

  it('takes the writer and the first outlet that the text names before the poster of the page', async () => {
    const head = data({
      '@type': 'NewsArticle',
      author: { name: 'Tyler Poster' },
      publisher: { name: 'Valley Herald' },
    })
    const repost = `<p>Authored by Mara Quill via <a href="https://coastalreview.org/x">Coastal Review</a>,</p>${body}`
    expect(await extractArticle(page(head, repost), url)).toMatchObject({
      authors: ['Mara Quill'],
      publisher: 'Coastal Review',
    })
  })

  it('names no agency or desk as a person, and no picture of another scheme', async () => {
    const head = data({ '@type': 'NewsArticle', author: { name: 'Reuters' }, image: 'javascript:alert(1)' })
    const article = await extractArticle(page(head, body), url)
    expect(article.authors).toEqual([])
    expect(article).not.toHaveProperty('imageUrl')
  })

  it.each([
    ['nothing', ''],
    ['no HTML', 'plain words'],
    ['broken structured data', page('<script type="application/ld+json">{"@type": "NewsArticle",</script>', body)],
    ['a page of unclosed tags', '<div>'.repeat(3_000)],
    ['a page without an article', '<html><body></body></html>'],
  ])('reads %s without an error', async (_, html) => {
    const article = await extractArticle(html, url)
    expect(article.authors).toEqual([])
    expect(article.canonicalUrl).toBe('https://valley-herald.com/2025/11/18/ferry-strike-enters-second-week')
  })
})
