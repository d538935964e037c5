/** `broadsheet topics try` and `filters try`: run rules over the archive and show what they would change. Change nothing. */
import type { Config } from '../config.ts'
import { ConfigError } from '../core/errors.ts'
import { type TopicChange, type TrialSample, tryFilters, tryTopics } from '../flow/ask/try.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { answer, counted, createRows, indented, linesBeside, type Paint } from './layout.ts'
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
    const { stories, untagged } = trial
    const { before, after } = untagged
    const shown = rule === undefined ? changes.filter(({ gained, lost }) => gained + lost > 0) : changes
    const summary = `${shown.length} change, ${changes.length - shown.length} stay as they are`
    return answer(context, 'topics try', { stories, untagged, topics: changes }, (paint) => {
      const row = createRows(paint.dim)
      return [
        ...row('Looked at', `${counted(stories, 'story', 'stories')} of the archive`),
        ...row('No topic', before === after ? `${after}, as today` : `${after}, today ${before}`),
        ...row('Topics', rule === undefined ? summary : undefined),
        ...shown.flatMap((change) => ['', ...topicLines(change, rule === undefined || isKnown, paint)]),
      ]
    })
  })
}

/** Tries a filter together with the configured ones, or the filters of another configuration. Throws ConfigError. */
export async function runFilters(context: CommandContext): Promise<number> {
  const given = ruleOrFile(context)
  const { readFilterRule } = await import('../config/rule.ts')
  const rule = given.rule === undefined ? undefined : await readFilterRule(given.rule)
  return withStoreToRead(context, async (db, config) => {
    const unknown = rule?.sources?.find((id) => !config.sources.some((source) => source.id === id))
    if (unknown !== undefined)
      throw new ConfigError([{ path: 'RULE.sources', sentence: `no source has the id '${unknown}'` }])
    const { filters } = given.file === undefined ? config : await configAt(context, given.file)
    const trial = await tryFilters({ db, config }, rule === undefined ? filters : [...filters, rule], rule)
    const { articles, before, after, newlyDropped, newlyKept, alone, drops, keeps } = trial
    return answer(context, 'filters try', trial, (paint) => {
      const row = createRows(paint.dim)
      return [
        ...row('Looked at', `${counted(articles, 'article')} of the archive`),
        ...row('The rule', alone === undefined ? undefined : `drops ${alone} by itself`),
        ...row('Dropped', before === after ? `${after}, as by today's filters` : `${after}, today ${before}`),
        ...samples(`Dropped with it (${newlyDropped})`, drops, newlyDropped, paint),
        ...samples(`No longer dropped (${newlyKept})`, keeps, newlyKept, paint),
      ]
    })
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
    ...linesBeside(`${name}: ${head}`).map((line, i) => (i === 0 ? paint.bold(line) : line)),
    ...(isKnown
      ? [...samples(`Gained (${gained})`, gains, gained, paint), ...samples(`Lost (${lost})`, losses, lost, paint)]
      : samples('Found', change.samples, after, paint)),
  ]
}

function samples(label: string, list: readonly TrialSample[], of: number, paint: Paint): string[] {
  if (list.length === 0) return []
  const lines = list.flatMap(({ title, outlet, why }) => [
    ...indented(`${title} (${outlet})`, 4),
    ...indented(why.join(', '), 8, paint.dim),
  ])
  const more = of > list.length ? [`    and ${of - list.length} more`] : []
  return ['', `  ${label}`, ...lines, ...more]
}
