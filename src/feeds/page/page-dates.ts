/**
 * Finds the day on which a page was published: from its metadata, its address, and what it shows between its headline and
 * its text or beside its byline, in any language that feeds are read in. Bias: no date is better than a wrong one: of a
 * change, a comment, another article, or of what a sentence tells. A plain text needs a line that only says the date.
 */
import type { Instant } from '../../core/model.ts'
import { parseDate } from '../markup/dates.ts'
import type { Metadata } from './metadata.ts'
import type { Mark, PageMarks } from './page-marks.ts'

/** The web is no older; a later date is an event's. */
const FIRST_YEAR = 1990
const LAST_YEAR = 2100
/** How many elements before and after the headline its date stands. */
const BEFORE = 60
const AFTER = 140
const DAY_MS = 86_400_000
/** Days from the date in the address to the declared one that are a move's; an older date may be what the article is about. */
const MOVED_AFTER = 3
const MOVED_WITHIN = 30

/** The instant at which the page was published, midnight UTC where only a day is known; undefined where nothing says so. */
export function publishedAtOf(
  metadata: Metadata,
  marks: PageMarks,
  { url, isList }: { readonly url: string; readonly isList: boolean },
): Instant | undefined {
  const declared = firstDate(metadata.published)
  if (declared !== undefined) {
    // Pages that were moved declare the day of the move; their address still has the first.
    const moved = dateOfAddress(url, patternsOfDays)
    const days = moved === undefined ? 0 : (declared.getTime() - moved.getTime()) / DAY_MS
    return (days > MOVED_AFTER && days <= MOVED_WITHIN ? moved! : declared).toISOString()
  }
  const inAddress = dateOfAddress(url, [...patternsOfDays, digitsOfDay])
  const language = languageFor(metadata.language, url)
  const shown = isList || metadata.type === 'product' ? undefined : shownDate(marks, language)
  if (shown?.rank === 0) return shown.date.toISOString()
  const other = metadata.type === 'product' ? undefined : firstDate(metadata.maybePublished)
  return (inAddress ?? other ?? shown?.date)?.toISOString()
}

function firstDate(written: readonly string[]): Date | undefined {
  for (const text of written) {
    const date = dateOf(text)
    if (date !== undefined) return date
  }
  return undefined
}

/** The date of a machine-readable text. */
function dateOf(text: string): Date | undefined {
  // Without a day it is no date: "2026", "2026-03".
  if (!/\d{4}.{0,3}\d{1,2}.{0,3}\d|\d.*\d{4}|^\d{13}$/.test(text.slice(0, 60))) return undefined
  const date = parseDate(text)
  if (date === undefined || !isPlausible(date)) return undefined
  // Midnight in any zone is a day without a time.
  const local = /^(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?\s?[+-]\d/.exec(text)?.[1]
  return local === undefined ? date : new Date(`${local}T00:00:00Z`)
}

const isPlausible = (date: Date): boolean => date.getUTCFullYear() >= FIRST_YEAR && date.getUTCFullYear() <= LAST_YEAR

/** /2026/03/14/, /2026/mar/14, /2026-03-14-, -2026-03-14 */
const patternsOfDays = [
  /\/((?:19|20)\d\d)[/_-](\d{1,2}|[a-z]{3})[/_-](\d{1,2})(?=[/_.-]|$)/i,
  /[/_-]((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_.-]|$)/,
]
/** /20260314/, /20260314-; anywhere else eight digits are a number. */
const digitsOfDay = /\/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-]|$)/

/** The day in an address, by the first pattern that fits. */
function dateOfAddress(url: string, patterns: readonly RegExp[]): Date | undefined {
  const path = URL.parse(url)?.pathname ?? ''
  const found = patterns.reduce<RegExpExecArray | null>((first, pattern) => first ?? pattern.exec(path), null)
  if (found === null) return undefined
  const [, year, month, day] = found
  return dateOf(
    /^\d/.test(month!) ? `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}` : `${day} ${month} ${year}`,
  )
}

/** The best date that the page shows, and how well it is marked. */
function shownDate(marks: PageMarks, language: string): { readonly date: Date; readonly rank: number } | undefined {
  const headline = marks.headings.find(({ rank }) => rank === 0) ?? marks.headings[0]
  const isNear = ({ at }: Mark): boolean =>
    headline === undefined ? at < 200 : at >= headline.at - BEFORE && at <= headline.at + AFTER
  const read = marks.dates.flatMap((mark) => {
    const found = readMark(mark, language)
    return found === undefined ? [] : [{ mark, ...found }]
  })
  const best = read.filter(({ mark }) => mark.rank === 0)
  const sure = best.find(({ mark }) => isNear(mark)) ?? (isOneDay(best) ? best[0] : undefined)
  if (sure !== undefined) return { date: sure.date, rank: 0 }
  const textStart = marks.prose.find((place) => place > (headline?.at ?? 0)) ?? Number.POSITIVE_INFINITY
  // Below the text other articles have bylines.
  const byline = marks.authors.find(({ at, rank }) => at >= (headline?.at ?? 0) && rank !== 3 && rank !== 5)
  const isOfHead = ({ at, rank }: Mark): boolean =>
    rank < 3 || at < textStart || (byline !== undefined && isBeside(byline.at, at))
  const placed = read.filter(({ mark }) => isNear(mark) && isOfHead(mark))
  const told = read.filter(({ mark, isSaid }) => isSaid && mark.rank < 3)
  const said = placed.find(({ isSaid }) => isSaid) ?? (isOneDay(told) ? told[0] : undefined)
  if (said !== undefined) return { date: said.date, rank: 1 }
  for (const rank of [1, 2, 3]) {
    const near = placed.filter(({ mark }) => mark.rank === rank)
    // After the headline first, since what precedes it may be the date of today.
    const found = near.find(({ mark }) => headline === undefined || mark.at >= headline.at) ?? near.at(-1)
    if (found !== undefined) return { date: found.date, rank }
  }
  return undefined
}

/** Elements between a byline and the date right beside it. */
const BYLINE_GAP = 4
const isBeside = (one: number, other: number): boolean => Math.abs(one - other) <= BYLINE_GAP

const isOneDay = (found: readonly { readonly date: Date }[]): boolean =>
  new Set(found.map(({ date }) => date.toISOString().slice(0, 10))).size === 1

/** The date of a mark, and whether its own words say that something was published then. */
function readMark(mark: Mark, language: string): { readonly date: Date; readonly isSaid: boolean } | undefined {
  const { text, value, rank, before = '' } = mark
  if (changedBefore.test(before)) return undefined
  const line = findDate(before === '' ? text : `${before} ${text}`, language)
  if (line === 'changed') return undefined
  const declared = value === undefined ? undefined : (dateOf(value) ?? noChange(findDate(value, language))?.date)
  if (declared !== undefined) return { date: declared, isSaid: false }
  if (line === undefined) return undefined
  if (rank === 3 && !isDateLine(text, language)) return undefined
  if (rank === 2 && !isDateLine(text, language) && (!line.isSaid || line.rest > 120)) return undefined
  return line
}

const weekdayEnd =
  /(?:^|(?<=[^\p{L}]))(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|\p{L}{2,8}(?:tag|woch)|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)[,.]?\s{1,2}$/iu
/** What may stand before the date on its line: a byline, a source, a place of one word, short text with a separator. */
const lineStart =
  /^(?:[^.!?]{0,60}[|•·/(–—-]|(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|(?:[Pp]osted|[Pp]ublished|[Ww]ritten|[Ss]ubmitted) by)\s[^.!?]{2,60}|来源[:：][^。]{1,20}|\p{Lu}[\p{L}\p{M}’'-]{1,20},)$/u
/** What may stand after it: a time, a byline, other text with a separator that does not go on as a sentence does. */
const lineEnd =
  /^(?:[日일.)]|\s?г\.)?\s*(?:$|[|•·/@(]|[,–—-](?!\s*\p{Ll})|[,–—-]\s?(?:last |zuletzt )?(?:updated|revised|modified|edited|aktualisiert|geändert|mis|màj|actualizad|aggiornat|atualizad|bijgewerkt|uppdatera|обновлен)|(?:at|um|à|alle|kl|by|By|BY|von|par|por|di|door|av|af|in)\s|\p{Nd}{1,2}\s?[:.h時点시时]\s?\p{Nd}\p{Nd})/u
const MAX_AROUND_DATE = 120

/** Whether a text has a line that only says when it was published, perhaps with a byline; a sentence with a date is none. */
function isDateLine(text: string, language: string): boolean {
  return text.split('\n').some((line) => {
    const [found] = line.matchAll(written)
    if (found === undefined || dayOf(found[0], language) === undefined) return false
    const before = line.slice(0, found.index)
    const after = line.slice(found.index + found[0].length)
    if (before.length + after.length > MAX_AROUND_DATE || (/[.!?]$/.test(after) && /\p{L}/u.test(before + after)))
      return false
    const start = before.replace(weekdayEnd, '').replace(saidBefore, '').trim()
    return (start === '' || lineStart.test(start)) && lineEnd.test(after)
  })
}

type FoundDate = { readonly date: Date; readonly isSaid: boolean; readonly rest: number }
const noChange = (found: FoundDate | 'changed' | undefined): FoundDate | undefined =>
  found === 'changed' ? undefined : found

const month = '[\\p{L}\\p{M}]{3,15}'
const ordinal = '(?:st|nd|rd|th|er|re|ª|º|°|\\.|e|de|da|ro|\\s?(?:日|일))?'
/** Dates as texts show them: with the year first, in figures, with the month's name after or before the day. */
const written = new RegExp(
  [
    '(?<!\\p{Nd})\\p{Nd}{4}\\s?[-/.年년]\\s?\\p{Nd}{1,2}\\s?[-/.月월]\\s?\\p{Nd}{1,2}(?!\\p{Nd})',
    '(?<![\\p{Nd}./])\\p{Nd}{1,2}\\s?[./-]\\s?\\p{Nd}{1,2}\\s?[./-]\\s?(?:\\p{Nd}{4}|\\p{Nd}{2})(?![\\p{Nd}./]\\p{Nd})',
    `(?<!\\p{Nd})\\p{Nd}{1,2}${ordinal}[\\s-](?:(?:de|d['’]|of|del|ta['’]|tháng)\\s?)?(?:${month}|\\p{Nd}{1,2})[.,]?[\\s,-]{1,2}(?:(?:de|del|năm)\\s)?(?:\\p{Nd}{4}|['’]\\p{Nd}{2})(?!\\p{Nd})`,
    `(?<![\\p{L}\\p{M}])${month}\\.?\\s\\p{Nd}{1,2}${ordinal},?\\s{1,2}\\p{Nd}{4}(?!\\p{Nd})`,
    `(?<!\\p{Nd})\\p{Nd}{4}\\.?\\s(?:m\\.\\s)?${month}\\s\\p{Nd}{1,2}(?!\\p{Nd})`,
  ].join('|'),
  'giu',
)
const changedBefore =
  /(?:updated?|modified|last (?:changed?|edited|reviewed)|revised|edited|reviewed|expires?|aktualisiert|zuletzt|geändert|bearbeitet|stand|mis(?:e)? à jour|màj|modifiée?|actualizad[oa]|modificad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|gewijzigd|uppdatera[dt]|senast ändrad|opdateret|oppdatert|aktualizacja|aktualizováno|обновлен[оа]?|изменен[оа]?|更新(?:日|时间|日時)?|最終更新|수정|güncelle\p{L}*|تحديث|joined|member since|since|born|founded|copyright|©|\(c\)|tarihinde güncellendi)\W{0,3}(?:on|am|le|el|em|il|op|den|at|:|：|\s){0,4}\s*(?:\d{1,2}[:.h]\d\d\s?(?:[ap]\.?m\.?)?\s?(?:[a-z]{2,4})?,?\s{1,2})?(?:\p{L}{2,10},?\s)?$/iu
const saidBefore =
  /(?<![\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}])(?:published|posted|first published|publication date|date posted|issued|released|created|submitted|written|date|veröffentlicht|erstellt|erschienen|publiziert|datum|publiée?|paru|posté|rédigé|publicad[oa]|fecha|pubblicat[oa]|data|gepubliceerd|geplaatst|publicerad|udgivet|publisert|opublikowano|dodano|vydáno|опубликован[оа]?|дата|发布(?:时间|日期)?|發佈|公開日?|投稿日?|掲載日?|配信|日期|发表(?:于|時間|时间)?|입력|등록|yayın\p{L}*|نشر)\W{0,3}(?:on|am|le|el|em|il|op|den|at|:|：|\s){0,4}\s*(?:\d{1,2}[:.h]\d\d\s?(?:[ap]\.?m\.?)?\s?(?:[a-z]{2,4})?,?\s{1,2})?(?:\p{L}{2,10},\s)?$/iu

/** The first date of a text that is not a change's; `changed` where it has only such. */
function findDate(text: string, language: string): FoundDate | 'changed' | undefined {
  let changed: 'changed' | undefined
  for (const found of text.matchAll(written)) {
    const date = dayOf(found[0], language)
    if (date === undefined) continue
    const before = text.slice(Math.max(0, found.index - 60), found.index)
    if (changedBefore.test(before)) {
      changed = 'changed'
      continue
    }
    return { date, isSaid: saidBefore.test(before), rest: text.length - found[0].length }
  }
  return changed
}

/** The day that a written date names. In figures alone the order is that of the language: `3/14/2026` is American. */
function dayOf(text: string, language: string): Date | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
  const figures = /^(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d\d)$/.exec(plain)
  if (figures !== null) {
    const [, first, mark, second, year] = figures
    const isMonthFirst = mark !== '.' && +first! <= 12 && (+second! > 12 || language === 'en-US')
    const [day, number] = isMonthFirst ? [second!, first!] : [first!, second!]
    return dateOf(`${year!.length === 2 ? `20${year}` : year}-${number.padStart(2, '0')}-${day.padStart(2, '0')}`)
  }
  const date = parseDate(plain.replace(/['’](?=\d\d$)/, '20').replace(/\sm\.\s/, ' '))
  return date === undefined || !isPlausible(date) ? undefined : new Date(Math.floor(date.getTime() / DAY_MS) * DAY_MS)
}

/** The language with what matters of its region: `en-US` where the month is written first. */
function languageFor(declared: string | undefined, url: string): string {
  const language = (declared ?? '').toLowerCase()
  const isDayFirst =
    /\.(?:uk|au|nz|in|ie|za|sg|my|hk|ng|ke|gh|eu|de|fr|es|it|nl|be|ch|at|br|mx|ar|pt|pl|ru|se|no|dk)$/.test(
      URL.parse(url)?.hostname ?? '',
    )
  if (language === 'en-us' || ((language === '' || language === 'en') && !isDayFirst)) return 'en-US'
  return language
}
