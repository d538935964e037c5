/**
 * Elements whose text is not read as it stands: what a page hides or strikes out, what surrounds the article by its markup
 * (breadcrumbs, kickers, captions, tables of contents, share buttons, footers), and raised or lowered digits. Bias: text shown twice
 * is better than text lost, so an element counts only with its own end tag and while its text is no longer than such texts are,
 * and a document of which most would be left out is read as it stands (`html.ts`).
 */

/** The attributes of a tag by name. */
export type Attributes = Record<string, string>

/** What an element's text is, or how many letters and digits it may have at most to be left out. */
export type Apart = 'raised' | 'lowered' | 'struck' | 'anchor' | 'kicker' | 'footer' | number

/** How much struck text is left out, in UTF-16 units. */
const MAX_STRUCK_LENGTH = 1_000
const MAX_HIDDEN_LETTERS = 400
const MAX_MENU_LETTERS = 600
/**
 * Twice what the footer of an entry that we publish ourselves has: its outlet and time, and who else has the story. A shorter one
 * than outlet and time may be a signature.
 */
const MAX_FOOTER_LETTERS = 1_500
const MIN_FOOTER_LETTERS = 16

/** Class names, alone or as the last part of a name (`c-toc`), and how many letters such a text may have. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
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
const KICKER_CLASS = /(?:^|[\s_-])(?:kicker|eyebrow|overline)(?=\s|$)/i
const TOC_ID = /^(?:toc|toc_container|table-of-contents|ez-toc-container)$/i
/** A cheap test before the patterns of CLASSES. */
const CLASS_HINT = /kicker|eyebrow|overline|sr-only|screen|hidden|pre|crumb|caption|share|related|toc|contents/i

const UNSEEN = /display\s*:\s*none|mso-hide\s*:\s*all/i
/** Each of these alone has other uses (layout, animation); two of them hide the text. */
const FAINT =
  /visibility\s*:\s*hidden|(?:opacity|max-height|font-size|line-height)\s*:\s*0(?:px)?\s*(?:;|!|$)|(?:max-height|font-size|line-height)\s*:\s*1px|color\s*:\s*transparent/gi

/** How the text of this element is read; undefined: as it stands. `pageUrl`: the address of the document. */
export function apartOf(
  name: string,
  { style, class: names, hidden, id, href }: Attributes,
  pageUrl: string | undefined,
): Apart | undefined {
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
    case 'footer':
      return 'footer'
    case 'a':
      return href !== undefined && (href[0] === '#' || (pageUrl !== undefined && href.startsWith(`${pageUrl}#`)))
        ? 'anchor'
        : undefined
  }
  if (hidden !== undefined && hidden !== 'until-found') return MAX_HIDDEN_LETTERS
  if (style !== undefined && isHiding(style.slice(0, 1_000))) return MAX_HIDDEN_LETTERS
  if (names !== undefined && CLASS_HINT.test(names)) {
    const short = names.slice(0, 500)
    return KICKER_CLASS.test(short) ? 'kicker' : CLASSES.find(([pattern]) => pattern.test(short))?.[1]
  }
  return id !== undefined && TOC_ID.test(id) ? 4_000 : undefined
}

const isHiding = (style: string): boolean => UNSEEN.test(style) || (style.match(FAINT)?.length ?? 0) > 1

/** Where an element stands that is read apart. */
interface Surroundings {
  /** The text before it in its block, or its end; '' at the beginning of a block. */
  readonly before: string
  readonly isInList: boolean
  readonly isInSup: boolean
  readonly isInQuote: boolean
  /** Whether the element has no end tag of its own. */
  readonly isImplied: boolean
}

/** What stays of an element's text, which begins with the white space before the element. */
export function keptOf(
  kind: Apart,
  text: string,
  { before, isInList, isInSup, isInQuote, isImplied }: Surroundings,
): string {
  if (text === '' || (isImplied && kind !== 'raised' && kind !== 'lowered')) return text
  switch (kind) {
    case 'raised':
      return text.length > 40 ? text : raised(text, before)
    case 'lowered':
      return text.length > 40 || /[/⁄]$/.test(before) ? text : shifted(text, LOWERED)
    case 'struck':
      return before === '' || isInList || text.length > MAX_STRUCK_LENGTH ? text : ''
    case 'anchor':
      return text.length < 40 && (MARK.test(text) || (isInSup && /^\s*\d{1,3}\s*$/.test(text))) ? '' : text
    case 'kicker':
      return /[.!?…]\s*$/.test(text) || isLonger(text, 40) ? text : ''
    case 'footer':
      // The footer of a quotation says who is quoted.
      return isInQuote || !isLonger(text, MIN_FOOTER_LETTERS) || isLonger(text, MAX_FOOTER_LETTERS) ? text : ''
    default:
      return isLonger(text, kind) ? text : ''
  }
}

/** The text of links to a footnote, back from it, and beside a heading. */
const MARK = /^\s*(?:\[\d{1,3}\]|[*†‡¶#§⁋🔗⚓↩↵↑^][\ufe0e\ufe0f]?)\s*$/u

function isLonger(text: string, letters: number): boolean {
  let count = 0
  for (const _ of text.matchAll(/[\p{L}\p{N}]/gu)) if (++count > letters) return true
  return false
}

/** Signs as they are written, and raised or lowered. */
export const RAISED: ReadonlyMap<string, string> = new Map(
  [...'0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻–⁻=⁼(⁽)⁾nⁿiⁱ'.matchAll(/(.)(.)/gu)].map(([, a, b]) => [a!, b!]),
)
export const LOWERED: ReadonlyMap<string, string> = new Map(
  [...'0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋–₋=₌(₍)₎'.matchAll(/(.)(.)/gu)].map(([, a, b]) => [a!, b!]),
)

/** `10⁶`, not `106`; ordinals (`1st`, `XXe`) and prices (`2,49`) stay as they are. The number of a footnote is left out. */
function raised(text: string, before: string): string {
  const written = text.trim()
  const space = text.slice(0, text.length - text.trimStart().length)
  if (/^(?:\[\d{1,3}\]|[*†‡])$/.test(written)) return ''
  if (/^tm$/i.test(written)) return `${space}™`
  if (/^\d/.test(written)) {
    if (/^\d{1,3}(?:[\s,–-]{1,3}\d{1,3}){0,8}$/.test(written) && /[\p{L})%][.,;:!?…”"»]{1,2}$/u.test(before)) return ''
    // Cents after a whole number, with or without its mark; a power of two digits has another base.
    if (/\d[.,]$/.test(before) || (/^\d\d$/.test(written) && /\d$/.test(before) && !/(?:^|\D)(?:10|2)$/.test(before)))
      return text
    // The numerator of a fraction: no number is written with the power one.
    if (written === '1' && /\d$/.test(before)) return ` ${text}`
  }
  return shifted(text, RAISED)
}

function shifted(text: string, signs: ReadonlyMap<string, string>): string {
  const written = text.trim()
  if (!(/\d/.test(written) || written === 'n') || ![...written].every((sign) => signs.has(sign))) return text
  const space = text.slice(0, text.length - text.trimStart().length)
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
