/** Corrections of the grouping as a person makes them, by the names of outlets, each a minute after what was before. */
import { explain } from '../../src/flow/ask/explain.ts'
import { mergeStories, splitArticle } from '../../src/flow/stories/correct.ts'
import { articlesOfStories } from '../../src/store/articles.ts'
import { listCorrections } from '../../src/store/corrections.ts'
import { findStory, listStories, type StoredStory } from '../../src/store/stories.ts'
import { type Item, item } from './make.ts'
import type { Newspaper } from './newspaper.ts'

/** Three copies of one article. */
export const copied = {
  herald: [item(1, { outlet: 'herald' })],
  mirror: [item(1, { outlet: 'mirror', at: '2026-11-20T09:00:00Z' })],
  tribune: [item(1, { outlet: 'tribune', at: '2026-11-20T10:00:00Z' })],
}

/** What a person does, and sees of it, in a newspaper. */
export function correcting(paper: Newspaper) {
  /** Fetches these items of each outlet in one pass. */
  async function read(itemsByOutlet: Readonly<Record<string, readonly Item[]>>): Promise<void> {
    const sources = Object.entries(itemsByOutlet).map(([id, items]) => ({
      id,
      url: paper.serve(id, items),
      firstFetchDays: 0,
    }))
    await paper.configure({ sources })
    await paper.pass()
  }
  /** The stories as lists of their outlets, each with its copies marked. */
  async function stories(): Promise<string[]> {
    const listed = await listStories(paper.db, undefined, 1000)
    const articles = await articlesOfStories(
      paper.db,
      listed.map(({ id }) => id),
      'none',
    )
    return [...articles.values()]
      .map((list) =>
        list
          .map(({ sourceId, copyOf }) => `${sourceId}${copyOf === undefined ? '' : '*'}`)
          .sort()
          .join(' '),
      )
      .sort()
  }
  async function articleOf(outlet: string): Promise<string> {
    const [row] = await paper.db.query<{ id: string }>('SELECT id FROM articles WHERE source_id = $1', [outlet])
    return row!.id
  }
  const storyOf = async (outlet: string): Promise<StoredStory> => (await findStory(paper.db, await articleOf(outlet)))!
  const split = async (outlet: string) => {
    paper.later(1)
    return splitArticle(paper.db, await articleOf(outlet), paper.now())
  }
  const merge = async (a: string, b: string) => {
    paper.later(1)
    return mergeStories(paper.db, (await storyOf(a)).id, (await storyOf(b)).id, paper.now())
  }
  /** The same, where the two are named by articles. */
  const mergeArticles = async (a: string, b: string) => {
    paper.later(1)
    return mergeStories(paper.db, await articleOf(a), await articleOf(b), paper.now())
  }
  const explained = async (outlet: string) =>
    explain({ db: paper.db, config: paper.config() }, await articleOf(outlet), paper.now())
  /** The corrections, the last one first. */
  const corrections = async (): Promise<string[]> =>
    (await listCorrections(paper.db)).map(
      ({ kind, isWaiting, holds }) => `${kind}${isWaiting ? ', waiting' : ''}${holds ? '' : ', overruled'}`,
    )
  return { read, stories, articleOf, storyOf, split, merge, mergeArticles, explained, corrections }
}
