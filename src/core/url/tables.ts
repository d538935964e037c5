/**
 * Query names that say how somebody came to an address, and not which page it is. Bias: a missed match is better than a
 * wrong one. A name that some site uses as an id is left out: a tracking name that is kept costs one match by address
 * (the text still finds the copy), but an id that is dropped merges two articles. Collected by hand from feeds and from the
 * vendors' documentation.
 */
import tables from './tables.json' with { type: 'json' }

/** Query names that count clicks and that nothing else uses, in lower case: they are taken out of published addresses, too. */
export const clickNames: ReadonlySet<string> = new Set(tables.clickNames)

/** And their prefixes. */
export const clickPrefixes: readonly string[] = tables.clickPrefixes

/** More query names that never select a page, in lower case. */
export const trackingNames: ReadonlySet<string> = new Set(tables.trackingNames)

/** And their prefixes. */
export const trackingPrefixes: readonly string[] = tables.trackingPrefixes

/**
 * Query names that are tracking on one site and an id on another. They are dropped only where the rest of the address
 * identifies an article without them.
 */
export const ambiguousNames: ReadonlySet<string> = new Set(tables.ambiguousNames)

/** Values that name a channel. A `ref` or `src` with one is tracking even where only a query id identifies the article. */
export const channelValues: ReadonlySet<string> = new Set(tables.channelValues)

/** Query names that by themselves identify an article, in lower case (`?p=1420108`, `story.php?storyid=77`). */
export const identityNames: ReadonlySet<string> = new Set(tables.identityNames)

/** A redirector that carries the target address in a query value. */
interface Redirector {
  /** Its host name; subdomains belong to it. */
  readonly host: string
  /** The paths at which it redirects; every path where this is absent. */
  readonly path?: RegExp
  /** The query names that may hold the target; the first that does counts. */
  readonly names: readonly string[]
}

/** Redirectors that carry the target in a query value. Google, which has a host in every country, is in url.ts. */
export const redirectors: readonly Redirector[] = tables.redirectors.map(({ host, path, names }) => ({
  host,
  names,
  ...(path === undefined ? {} : { path: new RegExp(path) }),
}))
