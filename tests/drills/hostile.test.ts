/** What an answer may do to a pass of `start`: it ends, and its memory stays inside 350 MB; that of `start` stays small. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeRandom } from '../../tools/eval/simulate.ts'
import { BIN, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'
import { openWeb, type ScriptedAnswer, type Web } from '../support/web.ts'

const MOST_MB = 350
const MOST_MB_OF_START = 150
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

/** A feed of teasers, each with an article page of 15 MB, which is near the limit of what is fetched. */
function pages(web: Web): ScriptedAnswer {
  const page = `<!doctype html><html><body><article>${`<p>${sentence}</p>`.repeat(160_000)}</article></body></html>`
  const teasers = Array.from({ length: 10 }, (_, nth) => {
    web.on(`/page${nth}`, { body: page, headers: { 'content-type': 'text/html' } })
    return item(nth, { text: 'short teaser', link: `${web.origin}/page${nth}` })
  })
  return { body: rss('Pages', teasers) }
}

const ANSWERS: readonly (readonly [string, (web: Web) => ScriptedAnswer])[] = [
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
  ['ten article pages of 15 MB', pages],
  ['200 entries of 77 kB', () => ({ body: many(200, () => sentence.repeat(900)) })],
  [
    '400 MB of one letter in gzip',
    () => ({
      body: Buffer.concat(new Array(40).fill(gzipSync(Buffer.alloc(10_000_000, 'a')))),
      headers: { 'content-encoding': 'gzip' },
    }),
  ],
  ['200,000 elements inside each other', () => ({ body: `<rss><channel><title>x</title>${'<item>'.repeat(200_000)}` })],
  ['a million tags that never end', () => ({ body: `<rss><channel>${'<p '.repeat(1_000_000)}` })],
]

it.each([
  ...ANSWERS.map(([name, answer]) => [name, [answer]] as const),
  ['all of these at once', ANSWERS.map(([, answer]) => answer)] as const,
])(
  'a pass ends inside its memory though beside usual sources come %s',
  async (_, answers) => {
    const web = await openWeb()
    const usual = Array.from({ length: answers.length > 1 ? 200 : 1 }, (_, source) => {
      const outlet = `usual${source}`
      const items = Array.from({ length: 20 }, (_, nth) =>
        item(source * 20 + nth + 100, { outlet, at: '2026-11-20T09:00:00.000Z' }),
      )
      web.on(`/${outlet}.xml`, { body: rss(outlet, items, `https://${outlet}.example.org/`) })
      return outlet
    })
    for (const [nth, answer] of answers.entries()) web.on(`/hostile${nth}.xml`, answer(web))
    const config = {
      title: 'Hostile',
      secret: 'only for this test',
      fetch: { allowPrivate: ['127.0.0.0/8'] },
      sources: [
        ...usual.map((id) => ({ id, url: `${web.origin}/${id}.xml`, firstFetchDays: 0 })),
        ...answers.map((answer, nth) => ({
          id: `hostile${nth}`,
          url: `${web.origin}/hostile${nth}.xml`,
          firstFetchDays: 0,
          ...(answer === pages ? { content: 'page' } : {}),
        })),
      ],
    }
    const folder = newFolder({ 'feeds.config.json': JSON.stringify(config) })
    const peak = join(folder, 'peak')
    const child = spawn(process.execPath, ['--import', PRELOAD, BIN, 'start', '--config', 'feeds.config.json'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], PEAK_FILE: peak },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said: { readonly event: string; readonly failures?: readonly string[] }[] = []
    createInterface(child.stderr).on('line', (line) => {
      said.push(JSON.parse(line) as (typeof said)[number])
      if (said.at(-1)!.event !== 'started') child.kill('SIGTERM')
    })
    expect(await once(child, 'close')).toEqual([0, null])
    await web.close()
    expect(said).toMatchObject([{ event: 'started' }, { event: 'pass', exitCode: 0 }, { event: 'stopped' }])
    expect(said[1]!.failures!.filter((failure) => failure.startsWith('usual'))).toEqual([])
    expect(readFileSync(join(folder, 'public/atom.xml'), 'utf8')).toMatch(/usual\d+\.example\.org\/news/)
    expect(Number(readFileSync(`${peak}.run`, 'utf8'))).toBeLessThan(MOST_MB)
    expect(Number(readFileSync(`${peak}.start`, 'utf8'))).toBeLessThan(MOST_MB_OF_START)
  },
  600_000,
)
