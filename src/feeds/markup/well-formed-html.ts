/**
 * A fast reader for HTML that is well-formed as XML is: every tag closed in order, every attribute quoted. Most texts in
 * feeds are. For them the rules of HTML parsing (which tag closes which, what is raw text) are not needed, which halves
 * the time.
 *
 * Bias: in any doubt the whole text is left to the parser. A property test checks that both give the same events.
 */
import { ALLOWED_TAGS, UNWRAPPED_TAGS, VOID_TAGS } from './allowed-html.ts'
import { readWellFormedTags, type Tag, type TagSink } from './well-formed-tags.ts'

/** Receives the events that htmlparser2's Parser would report. */
export interface HtmlSink {
  readonly onopentag: (name: string, attributes: Record<string, string>) => void
  readonly ontext: (text: string) => void
  readonly onclosetag: (name: string) => void
  /** Set by the sink when the rest of the text does not matter. */
  readonly tooDeep: boolean
}

/** Tags without special parsing rules beyond those of `endsParent`. Any other may begin raw text or close an open element. */
const PLAIN_TAGS = new Set([...ALLOWED_TAGS, ...UNWRAPPED_TAGS].filter((name) => !/^(?:html|head|body)$/.test(name)))
/** Tags that may be in a paragraph without ending it. */
const PHRASING = new Set(
  'a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)
/** Parts of lists and tables: one of these that opens directly in another ends it, except the pairs of NESTABLE. */
const PARTS = new Set('li dt dd tr td th thead tbody tfoot rt rp'.split(' '))
/** Parent and child. */
const NESTABLE = new Set(['tr td', 'tr th', 'thead tr', 'tbody tr', 'tfoot tr'])
const HEADING = /^h[1-6]$/
const LIMITS = { maxAttributes: 32, maxTags: Number.POSITIVE_INFINITY, readValue: (raw: string) => raw }

/**
 * Reports the tags and texts of well-formed HTML to the sink, references not decoded. Returns false when the HTML is not
 * well-formed: then the sink has received a part, and the HTML must be read again by the parser.
 */
export function readWellFormedHtml(html: string, sink: HtmlSink): boolean {
  const adapter = new Adapter(html, sink)
  const end = readWellFormedTags(html, adapter, LIMITS)
  return adapter.isWellFormed && (sink.tooDeep || (end === html.length && adapter.open.length === 0))
}

class Adapter implements TagSink {
  readonly open: string[] = []
  isWellFormed = true
  private readonly html: string
  private readonly sink: HtmlSink

  constructor(html: string, sink: HtmlSink) {
    this.html = html
    this.sink = sink
  }

  onText(start: number, end: number): void {
    this.sink.ontext(this.html.slice(start, end))
  }

  onOpen({ name, isSelfClosing, attributes: written }: Tag): void {
    const parent = this.open[this.open.length - 1]
    const isVoid = VOID_TAGS.has(name)
    if (!PLAIN_TAGS.has(name) || (isSelfClosing && !isVoid) || (parent !== undefined && endsParent(name, parent))) {
      this.isWellFormed = false
      return
    }
    const attributes: Record<string, string> = {}
    if (written !== undefined) {
      for (let i = 0; i < written.length; i += 2) {
        if (/[A-Z]/.test(written[i]!)) this.isWellFormed = false
        attributes[written[i]!] ??= written[i + 1]!
      }
    }
    this.sink.onopentag(name, attributes)
    if (isVoid) this.sink.onclosetag(name)
    else this.open.push(name)
  }

  onClose(name: string): void {
    if (name === this.open[this.open.length - 1]) this.sink.onclosetag(this.open.pop()!)
    else this.isWellFormed = false
  }

  innermostName(): string | undefined {
    return this.open[this.open.length - 1]
  }

  /** In HTML a CDATA section is a comment with rules of its own. */
  onCdata(): void {
    this.isWellFormed = false
  }

  onStrayText(): void {
    this.isWellFormed = false
  }

  onRepair(): void {}

  isDone(): boolean {
    return !this.isWellFormed || this.sink.tooDeep
  }
}

/** Whether by the rules of HTML a start tag may end the element it is in. */
function endsParent(name: string, parent: string): boolean {
  if (parent === 'p') return !PHRASING.has(name)
  if (parent === 'a') return name === 'a'
  if (HEADING.test(parent)) return HEADING.test(name)
  return PARTS.has(parent) && PARTS.has(name) && !NESTABLE.has(`${parent} ${name}`)
}
