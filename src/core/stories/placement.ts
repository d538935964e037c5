/** Which id an event has: a story goes on where its founder is , and is presented by its lead article. */

import { storyId } from '../ids.ts'
import type { EventGroup } from './event-groups.ts'
import type { Grouping, GroupMember, KnownStory } from './grouping.ts'
import { chooseLead } from './lead-article.ts'

/** Ids for the events: a story goes on where its founder is; of several in one event the one founded first. */
export function placeInStories(
  sorted: readonly GroupMember[],
  events: readonly EventGroup[],
  copyWhyOf: ReadonlyMap<number, string>,
  known: readonly KnownStory[],
): Grouping {
  const indexOf = new Map(sorted.map((member, i) => [member.id, i]))
  const eventOf = new Map<number, number>()
  events.forEach((event, at) => {
    for (const member of event.members) eventOf.set(member, at)
  })
  // Where the founder is gone (pruned, or its source left), the story's first article that is given stands for it.
  const firstOfStory = new Map<string, number>()
  sorted.forEach((member, i) => {
    if (member.storyId !== undefined && !firstOfStory.has(member.storyId)) firstOfStory.set(member.storyId, i)
  })
  const storiesOf = new Map<number, { readonly story: KnownStory; readonly founderDate: string }[]>()
  for (const story of known) {
    const holder = indexOf.get(story.foundingArticleId) ?? firstOfStory.get(story.id)
    if (holder === undefined) continue
    const at = eventOf.get(holder)!
    const list = storiesOf.get(at) ?? []
    list.push({ story, founderDate: sorted[holder]!.publishedAt })
    storiesOf.set(at, list)
  }
  const placements = new Map<string, { storyId: string; copyOf?: string; why: string[] }>()
  const stories: Grouping['stories'][number][] = []
  const aliases = new Map<string, string>()
  events.forEach((event, at) => {
    const kept = (storiesOf.get(at) ?? []).sort(
      (a, b) =>
        compareText(a.story.foundedAt, b.story.foundedAt) ||
        compareText(a.founderDate, b.founderDate) ||
        compareText(a.story.id, b.story.id),
    )
    const members = event.members.map((i) => sorted[i]!)
    const foundingArticleId = kept[0]?.story.foundingArticleId ?? members[0]!.id
    const id = kept[0]?.story.id ?? storyId(foundingArticleId)
    for (const { story } of kept.slice(1)) aliases.set(story.id, id)
    const lead = chooseLead(members)
    stories.push({ id, foundingArticleId, leadArticleId: lead.id, leadWhy: lead.why, isNew: kept.length === 0 })
    for (const i of event.members) {
      const head = event.headOf.get(i)!
      const why = [copyWhyOf.get(i), event.whyOf.get(i)].filter((reason) => reason !== undefined)
      const copyOf = head === i ? {} : { copyOf: sorted[head]!.id }
      placements.set(sorted[i]!.id, { storyId: id, ...copyOf, why })
    }
  })
  return { placements, stories, aliases }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
