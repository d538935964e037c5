/** Finds settings without effect: keys that are not built yet, and misspelt environment variables. */
import { nearestName } from './nearest.ts'
import type { ConfigNotice } from './types.ts'

/**
 * Keys that are accepted, so that a configuration needs no change later, but have no effect yet; `*` stands for every item of
 * a list. `addition` is appended to the notice. The commit that builds a key removes it here.
 */
const NOT_BUILT: readonly (readonly [key: string, addition?: string])[] = [
  ['sources.*.maxPerEdition'],
  ['feed.hubs', ': no hub is notified, so the feed links none'],
  ['feed.pageDays'],
  ['digests.*.formerly'],
  ['digests.*.minutes'],
  ['web.metricsToken'],
  ['web.trustedProxies'],
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

const PREFIX = 'BROADSHEET_'
const VARIABLES = ['CONFIG', 'STATE', 'STORE', 'SMTP_URL', 'SECRET', 'ALLOW_PRIVATE']

/**
 * A notice for each variable that is probably a misspelling of one of ours: a similar name, or the name with words added or
 * left out. Bias: no notice is better than a wrong one, since the configuration may read variables of its own, and others, such
 * as Kubernetes, set some.
 */
export function misspeltVariables(env: Readonly<Record<string, string | undefined>>): ConfigNotice[] {
  return Object.entries(env).flatMap(([path, value]) => {
    const name = path.slice(PREFIX.length)
    if (!path.startsWith(PREFIX) || !value || VARIABLES.includes(name)) return []
    const isPart = (known: string): boolean => known.startsWith(`${name}_`) || name.startsWith(`${known}_`)
    const meant = VARIABLES.find(isPart) ?? nearestName(name, VARIABLES)
    return meant === undefined ? [] : [{ path, sentence: `is not read by Broadsheet; did you mean ${PREFIX}${meant}?` }]
  })
}
