/** What the page of an edition lists: the edition as a whole, for all who got it, and nothing of any of them. */
import type { Edition } from './model.ts'

/** By ids, so that the page shows the stories as they are when it is made. Kept with the edition. */
export interface EditionOutline {
  /** The id of the story at the top. */
  readonly top?: string
  /** In the order of the mail; `topicId` is absent for what has none, or would be alone. */
  readonly sections: readonly {
    readonly topicId?: string
    /** Ids of stories; `briefs` stand in one line each. */
    readonly stories: readonly string[]
    readonly briefs: readonly string[]
  }[]
  /** Ids of articles: later coverage of stories that stood in earlier editions. */
  readonly coverage: readonly string[]
  /** Ids of stories that did not fit, the strongest first. */
  readonly leftOut: readonly string[]
  /** How many stories each variant has, by its name. */
  readonly counts: Readonly<Record<string, number>>
}

/** One variant of an edition. */
interface OutlinedVariant {
  readonly variant: string
  readonly edition: Pick<Edition, 'top' | 'sections' | 'storyCount'> & {
    readonly leftOut?: readonly { readonly storyId: string }[]
  }
  /** Ids of the articles of its later coverage. */
  readonly countedIds: readonly string[]
}

/**
 * Joins the variants of an edition: in the order of the largest one; each story once, and as more than a brief where it is so in
 * any. Topics are in the given order. What any variant shows was not left out.
 */
export function outlineOf(variants: readonly OutlinedVariant[], topicIds: readonly string[]): EditionOutline {
  const bySize = variants.toSorted((a, b) => b.edition.storyCount - a.edition.storyCount)
  const top = bySize[0]?.edition.top?.storyId
  const taken = new Set(top === undefined ? [] : [top])
  const sections = new Map<string | undefined, { stories: string[]; briefs: string[] }>()
  const add = (kind: 'stories' | 'briefs', topicId: string | undefined, storyId: string): void => {
    if (taken.has(storyId)) return
    taken.add(storyId)
    const section = sections.get(topicId) ?? { stories: [], briefs: [] }
    sections.set(topicId, section)
    section[kind].push(storyId)
  }
  for (const { edition } of bySize) {
    // The top story of a smaller variant stands in its section.
    if (edition.top !== undefined)
      add(
        'stories',
        edition.top.topicIds.find((id) => topicIds.includes(id)),
        edition.top.storyId,
      )
    for (const { topicId, stories } of edition.sections)
      for (const { storyId } of stories) add('stories', topicId, storyId)
  }
  for (const { edition } of bySize)
    for (const { topicId, briefs } of edition.sections)
      for (const { storyId } of briefs) add('briefs', topicId, storyId)
  const leftOut = bySize.flatMap(({ edition }) => edition.leftOut ?? []).map(({ storyId }) => storyId)
  return {
    ...(top === undefined ? {} : { top }),
    sections: [...topicIds, undefined].flatMap((topicId) => {
      const section = sections.get(topicId)
      return section === undefined ? [] : [{ ...(topicId === undefined ? {} : { topicId }), ...section }]
    }),
    coverage: [...new Set(bySize.flatMap(({ countedIds }) => countedIds))],
    leftOut: [...new Set(leftOut)].filter((id) => !taken.has(id)),
    counts: Object.fromEntries(variants.map(({ variant, edition }) => [variant, edition.storyCount])),
  }
}
