import { describe, expect, it } from 'vitest'
import { type ExtractedArticle, extractArticle } from '../../../src/feeds/page/extract.ts'

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
  it('returns the text of the article in paragraphs, without navigation, footer and captions', async () => {
    const { text } = await extractArticle(
      page('', `<figure><img src="a.jpg"><figcaption>The quay at dawn.</figcaption></figure>${body}`),
      url,
    )
    expect(text).toBe(sentences.join('\n\n'))
  })

  it('takes authors, date and picture from structured data, also inside a graph', async () => {
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
      '<meta property="article:published_time" content="2025-11-18"><meta property="og:image" content="https://img.example.org/quay.jpg">' +
      '<meta property="og:image:alt" content="The quay at dawn">'
    expect(await extractArticle(page(head, body), url)).toMatchObject({
      title: 'Ferry strike',
      authors: ['Mara Quill'],
      publisher: 'Valley Herald',
      publishedAt: '2025-11-18T00:00:00.000Z',
      imageUrl: 'https://img.example.org/quay.jpg',
      imageAlt: 'The quay at dawn',
    })
  })

  it('prefers the writer and the original outlet in the text to the poster in the metadata', async () => {
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

  it('returns no agency or desk as a person, and no picture with another scheme', async () => {
    const head = data({ '@type': 'NewsArticle', author: { name: 'Reuters' }, image: 'javascript:alert(1)' })
    const article = await extractArticle(page(head, body), url)
    expect(article.authors).toEqual([])
    expect(article).not.toHaveProperty('imageUrl')
  })

  const shapes: readonly (readonly [string, string, Partial<ExtractedArticle>])[] = [
    [
      'a news page with a cookie notice, pictures, related articles and comments',
      `<html><head><title>Ferry strike enters second week - Valley Herald</title></head><body>${nav}<div class="cookie"><p>We use cookies to give you the best experience.</p></div><main><article><h1>Ferry strike enters second week</h1><p class="byline">By Mara Quill</p><p>18 November 2025</p><figure><img src="/a.jpg"><figcaption>The quay. Photo: Jon Vale</figcaption></figure>${body}<p><a href="/s">Subscribe to our newsletter</a></p></article><aside><h3>Related</h3><ul><li><a href="/b">Bees leave the belfry</a></li></ul></aside><section id="comments"><h2>9 comments</h2>${'<div class="comment"><a href="/u">A reader</a><p>I was there, and it was nothing like that; the captain had a pear, whatever he says.</p></div>'.repeat(9)}</section></main></body></html>`,
      { authors: ['Mara Quill'], title: 'Ferry strike enters second week' },
    ],
    [
      'an AMP page',
      `<html ⚡><head><link rel="canonical" href="https://www.valley-herald.com/2025/11/18/ferry-strike-enters-second-week"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry strike enters second week","author":{"@type":"Person","name":"Mara Quill"}}</script><style amp-boilerplate>body{}</style></head><body><amp-sidebar id="s"><ul><li><a href="/">Home</a></li></ul></amp-sidebar><article><h1>Ferry strike enters second week</h1><amp-img src="a.jpg" width="1" height="1"></amp-img>${body}<amp-ad width="300" height="250"><div placeholder>Advertisement</div></amp-ad></article></body></html>`,
      {
        authors: ['Mara Quill'],
        canonicalUrl: 'https://valley-herald.com/2025/11/18/ferry-strike-enters-second-week',
      },
    ],
    [
      'a graph whose article references its people and its outlet by id',
      page(
        data({
          '@graph': [
            { '@type': 'Organization', '@id': '#org', name: 'Valley Herald' },
            { '@type': 'Person', '@id': '#mq', name: 'Mara Quill' },
            { '@type': 'NewsArticle', author: { '@id': '#mq' }, publisher: { '@id': '#org' } },
          ],
        }),
        body,
      ),
      { authors: ['Mara Quill'], publisher: 'Valley Herald' },
    ],
    [
      'microdata alone',
      `<html><body>${nav}<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry strike enters second week</h1><span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Mara Quill</span></span><span itemprop="publisher" itemscope><meta itemprop="name" content="Valley Herald"></span><time itemprop="datePublished" datetime="2025-11-18T08:00:00Z">18 Nov</time><img itemprop="image" src="/img/q.jpg"><div itemprop="articleBody">${body}</div></article></body></html>`,
      {
        authors: ['Mara Quill'],
        publisher: 'Valley Herald',
        publishedAt: '2025-11-18T08:00:00.000Z',
        imageUrl: 'https://www.valley-herald.com/img/q.jpg',
      },
    ],
    [
      'broken HTML',
      `<html><head><title>Ferry strike enters second week</title><body>${nav}<div><article><h1>Ferry strike enters second week<p>${sentences[0]}<p>${sentences[1]}<div><p>${sentences[2]}</div></i></b><table><tr><td><p>${sentences[3]}</article>`,
      { title: 'Ferry strike enters second week' },
    ],
    [
      'paragraphs written as div elements',
      `<html><body>${nav}<div class="story">${sentences.map((one) => `<div>${one}</div>`).join('')}</div></body></html>`,
      {},
    ],
    [
      'paragraphs separated by line breaks',
      `<html><body>${nav}<div id="content"><h1>Ferry strike enters second week</h1>${sentences.join('<br><br>')}</div></body></html>`,
      {},
    ],
    [
      'three megabytes of scripts and comments around four paragraphs',
      `<html><head><script>${'var harbour = "Pell";'.repeat(90_000)}</script></head><body>${nav}<article><h1>Ferry strike enters second week</h1>${body}</article><section class="comments">${'<div class="comment"><p>I was there, and it was nothing like that.</p></div>'.repeat(14_000)}</section></body></html>`,
      {},
    ],
  ]
  it.each(shapes)('finds the article in %s', async (_, html, expected) => {
    expect(await extractArticle(html, url)).toMatchObject({ text: sentences.join('\n\n'), ...expected })
  })

  it('reads a page in Japanese', async () => {
    const lines = [
      '港湾委員会と乗組員の交渉は火曜日に決裂し、フェリーのストライキは二週目に入った。双方とも当面は会わないと述べている。',
      '週末までに船が出ると考える者は港にはおらず、島の店では小麦粉や牛乳、灯油が不足し始めた。',
      '委員会は二パーセントの賃上げを提示したが、一年も返事を待っていた乗組員たちは侮辱だと受け止めた。',
    ]
    const title = 'フェリーのストライキ、二週目に'
    const html = `<html lang="ja"><head><title>${title}</title></head><body><nav><a href="/">ホーム</a></nav><article><h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</article></body></html>`
    expect(await extractArticle(html, url)).toMatchObject({ title, text: lines.join('\n\n') })
  })

  it('returns only the beginning of an article behind a paywall', async () => {
    const paywall =
      '<p>This article is for subscribers. Subscribe now for one crown a week.</p><p>Already a subscriber? Log in</p>'
    const { text } = await extractArticle(page('', `<p>${sentences[0]!.slice(0, 90)}…</p><div>${paywall}</div>`), url)
    expect(text).toBe(`${sentences[0]!.slice(0, 90)}…`)
  })

  it('returns no text for a page that lists several articles', async () => {
    const list = ['Ferry strike goes on', 'Bakery reopens', 'Bees leave the belfry']
      .map((title, nth) => `<article><h2><a href="/${nth}">${title}</a></h2><p>${sentences[nth]}</p></article>`)
      .join('')
    expect((await extractArticle(`<html><body>${nav}${list}</body></html>`, url)).text).toBe('')
  })

  it('names the rules that found authors, publisher and boilerplate in the text', async () => {
    const repost = `<p>Authored by Mara Quill via <a href="https://coastalreview.org/x">Coastal Review</a>,</p>${body}`
    expect(await extractArticle(page('', repost), url)).toMatchObject({
      found: { authors: 'authored-by-via', publisher: 'authored-by-via' },
      publisherUrl: 'https://coastalreview.org/x',
      removed: expect.arrayContaining([{ rule: 'byline', text: 'Authored by Mara Quill via Coastal Review,' }]),
    })
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
