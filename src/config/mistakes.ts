/** Turns the schema's issues into sentences with their paths, which say what to write instead. */
import type { BaseIssue } from 'valibot'
import type { ConfigMistake } from '../core/errors.ts'
import { nearestName } from './nearest.ts'
import { UNKNOWN_KEY } from './values.ts'

/** An example for a missing key; its path is without list positions. */
const EXAMPLES: Readonly<Record<string, string>> = {
  title: "title: 'Morning Broadsheet'",
  'digests.id': "id: 'morning'",
  'digests.at': "at: '07:00'",
  'topics.id': "id: 'world'",
  'sources.url': "url: 'https://example.com/rss'",
  'digests.subscribers.address': "address: 'ann@example.org'",
}

/** What a value of each type looks like, for a value of the wrong type. */
const KINDS: Readonly<Record<string, string>> = {
  string: "a text in quotes, like 'this'",
  number: 'a number without quotes',
  boolean: 'true or false',
  array: 'a list in square brackets, [ … ]',
  loose_object: 'an object in braces, { … }',
  record: 'an object in braces, { … }',
}

/** All issues of the schema as mistakes, in the order of the file. */
export function mistakesOf(issues: readonly BaseIssue<unknown>[]): ConfigMistake[] {
  return issues.map((issue) => ({
    path: (issue.path ?? []).map(({ key }) => String(key)).join('.'),
    sentence: sentenceOf(issue),
  }))
}

function sentenceOf(issue: BaseIssue<unknown>): string {
  if (issue.message.startsWith(UNKNOWN_KEY)) {
    const [key = '', ...known] = issue.message.slice(UNKNOWN_KEY.length).split('\0')
    const meant = nearestName(key, known)
    return meant ? `is no key here; did you mean ${meant}?` : `is no key here; the keys are ${known.join(', ')}`
  }
  if (!issue.message.startsWith('Invalid ')) return issue.message
  if (issue.input === undefined) {
    const place = (issue.path ?? []).map(({ key }) => key).filter((key) => typeof key === 'string')
    const example = EXAMPLES[place.join('.')]
    return example ? `is missing; write for example ${example}` : 'is missing'
  }
  if (issue.type === 'picklist') {
    const choices = (issue.expected ?? '').replace(/^\(|\)$/g, '').split(' | ')
    const plain = choices.map((choice) => choice.replaceAll('"', ''))
    const meant = typeof issue.input === 'string' ? nearestName(issue.input, plain) : undefined
    const listed = `${plain
      .slice(0, -1)
      .map((word) => `'${word}'`)
      .join(', ')} or '${plain.at(-1)}'`
    return `${shown(issue.input)} is none of ${listed}${meant ? `; did you mean '${meant}'?` : ''}`
  }
  return `is ${shown(issue.input)}; write ${KINDS[issue.type] ?? `what is expected: ${issue.expected}`}`
}

/** A value in a form that a person recognises from the file, at most 60 characters of it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (Array.isArray(value)) return 'a list'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
