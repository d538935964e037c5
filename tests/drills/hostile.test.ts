/** What one answer may do to a whole run: it ends, and its memory stays inside 350 MB. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeRandom } from '../../tools/eval/simulate.ts'
import { callCli, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { openWeb } from '../support/web.ts'

const MOST_MB = 350
const PRELOAD = new URL('../support/peak-memory.ts', import.meta.url).href

const newFolder = temporaryFolders()

const sentence = 'The council met on Monday and put off its vote on the harbour road for another week. '
const many = (count: number, text: (nth: number) => string, title = (nth: number) => `Number ${nth}`): string =>
  rss(
    'Wire',
    Array.from({ length: count }, (_, nth) =>
      item(1, { title: title(nth), text: text(nth), link: `https://wire.example.org/${nth}`, guid: `g${nth}` }),
    ),
  )
/** The same few words in an order of their own: every text is much like every other. */
function mixed(nth: number, length: number): string {
  const words = sentence.trim().split(' ')
  const random = makeRandom(nth)
  return Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ')
}

it.each<[string, () => { readonly body: string | Uint8Array; readonly headers?: Record<string, string> }]>([
  ['20,000 entries with one text', () => ({ body: many(20_000, () => sentence.repeat(3)) })],
  [
    '12,000 entries of the same sixteen words',
    () => ({
      body: many(
        12_000,
        (nth) => mixed(nth, 20),
        (nth) => mixed(nth, 6),
      ),
    }),
  ],
  [
    '23 MB in 300 kB of gzip',
    () => ({
      body: gzipSync(many(3_000, (nth) => `${nth} ${sentence.repeat(85)}`)),
      headers: { 'content-encoding': 'gzip' },
    }),
  ],
  ['one entry of ten megabytes', () => ({ body: many(1, () => sentence.repeat(120_000)) })],
])(
  'a run ends inside its memory though a source sends %s',
  async (_, answer) => {
    const web = await openWeb()
    const usual = Array.from({ length: 20 }, (_, nth) =>
      item(nth + 100, { outlet: 'usual', at: '2026-11-20T09:00:00.000Z' }),
    )
    web.on('/usual.xml', { body: rss('Usual', usual, 'https://usual.example.org/') })
    web.on('/hostile.xml', answer())
    const config = {
      title: 'Hostile',
      secret: 'only for this test',
      fetch: { allowPrivate: ['127.0.0.0/8'] },
      sources: ['usual', 'hostile'].map((id) => ({ id, url: `${web.origin}/${id}.xml`, firstFetchDays: 0 })),
    }
    const folder = newFolder({ 'feeds.config.json': JSON.stringify(config) })
    const peak = join(folder, 'peak')
    const ended = await callCli(['run', '--json', '--config', 'feeds.config.json'], {
      cwd: folder,
      env: { PEAK_FILE: peak },
      execArgv: ['--import', PRELOAD],
    })
    await web.close()
    expect(ended.exitCode).toBe(0)
    expect(readFileSync(join(folder, 'public/atom.xml'), 'utf8')).toContain(usual[0]!.title)
    expect(Number(readFileSync(peak, 'utf8'))).toBeLessThan(MOST_MB)
  },
  300_000,
)
