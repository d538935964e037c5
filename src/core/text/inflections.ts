/**
 * Whether two words are forms of one: plural, case, gender, person and tense make no other word, a derivation does. So
 * strike, strikes and striking are one word, but universe and university, import and important, protest and Protestant are
 * not, although a stemmer for search joins them. Bias: a missed form is better than another word, since a word of a topic
 * stands for a subject.
 *
 * English has the inflectional steps of the Porter 2 stemmer (snowballstem.org), without those that undo derivations. In
 * other languages the longest ending of a list is cut off, or what Snowball removes is compared with the list: what is not
 * on it is a derivation, and stays part of the key. Not chosen: dictionaries (a megabyte for each language), and a
 * comparison of each two words (a key can be looked up).
 */
import data from './inflections.json' with { type: 'json' }
import { stem } from './text.ts'

interface Inflections {
  /** The endings of nouns, adjectives and verbs, folded. */
  readonly endings?: string
  /** Whether Snowball decides where a word ends; otherwise the longest ending is cut off. */
  readonly isStemmed?: boolean
  /** Words with irregular forms, `base form form …`. */
  readonly irregular?: readonly string[]
  /**
   * The most letters of a stem to which only number is added: `porto` and `porta`, `voler` and `vol` are words of their own,
   * as short words that differ in a vowel mostly are.
   */
  readonly shortStem?: number
  /** The last letters of plurals and those of their singulars, the longest first: `hi=o e=a`. */
  readonly plurals?: string
  /** Endings that are spelled otherwise in the singular, the longest first: `oes=ao`. Of words of five letters or more. */
  readonly respelled?: string
  /** The ends of stems that lose a vowel in some forms: `ек=к`. */
  readonly fleeting?: string
  /** Words that are not a form of the word they look like: `news`, `earnings`, `building`. They have a plural. */
  readonly apart?: string
}

/** By ending, what stands in its place. */
type Respelling = readonly (readonly [ending: string, other: string])[]

interface Rules {
  readonly endings: ReadonlySet<string>
  readonly longest: number
  readonly isStemmed: boolean
  readonly shortStem: number
  readonly plurals: Respelling
  readonly respelled: Respelling
  readonly fleeting: Respelling
  /** By form, the base; a word that stands apart is its own. */
  readonly bases: ReadonlyMap<string, string>
  readonly apart: ReadonlySet<string>
}

/** The letters that stay of a word, at least. */
const MIN_STEM = 3

// A map, since a feed may name any text as its language, `constructor` too.
const languages = new Map<string, Inflections>(Object.entries(data))
const rulesByLanguage = new Map<string, Rules | undefined>()

/** Languages that share the list of another. */
const LIKE = new Map(
  Object.entries({
    nb: 'no',
    nn: 'no',
    bs: 'hr',
    sr: 'hr',
    sh: 'hr',
    me: 'hr',
    cnr: 'hr',
    ms: 'id',
  }),
)

function rulesOf(language: string): Rules | undefined {
  if (rulesByLanguage.has(language)) return rulesByLanguage.get(language)
  const own = languages.get(LIKE.get(language) ?? language)
  const split = (list = ''): string[] => (list === '' ? [] : list.split(' '))
  const pairsOf = (list?: string) => split(list).map((pair) => pair.split('=') as [string, string])
  const endings = new Set(split(own?.endings))
  const rules: Rules | undefined = own && {
    endings,
    longest: Math.max(0, ...[...endings].map(({ length }) => length)),
    isStemmed: own.isStemmed ?? false,
    shortStem: own.shortStem ?? 0,
    plurals: pairsOf(own.plurals),
    respelled: pairsOf(own.respelled),
    fleeting: pairsOf(own.fleeting),
    bases: new Map(
      (own.irregular ?? []).flatMap((line) => {
        const [base = '', ...forms] = line.split(' ')
        return forms.map((form) => [form, base] as const)
      }),
    ),
    apart: new Set(split(own.apart)),
  }
  if (rulesByLanguage.size < 200) rulesByLanguage.set(language, rules)
  return rules
}

/** The key that all forms of a folded word share in a language (a primary tag). */
export function inflectionKey(word: string, language: string): string {
  if (word.length < 3 || word.length > 40 || /\d/.test(word)) return word
  const tag = languageOf(word, language)
  const rules = rulesOf(tag)
  const known = rules?.bases.get(word)
  const base = known ?? (rules && word.length >= 5 ? respell(word, rules.respelled) : word)
  const apart = rules && apartIn(base, rules.apart)
  if (apart !== undefined) return `${apart}.`
  const plain = tag === 'sr' ? toLatin(base) : base
  if (tag === 'en') return englishKey(plain)
  if (tag === 'nl') return dutchKey(plain)
  if (rules === undefined || rules.endings.size === 0) return stem(plain, tag)
  const key = rules.isStemmed ? stemmedKey(plain, tag, rules) : withoutEnding(plain, rules)
  return key.length > MIN_STEM ? respell(key, rules.fleeting) : key
}

/** The language whose endings a word can have: another where its script is not that of the text's language. */
function languageOf(word: string, language: string): string {
  const code = word.charCodeAt(0)
  if (code < 0x250) return nonLatin.has(language) ? 'en' : language
  if (code >= 0x400 && code < 0x530) return cyrillic.has(language) ? language : /[іїєґ]/.test(word) ? 'uk' : 'ru'
  if (code >= 0x370 && code < 0x400) return 'el'
  if (code >= 0x590 && code < 0x600) return 'he'
  if (code >= 0x900 && code < 0x980) return nonLatin.has(language) ? language : 'hi'
  return language
}
const cyrillic = new Set('ru uk be bg mk sr kk ky mn tg tt'.split(' '))
const nonLatin = new Set(
  'ru uk be bg mk kk ky mn tg tt el he yi ar fa ur ps ckb hi mr ne bn ta te ja zh ko th ka hy am'.split(' '),
)

function withoutEnding(word: string, { endings, longest }: Rules): string {
  for (let length = Math.min(longest, word.length - MIN_STEM); length > 0; length--) {
    if (endings.has(word.slice(-length))) return word.slice(0, -length)
  }
  return word
}

/** Snowball's stem, with what it removed where that is no ending but a derivation. */
function stemmedKey(word: string, language: string, rules: Rules): string {
  const found = stem(word, language)
  let same = 0
  while (same < found.length && found.charCodeAt(same) === word.charCodeAt(same)) same++
  const removed = word.slice(same)
  if (found.length <= rules.shortStem) return `${found}|${respell(removed, rules.plurals)}`
  if (removed === '' || rules.endings.has(removed)) return found
  // What is left is a derivation (-ity, -ique, -isch), which has a plural and a gender of its own.
  if (rules.plurals.length > 0) return `${found}|${respell(removed, rules.plurals).replace(/[aeo]$/, '')}`
  for (let length = Math.min(rules.longest, removed.length - 1); length > 0; length--) {
    if (rules.endings.has(removed.slice(-length))) return `${found}|${removed.slice(0, -length)}`
  }
  return `${found}|${removed}`
}

function respell(word: string, respelling: Respelling): string {
  for (const [ending, other] of respelling) {
    if (word.endsWith(ending)) return word.slice(0, -ending.length) + other
  }
  return word
}

/** The word that stands apart of which this is a form. */
function apartIn(word: string, apart: ReadonlySet<string>): string | undefined {
  if (apart.has(word)) return word
  for (const ending of APART_ENDINGS) {
    if (word.endsWith(ending) && apart.has(word.slice(0, -ending.length))) return word.slice(0, -ending.length)
  }
  return undefined
}
/** Of plurals, of German cases, and of the feminine of a German agent noun. */
const APART_ENDINGS = ['s', 'es', 'n', 'en', 'in', 'innen']

// ---- English: steps 0 to 1 and 5 of Porter 2, which undo inflections; the others undo derivations

const VOWEL = /[aeiouy]/
const DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/
/** The region after the first consonant that follows a vowel. */
const REGION = /^[^aeiouy]*[aeiouy]+[^aeiouy]/
const SECOND_SYLLABLE = /[aeiouy][^aeiouy]+[aeiouy]/
const SHORT_SYLLABLE = /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywx])$/

function englishKey(word: string): string {
  const key = withoutFinalE(withoutTense(withoutPlural(word)))
  // British spelling doubles it: cancelled, travelling. A word of one syllable has both: fall, kill.
  return key.endsWith('ll') && SECOND_SYLLABLE.test(key) ? key.slice(0, -1) : key
}

function withoutPlural(word: string): string {
  if (/(?:ss|us|is|ous)$/.test(word) || !word.endsWith('s')) return word
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word
}

function withoutTense(word: string): string {
  if (/(?:pro|ex|suc)ceed$/.test(word)) return word
  if (word.endsWith('eed')) return regionOf(word) <= word.length - 3 ? word.slice(0, -1) : word
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`
  const ending = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0
  const rest = word.slice(0, word.length - ending)
  if (ending === 0 || !VOWEL.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (DOUBLE.test(rest)) return rest.slice(0, -1)
  return SHORT_SYLLABLE.test(rest) && regionOf(rest) >= rest.length ? `${rest}e` : rest
}

function withoutFinalE(word: string): string {
  if (word.endsWith('ie') && word.length > 4) return `${word.slice(0, -2)}y`
  if (!word.endsWith('e')) return word
  const first = regionOf(word)
  const second = first + regionOf(word.slice(first))
  const rest = word.slice(0, -1)
  const isDeleted = second < word.length || (first < word.length && !SHORT_SYLLABLE.test(rest))
  return isDeleted ? rest : word
}

const regionOf = (word: string): number => REGION.exec(word)?.[0].length ?? word.length

// ---- Dutch: plurals change the spelling of the vowel or the consonant before them (boom, bomen; bom, bommen; huis, huizen)

function dutchKey(word: string): string {
  const singular = /(?:e[lmnr]|aar|eur|[^aeiou]e|ie|ij|film)s$/.test(word) ? word.slice(0, -1) : word
  const rest = singular.replace(/(?<=[aeiou].*)en?$/, '')
  if (rest.length < MIN_STEM) return singular
  const voiceless = rest.replace(/v$/, 'f').replace(/z$/, 's')
  const isOneSyllable = /^[^aeiou]*[aeiou]+[^aeiou]*$/.test(voiceless)
  if (!isOneSyllable) return voiceless.replace(/([aeou])\1([^aeiou])$/, '$1$2').replace(/([^aeiou])\1$/, '$1')
  if (rest.length === singular.length) return voiceless
  if (/([^aeiou])\1$/.test(voiceless)) return voiceless.slice(0, -1)
  return voiceless.replace(/(?<![aeiou])([aeou])([^aeiou])$/, '$1$1$2')
}

const serbian =
  'а=a б=b в=v г=g д=d ђ=d е=e ж=z з=z и=i ј=j к=k л=l љ=lj м=m н=n њ=nj о=o п=p р=r с=s т=t ћ=c у=u ф=f х=h ц=c ч=c џ=dz ш=s'
const latinLetters = new Map(serbian.split(' ').map((pair) => pair.split('=') as [string, string]))
/** Serbian is written in two scripts, letter for letter. */
const toLatin = (word: string): string => [...word].map((letter) => latinLetters.get(letter) ?? letter).join('')
