/** What grouping takes and gives: an article as it sees it, the stories known before, and where everything stands now. */
import type { Fingerprint } from './fingerprint.ts'
import type { OriginFacts } from './origin.ts'

/** An article as grouping sees it. */
export interface GroupMember extends OriginFacts {
  readonly id: string
  readonly sourceId: string
  /** The date used. */
  readonly publishedAt: string
  readonly firstSeenAt: string
  readonly fingerprint: Fingerprint
  /** The article names its original publisher. */
  readonly publisherKnown?: boolean
  /** Its source is the original publisher. */
  readonly isOriginal?: boolean
  /** The source's weight; 1 where absent. */
  readonly weight?: number
  /** The story it stands in so far; absent for an article not grouped yet. */
  readonly storyId?: string
  readonly copyOf?: string
}

/** A story that existed before. */
export interface KnownStory {
  readonly id: string
  readonly foundingArticleId: string
  /** The instant of the run that founded it. */
  readonly foundedAt: string
  readonly leadArticleId: string
}

/** What a person said of pairs of articles, by id; what is said of articles not given is passed over. */
export interface GroupingCorrections {
  /** Never in one story. */
  readonly apart?: readonly (readonly [string, string])[]
  /** Always in one story, unless that would unite two kept apart. */
  readonly together?: readonly (readonly [string, string])[]
}

/** Where every given article stands now. */
export interface Grouping {
  /** `why` is for people: `the same text as <article id>: 94 % of the shorter text's phrases, …`. */
  readonly placements: ReadonlyMap<
    string,
    { readonly storyId: string; readonly copyOf?: string; readonly why: readonly string[] }
  >
  /** The stories that the given articles stand in. */
  readonly stories: readonly {
    readonly id: string
    readonly foundingArticleId: string
    readonly leadArticleId: string
    readonly leadWhy: string
    readonly isNew: boolean
  }[]
  /** Ids that are another story's now. */
  readonly aliases: ReadonlyMap<string, string>
}
