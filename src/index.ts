/**
 * What a program may import from `broadsheet`: the configuration's comfort, and the pure functions, each usable on its
 * own. Nothing here reads a file, the environment or a clock. Heavy rooms are loaded when first asked.
 */
import type { ParsedFeed } from './core/model.ts'
import type { ExtractedArticle } from './feeds/extract.ts'

export { defineConfig, type UserConfig } from './config/user-config.ts'
export { AppError, ParseError, SourceError } from './core/errors.ts'
export type {
  Article,
  Enclosure,
  Entry,
  Filter,
  Instant,
  ParsedFeed,
  Phrase,
  Rule,
  Source,
  Story,
  Topic,
  TopicMatch,
} from './core/model.ts'
export { addLanguage, newsTopics } from './core/news-topics.ts'
export { normalizeEntry } from './core/normalize.ts'
export { groupStories } from './core/stories.ts'
export { type TopicExample, type TopicModel, trainTopics } from './core/topic-model.ts'
export { matchTopics } from './core/topics.ts'
export { canonicalUrl } from './core/url.ts'
export type { ExtractedArticle } from './feeds/extract.ts'

/**
 * The feed that these bytes are (RSS 0.9 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed), its entries harmless already.
 * `contentType` is the header as it came, `url` the address it came from: relative links start there. Throws ParseError
 * `parse/not-a-feed`, `parse/damaged` or `parse/limit`.
 */
export async function parseFeed(
  bytes: Uint8Array,
  options: { readonly contentType?: string; readonly url?: string },
): Promise<ParsedFeed> {
  return (await import('./feeds/parse.ts')).parseFeed(bytes, options)
}

/** The article of a web page: main text and lead image by Readability, the rest by JSON-LD, meta and byline rules. */
export async function extractArticle(html: string, url: string): Promise<ExtractedArticle> {
  return (await import('./feeds/extract.ts')).extractArticle(html, url)
}
