import { describe, expect, it } from 'vitest'
import { findFeeds, mainFeed } from '../../../src/feeds/parse/discovery.ts'

const page = (head: string, body = ''): string => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`
const found = (html: string, url = 'https://example.org/blog/'): string[] => findFeeds(html, url).map(({ url }) => url)

describe('findFeeds', () => {
  it('returns address, title and type of every declared feed, in the order of the page', () => {
    const html = page(
      '<link rel="alternate" type="application/rss+xml" title="All &amp; sundry" href="/feed.xml">' +
        '<LINK REL=alternate TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml">' +
        "<link href='https://feeds.example.net/j.json#x' type='application/feed+json' rel='home alternate'/>",
    )
    expect(findFeeds(html, 'https://example.org/blog/')).toEqual([
      { url: 'https://example.org/feed.xml', title: 'All & sundry', type: 'application/rss+xml' },
      { url: 'https://example.org/blog/atom.xml', title: undefined, type: 'application/atom+xml' },
      { url: 'https://feeds.example.net/j.json', title: undefined, type: 'application/feed+json' },
    ])
  })

  it('resolves against <base href>', () => {
    expect(found(page('<base href="/de/"><link rel="alternate" type="application/rss+xml" href="rss">'))).toEqual([
      'https://example.org/de/rss',
    ])
  })

  it('names each feed once', () => {
    const link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    expect(found(page(link + link, link))).toEqual(['https://example.org/feed'])
  })

  it.each([
    ['a style sheet', '<link rel="alternate stylesheet" type="text/xml" href="/s.css">'],
    ['another language', '<link rel="alternate" hreflang="de" href="/de/">'],
    ['a page for mobile phones', '<link rel="alternate" type="text/html" href="https://m.example.org/">'],
    ['a javascript: address', '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'],
    ['a file', '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">'],
    ['no address', '<link rel="alternate" type="application/rss+xml" href=" ">'],
    ['the REST interface of WordPress', '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">'],
    ['an embedding', '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">'],
    ['a comment', '<!-- <link rel="alternate" type="application/rss+xml" href="/feed"> -->'],
    ['a script', '<script>"<link rel=alternate type=application/rss+xml href=/feed>"</script>'],
  ])('ignores %s', (_, html) => {
    expect(found(page(html))).toEqual([])
  })

  it('returns at most 50 feeds', () => {
    const html = Array.from({ length: 5000 }, (_, i) => `<link rel="alternate" type="text/xml" href="/${i}">`).join('')
    expect(found(page(html))).toHaveLength(50)
  })
})

describe('mainFeed', () => {
  const feeds = (...declared: (readonly [url: string, title?: string])[]) =>
    declared.map(([url, title]) => ({ url: new URL(url, 'https://example.org/').href, title }))

  it.each([
    ['the first', '/', [['/a.xml'], ['/b.xml']], '/a.xml'],
    ['articles before comments', '/', [['/comments/feed'], ['/feed']], '/feed'],
    ['articles before comments, by the title', '/', [['/a.xml', 'Blog » Kommentar-Feed'], ['/b.xml']], '/b.xml'],
    ['comments where there is nothing else', '/', [['/comments/feed']], '/comments/feed'],
    ['a section’s own', '/category/sea/', [['/feed/'], ['/category/sea/feed/']], '/category/sea/feed/'],
    ['not the comments of an article', '/2026/fog/', [['/feed/'], ['/2026/fog/feed/', 'Comments on: Fog']], '/feed/'],
    ['the site’s own', '/', [['https://blog.example.net/feed'], ['/feed']], '/feed'],
    [
      'one of a subdomain',
      '/',
      [['https://other.example/feed'], ['https://feeds.example.org/x']],
      'https://feeds.example.org/x',
    ],
    [
      'a feed host’s, where there is nothing else',
      '/',
      [['https://feeds.example.net/x']],
      'https://feeds.example.net/x',
    ],
  ] as const)('is %s', (_, page, declared, url) => {
    const main = mainFeed(feeds(...declared), new URL(page, 'https://www.example.org').href)
    expect(main?.url).toBe(new URL(url, 'https://example.org/').href)
  })

  it('is none of a page that declares none', () => {
    expect(mainFeed([], 'https://example.org/')).toBeUndefined()
  })
})
