/** Parses the bytes of a feed in any format, and repairs what publishers got wrong. */
import { ParseError } from '../../core/errors.ts'
import type { ParsedFeed } from '../../core/model.ts'
import { stripText } from '../markup/clean-text.ts'
import { decodeBytes } from '../markup/decode.ts'

interface ParseOptions {
  /** The HTTP header, for its charset. */
  readonly contentType?: string
  /** Where the document was fetched: relative addresses resolve against it. */
  readonly url?: string
}

/**
 * The feed in a document's bytes: RSS 0.9 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1. The texts of its
 * entries are plain, HTML is sanitised, addresses are absolute. `repairs` has a sentence for each kind of repair.
 *
 * Throws ParseError with the code `parse/not-a-feed` (an empty answer, a web page, something else), `parse/damaged`
 * (truncated before the end of its first entry) or `parse/limit` (nested deeper or larger than any feed). Entities that a
 * DTD declares are never expanded.
 */
export async function parseFeed(bytes: Uint8Array, options: ParseOptions): Promise<ParsedFeed> {
  const decoded = await decodeBytes(bytes, options.contentType)
  if (isBinary(decoded.text))
    throw new ParseError('The document is no text but a file of another kind, so it is no feed.', {
      code: 'parse/not-a-feed',
    })
  // A NUL inside a name would break the parser. Other unwanted characters are removed later, from each text.
  const text = bytes.includes(0) && decoded.text.includes('\0') ? stripText(decoded.text) : decoded.text
  const start = /[^\s\ufeff]/.exec(text)?.[0]
  if (start === undefined)
    throw new ParseError('The answer is empty: there is nothing in it to read.', { code: 'parse/not-a-feed' })
  const feed = await readText(text, start, options.url)
  return { ...feed, repairs: [...decoded.repairs, ...feed.repairs] }
}

/** Each reader imports libraries, so it is imported when first needed. It is kept, since `import()` costs time at every call. */
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

/**
 * Whether the text is that of a picture, an archive or the like, by the share of control characters in its beginning. The
 * parsers would read megabytes of it as one long damaged tag. A damaged feed has only a few control characters.
 */
function isBinary(text: string): boolean {
  const head = text.slice(0, 4_096)
  const controls = head.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0
  return controls > 32 && controls > head.length / 16
}

/** Whether the text is a web page, by its first element or HTML's doctype. A feed under that doctype, which some frameworks add, is a feed. */
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
