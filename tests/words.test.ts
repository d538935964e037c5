import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const templatesFolder = fileURLToPath(new URL('../templates', import.meta.url))
type WordsFile = Record<string, string | Record<string, string>>
const read = (name: string, language: string): WordsFile =>
  JSON.parse(readFileSync(`${templatesFolder}/${name}.${language}.json`, 'utf8')) as WordsFile

const namesIn = (sentence: string): string[] => [...sentence.matchAll(/\{(\w+)\}/g)].map(([name]) => name).sort()

/** Not sentences: numbers in letters, which a language may leave out. */
const TABLES = ['numbers']

describe.each(['words', 'page'])('the files %s.LANGUAGE.json', (name) => {
  const english = read(name, 'en')

  it.each(['de', 'fr', 'es', 'ar'])('have in %s the keys and names of the English one', (language) => {
    const words = read(name, language)
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort())
    for (const [key, entry] of Object.entries(english)) {
      if (TABLES.includes(key)) continue
      const sentence = words[key]!
      expect([key, typeof sentence]).toEqual([key, typeof entry])
      if (typeof entry === 'string') expect([key, namesIn(sentence as string)]).toEqual([key, namesIn(entry)])
      // Small counts may be said without a number: "one outlet".
      else {
        const allowed = namesIn(entry['other']!)
        expect([key, namesIn((sentence as Record<string, string>)['other']!)]).toEqual([key, allowed])
        for (const form of Object.values(sentence)) for (const one of namesIn(form)) expect(allowed).toContain(one)
      }
    }
  })

  it.each(['en', 'de', 'fr', 'es', 'ar'])('have in %s every plural form of the language', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    for (const [key, entry] of Object.entries(read(name, language)))
      if (typeof entry !== 'string' && !TABLES.includes(key))
        expect([key, Object.keys(entry).sort()]).toEqual([key, [...pluralCategories].sort()])
  })
})
