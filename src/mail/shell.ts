/**
 * A template's shell: the HTML that MJML compiles from it, with the Handlebars tags still in place. It is compiled once for
 * each content of the template and kept in the cache folder, which may be deleted at any time or be read-only.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RenderError } from '../core/errors.ts'
import { makeFolder, replaceFile } from '../files.ts'
import { checkTemplate, compileTemplate, type Fill, lineOf, readCheckedTemplate } from '../template.ts'

/** To be changed whenever this file or mjml gives another result for the same template. */
const SHELL_VERSION = 'mjml 5.4.1, shell 3'
const COMPILE_TIMEOUT_MS = 120_000

const shells = new Map<string, Promise<Fill>>()

/**
 * The MJML template of that name, ready to be filled. Throws RenderError when it cannot be read or compiled, or loses a tag.
 */
export async function loadShell(templatesFolder: string, name: string, cacheFolder: string): Promise<Fill> {
  const source = await readCheckedTemplate(templatesFolder, name)
  const hash = createHash('sha256').update(`${SHELL_VERSION}\0${source}`).digest('hex').slice(0, 16)
  const known = shells.get(hash)
  if (known) return known
  const making = makeShell(source, name, join(cacheFolder, `${name}-${hash}.html`))
  shells.set(hash, making)
  making.catch(() => shells.delete(hash))
  return making
}

async function makeShell(source: string, name: string, cachePath: string): Promise<Fill> {
  await checkTemplate(source, name)
  let html = await readFile(cachePath, 'utf8').catch(() => '')
  if (!html.endsWith('</html>') || missingTag(source, html)) {
    html = lean(await compileMjml(source, name))
    const missing = missingTag(source, html)
    if (missing) {
      throw new RenderError(
        `The template ${name}, line ${lineOf(source, source.indexOf(missing))}, loses ${missing} when MJML compiles it. Loops belong into <mj-raw>; is an element unclosed?`,
        { code: 'render/template' },
      )
    }
    await cache(cachePath, html)
  }
  return compileTemplate(inDirection(html), name, 'html', {}, source)
}

/**
 * The first Handlebars tag that the template has more often than the shell, if any: MJML silently drops a loop outside mj-raw
 * and the rest of an unclosed mj-text. A value may occur more often in the shell (the title is also the document's label), but
 * a block tag may not.
 */
function missingTag(source: string, html: string): string | undefined {
  const found = countTags(html)
  for (const [tag, count] of countTags(source)) {
    const there = found.get(tag) ?? 0
    if (there < count || (there > count && /^\{\{~?(?:[#/^]|else)/.test(tag))) return tag
  }
  return undefined
}

function countTags(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [tag] of text.matchAll(/\{\{(?!~?!)[^{}]*\}\}/g)) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return counts
}

/** MJML lays every section and column out from left to right; the values say from where to where, as `direction` and `start`. */
const inDirection = (html: string): string =>
  html
    .replaceAll('direction:ltr', 'direction:{{@root.direction}}')
    .replaceAll('text-align:left', 'text-align:{{@root.start}}')

/**
 * Without indentation and empty lines, which are a fifth of the bytes and never shown, and without styles that mean nothing where
 * every section has one column, and that few mail programs know. Columns keep their width whatever is in them, and words that are
 * too long break.
 */
function lean(html: string): string {
  return html
    .replace(/[ \t]*\n\s*/g, '\n')
    .replace(/<\w[^<>]*>/g, (tag) => tag.replaceAll('\n', ' ').replaceAll('  ', ' ').replace(' >', '>'))
    .replace(/word-spacing:normal;|text-align:center;| border="0"| class=""|<\/?tbody>/g, '')
    .replace(/font-size:0px;(?=text-align|padding)|display:inline-block;vertical-align:top;width:100%;(?=")/g, '')
    .replace(/\n{2,}/g, '\n')
    .replaceAll('style="vertical-align:top;" width', 'style="table-layout:fixed" width')
    .replace(/(<div [^>]*role="article"[^>]* style=")/, '$1word-break:break-word;')
    .trim()
}

/** Keeps a compiled template. A failure costs only time: the next process compiles again. */
async function cache(path: string, html: string): Promise<void> {
  try {
    makeFolder(dirname(path))
    await replaceFile(path, html)
  } catch {}
}

function compileMjml(source: string, name: string): Promise<string> {
  // A checkout runs the .ts file, the package the built .js file: the extension is the same as this file's.
  const file = fileURLToPath(new URL(`./mjml-compile${extname(import.meta.url)}`, import.meta.url))
  // A library of mjml's asks for the home folder when it is loaded, and fails for a user who has no account and no HOME.
  const { NODE_OPTIONS: _, HOME = '/', ...env } = process.env
  return new Promise((resolve, reject) => {
    const fail = (what: string, cause?: unknown) =>
      reject(new RenderError(`The template ${name} cannot be compiled: ${what}`, { code: 'render/template', cause }))
    const child = spawn(process.execPath, [file], { env: { ...env, HOME }, stdio: 'pipe', timeout: COMPILE_TIMEOUT_MS })
    const out: Buffer[] = []
    const problems: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => problems.push(chunk))
    child.on('error', (cause) => fail('the compiler could not be started.', cause))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'))
      else fail(Buffer.concat(problems).toString('utf8').trim().slice(0, 2000) || `it ended with ${signal ?? code}.`)
    })
    child.stdin.on('error', () => {}) // the child ended before it read everything; 'close' reports why
    child.stdin.end(source)
  })
}
