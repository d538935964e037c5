/**
 * The clean text and its lead: what an outlet put around an article is taken out and kept aside with the rule that found
 * it. Bias: a line of the article lost is worse than a line of furniture kept, so a rule must fit a whole line, and long
 * lines are prose. Work is bounded: furniture is looked for at both ends and in short lines only.
 */
import { type Attribution, readAttribution } from '../attribution/byline.ts'
import { type AttributionContext, isOwn } from '../attribution/credits.ts'
import { isRole, nameKey } from '../attribution/outlets.ts'
import { foldText, sentences } from '../text/text.ts'
import { furnitureRule } from './boilerplate.ts'
import { type Line, splitGlue } from './missing-breaks.ts'

/** A text without furniture, what was taken out, and what its lines said about its origin. */
export interface CleanText {
  readonly text: string
  readonly removed: readonly { readonly rule: string; readonly text: string }[]
  readonly attribution: Attribution
}

const MAX_LEAD_CHARACTERS = 400
const MAX_LEAD_SENTENCES = 3
/** A lead shorter than this goes on into the next paragraph. */
const SHORT_LEAD_CHARACTERS = 120
/** Where a repeated headline, a date or a teaser can stand. */
const HEAD_LINES = 14
/** Where it can stand who the author is. */
const BIO_LINES = 8
/** No article has more lines than this before its end. */
const MAX_LINES_READ = 2_000
/** Shorter lines repeat by chance. */
const MIN_TEASER_CHARACTERS = 50
/** No more of what was removed is kept than this: pieces, and characters of each. */
export const MAX_REMOVED = 60
export const MAX_REMOVED_CHARACTERS = 500

/** Takes the furniture out of a text and reads where it comes from. */
export function cleanText(
  text: string,
  title: string,
  context: AttributionContext & { readonly captions?: readonly string[] },
): CleanText {
  const removed: { rule: string; text: string }[] = []
  const lines = splitGlue(toLines(text), removed)
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
  const isCaption = captionTest(lines, context.captions ?? [])
  let linesOfArticle = 0
  for (const [index, line] of lines.entries()) {
    // Furniture stands at the ends; the middle of a list of thousands is not looked through.
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
      furnitureRule(line.text, index, lines.length, linesOfArticle)
    if (rule !== undefined) {
      drop(rule, line.text)
      continue
    }
    if (linesOfArticle < HEAD_LINES) {
      const twin = twinOf(line.text, seen, kept)
      if (twin === 'later') {
        drop('teaser', line.text)
        continue
      }
      if (twin !== undefined) {
        drop('teaser', kept[twin]!.text)
        kept[twin] = undefined
      }
      if (line.text.length >= MIN_TEASER_CHARACTERS) seen.set(teaserKey(line.text), kept.length)
      linesOfArticle++
    }
    kept.push(line)
  }
  const rest = kept.filter((line) => line !== undefined)
  return { text: rest.map((line, at) => (at === 0 ? line.text : line.gap + line.text)).join(''), removed, attribution }
}

/** One to three sentences from the beginning of a clean text, at most 400 characters; '' for an empty text. */
export function leadOf(text: string): string {
  // No longer sentence fits; the last one, cut off here, counts only where there is no other.
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

/** The number of a list's item (`1.`, `(2)`) is no sentence: it stands before the one it numbers, or falls away. */
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

/** A text of at most so many characters, cut between words and closed by an ellipsis where it was longer. */
export function cutAtWord(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const room = text.slice(0, maxCharacters - 1)
  const space = room.lastIndexOf(' ')
  const cut = space > maxCharacters * 0.6 ? room.slice(0, space) : room.replace(/[\ud800-\udbff]$/, '')
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

/** The title as it is compared: whole, and without what follows a last dash or bar (an outlet's name). */
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

/** Whether a line introduces one of the people that a byline names: "NAME is a reporter at …", "NAME, Professor of …". */
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

/** A line that another of the first lines repeats: its index, `later` when this one is the shorter, or undefined. */
function twinOf(
  line: string,
  seen: ReadonlyMap<string, number>,
  kept: readonly (Line | undefined)[],
): number | 'later' | undefined {
  if (line.length < MIN_TEASER_CHARACTERS) return undefined
  const at = seen.get(teaserKey(line))
  const other = at === undefined ? undefined : kept[at]
  if (at === undefined || other === undefined) return undefined
  const here = foldText(line)
  const there = foldText(other.text)
  if (here === there) return 'later'
  const [short, long] = here.length < there.length ? [here, there] : [there, here]
  const stem = short.replace(/\s*(?:\[?(?:\.\.\.|…)\]?)\s*$/, '')
  if (!long.startsWith(stem) || stem.length < 40) return undefined
  return here.length < there.length ? 'later' : at
}

// ---- captions

/** Tells the captions of pictures among lines; none where they are all there is (a gallery is its captions). */
function captionTest(lines: readonly Line[], captions: readonly string[]): (line: string) => boolean {
  if (captions.length === 0) return () => false
  const keys = new Set(captions.map(nameKey).filter((key) => key.length > 3))
  const isOfCaption = (line: string): boolean => line.length < 800 && keys.has(nameKey(line))
  const hasProse = lines.some(({ text }) => text.length >= 80 && !isOfCaption(text))
  return hasProse ? isOfCaption : () => false
}
