/** The figures that `/metrics` shows of the store. */
import type { Db } from '../../store/db.ts'
import { readLargeFigures, readSmallFigures } from '../../store/figures.ts'

/** Counting large tables takes a while, so it is done this often at most. */
const RECOUNT_MS = 60_000

/** Returns the figures of a store; what is large is counted once a minute. `nowMs` is monotonic. */
export function figuresOf(db: Db, nowMs: () => number) {
  let counted: { readonly at: number; readonly figures: Awaited<ReturnType<typeof readLargeFigures>> } | undefined
  const secondsOf = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant) / 1000)
  /** Throws StoreError. */
  return async () => {
    const { lastFetchAt, documentsChangedAt, ...small } = await readSmallFigures(db)
    if (counted === undefined || nowMs() - counted.at >= RECOUNT_MS)
      counted = { at: nowMs(), figures: await readLargeFigures(db) }
    return {
      ...small,
      ...counted.figures,
      lastFetchAt: secondsOf(lastFetchAt),
      documentsChangedAt: secondsOf(documentsChangedAt),
    }
  }
}
