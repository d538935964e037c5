/**
 * What an article says that may be new in its story: numbers, names and outcomes of title and lead, and what the rest of its
 * text says beside them, as short words that people can read. `developments.ts` compares them.
 *
 * Bias: what may be no news is left out. A number counts where it is no age, year, date, time, measure, score or telephone
 * number; an outcome where nothing before it denies it or only considers it; a name in the title where it does more than
 * comment.
 *
 * Not chosen: hashes, as grouping keeps them. Half the size, but nobody could be told which fact was new.
 */
import type { Instant } from '../model.ts'
import { comparedWords } from '../text/east-asian.ts'
import { isFunctionWord } from '../text/language.ts'
import { detectLanguage, foldMarks, stem, UNSPACED } from '../text/text.ts'
import {
  ageWords,
  consideringWords,
  denyingWords,
  hasFactTable,
  measures,
  multiplierOf,
  type Numeral,
  numeralOf,
  type Pattern,
  patternsFor,
  percentWords,
  roundingWords,
} from './fact-words.ts'
import { type Term, termsOf } from './terms.ts'
import { DATE } from './title-words.ts'

/** What is stored of an article. Words of a list are parted by spaces, longer ones by commas; absent: none. */
export interface Facts {
  /** Primary tag of the language, where it is known. */
  readonly language?: string
  /** What the article is, see `MARKS`. */
  readonly marks?: string
  /** Outcomes of the title, of the lead, of the rest. */
  readonly outcomes?: readonly [title: string, lead: string, rest: string]
  /** Numbers with what they count: `14 dead`, `~40`, `6.5%`. */
  readonly numbers?: readonly [title: string, lead: string, rest: string]
  readonly names?: readonly [title: string, lead: string, rest: string]
  /** Telling words: of the title as written, of the others the stems. */
  readonly words?: readonly [title: string, lead: string, rest: string]
}

/** A title that begins like a question explains more often than it reports. Not WHO, the organisation. */
const EXPLAINS =
  /^(?:[Hh]ow|[Ww](?:hy|hat|ho|hen|here)|[Ww](?:ie|arum|as|er|ieso)|[Cc]omment|[Pp]ourquoi|[Qq]ui|[Cc]omo|[Pp]or que|[Qq]uien|[Cc]ome|[Pp]erche|[Cc]osa|[Cc]hi|[Hh]oe|[Ww]aarom|[Ww]at|[Кк]ак|[Пп]очему|[Чч]то|[Кк]то) /u

/** What many desks put before an opinion, also in languages without a table. */
const OPINES =
  /^(?:op-?ed|opinion\w*|comment(?:ary|aire)?|comentario|kom+ent\w+|editorial\w*|edito|leitartikel|leder|ledare|hoofdredactioneel|editoriale|komentarz|komentar|kolumne|kolumna|column|chronique|tribune|debatt|standpunkt|мнение|колонка) ?[:.|—–-]/iu

/** Concepts that tell what kind of article it is, and what it counts. */
const MARKS = new Set(['live', 'opinion', 'background', 'official', 'scene'])
/** What a number may count; another number of these is news of its own. */
const COUNTED = new Set([
  'dead',
  'found dead',
  'injured',
  'missing',
  'sick',
  'rescued',
  'arrested',
  'charged',
  'victim',
])

const MAX_REST_CHARACTERS = 4_000
const MAX_LEAD_CHARACTERS = 700
const MAX_REST_WORDS = 40
const MAX_REST_NUMBERS = 16
const MAX_REST_NAMES = 24
const MIN_RARITY = 12
const MAX_FUNCTION_RARITY = 25
/** A word of the shipped tables' rarest kind, which at a sentence's start may be a name. */
const NAME_RARITY = 55
/** A longer German word with a capital, beside which no other stands, is a compound more often than a name. */
const MAX_GERMAN_NAME = 9
/** So many words before a number or behind it may say what it counts. */
const COUNT_REACH = 5

/** What is read of an article. */
interface ToldText {
  readonly title: string
  readonly lead: string
  readonly text: string
  readonly language?: string
  /** A year before this date is past; absent: one before `PAST_YEAR`. */
  readonly publishedAt?: Instant
}

/** For an article without a date. */
const PAST_YEAR = 2020

/** What an article says that may be new, as JSON text to be stored; about 0.3 ms for 300 words. */
export function factsOf(article: ToldText): string {
  return JSON.stringify(readFacts(article))
}

export function readFacts({ title, lead, text, language: declared, publishedAt }: ToldText): Facts {
  const year = publishedAt === undefined ? PAST_YEAR : Number(publishedAt.slice(0, 4))
  const shown = lead === '' ? text.slice(0, 400) : lead.slice(0, MAX_LEAD_CHARACTERS)
  const rest = (text.startsWith(shown) ? text.slice(shown.length) : text).slice(0, MAX_REST_CHARACTERS)
  const language = declared?.toLowerCase().replace(/[-_].*/s, '') || detectLanguage(`${title}\n${shown}\n${rest}`)
  const ofTitle = readPart(title, language, year, true)
  const ofLead = readPart(shown, language, year, false)
  const ofRest = readPart(rest, language, year, false)
  const names = namesOf(ofTitle, ofLead, ofRest, language)
  const leadNumbers = ofLead.numbers.filter((one) => !ofTitle.numbers.includes(one))
  const parts = <T>(of: (part: Part) => Iterable<T>, limit = 100): [string, string, string] => {
    const seen = new Set<T>()
    const listed = (part: Part, most: number): string => {
      const found: T[] = []
      for (const one of of(part)) {
        if (found.length >= most || seen.has(one)) continue
        seen.add(one)
        found.push(one)
      }
      return found.join(',')
    }
    return [listed(ofTitle, 24), listed(ofLead, 60), listed(ofRest, limit)]
  }
  const marks = [
    ...[...ofTitle.marks].map((mark) => `title ${mark}`),
    ...(EXPLAINS.test(foldMarks(title)) ? ['title background'] : []),
    ...(OPINES.test(foldMarks(title)) ? ['title opinion'] : []),
    ...[...ofLead.marks].map((mark) => `lead ${mark}`),
    ...(/^\s*["«“„»'‘‹「]/u.test(title) ? ['quotation'] : []),
    ...(/\?|？/.test(title) ? ['question'] : []),
    ...(ofTitle.hasYear || ofLead.hasYear ? ['year'] : []),
    ...(ofLead.hasAge ? ['age'] : []),
    ...(ofLead.isFirstPerson || ofTitle.isFirstPerson ? ['first person'] : []),
    ...(ofLead.hasDay ? ['day'] : []),
    ...(names.isComment ? ['comment'] : []),
  ]
  const outcomes = parts(({ outcomes }) => outcomes)
  const numbers = parts(({ numbers }) => numbers, MAX_REST_NUMBERS)
  const titleWords = ofTitle.words
  const seen = new Set(titleWords.map((word) => stem(word, language)))
  const stems = (words: readonly string[], limit: number): string => {
    const found: string[] = []
    for (const lower of words) {
      const stemmed = stem(lower, language)
      if (found.length >= limit) break
      if (seen.has(stemmed)) continue
      seen.add(stemmed)
      found.push(stemmed)
    }
    return found.join(' ')
  }
  const facts = {
    ...(language === undefined ? {} : { language }),
    ...(marks.length === 0 ? {} : { marks: marks.join(',') }),
    ...(outcomes.some((one) => one !== '') ? { outcomes } : {}),
    ...(numbers.some((one) => one !== '') ? { numbers: [numbers[0], leadNumbers.join(','), numbers[2]] as const } : {}),
    ...(names.listed.some((one) => one !== '') ? { names: names.listed } : {}),
    words: [[...new Set(titleWords)].join(' '), stems(ofLead.words, 60), stems(ofRest.words, MAX_REST_WORDS)] as const,
  }
  return facts
}

/** A word, a number in digits or a mark of a text; what is known of a word is looked up once in a language. */
interface Token {
  readonly lower: string
  readonly written: string
  readonly kind: typeof WORD | typeof DIGITS | typeof MARK
  /** Of a word. */
  readonly term?: Term
  readonly patterns?: readonly Pattern[]
  readonly numeral?: Numeral
  /** Says what an article is about. */
  readonly isTelling: boolean
  readonly isDate: boolean
  /** Of a mark: a word behind it begins a sentence. */
  readonly isEnd: boolean
}
const WORD = 0
const DIGITS = 1
const MARK = 2

const TOKEN = /\p{L}[\p{L}\p{M}]*|\d+(?:[.,:']\d+|\u00a0\d{3}(?!\d))*|[%$€£.!?…:;,()"|\n-]/gu

const MAX_CACHED_TOKENS = 40_000
const MAX_CACHED_LANGUAGES = 32
const tokensByLanguage = new Map<string, Map<string, Token>>()

function tokensOf(folded: string, language: string): Token[] {
  let known = tokensByLanguage.get(language)
  if (known === undefined) {
    known = new Map()
    if (tokensByLanguage.size < MAX_CACHED_LANGUAGES) tokensByLanguage.set(language, known)
  }
  // Emptied when full, rather than evicted one by one: it fills again within a few hundred articles.
  if (known.size > MAX_CACHED_TOKENS) known.clear()
  const tokens: Token[] = []
  for (const written of folded.match(TOKEN) ?? []) {
    let token = known.get(written)
    if (token === undefined) {
      token = makeToken(written, language)
      known.set(written, token)
    }
    tokens.push(token)
  }
  return tokens
}

function makeToken(written: string, language: string): Token {
  const code = written.charCodeAt(0)
  const kind = code >= 48 && code <= 57 ? DIGITS : /^\p{L}/u.test(written) ? WORD : MARK
  const lower = written.toLowerCase()
  const isEnd = kind === MARK && /[.!?…:"|\n-]/.test(written)
  if (kind !== WORD) return { lower, written, kind, isTelling: false, isDate: false, isEnd }
  const term = termsOf([written], language)[0]!
  const patterns = hasFactTable(language) ? patternsFor(lower, language) : undefined
  const numeral = numeralOf(lower, language)
  const isDate = (term.kind & DATE) !== 0
  const isTelling = isTellingTerm(term) && numeral === undefined
  return {
    lower,
    written,
    kind,
    term,
    isTelling,
    isDate,
    isEnd,
    ...(patterns === undefined ? {} : { patterns }),
    ...(numeral === undefined ? {} : { numeral }),
  }
}

const isTellingTerm = ({ lower, rarity, kind, isNumber }: Term): boolean =>
  !isNumber &&
  lower.length > 1 &&
  rarity >= MIN_RARITY &&
  !(kind & DATE) &&
  !(rarity < MAX_FUNCTION_RARITY && isFunctionWord(lower))

interface Part {
  readonly tokens: readonly Token[]
  /** Telling words, folded, in lower case. */
  readonly words: readonly string[]
  readonly outcomes: ReadonlySet<string>
  readonly marks: ReadonlySet<string>
  readonly numbers: readonly string[]
  /** Indices of words that say that somebody says something. */
  readonly comments: readonly number[]
  readonly hasYear: boolean
  readonly hasAge: boolean
  readonly hasDay: boolean
  readonly isFirstPerson: boolean
}

/** How writers speak of themselves, by language. */
const FIRST_PERSON: Readonly<Record<string, string>> = {
  en: ' i my me we our us ',
  de: ' ich wir mein meine uns unser unsere ',
  fr: ' je j nous mon ma mes notre moi ',
  es: ' yo mi mis nos nosotros nuestra nuestro ',
  it: ' io noi mio mia nostro nostra ',
  pt: ' eu meu minha nossa nosso ',
  nl: ' ik mijn wij we onze ',
  ru: ' я мы мне мой наш нам ',
}
const TODAY = new Set(
  'today overnight tonight morning evening afternoon heute nacht morgen abend nachmittag soir matin nuit hoy noche madrugada tarde oggi notte sera mattina hoje noite manha vandaag nacht avond ochtend сегодня ночью утром вечером'.split(
    ' ',
  ),
)

function readPart(text: string, language: string | undefined, year: number, isTitle: boolean): Part {
  const folded = foldMarks(text)
  const tokens = tokensOf(folded, language ?? '')
  const words = UNSPACED.test(folded)
    ? termsOf(comparedWords(folded, isTitle ? 60 : 1_000), language ?? '').filter(isTellingTerm)
    : tokens.filter(({ isTelling }) => isTelling)
  const told = isTitle ? tokens : withoutPast(tokens, year)
  const { outcomes, marks, comments, concepts } = outcomesOf(told)
  const persons = FIRST_PERSON[language ?? '']
  return {
    tokens,
    words: words.map(({ lower }) => lower),
    outcomes,
    marks,
    comments,
    ...numbersOf(told, concepts, language),
    hasYear: tokens.some(({ kind, written }) => kind === DIGITS && isPastYear(written, year)),
    hasDay: tokens.some(({ isDate, lower }) => isDate || TODAY.has(lower)),
    isFirstPerson:
      persons !== undefined && tokens.some(({ kind, lower }) => kind === WORD && persons.includes(` ${lower} `)),
  }
}

const isYear = (written: string): boolean => /^(?:1[0-9]|20)\d\d$/.test(written)
const isPastYear = (written: string, year: number): boolean => isYear(written) && Number(written) < year

/** Tokens without the sentences that begin with a past year and name no day: "In 1998 an earthquake killed 3,400." */
function withoutPast(tokens: readonly Token[], year: number): readonly Token[] {
  if (!tokens.some(({ kind, written }) => kind === DIGITS && isPastYear(written, year))) return tokens
  const told: Token[] = []
  let sentence: Token[] = []
  const end = (): void => {
    const at = sentence.findIndex(({ kind, isTelling }) => kind === DIGITS || isTelling)
    const isPast = at >= 0 && isPastYear(sentence[at]!.written, year)
    if (!isPast || sentence.slice(at).some(({ isDate, lower }) => isDate || TODAY.has(lower))) told.push(...sentence)
    sentence = []
  }
  for (const token of tokens) {
    sentence.push(token)
    if (token.kind === MARK && /[.!?\n]/.test(token.written)) end()
  }
  end()
  return told
}

/** Whether the pattern stands at a token; the index behind its last word, else undefined. */
function endOf(pattern: Pattern, tokens: readonly Token[], at: number): number | undefined {
  let next = at
  for (const { text, isPrefix, gap } of pattern.words) {
    let left = gap
    for (;;) {
      while (tokens[next]?.written === '-') next++
      const token = tokens[next]
      if (token === undefined || (token.kind === MARK && (gap === 0 || /[.!?:;\n]/.test(token.written))))
        return undefined
      if (isPrefix ? token.lower.startsWith(text) : token.lower === text) break
      if (left-- === 0) return undefined
      next++
    }
    next++
  }
  return next
}

/** So many words before an outcome may deny it or only consider it. */
const DENIAL_REACH = 3

function outcomesOf(tokens: readonly Token[]): {
  outcomes: Set<string>
  marks: Set<string>
  comments: number[]
  concepts: Map<number, string>
} {
  const outcomes = new Set<string>()
  const marks = new Set<string>()
  const comments: number[] = []
  const concepts = new Map<number, string>()
  for (let at = 0; at < tokens.length; at++) {
    const { patterns } = tokens[at]!
    if (patterns === undefined) continue
    for (const pattern of patterns) {
      const end = endOf(pattern, tokens, at)
      if (end === undefined) continue
      const { concept } = pattern
      if (concept === 'comment verb') comments.push(at)
      else if (MARKS.has(concept)) marks.add(concept)
      else if (!isDoubted(tokens, at)) {
        if (concept !== 'victim') outcomes.add(concept)
        if (!COUNTED.has(concepts.get(at) ?? '')) concepts.set(at, concept)
      }
    }
  }
  return { outcomes, marks, comments, concepts }
}

const isDoubted = (tokens: readonly Token[], at: number): boolean =>
  followsOne(tokens, at, (word) => denyingWords.has(word) || consideringWords.has(word))

const isConsidered = (tokens: readonly Token[], at: number): boolean =>
  followsOne(tokens, at, (word) => consideringWords.has(word))

/** Whether one of such words stands just before a token, in its clause. */
function followsOne(tokens: readonly Token[], at: number, isOne: (word: string) => boolean): boolean {
  let left = DENIAL_REACH
  for (let before = at - 1; before >= 0 && left > 0; before--) {
    const { kind, lower, written } = tokens[before]!
    if (kind === MARK) {
      if (written === '-') continue
      return false
    }
    if (isOne(lower)) return true
    left--
  }
  return false
}

const MONEY = new Set(['$', '€', '£'])

function numbersOf(
  tokens: readonly Token[],
  concepts: ReadonlyMap<number, string>,
  language: string | undefined,
): { numbers: string[]; hasAge: boolean } {
  const numbers: string[] = []
  let hasAge = false
  const isDate = (at: number): boolean => tokens[at]?.isDate === true
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === MARK) continue
    let value: number | undefined
    let isOrdinal = false
    let isRound = false
    let end = at + 1
    const isDigits = token.kind === DIGITS
    if (isDigits) {
      const before = tokens[at - 1]?.written
      const after = tokens[at + 1]
      // A telephone number, a score, a range, a time of day, a version.
      const isChained =
        (before === '-' && tokens[at - 2]?.kind === DIGITS) ||
        (after?.written === '-' && tokens[at + 2]?.kind === DIGITS)
      if (isChained || tokens[at - 1]?.kind === DIGITS || after?.kind === DIGITS) continue
      value = numberOf(token.written)
      if (value === undefined) continue
      if (isYear(token.written)) continue
      isOrdinal = /^(?:st|nd|rd|th|e|eme|er|º|ª|o|a)$/.test(after?.lower ?? '')
    } else if (language !== undefined) {
      const joined =
        tokens[at + 1]?.written === '-' ? numeralOf(`${token.lower}-${tokens[at + 2]?.lower}`, language) : undefined
      const numeral = joined ?? token.numeral
      if (numeral === undefined) continue
      if (joined !== undefined) end = at + 3
      value = numeral.value
      isOrdinal = numeral.isOrdinal
      isRound = numeral.isRound
      // Tens and units: "thirty-two", "trente-deux", "treinta y dos", "тридцать два".
      if (value >= 20 && value % 10 === 0) {
        const between = tokens[end]?.lower ?? ''
        const next = /^(?:-|y|e|et)$/.test(between) ? end + 1 : end
        const unit = tokens[next]?.numeral
        if (unit !== undefined && !unit.isOrdinal && unit.value < 20 && (next > end || language === 'ru')) {
          value += unit.value
          end = next + 1
        }
      }
      if (value === 0) continue
    } else continue
    const start = at
    at = end - 1
    let multiplier = multiplierOf(tokens[end]?.lower ?? '')
    let isPercent = false
    while (multiplier !== undefined) {
      value *= multiplier
      end++
      multiplier = multiplierOf(tokens[end]?.lower ?? '')
    }
    const next = tokens[end]
    if (next?.written === '%' || percentWords.has(next?.lower ?? '')) isPercent = true
    else if (/^(?:per|pour|por)$/.test(next?.lower ?? '') && /^c[ei]e?n/.test(tokens[end + 1]?.lower ?? ''))
      isPercent = true
    at = end - 1
    const concept = countedBy(tokens, start, end, concepts)
    if (isOrdinal) {
      if (concept === 'dead' || concept === 'found dead' || concept === 'victim') numbers.push(`${value} dead`)
      continue
    }
    // "The toll could reach 100."
    if (isConsidered(tokens, start)) continue
    if (isPercent) {
      numbers.push(`${value}%`)
      continue
    }
    if (isDate(start - 1) || isDate(end) || (next?.written === '.' && isDate(end + 1))) continue
    if (isDate(end + 1) && /^(?:de|of)$/.test(next?.lower ?? '')) continue
    const unit = next?.written === '-' ? tokens[end + 1] : next
    const unitAfter = next?.written === '-' ? tokens[end + 3] : tokens[end + 1]
    if (/^(?:am|pm|a|p|h|uhr|ч|hrs)$/.test(next?.lower ?? '') && isDigits) continue
    if (unit !== undefined && measures.has(unit.lower)) {
      if (
        ageWords.has(unitAfter?.lower ?? '') ||
        /^(?:ans|anos|anni|jahre|jahren|jaar|лет|year|years)$/.test(unit.lower)
      )
        hasAge = true
      continue
    }
    if (unit !== undefined && ageWords.has(unit.lower)) {
      hasAge = true
      continue
    }
    if (ageWords.has(tokens[start - 1]?.lower ?? '')) continue
    // "Dale Renwick, 34, of": an age.
    const isParted =
      tokens[start - 1]?.written === ',' && (next === undefined || /^[,.]$/.test(next.written) || next.lower === 'to')
    if (isParted && tokens[start - 2]?.kind === WORD && value >= 2 && value < 110) {
      hasAge = true
      continue
    }
    if (tokens[start - 1]?.written === '(' && next?.written === ')' && value < 110) {
      hasAge = true
      continue
    }
    const before = tokens[start - 1]
    const isTime = isDigits && /^\d{1,2}[.:][0-5]\d$/.test(token.written) && !MONEY.has(before?.written ?? '')
    // "10:30", and "at 10.30", which is 10.3 elsewhere.
    if (
      isTime &&
      (token.written.includes(':') || /^(?:at|um|à|alle|às|om|kl|gegen|vers|after|before)$/.test(before?.lower ?? ''))
    )
      continue
    if (value <= 1) continue
    const isHedged =
      isRound ||
      [1, 2].some((step) => roundingWords.has(tokens[start - step]?.lower ?? '') && tokens[start - 1]?.kind !== MARK)
    numbers.push(
      `${isHedged ? '~' : ''}${value}${concept === undefined || concept === 'victim' ? '' : ` ${concept === 'found dead' ? 'dead' : concept}`}`,
    )
  }
  return { numbers: [...new Set(numbers)], hasAge }
}

/** `1,200`, `1.200`, `1'200`, `6.50`, `6,5` as a number; undefined for a time, a date and what starts with 0. */
function numberOf(written: string): number | undefined {
  if (/^0\d/.test(written) || written.length > 15) return undefined
  const plain = written.replace(/\u00a0/gu, '')
  if (/^\d{1,3}(?:[.,']\d{3})+$/.test(plain)) return Number(plain.replace(/[.,']/g, ''))
  if (/^\d+[.,]\d+$/.test(plain)) return Number(plain.replace(',', '.'))
  return /^\d+$/.test(plain) ? Number(plain) : undefined
}

/** The counted concept nearest to a number in its clause; one behind it is nearer than one before it. */
function countedBy(
  tokens: readonly Token[],
  start: number,
  end: number,
  concepts: ReadonlyMap<number, string>,
): string | undefined {
  const look = (from: number, step: 1 | -1): [string, number] | undefined => {
    for (let at = from, count = 1; count <= COUNT_REACH; at += step, count++) {
      const token = tokens[at]
      if (token === undefined || (token.kind === MARK && token.written !== '-')) return undefined
      const concept = concepts.get(at)
      if (concept !== undefined && COUNTED.has(concept)) return [concept, count]
      if (token.kind === DIGITS) return undefined
    }
    return undefined
  }
  const after = look(end, 1)
  const before = look(start - 1, -1)
  if (after === undefined) return before?.[0]
  return before !== undefined && before[1] + 2 < after[1] ? before[0] : after[0]
}

/** Names of title, lead and rest, and whether a name of the title only comments. */
function namesOf(
  title: Part,
  lead: Part,
  rest: Part,
  language: string | undefined,
): { listed: [string, string, string]; isComment: boolean } {
  const isGerman = language === 'de'
  const capitals = title.tokens.filter(
    ({ kind, written, lower }) => kind === WORD && written.length > 3 && written !== lower,
  )
  const long = title.tokens.filter(({ kind, written }) => kind === WORD && written.length > 3)
  const isTitleCase = !isGerman && capitals.length > 0.7 * long.length
  const sure = new Set<string>()
  const known = new Set<string>()
  const read = (part: Part, isCertain: boolean, limit: number): string[] => {
    const found: string[] = []
    let run: Token[] = []
    const end = (): void => {
      const last = run.at(-1)
      if (last !== undefined && !known.has(last.lower)) {
        known.add(last.lower)
        if (found.length < limit) found.push(run.map(({ written }) => written).join(' '))
      }
      run = []
    }
    let isFirst = true
    for (const token of part.tokens) {
      const { term } = token
      const wasFirst = isFirst
      isFirst = token.kind === MARK ? isFirst || token.isEnd : false
      const isCapital = token.kind === WORD && token.written !== token.lower && token.written.length > 1
      if (
        !isCapital ||
        term === undefined ||
        term.kind & DATE ||
        (term.rarity < MAX_FUNCTION_RARITY && isFunctionWord(token.lower))
      ) {
        end()
        continue
      }
      const isRare = term.rarity >= NAME_RARITY
      const isName = isGerman
        ? isRare && (run.length > 0 || (!wasFirst && token.written.length <= MAX_GERMAN_NAME))
        : isCertain && !wasFirst
          ? true
          : isRare || sure.has(token.lower)
      if (!isName) end()
      else {
        if (isCertain && !wasFirst) sure.add(token.lower)
        run.push(token)
      }
    }
    end()
    return found
  }
  // The lead first: it tells which words of a title in Title Case are names.
  const ofLead = read(lead, true, 12)
  const leadKnown = new Set(known)
  known.clear()
  const ofTitle = read(title, !isTitleCase, 8)
  const titleKnown = new Set(known)
  for (const name of leadKnown) known.add(name)
  const ofRest = read(rest, true, MAX_REST_NAMES)
  const isInTitle = (name: string): boolean => titleKnown.has(name.split(' ').at(-1)!.toLowerCase())
  const isComment =
    title.comments.length > 0 ||
    /^\s*(?:\p{Lu}\p{Ll}+ ){1,3}: \p{Lu}/u.test(title.tokens.map(({ written }) => written).join(' '))
  return {
    listed: [ofTitle.join(','), ofLead.filter((name) => !isInTitle(name)).join(','), ofRest.join(',')],
    isComment,
  }
}
