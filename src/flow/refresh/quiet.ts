/**
 * What changed without being news, merged with what is stored: an article whose text is the same keeps the lead that was made
 * of it, and one with the text of its page keeps that.
 */
import { hasPageText, type KeptArticle, type KnownArticle } from '../../core/article/reconcile.ts'
import { readArticlesById } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { inParts } from '../../store/rows.ts'

/** Articles are read with texts and HTML, so only a few are in memory at once. */
const AT_ONCE = 50

/** The same changes, as they are to be saved. `known` is what they were compared with. Throws StoreError. */
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
        const { guid, url, title, categories, enclosures, imageUrl = was.imageUrl } = article
        // Text, HTML, authors and the rest came from the page, which is read again when its article is edited.
        merged.push({ ...kept, article: { ...was, guid, url, title, categories, enclosures, imageUrl } })
      } else if (article.text === was.text) {
        // Of the lead what the source repeats was removed, as it stood then.
        merged.push({ ...kept, article: { ...article, lead: was.lead, removed: was.removed } })
      } else merged.push(kept)
    }
  }
  return merged
}
