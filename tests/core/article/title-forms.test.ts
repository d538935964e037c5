import { describe, expect, it } from 'vitest'
import { ownTitle, titleForms } from '../../../src/core/article/title-forms.ts'

const OWN = ['Tram wins the vote', 'Dredger runs aground', 'Bakery reopens in Marl Street', 'Bees leave the belfry']
const shown = (form: (own: string, nth: number) => string, hoursApart = 24): string[] => {
  const titles = OWN.map(form)
  const at = (nth: number): string =>
    new Date(Date.parse('2026-11-16T06:00:00.000Z') + nth * hoursApart * 3_600_000).toISOString()
  const forms = titleForms(titles.map((title, nth) => ({ title, at: at(nth) })))
  return titles.map((title) => ownTitle(title, forms))
}

describe('the form words of titles', () => {
  it.each<[string, (own: string) => string]>([
    ['a beginning up to a colon', (own) => `Photo of the day: ${own}`],
    ['a beginning in brackets', (own) => `[Video] ${own}`],
    ['a beginning up to a wide colon', (own) => `今日の写真：${own}`],
    ['a beginning up to a dash', (own) => `Das Foto des Tages – ${own}`],
    ['words without a separator', (own) => `Questions to the minister on ${own}`],
    ['two words without one', (own) => `Weather for ${own}`],
    ['the name of the outlet', (own) => `${own} | The Ferry Post`],
    ['its name and a section', (own) => `${own} - Sport - The Ferry Post`],
    ['an end in brackets', (own) => `${own} (Podcast)`],
    ['both', (own) => `Opinion: ${own} – The Ferry Post`],
  ])('are %s', (_, form) => {
    expect(shown(form)).toEqual(OWN)
  })

  it('leave the numbers among them, which tell one issue from the next', () => {
    expect(shown((own, nth) => `Keel Talk ${nth + 7}: ${own}`)).toEqual(OWN.map((own, nth) => `${nth + 7} ${own}`))
  })

  it('are neither a name before a verb nor what a day of live pages shares', () => {
    for (const form of [(own: string) => `Pell Harbour ${own}`, (own: string) => own])
      expect(shown(form)).toEqual(OWN.map(form))
    for (const form of [
      (own: string) => `Storm Bella: ${own}`,
      (own: string) => `Quake hits the coast of Pell and ${own}`,
    ])
      expect(shown(form, 2)).toEqual(OWN.map(form))
  })

  it('are not all of a title', () => {
    expect(shown(() => 'Photo of the day')).toEqual(OWN.map(() => 'Photo of the day'))
    expect(shown((_, nth) => `Photo of the day | ${nth}`)).toEqual(OWN.map((_, nth) => `Photo of the day | ${nth}`))
  })
})
