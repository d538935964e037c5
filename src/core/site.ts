/**
 * What the pages of the site show, as plain data: composed from the store by `flow/site/`, rendered by `web/pages/`. Dates of
 * days are local dates of the newspaper, `2026-11-24`.
 */
import type { BriefKind } from './briefs.ts'
import type { Carrier, Instant, LeadReason, SearchFault, TopicReason } from './model.ts'

/** A topic as pages name it. */
export interface TopicName {
  readonly id: string
  readonly name: string
}

/** A story as lists show it: the front page, days, topics, sources, editions and search results. */
export interface ShownStory {
  readonly storyId: string
  readonly title: string
  /** The lead article's address; absent where it has none. */
  readonly url?: string
  readonly lead: string
  readonly outlet: string
  readonly sourceId: string
  readonly authors: readonly string[]
  /** The lead article's date. */
  readonly publishedAt: Instant
  /** Reading time of the lead article in whole minutes; absent where its whole text is not known. */
  readonly minutes?: number
  /** A BCP 47 tag. */
  readonly language?: string
  /** With the outlet whose it is, where it is not the lead's. */
  readonly picture?: { readonly url: string; readonly alt?: string; readonly outlet?: string }
  /** The other outlets' articles that are named, own reports first. */
  readonly carriers: readonly (Carrier & {
    readonly sourceId: string
    /** Whether it published first. */
    readonly isFirst?: boolean
  })[]
  readonly moreCarriers: number
  /** How many other outlets have it, named or not. */
  readonly otherOutlets: number
  /** The original publisher, where it is not the lead's outlet. */
  readonly firstPublishedBy?: { readonly outlet: string; readonly url?: string }
  /** What was new when the story last moved on, and since when; absent where it did not move on. */
  readonly updated?: { readonly at: Instant; readonly news: readonly string[] }
  /** The strongest first. */
  readonly topics: readonly TopicName[]
  /** Why it stands where it does, as numbers that `explain` prints in words. */
  readonly rank?: StoryRank
}

/** What the place of a story on the front page, or in an edition, is computed from. */
export interface StoryRank {
  readonly ownOutlets: number
  readonly copyOutlets: number
  readonly weight: number
  /** The score of the strongest wanted topic; absent on the front page. */
  readonly topicScore?: number
  /** Where the text is small by its kind: which kind. */
  readonly briefKind?: BriefKind
  readonly isOwed?: boolean
  /** Since the newest development, counted from the newest article of those in question. */
  readonly ageHours: number
  /** After how many hours without a development its count is halved. */
  readonly halfLifeHours: number
  readonly score: number
}

/** The front page: one lead, a few that follow, then by topic. */
export interface FrontPage {
  /** The local date of the newest article; absent where nothing is published yet. */
  readonly date?: string
  readonly top?: ShownStory
  /** The strongest after the top story, of any topic. */
  readonly strong: readonly ShownStory[]
  /** In the configured order; stories without a topic last, where `topic` is absent. */
  readonly sections: readonly {
    readonly topic?: TopicName
    readonly stories: readonly ShownStory[]
    /** Headline, outlet and time only. */
    readonly briefs: readonly ShownStory[]
  }[]
  /** The day before that has stories. */
  readonly previousDate?: string
}

/** The stories of one local day. A long day has several parts, by the time of publication. */
export interface DayPage {
  readonly date: string
  /** From 1. */
  readonly part: number
  readonly parts: number
  /** How many stories this part has; what comes later on the day changes only the last part. */
  readonly count: number
  readonly sections: readonly { readonly topic?: TopicName; readonly stories: readonly ShownStory[] }[]
  /** The nearest days that have stories, among those that have a page. */
  readonly previousDate?: string
  readonly nextDate?: string
}

/** The newest stories of a topic, by the days of their publication, the newest first. */
export interface TopicPage {
  readonly topic: TopicName
  /** What belongs to it, for people: the first words of its rule; empty where there is no rule to name. */
  readonly words: readonly string[]
  readonly days: readonly { readonly date: string; readonly stories: readonly ShownStory[] }[]
}

/** Why an article stands in its story, with the evidence. */
export type ShownReason =
  /** The share of its wording that another has; `other` is absent where that is not among the articles of the story now. */
  | { readonly kind: 'wording'; readonly percent: number; readonly other?: OtherArticle }
  | { readonly kind: 'address' | 'guid' | 'title' }
  /** It is nearest to another report: words that both have. */
  | { readonly kind: 'event'; readonly other: OtherArticle; readonly words: readonly string[] }
  /** A person put it beside another. */
  | { readonly kind: 'hand'; readonly other: OtherArticle }

/** Another article of the story: its outlet, and its headline where that has several. */
export interface OtherArticle {
  readonly outlet: string
  readonly title?: string
}

/** One article on the page of its story. */
export interface ShownArticle {
  readonly articleId: string
  readonly sourceId: string
  readonly outlet: string
  readonly title: string
  readonly url?: string
  readonly publishedAt: Instant
  readonly minutes?: number
  readonly language?: string
  readonly isLead: boolean
  readonly isFirst: boolean
  /** The outlet whose text it has; absent for an own report. */
  readonly copyOf?: string
  /** The step of the story that it reports, from 1. */
  readonly development: number
  readonly why: readonly ShownReason[]
}

/** One story, all its articles side by side in the order of events. */
export interface StoryPage {
  readonly story: ShownStory
  /** Why the lead leads; absent where that is not known. */
  readonly leadWhy?: LeadReason
  /**
   * What its place in lists and on the front page is computed from. Its age and place there are left out: they change with other
   * stories, and with them the page would.
   */
  readonly standing: Pick<StoryRank, 'ownOutlets' | 'copyOutlets' | 'weight'> & {
    /** The outlets that carry it, one with only a copy as a third, times the weight. */
    readonly counted: number
    /** When its newest development was reported first. */
    readonly developedAt: Instant
  }
  /** By date: at most 40, those that lead, began it, said something new or are own reports before the others. */
  readonly articles: readonly ShownArticle[]
  /** How many more articles it has. */
  readonly moreArticles: number
  readonly topics: readonly (TopicName & { readonly score: number; readonly why: readonly TopicReason[] })[]
  /** What happened when by these articles, the earliest first. */
  readonly growth: readonly {
    readonly at: Instant
    readonly outlet: string
    /** It began the story; it said something new, in a later article or an edit; its own report joined; its copy was folded in. */
    readonly kind: 'began' | 'news' | 'joined' | 'copy'
    /** Whether this article leads the story now. */
    readonly isLead?: boolean
    /** What was new, in the words of the article. */
    readonly news?: string
  }[]
  /** The local date of its day page. */
  readonly date: string
}

/** A source and its last stories. */
export interface SourcePage {
  readonly sourceId: string
  readonly name: string
  readonly siteUrl?: string
  readonly feedUrl?: string
  readonly days: TopicPage['days']
}

/** A frozen edition as a whole, for whoever got it, with its stories as they are now. */
export interface EditionPage {
  readonly editionId: string
  readonly title: string
  readonly slotAt: Instant
  readonly top?: ShownStory
  readonly sections: readonly {
    readonly topic?: TopicName
    readonly stories: readonly ShownStory[]
    /** Headline, outlet and time only. */
    readonly briefs: readonly ShownStory[]
  }[]
  /** Later articles on stories of earlier editions. */
  readonly coverage: readonly {
    readonly outlet: string
    readonly title: string
    readonly url: string
    /** A BCP 47 tag. */
    readonly language?: string
  }[]
  /** What did not fit. */
  readonly leftOut: readonly ShownStory[]
}

/** What of the archive cannot be found yet. */
export type NotIndexed =
  /** Nothing is indexed; the next run begins with it. */
  | { readonly kind: 'all' }
  /** The indexing has only begun, with the newest articles. */
  | { readonly kind: 'most' }
  /** The articles that came before this date, `2026-11-24`. */
  | { readonly kind: 'older'; readonly before: string }
  /** So many articles, or `many`: more than that; the next run indexes them. */
  | { readonly kind: 'some' | 'many'; readonly count: number }

/** What a search found. */
export interface SearchPage {
  /** As typed. */
  readonly query: string
  readonly faults: readonly SearchFault[]
  /** Absent where everything can be found. */
  readonly missing?: NotIndexed
  /** At most as many as one page shows, the best first; in place of the lead the part of an article that matches. */
  readonly stories: readonly ShownStory[]
  /** How many stories match; at most 2,000 are ranked. */
  readonly count: number
  readonly isMore: boolean
  /** From 1. */
  readonly page: number
}
