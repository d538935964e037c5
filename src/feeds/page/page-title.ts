/**
 * Chooses a page's title among its metadata and its headings, without the site's name. Bias: what two places agree on is
 * the title; metadata are preferred to headings, unless they say only the name of the site.
 */
import { tidyTitle } from '../../core/article/normalize.ts'
import { hasGivenName, isPersonName, nameKey } from '../../core/attribution/outlets.ts'
import { words } from '../../core/text/text.ts'
import type { PageMarks } from './page-marks.ts'

/** Between a title and the site's name. */
const separator = /\s+(?:[-–—|•·»«›‹/<>~]|::|\|\||\/\/)\s+|\s*[|｜]\s*|:\s+|\s+(?=@\s)/g
/** Titles of pages that have none. */
const generic =
  /^(?:home|homepage|index|startseite|accueil|inicio|untitled|welcome|blog|news|article|post|page|start|home page|main page|document)$/i
const MAX_TITLE_CHARACTERS = 400

/**
 * The title; undefined where the page has none. `siteNames` are the names of the site and its domain, `shownNames` what
 * the page shows as such.
 */
export function titleOf(
  { titles, titleElement }: { readonly titles: readonly string[]; readonly titleElement?: string },
  marks: PageMarks,
  siteNames: readonly (string | undefined)[],
  shownNames: readonly string[] = [],
): string | undefined {
  const ownKeys = new Set(siteNames.flatMap((name) => keysOfSite(name)))
  const headings = marks.headings.map(({ text, rank }) => ({ text: text.replace(/\s+/g, ' ').trim(), rank }))
  const headingKeys = new Map(
    headings
      .filter(({ text, rank }) => (rank === 2 ? titles.length === 0 && isTitleLike(text) : nameKey(text) !== ''))
      .map(({ text }) => [nameKey(text), text]),
  )
  const declared = [...titles, ...(titleElement === undefined ? [] : [titleElement])]
    .map((title) => tidyTitle(title, siteNames))
    .filter((title) => title !== '' && title.length <= MAX_TITLE_CHARACTERS)
  const isOfSite = (title: string): boolean => ownKeys.has(nameKey(title)) || generic.test(title)
  // A heading that a declared title repeats, whole or up to the site's name.
  for (const title of declared) {
    if (headingKeys.has(nameKey(title)) && !isOfSite(title)) return title
    const part = parts(title).find((one) => headingKeys.has(nameKey(one)) && !isOfSite(one))
    // "The long way round - Ann Lee": a guest or an artist is part of the title.
    const isWhole =
      part !== undefined &&
      titles.some((one) => tidyTitle(one, siteNames) === title) &&
      isWithPerson(title, part, [...siteNames, ...shownNames])
    if (isWhole) return title
    if (part !== undefined) return usualCase(headingKeys.get(nameKey(part))!, part)
  }
  const shorter = declared.map((title) => withoutSite(title, ownKeys, declared)).filter((title) => !isOfSite(title))
  const single = headings.filter(({ rank }) => rank === 0)
  const heading =
    (single.length === 1 ? single[0] : undefined)?.text ??
    (single.length === 0 ? headings.find(({ rank }) => rank === 1)?.text : undefined)
  // Browsers' tabs show the title element, which may be shortened; a heading is what the page calls itself.
  const isHeadingBetter =
    titles.length === 0 && heading !== undefined && !isOfSite(heading) && sharesWords(heading, titleElement ?? heading)
  const [first] = isHeadingBetter ? [heading] : shorter
  if (first === undefined)
    return (
      [heading, single[0]?.text, declared[0]].find((one) => one !== undefined && one !== '' && !isOfSite(one)) ??
      declared[0]
    )
  // A cut title ends with an ellipsis.
  const stem = /^(.{12,}?)\s*(?:…|\.\.\.)$/.exec(first)?.[1]
  const whole =
    stem === undefined
      ? undefined
      : [heading, ...shorter].find(
          (one) => one !== undefined && one !== first && nameKey(one).startsWith(nameKey(stem)),
        )
  return whole ?? first
}

/** Whether the text of a lower heading is long enough to agree with a title by no accident. */
const isTitleLike = (text: string): boolean => text.length >= 12 && text.includes(' ')

/** The keys by which the site's name is recognised: the name, and the label of a domain. */
const keysOfSite = (name: string | undefined): string[] =>
  name === undefined
    ? []
    : [nameKey(name), ...(/^[^\s]+\.\p{L}+$/u.test(name) ? [nameKey(name.split('.')[0]!)] : [])].filter(
        (key) => key.length > 1,
      )

/** What stands before and after each separator of a title: `A - B - C` gives A, `A - B`, C and `B - C`. */
function parts(title: string): string[] {
  const found: string[] = []
  let count = 0
  for (const mark of title.matchAll(separator)) {
    if (++count > 8) break
    found.push(title.slice(0, mark.index).trim(), title.slice(mark.index + mark[0].length).trim())
  }
  return found.filter((part) => part.length > 3).sort((a, b) => b.length - a.length)
}

/** The title without the site's name at either end, where that is known, or where another title is the same without its end. */
function withoutSite(title: string, ownKeys: ReadonlySet<string>, declared: readonly string[]): string {
  let rest = title
  for (let round = 0; round < 3; round++) {
    const marks = [...rest.matchAll(separator)].slice(0, 8)
    const cut = marks.find((mark) => ownKeys.has(nameKey(rest.slice(mark.index + mark[0].length))))
    const start = marks.find((mark) => ownKeys.has(nameKey(rest.slice(0, mark.index))))
    if (cut !== undefined) rest = rest.slice(0, cut.index).trim()
    else if (start !== undefined) rest = rest.slice(start.index + start[0].length).trim()
    else break
  }
  const others = new Set(
    declared.filter((other) => other !== title).flatMap((other) => [other, ...parts(other)].map(nameKey)),
  )
  const shared = parts(rest).find((part) => part.length >= 12 && others.has(nameKey(part)))
  return shared ?? rest
}

/** Whether a title is its first part and a person who does not give the site its name. */
function isWithPerson(title: string, part: string, siteNames: readonly (string | undefined)[]): boolean {
  const rest = title.startsWith(part) ? title.slice(part.length).replace(/^[\s|•·–—:-]+/, '') : ''
  return (
    isPersonName(rest) &&
    hasGivenName(rest) &&
    !siteNames.some((name) => keysOfSite(name).some((key) => key.includes(nameKey(rest))))
  )
}

/** Whether half of the words of the shorter title are in the other. */
function sharesWords(one: string, other: string): boolean {
  const [few, many] = [new Set(words(one)), new Set(words(other))].sort((a, b) => a.size - b.size)
  return [...few!].filter((word) => many!.has(word)).length >= few!.size / 2
}

/** The heading, unless it is in capitals only. */
const usualCase = (heading: string, title: string): string => (heading === heading.toUpperCase() ? title : heading)
