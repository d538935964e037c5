import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { explain } from '../../../src/flow/ask/explain.ts'
import { readPage } from '../../../src/flow/refresh/reading.ts'
import { type Item, item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'
import { openWeb, type Script, type Web } from '../../support/web.ts'

const sentences = [
  'The ferry strike entered its second week on Tuesday, as talks between the crews and the harbour board broke off without agreement, and both sides said they would not meet again soon.',
  'Nobody at the port expected the boats to sail before the weekend, and shops on the islands, which get their bread by sea, ran short of flour, milk and lamp oil.',
  'The board had offered two percent more pay, which the crews, who have waited a year for an answer, called an insult to everyone who has ever stood on a wet deck.',
]
const teaser = 'The ferry strike entered its second week on Tuesday, as talks broke off.'
const page = (body: readonly string[], head = ''): string =>
  `<!doctype html><html lang="en"><head><title>Ferry strike goes on</title>${head}</head><body><nav><a href="/">Home</a></nav><article><h1>Ferry strike goes on</h1>${body.map((line) => `<p>${line}</p>`).join('')}</article></body></html>`

const paper = useNewspaper()

const ferry = (changes: Partial<Item> = {}): Item =>
  item(1, { title: 'Ferry strike goes on', text: teaser, link: `${paper.web.origin}/p/ferry`, ...changes })
const serve = (items: readonly Item[], changes: Partial<UserConfig> = {}) =>
  paper.configure({
    sources: [{ id: 'post', url: paper.serve('post', items), content: 'page' }],
    ...changes,
  })
const asked = (path: string): number => paper.web.asked.filter((request) => request.path === path).length
const article = async (title = 'Ferry strike goes on') => {
  const [row] = await paper.db.query<Record<string, string>>(
    'SELECT * FROM articles JOIN article_texts ON article_id = id WHERE title = $1',
    [title],
  )
  return row!
}

it('reads no more pages of a source after those with four million characters in all', async () => {
  const paragraph = sentences.join(' ')
  // Some 1.6 million characters a page, text and HTML.
  const long = page(new Array(3_600).fill(paragraph))
  const items = [1, 2, 3, 4].map((nth) => ferry({ guid: `g${nth}`, title: `Ferry strike, part ${nth}` }))
  for (const [nth, { guid }] of items.entries()) {
    items[nth] = { ...items[nth]!, link: `${paper.web.origin}/p/${guid}` }
    paper.web.on(`/p/${guid}`, { headers: { 'content-type': 'text/html' }, body: long })
  }
  await serve(items)
  await paper.pass()
  const lengths = await Promise.all(items.map(async ({ title }) => (await article(title)).text!.length))
  expect(lengths.toSorted((a, b) => a - b)).toEqual([teaser.length, ...new Array(3).fill(804_100)])
})

it('takes text, authors, picture, address and original publisher from a page, which is fetched once', async () => {
  const data = {
    '@type': 'NewsArticle',
    author: { name: 'Mara Quill' },
    datePublished: '2026-11-18T08:00:00Z',
    image: '/img/quay.jpg',
  }
  paper.web.on('/p/ferry', {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: page(
      [...sentences, 'This article was originally published by Coastal Review.'],
      `<link rel="canonical" href="/2026/11/18/ferry-strike-goes-on"><script type="application/ld+json">${JSON.stringify(data)}</script>`,
    ),
  })
  await serve([ferry({ at: undefined }), ferry({ guid: 'again', title: 'The ferry strike, told again' })], {
    refresh: { firstFetchDays: 0 },
    feed: { content: 'full' },
  })
  await paper.pass()
  expect(await article()).toMatchObject({
    text: sentences.join('\n\n'),
    lead: sentences[0],
    authors: '["Mara Quill"]',
    publisher: 'Coastal Review',
    canonical_url: `${paper.web.origin}/2026/11/18/ferry-strike-goes-on`,
    published_at: '2026-11-18T08:00:00.000Z',
    date_reason: 'page',
  })
  expect(asked('/p/ferry')).toBe(1)
  expect(paper.web.asked.find(({ path }) => path === '/p/ferry')!.headers['accept']).toMatch(/^text\/html/)
  expect(paper.published()).toContain(`href="${paper.web.origin}/p/ferry"`)
  expect(paper.published()).toContain('Nobody at the port expected')
  const explained = (await explain({ db: paper.db, config: paper.config() }, (await article())['id']!, paper.now()))!
    .articles[0]!
  expect([explained.authorsFound!.says, explained.publisherFound!.says, explained.date!.says]).toEqual([
    'its page names them',
    'the text says who published it originally',
    'as its page dates it: the feed gives no date',
  ])
  paper.later(60)
  await serve([ferry({ at: undefined }), item(2, { link: `${paper.web.origin}/p/none` })])
  await paper.pass()
  expect(asked('/p/ferry')).toBe(1)
})

it('fetches the page of an edited article again, whose date changes for a number on the page but not for a typo in the teaser', async () => {
  paper.web.on('/p/ferry', [
    { body: page(sentences) },
    { body: page(sentences) },
    { body: page(['At 9 the strike ended.', ...sentences]) },
  ])
  await serve([ferry()])
  await paper.pass()
  const updated = (): string => /<updated>([^<]*)<\/updated>/.exec(paper.published().split('<entry>')[1]!)![1]!
  const first = updated()
  paper.later(60)
  await serve([ferry({ text: `${teaser} ` + 'On Tuesday.' })])
  await paper.pass()
  expect(asked('/p/ferry')).toBe(2)
  expect(updated()).toBe(first)
  paper.later(60)
  await serve([ferry({ text: `${teaser} It ended.` })])
  await paper.pass()
  expect(updated()).toBe('2026-11-20T14:00:00Z')
  expect((await article())['text']).toContain('At 9 the strike ended.')
})

it('keeps the text of the page when an edited article’s page cannot be had', async () => {
  paper.web.on('/p/ferry', [{ body: page(sentences) }, { status: 503 }])
  await serve([ferry()])
  await paper.pass()
  paper.later(60)
  await serve([ferry({ text: `${teaser} On Tuesday.` })])
  await paper.pass()
  expect((await article())['text']).toBe(sentences.join('\n\n'))
})

it('keeps what the feed says where the page cannot be fetched, is no article, or is another article', async () => {
  const privacy = 'We value your privacy and that of our 812 partners, who store cookies.'
  const list = ['Bread', 'Boats', 'Bees'].map((word) => `<h2><a href="/${word}">${word}</a></h2>${sentences.join('')}`)
  const pages: Readonly<Record<string, Script>> = {
    missing: { status: 404 },
    failing: { status: 500, body: page(sentences) },
    pdf: { headers: { 'content-type': 'application/pdf' }, body: '%PDF' },
    wall: { body: page([`${sentences[0]!.slice(0, 40)}…`, 'This article is for subscribers.']) },
    cookies: { body: page(Array.from({ length: 9 }, () => privacy)) },
    list: { body: page(list) },
    cut: (_, response) =>
      void response.writeHead(200, { 'content-length': '90000' }).write('<p>x', () => response.destroy()),
    circle: { status: 302, headers: { location: '/p/circle' } },
    private: { status: 302, headers: { location: 'http://192.0.2.7/p' } },
  }
  const items = Object.entries(pages).map(([name, script]) => {
    paper.web.on(`/p/${name}`, script)
    return ferry({ title: `Ferry strike: ${name}`, link: `${paper.web.origin}/p/${name}`, guid: name })
  })
  await serve(items)
  await paper.pass()
  for (const { title, link } of items) {
    expect(await article(title)).toMatchObject({ text: teaser, lead: teaser, canonical_url: link })
  }
})

it('fetches no page for backlog, for articles that a filter drops, and for more than forty articles at once', async () => {
  paper.web.on('*', { body: page(sentences) })
  const many = Array.from({ length: 45 }, (_, nth) => item(nth, { link: `${paper.web.origin}/p/${nth}` }))
  const old = item(90, { link: `${paper.web.origin}/p/old`, at: '2026-09-01T08:00:00.000Z' })
  const bad = item(91, { link: `${paper.web.origin}/p/bad`, title: 'Sponsored bread' })
  await serve([old, bad, ...many], { filters: [{ drop: { any: ['sponsored'] } }] })
  await paper.pass()
  expect(paper.web.asked.filter(({ path }) => path.startsWith('/p/'))).toHaveLength(40)
  expect([asked('/p/old'), asked('/p/bad')]).toEqual([0, 0])
})

it.each<[string, NonNullable<UserConfig['filters']>]>([
  ['a word', [{ drop: { any: ['lamp oil'] } }]],
  ['an author', [{ drop: { author: 'Mara Quill' } }]],
])('drops an article by %s of its page, at first and when it is edited, and counts it', async (_, filters) => {
  const author = '<meta name="author" content="Mara Quill">'
  paper.web.on('/p/ferry', { body: page(sentences, author) })
  await serve([ferry()], { filters })
  const { refresh } = await paper.pass()
  expect(refresh?.outcomes).toMatchObject([{ counts: { new: 0, dropped: 1 } }])
  expect(paper.published()).not.toContain('Ferry strike')
  paper.later(60)
  await serve([ferry({ text: `${teaser} Both sides will meet on Friday.` })])
  await paper.pass()
  expect(paper.published()).not.toContain('Ferry strike')
})

it('sends the headers of a source to its own origin only', async () => {
  paper.web.on('/p/ferry', { body: page(sentences) })
  const elsewhere = await openWeb({ address: '127.0.0.2' })
  elsewhere.on('/p/other', { body: page(sentences) })
  await paper.configure({
    sources: [
      {
        id: 'post',
        url: paper.serve('post', [ferry(), item(2, { link: `${elsewhere.origin}/p/other` })]),
        content: 'page',
        headers: { cookie: 'reader=ann' },
      },
    ],
  })
  await paper.pass()
  await elsewhere.close()
  const cookieOf = (web: Web, path: string) => web.asked.find((request) => request.path === path)!.headers['cookie']
  expect([cookieOf(paper.web, '/p/ferry'), cookieOf(elsewhere, '/p/other')]).toEqual(['reader=ann', undefined])
})

it('reads pages of a megabyte for a feed of a megabyte without a deadlock between the two', async () => {
  const padding = `<script>${'var harbour = "Pell";'.repeat(60_000)}</script>`
  paper.web.on('/p/ferry', { body: page(sentences, padding) })
  const bulk = item(2, { text: 'Tar and rope. '.repeat(90_000), link: `${paper.web.origin}/p/none` })
  await serve([ferry(), bulk])
  await paper.pass()
  expect((await article())['text']).toBe(sentences.join('\n\n'))
}, 30_000)

describe('readPage', () => {
  const russian =
    'Совет порта одобрил в понедельник строительство нового паромного причала после одиннадцати лет споров.'
  const japanese = '港湾委員会は月曜日、新しいフェリー桟橋の建設を承認し、十一年に及ぶ論争に終止符を打った。'
  const inCharset = (text: string, charset: string): Uint8Array =>
    execFileSync('iconv', ['-f', 'UTF-8', '-t', charset], { input: text })

  it.each([
    [russian, 'windows-1251'],
    [russian, 'koi8-r'],
    [japanese, 'shift_jis'],
    [japanese, 'euc-jp'],
    ['Größe, Maß und Übermut: der Anleger am Fährhafen wird nun doch gebaut, sagt der Rat.', 'iso-8859-1'],
  ])('believes what a page says of its own encoding: $1', async (text, charset) => {
    const html = page(
      [text, text.replace(/.$/, '!')],
      `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`,
    )
    const { text: read } = await readPage({
      bytes: inCharset(html, charset),
      url: 'https://post.example.org/a',
    })
    expect(read).toContain(text)
  })

  it('returns sanitised HTML', async () => {
    const html = page([
      ...sentences,
      '<a href="javascript:alert(1)" onclick="x()">More</a><img src="/a.png" onerror="x()">',
    ])
    const read = await readPage({ bytes: Buffer.from(html), url: 'https://post.example.org/a' })
    expect(read.contentHtml).toContain('Nobody at the port')
    expect(read.contentHtml).not.toMatch(/javascript:|onclick|onerror/)
  })

  it('reads the first 40,000 tags of a page that never ends', async () => {
    const endless = page(Array.from({ length: 200_000 }, (_, i) => `${sentences[i % 3]}`))
    const { text } = await readPage({ bytes: Buffer.from(endless), url: 'https://post.example.org/a' })
    expect(text.startsWith(sentences[0]!)).toBe(true)
    expect(text.split('\n\n').length).toBeLessThan(20_000)
  })
})
