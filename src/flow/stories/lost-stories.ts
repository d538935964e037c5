/**
 * The stories that an earlier store published, which is lost: those of their articles that sources still list found them again, with
 * the same id and dates, so that a subscriber of the feed sees nothing twice.
 *
 * Bias: an id that is not taken up is better than one that goes to another story, since a subscriber would miss that story.
 */
import { isSubstantial, isToldIn } from '../../core/article/reconcile.ts'
import { storyId } from '../../core/ids.ts'
import type { Instant } from '../../core/model.ts'
import { oneLine } from '../../feeds/publish/clean.ts'
import type { StoredArticle } from '../../store/articles.ts'
import type { Db } from '../../store/db.ts'
import {
  hasPublishedEntries,
  idsInUse,
  type LostStory,
  type PendingArticle,
  pendingAddresses,
  readLostStories,
  storiesByAddress,
} from '../../store/published-entries.ts'

/** A lost story, as placing takes it. */
interface HeldStory {
  readonly id: string
  readonly foundingArticleId: string
  readonly foundedAt: Instant
  readonly isLost: true
}

export class LostStories {
  readonly #entries: ReadonlyMap<string, LostStory>
  /** By the id of the article that founds them again. */
  readonly #held: Map<string, HeldStory[]>
  /** The articles whose addresses entries had. */
  readonly #listed: ReadonlySet<string>
  readonly #read: ReadonlySet<string>
  /** Articles by the key that their entry showed. */
  readonly #urlKeys: ReadonlyMap<string, readonly string[]>

  private constructor(articles: readonly PendingArticle[], { entries, held, listed }: Found) {
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]))
    this.#held = held
    this.#listed = listed
    this.#read = new Set(articles.map(({ id }) => id))
    this.#urlKeys = new Map(articles.flatMap(({ id, urlKeys }) => (listed.has(id) ? [[id, urlKeys] as const] : [])))
  }

  /** What the pending articles have to do with published entries; undefined where no entry is kept. Throws StoreError. */
  static async open(db: Db): Promise<LostStories | undefined> {
    if (!(await hasPublishedEntries(db))) return undefined
    const articles = await pendingAddresses(db)
    return new LostStories(articles, await findHolders(db, articles))
  }

  /** Whether an article was pending when this was opened: another worker adds some meanwhile. */
  knows(articleId: string): boolean {
    return this.#read.has(articleId)
  }

  /** The lost stories that these articles found again. */
  heldBy(articleIds: Iterable<string>): HeldStory[] {
    return [...articleIds].flatMap((id) => this.#held.get(id) ?? [])
  }

  /** Records that ids are taken up: as stories, or as aliases of them. */
  settle(storyIds: ReadonlySet<string>): void {
    for (const [articleId, stories] of this.#held) {
      const left = stories.filter(({ id }) => !storyIds.has(id))
      if (left.length < stories.length) this.#held.set(articleId, left)
    }
  }

  /** Whether an id was published, so that no other story may be founded with it. */
  has(storyId: string): boolean {
    return this.#entries.has(storyId)
  }

  entryOf(storyId: string): LostStory | undefined {
    return this.#entries.get(storyId)
  }

  /** Whether an entry linked this article. */
  wasListed(articleId: string): boolean {
    return this.#listed.has(articleId)
  }

  /**
   * Whether a lead that is grouped for the first time is the article that the story's entry showed, and says substantially something
   * else now.
   */
  isRewritten(storyId: string, lead: StoredArticle | undefined): boolean {
    const entry = this.#entries.get(storyId)
    if (entry === undefined || lead === undefined || lead.storyId !== undefined || entry.urlKey === undefined)
      return false
    if (!this.#urlKeys.get(lead.id)?.includes(entry.urlKey)) return false
    const title = oneLine(lead.title)
    // What is new may open the summary, and a lead without a title is shown with another one.
    const isSameTitle =
      title === '' || !isSubstantial({ title: oneLine(entry.title), text: '' }, { ...lead, title, text: '' })
    return !isSameTitle || (entry.summary !== undefined && !isToldIn(oneLine(lead.lead), oneLine(entry.summary)))
  }
}

interface Found {
  readonly entries: readonly LostStory[]
  readonly held: Map<string, HeldStory[]>
  readonly listed: ReadonlySet<string>
}

/**
 * Which article founds each lost story again: the one that its entry showed, else the one by which its id was computed, else the
 * first that its entry linked. An address that several entries had (a site's front page) tells nothing without the title.
 */
async function findHolders(db: Db, articles: readonly PendingArticle[]): Promise<Found> {
  const byAddress = await storiesByAddress(db, [...new Set(articles.flatMap(({ urlKeys }) => urlKeys))])
  const founders = new Map(articles.map(({ id }) => [storyId(id), id]))
  const ids = new Set([...[...byAddress.values()].flat(), ...founders.keys()])
  const articleIds = new Set(articles.map(({ id }) => id))
  // In a feed with an entry for each article ids are those of articles.
  const entries = (await readLostStories(db, [...ids])).filter(({ id }) => !articleIds.has(id))
  const inUse = await idsInUse(
    db,
    entries.map(({ id }) => id),
  )
  const listedIn = new Map<string, PendingArticle[]>()
  for (const article of articles) {
    for (const id of new Set(article.urlKeys.flatMap((key) => byAddress.get(key) ?? []))) {
      const list = listedIn.get(id)
      if (list === undefined) listedIn.set(id, [article])
      else list.push(article)
    }
  }
  const isOwn = (key: string): boolean => byAddress.get(key)!.length === 1
  const held = new Map<string, HeldStory[]>()
  for (const { id, urlKey, title: written, publishedAt } of entries) {
    if (inUse.has(id)) continue
    const title = oneLine(written)
    const listed = listedIn.get(id) ?? []
    const atAddress = listed.filter(({ urlKeys }) => urlKey !== undefined && urlKeys.includes(urlKey))
    const shown =
      atAddress.find((one) => oneLine(one.title) === title) ?? (urlKey && isOwn(urlKey) ? atAddress[0] : undefined)
    const related = () =>
      listed.find(({ urlKeys }) => urlKeys.some((key) => byAddress.get(key)?.includes(id) === true && isOwn(key)))
    const foundingArticleId = shown?.id ?? founders.get(id) ?? related()?.id
    if (foundingArticleId === undefined) continue
    const story: HeldStory = { id, foundingArticleId, foundedAt: publishedAt, isLost: true }
    held.set(foundingArticleId, [...(held.get(foundingArticleId) ?? []), story])
  }
  const listed = new Set([...listedIn.values()].flat().map(({ id }) => id))
  return { entries, held, listed }
}
