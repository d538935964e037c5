import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RenderError } from '../../src/core/errors.ts'
import type { Edition } from '../../src/core/model.ts'
import { fillSlots } from '../../src/core/slots.ts'
import { widthOf } from '../../src/lines.ts'
import { renderEdition, slotValues } from '../../src/mail/render.ts'
import { loadShell } from '../../src/mail/shell.ts'
import { carrier, edition, editionStory, richEdition } from '../support/sample-edition.ts'

const templatesFolder = fileURLToPath(new URL('../../templates', import.meta.url))
let folder: string
type RenderOptions = Parameters<typeof renderEdition>[1]
let options: RenderOptions
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'render-'))
  options = { templatesFolder, cacheFolder: join(folder, 'cache'), counterUrl: 'https://mail.example.org' }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ann = {
  address: 'ann@example.org',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  at: ['07:00'],
  timeZone: 'Europe/London',
  topics: ['World', 'Economy'],
  unsubscribeUrl: 'https://mail.example.org/unsubscribe/a.b?x=1&y=2',
} as const

/** The mail as one subscriber gets it. */
async function mailOf(edition: Edition, changes: Partial<RenderOptions> = {}) {
  const rendered = await renderEdition(edition, { ...options, ...changes })
  const values = await slotValues(ann, {
    templatesFolder,
    language: edition.language,
    digestTitle: edition.digestTitle,
  })
  return { ...rendered, html: fillSlots(rendered.html, values.html), text: fillSlots(rendered.text, values.text) }
}

const decode = (text: string) =>
  text.replace(/&#x([0-9A-F]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16))).replaceAll('&amp;', '&')

const linksOf = (html: string) =>
  [...html.matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, url]) => decode(url!)).filter((url) => !/^mailto:/.test(url))
const urlsOf = (text: string) => text.match(/https?:\/\/\S+/g) ?? []

/** The visible text of the HTML: without head, preheader and tags. */
const visibleText = (html: string) =>
  decode(
    html
      .replace(/<head>[\s\S]*<\/head>|<!--[\s\S]*?-->|<div [^>]*display:none[\s\S]*?<\/div>/g, ' ')
      .replaceAll('<wbr>', '')
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&middot;', '·')
      .replaceAll('&ensp;', ' ')
      .replaceAll('&nbsp;', ' '),
  ).replace(/\s+/g, ' ')

/** The rows of a story, from that of its headline. */
const itemOf = (html: string, url: string) => {
  const story = html.slice(html.lastIndexOf('<tr>', html.indexOf(`href="${url}"`)))
  return story.slice(0, 1 + story.slice(1).search(/<tr><td[^>]*><h[23]|<\/table>/))
}

/** The row with this link. */
const rowOf = (html: string, url: string) => {
  const end = html.indexOf('</td></tr>', html.indexOf(`href="${url}"`))
  return html.slice(html.lastIndexOf('<tr>', end), end)
}

describe('the two parts', () => {
  it('have the same links in the same order', async () => {
    const { html, text } = await mailOf(richEdition(), { siteUrl: 'https://news.example.org/' })
    expect(linksOf(html)).toEqual(urlsOf(text))
    expect(linksOf(html)).toContain('https://news.example.org/atom.xml')
    expect(linksOf(html).at(-1)).toBe(ann.unsubscribeUrl)
    expect(linksOf(html).length).toBeGreaterThan(30)
  })

  it('show every story in the edition’s order: headline, lead, outlet, reading time, authors', async () => {
    const rich = richEdition()
    const { html, text } = await mailOf(rich)
    for (const part of [visibleText(html), text.replace(/\s+/g, ' ')]) {
      let at = 0
      for (const story of [rich.top!, ...rich.sections.flatMap(({ stories }) => stories)]) {
        for (const piece of [story.title, story.lead, story.outlet, `${story.minutes} min`, ...story.authors]) {
          expect(part.indexOf(piece, at), `${piece} after ${part.slice(Math.max(0, at - 60), at)}`).toBeGreaterThan(-1)
          at = part.indexOf(piece, at)
        }
      }
      expect(part).toContain('Good morning · Tuesday 24 November 2026')
      expect(part).toContain('16 stories, 71 minutes')
    }
  })

  it('are the same bytes when rendered again', async () => {
    expect(await renderEdition(richEdition(), options)).toEqual(await renderEdition(richEdition(), options))
  })

  it('leave open only the subscriber’s own slots, and none in the subject', async () => {
    const { subject, html, text } = await renderEdition(richEdition(), options)
    const slots = (part: string) => [...new Set(part.match(/\uE000\w+\uE000/g))].sort()
    const named = (...names: string[]) => names.map((name) => `\uE000${name}\uE000`)
    expect(slots(html)).toEqual(named('address', 'schedule', 'topics', 'unsubscribeUrl'))
    expect(slots(text)).toEqual(named('reason', 'unsubscribeUrl'))
    expect(subject).not.toContain('\uE000')
  })

  it('contain no markup, tags, slots or scripts from a source', async () => {
    const evil = `</h3><script>alert(1)</script>{{digest}}\uE000address\uE000 " onmouseover="x\r\nBcc: eve \u202Eabc`
    const story = editionStory({
      storyId: 'evil',
      title: evil,
      lead: evil,
      outlet: evil,
      authors: [evil],
      url: 'javascript:alert(1)',
      imageUrl: 'data:image/png;base64,AAAA',
      language: '"><script>',
      carriers: [
        carrier(evil, { url: 'https://a.example/"><script>alert(1)</script>' }),
        carrier('Y', { url: 'file:///etc' }),
      ],
      firstPublishedBy: { outlet: evil, url: 'vbscript:x' },
    })
    const { html, text, subject } = await mailOf(
      edition({ top: story, sections: [{ name: evil, stories: [story] }], digestTitle: evil, title: evil }),
    )
    expect(html).not.toMatch(/<script|javascript:|vbscript:|file:|data:image|\u202E/)
    for (const tag of html.match(/<[a-z][^>]*>/gi) ?? []) expect(tag.replace(/"[^"]*"/g, '')).not.toContain('onmouse')
    expect(html.match(/<h3 /g)).toHaveLength(1)
    expect(text).not.toMatch(/\u202E|\r/)
    expect(subject).not.toMatch(/[\r\n\u202E\uE000]/)
    expect(html.split('ann@example.org').length - 1).toBe(1)
  })

  it('have lines of at most 76 characters in the text, except URLs', async () => {
    const { text } = await mailOf(richEdition(), {
      postalAddress: '1 Long Street, A Town With a Long Name, 12345 Country',
    })
    for (const line of text.split('\n')) if (!/https?:/.test(line)) expect(line.length).toBeLessThanOrEqual(76)
  })
})

describe('the HTML', () => {
  it('has lang and dir on html and on the child of body, roles on tables, one h1', async () => {
    const { html } = await mailOf(richEdition())
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr"/)
    const body = html.slice(html.indexOf('<body'))
    expect(body).toMatch(/^<body[^>]*>\s*<div[^>]*role="article" lang="en" dir="ltr"/)
    for (const [table] of html.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<table[^>]*>/g)) {
      expect(table).toContain('role="presentation"')
    }
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html.match(/<h2/g)).toHaveLength(6)
    expect(html.match(/<h3/g)).toHaveLength(15)
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="[^"]+"/)
    for (const [, words] of html.matchAll(/<a [^>]*>([^<]*)<\/a>/g)) expect(words!.trim()).not.toBe('')
    expect(html).toMatch(/<title>[^<]+<\/title>/)
  })

  it('sets spaces and columns without styles that few mail programs know', async () => {
    const { html } = await mailOf(richEdition())
    const inline = [...html.matchAll(/ style="([^"]*)"/g)].flatMap(([, style]) => style!.split(';'))
    const times = (property: string) => inline.filter((one) => one.startsWith(`${property}:`)).length
    expect(inline.filter((one) => /^margin/.test(one) && !/^margin:0(?:px auto)?$/.test(one))).toEqual([])
    expect(times('word-break')).toBe(1)
    expect(inline).not.toContain('display:inline-block')
  })

  it('gives the picture the width of the column, the height that goes with it, and no more', async () => {
    const top = editionStory({ imageUrl: 'https://pictures.example/a.jpg' })
    const [image] = /<img [^>]*>/.exec((await mailOf(edition({ top }))).html)!
    expect(image).toMatch(
      / width="552" style="display:block;width:100%;max-width:552px;height:auto;border:0;line-height:22px"/,
    )
  })

  it('loads only the top story’s picture, over https', async () => {
    const { html } = await mailOf(richEdition())
    expect([...html.matchAll(/(?:src|background)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
      'https://pictures.example/bridge.jpg',
    ])
    expect(html).not.toMatch(/<link|@import|@font-face|url\(/)
    const plain = richEdition()
    const { html: without } = await mailOf({
      ...plain,
      top: { ...plain.top!, imageUrl: 'http://pictures.example/b.jpg' },
    })
    expect(without).not.toContain('<img')
  })

  it.each([
    ['what the picture shows', 'The bridge "Ada" at dawn', 'alt="The bridge &quot;Ada&quot; at dawn"'],
    ['whose picture it is, where nobody says what it shows', undefined, 'alt="Picture: '],
  ])('says %s', async (_, imageAlt, expected) => {
    const plain = richEdition()
    const { html } = await mailOf({ ...plain, top: { ...plain.top!, imageAlt } })
    expect(html).toContain(expected)
  })

  it('sets a colour on all text, for light and dark mode', async () => {
    const { html } = await mailOf(richEdition())
    const body = html.slice(html.indexOf('<body'))
    for (const [tag] of body.matchAll(/<(?:h[1-3]|p|a|b)(?:\s[^>]*)?>/g)) {
      if (!/margin:0"|font:13px\/34px/.test(tag)) expect(tag).toMatch(/color:#/)
    }
    for (const dark of ['#121814', '#ECEFE8', '#C6CCC5', '#9BA49D', '#F28B78', '#363D38']) expect(html).toContain(dark)
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toMatch(/\[data-ogsc\] \.i/)
  })

  it('takes less than 1.1 kB a story', async () => {
    const stories = (count: number) =>
      edition({
        sections: [
          {
            name: 'World',
            stories: richEdition()
              .sections.flatMap((s) => s.stories)
              .slice(0, count),
          },
        ],
      })
    const few = Buffer.byteLength((await renderEdition(stories(3), options)).html)
    const many = Buffer.byteLength((await renderEdition(stories(15), options)).html)
    expect((many - few) / 12).toBeLessThan(1126)
  })

  const long = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      editionStory({
        storyId: `long${i}`,
        title: `Headline number ${i} of a long day, as long as headlines are when nobody has the time to cut them`,
        lead: `${'A sentence of about seventy characters, as they come one after another. '.repeat(5)}`.trim(),
        url: `https://harbour.example/2026/11/24/${'a-long-slug-'.repeat(3)}${i}?id=${i}`,
        carriers: Array.from({ length: 8 }, (_, n) => carrier(`Outlet ${n}`)),
      }),
    )

  it.each([
    [20, 60_000],
    [40, 60_000],
    [60, 80_000],
  ])('of %i stories with other coverage takes at most %i bytes with its slots filled', async (count, most) => {
    const { html, text } = await mailOf(edition({ sections: [{ name: 'World', stories: long(count) }] }))
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(most)
    expect(html.match(/<h3/g)).toHaveLength(count)
    expect(linksOf(html)).toEqual(urlsOf(text))
  })

  const LATIN = 'A sentence of words as they come one after another in a long day '
  const CHINESE = '东京都知事选举今日公告五十六人登记参选人数为历来最多各界关注'
  const ARABIC = 'ميناء أمسل يستقبل أول سفينة حبوب منذ أسبوعين كاملين '
  const endless = (text: string, length: number) =>
    text
      .repeat(Math.ceil(length / text.length))
      .slice(0, length)
      .trim()

  it.each([
    { what: 'leads of one sentence', words: LATIN, headline: 80, lead: 390, url: 60 },
    { what: 'addresses of 300 characters', words: LATIN, headline: 80, lead: 390, url: 300 },
    { what: 'headlines of 200 characters', words: LATIN, headline: 200, lead: 390, url: 300 },
    { what: 'Chinese', words: CHINESE, headline: 60, lead: 390, url: 150 },
    { what: 'Arabic', words: ARABIC, headline: 80, lead: 390, url: 200 },
  ])('of forty stories of ten outlets takes at most 60 kB: $what', async ({ words, headline, lead, url }) => {
    const address = (host: string) => endless(`https://${host}.example/${'a-long-slug-'.repeat(30)}`, url)
    const stories = Array.from({ length: 40 }, (_, i) =>
      editionStory({
        title: endless(`${i} ${words}`, headline),
        lead: `${endless(words, lead)}.`,
        url: address(`harbour${i}`),
        carriers: Array.from({ length: 5 }, (_, n) =>
          carrier(`Outlet ${n}`, { title: endless(words, headline), url: address(`outlet${n}-${i}`) }),
        ),
        moreCarriers: 4,
        firstPublishedBy: { outlet: 'Kestrel Wire', url: address(`kestrel${i}`) },
      }),
    )
    const sections = [0, 10, 20, 30].map((from) => ({ name: `Topic ${from}`, stories: stories.slice(from, from + 10) }))
    const { html, text } = await mailOf(edition({ sections }))
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60_000)
    expect(html.match(/<h3/g)).toHaveLength(40)
    expect(linksOf(html)).toEqual(urlsOf(text))
  })

  it('leaves to the composer how many stories there are', async () => {
    const { htmlBytes, html } = await mailOf(edition({ sections: [{ name: 'World', stories: long(200) }] }))
    expect(html.match(/<h3/g)).toHaveLength(200)
    expect(htmlBytes).toBeGreaterThan(95_000)
  })
})

describe('a story', () => {
  it('says whose text a copy has that has not the lead’s', async () => {
    const long = 'The Tidewater Examiner of Lissel, Port Harrow and the Outer Varn Islands, and of the Quay'
    const plain = richEdition()
    const carriers = [
      carrier('Fjord Daily'),
      carrier('Gull', { isCopy: true }),
      carrier('Heron', { isCopy: true, copyOf: long }),
      carrier('Ibis', { isCopy: true, copyOf: plain.top!.outlet }),
      carrier('Jay', { isCopy: true, copyOf: long }),
    ]
    const { html, text } = await mailOf({ ...plain, top: { ...plain.top!, carriers } })
    expect(visibleText(html)).toContain(
      `The same text at Gull The same text as ${long} at Heron and Jay Another text by ${plain.top!.outlet} at Ibis`,
    )
    expect(text.replace(/\s+/g, ' ')).toContain(
      `The same text at: Gull: https://gull.example/a/1 The same text as ${long} at: Heron: https://heron.example/a/1 Jay: https://jay.example/a/1 Another text by ${plain.top!.outlet} at: Ibis: `,
    )
    for (const line of text.split('\n')) if (!/https?:/.test(line)) expect(line.length).toBeLessThanOrEqual(76)
  })

  it('says below its picture whose it is, where that is another outlet', async () => {
    const plain = richEdition()
    const credit = (html: string) => /<td[^>]*>(Picture: [^<]*)</.exec(html)?.[1]
    expect(credit((await mailOf(plain)).html)).toBeUndefined()
    const { html } = await mailOf({ ...plain, top: { ...plain.top!, imageOutlet: 'Heron & <Sons>' } })
    expect(credit(html)).toBe('Picture: Heron &amp; &lt;Sons&gt;')
  })

  it('from right to left is marked so, with the line of its other coverage on that side', async () => {
    const { html } = await mailOf(richEdition())
    const item = itemOf(html, 'https://harbour.example/news/rtl')
    expect(item).toMatch(/^<tr><td lang="ar" dir="rtl" align="right"/)
    expect(item).toContain('border-right:2px solid #A3271B;padding-right:12px')
    expect(item).not.toContain('border-left')
    expect(item.match(/<td/g)).toHaveLength(item.match(/<td[^>]* dir="rtl" align="right"/g)!.length)
    expect(itemOf(html, 'https://harbour.example/news/ferry')).toMatch(/^<tr><td class="h" style/)
  })

  it('has the direction of its letters even when its source states another language', async () => {
    const stories = [
      editionStory({ storyId: 'he', title: 'הגשר נפתח', language: 'en' }),
      editionStory({ storyId: 'la', title: 'The bridge opens', language: 'ar' }),
    ]
    const { html } = await mailOf(edition({ sections: [{ name: 'World', stories }] }))
    expect(itemOf(html, 'https://harbour.example/news/he')).toMatch(/^<tr><td dir="rtl" align="right"/)
    expect(itemOf(html, 'https://harbour.example/news/la')).toMatch(/^<tr><td lang="ar" class="h"/)
  })

  it('in a right-to-left edition is marked only if it runs from left to right', async () => {
    const hebrew = join(folder, 'hebrew')
    await cp(templatesFolder, hebrew, { recursive: true })
    await cp(join(hebrew, 'words.en.json'), join(hebrew, 'words.he.json'))
    const { html } = await mailOf({ ...richEdition(), language: 'he' }, { templatesFolder: hebrew })
    expect(html).toMatch(/<html lang="he" dir="rtl"/)
    expect(html).not.toMatch(/direction:ltr|text-align:left/)
    expect(itemOf(html, 'https://harbour.example/news/ferry')).toMatch(
      /^<tr><td lang="en" dir="ltr" align="left" class="h"/,
    )
    expect(itemOf(html, 'https://harbour.example/news/rtl')).toMatch(/^<tr><td lang="ar" class="h"/)
  })

  it('names own reports by outlet and headline, copies by outlet in a lighter colour and never in bold', async () => {
    const { html } = await mailOf(richEdition())
    const item = itemOf(html, 'https://harbour.example/news/bridge')
    expect(visibleText(item)).toContain(
      'Fjord Daily: As Fjord Daily has it The Quay Review: As The Quay Review has it The same text at Lowland Wire',
    )
    expect(item).toContain('<b style="color:#151A17">Fjord Daily:</b>')
    expect(item).toMatch(/style="color:#151A17">As Fjord Daily has it</)
    expect(item).toMatch(/class="s" style="color:#3C443F">Lowland Wire</)
    expect(item.slice(item.indexOf('The same text'))).not.toMatch(/<b>|<b |bold/)
    expect(visibleText(item)).toContain('First published by Fjord Daily')
  })

  it('names at most four other articles, and the number of the rest', async () => {
    const { html, text } = await mailOf(richEdition())
    const reading = visibleText(itemOf(html, 'https://harbour.example/news/bank'))
    expect(reading).toContain('The same text at Tarnby Herald 3 more articles')
    expect(text).toMatch(
      / {4}Also covered by:\n {6}Lowland Wire: As Lowland Wire has it\n {6}\S+\n[\s\S]*? {4}The same text at:\n {6}Tarnby Herald: \S+\n {4}3 more articles\n/,
    )
  })

  it('counts the others beside its time where it names none', async () => {
    const { html, text } = await mailOf(edition({ top: editionStory({ moreCarriers: 2 }) }))
    expect(text).toContain('The Harbour Post · 06:12 · 4 min · 2 more articles\n')
    expect(html).not.toContain('border-left')
  })

  it('marks the direction of a headline of another', async () => {
    const story = editionStory({ carriers: [carrier('A', { title: 'الجسر مفتوح' }), carrier('B')] })
    const { html } = await mailOf(edition({ top: story }))
    expect(html).toContain('href="https://a.example/a/1" dir="rtl"')
    expect(html).toContain('href="https://b.example/a/1" style')
  })

  it.each([
    ['linked', 'https://a.example/a/1', '<a href="https://a.example/a/1" lang="ar" dir="rtl"'],
    ['not linked', 'javascript:alert(1)', '<span lang="ar" dir="rtl">'],
  ])('marks the language and direction of a headline of another, %s', async (_, url, tag) => {
    const other = carrier('A', { title: 'الجسر مفتوح', url, language: 'ar' })
    const own = carrier('B', { language: 'en-GB' })
    const { html } = await mailOf(edition({ top: editionStory({ carriers: [other, own] }), laterCoverage: [other] }))
    expect(html).toContain(tag)
    expect(html.match(/lang="ar"/g)).toHaveLength(2)
    expect(html).toContain('href="https://b.example/a/1" style')
  })

  it('does not repeat its headline where another has the same words', async () => {
    const title = 'Storm reaches the coast'
    const carriers = [
      carrier('Kestrel Wire', { title: 'Storm Reaches “the Coast”!' }),
      carrier('Gull', { title: 'STORM REACHES THE COAST', url: 'ftp://gull.example/' }),
    ]
    const { html, text } = await mailOf(edition({ top: editionStory({ title, carriers }) }))
    expect(html).toContain(
      '<a href="https://kestrel-wire.example/a/1" style="color:#151A17"><b>Kestrel Wire</b></a><br>',
    )
    expect(html).toContain('<b style="color:#151A17">Gull</b></div>')
    expect(text).toContain(
      '    Also covered by:\n      Kestrel Wire\n      https://kestrel-wire.example/a/1\n      Gull\n',
    )
  })

  it('links the original publisher where the list of outlets does not', async () => {
    const story = editionStory({ firstPublishedBy: { outlet: 'Kestrel', url: 'https://kestrel.example/1' } })
    const { html, text } = await mailOf(edition({ top: story }))
    expect(html).toContain('href="https://kestrel.example/1"')
    expect(text).toContain('    First published by Kestrel\n      https://kestrel.example/1\n')
  })

  it.each([
    { at: '2026-11-24T06:12:00.000Z', zone: 'Europe/London', says: '06:12 · 4 min' },
    { at: '2026-11-24T06:12:00.000Z', zone: 'Asia/Tokyo', says: '15:12 · 4 min' },
    { at: '2026-11-23T21:10:00.000Z', zone: 'Europe/London', says: 'Mon 21:10 · 4 min' },
    { at: '2026-11-23T21:10:00.000Z', zone: 'Asia/Tokyo', says: '06:10 · 4 min' },
    { at: '2026-11-18T09:00:00.000Z', zone: 'UTC', says: 'Wed 09:00 · 4 min' },
    { at: '2026-11-17T09:00:00.000Z', zone: 'UTC', says: '17 Nov · 4 min' },
    { at: '2025-11-17T09:00:00.000Z', zone: 'UTC', says: '17 Nov 2025 · 4 min' },
    { at: '2026-11-25T09:00:00.000Z', zone: 'UTC', says: '25 Nov · 4 min' },
  ])('of $at is shown in $zone as $says', async ({ at, zone, says }) => {
    const story = editionStory({ publishedAt: at })
    const { html, text } = await mailOf(edition({ top: story, timeZone: zone }))
    expect(text).toContain(`The Harbour Post · ${says}\n`)
    expect(html).toContain(says.replaceAll(' ', '\u00A0'))
  })

  it('is cut only between sentences', async () => {
    const lead = `${'One sentence of the lead stands here, and Mr. Brown is in it. '.repeat(6)}`.trim()
    const { text } = await mailOf(edition({ sections: [{ name: 'World', stories: [editionStory({ lead })] }] }))
    const shown = text
      .split('Storm reaches the coast\n')[1]!
      .split('\n  The Harbour Post')[0]!
      .trim()
      .replace(/\s+/g, ' ')
    expect(lead.startsWith(shown)).toBe(true)
    expect(shown).toMatch(/is in it\.$/)
    expect(shown.length).toBeLessThanOrEqual(280)
    expect(shown.length).toBeGreaterThan(200)
  })

  it('is not cut behind the number of a list item', async () => {
    const item = 'A thing of which there is much to say, so that it takes a line of its own.'
    const lead = `Five things: 1. ${item} 2. ${item} 3. ${item} 4. ${item} 5. ${item}`
    const { text } = await mailOf(edition({ sections: [{ name: 'World', stories: [editionStory({ lead })] }] }))
    expect(text.replace(/\s+/g, ' ')).toContain(`Five things: 1. ${item} 2. ${item} 3. ${item} The`)
  })

  it('without a URL, lead, author or other coverage is still shown', async () => {
    const story = editionStory({ title: 'Bare', lead: '', carriers: [] })
    const { url: _, ...bare } = story
    const { html, text } = await mailOf(edition({ top: bare }))
    expect(html).toMatch(/<h2[^>]*>Bare<\/h2>/)
    expect(text).toContain('Bare\n  The Harbour Post · 06:12 · 4 min\n')
    expect(html).not.toMatch(/The same text|First published|Updated|<img/)
  })
})

describe('what is hard to set', () => {
  it('a letter has no more marks than letters have', async () => {
    const title = `Z${'\u0301'.repeat(300)}algo, and \u0E17\u0E35\u0E48 \u{1F468}\u{1F3FD}\u200D\u{1F680}`
    const { html, subject } = await mailOf(edition({ top: editionStory({ title }) }))
    for (const part of [html, subject]) {
      expect(part).not.toMatch(/\p{M}{7}/u)
      expect(part).toContain('algo, and \u0E17\u0E35\u0E48 \u{1F468}\u{1F3FD}\u200D\u{1F680}')
    }
  })

  it('an entity that was escaped twice at the source is a character, and no markup', async () => {
    const twice = 'R&amp;D &lt;b&gt; &#xE000;address&#xE000; &quot;Sons&quot;'
    const top = editionStory({ title: twice, lead: twice, outlet: twice, authors: ['Ann &amp; Bob'] })
    const { html, text, subject } = await mailOf(edition({ top }))
    expect(html.match(/R&amp;D &lt;b&gt; address &quot;Sons&quot;/g)!.length).toBeGreaterThanOrEqual(3)
    expect(html).toContain('Ann &amp; Bob')
    for (const part of [text, subject]) expect(part).toContain('R&D <b> address "Sons"')
    expect(html + text + subject).not.toMatch(/&amp;amp;|&amp;lt;|\uE000/)
  })

  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschafts'
  const hard = editionStory({ title: `The ${word}`, lead: `A ${word}.`, outlet: word, authors: [word] })

  it('a long word and a long address have places to break, and are read and copied whole', async () => {
    const rendered = await renderEdition(edition({ top: { ...hard, carriers: [carrier(word)] } }), options)
    const address = 'a-rather-long-name.of-somebody@mail.some-organisation.example'
    const values = await slotValues(
      { ...ann, address },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    const html = fillSlots(rendered.html, values.html)
    expect(html).toContain('Donau<wbr>dampf<wbr>schif')
    expect(html.slice(html.indexOf('<h1'))).not.toMatch(/>[^<]*[\p{L}\p{N}]{26}/u)
    expect(visibleText(html)).toContain(`The ${word}`)
    expect(visibleText(html)).toContain(address)
    for (const [tag] of html.matchAll(/(?:href|src|alt|aria-label)="[^"]*"/g)) expect(tag).not.toMatch(/wbr|\u200B/)
    expect(fillSlots(rendered.text, values.text)).toContain(address)
    expect(rendered.text + rendered.subject).not.toMatch(/\u200B|wbr/)
  })

  it('every line of the text has at most 76 columns, except addresses of pages', async () => {
    const stories = [
      hard,
      editionStory({
        title: '東京都知事選挙が告示され、過去最多の五十六人が立候補を届け出た'.repeat(2),
        language: 'ja',
      }),
      editionStory({ authors: ['A Rather Long Name', 'Another Rather Long Name', 'And a Third Long Name'] }),
    ]
    const { text } = await mailOf(edition({ sections: [{ name: '世界', stories, briefs: [hard] }] }))
    for (const line of text.split('\n')) if (!/https?:/.test(line)) expect(widthOf(line), line).toBeLessThanOrEqual(76)
    expect(text).toContain('世界\n----\n')
    expect(text).not.toMatch(/[ \t]\n|\p{Script=Han} \p{Script=Han}/u)
  })

  it.each(['en', 'de', 'fr', 'es', 'ar'])('the recipient’s own lines have at most 76 columns: %s', async (language) => {
    const recipient = {
      address: 'anneliese.von.der.brandenburg@a-subdomain.of-some.example.org',
      days: ['mon', 'tue', 'thu', 'fri', 'sat'],
      at: ['07:00', '18:00'],
      timeZone: 'America/Argentina/Buenos_Aires',
      topics: Array.from({ length: 12 }, (_, n) => `Topic number ${n}`),
    } as const
    for (const one of [richEdition({ language }), edition({ language, sinceAt: '2026-11-23T07:00:00.000Z' })]) {
      const { text } = await renderEdition(one, options)
      const digestTitle = one.digestTitle
      const slots = await slotValues(recipient, { templatesFolder, language, digestTitle })
      const filled = fillSlots(text, slots.text)
      expect(filled).toContain(recipient.address)
      for (const line of filled.split('\n')) if (!/https?:/.test(line)) expect(widthOf(line), line).toBeLessThan(77)
    }
  })

  it('in a right-to-left edition names of the other direction are kept apart, and in others only those', async () => {
    const isolated = (text: string) => `\u2068${text}\u2069`
    const names = { title: 'Stop!', digestTitle: '24 h', language: 'ar' }
    const section = { name: 'U.S.', stories: [editionStory(), editionStory()] }
    const { html, text } = await mailOf(edition({ ...names, sections: [section] }), { postalAddress: '1 Quay' })
    for (const name of ['Stop!', '24 h', 'U.S.']) expect(html).toContain(`>${isolated(name)}<`)
    const flat = text.replace(/\s+/g, ' ')
    for (const part of [html, flat])
      for (const name of ['1 Quay', 'ann@example.org', 'London', 'World']) expect(part).toContain(isolated(name))
    expect(flat).toContain(isolated('24 h'))
    const english = await mailOf(edition({ digestTitle: 'صباح الخير', sections: [section] }))
    expect(english.html).toContain(`>${isolated('صباح الخير')}<`)
    expect(english.html.replaceAll(isolated('صباح الخير'), '')).not.toContain('\u2068')
  })

  it.each([
    ['OpenAI تعلن عن نموذج جديد', undefined, 'rtl'],
    ['iPhone 18 من آبل', 'ar', 'rtl'],
    ['The bridge of الجسر opens', undefined, ''],
    ['The bridge of الجسر opens', 'ar', ''],
    ['18', 'he', 'rtl'],
  ])('a headline runs as most of its letters do: %s (%s)', async (title, language, direction) => {
    const { html } = await mailOf(edition({ top: editionStory({ title, language }) }))
    expect(/<tr><td[^>]*dir="(rtl)"[^>]*><h2/.exec(html)?.[1] ?? '').toBe(direction)
  })

  it.each([
    ['Onze jours : enfin ! Et « oui », dit-il ?', 'Onze jours\u00A0: enfin\u00A0! Et «\u00A0oui\u00A0», dit-il\u00A0?'],
    ['Er sagt: »Ja« und geht', 'Er sagt: »Ja« und geht'],
    ['A smile :) and 1 : 0', 'A smile :) and 1\u00A0: 0'],
  ])('no line begins or ends with a sign that belongs to a word: %s', async (title, expected) => {
    const { html, text } = await mailOf(edition({ top: editionStory({ title, lead: `${title} Fin.` }) }))
    expect(html).toContain(`>${expected}</a>`)
    expect(html).toContain(`>${expected} Fin.<`)
    expect(text).toContain(title)
  })

  it('in a line with both directions each piece is kept apart, and in others none', async () => {
    const mixed = editionStory({
      outlet: 'جريدة',
      authors: ['ليلى', 'Ann'],
      carriers: [carrier('Gull', { isCopy: true })],
    })
    const { html, text } = await mailOf(edition({ top: mixed, sections: [{ name: 'W', stories: [editionStory()] }] }))
    const line =
      '\u2068جريدة\u2069 · \u206806:12\u2069 · \u20684 min\u2069 · \u2068by \u2068ليلى\u2069 and \u2068Ann\u2069\u2069'
    expect(visibleText(html).replaceAll('\u00A0', ' ')).toContain(line.replace('\u2069 ·', '\u2069 ·'))
    expect(text).toContain(`  \u200E${line}\n`)
    expect(text).toContain('  The Harbour Post · 06:12 · 4 min\n')
    const arabic = editionStory({ title: 'الجسر', outlet: 'جريدة', language: 'ar' })
    expect((await mailOf(edition({ top: arabic }))).text).toContain('  \u200F\u2068جريدة\u2069')
  })

  it.each(['en', 'de', 'fr', 'es', 'ar'])('no line ends in a word that needs the next one: %s', async (language) => {
    const story = editionStory({ authors: ['Ann'], carriers: [carrier('Gull', { isCopy: true })] })
    const { html } = await mailOf({ ...edition({ top: { ...story, firstPublishedBy: { outlet: 'Gull' } } }), language })
    const words = visibleText(html.replaceAll('\u00A0', '_').replaceAll(/[\u2066-\u2069]/g, ''))
    expect(words).toMatch(/\p{L}_Ann/u)
    expect(words.match(/\p{L}_ ?Gull/gu)).toHaveLength(2)
  })
})

describe('briefs', () => {
  const briefs = [
    editionStory({ storyId: 'b1', title: 'Correction: 140, not 410', lead: 'Not shown.' }),
    editionStory({ storyId: 'b2', title: 'خبر قصير', outlet: 'جريدة', language: 'ar' }),
  ]
  it('are a line each at the end of their section: headline, outlet, time', async () => {
    const sections = [
      { name: 'World', stories: [editionStory({ title: 'Before' })], briefs },
      { name: 'Economy', stories: [], briefs: [editionStory({ title: 'Alone' })] },
    ]
    const { html, text } = await mailOf(edition({ sections }))
    const reading = visibleText(html).replaceAll('\u00A0', ' ')
    expect(reading).toMatch(
      /World Before .* Correction: 140, not 410 The Harbour Post · 06:12 .* Economy Alone The Har/,
    )
    expect(reading).not.toContain('Not shown')
    expect(text).toContain('Correction: 140, not 410\n  The Harbour Post · 06:12\n  https://harbour.example/news/b1\n')
    expect(rowOf(html, 'https://harbour.example/news/b2')).toMatch(/^<tr><td lang="ar" dir="rtl" align="right"/)
    expect(linksOf(html)).toEqual(urlsOf(text))
  })

  it('keep outlet and time together, where they have room on a phone', async () => {
    const named = (outlet: string) => [editionStory({ title: 'B', outlet })]
    const of = async (outlet: string) =>
      (await mailOf(edition({ sections: [{ name: 'W', stories: [], briefs: named(outlet) }] }))).html
    expect(await of('The Harbour Post')).toContain('&ensp; The\u00A0Harbour\u00A0Post\u00A0·\u00A006:12<')
    expect(await of('The Harbour Post of Port Amsel and the Isles')).toContain('Isles\u00A0· 06:12<')
  })
})

describe('the page of the edition', () => {
  const webViewUrl = 'https://news.example.org/edition/e1'
  it.each([
    [6, '6 more stories are in this edition on the web.'],
    [1, '1 more story is in this edition on the web.'],
    [0, 'You can also read this edition on the web.'],
  ])('is linked, with how much of more it lists: %i', async (listed, says) => {
    const { leftOut } = edition({ moreCount: listed })
    const { html, text } = await mailOf(
      { ...richEdition(), moreCount: 1000, leftOut },
      { webViewUrl, siteUrl: 'https://news.example.org' },
    )
    expect(visibleText(html).replaceAll('\u00A0', ' ')).toContain(says.replace('web.', 'web .'))
    expect(text).toContain(`${says}\n${webViewUrl}\n`)
    expect(html).not.toContain('atom.xml')
    expect(linksOf(html)).toEqual(urlsOf(text))
  })
})

describe('a story that the recipient has had', () => {
  const url = 'https://harbour.example/news/ferry2'
  const story = editionStory({
    storyId: 'ferry2',
    title: 'Captain arrested',
    lead: 'The search ended at noon. Prosecutors say he knew. The port is closed.',
    news: [
      { text: '14 dead', outlet: 'Fjord Daily', url: 'https://fjord.example/14', language: 'en' },
      { text: 'قبطان العبارة', outlet: 'جريدة', url: 'https://jarida.example/1', language: 'ar' },
      { text: 'Prosecutors say he knew.', outlet: 'The Harbour Post', url, language: 'en' },
    ],
  })
  const both = edition({ top: story, sections: [{ name: 'World', stories: [{ ...story, storyId: 'again' }] }] })

  it('is marked as updated, and says between headline and text what is new, a line each with its outlet', async () => {
    const { html, text } = await mailOf(both)
    const item = visibleText(itemOf(html, url))
    expect(item).toMatch(
      /Captain arrested Updated 14 dead Fjord Daily قبطان العبارة \u2068جريدة\u2069 Prosecutors say he knew\. The search ended/,
    )
    expect(html.match(/>Updated</g)).toHaveLength(2)
    expect(text).toContain(
      'Captain arrested\n  Updated: 14 dead (Fjord Daily)\n  قبطان العبارة (\u2068جريدة\u2069)\n  Prosecutors say he knew.\n  The search ended at noon. The port is closed.\n' +
        `  The Harbour Post · 06:12 · 4 min\n  ${url}\n` +
        '    What is new:\n      Fjord Daily: https://fjord.example/14\n      \u2068جريدة\u2069: https://jarida.example/1\n',
    )
    expect(linksOf(html)).toEqual(urlsOf(text))
  })

  it('has each line in its own language and direction, and keeps the word before it in those of the edition', async () => {
    const item = itemOf((await mailOf(both)).html, url)
    expect(item).toContain('<span lang="ar" dir="rtl">قبطان العبارة</span>')
    expect(item).toContain('<span>14 dead</span>')
  })

  it('neither repeats a sentence of its lead nor the link of its headline', async () => {
    const { html, text } = await mailOf(edition({ top: story }))
    expect(html.split('Prosecutors say he knew.').length - 1).toBe(2) // in the preheader, too
    expect(text.split('Prosecutors say he knew.').length - 1).toBe(1)
    expect(linksOf(html).filter((link) => link === url)).toHaveLength(1)
  })

  it('does not name an article again that says what is new', async () => {
    const carriers = [carrier('Fjord Daily', { url: 'https://fjord.example/14' }), carrier('Lowland Wire')]
    const { html, text } = await mailOf(edition({ top: { ...story, carriers } }))
    expect(linksOf(html).filter((link) => link === 'https://fjord.example/14')).toHaveLength(1)
    expect(text).toContain('    Also covered by:\n      Lowland Wire: ')
  })

  it('leads the subject with "Updated", and the preheader with its newest line, only when it is the top story', async () => {
    const { subject, html } = await mailOf(edition({ top: story }))
    expect(subject).toBe('Updated: Captain arrested (1 story, Tue 24 Nov)')
    expect(html).toContain('>Prosecutors say he knew. From The Harbour Post.<')
    const below = edition({ top: editionStory(), sections: [{ name: 'World', stories: [story] }] })
    expect((await mailOf(below)).subject).toBe('Storm reaches the coast; Captain arrested (2 stories, Tue 24 Nov)')
  })

  it('lets no markup of its source through', async () => {
    const evil = '</span><script>x</script>{{title}}\uE000address\uE000'
    const top = editionStory({ news: [{ text: evil, outlet: evil, url: 'javascript:x', language: '"><script>' }] })
    const { html, text } = await mailOf(edition({ top }))
    expect(html).not.toMatch(/<script|javascript:/)
    expect(text).not.toMatch(/\uE000|javascript:/)
  })
})

describe('later coverage', () => {
  const later = [
    carrier('Fjord Daily', { title: 'Divers reach the wreck' }),
    carrier('Lowland Wire', { title: 'Divers at the wreck', isCopy: true }),
    carrier('جريدة', { title: 'الغواصون', url: 'https://jarida.example/2' }),
  ]
  const heading = 'More on earlier stories'

  it('is the last section, a line each: outlet, headline, link, and how many more there are', async () => {
    const { html, text } = await mailOf({ ...richEdition(), laterCoverage: later, moreCoverage: 1234 })
    const reading = visibleText(html)
    expect(reading).toContain(
      `${heading} Fjord Daily: Divers reach the wreck Lowland Wire, the same text: Divers at the wreck \u2068جريدة\u2069: الغواصون 1,234 more articles`,
    )
    expect(reading.indexOf(heading)).toBeGreaterThan(reading.indexOf('Lost film of the 1938 regatta'))
    expect(reading.indexOf(heading)).toBeLessThan(reading.indexOf('6 more stories did not fit'))
    expect(text).toContain(
      `${heading}\n-----------------------\n\nFjord Daily: Divers reach the wreck\nhttps://fjord-daily.example/a/1\n\n` +
        'Lowland Wire, the same text: Divers at the wreck\nhttps://lowland-wire.example/a/1\n\n',
    )
    expect(text).toContain('\n1,234 more articles\n')
    expect(linksOf(html)).toEqual(urlsOf(text))
    expect(html).toMatch(/<tr><td dir="rtl" align="right"[^>]*><b[^>]*>\u2068جريدة\u2069:/)
  })

  it('shows copies in regular soft', async () => {
    const { html } = await mailOf(edition({ laterCoverage: later }))
    expect(html).toContain('<b style="color:#151A17">Fjord Daily:</b>')
    const copy = rowOf(html, 'https://lowland-wire.example/a/1')
    expect(copy).toMatch(/class="s"/)
    expect(copy).not.toMatch(/<b|bold/)
  })

  it('takes the place of "Nothing new" in an edition without stories', async () => {
    const { subject, html, text } = await mailOf(edition({ laterCoverage: later }))
    expect(subject).toBe('Good morning: more on earlier stories, Tue 24 Nov')
    expect(html).toContain('>Divers reach the wreck; Divers at the wreck<')
    for (const part of [visibleText(html), text]) {
      expect(part).toContain(heading)
      expect(part).not.toMatch(/nothing new|0 stories|more articles/i)
    }
  })

  it('is left out where there is none', async () => {
    const { html, text } = await mailOf(richEdition())
    expect(html + text).not.toContain(heading)
  })

  it('is shortened, and then counted, before the mail would be cut off', async () => {
    const stories = Array.from({ length: 40 }, (_, i) =>
      editionStory({ storyId: `n${i}`, url: `https://harbour.example/${'a-long-slug-'.repeat(80)}${i}` }),
    )
    const laterCoverage = Array.from({ length: 20 }, (_, i) => carrier(`Outlet ${i}`, { title: `Line ${i}` }))
    const { html, text } = await mailOf(
      edition({ sections: [{ name: 'World', stories }], laterCoverage, moreCoverage: 2 }),
    )
    const shown = html.match(/>Line \d+</g)!.length
    expect(shown).toBeLessThan(20)
    expect(text).toContain(`${22 - shown} more articles`)
  })
})

describe('the language', () => {
  it.each([
    ['de', 'Dienstag, 24. November 2026', 'Derselbe Text bei:', 'Good morning kommt montags bis freitags um 07:00 Uhr'],
    ['fr', 'mardi 24 novembre 2026', 'Le même texte chez :', 'du lundi au vendredi à 07:00, heure locale à London'],
    ['es', 'martes, 24 de noviembre de 2026', 'El mismo texto en:', 'de lunes a viernes a las 07:00, hora de London'],
    ['ar', 'الثلاثاء، 24 نوفمبر 2026', 'النص نفسه في:', 'من الاثنين إلى الجمعة الساعة 07:00، بتوقيت London'],
  ])('is that of the newspaper: %s', async (language, date, copies, schedule) => {
    const { html, text: marked } = await mailOf({ ...richEdition(), language })
    const text = marked.replaceAll(/[\u2068\u2069]/g, '')
    expect(html).toMatch(new RegExp(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`))
    expect(text).toContain(`Good morning · ${date}\n`)
    expect(text).toContain(copies)
    expect(text.replace(/\s+/g, ' ')).toContain(schedule)
    expect(text).not.toMatch(/Also covered|The same text|more article|Unsubscribe|You get|Your topic/)
  })

  it('is English, and marked so, where there is no words file for the one asked for', async () => {
    const { html, text } = await mailOf({ ...richEdition(), language: 'pt' })
    expect(html).toMatch(/<html lang="en" dir="ltr"/)
    expect(text).toContain('Tuesday 24 November 2026')
    expect(itemOf(html, 'https://harbour.example/news/ferry')).not.toContain('lang=')
  })

  it.each([
    ['en', 'Tuesday 24 November 2026'],
    ['en-US', 'Tuesday November 24, 2026'],
    ['en-AU', 'Tuesday 24 November 2026'],
    ['en-nonsense-', 'Tuesday 24 November 2026'],
  ])('of a region decides how dates are written: %s', async (language, date) => {
    expect((await mailOf({ ...richEdition(), language })).text).toContain(`Good morning · ${date}\n`)
  })
})

describe('the subject', () => {
  const lone = (story: Parameters<typeof editionStory>[0], fields: Parameters<typeof edition>[0] = {}) =>
    edition({ top: editionStory(story), ...fields })
  const briefs = [editionStory({ title: 'Weather: rain' }), editionStory({ title: 'Crossword 12' })]
  const titled = (...titles: string[]) =>
    edition({
      top: editionStory({ title: titles[0]! }),
      sections: [{ name: 'World', stories: titles.slice(1).map((title) => editionStory({ title })) }],
    })
  it.each([
    {
      titles: ['Bridge opens', 'Bank holds', 'Moss grows'],
      subject: 'Bridge opens; Bank holds (3 stories, Tue 24 Nov)',
    },
    { titles: ['Bridge opens'], subject: 'Bridge opens (1 story, Tue 24 Nov)' },
    {
      titles: [
        'Bridge opens',
        'A headline that is far too long to stand beside the other one in one line'.repeat(2),
        'Moss',
      ],
      subject: 'Bridge opens; Moss (3 stories, Tue 24 Nov)',
    },
    { titles: ['x'.repeat(80), 'y'.repeat(80)], subject: `${'x'.repeat(80)} (2 stories, Tue 24 Nov)` },
    { titles: ['x'.repeat(120), 'y'.repeat(80)], subject: `${'y'.repeat(80)} (2 stories, Tue 24 Nov)` },
    { titles: ['x'.repeat(120), 'y'.repeat(130)], subject: `${'x'.repeat(85)}… (2 stories, Tue 24 Nov)` },
    {
      titles: [`${'word '.repeat(30)}`.trim()],
      subject: `${'word '.repeat(17).trim()}… (1 story, Tue 24 Nov)`,
    },
    { titles: ['👩‍👩‍👧‍👦'.repeat(90)], subject: `${'👩‍👩‍👧‍👦'.repeat(87)}… (1 story, Tue 24 Nov)` },
  ])(
    'names whole headlines, the count and the date, in at most 110 characters: $subject',
    async ({ titles, subject }) => {
      const rendered = await renderEdition(titled(...titles), options)
      expect(rendered.subject).toBe(subject)
      expect([...new Intl.Segmenter().segment(rendered.subject)].length).toBeLessThanOrEqual(110)
    },
  )

  it('is followed by a preheader that does not repeat it', async () => {
    const { html, subject } = await mailOf(richEdition())
    const [, preheader = ''] = /<div lang="en" dir="ltr" style="display:none[^>]*>([^<]*)</.exec(html) ?? []
    expect(preheader).toBe(
      'The first across was the lock-keeper, who had painted its railings for four decades. Also: A choir of tugboats opens the winter market',
    )
    expect(preheader).not.toContain(richEdition().top!.title)
    expect(subject).toContain(richEdition().top!.title)
  })

  it('begins with the strongest headline: the top one, and of equal ones one in the edition’s own language', async () => {
    const top = editionStory({ title: 'Le pont ouvre', language: 'fr' })
    const stories = [
      editionStory({ title: 'Banken hält', language: 'de' }),
      editionStory({ title: 'Moss grows' }),
      editionStory({ title: 'Two outlets have it', carriers: [carrier('Gull')] }),
    ]
    const of = async (changes: object) =>
      (await renderEdition(edition({ top: { ...top, ...changes }, sections: [{ name: 'W', stories }] }), options))
        .subject
    expect(await of({})).toBe('Two outlets have it; Le pont ouvre (4 stories, Tue 24 Nov)')
    expect(await of({ carriers: [carrier('A'), carrier('B')] })).toMatch(/^Le pont ouvre; Two outlets/)
    expect(await of({ language: 'en' })).toMatch(/^Le pont ouvre; Two outlets/)
  })

  it.each([
    ['ar', 'Moss grows؛ Bees count'],
    ['fr', 'Moss grows\u00a0; Bees count'],
  ])('joins headlines as the language does: %s', async (language, joined) => {
    const rendered = await renderEdition({ ...titled('Moss grows', 'Bees count'), language }, options)
    expect(rendered.subject.replaceAll(/[\u200E\u200F]/g, '')).toContain(joined)
  })

  it('names briefs where there is nothing else', async () => {
    const weather = edition({ sections: [{ name: 'W', stories: [], briefs }], storyCount: 2 })
    expect((await mailOf(weather)).subject).toBe('Weather: rain; Crossword 12 (2 stories, Tue 24 Nov)')
    const { subject } = await mailOf(edition({ ...weather, top: editionStory({ title: 'Bridge opens' }) }))
    expect(subject).toMatch(/^Bridge opens; Weather: rain /)
  })

  it.each([
    { what: 'nothing', of: edition() },
    { what: 'one short story', of: edition({ top: editionStory({ title: 'A', lead: '', outlet: 'B' }) }) },
    { what: 'a long word', of: edition({ top: editionStory({ title: 'A', lead: 'W'.repeat(300) }) }) },
    { what: 'short lines', of: edition({ laterCoverage: [carrier('A', { title: 'B' })] }) },
    { what: 'long headlines', of: titled('x'.repeat(300), 'y '.repeat(200), 'z'.repeat(150)) },
    { what: 'much', of: richEdition() },
    { what: 'much, in German', of: richEdition({ language: 'de' }) },
    { what: 'no words but a headline', of: lone({ title: 'Moss!', lead: '', outlet: '' }, { title: 'T' }) },
    { what: 'a headline of 900 characters', of: lone({ title: 'word '.repeat(180).trim(), lead: '', outlet: '' }) },
    {
      what: 'a newspaper with a long title',
      of: lone({ title: 'A', lead: '', outlet: 'B' }, { title: 'T '.repeat(200) }),
    },
    { what: 'an outlet with a long name', of: lone({ title: 'A', lead: '', outlet: 'B'.repeat(900) }) },
    { what: 'nothing, of a digest with a long title', of: edition({ digestTitle: 'word '.repeat(60).trim() }) },
    { what: 'briefs only', of: edition({ sections: [{ name: 'W', stories: [], briefs }], storyCount: 2 }) },
    { what: 'later coverage only', of: edition({ laterCoverage: [carrier('A', { title: 'word '.repeat(180) })] }) },
    { what: 'emoji', of: lone({ title: '👩‍👩‍👧‍👦'.repeat(200), lead: '👨🏽‍🚀'.repeat(200) }) },
    { what: 'letters with marks without end', of: lone({ title: `a${'\u0301'.repeat(4000)}`, lead: '', outlet: '' }) },
    { what: 'Chinese', of: lone({ title: '今日公告', lead: '五十六人登记参选。', outlet: '北海' }) },
    { what: 'Arabic', of: lone({ title: 'ميناء', lead: '', outlet: 'صحيفة' }, { language: 'ar' }) },
    { what: 'Arabic in a French edition', of: lone({ title: 'ميناء', lead: '', outlet: 'صحيفة' }, { language: 'fr' }) },
  ])('is followed by a preheader of 35 to 140 characters for $what', async ({ of }) => {
    const { html, subject } = await mailOf(of)
    const preheader = decode(/<div lang="\w+" dir="\w+" style="display:none[^>]*>([^<]*)</.exec(html)?.[1] ?? '')
    const { length } = [...new Intl.Segmenter().segment(preheader)]
    expect(length, preheader).toBeGreaterThanOrEqual(35)
    expect(length, preheader).toBeLessThanOrEqual(140)
    expect([...new Intl.Segmenter().segment(subject)].length, subject).toBeLessThanOrEqual(110)
    expect(Buffer.byteLength(subject)).toBeLessThan(5000)
    expect(subject).not.toContain(preheader)
    expect(preheader).not.toContain(subject.slice(0, 40))
  })
})

describe('an edition without stories', () => {
  it('is a short note: since when, and when the next one comes', async () => {
    const { subject, html, text } = await mailOf(edition({ sinceAt: '2026-11-23T07:00:00.000Z' }))
    expect(subject).toBe('Good morning: nothing new, Tue 24 Nov')
    expect(visibleText(html)).toContain('Nothing new since Monday 23 November, 07:00 None of')
    expect(text.replace(/\s+/g, ' ')).toContain('The next one comes on weekdays at 07:00, London time.')
    expect(html).not.toMatch(/<h3|0 stories|The same text|earlier stories/)
    expect(text.length).toBeLessThan(700)
  })

  it('names no instant where there was no earlier edition', async () => {
    expect(visibleText((await mailOf(edition())).html)).toContain('Nothing new None of')
  })
})

describe('unsubscribing', () => {
  it('is a link to the web server, escaped in HTML', async () => {
    const { html, text } = await mailOf(richEdition())
    expect(html).toContain('<a href="https://mail.example.org/unsubscribe/a.b?x&#x3D;1&amp;y&#x3D;2"')
    expect(text).toContain('Unsubscribe from Good morning\nhttps://mail.example.org/unsubscribe/a.b?x=1&y=2\n')
  })

  it('is a mail where no counterUrl is configured', async () => {
    const without = { counterUrl: undefined, operator: 'ops@example.org' }
    const rendered = await renderEdition(richEdition(), { ...options, ...without })
    const unsubscribeUrl = 'mailto:ops@example.org?subject=unsubscribe%20a.b'
    const values = await slotValues(
      { ...ann, unsubscribeUrl },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    const html = fillSlots(rendered.html, values.html)
    expect(decode(html)).toContain(
      `<a href="${unsubscribeUrl}" style="color:#151A17">Unsubscribe from Good morning</a>`,
    )
    expect(fillSlots(rendered.text, values.text)).toContain(`Unsubscribe from Good morning\n${unsubscribeUrl}\n`)
  })

  it('is not mentioned where neither is configured', async () => {
    const { html, text } = await mailOf(richEdition(), { counterUrl: undefined })
    expect(html + text).not.toMatch(/unsubscribe|To leave|reaches a person/i)
  })

  it('comes after why one gets the mail, and before who sends it', async () => {
    const { text } = await mailOf(richEdition(), { postalAddress: '1 Quay, Tarnby', replyTo: 'editor@example.org' })
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /You get Good morning at ann@example\.org on weekdays at 07:00, London time\. Your topics: World and Economy\. Unsubscribe from .* Morning Broadsheet, 1 Quay, Tarnby\. A reply to this mail reaches a person\. $/,
    )
  })
})

describe('slotValues', () => {
  it.each([
    { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], at: ['07:00'], says: 'every day at 07:00, London time' },
    { days: ['sun', 'sat'], at: ['18:00', '07:00'], says: 'at weekends at 07:00 and 18:00, London time' },
    { days: ['wed', 'mon'], at: ['07:00'], says: 'on Monday and Wednesday at 07:00, London time' },
  ] as const)('says the schedule in words: $says', async ({ days, at, says }) => {
    const values = await slotValues(
      { ...ann, days, at },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    expect(values.text['schedule']).toBe(says)
  })

  it.each([
    ['UTC', 'on weekdays at 07:00, UTC'],
    ['America/New_York', 'on weekdays at 07:00, New York time'],
    ['America/Argentina/Buenos_Aires', 'on weekdays at 07:00, Buenos Aires time'],
  ])('names the zone %s by its city', async (timeZone, says) => {
    const values = await slotValues(
      { ...ann, timeZone },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    expect(values.text['schedule']).toBe(says)
  })

  it.each([
    [
      'ann.of.the.brandenburgs@mail.example.org',
      'ann.<wbr>of.<wbr>the.<wbr>brandenburgs@<wbr>mail.<wbr>example.<wbr>org',
    ],
    [`${'x'.repeat(23)}@a.example`, 'xxxxx<wbr>xxxxx<wbr>xxxxx<wbr>xxxxx<wbr>xxx@<wbr>a.<wbr>example'],
    ['ann@example.org', 'ann@example.org'],
  ])('breaks a long address behind its signs, and elsewhere only a long part: %s', async (address, html) => {
    const values = await slotValues(
      { ...ann, address },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    expect(values.html['address']).toBe(html)
  })

  it('escapes only for HTML, and says "every topic" for none', async () => {
    const values = await slotValues(
      { ...ann, topics: ['R&D <new>'] },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    expect(values.html['topics']).toBe('Your topic: R&amp;D &lt;new&gt;.')
    expect(values.text['topics']).toBe('Your topic: R&D <new>.')
    const every = await slotValues(
      { ...ann, topics: [] },
      { templatesFolder, language: 'en', digestTitle: 'Good morning' },
    )
    expect(every.text['topics']).toBe('You get every topic.')
  })
})

describe('the template', () => {
  const templateFolder = async (mjml: string) => {
    const path = await mkdtemp(join(folder, 'templates-'))
    await writeFile(join(path, 'small.mjml'), mjml)
    return path
  }
  const LINES = { direction: 'ltr', start: 'left' }
  const small = (inside: string) =>
    `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`

  it('is compiled once and cached, and again when the cached shell is lost or damaged', async () => {
    const path = await templateFolder(small('<mj-text>{{title}}</mj-text>'))
    const cache = join(path, 'cache')
    expect((await loadShell(path, 'small.mjml', cache))({ title: 'T', ...LINES })).toContain('>T</div>')
    const [kept = ''] = await readdir(cache)
    expect(kept).toMatch(/^small\.mjml-[0-9a-f]{16}\.html$/)
    expect(await readFile(join(cache, kept), 'utf8')).toContain('{{title}}')
    // Another process uses a shell that it finds, but not half of one.
    const elsewhere = async () => {
      vi.resetModules()
      const { loadShell } = await import('../../src/mail/shell.ts')
      return (await loadShell(path, 'small.mjml', cache))({ title: 'T', ...LINES })
    }
    await writeFile(join(cache, kept), 'kept {{title}}</html>')
    expect(await elsewhere()).toBe('kept T</html>')
    // A process in another container may have our id; its draft must not be touched.
    const draft = `${kept}.${process.pid}`
    await writeFile(join(cache, draft), 'another draft')
    await writeFile(join(cache, kept), 'half of {{title}}')
    expect(await elsewhere()).toContain('>T</div>')
    expect(await readFile(join(cache, kept), 'utf8')).toMatch(/<\/html>$/)
    expect(await readFile(join(cache, draft), 'utf8')).toBe('another draft')
    expect((await readdir(cache)).sort()).toEqual([kept, draft])
  })

  it('is compiled where the cache cannot be written', async () => {
    const path = await templateFolder(small('<mj-text>{{name}}</mj-text>'))
    await writeFile(join(path, 'file'), '')
    expect((await loadShell(path, 'small.mjml', join(path, 'file', 'cache')))({ name: 'T', ...LINES })).toContain(
      '>T</div>',
    )
  })

  it.each([
    {
      what: 'a loop where MJML drops it',
      inside: '{{#each rows}}<mj-text>{{name}}</mj-text>{{/each}}',
      says: /loses \{\{#each rows\}\}/,
    },
    { what: 'an unclosed text', inside: '<mj-text>{{title}}', says: /small\.mjml/ },
    { what: 'an element that does not exist', inside: '<mj-txt>{{title}}</mj-txt>', says: /mj-txt/ },
  ])('is rejected with $what', async ({ inside, says }) => {
    const path = await templateFolder(small(inside))
    const loading = loadShell(path, 'small.mjml', join(path, 'cache'))
    await expect(loading).rejects.toBeInstanceOf(RenderError)
    await expect(loading).rejects.toThrow(says)
    expect(await readdir(path)).toEqual(['small.mjml'])
  })

  it('is reported with its path where it cannot be read', async () => {
    await mkdir(join(folder, 'empty', 'words.en.json'), { recursive: true })
    await expect(renderEdition(richEdition(), { ...options, templatesFolder: join(folder, 'empty') })).rejects.toThrow(
      join(folder, 'empty', 'words.en.json'),
    )
  })

  it('prints nothing unescaped and has every word in the words file', async () => {
    const source = await readFile(join(templatesFolder, 'digest.mjml'), 'utf8')
    expect(source).not.toMatch(/\{\{\{|\{\{&/)
    const body = source.slice(source.indexOf('<mj-body')).replace(/<[^>]*>|\{\{[^}]*\}\}|&[#\w]+;|\s/g, '')
    expect(body).toBe('')
  })
})
