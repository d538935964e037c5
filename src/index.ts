/**
 * The public interface of the package `broadsheet`: `defineConfig` and the pure functions, each usable on its own. Nothing here
 * reads a file, the environment or a clock. Heavy modules are loaded at the first call.
 */
import type { ParsedFeed } from './core/model.ts'
import type { ExtractedArticle } from './feeds/page/extract.ts'

export { defineConfig, type UserConfig } from './config/user-config.ts'
export { normalizeEntry } from './core/article/normalize.ts'
export { AppError, ParseError, SourceError } from './core/errors.ts'
export type {
  Article,
  Enclosure,
  Entry,
  Filter,
  FilterRule,
  Instant,
  ParsedFeed,
  Phrase,
  Rule,
  Source,
  Story,
  Topic,
  TopicMatch,
} from './core/model.ts'
export { groupStories } from './core/stories/stories.ts'
export { addLanguage, newsTopics } from './core/topics/news-topics.ts'
export { type TopicExample, type TopicModel, trainTopics } from './core/topics/topic-model.ts'
export { matchTopics } from './core/topics/topics.ts'
export { canonicalUrl } from './core/url/url.ts'
export type { ExtractedArticle } from './feeds/page/extract.ts'

/**
 * Parses a feed (RSS 0.9 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed) and sanitises its entries. `contentType` is the response
 * header, `url` the feed's own URL, against which relative links are resolved. Throws ParseError `parse/not-a-feed`,
 * `parse/damaged` or `parse/limit`.
 */
export async function parseFeed(
  bytes: Uint8Array,
  options: { readonly contentType?: string; readonly url?: string },
): Promise<ParsedFeed> {
  return (await import('./feeds/parse/parse.ts')).parseFeed(bytes, options)
}

/** Extracts the article of a web page: text and lead image by Readability, the rest from JSON-LD, meta tags and bylines. */
export async function extractArticle(html: string, url: string): Promise<ExtractedArticle> {
  return (await import('./feeds/page/extract.ts')).extractArticle(html, url)
}
