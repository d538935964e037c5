/** A language that no table of rarity ships for is counted in the store's own articles. */
import { expect, it } from 'vitest'
import { hash30, readTable } from '../../../src/core/text/frequencies.ts'
import { readMeta } from '../../../src/store/meta.ts'
import { item, rss } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()

it('a language without a table is counted once a day, and the table stays the same until the next', async () => {
  const serve = (count: number, word: string): void =>
    paper.web.on('/hr.xml', {
      body: rss(
        'Vijesti',
        Array.from({ length: count }, (_, nth) => {
          const { title, text, ...rest } = item(nth)
          return { ...rest, title, text: `${text} ${word}` }
        }),
      ).replace('<channel>', '<channel><language>hr-HR</language>'),
    })
  paper.at('2026-11-20T09:00:00.000Z')
  await paper.configure({ sources: [{ id: 'hr', url: `${paper.web.origin}/hr.xml`, firstFetchDays: 0 }] })
  const steps = async (word: string): Promise<number | undefined> => {
    const kept = (await readMeta(paper.db)).get('rarities hr')!
    return readTable(kept.slice('2026-11-20'.length)).get(hash30(word) >>> 6)
  }

  serve(250, 'potres')
  await paper.pass()
  expect(await steps('potres')).toBeUndefined()

  paper.at('2026-11-21T09:00:00.000Z')
  serve(251, 'potres')
  await paper.pass()
  const rarity = await steps('potres')
  expect(rarity).toBeLessThan(8)

  paper.later(60)
  serve(300, 'poplava')
  await paper.pass()
  expect(await steps('poplava')).toBeUndefined()
  expect(await steps('potres')).toBe(rarity)

  paper.at('2026-11-22T09:00:00.000Z')
  serve(301, 'poplava')
  await paper.pass()
  expect(await steps('poplava')).toBeLessThan(60)
})
