/**
 * Reads the author elements of an entry, in which people, agencies, desks and outlets stand in many forms.
 *
 * Bias: an element says who wrote the entry, so what may be a person's name is kept, a pseudonym or a name in another script
 * too. Only what reads as a house (`isHouse`), as a placeholder or as the source's own name is nobody. Whoever took the
 * pictures is not an author.
 */
import { isDateLine } from '../text/date-words.ts'
import { decodeEntities } from '../text/html-scan.ts'
import { isAfterAnd, peopleOf, withoutGlue } from './attribution.ts'
import {
  helpersPattern,
  isEditorCreditLine,
  othersPattern,
  posterOf,
  withoutLeadIn,
  withoutTrailer,
} from './byline-words.ts'
import { isSection } from './credits.ts'
import {
  hasGivenName,
  hasHouseWord,
  isAgency,
  isBeat,
  isDesk,
  isDistributor,
  isDomain,
  isHouse,
  isKnownOutlet,
  isPersonName,
  isPictureAgency,
  isPlace,
  isRole,
  nameKey,
  soundsLikeOutlet,
} from './outlets.ts'

/** A longer author element is ignored; `parseFeed` cuts one to this length. */
const MAX_AUTHOR_CHARACTERS = 1_000
/** An element longer than this is prose unless it is a list of short parts. */
const MAX_PROSE_CHARACTERS = 300
const MAX_PART_CHARACTERS = 80
/** Papers of large projects name hundreds; of an element that lists more, nobody is named. */
const MAX_PARTS = 120
const MAX_ELEMENTS = 60
/** How much of all elements of an entry is read, in characters and in parts. */
const MAX_ENTRY_CHARACTERS = 3_000
const MAX_ENTRY_PARTS = 180

/** What the author elements of an entry name. */
export interface FeedAuthors {
  readonly people: readonly string[]
  /** An agency, or another known outlet, named as an author; it is the publisher and not the writer. */
  readonly agency?: string
  /** A desk with a name of its own, used where no person is found. */
  readonly desk?: string
}

/** Reads all author elements; each person appears once. `ownName` is the source's name. */
export function readFeedAuthors(authors: readonly string[], ownName: string | undefined): FeedAuthors {
  const people = new Map<string, string>()
  let agency: string | undefined
  let desk: string | undefined
  let characters = 0
  let parts = 0
  for (const author of authors.slice(0, MAX_ELEMENTS)) {
    const partsHere = countOfParts(author)
    if (partsHere === undefined) continue
    characters += author.length
    parts += partsHere
    if (characters > MAX_ENTRY_CHARACTERS || parts > MAX_ENTRY_PARTS) break
    const named = readElement(author, ownName)
    for (const person of named.people) {
      const key = nameKey(person)
      if (!people.has(key)) people.set(key, person)
    }
    agency ??= named.agency
    desk ??= named.desk
  }
  return {
    people: [...people.values()],
    ...(agency === undefined ? {} : { agency }),
    ...(desk === undefined ? {} : { desk }),
  }
}

/** How many parts an element lists; undefined where it is prose or too long. A cheap test before all others. */
function countOfParts(author: string): number | undefined {
  if (author.length > MAX_AUTHOR_CHARACTERS) return undefined
  const parts = author.split(/[,;|/•·—–、，；]| - | and /, MAX_PARTS + 1)
  const isList = author.length <= MAX_PROSE_CHARACTERS || parts.every((part) => part.length <= MAX_PART_CHARACTERS)
  return isList && parts.length <= MAX_PARTS ? parts.length : undefined
}

const nobody: FeedAuthors = { people: [] }

/** Reads one author element, without e-mail addresses, "By", roles and placeholders. */
function readElement(author: string, ownName: string | undefined): FeedAuthors {
  // Of a list that was cut, the last name may be half a name.
  const whole = decodeEntities(author)
    .replace(/,[^,]{0,80}…$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  const poster = posterOf(whole)
  if (poster !== undefined) return { people: [poster] }
  if (isPictureLine(whole) || isEditorCreditLine(whole)) return nobody
  const tidy = tidyElement(whole, ownName)
  if (tidy === '') return nobody
  if (!tidy.includes(',') && isDesk(tidy) && isNamedDesk(tidy, ownName)) return { people: [], desk: tidy }
  const outlet = outletAmong(/^[(（]/.test(whole) ? whole : tidy, ownName)
  const found = { ...(outlet === undefined ? {} : { agency: outlet }) }
  if (!/[/|;•—]/.test(tidy) && isOwnName(tidy, ownName)) return { people: [], ...found }
  const text = withoutAgency(tidy)
  const people = text
    .split(/\s*(?:[|;•—]|\/(?=[\s\p{L}]))\s*|\s[-–+]\s/u)
    .filter((part) => !isOwnName(part, ownName))
    .flatMap(peopleIn)
  if (people.length > 0) return { people, ...found }
  const alone = isGroup(text) || isInOffice(text) ? text : unusualName(text, ownName)
  return { people: alone === undefined ? [] : [alone], ...found }
}

/** Whether a text is the name of two or more who write as one: "Sam & Max", "Peter, Paul and Mary". */
const isGroup = (text: string): boolean =>
  /^\p{Lu}[\p{L}'’-]{1,20}(?:, \p{Lu}[\p{L}'’-]{1,20}){0,3},? (?:and|&|und|et|y|e|en|og|och) \p{Lu}[\p{L}'’-]{1,20}$/u.test(
    text,
  ) &&
  hasGivenName(text.replace(',', '')) &&
  // Some words for "and" mark a house: "Hav och Vatten".
  !isHouse(text.replace(/ \S+ (?=\S+$)/, ' & '))

/** Whether the element credits a photographer: "Photo by Ann Lee", "Ann Lee / Getty Images". */
const isPictureLine = (text: string): boolean =>
  /^(?:(?:cover|featured|lead|header|hero) )?(?:photo(?:s|graph(?:s|y)?|graphie)?|pictures?|images?|illustrations?|fotos?|fotografías?|fotografie|bild(?:er)?|beeld|imagen|immagine|zdjęcia|фото|crédits? photos?)\s?(?:credits?\s?)?(?::|\/|by\s|von\s|par\s|por\s|de\s|di\s|door\s|av\s|courtesy\s|©)/iu.test(
    text,
  ) ||
  text.startsWith('©') ||
  isPictureAgency(/(?:\/|\bvia\b|\bon\b|,)\s*([^/,]{2,40})$/.exec(text)?.[1]?.trim() ?? '')

/** The element without addresses, the words before the names, dates after them, and who took the pictures. */
function tidyElement(whole: string, ownName: string | undefined): string {
  // RSS 2.0 has "name@example.com (Name)"; mail software writes "Name <name@example.com>".
  let text = /^\S+@\S+\s+\((.+)\)$/.exec(whole)?.[1] ?? whole
  // "Brian@Stone" is a name: without a dot there is no address.
  text = text
    .replace(/<[^<>]*>|\([^()@]{0,80}@[^()]{0,120}\)|[^\s@]{1,80}@[^\s@.]{1,80}\.[^\s@]{1,120}/g, ' ')
    .replace(/https?:\S+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  text = withoutOwnName(text, ownName)
  text = withoutTrailer(withoutLeadIn(text.replace(/^\([^()]{2,40}\)\s+/, '')).replace(othersPattern, '')).replace(
    /[\s,|]{1,4}\/(\p{L}{2,12})\/$/u,
    ', $1',
  )
  return withoutGlue(text)
    .replace(/^[\s,;|/"“„]+|[\s,;|/"”“™®*†‡]+$/gu, '')
    .trim()
}

/** The names after the source's own: "Valley Herald: Ann Lee", "Valley Herald/Ann Lee", "Valley Herald and Ann Lee". */
function withoutOwnName(text: string, ownName: string | undefined): string {
  const [, label = '', named = ''] = /^([^:]{3,60}):\s+(.+)$/.exec(text) ?? []
  if (isOwnName(label, ownName)) return named
  const own = ownName?.replace(/^the /i, '').toLowerCase()
  const bare = text.replace(/^the /i, '')
  if (own === undefined || own === '' || !bare.toLowerCase().startsWith(own) || !isOwnName(own, ownName)) return text
  const rest = /^(?:\s*[/|,]\s*|\s*[–—]\s*|\s-\s|,?\s(?:and|&|und|et|y|e|en|og|och)\s+)(\p{L}.*)$/u.exec(
    bare.slice(own.length),
  )?.[1]
  return rest !== undefined && peopleIn(rest).length > 0 ? rest : text
}

/** Words that stand before the name of somebody in office. */
const office =
  /^(?:(?:former |vice[ -])?president|prime minister|minister|chancellor|secretary|senator|governor|mayor|ambassador|sen\.|gov\.|presidente|presidenta|président|präsident(?:in)?|ministre|ministr[oa]|minister(?:in)?|senador[a]?|(?:ober)?bürgermeister(?:in)?|burgemeester) (?=\p{Lu})/iu

/** A name without the office before it: Ann Lee of "President Ann Lee". */
function withoutOffice(name: string): string {
  const rest = name.replace(office, '')
  return rest !== name && isPersonName(rest) ? rest : name
}

/** Whether a text is an office and a surname: "President Moss", not "President Emeritus". */
function isInOffice(text: string): boolean {
  const name = text.replace(office, '')
  if (name === text || !/^\p{Lu}[\p{Ll}'’-]\p{L}+$/u.test(name)) return false
  return (
    !isHouse(text) && !isRole(name) && !isPlace(name) && !/^(?:emeritus|elect|general|designate|secretary)/i.test(name)
  )
}

/** The people of one part; none where it names nobody, such as a role. */
function peopleIn(written: string): string[] {
  const part = withoutOffice(written)
  const inside = /^([^()]{2,60})\s\(([^()]{4,60})\)$/.exec(part)
  if (inside !== null && peopleOf(inside[1]!) === undefined && isOutletLike(inside[1]!))
    return peopleOf(inside[2]!) ?? []
  const initials = part.match(surnameAndInitials)
  if (initials !== null && initials.join('').length >= part.length - 5)
    return initials.flatMap((name) => invertedName(name.replace(/[,;\s]+$/, '')) ?? [])
  const inverted = invertedName(part)
  if (inverted !== undefined) return [inverted]
  const all = invertedNames(part)
  if (all !== undefined) return all
  if (isUncased(part)) return uncasedNames(part)
  const listed = peopleOf(part)
  if (listed !== undefined) return listed
  const people: string[] = []
  const pieces = part.split(
    /\s*,\s*(?:and\s+)?|\s+(?:and|&|und|et|och|og|with|for|at|of|from|via|für|pour|para|voor)\s+/,
  )
  // "Tórrez, Casares Asociados" is a company.
  let isAfterHouse = isHouse(part) && peopleOf(pieces[0]!) === undefined && !isRole(part)
  for (const piece of pieces) {
    // "Department of Energy, Fossil Fuels": after a house only a known given name makes a person, and after a person a house
    // that has a person's form ("Ray Media") is where they work.
    const isNobody =
      (isAfterHouse && !hasGivenName(piece)) || (people.length > 0 && hasHouseWord(piece) && !isAfterAnd(part, piece))
    const named: string[] | undefined = isNobody ? undefined : peopleOf(withoutOffice(piece))
    if (named !== undefined) people.push(...named)
    isAfterHouse ||= named === undefined && isHouse(piece) && !isRole(piece)
  }
  return people
}

const isOutletLike = (name: string): boolean => isHouse(name) || soundsLikeOutlet(name)

/** The people of "Lee, A., Reyes, J. B.", as journals list them. */
const surnameAndInitials = /\p{Lu}[\p{L}'’-]{1,30}, (?:\p{Lu}\.[ -]?){1,3}(?:[,;] ?|$| ?(?:and|&) )?/gu

/** Ann Lee of "Lee, Ann", "van der Meulen, Joost" and "LEE Ann"; undefined where the order is the usual one or unknown. */
function invertedName(text: string): string | undefined {
  const capitals = /^(\p{Lu}{2,}(?:[ '’-]\p{Lu}{2,}){0,3}) (\p{Lu}[\p{Ll}\p{M}'’-]+)$/u.exec(text)
  if (capitals !== null && /\p{Lu}{3}/u.test(capitals[1]!) && hasGivenName(capitals[2]!)) {
    return peopleOf(`${capitals[2]!.toUpperCase()} ${capitals[1]}`)?.[0]
  }
  const [, surname = '', given = ''] =
    /^([JS]r\.|\p{L}[\p{L}\p{M}'’ -]{1,40}), (\p{Lu}[\p{L}\p{M}'’.-]*(?: \p{Lu}[\p{L}\p{M}'’.-]*){0,2})$/u.exec(text) ??
    []
  if (surname === '' || isPlace(given) || isRole(given) || isHouse(given)) return undefined
  if (isHouse(surname) && isHouse(`${given} ${surname}`)) return undefined
  if (/^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|rn)\.?$/i.test(given)) return undefined
  // "Al Lee" may be a whole name, "van der Meulen" is none.
  const isSurname = /^(?:van|von|de|del|della|di|da|dos|du|le|la|el|al|ter|ten|zu) |^(?:Ó|Ní|Mac|Nic) /u.test(surname)
  const isGiven = hasGivenName(given) || /^\p{Lu}\.(?: ?\p{Lu}\.)*$/u.test(given)
  const isOneName = !/ \p{L}{2}/u.test(given)
  // "Xi Wang, Li Na" are two people.
  const isInverted =
    isSurname || (surname.includes(' ') ? isGiven && isOneName && !hasGivenName(surname) : isGiven || isOneName)
  return isInverted ? `${given} ${surname}` : undefined
}

/** The people of "Smith, John, Doe, Jane"; undefined where not each second word is a given name, or all are. */
function invertedNames(text: string): string[] | undefined {
  const words = text.split(', ')
  if (words.length < 4 || words.length % 2 === 1 || words.some((word) => !/^\p{Lu}[\p{L}'’.-]+$/u.test(word)))
    return undefined
  const surnames = words.filter((_, at) => at % 2 === 0)
  const givens = words.filter((_, at) => at % 2 === 1)
  if (!givens.every(hasGivenName) || surnames.every(hasGivenName)) return undefined
  return surnames.map((surname, at) => `${givens[at]} ${surname}`)
}

/** Whether a text is in a script without capitals (Han, Hangul, Arabic, Devanagari …). */
const isUncased = (text: string): boolean => /\p{Lo}/u.test(text) && !/\p{Lu}|\p{Ll}/u.test(text)

const uncasedRole =
  /^(?:\p{Script=Han}{2,8}(?=记者|記者))?(?:记者|記者|特派员|通讯员|特約記者|评论员)\s*|\s*(?:记者|記者|特派員|特派员|編集委員|論説委員|通讯员|评论员|기자|특파원|선임기자|논설위원|객원기자)$/u

/** The names in a text without capitals, without the word for a reporter. */
function uncasedNames(part: string): string[] {
  return part
    .replace(/^[（(【](.{2,20})[）)】]$/u, '$1')
    .replace(/[（(【][^）)】]{1,20}[）)】]$/u, '')
    .replace(uncasedRole, '')
    .split(/\s*[、，,،;]\s*|(?<=\p{Script=Hangul})·(?=\p{Script=Hangul})/u)
    .map((name) => name.replace(uncasedRole, '').trim())
    .filter((name) => name !== '' && isNameLike(name))
}

/** The element as it is, where it is a pseudonym or a name of another form: "Gullwatcher", "@keel", "bell crane". */
function unusualName(text: string, ownName: string | undefined): string | undefined {
  const bare = text.replace(/\s*[([（][^()[\]（）]{2,60}[)\]）]$/u, '')
  const parts = bare.split(/\s*[|;•]\s*|\s[-–—]\s|\s*,\s/).filter((part) => part !== '')
  if (isHouse(parts[0] ?? '')) return undefined
  const names = parts.filter((part) => !isRole(part) && !isHouse(part) && !isOwnName(part, ownName))
  const [name] = names
  if (name === undefined || (names.length > 1 && parts.length > 1) || isUncased(name)) return undefined
  return isNameLike(name) ? name : undefined
}

const isNameLike = (text: string): boolean =>
  text.length <= 60 &&
  text.split(' ').length <= 4 &&
  /\p{L}\p{M}*\s?\p{L}/u.test(text) &&
  !/[:/?!=]|\+$|\.(?:com|org|net)\b/i.test(text) &&
  (!/^\d/.test(text) || isNumberedName(text)) &&
  !isDomain(text) &&
  // A desk's mailbox on a machine without a domain.
  !isDesk(/^(.+)@/.exec(text)?.[1] ?? '') &&
  !/^[^@]+@localhost/i.test(text) &&
  // Alone, a few capitals abbreviate an organisation.
  (!/^\p{Lu}{2,5}$/u.test(text) || hasGivenName(text)) &&
  !soundsLikeOutlet(text) &&
  !isSection(text) &&
  !isHouse(text)

/** Whether a text is a stage name with a number: "50 Cent"; not "20 Minuten", "3 Comments" or "4 May". */
const isNumberedName = (text: string): boolean =>
  /^\d{1,3} ?(?!(?:minut|hour|heure|hora|ore|stunden|uur|day|tage|jour|d[ií]as|week|year|jahre|news|comment|kommentar|view|read|repl|post|sat|sur|live)\p{L}*)\p{Lu}\p{L}{2,20}$/iu.test(
    text,
  ) &&
  /^\d+ ?\p{Lu}/u.test(text) &&
  !isDateLine(text)

// ---- the source's own name, and desks

/**
 * Whether a text is the source's own name, alone or with a word for its staff. A personal site is named after its author:
 * there the name is a person's, which only a known given name or an initial proves.
 */
function isOwnName(text: string, ownName: string | undefined): boolean {
  const own = nameKey(ownName ?? '')
  const key = nameKey(text)
  if (own === '' || key === '') return false
  if (own.length > 4 && nameKey(text.replace(helpersPattern, '')) === own && key !== own) return true
  if (key === own) {
    const [person] = peopleOf(ownName ?? '') ?? []
    return person === undefined || !(hasGivenName(person) || /(?:^|\s)\p{Lu}\./u.test(person))
  }
  return own.length > 4 && key.startsWith(own) && isHouse(text)
}

/**
 * Whether a text is a desk with a name of its own ("Harbour Desk"), and not a placeholder ("Web Desk") or the outlet's own
 * desk ("Herald News Desk").
 */
function isNamedDesk(text: string, ownName: string | undefined): boolean {
  const name = /^(?:the\s+)?(.{2,50}?)\s+desk$/i.exec(text)?.[1]
  const own = name?.replace(
    /(?:^|\s+)(?:central|copy|digital|editorial|news|night|online|our|web|main|social|social media)$/i,
    '',
  )
  if (!own || isAgency(own) || isBeat(own) || isSection(own)) return false
  return ownName === undefined || !nameKey(ownName).includes(nameKey(own))
}

const separators =
  /\s*[,|;•/()[\]=＝（）]\s*|\s[-–—+]\s|\s+(?:for|of|at|staff$|newsroom$|desk$)(?:\s|$)|(?<=\p{Script=Han})(?=记者|記者)/iu

/** The agency or the known outlet that an element names, which is not the source itself. */
function outletAmong(text: string, ownName: string | undefined): string | undefined {
  const own = nameKey(ownName ?? '')
  for (const piece of text.split(separators)) {
    const name = piece.replace(helpersPattern, '').trim()
    if (name === '' || isDistributor(name) || isDomain(name) || own === nameKey(name)) continue
    // Of one word, "Science" and "Reason" are sections as well.
    if (isAgency(name) || (name.includes(' ') && isKnownOutlet(name) && !isPersonName(name))) return name
  }
  return agencyAtEnd(text)
}

/** "Associated Press" of "ANN LEE Associated Press": an agency after a name, with nothing between. */
function agencyAtEnd(text: string): string | undefined {
  const words = text.split(' ')
  for (let from = Math.max(2, words.length - 3); from < words.length; from++) {
    const agency = words.slice(from).join(' ')
    if (isAgency(agency) && peopleOf(words.slice(0, from).join(' ')) !== undefined) return agency
  }
  return undefined
}

function withoutAgency(text: string): string {
  const agency = agencyAtEnd(text)
  return agency === undefined ? text : text.slice(0, -agency.length).trim()
}
