import { expect, it } from 'vitest'
import { sourceLines } from '../../src/commands/verbose.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { useNewspaper } from '../support/newspaper.ts'

const paper = useNewspaper()

it('says of each source what was fetched, how long it took, and what became of its entries', async () => {
  const wire = paper.serve('wire', [item(1), item(2), item(3, { at: '2026-09-01T08:00:00.000Z' })])
  const dead = `${paper.web.origin}/none.xml`
  await paper.configure({
    sources: [
      { id: 'dead', url: dead },
      { id: 'wire', url: wire },
    ],
  })
  const lines = async () => sourceLines((await paper.pass()).refresh!.outcomes).join('\n')
  expect(await lines()).toMatch(
    /^dead {2}failed \(fetch\/http\)\nwire {2}200, \d+ kB after \d+\.\d s: 3 entries, 2 new, 1 backlog$/,
  )
  paper.later(60)
  expect(await lines()).toMatch(/^wire {2}200, \d+ kB after \d+\.\d s: unchanged, 3 entries$/m)
})

const folderWith = temporaryFolders()

it('stands on standard error, so that a script can read the summary beside it', async () => {
  const config = { title: 'Test', sources: [{ id: 'wire', url: 'feed.xml' }], refresh: { firstFetchDays: 0 } }
  const cwd = folderWith({ 'c.json': JSON.stringify(config), 'feed.xml': rss('wire', [item(1)]) })
  const { stdout, stderr } = await callInside(['run', '--verbose', '--json', '--config', 'c.json'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0 })
  expect(stderr).toMatch(/^wire {2}read, 1 kB after \d+\.\d s: 1 entry, 1 new\n$/)
})
