/** What a command line asks for, read by commander; and a sentence for each mistake in it. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { ConfigError, type ConfigMistake } from '../core/errors.ts'
import type { CommandContext, GlobalFlags } from './context.ts'
import { type AtSignal, defineCommands, examples, type Run, type Runs } from './definitions.ts'

/** A command that was called, and with what. */
export interface Call {
  readonly kind: 'command'
  /** `run`, `stories list`. */
  readonly words: string
  readonly options: CommandContext['options']
  readonly globals: GlobalFlags
  readonly args: readonly string[]
  readonly atSignal: AtSignal | undefined
  readonly run: Run
}

/** What the arguments ask for: a command, or a page to print. Throws ConfigError with every mistake. */
export function parseCall(argv: readonly string[]): Call | { readonly kind: 'page'; readonly text: string } {
  let call: Call | undefined
  let text = ''
  const runs: Runs = (load, atSignal) =>
    function () {
      const options = checkedOptions(this)
      const globals = { json: false, quiet: false, verbose: false, ...program.opts() }
      const run: Run = async (context) => (await load())(context)
      call = { kind: 'command', words: wordsOf(this), options, globals, args: this.args, atSignal, run }
    }
  const program = createProgram((part) => {
    text += part
  }, runs)
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    // A page was printed.
    if (!(error instanceof CommanderError)) throw error
  }
  return call ?? { kind: 'page', text }
}

function createProgram(print: (text: string) => void, runs: Runs): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const program = new Command('broadsheet')
    .description('Reads feeds, folds reposts into stories, publishes one feed, mails a digest.')
    .configureOutput({
      writeOut: print,
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(80, process.stdout.columns || 80),
    })
    .configureHelp({
      showGlobalOptions: true,
      visibleCommands: (command) => [...command.commands],
      subcommandTerm: (command) => command.name(),
      subcommandDescription: (command) =>
        command.summary() || command.commands.map((one) => `${one.name()}: ${one.summary()}`).join('\n'),
    })
    .helpOption('-h, --help', 'help, also for each command')
    .version(version, '-V, --version', 'the version of this program')
    .option('--config <FILE>', 'the configuration (feeds.config.ts in this folder)')
    .option('--json', 'one JSON object; lists: one object a line')
    .option('--quiet', 'print only what needs a person')
    .option('--verbose', 'more on standard error: each source, the stack of a defect')
    .addHelpText(
      'after',
      `${examples(
        ['broadsheet init --opml subscriptions.opml --to you@example.org', 'to begin'],
        ['broadsheet run', 'from then on'],
      )}\n\nRead on in README.md; docs/configuration.md explains every key of feeds.config.ts.`,
    )
  defineCommands(program, runs)
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.exitOverride((error) => {
      // Whoever types the bare name asks what there is.
      const isBare = error.code === 'commander.help' && error.exitCode !== 0 && command === program
      if (isBare) program.outputHelp()
      throw error.exitCode === 0 || isBare ? error : new ConfigError([usageMistake(error, command)])
    })
  }
  return program
}

/** `stories list`; empty for the program itself. */
const wordsOf = (command: Command): string =>
  command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim()

/** The options of a command. Throws ConfigError with every wrong value. */
function checkedOptions(command: Command): CommandContext['options'] {
  const options = command.opts<Record<string, string | number | boolean | ConfigError>>()
  const mistakes = Object.values(options).flatMap((value) => (value instanceof ConfigError ? value.mistakes : []))
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return options as CommandContext['options']
}

/** One sentence for what commander found wrong, with its suggestion. */
function usageMistake({ code, message }: CommanderError, command: Command): ConfigMistake {
  const words = wordsOf(command)
  const call = `broadsheet ${words}`.trim()
  const named = /'([^']*)'/.exec(message)?.[1] ?? ''
  const suggested = /\(Did you mean (.+)\?\)/.exec(message)?.[1]
  const hint = suggested === undefined ? `see: ${call} --help` : `did you mean ${suggested}?`
  switch (code) {
    case 'commander.help':
      return { path: words, sentence: `wants a word after it: ${command.commands.map(wordsOf).join(', ')}` }
    case 'commander.unknownCommand':
      return { path: named, sentence: `is no command; ${hint}` }
    case 'commander.unknownOption':
      return { path: named, sentence: `is no option of ${words || 'broadsheet'}; ${hint}` }
    case 'commander.missingArgument': {
      const all = command.registeredArguments.filter(({ required }) => required).map((one) => one.name())
      return { path: named, sentence: `is missing; write: ${[call, ...all].join(' ')}` }
    }
    case 'commander.conflictingOption': {
      const [one, other] = [...message.matchAll(/'(--[\w-]+)/g)].map(([, flag]) => flag)
      return { path: one!, sentence: `does not go with ${other}; write one of them` }
    }
    case 'commander.optionMissingArgument':
      return { path: named.split(' ')[0]!, sentence: `wants a value; write: ${named.replace(/[<>]/g, '')}` }
    case 'commander.excessArguments':
      return { path: command.args.at(-1)!, sentence: `is one word too many; see: ${call} --help` }
    default:
      return { path: '', sentence: message.replace(/^error: /, '').replaceAll('\n', ' ') }
  }
}
