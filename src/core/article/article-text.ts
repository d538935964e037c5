/**
 * Makes the clean text and its lead. What an outlet puts around an article is removed, and kept with the rule that found
 * it. Bias: a line of boilerplate kept is better than a line of the article lost, so a rule must match a whole line, and
 * long lines count as prose. To bound the work, only short lines near both ends are tested.
 */
import { type Attribution, readAttribution } from '../attribution/attribution.ts'
import { type AttributionContext, isOwn } from '../attribution/credits.ts'
import { isRole, nameKey } from '../attribution/outlets.ts'
import { foldText, sentences } from '../text/text.ts'
import { boilerplateRule } from './boilerplate.ts'
import { type Line, splitGluedLines } from './missing-breaks.ts'

/** A text without boilerplate, what was removed from it, and the attribution that its lines state. */
interface CleanText {
  readonly text: string
  readonly removed: readonly { readonly rule: string; readonly text: string }[]
  readonly attribution: Attribution
}

const MAX_LEAD_CHARACTERS = 400
const MAX_LEAD_SENTENCES = 3
/** After a lead of this length or more, a sentence is added only up to 320 characters in all. */
const SHORT_LEAD_CHARACTERS = 120
/** A repeated headline or a teaser is looked for in so many first lines. */
const HEAD_LINES = 14
/** A line about the author is looked for in so many last lines. */
const BIO_LINES = 8
/** The lines after this one are tested only at the very end of the text. */
const MAX_LINES_READ = 2_000
/** A shorter line can be repeated by chance. */
const MIN_TEASER_CHARACTERS = 50
/** How many removed lines are kept, and how many characters of each. */
export const MAX_REMOVED = 60
export const MAX_REMOVED_CHARACTERS = 500

/** The text without its boilerplate, what was removed, and the attribution found in its lines. */
export function cleanText(
  text: string,
  title: string,
  context: AttributionContext & { readonly captions?: readonly string[] },
): CleanText {
  const removed: { rule: string; text: string }[] = []
  const lines = splitGluedLines(toLines(text), removed)
  const attribution = readAttribution(
    lines.map((line) => line.text),
    context,
  )
  const titleKeys = keysOfTitle(title)
  const seen = new Map<string, number>()
  const kept: (Line | undefined)[] = []
  const drop = (rule: string, line: string): void => {
    if (removed.length < MAX_REMOVED) removed.push({ rule, text: line.slice(0, MAX_REMOVED_CHARACTERS) })
  }
  const people = [...attribution.authors, ...(context.people ?? [])]
  const isCaption = captionMatcher(lines, context.captions ?? [])
  let linesOfArticle = 0
  for (const [index, line] of lines.entries()) {
    // Boilerplate stands at the ends, so the middle of a list of thousands is not searched.
    if (index > MAX_LINES_READ && index < lines.length - HEAD_LINES) {
      kept.push(line)
      continue
    }
    const rule =
      attribution.rulesByLine.get(index) ??
      (linesOfArticle < 4 && index < HEAD_LINES && isTitle(line.text, titleKeys) ? 'repeated-title' : undefined) ??
      (isCaption(line.text) ? 'caption' : undefined) ??
      (index >= lines.length - BIO_LINES && linesOfArticle > 0 && isBio(line.text, people)
        ? 'about-author'
        : undefined) ??
      (index < 4 && line.text.length < 80 && isOwn(line.text, context) ? 'outlet' : undefined) ??
      boilerplateRule(line.text, index, lines.length, linesOfArticle)
    if (rule !== undefined) {
      drop(rule, line.text)
      continue
    }
    if (linesOfArticle < HEAD_LINES) {
      const teaser = teaserAmong(line.text, seen, kept)
      if (teaser === 'this') {
        drop('teaser', line.text)
        continue
      }
      if (teaser !== undefined) {
        drop('teaser', kept[teaser]!.text)
        kept[teaser] = undefined
      }
      if (line.text.length >= MIN_TEASER_CHARACTERS) seen.set(teaserKey(line.text), kept.length)
      linesOfArticle++
    }
    kept.push(line)
  }
  const rest = kept.filter((line) => line !== undefined)
  return { text: rest.map((line, at) => (at === 0 ? line.text : line.gap + line.text)).join(''), removed, attribution }
}

/** The lead of a clean text: its first one to three sentences, at most 400 characters; '' for an empty text. */
export function leadOf(text: string): string {
  // No longer sentence would fit. The slice may cut the last sentence, which then counts only where it is the only one.
  const found = withNumbers(sentences(text.slice(0, MAX_LEAD_CHARACTERS + 40)))
  if (text.length > MAX_LEAD_CHARACTERS + 40 && found.length > 1) found.pop()
  let lead = ''
  for (const [at, sentence] of found.entries()) {
    if (at >= MAX_LEAD_SENTENCES) break
    const flat = sentence.replace(/\s+/g, ' ')
    const longer = lead === '' ? flat : `${lead} ${flat}`
    if (longer.length > MAX_LEAD_CHARACTERS) break
    if (lead.length >= SHORT_LEAD_CHARACTERS && longer.length > 320) break
    lead = longer
  }
  return lead === '' ? cutAtWord((found[0] ?? '').replace(/\s+/g, ' '), MAX_LEAD_CHARACTERS) : lead
}

/** Joins the number of a list item (`1.`, `(2)`), which is no sentence, to the sentence after it; a last one is dropped. */
function withNumbers(found: readonly string[]): string[] {
  const whole: string[] = []
  let number = ''
  for (const sentence of found) {
    if (/^[([]?\d{1,3}[.)\]]{1,2}$/.test(sentence)) {
      number = `${sentence} `
      continue
    }
    whole.push(number + sentence)
    number = ''
  }
  return whole
}

/** The text, cut to so many characters: between words, and with an ellipsis at the end, which counts as one character. */
export function cutAtWord(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const start = text.slice(0, maxCharacters - 1)
  const space = start.lastIndexOf(' ')
  const cut = space > maxCharacters * 0.6 ? start.slice(0, space) : start.replace(/[\ud800-\udbff]$/, '')
  return `${cut.replace(/[\s,;:–—-]+$/, '')}…`
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
 * Which of two equal first lines is the teaser, if this line and an earlier one are equal or one begins with the other:
 * the shorter. The index of the earlier line, or `this`; undefined where no line is like this one.
 */
function teaserAmong(
  line: string,
  seen: ReadonlyMap<string, number>,
  kept: readonly (Line | undefined)[],
): number | 'this' | undefined {
  if (line.length < MIN_TEASER_CHARACTERS) return undefined
  const at = seen.get(teaserKey(line))
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

// ---- captions

/** A test for caption lines. It matches none in a text without other prose, because a gallery consists of captions. */
function captionMatcher(lines: readonly Line[], captions: readonly string[]): (line: string) => boolean {
  if (captions.length === 0) return () => false
  const keys = new Set(captions.map(nameKey).filter((key) => key.length > 3))
  const isOfCaption = (line: string): boolean => line.length < 800 && keys.has(nameKey(line))
  const hasProse = lines.some(({ text }) => text.length >= 80 && !isOfCaption(text))
  return hasProse ? isOfCaption : () => false
}
