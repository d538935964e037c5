/** Computes ids. They are never allocated, so work that is repeated, on this machine or another, finds itself done. */
import { createHmac, hash } from 'node:crypto'
import type { Instant } from './model.ts'

/** 20 hex digits (80 bits) of SHA-256 over the parts, each ended by a NUL so that different lists of parts differ. */
const digest = (...parts: readonly string[]): string => hash('sha256', `${parts.join('\0')}\0`).slice(0, 20)

/** A source's id where none is configured: a hash of its URL as first configured. */
export const sourceId = (url: string): string => `s${digest('source', url).slice(0, 11)}`

/**
 * An article's id, from its source and what identifies it there (rule 4 in `article/reconcile.ts`): its guid, or the guid
 * with title and date where others share it, or the canonical URL, or title and text.
 */
export const articleId = (source: string, ...identity: readonly string[]): string =>
  digest('article', source, ...identity)

/** A story's id, computed from its first article when it is founded, and kept for good. */
export const storyId = (foundingArticleId: string): string => digest('story', foundingArticleId)

/** A correction's id, which people type, from what it does, when it was made and two articles that it concerns. */
export const correctionId = (kind: string, madeAt: Instant, ...articleIds: readonly string[]): string =>
  digest('correction', kind, madeAt, ...articleIds).slice(0, 8)

/** An edition's id, from its digest and the instant of its slot. */
export const editionId = (digestId: string, slotAt: Instant): string => digest('edition', digestId, slotAt)

/** A delivery's id, from its edition and the subscriber's address (lower case). */
export const deliveryId = (edition: string, address: string): string =>
  digest('delivery', edition, address.toLowerCase())

/** Names that Windows keeps for devices, also with an extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/**
 * The folder of each topic's documents, by the topic's id: named after it, and with a hash where file systems that ignore
 * case would take it for another topic's, or Windows for a device, or cut off its last dot, or where it would be another
 * topic's page. All topics of one name get the hash, so that none moves into a folder that was another's.
 */
export const topicFolders = (topicIds: readonly string[]): Map<string, string> => fileNames('topic', topicIds)

/** The file of each source's page, without its extension, by the source's id; named as `topicFolders` names folders. */
export const sourceFiles = (sourceIds: readonly string[]): Map<string, string> => fileNames('source', sourceIds)

function fileNames(kind: 'topic' | 'source', ids: readonly string[]): Map<string, string> {
  const byName = Map.groupBy(ids, (id) => id.toLowerCase())
  return new Map(
    ids.map((id) => {
      const isPlain = byName.get(id.toLowerCase())!.length === 1 && !DEVICE.test(id) && !/(?:\.|\.html)$/i.test(id)
      return [id, isPlain ? id : `${id.replace(/\.+$/, '').replace('.', '-')}-${digest(kind, id).slice(0, 8)}`]
    }),
  )
}

/** The tag URI (RFC 4151) of a published feed or entry: `tag:news.example.org,2026:STORYID`. */
export const atomId = (authority: string, name: string): string => `tag:${authority}:${name}`

/** A delivery's Message-ID without its angle brackets: the same for every try, and unguessable without the secret. */
export const messageId = (secret: string, delivery: string, domain: string): string =>
  `${createHmac('sha256', secret).update(`message-id\0${delivery}`).digest('hex').slice(0, 32)}@${domain}`
