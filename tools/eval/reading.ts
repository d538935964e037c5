/**
 * Scores what is read from feed entries and pages: the authors and the first publisher of entries (`bylines/`), where their
 * texts begin and what is left out (`leads/`), and the articles of web pages (`pages/`). All texts and names are invented for
 * this, in markup of real kinds. `dev` files were looked at while the program was written, `test` files were not.
 */
import { existsSync, readFileSync } from 'node:fs'
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import type { Article } from '../../src/core/model.ts'
import { foldedWords, foldText } from '../../src/core/text/text.ts'
import { extractArticle } from '../../src/feeds/page/extract.ts'
import { parseFeed } from '../../src/feeds/parse/parse.ts'
import { scoreOfCounts } from './collection-scores.ts'
import { type Score, scoreOf } from './score.ts'

interface EntryRow {
  readonly kind: string
  readonly language?: string
  readonly sourceName: string
  readonly sourceUrl: string
  readonly url: string
  readonly title: string
  readonly html: string
  readonly feedAuthors?: readonly string[]
}

interface BylineRow extends EntryRow {
  readonly authors: readonly string[]
  /** The outlet that had it first; null where that is the source. */
  readonly publisher: string | null
}

interface LeadRow extends EntryRow {
  readonly leadStarts: string
  readonly not: readonly string[]
  readonly keeps: readonly string[]
}

interface GoldPage {
  readonly file: string
  readonly url: string
  readonly title: string
  readonly authors: readonly string[]
  /** As the page shows it: YYYY-MM-DD. */
  readonly date: string | null
  /** The offset of the page's clock, such as `+09:00`; without it UTC. */
  readonly zone?: string
  readonly publisher: string | null
  /** Empty for a page without an article, such as a list. */
  readonly text: readonly string[]
  readonly not: readonly string[]
}

/** Prints scores; `wrong` asks for each wrong row, too. */
type Report = (options: { readonly wrong: boolean; readonly print: (score: Score) => string }) => Promise<void>

/** The sets by name; one whose file is not there says so. */
export const readingSets: Readonly<Record<string, Report>> = Object.fromEntries(
  ['dev', 'test'].flatMap((part) => [
    [`bylines ${part}`, ofFile<BylineRow>(`bylines/${part}.json`, reportBylines)],
    [`leads ${part}`, ofFile<LeadRow>(`leads/${part}.json`, reportLeads)],
    [`pages ${part}`, ofFile<GoldPage>(`pages/${part}/gold.json`, reportPages)],
  ]),
)

function ofFile<Row>(
  file: string,
  report: (rows: readonly Row[], options: Parameters<Report>[0], at: URL) => Promise<void>,
): Report {
  return async (options) => {
    const at = new URL(file, import.meta.url)
    if (!existsSync(at)) return console.log(`\n${file} is not there`)
    const rows = JSON.parse(readFileSync(at, 'utf8')) as Row[]
    console.log(`\n${file}: ${rows.length} rows`)
    await report(rows, options, at)
  }
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The article of a row's entry, through an Atom feed. */
async function articleOf(row: EntryRow): Promise<Article> {
  const authors = (row.feedAuthors ?? []).map((name) => `<author><name>${escaped(name)}</name></author>`).join('')
  const language = row.language === undefined ? '' : ` xml:lang="${row.language}"`
  const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"${language}><title>${escaped(row.sourceName)}</title>
<id>${escaped(row.sourceUrl)}</id><updated>2026-11-20T10:00:00Z</updated><entry><id>${escaped(row.url)}</id>
<title>${escaped(row.title)}</title>${authors}<link href="${escaped(row.url)}"/><updated>2026-11-20T09:00:00Z</updated>
<content type="html">${escaped(row.html)}</content></entry></feed>`
  const { entries } = await parseFeed(Buffer.from(feed), { contentType: 'application/atom+xml', url: row.sourceUrl })
  const source = { id: 'reading', url: row.sourceUrl, name: row.sourceName }
  return normalizeEntry(entries[0]!, source, new Date('2026-11-20T12:00:00Z'))
}

/** A name as it is compared: folded, only letters and digits, without "the" and the mark of a handle. */
const plainName = (name: string): string =>
  foldText(name)
    .replace(/^(?:\/?u\/|@)/, '')
    .replace(/^the /, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '')

/** Right, wrong and missed names of all rows. */
class Counts {
  #right = 0
  #wrong = 0
  #missed = 0

  /** Counts one row; true where the two sets are equal. */
  add(want: readonly string[], got: readonly string[]): boolean {
    const [wanted, found] = [new Set(want), new Set(got)]
    const right = wanted.intersection(found).size
    this.#right += right
    this.#wrong += found.size - right
    this.#missed += wanted.size - right
    return right === wanted.size && right === found.size
  }

  get score(): Score {
    return scoreOfCounts({ right: this.#right, wrong: this.#wrong, missed: this.#missed })
  }
}

const named = (name: string | null | undefined): string[] => (name ? [plainName(name)].filter(Boolean) : [])

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

async function reportBylines(rows: readonly BylineRow[], { wrong, print }: Parameters<Report>[0]): Promise<void> {
  const [people, outlets] = [new Counts(), new Counts()]
  let right = 0
  for (const row of rows) {
    const { authors, publisher } = await articleOf(row)
    const isRight = [
      people.add(row.authors.flatMap(named), authors.flatMap(named)),
      outlets.add(named(row.publisher), named(publisher)),
    ].every(Boolean)
    if (isRight) right++
    else if (wrong)
      console.log(
        `    ${row.kind}: ${row.title}\n      want ${shown(row.authors)} ${shown(row.publisher)}, got ${shown(authors)} ${shown(publisher)}`,
      )
  }
  console.log(`  authors     ${print(people.score)}\n  publisher   ${print(outlets.score)}`)
  console.log(`  both right  ${right} of ${rows.length}`)
}

const flat = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

async function reportLeads(rows: readonly LeadRow[], { wrong }: Parameters<Report>[0]): Promise<void> {
  const kinds = new Map<string, { right: number; all: number }>()
  for (const row of rows) {
    const article = await articleOf(row)
    const [lead, text] = [flat(article.lead), flat(article.text)]
    const faults = [
      ...(lead.startsWith(flat(row.leadStarts)) ? [] : [`lead ${shown(lead.slice(0, 80))}`]),
      ...row.not.filter((phrase) => text.includes(flat(phrase))).map((phrase) => `has ${shown(phrase)}`),
      ...row.keeps.filter((phrase) => !text.includes(flat(phrase))).map((phrase) => `lacks ${shown(phrase)}`),
    ]
    for (const kind of [row.kind, 'all']) {
      const count = kinds.get(kind) ?? { right: 0, all: 0 }
      kinds.set(kind, { right: count.right + (faults.length === 0 ? 1 : 0), all: count.all + 1 })
    }
    if (wrong && faults.length > 0)
      console.log(`    ${row.kind}: ${row.title}\n      want ${shown(row.leadStarts)}, ${faults.join(', ')}`)
  }
  const order = [...kinds].sort(([a], [b]) => Number(a === 'all') - Number(b === 'all') || a.localeCompare(b))
  for (const [kind, { right, all }] of order) console.log(`  ${kind.padEnd(25)} ${right} of ${all}`)
}

/** F1 of two texts by their words, each as often as it stands there. */
function textScore(want: string, got: string): Score {
  const wanted = foldedWords(foldText(want))
  const found = foldedWords(foldText(got))
  const left = new Map<string, number>()
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1)
  let right = 0
  for (const word of found) {
    const count = left.get(word) ?? 0
    if (count > 0) right++
    left.set(word, count - 1)
  }
  return scoreOf(found.length === 0 ? 0 : right / found.length, wanted.length === 0 ? 1 : right / wanted.length)
}

/** The day of an instant in UTC and by the page's clock. */
function daysOf(instant: string | undefined, zone = '+00:00'): string[] {
  if (instant === undefined) return []
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  const aheadMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  return [instant, new Date(Date.parse(instant) + aheadMs).toISOString()].map((at) => at.slice(0, 10))
}

async function reportPages(
  pages: readonly GoldPage[],
  { wrong, print }: Parameters<Report>[0],
  at: URL,
): Promise<void> {
  const [people, titles, dates, outlets] = [new Counts(), new Counts(), new Counts(), new Counts()]
  const texts: number[] = []
  const lists: string[] = []
  let [phrases, held] = [0, 0]
  for (const page of pages) {
    const article = await extractArticle(readFileSync(new URL(page.file, at), 'utf8'), page.url)
    const days = daysOf(article.publishedAt, page.zone)
    const day = days.find((one) => one === page.date) ?? days[0]
    const text = flat(article.text)
    const left = page.not.filter((phrase) => text.includes(flat(phrase)))
    phrases += page.not.length
    held += left.length
    const score = textScore(page.text.join('\n\n'), article.text)
    if (page.text.length > 0) texts.push(score.f1)
    else lists.push(article.text)
    const faults = [
      people.add(page.authors.flatMap(named), article.authors.flatMap(named)) || `authors ${shown(article.authors)}`,
      titles.add(named(page.title), named(article.title)) || `title ${shown(article.title)}`,
      dates.add(page.date === null ? [] : [page.date], day === undefined ? [] : [day]) || `date ${shown(day)}`,
      outlets.add(named(page.publisher), named(article.publisher)) || `publisher ${shown(article.publisher)}`,
      (page.text.length === 0 ? text === '' : score.f1 >= 0.9) ||
        `text F1 ${score.f1.toFixed(2)}, precision ${score.precision.toFixed(2)}, recall ${score.recall.toFixed(2)}`,
      left.length === 0 || `has ${left.map(shown).join(', ')}`,
    ].filter((fault) => fault !== true)
    if (wrong && faults.length > 0) console.log(`    ${page.file}: ${faults.join('; ')}`)
  }
  for (const [name, { score }] of Object.entries({ authors: people, titles, dates, publishers: outlets }))
    console.log(`  ${name.padEnd(11)} ${print(score)}`)
  const mean = texts.reduce((sum, one) => sum + one, 0) / texts.length
  console.log(`  text        F1 ${(100 * mean).toFixed(1)}, the mean of ${texts.length} pages by words`)
  if (lists.length > 0)
    console.log(`  no article  ${lists.filter((text) => text === '').length} of ${lists.length} pages without a text`)
  console.log(`  boilerplate ${held} of ${phrases} phrases are in the text`)
}
