/** Heads and entries of published feeds, for tests that fill what a test does not say. */
import { fileURLToPath } from 'node:url'
import type { Carrier } from '../../src/core/model.ts'
import type { FeedEntry, FeedHead } from '../../src/feeds/publish/entry.ts'
import { type CleanFeed, cleanFeed } from '../../src/feeds/publish/feed.ts'
import { loadWords } from '../../src/words.ts'

/** The words of a newspaper in a language. */
export const feedWords = (language: string) =>
  loadWords(fileURLToPath(new URL('../../templates', import.meta.url)), 'words', language, 'Europe/London')

const words = await feedWords('en')

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
  language: 'en',
  topics: [],
  source: { title: 'Kestrel Wire', url: 'https://kestrel.example/', feedUrl: 'https://kestrel.example/feed' },
  carriers: [],
  ...rest,
})

/** A feed that has one of everything: topics, pictures, files, other articles, several authors, other languages, archives, hubs. */
export const richFeed = (rest: Partial<FeedHead> = {}): CleanFeed =>
  cleanFeed(
    feedHead({
      subtitle: 'News from 2 outlets.',
      rights: 'All rights are those of the outlets.',
      hubs: ['https://hub.example/'],
      ...rest,
    }),
    [
      feedEntry({
        authors: ['Ada Quill', 'Ben Ink'],
        authorUrls: [{ name: 'Ada Quill', url: 'https://kestrel.example/ada' }],
        topics: [{ id: 'nato', name: 'NATO', iptc: 'medtop:16000000' }],
        source: {
          title: 'Kestrel Wire',
          url: 'https://kestrel.example/',
          feedUrl: 'https://kestrel.example/feed',
          id: 'urn:uuid:1',
          updatedAt: '2026-11-18T11:00:00.000Z',
        },
        carriers: [carrier('Heron Post'), carrier('Gull', true)],
        named: [carrier('Heron Post'), carrier('Gull', true)],
        more: 3,
        via: { outlet: 'The Gazette', url: 'https://gazette.example/1' },
        enclosures: [
          { url: 'https://kestrel.example/1.mp3', type: 'audio/mpeg', lengthBytes: 12, title: 'The wind' },
          { url: 'https://kestrel.example/2.pdf', type: 'application/pdf' },
        ],
        picture: { url: 'https://kestrel.example/1.jpg', alt: 'A wave' },
      }),
      feedEntry({
        id: 'tag:news.example.org,2026:00bb',
        title: 'Der Deich hält',
        summary: 'Die Flut hat den Deich in der Nacht erreicht, und er hat gehalten.',
        url: 'https://deich.example/1',
        updatedAt: '2026-11-17T10:00:00.000Z',
        language: 'de',
        source: { title: 'Deichblatt', feedUrl: 'https://deich.example/feed' },
        carriers: [carrier('Heron Post'), { ...carrier('Gull', true), copyOf: 'Heron Post' }],
        named: [carrier('Heron Post'), { ...carrier('Gull', true), copyOf: 'Heron Post' }],
        enclosures: [{ url: 'https://heron.example/2.mp3', type: 'audio/mpeg', title: 'Der Deich', credit: HERON }],
        picture: { url: 'https://heron.example/2.jpg', alt: 'Der Deich bei Nacht', credit: HERON },
        authors: [],
      }),
    ],
  )

const HERON = { outlet: 'Heron Post', url: 'https://heron-post.example/1' }

const carrier = (outlet: string, isCopy = false): Carrier => ({
  outlet,
  title: `As ${outlet} has it`,
  url: `https://${outlet.replace(' ', '-').toLowerCase()}.example/1`,
  isCopy,
})
