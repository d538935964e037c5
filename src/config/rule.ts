/** Reads a rule from the command line: a phrase, or JSON as in the configuration. */
import * as v from 'valibot'
import { ConfigError } from '../core/errors.ts'
import type { Filter, Topic } from '../core/model.ts'
import { mistakesOf } from './mistakes.ts'
import { patternMistakes } from './patterns.ts'
import { filter, topic } from './schema.ts'

/** The id of a tried topic that has none. */
const TRIED_ID = 'tried'

/**
 * The topic that a phrase (`NATO`), a rule (`{"any":["NATO"]}`) or a whole topic with its id describes. Throws ConfigError
 * with all mistakes.
 */
export function readTopicRule(text: string): Topic {
  const written = readValue(text)
  const value = typeof written === 'string' ? { any: [written] } : written
  const checked = check(topic, { id: TRIED_ID, ...value })
  const { any, all, none, inLanguage = {} } = checked
  if ([any, all, none, Object.keys(inLanguage)].every((found) => found === undefined || found.length === 0))
    throw ruleError(`finds nothing; write phrases, like '{"any":["NATO"]}'`)
  return { ...checked, name: checked.name ?? (checked.id === TRIED_ID ? shortened(text) : checked.id) } as Topic
}

/**
 * The filter that a phrase (`sponsored`), a rule (`{"any":["sponsored"]}`) or a whole filter describes; the first two drop.
 * Throws ConfigError.
 */
export async function readFilterRule(text: string): Promise<Filter> {
  const written = readValue(text)
  if (typeof written === 'string') return check(filter, { drop: { any: [written] } }) as Filter
  const isWhole = 'drop' in written || 'keep' in written
  const checked = check(filter, isWhole ? written : { drop: written })
  const mistakes = await patternMistakes(checked, 'RULE')
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return checked as Filter
}

function readValue(text: string): string | Record<string, unknown> {
  const trimmed = text.trim()
  if (trimmed === '') throw ruleError(`is empty; write a phrase, or a rule like '{"any":["NATO"]}'`)
  if (!trimmed.startsWith('{')) return trimmed
  try {
    return JSON.parse(trimmed) as Record<string, unknown>
  } catch (error) {
    throw ruleError(`is no JSON (${(error as Error).message}); write it like '{"any":["NATO"],"none":["cup"]}'`)
  }
}

function check<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new ConfigError(
    mistakesOf(result.issues).map(({ path, sentence }) => ({
      path: path === '' ? 'RULE' : `RULE.${path}`,
      sentence,
    })),
  )
}

const ruleError = (sentence: string): ConfigError => new ConfigError([{ path: 'RULE', sentence }])
const shortened = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 37)}...`)
