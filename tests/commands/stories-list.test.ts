/** Which stories `stories list` shows. */
import { beforeAll, expect, it } from 'vitest'
import { type Answer, callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
let cwd: string
const list = (...args: string[]): Promise<Answer> =>
  callInside(['stories', 'list', ...args, '--config', 'c.json'], { cwd, env: {} })
const titles = async (...args: string[]): Promise<string[]> => {
  const { stdout } = await list('--json', ...args)
  return [...stdout.matchAll(/^\{"id":"\w+","title":"([^"]+)"/gm)].map(([, title]) => title!)
}

const BRIDGE = 'Council closes the old Café bridge'
const FERRY = 'Ferry to the island runs again'
const HARBOUR = 'Harbour dredged for larger ships'

beforeAll(async () => {
  cwd = folderWith({
    'c.json': JSON.stringify({
      title: 'Test',
      timeZone: 'America/New_York',
      sources: ['feed.xml'],
      refresh: { firstFetchDays: 0 },
      topics: [
        { id: 'roads', any: ['bridge'] },
        { id: 'water', any: ['ferry', 'harbour'] },
      ],
    }),
    'feed.xml': rss('wire', [
      item(1, { title: HARBOUR, at: '2025-11-18T12:00:00Z' }),
      // Still the 19th in New York.
      item(2, { title: FERRY, at: '2025-11-20T03:00:00Z' }),
      item(3, { title: BRIDGE, at: '2025-11-21T12:00:00Z' }),
    ]),
  })
  expect((await callInside(['run', '--config', 'c.json'], { cwd })).exitCode).toBe(0)
})

it.each<[string, string[]]>([
  ['', [BRIDGE, FERRY, HARBOUR]],
  ['--topic water', [FERRY, HARBOUR]],
  ['--since 2025-11-19', [BRIDGE, FERRY]],
  ['--since 2025-11-20', [BRIDGE]],
  ['--since 2025-11-20T04:00:00+01:00', [BRIDGE, FERRY]],
  ['--since 2025-11-20T03:00:01Z', [BRIDGE]],
  ['--search-title cafe', [BRIDGE]],
  ['--search-title the', [BRIDGE, FERRY]],
  ['--limit 1', [BRIDGE]],
  ['--topic water --limit 1', [FERRY]],
  ['--topic roads --search-title ferry', []],
])('shows the newest first, and what is asked for: %s', async (args, expected) => {
  const flags = args.split(' ').filter(Boolean)
  expect(await titles(...flags)).toEqual(expected)
  const { stdout, exitCode } = await list(...flags)
  expect(exitCode).toBe(0)
  if (expected.length === 0) expect(stdout).toBe('No story is as asked for.\n')
  else for (const title of expected) expect(stdout).toContain(title)
})

it.each([
  ['--topic watr', "--topic: no topic is called 'watr'; did you mean 'water'?"],
  ['--topic sport', "--topic: no topic is called 'sport'; there is: roads, water"],
  ['--since soon', '--since: "soon" is no date; write it like 2026-11-20 or 2026-11-20T07:00:00Z'],
  ['--since 2025-02-31', '--since: "2025-02-31" is no date'],
  ['--since 2025-11-20T07:00', '--since: "2025-11-20T07:00" is no date'],
  ['--limit 0', '--limit: "0" is no whole number from 1 to 1000000'],
])('rejects %s', async (args, sentence) => {
  const { exitCode, stderr } = await list(...args.split(' '))
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)])
})
