/**
 * An upgrade is no news. A store that the version before schema 6 wrote (tools/make-upgrade-fixture.ts) is opened by this
 * one and served the same feeds: nothing is grouped otherwise, dated otherwise or mailed again.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { splitArticle } from '../../src/flow/stories/correct.ts'
import type { Db } from '../../src/store/db.ts'
import { readMeta } from '../../src/store/meta.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { insertRows } from '../../src/store/rows.ts'
import { migrations } from '../../src/store/schema.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { LAST_PASS, UPGRADE_CONFIG, UPGRADE_FIXTURE, writeFeeds } from '../../tools/make-upgrade-fixture.ts'
import { databases, type TestDatabase } from '../support/databases.ts'
import type { Item } from '../support/make.ts'
import { killedBefore, mentions, type Newspaper, openNewspaper } from '../support/newspaper.ts'

const root = mkdtempSync(join(tmpdir(), 'broadsheet-upgrade-'))
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))

type Rows = readonly Readonly<Record<string, unknown>>[]

/** The store as the version before left it. */
async function openBefore(database: TestDatabase): Promise<Db> {
  const path = join(mkdtempSync(join(root, 'x-')), 'broadsheet.db')
  copyFileSync(UPGRADE_FIXTURE, path)
  const before = await openSqlite(path)
  if (database.name === 'SQLite') return before
  const db = await database.open()
  await migrateStore(db, migrations.slice(0, 5), { now: () => new Date(LAST_PASS) })
  await db.batch([{ sql: 'DELETE FROM meta' }])
  const tables = await before.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
  for (const { name } of tables) {
    if (name === 'schema_migrations') continue
    const rows = await before.query(`SELECT * FROM ${name}`)
    await db.batch(insertRows(name, rows))
  }
  await before.close()
  return db
}

/** What an upgrade must leave as it is, by table. */
const KEPT = {
  articles: 'id',
  article_texts: 'article_id',
  stories: 'id',
  story_aliases: 'id',
  story_topics: 'story_id, topic_id',
  editions: 'id',
  variants: 'edition_id, variant',
  deliveries: 'id',
  subscribers: 'digest_id, address',
}

async function keptRows(db: Db): Promise<Record<string, Rows>> {
  const kept: Record<string, Rows> = {}
  for (const [table, key] of Object.entries(KEPT)) {
    const rows = await db.query(`SELECT * FROM ${table} ORDER BY ${key}`)
    // The number of outlets decided until schema 7 whether a story was updated.
    kept[table] = rows.map(({ outlets: _, ...row }) => row)
  }
  // Until schema 10 each pair was a row of its own table.
  kept['corrections'] = await db
    .query('SELECT article_id, other_id, kind, made_at, is_new FROM corrections ORDER BY article_id, other_id')
    .catch(() =>
      db.query(`SELECT article_id, other_id, kind, made_at, is_new
        FROM corrected_pairs JOIN corrections_made ON id = correction_id ORDER BY article_id, other_id`),
    )
  return kept
}

/** Id and instants of every entry of the combined feed, in its order. */
const entriesOf = (atom: string): string[] =>
  atom
    .split('<entry>')
    .slice(1)
    .map((entry) =>
      [...entry.replace(/<source>.*<\/source>/s, '').matchAll(/<(id|published|updated)>([^<]*)/g)]
        .map(([, name, text]) => `${name} ${text}`)
        .join(),
    )

const count = async (db: Db, table: string): Promise<number> =>
  Number((await db.query<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`))[0]!.count)

/** Articles that the version before had indexed. */
const INDEXED = 109

const NEXT_VERSION = { version: '999.0.0' }

describe.each(databases)('on $name', (database) => {
  let paper: Newspaper
  afterEach(async () => {
    expect(paper.defects).toEqual([])
    await paper.close()
  })

  async function upgraded(): Promise<{ readonly before: Record<string, Rows>; readonly entries: readonly string[] }> {
    const db = await openBefore(database)
    const before = await keptRows(db)
    const [atom] = await db.query<{ body: string }>("SELECT body FROM documents WHERE path = 'atom.xml'")
    paper = await openNewspaper(db, UPGRADE_CONFIG)
    writeFeeds(paper.folder, 22)
    paper.at('2026-11-22T20:00:00.000Z')
    return { before, entries: entriesOf(atom!.body) }
  }

  it.each([
    ['reads no document again under the same version', {}, { kind: 'not-modified' }],
    ['reads every document again under another version', NEXT_VERSION, { kind: 'modified', rejected: 0 }],
  ])('%s, groups nothing otherwise and mails nothing', async (_, deps, read) => {
    const { before, entries } = await upgraded()
    expect(before['deliveries']!.length).toBe(7)
    expect(entries.length).toBe(24)
    for (const hour of [20, 21]) {
      paper.at(`2026-11-22T${hour}:00:00.000Z`)
      const { refresh, digests } = await paper.pass({}, deps)
      expect(refresh!.outcomes.length).toBe(5)
      for (const outcome of refresh!.outcomes) {
        expect(outcome).toMatchObject(hour === 20 ? read : { kind: 'not-modified' })
        if (outcome.kind === 'modified')
          expect(outcome.counts).toMatchObject({ new: 0, edited: 0, backlog: 0, dropped: 0 })
      }
      expect(refresh!.grouped).toMatchObject({ new: 0, changed: 0, merged: 0, split: 0, copies: 0, topics: {} })
      expect(digests).toMatchObject({ editions: [], owed: 0, held: 0 })
      expect(await paper.fresh()).toEqual([])
      expect(entriesOf(paper.published())).toEqual(entries)
      expect(await keptRows(paper.db)).toMatchObject(before)
      expect([await count(paper.db, 'nearby'), await count(paper.db, 'fingerprints')]).toEqual([INDEXED, INDEXED])
      expect((await readMeta(paper.db)).get('fingerprints')).toBe('current')
    }
  })

  it('goes on where it was killed while it made fingerprints anew', async () => {
    const { before, entries } = await upgraded()
    let renewals = 0
    const killed = killedBefore(
      paper.db,
      (statements) => statements.some(({ sql }) => sql.startsWith('INSERT INTO nearby')) && ++renewals === 2,
    )
    await expect(paper.pass({}, { ...NEXT_VERSION, ...killed })).rejects.toThrow('killed')
    const done = await count(paper.db, 'nearby')
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(INDEXED)
    expect(await count(paper.db, 'fingerprints')).toBe(INDEXED)
    expect((await readMeta(paper.db)).get('fingerprints')).toBe('outdated')
    paper.later(10)
    await paper.pass({}, NEXT_VERSION)
    expect(await count(paper.db, 'nearby')).toBe(INDEXED)
    expect(await paper.fresh()).toEqual([])
    expect(entriesOf(paper.published())).toEqual(entries)
    expect(await keptRows(paper.db)).toMatchObject(before)
  })

  it('leaves the articles of a source as they stand when it has a new one, whatever it repeats', async () => {
    const { before } = await upgraded()
    await paper.pass({}, NEXT_VERSION)
    writeFeeds(paper.folder, 22, { register: [{ ...LIGHTHOUSE, link: NOTICE, guid: NOTICE }] })
    paper.at('2026-11-23T09:00:00.000Z')
    const { refresh } = await paper.pass({}, NEXT_VERSION)
    expect(refresh!.grouped).toMatchObject({ new: 1, changed: 0, merged: 0, split: 0, copies: 0 })
    const { articles, stories, story_aliases } = await keptRows(paper.db)
    expect(articles!.filter(({ first_seen_at }) => (first_seen_at as string) < LAST_PASS)).toMatchObject(
      before['articles']!,
    )
    expect(stories!.filter(({ founded_at }) => (founded_at as string) < LAST_PASS)).toMatchObject(before['stories']!)
    expect(story_aliases).toEqual(before['story_aliases'])
  })

  it('parts stories that are grouped anew without a word to those who had them', async () => {
    const { before } = await upgraded()
    await paper.pass({}, NEXT_VERSION)
    const storyOf = async (url: string, rows?: Rows): Promise<unknown> =>
      (rows ?? (await paper.db.query('SELECT url, story_id FROM articles'))).find((row) => row['url'] === url)![
        'story_id'
      ]
    const parted = ['https://beacon.example/ferry', 'https://register.example/filing/4115']
    for (const url of parted) {
      const { id } = before['articles']!.find((row) => row['url'] === url)!
      await splitArticle(paper.db, id as string, paper.now())
    }
    const { refresh } = await paper.pass({}, NEXT_VERSION)
    expect(refresh!.grouped).toMatchObject({ new: 0, split: expect.toSatisfy((split: number) => split > 0) })
    for (const url of parted) expect(await storyOf(url)).not.toBe(await storyOf(url, before['articles']))
    paper.at('2026-11-23T18:00:30.000Z')
    const { digests } = await paper.pass({}, NEXT_VERSION)
    expect(digests!.editions).toMatchObject([{ state: 'empty' }])
    expect(await paper.fresh()).toEqual([])
    expect(await paper.db.query('SELECT * FROM stories WHERE updated_at > $1', [LAST_PASS])).toEqual([])
  })

  it('lets a new article join an old story, and mails only what is new', async () => {
    const { before } = await upgraded()
    await paper.pass({}, NEXT_VERSION)
    writeFeeds(paper.folder, 22, { lantern: [INQUIRY, LIGHTHOUSE], register: [FILING] })
    paper.at('2026-11-23T09:00:00.000Z')
    const { refresh } = await paper.pass({}, NEXT_VERSION)
    expect(refresh!.outcomes.map((outcome) => outcome.kind === 'modified' && outcome.counts.new)).toEqual([
      false,
      false,
      2,
      false,
      1,
    ])
    const old = new Map(before['articles']!.map((row) => [row['url'], row]))
    const now = new Map((await keptRows(paper.db))['articles']!.map((row) => [row['url'], row]))
    expect(now.get(INQUIRY.link)!['story_id']).toBe(old.get('https://ledger.example/ferry')!['story_id'])
    for (const [url, row] of old) expect([url, now.get(url)!['grouped_at']]).toEqual([url, row['grouped_at']])
    // A story that is parted now is as old as its articles.
    const moved = await paper.db.query<{ founding_article_id: string }>(
      'SELECT founding_article_id FROM stories WHERE updated_at > $1',
      [LAST_PASS],
    )
    const fresh = [...now.values()].filter(({ url }) => !old.has(url)).map(({ id }) => id)
    expect(fresh).toEqual(expect.arrayContaining(moved.map((row) => row.founding_article_id)))

    paper.at('2026-11-23T18:00:30.000Z')
    await paper.pass({}, NEXT_VERSION)
    const mails = await paper.fresh()
    expect(mails.map(({ to }) => to)).toEqual(['ann@example.org', 'bob@example.org'])
    for (const mail of mails) {
      expect(mentions(mail, LIGHTHOUSE)).toBe(true)
      const titles = before['articles']!.map((row) => ({ title: row['title'] as string }))
      expect(titles.filter((one) => mentions(mail, one))).toEqual([])
    }
  })
})

const INQUIRY: Item = {
  title: 'Inquiry into the engine room fire on the Skarholm ferry Maren Lund begins',
  text: 'Inspectors began on Monday to look at the engine room of the Skarholm ferry Maren Lund, where a fire injured 19 passengers on Friday two miles off Morrow Point. Captain Ivar Holt, who kept the ferry head to wind until the lifeboats from Skarholm came, will be heard on Tuesday.',
  link: 'https://lantern.example/inquiry',
  guid: 'https://lantern.example/inquiry',
  at: '2026-11-23T05:30:00Z',
}
const LIGHTHOUSE: Item = {
  title: 'A lighthouse keeper’s diary sells for a song',
  text: 'Forty years of weather, one line a day, went to a choir in Ormby on Sunday. The keeper, Sigrun Aasen, wrote her diary on the backs of tide tables and hid it in the lamp housing, where a painter found it last spring. Most lines say fog. One, in June 1968, says fog and a piano. The choir means to sing all of it, bass first, over a weekend in May, and has asked the town for a bell.',
  link: 'https://lantern.example/diary',
  guid: 'https://lantern.example/diary',
  at: '2026-11-23T06:30:00Z',
}
const NOTICE = 'https://register.example/notice/1'

const FILING: Item = {
  title: 'Notice of change of directors: Corvane Glass of Brae',
  text: 'Corvane Glass, registered at Brae under number 91024, has given notice of 7 changes among its directors. The notice was entered in the register of companies in accordance with section 12 of the Companies Ordinance and may be inspected at the office of the registrar during opening hours.',
  link: 'https://register.example/filing/4300',
  guid: 'https://register.example/filing/4300',
  at: '2026-11-23T01:00:00Z',
}
