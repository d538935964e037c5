/** What must hold of any page, in any look, as a browser shows it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'

/** Says what is wrong where. */
export type Fault = (place: string, what: string) => void

/** Takes a picture of the tab as it is. */
type Shoot = (look: string) => Promise<void>

export const WIDTHS = [320, 390, 768, 1280] as const

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A drawing that stands for the pictures of outlets, which do not exist: a harbour at dawn, of this size. */
const picture = (width: number, height: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1200 800" preserveAspectRatio="xMidYMid slice"><rect width="1200" height="800" fill="#C9CFC6"/><circle cx="830" cy="400" r="96" fill="#E6E3D4"/><path d="M0 430q150-110 320-60t330 10 300-50 250 30v440H0z" fill="#8E9A92"/><path d="M0 500h1200v300H0z" fill="#6D7B75"/><path d="M0 560h1200M120 610h860M300 670h900M0 730h760" stroke="#95A29A" stroke-width="5"/><path d="M250 540h330l-46 78H306zM392 540V340l116 160H392M380 380v130H300z" fill="#232B27"/></svg>`

/**
 * A context in which pages may load what is below `origin` and https pictures, which are answered here: `huge`, `tall` and
 * `wide` in a file's name are sizes, `missing` is not found. Everything else, each error of the console and each violation of
 * the page's policy is a fault.
 */
export async function openContext(
  browser: Browser,
  origin: string,
  fault: Fault,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  await context.route('**/*', async (route) => {
    const url = route.request().url()
    if (url.startsWith(origin)) return route.continue()
    if (!url.startsWith('https:') || route.request().resourceType() !== 'image') {
      fault(route.request().frame().url(), `loads ${url}`)
      return route.abort()
    }
    if (url.includes('missing')) return route.fulfill({ status: 404 })
    const [width, height] = url.includes('huge') ? [8000, 6000] : url.includes('tall') ? [300, 2400] : [1200, 800]
    return route.fulfill({ contentType: 'image/svg+xml', body: picture(width, url.includes('wide') ? 200 : height) })
  })
  context.on('console', (message) => {
    const { url } = message.location()
    const isOfPicture = url.startsWith('https:') && /Failed to load resource/.test(message.text())
    const isMissingPage = /status of 404/.test(message.text()) && url === message.page()?.url()
    if (message.type() === 'error' && !isOfPicture && !isMissingPage)
      fault(message.page()?.url() ?? url, `the console says: ${message.text()}`)
  })
  context.on('weberror', (error) => fault(error.page()?.url() ?? origin, `throws ${error.error().message}`))
  return context
}

/** The elements that reach beyond the page's edge, as the tab is now. */
export async function checkWidth(tab: Page, place: string, fault: Fault): Promise<void> {
  const wide = (await tab.evaluate(`(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    const out = [...document.body.querySelectorAll('*')].filter((e) => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.right > width + 1 || r.left < -1) })
    return ['scrolls sideways by ' + (document.documentElement.scrollWidth - width) + ' px', ...out.slice(0, 3).map((e) => e.outerHTML.slice(0, 120))]
  })()`)) as string[]
  if (wide.length > 0) fault(place, wide.join(' | '))
}

/** What axe finds, of WCAG 2 A and AA and, unless these tags say otherwise, of its best practices. */
export async function checkAxe(tab: Page, place: string, fault: Fault, tags: readonly string[] = TAGS): Promise<void> {
  await tab.evaluate(axe)
  const options = JSON.stringify({ runOnly: tags, resultTypes: ['violations'], preload: false })
  const { violations } = (await tab.evaluate(`axe.run(${options})`)) as {
    violations: { id: string; impact: string; help: string; nodes: { html: string }[] }[]
  }
  for (const { id, impact, help, nodes } of violations)
    fault(place, `axe ${id} (${impact}): ${help}: ${nodes.length} x ${nodes[0]?.html.slice(0, 160)}`)
}

/** In every width, light and dark, forced colours, large text and print; pictures of them as `SHOT-LOOK.png`. */
export async function checkLooks(tab: Page, name: string, fault: Fault, shot?: string): Promise<void> {
  const shoot = async (look: string): Promise<void> => {
    if (shot !== undefined) await tab.screenshot({ path: `${shot}-${look}.png`, fullPage: true })
  }
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 900 })
    await checkWidth(tab, `${name}, ${width} px`, fault)
    await shoot(`${width}-light`)
  }
  await checkAxe(tab, `${name}, ${WIDTHS.at(-1)} px, light`, fault)
  await checkDirections(tab, name, fault)
  await tab.emulateMedia({ colorScheme: 'dark' })
  await tab.setViewportSize({ width: 390, height: 900 })
  await checkAxe(tab, `${name}, 390 px, dark`, fault)
  await shoot('390-dark')
  await tab.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
  await checkWidth(tab, `${name}, forced colours`, fault)
  await shoot('forced-colours')
  await tab.emulateMedia({ forcedColors: 'none' })
  await checkLargeText(tab, name, fault, shoot)
  await checkPrint(tab, name, fault, shoot)
}

/** A story written from right to left stands at the right, and so does the rule of its fold. */
async function checkDirections(tab: Page, name: string, fault: Fault): Promise<void> {
  const wrong = (await tab.evaluate(`[...document.querySelectorAll('article[dir=rtl]')].flatMap((article) => {
    const box = article.getBoundingClientRect()
    const title = document.createRange()
    title.selectNodeContents(article.querySelector('h1, h2, h3'))
    const isRight = box.right - title.getBoundingClientRect().right < 2
    const folds = [...article.querySelectorAll('.fold')].map((fold) => getComputedStyle(fold))
    const areFoldsRight = folds.every((style) => style.borderRightWidth === '2px' && style.borderLeftWidth === '0px')
    return isRight && areFoldsRight ? [] : [article.outerHTML.slice(0, 120)]
  })`)) as string[]
  if (wrong.length > 0) fault(name, `does not stand at the right: ${wrong[0]}`)
}

/** The text follows a reader's setting of twice the size, on a phone and on a desk. */
async function checkLargeText(tab: Page, name: string, fault: Fault, shoot: Shoot): Promise<void> {
  const sizeOf = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
  const before = Number(await tab.evaluate(sizeOf))
  await tab.evaluate("document.documentElement.style.fontSize = '200%'")
  const after = Number(await tab.evaluate(sizeOf))
  if (after < before * 1.9) fault(name, `text of ${before} px is ${after} px at twice the size`)
  for (const width of [390, 1280]) {
    await tab.setViewportSize({ width, height: 900 })
    await checkWidth(tab, `${name}, text at 200 %, ${width} px`, fault)
    await shoot(`${width}-large-text`)
  }
  await tab.evaluate("document.documentElement.style.fontSize = ''")
}

/** In print there is no navigation and no form, and not many more sheets than the page is long. */
async function checkPrint(tab: Page, name: string, fault: Fault, shoot: Shoot): Promise<void> {
  await tab.emulateMedia({ media: 'print' })
  await tab.setViewportSize({ width: 700, height: 900 })
  const shown = (await tab.evaluate(
    "[...document.querySelectorAll('nav, form, button, input:not([readonly])')].filter((e) => e.getClientRects().length > 0).map((e) => e.outerHTML.slice(0, 80))",
  )) as string[]
  if (shown.length > 0) fault(name, `prints ${shown[0]}`)
  const height = Number(await tab.evaluate('document.documentElement.scrollHeight'))
  await shoot('print')
  const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sheets = pdf.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
  if (sheets < 1 || sheets > Math.ceil(height / 900) * 2) fault(name, `prints on ${sheets} sheets, ${height} px long`)
  await tab.emulateMedia({ media: null })
}
