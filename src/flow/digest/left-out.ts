/** What the own filters of a digest leave out of an edition. */
import type { Filter, Instant } from '../../core/model.ts'
import { compileFilters, type DropReason } from '../../core/topics/filters.ts'
import { articlesOfStories } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import { inParts } from '../../store/rows.ts'

/** Stories whose articles are read at once, with their texts. */
const AT_ONCE = 100

/**
 * The articles that the filters of a digest leave out. An edition shows nothing of them, and counts no outlet for them; a
 * story that consists of them alone is not in it. They count as had with their story, so that they do not come after it when the
 * filters change. Each story is looked at once, however many variants the edition has.
 */
export class LeftOut {
  readonly #db: Db
  /** Undefined where the digest has no filters: then no article is read. */
  readonly #dropReason: DropReason | undefined
  readonly #byStory = new Map<string, readonly string[]>()
  readonly #ids = new Set<string>()

  private constructor(db: Db, dropReason: DropReason | undefined) {
    this.#db = db
    this.#dropReason = dropReason
  }

  /** Of an edition for a slot, against which ages are reckoned. */
  static async open(db: Db, filters: readonly Filter[], slotAt: Instant): Promise<LeftOut> {
    return new LeftOut(db, filters.length === 0 ? undefined : await compileFilters(filters, slotAt))
  }

  /** Looks at the articles of these stories. Throws StoreError. */
  async look(storyIds: readonly string[]): Promise<void> {
    const dropReason = this.#dropReason
    if (dropReason === undefined) return
    const unknown = storyIds.filter((id) => !this.#byStory.has(id))
    for (const part of inParts(unknown, AT_ONCE)) {
      const articles = await articlesOfStories(this.#db, part, 'all')
      for (const id of part) {
        const dropped = (articles.get(id) ?? []).filter((article) => dropReason(article) !== undefined)
        this.#byStory.set(
          id,
          dropped.map((article) => article.id),
        )
        for (const article of dropped) this.#ids.add(article.id)
      }
    }
  }

  /** Whether an article of a story that was looked at is left out. */
  has = (articleId: string): boolean => this.#ids.has(articleId)

  /** The articles left out of stories that were looked at. */
  of = (storyIds: readonly string[]): string[] => storyIds.flatMap((id) => this.#byStory.get(id) ?? [])
}
