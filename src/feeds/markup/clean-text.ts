/**
 * Text as it may be kept: what breaks a database, an XML document, a mail or a reader's eye is taken out at the door
 * (DESIGN.md, ideas 6 and 8).
 */

/** U+E000 marks a mail's open slots, U+FFFC stands for an object that is not there; neither may come from a source. */
const UNWANTED = /[\0-\x08\x0b-\x1f\x7f-\x9f\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]/
const UNWANTED_ALL = /\r\n?|[\0-\x08\x0b-\x1f\x7f-\x9f\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]/g
const LONE_SURROGATES = /\p{Cs}/gu
/** Embeddings, overrides and isolates: in one line of ours they would turn the words around them as well. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g
const SPACE_RUNS = /\s+/g
/** All that a clean line has none of, in one look: unwanted and bidirectional characters, white space but single blanks. */
const UNCLEAN_LINE =
  /[\0-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000\ue000\ufdd0-\ufdef\ufeff\ufffc\ufffe\uffff]| {2}|^ | $/

/**
 * The text without NUL, control characters (but for line feed and tab), lone surrogates, noncharacters, byte order
 * marks, U+FFFC and U+E000. CR and CR LF become LF. Returns the same string when there is nothing to take out.
 */
export function stripText(text: string): string {
  const stripped = UNWANTED.test(text)
    ? text.replace(UNWANTED_ALL, (found) => (found.charCodeAt(0) === 13 ? '\n' : ''))
    : text
  return stripped.isWellFormed() ? stripped : stripped.replace(LONE_SURROGATES, '')
}

/**
 * One line: `stripText` without line breaks, runs of white space and bidirectional controls, cut after a word to at
 * most `maxLength` UTF-16 units with an ellipsis as the last of them.
 */
export function foldLine(text: string, maxLength: number): string {
  const line =
    UNCLEAN_LINE.test(text) || !text.isWellFormed()
      ? stripText(text).replace(BIDI_CONTROLS, '').replace(SPACE_RUNS, ' ').trim()
      : text
  return line.length <= maxLength ? line : cutLine(line, maxLength)
}

function cutLine(line: string, maxLength: number): string {
  const room = line.slice(0, maxLength - 1)
  const lastSpace = room.lastIndexOf(' ')
  const cut = lastSpace > maxLength * 0.6 ? room.slice(0, lastSpace) : room
  return cut.replace(LONE_SURROGATES, '').trimEnd() + '…'
}

/** The text as HTML that shows it: `&`, `<`, `>` and the double quote escaped. */
export function escapeHtml(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text
}
