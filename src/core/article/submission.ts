/**
 * Reads what forums write below an entry: "submitted by NAME [link] [comments]". Bias: an entry without these words, in this
 * order and at its end, is an article like any other.
 */
import type { Anchor } from '../text/html-scan.ts'
import { outletOfUrl } from '../url/url.ts'

/** Who submitted an entry to a forum, and the article on another site that it links to. */
interface Submission {
  readonly poster: string
  readonly linkedUrl?: string
}

/** The words stand at the end of the text, with a name and perhaps the forum's. */
const MAX_CHARACTERS = 300
const pattern =
  /(?:^|\s)submitted by\s{1,4}\/?((?:u\/)?[^\s/]{2,40})\/?(?:\s{1,4}to\s{1,4}\S{1,60})?\s{1,4}\[link\]\s{1,4}\[(?:\d{1,6} )?comments?\]\s*$/i
/** A picture or a film is shown by the forum, and is no article. */
const media = /\.(?:jpe?g|png|gifv?|webp|avif|mp4|webm|m3u8)$/i

/** The submission that the end of an entry's text describes; undefined where it describes none. */
export function submissionOf(
  text: string,
  url: string | undefined,
  anchors: readonly Anchor[],
): Submission | undefined {
  const poster = pattern.exec(text.slice(-MAX_CHARACTERS))?.[1]
  if (poster === undefined) return undefined
  const href = anchors.findLast((anchor) => anchor.text === '[link]')?.href
  const outlet = href === undefined ? undefined : outletOfUrl(href)
  const isOfForum = outlet === undefined || outlet === 'redd.it' || outlet === (url && outletOfUrl(url))
  const isMedia = href !== undefined && media.test(URL.parse(href)?.pathname ?? '')
  return { poster, ...(href === undefined || isOfForum || isMedia ? {} : { linkedUrl: href }) }
}
