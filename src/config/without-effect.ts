/** Finds settings without effect: keys that are not built yet, languages without words, misspelt environment variables. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { primaryTag } from '../core/language-tag.ts'
import { packagedTemplates } from '../template.ts'
import { nearestName } from './nearest.ts'
import type { ConfigNotice } from './types.ts'

/**
 * Keys that are accepted, so that a configuration needs no change later, but have no effect yet; `*` stands for every item of
 * a list. `addition` is appended to the notice. The commit that builds a key removes it here.
 */
const NOT_BUILT: readonly (readonly [key: string, addition?: string])[] = [
  ['sources.*.maxPerEdition'],
  ['digests.*.formerly'],
  ['digests.*.minutes'],
]

/** One notice for each key in the configuration as written that has no effect, at the first place that sets it. */
export function keysWithoutEffect(config: unknown): ConfigNotice[] {
  return NOT_BUILT.flatMap(([key, addition = '']) => {
    const [first, ...others] = placesOf(config, key.split('.'))
    if (first === undefined) return []
    const places = others.length === 1 ? '1 other place' : `${others.length} other places`
    const more = others.length === 0 ? '' : `, here and in ${places}`
    return [{ path: first, sentence: `has no effect yet${more}${addition}` }]
  })
}

/** The paths at which a configuration sets a key. Undefined and an empty text or list count as not set. */
function placesOf(value: unknown, keys: readonly string[]): string[] {
  const [key, ...rest] = keys
  if (key === undefined) {
    const isNothing = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    return isNothing ? [] : ['']
  }
  if (typeof value !== 'object' || value === null) return []
  const inner = key === '*' ? Object.entries(value) : [[key, (value as Record<string, unknown>)[key]] as const]
  return inner.flatMap(([name, one]) => placesOf(one, rest).map((path) => (path === '' ? name : `${name}.${path}`)))
}

/** A notice where feeds, mail and pages have no words in a language, and are then in English. */
export function languageWithoutWords(language: string, templatesFolder: string): ConfigNotice[] {
  const primary = primaryTag(language)
  const names = [`words.${primary}.json`, `page.${primary}.json`]
  if (names.every((name) => [templatesFolder, packagedTemplates].some((folder) => existsSync(join(folder, name)))))
    return []
  const files = names.map((name) => `templates/${name}`)
  const sentence = `there are no words in '${language}' yet (${files.join(', ')}); feeds, mail and pages are in English`
  return [{ path: 'language', sentence }]
}

const PREFIX = 'BROADSHEET'
const VARIABLES = ['CONFIG', 'STATE', 'STORE', 'SMTP_URL', 'SECRET', 'ALLOW_PRIVATE']
/** Set by Kubernetes for a service called broadsheet-store, for example. */
const OF_SERVICES = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?)$/

/**
 * A notice for each variable that is probably a misspelling of one of ours: a similar name, the beginning of ours, or ours with
 * words added; and ours in lower case or after a misspelt BROADSHEET. Bias: no notice is better than a wrong one, since the
 * configuration may read variables of its own, and others, such as Kubernetes, set some.
 */
export function misspeltVariables(env: Readonly<Record<string, string | undefined>>): ConfigNotice[] {
  return Object.entries(env).flatMap(([path, value]) => {
    if (!value || OF_SERVICES.test(path)) return []
    const [prefix = '', ...words] = path.split('_')
    if (nearestName(prefix, [PREFIX]) === undefined) return []
    const meant = meantVariable(words.join('_').toUpperCase())
    if (meant === undefined || path === `${PREFIX}_${meant}`) return []
    return [{ path, sentence: `is not read by Broadsheet; did you mean ${PREFIX}_${meant}?` }]
  })
}

function meantVariable(name: string): string | undefined {
  if (VARIABLES.includes(name)) return name
  const heads = new Map(VARIABLES.flatMap((known) => [[known, known] as const, [known.split('_')[0]!, known] as const]))
  const isPart = (known: string): boolean => name !== '' && known.startsWith(`${name}_`)
  const head =
    [...heads.keys()].find((one) => isPart(one) || name.startsWith(`${one}_`)) ?? nearestName(name, heads.keys())
  return head === undefined ? undefined : heads.get(head)
}
