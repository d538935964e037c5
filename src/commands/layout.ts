/** How commands answer: JSON for scripts, and for people lines of at most 80 columns with labels, dates and counts. */
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Instant } from '../core/model.ts'
import { wrapLines } from '../lines.ts'
import type { CommandContext } from './context.ts'

const COLUMNS = 80

/** Terminal styles: bold for the main number of a line, dim for details, red (and bold) for what failed or is owed. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
}

/** The styles; without `useColor` they return the text unchanged. */
export function createPaint(useColor: boolean): Paint {
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      useColor && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return { bold: style('bold'), dim: style('dim'), red: style(['bold', 'red']) }
}

/**
 * Answers a call: one JSON object with the facts, else the lines for a person, with `--quiet` nothing. Returns the exit
 * code.
 */
export function answer(
  context: CommandContext,
  command: string,
  facts: object,
  lines: (paint: Paint) => readonly string[],
  exitCode = 0,
): number {
  const { globals, stdout, useColor } = context
  if (globals.json) printJsonLines(context, [{ contract: 1, command, exitCode, ...facts }])
  else if (!globals.quiet) stdout(`${lines(createPaint(useColor)).join('\n')}\n`)
  return exitCode
}

/** Prints one JSON object a line. */
export function printJsonLines({ stdout }: CommandContext, rows: Iterable<object>): void {
  for (const row of rows) stdout(`${JSON.stringify(row)}\n`)
}

/** The lines of a text that fit beside an indent. A no-break space becomes a space afterwards. */
export const linesBeside = (text: string, indent = 0): string[] =>
  wrapLines(text, COLUMNS - indent)
    .replaceAll('\u00A0', ' ')
    .split('\n')

/** A text in indented lines, each in the given style. */
export function indented(text: string, indent: number, style: (line: string) => string = (line) => line): string[] {
  return linesBeside(text, indent).map((line) => ' '.repeat(indent) + style(line))
}

/** A text beside a label: all its lines begin at the column. */
export function beside(head: string, text: string, column: number): string[] {
  const gap = ' '.repeat(Math.max(2, column - stripVTControlCharacters(head).length))
  return linesBeside(text, column).map((line, i) => (i === 0 ? head + gap : ' '.repeat(column)) + line)
}

/**
 * Makes rows of a label and its text; several texts share the label. A text that is absent or empty has no row.
 * `style` is that of the labels.
 */
export function createRows(style: (label: string) => string = (label) => label, { margin = 2, width = 11 } = {}) {
  return (label: string, texts: string | undefined | readonly string[]): string[] =>
    [texts ?? []]
      .flat()
      .filter((text) => text !== '')
      .flatMap((text, i) => {
        const head = ' '.repeat(margin) + (i === 0 ? style(label) : '')
        return beside(head, text.replace(/[^\S\u00A0]+/g, ' ').trim(), margin + width)
      })
}

/** The widest column of names; a longer name moves only its own line. */
const MAX_NAME = 24

/** The column for texts beside these names. */
export const columnBeside = (names: readonly string[]): number =>
  Math.min(MAX_NAME, Math.max(4, ...names.map(({ length }) => length))) + 2

/** What failed: names in red, beside each what happened and what to do about it. */
export function faultLines(faults: readonly (readonly [name: string, ...says: string[]])[], paint: Paint): string[] {
  const column = columnBeside(faults.map(([name]) => name))
  return faults.flatMap(([name, ...says]) =>
    says.flatMap((text, i) => beside(i === 0 ? paint.red(name) : '', text, column)),
  )
}

/** `Morning Broadsheet  Tuesday 24 November 2026, 07:00` */
export function heading(title: string, now: Instant, timeZone: string, paint: Paint): string {
  const day = part(now, timeZone, { day: 'numeric', month: 'long', year: 'numeric' })
  return `${paint.bold(title)}  ${paint.dim(`${part(now, timeZone, { weekday: 'long' })} ${day}, ${timeOf(now, timeZone)}`)}`
}

/** `at 07:15`, `at 07:00 tomorrow`, `on Tuesday at 07:15` within six days, else `on 24 December at 07:15`. */
export function atTime(instant: Instant, now: Instant, timeZone: string): string {
  const shown = clockTime(instant, now, timeZone)
  if (/^\d\d:/.test(shown)) return `at ${shown}`
  const isNear = /^\p{L}/u.test(shown)
  const isThisYear = part(instant, timeZone, { year: 'numeric' }) === part(now, timeZone, { year: 'numeric' })
  const date: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: isThisYear ? undefined : 'numeric' }
  return `on ${part(instant, timeZone, isNear ? { weekday: 'long' } : date)} at ${timeOf(instant, timeZone)}`
}

/** `14 s`, `2 min 5 s`, `1 h 12 min`: at least one second. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `07:15` on the same day, `Tue 07:15` within six days, else with its date. */
export function clockTime(instant: Instant, now: Instant, timeZone: string): string {
  const time = timeOf(instant, timeZone)
  const day = (at: Instant) => part(at, timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' })
  if (day(instant) === day(now)) return time
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString()
  if (day(instant) === day(tomorrow)) return `${time} tomorrow`
  const distance = Math.abs(Date.parse(instant) - Date.parse(now))
  if (distance < 6 * 86_400_000) return `${part(instant, timeZone, { weekday: 'short' })} ${time}`
  return `${part(instant, timeZone, { day: 'numeric', month: 'short', year: 'numeric' })} ${time}`
}

/** A message with its instants as `clockTime` writes them: errors are made where the time zone is not known. */
export const withClockTimes = (message: string, now: Instant, timeZone: string): string =>
  message.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (instant) => clockTime(instant, now, timeZone))

const timeOf = (instant: Instant, timeZone: string): string =>
  part(instant, timeZone, { hour: '2-digit', minute: '2-digit' })

const part = (instant: Instant, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(new Date(instant))

/** `1 story`, `1,204 stories`; the plural is the noun with an s unless it is given. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** A failure's message for the middle of a line: without its full stop. */
export const withoutStop = (message: string): string => message.replace(/[.\s]+$/, '')

/** A feed that a page declares, by its address and title. */
export const withTitle = ({ url, title }: { readonly url: string; readonly title?: string }): string =>
  `${url}${title ? ` (${title})` : ''}`
