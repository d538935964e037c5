/**
 * Makes the clean text and its lead. What an outlet puts around an article is removed, and kept with the rule that found
 * it. Bias: a line of boilerplate kept is better than a line of the article lost, so a rule must match a whole line, and
 * long lines count as prose. To bound the work, only short lines near both ends are tested.
 */
import { type Attribution, readAttribution } from '../attribution/attribution.ts'
import { type AttributionContext, isOwn } from '../attribution/credits.ts'
import { isRole, nameKey } from '../attribution/outlets.ts'
import { cuttingPlace, foldText, gapAfter, sentences } from '../text/text.ts'
import { boilerplateRule } from './boilerplate.ts'
import { isButtonWord } from './boilerplate-lines.ts'
import { datelineLength, kickerLength } from './dateline.ts'

/** A line of a text. */
interface Line {
  readonly text: string
  /** What precedes it: an empty line, or only a line break. */
  readonly gap: '\n\n' | '\n'
}

/** A text without boilerplate, what was removed from it, and the attribution that its lines state. */
interface CleanText {
  readonly text: string
  readonly removed: readonly { readonly rule: string; readonly text: string }[]
  readonly attribution: Attribution
}

/** What is known about an entry beside its text. */
type CleanContext = AttributionContext & {
  readonly captions?: readonly string[]
  /** The lines of preformatted text, trimmed. Code is full of what else is boilerplate, so these are kept. */
  readonly preformatted?: ReadonlySet<string>
}

const MAX_LEAD_CHARACTERS = 400
const MAX_LEAD_SENTENCES = 3
/** After a lead of this length or more, a sentence is added only up to 320 characters in all. */
const SHORT_LEAD_CHARACTERS = 120
/** How many first lines are searched for a glued byline, a repeated headline or a teaser. */
const HEAD_LINES = 14
/** A shorter text, if more than it was removed, is what a list, a gallery or a table has left. */
const MIN_TEXT_CHARACTERS = 60
/** Fewer lines are no list. */
const MIN_LIST_LINES = 3
/** How many last lines are searched for a line about the author. */
const BIO_LINES = 8
/** The lines after this one are tested only at the very end of the text. */
const MAX_LINES_READ = 2_000
/** A shorter line can be repeated by chance. */
const MIN_TEASER_CHARACTERS = 50
/** How many removed lines are kept, and how many characters of each. */
export const MAX_REMOVED = 60
export const MAX_REMOVED_CHARACTERS = 500

/** The text without its boilerplate, what was removed, and the attribution found in its lines. */
export function cleanText(text: string, title: string, context: CleanContext): CleanText {
  const glued: { rule: string; text: string }[] = []
  const lines = splitGluedLines(toLines(text), glued, context.preformatted)
  const attribution = readAttribution(
    lines.map((line) => line.text),
    context,
  )
  const cleaned = withoutBoilerplate(lines, glued, lineRules(lines, title, attribution, context, false))
  const isEmptied = cleaned.text.length < MIN_TEXT_CHARACTERS && text.length > 1.5 * cleaned.text.length + 2
  return {
    ...(isEmptied ? withoutBoilerplate(lines, glued, lineRules(lines, title, attribution, context, true)) : cleaned),
    attribution,
  }
}

function withoutBoilerplate(
  lines: readonly Line[],
  glued: readonly { rule: string; text: string }[],
  ruleOf: (index: number, before: number) => string | undefined,
): Omit<CleanText, 'attribution'> {
  const removed = [...glued]
  const seen = new Map<string, number>()
  const kept: (Line | undefined)[] = []
  const drop = (rule: string, line: string): void => {
    if (removed.length < MAX_REMOVED) removed.push({ rule, text: line.slice(0, MAX_REMOVED_CHARACTERS) })
  }
  let linesOfArticle = 0
  for (const [index, line] of lines.entries()) {
    // Boilerplate stands at the ends, so the middle of a list of thousands is not searched.
    if (index > MAX_LINES_READ && index < lines.length - HEAD_LINES) {
      kept.push(line)
      continue
    }
    const rule = ruleOf(index, linesOfArticle)
    if (rule !== undefined) {
      drop(rule, line.text)
      continue
    }
    const rest = linesOfArticle === 0 ? withoutOpening(lines, index, drop) : line.text
    if (rest === '') continue
    if (linesOfArticle < HEAD_LINES) {
      const key = rest.length < MIN_TEASER_CHARACTERS ? '' : teaserKey(rest)
      const teaser = teaserAmong(rest, seen.get(key), kept)
      if (teaser === 'this') {
        drop('teaser', rest)
        continue
      }
      if (teaser !== undefined) {
        drop('teaser', kept[teaser]!.text)
        kept[teaser] = undefined
      }
      if (key !== '') seen.set(key, kept.length)
      linesOfArticle++
    }
    kept.push(rest === line.text ? line : { ...line, text: rest })
  }
  const left = kept.filter((line) => line !== undefined)
  return { text: left.map((line, at) => (at === 0 ? line.text : line.gap + line.text)).join(''), removed }
}

/** A function that gives the rule by which a line is no part of the article; `before` counts the article's lines above it. */
function lineRules(
  lines: readonly Line[],
  title: string,
  attribution: Attribution,
  context: CleanContext,
  isBare: boolean,
): (index: number, before: number) => string | undefined {
  const titleKeys = keysOfTitle(title)
  const people = [...attribution.authors, ...(context.people ?? [])]
  const isCaption = captionMatcher(lines, context.captions ?? [])
  const contents = tableOfContents(lines)
  const isButton = (index: number): boolean => lines[index] !== undefined && isButtonWord(lines[index].text)
  const ruleOf = (index: number, before: number): string | undefined =>
    boilerplateRule(lines[index]!.text, {
      index,
      count: lines.length,
      before,
      isInRow: isButton(index - 1) || isButton(index + 1),
      isBare,
    })
  const items = linesOfLists(lines, (index) => attribution.rulesByLine.has(index) || ruleOf(index, 1) !== undefined)
  return (index, before) => {
    const { text } = lines[index]!
    if (context.preformatted?.has(text)) return undefined
    const certain =
      attribution.rulesByLine.get(index) ??
      (contents.has(index) ? 'contents' : undefined) ??
      (before < 4 && index < HEAD_LINES && isTitle(text, titleKeys) ? 'repeated-title' : undefined) ??
      (isCaption(text) ? 'caption' : undefined) ??
      (index >= lines.length - BIO_LINES && before > 0 && isBio(text, people) ? 'about-author' : undefined) ??
      (index < 4 && text.length < 80 && isOwn(text, context) ? 'outlet' : undefined)
    if (certain !== undefined) return certain
    const rule = ruleOf(index, before)
    return rule !== undefined && items.has(index) && rulesOfCalls.has(rule) ? undefined : rule
  }
}

/** A line without a kicker and a dateline at its beginning, which are dropped; '' where nothing else is on it. */
function withoutOpening(lines: readonly Line[], index: number, drop: (rule: string, text: string) => void): string {
  const line = lines[index]!.text
  const next = lines.slice(index + 1, index + 4).map(({ text }) => text)
  let kicker = kickerLength(line)
  if (next.some((one) => kickerLength(one) > 0)) kicker = 0
  if (kicker > 0) drop('kicker', line.slice(0, kicker).trim())
  const rest = line.slice(kicker)
  const dateline = datelineLength(rest, next)
  if (dateline > 0) drop('dateline', rest.slice(0, dateline).trim())
  return rest.slice(dateline)
}

/** The lead of a clean text: its first one to three sentences, at most 400 characters; '' for an empty text. */
export function leadOf(text: string): string {
  // No longer sentence would fit. The slice may cut the last sentence, which then counts only where it is the only one.
  const found = sentences(text.slice(0, MAX_LEAD_CHARACTERS + 40)).flatMap(itemsOf)
  if (text.length > MAX_LEAD_CHARACTERS + 40 && found.length > 1) found.pop()
  // The number of an item that was cut off.
  if (found.length > 1 && /^[([]?\d{1,3}[.)\]]{1,2}$/.test(found.at(-1)!.text)) found.pop()
  let lead = ''
  let count = 0
  for (const { text: sentence, isItem } of found) {
    if (!isItem && ++count > MAX_LEAD_SENTENCES) break
    const flat = sentence.replace(/\s+/g, ' ')
    const longer = lead === '' ? flat : `${lead}${isItem && isOpenItem(lead, flat) ? '; ' : gapAfter(lead)}${flat}`
    if (longer.length > MAX_LEAD_CHARACTERS) break
    if (lead.length >= SHORT_LEAD_CHARACTERS && longer.length > 320) break
    lead = longer
  }
  return lead === '' ? cutAtWord((found[0]?.text ?? '').replace(/\s+/g, ' '), MAX_LEAD_CHARACTERS) : lead
}

/** The items of a numbered list, and of one without full stops, which reads as one sentence; a verse or a wrapped text goes on in small letters. */
function itemsOf(sentence: string): { readonly text: string; readonly isItem: boolean }[] {
  if (/^[([]?\d{1,3}[.)\]]{1,2}\s/.test(sentence)) return [{ text: sentence, isItem: true }]
  const lines = sentence.split('\n')
  const isList = lines.length >= MIN_LIST_LINES && lines.every((line) => /^\s*[\p{Lu}\p{N}•·*–—“"«¿¡-]/u.test(line))
  return isList ? lines.map((text) => ({ text, isItem: true })) : [{ text: sentence, isItem: false }]
}

/** Whether nothing parts two items: the first has no stop at its end, the second no number or bullet before it. */
const isOpenItem = (lead: string, item: string): boolean =>
  !/[.,;:!?…]["”’»)]?$/.test(lead) && /^[\p{L}“"«¿¡]/u.test(item)

/** The text, cut to a number of characters: between words, and with an ellipsis at the end, which counts as one character. */
export function cutAtWord(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const start = text.slice(0, maxCharacters - 1)
  const space = start.lastIndexOf(' ')
  const cut = space > maxCharacters * 0.6 ? start.slice(0, space) : text.slice(0, cuttingPlace(text, maxCharacters - 1))
  // A list is not cut behind the number of an item.
  return `${cut.replace(/\s[([]?\d{1,3}[.)\]]{1,2}$/, '').replace(/[\s,;:–—-]+$/, '')}…`
}

function toLines(text: string): Line[] {
  const lines: Line[] = []
  for (const paragraph of text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').split(/\n[^\S\n]*\n\s*/)) {
    let gap: Line['gap'] = '\n\n'
    for (const part of paragraph.split('\n')) {
      const line = part.trim()
      if (line === '') continue
      lines.push({ text: line, gap })
      gap = '\n'
    }
  }
  return lines
}

// ---- the repeated headline and the teaser

/** The keys by which a repeated title is recognised: the whole title, and the title without an outlet's name at its end. */
function keysOfTitle(title: string): ReadonlySet<string> {
  const keys = new Set<string>()
  const whole = nameKey(title)
  if (whole.length >= 6) keys.add(whole)
  const shorter = nameKey(title.replace(/\s+(?:[-–—|•]|::|»)\s+[^-–—|]{2,50}$/, ''))
  if (shorter.length >= 12) keys.add(shorter)
  return keys
}

const isTitle = (line: string, titleKeys: ReadonlySet<string>): boolean => {
  if (titleKeys.size === 0 || line.length > 330 || line.length > titleKeys.values().next().value!.length * 2 + 70)
    return false
  if (titleKeys.has(nameKey(line))) return true
  const shorter = line.replace(/\s+(?:[-–—|•]|::|»)\s+[^-–—|]{2,50}$/, '')
  return shorter !== line && titleKeys.has(nameKey(shorter))
}

/** Whether a line introduces one of these people: "NAME is a reporter at …", "NAME, Professor of …". */
function isBio(line: string, people: readonly string[]): boolean {
  if (line.length > 500) return false
  const name = people.find((person) => line.startsWith(person))
  if (name === undefined) return false
  const rest = line.slice(name.length)
  if (/^,? (?:writes|covers|reports|blogs|tweets|lives|can be (?:reached|followed|found)|joined)\b/.test(rest))
    return true
  return /^(?:,| (?:is|was|has been|ist|est|es|è|é)\b)/.test(rest) && isRole(rest)
}

const teaserKey = (line: string): string => nameKey(line.slice(0, 60)).slice(0, 40)

/**
 * Which of two equal first lines is the teaser, if this line and the earlier one at `at` are equal or one begins with the other:
 * the shorter. The index of the earlier line, or `this`; undefined where no line is like this one.
 */
function teaserAmong(
  line: string,
  at: number | undefined,
  kept: readonly (Line | undefined)[],
): number | 'this' | undefined {
  const other = at === undefined ? undefined : kept[at]
  if (at === undefined || other === undefined) return undefined
  const here = foldText(line)
  const there = foldText(other.text)
  if (here === there) return 'this'
  const [short, long] = here.length < there.length ? [here, there] : [there, here]
  const stem = short.replace(/\s*(?:\[?(?:\.\.\.|…)\]?)\s*$/, '')
  if (!long.startsWith(stem) || stem.length < 40) return undefined
  return here.length < there.length ? 'this' : at
}

// ---- lists

/** Rules for calls and buttons, whose words may begin the items of a round-up: "Share prices fall", "Read more about …". */
const rulesOfCalls: ReadonlySet<string> = new Set(
  'read-more share subscribe related comments listen corrections page sign-in gallery wall tags kicker forum reading-time advertisement breadcrumb caption browser-mail'.split(
    ' ',
  ),
)
/** How many items of a list are read to see whether it is one of buttons. */
const MAX_ITEMS_READ = 60

/**
 * The items of lists: runs of lines that mostly have no full stop, and of which a quarter does not read as boilerplate.
 * They are kept whatever they begin with. `isBoilerplate` is asked by the index of a line.
 */
function linesOfLists(lines: readonly Line[], isBoilerplate: (index: number) => boolean): ReadonlySet<number> {
  const found = new Set<number>()
  for (let from = 0; from < Math.min(lines.length, MAX_LINES_READ); ) {
    let to = from + 1
    while (to < lines.length && to - from < MAX_LINES_READ && lines[to]!.gap === '\n') to++
    if (to - from >= MIN_LIST_LINES) {
      const run = lines.slice(from, to)
      const open = run.filter(({ text }) => text.length <= 200 && !/[.!?…。]["”’»)]?$/.test(text))
      const read = Math.min(run.length, MAX_ITEMS_READ)
      let others = 0
      if (open.length * 3 >= run.length * 2)
        for (let at = 0; at < read && others * 4 < read; at++) if (!isBoilerplate(from + at)) others++
      const isList = others > 0 && others * 4 >= read
      if (isList) for (let at = from; at < to; at++) found.add(at)
    }
    from = to
  }
  return found
}

const contentsHeading =
  /^(?:(?:table of )?contents|in this (?:article|post|story|issue)|on this page|inhalt(?:sverzeichnis|sübersicht)?|in diesem artikel|sommaire|table des matières|dans cet article|(?:tabla de )?contenidos?|índice(?: de contenidos)?|en este artículo|indice(?: dei contenuti)?|sommario|inhoud(?:sopgave)?|in dit artikel|sumário|spis treści|innehåll(?:sförteckning)?|indhold|innhold|содержание|оглавление|зміст|目次|目录|目錄|목차)\s*[:：]?(?:\s*\[?(?:hide|show|toggle|verbergen|anzeigen|masquer|ocultar|скрыть)\]?)?$/iu
/** A table of contents stands near the beginning, and a longer one is no longer one. */
const MAX_CONTENTS_ITEMS = 60

/** A table of contents: its heading, and the items below it that the text repeats as headings. */
function tableOfContents(lines: readonly Line[]): ReadonlySet<number> {
  const found = new Set<number>()
  const at = lines.slice(0, HEAD_LINES).findIndex(({ text }) => text.length <= 60 && contentsHeading.test(text))
  if (at === -1) return found
  const keyOf = (text: string): string => (text.length > 200 ? '' : nameKey(text.replace(/^[\d.)\s]{1,8}/, '')))
  const last = new Map(lines.slice(0, MAX_LINES_READ).map(({ text }, index) => [keyOf(text), index]))
  const seen = new Set<string>()
  for (let item = at + 1; item < lines.length && item - at <= MAX_CONTENTS_ITEMS; item++) {
    const key = keyOf(lines[item]!.text)
    // An item that the text does not repeat may stand below another: a list in the list.
    const isNested = found.size > 1 && !seen.has(key) && key.length <= 60 && !/[.!?…:,]$/.test(lines[item]!.text)
    if (key === '' || (last.get(key) === item && !isNested)) break
    found.add(item)
    seen.add(key)
  }
  // "Contents" over a text that repeats none of its lines may be a heading.
  if (found.size > 0 || at < 3) found.add(at)
  return found
}

// ---- captions

/** A test for caption lines. It matches none in a text without other prose, because a gallery consists of captions. */
function captionMatcher(lines: readonly Line[], captions: readonly string[]): (line: string) => boolean {
  if (captions.length === 0) return () => false
  // "Image caption, Lorries at dawn": the label may be a line of its own.
  const written = captions.flatMap((caption) => [caption, caption.replace(/^(?:image|media|video) caption,?\s*/i, '')])
  const keys = new Set(written.map(nameKey).filter((key) => key.length > 3))
  const isOfCaption = (line: string): boolean => line.length < 800 && keys.has(nameKey(line))
  const hasProse = lines.some(({ text }) => text.length >= 80 && !isOfCaption(text))
  return hasProse ? isOfCaption : () => false
}

// ---- missing line breaks and spaces: a byline or a credit glued to the sentence after it, a "read more" glued to the
// sentence before it, two sentences glued together. Bias: a missed break is better than a name cut in two.

/** How many glued words are recorded as removed. */
const MAX_RECORDED = 40
/** How many last lines are searched for a glued "read more". */
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
function splitGluedLines(
  lines: readonly Line[],
  removed: { rule: string; text: string }[],
  preformatted: ReadonlySet<string> | undefined,
): Line[] {
  const split: Line[] = []
  const words = wordsOf(lines)
  for (const [index, line] of lines.entries()) {
    if (preformatted?.has(line.text)) {
      split.push(line)
      continue
    }
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
 * A function that returns the separate words of the text, collected on its first call. They distinguish a glued sentence from a
 * name with a capital inside.
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
      // The words of the text are collected only where the table of openers does not decide.
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
