/** Scores of canonical URLs, bylines and topics on the sets that a folder of collections has for them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import { trainTopics } from '../../src/core/topics/topic-model.ts'
import { canonicalUrl } from '../../src/core/url/url.ts'
import { type Row, readRows } from '../collections.ts'
import { type Score, scoreOf } from './score.ts'

type Named = readonly [name: string, score: Score]

const holds = (folder: string, set: string): boolean => existsSync(join(folder, `${set}.jsonl.gz`))

/** The score of predictions: right, wrong and missed ones. */
export function scoreOfCounts({ right, wrong, missed }: { right: number; wrong: number; missed: number }): Score {
  const share = (other: number): number => (right + other === 0 ? 1 : right / (right + other))
  return scoreOf(share(wrong), share(missed))
}

/** Pairs of one article under two URLs: rows of `syn-dev` that differ from their base only in the URL. */
export function scoreAddresses(folder: string): Named[] {
  if (!holds(folder, 'syn-dev')) return []
  const rows = readRows(folder, 'syn-dev').filter((row) =>
    /^(?:orig|orig-event|short|url|short-url)$/.test(row.kind ?? ''),
  )
  const counts = { right: 0, wrong: 0, missed: 0 }
  const keys = rows.map(({ url }) => canonicalUrl(url!))
  const byCluster = groupedBy(rows.keys(), (at) => rows[at]!.cluster!)
  const byKey = groupedBy(rows.keys(), (at) => keys[at]!)
  for (const at of pairsOf(byCluster)) counts[keys[at[0]] === keys[at[1]] ? 'right' : 'missed']++
  for (const at of pairsOf(byKey)) if (rows[at[0]]!.cluster !== rows[at[1]]!.cluster) counts.wrong++
  return [[`syn-dev: ${rows.length} articles and their other addresses, made equal`, scoreOfCounts(counts)]]
}

function groupedBy<T>(items: Iterable<T>, keyOf: (item: T) => string): T[][] {
  return [...Map.groupBy(items, keyOf).values()]
}

function* pairsOf<T>(groups: readonly (readonly T[])[]): Generator<[T, T]> {
  for (const group of groups) {
    for (let i = 0; i < group.length; i++) for (let j = 0; j < i; j++) yield [group[i]!, group[j]!]
  }
}

interface Attributed extends Row {
  readonly html: string
  readonly gold: { readonly author: string | null; readonly publisher: string | null }
}

/** Names are compared without case, accents, punctuation and a leading "the". */
const plainName = (name: string | null | undefined): string =>
  (name ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')

/** The author and the original publisher of reposts. */
export function scoreBylines(folder: string): Named[] {
  if (!holds(folder, 'attrib-dev')) return []
  const rows = readRows(folder, 'attrib-dev') as Attributed[]
  const said = rows.map((row) => {
    const entry = {
      guid: row.id,
      title: row.title,
      ...(row.url === undefined ? {} : { url: row.url }),
      authors: [],
      categories: [],
      enclosures: [],
      text: row.text,
    }
    const source = { id: row.source, url: `https://${row.source}/feed`, name: row.source }
    return normalizeEntry({ ...entry, contentHtml: row.html }, source, new Date(0))
  })
  const score = (wantOf: (row: Attributed) => string | null, gotOf: (at: number) => string | undefined): Score => {
    const counts = { right: 0, wrong: 0, missed: 0 }
    for (const [at, row] of rows.entries()) {
      const [want, got] = [plainName(wantOf(row)), plainName(gotOf(at))]
      if (want !== '' && want === got) counts.right++
      else {
        if (got !== '') counts.wrong++
        if (want !== '') counts.missed++
      }
    }
    return scoreOfCounts(counts)
  }
  return [
    [
      `attrib-dev: the author of ${rows.length} reposts`,
      score(
        (row) => row.gold.author,
        (at) => said[at]!.authors.join(', '),
      ),
    ],
    [
      `attrib-dev: the publisher of ${rows.length} reposts`,
      score(
        (row) => row.gold.publisher,
        (at) => said[at]!.publisher,
      ),
    ],
  ]
}

interface Labelled extends Row {
  readonly split: 'train' | 'test'
  readonly topics: readonly string[]
}

/** Topics learnt from examples of the sets `topics-few5` to `-few100`, on `topics-eval`: micro F1. */
export function scoreTopics(folder: string): Named[] {
  if (!holds(folder, 'topics-eval')) return []
  const rows = readRows(folder, 'topics-eval') as Labelled[]
  return ['topics-few5', 'topics-few20', 'topics-few100'].flatMap((set): Named[] => {
    if (!holds(folder, set)) return []
    const examples = (readRows(folder, set) as Labelled[]).filter(({ split }) => split === 'train')
    const model = trainTopics(
      examples.map(({ title, text, topics }) => ({ article: { title, text }, topicIds: topics })),
    )
    const counts = { right: 0, wrong: 0, missed: 0 }
    for (const { title, text, topics } of rows) {
      const got = model.match({ title, text }).map(({ topicId }) => topicId)
      const right = got.filter((topic) => topics.includes(topic)).length
      counts.right += right
      counts.wrong += got.length - right
      counts.missed += topics.length - right
    }
    return [
      [`${set}: topics of ${rows.length} articles, learnt from ${examples.length} examples`, scoreOfCounts(counts)],
    ]
  })
}
