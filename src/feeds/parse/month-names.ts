/** Recognises the names of months in the languages of feeds. */

const ENGLISH = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Where two languages use one name for different months ("listopad" in Polish and Croatian), the earlier in this list
 * wins. The names are those of the Gregorian calendar: feeds use it in all these languages.
 */
const LANGUAGES = (
  'en de fr es pt it nl pl ru uk cs sk hu ro bg el tr sv da nb nn fi et lv lt sr sr-Latn hr bs sl mk be sq ca eu gl is ga cy ' +
  'id ms vi th hi bn mr ta te gu kn ml pa ur fa ar ar-SY ar-DZ he ja ko zh ka hy az kk uz mn sw af'
).split(' ')

let names: Map<string, number> | undefined

/**
 * The month, 1 to 12, that a lower-case word names; 0 when it names none. English names may be abbreviated to three
 * letters or more. The names in other languages come from ICU (CLDR data); they are loaded when a word first needs them,
 * which takes about 100 ms.
 */
export function monthOfName(word: string): number {
  const english = ENGLISH.indexOf(word.slice(0, 3)) + 1
  if (english > 0 && ENGLISH_FULL[english - 1]!.startsWith(word)) return english
  if (word === 'sept') return 9
  names ??= readNames()
  // In Hebrew the preposition "in" is a prefix of the month's name.
  return names.get(fold(word)) ?? (word.startsWith('ב') ? names.get(fold(word.slice(1))) : undefined) ?? 0
}

const ENGLISH_FULL = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
] // biome-ignore format: a list

/** The word without diacritics, dots and apostrophes, which feeds may leave out. */
function fold(word: string): string {
  return word.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[.'’]/g, '')
}

function readNames(): Map<string, number> {
  const found = new Map<string, number>()
  for (const language of LANGUAGES) {
    for (const width of ['long', 'short'] as const) {
      // Alone, and beside a day: Slavic languages write "január" but "3. januára".
      const alone = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { month: width, timeZone: 'UTC' })
      const inDate = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
        day: 'numeric',
        month: width,
        year: 'numeric',
        timeZone: 'UTC',
      })
      for (let month = 1; month <= 12; month++) {
        const date = Date.UTC(2026, month - 1, 3)
        addName(found, alone.format(date), month)
        addName(found, inDate.formatToParts(date).find(({ type }) => type === 'month')?.value, month)
      }
    }
  }
  for (const [name, month] of MORE_NAMES) if (!found.has(name)) found.set(name, month)
  return found
}

function addName(names: Map<string, number>, written: string | undefined, month: number): void {
  const name = fold(written ?? '').trim()
  if (name.length < 2 || /\d|\s/.test(name) || names.has(name)) return
  names.set(name, month)
}

/** Abbreviations seen in feeds that CLDR does not have. */
const MORE_NAMES: readonly (readonly [string, number])[] = [
  ['mrz', 3],
  ['maerz', 3],
  ['janner', 1],
  ['feber', 2],
  ['fevr', 2],
  ['avr', 4],
  ['juil', 7],
  ['aou', 8],
  ['ene', 1],
  ['abr', 4],
  ['ago', 8],
  ['set', 9],
  ['setiembre', 9],
  ['out', 10],
  ['dez', 12],
  ['dic', 12],
  ['gen', 1],
  ['mag', 5],
  ['giu', 6],
  ['lug', 7],
  ['ott', 10],
  ['mei', 5],
  ['okt', 10],
  ['des', 12],
]
