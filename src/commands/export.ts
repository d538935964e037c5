/** `broadsheet export`: all configured sources as OPML 2.0, for another feed reader or as a backup. */
import { writeOpml } from '../feeds/publish/opml.ts'
import { type CommandContext, loadContextConfig } from './context.ts'

/** Prints the list, with topics as folders and URLs without credentials. Throws ConfigError. */
export async function runCommand(context: CommandContext): Promise<number> {
  const { title, sources, topics } = await loadContextConfig(context)
  const namesById = new Map(topics.map(({ id, name }) => [id, name]))
  const listed = sources.map(({ shownUrl, name, topics }) => ({
    url: shownUrl,
    ...(name === undefined ? {} : { name }),
    labels: topics.map((id) => namesById.get(id) ?? id),
  }))
  const opml = writeOpml(title, listed)
  const answer = { contract: 1, command: 'export', exitCode: 0, sources: sources.length, opml }
  context.stdout(context.globals.json ? `${JSON.stringify(answer)}\n` : opml)
  return 0
}
