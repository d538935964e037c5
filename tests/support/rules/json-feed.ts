/** The rules of JSON Feed 1.1 (jsonfeed.org/version/1.1) that a document can break. */
import { Ajv } from 'ajv'
import {
  broken,
  isAddress,
  isCleanHtml,
  isIri,
  isLanguage,
  isLine,
  isMediaType,
  isRfc3339,
  type Rule,
} from './values.ts'

const JSON_TEXT = 'JSON: the text is JSON in Unicode'
const SCHEMA = 'JSON Feed 1.1: keys and their types'

interface Author {
  readonly name?: string
  readonly url?: string
  readonly avatar?: string
}
interface Document {
  readonly version: string
  readonly title: string
  readonly home_page_url?: string
  readonly feed_url?: string
  readonly language?: string
  readonly authors?: readonly Author[]
  readonly hubs?: readonly { readonly type: string; readonly url: string }[]
  readonly items: readonly {
    readonly id: string
    readonly url?: string
    readonly title?: string
    readonly summary?: string
    readonly content_html?: string
    readonly content_text?: string
    readonly image?: string
    readonly date_published?: string
    readonly date_modified?: string
    readonly language?: string
    readonly tags?: readonly string[]
    readonly authors?: readonly Author[]
    readonly attachments?: readonly { readonly url: string; readonly mime_type: string; readonly title?: string }[]
  }[]
}

const text = { type: 'string' }
const listOf = (items: object) => ({ type: 'array', items })
/** An object of these keys; what begins with an underscore is an extension. */
const objectOf = (properties: Record<string, object>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  patternProperties: { '^_[A-Za-z]': {} },
  additionalProperties: false,
})
const author = { ...objectOf({ name: text, url: text, avatar: text }), minProperties: 1 }
const attachment = objectOf(
  {
    url: text,
    mime_type: text,
    title: text,
    size_in_bytes: { type: 'integer', minimum: 0 },
    duration_in_seconds: { type: 'number' },
  },
  ['url', 'mime_type'],
)
const item = objectOf(
  {
    id: { type: 'string', minLength: 1 },
    ...Object.fromEntries(
      `url external_url title content_html content_text summary image banner_image date_published date_modified language`
        .split(' ')
        .map((key) => [key, text]),
    ),
    authors: listOf(author),
    tags: listOf(text),
    attachments: listOf(attachment),
  },
  ['id'],
)
const isValid = new Ajv({ allErrors: true }).compile<Document>(
  objectOf(
    {
      ...Object.fromEntries(
        'version title home_page_url feed_url description user_comment next_url icon favicon language'
          .split(' ')
          .map((key) => [key, text]),
      ),
      authors: listOf(author),
      expired: { type: 'boolean' },
      hubs: listOf(objectOf({ type: text, url: text }, ['type', 'url'])),
      items: listOf(item),
    },
    ['version', 'title', 'items'],
  ),
)

const authorsOf = ({ authors = [], items }: Document) => [...authors, ...items.flatMap(({ authors = [] }) => authors)]

const RULES: readonly Rule<Document>[] = [
  {
    rule: 'version: the address of version 1.1',
    holds: ({ version }) => version === 'https://jsonfeed.org/version/1.1',
  },
  {
    rule: 'title, summary: they say something, a title in one line',
    holds: ({ title, items }) =>
      isLine(title) &&
      items.every(
        ({ title, summary }) =>
          (title === undefined || isLine(title)) && (summary === undefined || summary.trim() !== ''),
      ),
  },
  {
    rule: 'home_page_url, feed_url, hubs: absolute addresses',
    holds: ({ home_page_url, feed_url, hubs = [] }) =>
      [home_page_url, feed_url, ...hubs.map(({ url }) => url)].every((url) => url === undefined || isAddress(url)),
  },
  {
    rule: 'language: a language tag',
    holds: ({ language, items }) =>
      [language, ...items.map(({ language }) => language)].every((tag) => tag === undefined || isLanguage(tag)),
  },
  {
    rule: 'id: an item has an id of its own, here an IRI',
    holds: ({ items }) =>
      new Set(items.map(({ id }) => id)).size === items.length && items.every(({ id }) => isIri(id)),
  },
  {
    rule: 'content_html, content_text: an item has one of them',
    holds: ({ items }) =>
      items.every(({ content_html, content_text }) => (content_html || content_text || '').trim() !== ''),
  },
  {
    rule: 'content_html: HTML is clean and whole',
    holds: ({ items }) => items.every(({ content_html = '' }) => isCleanHtml(content_html)),
  },
  {
    rule: 'url, image: absolute addresses',
    holds: ({ items }) =>
      items.every(({ url, image }) => [url, image].every((one) => one === undefined || isAddress(one))),
  },
  {
    rule: 'date_published, date_modified: dates of RFC 3339',
    holds: ({ items }) =>
      items.every(({ date_published, date_modified }) =>
        [date_published, date_modified].every((date) => date === undefined || isRfc3339(date)),
      ),
  },
  {
    rule: 'authors: each has a name, a page or a picture',
    holds: (feed) =>
      authorsOf(feed).every(
        ({ name, url, avatar }) =>
          (name === undefined || isLine(name)) && [url, avatar].every((one) => one === undefined || isAddress(one)),
      ),
  },
  {
    rule: 'tags: they say something',
    holds: ({ items }) => items.every(({ tags = [] }) => tags.every(isLine)),
  },
  {
    rule: 'attachments: address and media type',
    holds: ({ items }) =>
      items.every(({ attachments = [] }) =>
        attachments.every(({ url, mime_type }) => isAddress(url) && isMediaType(mime_type)),
      ),
  },
]

export const JSON_FEED_RULES: readonly string[] = [JSON_TEXT, SCHEMA, ...RULES.map(({ rule }) => rule)]

/** The rules that a JSON Feed document breaks. */
export function jsonFeedFaults(written: string): string[] {
  let isUnicode = true
  let feed: unknown
  try {
    feed = JSON.parse(written, (_, value: unknown) => {
      if (typeof value === 'string' && /[\p{Cs}\0-\x08\x0b\x0c\x0e-\x1f]/u.test(value)) isUnicode = false
      return value
    })
  } catch {
    return [JSON_TEXT]
  }
  const unicode = isUnicode ? [] : [JSON_TEXT]
  return isValid(feed) ? [...unicode, ...broken(RULES, feed)] : [...unicode, SCHEMA]
}
