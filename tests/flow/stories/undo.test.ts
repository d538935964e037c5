/** Corrections that wait for the next pass, and corrections that are taken back. */
import { describe, expect, it } from 'vitest'
import { undo } from '../../../src/flow/stories/correct.ts'
import { listCorrections } from '../../../src/store/corrections.ts'
import { copied, correcting } from '../../support/corrections.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  const { read, stories, split, merge, mergeArticles, explained, corrections } = correcting(paper)

  describe('before the next pass', () => {
    const five = () =>
      read({
        ...copied,
        gazette: [item(2, { outlet: 'gazette' })],
        courier: [item(3, { outlet: 'courier' })],
      })

    it('a merge leaves the article apart that a split takes out of one of its stories', async () => {
      await five()
      await split('mirror')
      await merge('herald', 'gazette')
      expect(await corrections()).toEqual(['together, waiting', 'apart, waiting'])
      await paper.pass()
      expect(await stories()).toEqual(['courier', 'gazette herald tribune*', 'mirror'])
      expect(await corrections()).toEqual(['together', 'apart'])
    })

    it('an article that a split takes out can be merged into another story, or back', async () => {
      await five()
      await split('mirror')
      await mergeArticles('mirror', 'gazette')
      await split('tribune')
      await mergeArticles('herald', 'tribune')
      await paper.pass()
      expect(await stories()).toEqual(['courier', 'gazette mirror', 'herald tribune*'])
    })

    it('an article of a story that a merge makes larger is split from all of it', async () => {
      await five()
      await merge('herald', 'gazette')
      expect(await split('gazette')).toMatchObject({ kind: 'split', pairs: 3 })
      await paper.pass()
      expect(await stories()).toEqual(['courier', 'gazette', 'herald mirror* tribune*'])
    })
  })

  describe('taken back', () => {
    it('a split lets its article join its story again, at the next pass', async () => {
      await read(copied)
      await split('mirror')
      await paper.pass()
      expect(await stories()).toEqual(['herald tribune*', 'mirror'])
      expect(await undo(paper.db, 'last')).toMatchObject({ kind: 'apart', title: item(1).title })
      expect(await corrections()).toEqual([])
      await paper.pass()
      expect(await stories()).toEqual(['herald mirror* tribune*'])
      expect((await explained('mirror'))?.corrections).toEqual([])
    })

    it('a merge parts its stories again, each with its articles', async () => {
      await read({ ...copied, gazette: [item(2, { outlet: 'gazette' })] })
      await merge('herald', 'gazette')
      await paper.pass()
      expect(await stories()).toEqual(['gazette herald mirror* tribune*'])
      const [made] = await listCorrections(paper.db)
      expect(made).toMatchObject({ title: item(1).title, otherTitle: item(2).title })
      await undo(paper.db, made!.id)
      await paper.pass()
      expect(await stories()).toEqual(['gazette', 'herald mirror* tribune*'])
    })

    it('a correction that waits for the next pass leaves everything as it was', async () => {
      await read(copied)
      await split('mirror')
      await undo(paper.db, 'last')
      await paper.pass()
      expect(await stories()).toEqual(['herald mirror* tribune*'])
    })

    it('the later of two corrections lets the earlier one hold again', async () => {
      await read(copied)
      await split('mirror')
      await paper.pass()
      await merge('herald', 'mirror')
      await paper.pass()
      expect(await corrections()).toEqual(['together', 'apart, overruled'])
      expect(await stories()).toEqual(['herald mirror* tribune*'])
      await undo(paper.db, 'last')
      expect(await corrections()).toEqual(['apart, waiting'])
      await paper.pass()
      expect(await stories()).toEqual(['herald tribune*', 'mirror'])
    })

    it('the earlier of two corrections leaves the later one as it is', async () => {
      await read(copied)
      await split('mirror')
      await paper.pass()
      await merge('herald', 'mirror')
      await paper.pass()
      await undo(paper.db, (await listCorrections(paper.db)).at(-1)!.id)
      await paper.pass()
      expect(await corrections()).toEqual(['together'])
      expect(await stories()).toEqual(['herald mirror* tribune*'])
    })
  })
})
