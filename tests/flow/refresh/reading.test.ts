import { expect, it } from 'vitest'
import { readDocument } from '../../../src/flow/refresh/reading.ts'
import { item, rss } from '../../support/make.ts'

const requestOf = (text: string) => ({
  bytes: Buffer.from(text),
  contentType: 'application/rss+xml',
  url: 'https://wire.example.org/feed',
  source: { id: 'wire', url: 'https://wire.example.org/feed' },
  now: '2026-11-20T12:00:00.000Z',
})

it('reads a document into articles in its order, with the hashes that recognise each', async () => {
  const { feed, entryCount, found, rejected } = await readDocument(requestOf(rss('The Wire', [item(1), item(2)])))
  expect([feed.title, entryCount, rejected]).toEqual(['The Wire', 2, 0])
  expect(found.map(({ article }) => article.title)).toEqual([item(1).title, item(2).title])
  expect(found[0]).toMatchObject({ textHash: expect.any(String), contentHash: expect.any(String) })
})

it('rejects and counts the entries that have nothing to show', async () => {
  const empty = '<item/><item><guid isPermaLink="false">x</guid></item>'
  const document = rss('The Wire', [item(1)]).replace('</channel>', `${empty}</channel>`)
  const { entryCount, found, rejected, defects } = await readDocument(requestOf(document))
  expect([entryCount, found.length, rejected, defects]).toEqual([1, 1, 2, []])
})

it('keeps the dates of the first twenty entries, from which the next fetch is scheduled', async () => {
  const { entryDates } = await readDocument(
    requestOf(
      rss(
        'The Wire',
        Array.from({ length: 450 }, (_, n) => item(n)),
      ),
    ),
  )
  expect(entryDates).toHaveLength(20)
})

it('throws for what is no feed', async () => {
  await expect(readDocument(requestOf('<!doctype html><html><body>Hello</body></html>'))).rejects.toMatchObject({
    code: 'parse/not-a-feed',
  })
})
