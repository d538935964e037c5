/** The list of sources on the site. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readOpml } from '../../../src/feeds/publish/opml.ts'
import { listedSources } from '../../../src/flow/publish/opml.ts'
import { listSources } from '../../../src/store/sources.ts'
import { item, rss } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()

it('has the configured sources, in folders of their topics, without credentials and without local files', async () => {
  writeFileSync(join(paper.folder, 'local.xml'), rss('Local', [item(3)]))
  const secret = paper.serve('wire', [item(1)]).replace('http://', 'http://ann:secret@')
  const plain = paper.serve('other', [item(2)])
  const topics = [{ id: 'sea', name: 'Sea & <Coast>', any: ['ferry'] }]
  const local = { id: 'local', url: 'local.xml' }
  await paper.configure({
    topics,
    sources: [{ id: 'wire', url: secret, name: 'The "Wire"', topics: ['sea'] }, { id: 'other', url: plain }, local],
  })
  await paper.pass()
  const text = paper.published('sources.opml')
  expect(text).not.toContain('secret')
  expect(readOpml(text)).toEqual({
    sources: [
      { url: plain, name: 'other', siteUrl: 'https://other.example.org/', labels: [] },
      {
        url: secret.replace('ann:secret@', ''),
        name: 'The "Wire"',
        title: 'wire',
        siteUrl: 'https://wire.example.org/',
        labels: ['Sea & <Coast>'],
      },
    ],
    skipped: [],
  })
  await paper.configure({ topics, sources: [{ id: 'other', url: plain }] })
  await paper.pass()
  expect(readOpml(paper.published('sources.opml')).sources.map(({ url }) => url)).toEqual([plain])
})

it('has a character for an entity that was escaped twice in a feed’s title', async () => {
  const url = paper.serve('other', [item(1)])
  const config = await paper.configure({ sources: [{ id: 'other', url }] })
  await paper.pass()
  const known = new Map((await listSources(paper.db)).map((one) => [one.id, { ...one, title: 'R&amp;D' }]))
  expect(listedSources(config, known)).toMatchObject([{ name: 'R&D', title: 'R&D' }])
})
