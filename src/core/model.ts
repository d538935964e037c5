/**
 * Every domain type, with its units and its meaning. Texts are plain unless the name says Html; instants are ISO 8601
 * UTC text of fixed width (`2026-11-22T07:00:00.000Z`), so that they sort; what is not known is absent.
 */

/** An instant as fixed-width ISO 8601 UTC text with milliseconds. */
export type Instant = string

/** A feed we read, as far as the pure functions need to know it. */
export interface Source {
  readonly id: string
  /** As first configured. */
  readonly url: string
  /** The outlet's name: as configured, else the feed's own title. */
  readonly name?: string
}

/** A file that came with an entry: audio, video, a picture. */
export interface Enclosure {
  readonly url: string
  readonly type?: string
  readonly lengthBytes?: number
}

/** One item as its publisher wrote it (Atom `entry`, RSS `item`), harmless already. */
export interface Entry {
  readonly guid?: string
  readonly title?: string
  readonly url?: string
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  /** People's names (or the desk's), never e-mail addresses. */
  readonly authors: readonly string[]
  readonly categories: readonly string[]
  readonly summaryHtml?: string
  readonly contentHtml?: string
  /** The longest text the entry has, as plain text: paragraphs parted by an empty line. */
  readonly text: string
  readonly enclosures: readonly Enclosure[]
  readonly language?: string
  /** The picture that stands for the entry, https or http, absolute. */
  readonly imageUrl?: string
  /** The original outlet where the entry names it (`<source>` of RSS, `atom:source`). */
  readonly origin?: { readonly name?: string; readonly url?: string }
  /** The date as it stood in the document, when it could not be read. */
  readonly claimedDate?: string
}

/** A document read: its entries, what it says of itself and of when to come back, and what had to be repaired. */
export interface ParsedFeed {
  /** `rss2.0`, `rss1.0`, `rss0.91`, `atom1.0`, `atom0.3`, `json1.1`, … */
  readonly format: string
  readonly title?: string
  /** The site the feed belongs to. */
  readonly url?: string
  readonly language?: string
  readonly repairs: readonly string[]
  readonly entries: readonly Entry[]
  readonly description?: string
  /** The feed's own address, as it says. */
  readonly selfUrl?: string
  readonly hubs?: readonly string[]
  /** `<ttl>` and sy:updatePeriod/updateFrequency, in minutes: the larger. */
  readonly minutesBetweenFetches?: number
  /** 0–23, UTC. */
  readonly skipHours?: readonly number[]
  /** 0 is Sunday. */
  readonly skipDays?: readonly number[]
  /** Entries that could not be read at all. */
  readonly rejected?: number
  /** The document ends before its end: what it lists is not all there is, and its validators are not to be believed. */
  readonly isCut?: boolean
}

/** Why an article has the date it has. */
export type DateReason = 'published' | 'updated' | 'page' | 'first-seen' | 'future' | 'oldest-of-source'

/** An entry made uniform, and kept. */
export interface Article {
  readonly id: string
  readonly sourceId: string
  readonly guid?: string
  /** As its publisher gives it. */
  readonly url?: string
  /** The clean address: what outgoing links use and what addresses are compared by. */
  readonly canonicalUrl?: string
  readonly title: string
  readonly authors: readonly string[]
  /** The original publisher, where the text or a link names it. */
  readonly publisher?: string
  /** Where the publisher published it, when a link says so. */
  readonly publisherUrl?: string
  /** The clean lead: one to three sentences, at most 400 characters. */
  readonly lead: string
  /** The clean text; paragraphs parted by an empty line. */
  readonly text: string
  /** The date we use. Absent only while an undated entry of a first fetch has no dated neighbour. */
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  readonly firstSeenAt: Instant
  readonly language?: string
  /** The first of its copies, which has none. */
  readonly copyOf?: string
  /** Why it stands where it stands: copy and story reasons, in words. */
  readonly why?: readonly string[]
  readonly dateReason?: DateReason
  /** Known of before we read the source regularly: grouped and searchable, never in an edition. */
  readonly backlog?: boolean
  /** The outlet's own subject words. */
  readonly categories?: readonly string[]
  /** The sanitised HTML that is kept for `feed.content: 'full'` and pages. */
  readonly contentHtml?: string
  readonly imageUrl?: string
  readonly enclosures?: readonly Enclosure[]
  /** What was taken out of the text (repeated headline, dates, byline, credits, …), with the rule that found it. */
  readonly removed?: readonly { readonly rule: string; readonly text: string }[]
  /** Which rule found authors and publisher: `{ authors: 'authored-by-via', publisher: 'via-link' }`. */
  readonly found?: { readonly authors?: string; readonly publisher?: string }
}

/** A pattern of words: a plain phrase, or phrases that must stand near each other. */
export type Phrase = string | { readonly near: readonly string[]; readonly words?: number }

/** What decides whether an article belongs: any of these, all of these, none of these. */
export interface Rule {
  /** At least one of them must occur. */
  readonly any?: readonly Phrase[]
  /** Every one must occur. */
  readonly all?: readonly Phrase[]
  /** None may occur. */
  readonly none?: readonly Phrase[]
}

/** A configured subject. */
export interface Topic extends Rule {
  readonly id: string
  readonly name: string
  /** How much a match in the title counts beside one in the text (3). */
  readonly titleWeight?: number
  /** How much a match in the lead counts (1.5). */
  readonly leadWeight?: number
  /** The score from which the topic applies (1). */
  readonly minScore?: number
  /** Only articles in these languages, BCP 47 primary tags; absent: every language. */
  readonly languages?: readonly string[]
  /** What holds in place of the rule for articles in a language, by BCP 47 primary tag; `languages` does not limit it. */
  readonly inLanguage?: Readonly<Record<string, Rule>>
  /** IPTC Media Topic id, `medtop:11000000`. */
  readonly iptc?: string
}

/** That a topic applies, how strongly, and why in words. */
export interface TopicMatch {
  readonly topicId: string
  readonly score: number
  /** `"NATO" in the title (3)`, … */
  readonly why: readonly string[]
}

/** Drop, or keep only, what a rule finds; of some sources or of all. */
export interface Filter {
  readonly drop?: Rule
  readonly keep?: Rule
  /** Source ids; absent: every source. */
  readonly sources?: readonly string[]
}

/** The articles about one event. */
export interface Story {
  readonly id: string
  /** The lead article's title. */
  readonly title: string
  /** The lead article's clean address. */
  readonly url?: string
  readonly leadArticleId: string
  /** In (date, id) order. Copies carry `copyOf`. */
  readonly articles: readonly Article[]
  readonly topics: readonly TopicMatch[]
  /** The founding article's, for good. Absent in stories that `groupStories` makes of undated articles. */
  readonly publishedAt?: Instant
  /** Moves only when the story is updated (CONTRACT.md, rules of time and memory). */
  readonly updatedAt?: Instant
}

/** Another outlet that carries a story. */
export interface Carrier {
  readonly outlet: string
  readonly title: string
  readonly url: string
  /** Its text is another carrier's, give or take boilerplate. */
  readonly isCopy: boolean
}

/** A story as an edition tells it: all that its item in the mail needs. */
export interface EditionStory {
  readonly storyId: string
  /** Every article of the story when the edition was composed: what the subscriber has had once it is sent. */
  readonly articleIds: readonly string[]
  readonly title: string
  readonly url?: string
  readonly lead: string
  /** The lead article's outlet. */
  readonly outlet: string
  readonly authors: readonly string[]
  readonly publishedAt: Instant
  /** Reading time of the lead article in whole minutes, at least 1. */
  readonly minutes: number
  /** BCP 47; decides lang and dir of its item. */
  readonly language?: string
  readonly imageUrl?: string
  /** The other outlets, own reports first. */
  readonly carriers: readonly Carrier[]
  /** The original publisher, where another than the lead's outlet was first. */
  readonly firstPublishedBy?: { readonly outlet: string; readonly url?: string }
  readonly topicIds: readonly string[]
}

/** One composed digest for one slot and one variant of it (topics, language, zone, how far it looks back). */
export interface Edition {
  readonly id: string
  readonly digestId: string
  /** The newspaper's title: `title` of the configuration. */
  readonly title: string
  /** The digest's own title. */
  readonly digestTitle: string
  readonly slotAt: Instant
  /** Where it looks back to: the slot of the last edition that reached the subscriber. Absent when it takes all there is. */
  readonly sinceAt?: Instant
  readonly language: string
  readonly timeZone: string
  /** The first story, told larger. Absent when nothing is new. */
  readonly top?: EditionStory
  /** In the reader's order; `topicId` is absent for the stories of no topic. */
  readonly sections: readonly {
    readonly topicId?: string
    readonly name: string
    readonly stories: readonly EditionStory[]
  }[]
  /** Stories in this edition, the top one included. */
  readonly storyCount: number
  /** Stories that `maxStories` left out. */
  readonly moreCount: number
  /** Reading time of all its stories. */
  readonly minutes: number
}
