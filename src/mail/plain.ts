/** Plain text that is safe in mail: no control or bidirectional characters, and lines of bounded width. */
import { SLOT_MARK } from '../core/slots.ts'

const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g
/**
 * Bidirectional embeddings, overrides and isolates, which, left unclosed, would change the direction of the text after them;
 * byte order marks and interlinear annotations. Joiners and the LRM and RLM marks are kept.
 */
const DIRECTION_CONTROLS = /[\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g

/** The text on one line, without control characters, bidirectional overrides, slot marks or lone surrogates. */
export function withoutMarks(text: string): string {
  const clean = text.replaceAll(SLOT_MARK, '').replace(CONTROLS, ' ').replace(DIRECTION_CONTROLS, '').trim()
  return clean.isWellFormed() ? clean : clean.toWellFormed()
}

/** Scripts with double-width letters, mostly written without spaces: lines may break at any letter, at half the columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * The text in lines of at most `columns` characters, broken at spaces. A longer word, such as a URL, gets a line of its own
 * and is not broken; in scripts without spaces lines break between letters. An open slot counts as the usual width of its
 * value.
 */
export function wrapText(text: string, columns = 76): string {
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const word of wordsOf(text, columns)) {
    const more = word.includes(SLOT_MARK) ? slotWidth(word, columns) : word.length
    if (line !== '' && width + 1 + more <= columns) {
      line += ` ${word}`
      width += 1 + more
    } else {
      if (line !== '') lines.push(line)
      line = word
      width = more
    }
  }
  lines.push(line)
  return lines.join('\n')
}

/** A mail address takes about 28 columns, a schedule 36. Topics are a sentence and get lines of their own. */
function slotWidth(word: string, columns: number): number {
  const name = word.split(SLOT_MARK)[1]
  return name === 'address' ? 28 : name === 'schedule' ? 36 : columns
}

function* wordsOf(text: string, columns: number): Generator<string> {
  for (const word of text.split(/ +/)) {
    if (word.length <= columns / 2 || !WIDE.test(word)) yield word
    else {
      const letters = Array.from(word)
      const width = Math.floor(columns / 2) - 1
      for (let i = 0; i < letters.length; i += width) yield letters.slice(i, i + width).join('')
    }
  }
}
