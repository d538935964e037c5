/**
 * Lines that lost the break between them, parted again: a byline or a credit glued to a sentence, a pointer glued to the
 * last one, two sentences grown together. Bias: names with a capital inside stay whole.
 */

/** A line of a text. */
export interface Line {
  readonly text: string
  /** What stood before it: an empty line, or a line break alone. */
  readonly gap: '\n\n' | '\n'
}

/** Where a byline can be glued to a first sentence. */
const HEAD_LINES = 14
/** No more glued words are noted than this. */
const MAX_NOTED = 40
/** Where a pointer can be glued to a last one. */
const TAIL_LINES = 8

const gluedBylinePattern =
  /^((?:authored|submitted|written|posted) by [\p{L}\p{M}.'’ -]{3,60}?(?: and [\p{L}\p{M}.'’ -]{3,40}?)? (?:via|for) [^\s,]+(?: [^\s,]+){0,4}?,)\s+(?=["“‘'«]?\p{Lu})/iu
const gluedCreditEnd =
  /(?:^|[\s.!?…”"’)\]])((?:the (?:post|article) [^\n]{1,200}? (?:appeared first|first appeared) on|this (?:article|story|post|piece|essay|report) (?:was|is|has been)?\s?(?:originally|first|re-?)\s?(?:published|appeared|posted|ran) (?:by|on|at|in|from)|(?:read|continue reading) the (?:original|full|rest of the) (?:article|story|post) (?:at|on|here)) ?[^\n]{0,90})$/i
/** A cheap look before the two patterns above and below are tried. */
const tailHint =
  /first on|appeared|published|posted|ran (?:on|at|in)|read |reading|full story|more|weiterlesen|lire |leer |leyendo|leia |leggere|leggi |lees |mer[e\s.…»]|dalej|далее|続き|全文/i
const readMoreEnd =
  /(?:[\s.!?…\]])\s*\[?((?:continue reading|read more|read the (?:full|whole|rest of the) (?:article|story|post)(?: here)?|keep reading|read on|full story|more[:»→]|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|sigue leyendo|leia mais|continua a leggere|leggi tutto|lees verder|lees meer|läs mer|les mer|læs mere|czytaj dalej|читать далее|続きを読む|阅读全文|閱讀全文)[^\n]{0,80}?)\]?\s*[.…»→>]*$/iu
const creditStart =
  /^(\(?(?:photo|image|picture|photograph|credit|illustration)(?: credit)?(?: by|:)[^\n.)]{2,80}\)|(?:[A-Z]{2,4}|Bloomberg|Reuters)\/?(?:[A-Z]{2,6})? via Getty Images)\s*(?=["“‘]?\p{Lu})/u

/** Lines with what was glued together parted; glued words are noted in `removed`. */
export function splitGlue(lines: readonly Line[], removed: { rule: string; text: string }[]): Line[] {
  const parted: Line[] = []
  const words = wordsOf(lines)
  for (const [index, line] of lines.entries()) {
    let { text } = line
    let { gap } = line
    const isHead = index < HEAD_LINES
    const isTail = index >= lines.length - TAIL_LINES
    if (isHead) {
      const byline = gluedBylinePattern.exec(text.slice(0, 300))
      if (byline !== null && byline[0].length < text.length) {
        parted.push({ text: byline[1]!, gap })
        text = text.slice(byline[0].length)
        gap = '\n'
      }
    }
    const credit = creditStart.exec(text.slice(0, 160))
    if (credit !== null && text.length > credit[0].length) {
      parted.push({ text: credit[1]!, gap })
      text = text.slice(credit[0].length)
      gap = '\n'
    }
    let tail: string | undefined
    if (isTail && text.length > 40) {
      const end = text.slice(-340)
      const found = tailHint.test(end) ? (gluedCreditEnd.exec(end) ?? pointerAtEnd(end)) : null
      if (found !== null && found.index + (text.length - end.length) > 20) {
        tail = found[1]!.trim()
        text = text.slice(0, text.length - end.length + end.lastIndexOf(found[1]!)).replace(/[\s[(>|–—-]+$/, '')
      }
    }
    parted.push({ text: partGlue(text, words, removed), gap })
    if (tail !== undefined) parted.push({ text: tail, gap: '\n' })
  }
  return parted
}

/** A pointer at the end of a line: behind a sentence, or with a capital. "It may be read on Tuesdays" points nowhere. */
function pointerAtEnd(end: string): RegExpExecArray | null {
  const found = readMoreEnd.exec(end)
  if (found === null) return null
  const before = end.slice(0, end.lastIndexOf(found[1]!)).trimEnd()
  return /^\p{Ll}/u.test(found[1]!) && /[\p{L}\p{N},;]$/u.test(before) ? null : found
}

/** Words that open a sentence more often than they end a name: what stands behind a glue. */
const openers = new Set(
  'The A An In On At For But And It He She They We You I This That These Those There When While After Before As If With From By To Of Its His Her Their Our My Last Earlier Meanwhile However According Also Some Many Most More No Not One Two Three What Who Why How Here Now Then Since Under Over Both Every Each Another Other People Police Officials President Prime Russian Ukrainian Chinese American British French German European US UK EU UN NATO USA'.split(
    ' ',
  ),
)

/** The capitalised words that stand free in the text, to tell a glued sentence from a name with a capital inside. */
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

/** Words that end no sentence. */
const openEnded = new Set(
  'a an the of in on at to by for from with as and or but nor if than that which who whom whose like into onto over under about after before between among through during without within against toward towards upon is are was were be been being has have had do does did will would can could may might shall should must not very their its his her our your my this these those such per via'.split(
    ' ',
  ),
)
const knownInner =
  /^(?:mac|watch|tv|vision|web|open|bio|med|chem|free|net|post|my|ever|tele|micro|nano|giga|fire|face|link|you|we|in|de|di|la|le|van|von|mc|mac|o)$/i
const glueHint = /[a-z\u00df-\u00ff\u0430-\u044f]{2}[A-Z\u00c0-\u00de\u0410-\u042f]/
const stopGlueHint = /[a-z\u00df-\u00ff\u0430-\u044f\d%](?:[.!?]["”’']?|["”])[A-Z\u00c0-\u00de\u0410-\u042f]/
const gluePattern =
  /(?<![\p{L}\p{N}'’-])([\p{L}'’]*\p{Ll}{2})(\p{Lu}[\p{L}\p{N}'’-]*)(?=(?:\s+[\p{L}\p{N}$€£"“(][^\s]*){3})/gu
const stopGluePattern = /(?<=\p{Ll}{3}|\d{4}|%)([.!?]["”’']?|["”])(?=(\p{Lu}[\p{L}’']*)\s+\p{Ll})/gu

/**
 * Sentences that lost the break between them, parted: `bordersUS B1-B` becomes `borders. US B1-B`. Bias: a name with a
 * capital inside (McDonald, iPhone, macOS, YouTube) stays whole; a word is cut only where its left half is lower case
 * and long enough and its right half opens sentences or stands free elsewhere in the text.
 */
function partGlue(text: string, words: () => ReadonlySet<string>, removed: { rule: string; text: string }[]): string {
  if (text.length > 20_000) return text
  let parted = text
  if (glueHint.test(parted)) {
    parted = parted.replace(gluePattern, (whole, left: string, right: string) => {
      const bare = right.replace(/['’]s?$/, '')
      const isLower = left === left.toLowerCase()
      if (left.length < (isLower ? 3 : 4) || (isLower && knownInner.test(left))) return whole
      // The words of the text are only gathered for what the table of openers leaves open.
      const isParted = isLower
        ? openers.has(bare) || (bare.length > 1 && words().has(bare) && (left.length >= 5 || words().has(left)))
        : openers.has(bare) && words().has(left)
      if (!isParted) return whole
      if (removed.length < MAX_NOTED) removed.push({ rule: 'glued-sentence', text: whole })
      // After "like" or "of" no sentence ends: only the space was lost.
      return openEnded.has(left) ? `${left} ${right}` : `${left}. ${right}`
    })
  }
  if (stopGlueHint.test(parted)) {
    parted = parted.replace(stopGluePattern, (whole, mark: string, next: string) => {
      if (mark === '.' && !openers.has(next) && !words().has(next)) return whole
      return `${mark} `
    })
  }
  return parted
}
