/** Reads and evaluates the configuration file and the `.env` beside it; `resolve.ts` checks the content. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { ConfigError } from '../core/errors.ts'
import type { Written } from './resolve.ts'
import { misspeltVariables } from './without-effect.ts'

/** What is needed to find the configuration file. */
export interface ConfigPlace {
  /** As given with `--config`; relative to `cwd`. */
  readonly file?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
}

/** The absolute path of the configuration file: from the flag, else BROADSHEET_CONFIG, else feeds.config.ts in `cwd`. */
export function configFileOf({ file, env, cwd }: ConfigPlace): string {
  return resolve(cwd, file ?? (env['BROADSHEET_CONFIG'] || 'feeds.config.ts'))
}

/**
 * What the configuration file exports, with every file it was made of. `.env` is put into `process.env` first, only
 * names that are not set, since the file reads its secrets there. A file that was evaluated before in this process is not
 * read anew: ES modules are cached. Throws ConfigError.
 */
export async function readConfigFile(place: ConfigPlace): Promise<Written> {
  const configFile = configFileOf(place)
  const folder = dirname(configFile)
  if (!(await stat(configFile).catch(() => undefined))?.isFile()) {
    throw new ConfigError([
      { path: '', sentence: `there is no file ${configFile}; make one with: broadsheet init` },
      ...misspeltVariables(place.env),
    ])
  }
  const envFile = join(folder, '.env')
  const fromFile = await readEnvFile(envFile)
  for (const [name, value] of Object.entries(fromFile)) {
    if (process.env[name] !== undefined || place.env[name] !== undefined) continue
    process.env[name] = value
  }
  const env = { ...fromFile, ...place.env }
  const { value, files } =
    extname(configFile) === '.json' ? await readJson(configFile) : await evaluateModule(configFile)
  return { value, configFile, files: [...new Set([configFile, ...files, envFile])], env }
}

async function readEnvFile(file: string): Promise<Record<string, string>> {
  try {
    return { ...parseEnv(await readFile(file, 'utf8')) } as Record<string, string>
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return {}
    throw new ConfigError([
      { path: '', sentence: `${file} cannot be read (${code}); make it a readable file or remove it` },
    ])
  }
}

async function readJson(file: string): Promise<{ value: unknown; files: string[] }> {
  try {
    return { value: JSON.parse(await readFile(file, 'utf8')), files: [] }
  } catch (error) {
    throw new ConfigError([{ path: '', sentence: `${file} is no JSON: ${(error as Error).message}` }], error)
  }
}

/** The folder of this package. */
const PACKAGE_FOLDER = new URL('../..', import.meta.url).href
/** What `import { defineConfig } from 'broadsheet'` loads, wherever the configuration file is. */
const INDEX = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href

/**
 * Evaluates the file by native import, with hooks while that lasts: `broadsheet` is our own index, and the file is a
 * TypeScript module whatever the package.json above it says or lacks (which would also print a warning).
 */
async function evaluateModule(configFile: string): Promise<{ value: unknown; files: string[] }> {
  const url = pathToFileURL(configFile).href
  const loaded: string[] = []
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'broadsheet' ? { url: INDEX, shortCircuit: true } : next(specifier, context),
    load(moduleUrl, context, next) {
      const isOurs =
        moduleUrl.startsWith(new URL('src/', PACKAGE_FOLDER).href) ||
        moduleUrl.startsWith(new URL('dist/', PACKAGE_FOLDER).href)
      if (!moduleUrl.startsWith('file:') || moduleUrl.includes('/node_modules/') || isOurs)
        return next(moduleUrl, context)
      loaded.push(fileURLToPath(moduleUrl))
      if (/\.m?ts$/.test(moduleUrl)) return next(moduleUrl, { ...context, format: 'module-typescript' })
      return next(moduleUrl, moduleUrl === url ? { ...context, format: 'module' } : context)
    },
  })
  try {
    const exported = (await import(url)) as { default?: unknown }
    return { value: exported.default, files: loaded }
  } catch (error) {
    throw new ConfigError([{ path: '', sentence: evaluationFault(error, configFile, loaded) }], error)
  } finally {
    hooks.deregister()
  }
}

/** The error on one line, with file and line number. */
function evaluationFault(error: unknown, configFile: string, loaded: readonly string[]): string {
  if (!(error instanceof Error)) return `${configFile} threw ${String(error)}`
  const folder = dirname(configFile)
  const named = (file: string): string =>
    relative(dirname(folder), file).startsWith('..') ? file : relative(folder, file)
  const message = error.message.split('\n')[0]!.replace(/ imported from .*$/, '')
  const frame = [...(error.stack ?? '').matchAll(/(file:\/\/[^\s)]+?):(\d+)(?::\d+)?\)?$/gm)]
    .map(([, url = '', line]) => ({ file: fileURLToPath(url), line }))
    .find(({ file }) => loaded.includes(file))
  if (frame) return `${named(frame.file)}:${frame.line}: ${message}`
  // V8 does not expose the line of some syntax errors; the module loaded last is the one that has the error.
  const importer = / imported from (.+)$/m.exec(error.message)?.[1]
  const culprit = importer !== undefined && loaded.includes(importer) ? importer : (loaded.at(-1) ?? configFile)
  const line = error instanceof SyntaxError ? lineOfSyntaxError(culprit) : lineNaming(error.message, culprit)
  return `${named(culprit)}${line ? `:${line}` : ''}: ${message}`
}

/** The line of the import that could not be found. */
function lineNaming(message: string, file: string): number | undefined {
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1]
  if (missing === undefined) return undefined
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes('import') && line.includes(basename(missing)))
  return index < 0 ? undefined : index + 1
}

/** The line of a syntax error, from a new Node process, which prints it; in this process it is not available. */
function lineOfSyntaxError(file: string): number | undefined {
  const compile = `const { readFileSync } = require('node:fs')
    const [, file] = process.argv
    const source = readFileSync(file, 'utf8')
    const plain = /\\.m?ts$/.test(file) ? require('node:module').stripTypeScriptTypes(source) : source
    new (require('node:vm').SourceTextModule)(plain, { identifier: 'config' })`
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const { stderr } = spawnSync(process.execPath, [...flags, '-e', compile, file], { encoding: 'utf8' })
  const line = /^config:(\d+)$/m.exec(stderr)?.[1]
  return line === undefined ? undefined : Number(line)
}
