/** The README's pictures. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import PostalMime from 'postal-mime'
import { createPaint } from '../../src/commands/layout.ts'
import { summaryText } from '../../src/commands/summary.ts'
import { loadConfig } from '../../src/config.ts'
import { runPass } from '../../src/pipeline.ts'
import { packagedTemplates } from '../../src/template.ts'
import { asPass, openStore, wireDeps } from '../../src/wire.ts'
import { pictureLooks } from './digest.ts'
import { root, writeSample } from './newspapers.ts'
import { openContext } from './tabs.ts'

/** Makes the samples' first edition in `folder`: the site in `public/`, the mail's HTML and the summary as a terminal shows it. */
async function firstEdition(folder: string): Promise<{ html: string; summary: string }> {
  await writeSample(folder)
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
  const style = { paint: createPaint(true), tookMs: performance.now() - startedMs, next: {} }
  return { html: html!, summary: summaryText(report, config, style) }
}

/** Makes the README's pictures from the samples, in `folder`: the site, the mail (wide light, phone dark; hard ones in five looks) and the terminal. */
export async function pictures(browser: Browser, folder: string): Promise<void> {
  const { html, summary } = await firstEdition(folder)
  await writeFile(join(folder, 'edition.html'), html)
  await writeFile(join(folder, 'terminal.html'), terminal(`\u001B[2m$\u001B[22m npm start\n${summary}`))
  const front = await readFile(join(folder, 'public/index.html'), 'utf8')
  const story = /href="(story\/\w+\.html)"/.exec(front)?.[1]
  const site = pathToFileURL(join(folder, '/')).href
  for (const [page, picture, width, height, colorScheme, scale] of [
    ['public/index.html', 'front.png', 1280, 820, 'light', 0.75],
    ['public/index.html', 'front-phone-dark.png', 390, 844, 'dark', 1.5],
    [`public/${story}`, 'story.png', 1280, 1000, 'light', 0.75],
    ['edition.html', 'digest.png', 760, 1000, 'light', 1],
    ['edition.html', 'digest-phone-dark.png', 390, 844, 'dark', 1.5],
    ['terminal.html', 'terminal.png', 760, 330, 'dark', 1.5],
  ] as const) {
    const options = { viewport: { width, height }, colorScheme, deviceScaleFactor: scale }
    const context = await openContext(browser, site, (_, what) => console.error(`${picture}: ${what}`), options)
    const tab = await context.newPage()
    await tab.goto(`${site}${page}`)
    await tab.screenshot({ path: join(root, 'docs', picture) })
    await context.close()
  }
  const context = await openContext(browser, site, (_, what) => console.error(`digest-looks.png: ${what}`))
  const tab = await context.newPage()
  await pictureLooks(tab, packagedTemplates, join(folder, 'cache'), join(root, 'docs', 'digest-looks.png'))
  await context.close()
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
