/**
 * Writes what was decided about one source: in one batch, or in several for a very long document, so that other writers
 * wait only briefly.
 */

import type { Changes, KeptArticle } from '../../core/article/reconcile.ts'
import type { Instant } from '../../core/model.ts'
import { saveChanges } from '../../store/articles.ts'
import type { Db, Statement } from '../../store/db.ts'
import { raiseRevision } from '../../store/meta.ts'
import { inParts } from '../../store/rows.ts'
import { assertClaim } from '../../store/sources.ts'

/** What is written besides the articles. */
interface Saving {
  readonly sourceId: string
  /** The claim's token; every batch is written under it. */
  readonly token: string
  readonly isFirstFetch: boolean
  readonly now: Instant
  /** Documents must be published again, although grouping may see no change. */
  readonly isShownOtherwise: boolean
  /**
   * What was learned from the whole document. In the first batch: after a kill the remaining articles would not
   * suffice.
   */
  readonly first: readonly Statement[]
  /** The source's own row. In the last batch: until then the source stays due. */
  readonly last: readonly Statement[]
}

/** Articles in one batch: SQLite takes 20 to 40 ms for it, and other writers wait meanwhile. */
const BATCH_ARTICLES = 250
/** Ids in one batch; only a mark of each is updated. */
const BATCH_IDS = 5_000

/**
 * Writes the changes of one source. When the process is killed between two batches of a long document, the source is
 * still due, and the next fetch knows what was written. Backlog is written first, so that the same new articles are
 * added as without the kill. Throws ClaimLostError, StoreError.
 */
export async function saveSource(db: Db, changes: Changes, saving: Saving): Promise<void> {
  const { sourceId, token, isFirstFetch, now, isShownOtherwise, first, last } = saving
  const revision = isShownOtherwise ? [raiseRevision] : []
  const parts = partsOf(changes)
  for (const [nth, part] of parts.entries()) {
    await db.batch([
      ...(nth < parts.length - 1 ? [assertClaim(sourceId, token)] : last),
      ...(nth === 0 ? first : []),
      ...saveChanges(part, isFirstFetch, now),
      ...revision,
    ])
  }
}

function partsOf(changes: Changes): Changes[] {
  const { added, edited, quiet, moved, relisted, unlisted, counts } = changes
  const articles = added.length + edited.length + quiet.length + moved.length
  if (articles <= BATCH_ARTICLES && relisted.length + unlisted.length <= BATCH_IDS) return [changes]
  const nothing: Changes = { added: [], edited: [], quiet: [], moved: [], relisted: [], unlisted: [], counts }
  const isNew = ({ article, dropped }: KeptArticle): boolean => !article.backlog && dropped === undefined
  const parts = [
    ...inParts(
      added.filter((kept) => !isNew(kept)),
      BATCH_ARTICLES,
    ).map((added) => ({ ...nothing, added })),
    ...inParts(edited, BATCH_ARTICLES).map((edited) => ({ ...nothing, edited })),
    ...inParts(quiet, BATCH_ARTICLES).map((quiet) => ({ ...nothing, quiet })),
    ...inParts(moved, BATCH_ARTICLES).map((moved) => ({ ...nothing, moved })),
    ...inParts(relisted, BATCH_IDS).map((relisted) => ({ ...nothing, relisted })),
    ...inParts(unlisted, BATCH_IDS).map((unlisted) => ({ ...nothing, unlisted })),
    ...inParts(added.filter(isNew), BATCH_ARTICLES).map((added) => ({ ...nothing, added })),
  ]
  return parts.length === 0 ? [nothing] : parts
}
