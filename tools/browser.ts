/**
 * Opens mail and pages in the system's Chromium (the one named by CHROMIUM, else /usr/bin/chromium).
 *
 *     npm run walk -- [FOLDER [KIND…]]             three newspapers (`sample`, `hard` and `empty`), their mail, the
 *                                                  web server's pages and the static site: every link is followed, in four widths,
 *                                                  light and dark, print, forced colours and large text nothing may scroll sideways
 *                                                  or load from other hosts, axe must find nothing, and a reader without JavaScript
 *                                                  or mouse finds the way; screenshots go to FOLDER
 *     node tools/browser.ts shots FILE [FOLDER]    screenshots of one HTML file, also without the styles in its head, as some
 *                                                  mail programs show it
 *     node tools/browser.ts pictures               the README's pictures, made from the samples
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { pictures } from './browser/pictures.ts'
import { walk } from './browser/walk.ts'

const LOOKS = [
  { size: 'phone', width: 390, colorScheme: 'light' },
  { size: 'phone', width: 390, colorScheme: 'dark' },
  { size: 'wide', width: 1000, colorScheme: 'light' },
  { size: 'wide', width: 1000, colorScheme: 'dark' },
] as const

const [task, ...args] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'))
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--font-render-hinting=none',
  ],
})
try {
  if (task === 'walk') {
    const faults = await walk(browser, folder, args[0] || undefined, args.length > 1 ? args.slice(1) : undefined)
    console.log(faults === 0 ? 'The digest and the pages have no faults.' : `${faults} faults.`)
    process.exitCode = faults === 0 ? 0 : 1
  } else if (task === 'shots' && args[0] !== undefined) await shots(browser, args[0], args[1] ?? 'screenshots')
  else if (task === 'pictures') await pictures(browser, folder)
  else {
    console.error('Usage: node tools/browser.ts walk [FOLDER [KIND…]] | shots FILE [FOLDER] | pictures')
    process.exitCode = 2
  }
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}

/** Screenshots of an HTML file. */
async function shots(browser: Browser, file: string, to: string): Promise<void> {
  const html = await readFile(file, 'utf8')
  const bare = html.replace(/<style[\s\S]*?<\/style>/g, '')
  const name = basename(file).replace(/\.html?$/, '')
  await mkdir(to, { recursive: true })
  for (const { size, width, colorScheme } of LOOKS) {
    for (const isBare of colorScheme === 'light' ? [false, true] : [false]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: 1.5 })
      await page.setContent(isBare ? bare : html, { waitUntil: 'load' })
      const path = join(to, `${name}-${size}-${isBare ? 'no-head-styles' : colorScheme}.png`)
      await page.screenshot({ path, fullPage: true })
      console.log(path)
      await page.close()
    }
  }
}
