/** `broadsheet import FILE` and `broadsheet export`: sources as OPML. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { configFileOf } from '../config/file.ts'
import { ConfigError } from '../core/errors.ts'
import { decodeBytes } from '../feeds/markup/decode.ts'
import { withoutCredentials } from '../feeds/markup/links.ts'
import { type OpmlSource, readOpml, writeOpml } from '../feeds/publish/opml.ts'
import { saveFile } from '../files.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer } from './layout.ts'

/**
 * Merges the file into sources.opml beside the configuration, prints the counts, and says which line the configuration still
 * needs. Throws ConfigError, StoreError.
 */
export async function runImport(context: CommandContext): Promise<number> {
  const { args, cwd, env, globals, stdout } = context
  const given = args[0]!
  const incoming = await readOpmlFile(resolve(cwd, given), given)
  const configFile = configFileOf({ file: globals.config, env, cwd })
  const folder = dirname(configFile)
  const target = join(folder, 'sources.opml')
  const { title, isConfigured } = await readListing(context, target)

  const known = existsSync(target) ? (await readOpmlFile(target, target)).sources : []
  const { sources, added, changed } = mergeSources(known, incoming.sources)
  if (added > 0 || changed > 0) await saveFile(target, writeOpml(title, sources), { what: target })

  const { skipped } = incoming
  const counts = { read: incoming.sources.length, added, changed, skipped }
  const remedy = `${basename(configFile)} does not read sources.opml yet; add to its sources: { opml: 'sources.opml' },`
  if (globals.quiet && !globals.json && !isConfigured) stdout(`${remedy}\n`)
  return answer(context, 'import', { file: target, ...counts, isConfigured }, (paint) => {
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
      isConfigured ? 'Next: broadsheet run' : remedy,
    ]
  })
}

/**
 * The sources of an OPML file without credentials, and what was skipped. Throws ConfigError when it is missing or is not OPML.
 */
export async function readOpmlFile(
  file: string,
  shown: string,
): Promise<{ readonly sources: readonly OpmlSource[]; readonly skipped: readonly string[] }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const sentence = error.code === 'ENOENT' ? 'there is no such file' : `cannot be read (${error.code})`
    throw new ConfigError([{ path: shown, sentence }], error)
  })
  try {
    const { sources, skipped } = readOpml((await decodeBytes(bytes)).text)
    const bare = sources.map((source) => ({ ...source, url: withoutCredentials(source.url) }))
    const withSecrets = sources.filter(({ url }, i) => url !== bare[i]!.url)
    const warned = withSecrets.map(
      ({ name }, i) => `${name ?? bare[i]!.url}: user and password, which belong in the configuration`,
    )
    return { sources: bare, skipped: [...skipped, ...warned] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.mistakes.map(({ sentence }) => ({ path: shown, sentence })),
      error,
    )
  }
}

/**
 * The newspaper's title, and whether its sources include the list. A configuration whose only mistake is the missing list is
 * fine.
 */
async function readListing(
  context: CommandContext,
  target: string,
): Promise<{ readonly title: string; readonly isConfigured: boolean }> {
  try {
    const { title, files } = await loadContextConfig(context)
    return { title, isConfigured: files.includes(target) }
  } catch (error) {
    const lacksList =
      error instanceof ConfigError &&
      !existsSync(target) &&
      error.mistakes.every(({ path }) => /^sources\.\d+\.opml$/.test(path))
    if (lacksList) return { title: 'Sources', isConfigured: true }
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
    const name = before.name ?? source.name
    if (labels.length === before.labels.length && name === before.name) continue
    sources.set(keyOf(source), { ...before, labels, ...(name === undefined ? {} : { name }) })
    changed++
  }
  return { sources: [...sources.values()], added, changed }
}

/** Prints the list, with topics as folders and URLs without credentials. Throws ConfigError. */
export async function runExport(context: CommandContext): Promise<number> {
  const { title, sources, topics } = await loadContextConfig(context)
  const namesById = new Map(topics.map(({ id, name }) => [id, name]))
  const listed = sources.map(({ shownUrl, name, topics }) => ({
    url: shownUrl,
    ...(name === undefined ? {} : { name }),
    labels: topics.map((id) => namesById.get(id) ?? id),
  }))
  const opml = writeOpml(title, listed)
  if (context.globals.json) return answer(context, 'export', { sources: sources.length, opml }, () => [])
  context.stdout(opml)
  return 0
}
