/**
 * Who wrote a text and who published it first, read from the lines that say so. Bias: a name that no line states is
 * worse than none. Where a line breaks off ("Authored by NAME via") the part that is missing stays missing; credits of
 * pictures are nobody's byline; an agency or a desk is no person. Rules are tried in order, the most explicit first.
 * Not chosen: one pattern for everything (it finds half), and a recogniser of names (it finds the people in the news).
 */
import {
  authoredPattern,
  bylinePattern,
  datedBylinePattern,
  isHelperLine,
  labelledParts,
  othersPattern,
  readForeignWords,
  reportingPattern,
} from './byline-words.ts'
import { readCredit } from './credit-rules.ts'
import {
  type AttributionContext,
  type Credit,
  creditOf,
  cutOutlet,
  inWords,
  isBareCredit,
  isLinked,
  isOwn,
  isPictureAgency,
  linkOf,
  outletName,
  sourceLink,
} from './credits.ts'
import {
  hasGivenName,
  isAgency,
  isDesk,
  isKnownOutlet,
  isPersonName,
  isPlace,
  isReporterRole,
  isRole,
  nameKey,
  outletOfRole,
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
  /** A name that the feed gives too: it stands among the authors already. */
  readonly isOfFeed?: boolean
}

/** Reads authors, original publisher and its link from the lines of a text and the links it holds. */
export function readAttribution(lines: readonly string[], context: AttributionContext): Attribution {
  const rulesByLine = new Map<number, string>()
  let strong: Byline | undefined
  let weak: Byline | undefined
  let nameless: Byline | undefined
  /** The byline that stands on the line before. */
  let above: Byline | undefined
  const credits: Credit[] = []
  const take = (byline: Byline, isAuthored: boolean): void => {
    if (byline.authors.length === 0) nameless ??= byline.publisher === undefined ? undefined : byline
    else if (strong === undefined && (byline.publisher !== undefined || isAuthored)) strong = byline
    else weak ??= byline
  }
  for (const [index, line] of lines.entries()) {
    const isHead = index < HEAD_LINES
    if (!isHead && index < lines.length - TAIL_LINES) continue
    const before = above
    above = undefined
    if (line.length > MAX_LINE_CHARACTERS) continue
    for (const part of labelledParts(line)) {
      const said = readCredit(part)
      const credit = said && creditOf(said, context)
      if (said !== undefined && (credit !== undefined || isBareCredit(said, context))) {
        rulesByLine.set(index, said.rule)
        if (credit !== undefined) credits.push(credit)
        continue
      }
      const byline =
        (before && readBelow(part, before, context)) ??
        readByline(part, context, index < 5 || (index >= lines.length - 3 && /^[—–-]\s?\p{Lu}/u.test(part)))
      if (byline === undefined) continue
      rulesByLine.set(index, 'byline')
      // What a second line adds is the first's: its people have a publisher now.
      if (before !== undefined && !before.isOfFeed && byline.authors === before.authors) {
        if (strong === before) strong = byline
        else if (weak === before && byline.publisher !== undefined) {
          weak = undefined
          take(byline, false)
        }
      } else take(byline, authoredPattern.test(part))
      above = byline
    }
  }
  const author = strong ?? weak
  const outlet = strong?.publisher === undefined ? nameless : strong
  if (outlet?.publisher !== undefined) {
    credits.push({ name: outlet.publisher, rule: outlet.rule, rank: outlet.rule === 'authored-by-via' ? 0 : 5 })
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

/** A line right below a byline that goes on with it: an outlet, a role, an address; undefined where the text begins. */
function readBelow(line: string, above: Byline, context: AttributionContext): Byline | undefined {
  const isUnderName = above.authors.length > 0 || above.isOfFeed === true
  if (line.length > 70 || !isUnderName || /[.!?:]$/.test(line)) return undefined
  if (/^\S+@\S+\.\p{L}+$|^@\S+$/u.test(line)) return above
  const special = /^(?:special )?(?:to|for) (.{2,50})$/i.exec(line)?.[1]
  const bare = line.replace(/,\s\p{Lu}[\p{L} ]{2,24}$/u, '')
  const named = special ?? outletOfRole(line) ?? (soundsLikeOutletAlone(bare) || isKnownOutlet(bare) ? bare : undefined)
  const isOutlet = named !== undefined && (special === undefined || isOutletBehind(named, context, 'strong'))
  if (isOutlet) {
    const publisher = above.publisher ?? outletName(named, context)
    return { ...above, ...(publisher === undefined ? {} : { publisher, rule: 'by-outlet' }) }
  }
  return isReporterRole(line) || isOwn(line, context) ? above : undefined
}

/** Whether a line of its own, below a byline, is an outlet's name: it ends in a word that outlets end in. */
const soundsLikeOutletAlone = (line: string): boolean =>
  line.split(' ').length <= 5 &&
  /^(?:\p{Lu}\S*|of|the|and|&)(?: (?:\p{Lu}\S*|of|the|and|&))+$/u.test(line) &&
  /\s(?:News|Times|Post|Herald|Tribune|Chronicle|Gazette|Journal|Weekly|Review|Magazine|Observer|Courier|Newsroom|Network|Press|Dispatch|Examiner|Inquirer|Sentinel|Register|Monitor|Today|News Service|Newswire|Wire)$/i.test(
    line,
  )

/** One line as a byline; undefined where it is none. */
function readByline(line: string, context: AttributionContext, isFirst: boolean): Byline | undefined {
  const rest = bylinePattern.exec(line)?.[1] ?? datedBylinePattern.exec(line)?.[1]
  if (rest !== undefined) return splitByline(rest, context, { isAuthored: authoredPattern.test(line) })
  const reporters = reportingPattern.exec(line)?.[1]
  if (reporters !== undefined) {
    const people = peopleOf(reporters.replace(/\s+in \p{Lu}[\p{L}. ]{2,24}(?=,| and |$)/gu, ''))
    return people === undefined ? undefined : { authors: people, rule: 'reporting-by' }
  }
  if (isHelperLine(line)) return { authors: [], rule: 'by' }
  const foreign = readForeign(line, context)
  if (foreign !== undefined) return foreign
  if (!isFirst || line.length > 110) return undefined
  if (isForeignDesk(line) || isDesk(/^from (.{4,50})$/i.exec(line)?.[1] ?? '')) return { authors: [], rule: 'by' }
  const key = nameKey(line)
  if (key !== '' && context.people?.some((person) => nameKey(person) === key))
    return { authors: [], rule: 'by', isOfFeed: true }
  return readNameAndOutlet(line, context)
}

/** "Da Redação", "Die Redaktion": a byline of nobody. */
const isForeignDesk = (line: string): boolean =>
  /^(?:(?:da|por|par|von|di|door|de|dalla|von der|la|die|de la|a cura della) )?(?:(?:onze|unserer|unsere|nuestra|nostra|notre|nossa) )?(?:redação|redacción|rédaction|la rédaction|redaktion|der redaktion|redazione|redactie|redakcja|редакция|编辑部|編集部)$/iu.test(
    line,
  )

function readForeign(line: string, context: AttributionContext): Byline | undefined {
  const said = readForeignWords(line, context.language)
  if (said === undefined) return undefined
  if (said.isUnspaced) {
    const people = said.names.split(/[、，,\s]+/).filter((name) => name.length >= 2 && name.length <= 12)
    return people.length === 0 ? undefined : { authors: people, rule: 'by' }
  }
  if (isForeignDesk(said.names)) return { authors: [], rule: 'by' }
  const byline = splitByline(said.names, context, { isAuthored: false, isForeign: true })
  if (byline === undefined || (byline.authors.length === 0 && byline.publisher === undefined)) return undefined
  return said.isCertain || byline.authors.every(hasGivenName) ? byline : undefined
}

/** Agencies and desks beside people: "with AFP", "and agencies". */
const helpersPattern =
  /\s+(?:and|with|&|avec|et|mit|und|con|y|com|e|met|en)\s+(?:(?:\p{Lu}\p{L}*\s)?(?:agencies|agences|agencias|agências|agenturen|agenzie|wire (?:reports|services)|staff(?: reports)?)|(?:the )?(?:AP|AFP|Reuters|dpa|EFE|ANSA|ANP|PA|Associated Press|Agence France-Presse))\.?$/iu
const genrePattern = /,?\s+(?:op-?ed|opinion|commentary|analysis|guest post)\s+(?=(?:via|for)\b)/i
/** Who is this at a university or an institute writes for an outlet of another name. */
const academicPattern =
  /\b(?:professor|lecturer|fellow|researcher|director|president|chair|founder|author|analyst|scientist|economist|student|candidate)\b/i

/** What stands behind "by": people, and the outlet behind a connector. */
function splitByline(
  whole: string,
  context: AttributionContext,
  { isAuthored, isForeign = false }: { readonly isAuthored: boolean; readonly isForeign?: boolean },
): Byline | undefined {
  const bare = whole
    .replace(trailerPattern, '')
    .replace(othersPattern, '')
    .replace(genrePattern, ' ')
    .replace(/\s+\(?(?:@\S+|\S+@\S+|https?:\S+)\)?/g, '')
  const rest = tidyEnd(bare.replace(helpersPattern, ''))
  const plainRule = isAuthored ? 'authored-by' : 'by'
  const broken = isForeign ? null : brokenOffPattern.exec(rest)
  if (broken !== null) {
    const people = peopleOf(rest.slice(0, broken.index), isAuthored)
    return people === undefined ? undefined : { authors: people, rule: plainRule, isBrokenOff: true }
  }
  const everybody = peopleOf(rest, isAuthored)
  const wired = behindName(rest)
  if (wired !== undefined) return wired
  let people: string[] | undefined
  let peopleEnd = 0
  for (const connector of rest.matchAll(connectorPattern)) {
    if (people === undefined) {
      people = peopleOf(rest.slice(0, connector.index), isAuthored)
      peopleEnd = connector.index
    }
    if (people === undefined) continue
    const behind = rest.slice(connector.index + connector[0].length).replace(/\)$/, '')
    const word = connector[1]?.toLowerCase()
    const isStrong = word === 'via' || word === 'for' || word === 'from'
    const isAcademic = academicPattern.test(rest.slice(peopleEnd, connector.index))
    if (isAcademic && word !== undefined && word !== 'via') continue
    const special = /^special (?:to|for) (.+)$/i.exec(behind)?.[1]
    const outlet = special ?? outletOfRole(behind) ?? cutOutlet(behind)
    const certainty = isStrong
      ? 'strong'
      : isForeign || isAcademic
        ? 'bare'
        : connector[0].includes(',')
          ? 'comma'
          : 'mark'
    const isNamed = special !== undefined || outlet !== cutOutlet(behind)
    if (outlet !== undefined && (isNamed || isOutletBehind(outlet, context, certainty))) {
      const name = outletName(outlet, context)
      const rule = isAuthored || isStrong ? 'authored-by-via' : 'by-outlet'
      return { authors: people, ...(name === undefined ? {} : { publisher: name }), rule }
    }
    if (isStrong) return undefined
    // "By A, B and C": the comma parts people. Behind a role or a place an outlet may follow.
    if (everybody !== undefined && everybody.length > people.length) break
    const isAside = isRole(behind) || isPlace(behind.replace(/\s*[(,].*$/, '')) || isAgency(behind)
    // Of another language we know neither all roles nor all places.
    if (!isAside && !(isForeign && behind.split(' ').length <= 3)) people = undefined
  }
  const authors =
    everybody !== undefined && everybody.length > (people?.length ?? 0) ? everybody : (people ?? everybody)
  if (authors !== undefined) return { authors, rule: plainRule }
  return namelessByline(rest, context)
}

/** "ANN LEE Associated Press": an agency behind a name, with nothing between. */
function behindName(text: string): Byline | undefined {
  const words = text.split(' ')
  for (let from = words.length - 1; from >= Math.max(2, words.length - 4); from--) {
    const publisher = words.slice(from).join(' ')
    const authors =
      /^\p{L}/u.test(publisher) && isAgency(publisher) ? peopleOf(words.slice(0, from).join(' ')) : undefined
    if (authors !== undefined) return { authors, publisher, rule: 'by-outlet' }
  }
  return undefined
}

/** A line that names a desk, an agency or the outlet itself is a byline all the same; it names no person. */
function namelessByline(rest: string, context: AttributionContext): Byline | undefined {
  const agency = rest.replace(/\s+(?:staff|newsroom|news desk)$/i, '')
  if (isKnownOutlet(agency) && !isOwn(agency, context)) return { authors: [], publisher: agency, rule: 'by-outlet' }
  const parts = rest.split(/\s+(?:and|with|&)\s+|,\s*/)
  const isNobody = parts.some(isDesk) && parts.every((part) => isDesk(part) || isAgency(part))
  return isNobody || isDesk(rest) || isOwn(rest, context) ? { authors: [], rule: 'by' } : undefined
}

/** "NAME, OUTLET", "From NAME at OUTLET" or "NAME, Staff Writer", alone on one of the first lines. */
function readNameAndOutlet(whole: string, context: AttributionContext): Byline | undefined {
  const line = whole.replace(trailerPattern, '').replace(/^[—–-]\s?/, '')
  if (/\d/.test(line) || /[.!?:;]$/.test(line.replace(/\.(?:com|org|net)$/i, ''))) return undefined
  const from = /^from (.{4,60}?) (?:at|of) (?:the )?(\p{Lu}.{1,49})$/iu.exec(line)
  if (from !== null) return outletBeside(from[1]!, from[2]!, context, 'strong')
  for (const mark of line.matchAll(/\s*[,|•·]\s*|\s[-–—]\s|\s*\/\s*/g)) {
    const who = line.slice(0, mark.index).replace(/^from /i, '')
    const where = line.slice(mark.index + mark[0].length)
    // "Ann Lee/Reuters" took the picture.
    if (mark[0].includes('/') && isAgency(where)) return undefined
    const byline = outletBeside(who, where, context, 'bare')
    if (byline !== undefined) return byline
  }
  return undefined
}

function outletBeside(
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
  if (named === undefined && !isOutletBehind(outlet, context, certainty)) {
    return isReporterRole(where) ? { authors: people, rule: 'by' } : undefined
  }
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
    /\s*(?:,\s*(?:and|&|und|et|y|e|en|og|och)\s+|[,;]|\s&\s|\s(?:and|und|et|with|og|och)\s|\s(?:y|e|en|i|и|oraz|ja)\s(?=\p{Lu}))\s*/u,
  )) {
    const name = part
      .replace(/^(?:and|&)\s+/, '')
      .replace(/^by\s+(?=\p{Lu})/iu, '')
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
  !isPlace(name) &&
  !/['’]s\b/.test(name)

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
