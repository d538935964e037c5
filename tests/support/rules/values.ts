/** What values in feeds must be, in every format. */
import { Parser } from 'htmlparser2'

/** What a document must keep to: `holds` is asked about the whole document. */
export interface Rule<D> {
  readonly rule: string
  readonly holds: (document: D) => boolean
}

/** The rules that a document breaks. */
export const broken = <D>(rules: readonly Rule<D>[], document: D): string[] =>
  rules.filter(({ holds }) => !holds(document)).map(({ rule }) => rule)

/** An absolute IRI without characters that RFC 3987 forbids; brackets stand around an IP address as host only, and one # at most. */
export const isIri = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:(?!$)(?:\/\/\[[\da-f:.]+\](?![^:/?#]))?[^\s<>"{}|\\^`[\]#\p{Cc}]*(?:#[^\s<>"{}|\\^`[\]#\p{Cc}]*)?$/iu.test(
    text,
  ) && !/%(?![\da-f]{2})/i.test(text)

/** An absolute http or https address without user and password. */
export const isAddress = (text: string): boolean => {
  const url = isIri(text) ? URL.parse(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

/** RFC 3339, as RFC 4287 §3.3 asks for it: a T and a zone, and a date that exists. */
export function isRfc3339(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text)
  if (parts === null || Number.isNaN(Date.parse(text))) return false
  const [, year, month, day] = parts.map(Number)
  return new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() === day
}

/** RFC 822 with a year of four digits: the day of the week, if there is one, is that of the date. */
export function isRfc822(text: string): boolean {
  const parts =
    /^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UT|[+-]\d{4})$/.exec(
      text,
    )
  const date = new Date(text)
  if (parts === null || Number.isNaN(date.getTime())) return false
  return parts[1] === undefined || date.toUTCString().startsWith(parts[1])
}

export const isLanguage = (text: string): boolean => /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(text)

export const isMediaType = (text: string): boolean => /^[\w.+-]+\/[\w.+-]+$/.test(text)

/** Text that shows something and stays on its line. */
export const isLine = (text: string): boolean =>
  text.trim() !== '' && text === text.trim() && !/[\p{Cc}\p{Cs}]/u.test(text)

const VOID = new Set(['br', 'hr', 'img', 'wbr', 'source', 'track', 'col', 'area', 'embed', 'input'])
const FORBIDDEN = /^(?:script|style|link|meta|base|iframe|object|embed|form|input|button|svg|math|html|head|body)$/

/** Whether HTML is clean: balanced, without active elements, styles or handlers, every address absolute. */
export function isCleanHtml(html: string): boolean {
  const open: string[] = []
  let isClean = !/[\p{Cs}]|[\0-\x08\x0b\x0c\x0e-\x1f]/u.test(html)
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!VOID.has(name)) open.push(name)
      if (FORBIDDEN.test(name)) isClean = false
      for (const [key, value] of Object.entries(attributes)) {
        if (/^on|^style$|^class$|^srcdoc$/.test(key)) isClean = false
        if (/^(?:href|src|poster|cite)$/.test(key) && !/^(?:https?:|mailto:|tel:)/i.test(value)) isClean = false
      }
    },
    onclosetag(name, isImplied) {
      if (VOID.has(name)) return
      if (isImplied || open.pop() !== name) isClean = false
    },
  })
  parser.end(html)
  return isClean && open.length === 0
}
