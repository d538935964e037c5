/**
 * The reasons why articles stand in their stories. They are kept as sentences, which the command line and the library give as they
 * are but for the ids, in place of which people read names. Pages say them in their own language, and read them for it.
 */
import type { Article, LeadReason } from '../model.ts'
import { RTL_LETTER } from '../text/text.ts'

/** Why an article leads its story, as it is kept. */
export const LEAD_REASONS: Readonly<Record<LeadReason, string>> = {
  news: 'the only one that tells what is new',
  only: 'the only article',
  original: 'from the original publisher',
  weight: 'its source has the highest weight',
  complete: 'the most complete text',
  first: 'seen first',
}

/** What a kept reason says; undefined where it is none of these. */
export const readLeadReason = (kept: string): LeadReason | undefined =>
  (Object.keys(LEAD_REASONS) as LeadReason[]).find((kind) => LEAD_REASONS[kind] === kept)

/** Why an article is in its story; `of` is the id of the article that it was compared with. */
type PlaceReason =
  /** One text: so many percent of the shorter one's phrases are in the other. */
  | { readonly kind: 'wording'; readonly of: string; readonly percent: number; readonly isTitleSame: boolean }
  /** One text by what names it. */
  | { readonly kind: 'address' | 'guid' | 'title'; readonly of: string }
  | { readonly kind: 'event' | 'hand'; readonly of: string }

const ID = '([0-9a-f]{20})'
const SAME_TEXT = new RegExp(
  `^the same text as ${ID}: (?:the same (address|guid|title)$|(\\d+) % of the shorter text's phrases, \\d+ % of its telling words(, the same title)?)`,
)
const SAME_EVENT = new RegExp(`^the same event as ${ID}`)
const BY_HAND = new RegExp(`^kept together with ${ID} by hand$`)

/** What a kept reason says, as `grouper.ts` and `copies.ts` write it; undefined where it is none of these. */
export function readPlaceReason(kept: string): PlaceReason | undefined {
  const [, original, key, percent, title] = SAME_TEXT.exec(kept) ?? []
  if (original !== undefined && percent !== undefined)
    return { kind: 'wording', of: original, percent: Number(percent), isTitleSame: title !== undefined }
  if (original !== undefined) return { kind: key as 'address' | 'guid' | 'title', of: original }
  const event = SAME_EVENT.exec(kept)?.[1]
  if (event !== undefined) return { kind: 'event', of: event }
  const partner = BY_HAND.exec(kept)?.[1]
  return partner === undefined ? undefined : { kind: 'hand', of: partner }
}

/** An article id, as `ids.ts` makes it. */
const ARTICLE_ID = /\b[0-9a-f]{20}\b/g

/** The ids of articles that a reason names. */
export const idsIn = (reason: string): readonly string[] => reason.match(ARTICLE_ID) ?? []

/**
 * How articles are named in sentences: by the outlet, with the headline where the outlet has several of them. `inWords` gives a
 * reason with names in place of ids. An article that is not among them is `unknown`.
 */
export function articleNames(
  articles: Iterable<Pick<Article, 'id' | 'sourceId' | 'title'>>,
  outletOf: (sourceId: string) => string,
  unknown: string,
): { readonly nameOf: (id: string) => string; readonly inWords: (reason: string) => string } {
  const byId = new Map([...articles].map((article) => [article.id, article]))
  const times = new Map<string, number>()
  for (const { sourceId } of byId.values()) times.set(sourceId, (times.get(sourceId) ?? 0) + 1)
  const nameOf = (id: string): string => {
    const article = byId.get(id)
    if (article === undefined) return unknown
    const outlet = closed(outletOf(article.sourceId))
    return times.get(article.sourceId) === 1 ? outlet : `${outlet}'s "${closed(article.title)}"`
  }
  return { nameOf, inWords: (reason) => reason.replace(ARTICLE_ID, nameOf) }
}

/** A name between left-to-right marks where it is written from right to left, so that it does not turn the signs after it. */
const closed = (name: string): string => (RTL_LETTER.test(name) ? `\u200E${name}\u200E` : name)
