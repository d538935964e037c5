/**
 * The text that two articles are compared by. `normalizeEntry` has cleaned what it could; this catches the rest, and serves
 * articles that come another way. Bias: a short line lost costs little, since it is lost from every copy alike.
 */
import { NO_REPEATS, type Repeats, withoutRepeats } from '../article/recurring.ts'
import { foldedWords, foldText, paragraphs } from '../text/text.ts'

/** More of a text is not read: 6,000 words or so. */
const MAX_READ_CHARACTERS = 40_000
/** Longer paragraphs are checked neither for boilerplate nor for repetition. */
const MAX_SHORT_CHARACTERS = 400
const MAX_BOILERPLATE_CHARACTERS = 120
const MAX_DATE_WORDS = 12
/** A title of fewer words does not stand for a text. */
const MIN_TITLE_WORDS = 3

/** How lines begin that outlets put around a text. */
const BOILERPLATE =
  /^(?:authored by|written by|posted (?:by|on|in|at)|submitted by|published|reported by|story by|text by|photos?:|images?:|image credit|pictures?:|video:|credit|sources?:|by |via |filed (?:under|in)|updated|last updated|first published|original source|originally published|this (?:article|story|post|piece) (?:was|is|has|first|originally)|read (?:more|the|full|on|next|also)|continue reading|click here|sign up|subscribe|follow us|share (?:this|on)|support (?:our|us)|donate|advertisement|related|see also|more from|copyright|all rights|the views expressed|getty images|ap photo|afp|istock|shutterstock)/
const DATE_WORD =
  /^(?:\d[\d.]{0,9}|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}|am|pm|at|on|utc|gmt|est|edt|pst|pdt|cet|bst|\d{1,2}(?:st|nd|rd|th|am|pm))$/

function isBoilerplate(folded: string): boolean {
  if (folded.length > MAX_BOILERPLATE_CHARACTERS) return false
  if (BOILERPLATE.test(folded)) return true
  const words = foldedWords(folded, MAX_DATE_WORDS + 1)
  return words.length <= MAX_DATE_WORDS && words.every((word) => DATE_WORD.test(word))
}

/**
 * The text without what its source repeats, its title repeated, lines put around it, and paragraphs that stand twice; all of
 * it where nothing would be left. Nothing where the source repeats all of it and the title is distinctive.
 */
export function ownText(text: string, title: string, repeats: Repeats = NO_REPEATS): string {
  const foldedTitle = foldText(title)
  const whole = text.slice(0, MAX_READ_CHARACTERS)
  const own = withoutRepeats({ text: whole, title }, repeats)
  const isBlank = foldedWords(foldText(own), 1).length === 0
  if (isBlank && foldedWords(foldedTitle, MIN_TITLE_WORDS).length === MIN_TITLE_WORDS) return ''
  const read = isBlank ? whole : own
  const kept: string[] = []
  const seen = new Set<string>()
  for (const paragraph of paragraphs(read)) {
    if (paragraph.length <= MAX_SHORT_CHARACTERS) {
      const folded = foldText(paragraph)
      if (folded === foldedTitle || seen.has(folded) || isBoilerplate(folded)) continue
      seen.add(folded)
    }
    kept.push(paragraph)
  }
  return kept.length === 0 ? read : kept.join('\n')
}

const CUT_END = /(?:…|\.\.\.|\[…\]|read more|continue reading|full story(?: here)?)[\s.\])»>→]{0,8}$/i

/** Whether a text breaks off, as feeds cut it: `…`, `[…]`, `Read more`. */
export const isCutText = (text: string): boolean => CUT_END.test(text.trimEnd().slice(-40))
