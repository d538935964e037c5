/** The pages of `--help`: at most 80 columns, ASCII, descriptions in column 29. */
import { COMMANDS, type CommandEntry, GLOBAL_FLAGS } from './table.ts'

const NAME_COLUMN = 12
const TEXT_COLUMN = 28

/** The page of `broadsheet --help`: commands grouped by need, and where to begin. */
export function mainHelp(): string {
  const lines = [
    'Reads feeds, folds reposts into stories, publishes one feed, mails a digest.',
    '',
    '  broadsheet COMMAND [options]      broadsheet COMMAND --help for its own page',
    '',
  ]
  for (const [group, entries] of Map.groupBy(COMMANDS, ({ group }) => group)) {
    let head: string = group
    for (const [name, says] of rowsOf(entries)) {
      lines.push(row(head, name, says))
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

/** Commands that do one thing in two directions share a line; of those of two words the first is the name, the second says what. */
function rowsOf(entries: readonly CommandEntry[]): [name: string, says: string][] {
  const rows: [string, string][] = []
  for (const [says, alike] of Map.groupBy(entries, ({ says }) => says)) {
    const [word = '', verb] = alike[0]!.words.split(' ')
    if (verb) rows.push([word, `${verb}: ${says}`])
    else rows.push([alike.map(({ words }) => words).join(', '), says])
  }
  return rows
}

const row = (group: string, name: string, says = ''): string =>
  `${group.padEnd(NAME_COLUMN)}${says ? name.padEnd(TEXT_COLUMN - NAME_COLUMN) : name}${says}`

/** The page of one command, with examples. */
export function commandHelp({ words, tells, args = [], flags, examples }: CommandEntry): string {
  const usage = ['broadsheet', words, ...args, ...(flags.length > 0 ? ['[options]'] : [])].join(' ')
  const listed = [...flags, ...GLOBAL_FLAGS].map(({ flag, says }) => `  ${flag.padEnd(TEXT_COLUMN - 2)}${says}`)
  const width = Math.max(TEXT_COLUMN - 4, ...examples.filter(([, says]) => says).map(([line]) => line.length))
  const shown = examples.map(([line, says]) => `  ${says ? `${line.padEnd(width + 2)}${says}` : line}`)
  return `${[tells, '', `  ${usage}`, '', ...listed, '', 'For example', ...shown].join('\n')}\n`
}

/** The page of a word that wants another after it: `broadsheet stories`. */
export function groupHelp(word: string): string {
  const members = COMMANDS.filter(({ words }) => words.startsWith(`${word} `))
  return `${members.map(({ words, says }) => `  ${`broadsheet ${words}`.padEnd(TEXT_COLUMN + 4)}${says}`).join('\n')}\n`
}
