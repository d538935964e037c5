/** Bytes to entries: whatever a publisher got wrong, as long as it is a feed. */
import { ParseError } from '../../core/errors.ts'
import type { ParsedFeed } from '../../core/model.ts'
import { stripText } from '../markup/clean-text.ts'
import { decodeBytes } from '../markup/decode.ts'

/** What is known of a document besides its bytes. */
export interface ParseOptions {
  /** The HTTP header, for its charset. */
  readonly contentType?: string
  /** Where the document was fetched: relative addresses are relative to it. */
  readonly url?: string
}

/**
 * The feed that a document's bytes hold: RSS 0.9–2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, its entries
 * harmless already (texts plain, HTML sanitised, addresses absolute), `repairs` saying in sentences what was mended.
 *
 * Throws `ParseError` with the code `parse/not-a-feed` (an empty answer, a web page, something else), `parse/damaged`
 * (cut before its first entry was complete) or `parse/limit` (deeper or larger than any feed). Entities a DTD declares
 * are never expanded.
 */
export async function parseFeed(bytes: Uint8Array, options: ParseOptions): Promise<ParsedFeed> {
  const decoded = await decodeBytes(bytes, options.contentType)
  if (isBinary(decoded.text))
    throw new ParseError('The document is no text but a file of another kind, so it is no feed.', {
      code: 'parse/not-a-feed',
    })
  // Inside names a NUL would break what is read; every other unwanted character is met in its own text.
  const text = bytes.includes(0) && decoded.text.includes('\0') ? stripText(decoded.text) : decoded.text
  const start = /[^\s\ufeff]/.exec(text)?.[0]
  if (start === undefined)
    throw new ParseError('The answer is empty: there is nothing in it to read.', { code: 'parse/not-a-feed' })
  const feed = await readText(text, start, options.url)
  return { ...feed, repairs: [...decoded.repairs, ...feed.repairs] }
}

/** The readers bring their libraries, so each is imported when first needed; asking the loader each time costs more. */
let xmlReader: typeof import('./xml-feed.ts') | undefined
let jsonReader: typeof import('./json-feed.ts') | undefined

async function readText(text: string, start: string, url: string | undefined): Promise<ParsedFeed> {
  if (start === '{' || start === '[') {
    jsonReader ??= await import('./json-feed.ts')
    return jsonReader.readJsonFeed(text, url)
  }
  if (isWebPage(text)) throw await webPage(text, url)
  xmlReader ??= await import('./xml-feed.ts')
  return xmlReader.readXmlFeed(text, url)
}

/** A picture or an archive: megabytes of it would be read as one long damaged tag. Damaged feeds have a stray control character here and there. */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4_096)
  const controls = head.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0
  return controls > 32 && controls > head.length / 16
}

/** By the first element, or HTML's doctype; a feed under that doctype (pages' frameworks add it) is a feed all the same. */
function isWebPage(text: string): boolean {
  const head = text.slice(0, 4_096).replace(/<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)/g, '')
  const first = /<([A-Za-z][\w:.-]*)/.exec(head)?.[1].toLowerCase()
  if (first === 'html' || first === 'head' || first === 'body') return true
  return /<!doctype\s+html/i.test(head) && !/^(?:[\w.-]+:)?(?:rss|rdf|feed|channel)$/.test(first ?? '')
}

async function webPage(page: string, url: string | undefined): Promise<ParseError> {
  const { findFeeds } = await import('./discovery.ts')
  const [feed] = findFeeds(page, url ?? 'about:blank')
  const sentence =
    feed === undefined
      ? 'This is a web page, not a feed, and it declares none.'
      : `This is a web page, not a feed; it declares the feed ${feed.url}: try that address.`
  return new ParseError(sentence, { code: 'parse/not-a-feed' })
}
