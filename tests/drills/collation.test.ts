/** PostgreSQL sorts text as its database was made to: what is published and mailed must not depend on it. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Db } from '../../src/store/db.ts'
import { openCollated, sqlite } from '../support/databases.ts'
import { deadLinks } from '../support/dead-links.ts'
import { type Item, item, retold } from '../support/make.ts'
import { daily, openNewspaper } from '../support/newspaper.ts'

/** Passes over signs, and puts capital letters first: the order differs from that of bytes in both. */
const LOCALE = 'sv-SE-u-ka-shifted-kf-upper'

const siteUrl = 'https://news.example.org'
const sources = ['a-b', 'A_c', 'ab']
const topics = ['sea', 'Sea', 'a-b', 'a_c'].map((id) => ({ id, name: id, any: ['meets'] }))

/** Passes over eleven days, in which stories come, change, and leave the days with pages, and a source leaves with its own. */
async function publish(db: Db) {
  const paper = await openNewspaper(db, { siteUrl, topics, store: { keepDays: 7 } })
  const digests = [daily({ firstEdition: 'now', subscribers: ['b@example.org', 'B-a@example.org', 'a_b@example.org'] })]
  const folder = paper.config().feed.folder
  const files: Record<string, string> = {}
  const dead: string[] = []
  for (const [pass, day] of [9, 10, 20].entries()) {
    paper.at(`2026-11-${String(day).padStart(2, '0')}T18:00:00Z`)
    const items = (nth: number): Item[] => {
      const changes = { outlet: `outlet-${nth}`, at: `2026-11-${String(day - nth).padStart(2, '0')}T0${nth}:00:00Z` }
      return [retold(100 * pass, nth, changes), item(100 * pass + nth, changes)]
    }
    const ids = pass === 2 ? sources.slice(0, -1) : sources
    const feed = { pageDays: pass === 0 ? 0 : 3, maxEntries: 5 }
    await paper.configure({ digests, feed, sources: ids.map((id, nth) => ({ id, url: paper.serve(id, items(nth)) })) })
    await paper.pass()
    dead.push(...deadLinks(folder, `${siteUrl}/`))
    for (const path of readdirSync(folder, { recursive: true }).map(String).sort())
      if (statSync(join(folder, path)).isFile())
        files[`${pass} ${path}`] = readFileSync(join(folder, path), 'utf8').replaceAll(paper.web.origin, 'http://feeds')
  }
  const mail = (await paper.outbox()).map(({ to, text }) => [to, text])
  await paper.close()
  return { files, mail, dead, defects: paper.defects }
}

it('publishes and mails the same from a database that does not sort by bytes', async () => {
  const [bytes, collated] = [await publish(await sqlite.open()), await publish(await openCollated(LOCALE))]
  expect(collated.dead).toEqual([])
  expect(Object.keys(collated.files)).toEqual(Object.keys(bytes.files))
  for (const path of Object.keys(bytes.files)) expect([path, collated.files[path]]).toEqual([path, bytes.files[path]])
  expect(collated).toEqual(bytes)
  expect(bytes).toMatchObject({ mail: { length: 9 }, dead: [], defects: [] })
})
