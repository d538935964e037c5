/** Removes from leads the paragraphs that a source repeats under every article, in new articles and in kept ones. */
import type { Changes, KeptArticle } from '../../core/article/reconcile.ts'
import { rememberParagraphs, withoutRecurring } from '../../core/article/recurring.ts'
import { readArticlesById, saveLead } from '../../store/articles.ts'
import type { Db, Statement } from '../../store/db.ts'
import { readParagraphs, saveParagraphs } from '../../store/paragraphs.ts'

/** What is to be written besides the changes. */
interface CleanedLeads {
  readonly statements: readonly Statement[]
  /** Kept articles get another lead, so documents must be published again although nothing was edited. */
  readonly isShownOtherwise: boolean
}

/** The same changes with clean leads, and the statements that clean the leads of kept articles. Throws StoreError. */
export async function withCleanLeads(
  db: Db,
  sourceId: string,
  changes: Changes,
): Promise<{ readonly changes: Changes; readonly cleaned: CleanedLeads }> {
  const articles = [...changes.added, ...changes.edited].map(({ article }) => article)
  if (articles.length === 0) return { changes, cleaned: { statements: [], isShownOtherwise: false } }
  const { memory, recurring, uncleaned } = rememberParagraphs(await readParagraphs(db, sourceId), articles)
  const clean = <K extends KeptArticle>(all: readonly K[]): K[] =>
    all.map((kept) => ({ ...kept, article: withoutRecurring(kept.article, recurring) }))
  const before = await readArticlesById(db, uncleaned)
  const otherwise = before.map((article) => withoutRecurring(article, recurring))
  return {
    changes: { ...changes, added: clean(changes.added), edited: clean(changes.edited) },
    cleaned: {
      statements: [saveParagraphs(sourceId, memory), ...otherwise.map(saveLead)],
      isShownOtherwise: otherwise.some(({ lead }, i) => lead !== before[i]!.lead),
    },
  }
}
