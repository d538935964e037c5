/** What was decided about one source, written: whole at once, or a very long document's in batches, so that no other writer waits for long. */

import type { Changes, KeptArticle } from '../../core/article/reconcile.ts'
import type { Instant } from '../../core/model.ts'
import { saveChanges } from '../../store/articles.ts'
import type { Db, Statement } from '../../store/db.ts'
import { raiseRevision } from '../../store/meta.ts'
import { inParts } from '../../store/rows.ts'
import { holdClaim } from '../../store/sources.ts'

/** What is written beside the articles. */
export interface Saving {
  readonly sourceId: string
  /** Of the claim, which every batch is written under. */
  readonly token: string
  readonly isFirstFetch: boolean
  readonly now: Instant
  /** Documents are to be published anew, though grouping may see nothing of it. */
  readonly isShownOtherwise: boolean
  /** What was learnt from the whole document: in the first batch, since after a kill the rest alone would not teach it. */
  readonly first: readonly Statement[]
  /** The source's own row: in the last batch. */
  readonly last: readonly Statement[]
}

/** Articles of one batch: 20 to 40 ms of SQLite, for which other writers wait. */
const BATCH_ARTICLES = 250
/** Ids of one batch, of which only a mark is moved. */
const BATCH_IDS = 5_000

/**
 * Writes the changes of one source. After a kill between two batches of a long document the source is due as before, and
 * what was written is known: backlog goes first, so that of the new ones as many come, and the same ones, as would have
 * come at once. Throws ClaimLostError, StoreError.
 */
export async function saveSource(db: Db, changes: Changes, saving: Saving): Promise<void> {
  const { sourceId, token, isFirstFetch, now, isShownOtherwise, first, last } = saving
  const revision = isShownOtherwise ? [raiseRevision] : []
  const parts = partsOf(changes)
  for (const [nth, part] of parts.entries()) {
    await db.batch([
      ...(nth < parts.length - 1 ? [holdClaim(sourceId, token)] : last),
      ...(nth === 0 ? first : []),
      ...saveChanges(part, isFirstFetch, now),
      ...revision,
    ])
  }
}

function partsOf(changes: Changes): Changes[] {
  const { added, edited, moved, relisted, unlisted, counts } = changes
  if (added.length + edited.length + moved.length <= BATCH_ARTICLES && relisted.length + unlisted.length <= BATCH_IDS)
    return [changes]
  const nothing: Changes = { added: [], edited: [], moved: [], relisted: [], unlisted: [], counts }
  const isNew = ({ article, dropped }: KeptArticle): boolean => !article.backlog && dropped === undefined
  const parts = [
    ...inParts(
      added.filter((kept) => !isNew(kept)),
      BATCH_ARTICLES,
    ).map((added) => ({ ...nothing, added })),
    ...inParts(edited, BATCH_ARTICLES).map((edited) => ({ ...nothing, edited })),
    ...inParts(moved, BATCH_ARTICLES).map((moved) => ({ ...nothing, moved })),
    ...inParts(relisted, BATCH_IDS).map((relisted) => ({ ...nothing, relisted })),
    ...inParts(unlisted, BATCH_IDS).map((unlisted) => ({ ...nothing, unlisted })),
    ...inParts(added.filter(isNew), BATCH_ARTICLES).map((added) => ({ ...nothing, added })),
  ]
  return parts.length === 0 ? [nothing] : parts
}
