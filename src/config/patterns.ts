/** Checks the patterns of filters, which needs the engine that will search them: it is loaded only where there is one. */
import type { ConfigMistake } from '../core/errors.ts'
import { compilePattern, isPattern } from '../core/text/patterns.ts'
import { shown } from './mistakes.ts'
import { listOf, objectOf } from './references.ts'

const FIELDS = ['title', 'author', 'category', 'url']

/** The patterns of a filter that cannot be used, at their paths, `path` being the filter's. Other faults are the schema's. */
export async function patternMistakes(filter: unknown, path: string): Promise<ConfigMistake[]> {
  const mistakes: ConfigMistake[] = []
  const check = async (written: unknown, at: string): Promise<void> => {
    if (typeof written !== 'string' || !isPattern(written)) return
    await compilePattern(written).catch((fault: Error) =>
      mistakes.push({ path: at, sentence: `${shown(written)} ${fault.message}` }),
    )
  }
  for (const kind of ['drop', 'keep']) {
    for (const field of FIELDS) {
      const written = objectOf(objectOf(filter)[kind])[field]
      await check(written, `${path}.${kind}.${field}`)
      for (const [i, one] of listOf(written).entries()) await check(one, `${path}.${kind}.${field}.${i}`)
    }
  }
  return mistakes
}
