/**
 * Simulates a week of news from the reports: ten kinds of reposts of each, and five kinds of articles that only look like
 * reposts. Everything is generated from a seed, so that figures can be reproduced.
 */
import type { Article } from '../../src/core/model.ts'
import { fixture } from '../../tests/support/fixture.ts'

/** A short invented report, and another outlet's report of the same event. */
interface Report {
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly otherTitle: string
  readonly other: readonly string[]
}

const { reports, templates, columns } = fixture<{
  readonly reports: readonly Report[]
  /** What an outlet makes from one form every day; only the parts in braces change. */
  readonly templates: readonly (readonly [title: string, text: string])[]
  /** The frame that all issues of a column share. */
  readonly columns: readonly (readonly [title: string, opening: string, closing: string])[]
}>('eval/reports')

/** An article with its kind, its text, and its event if that is beyond dispute. */
export interface Simulated {
  readonly article: Article
  readonly kind: string
  readonly text: string
  readonly event: string | undefined
}

/** Pseudorandom numbers from a seed (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const OUTLETS = 'ledger beacon sentinel tribune mirror gleaner packet advertiser echo lantern clarion almanac'.split(
  ' ',
)
/** The words used as replacements: all words of all reports, so that replacing gives texts nothing in common. */
const VOCABULARY = reports
  .flatMap(({ paragraphs, other }) => [...paragraphs, ...other])
  .flatMap((text) => text.match(/\p{L}{3,}/gu) ?? [])
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const PEOPLE = ['Mara Linden', 'Ewan Castle', 'Noor Haddad', 'Ilse Brandt', 'Joao Pires']
const WINDOW_START = Date.UTC(2026, 2, 2, 6)
const HOUR_MS = 3_600_000

interface Week {
  readonly random: () => number
  pick<T>(list: readonly T[]): T
  /** Adds an article from these hours; what is not given is drawn at random. */
  add(
    kind: string,
    text: string,
    event: string | undefined,
    hours: number,
    given: Partial<Article> & { text: string; title: string },
  ): void
}

/** Generates the articles of one week from a seed. */
export function simulateWeek(seed: number): Simulated[] {
  const random = makeRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const made: Simulated[] = []
  let count = 0
  const add: Week['add'] = (kind, text, event, hours, given) => {
    count++
    const sourceId = given.sourceId ?? `${pick(OUTLETS)}${Math.floor(random() * 3)}`
    const publishedAt = new Date(WINDOW_START + hours * HOUR_MS).toISOString()
    const url = given.url ?? `https://${sourceId}.example/2026/${count}-${Math.floor(random() * 1e6)}`
    const article: Article = {
      id: `s${seed}-${count}`,
      sourceId,
      url,
      canonicalUrl: url,
      authors: [],
      lead: '',
      publishedAt,
      firstSeenAt: publishedAt,
      ...given,
    }
    made.push({ article, kind, text, event })
  }

  const week: Week = { random, pick, add }
  for (const [index, report] of reports.entries()) addReport(week, report, index)
  addForms(week)
  return made
}

/** A report, its reposts, the same event elsewhere, a quotation of it and a follow-up. */
function addReport({ random, pick, add }: Week, report: Report, index: number): void {
  const id = `report${index}`
  const hours = random() * 100
  const outlet = `origin${index}`
  const url = `https://${outlet}.example/news/${index}`
  add('original', id, id, hours, { sourceId: outlet, url, title: report.title, text: report.paragraphs.join('\n\n') })
  for (const [kind, make] of Object.entries(REPOSTS)) {
    if (random() < 0.25) continue
    const repost = make(report, random, pick)
    const keepsUrl = kind === 'tracking address' || kind === 'amp address'
    add(kind, id, id, hours + 0.5 + random() * 40, {
      ...repost,
      ...(keepsUrl
        ? { url: `${url}${kind === 'amp address' ? '/amp' : '?utm_source=feed&utm_medium=rss'}`, canonicalUrl: url }
        : {}),
    })
  }
  add('same event', `other${index}`, id, hours + random() * 20, {
    title: report.otherTitle,
    text: report.other.join('\n\n'),
  })
  const quoted = report.paragraphs[1 + Math.floor(random() * (report.paragraphs.length - 1))]!
  const stranger = reports[(index + 5) % reports.length]!
  add('quotation', `quote${index}`, undefined, hours + random() * 40, {
    title: changeWords(report.title, 0.5, random),
    text: [
      changeWords(pick(stranger.paragraphs), 0.7, random),
      quoted,
      ...stranger.other.map((one) => changeWords(one, 0.7, random)),
      changeWords(pick(stranger.paragraphs), 0.7, random),
    ].join('\n\n'),
  })
  const aside = reports[(index + 3) % reports.length]!
  add('follow-up', `followup${index}`, undefined, hours + 20 + random() * 30, {
    title: `${pick(PEOPLE)} asks for inquiry into ${report.title.split(' ').slice(0, 3).join(' ')}`,
    text: [
      changeWords(aside.other[0]!, 0.7, random),
      `An inquiry was asked for on ${pick(DAYS)} by ${pick(PEOPLE)}, who sits on the county board.`,
      report.paragraphs[0]!,
      changeWords(aside.other[1]!, 0.7, random),
    ].join('\n\n'),
  })
}

/** What one outlet makes of one form every day, and the issues of columns. */
function addForms({ random, pick, add }: Week): void {
  templates.forEach(([title, text], index) => {
    for (let day = 0; day < 5; day++) {
      const fill = filler(day, random)
      add('template', `template${index}-${day}`, `template${index}-${day}`, 12 + day * 24, {
        sourceId: `desk${index}`,
        title: fill(title),
        text: fill(text),
      })
    }
  })
  columns.forEach(([title, opening, closing], index) => {
    for (let day = 0; day < 5; day++) {
      const items = Array.from({ length: 3 }, () => changeWords(pick(pick(reports).other), 0.7, random))
      add('column', `column${index}-${day}`, `column${index}-${day}`, 1 + day * 24, {
        sourceId: `column${index}`,
        title,
        text: [opening, ...items, closing].join('\n\n'),
      })
    }
  })
}

/** The form with a value in each brace, different on every day. */
function filler(day: number, random: () => number): (text: string) => string {
  const fixed = new Map<string, string>()
  return (text) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'day') return DAYS[day]!
      if (name === 'updown') return random() < 0.5 ? 'more' : 'less'
      const range = { n: [3_000, 5_000], mid: [50, 400], small: [1, 9], few: [2, 28] }[name]!
      const value = range[0]! + random() * (range[1]! - range[0]!)
      const shown = name === 'small' ? value.toFixed(1) : String(Math.round(value))
      // The same value in the title and the text.
      if (name !== 'n') return shown
      const known = fixed.get(name) ?? shown
      fixed.set(name, known)
      return known
    })
}

/** The text with a share of the longer words replaced, dropped or followed by a filler. */
function changeWords(text: string, share: number, random: () => number): string {
  return text.replace(/\p{L}{3,}/gu, (word) => {
    if (random() >= share) return word
    const filler = VOCABULARY[Math.floor(random() * VOCABULARY.length)]!
    const turn = random()
    return turn < 0.6 ? filler : turn < 0.8 ? '' : `${filler} ${word}`
  })
}

type Repost = (
  report: Report,
  random: () => number,
  pick: <T>(list: readonly T[]) => T,
) => { title: string; text: string }

const REPOSTS: Record<string, Repost> = {
  'new headline': (report, _, pick) => ({
    title: `${pick(['Watch', 'Breaking', 'Revealed'])}: ${report.paragraphs[0]!.split(' ').slice(0, 7).join(' ')}`,
    text: report.paragraphs.join('\n\n'),
  }),
  'byline and credits': (report, _, pick) => ({
    title: report.title,
    text: [
      `Monday 2 March 2026`,
      report.title,
      report.paragraphs[0]!,
      `Authored by ${pick(PEOPLE)} via The Morning Chronicle,`,
      ...report.paragraphs,
      'Image: Chronicle Pictures',
      'Original Source',
    ].join('\n\n'),
  }),
  truncated: (report, random) => ({
    title: report.title,
    text: `${report.paragraphs.slice(0, 1 + Math.floor(random() * 2)).join('\n\n')} ${random() < 0.5 ? 'Read more…' : '[…]'}`,
  }),
  'tracking address': (report) => ({ title: report.title, text: report.paragraphs[0]! }),
  'amp address': (report) => ({ title: report.title, text: report.paragraphs.join('\n\n') }),
  'edited sentences': (report, random) => ({
    title: report.title,
    text: report.paragraphs.map((one) => (random() < 0.4 ? changeWords(one, 0.35, random) : one)).join('\n\n'),
  }),
  'words changed': (report, random) => ({
    title: report.title,
    text: changeWords(report.paragraphs.join('\n\n'), 0.05 + random() * 0.25, random),
  }),
  'glued captions': (report, _, pick) => ({
    title: `${report.title} | ${pick(OUTLETS)}`,
    text: report.paragraphs
      .map((one, i) => (i % 2 === 1 ? `${one}${pick(PEOPLE)}, photographed for the Chronicle.` : one))
      .join('\n\n'),
  }),
  'other punctuation': (report) => ({
    title: report.title.toUpperCase(),
    text: report.paragraphs
      .join('\n\n')
      .replaceAll('"', '»')
      .replaceAll("'", '’')
      .replaceAll(': ', ' — ')
      .replaceAll('; ', '. '),
  }),
  abridged: (report, random) => ({
    title: report.title,
    text: report.paragraphs
      .filter((_, i) => i === 0 || random() < 0.55)
      .map((one) => one.split('. ').slice(0, 2).join('. '))
      .join('\n\n'),
  }),
}
