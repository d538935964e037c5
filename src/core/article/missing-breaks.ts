/**
 * Restores missing line breaks and spaces: a byline or a credit glued to the sentence after it, a "read more" glued to the
 * sentence before it, two sentences glued together. Bias: a missed break is better than a name cut in two.
 */

/** A line of a text. */
export interface Line {
  readonly text: string
  /** What precedes it: an empty line, or only a line break. */
  readonly gap: '\n\n' | '\n'
}

/** A glued byline is looked for in so many first lines. */
const HEAD_LINES = 14
/** How many glued words are recorded as removed. */
const MAX_RECORDED = 40
/** A glued "read more" is looked for in so many last lines. */
const TAIL_LINES = 8

const gluedBylinePattern =
  /^((?:authored|submitted|written|posted) by [\p{L}\p{M}.'’ -]{3,60}?(?: and [\p{L}\p{M}.'’ -]{3,40}?)? (?:via|for) [^\s,]+(?: [^\s,]+){0,4}?,)\s+(?=["“‘'«]?\p{Lu})/iu
const gluedCreditEnd =
  /(?:^|[\s.!?…”"’)\]])((?:the (?:post|article) [^\n]{1,200}? (?:appeared first|first appeared) on|this (?:article|story|post|piece|essay|report) (?:was|is|has been)?\s?(?:originally|first|re-?)\s?(?:published|appeared|posted|ran) (?:by|on|at|in|from)|(?:read|continue reading) the (?:original|full|rest of the) (?:article|story|post) (?:at|on|here)) ?[^\n]{0,90})$/i
/** A cheap test before the pattern above and the one below. */
const tailHint =
  /first on|appeared|published|posted|ran (?:on|at|in)|read |reading|full story|more|weiterlesen|lire |leer |leyendo|leia |leggere|leggi |lees |mer[e\s.…»]|dalej|далее|続き|全文/i
const readMoreEnd =
  /(?:[\s.!?…\]])\s*\[?((?:continue reading|read more|read the (?:full|whole|rest of the) (?:article|story|post)(?: here)?|keep reading|read on|full story|more[:»→]|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|sigue leyendo|leia mais|continua a leggere|leggi tutto|lees verder|lees meer|läs mer|les mer|læs mere|czytaj dalej|читать далее|続きを読む|阅读全文|閱讀全文)[^\n]{0,80}?)\]?\s*[.…»→>]*$/iu
const creditStart =
  /^(\(?(?:photo|image|picture|photograph|credit|illustration)(?: credit)?(?: by|:)[^\n.)]{2,80}\)|(?:[A-Z]{2,4}|Bloomberg|Reuters)\/?(?:[A-Z]{2,6})? via Getty Images)\s*(?=["“‘]?\p{Lu})/u

/** The lines with glued parts split off as lines of their own; glued words are added to `removed`. */
export function splitGluedLines(lines: readonly Line[], removed: { rule: string; text: string }[]): Line[] {
  const split: Line[] = []
  const words = wordsOf(lines)
  for (const [index, line] of lines.entries()) {
    let { text } = line
    let { gap } = line
    const isHead = index < HEAD_LINES
    const isTail = index >= lines.length - TAIL_LINES
    if (isHead) {
      const byline = gluedBylinePattern.exec(text.slice(0, 300))
      if (byline !== null && byline[0].length < text.length) {
        split.push({ text: byline[1]!, gap })
        text = text.slice(byline[0].length)
        gap = '\n'
      }
    }
    const credit = creditStart.exec(text.slice(0, 160))
    if (credit !== null && text.length > credit[0].length) {
      split.push({ text: credit[1]!, gap })
      text = text.slice(credit[0].length)
      gap = '\n'
    }
    let tail: string | undefined
    if (isTail && text.length > 40) {
      const end = text.slice(-340)
      const found = tailHint.test(end) ? (gluedCreditEnd.exec(end) ?? readMoreAtEnd(end)) : null
      if (found !== null && found.index + (text.length - end.length) > 20) {
        tail = found[1]!.trim()
        text = text.slice(0, text.length - end.length + end.lastIndexOf(found[1]!)).replace(/[\s[(>|–—-]+$/, '')
      }
    }
    split.push({ text: splitGluedSentences(text, words, removed), gap })
    if (tail !== undefined) split.push({ text: tail, gap: '\n' })
  }
  return split
}

/** A "read more" at the end of a line, after a sentence or with a capital; "It may be read on Tuesdays" has none. */
function readMoreAtEnd(end: string): RegExpExecArray | null {
  const found = readMoreEnd.exec(end)
  if (found === null) return null
  const before = end.slice(0, end.lastIndexOf(found[1]!)).trimEnd()
  return /^\p{Ll}/u.test(found[1]!) && /[\p{L}\p{N},;]$/u.test(before) ? null : found
}

/** Words that begin a sentence more often than they end a name; after a missing break they prove it. */
const openers = new Set(
  'The A An In On At For But And It He She They We You I This That These Those There When While After Before As If With From By To Of Its His Her Their Our My Last Earlier Meanwhile However According Also Some Many Most More No Not One Two Three What Who Why How Here Now Then Since Under Over Both Every Each Another Other People Police Officials President Prime Russian Ukrainian Chinese American British French German European US UK EU UN NATO USA'.split(
    ' ',
  ),
)

/**
 * A function that returns the separate words of the text, gathered on its first call. They distinguish a glued sentence
 * from a name with a capital inside.
 */
function wordsOf(lines: readonly Line[]): () => ReadonlySet<string> {
  let found: Set<string> | undefined
  return () => {
    if (found !== undefined) return found
    found = new Set()
    let read = 0
    for (const { text } of lines) {
      if (read > 60_000) break
      read += text.length
      for (const word of text.slice(0, 60_000).match(/(?<![\p{L}\p{N}'’.-])\p{L}[\p{L}'’-]*/gu) ?? []) found.add(word)
    }
    return found
  }
}

/** Words that cannot end a sentence. */
const nonFinalWords = new Set(
  'a an the of in on at to by for from with as and or but nor if than that which who whom whose like into onto over under about after before between among through during without within against toward towards upon is are was were be been being has have had do does did will would can could may might shall should must not very their its his her our your my this these those such per via'.split(
    ' ',
  ),
)
/** First parts of names with a capital inside: macOS, YouTube, LinkedIn, DeLillo. */
const nameStarts =
  /^(?:mac|watch|tv|vision|web|open|bio|med|chem|free|net|post|my|ever|tele|micro|nano|giga|fire|face|link|you|we|in|de|di|la|le|van|von|mc|mac|o)$/i
const glueHint = /[a-z\u00df-\u00ff\u0430-\u044f]{2}[A-Z\u00c0-\u00de\u0410-\u042f]/
const stopGlueHint = /[a-z\u00df-\u00ff\u0430-\u044f\d%](?:[.!?]["”’']?|["”])[A-Z\u00c0-\u00de\u0410-\u042f]/
const gluePattern =
  /(?<![\p{L}\p{N}'’-])([\p{L}'’]*\p{Ll}{2})(\p{Lu}[\p{L}\p{N}'’-]*)(?=(?:\s+[\p{L}\p{N}$€£"“(][^\s]*){3})/gu
const stopGluePattern = /(?<=\p{Ll}{3}|\d{4}|%)([.!?]["”’']?|["”])(?=(\p{Lu}[\p{L}’']*)\s+\p{Ll})/gu

/**
 * Separates sentences that are glued together: `bordersUS B1-B` becomes `borders. US B1-B`. Bias: a missed break is better
 * than a name cut in two (McDonald, iPhone, macOS, YouTube). A word is split where its left part is lower case and long
 * enough, and its right part begins sentences or is a separate word elsewhere in the text. Where the left part has a
 * capital, it must be a separate word elsewhere and the right part must begin sentences.
 */
function splitGluedSentences(
  text: string,
  words: () => ReadonlySet<string>,
  removed: { rule: string; text: string }[],
): string {
  if (text.length > 20_000) return text
  let split = text
  if (glueHint.test(split)) {
    split = split.replace(gluePattern, (whole, left: string, right: string) => {
      const bare = right.replace(/['’]s?$/, '')
      const isLower = left === left.toLowerCase()
      if (left.length < (isLower ? 3 : 4) || (isLower && nameStarts.test(left))) return whole
      // The words of the text are gathered only where the table of openers does not decide.
      const isGlued = isLower
        ? openers.has(bare) || (bare.length > 1 && words().has(bare) && (left.length >= 5 || words().has(left)))
        : openers.has(bare) && words().has(left)
      if (!isGlued) return whole
      if (removed.length < MAX_RECORDED) removed.push({ rule: 'glued-sentence', text: whole })
      // No sentence ends with "like" or "of", so only a space is missing.
      return nonFinalWords.has(left) ? `${left} ${right}` : `${left}. ${right}`
    })
  }
  if (stopGlueHint.test(split)) {
    split = split.replace(stopGluePattern, (whole, mark: string, next: string) => {
      if (mark === '.' && !openers.has(next) && !words().has(next)) return whole
      return `${mark} `
    })
  }
  return split
}
