/** The walk: real pages in a real browser, as readers come to them. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { crawl } from './crawl.ts'
import { checkDigest, checkHardDigests } from './digest.ts'
import { type Newspaper, openNewspaper, openStaticHost, root } from './newspapers.ts'
import { checkAxe, checkLooks, checkWidth, type Fault, openContext, WIDTHS } from './tabs.ts'

const ALL_KINDS = ['sample', 'hard', 'empty'] as const
/** What is looked for in each newspaper, and found. */
const WORDS = { sample: 'flood', hard: 'tunnel' } as const

/** Walks through the samples, the hard newsroom and an empty newspaper, made below `folder`; returns how many faults there are. */
export async function walk(
  browser: Browser,
  folder: string,
  shotsFolder?: string,
  kinds: readonly string[] = ALL_KINDS,
): Promise<number> {
  let faults = 0
  const fault: Fault = (place, what) => {
    faults++
    console.log(`${place}: ${what}`)
  }
  for (const kind of ALL_KINDS.filter((one) => kinds.includes(one))) {
    const startedMs = performance.now()
    const paper = await openNewspaper(kind, join(folder, kind))
    const said = (place: string, what: string): void => fault(`${kind}, ${place.replace(paper.origin, '')}`, what)
    const shots = shotsFolder && join(shotsFolder, kind)
    try {
      const { titles, faults } = await crawl(`${paper.origin}/`)
      for (const one of faults) said('the links', one)
      await lookAtPages(browser, paper, chosen(titles, paper.origin), said, shots)
      if (kind !== 'empty') {
        await readJourneys(browser, paper, WORDS[kind], said)
        await useKeyboard(browser, paper, said)
      }
      if (paper.mail !== undefined) {
        await readMail(browser, paper, said, shots)
        await readPreview(browser, paper, said, shots)
      }
      if (kind === 'hard') await readHardDigests(browser, paper, said, shots)
      await readFolder(browser, paper, said)
      console.log(`${kind}: ${titles.size} pages, ${Math.round((performance.now() - startedMs) / 1000)} s`)
    } finally {
      await paper.close()
    }
  }
  return faults
}

/** From page to page by their links, without JavaScript, on a desk and on a phone. */
async function readJourneys(browser: Browser, paper: Newspaper, word: string, fault: Fault): Promise<void> {
  for (const width of [1280, 390]) {
    const context = await openContext(browser, paper.origin, fault, {
      javaScriptEnabled: false,
      viewport: { width, height: 900 },
      hasTouch: width === 390,
    })
    const tab = await context.newPage()
    tab.setDefaultTimeout(10_000)
    try {
      await readJourney(tab, `${paper.origin}/`, word, fault)
    } catch (error) {
      fault(`the journey at ${width} px, on ${tab.url()}`, String(error).split('\n').slice(0, 4).join(' '))
    }
    await context.close()
  }
}

/** Front page, story, outlet, topic, day, source, feeds, search. */
async function readJourney(tab: Page, front: string, word: string, fault: Fault): Promise<void> {
  const follow = async (selector: string, to: RegExp): Promise<string> => {
    const link = tab.locator(selector).first()
    const text = ((await link.textContent()) ?? '').trim()
    await link.click()
    await tab.waitForURL(to)
    if ((await tab.locator('h1').textContent())?.trim() === '') fault(tab.url(), 'has an empty heading')
    return text
  }
  const back = async (to: string | RegExp): Promise<void> => {
    await tab.goBack()
    await tab.waitForURL(to)
  }
  await tab.goto(front)
  await follow('main h2 a[href*="story/"], main h3 a[href*="story/"]', /\/story\/\w+$/)
  const outlets = await tab.locator('main a[href^="http"]').evaluateAll((links) => links.map((link) => `${link}`))
  if (outlets.length === 0) fault(tab.url(), 'leads to no outlet')
  await follow('main a[href*="source/"]', /\/source\/.+$/)
  await back(/\/story\//)
  await back(front)
  const topic = await follow('nav a[href*="topics/"]', /\/topics\/.+$/)
  const heading = (await tab.locator('h1').textContent())?.trim()
  if (heading !== topic) fault(tab.url(), `is headed ${heading}, and was linked as ${topic}`)
  await follow('main a[href*="story/"]', /\/story\//)
  await back(/\/topics\//)
  await back(front)
  await follow('a[href*="day/"]', /\/day\/[\d-]+$/)
  await follow('main a[href*="story/"]', /\/story\//)
  await back(/\/day\//)
  await follow('a[href$="feeds"]', /\/feeds$/)
  const address = new URL('atom.xml', front).href
  const isShown = await tab.evaluate(
    `[...document.querySelectorAll('input')].some((e) => e.value === ${JSON.stringify(address)}) || document.body.innerText.includes(${JSON.stringify(address)})`,
  )
  if (isShown !== true) fault(tab.url(), `does not show ${address} to copy`)
  await follow('header a[href$="search"]', /\/search$/)
  await tab.fill('input[name="q"]', word)
  await tab.press('input[name="q"]', 'Enter')
  await tab.waitForURL(/\/search\?q=/)
  await follow('main h2 a[href*="story/"], main h3 a[href*="story/"]', /\/story\//)
  await back(/\/search\?q=/)
  if ((await tab.inputValue('input[name="q"]')) !== word) fault(tab.url(), 'has lost the words that were typed')
}

interface Focused {
  readonly href: string | null
  readonly what: string
  readonly isInMain: boolean
  readonly isVisible: boolean
  readonly hasRing: boolean
}

/** With the keyboard alone: the skip link first, a ring around all that has the focus, Enter follows. */
async function useKeyboard(browser: Browser, paper: Newspaper, fault: Fault): Promise<void> {
  const context = await openContext(browser, paper.origin, fault, { javaScriptEnabled: false })
  const tab = await context.newPage()
  const press = async (): Promise<Focused | undefined> => {
    await tab.keyboard.press('Tab')
    return (await tab.evaluate(`(() => {
      const e = document.activeElement
      if (e === null || e === document.body) return undefined
      const { outlineStyle, outlineWidth } = getComputedStyle(e)
      const { top, bottom, left, right } = e.getBoundingClientRect()
      return { href: e.getAttribute('href'), what: e.outerHTML.slice(0, 100), isInMain: e.closest('main') !== null,
        isVisible: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && bottom - top > 8,
        hasRing: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
    })()`)) as Focused | undefined
  }
  for (const path of ['', 'feeds', 'search']) {
    await tab.goto(`${paper.origin}/${path}`)
    const skip = await press()
    if (!skip?.href?.startsWith('#') || !skip.isVisible) fault(tab.url(), `gives the focus first to ${skip?.what}`)
    for (let one = await press(), count = 0; one !== undefined && count < 300; one = await press(), count++) {
      if (!one.isVisible) fault(tab.url(), `gives the focus to what is not seen: ${one.what}`)
      if (!one.hasRing) fault(tab.url(), `shows no focus on ${one.what}`)
    }
  }
  await tab.goto(`${paper.origin}/`)
  await press()
  await tab.keyboard.press('Enter')
  const next = await press()
  if (next?.isInMain !== true) fault('the skip link', `leads to ${next?.what}`)
  for (let one = next; one !== undefined && !one.href?.includes('story/'); one = await press());
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/\/story\//).catch(() => fault(tab.url(), 'Enter on a headline leads nowhere'))
  await context.close()
}

/** The mail leads to the front page and to a page that stops it. */
async function readMail(browser: Browser, paper: Newspaper, fault: Fault, shots?: string): Promise<void> {
  const mail = await PostalMime.parse(paper.mail!)
  const context = await openContext(browser, paper.origin, fault)
  const tab = await context.newPage()
  const archive = mail.headers.find(({ key }) => key === 'list-archive')?.value.replace(/^<|>$/g, '')
  const places = [`${paper.origin}/`, `${paper.origin}/edition/${paper.editionId}`]
  if (archive === undefined || !places.includes(new URL(archive).href))
    fault('the mail', `has its archive at ${archive}`)
  await checkDigest(tab, 'digest', mail.html!, fault, shots && join(shots, 'digest'))
  const ours = await tab.locator(`a[href^="${paper.origin}"]`).evaluateAll((links) => links.map((link) => `${link}`))
  for (const link of ours)
    if ((await tab.goto(link))?.status() !== 200) fault('the mail', `leads to nothing at ${link}`)
  const unsubscribe = ours.find((link) => link.includes('/unsubscribe/'))
  if (unsubscribe === undefined) fault('the mail', 'has no link to stop it')
  else {
    await leaveAndComeBack(tab, unsubscribe, fault, shots)
  }
  const webView = (await tab.goto(`${paper.origin}/edition/${paper.editionId}`))?.status()
  if (webView !== 200) fault('the web view', `answers ${webView}`)
  await checkLooks(tab, 'edition', fault, shots && join(shots, 'web-view'))
  await context.close()
}

/** By the button and back by its button, then by one-click POST and back; looking at the page, or an empty POST, changes nothing. */
async function leaveAndComeBack(tab: Page, url: string, fault: Fault, shots?: string): Promise<void> {
  const heading = async (): Promise<string> => ((await tab.textContent('h1')) ?? '').trim()
  const expectHeading = async (what: string, pattern: RegExp): Promise<void> => {
    const found = await heading()
    if (!pattern.test(found)) fault('unsubscribe', `${what} answered: ${found}`)
    await checkLooks(
      tab,
      `unsubscribe, ${what}`,
      fault,
      shots && join(shots, `unsubscribe-${what.replaceAll(' ', '-')}`),
    )
  }
  const open = () => tab.goto(url)
  await open()
  await expectHeading('the link', /^Stop /)
  await tab.click('main button')
  await expectHeading('the button', /has stopped$/)
  await open()
  await tab.click('main button')
  await expectHeading('the way back', /goes on$/)
  const empty = await tab.request.post(url)
  await open()
  if (empty.status() !== 400 || !/^Stop /.test(await heading())) fault('unsubscribe', 'an empty POST acts')
  const oneClick = { 'List-Unsubscribe': 'One-Click' }
  for (const body of [{ form: oneClick }, { multipart: oneClick }]) {
    if ((await tab.request.post(url, body)).status() !== 200) fault('unsubscribe', 'one-click POST is refused')
    await open()
    if (!/has stopped$/.test(await heading())) fault('unsubscribe', 'one-click POST does not act')
    await tab.click('main button')
    if (!/goes on$/.test(await heading())) fault('unsubscribe', 'the way back after one-click POST leads nowhere')
  }
}

/** The page of `digest --preview`, from files alone. */
async function readPreview(browser: Browser, paper: Newspaper, fault: Fault, shots?: string): Promise<void> {
  const folder = await paper.preview()
  const start = pathToFileURL(join(folder, 'index.html')).href
  const context = await openContext(browser, new URL('.', start).href, fault)
  const tab = await context.newPage()
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of WIDTHS) {
      await tab.emulateMedia({ colorScheme })
      await tab.setViewportSize({ width, height: 900 })
      await tab.goto(start)
      await checkWidth(tab, `preview, ${width} px`, fault)
      await checkAxe(tab, `preview, ${width} px, ${colorScheme}`, fault, ['wcag2a', 'wcag2aa'])
      if (shots !== undefined) await tab.screenshot({ path: join(shots, `preview-${width}-${colorScheme}.png`) })
    }
  await context.close()
}

/** Digests with what is hard to set. */
async function readHardDigests(browser: Browser, paper: Newspaper, fault: Fault, shots?: string): Promise<void> {
  const context = await openContext(browser, paper.origin, fault)
  await checkHardDigests(await context.newPage(), join(root, 'templates'), join(paper.folder, 'cache'), fault, shots)
  await context.close()
}

/** Pages to look at: of each kind the first, and of stories those that are hard to set. */
function chosen(titles: ReadonlyMap<string, string>, origin: string): Map<string, string> {
  const hard: Readonly<Record<string, RegExp>> = {
    copies: /Varn opens|Two drown/,
    arabic: /[\u0600-\u06ff]{4}/,
    chinese: /[\u4e00-\u9fff]{4}/,
    compound: /\p{L}{80}/u,
    'long-headline': /.{250}/,
    'long-address': /https:\S{80}/,
    updated: /Sanna/,
    markup: /\]\]>/,
  }
  const found = new Map<string, string>([['search-empty', `${origin}/search?q=xyzzyq`]])
  for (const [url, title] of titles) {
    const [kind = '', name] = new URL(url).pathname.slice(1).split('/')
    const key = name === undefined ? kind || 'front' : /-\d$/.test(name) && kind === 'day' ? 'day-part' : kind
    if (!found.has(key)) found.set(key, url)
    for (const [what, pattern] of Object.entries(hard))
      if (kind === 'story' && !found.has(`story-${what}`) && pattern.test(title)) found.set(`story-${what}`, url)
  }
  return found.set('not-found', `${origin}/no-such-page`)
}

/** Each kind of page in every look. */
async function lookAtPages(
  browser: Browser,
  paper: Newspaper,
  pages: ReadonlyMap<string, string>,
  fault: Fault,
  shots?: string,
): Promise<void> {
  const context = await openContext(browser, paper.origin, fault)
  const tab = await context.newPage()
  for (const [name, url] of pages) {
    await tab.goto(url)
    if (/\bundefined\b|\bNaN\b|\[object /.test((await tab.locator('body').textContent()) ?? ''))
      fault(name, 'shows what is not for people')
    await checkLooks(tab, name, fault, shots && join(shots, name))
  }
  await context.close()
}

/** The static site: as files, and on a host below a path. */
async function readFolder(browser: Browser, paper: Newspaper, fault: Fault): Promise<void> {
  const folder = join(paper.folder, 'public')
  const host = await openStaticHost(folder)
  for (const start of [pathToFileURL(join(folder, 'index.html')).href, `${host.url}index.html`]) {
    const { faults } = await crawl(start, [paper.origin])
    for (const one of faults) fault('the folder', one)
    const context = await openContext(browser, new URL('.', start).href, fault, { javaScriptEnabled: false })
    const tab = await context.newPage()
    await tab.goto(start)
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 900 })
      await checkWidth(tab, `${start}, ${width} px`, fault)
    }
    await context.close()
  }
  host.close()
}
