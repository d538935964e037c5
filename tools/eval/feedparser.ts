/**
 * Agreement with the test files of kurtmckee/feedparser (BSD-2-Clause), which are read from a folder and are not part of this
 * repository. Each has a Python expression about the parsed feed in the comment at its top. What it says about fields that
 * we have is compared: HTML by its text, dates by their instant, authors without addresses. The rest is counted as not ours.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, ParsedFeed } from '../../src/core/model.ts'
import { parseDate } from '../../src/feeds/markup/dates.ts'
import { readHtml } from '../../src/feeds/markup/html.ts'
import { parseFeed } from '../../src/feeds/parse/parse.ts'

/** The address of the server that feedparser's tests run against. */
const DOCUMENT_URL = 'http://127.0.0.1:8097/feed'

type Value = string | number | undefined
interface Row {
  readonly file: string
  readonly expression: string
  /** What we read instead. */
  readonly instead: string
}
/** The files of one folder. */
interface Agreement {
  agreed: number
  readonly disagreed: Row[]
  notOurs: number
}

/** Prints for each folder how many files we agree with; `wrong` asks for each disagreement, too. */
export async function reportFeedparser(folder: string, wrong: boolean): Promise<void> {
  const total = { agreed: 0, disagreed: 0, notOurs: 0 }
  console.log(`\nTest files of feedparser in ${folder}`.padEnd(40), 'agreed   disagreed   no field of ours')
  const print = (name: string, agreed: number, disagreed: number, notOurs: number): void =>
    console.log(
      `  ${name.padEnd(37)} ${String(agreed).padStart(6)} ${String(disagreed).padStart(11)} ${String(notOurs).padStart(18)}`,
    )
  for (const [name, { agreed, disagreed, notOurs }] of await readAgreement(folder)) {
    total.agreed += agreed
    total.disagreed += disagreed.length
    total.notOurs += notOurs
    print(name, agreed, disagreed.length, notOurs)
    if (!wrong) continue
    for (const row of disagreed) console.log(`      ${row.file}: ${row.expression}\n        but ${row.instead}`)
  }
  print('all', total.agreed, total.disagreed, total.notOurs)
}

async function readAgreement(folder: string): Promise<Map<string, Agreement>> {
  const groups = new Map<string, Agreement>()
  for (const file of globSync('**/*.xml', { cwd: folder }).sort()) {
    const bytes = readFileSync(join(folder, file))
    const expression = /Expect: *(.*)/.exec(bytes.toString('latin1'))?.[1]
    if (expression === undefined) continue
    const name = file.split('/').slice(0, -1).join('/')
    const group = groups.get(name) ?? { agreed: 0, disagreed: [], notOurs: 0 }
    groups.set(name, group)
    const instead = await compare(bytes, Buffer.from(expression, 'latin1').toString('utf8'))
    if (instead === undefined) group.notOurs++
    else if (instead === '') group.agreed++
    else group.disagreed.push({ file, expression, instead })
  }
  return groups
}

/** Empty where all comparable parts of the expression hold; undefined where none is about a field of ours. */
async function compare(bytes: Buffer, expression: string): Promise<string | undefined> {
  const contentType = /^Header: *Content-type: *(.*)/im.exec(bytes.toString('latin1'))?.[1]
  let feed: ParsedFeed | undefined
  let failure = ''
  try {
    feed = await parseFeed(bytes, { url: DOCUMENT_URL, ...(contentType !== undefined && { contentType }) })
  } catch (error) {
    failure = (error as Error).message
  }
  const instead: string[] = []
  let compared = 0
  for (const condition of expression.split(' and ')) {
    const parts = condition.split(' == ')
    const wanted = literal(parts.pop()!)
    if (wanted === undefined) continue
    for (const part of parts) {
      const reader = readerOf(part.trim())
      if (reader === undefined) continue
      compared++
      const got = feed && reader.read(feed)
      if (feed === undefined || !reader.isSame(wanted, got))
        instead.push(`${part} is ${JSON.stringify(got) ?? failure}`)
    }
  }
  return compared === 0 ? undefined : instead.join('; ')
}

/** The text of a Python literal: one string, or several that are added. Undefined for anything else. */
function literal(written: string): string | undefined {
  const strings = [...written.matchAll(/(r?)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)]
  if (strings.length === 0 || /^\s*[[{(]/.test(written)) return undefined
  return strings
    .map(([, raw, single, double]) => {
      const text = single ?? double!
      return raw === 'r'
        ? text
        : text
            .replace(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})/gi, (_, two, four) =>
              String.fromCharCode(Number.parseInt(two ?? four, 16)),
            )
            .replace(/\\n/g, '\n')
            .replace(/\\t/g, '\t')
    })
    .join('')
}

const plain = (text: Value): string =>
  readHtml(String(text ?? ''), {})
    .text.replace(/\s+/g, ' ')
    .trim()
const sameText = (wanted: string, got: Value): boolean => plain(wanted) === plain(got)
const sameValue = (wanted: string, got: Value): boolean => wanted === String(got ?? '')
const sameTag = (wanted: string, got: Value): boolean => wanted.toLowerCase() === String(got ?? '').toLowerCase()
const sameInstant = (wanted: string, got: Value): boolean => parseDate(wanted)?.toISOString() === got
const sameName = (wanted: string, got: Value): boolean => sameText(wanted.replace(/ ?\([^)]*@.*\)$/, ''), got)

interface Reader {
  readonly read: (feed: ParsedFeed) => Value
  readonly isSame: (wanted: string, got: Value) => boolean
}

const FEED_FIELDS: Readonly<Record<string, Reader>> = {
  'title title_detail.value': { read: ({ title }) => title, isSame: sameText },
  'link links.0.href': { read: ({ url, selfUrl }) => url ?? selfUrl, isSame: sameValue },
  'description subtitle tagline': { read: ({ description }) => description, isSame: sameText },
  language: { read: ({ language }) => language, isSame: sameTag },
  ttl: { read: ({ minutesBetweenFetches }) => minutesBetweenFetches, isSame: sameValue },
}

const ENTRY_FIELDS: Readonly<
  Record<string, { read: (entry: Entry, at: number, feed: ParsedFeed) => Value; isSame: Reader['isSame'] }>
> = {
  'title title_detail.value': { read: ({ title }) => title, isSame: sameText },
  'link links.0.href': { read: ({ url }) => url, isSame: sameValue },
  'id guid': { read: ({ guid }) => guid, isSame: sameValue },
  published: { read: ({ publishedAt }) => publishedAt, isSame: sameInstant },
  'updated created': { read: ({ publishedAt, updatedAt }) => updatedAt ?? publishedAt, isSame: sameInstant },
  'author author_detail.name authors.N.name': { read: ({ authors }, at) => authors[at], isSame: sameName },
  'category tags.N.term': { read: ({ categories }, at) => categories[at], isSame: sameText },
  'tags.N.label': { read: ({ categories }, at) => categories[at], isSame: sameText },
  'summary description summary_detail.value': {
    read: ({ summaryHtml, contentHtml }) => summaryHtml ?? contentHtml,
    isSame: sameText,
  },
  'content.0.value': { read: ({ contentHtml, summaryHtml }) => contentHtml ?? summaryHtml, isSame: sameText },
  'enclosures.N.href enclosures.N.url': { read: ({ enclosures }, at) => enclosures[at]?.url, isSame: sameValue },
  'enclosures.N.type': { read: ({ enclosures }, at) => enclosures[at]?.type, isSame: sameValue },
  'enclosures.N.length': { read: ({ enclosures }, at) => enclosures[at]?.lengthBytes, isSame: sameValue },
  'image.href media_thumbnail.0.url': { read: ({ imageUrl }) => imageUrl, isSame: sameValue },
  'source.href': { read: ({ origin }) => origin?.url, isSame: sameValue },
  'language title_detail.language content.0.language': {
    read: ({ language }, _, feed) => language ?? feed.language,
    isSame: sameTag,
  },
  'media_description.0.content': { read: ({ text }) => text, isSame: sameText },
}

/** Reads what an expression such as `entries[0]['tags'][1]['term']` names, or undefined where we have no such field. */
function readerOf(expression: string): Reader | undefined {
  const [where, ...path] = expression
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/\[['"]([^'"]*)['"]\]/g, '.$1')
    .split('.')
  if (where === 'feed') return fieldOf(FEED_FIELDS, path.join('.'))
  if (where !== 'entries' || path.length < 2) return undefined
  const [entryAt, ...field] = path
  const name = field.join('.')
  const reader = fieldOf(ENTRY_FIELDS, name) ?? fieldOf(ENTRY_FIELDS, name.replace(/\.\d+/, '.N'))
  if (reader === undefined) return undefined
  const at = Number(/\.(\d+)/.exec(name)?.[1] ?? 0)
  return {
    read: (feed) => {
      const entry = feed.entries[Number(entryAt)]
      return entry && reader.read(entry, at, feed)
    },
    isSame: reader.isSame,
  }
}

function fieldOf<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(fields).find(([names]) => names.split(' ').includes(name))?.[1]
}
