/**
 * Takes screenshots of a page or mail: `node tools/screenshots.ts FILE.html [FOLDER]` writes one each at phone (390 px) and
 * desktop (1000 px) width, light and dark, and without the styles in the head, as some mail clients show it.
 * Uses the Chromium named by CHROMIUM, else /usr/bin/chromium.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { chromium } from 'playwright-core'

const [file, folder = 'screenshots'] = process.argv.slice(2)
if (!file) {
  console.error('Usage: node tools/screenshots.ts FILE.html [FOLDER]')
  process.exit(2)
}
const html = await readFile(file, 'utf8')
const bare = html.replace(/<style[\s\S]*?<\/style>/g, '')
const name = basename(file).replace(/\.html?$/, '')
const variants = [390, 1000].flatMap((width) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [false, true]
      .filter((isBare) => !isBare || colorScheme === 'light')
      .map((isBare) => ({ width, colorScheme, isBare })),
  ),
)

await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
})
try {
  for (const { width, colorScheme, isBare } of variants) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor: 1.5 })
    await page.setContent(isBare ? bare : html, { waitUntil: 'load' })
    const path = join(
      folder,
      `${name}-${width < 600 ? 'phone' : 'wide'}-${isBare ? 'no-head-styles' : colorScheme}.png`,
    )
    await page.screenshot({ path, fullPage: true })
    console.log(path)
    await page.close()
  }
} finally {
  await browser.close()
}
