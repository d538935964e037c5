/** Reads XML strictly, with libxml2, into a plain tree for the rules of feeds. */
import { XmlCData, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm'

/** An element; names have the usual prefix of their namespace, whatever prefix the document has. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Its own text, without that of its children. */
  readonly text: string
  readonly children: readonly Element[]
}

const PREFIXES: Readonly<Record<string, string>> = {
  'http://www.w3.org/2005/Atom': 'atom:',
  'http://search.yahoo.com/mrss/': 'media:',
  'http://purl.org/syndication/history/1.0': 'fh:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/dc/elements/1.1/': 'dc:',
}

/** The root element. `check` sees the document before. Throws where the text is not well-formed. */
export function readXml(text: string, check?: (document: XmlDocument) => void): Element {
  const document = XmlDocument.fromString(text)
  try {
    check?.(document)
    return elementOf(document.root)
  } finally {
    document.dispose()
  }
}

function elementOf(node: XmlElement): Element {
  const children: Element[] = []
  let text = ''
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(elementOf(child))
    else if (child instanceof XmlText || child instanceof XmlCData) text += child.content
  }
  const prefix = node.namespaceUri === '' ? '' : (PREFIXES[node.namespaceUri] ?? `{${node.namespaceUri}}`)
  const attributes = node.attrs.map((one) => [one.prefix === '' ? one.name : `${one.prefix}:${one.name}`, one.value])
  return { name: prefix + node.name, attributes: Object.fromEntries(attributes), text, children }
}

export const all = (parent: Element, name: string): readonly Element[] =>
  parent.children.filter((child) => child.name === name)

export const one = (parent: Element, name: string): Element | undefined => all(parent, name)[0]

/** The text of the first such child. */
export const textOf = (parent: Element, name: string): string => one(parent, name)?.text ?? ''
