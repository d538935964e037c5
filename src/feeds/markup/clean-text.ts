/**
 * Cleans the text of sources when it is read: removes the characters that would break a database, an XML document, a
 * mail or its display.
 */

/** Among them U+E000, which marks the open slots of a mail, and U+FFFC, which stands for an object that is not there. */
const UNWANTED = /\r\n?|[\0-\x08\x0b-\x1f\x7f-\x9f\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]/g
/** What most texts have none of. Fewer ranges than in UNWANTED make this test twice as fast. */
const SUSPECT = /[\0-\x08\x0b-\x1f\x7f-\x9f\ue000-\uffff]/
const LONE_SURROGATES = /\p{Cs}/gu
/** Embeddings, overrides and isolates: unclosed, they would also change the direction of the text around a line. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g
const SPACE_RUNS = /\s+/g
/** Matches when a line needs cleaning: unwanted or bidirectional characters, or white space other than single inner blanks. */
const UNCLEAN_LINE =
  /[\0-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]| {2}|^ | $/

/**
 * The text without control characters (except line feed and tab), lone surrogates, noncharacters, byte order marks,
 * U+FFFC and U+E000. CR and CR LF become LF. Returns the same string when there is nothing to remove.
 */
export function stripText(text: string): string {
  const stripped = SUSPECT.test(text)
    ? text.replace(UNWANTED, (found) => (found.charCodeAt(0) === 13 ? '\n' : ''))
    : text
  return stripped.isWellFormed() ? stripped : stripped.replace(LONE_SURROGATES, '')
}

/** The text without embeddings, overrides and isolates of direction. */
export const stripBidi = (text: string): string => text.replace(BIDI_CONTROLS, '')

/**
 * The text as one line: cleaned by `stripText`, without bidirectional controls, every run of white space folded to one
 * blank. A longer one is cut to at most `maxLength` UTF-16 units, after a word where possible, and ends in an ellipsis.
 */
export function foldLine(text: string, maxLength: number): string {
  const line =
    UNCLEAN_LINE.test(text) || !text.isWellFormed() ? stripBidi(stripText(text)).replace(SPACE_RUNS, ' ').trim() : text
  return line.length <= maxLength ? line : cutLine(line, maxLength)
}

function cutLine(line: string, maxLength: number): string {
  const head = line.slice(0, maxLength - 1)
  const lastSpace = head.lastIndexOf(' ')
  const cut = lastSpace > maxLength * 0.6 ? head.slice(0, lastSpace) : head
  return cut.replace(LONE_SURROGATES, '').trimEnd() + '…'
}

const MARKS = /[&<>"]/

/** The text escaped for HTML: `&`, `<`, `>` and, unless it is for `content` only, the double quote. */
export function escapeHtml(text: string, use?: 'content'): string {
  if (!MARKS.test(text)) return text
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return use === 'content' ? escaped : escaped.replaceAll('"', '&quot;')
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
}

/** The text for content or a double-quoted attribute of XML: cleaned by `stripText` and escaped. */
export function escapeXml(text: string): string {
  return stripText(text).replace(/[&<>"\t]/g, (char) => XML_ESCAPES[char]!)
}
