/**
 * The commands: their words, options and help, and the module of each, which is imported when it is called. A command that is
 * not built yet is not listed.
 */
import { type Command, Option } from 'commander'
import { looksLikeAddress } from '../config/values.ts'
import { ConfigError } from '../core/errors.ts'
import type { CommandContext } from './context.ts'

/** Runs a command to its end and returns its exit code. */
export type Run = (context: CommandContext) => Promise<number>
/** What SIGINT and SIGTERM do: `finish` stops in order; `end`, too, and exits with 0; without either it stops at once. */
export type AtSignal = 'finish' | 'end'

/** Makes the action of a command, given how its module is loaded. */
export type Runs = (load: () => Promise<Run>, atSignal?: AtSignal) => (this: Command) => void

/** Defines all commands, in the groups and the order of `--help`. */
export function defineCommands(program: Command, runs: Runs): void {
  dailyCommands(program, runs)
  setupCommands(program, runs)
  templateCommands(program, runs)
  sourceCommands(program, runs)
  storyCommands(program, runs)
  ruleCommands(program, runs)
  mailCommands(program, runs)
}

function dailyCommands(program: Command, runs: Runs): void {
  program.commandsGroup('Every day:')
  define(
    program,
    'run',
    'one pass: refresh, group, publish, mail what is due',
    'One pass: it fetches the sources that are due, groups articles into stories, tags them with topics, publishes the feed and mails the editions that are due. Then it ends: run it from cron.',
    ['broadsheet run', 'what is due, now'],
    ['broadsheet run --force', 'every source, due or not'],
    ['broadsheet run --quiet', 'for cron: prints only what needs a person'],
    ['broadsheet run --json', 'one JSON object, for scripts'],
  )
    .option('--force', 'fetch every source that is not paused, due or not')
    .option('--no-mail', 'publish only; what is due to be mailed stays due')
    .addOption(waitOption())
    .addOption(newStoreOption())
    .action(runs(async () => (await import('./run.ts')).runCommand, 'finish'))
  define(
    program,
    'start',
    'the same on schedule, with the web server',
    'The same on schedule until it is stopped, with the web server (feeds and unsubscribe pages) where `web` is configured. A changed configuration takes effect within a minute. Ctrl-C or SIGTERM ends it within ten seconds, and nothing is lost.',
    ['broadsheet start', 'work and serve until stopped'],
    ['broadsheet start --port 8080', 'served on http://127.0.0.1:8080'],
    ['broadsheet start --no-worker', 'one more machine that only serves'],
  )
    .option('--port <N>', 'serve there; 0: any free port', wholeNumber('--port', 65_535))
    .option('--no-web', 'work only, serve nothing')
    .option('--no-worker', 'serve only')
    .addOption(newStoreOption())
    .action(runs(async () => (await import('./start.ts')).runCommand, 'end'))
  define(
    program,
    'digest',
    'the editions that are due, without a refresh',
    'Mails the editions that are due, from what is in the store; fetches no source. Where nothing is new, --preview and --test-to show the last edition.',
    ['broadsheet digest --preview preview', 'look at the next edition'],
    ['broadsheet digest --test-to me@example.org', 'see it in your own mailbox'],
    ['broadsheet digest --digest morning --early', 'send it now'],
  )
    .option('--digest <ID>', 'of this digest only')
    .option('--early', 'an edition now, though none is due')
    .addOption(waitOption())
    .addOption(newStoreOption())
    .addOption(
      new Option('--test-to <ADDRESS>', 'mail the next edition there only; changes nothing')
        .argParser(mailAddress('--test-to'))
        .conflicts(['early', 'preview']),
    )
    .addOption(new Option('--preview <FOLDER>', 'write the edition there as files; changes nothing').conflicts('early'))
    .addOption(
      new Option('--last', 'show the last edition, as text or with --preview or --test-to; changes nothing').conflicts(
        'early',
      ),
    )
    .addOption(new Option('--anew', 'as for somebody who has had nothing yet, from all that is kept').conflicts('last'))
    .option('--for <ADDRESS>', 'the preview as this subscriber gets it', mailAddress('--for'))
    .action(runs(async () => (await import('./digest.ts')).runCommand, 'finish'))
}

function setupCommands(program: Command, runs: Runs): void {
  program.commandsGroup('Setting up:')
  define(
    program,
    'init',
    'five questions, then a configuration that works',
    'Asks five questions and writes a configuration that works: feeds.config.ts, and sources.opml from a feed, a site or your exported subscriptions. Without those it copies a small sample newsroom, so that there is something to see. Then it tries the sources. Through a pipe it reads the answers, one a line. Overwrites nothing; a configuration that is still the sample is replaced, and kept as feeds.config.sample.ts.',
    ['broadsheet init', 'five questions'],
    ['broadsheet init --opml subscriptions.opml --to me@example.org'],
    ['broadsheet init --yes', 'the sample newsroom'],
  )
    .option('--yes', 'ask nothing, take the defaults')
    .option('--opml <FILE>', 'your subscriptions, as your reader exports them')
    .option('--to <ADDRESS>', 'where the digest goes', mailAddress('--to'))
    .action(runs(async () => (await import('./init.ts')).runCommand))
  define(
    program,
    'import <FILE>',
    'the sources of a file, merged into yours',
    'Merges the sources of a file into sources.opml beside the configuration: of OPML, or of a plain list with one address a line (# begins a comment). The same file twice changes nothing.',
    ['broadsheet import subscriptions.opml', 'as your reader exports them'],
    ['broadsheet import addresses.txt', 'one address a line'],
  ).action(runs(async () => (await import('./opml.ts')).runImport))
  define(
    program,
    'export',
    'your sources as OPML',
    'Prints all configured sources as OPML 2.0, without credentials, with the titles and pages that are known from the last runs.',
    ['broadsheet export > sources.opml', 'for another reader, or as a copy'],
  ).action(runs(async () => (await import('./opml.ts')).runExport))
}

/** In the group of what is set up. */
function templateCommands(program: Command, runs: Runs): void {
  const eject = program.command('eject')
  define(
    eject,
    'templates [FILE...]',
    'the templates and words, to be changed',
    'Copies the templates of mail and pages, their style and the words of your language into templates/ beside the configuration; or the files named. What stands there is used first, file by file, and the packaged one where there is none: keep only what you change, so that an upgrade reaches the rest. Overwrites nothing unless it is told to.',
    ['broadsheet eject templates', 'all of them'],
    ['broadsheet eject templates digest.mjml', 'how the mail looks'],
    ['broadsheet digest --preview preview --anew', 'look at a change'],
  )
    .option('--overwrite', 'replace files that are there already')
    .action(runs(async () => (await import('./eject.ts')).runTemplates))
}

function sourceCommands(program: Command, runs: Runs): void {
  program.commandsGroup('Looking in:')
  define(
    program,
    'status',
    'what is due, what fails and since when',
    'What is due, which sources fail and since when, and the next editions.',
    ['broadsheet status', 'for a person'],
    ['broadsheet status --json', 'for a script'],
  ).action(runs(async () => (await import('./status.ts')).runCommand))
  const sources = program.command('sources')
  define(
    sources,
    'list',
    'your sources, and how each is doing',
    'The configured sources: their names, whether they answer, how many entries, the newest, their sites. From the last runs; fetches nothing.',
    ['broadsheet sources list', 'for a person'],
    ['broadsheet sources list --json', 'one JSON object a line'],
  ).action(runs(async () => (await import('./sources-list.ts')).runList))
  define(
    sources,
    'add <URL>',
    'one more, from the address of a feed or site',
    'Fetches an address and shows the feed that is there, or that the site declares; of several you choose one. Then it asks, and writes the feed into sources.opml beside the configuration. One that you have already is not added again.',
    ['broadsheet sources add example.org', 'a site'],
    ['broadsheet sources add https://example.org/feed.xml --yes', 'without asking'],
  )
    .option('--yes', 'ask nothing; of several feeds take the main one')
    .action(runs(async () => (await import('./sources-add.ts')).runAdd))
  define(
    sources,
    'check [ID...]',
    'every source tried, and what each one gave',
    'Tries every source, or those named, and says what each one gave: its title, how many entries, the newest, where it moved; or what failed and what to do. Of a web page it names the feeds. Changes nothing.',
    ['broadsheet sources check', 'all of them'],
    ['broadsheet sources check wire', 'this one, paused or not'],
    ['broadsheet sources check --json', 'one JSON object a line'],
  ).action(runs(async () => (await import('./sources.ts')).runCommand))
  define(
    program,
    'inspect <URL|FILE>',
    'one document, and what it became entry by entry',
    'Reads one feed, from an address or a file, and shows what was fetched and what it became: validators, charset, dialect, repairs, and of each entry its dates with their origin, authors, publisher, lead and what was taken out of the text. Works without a configuration; with one it knows sources by their ids as well.',
    ['broadsheet inspect https://example.org/feed.xml', 'an address'],
    ['broadsheet inspect samples/feeds/herald.xml', 'a file'],
    ['broadsheet inspect wire --json', 'a source, for a script'],
  ).action(runs(async () => (await import('./inspect.ts')).runCommand))
}

function storyCommands(program: Command, runs: Runs): void {
  define(
    program,
    'explain <STORY|ARTICLE>',
    'why a story is what it is',
    'Why a story is what it is: which article leads it and why, every carrier, own report or text of another, with the evidence, topics with their reasons, who wrote and who published it with the rule that found them, and what was taken out of the texts. The id of an article finds its story; of one that a filter dropped it says by which words or field.',
    ['broadsheet explain 602560fc5a83a8c29717', 'an id as stories list shows it'],
    ['broadsheet explain 602560fc5a83a8c29717 --json', 'one JSON object'],
  ).action(runs(async () => (await import('./explain.ts')).runCommand))
  define(
    program,
    'search <WORDS...>',
    'stories of the archive with these words',
    'Searches the archive, all that is kept, and prints the stories that match, the best first. Every word must occur, in any of its forms, in the title or text of an article; accents and capitals do not matter. "Words in quotes" must follow each other as they are written. -word: must not occur. source:ID or source:"A name", topic:ID: of this source, of this topic; -source:ID and -topic:ID: of others. since:DATE, until:DATE: from this day on, up to this day; a month or a year will do. Of very many matches the newest 2,000 are ranked.',
    ['broadsheet search bridge closed', 'both words'],
    [`broadsheet search '"climate summit"' since:2026-11`, 'a phrase, this month'],
    ['broadsheet search harbour topic:world source:wire', 'in a topic, at a source'],
    ['broadsheet search ferry -strike --json', 'without a word, as JSON'],
  )
    .option('--limit <N>', 'the best N (20)', wholeNumber('--limit', 2_000, 1))
    .allowUnknownOption() // `-word` is an argument
    .action(runs(async () => (await import('./search.ts')).runCommand))
  const stories = program.command('stories')
  define(
    stories,
    'list',
    'stories with topics, articles and reasons',
    'The stories that are kept, newest first, each with its topics, its articles and why they belong together.',
    ['broadsheet stories list', 'for a person'],
    ['broadsheet stories list --json', 'one JSON object a line'],
    ['broadsheet stories list --topic world --since 2026-11-20 --limit 5'],
  )
    .option('--topic <ID>', 'those of this topic only')
    .option('--since <DATE>', 'those that were updated on this day or later', date('--since'))
    .option('--search-title <TEXT>', 'those with this text in their title')
    .option('--limit <N>', 'the newest N', wholeNumber('--limit', 1_000_000, 1))
    .action(runs(async () => (await import('./stories.ts')).runCommand))
  define(
    stories,
    'split <ARTICLE>',
    'one article taken out of its story',
    'Takes an article out of its story and keeps it apart from the others there, also when everything is grouped anew, until `stories undo` takes that back. The next run does it.',
    ['broadsheet stories split 879a7acc58462c0410f6', 'an id as explain shows it'],
  ).action(runs(async () => (await import('./corrections.ts')).runSplit))
  define(
    stories,
    'merge <STORY> <STORY>',
    'two stories made one',
    'Makes one story of two and keeps them together, also when everything is grouped anew, until `stories undo` takes that back. The story founded first keeps its id. The next run does it. What `stories split` kept apart between the two no longer is.',
    ['broadsheet stories merge fb56781785346a224bc6 602560fc5a83a8c29717'],
  ).action(runs(async () => (await import('./corrections.ts')).runMerge))
  define(
    stories,
    'corrections',
    'what was split and merged by hand',
    'The corrections that were made by `stories split` and `stories merge`, the last one first: what, when, and the titles.',
    ['broadsheet stories corrections', 'for a person'],
    ['broadsheet stories corrections --json', 'one JSON object a line'],
  ).action(runs(async () => (await import('./corrections.ts')).runCorrections))
  define(
    stories,
    'undo <ID>',
    'a correction taken back',
    'Takes a correction back, by its id or the last one. The next run groups the articles of its stories anew. What it had overruled holds again.',
    ['broadsheet stories undo last', 'the last one'],
    ['broadsheet stories undo 3f9a1c20', 'an id as stories corrections shows it'],
  ).action(runs(async () => (await import('./corrections.ts')).runUndo))
}

function ruleCommands(program: Command, runs: Runs): void {
  const topics = program.command('topics')
  define(
    topics,
    'try [RULE]',
    'what a rule would find in the archive',
    'Runs a rule over the stories that are kept and says how many have it, some of them with the reasons, and what would change beside the configured topics. A rule is a phrase, or JSON as in the configuration; with the id of a topic it is tried in its place. With --file, all topics of another configuration. Changes nothing.',
    ['broadsheet topics try NATO', 'a phrase'],
    [`broadsheet topics try '{"id":"nato","any":["NATO"],"none":["cup"]}'`],
    ['broadsheet topics try --file new.config.ts', 'before it is adopted'],
  )
    .option('--file <FILE>', 'a configuration whose topics are tried instead')
    .action(runs(async () => (await import('./try.ts')).runTopics))
  define(
    topics,
    'teach <ARTICLE> [TOPIC...]',
    'an article marked as of a topic, or not',
    "Marks an article, or a story's lead, as of a topic (+) or not (-), for good. The next run follows it for this article. Once a topic has five examples of each kind, it is learned: similar articles get it, in addition to those that the rules find, and `explain` says so.",
    ['broadsheet topics teach 879a7acc58462c0410f6 +nato', 'it is'],
    ['broadsheet topics teach 879a7acc58462c0410f6 +nato -sport', 'and is not'],
  )
    .allowUnknownOption() // `-sport` is an argument
    .action(runs(async () => (await import('./teach.ts')).runTeach))
  define(
    topics,
    'test',
    'how well topics agree with what was taught',
    'Precision and recall of every topic that was taught: of its rules on all the examples, and of what was learned by cross-validation, each example judged by a model that has not seen it. Then how many articles of the archive the model tags, which share of them is probably right, and the twenty with the highest scores: marking wrong ones among them with - helps most.',
    ['broadsheet topics test', 'for a person'],
    ['broadsheet topics test --json', 'one JSON object'],
  ).action(runs(async () => (await import('./teach.ts')).runTest))
  const filters = program.command('filters')
  define(
    filters,
    'try [RULE]',
    'what a filter would drop of the archive',
    'Runs a filter over every article that is kept, dropped ones too, beside the configured filters, and says what more would be dropped and by which words or field. A phrase or a rule drops what it finds; JSON may say drop, keep and sources as in the configuration. Changes nothing.',
    ["broadsheet filters try 'partner content'", 'a phrase'],
    [`broadsheet filters try '{"title":"/^(ad|advert):/i"}'`, 'by regex'],
    [`broadsheet filters try '{"keep":{"any":["harbour"]},"sources":["wire"]}'`],
    ['broadsheet filters try --file new.config.ts', 'before it is adopted'],
  )
    .option('--file <FILE>', 'a configuration whose filters are tried instead')
    .action(runs(async () => (await import('./try.ts')).runFilters))
}

function mailCommands(program: Command, runs: Runs): void {
  const deliveries = program.command('deliveries')
  define(
    deliveries,
    'list',
    'what went to whom, and what is still owed',
    'The deliveries: one edition to one subscriber, sent or owed, with its tries.',
    ['broadsheet deliveries list', 'for a person'],
    ['broadsheet deliveries list --json', 'one JSON object a line'],
  ).action(runs(async () => (await import('./deliveries.ts')).runCommand))
  define(
    deliveries,
    'settle',
    'held ones: counted as sent, or sent again',
    'Decides about deliveries that are held because nobody knows whether they arrived: counted as sent, or sent again at the next run. All of them, or one.',
    ['broadsheet deliveries settle --resend', 'send all that is held once more'],
  )
    .option('--sent', 'they arrived')
    .option('--resend', 'they did not: send them again')
    .option('--id <ID>', 'this one only')
    .action(runs(async () => (await import('./deliveries.ts')).runSettle))
  const subscribers = program.command('subscribers')
  define(
    subscribers,
    'list',
    'who gets which digest',
    'The subscribers of each digest, and whether they are active.',
    ['broadsheet subscribers list', 'for a person'],
    ['broadsheet subscribers list --json', 'one JSON object a line'],
  ).action(runs(async () => (await import('./subscribers.ts')).runCommand))
  define(
    subscribers,
    'add <ADDRESS>',
    'someone who gets a digest from now on',
    'Adds a subscriber to those of the configuration. Someone who had unsubscribed gets the digest again.',
    ['broadsheet subscribers add ann@example.org', 'from the next slot on'],
  )
    .option('--digest <ID>', 'of this digest (the only one there is)')
    .action(runs(async () => (await import('./subscribers.ts')).runAdd))
  define(
    subscribers,
    'remove <ADDRESS>',
    'someone who no longer gets it',
    'Ends a subscription for good, also where the configuration still names it. A mail that asks to leave has a token in its subject, which may stand for the address.',
    ['broadsheet subscribers remove ann@example.org'],
  )
    .option('--digest <ID>', 'of this digest (the only one there is)')
    .action(runs(async () => (await import('./subscribers.ts')).runRemove))
}

const waitOption = (): Option =>
  new Option('--wait <SECONDS>', 'wait so long for retries that become due (60)').argParser(
    wholeNumber('--wait', 1_000_000),
  )

const newStoreOption = (): Option => new Option('--new-store', 'begin an empty store, though one was in use before')

/** Defines a command: its words with the arguments, a line for lists of commands, and its own page with examples. */
const define = (parent: Command, words: string, summary: string, description: string, ...lines: Example[]): Command =>
  parent
    .command(words)
    .summary(summary)
    .description(description)
    .addHelpText('after', examples(...lines))

/** A line to type, and what it does. */
type Example = readonly [line: string, does?: string]

/** The end of a help page: lines to type, each with what it does. */
export function examples(...lines: readonly Example[]): string {
  const width = Math.max(...lines.map(([line, does]) => (does === undefined ? 0 : line.length)))
  const shown = lines.map(([line, does]) => (does === undefined ? `  ${line}` : `  ${line.padEnd(width)}  ${does}`))
  return ['', 'For example:', ...shown].join('\n')
}

/** A value that an option does not take. It is thrown when all options are read, so that all mistakes are named at once. */
const wrongValue = (path: string, value: string, fault: string): ConfigError =>
  new ConfigError([{ path, sentence: `${JSON.stringify(value)} ${fault}` }])

const wholeNumber =
  (flag: string, most: number, least = 0) =>
  (value: string) =>
    /^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? Number(value)
      : wrongValue(flag, value, `is no whole number from ${least} to ${most}`)

const date = (flag: string) => (value: string) =>
  isDate(value) ? value : wrongValue(flag, value, 'is no date; write it like 2026-11-20 or 2026-11-20T07:00:00Z')

/** Whether a text is a day of the calendar, or an instant with its offset (RFC 3339). */
function isDate(text: string): boolean {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  const ms = Date.parse(`${day}T00:00:00Z`)
  // `Date.parse` takes 31 February for a day in March.
  return !Number.isNaN(Date.parse(text)) && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day!)
}

const mailAddress = (flag: string) => (value: string) =>
  looksLikeAddress(value.trim())
    ? value.trim()
    : wrongValue(flag, value, 'is no mail address; write it like me@example.org')
