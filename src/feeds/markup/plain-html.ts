/**
 * HTML that is written as plainly as XML: every tag closed in its order, every attribute in quotes. Most texts of feeds are,
 * and for them the parser's rules (what closes what, what is raw text) need not be asked, which halves the time. Bias:
 * the slightest doubt leaves the whole text to the parser; a property test holds the two to the same events.
 */
import { DROPPED_TAGS, HARMLESS_TAGS, VOID_TAGS } from './harmless.ts'
import { readPlainTags } from './plain-tags.ts'
import type { Tag, TagSink } from './tag-sink.ts'

/** Who takes what the parser would report. */
export interface HtmlSink {
  readonly onopentag: (name: string, attributes: Record<string, string>) => void
  readonly ontext: (text: string) => void
  readonly onclosetag: (name: string) => void
  /** Set by the sink: what follows does not matter. */
  readonly tooDeep: boolean
}

/** Tags that mean nothing to the structure: what is in neither set may be raw text, or close something. */
const PLAIN_TAGS = new Set([...HARMLESS_TAGS, ...DROPPED_TAGS].filter((name) => !/^(?:html|head|body)$/.test(name)))
/** What may stand in a paragraph without ending it. */
const PHRASING = new Set(
  'a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
)
/** Of these, one that opens in another ends it, unless it belongs there. */
const PARTS = new Set('li dt dd tr td th thead tbody tfoot rt rp'.split(' '))
const PLACES = new Set(['tr td', 'tr th', 'thead tr', 'tbody tr', 'tfoot tr'])
const HEADING = /^h[1-6]$/
const MOST_ATTRIBUTES = 32
const LIMITS = { mostAttributes: MOST_ATTRIBUTES, mostTags: Number.POSITIVE_INFINITY, readValue: (raw: string) => raw }

/** Reports a text's tags and texts (references as they stand) to the sink; false: it is not plain, and must be read anew. */
export function readPlainHtml(html: string, sink: HtmlSink): boolean {
  const adapter = new Adapter(html, sink)
  const end = readPlainTags(html, adapter, LIMITS)
  return adapter.isPlain && (sink.tooDeep || (end === html.length && adapter.open.length === 0))
}

class Adapter implements TagSink {
  readonly open: string[] = []
  isPlain = true
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
    const around = this.open[this.open.length - 1]
    const isVoid = VOID_TAGS.has(name)
    if (!PLAIN_TAGS.has(name) || (isSelfClosing && !isVoid) || (around !== undefined && endsAround(name, around))) {
      this.isPlain = false
      return
    }
    const attributes: Record<string, string> = {}
    if (written !== undefined) {
      for (let i = 0; i < written.length; i += 2) {
        if (/[A-Z]/.test(written[i]!)) this.isPlain = false
        attributes[written[i]!] ??= written[i + 1]!
      }
    }
    this.sink.onopentag(name, attributes)
    if (isVoid) this.sink.onclosetag(name)
    else this.open.push(name)
  }

  onClose(name: string): void {
    if (name === this.open[this.open.length - 1]) this.sink.onclosetag(this.open.pop()!)
    else this.isPlain = false
  }

  innermostName(): string | undefined {
    return this.open[this.open.length - 1]
  }

  /** To HTML a CDATA section is a comment, and has rules of its own. */
  onCdata(): void {
    this.isPlain = false
  }

  onStrayText(): void {
    this.isPlain = false
  }

  onRepair(): void {}

  isDone(): boolean {
    return !this.isPlain || this.sink.tooDeep
  }
}

/** Whether HTML may end the element around when this one opens. */
function endsAround(name: string, around: string): boolean {
  if (around === 'p') return !PHRASING.has(name)
  if (around === 'a') return name === 'a'
  if (HEADING.test(around)) return HEADING.test(name)
  return PARTS.has(around) && PARTS.has(name) && !PLACES.has(`${around} ${name}`)
}
