/**
 * Which article of a story is its original publisher's own. The bias: only what another article of the same story says
 * counts, so that neither order of arrival nor an unrelated story makes an outlet the original one. A link names an outlet by
 * its host; where there is none, a name must be the outlet's whole name.
 */
import { outletOfUrl } from '../url/url.ts'
import { bareName } from './presented.ts'

/** The keys of an article's outlet, and the key of what it names as its original publisher. */
export interface OriginFacts {
  /** `host:herald.example`, `name:herald`. */
  readonly knownAs?: readonly string[] | undefined
  /** One such key; absent where it names nobody. */
  readonly namesAs?: string | undefined
}

/** The keys of an article; `outlet` is its source's name where that is known. */
export function originFacts(article: {
  readonly url?: string
  readonly outlet?: string
  readonly publisher?: string
  readonly publisherUrl?: string
}): OriginFacts & { readonly knownAs: readonly string[] } {
  const host = hostOf(article.url)
  const outlet = bareName(article.outlet ?? '')
  const namedHost = hostOf(article.publisherUrl)
  const named = bareName(article.publisher ?? '')
  const namesAs = namedHost !== undefined ? `host:${namedHost}` : named !== '' ? `name:${named}` : undefined
  const knownAs = [...(host === undefined ? [] : [`host:${host}`]), ...(outlet === '' ? [] : [`name:${outlet}`])]
  return { knownAs, ...(namesAs === undefined ? {} : { namesAs }) }
}

/** The articles of one story that others of it name as theirs, and that name none of the story themselves. */
export function originalsAmong<M extends OriginFacts>(members: readonly M[]): ReadonlySet<M> {
  const named = new Set(members.flatMap(({ namesAs }) => namesAs ?? []))
  if (named.size === 0) return new Set()
  const present = new Set(members.flatMap(({ knownAs = [] }) => knownAs))
  return new Set(
    members.filter(
      ({ knownAs = [], namesAs }) =>
        knownAs.some((key) => named.has(key)) && (namesAs === undefined || !present.has(namesAs)),
    ),
  )
}

/** The registrable domain, since a link to `herald.example` names the outlet of `news.herald.example`; else the host. */
function hostOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  return outletOfUrl(url) ?? /^https?:\/\/([^/?#:]+)/i.exec(url)?.[1]?.toLowerCase()
}
