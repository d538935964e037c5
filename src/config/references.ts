/** Checks what must agree between several places of the configuration. */
import type { ConfigMistake } from '../core/errors.ts'
import type { Topic } from '../core/model.ts'
import { nearestName } from './nearest.ts'
import type { CheckedConfig } from './schema.ts'
import type { ConfigNotice, SourceConfig } from './types.ts'

/** A part of the configuration that may have failed the schema, so its values can be of any type. */
type Rough = Readonly<Record<string, unknown>>
/** The value if it is a list, else an empty list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** The value if it is an object, else an empty object. */
export const objectOf = (value: unknown): Rough => (typeof value === 'object' && value !== null ? (value as Rough) : {})

/** Reports ids used twice, ids that do not exist, and `refresh.perHost` above `refresh.concurrency`. */
export function checkReferences(
  rough: Rough,
  { sources, topics }: { readonly sources: readonly SourceConfig[]; readonly topics: readonly Topic[] },
  report: (mistake: ConfigMistake) => void,
): void {
  const once = (
    paths: Map<string, string>,
    key: unknown,
    place: string,
    path: string,
    what: string,
    fold = (text: string) => text.toLowerCase(),
  ): void => {
    if (typeof key !== 'string') return
    const first = paths.get(fold(key))
    if (first === undefined) paths.set(fold(key), place)
    else report({ path, sentence: `"${key}" is already in ${first}; ${what}` })
  }
  const exists = (ids: readonly string[], kind: string, value: unknown, path: string): void => {
    if (typeof value !== 'string' || ids.includes(value)) return
    const meant = nearestName(value, ids)
    const hint = meant
      ? `did you mean "${meant}"?`
      : ids.length > 0 && ids.length <= 20
        ? `there are ${ids.join(', ')}`
        : `add it to ${kind}s first`
    report({ path, sentence: `"${value}" is no ${kind}'s id; ${hint}` })
  }
  const topicIds = topics.map(({ id }) => id)
  const sourceIds = sources.map(({ id }) => id)
  const topicsExist = (owner: Rough, path: string): void => {
    listOf(owner['topics']).forEach((id, j) => {
      exists(topicIds, 'topic', id, `${path}.topics.${j}`)
    })
  }

  const topicPaths = new Map<string, string>()
  listOf(rough['topics']).forEach((topic, i) => {
    const { id } = objectOf(topic)
    // Ids that differ in case alone may both be there; an OPML folder makes such ones, too.
    once(topicPaths, id, `topics.${i}`, `topics.${i}.id`, 'give each topic an id of its own', (text) => text)
  })
  listOf(rough['sources']).forEach((source, i) => {
    topicsExist(objectOf(source), `sources.${i}`)
  })
  for (const [path, filter] of filtersOf(rough)) {
    listOf(objectOf(filter)['sources']).forEach((id, j) => {
      exists(sourceIds, 'source', id, `${path}.sources.${j}`)
    })
  }
  const digestPaths = new Map<string, string>()
  listOf(rough['digests']).forEach((written, i) => {
    const digest = objectOf(written)
    once(digestPaths, digest['id'], `digests.${i}`, `digests.${i}.id`, 'give each digest an id of its own')
    topicsExist(digest, `digests.${i}`)
    listOf(digest['subscribers']).forEach((subscriber, j) => {
      topicsExist(objectOf(subscriber), `digests.${i}.subscribers.${j}`)
    })
  })
  checkFormerIds(listOf(rough['digests']).map(objectOf), report)
  const { concurrency, perHost } = objectOf(rough['refresh'])
  if (typeof concurrency === 'number' && typeof perHost === 'number' && perHost > concurrency) {
    report({
      path: 'refresh.perHost',
      sentence: `${perHost} is more than refresh.concurrency, ${concurrency}; write at most that`,
    })
  }
}

/** Reports ids in `formerly` that a digest still has, or that two digests had: whose subscribers would be whose? */
function checkFormerIds(digests: readonly Rough[], report: (mistake: ConfigMistake) => void): void {
  const places = new Map(
    digests.map(({ id }, i) => [typeof id === 'string' ? id.toLowerCase() : '', `digests.${i}.id`]),
  )
  const former = new Map<string, string>()
  digests.forEach(({ formerly }, i) => {
    listOf(formerly).forEach((id, j) => {
      if (typeof id !== 'string') return
      const path = `digests.${i}.formerly.${j}`
      const current = places.get(id.toLowerCase())
      const other = former.get(id.toLowerCase())
      if (current !== undefined)
        report({ path, sentence: `"${id}" is still ${current}; write here only what no digest is called any more` })
      else if (other !== undefined)
        report({ path, sentence: `"${id}" is already in ${other}; only one digest can have its subscribers` })
      else former.set(id.toLowerCase(), path)
    })
  })
}

/** A notice for each subscriber of a digest whose address is there before, in upper or lower case: the first one counts. */
export const subscribersNamedAgain = (digests: CheckedConfig['digests']): ConfigNotice[] =>
  digests.flatMap(({ subscribers }, i) => {
    const places = subscribers.map((one, j) => [addressOf(one).toLowerCase(), `digests.${i}.subscribers.${j}`] as const)
    const firsts = new Map(places.toReversed())
    return places.flatMap(([address, path], j): ConfigNotice[] => {
      const first = firsts.get(address)!
      if (first === path) return []
      return [{ path, sentence: `"${addressOf(subscribers[j]!)}" is already in ${first}, which counts; remove one` }]
    })
  })

/** The address of a subscriber, who may be written as an address alone. */
export const addressOf = (subscriber: CheckedConfig['digests'][number]['subscribers'][number]): string =>
  typeof subscriber === 'string' ? subscriber : subscriber.address

/** Every filter with its path: those of the newspaper and those of its digests. */
export function filtersOf(rough: Rough): (readonly [path: string, filter: unknown])[] {
  const owners = [
    ['', rough] as const,
    ...listOf(rough['digests']).map((one, i) => [`digests.${i}.`, objectOf(one)] as const),
  ]
  return owners.flatMap(([path, owner]) =>
    listOf(owner['filters']).map((filter, i) => [`${path}filters.${i}`, filter] as const),
  )
}

/**
 * The mistakes in the order of the file: by top-level key, then by position in its list. Missing keys come first, the
 * environment last.
 */
export function inFileOrder(mistakes: readonly ConfigMistake[], keys: readonly string[]): ConfigMistake[] {
  const placeOf = ({ path }: ConfigMistake): readonly [number, number] => {
    const [key = '', index] = path.split('.')
    return [/^[A-Z]/.test(key) ? keys.length : keys.indexOf(key), index && /^\d+$/.test(index) ? Number(index) : -1]
  }
  return mistakes.toSorted((a, b) => {
    const [keyA, indexA] = placeOf(a)
    const [keyB, indexB] = placeOf(b)
    return keyA - keyB || indexA - indexB
  })
}
