/** The numbers of a text that may be news, with what they count: `14 dead`, `~40`, `6.5%`. */
import {
  ageWords,
  DIGITS,
  isConsidered,
  MARK,
  measures,
  multiplierOf,
  numeralOf,
  percentWords,
  roundingWords,
  type Token,
  WORD,
} from './fact-words.ts'

/** What a number may count; a different number of any of these is news in itself. */
export const COUNTED: ReadonlySet<string> = new Set([
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
/** How many words before or after a number may say what it counts. */
const COUNT_REACH = 5

const MONEY = new Set(['$', '€', '£'])

const isYear = (written: string): boolean => /^(?:1[0-9]|20)\d\d$/.test(written)
/** Whether the digits are a year before this one. */
export const isPastYear = (written: string, year: number): boolean => isYear(written) && Number(written) < year

/** A number as it stands in a text: tokens from `start` to before `end`. */
interface NumberRead {
  readonly value: number
  readonly start: number
  readonly end: number
  readonly isOrdinal: boolean
  /** Means an approximate number: "a dozen". */
  readonly isRound: boolean
}

/**
 * The numbers that may be news, and whether one is somebody's age. Ages, years, dates, times, measures, scores, telephone
 * numbers and what is only considered are not news. `concepts` has what is said at which token.
 */
export function numbersOf(
  tokens: readonly Token[],
  concepts: ReadonlyMap<number, string>,
  language: string | undefined,
): { numbers: string[]; hasAge: boolean } {
  const numbers = new Set<string>()
  let hasAge = false
  for (let at = 0; at < tokens.length; at++) {
    const plain = tokens[at]!.kind === DIGITS ? readDigits(tokens, at) : readWords(tokens, at, language)
    if (plain === undefined) continue
    const read = multiplied(plain, tokens)
    at = read.end - 1
    const concept = countedBy(tokens, read, concepts)
    const counted = concept === 'found dead' ? 'dead' : concept
    if (read.isOrdinal) {
      if (counted === 'dead' || counted === 'victim') numbers.add(`${read.value} dead`)
      continue
    }
    // "The toll could reach 100."
    if (isConsidered(tokens, read.start)) continue
    if (isPercent(tokens, read.end)) numbers.add(`${read.value}%`)
    else if (isAge(tokens, read)) hasAge = true
    else if (read.value > 1 && !isDateOrMeasure(tokens, read)) {
      const unit = counted === undefined || counted === 'victim' ? '' : ` ${counted}`
      numbers.add(`${isHedged(tokens, read) ? '~' : ''}${read.value}${unit}`)
    }
  }
  return { numbers: [...numbers], hasAge }
}

/** A number in digits; undefined for a year, and for parts of a telephone number, a score, a range or a version. */
function readDigits(tokens: readonly Token[], at: number): NumberRead | undefined {
  const { written } = tokens[at]!
  const before = tokens[at - 1]
  const after = tokens[at + 1]
  const isChained =
    (before?.written === '-' && tokens[at - 2]?.kind === DIGITS) ||
    (after?.written === '-' && tokens[at + 2]?.kind === DIGITS)
  if (isChained || before?.kind === DIGITS || after?.kind === DIGITS || isYear(written)) return undefined
  const value = numberOf(written)
  if (value === undefined) return undefined
  const isOrdinal = /^(?:st|nd|rd|th|e|eme|er|º|ª|o|a)$/.test(after?.lower ?? '')
  return { value, start: at, end: at + 1, isOrdinal, isRound: false }
}

/** A number in words; tens and units are one: "thirty-two", "trente-deux", "treinta y dos", "тридцать два". */
function readWords(tokens: readonly Token[], at: number, language: string | undefined): NumberRead | undefined {
  const { kind, lower, numeral: alone } = tokens[at]!
  if (kind !== WORD || language === undefined) return undefined
  const joined = tokens[at + 1]?.written === '-' ? numeralOf(`${lower}-${tokens[at + 2]?.lower}`, language) : undefined
  const numeral = joined ?? alone
  if (numeral === undefined) return undefined
  const { isOrdinal, isRound } = numeral
  let { value } = numeral
  let end = joined === undefined ? at + 1 : at + 3
  if (value >= 20 && value % 10 === 0) {
    const next = /^(?:-|y|e|et)$/.test(tokens[end]?.lower ?? '') ? end + 1 : end
    const unit = tokens[next]?.numeral
    if (unit !== undefined && !unit.isOrdinal && unit.value < 20 && (next > end || language === 'ru')) {
      value += unit.value
      end = next + 1
    }
  }
  return value === 0 ? undefined : { value, start: at, end, isOrdinal, isRound }
}

/** The number with its multiplier: "5 million". */
function multiplied(read: NumberRead, tokens: readonly Token[]): NumberRead {
  const by = multiplierOf(tokens[read.end]?.lower ?? '')
  return by === undefined ? read : multiplied({ ...read, value: read.value * by, end: read.end + 1 }, tokens)
}

function isPercent(tokens: readonly Token[], end: number): boolean {
  const next = tokens[end]?.lower ?? ''
  const isTwoWords = /^(?:per|pour|por)$/.test(next) && /^c[ei]e?n/.test(tokens[end + 1]?.lower ?? '')
  return next === '%' || percentWords.has(next) || isTwoWords
}

/** "34 years old", "34-jährig", "Dale Renwick, 34, of", "(34)". */
function isAge(tokens: readonly Token[], { value, start, end }: NumberRead): boolean {
  const before = tokens[start - 1]
  const next = tokens[end]
  const [unit, behind] = unitOf(tokens, end)
  if (measures.has(unit)) return ageWords.has(behind) || /^(?:ans|anos|anni|jahren?|jaar|лет|years?)$/.test(unit)
  if (ageWords.has(unit)) return true
  if (value >= 110) return false
  const isParted = before?.written === ',' && (next === undefined || /^[,.]$/.test(next.written) || next.lower === 'to')
  if (isParted && tokens[start - 2]?.kind === WORD && value >= 2) return true
  return before?.written === '(' && next?.written === ')'
}

function isDateOrMeasure(tokens: readonly Token[], { start, end }: NumberRead): boolean {
  const isDate = (at: number): boolean => tokens[at]?.isDate === true
  const token = tokens[start]!
  const before = tokens[start - 1]
  const next = tokens[end]
  if (isDate(start - 1) || isDate(end) || (next?.written === '.' && isDate(end + 1))) return true
  if (isDate(end + 1) && /^(?:de|of)$/.test(next?.lower ?? '')) return true
  if (measures.has(unitOf(tokens, end)[0]) || ageWords.has(before?.lower ?? '')) return true
  if (token.kind !== DIGITS) return false
  if (/^(?:am|pm|a|p|h|uhr|ч|hrs)$/.test(next?.lower ?? '')) return true
  // "10:30", and "at 10.30", which is 10.3 elsewhere.
  const isTime = /^\d{1,2}[.:][0-5]\d$/.test(token.written) && !MONEY.has(before?.written ?? '')
  const isAfterTimeWord = /^(?:at|um|à|alle|às|om|kl|gegen|vers|after|before)$/.test(before?.lower ?? '')
  return isTime && (token.written.includes(':') || isAfterTimeWord)
}

/** The word that follows a number, and the next one, past hyphens. */
function unitOf(tokens: readonly Token[], end: number): readonly [unit: string, behind: string] {
  const isHyphen = tokens[end]?.written === '-'
  return [tokens[isHyphen ? end + 1 : end]?.lower ?? '', tokens[isHyphen ? end + 3 : end + 1]?.lower ?? '']
}

const isHedged = (tokens: readonly Token[], { start, isRound }: NumberRead): boolean =>
  isRound ||
  [1, 2].some((step) => roundingWords.has(tokens[start - step]?.lower ?? '') && tokens[start - 1]?.kind !== MARK)

/** `1,200`, `1.200`, `1'200`, `6.50`, `6,5` as a number; undefined for a time, a date and what starts with 0. */
function numberOf(written: string): number | undefined {
  if (/^0\d/.test(written) || written.length > 15) return undefined
  const plain = written.replace(/\u00a0/gu, '')
  if (/^\d{1,3}(?:[.,']\d{3})+$/.test(plain)) return Number(plain.replace(/[.,']/g, ''))
  if (/^\d+[.,]\d+$/.test(plain)) return Number(plain.replace(',', '.'))
  return /^\d+$/.test(plain) ? Number(plain) : undefined
}

/** The counted concept nearest to a number in its clause; one after it is nearer than one before it. */
function countedBy(
  tokens: readonly Token[],
  { start, end }: NumberRead,
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
