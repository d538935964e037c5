/**
 * Finds who wrote a text and who published it first, from the lines that say so.
 *
 * Bias: no name is better than one that no line states. Where a line breaks off ("Authored by NAME via"), the missing
 * part stays missing. A picture credit is not a byline, and an agency or a desk is not a person.
 *
 * Publisher: of all lines that name one, the lowest rank wins ("originally published" before "via"
 * before a copyright line), of equal ranks the earlier line. A byline's "via OUTLET" has rank 0, another outlet in a byline
 * rank 5. Only where no line names one, a link whose text says "Source" or "Original" is followed to its site.
 *
 * Not chosen: one pattern for everything (it misses half of the bylines), and named-entity recognition (it finds the
 * people written about, not the author).
 */
import {
  authoredPattern,
  bylinePattern,
  datedBylinePattern,
  gluedPattern,
  helpersPattern,
  isEditorCreditLine,
  labelledParts,
  othersPattern,
  posterOf,
  readForeignWords,
  reportingPattern,
  withoutTrailer,
} from './byline-words.ts'
import {
  type AttributionContext,
  type Credit,
  creditOf,
  cutOutlet,
  firstNamedCredit,
  isCreditWithoutOutlet,
  isLinked,
  isNoPublisher,
  isOwn,
  linkOf,
  outletName,
  readCredit,
  sourceLink,
} from './credits.ts'
import {
  hasGivenName,
  hasHouseWord,
  isAgency,
  isDesk,
  isHouse,
  isKnownOutlet,
  isPersonName,
  isPictureAgency,
  isPlace,
  isReporterRole,
  isRole,
  nameKey,
  outletOfRole,
  soundsLikeOutlet,
} from './outlets.ts'

/** The authors and the original publisher that the lines of a text state. */
export interface Attribution {
  readonly authors: readonly string[]
  readonly authorsRule?: string
  readonly publisher?: string
  readonly publisherUrl?: string
  readonly publisherRule?: string
  /** The rules of the lines that are attribution and nothing else, by line index. */
  readonly rulesByLine: ReadonlyMap<number, string>
}

/** A longer line is prose. */
const MAX_LINE_CHARACTERS = 260
/** A byline of many people may be longer. */
const MAX_BYLINE_CHARACTERS = 800
/** A byline names its outlet behind one of its first marks. */
const MAX_CONNECTORS = 12
/** Papers of large projects name hundreds; a byline with more names than this is no byline. */
const MAX_PEOPLE = 60
/** How many first and last lines are searched for bylines and credits. */
const HEAD_LINES = 10
const TAIL_LINES = 12

const connectorPattern =
  /\s+(via|for|from|at|of|para|für|pour|voor)(?:\s+|(?=[\s,.:;–—-]*$))|\s*[|•·]\s*|\s+[-–—]+\s+|\s*,\s*|\s+[([](?=[^)\]]+[)\]]$)|\s*\/\s*(?=\p{L})/giu
const brokenOffPattern = /\s+(?:via|for|from|at|on|of)[\s,.:;–—-]*$/i
interface Byline {
  readonly authors: readonly string[]
  readonly publisher?: string
  readonly rule: string
  /** Whether it ends with "via", so that the outlet's name is missing. */
  readonly isBrokenOff?: boolean
  /** Whether its name is one of the feed's own authors, which need not be reported again. */
  readonly isOfFeed?: boolean
}

/** The authors, the original publisher and its link, from the lines of a text and from its links. */
export function readAttribution(lines: readonly string[], context: AttributionContext): Attribution {
  const rulesByLine = new Map<number, string>()
  let strong: Byline | undefined
  let weak: Byline | undefined
  let nameless: Byline | undefined
  /** The byline on the line before. */
  let above: Byline | undefined
  const credits: Credit[] = []
  const keep = (byline: Byline, isAuthored: boolean): void => {
    if (byline.authors.length === 0) nameless ??= byline.publisher === undefined ? undefined : byline
    else if (strong === undefined && (byline.publisher !== undefined || isAuthored)) strong = byline
    else weak ??= byline
  }
  for (const [index, line] of lines.entries()) {
    const isHead = index < HEAD_LINES
    if (!isHead && index < lines.length - TAIL_LINES) continue
    const previous = above
    above = undefined
    if (line.length > (isLongByline(line) ? MAX_BYLINE_CHARACTERS : MAX_LINE_CHARACTERS)) continue
    for (const part of labelledParts(line)) {
      const named = readCredit(part)
      const credit = named && creditOf(named, context)
      if (named !== undefined && (credit !== undefined || isCreditWithoutOutlet(named, context))) {
        rulesByLine.set(index, named.rule)
        if (credit !== undefined) credits.push(credit)
        continue
      }
      const byline =
        (previous && readBelow(part, previous, context)) ??
        readByline(part, context, index < 5 || (index >= lines.length - 3 && /^[—–-]\s?\p{Lu}/u.test(part)))
      if (byline === undefined) continue
      rulesByLine.set(index, 'byline')
      // A second line may add a publisher to the byline above it. Then it replaces that byline.
      if (previous !== undefined && !previous.isOfFeed && byline.authors === previous.authors) {
        if (strong === previous) strong = byline
        else if (weak === previous && byline.publisher !== undefined) {
          weak = undefined
          keep(byline, false)
        }
      } else keep(byline, authoredPattern.test(part))
      above = byline
    }
  }
  const author = strong ?? weak
  const outlet = strong?.publisher === undefined ? nameless : strong
  if (outlet?.publisher !== undefined) {
    credits.push({ name: outlet.publisher, rule: outlet.rule, rank: outlet.rule === 'authored-by-via' ? 0 : 5 })
  }
  credits.sort((a, b) => a.rank - b.rank)
  // After a "via" that breaks off, a source link leads to the outlet that reposted the text, not to the original.
  const credit = firstNamedCredit(credits) ?? (author?.isBrokenOff ? undefined : sourceLink(context))
  const url = credit === undefined ? undefined : (credit.url ?? linkOf(credit.name, context))
  return {
    authors: author?.authors ?? [],
    ...(author !== undefined && author.authors.length > 0 ? { authorsRule: author.rule } : {}),
    ...(credit === undefined ? {} : { publisher: credit.name, publisherRule: credit.rule }),
    ...(url === undefined ? {} : { publisherUrl: url }),
    rulesByLine,
  }
}

/** Whether a line may be a byline of many people: it begins as one and has a comma before every few words. */
const isLongByline = (line: string): boolean =>
  line.length > MAX_LINE_CHARACTERS &&
  line.length <= MAX_BYLINE_CHARACTERS &&
  /^by \p{Lu}/iu.test(line) &&
  line.split(/,\s|\sand\s/).every((part) => part.length <= 60)

/** A line right below a byline that continues it with an outlet, a role or an address; undefined where it does not. */
function readBelow(line: string, above: Byline, context: AttributionContext): Byline | undefined {
  const isUnderName = above.authors.length > 0 || above.isOfFeed === true
  if (line.length > 70 || !isUnderName || /[.!?:]$/.test(line)) return undefined
  if (/^\S+@\S+\.\p{L}+$|^@\S+$/u.test(line)) return above
  const special = /^(?:special )?(?:to|for) (.{2,50})$/i.exec(line)?.[1]
  const bare = line.replace(/,\s\p{Lu}[\p{L} ]{2,24}$/u, '')
  const named = special ?? outletOfRole(line) ?? (endsLikeOutlet(bare) || isKnownOutlet(bare) ? bare : undefined)
  const isOutlet = named !== undefined && (special === undefined || isOutletAfter(named, context, 'strong'))
  if (isOutlet) {
    const publisher = above.publisher ?? outletName(named, context)
    return { ...above, ...(publisher === undefined ? {} : { publisher, rule: 'by-outlet' }) }
  }
  return isReporterRole(line) || isOwn(line, context) ? above : undefined
}

/** Whether a whole line below a byline reads as an outlet's name, by its last word. */
const endsLikeOutlet = (line: string): boolean =>
  line.split(' ').length <= 5 &&
  /^(?:\p{Lu}\S*|of|the|and|&)(?: (?:\p{Lu}\S*|of|the|and|&))+$/u.test(line) &&
  /\s(?:News|Times|Post|Herald|Tribune|Chronicle|Gazette|Journal|Weekly|Review|Magazine|Observer|Courier|Newsroom|Network|Press|Dispatch|Examiner|Inquirer|Sentinel|Register|Monitor|Today|News Service|Newswire|Wire)$/i.test(
    line,
  )

/** Reads one line as a byline; undefined where it is not one. */
function readByline(line: string, context: AttributionContext, isFirst: boolean): Byline | undefined {
  const poster = posterOf(line)
  if (poster !== undefined) return { authors: [poster], rule: 'by' }
  const rest = bylinePattern.exec(line)?.[1] ?? datedBylinePattern.exec(line)?.[1]
  if (rest !== undefined) return splitByline(rest, context, { isAuthored: authoredPattern.test(line) })
  const reporters = reportingPattern.exec(line)?.[1]
  if (reporters !== undefined) {
    const people = peopleOf(reporters.replace(/\s+in \p{Lu}[\p{L}. ]{2,24}(?=,| and |$)/gu, ''))
    return people === undefined ? undefined : { authors: people, rule: 'reporting-by' }
  }
  if (isEditorCreditLine(line)) return { authors: [], rule: 'by' }
  const foreign = readForeign(line, context)
  if (foreign !== undefined) return foreign
  if (!isFirst || line.length > 110) return undefined
  if (isForeignDesk(line) || isDesk(/^from (.{4,50})$/i.exec(line)?.[1] ?? '')) return { authors: [], rule: 'by' }
  const key = nameKey(line)
  if (key !== '' && context.people?.some((person) => nameKey(person) === key))
    return { authors: [], rule: 'by', isOfFeed: true }
  return readNameAndOutlet(line, context)
}

/** Whether a line names an editorial office in another language ("Da Redação", "Die Redaktion") and no person. */
const isForeignDesk = (line: string): boolean =>
  /^(?:(?:da|por|par|von|di|door|de|dalla|von der|la|die|de la|a cura della) )?(?:(?:onze|unserer|unsere|nuestra|nostra|notre|nossa) )?(?:redação|redacción|rédaction|la rédaction|redaktion|der redaktion|redazione|redactie|redakcja|редакция|编辑部|編集部)$/iu.test(
    line,
  )

function readForeign(line: string, context: AttributionContext): Byline | undefined {
  const found = readForeignWords(line, context.language)
  if (found === undefined) return undefined
  if (found.isUncased) {
    const isEastAsian = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(found.names)
    const people = isEastAsian
      ? found.names.split(/[、，,\s]+/).filter((name) => name.length >= 2 && name.length <= 12)
      : found.names.split(/\s*[،,;]\s*/).filter((name) => /^\S{2,20}(?: \S{2,20}){1,4}$/.test(name) && !isHouse(name))
    return people.length === 0 ? undefined : { authors: people, rule: 'by' }
  }
  if (isForeignDesk(found.names)) return { authors: [], rule: 'by' }
  const byline = splitByline(found.names, context, { isAuthored: false, isForeign: true })
  if (byline === undefined || (byline.authors.length === 0 && byline.publisher === undefined)) return undefined
  return found.isCertain || byline.authors.every(hasGivenName) ? byline : undefined
}

const genrePattern = /,?\s+(?:op-?ed|opinion|commentary|analysis|guest post)\s+(?=(?:via|for)\b)/i
/** Titles of people whose employer, a university or an institute, is not the outlet. */
const academicPattern =
  /\b(?:professor|lecturer|fellow|researcher|director|president|chair|founder|author|analyst|scientist|economist|student|candidate)\b/i

/** Splits what follows "by" into people and, after a connector, the outlet; undefined where it is not a byline. */
function splitByline(
  whole: string,
  context: AttributionContext,
  { isAuthored, isForeign = false }: { readonly isAuthored: boolean; readonly isForeign?: boolean },
): Byline | undefined {
  const bare = withoutTrailer(whole)
    .replace(othersPattern, '')
    .replace(genrePattern, ' ')
    .replace(/,\s+(?=(?:Jr|Sr|II|III|IV)\b)/g, ' ')
    .replace(/\s+\(?(?:@\S+|\S+@\S+|https?:\S+)\)?/g, '')
  const rest = tidyEnd(withoutGlue(bare.replace(helpersPattern, '')))
  const plainRule = isAuthored ? 'authored-by' : 'by'
  const broken = isForeign ? null : brokenOffPattern.exec(rest)
  if (broken !== null) {
    const people = peopleOf(rest.slice(0, broken.index), isAuthored)
    return people === undefined ? undefined : { authors: people, rule: plainRule, isBrokenOff: true }
  }
  const everybody = peopleOf(rest, isAuthored)
  const withAgency = splitNameAndAgency(rest)
  if (withAgency !== undefined) return withAgency
  let people: string[] | undefined
  let peopleEnd = 0
  for (const connector of [...rest.matchAll(connectorPattern)].slice(0, MAX_CONNECTORS)) {
    if (people === undefined) {
      people = peopleOf(rest.slice(0, connector.index), isAuthored)
      peopleEnd = connector.index
    }
    if (people === undefined) continue
    const after = rest.slice(connector.index + connector[0].length).replace(/[)\]]$/, '')
    const word = connector[1]?.toLowerCase()
    const isStrong = word !== undefined && /^(?:via|for|from|para|für|pour|voor)$/.test(word)
    const isAcademic = academicPattern.test(rest.slice(peopleEnd, connector.index))
    if (isAcademic && word !== undefined && word !== 'via') continue
    const special = /^special (?:to|for) (.+)$/i.exec(after)?.[1]
    const outlet = special ?? outletOfRole(after) ?? cutOutlet(after)
    const certainty = isStrong
      ? 'strong'
      : isForeign || isAcademic || /[([]/.test(connector[0])
        ? 'bare'
        : connector[0].includes(',')
          ? 'comma'
          : 'mark'
    const isNamed = special !== undefined || outlet !== cutOutlet(after)
    // "By ANN LEE, BO LI, keel and XI" lists people, of whom not all are recognised.
    if (certainty === 'comma' && isOneOfList(after)) return undefined
    // "By ANN LEE, University of X, OUTLET"
    const last = after.split(/,\s+/).at(-1)!
    if (!isStrong && last !== after && isKnownOutlet(last) && !isKnownOutlet(outlet ?? last)) continue
    if (outlet !== undefined && (isNamed || isOutletAfter(outlet, context, certainty))) {
      const name = outletName(outlet, context)
      const rule = isAuthored || isStrong ? 'authored-by-via' : 'by-outlet'
      return { authors: people, ...(name === undefined ? {} : { publisher: name }), rule }
    }
    if (isStrong) return undefined
    // In "By A, B and C" the comma separates people. After a role or a place, an outlet may still follow.
    if (everybody !== undefined && everybody.length > people.length) break
    const isAside = isRole(after) || isPlace(after.replace(/\s*[(,].*$/, '')) || isAgency(after)
    // In other languages neither all roles nor all places are known.
    if (!isAside && !(isForeign && after.split(' ').length <= 3)) people = undefined
  }
  const authors =
    everybody !== undefined && everybody.length > (people?.length ?? 0) ? everybody : (people ?? everybody)
  if (authors !== undefined) return { authors, rule: plainRule }
  return namelessByline(rest, context)
}

/** Whether a text goes on as a list of people does: a person's name, then a comma or "and". */
function isOneOfList(text: string): boolean {
  const [, name = ''] = /^([^,]{3,60}?)(?:,\s|\s(?:and|&|und|et|y|e|en)\s)/u.exec(text) ?? []
  return isPersonName(name) && peopleOf(text) === undefined
}

/** Splits a name and the agency that follows it without a connector: "ANN LEE Associated Press". */
function splitNameAndAgency(text: string): Byline | undefined {
  const words = text.split(' ')
  for (let from = words.length - 1; from >= Math.max(2, words.length - 4); from--) {
    const publisher = words.slice(from).join(' ')
    const authors =
      /^\p{L}/u.test(publisher) && isAgency(publisher) ? peopleOf(words.slice(0, from).join(' ')) : undefined
    if (authors !== undefined) return { authors, publisher, rule: 'by-outlet' }
  }
  return undefined
}

/** The text with a comma between a name and the agency that is glued to it: "Ann LeeReuters". */
export const withoutGlue = (text: string): string =>
  text.replace(gluedPattern, (written, name: string, agency: string) =>
    isAgency(agency) && peopleOf(name) !== undefined ? `${name}, ${agency}` : written,
  )

/** A byline without a person, which names a desk, an agency or the outlet itself; undefined where it is not one. */
function namelessByline(rest: string, context: AttributionContext): Byline | undefined {
  const agency = rest.replace(/\s+(?:staff|newsroom|news desk)$/i, '')
  if (isKnownOutlet(agency) && !isOwn(agency, context)) return { authors: [], publisher: agency, rule: 'by-outlet' }
  const parts = rest.split(/\s+(?:and|with|&)\s+|,\s*/)
  const isNobody = parts.some(isDesk) && parts.every((part) => isDesk(part) || isAgency(part))
  return isNobody || isDesk(rest) || isOwn(rest, context) ? { authors: [], rule: 'by' } : undefined
}

/** Reads "NAME, OUTLET", "From NAME at OUTLET" or "NAME, Staff Writer", alone on one of the first lines. */
function readNameAndOutlet(whole: string, context: AttributionContext): Byline | undefined {
  const line = withoutTrailer(whole).replace(/^[—–-]\s?/, '')
  if (/\d/.test(line) || /[.!?:;]$/.test(line.replace(/\.(?:com|org|net)$/i, ''))) return undefined
  if (isPictureAgency(line.split(/[/,|]\s*|\svia\s/i).at(-1)!)) return undefined
  const from = /^from (.{4,60}?) (?:at|of) (?:the )?(\p{Lu}.{1,49})$/iu.exec(line)
  if (from !== null) return nameWithOutlet(from[1]!, from[2]!, context, 'strong')
  for (const mark of line.matchAll(/\s*[,|•·]\s*|\s[-–—]\s|\s*\/\s*/g)) {
    const who = line.slice(0, mark.index).replace(/^from /i, '')
    const where = line.slice(mark.index + mark[0].length)
    // "Ann Lee/Reuters" and "Ann Lee/AFP via Getty Images" are picture credits.
    if (mark[0].includes('/') && (isAgency(cutOutlet(where) ?? '') || isPictureAgency(where))) return undefined
    const byline = nameWithOutlet(who, where, context, 'bare')
    if (byline !== undefined) return byline
  }
  return undefined
}

function nameWithOutlet(
  who: string,
  where: string,
  context: AttributionContext,
  certainty: Certainty,
): Byline | undefined {
  const people = who.length < 4 || where.length > 50 ? undefined : peopleOf(who)
  if (people === undefined) return undefined
  const named = outletOfRole(where)
  const outlet = named ?? cutOutlet(where)
  if (outlet === undefined || isPictureAgency(outlet)) return undefined
  if (named === undefined && !isOutletAfter(outlet, context, certainty)) {
    return isReporterRole(where) ? { authors: people, rule: 'by' } : undefined
  }
  const name = outletName(outlet, context)
  return { authors: people, ...(name === undefined ? {} : { publisher: name }), rule: 'name-outlet' }
}

/**
 * The names of the people that a text lists; undefined where any part of it is not a person's name. Degrees, roles, places
 * and affiliations in brackets after a name are ignored. With `isCertain`, after "Authored by", a name of one word or of an
 * unusual form is accepted, too.
 */
export function peopleOf(text: string, isCertain = false): string[] | undefined {
  if (text.length > MAX_BYLINE_CHARACTERS * 2) return undefined
  const cleaned = text
    .replace(/^by\s+/i, '')
    .replace(helpersPattern, '')
    .trim()
  if (cleaned === '') return undefined
  const people: string[] = []
  let isAfterRole = false
  for (const part of cleaned.split(separator).flatMap(splitPair)) {
    const name = isOfPictures.test(part) ? '' : bareName(part)
    if (name === '') continue
    const last = people.at(-1)
    if (last !== undefined) {
      if (/^(?:jr|sr|ii|iii|iv)\.?$/i.test(name)) people[people.length - 1] = `${last} ${name}`
      // "Ann Lee, CEO, Kelp Foods": what follows a role without "and" is an affiliation.
      if (isAfterRole && !hasGivenName(name) && !isAfterAnd(cleaned, part)) continue
      isAfterRole = isRole(name) && !hasGivenName(name)
      if (isAfterRole || suffixPattern.test(name) || isPlace(name)) continue
      // "Ann Lee, Ray Media": after a comma it is where she works.
      if (hasHouseWord(name) && !isAfterAnd(cleaned, part)) return undefined
    }
    if (!isPersonName(name) && !(isCertain && isPseudonym(name))) return undefined
    people.push(recased(name))
  }
  return people.length === 0 || people.length > MAX_PEOPLE ? undefined : people
}

const separator = /\s*(?:,\s*(?:and|&|und|et|y|e|en|og|och)\s+|[,;]|\s&\s|\s(?:and|und|et|with|og|och)\s)\s*/u
/** "Ann Lee (Fotos)": someone else wrote. */
const isOfPictures =
  /[([]\s?(?:fotos?|photos?|photographs?|pictures?|bild(?:er)?|beeld|grafiken?|graphics?|illustrations?|videos?)\s?[)\]]$/i
const suffixPattern = /^(?:ph\.?\s?d|m\.?d|j\.?d|m\.?a|m\.?sc|b\.?a|r\.?n|m\.?b\.?a|jr|sr|esq|ii|iii|iv)\.?$/i
/** The words for "and" that also join the two surnames of one person: "Ramón y Cajal", "Santos e Silva". */
const pairPattern = /^(.{3,60}?)\s(?:y|e|en|i|и|oraz|ja)\s(?=\p{Lu})(.{3,60})$/u

/** The two names that a word for "and" joins; the part as it is where it joins the surnames of one person. */
function splitPair(part: string): string[] {
  const [, one, other] = pairPattern.exec(part) ?? []
  if (one === undefined || other === undefined) return [part]
  return isPersonName(bareName(one)) && isPersonName(bareName(other)) ? [one, other] : [part]
}

/** Whether a word for "and" stands before a part of a list. */
export const isAfterAnd = (text: string, part: string): boolean =>
  /(?:and|&|und|et|y|e|en|og|och|;)\s+$/.test(text.slice(Math.max(0, text.indexOf(part) - 8), text.indexOf(part)))

/** A name without titles before it, and without a place, a role or brackets after it. */
function bareName(part: string): string {
  const name = part
    .replace(/^(?:and|&)\s+/, '')
    .replace(/^by\s+(?=\p{Lu})/iu, '')
    .replace(
      /^(?:(?:dr|prof|professor|mr|mrs|ms|mx|mme|mlle|herr|frau|mag|ing|dipl\.?-ing|dott|dott\.?ssa|dra)\.?\s+(?:(?:med|phil|jur|rer|nat|h\.?\s?c)\.\s*){0,3}(?=\p{Lu})){1,3}/iu,
      '',
    )
    .replace(/\s*[([（][^()[\]（）]{2,60}[)\]）]$/u, '')
    .replace(/\s+(?:in|from|reporting from|aus|à)\s+\p{Lu}[\p{L}.'’-]{1,20}(?: \p{Lu}[\p{L}.'’-]{1,20}){0,3}$/u, '')
    .replace(/\s+(?:Ph\.?D|M\.?D|J\.?D|MBA|MSc|RN|[OMC]BE|MP|KC|Esq)\.?$/u, '')
    .replace(roleAtEnd, '$1')
    .trim()
  return name
}
const roleAtEnd =
  /^(\S{1,30} \S{2,30}(?: \S{2,30})??) (?:(?:senior|chief|staff|political|contributing|guest|deputy|managing|special) ){0,2}(?:writer|reporter|correspondent|editor|columnist|contributor)$/i

const isPseudonym = (name: string): boolean =>
  /^\p{Lu}[\p{L}\d'’.-]{2,30}(?: \p{Lu}?[\p{L}\d'’.-]{1,30}){0,2}$/u.test(name) &&
  !isDesk(name) &&
  !isKnownOutlet(name) &&
  !isPlace(name) &&
  !/['’]s\b/.test(name)

/** A name in the usual case, where it or its surname is in capitals: "ANN LEE", "Ann REYES". */
function recased(name: string): string {
  if (name === name.toUpperCase()) return /\p{Lu}{3}/u.test(name) ? lowered(name) : name
  return name.replace(/(?<=\s)\p{Lu}{4,}(?:[-'’]\p{Lu}{2,})*(?=\s|$)|^\p{Lu}{4,}(?=\s)/gu, lowered)
}

const lowered = (name: string): string =>
  name
    // The capital of the Turkish dotless i is a plain I.
    .toLocaleLowerCase(/[ĞŞİ]/u.test(name) ? 'tr' : 'en')
    .replace(/(^|[\s'’-]|\bmc)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(/\b(?:I{2,3}|Iii?|Iv)$/u, (numeral) => numeral.toUpperCase())

const tidyEnd = (text: string): string => {
  const trimmed = text.replace(/[\s,;:–—-]+$/, '')
  return trimmed.replace(/(?<=\p{L}{3})\.$/u, '').trim()
}

type Certainty = 'strong' | 'mark' | 'comma' | 'bare'

/**
 * Whether the name after a connector is an outlet's. After `strong` (via, for, from) any name is. After a `mark` (a dash,
 * a bar) it must be no person, role or place; after a `comma` it must also be short. With `bare` (a line without "by")
 * only a known outlet or a name that sounds like one is.
 */
function isOutletAfter(name: string, context: AttributionContext, certainty: Certainty): boolean {
  if (isAgency(name)) return true
  if (isNoPublisher(name) || isRole(name) || isDesk(name) || !/^[\p{Lu}\d]|\p{L}\.\p{L}{2,}|^\p{Ll}+\p{Lu}/u.test(name))
    return false
  if (isKnownOutlet(name) || isLinked(name, context) || isOwn(name, context)) return true
  if (isPlace(name) || /^\d/.test(name)) return false
  if (certainty === 'strong') return true
  if (soundsLikeOutlet(name)) return true
  if (certainty === 'bare' || (isPersonName(name) && hasGivenName(name))) return false
  return !/[,;]|\sand\s|\s&\s/.test(name) && name.split(' ').length <= (certainty === 'mark' ? 5 : 4)
}
