/**
 * Finds the people who wrote a page: from its metadata, then from what it marks or shows as their names. Bias: no author is
 * better than a wrong one. A site, a team, an agency, a photographer and a reader who comments are nobody; a name of one
 * word counts only where the markup was made for names.
 */
import { peopleOf, readAttribution } from '../../core/attribution/attribution.ts'
import {
  hasGivenName,
  isDesk,
  isKnownOutlet,
  isPersonName,
  isRole,
  nameKey,
  soundsLikeOutlet,
} from '../../core/attribution/outlets.ts'
import type { DeclaredName, Metadata } from './metadata.ts'
import type { Mark, PageMarks } from './page-marks.ts'

/** What is known of the page. */
interface PageContext {
  readonly siteNames: readonly string[]
  readonly domain?: string
  readonly language?: string
  readonly isList: boolean
  /** What Readability takes for the byline; used where nothing else names anybody. */
  readonly byline?: string
}

/** How many elements before and after the headline a byline stands. */
const BEFORE = 60
const AFTER = 150
/** Elements between two names of one byline. */
const GAP = 30
const MAX_AUTHORS = 40
/** Elements between a name and the date of one byline. */
const DATE_GAP = 8
/** More people linked than this did not write the page. */
const MAX_LINKED_PEOPLE = 3

/** The authors that the page declares or marks; empty where it does neither. */
export function authorsOf(metadata: Metadata, marks: PageMarks, context: PageContext): string[] {
  const declared = declaredAuthors(metadata, context)
  const marked = context.isList ? [] : markedAuthors(marks, metadata.type === 'forum', context)
  // Metadata often name only the first author.
  const isFuller =
    marked.length > declared.length && declared.some((name) => marked.some((other) => isSame(name, other)))
  if (declared.length > 0 && !isFuller) return declared
  return marked.length > 0 || context.isList ? marked : lineAuthors(context.byline ?? '', context)
}

const isSame = (one: string, other: string): boolean => nameKey(one) === nameKey(other)

function declaredAuthors(metadata: Metadata, context: PageContext): string[] {
  for (const names of metadata.authors) {
    const people = unique(names.flatMap((name) => declaredPeople(name, context)))
    if (people.length > 0) return people
  }
  return []
}

function declaredPeople({ name, kind }: DeclaredName, context: PageContext): string[] {
  const text = name.replace(/\s+/g, ' ').trim()
  // An address, of a profile or of mail; a name may be written with an @.
  if (text === '' || text.length > 300 || /^(?:https?:|www\.|\/)|\S@\S+\.\p{L}/u.test(text)) return []
  const people = lineAuthors(text, context)
  if (people.length > 0) return kind === 'organization' && !people.every(hasGivenName) ? [] : people
  return kind === 'person' && isUserName(text, context) ? [text] : []
}

/** The names of the marks near the headline, of those that are best marked. */
function markedAuthors(marks: PageMarks, isForum: boolean, context: PageContext): string[] {
  const headline = marks.headings.find(({ rank }) => rank === 0) ?? marks.headings[0]
  const isNear = ({ at }: Mark): boolean =>
    headline === undefined ? at < 250 : at >= headline.at - BEFORE && at <= headline.at + AFTER
  const read = marks.authors.flatMap((mark) => {
    const people = markAuthors(mark, isForum, context)
    return people.length === 0 ? [] : [{ mark, people }]
  })
  for (const rank of [0, 1, 2, 4, 5, 3]) {
    const ranked = read.filter(({ mark }) => mark.rank === rank)
    // A page that shows many people is about them.
    if (rank === 5 && new Set(ranked.map(({ people }) => people[0])).size > MAX_LINKED_PEOPLE) continue
    const isByline = (mark: Mark): boolean => rank !== 5 || isBesideDate(mark, marks)
    const first =
      ranked.find(({ mark }) => isNear(mark) && isByline(mark)) ??
      (rank < 2 && isOnePerson(ranked) ? ranked[0] : undefined)
    if (first === undefined) continue
    if (isForum) return first.people.slice(0, 1)
    let last = first.mark.at
    const people = [...first.people]
    for (const { mark, people: more } of ranked)
      if (mark.at > last && mark.at - last <= GAP) {
        people.push(...more)
        last = mark.at
      }
    return unique(people)
  }
  return []
}

/** Whether a link to somebody stands after "by" or beside a date, and not among the article's subjects. */
const isBesideDate = ({ at, before = '' }: Mark, { dates }: PageMarks): boolean =>
  /(?:^|\s)(?:by|von|par|por|di|door|av|af)$/i.test(before) ||
  dates.some((date) => date.rank <= 2 && Math.abs(date.at - at) <= DATE_GAP)

const isOnePerson = (read: readonly { readonly people: readonly string[] }[]): boolean =>
  new Set(read.flatMap(({ people }) => people.map(nameKey))).size === 1

function markAuthors({ rank, text, value }: Mark, isForum: boolean, context: PageContext): string[] {
  const lines = (value ?? text).split('\n').slice(0, 4)
  if (rank === 3) return namesAmong(text, context)
  const people = unique(lines.flatMap((line) => lineAuthors(line, context)))
  if (people.length > 0) return people
  const name = lines[0]?.replace(/^@/, '').trim() ?? ''
  return (rank === 0 || (isForum && rank <= 2)) && lines.length === 1 && isUserName(name, context) ? [name] : []
}

/** The full names between the marks of a line that says other things, too. Each begins with a given name, since nothing announces it. */
function namesAmong(text: string, context: PageContext): string[] {
  const parts = text.split(/\s*[|•·\n,]\s*|\s+[–—-]\s+/).slice(0, 12)
  return unique(
    parts.flatMap((part) => {
      const named = label.exec(part)?.[0]
      if (named !== undefined) return others(peopleOf(part.slice(named.length)) ?? [], context)
      return others(peopleOf(part) ?? [], context).filter(hasGivenName)
    }),
  )
}

/** A name in a script without capitals, of two to four words. */
const caseless =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Georgian}\p{M}'’.-]{2,20}(?: [\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Georgian}\p{M}'’.-]{2,20}){1,3}$/u
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}・]{1,8}(?:[ 　][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,6})?$/u
/** Ends of the names of outlets and desks in those scripts. */
const notUnspaced = /部|社|新聞|新闻|報$|报$|局$|網$|网$|編集|编辑|記者$|记者$|作者|기자$|뉴스|新报|日报|时间|公司/
const unspacedLabel = /^(?:記者|记者|作者|文|執筆|筆者|ライター|撰文|記事|取材)\s*[:：／/]\s*|^by\s+/i

/** The name in a line of a script without capitals; only for lines that are marked as an author's. */
function caselessName(line: string, context: PageContext): string | undefined {
  const bare = line
    .replace(unspacedLabel, '')
    .replace(/\s*(?:기자|記者|记者)$/, '')
    .trim()
  const isName = (unspaced.test(bare) && bare.length > 1 && !notUnspaced.test(bare)) || caseless.test(bare)
  return isName && !isOwnName(bare, context) ? bare : undefined
}

const label =
  /^(?:[-–—•|]\s*)?(?:(?:posted|written|published|submitted|created|story|words|article|post|edited|reviewed)\s+by|by|authors?|autore?s?|autorin|auteurs?|verfasst von|erstellt von|veröffentlicht von|geschrieben von|publié par|rédigé par|écrit par|publicado por|escrito por|scritto da|pubblicato da|geschreven door|geplaatst door|von|par|por|di|da|door|av|af|text|texte|作者|文|автор)\s*[:：]?\s+/i

/** The people that a line of a byline names: with or without "by", with a role, an outlet or a date after them. */
function lineAuthors(written: string, context: PageContext): string[] {
  const line = usualCase(written.replace(/\s+/g, ' ').trim())
    // No name holds a digit: what follows is a date.
    .replace(/(?<=\p{L}\p{L})[\s,]+(?:(?:on|op|am|le|el|em|il|den|dne|dnia|at)\s)?\p{Nd}{1,2}(?:[.\s]|$).*$/iu, '')
  if (line.length < 2 || line.length > 300) return []
  const known = { anchors: [], ...(context.language === undefined ? {} : { language: context.language }) }
  const name = caselessName(line, context)
  if (name !== undefined) return [name]
  // "Par Ann Lee" would also pass for a name.
  const named = label.exec(line)?.[0]
  const labelled = named === undefined ? [] : (peopleOf(line.slice(named.length)) ?? [])
  if (labelled.length > 0) return others(labelled, context)
  const whole = readAttribution([line], known).authors
  if (whole.length > 0) return others(whole, context)
  for (const part of line.split(/\s*[|•·\t]\s*|\s+[–—]\s+/).slice(0, 4)) {
    const bare = part.replace(label, '').replace(/^@/, '').trim()
    const people = peopleOf(bare) ?? readAttribution([`By ${bare}`], known).authors
    if (people.length > 0) return others(people, context)
  }
  return []
}

/** A line in capitals, in the usual case. */
const usualCase = (line: string): string =>
  line !== line.toUpperCase() || line === line.toLowerCase()
    ? line
    : line
        .toLowerCase()
        .replace(/(?<![\p{L}\p{M}])(?!(?:and|und|et|y|e|by|von|par|por|di|de|van|der|del|la)\s)\p{Ll}/gu, (letter) =>
          letter.toUpperCase(),
        )

/** The names without the site's own. */
const others = (names: readonly string[], context: PageContext): string[] =>
  names.filter((name) => !isOwnName(name, context) || (isPersonName(name) && hasGivenName(name)))

/** Whether a name is the site's own. */
function isOwnName(name: string, { siteNames, domain = '' }: PageContext): boolean {
  const key = nameKey(name)
  const label = nameKey(domain.split('.')[0] ?? '')
  return (
    key === '' ||
    siteNames.some((own) => nameKey(own) === key) ||
    key === nameKey(domain) ||
    (label.length > 3 && key === label)
  )
}

/** Whether a text is the name of a user or a pen name, in a place that is made for names. */
function isUserName(text: string, context: PageContext): boolean {
  return (
    /^[\p{L}\p{N}][\p{L}\p{N}\p{M}'’._-]{1,28}(?: [\p{L}\p{N}][\p{L}\p{N}\p{M}'’._-]{0,24}){0,2}$/u.test(text) &&
    /\p{L}{2}/u.test(text) &&
    !/^\d+ |^(?:by|on|the|read|more|view|about|follow|reply|share|comments?|posted|author|home|profile|guest|moderator|member|registered|staff|team|webmaster|info|contact|support)$/i.test(
      text,
    ) &&
    !isDesk(text) &&
    !isRole(text) &&
    !isKnownOutlet(text) &&
    !soundsLikeOutlet(text) &&
    !isOwnName(text, context) &&
    !/\.(?:com|org|net|co|io)$|admin|redak|redacc|rédac|redaz|newsroom|editor/i.test(text)
  )
}

function unique(names: readonly string[]): string[] {
  const found = new Map<string, string>()
  for (const name of names) if (!found.has(nameKey(name))) found.set(nameKey(name), name)
  return [...found.values()].slice(0, MAX_AUTHORS)
}
