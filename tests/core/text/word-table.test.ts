import { describe, expect, it } from 'vitest'
import { WordTable } from '../../../src/core/text/word-table.ts'

describe('WordTable', () => {
  it('works out the value of a word once', () => {
    const table = new WordTable<string>()
    const worked: string[] = []
    const read = (text: string, start: number, end: number) =>
      table.get(text, start, end, (word) => {
        worked.push(word)
        return word.toUpperCase()
      })
    expect([read('a ferry', 2, 7), read('ferry', 0, 5), read('ferry ', 0, 4)]).toEqual(['FERRY', 'FERRY', 'FERR'])
    expect(worked).toEqual(['ferry', 'ferr'])
  })

  it('gives each of many words its own value, also after it was full', () => {
    const table = new WordTable<string>()
    const wrong: string[] = []
    for (let round = 0; round < 2; round++) {
      for (let nth = 0; nth < 60_000; nth++) {
        const word = `word${nth * 7919}`
        if (table.get(word, 0, word.length, (own) => own) !== word) wrong.push(word)
      }
    }
    expect(wrong).toEqual([])
  })

  it('does not keep very long words', () => {
    const table = new WordTable<number>()
    let count = 0
    const long = 'x'.repeat(1_000)
    for (let nth = 0; nth < 3; nth++) table.get(long, 0, long.length, () => count++)
    expect(count).toBe(3)
  })
})
