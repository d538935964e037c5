/** `broadsheet import FILE` and `broadsheet export`: lists of sources in and out. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { configFileOf } from '../config/file.ts'
import type { Config } from '../config.ts'
import { ConfigError, StoreError } from '../core/errors.ts'
import { decodeBytes } from '../feeds/markup/decode.ts'
import { withoutCredentials } from '../feeds/markup/links.ts'
import { type OpmlSource, readAddressList, readOpml, writeOpml } from '../feeds/publish/opml.ts'
import { saveFile } from '../files.ts'
import { listedSources } from '../flow/publish/opml.ts'
import { type KnownSource, listSources } from '../store/sources.ts'
import { openStoreToRead } from '../wire.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer } from './layout.ts'

/**
 * Merges the file into sources.opml beside the configuration, prints the counts, and says which line the configuration still
 * needs. Throws ConfigError, StoreError.
 */
export async function runImport(context: CommandContext): Promise<number> {
  const { args, cwd, globals, stdout } = context
  const given = args[0]!
  const incoming = await readSourceFile(resolve(cwd, given), given)
  const { file, added, changed, remedy } = await mergeIntoList(context, incoming.sources)
  const { skipped } = incoming
  const isConfigured = remedy === undefined
  const counts = { read: incoming.sources.length, added, changed, skipped }
  if (globals.quiet && !globals.json && !isConfigured) stdout(`${remedy}\n`)
  return answer(context, 'import', { file, ...counts, isConfigured }, (paint) => {
    const known = counts.read - added - changed
    const came = [
      ...(added > 0
        ? [`${paint.bold(String(added))} ${added === 1 ? 'source' : 'sources'} added to sources.opml`]
        : []),
      ...(changed > 0 ? [`${changed} with more topics`] : []),
      ...(known > 0 ? [`${known} known already`] : []),
    ]
    return [
      came.join(', ') || `${given} names no source`,
      ...skipped.map((line) => paint.dim(`  left out, ${line}`)),
      remedy ?? 'Next: broadsheet run',
    ]
  })
}

/** What became of sources that were merged into sources.opml. */
interface Merged {
  /** The absolute path of sources.opml. */
  readonly file: string
  readonly added: number
  readonly changed: number
  /** What to do when the configuration does not read the file; undefined when it does. */
  readonly remedy?: string
}

/** Merges sources into sources.opml beside the configuration. Throws ConfigError, StoreError. */
export async function mergeIntoList(context: CommandContext, incoming: readonly OpmlSource[]): Promise<Merged> {
  const { file, configFile, config, isConfigured } = await readListing(context)
  const known = existsSync(file) ? (await readSourceFile(file, file)).sources : []
  const { sources, added, changed } = mergeSources(known, incoming)
  const opml = () => writeOpml(config?.title ?? 'Sources', sources)
  if (added > 0 || changed > 0) await saveFile(file, opml(), { what: file })
  const remedy = `${basename(configFile)} does not read sources.opml yet; add to its sources: { opml: 'sources.opml' },`
  return { file, added, changed, ...(isConfigured ? {} : { remedy }) }
}

/**
 * The sources of an OPML file or a plain list of addresses, without credentials, and what was skipped. Throws ConfigError when it
 * is missing or neither.
 */
export async function readSourceFile(
  file: string,
  shown: string,
): Promise<{ readonly sources: readonly OpmlSource[]; readonly skipped: readonly string[] }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const sentence = error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.code})`
    throw new ConfigError([{ path: shown, sentence }], error)
  })
  try {
    const { text } = await decodeBytes(bytes)
    const list = /^\s*</.test(text) ? readOpml(text) : readAddressList(text)
    if (list === undefined)
      throw new ConfigError([{ path: '', sentence: 'is neither OPML nor a list of addresses, one a line' }])
    const { sources, skipped } = list
    const bare = sources.map((source) => ({ ...source, url: withoutCredentials(source.url) }))
    const warned = bare
      .filter(({ url }, i) => url !== sources[i]!.url)
      .map(({ name, url }) => `${name ?? url}: user and password, which belong in the configuration`)
    return { sources: bare, skipped: [...skipped, ...warned] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.mistakes.map(({ sentence }) => ({ path: shown, sentence })),
      error,
    )
  }
}

/** The configuration, its list of sources beside it, and whether it reads that. */
interface Listing {
  readonly configFile: string
  readonly file: string
  /** Undefined where its only mistake is that the list is missing. */
  readonly config?: Config
  readonly isConfigured: boolean
}

/** Reads the configuration, for a command that may write the list that it lacks. Throws ConfigError. */
export async function readListing(context: CommandContext): Promise<Listing> {
  const { cwd, env, globals } = context
  const configFile = configFileOf({ file: globals.config, env, cwd })
  const file = join(dirname(configFile), 'sources.opml')
  try {
    const config = await loadContextConfig(context)
    return { configFile, file, config, isConfigured: config.files.includes(file) }
  } catch (error) {
    const lacksList =
      error instanceof ConfigError &&
      !existsSync(file) &&
      error.mistakes.every(({ path }) => /^sources\.\d+\.opml$/.test(path))
    if (lacksList) return { configFile, file, isConfigured: true }
    throw error
  }
}

/** The known sources, then the new ones; a source in both keeps its place, and its folders are joined. */
function mergeSources(
  known: readonly OpmlSource[],
  incoming: readonly OpmlSource[],
): { readonly sources: OpmlSource[]; readonly added: number; readonly changed: number } {
  const keyOf = ({ url }: OpmlSource): string => URL.parse(url)?.href ?? url
  const sources = new Map(known.map((source) => [keyOf(source), source]))
  let added = 0
  let changed = 0
  for (const source of incoming) {
    const before = sources.get(keyOf(source))
    if (before === undefined) {
      sources.set(keyOf(source), source)
      added++
      continue
    }
    const labels = [...new Set([...before.labels, ...source.labels])]
    const after = { ...source, ...before, labels }
    if (labels.length === before.labels.length && after.name === before.name) continue
    sources.set(keyOf(source), after)
    changed++
  }
  return { sources: [...sources.values()], added, changed }
}

/**
 * Prints the list, with topics as folders, URLs without credentials, and the titles and pages that the store knows. For a source
 * that is a site, the feed that was found there. Throws ConfigError, StoreError.
 */
export async function runExport(context: CommandContext): Promise<number> {
  const config = await loadContextConfig(context)
  const { title, sources } = config
  const listed = listedSources(config, await knownSources(context, config))
  const opml = writeOpml(title, listed)
  if (context.globals.json) return answer(context, 'export', { sources: sources.length, opml }, () => [])
  context.stdout(opml)
  return 0
}

/** What the store knows of the sources, by id. A list without it is better than none, so a store that cannot be read is only told. */
async function knownSources({ stderr }: CommandContext, config: Config): Promise<ReadonlyMap<string, KnownSource>> {
  try {
    const db = await openStoreToRead(config)
    const sources = await listSources(db).finally(() => db.close())
    return new Map(sources.map((source) => [source.id, source]))
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    stderr(`Titles and pages are left out: ${error.message}\n`)
    return new Map()
  }
}
