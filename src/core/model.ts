/**
 * The domain types, with their units and meaning. Texts are plain unless the name says Html. Instants are ISO 8601 UTC text
 * of fixed width (`2026-11-22T07:00:00.000Z`), so that they sort. An unknown value is absent.
 */

/** An instant as fixed-width ISO 8601 UTC text with milliseconds. */
export type Instant = string

/** A feed that is read, as far as the pure functions need it. */
export interface Source {
  readonly id: string
  /** As first configured. */
  readonly url: string
  /** The outlet's name: as configured, else the feed's own title. */
  readonly name?: string
}

/** A file attached to an entry: audio, video or a picture. */
export interface Enclosure {
  readonly url: string
  readonly type?: string
  readonly lengthBytes?: number
  /** What it is, in its publisher's words. */
  readonly title?: string
}

/** The page of a person. */
export interface PersonUrl {
  readonly name: string
  readonly url: string
}

/** One item as its publisher wrote it (Atom `entry`, RSS `item`), with its HTML sanitised. */
export interface Entry {
  readonly guid?: string
  readonly title?: string
  readonly url?: string
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  /** Names of people or of desks, without e-mail addresses. */
  readonly authors: readonly string[]
  /** The pages of those of the authors who have one. */
  readonly authorUrls?: readonly PersonUrl[]
  readonly categories: readonly string[]
  readonly summaryHtml?: string
  readonly contentHtml?: string
  /** The longest text of the entry, as plain text; an empty line separates paragraphs. */
  readonly text: string
  readonly enclosures: readonly Enclosure[]
  readonly language?: string
  /** The entry's main picture: an absolute http or https address. */
  readonly imageUrl?: string
  /** What the picture shows, in its publisher's words; absent where the publisher gives none. */
  readonly imageAlt?: string
  /** The original outlet where the entry names it (`<source>` of RSS, `atom:source`). */
  readonly origin?: { readonly name?: string; readonly url?: string }
  /** The date as written in the document, where it could not be read. */
  readonly claimedDate?: string
}

/** A parsed document: its entries, its description of itself, when it asks to be fetched again, and what was repaired. */
export interface ParsedFeed {
  /** `rss2.0`, `rss1.0`, `rss0.91`, `atom1.0`, `atom0.3`, `json1.1`, … */
  readonly format: string
  /** The feed's own id, as its publisher wrote it (Atom). */
  readonly id?: string
  readonly title?: string
  /** The address of the site that the feed belongs to. */
  readonly url?: string
  readonly language?: string
  /** When the feed last changed, as it states. */
  readonly updatedAt?: Instant
  readonly repairs: readonly string[]
  readonly entries: readonly Entry[]
  readonly description?: string
  /** The feed's address as it states it. */
  readonly selfUrl?: string
  readonly hubs?: readonly string[]
  /** In minutes: the larger of `<ttl>` and sy:updatePeriod/updateFrequency. */
  readonly minutesBetweenFetches?: number
  /** 0–23, UTC. */
  readonly skipHours?: readonly number[]
  /** 0 is Sunday. */
  readonly skipDays?: readonly number[]
  /** How many of the list are no entries at all: in JSON anything but an object. */
  readonly rejected?: number
  /** Whether the document is truncated: its list is incomplete, and its validators must not be kept. */
  readonly isCut?: boolean
}

/** Why an article has its date. */
export type DateReason = 'published' | 'updated' | 'page' | 'first-seen' | 'future' | 'oldest-of-source'

/** An entry made uniform, and kept. */
export interface Article {
  readonly id: string
  readonly sourceId: string
  readonly guid?: string
  /** The address as its publisher wrote it. */
  readonly url?: string
  /** The normalised address: used in outgoing links, and for comparing addresses. */
  readonly canonicalUrl?: string
  readonly title: string
  readonly authors: readonly string[]
  /** The pages of those of the authors who have one. */
  readonly authorUrls?: readonly PersonUrl[]
  /** The original publisher, where the text, a link, the entry's `<source>` or an agency named as author names it. */
  readonly publisher?: string
  /** The original publisher's address of the article, where a link gives it. */
  readonly publisherUrl?: string
  /** The clean lead: one to three sentences, at most 400 characters. */
  readonly lead: string
  /** The clean text; an empty line separates paragraphs. */
  readonly text: string
  /** The date that is used. Absent only where no entry of a first fetch has a date. */
  readonly publishedAt?: Instant
  readonly updatedAt?: Instant
  /** What its feed stated as its own date when the article was read, anew or changed; never later than then. */
  readonly feedUpdatedAt?: Instant
  readonly firstSeenAt: Instant
  readonly language?: string
  /** The id of the article of which it is a copy. Absent where it is not a copy. */
  readonly copyOf?: string
  /** The step of its story that it reports, counted from 1; absent before it is grouped. */
  readonly development?: number
  /** Why it is in its story, and a copy of its article, in words. */
  readonly why?: readonly string[]
  readonly dateReason?: DateReason
  /** Whether it is backlog, which is grouped and searchable but never in an edition. */
  readonly backlog?: boolean
  /** The outlet's own categories. */
  readonly categories?: readonly string[]
  /** The sanitised HTML, kept for `feed.content: 'full'` and pages; absent where the text says all. */
  readonly contentHtml?: string
  readonly imageUrl?: string
  /** What the picture shows, in its publisher's words. */
  readonly imageAlt?: string
  readonly enclosures?: readonly Enclosure[]
  /** The lines removed from the text (repeated headline, date, byline, credit, …), each with the rule that found it. */
  readonly removed?: readonly { readonly rule: string; readonly text: string }[]
  /** The rules that found authors and publisher: `{ authors: 'authored-by-via', publisher: 'source-link' }`. */
  readonly found?: { readonly authors?: string; readonly publisher?: string }
}

/** How a phrase is sought and counted. */
interface PhraseOptions {
  /** Whether its words are found only as they are written, in no other form; case and accents count as in every phrase. */
  readonly exact?: boolean
  /**
   * How many times as much as other phrases it counts: 0.4 a hint, 2 a sure sign; below 0 it takes off what another phrase
   * counts within it (-1 for `trade war` beside `war`). Default: 1.
   */
  readonly weight?: number
}

/** A phrase, or phrases that must be near each other: within this many words. */
export type Phrase =
  | string
  | ({ readonly phrase: string } & PhraseOptions)
  | ({ readonly near: readonly string[]; readonly words?: number } & PhraseOptions)

/** A rule on words: any of these, all of these, none of these. */
export interface Rule {
  /** At least one of them must occur. */
  readonly any?: readonly Phrase[]
  /** Every one must occur. */
  readonly all?: readonly Phrase[]
  /** None may occur. */
  readonly none?: readonly Phrase[]
  /** Whether its phrases are exact where they do not say so themselves. */
  readonly exact?: boolean
}

/** A configured subject. */
export interface Topic extends Rule {
  readonly id: string
  readonly name: string
  /** The weight of a match in the title; in the text it is 1. Default: 3. */
  readonly titleWeight?: number
  /** The weight of a match in the lead. Default: 1.5. */
  readonly leadWeight?: number
  /** The score from which the topic applies. Default: 1. */
  readonly minScore?: number
  /**
   * The share of the strongest score that it needs, 0 to 1, among the topics that apply and have this key. Absent: it is
   * neither compared nor dropped.
   */
  readonly minShare?: number
  /** The languages of the articles that the rule applies to, as BCP 47 primary tags; absent: every language. */
  readonly languages?: readonly string[]
  /** Rules that replace this one for articles in a language, by BCP 47 primary tag; `languages` does not limit them. */
  readonly inLanguage?: Readonly<Record<string, Rule>>
  /** IPTC Media Topic id, `medtop:11000000`. */
  readonly iptc?: string
}

/** A topic that applies, with its score and the reasons in words. */
export interface TopicMatch {
  readonly topicId: string
  readonly score: number
  /** `"NATO" in the title (3)`, … */
  readonly why: readonly string[]
}

/** A reason for a topic, as `TopicMatch` gives it in words. */
export type TopicReason =
  /** These words stand in the lead article; the place is the first in which they do. */
  | { readonly kind: 'title' | 'lead' | 'text'; readonly words: readonly string[] }
  /** Learned from examples: the words that count most, if any do. */
  | { readonly kind: 'learned'; readonly words: readonly string[] }
  /** None of these words is in it. */
  | { readonly kind: 'none'; readonly words: readonly string[] }
  /** All articles of this source have it. */
  | { readonly kind: 'source'; readonly name: string }
  /** Somebody taught it of this very article. */
  | { readonly kind: 'taught' }

/**
 * Why an article leads its story: it alone says what is new, is the only one, comes from the original publisher, has the source of
 * the highest weight or the most complete text, or was first.
 */
export type LeadReason = 'news' | 'only' | 'original' | 'weight' | 'complete' | 'first'

/** One text or several, each of words or a `'/regular expression/'`; one of them must be found. */
type Sought = string | readonly string[]

/** A rule on words and on fields of an article. All that it names must hold. */
export interface FilterRule extends Rule {
  /** In the title. */
  readonly title?: Sought
  /** In the name of one of the authors. */
  readonly author?: Sought
  /** In one of the outlet's own categories. */
  readonly category?: Sought
  /** In the address. */
  readonly url?: Sought
  /** One of these, by BCP 47 primary tag. */
  readonly language?: Sought
  /** Older, by its own date, than this many days when it was first seen; for a digest, at its slot. */
  readonly olderThanDays?: number
}

/** Drops the articles for which a rule holds, or keeps only those; for some sources or for all. */
export interface Filter {
  readonly drop?: FilterRule
  readonly keep?: FilterRule
  /** Source ids; absent: every source. */
  readonly sources?: readonly string[]
}

/** The articles about one event. */
export interface Story {
  readonly id: string
  /** The lead article's title. */
  readonly title: string
  /** The lead article's normalised address. */
  readonly url?: string
  readonly leadArticleId: string
  /** In (date, id) order. Copies have `copyOf`. */
  readonly articles: readonly Article[]
  readonly topics: readonly TopicMatch[]
  /** The date of the founding article; it never changes. Absent in stories that `groupStories` makes of undated articles. */
  readonly publishedAt?: Instant
  /** Changes only when the story is updated, for example by a substantial edit (`isSubstantial` in `article/reconcile.ts`). */
  readonly updatedAt?: Instant
}

/** A story as a feed of ours has it: what a store that knows nothing of it reads back. */
export interface PublishedEntry {
  /** What follows the authority in its tag URI: 20 hex digits. */
  readonly id: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly title: string
  /** Absent where the feed had no texts. */
  readonly summary?: string
  /** The address of the article that it shows. */
  readonly url?: string
  /** The addresses of its other articles. */
  readonly relatedUrls: readonly string[]
}

/** Another outlet that carries a story. */
export interface Carrier {
  readonly outlet: string
  readonly title: string
  readonly url: string
  /** Whether its text is that of another article, apart from boilerplate: of the lead, unless `copyOf` names another. */
  readonly isCopy: boolean
  /** The outlet whose text a copy has, where that is not the lead's text. */
  readonly copyOf?: string
  /** Of its headline, a BCP 47 tag. */
  readonly language?: string
}

/** What is new in a story that the recipient has had: a line for each development, the newest last. */
export interface StoryNews {
  /**
   * The headline of the article that reports it, or the sentence of its lead that does so where the headline is shown anyway.
   */
  readonly text: string
  readonly outlet: string
  readonly url?: string
  /** A BCP 47 tag. */
  readonly language?: string
}

/** A story in an edition: all that its item in the mail needs. */
export interface EditionStory {
  readonly storyId: string
  /** All articles of the story when the edition was composed. The subscriber has had them once it is sent. */
  readonly articleIds: readonly string[]
  readonly title: string
  readonly url?: string
  readonly lead: string
  /** The lead article's outlet. */
  readonly outlet: string
  readonly authors: readonly string[]
  readonly publishedAt: Instant
  /** Reading time of the lead article in whole minutes, at least 1; absent where its whole text is not known. */
  readonly minutes?: number
  /** A BCP 47 tag; determines `lang` and `dir` of its item. */
  readonly language?: string
  readonly imageUrl?: string
  /** What the picture shows, in its publisher's words. */
  readonly imageAlt?: string
  /** Whose picture it is, where it is not the lead's outlet. */
  readonly imageOutlet?: string
  /** The other outlets' articles that are named, own reports first; at most five. */
  readonly carriers: readonly Carrier[]
  /** How many more there are. */
  readonly moreCarriers: number
  /** Where the recipient has had the story: what is new in it. */
  readonly news?: readonly StoryNews[]
  /** The original publisher, where it is not the lead's outlet. */
  readonly firstPublishedBy?: { readonly outlet: string; readonly url?: string }
  readonly topicIds: readonly string[]
}

/** One composed digest for one slot, in one variant (topics, language, time zone, how far it looks back). */
export interface Edition {
  readonly id: string
  readonly digestId: string
  /** The newspaper's title: `title` of the configuration. */
  readonly title: string
  /** The digest's own title. */
  readonly digestTitle: string
  readonly slotAt: Instant
  /** How far it looks back: to the slot of the last edition that reached the subscriber. Absent where it has no limit. */
  readonly sinceAt?: Instant
  readonly language: string
  readonly timeZone: string
  /** The first story, which is shown larger. Absent where nothing is new. */
  readonly top?: EditionStory
  /**
   * In the subscriber's order. The last may have no `topicId`: stories without a topic, and those that would be alone in a section.
   */
  readonly sections: readonly {
    readonly topicId?: string
    readonly name: string
    readonly stories: readonly EditionStory[]
    /** At its end, in one line each: what is small. */
    readonly briefs: readonly EditionStory[]
  }[]
  /** Later articles on stories that the recipient has had, which say nothing new: a line each, at most 20. */
  readonly laterCoverage: readonly Carrier[]
  /** How many more of these there are. */
  readonly moreCoverage: number
  /** The number of stories, including the top one and briefs. */
  readonly storyCount: number
  /** The number of stories that did not fit. */
  readonly moreCount: number
  /** The first of these, the strongest first, at most a hundred: for the page of the edition, not for the mail. */
  readonly leftOut: readonly LeftOutStory[]
  /** The reading time of its own words in whole minutes, at least 1; 0 where it has no story. */
  readonly minutes: number
}

/** A story that did not fit into an edition. */
export interface LeftOutStory {
  readonly storyId: string
  readonly title: string
  readonly url?: string
  /** The lead article's outlet. */
  readonly outlet: string
}

/** What is written before a colon in a search: `since:2026-11-20`. */
export type SearchOperator = 'source' | 'topic' | 'since' | 'until'

/** What of a search could not be used. Texts are as typed, at most 40 characters and an ellipsis. */
export type SearchFault =
  /** Only the first `most` characters, or words, are searched. */
  | { readonly kind: 'too-long' | 'too-many-words'; readonly most: number }
  /** All after the quotation mark before this text is read as one phrase. */
  | { readonly kind: 'not-closed'; readonly text: string }
  | { readonly kind: 'nothing-after' | 'date-excluded'; readonly operator: SearchOperator }
  | { readonly kind: 'no-date'; readonly operator: SearchOperator; readonly text: string }
  /** `text` is that with what follows it. */
  | { readonly kind: 'no-operator'; readonly name: string; readonly text: string }
  /** `since:` is after `until:`; or a word that means more elsewhere: all words must occur, and `-` excludes one. */
  | { readonly kind: 'none-between' | 'or' | 'not' }
  /** No source or topic is called this; `meant` is the nearest id or name. */
  | { readonly kind: 'no-source' | 'no-topic'; readonly name: string; readonly meant?: string }
