import { describe, expect, it } from 'vitest'
import { countTable, hash30, raritySteps, readTable } from '../../../src/core/text/frequencies.ts'
import { stem, words } from '../../../src/core/text/text.ts'

function rarities(text: string, language: string): number[] {
  return words(text).map((word) => {
    const stemmed = stem(word, language)
    return raritySteps(stemmed, hash30(stemmed), language)
  })
}

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || values[at - 1]! < value)

describe('raritySteps', () => {
  it.each([
    ['en', 'the government goalkeeper Vandelmyr'],
    ['de', 'die Regierung Erdbeben Vandelmyr'],
    ['nl', 'de regering aardbeving Vandelmyr'],
    ['fr', 'le gouvernement tarif Vandelmyr'],
    ['es', 'el gobierno terremoto Vandelmyr'],
    ['it', 'il governo terremoto Vandelmyr'],
    ['pt', 'o governo terremoto Vandelmyr'],
    ['fi', 'ja hallitus maalivahti Vandelmyr'],
    ['sv', 'och polisen jordbävning Vandelmyr'],
    ['da', 'og politiet jordskælv Vandelmyr'],
    ['no', 'og politiet jordskjelv Vandelmyr'],
    ['ru', 'и полиция правительство Вандельмир'],
    ['cs', 'a policie zemětřesení Vandelmyr'],
    ['sl', 'in policija potres Vandelmyr'],
    ['ca', 'el policia terratrèmol Vandelmyr'],
    ['ro', 'de poliția cutremur Vandelmyr'],
    ['hu', 'és rendőrség földrengés Vandelmyr'],
    ['tr', 've polis deprem Vandelmyr'],
    ['ar', 'في الشرطة وزير فاندلمير'],
  ])('%s: from a function word over common words to an unknown name', (language, text) => {
    const found = rarities(text, language)
    expect(found, String(found)).toSatisfy(isAscending)
  })

  it('takes a word by its language: German "die" is in every article, English "die" is not', () => {
    expect(rarities('die', 'de')[0]).toBeLessThan(rarities('die', 'en')[0]!)
  })

  it('knows a language by its primary tag, and Bokmål and Nynorsk as Norwegian', () => {
    expect(rarities('regering', 'nl-BE')).toEqual(rarities('regering', 'nl'))
    expect(rarities('politiet', 'nb')).toEqual(rarities('politiet', 'no'))
    expect(rarities('politiet', 'nn')).toEqual(rarities('politiet', 'no'))
  })

  it('looks up in the English table what the table of the language does not have', () => {
    expect(rarities('Thursday', 'ru')).toEqual(rarities('Thursday', 'xx'))
    expect(rarities('Thursday', 'ru')[0]).toBeLessThan(rarities('Vandelmyr', 'ru')[0]!)
  })

  it('in a language without a table knows function words; the rest is rare', () => {
    const [functionWord, other] = rarities('je pravosuđe', 'hr')
    expect(functionWord).toBeLessThan(other!)
    expect(other).toBe(rarities('Vandelmyr', 'en')[0])
  })
})

/** `share` of them have the word `policija`, one has `Vandelmyr`. */
const articles = (count: number, share: number): string[] =>
  Array.from({ length: count }, (_, nth) =>
    ['je u na', ...(nth < count * share ? ['policija'] : []), ...(nth === 7 ? ['Vandelmyr'] : [])].join(' '),
  )

describe('countTable', () => {
  it('makes a word the rarer, the fewer articles have it; one that none has is as rare as in no table', () => {
    const table = readTable(countTable(articles(1_000, 0.1), 'hr')!)
    const [everywhere, common, once, unknown] = ['je', 'policija', 'vandelmyr', 'zrinovac'].map((word) =>
      raritySteps(word, hash30(word), 'hr', table),
    )
    expect(everywhere).toBeLessThan(5)
    expect(common).toBeGreaterThan(everywhere!)
    expect(once).toBeGreaterThan(common!)
    expect(unknown).toBeGreaterThan(once!)
    expect(unknown).toBe(raritySteps('zrinovac', hash30('zrinovac'), 'hr'))
  })

  it('has none for fewer than two hundred articles, which say too little', () => {
    expect(countTable(articles(199, 0.1), 'hr')).toBeUndefined()
    expect(countTable(articles(200, 0.1), 'hr')).toBeDefined()
  })

  it('is the same whatever the order of the articles', () => {
    const given = articles(300, 0.1)
    expect(countTable(given.toReversed(), 'hr')).toBe(countTable(given, 'hr'))
  })
})
