/** What pages show of a store: which stories and articles, by which local dates, and how much is read for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../../src/config.ts'
import type { ShownStory, StoryPage } from '../../../src/core/site.ts'
import { editionPage } from '../../../src/flow/site/edition.ts'
import { explainOrder, frontPage } from '../../../src/flow/site/front.ts'
import { dayPage, siteDays, sourcePage, topicPage } from '../../../src/flow/site/lists.ts'
import { shownStories } from '../../../src/flow/site/shown.ts'
import { storyPage } from '../../../src/flow/site/story.ts'
import type { Db } from '../../../src/store/db.ts'
import { migrateStore } from '../../../src/store/migrations.ts'
import { type Fields, insertRows } from '../../../src/store/rows.ts'
import { migrations } from '../../../src/store/schema.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { emptyStores } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'

const iso = (text: string): string => new Date(text).toISOString()

/** The article `name` of a source, published `at`. */
interface Told {
  readonly name: string
  readonly source?: string
  readonly at: string
  readonly more?: Fields
}

/** An id as stories and articles have it, made of a name. */
const idOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(20, '0').slice(0, 20)

const ROWS: Record<'sources' | 'articles' | 'stories' | 'story_topics', Fields[]> = {
  sources: [],
  articles: [],
  stories: [],
  story_topics: [],
}

function story(name: string, articles: readonly Told[], topics: readonly string[] = [], changes: Fields = {}): void {
  const [first] = articles
  const updatedAt = (changes['updatedAt'] as string) ?? iso(first!.at)
  for (const { name: article, source = 'wire', at, more = {} } of articles) {
    ROWS.articles.push({
      id: idOf(article),
      sourceId: source,
      url: `https://${source}.example.org/${article}`,
      title: `${article} of ${source}`,
      authors: '[]',
      lead: `The lead of ${article}.`,
      publishedAt: iso(at),
      firstSeenAt: iso(at),
      groupedAt: iso(at),
      storyId: idOf(name),
      words: 460,
      details: '{}',
      why: '[]',
      contentHash: '',
      textHash: '',
      firstFetch: 0,
      backlog: 0,
      pending: 0,
      ...more,
    })
  }
  ROWS.stories.push({
    id: idOf(name),
    foundingArticleId: idOf(first!.name),
    foundedAt: iso(first!.at),
    leadArticleId: idOf(first!.name),
    leadWhy: 'seen first',
    publishedAt: iso(first!.at),
    updatedAt,
    ...changes,
  })
  for (const [i, topicId] of topics.entries())
    ROWS.story_topics.push({
      storyId: idOf(name),
      topicId,
      score: 9 - i,
      why: JSON.stringify([`"${topicId}" in the title (3)`]),
      updatedAt,
    })
}

for (const [i, id] of ['wire', 'post', 'courier', 'gone', 'silent', 'poster'].entries())
  ROWS.sources.push({
    id,
    url: `https://${id}.example.org/feed`,
    siteUrl: `https://${id}.example.org/`,
    configured: id === 'gone' ? 0 : 1,
    paused: 0,
    host: `${id}.example.org`,
    name: id.replace(/^./, (letter) => letter.toUpperCase()),
    entryCount: 0,
    entryDates: '[]',
    firstSeenAt: iso('2026-01-01'),
    nextFetchAt: iso('2026-01-01'),
    failCount: i,
  })

// Summer time ends in London on 25 October 2026, a day of 25 hours.
story('late-24', [{ name: 'late-24', at: '2026-10-24T22:59Z' }], ['sea'])
story('early-25', [{ name: 'early-25', at: '2026-10-24T23:00Z' }])
story('late-25', [{ name: 'late-25', at: '2026-10-25T23:59Z' }], ['sea'])
story('early-26', [{ name: 'early-26', source: 'post', at: '2026-10-26T00:00Z' }], ['sky', 'sea'])
story('only-gone', [{ name: 'only-gone', source: 'gone', at: '2026-10-25T12:00Z' }], ['sea'])
story('dropped', [{ name: 'dropped', at: '2026-10-25T12:00Z', more: { dropped: 'by a filter' } }], ['sea'])
for (let i = 0; i < 130; i++)
  story(
    `busy${i}`,
    [
      {
        name: `busy${i}`,
        source: i % 2 === 0 ? 'wire' : 'post',
        at: new Date(Date.UTC(2026, 10, 9, 0, i)).toISOString(),
      },
    ],
    i % 3 === 0 ? ['sky'] : [],
  )
story(
  'storm',
  [
    { name: 'first', at: '2026-11-20T08:00Z' },
    {
      name: 'copied',
      source: 'courier',
      at: '2026-11-20T08:30Z',
      more: {
        copyOf: idOf('first'),
        why: JSON.stringify([
          `the same text as ${idOf('first')}: 94 % of the shorter text's phrases, 97 % of its telling words, the same title (99 % sure)`,
        ]),
      },
    },
    {
      name: 'unseen',
      source: 'gone',
      at: '2026-11-20T07:00Z',
      more: { why: `["the same event as ${idOf('first')}"]` },
    },
    {
      name: 'toll',
      source: 'post',
      at: '2026-11-20T10:00Z',
      more: {
        development: 2,
        news: 'the number 14',
        developedAt: iso('2026-11-20T10:10Z'),
        groupedAt: iso('2026-11-20T10:10Z'),
        words: 60,
        why: JSON.stringify([`the same event as ${idOf('unseen')}: likeness .8`]),
      },
    },
  ],
  ['sea', 'sky', 'retired'],
  { leadArticleId: idOf('toll'), updatedAt: iso('2026-11-20T10:10Z'), leadWhy: 'the only one that tells what is new' },
)
for (const lead of ['original', 'later'])
  story(
    `credited ${lead}`,
    [
      {
        name: `repost ${lead}`,
        source: 'poster',
        at: '2026-08-01T05:00Z',
        more: { publisher: 'The Wire', copyOf: idOf(`original ${lead}`) },
      },
      { name: `original ${lead}`, at: '2026-08-01T06:00Z' },
      {
        name: `later ${lead}`,
        source: 'post',
        at: '2026-08-01T07:00Z',
        more: { development: lead === 'later' ? 2 : 1 },
      },
      { name: `again ${lead}`, at: '2026-08-01T08:00Z' },
    ],
    [],
    { leadArticleId: idOf(`${lead} ${lead}`) },
  )
story(
  'edited',
  [
    {
      name: 'edited',
      at: '2026-11-19T08:00Z',
      more: {
        development: 2,
        news: 'the number 30',
        substanceAt: iso('2026-11-19T16:00Z'),
        developedAt: iso('2026-11-19T16:01Z'),
      },
    },
    { name: 'beside', source: 'post', at: '2026-11-19T09:00Z' },
  ],
  [],
  { updatedAt: iso('2026-11-19T16:00Z') },
)
story(
  'saga',
  Array.from({ length: 60 }, (_, i) => ({
    name: `saga${i}`,
    source: ['wire', 'post', 'courier'][i % 3]!,
    at: new Date(Date.UTC(2026, 10, 1, i)).toISOString(),
    more: {
      ...(i % 2 === 1 ? { copyOf: idOf('saga0') } : {}),
      development: i === 20 ? 2 : 1,
      ...(i === 20 ? { news: 'the outcome', developedAt: iso('2026-11-01T20:00Z') } : {}),
    },
  })),
  ['sea'],
  { leadArticleId: idOf('saga20') },
)

const EDITION = idOf('edition')
const SMALL = ['late-25', 'toll']
const LARGE = ['early-25', 'late-25', 'first', 'copied', 'only-gone', 'no longer kept']

const config = {
  title: 'Test Broadsheet',
  timeZone: 'Europe/London',
  topics: [
    { id: 'sky', name: 'Sky', any: ['cloud', { phrase: 'open sky', weight: 2 }], all: [{ near: ['blue', 'air'] }] },
    { id: 'sea', name: 'Sea', any: ['ferry'] },
  ],
  sources: ['wire', 'post', 'courier', 'silent'].map((id) => ({ id, weight: id === 'courier' ? 2 : 1 })),
  digests: [{ id: 'daily', title: 'Good evening' }],
} as unknown as Config

describe.each(databasesOfRun)('pages from $name', (database) => {
  let db: Db
  beforeAll(async () => {
    db = await emptyStores(database)()
    await migrateStore(db, migrations, { now: () => new Date(), copyTo: async () => undefined })
    await db.batch([
      ...Object.entries(ROWS).flatMap(([table, rows]) => rows.flatMap((row) => insertRows(table, [row]))),
      { sql: 'INSERT INTO story_aliases (id, story_id) VALUES ($1, $2)', params: [idOf('merged'), idOf('storm')] },
      ...insertRows('editions', [
        {
          id: EDITION,
          digestId: 'daily',
          slotAt: iso('2026-11-20T18:00Z'),
          frozenAt: iso('2026-11-20T18:00Z'),
          state: 'sent',
          stories: 3,
        },
      ]),
      ...insertRows('variant_articles', [
        ...SMALL.map((name) => ({ editionId: EDITION, variant: 'a', articleId: idOf(name) })),
        ...LARGE.map((name) => ({ editionId: EDITION, variant: 'b', articleId: idOf(name) })),
      ]),
    ])
  })
  afterAll(() => db.close())

  const deps = (since?: string) => ({ db, config, ...(since === undefined ? {} : { since }) })
  const titles = (stories: readonly ShownStory[]): string[] => stories.map(({ title }) => title)
  const sections = (
    page: { sections: readonly { topic?: { name: string }; stories: readonly ShownStory[] }[] } | undefined,
  ) => page?.sections.map(({ topic, stories }) => [topic?.name, ...titles(stories)])

  it('show a story with its visible articles alone: who copied whom, who was first, what is new', async () => {
    const [storm, ...others] = await shownStories(deps(), [
      idOf('storm'),
      idOf('only-gone'),
      idOf('dropped'),
      idOf('none'),
    ])
    expect(others).toEqual([])
    expect(storm).toEqual({
      storyId: idOf('storm'),
      title: 'toll of post',
      url: 'https://post.example.org/toll',
      lead: 'The lead of toll.',
      outlet: 'Post',
      sourceId: 'post',
      authors: [],
      publishedAt: iso('2026-11-20T10:00Z'),
      carriers: [
        {
          sourceId: 'wire',
          outlet: 'Wire',
          title: 'first of wire',
          url: 'https://wire.example.org/first',
          isCopy: false,
          isFirst: true,
        },
        {
          sourceId: 'courier',
          outlet: 'Courier',
          title: 'copied of courier',
          url: 'https://courier.example.org/copied',
          isCopy: true,
          copyOf: 'Wire',
        },
      ],
      moreCarriers: 0,
      otherOutlets: 2,
      updated: { at: iso('2026-11-20T10:10Z'), news: ['The lead of toll.'] },
      topics: [
        { id: 'sea', name: 'Sea' },
        { id: 'sky', name: 'Sky' },
      ],
    })
  })

  it('name as the first whom its texts name, whichever article leads, before those of an earlier date', async () => {
    const firsts = async (lead: string) => {
      const [shown] = await shownStories(deps(), [idOf(`credited ${lead}`)])
      const page = (await storyPage(deps(), idOf(`credited ${lead}`))) as StoryPage
      return {
        by: shown?.firstPublishedBy?.outlet,
        carriers: shown?.carriers.filter(({ isFirst }) => isFirst).map(({ title }) => title),
        articles: page.articles.filter(({ isFirst }) => isFirst).map(({ title }) => title),
      }
    }
    const [original, later] = ['original original of wire', 'original later of wire']
    expect(await firsts('original')).toEqual({ by: undefined, carriers: [], articles: [original] })
    expect(await firsts('later')).toEqual({ by: 'Wire', carriers: [later], articles: [later] })
  })

  it('keep the order of the ids that they are asked for', async () => {
    const ids = ['late-25', 'storm', 'early-25'].map(idOf)
    expect((await shownStories(deps(), ids)).map(({ storyId }) => storyId)).toEqual(ids)
    expect(titles(await shownStories(deps('2026-10-26'), ids))).toEqual(['toll of post'])
  })

  it('give a day the stories published on that local date, also where it has 25 hours', async () => {
    expect(sections(await dayPage(deps(), '2026-10-24'))).toEqual([['Sea', 'late-24 of wire']])
    const day = await dayPage(deps(), '2026-10-25')
    expect(sections(day)).toEqual([
      ['Sea', 'late-25 of wire'],
      [undefined, 'early-25 of wire'],
    ])
    expect(day).toMatchObject({ part: 1, parts: 1, count: 2, previousDate: '2026-10-24', nextDate: '2026-10-26' })
    expect(sections(await dayPage(deps(), '2026-10-26'))).toEqual([['Sky', 'early-26 of post']])
    expect(await dayPage(deps('2026-10-25'), '2026-10-25')).not.toHaveProperty('previousDate')
  })

  it('part a long day by the time of publication', async () => {
    const parts = await Promise.all([1, 2, 3, 0, 1.5].map((part) => dayPage(deps(), '2026-11-09', part)))
    expect(parts.map((part) => part && [part.part, part.parts, part.count])).toEqual([
      [1, 2, 100],
      [2, 2, 30],
      undefined,
      undefined,
      undefined,
    ])
    expect(titles(parts[1]!.sections.flatMap(({ stories }) => stories))).toContain('busy100 of wire')
  })

  it.each([
    '2026-10-23',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '9999-12-31',
    '0000-01-01',
    'today',
    '2026-10-24T00:00:00Z',
  ])('have no day %s', async (date) => {
    expect(await dayPage(deps(), date)).toBeUndefined()
  })

  it('have no day before the first that has pages', async () => {
    expect(await dayPage(deps('2026-10-26'), '2026-10-25')).toBeUndefined()
    expect(await siteDays(deps('2026-10-25'), 9)).toEqual([
      '2026-11-20',
      '2026-11-19',
      '2026-11-09',
      '2026-11-01',
      '2026-10-26',
      '2026-10-25',
    ])
    expect(await siteDays(deps(), 2)).toEqual(['2026-11-20', '2026-11-19'])
  })

  it('give a topic its newest stories by day, and the first words of its rule', async () => {
    const page = await topicPage(deps(), 'sea')
    expect(page!.days.map(({ date, stories }) => [date, ...titles(stories)])).toEqual([
      ['2026-11-20', 'toll of post'],
      ['2026-11-01', 'saga20 of courier'],
      ['2026-10-26', 'early-26 of post'],
      ['2026-10-25', 'late-25 of wire'],
      ['2026-10-24', 'late-24 of wire'],
    ])
    expect((await topicPage(deps(), 'sky'))!.words).toEqual(['blue … air', 'cloud', 'open sky'])
    expect(await topicPage(deps(), 'retired')).toBeUndefined()
  })

  it('give a source the last stories in which it has an article', async () => {
    const page = await sourcePage(deps(), 'courier')
    expect(page).toMatchObject({
      name: 'Courier',
      siteUrl: 'https://courier.example.org/',
      feedUrl: 'https://courier.example.org/feed',
    })
    expect(page!.days.map(({ date, stories }) => [date, ...titles(stories)])).toEqual([
      ['2026-11-20', 'toll of post'],
      ['2026-11-01', 'saga20 of courier'],
    ])
    const many = await sourcePage(deps(), 'wire')
    expect(many!.days.flatMap(({ stories }) => stories)).toHaveLength(40)
    expect((await sourcePage(deps(), 'silent'))!.days).toEqual([])
    expect([await sourcePage(deps(), 'gone'), await sourcePage(deps(), 'none')]).toEqual([undefined, undefined])
  })

  it('give an edition of an earlier version the stories of all its variants as they are now', async () => {
    const page = await editionPage(deps(), EDITION)
    expect(page).toMatchObject({ title: 'Good evening', slotAt: iso('2026-11-20T18:00Z') })
    expect(sections(page)).toEqual([
      ['Sea', 'toll of post', 'late-25 of wire'],
      [undefined, 'early-25 of wire'],
    ])
    expect(await editionPage(deps(), idOf('none'))).toBeUndefined()
  })

  it('tell a story in the order of events, with every reason in words', async () => {
    const page = await storyPage(deps(), idOf('storm'))
    if (page === undefined || 'movedTo' in page) throw new Error('no page')
    expect(
      page.articles.map(({ outlet, isLead, isFirst, copyOf, development, minutes, why }) => ({
        outlet,
        isLead,
        isFirst,
        copyOf,
        development,
        minutes,
        why,
      })),
    ).toEqual([
      { outlet: 'Wire', isLead: false, isFirst: true, copyOf: undefined, development: 1, minutes: 2, why: [] },
      {
        outlet: 'Courier',
        isLead: false,
        isFirst: false,
        copyOf: 'Wire',
        development: 1,
        minutes: 2,
        why: [{ kind: 'wording', percent: 94, other: { outlet: 'Wire' } }, { kind: 'title' }],
      },
      {
        outlet: 'Post',
        isLead: true,
        isFirst: false,
        copyOf: undefined,
        development: 2,
        minutes: undefined,
        why: [],
      },
    ])
    expect(page.growth).toEqual([
      { at: iso('2026-11-20T08:00Z'), outlet: 'Wire', kind: 'began' },
      { at: iso('2026-11-20T08:30Z'), outlet: 'Courier', kind: 'copy' },
      { at: iso('2026-11-20T10:00Z'), outlet: 'Post', kind: 'news', isLead: true, news: 'The lead of toll.' },
    ])
    expect(page.standing).toEqual({
      ownOutlets: 2,
      copyOutlets: 1,
      weight: 1,
      counted: 2 + 1 / 3,
      developedAt: iso('2026-11-20T10:00Z'),
    })
    expect(page).toMatchObject({ leadWhy: 'news', moreArticles: 0, date: '2026-11-20' })
    expect(page.topics).toEqual([
      { id: 'sea', name: 'Sea', score: 9, why: [{ kind: 'title', words: ['sea'] }] },
      { id: 'sky', name: 'Sky', score: 8, why: [{ kind: 'title', words: ['sky'] }] },
    ])
  })

  it('tell when an edit said something new', async () => {
    expect(await storyPage(deps(), idOf('edited'))).toMatchObject({
      growth: [
        { at: iso('2026-11-19T08:00Z'), kind: 'began' },
        { at: iso('2026-11-19T09:00Z'), kind: 'joined' },
        { at: iso('2026-11-19T16:00Z'), kind: 'news', outlet: 'Wire', news: 'The lead of edited.' },
      ],
    })
  })

  it('show forty articles of a saga, the lead and own reports before copies', async () => {
    const page = await storyPage(deps(), idOf('saga'))
    if (page === undefined || 'movedTo' in page) throw new Error('no page')
    expect([
      page.articles.length,
      page.moreArticles,
      page.articles.filter(({ copyOf }) => copyOf === undefined).length,
    ]).toEqual([40, 20, 30])
    expect(page.articles[0]!.isFirst).toBe(true)
    expect(page.articles.filter(({ isLead }) => isLead)).toHaveLength(1)
  })

  it('lead from a merged story, and from an article, to the story that has it', async () => {
    const found = await Promise.all(
      ['merged', 'copied', 'none', 'only-gone'].map((name) => storyPage(deps(), idOf(name))),
    )
    expect(found).toEqual([{ movedTo: idOf('storm') }, { movedTo: idOf('storm') }, undefined, undefined])
    expect(await storyPage(deps('2026-10-26'), idOf('late-25'))).toBeUndefined()
  })

  it('open with the strongest news, dated by the newest article', async () => {
    const page = await frontPage(deps())
    expect([page.date, page.previousDate, page.top?.title, titles(page.strong)[0]]).toEqual([
      '2026-11-20',
      '2026-11-19',
      'toll of post',
      'edited of wire',
    ])
    expect(page.top?.rank).toEqual({
      ownOutlets: 2,
      copyOutlets: 1,
      weight: 1,
      ageHours: 0,
      halfLifeHours: 12,
      score: 2 + 1 / 3,
    })
    const all = [page.top!, ...page.strong, ...page.sections.flatMap(({ stories, briefs }) => [...stories, ...briefs])]
    expect(all).toHaveLength(20)
    expect(await frontPage({ db, config, since: '2026-11-21' })).toEqual({ strong: [], sections: [] })
  })

  it('say why a story stands where it does', async () => {
    expect(await explainOrder(deps(), idOf('edited'))).toMatchObject({
      place: 2,
      says: '2 outlets with reports of their own count 2; its newest development is 18 hours older than the newest article, and every 12 hours halve the count: 0.71; second on the front page',
    })
    expect((await explainOrder(deps(), idOf('late-24')))?.says).toMatch(/not on the front page$/)
    expect(await explainOrder(deps(), idOf('only-gone'))).toBeUndefined()
  })

  it.runIf(database.name === 'SQLite')('are found by indexes: no statement scans stories or articles', async () => {
    const { db: watched, asked } = recorded(db)
    const all = { db: watched, config }
    await frontPage(all)
    await dayPage(all, '2026-11-09', 2)
    await topicPage(all, 'sea')
    await sourcePage(all, 'wire')
    await editionPage(all, EDITION)
    await storyPage(all, idOf('storm'))
    await siteDays(all, 30)
    const plans = await Promise.all(
      [...new Set(asked.map(({ sql }) => sql))].map(async (sql) => {
        const count = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)))
        return db.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, Array<string>(count).fill('1'))
      }),
    )
    const scans = plans
      .flat()
      .filter(({ detail }) =>
        /^SCAN (?:a|s|t|articles|stories|story_topics)\b(?! USING (?:COVERING )?INDEX)/.test(detail),
      )
    // Whole tables would be sorted where the order is not that of the index.
    expect(plans.flat().filter(({ detail }) => detail === 'USE TEMP B-TREE FOR ORDER BY').length).toBeLessThan(9)
    expect(plans.length).toBeGreaterThan(10)
    expect(scans).toEqual([])
  })
})
