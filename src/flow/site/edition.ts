/** The page of an edition: the web view of its mail, without anything of a subscriber. */
import type { EditionOutline } from '../../core/edition-outline.ts'
import type { EditionPage, ShownStory } from '../../core/site.ts'
import { linkOf } from '../../core/stories/presented.ts'
import { readArticlesById } from '../../store/articles.ts'
import { outlinesOf, readEditions, storiesOfEdition } from '../../store/editions.ts'
import { successorsOf } from '../../store/stories.ts'
import { inSections } from './lists.ts'
import { readShown, type SiteDeps, shownStories } from './shown.ts'

/**
 * An edition whole, whatever topics its subscribers chose: its stories as they are now in the order of the mail, later coverage, and
 * what did not fit. Undefined where there is no such edition, or it has no story. Throws StoreError.
 */
export async function editionPage(deps: SiteDeps, editionId: string): Promise<EditionPage | undefined> {
  const { db, config } = deps
  const [edition] = await readEditions(db, [editionId])
  if (edition === undefined || edition.stories === 0) return undefined
  const title = config.digests.find(({ id }) => id === edition.digestId)?.title ?? config.title
  const head = { editionId, title, slotAt: edition.slotAt }
  const outline = (await outlinesOf(db, [editionId])).get(editionId)
  if (outline !== undefined) return { ...head, ...(await shownAs(outline, deps)) }
  const sections = await inSections(deps, await storiesOfEdition(db, editionId))
  return { ...head, sections: sections.map((one) => ({ ...one, briefs: [] })), coverage: [], leftOut: [] }
}

async function shownAs(
  { top, sections, coverage, leftOut }: EditionOutline,
  deps: SiteDeps,
): Promise<Pick<EditionPage, 'top' | 'sections' | 'coverage' | 'leftOut'>> {
  const ids = [top ?? [], sections.flatMap(({ stories, briefs }) => [...stories, ...briefs]), leftOut].flat()
  const successors = await successorsOf(deps.db, ids)
  const shown = new Map(
    (await shownStories(deps, [...new Set(ids.map((id) => successors.get(id) ?? id))])).map((one) => [
      one.storyId,
      one,
    ]),
  )
  // Two stories of the edition may be one by now.
  const take = (id: string): ShownStory[] => {
    const key = successors.get(id) ?? id
    const story = shown.get(key)
    shown.delete(key)
    return story === undefined ? [] : [story]
  }
  const nameById = new Map(deps.config.topics.map(({ id, name }) => [id, name]))
  const [first] = top === undefined ? [] : take(top)
  return {
    ...(first === undefined ? {} : { top: first }),
    sections: sections.map(({ topicId, stories, briefs }) => {
      const name = nameById.get(topicId ?? '')
      return {
        ...(topicId === undefined || name === undefined ? {} : { topic: { id: topicId, name } }),
        stories: stories.flatMap(take),
        briefs: briefs.flatMap(take),
      }
    }),
    coverage: await coverageOf(coverage, deps),
    leftOut: leftOut.flatMap(take),
  }
}

/** The articles with these ids that may be shown and have an address, in this order; a copy has nothing else to read. */
async function coverageOf(ids: readonly string[], deps: SiteDeps): Promise<EditionPage['coverage']> {
  const storyIds = (await readArticlesById(deps.db, ids)).flatMap(({ storyId }) => storyId ?? [])
  const stories = await readShown(deps, [...new Set(storyIds)])
  const lines = new Map(
    [...stories.values()].flatMap(({ articles, outletOf }) =>
      articles.flatMap((article) => {
        const url = linkOf(article)
        if (url === undefined || article.copyOf !== undefined) return []
        const { id, sourceId, title, language } = article
        return [
          [id, { outlet: outletOf(sourceId), title, url, ...(language === undefined ? {} : { language }) }] as const,
        ]
      }),
    ),
  )
  return ids.flatMap((id) => lines.get(id) ?? [])
}
