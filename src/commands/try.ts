/** `broadsheet topics try` and `filters try`: run rules over the archive and show what they would change. Change nothing. */
import type { Config } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { type TopicChange, type TrialSample, tryFilters, tryTopics } from '../flow/ask/try.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { createPaint, type Paint } from './paint.ts'
import { hang } from './summary.ts'
import { withStoreToRead } from './with-store.ts'

/** Tries a topic, or the topics of another configuration. Throws ConfigError for an invalid rule. */
export async function runTopics(context: CommandContext): Promise<number> {
  const given = ruleOrFile(context)
  const { readTopicRule } = await import('../config/rule.ts')
  const rule = given.rule === undefined ? undefined : readTopicRule(given.rule)
  return withStoreToRead(context, async (db, config) => {
    const { topics } = given.file === undefined ? config : await configAt(context, given.file)
    const isKnown = topics.some(({ id }) => id === rule?.id)
    const tried =
      rule === undefined
        ? topics
        : isKnown
          ? topics.map((one) => (one.id === rule.id ? { ...rule, name: one.name } : one))
          : [...topics, rule]
    const trial = await tryTopics({ db, config }, tried)
    const changes = rule === undefined ? trial.topics : trial.topics.filter(({ topicId }) => topicId === rule.id)
    if (context.globals.json) {
      const { stories, untagged } = trial
      context.stdout(
        `${JSON.stringify({ contract: 1, command: 'topics try', exitCode: 0, stories, untagged, topics: changes })}\n`,
      )
      return 0
    }
    if (context.globals.quiet) return 0
    const paint = createPaint(context.useColor)
    const { before, after } = trial.untagged
    const lines = [
      ...rows('Looked at', `${counted(trial.stories, 'story', 'stories')} of the archive`, paint),
      ...rows('No topic', before === after ? `${after}, as today` : `${after}, today ${before}`, paint),
    ]
    const shown = rule === undefined ? changes.filter(({ gained, lost }) => gained + lost > 0) : changes
    if (rule === undefined) {
      const same = changes.length - shown.length
      lines.push(...rows('Topics', `${shown.length} change, ${same} stay as they are`, paint))
    }
    for (const change of shown) lines.push('', ...topicLines(change, rule === undefined || isKnown, paint))
    context.stdout(`${lines.join('\n')}\n`)
    return 0
  })
}

/** Tries a filter together with the configured ones, or the filters of another configuration. Throws ConfigError. */
export async function runFilters(context: CommandContext): Promise<number> {
  const given = ruleOrFile(context)
  const { readFilterRule } = await import('../config/rule.ts')
  const rule = given.rule === undefined ? undefined : readFilterRule(given.rule)
  return withStoreToRead(context, async (db, config) => {
    const unknown = rule?.sources?.find((id) => !config.sources.some((source) => source.id === id))
    if (unknown !== undefined)
      throw new ConfigError([{ path: 'RULE.sources', sentence: `no source has the id '${unknown}'` }])
    const { filters } = given.file === undefined ? config : await configAt(context, given.file)
    const trial = await tryFilters({ db, config }, rule === undefined ? filters : [...filters, rule], rule)
    if (context.globals.json) {
      context.stdout(`${JSON.stringify({ contract: 1, command: 'filters try', exitCode: 0, ...trial })}\n`)
      return 0
    }
    if (context.globals.quiet) return 0
    const paint = createPaint(context.useColor)
    const { articles, before, after, newlyDropped, newlyKept, alone, drops, keeps } = trial
    const lines = [
      ...rows('Looked at', `${counted(articles, 'article', 'articles')} of the archive`, paint),
      ...rows('The rule', alone === undefined ? undefined : `drops ${alone} by itself`, paint),
      ...rows('Dropped', before === after ? `${after}, as by today's filters` : `${after}, today ${before}`, paint),
      ...samples(`Dropped with it (${newlyDropped})`, drops, newlyDropped, paint),
      ...samples(`No longer dropped (${newlyKept})`, keeps, newlyKept, paint),
    ]
    context.stdout(`${lines.join('\n')}\n`)
    return 0
  })
}

function ruleOrFile({ args, options }: CommandContext): { readonly rule?: string; readonly file?: string } {
  const [rule] = args
  const { file } = options
  if ((rule === undefined) === (file === undefined)) {
    throw new ConfigError([
      {
        path: 'RULE',
        sentence:
          rule === undefined
            ? `is missing; write a phrase, a rule like '{"any":["NATO"]}', or --file FILE`
            : 'and --file exclude each other; write one of them',
      },
    ])
  }
  return { rule, ...(file === undefined ? {} : { file: String(file) }) }
}

const configAt = (context: CommandContext, file: string): Promise<Config> =>
  loadContextConfig({ ...context, globals: { ...context.globals, config: file } })

function topicLines(change: TopicChange, isKnown: boolean, paint: Paint): string[] {
  const { name, before, after, gained, lost, gains, losses } = change
  const difference = gained + lost === 0 ? 'as today' : `today ${before}: ${gained} more, ${lost} fewer`
  const head = `${counted(after, 'story', 'stories')}${isKnown ? `, ${difference}` : ''}`
  return [
    ...hang(`${name}: ${head}`, 0).map((line, i) => (i === 0 ? paint.bold(line) : line)),
    ...(isKnown
      ? [...samples(`Gained (${gained})`, gains, gained, paint), ...samples(`Lost (${lost})`, losses, lost, paint)]
      : samples('Found', change.samples, after, paint)),
  ]
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

function samples(label: string, list: readonly TrialSample[], of: number, paint: Paint): string[] {
  if (list.length === 0) return []
  const lines = list.flatMap(({ title, outlet, why }) => [
    ...hang(`${title} (${outlet})`, 4).map((line) => `    ${line}`),
    ...hang(why.join(', '), 8).map((line) => `        ${paint.dim(line)}`),
  ])
  const more = of > list.length ? [`    and ${of - list.length} more`] : []
  return ['', `  ${label}`, ...lines, ...more]
}

const LABEL = 11

function rows(label: string, text: string | undefined, paint: Paint): string[] {
  if (text === undefined) return []
  return hang(text, 2 + LABEL).map(
    (line, i) => `  ${i === 0 ? paint.dim(label.padEnd(LABEL)) : ' '.repeat(LABEL)}${line}`,
  )
}
