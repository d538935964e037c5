/**
 * Stores of every released schema, made by real passes (tools/make-store-fixture.ts), opened by the current program. A
 * fixture is never changed, only copied, so that it stays as the older version wrote it.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { articlesOfStories, knownArticles, pendingArticles, readArticleById } from '../../src/store/articles.ts'
import type { Db } from '../../src/store/db.ts'
import { claimDeliveries, hadArticles, lastReached, listDeliveries, nextTryDue } from '../../src/store/deliveries.ts'
import { listDocumentTags, readDocument } from '../../src/store/documents.ts'
import { readEditions, readVariant } from '../../src/store/editions.ts'
import { countOutdated, type NearbyRow, readNearby } from '../../src/store/grouping-index.ts'
import { readMeta } from '../../src/store/meta.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { migrations } from '../../src/store/schema.ts'
import { storyIdsOfFeed, storyIdsSince } from '../../src/store/selected-stories.ts'
import { claimDueSources, listSources } from '../../src/store/sources.ts'
import { copySqlite, openSqlite } from '../../src/store/sqlite.ts'
import { findStory, listStories, topicsOfStories } from '../../src/store/stories.ts'
import { listDigests, listSubscribers, readSubscriber } from '../../src/store/subscribers.ts'
import { callCli } from '../support/cli.ts'
import { storeVersion } from '../support/databases.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/stores', import.meta.url))
const now = () => new Date('2026-11-25T08:00:00.000Z')
const current = migrations.at(-1)!.number

const root = mkdtempSync(join(tmpdir(), 'broadsheet-stores-'))
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))

/** A copy of a fixture in a folder of its own. */
function copyOf(fixture: string): string {
  const folder = mkdtempSync(join(root, 'x-'))
  copyFileSync(join(FIXTURES, fixture), join(folder, 'broadsheet.db'))
  return join(folder, 'broadsheet.db')
}

const fixtures = readdirSync(FIXTURES).filter((name) => /^v\d+\.db$/.test(name))

it('has a fixture for every released schema', () => {
  expect(fixtures.sort()).toEqual(migrations.map(({ number }) => `v${number}.db`).sort())
})

describe.each(fixtures)('%s', (fixture) => {
  let db: Db
  /** The ids of stories with an article grouped on the last day. */
  const newStoryIds = async (): Promise<string[]> => {
    const all: string[] = []
    for await (const ids of storyIdsSince(db, '2026-11-25T00:00:00.000Z')) all.push(...ids)
    return all
  }
  beforeEach(async () => {
    db = await openSqlite(copyOf(fixture))
    await migrateStore(db, migrations, { now })
  })
  afterEach(() => db.close())

  it('is migrated to the current schema', async () => {
    expect(await storeVersion(db)).toBe(current)
  })

  it('has its sources, and the due ones can be claimed', async () => {
    const sources = await listSources(db)
    expect(sources.map(({ id, name, entryCount }) => [id, name, entryCount])).toEqual([
      ['almanac', 'Almanac', 8],
      ['beacon', 'Beacon', 3],
      ['lantern', 'The Lantern', 3],
      ['ledger', 'Ledger', 2],
    ])
    for (const source of sources) {
      expect(source).toMatchObject({ paused: false, failCount: 0, firstFetchedAt: '2026-11-24T07:05:30.250Z' })
      expect(source.bodyHash).toMatch(/^[0-9a-f]{32}$/)
      expect(source.entryDates.length).toBe(source.entryCount)
    }
    const claim = {
      token: 't',
      pass: 'p',
      now: now().toISOString(),
      until: '2026-11-25T08:05:00.000Z',
      limit: 50,
      force: false,
    }
    expect((await claimDueSources(db, claim)).map(({ id }) => id)).toEqual(['almanac', 'beacon', 'lantern', 'ledger'])
    expect(await claimDueSources(db, { ...claim, token: 'u' })).toEqual([])
  })

  it('has its articles whole, with their stories and reasons', async () => {
    const stories = await listStories(db, undefined, 100)
    const articles = await articlesOfStories(
      db,
      stories.map(({ id }) => id),
      'all',
    )
    const bridge = [...articles.values()].find((list) =>
      list.some(({ title }) => title.startsWith('Aske swing bridge')),
    )!
    expect(bridge.map(({ sourceId, title, copyOf: of }) => [sourceId, title, of])).toEqual([
      ['beacon', 'Aske swing bridge closed after cracks are found in its bearings', undefined],
      ['ledger', 'Cracked bearings shut the Aske bridge to 5,100 lorries', bridge[0]!.id],
      ['beacon', 'Bearings for the Aske bridge leave their shed at Morrow Point', undefined],
    ])
    const [founder, copy] = bridge
    expect(founder).toMatchObject({
      guid: 'https://beacon.example/bridge',
      canonicalUrl: 'https://beacon.example/bridge',
      publishedAt: '2026-11-23T20:10:00.000Z',
      firstSeenAt: '2026-11-24T07:05:30.250Z',
      firstFetch: true,
      backlog: false,
      authors: [],
    })
    expect(founder!.text).toMatch(/^The swing bridge over the Aske .*below force five\.$/s)
    expect(copy!.substanceAt).toBe('2026-11-25T07:01:10.500Z')
    expect(copy!.why!.length).toBeGreaterThan(0)
    expect(await readArticleById(db, founder!.id)).toEqual(founder)
    expect(await pendingArticles(db, 10)).toEqual([])
  })

  it('recognises an article that is listed again, and one that a filter dropped', async () => {
    const known = await knownArticles(db, 'lantern', [
      { article: { guid: 'https://lantern.example/ostrava-vote' }, textHash: 'x' },
    ])
    expect(known.map(({ guid, isListed }) => [guid, isListed]).sort()).toEqual([
      ['https://lantern.example/herring', true],
      ['https://lantern.example/moss', true],
      ['https://lantern.example/ostrava-vote', true],
    ])
  })

  it('has its stories, topics and grouping index', async () => {
    const stories = await listStories(db, undefined, 100)
    expect(stories.length).toBe(18)
    const topics = await topicsOfStories(
      db,
      stories.map(({ id }) => id),
    )
    const named = [...topics].flatMap(([, matches]) => matches.map(({ topicId }) => topicId))
    expect(new Set(named)).toEqual(new Set(['harbour', 'nato']))
    for (const { score, why } of [...topics.values()].flat()) {
      expect(score).toBeGreaterThan(0)
      expect(why.length).toBeGreaterThan(0)
    }
    const story = (await findStory(db, stories[0]!.leadArticleId))!
    expect(story).toEqual(stories[0])
    const indexed = await db.query<{ article_id: string }>('SELECT article_id FROM fingerprints ORDER BY article_id')
    expect(indexed.length).toBe(21)
    // What grouping compares is made anew by the next grouping where a version before schema 7 made it.
    const isRenewed = Number(/\d+/.exec(fixture)) >= 7
    expect(await countOutdated(db)).toBe(isRenewed ? 0 : 21)
    const rows: NearbyRow[] = []
    for await (const some of readNearby(db, '2026-11-01', '2026-12-01')) rows.push(...some)
    expect(rows.map(({ id }) => id).sort()).toEqual(isRenewed ? indexed.map(({ article_id }) => article_id) : [])
    expect((await storyIdsOfFeed(db, 5)).length).toBe(5)
    expect((await storyIdsOfFeed(db, 5, 'nato')).length).toBeGreaterThan(0)
    expect((await newStoryIds()).length).toBe(7)
  })

  it('has its documents, and remembers a withdrawn one', async () => {
    const paths = ['atom.xml', 'topics/harbour/atom.xml', 'topics/money/atom.xml', 'topics/nato/atom.xml']
    const published = (await listDocumentTags(db)).map(({ path }) => path)
    expect(published.filter((path) => path.endsWith('atom.xml'))).toEqual(paths)
    const atom = await readDocument(db, 'atom.xml')
    expect(atom).toMatchObject({
      contentType: 'application/atom+xml; charset=utf-8',
      changedAt: '2026-11-25T07:01:10.500Z',
    })
    expect(atom!.body).toMatch(/^<\?xml .*<\/feed>\s*$/s)
    expect(await readDocument(db, 'topics/money/atom.xml')).toBeUndefined()
    expect((await readMeta(db)).get('id_authority')).toBe('broadsheet.invalid,2026')
  })

  it('knows who has had which stories, and owes no delivery', async () => {
    const deliveries = await listDeliveries(db)
    const states = deliveries.map(({ address, state, code }) => [address, state, code].filter(Boolean).join(' ')).sort()
    expect(states).toEqual([
      'Bob@reader.example failed superseded',
      'Bob@reader.example sent',
      ...Array.from({ length: 4 }, () => 'ann@reader.example sent'),
      'cleo@reader.example sent',
      'cleo@reader.example sent',
    ])
    expect(await nextTryDue(db)).toBeUndefined()
    const reached = await lastReached(db, 'morning')
    expect(reached.get('bob@reader.example')).toMatchObject([{ slotAt: '2026-11-25T07:00:00.000Z' }])
    const [edition] = await readEditions(db, [reached.get('ann@reader.example')![0]!.editionId])
    expect(edition).toMatchObject({ digestId: 'morning', state: 'sent' })
    expect(edition!.stories).toBeGreaterThanOrEqual(6)
    const { variantsBySubscriber, articlesByVariant } = await hadArticles(db, 'morning', '2026-11-25T00:00:00.000Z')
    const had = variantsBySubscriber.get('ann@reader.example')!.flatMap((key) => articlesByVariant.get(key)!)
    expect([...new Set(had.map(({ storyId }) => storyId))].sort()).toEqual(await newStoryIds())
    expect(variantsBySubscriber.has('dora@reader.example')).toBe(false)
  })

  it('can still send its frozen editions', async () => {
    await db.batch([{ sql: "UPDATE deliveries SET state = 'pending', next_try_at = slot_at" }])
    const claimed = await claimDeliveries(db, {
      token: 'ours',
      now: now().toISOString(),
      until: now().toISOString(),
      limit: 99,
    })
    expect(claimed).toHaveLength(8)
    for (const { editionId, variant, messageId, slots, address } of claimed) {
      const texts = (await readVariant(db, editionId, variant))!
      expect(texts.subject.length).toBeGreaterThan(5)
      expect(texts.html).toContain('</html>')
      expect(texts.text.length).toBeGreaterThan(100)
      expect(Object.values(slots.text)).toContain(address)
      expect(messageId).toMatch(/^[0-9a-f]{32}@broadsheet\.example$/)
    }
  })

  it('knows its digests and their subscribers', async () => {
    expect((await listDigests(db)).map(({ id, firstSeenAt }) => [id, firstSeenAt])).toEqual([
      ['harbour', '2026-11-24T07:05:30.250Z'],
      ['morning', '2026-11-24T07:05:30.250Z'],
    ])
    expect((await listSubscribers(db)).map(({ digestId, address, state }) => [digestId, address, state])).toEqual([
      ['harbour', 'ann@reader.example', 'active'],
      ['morning', 'ann@reader.example', 'active'],
      ['morning', 'bob@reader.example', 'active'],
      ['morning', 'cleo@reader.example', 'active'],
      ['morning', 'dora@reader.example', 'active'],
    ])
    expect((await listSubscribers(db, 'harbour')).map(({ address }) => address)).toEqual(['ann@reader.example'])
    expect(await readSubscriber(db, 'morning', 'dora@reader.example')).toMatchObject({ state: 'active' })
    expect(await readSubscriber(db, 'harbour', 'dora@reader.example')).toBeUndefined()
  })
})

describe('a step of the schema', () => {
  const fixture = `v${current}.db`
  const next = { number: current + 1, name: 'a made-up step', sql: ['ALTER TABLE articles ADD COLUMN mood TEXT'] }

  it('is applied after a complete copy of the store was made', async () => {
    const path = copyOf(fixture)
    const db = await openSqlite(path)
    const copy = `${path}.v${current}-copy`
    const copyTo = (from: number) => copySqlite(path, copy, from)
    expect(await migrateStore(db, [...migrations, next], { now, copyTo })).toEqual({ from: current, to: next.number })
    expect(Object.keys((await db.query('SELECT * FROM articles LIMIT 1'))[0]!)).toContain('mood')
    await db.close()

    const kept = await openSqlite(copy)
    expect(await storeVersion(kept)).toBe(current)
    expect(Object.keys((await kept.query('SELECT * FROM articles LIMIT 1'))[0]!)).not.toContain('mood')
    expect((await listDeliveries(kept)).length).toBe(8)
    await kept.close()
  })

  it('that fails leaves the store and its copy as they were', async () => {
    const path = copyOf(fixture)
    const db = await openSqlite(path)
    const broken = { ...next, sql: [...next.sql, 'CREATE TABLE articles (id TEXT)'] }
    const copyTo = (from: number) => copySqlite(path, `${path}.v${from}-copy`, from)
    await expect(migrateStore(db, [...migrations, broken], { now, copyTo })).rejects.toThrow(/articles/)
    expect(await storeVersion(db)).toBe(current)
    expect(Object.keys((await db.query('SELECT * FROM articles LIMIT 1'))[0]!)).not.toContain('mood')
    await db.close()
  })

  it('that this program does not know is refused in one sentence, and nothing is changed', async () => {
    const path = copyOf(fixture)
    const newer = new DatabaseSync(path)
    newer.exec(
      `INSERT INTO schema_migrations (number, name, applied_at) VALUES (${current + 7}, 'of tomorrow', 'then')`,
    )
    newer.close()
    const folder = mkdtempSync(join(root, 'x-'))
    mkdirSync(join(folder, 'state'))
    copyFileSync(path, join(folder, 'state', 'broadsheet.db'))
    const config = { title: 'T', sources: [{ id: 'beacon', url: 'https://beacon.example/feed' }] }
    writeFileSync(join(folder, 'c.json'), JSON.stringify(config))
    const { exitCode, stdout, stderr } = await callCli(['run', '--config', 'c.json'], { cwd: folder })
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toBe(
      `The store has version ${current + 7}, and this program knows only ${current}. Run the newer Broadsheet that made it, or put back a copy of version ${current}.\n`,
    )
    expect(readFileSync(join(folder, 'state', 'broadsheet.db')).equals(readFileSync(path))).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['c.json', 'state'])
  })
})

it('keeps fixtures small', () => {
  for (const fixture of fixtures) expect(statSync(join(FIXTURES, fixture)).size).toBeLessThan(1_000_000)
})
