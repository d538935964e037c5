/**
 * What an article says that may be new in its story: numbers, names and outcomes of title and lead, and what the rest of its
 * text says besides them, as short words that people can read. `developments.ts` compares them.
 *
 * Bias: what may not be news is left out. A number counts where it is not an age, year, date, time, measure, score or telephone
 * number; an outcome where nothing before it denies it or only considers it; a name in the title where it does more than
 * comment.
 *
 * Not chosen: hashes, as grouping keeps them. They are half the size, but nobody could be shown which fact was new.
 */
import type { Instant } from '../model.ts'
import { comparedWords } from '../text/east-asian.ts'
import { detectLanguage, foldMarks, stem, UNSPACED } from '../text/text.ts'
import { COUNTED, isPastYear, numbersOf } from './fact-numbers.ts'
import {
  DIGITS,
  isDoubted,
  isFunctionTerm,
  isTellingTerm,
  MARK,
  type Pattern,
  type Token,
  tokensOf,
  WORD,
} from './fact-words.ts'
import { termsOf } from './terms.ts'
import { DATE } from './title-words.ts'

/** What is stored of an article. Words of a list are separated by spaces, longer items by commas; absent: none. */
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
  /** Distinctive words: those of the title as written, the others as stems. */
  readonly words?: readonly [title: string, lead: string, rest: string]
}

/** A title that begins like a question explains more often than it reports. Not WHO, the organisation. */
const EXPLAINS =
  /^(?:[Hh]ow|[Ww](?:hy|hat|ho|hen|here)|[Ww](?:ie|arum|as|er|ieso)|[Cc]omment|[Pp]ourquoi|[Qq]ui|[Cc]omo|[Pp]or que|[Qq]uien|[Cc]ome|[Pp]erche|[Cc]osa|[Cc]hi|[Hh]oe|[Ww]aarom|[Ww]at|[Кк]ак|[Пп]очему|[Чч]то|[Кк]то) /u

/** What many outlets put before an opinion, also in languages without a table. */
const OPINES =
  /^(?:op-?ed|opinion\w*|comment(?:ary|aire)?|comentario|kom+ent\w+|editorial\w*|edito|leitartikel|leder|ledare|hoofdredactioneel|editoriale|komentarz|komentar|kolumne|kolumna|column|chronique|tribune|debatt|standpunkt|мнение|колонка) ?[:.|—–-]/iu

/** Concepts that show what kind of article it is, and what it counts. */
const MARKS = new Set(['live', 'opinion', 'background', 'official', 'scene'])
const MAX_REST_CHARACTERS = 4_000
const MAX_LEAD_CHARACTERS = 700
const MAX_REST_WORDS = 40
const MAX_REST_NUMBERS = 16
const MAX_REST_NAMES = 24
/** A word of the shipped tables' rarest kind, which at a sentence's start may be a name. */
const NAME_RARITY = 55
/** A longer German word with a capital, beside which no other stands, is a compound more often than a name. */
const MAX_GERMAN_NAME = 9

/** The input of `factsOf`. */
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

interface Part {
  readonly tokens: readonly Token[]
  /** Distinctive words, folded, in lower case. */
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
      if (!isCapital || term === undefined || term.kind & DATE || isFunctionTerm(term)) {
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
  // The lead first: it shows which words of a title in Title Case are names.
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
