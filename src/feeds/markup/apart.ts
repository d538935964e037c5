/**
 * Elements whose text is not read as it stands: what a page hides or strikes out, what surrounds the article by its markup
 * (breadcrumbs, kickers, captions, tables of contents, share buttons), and raised or lowered digits. Bias: text shown twice
 * is better than text lost, so an element counts only with its own end tag and while its text is no longer than such texts are.
 */
import type { Attributes } from './allowed-html.ts'

/** What an element's text is, or how many letters and digits it may have at most to be left out. */
export type Apart = 'raised' | 'lowered' | 'struck' | 'anchor' | 'footnote' | number

/** How much struck text is left out, in UTF-16 units. */
const MAX_STRUCK_LENGTH = 1_000
const MAX_HIDDEN_LETTERS = 400
const MAX_MENU_LETTERS = 600

/** Class names, alone or as the last part of a name (`article-kicker`, `c-toc`), and how many letters such a text may have. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/(?:^|[\s_-])(?:kicker|eyebrow|overline)(?=\s|$)/i, 60],
  [/(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|a11y-hidden|preheader|preview-?text)(?=\s|$)/i, 400],
  [/(?:^|[\s_-])(?:breadcrumbs?|bread-crumbs?)(?=\s|$)/i, 300],
  [
    /(?:^|\s)(?:wp-caption-text|wp-element-caption|tr-caption|(?:image|img|photo|picture|media|figure)[_-]{1,2}caption|caption__?text|caption-text)(?=\s|$)/i,
    800,
  ],
  [/(?:^|\s)(?:sharedaddy|share-buttons?|social-share|jp-relatedposts|addtoany_share_save_container)(?=\s|$)/i, 600],
  [
    /(?:^|\s)(?:toc|toc_container|table-of-contents|wp-block-table-of-contents|ez-toc-container|lwptoc)(?=\s|$)/i,
    4_000,
  ],
]
const TOC_ID = /^(?:toc|toc_container|table-of-contents|ez-toc-container)$/i
/** A cheap test before the patterns of CLASSES. */
const CLASS_HINT = /kicker|eyebrow|overline|sr-only|screen|hidden|pre|crumb|caption|share|related|toc|contents/i

const UNSEEN = /display\s*:\s*none|mso-hide\s*:\s*all/i
/** Each of these alone has other uses (layout, animation); two of them hide the text. */
const FAINT =
  /visibility\s*:\s*hidden|(?:opacity|max-height|font-size|line-height|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)|color\s*:\s*transparent|overflow\s*:\s*hidden/gi

const FOOTNOTE_FRAGMENT = /#(?:_?(?:fn|ftn|edn)|footnote|endnote|cite|note|ref|sdfootnote)/i

/** How the text of this element is read; undefined: as it stands. */
export function apartOf(name: string, { style, class: names, hidden, id, href }: Attributes): Apart | undefined {
  switch (name) {
    case 'sup':
      return 'raised'
    case 'sub':
      return 'lowered'
    case 'del':
    case 's':
    case 'strike':
      return 'struck'
    case 'nav':
      return MAX_MENU_LETTERS
    case 'a':
      if (href?.includes('#')) return FOOTNOTE_FRAGMENT.test(href.slice(0, 2_000)) ? 'footnote' : 'anchor'
  }
  if (hidden !== undefined && hidden !== 'until-found') return MAX_HIDDEN_LETTERS
  if (style !== undefined && isHiding(style.slice(0, 1_000))) return MAX_HIDDEN_LETTERS
  if (names !== undefined && CLASS_HINT.test(names)) {
    const short = names.slice(0, 500)
    return CLASSES.find(([pattern]) => pattern.test(short))?.[1]
  }
  return id !== undefined && TOC_ID.test(id) ? 4_000 : undefined
}

const isHiding = (style: string): boolean => UNSEEN.test(style) || (style.match(FAINT)?.length ?? 0) > 1

/**
 * What stays of an element's text. `text` begins with the white space before the element; `before` is the character before it.
 * `isImplied`: the element has no end tag of its own.
 */
export function keptOf(kind: Apart, text: string, before: string, isImplied: boolean): string {
  if (text === '' || (isImplied && typeof kind !== 'string')) return text
  switch (kind) {
    case 'raised':
    case 'lowered':
      return text.length > 40 ? text : shifted(text, kind, before)
    case 'struck':
      return isImplied || text.length > MAX_STRUCK_LENGTH ? text : ''
    case 'anchor':
      return text.length < 40 && ANCHOR_MARK.test(text) ? '' : text
    case 'footnote':
      return text.length < 40 && (FOOTNOTE_MARK.test(text) || ANCHOR_MARK.test(text)) ? '' : text
    default:
      return isLonger(text, kind) ? text : ''
  }
}

/** The text of links that stand beside a heading or lead back from a footnote. */
const ANCHOR_MARK = /^\s*(?:[¶#§⁋🔗⚓↩↵↑^][\ufe0e\ufe0f]?|permalink|link to this (?:heading|section))\s*$/iu
const FOOTNOTE_MARK = /^\s*[[(]?(?:\d{1,3}|[*†‡a-z])[\])]?\s*$/

function isLonger(text: string, letters: number): boolean {
  let count = 0
  for (const _ of text.matchAll(/[\p{L}\p{N}]/gu)) if (++count > letters) return true
  return false
}

const RAISED = new Map([...'0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻–⁻=⁼(⁽)⁾nⁿiⁱ'.matchAll(/(.)(.)/gu)].map(([, a, b]) => [a!, b!]))
const LOWERED = new Map([...'0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋–₋=₌(₍)₎'.matchAll(/(.)(.)/gu)].map(([, a, b]) => [a!, b!]))

/** `10⁶` and `CO₂`, not `106` and `CO2`; ordinals (`1st`, `XXe`) stay letters. The number of a footnote is left out. */
function shifted(text: string, kind: 'raised' | 'lowered', before: string): string {
  const written = text.trim()
  const space = text.slice(0, text.length - text.trimStart().length)
  if (kind === 'raised') {
    if (/^(?:\[\d{1,3}\]|[*†‡])$/.test(written)) return ''
    if (/^\d{1,3}(?:[\s,–-]{1,3}\d{1,3}){0,8}$/.test(written) && /[.,;:!?…”"»]/.test(before)) return ''
    if (/^tm$/i.test(written)) return `${space}™`
  }
  const signs = kind === 'raised' ? RAISED : LOWERED
  const isNumber = /\d/.test(written) || written === 'n'
  if (!isNumber || ![...written].every((sign) => signs.has(sign))) return text
  return space + [...written].map((sign) => signs.get(sign)).join('')
}

/** Images in these classes stand for a character, which their alternative text names. */
const EMOJI_CLASS = /(?:^|[\s_-])(?:emoji|emojione|twemoji|joypixels|emoticon|smiley|smilies)(?=$|[\s_-])/i
const EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0e|\ufe0f|[#*\d]\ufe0f?\u20e3){1,20}$/u

/** The alternative text of an image that stands for an emoji (`😀`, `:ship:`). */
export function emojiOf(names: string | undefined, alt: string): string | undefined {
  if (alt.length > 40) return undefined
  return EMOJI.test(alt) || (names !== undefined && EMOJI_CLASS.test(names.slice(0, 200))) ? alt : undefined
}
