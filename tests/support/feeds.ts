/** Heads and entries of published feeds, for tests that fill what a test does not say. */
import { fileURLToPath } from 'node:url'
import type { FeedEntry, FeedHead } from '../../src/feeds/publish/entry.ts'
import { loadWords } from '../../src/words.ts'

const words = await loadWords(
  fileURLToPath(new URL('../../templates', import.meta.url)),
  'words',
  'en',
  'Europe/London',
)

export const feedHead = (rest: Partial<FeedHead> = {}): FeedHead => ({
  title: 'Morning Broadsheet',
  language: 'en',
  authority: 'news.example.org,2026',
  name: 'feed',
  siteUrl: 'https://news.example.org',
  alternate: '',
  version: '1.2.3',
  words,
  maxEntries: 100,
  maxBytes: 524_288,
  ...rest,
})

export const feedEntry = (rest: Partial<FeedEntry> = {}): FeedEntry => ({
  id: 'tag:news.example.org,2026:00aa',
  title: 'Storm reaches the coast',
  url: 'https://kestrel.example/storm',
  publishedAt: '2026-11-18T09:00:00.000Z',
  updatedAt: '2026-11-18T10:00:00.000Z',
  authors: ['Ada Quill'],
  summary: 'The wind turned at noon.',
  topics: [],
  source: { title: 'Kestrel Wire', url: 'https://kestrel.example/', feedUrl: 'https://kestrel.example/feed' },
  carriers: [],
  ...rest,
})
