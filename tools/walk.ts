/**
 * `npm run walk`: opens the sample newsroom's first edition and the pages of the web server in the system's Chromium, in phone
 * and desktop width, light and dark. Nothing may scroll sideways or load from other hosts, and axe must find no violation of
 * WCAG A or AA.
 */
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import PostalMime from 'postal-mime'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'src/bin.js')
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-walk-'))
const shots = process.argv[2]
let faults = 0

await cp(join(root, 'samples'), join(folder, 'samples'), { recursive: true })
const sample = await readFile(join(root, 'feeds.config.ts'), 'utf8')
// The sample with a counterUrl, so that the mail has an unsubscribe link.
await writeFile(
  join(folder, 'feeds.config.ts'),
  sample.replace('defineConfig({', "defineConfig({ counterUrl: 'http://127.0.0.1:1', "),
)

const run = spawn(process.execPath, [bin, 'run', '--quiet'], { cwd: folder, stdio: 'inherit' })
const code = await new Promise((resolve) => run.once('exit', resolve))
if (code !== 0) throw new Error(`The sample edition ended with ${code}.`)
const [eml] = await readdir(join(folder, 'outbox'))
const mail = await PostalMime.parse(await readFile(join(folder, 'outbox', eml!)))
const page = join(folder, 'edition.html')
await writeFile(page, mail.html!)
const unsubscribePath = /http:\/\/127\.0\.0\.1:1(\/unsubscribe\/[\w.-]+)/.exec(mail.html!)?.[1]

const server = spawn(process.execPath, [bin, 'start', '--port', '0', '--no-worker'], {
  cwd: folder,
  stdio: ['ignore', 'inherit', 'pipe'],
})
const origin = await new Promise<string>((resolve) => {
  createInterface({ input: server.stderr! }).on('line', (line) => {
    const { event, url } = JSON.parse(line) as { event: string; url: string }
    if (event === 'listening') resolve(url)
  })
})
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const stops = [
    { name: 'digest', url: pathToFileURL(page).href, isMail: true },
    { name: 'unsubscribe', url: `${origin}${unsubscribePath}`, isMail: false },
    { name: 'test-mail', url: `${origin}/unsubscribe/test`, isMail: false },
    { name: 'not-found', url: `${origin}/no-such-page`, isMail: false },
  ]
  if (shots !== undefined) await mkdir(shots, { recursive: true })
  for (const { name, url, isMail } of stops) {
    for (const [size, width] of [
      ['phone', 390],
      ['wide', 1000],
    ] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const place = `${name}, ${size}, ${colorScheme}`
        const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
        tab.on('request', (request) => {
          if (isMail && /^https?:/.test(request.url()) && request.resourceType() !== 'image')
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
        if (shots !== undefined) await tab.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`) })
        await tab.close()
      }
    }
  }
  // The unsubscribe button works, and the page says so.
  const tab = await browser.newPage()
  await tab.goto(`${origin}${unsubscribePath}`)
  await tab.click('button')
  const text = (await tab.textContent('body')) ?? ''
  if (!/no (longer|further|more)|stopped|unsubscribed|not get/i.test(text))
    fault('unsubscribe', `the button answered: ${text}`)
  console.log(faults === 0 ? 'The digest and the pages have no faults.' : `${faults} faults.`)
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = faults === 0 ? 0 : 1

function fault(place: string, what: string): void {
  faults++
  console.log(`${place}: ${what}`)
}
