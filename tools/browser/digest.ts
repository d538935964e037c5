/** What must hold of the mail of a digest, as mail programs of different abilities show it. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Edition } from '../../src/core/model.ts'
import { fillSlots } from '../../src/core/slots.ts'
import { renderEdition, slotValues } from '../../src/mail/render.ts'
import { carrier, edition, editionStory } from '../../tests/support/sample-edition.ts'
import { checkAxe, checkWidth, type Fault } from './tabs.ts'

const LOOKS = [
  { look: 'light', widths: [320, 375, 1000] },
  { look: 'dark', widths: [375, 1000] },
  { look: 'inverted', widths: [375] },
  { look: 'no-images', widths: [320, 375] },
  { look: 'no-head-styles', widths: [320, 375] },
] as const

type Look = (typeof LOOKS)[number]['look']

/** Shows a mail as a program with these abilities does. */
async function showAs(tab: Page, html: string, look: Look): Promise<void> {
  await tab.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' })
  await tab.setContent(
    look === 'no-head-styles'
      ? html.replace(/<style[\s\S]*?<\/style>/g, '')
      : look === 'no-images'
        ? html.replaceAll(/ src="[^"]*"/g, ' src="https://pictures.example/missing.png"')
        : html,
  )
  // As Gmail's app does in dark mode, which knows no styles for it.
  if (look === 'inverted')
    await tab.addStyleTag({
      content: 'html { filter: invert(.93) hue-rotate(180deg) } img { filter: invert(1) hue-rotate(180deg) }',
    })
}

/** A mail in every look: nothing reaches beyond the edge, axe finds nothing; pictures as `SHOT-WIDTH-LOOK.png`. */
export async function checkDigest(tab: Page, name: string, html: string, fault: Fault, shot?: string): Promise<void> {
  for (const { look, widths } of LOOKS) {
    await showAs(tab, html, look)
    for (const width of widths) {
      await tab.setViewportSize({ width, height: 900 })
      const place = `${name}, ${width} px, ${look}`
      await checkWidth(tab, place, fault)
      if (look !== 'inverted') await checkAxe(tab, place, fault, ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      if (shot !== undefined) await tab.screenshot({ path: `${shot}-${width}-${look}.png`, fullPage: true })
    }
  }
}

/** Hard mails side by side, each in another look, as one picture: what the checks cannot judge. */
export async function pictureLooks(
  tab: Page,
  templatesFolder: string,
  cacheFolder: string,
  path: string,
): Promise<void> {
  const mails = await hardDigests(templatesFolder, cacheFolder)
  const shots: string[] = []
  for (const [name, look, width] of [
    ['words', 'light', 320],
    ['scripts', 'dark', 375],
    ['arabic', 'inverted', 375],
    ['words', 'no-images', 320],
    ['forty', 'no-head-styles', 375],
  ] as const) {
    await showAs(tab, mails[name], look)
    await tab.setViewportSize({ width, height: 900 })
    const shot = await tab.screenshot()
    shots.push(`<img src="data:image/png;base64,${shot.toString('base64')}" width="${width}" height="900">`)
  }
  await tab.emulateMedia({ colorScheme: 'light' })
  await tab.setViewportSize({ width: 1900, height: 948 })
  await tab.setContent(
    `<!doctype html><style>body{margin:24px;display:flex;gap:24px;background:#fff}</style>${shots.join('')}`,
  )
  await tab.screenshot({ path })
}

const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschafts'
const ADDRESS = `https://hostile.example/${'very-long-path-'.repeat(8)}`

/** What is hard to set: words of 81 letters and addresses in every place, four scripts, forty stories, no story. */
function hardEditions() {
  const long = {
    title: `Word ${WORD} in a headline`,
    lead: `A text with ${WORD} and ${ADDRESS} in it.`,
    outlet: WORD,
    authors: [WORD],
    carriers: [carrier(WORD, { title: ADDRESS }), carrier(WORD, { isCopy: true }), carrier('B', { isCopy: true })],
    firstPublishedBy: { outlet: WORD },
    news: [{ text: WORD, outlet: WORD, url: 'https://a.example/1' }],
  }
  const picture = { imageUrl: 'https://pictures.example/a.jpg', imageAlt: WORD, imageOutlet: WORD }
  const scripts = [
    { title: '東京都知事選挙が告示され、過去最多の五十六人が立候補を届け出た', outlet: '北海新聞', language: 'ja' },
    { title: 'ميناء أمسل يستقبل أول سفينة حبوب', outlet: 'صحيفة الميناء', language: 'ar', authors: ['ليلى', 'Ann'] },
    { title: 'The bridge of الجسر opens', outlet: 'جريدة الضفاف', carriers: [carrier('Gull')] },
    { title: 'ความหวังใหม่ของชาวนาในภาคตะวันออกเฉียงเหนือหลังฝนตกหนัก', outlet: 'ข่าว', language: 'th' },
  ].map(editionStory)
  const forty = Array.from({ length: 40 }, (_, n) => editionStory({ carriers: [carrier(`Outlet ${n}`)] }))
  const briefs = [editionStory(long), ...scripts]
  return {
    words: edition({
      title: `The ${WORD.slice(0, 40)}`,
      digestTitle: WORD,
      moreCount: 6,
      top: editionStory({ ...long, ...picture }),
      sections: [{ name: WORD, stories: [editionStory(long), editionStory({ title: 'W'.repeat(300) })], briefs }],
      laterCoverage: [carrier(WORD, { title: ADDRESS })],
    }),
    scripts: edition({ top: scripts[1]!, sections: [{ name: '世界', stories: scripts, briefs: scripts }] }),
    arabic: edition({
      language: 'ar',
      top: scripts[1]!,
      sections: [{ name: 'العالم', stories: [...scripts], briefs }],
    }),
    forty: edition({ sections: [{ name: 'World', stories: forty }] }),
    nothing: edition({ sinceAt: '2026-11-23T07:00:00.000Z' }),
  }
}

/** The HTML of the hard editions by name, for a subscriber whose address has sixty characters. */
async function hardDigests(
  templatesFolder: string,
  cacheFolder: string,
): Promise<Record<keyof ReturnType<typeof hardEditions>, string>> {
  const urls = { counterUrl: 'https://mail.example', webViewUrl: 'https://news.example/edition/e1' }
  const subscriber = {
    address: 'anneliese.von.der.brandenburg@a-subdomain.of-some.example.org',
    days: ['mon', 'wed'],
    at: ['07:00'],
    timeZone: 'America/Argentina/Buenos_Aires',
    topics: [WORD, 'World'],
    unsubscribeUrl: 'https://mail.example/unsubscribe/x',
  } as const
  const mails = Object.entries<Edition>(hardEditions()).map(async ([name, one]) => {
    const rendered = await renderEdition(one, { ...urls, templatesFolder, cacheFolder, postalAddress: WORD })
    const { language, digestTitle } = one
    const values = await slotValues(subscriber, { templatesFolder, language, digestTitle })
    return [name, fillSlots(rendered.html, values.html)] as const
  })
  return Object.fromEntries(await Promise.all(mails)) as Awaited<ReturnType<typeof hardDigests>>
}

/** Each of the hard mails in every look. */
export async function checkHardDigests(
  tab: Page,
  templatesFolder: string,
  cacheFolder: string,
  fault: Fault,
  shots?: string,
): Promise<void> {
  for (const [name, html] of Object.entries(await hardDigests(templatesFolder, cacheFolder)))
    await checkDigest(tab, `digest ${name}`, html, fault, shots && join(shots, `digest-${name}`))
}
