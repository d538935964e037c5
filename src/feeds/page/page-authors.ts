/**
 * Finds the people who wrote a page: from its metadata, then from what it marks or shows as their names. Bias: no author is
 * better than a wrong one. A site, a team, an agency, a photographer and a reader who comments are nobody; a name of one
 * word counts only where the markup was made for names.
 */
import { peopleOf, readAttribution } from '../../core/attribution/attribution.ts'
import { withoutLeadIn, withoutTrailer } from '../../core/attribution/byline-words.ts'
import { readFeedAuthors } from '../../core/attribution/feed-authors.ts'
import {
  hasGivenName,
  isAgency,
  isDesk,
  isKnownOutlet,
  isPersonName,
  isRole,
  nameKey,
  outletNameOf,
  soundsLikeOutlet,
} from '../../core/attribution/outlets.ts'
import type { DeclaredName, Metadata } from './metadata.ts'
import type { Mark, PageMarks } from './page-marks.ts'

/** What is known of the page. */
interface PageContext {
  readonly siteNames: readonly string[]
  readonly domain?: string
  readonly language?: string
  /** The page's title, by which its headline is found. */
  readonly title: string
  readonly isList: boolean
  /** What Readability takes for the byline; used where nothing else names anybody. */
  readonly byline?: string
}

/** Who wrote a page. */
interface PageAuthors {
  readonly people: readonly string[]
  /** A news agency that is named as the author; it is the first publisher. */
  readonly agency?: string
}

/** How many elements before and after the headline a byline stands. */
const BEFORE = 60
const AFTER = 150
/** A byline stands above this many paragraphs: a standfirst, a note, the first of the text. */
const PROSE_ABOVE = 3
/** Elements between two names of one byline. */
const GAP = 25
const MAX_AUTHORS = 40
/** Elements between a name and the date of one byline. */
const DATE_GAP = 8
/** More people linked than this did not write the page. */
const MAX_LINKED_PEOPLE = 3

/** The authors that the page declares or marks; nobody where it does neither. */
export function authorsOf(metadata: Metadata, marks: PageMarks, context: PageContext): PageAuthors {
  // The people on a list wrote what it lists.
  if (context.isList && metadata.type !== 'article') return { people: [] }
  const agency = agencyOf(metadata, marks, context)
  const people = peopleOfPage(metadata, marks, context)
  return { people, ...(agency === undefined ? {} : { agency }) }
}

function peopleOfPage(metadata: Metadata, marks: PageMarks, context: PageContext): readonly string[] {
  if (metadata.type === 'product') return []
  const declared = declaredAuthors(metadata, context)
  const isForum = metadata.type === 'forum'
  const shown = context.isList ? undefined : markedAuthors(marks, isForum, context)
  const marked = shown?.people ?? []
  if (declared.length === 0)
    // A page without a date is no article: whom it names may be a customer.
    return marked.length > 0 || context.isList || (metadata.published.length === 0 && marks.dates.length === 0)
      ? marked
      : readByline(marks, context)
  const isNamed = (names: readonly string[], name: string): boolean => names.some((other) => isSame(name, other))
  // Metadata often name only the first author.
  if (marked.length > declared.length && declared.some((name) => isNamed(marked, name))) return marked
  // They may name the account that posted the article, where a byline at the headline names who wrote it.
  const isDisputed =
    !isForum &&
    shown?.isByline === true &&
    marked.every((name) => isPersonName(name) && hasGivenName(name)) &&
    !declared.some((name) => hasGivenName(name) || isShown(name, marks))
  return isDisputed ? marked : declared
}

/** The names in what Readability takes for the byline, unless that is on a card of another article. */
function readByline(marks: PageMarks, context: PageContext): string[] {
  const at = headlineOf(marks, context)?.at ?? 0
  const cards = marks.authors.filter((mark) => isOfCard(mark, marks, at)).map(({ text }) => nameKey(text))
  return lineAuthors(context.byline ?? '', context).filter(
    (name) => !cards.some((card) => card.includes(nameKey(name))),
  )
}

const isSame = (one: string, other: string): boolean => nameKey(one) === nameKey(other)

/** Whether a name is part of any place of the page that is marked as an author's. */
const isShown = (name: string, { authors }: PageMarks): boolean => {
  const key = nameKey(name)
  return authors.some(({ text, value }) => nameKey(text).includes(key) || nameKey(value ?? '').includes(key))
}

/** The agency that metadata or the byline name as the author, on a site that is not its own. */
function agencyOf(metadata: Metadata, marks: PageMarks, context: PageContext): string | undefined {
  const own = [...context.siteNames, outletNameOf(context.domain ?? '') ?? '']
  if (own.some(isAgency)) return undefined
  const at = headlineOf(marks, context)?.at ?? 0
  const lines = marks.authors
    .filter((mark) => mark.rank !== 3 && mark.at >= at && mark.at <= at + AFTER)
    .filter((mark) => !isOfHelper(mark) && !isOfCard(mark, marks, at))
    .flatMap(({ text }) => text.split('\n').slice(0, 3))
  // Named after the people, an agency only helped.
  const declared = metadata.authors.flatMap((one) => (one.length === 1 ? [one[0]!.name] : []))
  for (const name of [...declared, ...lines].slice(0, 60)) {
    if (helpingAgency.test(name)) continue
    const { agency } = readFeedAuthors([name], context.siteNames[0])
    if (agency !== undefined && isAgency(agency)) return agency
  }
  return undefined
}

/** "with AFP"; behind a stroke it is a picture's. */
const helpingAgency =
  /(?:^|\s)(?:with|avec|mit|con|com|met|med|and|et|och|und|y|e|en|&|photos?|fotos?|bild|image)\s(?:l['’])?\p{Lu}|\p{L}\s?\/\s?\p{Lu}|foto|photo|image/u

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
  if (kind === 'organization') return []
  // A personal site is named after its author.
  const isOwnSite = nameKey(text) === nameKey(context.domain?.split('.')[0] ?? '') || kind === 'person'
  if (isOwnSite && isPersonName(text) && isOwnName(text, context)) return [text]
  const read = readFeedAuthors([text], context.siteNames[0]).people.filter(
    (one) => one.includes(' ') && isPersonName(one),
  )
  if (read.length > 0) return others(read, context)
  return kind === 'person' && isUserName(text, context) ? [text] : []
}

/** The page's headline: the heading that says its title, else the first of the first level. */
function headlineOf({ headings }: PageMarks, { title }: PageContext): Mark | undefined {
  const key = nameKey(title)
  return (
    headings.find(({ text }) => key !== '' && nameKey(text) === key) ??
    headings.find(({ rank }) => rank === 0) ??
    headings[0]
  )
}

/** Elements between the heading of a card and the name on it. */
const CARD_GAP = 8
const aboutAuthor =
  /author|writer|written by|contributor|about|autor|auteur|verfasser|schrijver|skribent|автор|作者|執筆|書いた人|기자/iu

/** Whether a name stands at a heading other than the headline, below it: on a card of another article. */
function isOfCard({ at, text }: Mark, { headings, prose }: PageMarks, headlineAt: number): boolean {
  const heading = headings.findLast((one) => one.at <= at && one.at > headlineAt)
  // Below the headline, with no text between, it is a standfirst.
  if (heading === undefined || !prose.some((place) => place > headlineAt && place < heading.at)) return false
  const isAbout = aboutAuthor.test(heading.text) || heading.text.includes(text) || text.includes(heading.text)
  return !isAbout && at - heading.at <= CARD_GAP && !prose.some((place) => place > heading.at && place < at)
}

interface ReadMark {
  readonly mark: Mark
  readonly people: readonly string[]
}

/**
 * The names in the marks of the byline: first between the headline and the text, then above the headline, then around; of
 * each place the best marked. `isByline`: they are marked well and stand at the headline.
 */
function markedAuthors(
  marks: PageMarks,
  isForum: boolean,
  context: PageContext,
): { readonly people: readonly string[]; readonly isByline: boolean } | undefined {
  const headline = headlineOf(marks, context)
  const at = headline?.at ?? 0
  const after = headline === undefined ? 250 : AFTER
  const textStart = marks.prose.filter((place) => place > at)[PROSE_ABOVE - 1] ?? Number.POSITIVE_INFINITY
  const isHeadingBetween = (from: number, to: number): boolean =>
    marks.headings.some((heading) => heading.at > from && heading.at < to)
  const read = marks.authors.flatMap((mark): ReadMark[] => {
    const people =
      isOfHelper(mark) || (!isForum && isOfCard(mark, marks, at)) ? [] : markAuthors(mark, isForum, context)
    return people.length === 0 ? [] : [{ mark, people }]
  })
  const below = read.filter(({ mark }) => mark.at >= at && mark.at <= at + after && (isForum || mark.at <= textStart))
  const above = read.filter(({ mark }) => mark.at < at && mark.at >= at - BEFORE && !isHeadingBetween(mark.at, at))
  const around = read.filter(({ mark }) => mark.at >= at - BEFORE && mark.at <= at + after)
  const named = read.filter(({ mark }) => mark.rank < 2)
  const places: readonly (readonly [readonly ReadMark[], readonly number[], boolean])[] = [
    [below, [0, 1, 2, 4], true],
    [above, [0, 1, 2, 4], false],
    [below, [5, 3], false],
    [above, [5, 3], false],
    [around, [0, 1, 2, 4, 5, 3], false],
    [isOnePerson(named) ? named : [], [0, 1], false],
  ]
  if (isForum) {
    // The opening post is the first; its writer may be marked less well than those of the answers.
    const opening = below.find(({ mark }) => mark.rank === 0) ?? below.find(({ mark }) => [1, 2, 4].includes(mark.rank))
    if (opening !== undefined) return { people: opening.people.slice(0, 1), isByline: true }
  }
  for (const [place, ranks, isByline] of places)
    for (const rank of ranks) {
      const ranked = place.filter(({ mark }) => mark.rank === rank)
      // A page that shows many people is about them.
      if (rank === 5 && new Set(ranked.map(({ people }) => people[0])).size > MAX_LINKED_PEOPLE) continue
      const beside = ranked.filter(({ mark }) => rank !== 5 || isBesideDate(mark, marks))
      // A name on a card may stand before the byline, which says that it is one.
      const first = beside.find(({ mark }) => rank < 3 && label.test(mark.text)) ?? beside[0]
      if (first === undefined) continue
      if (isForum) return { people: first.people.slice(0, 1), isByline }
      return { people: withNext(first, ranked, marks), isByline }
    }
  return undefined
}

/** The names of a mark and of those that follow it in the same byline: no paragraph and no heading is between them. */
function withNext(first: ReadMark, ranked: readonly ReadMark[], { prose, headings }: PageMarks): string[] {
  let last = first.mark.at
  const people = [...first.people]
  for (const { mark, people: more } of ranked) {
    if (mark.at <= last) continue
    const isBetween = (at: number): boolean => at > last && at < mark.at
    if (mark.at - last > GAP || prose.some(isBetween) || headings.some((heading) => isBetween(heading.at))) break
    people.push(...more)
    last = mark.at
  }
  return unique(people)
}

/** Words for those who did not write: they edited, checked, translated, or took the pictures. */
const helperWords =
  '(?:(?:(?:medically|clinically|technically|legally|scientifically|expert|expertly|last|additional|peer) )?(?:review(?:ed|er)|fact[- ]?check(?:ed|er)?|edited|edit(?:or|ing)|translated|translat(?:or|ion)|updated|verified|approved|produced|recorded|illustrated|illustrat(?:or|ions?)|photograph(?:ed|er|s|y)?|photos?|pictures?|images?|videos?|graphics?|curated|moderated|narrated|comments?|reply|repl(?:y|ied) to|fotos?|fotograf(?:ie|ia|ía|ías|i|en|in)?|fotógraf[oa]|bild(?:er)?|beeld|zdjęcia|kuvat?|crédits?|ilustra(?:ción|ção)|illustrazion[ei]|grafik|infografik|redigering|redaktör|redigerad|ansvarig utgivare|geprüft|überprüft|redigiert|übersetzt|übersetzung|revisad[oa]|verificad[oa]|editad[oa]|edición|traducid[oa]|traducción|revisão|edição|traduzid[oa]|tradução|traduit|traduction|relu|vérifié|montage|tradotto|traduzione|revision[ei]|vertaald|vertaling|redactie|tłumaczenie|фото|редактор|перевод|责任编辑|編輯|编辑|责编|校对|編集|写真|撮影|摄影|편집|사진|تصوير|تحرير|ترجمة))'
const helperEnd = '(?:\\s?(?:by|von|par|por|di|da|de|door|av|af))?'
const helperBefore = new RegExp(`(?:^|[^\\p{L}])${helperWords}${helperEnd}\\s*[:：/|]?\\s*$`, 'iu')
const helperStart = new RegExp(`^[\\s(|·•/–-]*${helperWords}${helperEnd}(?:\\s*[:：/|]|\\s|$)`, 'iu')
const helperAfter =
  /^[\s,(|·•/–-]*(?:photos?|photograph(?:er|s|y)?|pictures|fotos?|fotograf(?:ie|in|o|a|en)?|fotógraf[oa]|bild(?:er)?|beeld|zdjęcia|illustrat(?:or|ions?)|фото|写真|撮影|사진)(?:[\s,).]|$)/iu
const helperInside =
  /[\s|•·,;–—-]{1,4}(?:(?:medically|clinically|expert|technically|last) )?(?:reviewed|fact[- ]?checked|edited|translated|photographed|updated|illustrated) by\s.{0,200}$/i

/** Whether what stands beside a name says that it is not a writer's. */
const isOfHelper = ({ before = '', after = '' }: Mark): boolean => helperBefore.test(before) || helperAfter.test(after)

/** The lines of a byline without those of helpers; a label stands at the beginning of a line or on the line before. */
const writersLines = (text: string): string[] => {
  const lines = text.split('\n').slice(0, 6)
  return lines
    .filter((line, at) => {
      const [above = '', below = ''] = [lines[at - 1], lines[at + 1]]
      const isBefore = above.length < 40 && helperBefore.test(above)
      return !helperStart.test(line) && !isBefore && !(below.length < 24 && helperAfter.test(below))
    })
    .map((line) => line.replace(helperInside, ''))
    .slice(0, 4)
}

/** Whether a link to somebody stands after "by" or beside a date, and not among the article's subjects. */
const isBesideDate = ({ at, before = '', after = '' }: Mark, { dates }: PageMarks): boolean =>
  !proseAfter.test(after) &&
  (/(?:^|\s)(?:by|von|par|por|di|door|av|af)$/i.test(before) ||
    dates.some((date) => date.rank <= 2 && Math.abs(date.at - at) <= DATE_GAP))
/** A sentence that goes on after a name: "died on Monday", "'s own count". */
const proseAfter =
  /^(?:['’]|,?\s?(?!(?:and|und|et|y|e|en|och|og|i|on|am|le|el|em|il|op|den|in|at|for|via|with)\s)\p{Ll})/u

const isOnePerson = (read: readonly { readonly people: readonly string[] }[]): boolean =>
  new Set(read.flatMap(({ people }) => people.map(nameKey))).size === 1

function markAuthors({ rank, text, value, parts = [] }: Mark, isForum: boolean, context: PageContext): string[] {
  const lines = [...new Set(writersLines(value ?? unglued(text, parts)))]
  // "By Ann Lee's count": a sentence may begin with "by".
  if (rank === 4 && /\p{L}['’]s?\s\p{Ll}/u.test(text)) return []
  if (rank === 3) return namesAmong(lines.join('\n'), context)
  // A line with "By" is surer than those beside it, which may be labels.
  const announced = lines.filter((line) => label.test(line))
  for (const some of [announced, lines, writersLines(parts.join('\n'))]) {
    const people = unique(
      some.flatMap((line, at) => {
        const names = lineAuthors(line, context)
        // "Senior Valley Correspondent" below a name
        return at > 0 && isRole(line) && !label.test(line) ? names.filter(hasGivenName) : names
      }),
    )
    if (people.length > 0) return people
  }
  const pen = rank <= 4 ? lines.flatMap((line) => penName.exec(line)?.[1] ?? [])[0] : undefined
  if (pen !== undefined && isUserName(pen, context)) return [pen]
  const name = lines[0]?.replace(/^@/, '').trim() ?? ''
  return (rank === 0 || (isForum && rank <= 2)) && lines.length === 1 && isUserName(name, context) ? [name] : []
}

/** A text with a break where the markup alone separates a name from what follows: "Ann LeeReporter". */
function unglued(text: string, parts: readonly string[]): string {
  let apart = text
  for (const [at, part] of parts.entries()) {
    const next = parts[at + 1]
    if (next === undefined || !/\p{L}$/u.test(part) || !/^\p{Lu}/u.test(next)) continue
    apart = apart.replace(`${part}${next}`, () => `${part}\n${next}`)
    if (isRole(next) && isPersonName(part)) apart = apart.replace(`${part} ${next}`, () => `${part}\n${next}`)
  }
  return apart
}

/** The full names between the marks of a line that says other things, too. Each begins with a given name, since nothing announces it. */
function namesAmong(text: string, context: PageContext): string[] {
  const parts = text.split(/\s*[|•·\n,]\s*|\s+[–—-]\s+/).slice(0, 12)
  return unique(
    parts.flatMap((part) => {
      const named = label.exec(part)?.[0]
      if (named !== undefined) return others(peopleOf(withoutTrailer(part.slice(named.length))) ?? [], context)
      if (/(?:기자|記者|记者|특파원)$|^(?:記者|记者|作者)[:： ]/u.test(part)) return caselessName(part, context) ?? []
      return others(peopleOf(part) ?? [], context).filter(hasGivenName)
    }),
  )
}

/** A name of one word after "Posted by". */
const penName =
  /^(?:[-–—•|]\s*|.{0,30}\p{Nd}{4}[^.\p{Nd}]{0,20}\s)?(?:posted by|written by|published by|submitted by|by|posté par|publié par|publicado por|postado por|postato da|pubblicato da|geschrieben von|verfasst von|erstellt von)\s*:?\s+(\p{Lu}\p{L}{1,20})(?=\s*(?:$|[|,•·@(]|(?:on|in|at|am|um|le|el|em|il)\s|\p{Nd}))/iu

/** A name in a script without capitals, of two to four words. */
const caseless =
  /^[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Georgian}\p{M}'’.-]{2,20}(?: [\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Georgian}\p{M}'’.-]{2,20}){1,3}$/u
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}・]{1,8}(?:[ 　][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,6})?$/u
/** Ends of the names of outlets and desks in those scripts. */
const notUnspaced = /部|社|新聞|新闻|報$|报$|局$|網$|网$|編集|编辑|記者$|记者$|作者|기자$|뉴스|新报|日报|时间|公司/
const unspacedLabel =
  /^(?:[\p{Script=Han}]{2,8}(?=记者|記者))?(?:本[报報刊])?(?:取材・文|記者|记者|作者|文|執筆|筆者|ライター|撰文|記事|取材|글)(?:\s*[:：／/・]\s*|\s+)|^by\s+/iu

/** The name in a line of a script without capitals; only for lines that are marked as an author's. */
function caselessName(line: string, context: PageContext): string | undefined {
  const bare = line
    .replace(unspacedLabel, '')
    .replace(/\s*[(（]?[\w.-]{1,40}@[\w.-]{1,60}[)）]?$/, '')
    .replace(/\s*(?:기자|記者|记者|특파원|선임기자|인턴기자|通讯员|特派員)$/, '')
    .trim()
  const isName = (unspaced.test(bare) && bare.length > 1 && !notUnspaced.test(bare)) || caseless.test(bare)
  return isName && !isOwnName(bare, context) ? bare : undefined
}

const label =
  /^(?:[-–—•|]\s*)?(?:(?:posted|written|published|submitted|created|story|words|article|post|edited|reviewed)\s+by|by|authors?|autore?s?|autorin|auteurs?|verfasst von|erstellt von|veröffentlicht von|geschrieben von|publié par|rédigé par|écrit par|publicado por|escrito por|scritto da|pubblicato da|geschreven door|geplaatst door|soumis par|proposé par|posté par|mis en ligne par|enviado por|postado por|inserito da|postato da|inviato da|ingezonden door|skrivet av|publicerad av|napisał[a]?|opublikował[a]?|dodał[a]?|von|par|por|di|da|door|av|af|(?:texte?s?|texto|testo|tekst)(?: (?:y|et|e|en|und|och|og) (?:fotos?|photos?|foto's|bild))?|作者|文|автор)\s*[:：]?\s+/i

/** "Ann Lee Text": the label that stood under a name. */
const trailingLabel =
  /(?<=\p{L}\p{Ll})\s(?:text(?: (?:och|&|und) (?:foto|bild))?|texte?s?|texto|testo|tekst|words|autorin|autora?|auteure?|author|journalist|journaliste|periodista|giornalista|dziennikarz)$/iu

/** The people that a line of a byline names: with or without "by", with a role, an outlet or a date after them. */
function lineAuthors(written: string, context: PageContext): string[] {
  const cut = usualCase(written.replace(/\s+/g, ' ').trim())
    .replace(
      /[\s|/]{1,3}(?:(?:fotos?|photos?|bild(?:er)?|pictures)\s?[:：]|(?:写真|撮影|イラスト|摄影|图|编辑|责任编辑|責任編輯|校对)[\s・:：／/]).*$/iu,
      '',
    )
    .replace(trailingLabel, '')
    .replace(/(?<=\p{L}\p{L})\s@[\w.]{2,30}(?:\s.{0,200})?$/u, '')
    .replace(/^.{0,30}\p{Nd}{4}[^.\p{Nd}]{0,20}\s(?=(?:by|von|par|por|di|door|av|af)\s\p{Lu})/u, '')
  // No name holds a digit: what follows is a date.
  const line = withoutTrailer(cut).replace(
    /(?<=\p{L}\p{L})[\s,]+(?:(?:on|op|am|le|el|em|il|den|dne|dnia|at)\s)?\p{Nd}{1,2}(?:[.\s]|$).*$/iu,
    '',
  )
  if (line.length < 2 || line.length > 300) return []
  const known = { anchors: [], ...(context.language === undefined ? {} : { language: context.language }) }
  const name = caselessName(line, context)
  if (name !== undefined) return [name]
  // "Par Ann Lee" would also pass for a name.
  const named = label.exec(line)?.[0]
  const labelled = named === undefined ? [] : (peopleOf(line.slice(named.length)) ?? [])
  if (labelled.length > 0) return others(labelled, context)
  const bare = withoutLeadIn(line)
  const led = bare === line ? [] : (peopleOf(bare) ?? [])
  if (led.length > 0) return others(led, context)
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

/** The names without the site's own and without what only looks like one: an account's, a date's. */
const others = (names: readonly string[], context: PageContext): string[] =>
  names.filter(
    (name) => !notPerson.test(name) && (!isOwnName(name, context) || (isPersonName(name) && hasGivenName(name))),
  )
const notPerson =
  /\s(?:editors?|admin|administrator|desk|team|staff|newsroom|reporting|webmaster|redaktion|redacción|rédaction|redazione|contributors?)$|^(?:published|updated|posted|last|today|yesterday|view|read|see|follow|more|all|share|comments?|login|sign|lista|list|by)\s|\s(?:mon|tues|wednes|thurs|fri|satur|sun)day$/i

/** Whether a name is the site's own. */
function isOwnName(name: string, { siteNames, domain = '' }: PageContext): boolean {
  const key = nameKey(name)
  const label = nameKey(domain.split('.')[0] ?? '')
  return (
    key === '' ||
    siteNames.some((own) => nameKey(own) === key || nameKey(own.replace(/\.\p{L}{2,4}$/u, '')) === key) ||
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
