/** Which step of its story each article reports, where a grouping changed the story. */
import type { Instant } from '../../core/model.ts'
import { developmentsOf, type Step, type StoryPart } from '../../core/stories/developments.ts'
import { factsOf } from '../../core/stories/facts.ts'
import { readArticlesById, type StoredArticle } from '../../store/articles.ts'
import type { Db, Statement } from '../../store/db.ts'
import {
  type FactsVersion,
  readTold,
  type SavedStep,
  saveFacts,
  saveSteps,
  type ToldArticle,
} from '../../store/developments.ts'
import type { Member } from './placed.ts'

/** How many versions of an article are kept: the first one and the last ones. */
const MAX_VERSIONS = 6

/** What the articles of the changed stories newly say. */
interface Developments {
  /** By article id. */
  readonly steps: ReadonlyMap<string, Step>
  /** The stories in which a later article, or an edit, says something new. */
  readonly movedOn: ReadonlySet<string>
  /** What to save; `at` is when the articles count as grouped. */
  readonly statements: (at: Instant) => Statement[]
}

/**
 * Works out the steps of stories, given with their articles. `fresh` are the articles grouped now, with their texts: those
 * that are in a story already were edited `now`, or are grouped again for another reason. What an article says that
 * `wasPublished` by an earlier store moves no story on. Throws StoreError.
 */
export async function developmentsOfStories(
  db: Db,
  stories: ReadonlyMap<string, readonly Member[]>,
  fresh: ReadonlyMap<string, StoredArticle>,
  now: Instant,
  wasPublished: (articleId: string) => boolean,
): Promise<Developments> {
  const members = [...stories.values()].flat()
  const isNew = (id: string): boolean => fresh.has(id) && fresh.get(id)!.storyId === undefined
  const told = await readTold(
    db,
    members.flatMap(({ id }) => (isNew(id) ? [] : [id])),
  )
  // A copy says what its original says.
  const copies = new Set(members.flatMap(({ id, copyOf }) => (copyOf === undefined ? [] : [id])))
  const unread = [...told.values()].flatMap(({ id, versions }) =>
    versions === undefined && !fresh.has(id) && !copies.has(id) ? [id] : [],
  )
  const texts = new Map((await readArticlesById(db, unread)).map((article) => [article.id, article]))
  const versions = new Map<string, readonly FactsVersion[]>()
  const changed = new Map<string, readonly FactsVersion[]>()
  const edited = new Set<string>()
  for (const { id } of members) {
    const old = told.get(id)?.versions
    const article = fresh.get(id) ?? texts.get(id)
    const facts = article === undefined || copies.has(id) ? undefined : factsOf(article)
    const isKnown = facts === undefined || old?.at(-1)?.facts === facts
    const isEdit = !isKnown && old !== undefined
    if (isEdit) edited.add(id)
    const all = isKnown ? (old ?? []) : [...kept(old ?? []), { facts, ...(isEdit ? { at: now } : {}) }]
    versions.set(id, all)
    if (!isKnown) changed.set(id, all)
  }
  const steps = new Map<string, Step>()
  const rows: (SavedStep & { readonly isNow: boolean })[] = []
  const movedOn = new Set<string>()
  for (const [storyId, own] of stories) {
    const found = developmentsOf(
      own.flatMap((member) => partsOf(member, versions.get(member.id)!, fresh.get(member.id) ?? told.get(member.id)!)),
    )
    for (const { id } of own) {
      const step = stepOf(id, versions.get(id)!.length, found)
      steps.set(id, step)
      const old = told.get(id)
      const startsStep = step.fact !== undefined
      const isNow = startsStep && (isNew(id) || (edited.has(id) && old?.news !== step.fact))
      if (isNow && !(isNew(id) && wasPublished(id))) movedOn.add(storyId)
      const developedAt = startsStep && !isNow ? (old?.developedAt ?? old?.groupedAt) : undefined
      const row = { articleId: id, development: step.development, news: step.fact, developedAt, isNow }
      if (isNow || isOther(row, old)) rows.push(row)
    }
  }
  return {
    steps,
    movedOn,
    statements: (at) => [
      ...saveFacts(changed),
      ...saveSteps(rows.map(({ isNow, ...row }) => (isNow ? { ...row, developedAt: at } : row))),
    ],
  }
}

/** The versions that stay when another comes. */
const kept = (versions: readonly FactsVersion[]): readonly FactsVersion[] =>
  versions.length < MAX_VERSIONS ? versions : [versions[0]!, ...versions.slice(2 - MAX_VERSIONS)]

/** The step of an article: the last one that any of its versions started, unless the newest version reports a later one. */
function stepOf(id: string, count: number, found: ReadonlyMap<string, Step>): Step {
  const now = found.get(id)!
  for (let nth = count - 2; nth >= 0; nth--) {
    const before = found.get(`${id} ${nth}`)!
    if (now.fact === undefined && before.fact !== undefined && before.development >= now.development) return before
  }
  return now
}

const isOther = (row: SavedStep, old: ToldArticle | undefined): boolean =>
  row.development !== (old?.development ?? 1) || row.news !== old?.news || row.developedAt !== old?.developedAt

/** Each version of an article is a part of its story: the last one under the article's id. */
function partsOf(
  { id, sourceId, copyOf }: Member,
  versions: readonly FactsVersion[],
  dates: { readonly datedAt: Instant } | Pick<StoredArticle, 'publishedAt' | 'firstSeenAt'>,
): StoryPart[] {
  const datedAt = 'datedAt' in dates ? dates.datedAt : (dates.publishedAt ?? dates.firstSeenAt)
  const known = versions.length > 0 ? versions : [{ facts: '' }]
  return known.map(({ facts, at }: FactsVersion, nth) => ({
    id: nth === known.length - 1 ? id : `${id} ${nth}`,
    sourceId,
    datedMs: Date.parse(at ?? datedAt),
    ...(nth > 0 ? { isEdit: true } : {}),
    ...(copyOf === undefined || nth < known.length - 1 ? {} : { copyOf }),
    facts,
  }))
}
