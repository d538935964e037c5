/**
 * Simulates a few days of short items, as wires and feeds with little text carry them. The reposts of the texts are generated
 * from a seed: the same text, another dateline, another headline, teasers of several lengths, one sentence, boilerplate around it.
 */
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import { fixture } from '../../tests/support/fixture.ts'
import { makeRandom, type Simulated } from './simulate.ts'

/** A title and its text. */
type Report = readonly [title: string, text: string]

/** In the style of wires, agencies, liveblogs and feeds with little text. */
const texts = fixture<{
  /** By kind, several similar events; of each an agency's flash, then another report. */
  readonly events: Readonly<Record<string, readonly (readonly Report[])[]>>
  /** Press releases that several sites carry, some of them of one firm. */
  readonly releases: readonly Report[]
  /** Articles of one outlet made from one form: results by region, warnings, liveblogs, columns, prices. */
  readonly forms: readonly (readonly [name: string, articles: readonly Report[]])[]
  /** Statements that answer each other: separate texts in one long quarrel. */
  readonly quarrel: readonly Report[]
  /** Events by language; the first event of each language has two reports. */
  readonly languages: Readonly<Record<string, readonly (readonly Report[])[]>>
  /** Titles of articles without a text: one event in several wordings, and similar ones. */
  readonly titles: readonly (readonly string[])[]
  /** A title and one sentence: events in the words of several outlets. */
  readonly snippets: readonly (readonly Report[])[]
  /** Articles that quote the whole flash of an event (its kind and number), with the text before and after it. */
  readonly quoters: readonly (readonly [kind: string, at: number, title: string, before: string, after: string])[]
}>('eval/flashes')

const OUTLETS = 'post planet argus comet star signal pulse metro daily globe'.split(' ')
const START = Date.UTC(2026, 2, 3, 6)
const NOW = new Date(Date.UTC(2026, 2, 9))
const HOUR_MS = 3_600_000

const cut = (text: string, size: number): string =>
  text
    .replace(/\n+/g, ' ')
    .slice(0, size)
    .replace(/\s+\S*$/, '')
const firstSentence = (text: string): string => /^.*?[.!?。](?=\s|$|[^\d])/s.exec(text.replace(/\n+/g, ' '))![0]
/** A headline made from some of the text's words. */
const headlineOf = (text: string): string => firstSentence(text).split(' ').slice(1, 8).join(' ')

const REPOSTS: Readonly<Record<string, (report: Report) => Report>> = {
  'same text': (report) => report,
  'other dateline': ([title, text]) => [title, `(Agency) — ${text.replace(/^[A-Z ]+, March \d+(?:, 2026)? --? /, '')}`],
  'new headline': ([, text]) => [`${headlineOf(text)}: what we know`, text],
  'teaser of 100': ([title, text]) => [title, `${cut(text, 100)}…`],
  'teaser of 180': ([title, text]) => [title, `${cut(text, 180)} [...]`],
  'teaser, new headline': ([, text]) => [headlineOf(text), `${cut(text, 180)}...`],
  'one sentence': ([title, text]) => [title, firstSentence(text)],
  'outlet in title': ([title, text]) => [`${title} - The Daily Argus`, `${cut(text, 220)}…`],
  boilerplate: ([title, text]) => [
    title,
    `By Newsroom Staff\n\nPublished 3 March 2026\n\n${text}\n\nSubscribe to our newsletter to get the best stories in your inbox.\n\nRead more on this topic\n\n© 2026 The Post`,
  ],
}

interface Desk {
  readonly random: () => number
  /** Adds an article from these hours; its source is drawn at random unless it is given. */
  add(kind: string, text: string, event: string | undefined, hours: number, report: Report, sourceId?: string): void
  /** Adds this many reposts of a text. */
  repost(text: string, event: string | undefined, hours: number, report: Report, count: number): void
}

/** Generates the articles of these days from a seed. */
export function simulateFlashes(seed: number): Simulated[] {
  const random = makeRandom(seed)
  const made: Simulated[] = []
  const desk: Desk = {
    random,
    add: (
      kind,
      text,
      event,
      hours,
      [title, words],
      sourceId = `${OUTLETS[Math.floor(random() * OUTLETS.length)]}${Math.floor(random() * 6)}`,
    ) => {
      const count = made.length + 1
      const url = `https://${sourceId}.example/${seed}/${count}`
      const publishedAt = new Date(START + hours * HOUR_MS).toISOString()
      const entry = { guid: url, title, url, publishedAt, authors: [], categories: [], text: words, enclosures: [] }
      const source = { id: sourceId, url: `https://${sourceId}.example/feed`, name: sourceId }
      made.push({ article: { ...normalizeEntry(entry, source, NOW), id: `f${seed}-${count}` }, kind, text, event })
    },
    repost: (text, event, hours, report, count) => {
      const kinds = Object.keys(REPOSTS)
      for (let i = 0; i < count; i++) {
        const kind = kinds[Math.floor(random() * kinds.length)]!
        desk.add(kind, text, event, hours + 0.2 + random() * 10, REPOSTS[kind]!(report))
      }
    },
  }
  addEvents(desk)
  addReleases(desk)
  addForms(desk)
  addLanguages(desk)
  addShortItems(desk)
  addQuotations(desk)
  return made
}

/** Flashes of events and other reports of them, each with reposts. */
function addEvents({ random, add, repost }: Desk): void {
  for (const [kind, events] of Object.entries(texts.events)) {
    for (const [at, reports] of events.entries()) {
      const hours = random() * 40
      for (const [voice, report] of reports.entries()) {
        const text = `${kind}${at}.${voice}`
        add(voice === 0 ? 'flash' : 'other report', text, `${kind}${at}`, hours + voice * random() * 14, report)
        repost(text, `${kind}${at}`, hours, report, voice === 0 ? 3 : 1)
      }
    }
  }
}

/** Press releases, as three sites carry them. */
function addReleases({ random, add }: Desk): void {
  for (const [at, [title, text]] of texts.releases.entries()) {
    const id = `release${at}`
    add('press release', id, id, 3 + at, [title, text], 'halwire')
    for (const site of ['marketbox', 'stocknews', 'bizdaily']) {
      const shown = random() < 0.5 ? text : `${cut(text, 300)}…`
      const headline = random() < 0.5 ? title : `${title} | ${site}`
      const footer = `This release was distributed by Halwire. ${site} is not responsible for its content.`
      add('press release', id, id, 3.2 + at + random(), [headline, `${shown}\n\n${footer}`], site)
    }
  }
}

/** What is filled into one form, and statements that answer each other. */
function addForms({ add, repost }: Desk): void {
  for (const [name, list] of texts.forms) {
    const hoursBetween = name === 'column' || name === 'fixing' ? 24 : 2
    for (const [at, report] of list.entries()) {
      // Whether a result or a liveblog belongs to its election's story is a matter of taste.
      const event = name === 'results' || name === 'liveblog' ? undefined : `${name}${at}`
      add(`form: ${name}`, `${name}${at}`, event, 4 + at * hoursBetween, report, `form-${name}`)
    }
  }
  for (const [at, report] of texts.quarrel.entries()) {
    add('answers', `quarrel${at}`, undefined, 5 + at * 12, report)
    repost(`quarrel${at}`, undefined, 5 + at * 12, report, 2)
  }
}

/** Events in other languages, cut and renamed. */
function addLanguages({ random, add }: Desk): void {
  for (const [language, events] of Object.entries(texts.languages)) {
    const isSpaced = language !== 'zh' && language !== 'ja'
    for (const [at, reports] of events.entries()) {
      const hours = 10 + random() * 20
      for (const [voice, report] of reports.entries()) {
        const [title, text] = report
        const id = `${language}${at}.${voice}`
        const give = (later: number, given: Report): void =>
          add(`language: ${language}`, id, `${language}${at}`, hours + later, given)
        give(0, report)
        if (voice > 0) continue
        give(1, [title, `${isSpaced ? cut(text, 150) : text.slice(0, 60)}…`])
        give(2, [`${title} | Rundblick`, text])
        give(3, [firstSentence(text).slice(0, 40), text.split('\n\n')[0]!])
      }
    }
  }
}

/** Titles alone, and titles with a sentence. */
function addShortItems({ random, add }: Desk): void {
  for (const [at, titles] of texts.titles.entries()) {
    const hours = random() * 30
    for (const [voice, title] of titles.entries())
      add('title only', `title${at}.${voice}`, `title${at}`, hours + random() * 6, [title, ''])
    add('title only', `title${at}.0`, `title${at}`, hours + 7, [titles[0]!, ''])
  }
  for (const [at, reports] of texts.snippets.entries()) {
    const hours = random() * 30
    const [first] = reports
    for (const [voice, report] of reports.entries())
      add('snippet', `snippet${at}.${voice}`, `snippet${at}`, hours + random() * 6, report)
    add('snippet', `snippet${at}.0`, `snippet${at}`, hours + 7, [first![0], `${first![1]} Read more`])
    add('snippet', `snippet${at}.0`, `snippet${at}`, hours + 8, [first![1].split(' ').slice(0, 6).join(' '), first![1]])
  }
}

/** Whole flashes quoted in interviews, and titles that come every day. */
function addQuotations({ add }: Desk): void {
  for (const [at, [kind, event, title, before, after]] of texts.quoters.entries()) {
    const flash = texts.events[kind]![event]![0]![1]
    add('whole quotation', `quoter${at}`, undefined, 45, [title, `${before}\n\n${flash}\n\n${after}`])
  }
  for (let day = 0; day < 3; day++) {
    for (const title of ['Weather outlook', 'Morning briefing', 'Quiz of the day'])
      add('title every day', `${title}${day}`, `${title}${day}`, 24 * day, [title, ''], 'form-daily')
  }
}
