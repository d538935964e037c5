/** The texts and addresses of sources, made safe for mail and pages. */
import { primaryTag } from './language-tag.ts'
import { SLOT_MARK } from './slots.ts'
import { decodeEntities } from './text/html-scan.ts'
import { RTL_LETTER, sentences } from './text/text.ts'

const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g
/**
 * Bidirectional embeddings, overrides and isolates, which, left unclosed, would change the direction of the text after them;
 * byte order marks and interlinear annotations. Joiners and the LRM and RLM marks are kept.
 */
const DIRECTION_CONTROLS = /[\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g
/** More marks on a letter than any script has, which would be set over the lines above and below. */
const PILED_MARKS = /(\p{M}{6})\p{M}+/gu

/** The text on one line, without control characters, bidirectional overrides, piled marks, slot marks or lone surrogates. */
export function withoutMarks(text: string): string {
  const clean = text
    .replaceAll(SLOT_MARK, '')
    .replace(CONTROLS, ' ')
    .replace(DIRECTION_CONTROLS, '')
    .replace(PILED_MARKS, '$1')
    .trim()
  return clean.isWellFormed() ? clean : clean.toWellFormed()
}

/**
 * The text of a source on one line, as it is shown: `withoutMarks`, and without entities that were escaped twice at the source.
 * Bias: `Q&amp;A` in a text is a mistake far more often than it is meant.
 */
export const legible = (text: string): string => withoutMarks(decodeEntities(text))

const LETTERS = /\p{L}/gu
const RTL_LANGUAGES = new Set(['ar', 'he', 'fa', 'ur', 'yi', 'ps', 'sd', 'ug', 'dv', 'ckb', 'syr', 'nqo'])
/**
 * The text direction of an item. Bias: its letters count more than the language its source states, since many feeds state one
 * language for everything. Most letters of the headline decide, since a name such as "OpenAI" begins a headline in any script;
 * those of a stated language from right to left count double. Without a letter the stated language does.
 */
export function directionOf(title: string, language: string | undefined, otherwise: 'ltr' | 'rtl'): 'ltr' | 'rtl' {
  const isStated = language !== undefined && RTL_LANGUAGES.has(primaryTag(language))
  const letters = title.match(LETTERS)
  if (letters === null) return language ? (isStated ? 'rtl' : 'ltr') : otherwise
  const fromRight = letters.filter((letter) => RTL_LETTER.test(letter)).length
  return fromRight * (isStated ? 2 : 1) > letters.length - fromRight ? 'rtl' : 'ltr'
}

/** The maximum of a lead. */
const LEAD_CHARACTERS = 400

/**
 * The first whole sentences of a lead, together at most `maxCharacters`; a sentence is never cut. A longer first sentence is
 * used alone if it has at most `longest` characters, else the result is `''`. 0 leaves the lead out.
 */
export function shortenLead(lead: string, maxCharacters: number, longest = LEAD_CHARACTERS): string {
  if (maxCharacters === 0) return ''
  if (lead.length <= maxCharacters) return lead
  const [first = '', ...others] = sentences(lead.slice(0, 2000))
  if (first.length > longest) return ''
  let text = first
  for (const sentence of others) {
    if (text.length + 1 + sentence.length > maxCharacters) break
    text += ` ${sentence}`
  }
  return text
}

/** The URL if it may be linked: absolute http or https, or https only with `secureOnly`; else `''`. */
export function httpUrl(url: string, secureOnly = false): string {
  if (!URL.canParse(url)) return ''
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && !secureOnly) ? withoutMarks(href) : ''
}
