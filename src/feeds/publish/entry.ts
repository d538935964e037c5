/** What a feed is published from: its head, its entries, and the words around their texts. */
import type { Carrier, Instant, PersonUrl } from '../../core/model.ts'
import type { Credit, PresentedStory } from '../../core/stories/presented.ts'

/** The feed that entries are published in. */
export interface FeedHead {
  readonly title: string
  readonly subtitle?: string
  /** Who owns what it holds, a sentence. */
  readonly rights?: string
  /** BCP 47. */
  readonly language: string
  /** The authority of every tag URI (RFC 4151): `news.example.org,2026`. */
  readonly authority: string
  /** `feed`, or `topic:ID`. */
  readonly name: string
  /** Where the feed folder is served. Without it there is no self link. */
  readonly siteUrl?: string
  /** Where the web server is reached, which has the same pages. */
  readonly counterUrl?: string
  /**
   * The page that shows the same stories, relative to `siteUrl`, or without it to `counterUrl`: `` is the front page,
   * `topics/nato.html` a topic's.
   */
  readonly alternate?: string
  /** The hubs that are told of changes (WebSub). */
  readonly hubs?: readonly string[]
  /** The documents before and after this one (RFC 5005), relative to `siteUrl`; without it the links are relative. */
  readonly archive?: {
    /** Whether this document is an archive itself, whose entries stay. */
    readonly isArchive: boolean
    readonly prev?: string
    readonly next?: string
    /** The document with the newest entries. */
    readonly current?: string
  }
  /** The program's version. */
  readonly version: string
  readonly words: FeedWords
  readonly maxEntries: number
  /** For each whole document in UTF-8. */
  readonly maxBytes: number
}

/** A story, or an article, as it is published. Texts are plain, except `contentHtml`, which is sanitised HTML. */
export interface FeedEntry {
  /** A complete tag URI. */
  readonly id: string
  readonly title: string
  readonly url?: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  /** The lead article's own date, where it is not the founder's. Default: `publishedAt`. */
  readonly leadAt?: Instant
  readonly authors: readonly string[]
  /** The pages of those of them who have one. */
  readonly authorUrls?: readonly PersonUrl[]
  /** Absent where the feed is meant to have no texts. */
  readonly summary?: string
  readonly contentHtml?: string
  /** The whole text, which is the content where there is no `contentHtml`. */
  readonly text?: string
  readonly language?: string
  readonly topics: readonly { readonly id: string; readonly name: string; readonly iptc?: string }[]
  readonly source: {
    /** The outlet's name as shown. */
    readonly title: string
    /** The feed's own. Default: `title`. */
    readonly feedTitle?: string
    /** Our own id of it, for one that states none and has no address. */
    readonly sourceId?: string
    /** The address of its site. */
    readonly url?: string
    readonly feedUrl?: string
    readonly id?: string
    readonly updatedAt?: Instant
  }
  /** What is new since it was first published, a sentence or headline each; opens summary and content. */
  readonly news?: readonly string[]
  /** Every other article: each is a link of the entry. */
  readonly carriers: readonly Carrier[]
  /** Those that the content names, own reports first. Default: none. */
  readonly named?: readonly Carrier[]
  /** How many more the content counts. Default: none. */
  readonly more?: number
  /** The original publisher, with its address of the article where that is known. */
  readonly via?: Partial<Credit>
  /** The first are the lead's. */
  readonly enclosures?: PresentedStory['files']
  /** The picture, and what it shows in its publisher's words: the title of the enclosure that it is. */
  readonly picture?: PresentedStory['picture']
}

/** The words around the texts of sources, in the newspaper's language; `Words` of the mail are such. */
export interface FeedWords {
  readonly language: string
  say(key: string, values?: Readonly<Record<string, string>>): string
  count(key: string, count: number, values?: Readonly<Record<string, string>>): string
  list(items: readonly string[]): string
  /** For a list of `count` items: the text before each item. */
  joints(count: number): readonly string[]
  /** `Tuesday 24 November 2026, 06:12 GMT`. */
  wholeTime(at: Instant): string
}
