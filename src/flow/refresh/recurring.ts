/**
 * What a source repeats, as it stands after a refresh: removed from the leads of new and kept articles; and where it is
 * not what it was, the kept articles concerned are grouped again, since they are compared without it.
 */
import type { Changes, KeptArticle } from '../../core/article/reconcile.ts'
import { holdsSome, type Repeats, remember, repeatsIn, withoutRecurring } from '../../core/article/recurring.ts'
import { readArticlesById, saveLead } from '../../store/articles.ts'
import type { Db, Statement } from '../../store/db.ts'
import { groupAgain, indexedTexts, readMemory, rebuiltMemory, saveMemory } from '../../store/paragraphs.ts'

/** What is to be written besides the changes. */
interface CleanedLeads {
  readonly statements: readonly Statement[]
  /** Kept articles get another lead, so documents must be published again although nothing was edited. */
  readonly isShownOtherwise: boolean
}

/** The same changes with clean leads, and the statements for what is kept of the source. Throws StoreError. */
export async function withCleanLeads(
  db: Db,
  sourceId: string,
  changes: Changes,
): Promise<{ readonly changes: Changes; readonly cleaned: CleanedLeads }> {
  const articles = [...changes.added, ...changes.edited].map(({ article }) => article)
  if (articles.length === 0) {
    // What changed quietly teaches nothing about what the source repeats.
    const memory = changes.quiet.length === 0 ? undefined : await readMemory(db, sourceId)
    const quiet = memory === undefined ? changes.quiet : cleanOf(changes.quiet, repeatsIn(memory))
    return { changes: { ...changes, quiet }, cleaned: { statements: [], isShownOtherwise: false } }
  }
  const after = remember((await readMemory(db, sourceId)) ?? (await rebuiltMemory(db, sourceId)), articles)
  const before = await readArticlesById(db, after.uncleaned)
  const otherwise = before.map((article) => withoutRecurring(article, after.repeats))
  const again: string[] = []
  if (after.changed !== undefined) {
    for await (const one of indexedTexts(db, sourceId)) if (holdsSome(one, after.changed)) again.push(one.id)
  }
  return {
    changes: {
      ...changes,
      added: cleanOf(changes.added, after.repeats),
      edited: cleanOf(changes.edited, after.repeats),
      quiet: cleanOf(changes.quiet, after.repeats),
    },
    cleaned: {
      statements: [saveMemory(sourceId, after.memory), ...otherwise.map(saveLead), ...groupAgain(again)],
      isShownOtherwise: otherwise.some(({ lead }, i) => lead !== before[i]!.lead),
    },
  }
}

const cleanOf = <K extends KeptArticle>(all: readonly K[], repeats: Repeats): K[] =>
  all.map((kept) => ({ ...kept, article: withoutRecurring(kept.article, repeats) }))
