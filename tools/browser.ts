/**
 * Opens mail and pages in the system's Chromium (the one named by CHROMIUM, else /usr/bin/chromium).
 *
 *     npm run walk [FOLDER]                        the samples' first edition and the web server's pages in phone and desktop
 *                                                  width, light and dark: nothing may scroll sideways or load from other hosts,
 *                                                  and axe must find no violation of WCAG A or AA; screenshots go to FOLDER
 *     node tools/browser.ts shots FILE [FOLDER]    screenshots of one HTML file, also without the styles in its head, as some
 *                                                  mail programs show it
 *     node tools/browser.ts pictures               the README's pictures, made from the samples
 */
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import PostalMime from 'postal-mime'
import { createPaint } from '../src/commands/layout.ts'
import { summaryText } from '../src/commands/summary.ts'
import { loadConfig } from '../src/config.ts'
import { runPass } from '../src/pipeline.ts'
import { asPass, openStore, wireDeps } from '../src/wire.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'src/bin.js')
const LOOKS = [
  { size: 'phone', width: 390, colorScheme: 'light' },
  { size: 'phone', width: 390, colorScheme: 'dark' },
  { size: 'wide', width: 1000, colorScheme: 'light' },
  { size: 'wide', width: 1000, colorScheme: 'dark' },
] as const

const [task, ...args] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-browser-'))
const urlOf = (file: string): string => pathToFileURL(join(folder, file)).href
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
  if (task === 'walk') process.exitCode = await walk(browser, args[0])
  else if (task === 'shots' && args[0] !== undefined) await shots(browser, args[0], args[1] ?? 'screenshots')
  else if (task === 'pictures') await pictures(browser)
  else {
    console.error('Usage: node tools/browser.ts walk [FOLDER] | shots FILE [FOLDER] | pictures')
    process.exitCode = 2
  }
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}

/** Makes the samples' first edition in the temporary folder; returns the mail's HTML and the summary as a terminal shows it. */
async function firstEdition(keys = '') {
  await cp(join(root, 'samples'), join(folder, 'samples'), { recursive: true })
  const sample = await readFile(join(root, 'feeds.config.ts'), 'utf8')
  await writeFile(join(folder, 'feeds.config.ts'), sample.replace('defineConfig({', `defineConfig({ ${keys}`))
  const config = await loadConfig({ env: process.env, cwd: folder })
  const { signal } = new AbortController()
  const startedMs = performance.now()
  const report = await asPass(config, { command: 'run', signal }, async () => {
    const db = await openStore(config)
    const deps = await wireDeps(config, db, { signal, command: 'run', defect: (_, error) => console.error(error) })
    const report = await runPass(deps, { refresh: true, mail: true, force: false, waitMs: 0 })
    await db.close()
    return report
  })
  const [eml] = await readdir(join(folder, 'outbox'))
  const { html } = await PostalMime.parse(await readFile(join(folder, 'outbox', eml!)))
  await writeFile(join(folder, 'edition.html'), html!)
  const style = { paint: createPaint(true), tookMs: performance.now() - startedMs, next: {} }
  return { html: html!, summary: summaryText(report, config, style) }
}

/** Checks the edition and the pages; returns the exit code. */
async function walk(browser: Browser, shotsFolder?: string): Promise<number> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let faults = 0
  const fault = (place: string, what: string): void => {
    faults++
    console.log(`${place}: ${what}`)
  }
  // With a counterUrl the mail has an unsubscribe link.
  const { html } = await firstEdition("counterUrl: 'http://127.0.0.1:1', ")
  const unsubscribePath = /http:\/\/127\.0\.0\.1:1(\/unsubscribe\/[\w.-]+)/.exec(html)?.[1]
  const server = spawn(process.execPath, [bin, 'start', '--port', '0', '--no-worker'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  try {
    const origin = await new Promise<string>((resolve) => {
      createInterface({ input: server.stderr }).on('line', (line) => {
        const { event, url } = JSON.parse(line) as { event: string; url: string }
        if (event === 'listening') resolve(url)
      })
    })
    if (shotsFolder !== undefined) await mkdir(shotsFolder, { recursive: true })
    for (const [name, url] of [
      ['digest', urlOf('edition.html')],
      ['unsubscribe', `${origin}${unsubscribePath}`],
      ['test-mail', `${origin}/unsubscribe/test`],
      ['not-found', `${origin}/no-such-page`],
    ] as const) {
      for (const { size, width, colorScheme } of LOOKS) {
        const place = `${name}, ${size}, ${colorScheme}`
        const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
        tab.on('request', (request) => {
          if (name === 'digest' && /^https?:/.test(request.url()) && request.resourceType() !== 'image')
            fault(place, `loads ${request.url()}`)
        })
        await tab.goto(url)
        const overflow = await tab.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )
        if (Number(overflow) > 0) fault(place, `scrolls sideways by ${String(overflow)} px`)
        await tab.evaluate(axe)
        const result = (await tab.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })")) as {
          violations: { id: string; nodes: { html: string }[] }[]
        }
        for (const { id, nodes } of result.violations) fault(place, `${id}: ${nodes[0]?.html}`)
        if (shotsFolder !== undefined)
          await tab.screenshot({ path: join(shotsFolder, `${name}-${size}-${colorScheme}.png`) })
        await tab.close()
      }
    }
    // The unsubscribe button works, and the page says so.
    const tab = await browser.newPage()
    await tab.goto(`${origin}${unsubscribePath}`)
    await tab.click('button')
    const answer = (await tab.textContent('body')) ?? ''
    if (!/no (longer|further|more)|stopped|unsubscribed|not get/i.test(answer))
      fault('unsubscribe', `the button answered: ${answer}`)
  } finally {
    server.kill('SIGTERM')
  }
  console.log(faults === 0 ? 'The digest and the pages have no faults.' : `${faults} faults.`)
  return faults === 0 ? 0 : 1
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

/** The README's pictures: the first edition (wide light, phone dark) and the terminal. */
async function pictures(browser: Browser): Promise<void> {
  const { summary } = await firstEdition()
  await writeFile(join(folder, 'terminal.html'), terminal(`\u001B[2m$\u001B[22m npm start\n${summary}`))
  for (const [page, picture, width, height, colorScheme] of [
    ['edition.html', 'digest.png', 760, 1000, 'light'],
    ['edition.html', 'digest-phone-dark.png', 390, 844, 'dark'],
    ['terminal.html', 'terminal.png', 760, 330, 'dark'],
  ] as const) {
    const tab = await browser.newPage({ viewport: { width, height }, colorScheme, deviceScaleFactor: 1.5 })
    await tab.goto(urlOf(page))
    await tab.screenshot({ path: join(root, 'docs', picture) })
    await tab.close()
  }
}

/** A summary's terminal styles as HTML, in the dark colours of the mail. */
function terminal(summary: string): string {
  const marks: Readonly<Record<string, string>> = {
    '1': '<b>',
    '22': '</b>',
    '2': '<b class="dim">',
    '1;31': '<b class="red">',
    '22;39': '</b>',
  }
  const html = summary
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\u001B\[([\d;]+)m/g, (_, code: string) => marks[code] ?? '')
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:26px;background:#121814;color:#C6CCC5;font:15px/22px 'DejaVu Sans Mono','Liberation Mono',monospace}pre{margin:0;font:inherit}b{color:#fff}.dim{font-weight:400;color:#9BA49D}.red{color:#F28B78}</style><pre>${html}</pre>`
}
