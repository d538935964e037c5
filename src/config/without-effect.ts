/** Finds settings without effect: languages without words, misspelt environment variables. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { primaryTag } from '../core/language-tag.ts'
import { packagedTemplates } from '../template.ts'
import { nearestName } from './nearest.ts'
import type { ConfigNotice } from './types.ts'

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
