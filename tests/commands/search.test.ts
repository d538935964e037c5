/** What `search` says of a query that it cannot use in part. */
import { beforeAll, expect, it } from 'vitest'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()
let cwd: string

beforeAll(async () => {
  cwd = folderWith({
    'c.json': JSON.stringify({ title: 'Test', sources: [{ id: 'wire', url: 'feed.xml', name: 'The Wire' }] }),
    'feed.xml': rss('wire', [item(1, { title: 'Council closes the bridge' })]),
  })
  expect((await callInside(['run', '--config', 'c.json'], { cwd })).exitCode).toBe(0)
})

it.each([
  ['since:soon', '"soon" is no date; write it like since:2026-11-20, since:2026-11 or since:2026'],
  ['-until:2026', 'a date cannot be excluded; write it like until:2026-11-20, until:2026-11 or until:2026'],
  ['topic:', 'topic: has nothing after it; write the id or the name of a topic: topic:nato'],
  [
    'author:ann',
    'there is no operator author:, only source:, topic:, since:, until:; to search for these words, write them in quotes: "author:ann"',
  ],
  ['"bridge', 'the quotation mark before "bridge" is not closed; all after it is read as one phrase'],
  ['source:"The Wrie"', 'no source is called "The Wrie"; did you mean source:"The Wire"?'],
  ['topic:water', 'no topic is called "water"'],
  ['bridge '.repeat(40), 'the query has more than 32 words; only these are searched'],
  ['x'.repeat(1_001), 'the query is longer than 1000 characters; only these are searched'],
])('says what is left out, and what to write: %s', async (query, says) => {
  const { stderr, exitCode } = await callInside(['search', query, '--config', 'c.json'], { cwd })
  expect(stderr).toBe(`left out: ${says}\n`)
  expect(exitCode).toBe(0)
})
