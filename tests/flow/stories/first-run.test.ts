/** What a grouping counts as new, grown, merged and split. */
import { expect, it } from 'vitest'
import { item } from '../../support/make.ts'
import { killedBefore, useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()
const counts = async () => (await paper.pass()).refresh!.grouped

it('counts nothing as grown while nobody has seen a story, though a run was killed before it published', async () => {
  const sources = ['wire', 'herald', 'post'].map((id) => ({ id, url: `${paper.web.origin}/${id}.xml` }))
  paper.serve('wire', [item(1)])
  for (const id of ['herald', 'post']) paper.serve(id, [])
  await paper.configure({ sources })
  const killed = killedBefore(paper.db, (statements) => statements.some(({ sql }) => sql.includes('INTO documents')))
  await expect(paper.pass({}, killed)).rejects.toThrow('killed')
  // The same story at another outlet: once before and once after the first run that came to its end.
  paper.serve('herald', [item(1)])
  expect(await counts()).toMatchObject({ new: 0, changed: 0, copies: 1 })
  paper.later(30)
  paper.serve('post', [item(1)])
  expect(await counts()).toMatchObject({ new: 0, changed: 1, copies: 1 })
})
