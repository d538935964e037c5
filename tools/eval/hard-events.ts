/**
 * Reads the hard events: invented feed items, some of which report one event in other words while others only look alike. There
 * are two files on different subjects; `dev` may be looked at, `test` is for the last measurement. Neither is trained on.
 */
import { readFileSync } from 'node:fs'
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import type { Case } from './cases.ts'

const START = Date.UTC(2026, 4, 4, 4)
const NOW = new Date(Date.UTC(2026, 4, 9))
const HOUR_MS = 3_600_000

/**
 * The items of one half as cases. `gold` is the event; events of one `kind` look alike. The first lines of each file describe
 * its format.
 */
export function hardCases(half: 'dev' | 'test'): Case[] {
  const cases: Case[] = []
  let kind = ''
  let isEach = false
  let event = 0
  for (const line of readFileSync(new URL(`./hard-events/${half}.txt`, import.meta.url), 'utf8').split('\n')) {
    const [, name, each] = /^== (.*?)( each)?$/.exec(line) ?? []
    if (name !== undefined) {
      kind = name
      isEach = each !== undefined
    }
    if (isEach || line === '') event++
    const [head, title, text = ''] = line.split(' | ')
    const [, hours, outlet] = /^(\d+) (\S+)$/.exec(head!) ?? []
    if (hours === undefined) continue
    const url = `https://${outlet}.example/${half}/${cases.length}`
    const entry = {
      guid: url,
      title: title!,
      url,
      publishedAt: new Date(START + Number(hours) * HOUR_MS + cases.length * 1_000).toISOString(),
      authors: [],
      categories: [],
      text,
      enclosures: [],
    }
    const source = { id: outlet!, url: `https://${outlet}.example/feed`, name: outlet! }
    cases.push({ article: normalizeEntry(entry, source, NOW), kind, gold: `${kind} ${event}` })
  }
  return cases
}
