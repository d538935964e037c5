/**
 * Which module may import which (the layout of `src/`), read from the import lines of src/: types and dynamic imports count
 * as well. A slip is reported with its line.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

interface ImportLine {
  /** Below src/: `feeds/parse/parse.ts`. */
  readonly file: string
  readonly line: number
  /** Of ours: below src/ too. Else as written. */
  readonly target: string
  readonly isOurs: boolean
}

/** What every part of core/ may use. */
const BASICS = ['core/model.ts', 'core/errors.ts', 'core/ids.ts', 'core/language-tag.ts']

/**
 * What a module may import of ours, beside itself; a folder ends in a slash, and its subfolders have entries of their own
 * where arrows run inside it. Modules not named here stand above all others.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/': ['core/stories/presented.ts', 'core/text/html-scan.ts', 'core/text/text.ts'],
  'core/text/': BASICS,
  'core/url/': [...BASICS, 'core/text/'],
  'core/attribution/': [...BASICS, 'core/text/', 'core/url/'],
  'core/article/': [...BASICS, 'core/text/', 'core/url/', 'core/attribution/'],
  'core/stories/': [...BASICS, 'core/text/', 'core/url/', 'core/article/'],
  'core/topics/': [...BASICS, 'core/text/'],
  'core/search/': [...BASICS, 'core/schedule.ts', 'core/text/'],
  'feeds/http/': BASICS,
  'feeds/markup/': BASICS,
  'feeds/parse/': [...BASICS, 'feeds/markup/'],
  'feeds/page/': ['core/', 'feeds/markup/'],
  'feeds/publish/': ['core/', 'feeds/markup/'],
  'mail/': ['core/', 'files.ts', 'lines.ts', 'template.ts', 'words.ts'],
  'store/': ['core/', 'files.ts'],
  'web/': ['core/', 'files.ts', 'template.ts', 'web/pages/'],
  'web/pages/': ['core/', 'files.ts', 'template.ts', 'words.ts'],
  'files.ts': ['core/'],
  'lines.ts': [],
  'template.ts': ['core/'],
  'words.ts': ['core/', 'template.ts'],
  'log.ts': ['core/'],
  // An OPML file in the configuration is read as any other.
  'config/': ['core/', 'feeds/markup/decode.ts', 'feeds/publish/opml.ts', 'template.ts'],
  'config.ts': ['core/', 'config/'],
  'flow/': [
    'core/',
    'config.ts',
    'config/nearest.ts',
    'feeds/',
    'files.ts',
    'mail/',
    'store/',
    'template.ts',
    'web/pages/',
    'words.ts',
  ],
  'pipeline.ts': ['core/', 'config.ts', 'flow/', 'store/', 'template.ts'],
  // What a program may import reads no file, environment or clock: core/, and of feeds/ what is pure.
  'index.ts': ['core/', 'config.ts', 'config/user-config.ts', 'feeds/parse/parse.ts', 'feeds/page/extract.ts'],
}

const DRIVERS = ['store/sqlite.ts', 'store/postgres.ts', 'mail/smtp.ts', 'mail/sendmail.ts', 'mail/outbox.ts']
const PURE_PACKAGES = ['re2js', 'snowball-stemmers', 'tldts']
/** Of these core/ uses what computes: hashes, and international host names. */
const PURE_BUILTINS = ['node:crypto', 'node:url']
/** Built-in modules that belong to one folder. */
const OWN_BUILTINS: Readonly<Record<string, string>> = { 'node:sqlite': 'store/' }

const STATIC = /^(?:import|export|\})[^'"]*?\bfrom '([^']+)'|^import '([^']+)'/
const DYNAMIC = /\bimport\('([^']+)'\)/g

function importsOf(file: string, text: string): ImportLine[] {
  return text.split('\n').flatMap((code, i) => {
    if (/^\s*(?:\*|\/\/|\/\*)/.test(code)) return []
    const fixed = STATIC.exec(code)
    const named = [fixed?.[1] ?? fixed?.[2], ...[...code.matchAll(DYNAMIC)].map(([, name]) => name)]
    return named.flatMap((name): ImportLine[] => {
      if (name === undefined) return []
      const isOurs = name.startsWith('.')
      const target = isOurs ? posix.normalize(posix.join(posix.dirname(file), name)) : name
      return [{ file, line: i + 1, target, isOurs }]
    })
  })
}

/** `core/` of `core/text/text.ts`; a file that stands alone is its own. */
const folderOf = (file: string): string => (file.includes('/') ? `${file.split('/')[0]}/` : file)
/** `core/text/` of `core/text/text.ts` where subfolders have arrows of their own, else the folder. */
function moduleOf(file: string): string {
  const subfolder = `${posix.dirname(file)}/`
  return subfolder in MAY_IMPORT ? subfolder : folderOf(file)
}
/** Of `nodemailer/lib/dkim` `nodemailer`, of `@hono/node-server` all of it. */
const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/')

/** Every slip, one a line, for files given by their path below src/. */
function slipsOf(files: ReadonlyMap<string, string>): string[] {
  const imports = [...files].flatMap(([file, text]) => importsOf(file, text))
  const report = ({ file, line, target }: ImportLine, rule: string) => `src/${file}:${line} imports ${target}: ${rule}`
  const slips: string[] = []
  const folderByPackage = new Map<string, ImportLine>()
  for (const one of imports) {
    const { file, target, isOurs } = one
    const folder = folderOf(file)
    if (isOurs) {
      const module = moduleOf(file)
      const allowed = MAY_IMPORT[module]
      const isAllowed =
        allowed === undefined ||
        moduleOf(target) === module ||
        allowed.some((place) => target === place || (place.endsWith('/') && target.startsWith(place)))
      if (!isAllowed) slips.push(report(one, `${module} imports only ${[...allowed, 'itself'].join(', ')}`))
      if (DRIVERS.includes(target) && file !== 'wire.ts') slips.push(report(one, 'only wire.ts chooses a driver'))
      if (target === 'index.ts') slips.push(report(one, 'import the file that defines the name'))
      if (!files.has(target)) slips.push(report(one, 'there is no such file'))
      continue
    }
    if (target.startsWith('node:')) {
      if (folder === 'core/' && !PURE_BUILTINS.includes(target))
        slips.push(report(one, 'core/ has no file, socket or environment'))
      const owner = OWN_BUILTINS[target]
      if (owner !== undefined && owner !== folder) slips.push(report(one, `it belongs to ${owner}`))
      continue
    }
    const name = packageOf(target)
    if (folder === 'core/' && !PURE_PACKAGES.includes(name)) slips.push(report(one, 'core/ takes pure packages only'))
    const first = folderByPackage.get(name)
    if (first === undefined) folderByPackage.set(name, one)
    else if (folderOf(first.file) !== folder)
      slips.push(report(one, `src/${first.file}:${first.line} names it too; one folder does`))
  }
  return [...slips, ...circlesOf(imports), ...[...files].flatMap(([file, text]) => impureLinesOf(file, text))]
}

/** Every circle of imports once, by the line that closes it. */
function circlesOf(imports: readonly ImportLine[]): string[] {
  const byFile = Map.groupBy(
    imports.filter(({ isOurs }) => isOurs),
    ({ file }) => file,
  )
  const circles: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): void => {
    path.push(file)
    for (const { target, line } of byFile.get(file) ?? []) {
      const at = path.indexOf(target)
      if (at >= 0) circles.push(`src/${file}:${line} closes a circle: ${[...path.slice(at), target].join(' → ')}`)
      else if (!done.has(target)) visit(target)
    }
    path.pop()
    done.add(file)
  }
  for (const file of byFile.keys()) if (!done.has(file)) visit(file)
  return circles
}

/** core/ has no clock, randomness, environment or log: what can be reached without an import. */
function impureLinesOf(file: string, text: string): string[] {
  if (folderOf(file) !== 'core/') return []
  const impure =
    /\bnew Date\(\)|\bDate\.now\(|\bperformance\.|\bMath\.random\(|\brandom(?:UUID|Bytes|Int)\b|\bprocess\.|\bconsole\.|\bfetch\(|\bset(?:Timeout|Interval)\(/
  return text.split('\n').flatMap((code, i) => {
    if (/^\s*(?:\*|\/\/|\/\*)/.test(code)) return []
    const found = impure.exec(code.replace(/\s\/\/ .*$/, ''))?.[0]
    return found === undefined
      ? []
      : [`src/${file}:${i + 1} says ${found}: core/ has no clock, randomness, environment or log`]
  })
}

const SRC = fileURLToPath(new URL('../src', import.meta.url))

function readSources(): Map<string, string> {
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'))
  const sources = paths.filter((path) => /\.(?:ts|json)$/.test(path) && !path.endsWith('.d.ts')).sort()
  // Tables of words import nothing.
  return new Map(sources.map((path) => [path, path.endsWith('.ts') ? readFileSync(join(SRC, path), 'utf8') : '']))
}

it('imports only what the layout allows', () => {
  const files = readSources()
  expect(files.size).toBeGreaterThan(50)
  expect(slipsOf(files)).toEqual([])
})

it('names no module that is gone', () => {
  const files = [...readSources().keys()]
  const places = [...Object.keys(MAY_IMPORT), ...Object.values(MAY_IMPORT).flat(), ...DRIVERS]
  expect(places.filter((place) => !files.some((file) => file === place || file.startsWith(place)))).toEqual([])
})

it('exports no name that only tests import', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = ['src', 'tools', 'research'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.[jt]s$/.test(path))
      .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(join(root, folder, path), 'utf8') })),
  )
  const EXPORT = /^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm
  const unused = files.flatMap(({ path, text }) => {
    if (!path.startsWith('src/') || path === 'src/index.ts') return []
    const importers = files.filter((one) => one.path !== path && one.text.includes(`/${basename(path)}'`))
    return [...text.matchAll(EXPORT)].flatMap(([, name]) =>
      importers.some((one) => new RegExp(`\\b${name}\\b`).test(one.text)) ? [] : `${path}: ${name}`,
    )
  })
  expect(unused).toEqual([])
})

describe('reports an import', () => {
  const ok = "import type { Article } from '../model.ts'"
  const slipsWith = (file: string, code: string) =>
    slipsOf(
      new Map([
        ['core/model.ts', ''],
        ['core/text/text.ts', ok],
        ['feeds/parse/parse.ts', ''],
        ['core/text/fold.ts', "import { words } from './text.ts'"],
        ['core/stories/x.ts', ''],
        ['store/db.ts', ''],
        ['store/sqlite.ts', ''],
        ['index.ts', ''],
        [file, code],
      ]),
    )

  it.each([
    [
      'of core/ into another folder',
      'core/x.ts',
      "import { parse } from '../feeds/parse/parse.ts'",
      /core\/x\.ts:1 .*core\/ imports only/,
    ],
    [
      'against an arrow inside core/',
      'core/text/x.ts',
      "import { parse } from '../stories/x.ts'",
      /core\/text\/x\.ts:1 .*core\/text\/ imports only/,
    ],
    ['of core/ to a file', 'core/x.ts', "\nimport { readFile } from 'node:fs/promises'", /core\/x\.ts:2 .*no file/],
    ['of core/ to a package that acts', 'core/x.ts', "import { request } from 'undici'", /pure packages/],
    ['of core/ to the clock', 'core/x.ts', 'export const now = () => new Date()', /core\/x\.ts:1 says new Date\(\)/],
    [
      'from one folder to its neighbour',
      'mail/x.ts',
      "import type { Db } from '../store/db.ts'",
      /mail\/ imports only/,
    ],
    ['in a dynamic import', 'mail/x.ts', "const { a } = await import('../store/db.ts')", /mail\/ imports only/],
    ['at the end of a long import', 'mail/x.ts', "import {\n  a,\n} from '../store/db.ts'", /mail\/x\.ts:3/],
    ['to a driver', 'commands/x.ts', "await import('../store/sqlite.ts')", /only wire\.ts/],
    ['to the index', 'commands/x.ts', "export * from '../index.ts'", /defines the name/],
    [
      'that closes a circle',
      'core/text/text.ts',
      "import { fold } from './fold.ts'",
      /closes a circle: core\/text\/(?:fold|text)\.ts → /,
    ],
    ['to a file that is not there', 'core/x.ts', "import { a } from './gone.ts'", /no such file/],
  ])('%s', (_, file, code, reported) => {
    expect(slipsWith(file, code)).toEqual([expect.stringMatching(reported)])
  })

  it('of a package named in two folders', () => {
    const files = new Map([
      ['feeds/http/a.ts', "import { request } from 'undici'"],
      ['mail/b.ts', "import type { Pool } from 'undici'"],
    ])
    expect(slipsOf(files)).toEqual([
      'src/mail/b.ts:1 imports undici: src/feeds/http/a.ts:1 names it too; one folder does',
    ])
  })

  it('and none where there is none', () => {
    expect(
      slipsWith('web/x.ts', "import { a } from '../core/text/text.ts'\n// import { b } from '../store/db.ts'"),
    ).toEqual([])
  })
})
