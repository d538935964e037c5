/** Reads the texts that tests and tools share: prose stands in `tests/fixtures/NAME.json`, not in code. */
import { readFileSync } from 'node:fs'

/** What a JSON file of `tests/fixtures` has; the caller says of which type it is. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as T
}
