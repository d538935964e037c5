/** `broadsheet import FILE`: merges the sources of an OPML file into sources.opml beside the configuration. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { configFileOf } from '../config/file.ts'
import { ConfigError } from '../core/errors.ts'
import { decodeBytes } from '../feeds/markup/decode.ts'
import { withoutCredentials } from '../feeds/markup/links.ts'
import { publishFile } from '../feeds/publish/files.ts'
import { type OpmlSource, readOpml, writeOpml } from '../feeds/publish/opml.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { createPaint } from './paint.ts'

/** Merges the file, prints the counts, and says which line the configuration still needs. Throws ConfigError, StoreError. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { args, cwd, env, globals, stdout } = context
  const given = args[0]!
  const incoming = await readOpmlFile(resolve(cwd, given), given)
  const configFile = configFileOf({ file: globals.config, env, cwd })
  const folder = dirname(configFile)
  const target = join(folder, 'sources.opml')
  const { title, isConfigured } = await readListing(context, target)

  const known = existsSync(target) ? (await readOpmlFile(target, target)).sources : []
  const { sources, added, changed } = mergeSources(known, incoming.sources)
  if (added > 0 || changed > 0) await publishFile(folder, 'sources.opml', writeOpml(title, sources))

  const { skipped } = incoming
  if (globals.json) {
    const counts = { read: incoming.sources.length, added, changed, skipped }
    stdout(
      `${JSON.stringify({ contract: 1, command: 'import', exitCode: 0, file: target, ...counts, isConfigured })}\n`,
    )
    return 0
  }
  const paint = createPaint(context.useColor)
  const remedy = `${basename(configFile)} does not read sources.opml yet; add to its sources: { opml: 'sources.opml' },`
  if (globals.quiet) {
    if (!isConfigured) stdout(`${remedy}\n`)
    return 0
  }
  const rest = incoming.sources.length - added - changed
  const counts = [
    ...(added > 0 ? [`${paint.bold(String(added))} ${added === 1 ? 'source' : 'sources'} added to sources.opml`] : []),
    ...(changed > 0 ? [`${changed} with more topics`] : []),
    ...(rest > 0 ? [`${rest} known already`] : []),
  ]
  const lines = [
    counts.join(', ') || `${given} names no source`,
    ...skipped.map((line) => paint.dim(`  left out, ${line}`)),
    ...(isConfigured ? ['Next: broadsheet run'] : [remedy]),
  ]
  stdout(`${lines.join('\n')}\n`)
  return 0
}

/**
 * The sources of an OPML file without credentials, and what was skipped. Throws ConfigError when it is missing or is no
 * OPML.
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
