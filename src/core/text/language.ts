/**
 * Detects the language of a text by its script and its function words. Bias: no answer is better than a wrong one. A
 * wrong language stems words wrongly; without a language they only stay as they are.
 *
 * Not chosen: a statistical detector. The one we tried needs 0.4 s and 90 MB to load its smallest table and loads it
 * asynchronously, while grouping is synchronous and must get the same answer at every call.
 */
import { primaryTag } from '../language-tag.ts'
import functionWords from './function-words.json' with { type: 'json' }

/**
 * The most common function words of each language, folded. A word in several lists counts less: its weight
 * is divided by their number.
 */
const FUNCTION_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(functionWords).map(([language, words]) => [language, new Set(words.split(' '))]),
)

/** Letters that only one of the languages in a script uses; each is a strong sign. Matched before folding. */
const DISTINCTIVE_LETTERS: readonly (readonly [string, RegExp])[] = [
  ['de', /ß/],
  ['es', /[ñ¿¡]/],
  ['pt', /[ãõ]/],
  ['pl', /[ąęśźż]|ł/],
  ['tr', /[ğış]/],
  ['ro', /[țşșă]/],
  ['hu', /[őű]/],
  ['cs', /[ěřů]/],
  ['vi', /[ơưạảấầậắặếềệốồộớờợứừự]/],
  ['uk', /[їєґ]/],
  ['ru', /[ыэё]/],
  ['lv', /[ģķļņ]/],
  ['lt', /[ėįų]/],
  ['ur', /[ٹڈڑےں]/],
  ['fa', /[پچژگ]/],
]

/** Scripts that belong to one language, or nearly so. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
]
const LETTERS = /\p{L}/gu
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const NOT_LATIN_1 = /[^\x00-\u02ff\u2000-\u20cf]/

const languages = [...FUNCTION_WORDS.keys()]

/** For each function word the languages that have it (by index), and its weight: 1 divided by their number. */
const votesByWord = new Map<string, { readonly languages: number[]; weight: number }>()
languages.forEach((language, index) => {
  for (const word of FUNCTION_WORDS.get(language)!) {
    const votes = votesByWord.get(word) ?? { languages: [], weight: 1 }
    votes.languages.push(index)
    votes.weight = 1 / votes.languages.length
    votesByWord.set(word, votes)
  }
})

/** Whether a folded word is a function word of some language; such a word says nothing about a text's subject. */
export const isFunctionWord = (word: string): boolean => votesByWord.has(word)

const MAX_WORDS = 200
const MAX_CHARACTERS = 1_500
/** The weight of distinctive letters, in function words. */
const LETTER_WEIGHT = 0.8
/** By what factor the best language must beat the next. */
const LEAD_FACTOR = 1.15
const NOT_ASCII = /[^\x00-\x7f]/

/** The language of a text, from its folded words and the text as written; undefined where the signs are too few or mixed. */
export function languageOf(words: readonly string[], text: string): string | undefined {
  const sample = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const scripted = NOT_LATIN_1.test(sample) ? languageOfScript(sample) : undefined
  if (scripted !== undefined) return scripted
  const scores = new Float64Array(languages.length)
  const read = Math.min(words.length, MAX_WORDS)
  for (let i = 0; i < read; i++) {
    const votes = votesByWord.get(words[i]!)
    if (votes === undefined) continue
    for (const index of votes.languages) scores[index]! += votes.weight
  }
  if (NOT_ASCII.test(sample)) {
    const lower = sample.toLowerCase()
    for (const [language, letters] of DISTINCTIVE_LETTERS) {
      if (letters.test(lower)) scores[languages.indexOf(language)]! += LETTER_WEIGHT
    }
  }
  let best = 0
  let second = -1
  for (let i = 1; i < scores.length; i++) {
    if (scores[i]! > scores[best]!) {
      second = best
      best = i
    } else if (second < 0 || scores[i]! > scores[second]!) second = i
  }
  // A title of five words has one or two function words, a text of forty words has fifteen.
  const isEnough = scores[best]! >= 0.45 + Math.min(read, 100) * 0.02
  return isEnough && scores[best]! >= scores[second]! * LEAD_FACTOR ? languages[best] : undefined
}

function languageOfScript(sample: string): string | undefined {
  const letters = sample.match(LETTERS)?.length ?? 0
  if (letters === 0) return undefined
  for (const [language, script] of SCRIPTS) {
    const share = (sample.match(script)?.length ?? 0) / letters
    // Japanese is mostly Han with some kana, so a tenth is enough; any other script must be a large part of the text.
    if (share >= (language === 'ja' ? 0.1 : 0.4)) return language
  }
  return undefined
}

// ---- a declared language

/**
 * Languages whose function words are mostly those of another that has a list here. A text in one of them looks like the
 * other, and agrees with either tag.
 */
const LIKE: Record<string, string> = {
  nb: 'no',
  nn: 'no',
  iw: 'he',
  in: 'id',
  ji: 'yi',
  ms: 'id',
  bs: 'hr',
  sh: 'hr',
  af: 'nl',
  fy: 'nl',
  gl: 'pt',
  mk: 'bg',
}

/** Languages that share so many function words that a few of the other's say nothing. */
const CLOSE = [
  'no da sv',
  'pt es gl ca it',
  'hr sr sl bg mk',
  'id ms',
  'cs sk pl',
  'nl af de',
  'ru uk bg sr',
  'fa ar ur',
]
const closeTo = CLOSE.map((group) => new Set(group.split(' ')))

/** Languages that are written in several alphabets, so that another alphabet contradicts nothing. */
const SEVERAL_ALPHABETS = new Set('sr bs sh hr az uz kk ky tk tg tt ku pa ks sd mn ug ms ha dz crh cnr ro'.split(' '))

/** The scripts whose share in a text shows that it is not in a language of another script. */
const WRITTEN_IN: readonly (readonly [RegExp, RegExp])[] = (
  [
    ['Latin', 'Latn'],
    ['Cyrillic', 'Cyrl'],
    ['Greek', 'Grek'],
    ['Arabic', 'Arab'],
    ['Hebrew', 'Hebr'],
    ['Devanagari', 'Deva'],
    ['Bengali', 'Beng'],
    ['Tamil', 'Taml'],
    ['Telugu', 'Telu'],
    ['Gujarati', 'Gujr'],
    ['Gurmukhi', 'Guru'],
    ['Kannada', 'Knda'],
    ['Malayalam', 'Mlym'],
    ['Sinhala', 'Sinh'],
    ['Thai', 'Thai'],
    ['Lao', 'Laoo'],
    ['Khmer', 'Khmr'],
    ['Myanmar', 'Mymr'],
    ['Georgian', 'Geor'],
    ['Armenian', 'Armn'],
    ['Ethiopic', 'Ethi'],
    ['Hangul', 'Kore'],
    ['Han}\\p{Script=Hiragana}\\p{Script=Katakana', 'Han[st]|Jpan'],
  ] as const
).map(([name, code]) => [new RegExp(`[\\p{Script=${name}}]`, 'gu'), new RegExp(`^(?:${code})$`)] as const)

/** A text with fewer letters in another script may be a name. */
const MIN_LETTERS = 12
/** In a text of another script hardly a letter is of the declared language's own; names in Latin letters stand everywhere. */
const MIN_SHARE_OF_SCRIPT = 0.8
const MAX_SHARE_OF_OWN_SCRIPT = 0.05
/** A Japanese text of this many letters has kana, and a Chinese one has none. */
const MIN_LETTERS_WITH_KANA = 40
/** A shorter text has too few function words to contradict the declaration. */
const MIN_WORDS = 20
/** How many function words the text must have that only the other language has; more where the two are close. */
const MIN_OWN_WORDS = 5
const MIN_OWN_WORDS_OF_CLOSE = 8
/** How many function words of the declared language alone there may be for each one of the other. */
const MAX_WORDS_OF_DECLARED = 0.2
const MAX_WORDS_OF_DECLARED_CLOSE = 0.1

/**
 * The language of a text that its publisher has declared as `declared` (a BCP 47 tag): that tag, unless the text clearly
 * contradicts it, and then what the text shows; undefined where that is doubtful. Bias: the declaration stands in doubt. It
 * is contradicted
 *
 * - by the script, where nearly all letters are of one that the language is not written in. A text in Latin letters must
 *   show a language besides, since names and titles of works stand in Latin letters everywhere;
 * - by the function words, where we know those of both languages: in a text of twenty words or more, several that only the
 *   other has and hardly any that only the declared one has. Close languages need more.
 *
 * A region (`en-GB`) stays. Seen: themes for blogs that leave `en-us` in every feed.
 */
export function languageDeclared(declared: string, words: readonly string[], text: string): string | undefined {
  const sample = text.length > MAX_CHARACTERS ? text.slice(0, MAX_CHARACTERS) : text
  const primary = primaryTag(declared)
  // ISO 639-2: undetermined, several, none, uncoded. They declare nothing.
  if (/^(?:und|mul|zxx|mis)$/.test(primary)) return languageOf(words, text)
  const shown = languageOf(words, sample)
  if (shown !== undefined && (shown === primary || shown === LIKE[primary])) return declared
  if (isOtherScript(declared, primary, sample, shown)) return shown
  if (shown === undefined) return declared
  // Serbian, Bosnian and Montenegrin in Latin letters look like Croatian.
  const like = shown === 'hr' && primary === 'sr' ? 'hr' : (LIKE[primary] ?? primary)
  const [theirs, own] = [FUNCTION_WORDS.get(shown), FUNCTION_WORDS.get(like)]
  if (shown === like || theirs === undefined || own === undefined) return declared
  const read = Math.min(words.length, MAX_WORDS)
  if (read < MIN_WORDS) return declared
  let onlyTheirs = 0
  let onlyOwn = 0
  for (let i = 0; i < read; i++) {
    const isTheirs = theirs.has(words[i]!)
    const isOwn = own.has(words[i]!)
    if (isTheirs && !isOwn) onlyTheirs++
    else if (isOwn && !isTheirs) onlyOwn++
  }
  const areClose = closeTo.some((group) => group.has(shown) && (group.has(primary) || group.has(like)))
  const isContradicted = areClose
    ? onlyTheirs >= MIN_OWN_WORDS_OF_CLOSE && onlyOwn <= MAX_WORDS_OF_DECLARED_CLOSE * onlyTheirs
    : onlyTheirs >= MIN_OWN_WORDS && onlyOwn <= MAX_WORDS_OF_DECLARED * onlyTheirs
  return isContradicted ? shown : declared
}

/** Whether a text is written in a script that the declared language is not written in. `shown` is what the text shows. */
function isOtherScript(declared: string, primary: string, sample: string, shown: string | undefined): boolean {
  const script = scriptOf(declared)
  if (script === undefined) return false
  const letters = sample.match(LETTERS)?.length ?? 0
  if (letters < MIN_LETTERS) return false
  if (/^(?:Han[st]|Jpan)$/.test(script) && (shown === 'ja' || shown === 'zh'))
    return shown === 'ja'
      ? script !== 'Jpan'
      : script === 'Jpan' && letters >= MIN_LETTERS_WITH_KANA && !KANA.test(sample)
  let own = 0
  let most = 0
  let isLatin = false
  let isAlphabet = false
  for (const [letter, codes] of WRITTEN_IN) {
    const count = sample.match(letter)?.length ?? 0
    if (count === 0) continue
    if (codes.test(script)) own += count
    else if (count > most) {
      most = count
      isLatin = codes.test('Latn')
      isAlphabet = isLatin || codes.test('Cyrl') || codes.test('Arab')
    }
  }
  if (most < MIN_SHARE_OF_SCRIPT * letters || own > MAX_SHARE_OF_OWN_SCRIPT * letters) return false
  if (isAlphabet && SEVERAL_ALPHABETS.has(primary)) return false
  return !isLatin || shown !== undefined
}

const scripts = new Map<string, string | undefined>()

/** The ISO 15924 code of the script that a language is mostly written in; undefined where it is not known. */
function scriptOf(tag: string): string | undefined {
  if (scripts.has(tag)) return scripts.get(tag)
  let script: string | undefined
  try {
    script = new Intl.Locale(tag.replaceAll('_', '-')).maximize().script
  } catch {
    // Not a language tag: it says nothing about a script.
  }
  if (scripts.size < 500) scripts.set(tag, script)
  return script
}
