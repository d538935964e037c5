/**
 * `node tools/pictures.ts`: the README's pictures, made from the samples: the first edition (wide light, phone dark) and
 * the terminal. Needs the system's Chromium.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import PostalMime from 'postal-mime'
import { createPaint } from '../src/commands/layout.ts'
import { summaryText } from '../src/commands/summary.ts'
import { loadConfig } from '../src/config.ts'
import { runPass } from '../src/pipeline.ts'
import { asPass, openStore, wireDeps } from '../src/wire.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-pictures-'))
await cp(join(root, 'samples'), join(folder, 'samples'), { recursive: true })
await cp(join(root, 'feeds.config.ts'), join(folder, 'feeds.config.ts'))
await mkdir(join(root, 'docs'), { recursive: true })

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
const style = { paint: createPaint(true), tookMs: performance.now() - startedMs, next: {} }
const summary = `\u001B[2m$\u001B[22m npm start\n${summaryText(report, config, style)}`
const [eml] = await readdir(join(folder, 'outbox'))
const mail = await PostalMime.parse(await readFile(join(folder, 'outbox', eml!)))
await writeFile(join(folder, 'edition.html'), mail.html!)
await writeFile(join(folder, 'terminal.html'), terminal(summary))

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
for (const [page, picture, width, height, colorScheme] of [
  ['edition.html', 'digest.png', 760, 1000, 'light'],
  ['edition.html', 'digest-phone-dark.png', 390, 844, 'dark'],
  ['terminal.html', 'terminal.png', 760, 330, 'dark'],
] as const) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme, deviceScaleFactor: 1.5 })
  await tab.goto(pathToFileURL(join(folder, page)).href)
  await tab.screenshot({ path: join(root, 'docs', picture) })
  await tab.close()
}
await browser.close()
await rm(folder, { recursive: true, force: true })

/** A summary's terminal styles as HTML, in the dark colours of the mail. */
function terminal(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    '1': '<b>',
    '22': '</b>',
    '2': '<b class="dim">',
    '1;31': '<b class="red">',
    '22;39': '</b>',
  }
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\u001B\[([\d;]+)m/g, (_, code: string) => marks[code] ?? '')
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:26px;background:#121814;color:#C6CCC5;font:15px/22px 'DejaVu Sans Mono','Liberation Mono',monospace}pre{margin:0;font:inherit}b{color:#fff}.dim{font-weight:400;color:#9BA49D}.red{color:#F28B78}</style><pre>${html}</pre>`
}
