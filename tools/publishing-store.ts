/**
 * A SQLite store with any number of articles that are grouped and tagged already, for tools that measure publishing: two in five
 * are copies, a story has one to four articles, and a day the same number of them whatever the size.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '../src/config.ts'
import { articleId, storyId } from '../src/core/ids.ts'
import type { Article } from '../src/core/model.ts'
import { DAY, instantOf } from '../src/core/schedule.ts'
import type { Deps } from '../src/flow/deps.ts'
import { saveChanges } from '../src/store/articles.ts'
import { markChanged } from '../src/store/changed-stories.ts'
import { setMeta } from '../src/store/meta.ts'
import { syncSources } from '../src/store/sources.ts'
import { placeArticles, saveStories, saveTopics } from '../src/store/stories.ts'
import { openStore, wireDeps } from '../src/wire.ts'

const SOURCES = 200
const TOPICS = 12
/** Articles a day: those of some three hundred active feeds. */
const PER_DAY = 1_000
const NEWEST = Date.parse('2026-11-20T12:00:00.000Z')
/** Articles that are made one by one; a larger store has copies of them with other ids and older dates. */
const MADE = 50_000
/** Articles written in one batch. */
const AT_ONCE = 1_000

const WORDS =
  'harbour council ferry budget strike minister river bridge court hospital school storm market signal engine archive island valley treaty museum'.split(
    ' ',
  )

/** Opens the store of a folder; `files` is where its pages are written. */
export async function openPublishingStore(folder: string, files: string): Promise<Deps> {
  const file = join(folder, 'publishing.json')
  const config = {
    title: 'Publishing',
    secret: 'bench',
    siteUrl: 'https://news.example.org',
    sources: Array.from({ length: SOURCES }, (_, nth) => ({
      id: `outlet-${nth}`,
      url: `https://outlet-${nth}.example/feed`,
    })),
    topics: Array.from({ length: TOPICS }, (_, nth) => ({
      id: `topic-${nth}`,
      name: `Topic ${nth}`,
      any: [WORDS[nth]],
    })),
    // Fewer days than the smallest store has, so that every size has the same pages.
    feed: { folder: files, pageDays: 2 },
    store: { keepDays: 3650 },
  }
  await writeFile(file, JSON.stringify(config))
  const env = { ...process.env, BROADSHEET_STATE: join(folder, 'state') }
  const loaded = await loadConfig({ file, env, cwd: folder })
  const db = await openStore(loaded)
  const deps = await wireDeps(loaded, db, {
    signal: new AbortController().signal,
    command: 'bench',
    defect: (where, error) => console.error(where, error),
  })
  return { ...deps, clock: () => new Date(NEWEST + DAY / 24) }
}

/** Fills an empty store with this many articles; beyond 50,000 with a multiple of that. */
export async function fillPublishingStore({ db, config }: Deps, count: number): Promise<void> {
  const now = instantOf(NEWEST)
  await db.batch([
    ...syncSources(config.sources, [], now),
    setMeta('id_authority', 'news.example.org,2026'),
    setMeta('filters', 'bench'),
  ])
  const made = Math.min(count, MADE)
  for (let from = 0; from < made; from += AT_ONCE) {
    const articles = Array.from({ length: Math.min(AT_ONCE, made - from) }, (_, nth) => articleOf(from + nth))
    const founders = articles.filter(({ nth }) => nth % 5 < 2)
    await db.batch([
      ...saveChanges(
        {
          added: articles.map(({ article }) => ({
            article,
            contentHash: article.id,
            textHash: article.id,
            restHash: article.id,
          })),
          edited: [],
          quiet: [],
          moved: [],
          relisted: [],
          unlisted: [],
          counts: { new: articles.length, edited: 0, same: 0, backlog: 0, dropped: 0 },
        },
        false,
        now,
      ),
      ...placeArticles(
        articles.map(({ article, founder, isCopy }) => ({
          articleId: article.id,
          storyId: storyId(idOf(founder)),
          why: ['the same text'],
          ...(isCopy ? { copyOf: idOf(founder) } : {}),
        })),
        now,
      ),
      ...saveStories(
        founders.map(({ article }) => ({
          id: storyId(article.id),
          foundingArticleId: article.id,
          foundedAt: article.firstSeenAt,
          leadArticleId: article.id,
          leadWhy: 'seen first',
          publishedAt: article.publishedAt!,
          updatedAt: article.publishedAt!,
        })),
      ),
      ...saveTopics(
        founders
          .filter(({ nth }) => nth % 3 > 0)
          .map(({ article, nth }) => ({
            storyId: storyId(article.id),
            updatedAt: article.publishedAt!,
            matches: [
              { topicId: `topic-${nth % TOPICS}`, score: 3, why: [`"${WORDS[nth % TOPICS]}" in the title (3)`] },
            ],
          })),
      ),
    ])
  }
  for (let copied = MADE; copied < count; copied += MADE) await copyAll(db, copied / MADE)
  // Feeds list their articles for two days.
  await db.batch([
    {
      sql: 'UPDATE articles SET unlisted_at = published_at WHERE published_at < $1',
      params: [instantOf(NEWEST - 2 * DAY)],
    },
  ])
}

/** Copies the articles that were made and their stories: other ids, and dates before those of the last copy. */
async function copyAll(db: Deps['db'], nth: number): Promise<void> {
  const shift = `'-${(nth * MADE) / PER_DAY} days'`
  const id = (column: string) => `${column} || '-${nth}'`
  const date = (column: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, ${shift})`
  const ids = [
    'id',
    'guid',
    'url',
    'canonical_url',
    'story_id',
    'copy_of',
    'article_id',
    'founding_article_id',
    'lead_article_id',
  ]
  const dates = ['published_at', 'first_seen_at', 'updated_at', 'founded_at']
  const statements = ['articles', 'article_texts', 'stories', 'story_topics'].map(async (table) => {
    const columns = (await db.query<{ name: string }>('SELECT name FROM pragma_table_info($1)', [table])).map(
      ({ name }) => name,
    )
    const values = columns.map((name) => (ids.includes(name) ? id(name) : dates.includes(name) ? date(name) : name))
    const key =
      table === 'articles' || table === 'stories' ? 'id' : table === 'article_texts' ? 'article_id' : 'story_id'
    return {
      sql: `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} WHERE LENGTH(${key}) = ${ID_LENGTH}`,
    }
  })
  await db.batch(await Promise.all(statements))
}

/** Of ids that are no copies. */
const ID_LENGTH = 20

/** Gives the lead articles of `count` stories of the last days another title, as edits do, and marks the stories. */
export async function changeStories({ db }: Deps, count: number, round: number): Promise<void> {
  // Two days of stories, evenly.
  const all = Math.floor((2 * PER_DAY) / 5)
  const changed = Array.from({ length: count }, (_, nth) => Math.floor((nth * all) / count) * 5)
  await db.batch([
    ...changed.map((nth) => ({
      sql: 'UPDATE articles SET title = $1 WHERE id = $2',
      params: [`${titleOf(nth)} (${round})`, idOf(nth)],
    })),
    ...markChanged(changed.map((nth) => storyId(idOf(nth)))),
  ])
}

/** The newest article is the first one. Of five, the first two found a story each, the next two copy the first. */
function articleOf(nth: number) {
  const [first, place] = [nth - (nth % 5), nth % 5]
  const founder = place < 2 ? nth : place < 4 ? first : first + 1
  const at = instantOf(NEWEST - Math.floor((nth * DAY) / PER_DAY))
  const article: Article = {
    id: idOf(nth),
    sourceId: sourceOf(nth),
    guid: `${nth}`,
    url: `https://outlet-${nth % SOURCES}.example/${nth}`,
    canonicalUrl: `https://outlet-${nth % SOURCES}.example/${nth}`,
    title: titleOf(founder),
    authors: ['A. Writer'],
    lead: textOf(founder).slice(0, 200),
    text: textOf(founder),
    publishedAt: at,
    firstSeenAt: at,
    language: 'en',
  }
  return { nth, article, founder, isCopy: place === 2 || place === 3 }
}

const sourceOf = (nth: number): string => `outlet-${nth % SOURCES}`
const idOf = (nth: number): string => articleId(sourceOf(nth), `${nth}`)
const wordsOf = (nth: number, count: number): string =>
  Array.from(
    { length: count },
    (_, at) => WORDS[(nth * 7 + at * (1 + (nth % 5)) + ((nth >> (at % 16)) & 3)) % WORDS.length],
  ).join(' ')
const titleOf = (nth: number): string => `Report ${nth} on ${wordsOf(nth, 6)}`
const textOf = (nth: number): string => `${wordsOf(nth, 60)}. ${wordsOf(nth + 1, 40)}.`
