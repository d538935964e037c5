import { describe, expect, it } from 'vitest'
import { canonicalUrl, isHomePage, outletOfUrl, readerUrl } from '../../../src/core/url/url.ts'

/** Each group is one article, under the addresses by which feeds, phones, mailings and social networks link to it. */
const groups: readonly (readonly string[])[] = [
  [
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/',
    'http://harbourtimes.com/2025/11/18/ferry-strike-enters-second-week',
    'https://m.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/?utm_source=rss&utm_medium=feed',
    'https://amp.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week',
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/amp/',
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/?amp=1#comments',
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/?outputType=amp',
    'https://HarbourTimes.com:443//2025//11/18/ferry-strike-enters-second-week/index.html',
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/?src=twitter&ref=home&source=news',
    'https://www.harbourtimes.com/2025/11/18/ferry%2Dstrike-enters-second-week/?fbclid=IwAR1',
    'https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.harbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week%2F&usg=AOv',
    'https://www.google.co.uk/amp/s/www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/amp/',
    'https://www-harbourtimes-com.cdn.ampproject.org/c/s/www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/?amp=1',
    'https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.harbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week%2F%3Ffbclid%3DIw&h=AT0',
    'https://t.umblr.com/redirect?z=https%3A%2F%2Fharbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week&t=YTk',
    'https://out.reddit.com/t3_abc?url=https%3A%2F%2Fharbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week&token=AQ',
    'https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fharbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week&data=05',
    'https://urldefense.com/v3/__https://harbourtimes.com/2025/11/18/ferry-strike-enters-second-week__;!!Abc',
    'https://urldefense.proofpoint.com/v2/url?u=https-3A__harbourtimes.com_2025_11_18_ferry-2Dstrike-2Denters-2Dsecond-2Dweek&d=Dw',
    'https://href.li/?https://harbourtimes.com/2025/11/18/ferry-strike-enters-second-week',
    'https://news.partner.example/redirect.php?id=5&url=https%3A%2F%2Fharbourtimes.com%2F2025%2F11%2F18%2Fferry-strike-enters-second-week',
    'https://www.bing.com/ck/a?!&&p=8f&u=a1aHR0cHM6Ly9oYXJib3VydGltZXMuY29tLzIwMjUvMTEvMTgvZmVycnktc3RyaWtlLWVudGVycy1zZWNvbmQtd2Vlaw&ntb=1',
    `https://news.google.com/rss/articles/${Buffer.from('\u0008\u0013"Hhttps://harbourtimes.com/2025/11/18/ferry-strike-enters-second-week\u00d2\u0001\u0000', 'latin1').toString('base64url')}?oc=5`,
    'https://user:secret@www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/',
    'https://www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week;jsessionid=0A1B',
    '//www.harbourtimes.com/2025/11/18/ferry-strike-enters-second-week/',
  ],
  [
    'https://example.org/story.php?id=4711&section=world',
    'https://example.org/story.php?section=world&id=4711',
    'https://example.org/story.php?id=4711&amp;section=world&amp;utm_campaign=x',
    'https://example.org/story.php?section=world&id=4711&ref=rss',
    'https://example.org/story.php?id=4711&id=4711&section=world&gclid=1',
  ],
  ['https://example.org/story.php?id=4712&section=world'],
  [
    'https://www.bbc.co.uk/news/world-59348400',
    'https://www.bbc.com/news/world-59348400?at_medium=RSS&at_campaign=KARANGA',
    'https://www.bbc.co.uk/news/amp/world-59348400',
    'https://m.bbc.co.uk/news/world-59348400?ns_mchannel=social&ns_source=twitter',
  ],
  [
    'https://edition.cnn.com/2025/11/18/world/ferry-strike-intl/index.html',
    'https://www.cnn.com/2025/11/18/world/ferry-strike-intl',
    'https://amp.cnn.com/cnn/2025/11/18/world/ferry-strike-intl/index.html',
    'https://lite.cnn.com/2025/11/18/world/ferry-strike-intl',
  ],
  [
    'https://www.youtube.com/watch?v=Zq3xW7_abcD&feature=share&t=42s',
    'https://youtu.be/Zq3xW7_abcD?si=XyZ',
    'https://m.youtube.com/watch?list=PL1&v=Zq3xW7_abcD',
    'https://www.youtube-nocookie.com/embed/Zq3xW7_abcD',
    'https://www.youtube.com/shorts/Zq3xW7_abcD',
  ],
  ['https://www.youtube.com/watch?v=Zq3xW7_abcE'],
  [
    'https://twitter.com/harbour/status/1461234567890123456?s=20&t=abc',
    'https://x.com/harbour/status/1461234567890123456',
    'https://mobile.twitter.com/i/web/status/1461234567890123456',
    'https://fxtwitter.com/harbour/status/1461234567890123456/photo/1',
  ],
  [
    'https://old.reddit.com/r/worldnews/comments/qx1abc/ferry_strike/',
    'https://www.reddit.com/r/worldnews/comments/qx1abc/ferry_strike/?utm_source=share',
    'https://redd.it/qx1abc',
  ],
  ['https://www.reddit.com/r/worldnews/comments/qx1abc/ferry_strike/hl2def/'],
  ['https://en.wikipedia.org/wiki/Ferry', 'https://en.m.wikipedia.org/wiki/Ferry'],
  ['https://de.wikipedia.org/wiki/Ferry'],
  [
    'https://harbour.blogspot.com/2025/11/hello-world-again.html',
    'https://harbour.blogspot.co.uk/2025/11/hello-world-again.html?m=1',
  ],
  [
    'https://harbour.example.org/caf%C3%A9-society-returns-home',
    'https://harbour.example.org/cafe%CC%81-society-returns-home',
    'https://harbour.example.org/café-society-returns-home',
  ],
  ['https://bücher.example.de/a-b', 'https://xn--bcher-kva.example.de/a-b'],
  [
    'https://wire.example.com/?p=1420108',
    'https://wire.example.com//?p=1420108',
    'http://www.wire.example.com/index.php?p=1420108&utm_source=rss',
  ],
  ['https://wire.example.com/?p=1420109'],
  ['https://archive.example.com/list?y=2025&m=1'],
  ['https://archive.example.com/list?y=2025'],
  ['https://archive.example.com/campaign?campaign_id=5'],
  ['https://archive.example.com/campaign?campaign_id=6'],
  ['https://archive.example.com/viewer-of-all-our-pictures?src=a.jpg'],
  ['https://archive.example.com/viewer-of-all-our-pictures?src=b.jpg'],
  [
    'https://times.example.com/articleshow/87654321.cms',
    'https://times.example.com/amp_articleshow/87654321.cms',
    'https://m.times.example.com/articleshow/87654321.cms?from=mdr',
  ],
  // Names that are tracking on one site and select the page on another.
  ['https://shop.example.com/view?ref=1001'],
  ['https://shop.example.com/view?ref=1002'],
  ['https://img.example.com/show.php?src=a.jpg'],
  ['https://img.example.com/show.php?src=b.jpg'],
  ['https://planet.example.com/feed?source=harbour'],
  ['https://planet.example.com/feed?source=valley'],
  ['https://planet.example.com/archive?from=2024'],
  ['https://planet.example.com/archive?from=2025'],
  ['https://planet.example.com/list?channel=sport'],
  ['https://planet.example.com/list?channel=world'],
  ['https://app.example.com/#!/article/1'],
  ['https://app.example.com/#!/article/2'],
  ['https://blog.example.com/tag/amp'],
  ['https://blog.example.com/tag'],
  ['https://blog.example.com/amp/guide'],
  ['https://blog.example.com/guide'],
  ['https://blog.example.com/article?page=1'],
  ['https://blog.example.com/article?page=2'],
  ['https://amp.dev/about/how-amp-works'],
  ['https://one.blog.example.com/post-of-the-day'],
  ['https://two.blog.example.com/post-of-the-day'],
  [
    'https://www.harbourpost.example/2026/03/02/the-new-pier-opens',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens/amp.html',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?emci=a-b&emdi=c-d&ceid=12',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?wpisrc=nl_most&wpmm=1&itid=hp-top&tid=ss_tw',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?action=click&module=Related&pgtype=Article&searchResultPosition=1',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?srnd=homepage-europe&in_source=share&embedded-checkout=true',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?share=facebook&nb=1&hss_channel=tw-12',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?_=1679000000000&isAmp=true',
    'https://harbourpost.example/2026/03/02/the-new-pier-opens?fsrc=scn/tw/te&maca=en-rss-en-all&dgcid=rss&.tsrc=rss',
    'https://harbourpost.example./2026/03/02/./the-new-pier-opens?ved=2ah&sa=X&ei=abc',
  ],
  ['https://münster-post.example/a/1', 'https://xn--mnster-post-thb.example/a/1#top'],
  ['https://web.archive.org/web/20260301000000/https://harbourpost.example/a'],
  ['https://web.archive.org/web/20260301000000/https://harbourpost.example/b'],
  ['https://harbourpost.example/view?src=4711'],
  ['https://harbourpost.example/view?src=4712'],
  ['https://harbourpost.example/view?tag=boats'],
  ['https://harbourpost.example/view?_=12'],
  ['https://harbourpost.example/view?_=13'],
  ['https://harbourpost.example/#!/story/1'],
  ['https://harbourpost.example/#!/story/2'],
  ['https://harbourpost.example/a%2Fb'],
  ['https://harbourpost.example/a/b'],
  ['https://harbourpost.example/tag/amp'],
  ['https://harbourpost.example/tag'],
  ['https://harbourpost.example/redirect?url=https://a.example/1'],
  ['https://harbourpost.example/redirect?url=https://a.example/2'],
  ['https://forum.example/viewtopic.php?f=2&t=10'],
  ['https://forum.example/viewtopic.php?f=2&t=11'],
  ['https://example.co.uk/a-story-of-two-cities'],
  ['https://example.com/a-story-of-two-cities'],
  ['https://example.com/A-Story-Of-Two-Cities'],
  ['https://search.example.com/?q=ferry'],
  ['https://search.example.com/?q=strike'],
  ['http://127.0.0.1:8080/a/b', 'http://127.0.0.1:8080/a/b/?utm_source=x'],
  ['http://127.0.0.1:8081/a/b'],
]

describe('canonicalUrl', () => {
  it.each(groups.filter((group) => group.length > 1).map((group) => [group[0]!, group] as const))(
    'joins the addresses of %s',
    (_, group) => {
      expect(group.map((url) => [url, canonicalUrl(url)])).toEqual(group.map((url) => [url, canonicalUrl(group[0]!)]))
    },
  )

  it('keeps different articles apart', () => {
    const byKey = new Map<string, string>()
    for (const [first] of groups) {
      const key = canonicalUrl(first!)
      expect([key, byKey.get(key)]).toEqual([key, undefined])
      byKey.set(key, first!)
    }
  })

  it('leaves an address that it has normalised unchanged', () => {
    for (const url of groups.flat()) expect(canonicalUrl(canonicalUrl(url))).toBe(canonicalUrl(url))
  })

  it.each([
    ['mailto:desk@example.org'],
    ['/relative/path'],
    ['not an address'],
    [''],
    ['javascript:alert(1)'],
    ['http://'],
    ['http://[::1'],
    [`https://example.org/${'a'.repeat(10_000)}`],
  ])('returns what is no address unchanged: %.40s', (url) => {
    expect(canonicalUrl(url)).toBe(url)
  })

  it('keeps the double slash of an address inside a path', () => {
    const archived = 'https://web.archive.org/web/20260301000000/https://harbourpost.example//a'
    expect(canonicalUrl(archived)).toBe('https://web.archive.org/web/20260301000000/https://harbourpost.example/a')
  })

  it('keeps unknown query names, sorted', () => {
    expect(canonicalUrl('https://example.org/find?zeta=2&alpha=1')).toBe('https://example.org/find?alpha=1&zeta=2')
  })

  it('keeps the scheme of a host that is not public', () => {
    expect(canonicalUrl('http://localhost:8080/feed/one/')).toBe('http://localhost:8080/feed/one')
  })

  it('removes user name and password', () => {
    expect(canonicalUrl('https://ann:pw@example.org/x')).toBe('https://example.org/x')
  })

  it('stops unwrapping redirectors that are nested too deep', () => {
    let url = 'https://example.org/a'
    for (let i = 0; i < 12; i++) url = `https://l.facebook.com/l.php?u=${encodeURIComponent(url)}`
    expect(canonicalUrl(url)).toMatch(/^https:\/\//)
  })

  describe('with the fetched page', () => {
    const page = (head: string): string => `<!doctype html><html><head>${head}</head><body><p>Text</p></body></html>`
    const url = 'https://www.harbourtimes.com/s/9f3?ref=app'
    it.each([
      [
        'takes rel=canonical',
        '<link rel="canonical" href="https://www.harbourtimes.com/2025/11/18/ferry-strike/">',
        'https://harbourtimes.com/2025/11/18/ferry-strike',
      ],
      [
        'reads attributes in any order, case and quoting',
        '<LINK HREF=\'/2025/11/18/ferry-strike/?utm_source=x&amp;a=1\' REL="shortlink canonical">',
        'https://harbourtimes.com/2025/11/18/ferry-strike?a=1',
      ],
      [
        'takes og:url where there is no canonical',
        '<meta property="og:url" content="https://www.harbourtimes.com/2025/11/18/ferry-strike/">',
        'https://harbourtimes.com/2025/11/18/ferry-strike',
      ],
      [
        'accepts another site’s article as the original',
        '<link rel="canonical" href="https://valley-herald.com/news/ferry-strike-enters-second-week">',
        'https://valley-herald.com/news/ferry-strike-enters-second-week',
      ],
      [
        'ignores a front page',
        '<link rel="canonical" href="https://www.harbourtimes.com/">',
        'https://harbourtimes.com/s/9f3?ref=app',
      ],
      [
        'ignores another site’s section',
        '<link rel="canonical" href="https://valley-herald.com/news/">',
        'https://harbourtimes.com/s/9f3?ref=app',
      ],
      [
        'ignores a local host',
        '<link rel="canonical" href="http://localhost:3000/2025/11/18/ferry-strike-enters-second-week">',
        'https://harbourtimes.com/s/9f3?ref=app',
      ],
      [
        'ignores another scheme',
        '<link rel="canonical" href="ftp://harbourtimes.com/2025/11/18/ferry-strike">',
        'https://harbourtimes.com/s/9f3?ref=app',
      ],
      [
        'falls back to og:url where canonical is ignored',
        '<link rel="canonical" href="/"><meta property="og:url" content="https://harbourtimes.com/2025/11/18/ferry-strike">',
        'https://harbourtimes.com/2025/11/18/ferry-strike',
      ],
    ])('%s', (_, head, expected) => {
      expect(canonicalUrl(url, { html: page(head) })).toBe(expected)
    })

    it('does not look into the body', () => {
      const html = `<html><head></head><body><link rel="canonical" href="https://harbourtimes.com/2025/11/18/other"></body></html>`
      expect(canonicalUrl(url, { html })).toBe('https://harbourtimes.com/s/9f3?ref=app')
    })

    it('reads a page of unclosed tags in linear time', () => {
      expect(canonicalUrl(url, { html: '<link rel="'.repeat(100_000) })).toBe('https://harbourtimes.com/s/9f3?ref=app')
    })
  })
})

describe('readerUrl', () => {
  it.each([
    'https://www.harbour.example/news/keel/',
    'https://harbour.example/#/post/17',
    'https://harbour.example/changelog#v2-1',
    'https://harbour.example/archive/index.html',
    'https://www.youtube.com/watch?v=AAAAbbbbCCC&t=42s',
    'https://m.harbour.example/find?to=north+quay&from=old+pier',
    'http://harbour.example/a?ref=home&source=desk&b=1&a=2',
    'https://cdn.harbour.example/file.pdf?utm_source=rss&Expires=1790000000&Signature=ab~c_&Key-Pair-Id=K1',
    'https://harbour.example/paper?token=a1b2&fbclid=x',
    'mailto:desk@harbour.example',
  ])('leaves %s as it is', (url) => {
    expect(readerUrl(url)).toBe(url)
  })

  it.each([
    ['https://harbour.example/a?utm_source=rss&id=7&fbclid=x#top', 'https://harbour.example/a?id=7#top'],
    ['https://harbour.example/a?UTM_Medium=feed', 'https://harbour.example/a'],
    ['https://harbour.example/a?id=7&amp;utm_source=rss', 'https://harbour.example/a?id=7'],
    ['https://www.google.com/url?q=https://www.harbour.example/a/&sa=U', 'https://www.harbour.example/a/'],
    ['https://harbour.example/miscellany-№-29/', 'https://harbour.example/miscellany-%E2%84%96-29/'],
    ['https://ann:pass@harbour.example/a', 'https://harbour.example/a'],
    ['//harbour.example/a', 'https://harbour.example/a'],
  ])('cleans %s', (url, cleaned) => {
    expect(readerUrl(url)).toBe(cleaned)
    expect(readerUrl(cleaned)).toBe(cleaned)
  })
})

describe('outletOfUrl', () => {
  it.each([
    ['https://www.bbc.co.uk/news/1', 'bbc.co.uk'],
    ['https://news.harbour.example.com/x', 'example.com'],
    ['https://ann.substack.com/p/hello', 'ann.substack.com'],
    ['https://harbour.blogspot.co.uk/2025/1.html', 'harbour.blogspot.co.uk'],
    ['https://xn--bcher-kva.de/', 'bücher.de'],
    ['http://127.0.0.1:8080/', undefined],
    ['http://localhost/', undefined],
    ['nothing', undefined],
  ])('%s is %s', (url, outlet) => {
    expect(outletOfUrl(url)).toBe(outlet)
  })
})

describe('isHomePage', () => {
  it.each([
    ['https://example.org', true],
    ['https://example.org/index.html', true],
    ['https://example.org/en', true],
    ['https://example.org/?utm_source=x', true],
    ['https://example.org/?p=12', false],
    ['https://example.org/news', false],
    ['https://example.org/2025/11/18/ferry', false],
    ['nothing', false],
  ])('%s: %s', (url, isHome) => {
    expect(isHomePage(url)).toBe(isHome)
  })
})
