/** Plain text as a mail can carry it: no marks that hide, turn or break, and lines of bounded width. */
import { SLOT_MARK } from '../core/slots.ts'

const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g
/** Embeddings, overrides and isolates: unclosed, they would turn what follows them. Joiners and LRM/RLM stay. */
const TURNING = /[\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g

/** One line of text without control characters, bidirectional overrides, slot marks or lone surrogates. */
export function withoutMarks(text: string): string {
  const clean = text.replaceAll(SLOT_MARK, '').replace(CONTROLS, ' ').replace(TURNING, '').trim()
  return clean.isWellFormed() ? clean : clean.toWellFormed()
}

/** Scripts written without spaces, in double-width letters: broken anywhere, at half the columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * The text in lines of at most `columns` characters, broken at spaces. A word that is longer (an address) has a line of
 * its own, unbroken; scripts without spaces are broken between letters.
 * An open slot counts as wide as its value usually is.
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

/** An address takes about 28 columns, a schedule 36; topics are a sentence of their own, on lines of their own. */
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
