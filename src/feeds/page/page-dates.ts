/**
 * Finds the day on which a page was published: from its metadata, its address, and what it shows near its headline, in
 * any language that feeds are read in. Bias: no date is better than the day of a change, of a comment or of another article.
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

/** The instant at which the page was published, midnight UTC where only a day is known; undefined where nothing says so. */
export function publishedAtOf(
  metadata: Metadata,
  marks: PageMarks,
  { url, isList }: { readonly url: string; readonly isList: boolean },
): Instant | undefined {
  const inAddress = dateOfAddress(url)
  const declared = firstDate(metadata.published)
  if (declared !== undefined) {
    // Pages that were moved declare the day of the move; their address still has the first.
    const isMoved = inAddress !== undefined && declared.getTime() - inAddress.getTime() > 3 * DAY_MS
    return (isMoved ? inAddress : declared).toISOString()
  }
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

/** The day in an address: /2026/03/14/, /2026-03-14-, /20260314/, -20260314. */
function dateOfAddress(url: string): Date | undefined {
  const path = URL.parse(url)?.pathname ?? ''
  const found =
    /\/((?:19|20)\d\d)[/_-](\d{1,2}|[a-z]{3})[/_-](\d{1,2})(?=[/_.-]|$)/i.exec(path) ??
    /[/_-]((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_.-]|$)/.exec(path) ??
    /[/_-]((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_.-]|$)/.exec(path)
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
  const said = read.find(({ isSaid }) => isSaid)
  if (said !== undefined) return { date: said.date, rank: 1 }
  for (const rank of [1, 2, 3]) {
    const near = read.filter(({ mark }) => mark.rank === rank && isNear(mark))
    // After the headline first, since what precedes it may be the date of today.
    const found = near.find(({ mark }) => headline === undefined || mark.at >= headline.at) ?? near.at(-1)
    if (found !== undefined) return { date: found.date, rank }
  }
  return undefined
}

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
  // Text with a date is prose, unless it is short or says what the date is.
  if (rank === 3 && !line.isSaid && line.rest > 30) return undefined
  if (rank === 2 && !line.isSaid && line.rest > 120) return undefined
  return line
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
  /(?:published|posted|first published|publication date|date posted|issued|released|created|submitted|written|date|veröffentlicht|erstellt|erschienen|publiziert|datum|publiée?|paru|posté|rédigé|publicad[oa]|fecha|pubblicat[oa]|data|gepubliceerd|geplaatst|publicerad|udgivet|publisert|opublikowano|dodano|vydáno|опубликован[оа]?|дата|发布(?:时间|日期)?|發佈|公開日?|投稿日?|掲載日?|配信|日期|发表(?:于|時間|时间)?|입력|등록|yayın\p{L}*|نشر)\W{0,3}(?:on|am|le|el|em|il|op|den|at|:|：|\s){0,4}\s*(?:\d{1,2}[:.h]\d\d\s?(?:[ap]\.?m\.?)?\s?(?:[a-z]{2,4})?,?\s{1,2})?(?:\p{L}{2,10},?\s)?$/iu

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
