import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { othersText } from '../../src/commands/stories.ts'
import { callCli, temporaryFolders } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '../..')
const folderWith = temporaryFolders()

it('names five articles of a story: own reports by headline, copies by outlet; the rest is counted', async () => {
  const files = [
    'foreland-dispatch.xml',
    'morrow-ledger.xml',
    'pennant.atom',
    'long-touchline.xml',
    'calder-star.rdf',
    'signal-and-slate.xml',
    'free-ferryman.xml',
  ]
  const cwd = folderWith({
    'feeds.config.json': JSON.stringify({
      title: 'Reading',
      sources: files.map((file) => ({ id: file.split('.')[0], url: `samples/feeds/${file}`, firstFetchDays: 0 })),
    }),
  })
  cpSync(join(ROOT, 'samples'), join(cwd, 'samples'), { recursive: true })
  await callCli(['run', '--config', 'feeds.config.json', '--no-mail', '--quiet'], { cwd })
  const { stdout } = await callCli(['stories', 'list', '--config', 'feeds.config.json'], { cwd })
  const shown = stdout.split('\n').slice(stdout.split('\n').findIndex((line) => line.includes('Red Lines')))
  expect(shown[1]).toMatch(/^ {2}Foreland Dispatch, /)
  expect(shown[2]).toMatch(/^ {4}[^:]+: \S.*/)
  expect(shown[3]).toMatch(/^ {4}the same text at [^,]+, [^,]+, [^,]+$/)
  expect(shown[4]).toBe('    1 more article')
})

it('lists nothing below a story that one outlet has alone', () => {
  expect(othersText({ named: [], more: 0 })).toBe('')
  expect(othersText({ named: [], more: 2 })).toBe('    2 more articles\n')
})
