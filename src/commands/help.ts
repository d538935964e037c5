/** The `--help` pages: at most 80 columns, ASCII, summaries in column 29. */
import { COMMANDS, type CommandEntry, GLOBAL_FLAGS } from './table.ts'

const NAME_COLUMN = 12
const TEXT_COLUMN = 28

/** The page of `broadsheet --help`: the commands by group, and how to begin. */
export function mainHelp(): string {
  const lines = [
    'Reads feeds, folds reposts into stories, publishes one feed, mails a digest.',
    '',
    '  broadsheet COMMAND [options]      broadsheet COMMAND --help for its own page',
    '',
  ]
  for (const [group, entries] of Map.groupBy(COMMANDS, ({ group }) => group)) {
    let head: string = group
    for (const [name, summary] of rowsOf(entries)) {
      lines.push(row(head, name, summary))
      head = ''
    }
  }
  lines.push(
    row('Everywhere', `${GLOBAL_FLAGS.map(({ flag }) => flag).join(', ')}, --help`),
    '',
    row('To begin', 'broadsheet init --opml subscriptions.opml --to you@example.org'),
    row('', 'broadsheet run'),
    row('Read on', 'README.md; every key of feeds.config.ts is explained in your editor'),
  )
  return `${lines.join('\n')}\n`
}

/**
 * Commands with the same summary share a line (`import, export`). Of a two-word command, the first word is in the name's
 * column.
 */
function rowsOf(entries: readonly CommandEntry[]): [name: string, summary: string][] {
  const rows: [string, string][] = []
  for (const [summary, same] of Map.groupBy(entries, ({ summary }) => summary)) {
    const [word = '', verb] = same[0]!.words.split(' ')
    if (verb) rows.push([word, `${verb}: ${summary}`])
    else rows.push([same.map(({ words }) => words).join(', '), summary])
  }
  return rows
}

const row = (group: string, name: string, summary = ''): string =>
  `${group.padEnd(NAME_COLUMN)}${summary ? name.padEnd(TEXT_COLUMN - NAME_COLUMN) : name}${summary}`

/** The help page of one command, with examples. */
export function commandHelp({ words, description, args = [], flags, examples }: CommandEntry): string {
  const usage = ['broadsheet', words, ...args, ...(flags.length > 0 ? ['[options]'] : [])].join(' ')
  const listed = [...flags, ...GLOBAL_FLAGS].map(({ flag, summary }) => `  ${flag.padEnd(TEXT_COLUMN - 2)}${summary}`)
  const width = Math.max(TEXT_COLUMN - 4, ...examples.filter(([, summary]) => summary).map(([line]) => line.length))
  const shown = examples.map(([line, summary]) => `  ${summary ? `${line.padEnd(width + 2)}${summary}` : line}`)
  return `${[description, '', `  ${usage}`, '', ...listed, '', 'For example', ...shown].join('\n')}\n`
}

/** The help page for the first word of two-word commands: `broadsheet stories`. */
export function groupHelp(word: string): string {
  const members = COMMANDS.filter(({ words }) => words.startsWith(`${word} `))
  return `${members.map(({ words, summary }) => `  ${`broadsheet ${words}`.padEnd(TEXT_COLUMN + 4)}${summary}`).join('\n')}\n`
}
