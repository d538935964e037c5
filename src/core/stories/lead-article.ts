/** Which article speaks for a story, by a rule that can be read; it changes only for one of the rule's reasons. */
import type { WindowArticle } from './grouper.ts'
import { originalsAmong } from './origin.ts'

/** Completeness in four steps, so that a few words more move no lead: a cut text, a teaser, a short text, a whole one. */
function completeness({ isCut, words }: WindowArticle): number {
  if (isCut || words < 40) return 0
  return words < 120 ? 1 : words < 400 ? 2 : 3
}

type Worth = (member: WindowArticle, originals: ReadonlySet<WindowArticle>) => number

const RULES: readonly { readonly why: string; readonly worth: Worth }[] = [
  {
    why: 'from the original publisher',
    worth: (member, originals) => (originals.has(member) ? 1 : 0),
  },
  { why: 'its source has the highest weight', worth: (member) => member.weight ?? 1 },
  { why: 'the most complete text', worth: completeness },
]

/** The lead article of a story: original publisher, then source weight, completeness, first seen, date, id. */
export function chooseLead(members: readonly WindowArticle[]): { readonly id: string; readonly why: string } {
  if (members.length === 1) return { id: members[0]!.id, why: 'the only article' }
  const originals = originalsAmong(members)
  let left = members
  for (const { why, worth } of RULES) {
    const best = left.reduce((most, member) => Math.max(most, worth(member, originals)), Number.NEGATIVE_INFINITY)
    left = left.filter((member) => worth(member, originals) === best)
    if (left.length === 1) return { id: left[0]!.id, why }
  }
  const isEarlier = (a: WindowArticle, b: WindowArticle): boolean => orderOf(a) < orderOf(b)
  return { id: left.reduce((first, member) => (isEarlier(member, first) ? member : first)).id, why: 'seen first' }
}

/** What one pass saw first has one instant of first sight: then the article's own date decides. */
const orderOf = ({ firstSeenAt, publishedAt, id }: WindowArticle): string => `${firstSeenAt} ${publishedAt} ${id}`
