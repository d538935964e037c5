/** Judges the articles of the archive anew when the configured filters have changed. */
import { createHash } from 'node:crypto'
import type { Filter } from '../../core/model.ts'
import { compileFilters } from '../../core/topics/filters.ts'
import { changeDropped, type DropChange, everyArticle } from '../../store/articles.ts'
import { markStoriesOf } from '../../store/changed-stories.ts'
import type { Statement } from '../../store/db.ts'
import { readMeta, setMeta } from '../../store/meta.ts'
import type { Deps } from '../deps.ts'

/** Articles changed in one batch. */
const AT_ONCE = 250

/** How many articles of the archive changed filters dropped, and took back. */
export interface Refiltered {
  readonly dropped: number
  readonly restored: number
}

/** Identifies filters by what they say. Not by the program's version: an upgrade drops nothing and brings nothing back. */
export const filtersHash = (filters: readonly Filter[]): string =>
  createHash('sha256').update(JSON.stringify(filters)).digest('hex').slice(0, 32)

/**
 * Drops the kept articles that changed filters drop, and takes back those that they no longer drop, to be grouped. What comes
 * back is backlog where an edition was frozen since its first sight, so that old news are not mailed; else it is new to the
 * next one. Returns how many changed. Throws StoreError.
 */
export async function applyChangedFilters({ db, config, signal }: Deps, guard: () => Statement): Promise<Refiltered> {
  const wanted = filtersHash(config.filters)
  const counts = { dropped: 0, restored: 0 }
  if ((await readMeta(db)).get('filters') === wanted) return counts
  const dropReason = await compileFilters(config.filters)
  let changes: DropChange[] = []
  const save = async (): Promise<void> => {
    if (changes.length > 0)
      await db.batch([guard(), ...changeDropped(changes), ...markStoriesOf(changes.map(({ id }) => id))])
    changes = []
  }
  for await (const article of everyArticle(db)) {
    const { id, storyId, dropped } = article
    const reason = dropReason(article)
    if (reason === dropped) continue
    if (reason === undefined) counts.restored++
    else if (dropped === undefined) counts.dropped++
    changes.push({ id, storyId, wasDropped: dropped !== undefined, reason })
    if (changes.length < AT_ONCE) continue
    signal.throwIfAborted()
    await save()
  }
  await save()
  await db.batch([guard(), setMeta('filters', wanted)])
  return counts
}
