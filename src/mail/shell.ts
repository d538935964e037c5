/**
 * A template's shell: the HTML that MJML makes of it, with the Handlebars markers still in place. It is made once for
 * each content of the template and kept in the cache folder, which may be deleted at any time or not be writable.
 */
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RenderError } from '../core/errors.ts'
import { compileTemplate, type Fill } from '../template.ts'

/** Raised when this file or mjml changes what it makes of the same template. */
const SHELL_VERSION = 'mjml 5.4.1, shell 1'
const COMPILE_TIMEOUT_MS = 120_000

const shells = new Map<string, Promise<Fill>>()

/** The MJML template of that name, ready to be filled. Throws RenderError when it cannot be read, compiled or trusted. */
export async function loadShell(templatesFolder: string, name: string, cacheFolder: string): Promise<Fill> {
  const source = await readTemplate(templatesFolder, name)
  const hash = createHash('sha256').update(`${SHELL_VERSION}\0${source}`).digest('hex').slice(0, 16)
  const known = shells.get(hash)
  if (known) return known
  const making = makeShell(source, name, join(cacheFolder, `${name}-${hash}.html`))
  shells.set(hash, making)
  making.catch(() => shells.delete(hash))
  return making
}

/** A template as it stands in the folder. Throws RenderError with the path when it cannot be read. */
export async function readTemplate(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (cause) {
    throw new RenderError(`The template ${join(folder, name)} cannot be read.`, { code: 'render/template', cause })
  }
}

async function makeShell(source: string, name: string, cachePath: string): Promise<Fill> {
  let html = await readFile(cachePath, 'utf8').catch(() => '')
  if (!html.endsWith('</html>') || missingMarker(source, html)) {
    html = unindent(await compileMjml(source, name))
    const missing = missingMarker(source, html)
    if (missing) {
      throw new RenderError(
        `The template ${name} loses ${missing} when MJML compiles it. Loops belong into <mj-raw>; is an element unclosed?`,
        { code: 'render/template' },
      )
    }
    await keep(cachePath, html)
  }
  return compileTemplate(html, name, 'html')
}

/**
 * The first marker of the template that the shell does not hold as often, if any: MJML drops a loop outside mj-raw and
 * the rest of an unclosed mj-text without a word. A marker may stand more often (the title is also the page's label),
 * but one that opens or closes something may not.
 */
function missingMarker(source: string, html: string): string | undefined {
  const found = countMarkers(html)
  for (const [marker, count] of countMarkers(source)) {
    const there = found.get(marker) ?? 0
    if (there < count || (there > count && /^\{\{~?(?:[#/^]|else)/.test(marker))) return marker
  }
  return undefined
}

function countMarkers(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [marker] of text.matchAll(/\{\{[^{}]*\}\}/g)) counts.set(marker, (counts.get(marker) ?? 0) + 1)
  return counts
}

/** Indentation and empty lines dropped: a fifth of the bytes, and no reader sees it. */
function unindent(html: string): string {
  return html.replace(/[ \t]*\n\s*/g, '\n').trim()
}

/** Written beside its place and renamed, so that another process never reads half of it; failure costs only time. */
async function keep(path: string, html: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, html, { flag: 'wx' })
    await rename(draft, path)
  } catch {
    // Not writable: the next process compiles again.
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

function compileMjml(source: string, name: string): Promise<string> {
  // The file runs as it stands in a checkout and as built in a package; its extension is then ours too.
  const file = fileURLToPath(new URL(`./mjml-compile${extname(import.meta.url)}`, import.meta.url))
  const { NODE_OPTIONS: _, ...env } = process.env
  return new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown) =>
      reject(new RenderError(`The template ${name} cannot be compiled: ${what}`, { code: 'render/template', cause }))
    const child = spawn(process.execPath, [file], { env, stdio: 'pipe', timeout: COMPILE_TIMEOUT_MS })
    const out: Buffer[] = []
    const problems: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => problems.push(chunk))
    child.on('error', (cause) => fail('the compiler could not be started.', cause))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'))
      else fail(Buffer.concat(problems).toString('utf8').trim().slice(0, 2000) || `it ended with ${signal ?? code}.`)
    })
    child.stdin.on('error', () => {}) // it ended before it read everything: 'close' says why
    child.stdin.end(source)
  })
}
