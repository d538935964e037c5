/** An article page's bytes to what it says: decoded, extracted, its HTML made harmless. Runs in the thread, since Readability alone takes a hundred milliseconds and more. */
import type { ExtractedArticle } from '../../feeds/page/extract.ts'

/** A page that is to be read, as plain data. */
export interface PageRequest {
  readonly kind: 'page'
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** Where it was fetched. */
  readonly url: string
}

/** What a page says, as plain data; its HTML is harmless. */
export interface ReadPage extends Omit<ExtractedArticle, 'html'> {
  readonly contentHtml?: string
}

/** So many bytes of a page hold its `<meta charset>` (HTML Living Standard §13.2.3.2). */
const HEAD_BYTES = 1_024

/** The content type with the page's own charset, where HTTP names none. */
function contentTypeOf(bytes: Uint8Array, contentType = 'text/html'): string {
  if (/charset\s*=/i.test(contentType)) return contentType
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1')
  const charset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i.exec(head)?.[1]
  return charset === undefined ? contentType : `${contentType}; charset=${charset}`
}

/** Reads a page. Never throws for what a page holds. */
export async function readPage({ bytes, contentType, url }: PageRequest): Promise<ReadPage> {
  const { decodeBytes } = await import('../../feeds/markup/decode.ts')
  const { extractArticle } = await import('../../feeds/page/extract.ts')
  const { cleanHtml } = await import('../../feeds/markup/html.ts')
  const { text } = await decodeBytes(bytes, contentTypeOf(bytes, contentType))
  const { html, ...said } = await extractArticle(text, url)
  return { ...said, ...(html === undefined ? {} : { contentHtml: cleanHtml(html, url) }) }
}
