/** Breaks text into lines, by the columns that a terminal or a mail in a fixed-width font shows. */
import { wrapAnsi } from 'fast-wrap-ansi'

/** Scripts written without spaces, whose lines may break at any letter; most of their letters are two columns wide. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

/**
 * The text in lines of at most `columns`, broken at spaces. A longer word, such as a URL, gets a line of its own and is not
 * broken; in scripts without spaces lines break between letters.
 */
export function wrapLines(text: string, columns: number): string {
  const mayBreak = text.split(' ').every((word) => word.length <= columns || UNSPACED.test(word))
  return wrapAnsi(text.replace(/ {2,}/g, ' '), columns, { hard: mayBreak })
}

/** The beginning of a text that fits into this many columns; '' for fewer than two. */
export const fitting = (text: string, columns: number): string =>
  columns < 2 ? '' : wrapAnsi(text, columns, { hard: true, wordWrap: false }).split('\n')[0]!
