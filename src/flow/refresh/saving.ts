/**
 * Saves one source: the changes with clean leads, quiet changes merged with what is stored, and all of it written in one batch,
 * or in several for a very long document, so that other writers wait only briefly.
 */
import { type Changes, hasPageText, type KeptArticle, type KnownArticle } from '../../core/article/reconcile.ts'
import { holdsSome, type Repeats, remember, repeatsIn, withoutRecurring } from '../../core/article/recurring.ts'
import type { Instant } from '../../core/model.ts'
import { readArticlesById, saveChanges, saveLead } from '../../store/articles.ts'
import { markStoriesOf, markStoriesOfSources } from '../../store/changed-stories.ts'
import type { Db, Statement } from '../../store/db.ts'
import { groupAgain, indexedTexts, readMemory, rebuiltMemory, saveMemory } from '../../store/paragraphs.ts'
import { inParts } from '../../store/rows.ts'
import { assertClaim } from '../../store/sources.ts'

/** What is to be written besides the changes. */
interface CleanedLeads {
  readonly statements: readonly Statement[]
  /** Kept articles that get another lead, so that they are shown otherwise although they were not edited. */
  readonly articleIds: readonly string[]
}

/**
 * The same changes with clean leads, and the statements for what is kept about the source. What a source repeats is removed
 * from the leads of new and kept articles; where that has changed, the kept articles concerned are grouped again, since they
 * are compared without it. Throws StoreError.
 */
export async function withCleanLeads(
  db: Db,
  sourceId: string,
  changes: Changes,
): Promise<{ readonly changes: Changes; readonly cleaned: CleanedLeads }> {
  const articles = [...changes.added, ...changes.edited].map(({ article }) => article)
  if (articles.length === 0) {
    // Quiet changes show nothing new about what the source repeats.
    const memory = changes.quiet.length === 0 ? undefined : await readMemory(db, sourceId)
    const quiet = memory === undefined ? changes.quiet : cleanOf(changes.quiet, repeatsIn(memory))
    return { changes: { ...changes, quiet }, cleaned: { statements: [], articleIds: [] } }
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
      articleIds: otherwise.flatMap(({ id, lead }, i) => (lead !== before[i]!.lead ? [id] : [])),
    },
  }
}

const cleanOf = <K extends KeptArticle>(all: readonly K[], repeats: Repeats): K[] =>
  all.map((kept) => ({ ...kept, article: withoutRecurring(kept.article, repeats) }))

/** Articles are read with texts and HTML, so only a few are in memory at once. */
const AT_ONCE = 50

/**
 * Quiet changes, as they are to be saved: an article whose text is the same keeps the lead that was made of it, and one with
 * the text of its page keeps that. `known` is what the articles were compared with. Throws StoreError.
 */
export async function mergedWithStored(
  db: Db,
  quiet: readonly KeptArticle[],
  known: readonly KnownArticle[],
): Promise<KeptArticle[]> {
  const oldById = new Map(known.map((old) => [old.id, old]))
  const merged: KeptArticle[] = []
  for (const part of inParts(quiet, AT_ONCE)) {
    const stored = await readArticlesById(
      db,
      part.map(({ article }) => article.id),
    )
    const storedById = new Map(stored.map((article) => [article.id, article]))
    for (const kept of part) {
      const { article } = kept
      const isFromPage = hasPageText(article, kept.textHash)
      const was = storedById.get(article.id)
      if (was === undefined) merged.push(kept)
      // Where the page was read now, its text is the newest.
      else if (hasPageText(was, oldById.get(article.id)!.textHash) && !(isFromPage && article.text !== was.text)) {
        const { guid, url, title, categories, enclosures } = article
        const { imageUrl, imageAlt } = article.imageUrl === undefined ? was : article
        // Text, HTML, authors and the rest came from the page, which is read again when its article is edited.
        merged.push({ ...kept, article: { ...was, guid, url, title, categories, enclosures, imageUrl, imageAlt } })
      } else if (article.text === was.text) {
        // What the source repeated at the time was removed from the lead.
        merged.push({ ...kept, article: { ...article, lead: was.lead, removed: was.removed } })
      } else merged.push(kept)
    }
  }
  return merged
}

/** What is written besides the articles. */
interface Saving {
  readonly sourceId: string
  /** The claim's token; every batch is written under it. */
  readonly token: string
  readonly isFirstFetch: boolean
  readonly now: Instant
  /**
   * What was learned from the whole document. In the first batch: after a kill the remaining articles would not
   * suffice.
   */
  readonly first: CleanedLeads
  /** The source is shown otherwise, as by another name. */
  readonly isSourceChanged: boolean
  /** Articles that `last` changes so that they are shown otherwise. */
  readonly lastIds: readonly string[]
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
  const { sourceId, token, isFirstFetch, now, first, isSourceChanged, lastIds, last } = saving
  const parts = partsOf(changes)
  for (const [nth, part] of parts.entries()) {
    const [isFirst, isLast] = [nth === 0, nth === parts.length - 1]
    const ids = [...shownOtherwise(part), ...(isFirst ? first.articleIds : []), ...(isLast ? lastIds : [])]
    await db.batch([
      ...(isLast ? last : [assertClaim(sourceId, token)]),
      ...(isFirst ? first.statements : []),
      ...saveChanges(part, isFirstFetch, now),
      ...(isLast && isSourceChanged ? markStoriesOfSources([sourceId]) : markStoriesOf(ids)),
    ])
  }
}

/** The articles that changes show otherwise but do not make pending, so that grouping would not mark their stories. */
const shownOtherwise = ({ quiet, moved, edited }: Changes): string[] =>
  [...quiet, ...moved, ...edited.filter(({ dropped }) => dropped !== undefined)].map(({ article: { id } }) => id)

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
