/** Turns one entry of Atom 1.0 (RFC 4287) or 0.3 into the object that rss-parser maps. */
import type { Enclosure } from '../../core/model.ts'
import { isWebUrl, webUrl } from '../markup/links.ts'
import {
  atomPeople,
  atomText,
  childrenOf,
  linkOf,
  ownBase,
  put,
  readDates,
  relationsOf,
  type Shape,
} from './elements.ts'
import { type EntryDraft, makeEnclosure, plainTitle } from './entry.ts'
import type { Element } from './feed-tree.ts'
import { atomOrigin, shapeItem } from './rss-item.ts'

/** What an entry inherits from its feed. */
interface EntryContext {
  readonly documentUrl?: string
  readonly language?: string
  /** The feed's, for entries without an author (RFC 4287 §4.1.1). */
  readonly authors: readonly string[]
}

/** The object for rss-parser (see `shapeTree`) of one entry. */
export function shapeEntry(entry: Element, { documentUrl, language, authors }: EntryContext): Shape {
  const base = entry.base ?? documentUrl
  const links = childrenOf(entry, 'link')
  const source = childrenOf(entry, 'source')[0]
  const content = childrenOf(entry, 'content')[0]
  const published = readDates(
    textsOf(entry, 'published'),
    textsOf(entry, 'issued'),
    textsOf(entry, 'created'),
    textsOf(entry, 'dc:date'),
  )
  const updated = readDates(textsOf(entry, 'updated'), textsOf(entry, 'modified'))
  // The elements of Media RSS, Dublin Core and iTunes mean the same as in RSS.
  const others = shapeItem({ ...entry, children: entry.children.filter(isForeign) }, { documentUrl })
  const extra = (others.draft as EntryDraft[])[0]!
  const guid = childrenOf(entry, 'id')[0]?.text.trim() || (others.guid as string[] | undefined)?.[0]

  const url =
    webUrl(childrenOf(entry, 'feedburner:origlink')[0]?.text, base) ??
    linkOf(links, 'alternate', base) ??
    webUrl(content?.attributes.src, content?.base ?? base) ??
    (guid !== undefined && isWebUrl(guid) ? webUrl(guid) : undefined)
  const text = atomText(content)
  const summary = atomText(childrenOf(entry, 'summary')[0])
  const people = firstFilled([
    () => atomPeople(entry, 'author'),
    () => extra.authors,
    () => (source === undefined ? [] : atomPeople(source, 'author')),
    () => authors,
  ])
  const title = plainTitle(atomText(childrenOf(entry, 'title')[0])) ?? (others.title as string[] | undefined)?.[0]
  const draft: EntryDraft = {
    base: documentUrl,
    updatedAt: updated.at ?? extra.updatedAt,
    claimedDate: published.claimed ?? (published.at === undefined ? updated.claimed : undefined),
    authors: people,
    categories: categoriesOf(entry),
    summary: ownBase(summary ?? extra.summary, entry),
    content: ownBase(text ?? extra.content, entry),
    enclosures: [...enclosuresOf(links, base), ...extra.enclosures],
    language: content?.language ?? childrenOf(entry, 'title')[0]?.language ?? extra.language ?? language,
    imageUrl: extra.imageUrl,
    origin: source === undefined ? extra.origin : atomOrigin(source, base),
  }
  const shape: Shape = { draft: [draft] }
  put(shape, 'title', title)
  if (url !== undefined) shape.link = [{ $: { rel: 'alternate', href: url } }]
  put(shape, 'id', guid)
  put(shape, 'published', published.at)
  return shape
}

/** Whether an element is none of Atom's own. In a feed without a namespace Atom's names count too, as a fallback. */
function isForeign(child: Element): boolean {
  return child.name !== 'link' && !child.name.startsWith('atom:')
}

function textsOf(entry: Element, name: string): string[] {
  return childrenOf(entry, name).map((child) => child.text)
}

function firstFilled(lists: readonly (() => readonly string[])[]): readonly string[] {
  for (const list of lists) {
    const filled = list()
    if (filled.length > 0) return filled
  }
  return []
}

function categoriesOf(entry: Element): string[] {
  const categories: string[] = []
  for (const child of entry.children) {
    if (child.name !== 'category' && child.name !== 'atom:category' && child.name !== 'dc:subject') continue
    const written = child.attributes.label?.trim() || child.attributes.term?.trim() || child.text.trim()
    if (written) categories.push(written)
  }
  return categories
}

function enclosuresOf(links: readonly Element[], base: string | undefined): Enclosure[] {
  return links
    .filter((link) => relationsOf(link).includes('enclosure'))
    .map((link) =>
      makeEnclosure(link.attributes.href ?? link.text, link.base ?? base, link.attributes.type, link.attributes.length),
    )
    .filter((enclosure) => enclosure !== undefined)
}
