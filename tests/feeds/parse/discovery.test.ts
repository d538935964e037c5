import { describe, expect, it } from 'vitest'
import { findFeeds } from '../../../src/feeds/parse/discovery.ts'

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
