import { describe, expect, it } from 'vitest'
import { countTable } from '../../../src/core/text/counted-table.ts'
import { hash30, raritySteps, readTable } from '../../../src/core/text/frequencies.ts'

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
