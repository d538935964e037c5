/** The authority in published ids: chosen at the first pass of a store, and kept for good. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { openSqlite } from '../../../src/store/sqlite.ts'
import { item } from '../../support/make.ts'
import { openNewspaper, useNewspaper } from '../../support/newspaper.ts'

const paper = useNewspaper()
const RANDOM = expect.stringMatching(/^[0-9a-f]{16}\.broadsheet\.invalid,2026$/)
const siteUrl = 'https://news.example.org:8443/paper/'

const configure = (changes: Partial<UserConfig> = {}) =>
  paper.configure({
    idAuthority: undefined,
    sources: [{ id: 'wire', url: paper.serve('wire', [item(1), item(2)]) }],
    ...changes,
  })
beforeEach(() => configure())

/** The ids in the published feed. */
const ids = (): string[] => [...paper.published().matchAll(/<id>(tag:[^<]+)<\/id>/g)].map(([, id]) => id!)
/** The authority of all of them. */
function authority(): string {
  const all = new Set(ids().map((id) => /^tag:([^:]+):/.exec(id)![1]!))
  expect(all.size).toBe(1)
  return [...all][0]!
}
async function authorityOf(changes: Partial<UserConfig>): Promise<string> {
  await configure(changes)
  await paper.pass()
  return authority()
}

it.each([
  ['the configured one', { idAuthority: 'ours.example,2020', siteUrl }, 'ours.example,2020'],
  ['the host of the siteUrl, with 2026', { siteUrl }, 'news.example.org,2026'],
  ['without both a random name of the store', {}, RANDOM],
])('is %s', async (_, changes, expected) => {
  expect(await authorityOf(changes)).toEqual(expected)
})

it('is another one for each store, so that two feeds never share ids', async () => {
  const first = await authorityOf({})
  await paper.restart()
  expect(await authorityOf({})).not.toBe(first)
})

it('stays when a siteUrl is set later, which then has a link of its own', async () => {
  await paper.pass()
  const before = ids()
  await configure({ siteUrl })
  await paper.pass()
  expect(ids()).toEqual(before)
  expect(paper.published()).toContain(
    'rel="self" type="application/atom+xml" href="https://news.example.org:8443/paper/',
  )
})

it('of a lost store is read back from the feed that it published, so that every id stays', async () => {
  await paper.pass()
  const before = ids()
  const again = await openNewspaper(await openSqlite(':memory:'))
  const { folder } = paper.config().feed
  const sources = [{ id: 'wire', url: `${paper.web.origin}/wire.xml` }]
  await again.configure({ idAuthority: undefined, siteUrl, feed: { folder }, sources })
  await again.pass()
  expect(ids()).toEqual(before)
  await again.close()
})

it.each([
  ['another program’s', (feed: string) => feed.replace('>Broadsheet<', '>Other<')],
  ['cut off', (feed: string) => feed.slice(0, 60)],
  ['empty', () => ''],
])('is not read from a feed that is %s', async (_, change) => {
  await paper.pass()
  const theirs = change(paper.published())
  await paper.restart()
  await configure()
  mkdirSync(join(paper.folder, 'public'))
  writeFileSync(join(paper.folder, 'public', 'atom.xml'), theirs)
  await paper.pass()
  expect(authority()).toEqual(RANDOM)
})

it('that is configured later and differs is a mistake that names the one of the store', async () => {
  const known = await authorityOf({})
  await configure({ idAuthority: 'elsewhere.example,2027' })
  await expect(paper.pass()).rejects.toMatchObject({
    mistakes: [{ path: 'idAuthority', sentence: expect.stringContaining(`write idAuthority: '${known}'`) }],
  })
})
