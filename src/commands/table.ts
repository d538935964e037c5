/** All commands: their words, flags, help and the file that runs each. A command that is not built yet is not listed. */
import type { CommandContext } from './context.ts'

/** A flag of a command. */
export interface FlagEntry {
  /** `--wait SECONDS`: the value in capitals; a switch has none. */
  readonly flag: string
  /** Lower case, no full stop. */
  readonly summary: string
  /** The kind of its value. Default: `text`. */
  readonly value?: 'count' | 'port' | 'address' | 'text'
  /** Another flag that must be given, too. */
  readonly needs?: string
}

export interface CommandEntry {
  /** `run`, `stories list`. */
  readonly words: string
  readonly group: 'Every day' | 'Setting up' | 'Looking in'
  /** For the list of all commands: lower case, no full stop, at most 50 characters. */
  readonly summary: string
  /** For its own help page, in whole sentences. */
  readonly description: string
  /** Arguments in capitals; those in brackets, like `[ID...]`, are optional. */
  readonly args?: readonly string[]
  /** Arguments may begin with a minus: an unknown flag is passed to the command as an argument. */
  readonly takesMinus?: true
  readonly flags: readonly FlagEntry[]
  readonly examples: readonly (readonly [line: string, says: string])[]
  /**
   * What SIGINT and SIGTERM do: with `finish` it stops in order; with `end`, too, and exits with 0; without, it stops at
   * once.
   */
  readonly atSignal?: 'finish' | 'end'
  readonly load: () => Promise<{ readonly runCommand: (context: CommandContext) => Promise<number> }>
}

const WAIT: FlagEntry = {
  flag: '--wait SECONDS',
  summary: 'wait so long for retries that become due (60)',
  value: 'count',
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    words: 'run',
    group: 'Every day',
    summary: 'one pass: refresh, group, publish, mail what is due',
    description:
      'One pass: it fetches the sources that are due, groups articles into stories,\ntags them with topics, publishes the feed and mails the editions that are due.\nThen it ends: run it from cron.',
    flags: [
      { flag: '--force', summary: 'fetch every source that is not paused, due or not' },
      { flag: '--no-mail', summary: 'publish only; what is due to be mailed stays due' },
      WAIT,
    ],
    examples: [
      ['broadsheet run', 'what is due, now'],
      ['broadsheet run --force', 'every source, due or not'],
      ['broadsheet run --quiet', 'for cron: prints only what needs a person'],
      ['broadsheet run --json', 'one JSON object, for scripts'],
    ],
    atSignal: 'finish',
    load: () => import('./run.ts'),
  },
  {
    words: 'start',
    group: 'Every day',
    summary: 'the same on schedule, with the web server',
    description:
      'The same on schedule until it is stopped, with the web server (feeds and\nunsubscribe pages) where `web` is configured. A changed configuration takes\neffect within a minute.\nCtrl-C or SIGTERM ends it within ten seconds, and nothing is lost.',
    flags: [
      { flag: '--port N', summary: 'serve there; 0: any free port', value: 'port' },
      { flag: '--no-web', summary: 'work only, serve nothing' },
      { flag: '--no-worker', summary: 'serve only' },
    ],
    examples: [
      ['broadsheet start', 'work and serve until stopped'],
      ['broadsheet start --port 8080', 'served on http://127.0.0.1:8080'],
      ['broadsheet start --no-worker', 'one more machine that only serves'],
    ],
    atSignal: 'end',
    load: () => import('./start.ts'),
  },
  {
    words: 'digest',
    group: 'Every day',
    summary: 'the editions that are due, without a refresh',
    description: 'Mails the editions that are due, from what is in the store; fetches no source.',
    flags: [
      { flag: '--digest ID', summary: 'of this digest only' },
      { flag: '--early', summary: 'an edition now, though none is due' },
      WAIT,
      { flag: '--test-to ADDRESS', summary: 'mail the next edition there only; changes nothing', value: 'address' },
      { flag: '--preview FOLDER', summary: 'write the edition there as files; changes nothing' },
      {
        flag: '--for ADDRESS',
        summary: 'the preview as this subscriber gets it',
        value: 'address',
        needs: '--preview',
      },
    ],
    examples: [
      ['broadsheet digest --preview preview', 'look at the next edition'],
      ['broadsheet digest --test-to me@example.org', 'see it in your own mailbox'],
      ['broadsheet digest --digest morning --early', 'send it now'],
    ],
    atSignal: 'finish',
    load: () => import('./digest.ts'),
  },
  {
    words: 'init',
    group: 'Setting up',
    summary: 'five questions, then a configuration that works',
    description:
      'Asks five questions and writes a configuration that works: feeds.config.ts, and\nsources.opml from your exported subscriptions. Without those it copies a small\nsample newsroom, so that there is something to see. Then it tries the sources.\nOverwrites nothing.',
    flags: [
      { flag: '--yes', summary: 'ask nothing, take the defaults' },
      { flag: '--opml FILE', summary: 'your subscriptions, as your reader exports them' },
      { flag: '--to ADDRESS', summary: 'where the digest goes', value: 'address' },
    ],
    examples: [
      ['broadsheet init', 'five questions'],
      ['broadsheet init --opml subscriptions.opml --to me@example.org', ''],
      ['broadsheet init --yes', 'the sample newsroom'],
    ],
    load: () => import('./init.ts'),
  },
  {
    words: 'import',
    group: 'Setting up',
    summary: 'sources as OPML',
    description:
      'Merges the sources of an OPML file into sources.opml beside the configuration.\nThe same file twice changes nothing.',
    args: ['FILE'],
    flags: [],
    examples: [['broadsheet import subscriptions.opml', 'as your reader exports them']],
    load: () => import('./import.ts'),
  },
  {
    words: 'export',
    group: 'Setting up',
    summary: 'sources as OPML',
    description: 'Prints all configured sources as OPML 2.0, without credentials.',
    flags: [],
    examples: [['broadsheet export > sources.opml', 'for another reader, or as a copy']],
    load: () => import('./export.ts'),
  },
  {
    words: 'status',
    group: 'Looking in',
    summary: 'what is due, what fails and since when',
    description: 'What is due, which sources fail and since when, and the next editions.',
    flags: [],
    examples: [
      ['broadsheet status', 'for a person'],
      ['broadsheet status --json', 'for a script'],
    ],
    load: () => import('./status.ts'),
  },
  {
    words: 'sources check',
    group: 'Looking in',
    summary: 'every source tried, and what each one gave',
    description:
      'Tries every source, or those named, and says what each one gave: its title, how\nmany entries, the newest, where it moved; or what failed and what to do. Of\na web page it names the feeds. Changes nothing.',
    args: ['[ID...]'],
    flags: [],
    examples: [
      ['broadsheet sources check', 'all of them'],
      ['broadsheet sources check wire', 'this one, paused or not'],
      ['broadsheet sources check --json', 'one JSON object a line'],
    ],
    load: () => import('./sources.ts'),
  },
  {
    words: 'inspect',
    group: 'Looking in',
    summary: 'one document, and what it became entry by entry',
    description:
      'Reads one feed, from an address or a file, and shows what was fetched and what\nit became: validators, charset, dialect, repairs, and of each entry its dates\nwith their origin, authors, publisher, lead and what was taken out of the text.\nWorks without a configuration; with one it knows sources by their ids as well.',
    args: ['URL|FILE'],
    flags: [],
    examples: [
      ['broadsheet inspect https://example.org/feed.xml', 'an address'],
      ['broadsheet inspect samples/feeds/herald.xml', 'a file'],
      ['broadsheet inspect wire --json', 'a source, for a script'],
    ],
    load: () => import('./inspect.ts'),
  },
  {
    words: 'explain',
    group: 'Looking in',
    summary: 'why a story is what it is',
    description:
      'Why a story is what it is: which article leads it and why, every carrier, own\nreport or text of another, with the evidence, topics with their reasons, who\nwrote and who published it with the rule that found them, and what was taken\nout of the texts. The id of an article finds its story; of one that a filter\ndropped it says by which words.',
    args: ['STORY|ARTICLE'],
    flags: [],
    examples: [
      ['broadsheet explain 602560fc5a83a8c29717', 'an id as stories list shows it'],
      ['broadsheet explain 602560fc5a83a8c29717 --json', 'one JSON object'],
    ],
    load: () => import('./explain.ts'),
  },
  {
    words: 'stories list',
    group: 'Looking in',
    summary: 'stories with topics, articles and reasons',
    description:
      'The stories that are kept, newest first, each with its topics, its articles and\nwhy they belong together.',
    flags: [],
    examples: [
      ['broadsheet stories list', 'for a person'],
      ['broadsheet stories list --json', 'one JSON object a line'],
    ],
    load: () => import('./stories.ts'),
  },
  {
    words: 'stories split',
    group: 'Looking in',
    summary: 'one article taken out of its story, for good',
    description:
      'Takes an article out of its story and keeps it apart from the others there, for\ngood, also when everything is grouped anew. The next run does it.',
    args: ['ARTICLE'],
    flags: [],
    examples: [['broadsheet stories split 879a7acc58462c0410f6', 'an id as explain shows it']],
    load: async () => ({ runCommand: (await import('./corrections.ts')).runSplit }),
  },
  {
    words: 'stories merge',
    group: 'Looking in',
    summary: 'two stories made one, for good',
    description:
      'Makes one story of two and keeps them together, for good, also when everything\nis grouped anew. The story founded first keeps its id. The next run does it.\nWhat `stories split` kept apart between the two no longer is.',
    args: ['STORY', 'STORY'],
    flags: [],
    examples: [['broadsheet stories merge fb56781785346a224bc6 602560fc5a83a8c29717', '']],
    load: async () => ({ runCommand: (await import('./corrections.ts')).runMerge }),
  },
  {
    words: 'topics try',
    group: 'Looking in',
    summary: 'what a rule would find in the archive',
    description:
      'Runs a rule over the stories that are kept and says how many have it, some of\nthem with the reasons, and what would change beside the configured topics. A\nrule is a phrase, or JSON as in the configuration; with the id of a topic it is\ntried in its place. With --file, all topics of another configuration. Changes\nnothing.',
    args: ['[RULE]'],
    flags: [{ flag: '--file FILE', summary: 'a configuration whose topics are tried instead' }],
    examples: [
      ['broadsheet topics try NATO', 'a phrase'],
      [`broadsheet topics try '{"id":"nato","any":["NATO"],"none":["cup"]}'`, ''],
      ['broadsheet topics try --file new.config.ts', 'before it is adopted'],
    ],
    load: async () => ({ runCommand: (await import('./try.ts')).runTopics }),
  },
  {
    words: 'topics teach',
    group: 'Looking in',
    summary: 'an article marked as of a topic, or not',
    description:
      "Marks an article, or a story's lead, as of a topic (+) or not (-), for good.\nThe next run follows it for this article. Once a topic has five examples of each\nkind, it is learned: similar articles get it, in addition to those that the\nrules find, and `explain` says so.",
    args: ['ARTICLE', '[TOPIC...]'],
    takesMinus: true,
    flags: [],
    examples: [
      ['broadsheet topics teach 879a7acc58462c0410f6 +nato', 'it is'],
      ['broadsheet topics teach 879a7acc58462c0410f6 +nato -sport', 'and is not'],
    ],
    load: async () => ({ runCommand: (await import('./teach.ts')).runTeach }),
  },
  {
    words: 'topics test',
    group: 'Looking in',
    summary: 'how well topics agree with what was taught',
    description:
      'Precision and recall of every topic that was taught: of its rules on all the\nexamples, and of what was learned by cross-validation, each example judged by a\nmodel that has not seen it.',
    flags: [],
    examples: [
      ['broadsheet topics test', 'for a person'],
      ['broadsheet topics test --json', 'one JSON object'],
    ],
    load: async () => ({ runCommand: (await import('./teach.ts')).runTest }),
  },
  {
    words: 'filters try',
    group: 'Looking in',
    summary: 'what a filter would drop of the archive',
    description:
      'Runs a filter over every article that is kept, dropped ones too, beside the\nconfigured filters, and says what more would be dropped and by which words. A\nphrase or a rule drops what it finds; JSON may say drop, keep and sources as in\nthe configuration. Changes nothing.',
    args: ['[RULE]'],
    flags: [{ flag: '--file FILE', summary: 'a configuration whose filters are tried instead' }],
    examples: [
      ["broadsheet filters try 'partner content'", 'a phrase'],
      [`broadsheet filters try '{"keep":{"any":["harbour"]},"sources":["wire"]}'`, ''],
      ['broadsheet filters try --file new.config.ts', 'before it is adopted'],
    ],
    load: async () => ({ runCommand: (await import('./try.ts')).runFilters }),
  },
  {
    words: 'deliveries list',
    group: 'Looking in',
    summary: 'what went to whom, and what is still owed',
    description: 'The deliveries: one edition to one subscriber, sent or owed, with its tries.',
    flags: [],
    examples: [
      ['broadsheet deliveries list', 'for a person'],
      ['broadsheet deliveries list --json', 'one JSON object a line'],
    ],
    load: () => import('./deliveries.ts'),
  },
  {
    words: 'deliveries settle',
    group: 'Looking in',
    summary: 'held ones: counted as sent, or sent again',
    description:
      'Decides about deliveries that are held because nobody knows whether they\narrived: counted as sent, or sent again at the next run. All of them, or one.',
    flags: [
      { flag: '--sent', summary: 'they arrived' },
      { flag: '--resend', summary: 'they did not: send them again' },
      { flag: '--id ID', summary: 'this one only' },
    ],
    examples: [['broadsheet deliveries settle --resend', 'send all that is held once more']],
    load: async () => ({ runCommand: (await import('./deliveries.ts')).runSettle }),
  },
  {
    words: 'subscribers list',
    group: 'Looking in',
    summary: 'who gets which digest',
    description: 'The subscribers of each digest, and whether they are active.',
    flags: [],
    examples: [
      ['broadsheet subscribers list', 'for a person'],
      ['broadsheet subscribers list --json', 'one JSON object a line'],
    ],
    load: () => import('./subscribers.ts'),
  },
  {
    words: 'subscribers add',
    group: 'Looking in',
    summary: 'someone who gets a digest from now on',
    description:
      'Adds a subscriber to those of the configuration.\nSomeone who had unsubscribed gets the digest again.',
    args: ['ADDRESS'],
    flags: [{ flag: '--digest ID', summary: 'of this digest (the only one there is)' }],
    examples: [['broadsheet subscribers add ann@example.org', 'from the next slot on']],
    load: async () => ({ runCommand: (await import('./subscribers.ts')).runAdd }),
  },
  {
    words: 'subscribers remove',
    group: 'Looking in',
    summary: 'someone who no longer gets it',
    description: 'Ends a subscription for good, also where the configuration still names it.',
    args: ['ADDRESS'],
    flags: [{ flag: '--digest ID', summary: 'of this digest (the only one there is)' }],
    examples: [['broadsheet subscribers remove ann@example.org', '']],
    load: async () => ({ runCommand: (await import('./subscribers.ts')).runRemove }),
  },
]

/** The flags that every command takes. */
export const GLOBAL_FLAGS: readonly FlagEntry[] = [
  { flag: '--config FILE', summary: 'the configuration (feeds.config.ts in this folder)' },
  { flag: '--json', summary: 'one JSON object; lists: one object a line' },
  { flag: '--quiet', summary: 'print only what needs a person' },
  { flag: '--verbose', summary: 'more on standard error, the stack of a defect too' },
]
