/**
 * Who wrote a text and who published it first, read from the lines that say so. Bias: a name that no line states is
 * worse than none. Where a line breaks off ("Authored by NAME via") the part that is missing stays missing; credits of
 * pictures are nobody's byline; an agency or a desk is no person. Rules are tried in order, the most explicit first.
 * Not chosen: one pattern for everything (it finds half), and a recogniser of names (it finds the people in the news).
 */
import {
  type AttributionContext,
  type Credit,
  creditOf,
  cutOutlet,
  inWords,
  isLinked,
  isOwn,
  isPictureAgency,
  linkOf,
  outletName,
  readCredit,
  sourceLink,
} from './credits.ts'
import {
  hasGivenName,
  isAgency,
  isDesk,
  isKnownOutlet,
  isPersonName,
  isPlace,
  isRole,
  nameKey,
  soundsLikeOutlet,
} from './outlets.ts'

/** What the lines of a text say about where it comes from. */
export interface Attribution {
  readonly authors: readonly string[]
  readonly authorsRule?: string
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly publisherRule?: string
  /** Lines that are nothing but attribution, by index, with their rule. */
  readonly rulesByLine: ReadonlyMap<number, string>
}

/** Longer lines are prose. */
const MAX_LINE_CHARACTERS = 260
/** A byline stands in the first lines or the last. */
const HEAD_LINES = 10
const TAIL_LINES = 12

const byWord =
  '(?:(?:authored|written|submitted|posted|published|reported|compiled|penned|contributed|prepared|story|words|text|report|analysis|opinion|commentary|column|essay|perspective|(?:an? )?(?:op-?ed|essay|analysis|report|guest (?:post|column|essay|opinion|commentary|contribution))) +)?by'
const bylinePattern = new RegExp(`^(?:[-–—•|*]\\s*)?(?:${byWord}|author)\\s*:?\\s+(.{2,200})$`, 'i')
const authoredPattern = /^(?:authored|written|submitted|posted|republished)\s+by\b/i
const reportingPattern = /^\(?reporting by (.{3,120}?)(?:[;)]|\. |$)/i
const editingPattern =
  /^\(?(?:additional (?:reporting|writing)|editing|writing|edited|compiled|produced) by \p{Lu}.{3,120}$/u
const labelPattern =
  /^(?:texte?|texto|testo|tekst|auteurs?|autor(?:in|a|es)?|autore|автор|текст|yazar|szerző)\s*[:：]\s*(.{3,80})$/iu
const cjkPattern =
  /^(?:文|作者|记者|記者|撰文|文字|取材・文|執筆)\s*[:：/／丨|＝=]?\s*([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、 ]{2,24})$/u
const koreanPattern = /^(?:[^\s]{2,12}[=＝])?\s*([가-힣]{2,4})\s*(?:기자|특파원|선임기자)(?:\s*[=＝]?\s*\S+@\S+)?$/u
/** "By" in the languages where it is also a common first word of a heading: believed in that language's texts. */
const byWordOfLanguage: Readonly<Record<string, RegExp>> = {
  de: /^von:?\s+(.{3,80})$/i,
  fr: /^par:?\s+(.{3,80})$/i,
  es: /^por:?\s+(.{3,80})$/i,
  pt: /^por:?\s+(.{3,80})$/i,
  ca: /^per:?\s+(.{3,80})$/i,
  it: /^di:?\s+(.{3,80})$/i,
  nl: /^door:?\s+(.{3,80})$/i,
  sv: /^av:?\s+(.{3,80})$/i,
  no: /^av:?\s+(.{3,80})$/i,
  da: /^af:?\s+(.{3,80})$/i,
}
const anyForeignBy = /^(?:von|par|por|per|di|door|av|af)\s+(.{3,60})$/i
const connectorPattern =
  /\s+(via|for|from|at|of)(?:\s+|(?=[\s,.:;–—-]*$))|\s*[|•·]\s*|\s+[-–—]+\s+|\s*,\s*|\s+\((?=[^)]+\)$)|\s*\/\s*(?=\p{L})/giu
const brokenOffPattern = /\s+(?:via|for|from|at|on|of)[\s,.:;–—-]*$/i
/** A date, a handle or an address behind the names. */
const trailerPattern =
  /[\s,|•·–—-]+(?:(?:on|published|updated|posted|last updated)[\s:]+)*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{1,4}[./-]\d{1,2}[./-]\d|\d{1,2}:\d\d|\d+ (?:min|hour|day)).*$/i

interface Byline {
  readonly authors: readonly string[]
  readonly publisher?: string
  readonly rule: string
  /** It ends with "via": the outlet is lost. */
  readonly isBrokenOff?: boolean
}

/** Reads authors, original publisher and its link from the lines of a text and the links it holds. */
export function readAttribution(lines: readonly string[], context: AttributionContext): Attribution {
  const rulesByLine = new Map<number, string>()
  let strong: Byline | undefined
  let weak: Byline | undefined
  const credits: Credit[] = []
  for (const [index, line] of lines.entries()) {
    const isHead = index < HEAD_LINES
    if (!isHead && index < lines.length - TAIL_LINES) continue
    if (line.length > MAX_LINE_CHARACTERS) continue
    const said = readCredit(line)
    if (said !== undefined) {
      rulesByLine.set(index, said.rule)
      const credit = creditOf(said, context)
      if (credit !== undefined) credits.push(credit)
      continue
    }
    const byline = readByline(line, context, isHead && index < 5)
    if (byline === undefined) continue
    rulesByLine.set(index, 'byline')
    if (strong === undefined && (byline.publisher !== undefined || authoredPattern.test(line))) strong = byline
    else if (weak === undefined && byline.authors.length > 0) weak = byline
  }
  const author = strong ?? weak
  if (strong?.publisher !== undefined) {
    credits.push({ name: strong.publisher, rule: strong.rule, rank: strong.rule === 'authored-by-via' ? 0 : 5 })
  }
  credits.sort((a, b) => a.rank - b.rank)
  // "via" that breaks off: somebody stands between, so a source link leads to the outlet that copied, not to the origin.
  const credit = inWords(credits) ?? (author?.isBrokenOff ? undefined : sourceLink(context))
  const url = credit === undefined ? undefined : (credit.url ?? linkOf(credit.name, context))
  return {
    authors: author?.authors ?? [],
    ...(author !== undefined && author.authors.length > 0 ? { authorsRule: author.rule } : {}),
    ...(credit === undefined ? {} : { publisher: credit.name, publisherRule: credit.rule }),
    ...(url === undefined ? {} : { publisherUrl: url }),
    rulesByLine,
  }
}

/** One line as a byline; undefined where it is none. */
function readByline(line: string, context: AttributionContext, isFirst: boolean): Byline | undefined {
  const rest = bylinePattern.exec(line)?.[1]
  if (rest !== undefined) return splitByline(rest, context, authoredPattern.test(line))
  const reporters = reportingPattern.exec(line)?.[1]
  if (reporters !== undefined) {
    const people = peopleOf(reporters.replace(/\s+in \p{Lu}[\p{L}. ]{2,24}(?=,| and |$)/gu, ''))
    return people === undefined ? undefined : { authors: people, rule: 'reporting-by' }
  }
  if (editingPattern.test(line)) return { authors: [], rule: 'by' }
  const foreign = readForeign(line, context)
  if (foreign !== undefined) return foreign
  if (!isFirst || line.length > 110) return undefined
  const key = nameKey(line)
  if (key !== '' && context.people?.some((person) => nameKey(person) === key)) return { authors: [], rule: 'by' }
  return readNameAndOutlet(line, context)
}

function readForeign(line: string, { language }: AttributionContext): Byline | undefined {
  if (line.length > 90) return undefined
  const cjk = cjkPattern.exec(line)?.[1] ?? koreanPattern.exec(line)?.[1]
  if (cjk !== undefined) {
    const people = cjk.split(/[、\s]+/).filter((name) => name.length >= 2 && name.length <= 8)
    return people.length === 0 ? undefined : { authors: people, rule: 'by' }
  }
  const labelled = labelPattern.exec(line)?.[1]
  const named =
    labelled ?? (language === undefined ? undefined : byWordOfLanguage[language.slice(0, 2)]?.exec(line)?.[1])
  const guessed = named === undefined && language === undefined ? anyForeignBy.exec(line)?.[1] : undefined
  const people = peopleOf(tidyEnd(named ?? guessed ?? ''))
  if (people === undefined || (named === undefined && !people.every(hasGivenName))) return undefined
  return { authors: people, rule: 'by' }
}

/** What stands behind "by": people, and the outlet behind a connector. */
function splitByline(whole: string, context: AttributionContext, isAuthored: boolean): Byline | undefined {
  const rest = tidyEnd(whole.replace(trailerPattern, '').replace(/\s+\(?(?:@\S+|\S+@\S+|https?:\S+)\)?/g, ''))
  const plainRule = isAuthored ? 'authored-by' : 'by'
  const broken = brokenOffPattern.exec(rest)
  if (broken !== null) {
    const people = peopleOf(rest.slice(0, broken.index), isAuthored)
    return people === undefined ? undefined : { authors: people, rule: plainRule, isBrokenOff: true }
  }
  const everybody = peopleOf(rest, isAuthored)
  let people: string[] | undefined
  for (const connector of rest.matchAll(connectorPattern)) {
    people ??= peopleOf(rest.slice(0, connector.index), isAuthored)
    if (people === undefined) continue
    const behind = rest.slice(connector.index + connector[0].length).replace(/\)$/, '')
    const word = connector[1]?.toLowerCase()
    const isStrong = word === 'via' || word === 'for' || word === 'from'
    const outlet = cutOutlet(behind)
    const certainty = isStrong ? 'strong' : connector[0].includes(',') ? 'comma' : 'mark'
    if (outlet !== undefined && isOutletBehind(outlet, context, certainty)) {
      const name = outletName(outlet, context)
      const rule = isAuthored || isStrong ? 'authored-by-via' : 'by-outlet'
      return { authors: people, ...(name === undefined ? {} : { publisher: name }), rule }
    }
    if (isStrong) return undefined
    // "By A, B and C": the comma parts people. Behind a role or a place an outlet may follow.
    if (everybody !== undefined && everybody.length > people.length) break
    if (!isRole(behind) && !isPlace(behind.replace(/\s*[(,].*$/, '')) && !isAgency(behind)) people = undefined
  }
  const authors =
    everybody !== undefined && everybody.length > (people?.length ?? 0) ? everybody : (people ?? everybody)
  if (authors !== undefined) return { authors, rule: plainRule }
  // A line that names a desk, an agency or the outlet itself is a byline all the same; it names no person.
  return isDesk(rest) || isKnownOutlet(rest) || isOwn(rest, context) ? { authors: [], rule: 'by' } : undefined
}

/** "NAME, OUTLET", alone on one of the first lines. */
function readNameAndOutlet(line: string, context: AttributionContext): Byline | undefined {
  if (/\d/.test(line) || /[.!?:;]$/.test(line.replace(/\.(?:com|org|net)$/i, ''))) return undefined
  const parts = /^(?:from )?(.{4,60}?)\s*(?:,|\||•|·|\s[-–—]\s|\/)\s*(.{2,50})$/iu.exec(line)
  if (parts === null) return undefined
  const [, who = '', where = ''] = parts
  const people = peopleOf(who)
  const outlet = people === undefined ? undefined : cutOutlet(where)
  if (people === undefined || outlet === undefined || isPictureAgency(outlet)) return undefined
  if (!isOutletBehind(outlet, context, 'bare')) return undefined
  const name = outletName(outlet, context)
  return { authors: people, ...(name === undefined ? {} : { publisher: name }), rule: 'name-outlet' }
}

/**
 * The people a text lists, tidy; undefined where any part of it is no person's name. With `isCertain` (behind "Authored
 * by") a name of one word or of an unusual form is believed too.
 */
export function peopleOf(text: string, isCertain = false): string[] | undefined {
  const cleaned = text
    .replace(/^by\s+/i, '')
    .replace(/\s+(?:in|from|reporting from)\s+\p{Lu}[\p{L}. ]{2,30}$/u, '')
    .trim()
  if (cleaned === '' || cleaned.length > 300) return undefined
  const people: string[] = []
  for (const part of cleaned.split(
    /\s*(?:,\s*(?:and|&|und|et|y|e|en|og|och)\s+|[,;]|\s&\s|\s(?:and|und|et|with|og|och)\s|\s[ye]\s(?=\p{Lu}))\s*/u,
  )) {
    const name = part
      .replace(/^(?:and|&)\s+/, '')
      .replace(/^(?:dr|prof|mr|mrs|ms)\.?\s+(?=\p{Lu})/iu, '')
      .trim()
    if (name === '') continue
    if (people.length > 0 && /^(?:ph\.?\s?d|m\.?d|j\.?d|jr|sr|esq|ii|iii)\.?$/i.test(name)) continue
    if (people.length > 0 && isRole(name) && !hasGivenName(name)) continue
    if (!isPersonName(name) && !(isCertain && isPseudonym(name))) return undefined
    people.push(recased(name))
  }
  return people.length === 0 || people.length > 12 ? undefined : people
}

const isPseudonym = (name: string): boolean =>
  /^\p{Lu}[\p{L}\d'’.-]{2,30}(?: \p{Lu}?[\p{L}\d'’.-]{1,30}){0,2}$/u.test(name) &&
  !isDesk(name) &&
  !isKnownOutlet(name) &&
  !isPlace(name)

/** A name shouted in capitals, as one writes it. */
function recased(name: string): string {
  if (name !== name.toUpperCase() || !/\p{Lu}{3}/u.test(name)) return name
  return name
    .toLowerCase()
    .replace(/(^|[\s'’-]|\bmc)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}

const tidyEnd = (text: string): string => {
  const trimmed = text.replace(/[\s,;:–—-]+$/, '')
  return trimmed.replace(/(?<=\p{L}{3})\.$/u, '').trim()
}

type Certainty = 'strong' | 'mark' | 'comma' | 'bare'

/**
 * Whether what stands behind a connector is an outlet. `strong` (via, for, from) believes any name; a dash or a bar all
 * but a person, a role and a place; a comma the same where it is short; `bare` (no "by") only what sounds like an outlet.
 */
function isOutletBehind(name: string, context: AttributionContext, certainty: Certainty): boolean {
  if (isRole(name) || isDesk(name) || !/^[\p{Lu}\d]|\p{L}\.\p{L}{2,}|^\p{Ll}+\p{Lu}/u.test(name)) return false
  if (isKnownOutlet(name) || isLinked(name, context) || isOwn(name, context)) return true
  if (isPlace(name) || /^\d/.test(name)) return false
  if (certainty === 'strong') return true
  if (soundsLikeOutlet(name)) return true
  if (certainty === 'bare' || (isPersonName(name) && hasGivenName(name))) return false
  return !/[,;]|\sand\s|\s&\s/.test(name) && name.split(' ').length <= (certainty === 'mark' ? 5 : 4)
}
