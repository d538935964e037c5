/**
 * Turns a rendered edition and its addresses into the bytes of one message (RFC 5322, MIME). Deterministic: the date,
 * Message-ID and boundary are given, so that a retry sends the same bytes.
 */
import { domainToASCII } from 'node:url'
import type MimeNode from 'nodemailer/lib/mime-node'
import { RenderError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'

interface Mailbox {
  readonly name?: string
  readonly address: string
}

/** Everything that determines a message's bytes. */
interface MessageParts {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly replyTo?: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Without angle brackets. */
  readonly messageId: string
  /** The Date header: when the edition was frozen, not the time of the try. */
  readonly date: Instant
  /** Letters and digits, the same for all messages of an edition; part of the MIME boundary. */
  readonly boundary: string
  /** RFC 2919: stable, below a domain of the sender, for example `morning.news.example.org`. */
  readonly listId?: string
  /** The list's name for people: the digest's title. */
  readonly listName?: string
  /**
   * RFC 8058: accepts a POST without asking for confirmation. One-click needs https; otherwise it is offered as a page only.
   */
  readonly unsubscribeUrl?: string
  /** An address; mail to it with this subject (default: `unsubscribe`) ends the subscription. */
  readonly unsubscribeMailto?: string
  readonly unsubscribeSubject?: string
  /** RFC 2369: a page with what was sent, and addresses. */
  readonly archiveUrl?: string
  readonly ownerMailto?: string
  readonly helpMailto?: string
  /** A BCP 47 tag. */
  readonly language?: string
}

/**
 * Returns the whole message: multipart/alternative, text before HTML, both quoted-printable, lines of at most 76 octets,
 * CRLF. The same parts give the same bytes. It has the headers for one-click unsubscribing (RFC 8058, RFC 2369) and the list
 * (RFC 2919), and asks for no automatic replies (RFC 3834). Throws RenderError for an address, URL or id that could break a
 * header.
 */
export async function composeMessage(parts: MessageParts): Promise<Uint8Array> {
  const { default: Node } = await import('nodemailer/lib/mime-node')
  const root = new Node('multipart/alternative', {
    baseBoundary: checkedBoundary(parts.boundary),
    // Quoted-printable never has `=` before `_` (RFC 2045 §6.7). So a source that guesses the rest of the boundary and
    // prints it still cannot end this part and start one of its own.
    boundaryPrefix: '=_',
    newline: 'win',
  })
  root.setHeader([
    { key: 'From', value: [mailbox(parts.from)] },
    ...(parts.replyTo ? [{ key: 'Reply-To', value: [mailbox({ address: parts.replyTo })] }] : []),
    { key: 'To', value: [mailbox(parts.to)] },
    { key: 'Subject', value: oneLine(parts.subject) },
    { key: 'Message-ID', value: `<${checkedMessageId(parts.messageId)}>` },
    { key: 'Date', value: mailDate(parts.date) },
    ...listHeaders(parts).map(([key, value]) => ({ key, value: { prepared: true, foldLines: false, value } })),
    { key: 'Auto-Submitted', value: 'auto-generated' },
    { key: 'Precedence', value: 'bulk' },
    { key: 'X-Auto-Response-Suppress', value: 'OOF, AutoReply' },
    ...(parts.language && /^[A-Za-z0-9-]+$/.test(parts.language)
      ? [{ key: 'Content-Language', value: parts.language }]
      : []),
  ])
  addPart(root, 'text/plain; charset=utf-8', parts.text)
  addPart(root, 'text/html; charset=utf-8', parts.html)
  return root.build()
}

function addPart(root: MimeNode, contentType: string, content: string): void {
  root
    .createChild(contentType)
    .setHeader('Content-Transfer-Encoding', 'quoted-printable')
    .setContent(content.toWellFormed().replace(/\r\n?|\n/g, '\r\n'))
}

/** RFC 5322 §2.1.1: a line should have at most so many octets, and must have at most 998. */
const LINE_OCTETS = 78

/**
 * The list headers, each value exactly as sent. Folding a URL breaks signatures at relays, so these headers are folded only between
 * two URLs (RFC 2369 §2). Nodemailer does not check such prepared values, so every piece is checked here.
 */
function listHeaders(parts: MessageParts): [string, string][] {
  const headers: [string, string][] = []
  if (parts.listId) headers.push(['List-Id', listId(parts.listId, parts.listName)])
  const { unsubscribeMailto, unsubscribeSubject = 'unsubscribe' } = parts
  const url = parts.unsubscribeUrl && checkedUrl(parts.unsubscribeUrl)
  const isOneClick = url !== undefined && mayBeOneClick(url)
  const mailto = unsubscribeMailto && mailtoUrl(unsubscribeMailto, unsubscribeSubject)
  // Over plain http a network can read and change the page, so an address stands alone where there is one.
  const unsubscribe = [...(url && (isOneClick || !mailto) ? [url] : []), ...(mailto ? [mailto] : [])]
  if (unsubscribe.length > 0) headers.push(['List-Unsubscribe', inLines('List-Unsubscribe', unsubscribe)])
  if (isOneClick) headers.push(['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'])
  if (parts.helpMailto) headers.push(['List-Help', `<${mailtoUrl(parts.helpMailto, 'help')}>`])
  if (parts.archiveUrl) headers.push(['List-Archive', `<${checkedUrl(parts.archiveUrl)}>`])
  if (parts.ownerMailto) headers.push(['List-Owner', `<mailto:${checkedAddress(parts.ownerMailto)}>`])
  return headers
}

/** URLs as a header's value, on a line each where one line is too short for them. */
function inLines(name: string, urls: readonly string[]): string {
  const list = urls.map((url) => `<${url}>`)
  const line = list.join(', ')
  return name.length + 2 + line.length <= LINE_OCTETS ? line : list.join(',\r\n ')
}

/**
 * Whether one-click may be offered. RFC 8058 §3.1 requires https; plain http is accepted only on loopback, for trying it
 * out.
 */
function mayBeOneClick(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

function listId(id: string, name: string | undefined): string {
  const isValid = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(id) && id.length <= 255
  check(isValid, id, 'cannot be a List-Id: it has to look like a host name')
  // The phrase is only for people. Relays would rewrite one that needs encoding, so such a phrase is left out.
  const phrase = oneLine(name ?? '')
  return /^[A-Za-z0-9 ,.!'&()-]{1,60}$/.test(phrase) ? `"${phrase}" <${id}>` : `<${id}>`
}

/** The mailbox with its name on one line and its address checked, safe to write into a header. */
function mailbox({ name, address }: Mailbox): { name: string; address: string } {
  return { name: oneLine(name ?? ''), address: checkedAddress(address) }
}

/**
 * The address as a header and an envelope may hold it: one `@`, no space, control character, bracket, comma or quote, its
 * domain in ASCII. Throws RenderError for anything else.
 */
function checkedAddress(address: string): string {
  const ascii = withAsciiDomain(address)
  const isValid = /^[^\s\u0000-\u001F\u007F-\u009F<>()[\],;:\\"@\uE000]+@[a-z0-9.-]+$/i.test(ascii)
  check(isValid && address.length <= 254, address, 'is not an address that mail can be sent to', 'render/address')
  return ascii
}

/** The address with its domain as the DNS has it (RFC 5890): `news@bücher.example` is `news@xn--bcher-kva.example`. */
export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 0 ? address : `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`
}

/** A `mailto:` URL with a subject (RFC 6068), safe in a header and in the text of a mail. Throws RenderError for the address. */
export function mailtoUrl(address: string, subject: string): string {
  const encoded = encodeURIComponent(checkedAddress(address)).replaceAll('%40', '@')
  return `mailto:${encoded}?subject=${encodeURIComponent(subject)}`
}

/** With a header's name and brackets, one URL fits into a line of 998 octets. A page's token has at most 463 of them. */
const MOST_URL_CHARACTERS = 960

function checkedUrl(url: string): string {
  // A URL parser drops line breaks silently, so they are looked for first.
  const href = URL.canParse(url) && !/[\s<>\u0000-\u001F\uE000]/.test(url) ? new URL(url).href : ''
  const isValid = /^(?:https?:\/\/|mailto:)[!-;=?-~]+$/.test(href) && href.length <= MOST_URL_CHARACTERS
  check(isValid, url, 'cannot be put in a header: it is not a plain http(s) address')
  return href
}

function checkedMessageId(id: string): string {
  check(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/.test(id), id, 'is no Message-ID')
  return id
}

function checkedBoundary(boundary: string): string {
  check(/^[A-Za-z0-9]{1,40}$/.test(boundary), boundary, 'is no MIME boundary')
  return boundary
}

/** Throws RenderError for a value that could break a header. */
function check(isValid: boolean, value: string, fault: string, code = 'render/message'): void {
  if (!isValid) throw new RenderError(`"${oneLine(value)}" ${fault}.`, { code })
}

/** The date in the form of RFC 5322 §3.3: `Tue, 24 Nov 2026 07:00:00 +0000`. */
function mailDate(at: Instant): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

function oneLine(text: string): string {
  return text
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uE000]+/g, ' ')
    .toWellFormed()
    .replace(/ {2,}/g, ' ')
    .trim()
}
