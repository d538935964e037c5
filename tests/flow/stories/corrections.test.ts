import { expect, it } from 'vitest'
import { mergeStories, splitArticle, undo } from '../../../src/flow/stories/correct.ts'
import { listCorrections } from '../../../src/store/corrections.ts'
import { findStory } from '../../../src/store/stories.ts'
import { copied, correcting } from '../../support/corrections.ts'
import { item, retold } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()
const { read, stories, articleOf, storyOf, split, merge, explained } = correcting(paper)
/** Deletes all results of grouping, but not the corrections. */
const forgetGrouping = () =>
  paper.db.batch([
    ...['stories', 'story_aliases', 'story_topics', 'fingerprints', 'nearby'].map((table) => ({
      sql: `DELETE FROM ${table}`,
    })),
    {
      sql: "UPDATE articles SET pending = 1, story_id = NULL, copy_of = NULL, why = '[]', grouped_at = NULL",
    },
  ])

const apart = {
  herald: [item(1, { outlet: 'herald' })],
  mirror: [item(2, { outlet: 'mirror', at: '2026-11-20T09:00:00Z' })],
}

it('takes an article out of its story at the next pass, although it is a copy', async () => {
  await read(copied)
  expect(await stories()).toEqual(['herald mirror* tribune*'])
  const { id } = await storyOf('herald')
  expect(await split('mirror')).toMatchObject({
    kind: 'split',
    story: { id },
    pairs: 2,
  })
  expect(await stories()).toEqual(['herald mirror* tribune*'])
  const report = await paper.pass()
  expect(await stories()).toEqual(['herald tribune*', 'mirror'])
  expect(report.refresh?.grouped).toMatchObject({ new: 0, split: 1 })
  expect((await storyOf('herald')).id).toBe(id)
})

it('explains a split in one sentence, whatever the number of pairs', async () => {
  await read(copied)
  await split('mirror')
  const explanation = await explained('mirror')
  expect(explanation?.corrections).toHaveLength(2)
  expect(explanation?.byHand).toEqual([
    {
      says: expect.stringMatching(/^mirror kept apart from (?:herald and tribune|tribune and herald)$/),
      madeAt: paper.now(),
      isWaiting: true,
    },
  ])
})

it('leaves the id of a story with its founding article, also when that one is taken out', async () => {
  await read(copied)
  const { id } = await storyOf('herald')
  await split('herald')
  await paper.pass()
  expect(await stories()).toEqual(['herald', 'mirror tribune*'])
  expect((await storyOf('herald')).id).toBe(id)
})

it('splits independent reports about one event, and later passes and articles leave them apart', async () => {
  const outlets = ['herald', 'mirror', 'tribune']
  const reports = Object.fromEntries(outlets.map((outlet, voice) => [outlet, [retold(3, voice, { outlet })]]))
  await read(reports)
  expect(await stories()).toEqual(['herald mirror tribune'])
  await split('tribune')
  await paper.pass()
  expect(await stories()).toEqual(['herald mirror', 'tribune'])
  await read({
    ...reports,
    courier: [retold(3, 0, { outlet: 'courier', at: '2026-11-20T11:00:00Z' })],
  })
  // The courier carries the herald's text, later.
  expect(await stories()).toEqual(['courier* herald mirror', 'tribune'])
})

it('merges two stories that have nothing in common; the one founded first keeps its id, the other id becomes an alias', async () => {
  await read({ herald: apart.herald })
  const { id } = await storyOf('herald')
  paper.later(60)
  await read(apart)
  expect(await stories()).toEqual(['herald', 'mirror'])
  const other = (await storyOf('mirror')).id
  expect(await merge('mirror', 'herald')).toMatchObject({ kind: 'merged' })
  const report = await paper.pass()
  expect(await stories()).toEqual(['herald mirror'])
  expect(report.refresh?.grouped).toMatchObject({ merged: 1 })
  expect((await findStory(paper.db, other))?.id).toBe(id)
  const explanation = await explained('mirror')
  expect(explanation?.story).toMatchObject({ id, aliases: [other] })
  expect(explanation?.articles.map(({ reasons }) => reasons)).toEqual([
    ['kept together with mirror by hand'],
    ['kept together with herald by hand'],
  ])
  expect(explanation?.corrections).toMatchObject([{ kind: 'together', isWaiting: false }])
})

it('merges whole stories, although only two articles of each were paired', async () => {
  const outlets = ['herald', 'mirror', 'tribune', 'gazette']
  const reports = outlets.map((outlet, voice) => [outlet, [retold(3, voice, { outlet })]] as const)
  await read({ ...Object.fromEntries(reports), courier: [item(1, { outlet: 'courier' })] })
  expect(await stories()).toEqual(['courier', 'gazette herald mirror tribune'])
  await merge('courier', 'herald')
  const report = await paper.pass()
  expect(await stories()).toEqual(['courier gazette herald mirror tribune'])
  expect(report.refresh?.grouped).toMatchObject({ merged: 1, split: 0 })
})

it('applies corrections when everything is grouped again', async () => {
  await read({
    ...copied,
    gazette: [item(2, { outlet: 'gazette' })],
    courier: [item(3, { outlet: 'courier' })],
  })
  await split('mirror')
  await merge('gazette', 'courier')
  await paper.pass()
  const corrected = ['courier gazette', 'herald tribune*', 'mirror']
  expect(await stories()).toEqual(corrected)
  await forgetGrouping()
  await paper.pass()
  expect(await stories()).toEqual(corrected)
})

it('keeps articles together that are grouped in different slices', async () => {
  // So many articles lie between the two by date.
  const between = Array.from({ length: 300 }, (_, i) => item(10 + i, { outlet: 'wire', at: '2026-11-20T09:00:00Z' }))
  await read({
    herald: [item(1, { outlet: 'herald', at: '2026-11-20T08:00:00Z' })],
    mirror: [item(2, { outlet: 'mirror', at: '2026-11-20T10:00:00Z' })],
    gazette: [item(3, { outlet: 'gazette', at: '2026-11-20T10:00:00Z' })],
    courier: [item(4, { outlet: 'courier', at: '2026-11-20T08:00:00Z' })],
    wire: between,
  })
  await merge('herald', 'mirror')
  await merge('gazette', 'courier')
  await forgetGrouping()
  await paper.pass()
  expect((await stories()).filter((outlets) => !outlets.startsWith('wire'))).toEqual([
    'courier gazette',
    'herald mirror',
  ])
})

it('corrects articles that the index no longer holds', async () => {
  await read(copied)
  await paper.db.batch([{ sql: 'DELETE FROM fingerprints' }, { sql: 'DELETE FROM nearby' }])
  await split('tribune')
  await paper.pass()
  expect(await stories()).toEqual(['herald mirror*', 'tribune'])
  await paper.db.batch([{ sql: 'DELETE FROM fingerprints' }, { sql: 'DELETE FROM nearby' }])
  await merge('tribune', 'herald')
  await paper.pass()
  expect(await stories()).toHaveLength(1)
})

it('undoes a split by a merge, and a merge by a split', async () => {
  const outlets = ['herald', 'mirror', 'tribune', 'courier', 'gazette']
  await read(
    Object.fromEntries(
      outlets.map((outlet, hour) => [outlet, [item(1, { outlet, at: `2026-11-20T0${hour}:00:00Z` })]]),
    ),
  )
  await split('tribune')
  await paper.pass()
  expect(await stories()).toEqual(['courier* gazette* herald mirror*', 'tribune'])
  await merge('herald', 'tribune')
  await paper.pass()
  expect(await stories()).toEqual(['courier* gazette* herald mirror* tribune*'])
  await split('tribune')
  await paper.pass()
  expect(await stories()).toEqual(['courier* gazette* herald mirror*', 'tribune'])
})

it('counts three copies kept apart from one another as three stories', async () => {
  await read(copied)
  await split('mirror')
  await split('tribune')
  await paper.pass()
  expect(await stories()).toEqual(['herald', 'mirror', 'tribune'])
})

it('changes nothing where an id is unknown, an article is alone in its story, or both ids are of one story', async () => {
  await read(apart)
  expect(await splitArticle(paper.db, 'nope', paper.now())).toEqual({
    kind: 'unknown',
  })
  expect(await split('herald')).toEqual({ kind: 'alone' })
  const { id } = await storyOf('herald')
  expect(await mergeStories(paper.db, id, await articleOf('herald'), paper.now())).toEqual({ kind: 'same' })
  expect(await mergeStories(paper.db, id, 'nope', paper.now())).toEqual({
    kind: 'unknown',
    id: 'nope',
  })
  expect(await listCorrections(paper.db)).toEqual([])
  expect(await undo(paper.db, 'last')).toBeUndefined()
})
