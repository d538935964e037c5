/**
 * A rendered edition and its addresses to the bytes of one message (RFC 5322, MIME). Deterministic: date, Message-ID and
 * boundary are given, so that a retry has the same bytes.
 */
import { domainToASCII } from 'node:url'
import type MimeNode from 'nodemailer/lib/mime-node'
import { RenderError } from '../core/errors.ts'
import type { Instant } from '../core/model.ts'

export interface Mailbox {
  readonly name?: string
  readonly address: string
}

/** All that decides a message's bytes. */
export interface MessageParts {
  readonly from: Mailbox
  readonly to: Mailbox
  readonly replyTo?: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Without its angle brackets. */
  readonly messageId: string
  /** The Date header: when the edition was frozen, not when it is tried again. */
  readonly date: Instant
  /** Letters and digits, the edition's own; stands in the boundary between the parts. */
  readonly boundary: string
  /** RFC 2919: stable, below a domain of the sender's: `morning.news.example.org`. */
  readonly listId?: string
  /** What people call the list: the digest's title. */
  readonly listName?: string
  /** RFC 8058: takes a POST without a question; https, or it is only offered as a page. */
  readonly unsubscribeUrl?: string
  /** An address; mail to it leaves the list. */
  readonly unsubscribeMailto?: string
  /** RFC 2369: pages or mailto addresses of the list. */
  readonly helpUrl?: string
  readonly archiveUrl?: string
  readonly ownerMailto?: string
  /** BCP 47. */
  readonly language?: string
}

/**
 * The whole message: multipart/alternative, the text first, both quoted-printable, lines of at most 76 octets, CRLF.
 * The same parts give the same bytes. Headers: one-click leave (RFC 8058, RFC 2369), list (RFC 2919), and that no person
 * should get an answer to it (RFC 3834). Throws RenderError for an address, URL or id that could break a header.
 */
export async function composeMessage(parts: MessageParts): Promise<Uint8Array> {
  const { default: Node } = await import('nodemailer/lib/mime-node')
  const root = new Node('multipart/alternative', {
    baseBoundary: checkedBoundary(parts.boundary),
    // In quoted-printable no `=` is followed by `_` (RFC 2045 §6.7): a source that guesses the rest of the boundary and
    // prints it cannot close our part and open one of its own.
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

/**
 * The list headers, each value as it goes on the wire: folding a URL breaks signatures at relays, so they are written
 * unfolded, which lets anything through; hence every piece is checked.
 */
function listHeaders(parts: MessageParts): [string, string][] {
  const headers: [string, string][] = []
  if (parts.listId) headers.push(['List-Id', listId(parts.listId, parts.listName)])
  const ways: string[] = []
  if (parts.unsubscribeUrl) ways.push(`<${checkedUrl(parts.unsubscribeUrl)}>`)
  if (parts.unsubscribeMailto) ways.push(`<mailto:${checkedAddress(parts.unsubscribeMailto)}?subject=unsubscribe>`)
  if (ways.length > 0) headers.push(['List-Unsubscribe', ways.join(', ')])
  if (parts.unsubscribeUrl && isOneClick(parts.unsubscribeUrl)) {
    headers.push(['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'])
  }
  if (parts.helpUrl) headers.push(['List-Help', `<${checkedUrl(parts.helpUrl)}>`])
  if (parts.archiveUrl) headers.push(['List-Archive', `<${checkedUrl(parts.archiveUrl)}>`])
  if (parts.ownerMailto) headers.push(['List-Owner', `<mailto:${checkedAddress(parts.ownerMailto)}>`])
  return headers
}

/** RFC 8058 §3.1 asks for https. Plain http is let through on loopback alone, where one tries the thing out. */
function isOneClick(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

function listId(id: string, name: string | undefined): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+$/.test(id) || id.length > 255) {
    throw new RenderError(`"${id}" cannot be a List-Id: it has to look like a host name.`, { code: 'render/message' })
  }
  // The phrase is a comment for people; one that needed encoding would be rewritten by relays, so it is left out.
  const phrase = oneLine(name ?? '')
  return /^[A-Za-z0-9 ,.!'&()-]{1,60}$/.test(phrase) ? `"${phrase}" <${id}>` : `<${id}>`
}

/** `{ name, address }` with nothing in it that a header could be broken with. */
function mailbox({ name, address }: Mailbox): { name: string; address: string } {
  return { name: oneLine(name ?? ''), address: checkedAddress(address) }
}

/**
 * The address as it may stand in a header and an envelope: one `@`, no space, control character, bracket, comma or quote,
 * its domain in ASCII. Throws RenderError for anything else.
 */
export function checkedAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = domainToASCII(address.slice(at + 1))
  const sound =
    at > 0 && !/[\s\u0000-\u001F\u007F-\u009F<>()[\],;:\\"@\uE000]/.test(local) && /^[a-z0-9.-]+$/i.test(domain)
  if (!sound || address.length > 254) {
    throw new RenderError(`"${oneLine(address)}" is no address that mail can be sent to.`, { code: 'render/address' })
  }
  return `${local}@${domain}`
}

function checkedUrl(url: string): string {
  // A URL parser drops line breaks without a word, so they are looked for before.
  const href = URL.canParse(url) && !/[\s<>\u0000-\u001F\uE000]/.test(url) ? new URL(url).href : ''
  if (/^(?:https?:\/\/|mailto:)[!-;=?-~]+$/.test(href) && href.length <= 800) return href
  throw new RenderError(`"${oneLine(url)}" cannot stand in a header: it is no plain http(s) address.`, {
    code: 'render/message',
  })
}

function checkedMessageId(id: string): string {
  if (/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$/.test(id)) return id
  throw new RenderError(`"${oneLine(id)}" is no Message-ID.`, { code: 'render/message' })
}

function checkedBoundary(boundary: string): string {
  if (/^[A-Za-z0-9]{1,40}$/.test(boundary)) return boundary
  throw new RenderError(`"${oneLine(boundary)}" is no MIME boundary.`, { code: 'render/message' })
}

/** RFC 5322 §3.3: `Tue, 24 Nov 2026 07:00:00 +0000`. */
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
