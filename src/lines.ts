/** Breaks text into lines, by the columns that a terminal or a mail in a fixed-width font shows. */
import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'

/** Scripts written without spaces, whose lines may break between words; most of their letters are two columns wide. */
const SCRIPTS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const UNSPACED = new RegExp(`[${SCRIPTS}]`, 'u')

/** A place where a word may break that would be too long for a line; it is never shown. */
const BREAK = '\u200B'

/** What belongs to the word after it, and to the one before it. */
const OPENING = /[\p{Ps}\p{Pi}]$/u
const CLOSING =
  /^[\p{P}\p{Lm}\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30A1-\u30A9\u30C3\u30E3\u30E5\u30E7]/u

/** How many columns a text takes. */
export const widthOf = (text: string): number => stringWidth(text)

const segments = new Intl.Segmenter('und', { granularity: 'word' })
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * The text in lines of at most `columns`, broken at spaces; in scripts without spaces between words, and in long words at
 * zero-width spaces, which are taken out. Another longer word, such as a URL, gets a line of its own and is not broken.
 */
export function wrapLines(text: string, columns: number): string {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    let width = 0
    const add = (piece: string, gap: string): void => {
      const more = widthOf(piece)
      if (line !== '' && width + gap.length + more > columns) {
        lines.push(line)
        line = piece
        width = more
      } else {
        line += (line === '' ? '' : gap) + piece
        width += (line === piece ? 0 : gap.length) + more
      }
    }
    for (const word of paragraph.split(/ +/)) {
      const whole = unbroken(word)
      const pieces = UNSPACED.test(word)
        ? piecesOf(whole, columns)
        : widthOf(whole) <= columns
          ? [whole]
          : word.split(BREAK)
      for (const [i, piece] of pieces.entries()) add(piece, i === 0 ? ' ' : '')
    }
    lines.push(line)
  }
  return lines.join('\n')
}

/** A run of text without spaces in pieces between which a line may break: its words, with the punctuation beside them. */
function piecesOf(run: string, columns: number): string[] {
  const pieces: string[] = []
  for (const { segment } of segments.segment(run)) {
    const last = pieces.at(-1)
    const isJoined =
      last !== undefined &&
      (CLOSING.test(segment) || OPENING.test(last) || !(UNSPACED.test(segment) || UNSPACED.test(last)))
    if (isJoined && last.length < columns) pieces[pieces.length - 1] = last + segment
    else if (widthOf(segment) <= columns) pieces.push(segment)
    else for (const { segment: one } of graphemes.segment(segment)) pieces.push(one)
  }
  return pieces
}

/** Longer words get places where they may break. */
const LONG_WORD = new RegExp(`[^\\s${BREAK}${SCRIPTS}]{25,}`, 'gu')
/** What ends a part of an address, behind which it breaks. */
const PARTS = /[^-/?&=._@]*[-/?&=._@]*/g
/** A part of so many characters fits on the line of a phone in the largest letters, and is not broken. */
const LONGEST_PART = 16
const CHARACTERS_BETWEEN_BREAKS = 5

/**
 * The text with zero-width spaces in words of 25 and more characters, such as URLs, for what cannot break them by itself:
 * behind punctuation, and in what has none after every fifth character.
 */
export const breakable = (text: string): string =>
  text.replace(LONG_WORD, (word) =>
    (word.match(PARTS) ?? [])
      .filter((part) => part !== '')
      .map((part) => {
        const characters = Array.from(graphemes.segment(part), ({ segment }) => segment)
        if (characters.length <= LONGEST_PART) return part
        return characters
          .map((one, nth) => (nth > 0 && nth % CHARACTERS_BETWEEN_BREAKS === 0 ? BREAK + one : one))
          .join('')
      })
      .join(BREAK),
  )

/** The text without the places that `breakable` marks. */
export const unbroken = (text: string): string => text.replaceAll(BREAK, '')

/** The beginning of a text that fits into this many columns; '' for fewer than two. */
export const fitting = (text: string, columns: number): string =>
  columns < 2 ? '' : wrapAnsi(text, columns, { hard: true, wordWrap: false }).split('\n')[0]!
