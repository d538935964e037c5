import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DomUtils, parseDocument } from 'htmlparser2'
import { beforeAll, describe, expect, it } from 'vitest'
import { RenderError } from '../../../src/core/errors.ts'
import type { OtherArticle, ShownReason, ShownStory } from '../../../src/core/site.ts'
import type { PagesOptions } from '../../../src/web/pages/frame.ts'
import { createPages } from '../../../src/web/pages/pages.ts'
import { FRONT_PAGE, storiesOf, storyOf, storyPageOf, TOPICS } from '../../support/site.ts'

const OPTIONS: PagesOptions = {
  templatesFolder: fileURLToPath(new URL('../../../templates', import.meta.url)),
  kind: 'file',
  title: 'Morning & <Broadsheet>',
  language: 'en-GB',
  timeZone: 'Europe/London',
  topics: TOPICS,
  sourceFiles: new Map(),
  imprint: 'Broadsheet, 1 Fleet Street, London',
}
const make = (changes: Partial<PagesOptions> = {}) => createPages({ ...OPTIONS, ...changes })
type Pages = Awaited<ReturnType<typeof createPages>>

/** A page of every kind, each with its path. */
const everyPage = (pages: Pages): (readonly [path: string, html: string])[] => {
  const topic = TOPICS[3]!
  const days = [
    { date: '2026-11-24', stories: storiesOf(0, 8) },
    { date: '2026-11-23', stories: storiesOf(30, 34) },
  ]
  return [
    ['index', pages.front(FRONT_PAGE)],
    ['index', pages.front({ strong: [], sections: [] })],
    ['index', pages.front({ date: '2026-11-24', top: storyOf(0), strong: storiesOf(1, 2), sections: [] })],
    [
      'day/2026-11-24-2',
      pages.day({
        date: '2026-11-24',
        part: 2,
        parts: 4,
        count: 100,
        sections: [{ topic, stories: storiesOf(0, 18) }, { stories: storiesOf(18, 36) }],
        previousDate: '2026-11-23',
        nextDate: '2026-11-25',
      }),
    ],
    ['topics/t4', pages.topic({ topic, words: ['floods', 'heat', 'drought'], days })],
    ['topics/t4', pages.topic({ topic, words: [], days: [] })],
    ...[1, 4, 40].map((count) => ['story/s', pages.story(storyPageOf(count))] as const),
    ['story/s', pages.story(storyPageOf(3, storyOf(5)))],
    [
      'source/s',
      pages.source({
        sourceId: 's',
        name: 'A & <B>',
        siteUrl: 'https://b.example/',
        feedUrl: 'https://b.example/feed',
        days,
      }),
    ],
    [
      'edition/e',
      pages.edition({
        editionId: 'e',
        title: 'Good <morning>',
        slotAt: '2026-11-24T07:00:00.000Z',
        top: storiesOf(6, 7)[0]!,
        sections: [
          { topic, stories: storiesOf(0, 3), briefs: storiesOf(3, 5) },
          { stories: [], briefs: storiesOf(5, 6) },
        ],
        coverage: [
          { outlet: 'Post', title: 'More on <it>', url: 'https://post.example/1' },
          { outlet: 'أخبار', title: 'خبر آخر', url: 'https://ar.example/1', language: 'ar' },
        ],
        leftOut: storiesOf(7, 9),
      }),
    ],
    ['feeds', pages.feeds()],
  ]
}
const SUBSCRIPTION = { address: 'ann@example.org', digestTitle: 'Good <morning>', standing: 'active' } as const

/** Pages that only the web server has. */
const served = (pages: Pages): (readonly [path: string, html: string])[] => [
  [
    'search',
    pages.search({
      query: '"night <rules>"',
      faults: [{ kind: 'no-topic', name: 'x & <y>' }],
      stories: storiesOf(0, 9),
      count: 57,
      isMore: true,
      page: 2,
    }),
  ],
  [
    'search',
    pages.search({
      query: '',
      faults: [],
      missing: { kind: 'older', before: '2026-11-24' },
      stories: [],
      count: 0,
      isMore: false,
      page: 1,
    }),
  ],
  ['search', pages.search({ query: 'x', faults: [], stories: [], count: 0, isMore: false, page: 1 })],
  ['unsubscribe/t', pages.subscription(SUBSCRIPTION, 'shown')],
  ['unsubscribe/t', pages.subscription({ ...SUBSCRIPTION, standing: 'left' }, 'shown')],
  ['unsubscribe/t', pages.subscription({ ...SUBSCRIPTION, standing: 'removed' }, 'shown')],
  ['a/b/c', pages.notFound()],
]

const parse = (html: string) => {
  const document = parseDocument(html)
  const elements = DomUtils.getElementsByTagName('*', document)
  const named = (name: string) => elements.filter((element) => element.name === name)
  return { elements, named, text: DomUtils.textContent(document).replace(/\s+/g, ' ') }
}

let files: Pages
let server: Pages
let all: (readonly [path: string, html: string])[]
beforeAll(async () => {
  files = await make({ counterUrl: 'https://mail.example/paper/' })
  server = await make({ kind: 'served' })
  all = [...everyPage(files), ...everyPage(server), ...served(server)]
})

describe('every page', () => {
  it('has one h1 and skips no level of headings', () => {
    for (const [path, html] of all) {
      const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
      expect([path, levels.filter((level) => level === 1).length]).toEqual([path, 1])
      expect(levels.every((level, i) => i === 0 || level <= levels[i - 1]! + 1)).toBe(true)
    }
  })

  it('prints the texts of others as text', () => {
    for (const [path, html] of all) {
      const { elements, named } = parse(html)
      expect([path, named('script').length, named('style').length]).toEqual([path, 0, 0])
      const odd = elements.flatMap(({ attribs }) => Object.keys(attribs).filter((name) => /^on|^style$/.test(name)))
      expect(odd).toEqual([])
      expect(html).not.toMatch(/<b>editors|<Broadsheet>|<Leisure>|<Sons>|<morning>|<rules>/)
    }
  })

  it('prints a character for an entity that was escaped twice at the source, and no markup', () => {
    const twice = 'R&amp;D &lt;b&gt; &#8217;Sons&#8217; &#xE000;'
    const carriers = [{ outlet: twice, title: twice, url: 'https://c.example/', isCopy: false, sourceId: 's' }]
    const story = {
      ...storyOf(0),
      ...{
        title: twice,
        lead: twice,
        outlet: twice,
        authors: [twice],
        carriers,
        updated: { at: '2026-11-24T06:00:00.000Z', news: [twice] },
      },
    }
    const topic = { id: TOPICS[0]!.id, name: twice, folder: 't1' }
    const days = [{ date: '2026-11-24', stories: [story] }]
    const page = storyPageOf(3, story)
    const lines = [{ outlet: twice, title: twice, url: 'https://c.example/' }]
    const edition = { editionId: 'e', title: twice, slotAt: '2026-11-24T07:00:00.000Z', top: story, leftOut: [] }
    for (const pages of [files, server]) {
      for (const html of [
        pages.front({
          date: '2026-11-24',
          top: story,
          strong: [],
          sections: [{ topic, stories: [story], briefs: [] }],
        }),
        pages.topic({ topic, words: [], days }),
        pages.source({ sourceId: 's', name: twice, days }),
        pages.story({ ...page, articles: page.articles.map((one) => ({ ...one, title: twice, outlet: twice })) }),
        pages.edition({ ...edition, sections: [{ topic, stories: [], briefs: [] }], coverage: lines }),
      ]) {
        expect(html).toContain('R&amp;D &lt;b&gt; ’Sons’')
        expect(html).not.toMatch(/&amp;(?:amp|lt|gt|#)|R&amp;D <b>|\uE000/)
      }
    }
  })

  it('begins with a skip link, and has ids once, labels for fields, and names for its navigations', () => {
    for (const [, html] of all) {
      const { elements, named } = parse(html)
      expect(named('a')[0]!.attribs['href']).toBe('#text')
      const ids = elements.flatMap(({ attribs }) => attribs['id'] ?? [])
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toContain('text')
      const labels = named('label').map(({ attribs }) => attribs['for'])
      for (const { attribs } of named('input'))
        if (attribs['type'] !== 'hidden') expect(labels).toContain(attribs['id'])
      const navs = named('nav').map(({ attribs }) => attribs['aria-label'])
      expect(new Set(navs).size).toBe(navs.length)
    }
  })

  it('loads nothing but its style and https pictures, which keep their place', () => {
    for (const [, html] of all) {
      const { elements, named } = parse(html)
      expect(named('link').filter(({ attribs }) => attribs['rel'] === 'stylesheet')).toHaveLength(1)
      for (const { attribs } of named('img'))
        expect(attribs).toMatchObject({
          src: expect.stringMatching(/^https:/),
          width: expect.stringMatching(/^\d+$/),
          height: expect.stringMatching(/^\d+$/),
          loading: 'lazy',
          alt: expect.stringMatching(/./),
        })
      expect(elements.filter(({ name }) => /^(iframe|object|embed|video|audio|svg)$/.test(name))).toEqual([])
    }
    expect(files.style).not.toMatch(/url\(|@import|@font-face|animation:|transition:/)
  })

  it.each([
    [
      'file',
      /^(?:index|topics\/t\d+|day\/[\d-]+|story\/\w+|source\/[\w-]+|edition\/\w+|feeds)\.html$|^(?:topics\/t\d+\/)?(?:atom\.xml|rss\.xml|feed\.json)$|^(?:style\.css|sources\.opml)$/,
    ],
    [
      'served',
      /^(?:topics\/t\d+|day\/[\d-]+|story\/\w+|source\/[\w-]+|edition\/\w+|feeds|opml|search)?$|^(?:topics\/t\d+\/)?(?:atom\.xml|rss\.xml|feed\.json)$|^style\.css$/,
    ],
  ] as const)('links, as %s, relative addresses that exist', (kind, known) => {
    const pages = kind === 'file' ? everyPage(files) : [...everyPage(server), ...served(server).slice(0, 3)]
    for (const [path, html] of pages) {
      const { elements } = parse(html)
      for (const { attribs } of elements) {
        const href = attribs['href'] ?? attribs['action']
        if (href === undefined || href.startsWith('#') || /^https?:\/\//.test(href)) continue
        const { origin, pathname } = new URL(href, `https://site.example/sub/${path}${kind === 'file' ? '.html' : ''}`)
        expect(origin).toBe('https://site.example')
        expect([path, href, pathname.replace(/^\/sub\//, '')]).toEqual([path, href, expect.stringMatching(known)])
      }
    }
  })

  it('is the same for the same values', async () => {
    const again = await make({ counterUrl: 'https://mail.example/paper/' })
    expect(everyPage(again)).toEqual(everyPage(files))
  })
})

describe('the head', () => {
  const headOf = (html: string) => html.slice(0, html.indexOf('<body'))

  it('names the canonical address: of the file, else of the web server', async () => {
    const options = { siteUrl: 'https://news.example/paper/', counterUrl: 'https://mail.example' }
    const isFile = (path: string) => path === 'story/known'
    for (const kind of ['file', 'served'] as const) {
      const pages = await make({ ...options, kind, isFile })
      const canonical = (storyId: string) =>
        /<link rel="canonical" href="([^"]+)">/.exec(pages.story(storyPageOf(1, storyOf(0, { storyId }))))?.[1]
      expect(canonical('known')).toBe('https://news.example/paper/story/known.html')
      expect(canonical('older')).toBe('https://mail.example/story/older')
      expect(headOf(pages.front(FRONT_PAGE))).toContain('<link rel="canonical" href="https://news.example/paper/">')
    }
    expect(headOf(files.feeds())).toContain('<link rel="canonical" href="https://mail.example/paper/feeds">')
    expect(headOf(server.feeds())).not.toContain('canonical')
  })

  it('shows addresses of feeds that can be used wherever a public URL is known', async () => {
    const [siteUrl, counterUrl] = ['https://news.example/paper/', 'https://mail.example/p']
    const shown = async (options: Partial<PagesOptions>) =>
      /value="([^"]*atom.xml)"/.exec((await make(options)).feeds())?.[1]
    for (const kind of ['file', 'served'] as const) {
      expect(await shown({ kind, siteUrl, counterUrl })).toBe('https://news.example/paper/atom.xml')
      expect(await shown({ kind, counterUrl })).toBe('https://mail.example/p/atom.xml')
    }
  })

  it('offers the feeds, on a topic page those of the topic first', () => {
    const hrefs = (html: string) =>
      [...headOf(html).matchAll(/rel="alternate" type="([^"]+)" href="([^"]+)"/g)].map(([, type, href]) => [type, href])
    expect(hrefs(files.front(FRONT_PAGE))).toEqual([
      ['application/atom+xml', 'atom.xml'],
      ['application/rss+xml', 'rss.xml'],
      ['application/feed+json', 'feed.json'],
    ])
    const topic = hrefs(files.topic({ topic: TOPICS[3]!, words: [], days: [] }))
    expect(topic.map(([, href]) => href)).toEqual(
      ['../topics/t4/', '../'].flatMap((folder) => ['atom.xml', 'rss.xml', 'feed.json'].map((file) => folder + file)),
    )
  })

  it('keeps search results and messages out of search engines, and no other page', () => {
    for (const [, html] of everyPage(files)) expect(headOf(html)).not.toContain('noindex')
    for (const [, html] of served(server)) expect(headOf(html)).toContain('<meta name="robots" content="noindex">')
    expect(files.moved('old', 'new')).toMatch(
      /noindex[\s\S]*content="0; url&#x3D;\.\.\/story\/new\.html|noindex[\s\S]*content="0; url=\.\.\/story\/new\.html/,
    )
  })
})

describe('what is not in the feed folder', () => {
  const list = (pages: Pages) =>
    parse(pages.front({ date: '2026-11-24', top: storyOf(0), strong: [], sections: [], previousDate: '2026-11-23' }))
  const hrefOf = ({ named }: ReturnType<typeof parse>, words: string) =>
    named('a').find((one) => DomUtils.textContent(one).startsWith(words))?.attribs['href']

  it('is linked at the web server where that has a public URL', async () => {
    const page = list(await make({ counterUrl: 'https://mail.example/p', isFile: () => false }))
    expect(hrefOf(page, 'Strait of Merrow')).toBe(`https://mail.example/p/story/${storyOf(0).storyId}`)
    expect(hrefOf(page, 'Search')).toBe('https://mail.example/p/search')
    expect(hrefOf(page, 'Monday 23')).toBe('https://mail.example/p/day/2026-11-23')
  })

  it('is else left out, and a headline leads to its outlet', async () => {
    const page = list(await make({ isFile: () => false }))
    expect(hrefOf(page, 'Strait of Merrow')).toBe(storyOf(0).url)
    expect(hrefOf(page, 'Search')).toBeUndefined()
    expect(hrefOf(page, 'Monday 23')).toBeUndefined()
  })
})

describe('a story', () => {
  const day = (stories: readonly ShownStory[], pages = files) =>
    pages.day({ date: '2026-11-24', part: 1, parts: 1, count: 1, sections: [{ stories }] })

  it('has its own language and direction, and our words within it have ours', async () => {
    const html = day([storyOf(5)])
    expect(html).toContain('<article lang="ar" dir="rtl">')
    expect(html).toMatch(/<span lang="en-GB" dir="ltr"><time datetime="2026-11-24T03:07Z">03:07<\/time>/)
    expect(day([storyOf(0)])).toContain('<article>')
    const arabic = await make({ language: 'ar' })
    expect(day([storyOf(0)], arabic)).toContain('<article lang="en" dir="ltr">')
    expect(day([storyOf(0)], arabic)).toContain('<html lang="ar" dir="rtl">')
    expect(day([storyOf(5)], arabic)).toContain('<article>')
    // Letters count more than what a feed says of its language, and an unknown language is said to be unknown.
    expect(day([storyOf(5, { language: 'en' })])).toContain('dir="rtl"')
    const { language: _, ...unknown } = storyOf(7)
    expect(day([unknown])).toContain('<article lang="" dir="rtl">')
  })

  it('names who else has it: own reports, then those with the same text, then how many more and who was first', () => {
    const carrier = { title: 'x', url: 'https://k.example/1', sourceId: 'k' }
    const html = day([
      storyOf(0, {
        carriers: [
          { ...carrier, outlet: 'Kestrel Wire', isCopy: false },
          { ...carrier, outlet: 'The "Meridian"', isCopy: false },
          { ...carrier, outlet: 'Courier', isCopy: true },
          { ...carrier, outlet: 'Gull', isCopy: true, copyOf: 'Kestrel Wire' },
          { ...carrier, outlet: 'Heron', isCopy: true, copyOf: storyOf(0).outlet },
        ],
        moreCarriers: 3,
        firstPublishedBy: { outlet: 'Dunmar Radio' },
      }),
      storyOf(1, { carriers: [{ ...carrier, outlet: 'Kestrel Wire', isCopy: false }], moreCarriers: 2 }),
    ])
    const { text } = parse(html)
    expect(text).toContain(
      'Also covered by Kestrel Wire and The "Meridian" The same text at Courier The same text as Kestrel Wire at Gull ' +
        `Another text by ${storyOf(0).outlet} at Heron 3 more articles First published by Dunmar Radio`,
    )
    expect(text).toContain('Also covered by Kestrel Wire · 2 more articles')
    expect(day([storyOf(0, { carriers: [], moreCarriers: 0 })])).not.toContain('class="fold"')
  })

  it.each([
    ['en', 'ar', 'rtl'],
    ['ar', 'en', 'ltr'],
  ])('has the lines of outlets in its own direction on a page in %s', async (language, own, direction) => {
    const { carriers } = storyOf(7)
    const [one, copy] = [carriers[0]!, { ...carriers[3]!, copyOf: 'Heron' }]
    const title = own === 'ar' ? storyOf(5).title : storyOf(0).title
    const top = storyOf(7, { title, language: own, carriers: [one, { ...copy, isFirst: true }] })
    const pages = await make({ language })
    const { named } = parse(pages.front({ date: '2026-11-24', top, strong: [], sections: [] }))
    const fold = named('div').find(({ attribs }) => attribs['class'] === 'fold')!
    const [count, ...lines] = DomUtils.getElementsByTagName('p', fold)
    const page = direction === 'rtl' ? 'ltr' : 'rtl'
    expect(DomUtils.getElementsByTagName('span', count!)[0]?.attribs).toEqual({ lang: language, dir: page })
    expect((fold.parent as typeof fold).attribs['dir']).toBe(direction)
    for (const line of lines.slice(0, 2)) {
      expect(DomUtils.getElementsByTagName('span', line)[0]?.attribs).toEqual({ lang: language })
      expect(line.attribs).not.toHaveProperty('dir')
    }
  })

  it('keeps the mark of the first to publish for another text of the lead’s outlet', () => {
    const [one] = storyOf(7).carriers
    const carrier = { ...one!, isCopy: true, isFirst: true, copyOf: storyOf(7).outlet } as const
    const top = storyOf(7, { carriers: [carrier], moreCarriers: 0 })
    const { text } = parse(files.front({ date: '2026-11-24', top, strong: [], sections: [] }))
    expect(text).toContain(`${carrier.outlet}, first to publish: ${carrier.title}, the same text as ${top.outlet}`)
  })

  it('counts every outlet on the front page, and names who was first where no line of an outlet says so', () => {
    const { carriers } = storyOf(7)
    const top = storyOf(7, {
      carriers: [
        ...carriers.slice(0, 3).map(({ isFirst: _, ...one }) => one),
        { ...carriers[3]!, outlet: 'Heron', copyOf: storyOf(7).outlet },
      ],
      firstPublishedBy: { outlet: 'Dunmar Radio', url: 'https://radio.example/1' },
    })
    const { text } = parse(files.front({ date: '2026-11-24', top, strong: [], sections: [] }))
    expect(text).toContain('Also covered by six outlets')
    expect(text).toContain(
      `Heron: ${carriers[3]!.title}, another text by ${top.outlet} 3 more articles First published by`,
    )
    const page = storyPageOf(4, top)
    const articles = page.articles.map((one) => ({ ...one, isFirst: false }))
    expect(files.story({ ...page, articles })).toMatch(
      /First published by <a href="https:\/\/radio.example\/1">Dunmar Radio</,
    )
    expect(files.story(page)).not.toContain('First published by')
  })

  it('says whose the picture is where it is not the lead’s', () => {
    const shown = (picture: NonNullable<ShownStory['picture']>) => {
      const html = files.front({ date: '2026-11-24', top: storyOf(0, { picture }), strong: [], sections: [] })
      return [/alt="([^"]*)"/.exec(html)?.[1], /class="credit">([^<]*)</.exec(html)?.[1]]
    }
    const url = 'https://p.example/1.jpg'
    expect(shown({ url, alt: 'A wave' })).toEqual(['A wave', undefined])
    expect(shown({ url, alt: 'A wave', outlet: 'Heron & Sons' })).toEqual(['A wave', 'Picture: Heron &amp; Sons'])
  })

  it('links nothing but http and https, and shows no picture that is not https', () => {
    const bad = storyOf(0, {
      url: 'javascript:alert(1)',
      picture: { url: 'http://p.example/1.jpg' },
      carriers: [{ outlet: 'K', sourceId: 'k', title: 'x', url: 'data:text/html,x', isCopy: false }],
      moreCarriers: 0,
    })
    for (const html of [
      files.front({ date: '2026-11-24', top: bad, strong: [], sections: [] }),
      files.story(storyPageOf(1, bad)),
    ])
      expect(html).not.toMatch(/javascript:|data:|<img/)
  })

  it('says which articles are copies, and these are never bold', () => {
    const html = files.story(storyPageOf(4))
    const kinds = [...html.matchAll(/<article class="(own|copy)"/g)].map(([, kind]) => kind)
    expect(kinds).toEqual(['own', 'own', 'copy', 'own'])
    const { text } = parse(html)
    expect(text).toContain('Carried by four outlets')
    expect(text).toContain('Copy of Kestrel Wire.')
    expect(text).toContain('First to publish. Own report.')
    expect(files.style).toMatch(/\.carriers \.copy \.outlet,\s*\.carriers \.copy h3 \{\s*font-weight: 400/)
    const top = files.front({ date: '2026-11-24', top: storyOf(0), strong: [], sections: [] })
    const copy = /<p class="copy">.*<\/p>/.exec(top)![0]
    expect(copy).not.toContain('<b>')
    expect(copy).toContain('the same text as')
  })
})

describe('the reasons on the page of a story', () => {
  it('are sentences in the language of the page', async () => {
    const { text } = parse((await make({ language: 'de' })).story(storyPageOf(4)))
    for (const sentence of [
      'Führt die Geschichte an: Dieser Text ist der vollständigste.',
      'Kopie von Kestrel Wire. 94 % des Wortlauts stimmen überein. Die Überschrift ist dieselbe.',
      'Eigener Bericht. Erwähnt wie Kestrel Wire: „Port Amsel“, „night rules“ und „pilots“.',
      '„strait“ und „convoy“ in der Überschrift.',
      '„freight“ im Text.',
    ])
      expect(text).toContain(sentence)
  })

  it('name what was compared where the label does not', () => {
    const page = storyPageOf(4)
    const [lead, first, copy, own] = page.articles
    const wording = (other?: OtherArticle) => [{ kind: 'wording', percent: 100, ...(other && { other }) } as const]
    const shown = (why: readonly ShownReason[], article = copy!) =>
      parse(files.story({ ...page, articles: [lead!, first!, { ...article, why }] })).text
    expect(shown(wording())).toContain('Copy of Kestrel Wire. 100% of the wording is the same.')
    expect(shown(wording({ outlet: 'Northern Courier' }))).toContain('is the same as in Northern Courier.')
    expect(shown([{ kind: 'address' }])).toContain('Copy of Kestrel Wire. Its address is the same.')
    const other = { outlet: 'Kestrel Wire', title: 'Strait open' }
    expect(shown([{ kind: 'event', other, words: [] }], own)).toContain('Own report. It is nearest to “Strait open”.')
    expect(shown([{ kind: 'hand', other }], own)).toContain('Put together with “Strait open” by hand.')
  })
})

describe('the topic bar', () => {
  const bar = (html: string) =>
    [...(/<ul class="topics">([\s\S]*?)<\/ul>/.exec(html)?.[1] ?? '').matchAll(/>([^<]+)<\/a>/g)].map(
      ([, name]) => name,
    )

  it('shows eight topics, of more the first seven and the way to all', async () => {
    const eight = await make({ topics: TOPICS.slice(0, 8) })
    expect(bar(eight.front(FRONT_PAGE))).toHaveLength(9)
    expect(bar(files.front(FRONT_PAGE))).toEqual([
      'Front page',
      'World',
      'Economy',
      'Science',
      'Climate',
      'Culture',
      'Sport &amp; &lt;Leisure&gt;',
      'Technology',
      'All topics',
    ])
  })

  it('always has the topic whose page it is on', () => {
    const html = files.topic({ topic: TOPICS[11]!, words: [], days: [] })
    expect(bar(html).slice(-3)).toEqual(['Sport &amp; &lt;Leisure&gt;', 'Travel', 'All topics'])
    expect(html).toMatch(/<a href="[^"]+" aria-current="page">Travel<\/a>/)
  })
})

describe('a large page', () => {
  /** Words that do not compress: another hundred of them for each story. */
  function wordy(n: number): ShownStory {
    let state = n + 1
    const words = (count: number) =>
      Array.from({ length: count }, () => {
        state = (state * 48271) % 2147483647
        return state.toString(36)
      }).join(' ')
    return storyOf(n, {
      title: words(12),
      lead: words(50),
      carriers: Array.from({ length: 5 }, (_, i) => ({
        outlet: words(2),
        sourceId: `s${i}`,
        title: words(9),
        url: `https://${words(1)}.example/${words(4).replaceAll(' ', '-')}`,
        isCopy: i > 1,
      })),
    })
  }
  const wordies = Array.from({ length: 100 }, (_, i) => wordy(i))

  it('stays under 30 kB compressed: a full front page, and a day of 100 stories', () => {
    const front = files.front({
      ...FRONT_PAGE,
      top: wordies[0]!,
      strong: wordies.slice(1, 5),
      sections: TOPICS.map((topic, i) => ({
        topic,
        stories: wordies.slice(5 + i * 6, 8 + i * 6),
        briefs: wordies.slice(8 + i * 6, 11 + i * 6),
      })),
    })
    const day = files.day({ date: '2026-11-24', part: 1, parts: 1, count: 100, sections: [{ stories: wordies }] })
    for (const html of [front, day, files.front(FRONT_PAGE)]) expect(gzipSync(html).length).toBeLessThanOrEqual(30_000)
    for (const { storyId } of wordies) expect(day).toContain(`story/${storyId}.html`)
  })

  it('has a small style sheet', () => {
    expect(gzipSync(files.style).length).toBeLessThan(6_000)
  })
})

describe('dates', () => {
  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])('are those of the newspaper in %s', async (timeZone) => {
    const pages = await make({ timeZone })
    const html = pages.front({ date: '2026-11-24', strong: [], sections: [], previousDate: '2026-11-23' })
    expect(html).toContain('<p class="date">Tuesday 24 November 2026</p>')
    expect(html).toContain('>Monday 23 November</a>')
  })

  it('are absolute: of another day with the weekday, of another week with the date', () => {
    const times = ['2026-11-24T06:12', '2026-11-23T18:05', '2026-11-10T18:05', '2025-11-10T18:05'].map((at) => {
      const html = files.day({
        date: '2026-11-24',
        part: 1,
        parts: 1,
        count: 1,
        sections: [{ stories: [storyOf(0, { publishedAt: `${at}:00.000Z` })] }],
      })
      return /<time [^>]*>([^<]*)</.exec(html)![1]
    })
    expect(times).toEqual(['06:12', 'Mon 18:05', '10 Nov', '10 Nov 2025'])
  })
})

describe('createPages', () => {
  it('uses English where it has no sentences in a language', async () => {
    const finnish = await make({ language: 'fi' })
    expect(finnish.notFound()).toContain('<html lang="en" dir="ltr">')
  })

  it('throws for a template that cannot be read, and says which', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'broadsheet-templates-'))
    mkdirSync(join(folder, 'page.en.json'))
    await expect(make({ templatesFolder: folder })).rejects.toThrow(RenderError)
    await expect(make({ templatesFolder: folder })).rejects.toThrow(/page\.en\.json cannot be read/)
    rmSync(folder, { recursive: true })
  })
})

describe('the templates of pages', () => {
  const { templatesFolder } = OPTIONS

  it.each(readdirSync(templatesFolder).filter((name) => name.endsWith('.html')))(
    'have slots and loops, no logic: %s',
    (name) => {
      expect(readFileSync(join(templatesFolder, name), 'utf8')).not.toMatch(
        /\{\{[#^]?(?:if|unless|with|else)\b|\{\{\^|@(?:first|last|index)/,
      )
    },
  )

  it('style what a browser without `:has` needs in rules without it', () => {
    const selectors = [...files.style.replace(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{/g)].map(([, list]) =>
      list!.trim(),
    )
    expect(selectors.filter((list) => list.includes(':has(') && list.includes(',\n'))).toEqual([])
  })
})
