/** Explains the place of a story in the next editions. */
import type { Config } from '../../config.ts'
import type { Choice } from '../../core/edition.ts'
import type { Instant } from '../../core/model.ts'
import { counted, describeRank, rankOf } from '../../core/order.ts'
import type { StoryRank } from '../../core/site.ts'
import type { Db } from '../../store/db.ts'
import { listDigests } from '../../store/subscribers.ts'
import { type ChoosableStory, chooseFor } from './choose.ts'
import { nextEditionAt, recipientsOf } from './recipients.ts'

/** The place of a story in the next edition of a digest, as it would be now. */
export interface EditionPlace extends StoryRank {
  readonly digestId: string
  /** From 1, by rank; absent where it does not fit. */
  readonly place?: number
  readonly says: string
}

/**
 * Where a story stands in the next edition of each digest for which it is new, and why: as most of its subscribers would get it now.
 * Throws StoreError.
 */
export async function explainEditions(
  deps: { readonly db: Db; readonly config: Config },
  storyId: string,
  now: Instant,
): Promise<EditionPlace[]> {
  const known = new Map((await listDigests(deps.db)).map(({ id, firstSeenAt }) => [id, firstSeenAt]))
  const places: EditionPlace[] = []
  for (const digest of deps.config.digests) {
    const recipients = await recipientsOf(deps.db, digest, now)
    const slotAt = nextEditionAt(digest, recipients, now) ?? now
    const { variants } = await chooseFor(deps, digest, slotAt, recipients, known.get(digest.id) ?? now)
    const [most] = variants.toSorted((a, b) => b.addresses.length - a.addresses.length)
    if (most === undefined) continue
    const { stories, waiting, wanted, newestAt } = most.choice
    const at = stories.findIndex((story) => story.storyId === storyId)
    const story = stories[at] ?? waiting.find((one) => one.storyId === storyId)
    if (story === undefined || newestAt === undefined) continue
    const rank = rankOf(story, newestAt, most.halfLifeHours)
    const where = at < 0 ? `does not fit among ${stories.length}` : `place ${at + 1} of ${stories.length}`
    const edition =
      digest.minutes === undefined
        ? 'in the next edition'
        : `as far as they fit into ${counted(digest.minutes, 'minute')}, in the next edition`
    const why = at < 0 ? whyNot(story, stories) : ''
    places.push({
      ...rank,
      digestId: digest.id,
      ...(at < 0 ? {} : { place: at + 1 }),
      says: `${digest.id}: ${describeRank(rank)}; ${where}, chosen from ${wanted}, ${edition}${why}`,
    })
  }
  return places
}

/** Why a story has no place among these although weaker ones have; `''` where it is weaker than all. */
function whyNot(
  story: ChoosableStory & { readonly level: number },
  stories: Choice<ChoosableStory>['stories'],
): string {
  if (!stories.some(({ level }) => level < story.level)) return ''
  if (story.briefKind !== undefined) return ': news comes first'
  const led = stories.filter(({ leadSourceId }) => leadSourceId === story.leadSourceId).length
  return `: its source leads ${led} of them, and others wait`
}
