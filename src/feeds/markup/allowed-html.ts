/** The tags, attributes and addresses that stay in a source's HTML, for our fast path and for sanitize-html alike. */
import type { IOptions } from 'sanitize-html'
import type { Attributes } from './apart.ts'
import type { ImagesSeen } from './images.ts'
import { linkUrl, webUrl } from './links.ts'
import { type ImageAddresses, imageOf, widestOf } from './pictures.ts'

/** What relative addresses in a text resolve against. */
export interface HtmlBase {
  readonly url?: string
  /** For addresses that are only a fragment (`#note-1`): the page that the text is on. */
  readonly fragmentUrl?: string
}

/** HTML nested deeper than this is kept as plain text: no article is, and the parser's cost grows with the depth. */
export const MAX_DEPTH = 200
/** Tags that stay. */
export const ALLOWED_TAGS = new Set(
  (
    'a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em ' +
    'figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp ' +
    'section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr'
  ).split(' '),
)
export const VOID_TAGS = new Set(['br', 'col', 'hr', 'img', 'wbr'])
const MEDIA_TAGS = ['audio', 'video', 'source', 'iframe']
/**
 * Tags that only sanitize-html handles: those that it keeps, and `noscript`, whose images may stand elsewhere too. Of a tag in no
 * set the tag is removed and the text stays.
 */
export const SANITIZED_TAGS = new Set([...MEDIA_TAGS, 'noscript'])
/** Tags that are removed with everything in them. The annotations of a formula repeat it in another language. */
export const REMOVED_TAGS = new Set(
  (
    'script style textarea option select button xmp title template svg annotation annotation-xml object applet noframes ' +
    'noembed'
  ).split(' '),
)
const IFRAME_HOSTS = [
  'www.youtube.com',
  'www.youtube-nocookie.com',
  'player.vimeo.com',
  'open.spotify.com',
  'w.soundcloud.com',
]

/**
 * The attributes that a tag keeps, with addresses resolved; undefined when the tag itself is removed (a tracking pixel,
 * an image without an address).
 */
export function attributesOf(name: string, given: Attributes, base: HtmlBase): Attributes | undefined {
  if (name === 'a') return linkAttributes(given, base)
  if (name === 'img') return imageAttributes(given, imageOf(given, base.url))
  const kept: Attributes = {}
  for (const attribute in given) {
    const value = given[attribute]!
    switch (attribute) {
      case 'lang':
        if (/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/.test(value)) kept.lang = value
        break
      case 'dir':
        if (/^(?:ltr|rtl|auto)$/i.test(value)) kept.dir = value.toLowerCase()
        break
      case 'colspan':
      case 'rowspan':
        if ((name === 'td' || name === 'th') && /^[1-9]\d?$/.test(value)) kept[attribute] = value
        break
      case 'start':
        if (name === 'ol' && /^-?\d{1,6}$/.test(value)) kept.start = value
        break
      case 'title':
        if (value !== '' && (name === 'abbr' || name === 'dfn')) kept.title = value
        break
      case 'datetime':
        if (value !== '' && (name === 'time' || name === 'del' || name === 'ins')) kept.datetime = value
    }
  }
  return kept
}

function linkAttributes(given: Attributes, base: HtmlBase): Attributes {
  const href = given.href
  if (href === undefined) return {}
  const url = linkUrl(href, href.trimStart().startsWith('#') ? base.fragmentUrl : base.url)
  if (url === undefined) return {}
  return given.title
    ? { href: url, title: given.title, rel: 'noopener nofollow' }
    : { href: url, rel: 'noopener nofollow' }
}

/** The attributes that an `img` keeps, of which `image` is what `imageOf` says; undefined when it is removed. */
export function imageAttributes(given: Attributes, image: ImageAddresses | undefined): Attributes | undefined {
  if (image === undefined) return undefined
  const kept: Attributes = { src: image.shown }
  if (given.alt) kept.alt = given.alt
  if (given.title) kept.title = given.title
  if (given.width && /^\d{1,4}$/.test(given.width)) kept.width = given.width
  if (given.height && /^\d{1,4}$/.test(given.height)) kept.height = given.height
  return kept
}

/** What sanitize-html writes for images without an address, to be removed. Its own filter would copy the text before each. */
export const WITHOUT_ADDRESS = /<(?:img|source) \/>/g

/**
 * The options of sanitize-html for a text whose images are known. Exported also for a test that compares the fast path with
 * it.
 */
export function sanitizerOptions(base: HtmlBase, images?: ImagesSeen): IOptions {
  return {
    ...SANITIZER,
    transformTags: {
      '*': (tagName, attribs) => {
        const picture = tagName === 'source' ? images?.takeBare(widestOf(attribs, base.url)?.url) : undefined
        if (picture !== undefined)
          return {
            tagName: 'img',
            attribs: { src: picture.url, ...(picture.alt !== undefined && { alt: picture.alt }) },
          }
        const kept = transformed(tagName, attribs, base)
        const isRemoved = (tagName === 'img' || tagName === 'source') && (!kept.src || images?.isTwin(kept.src))
        return { tagName, attribs: isRemoved ? {} : kept }
      },
    },
  }
}

const SANITIZER: IOptions = {
  allowedTags: [...ALLOWED_TAGS, ...MEDIA_TAGS],
  allowedAttributes: {
    '*': ['lang', 'dir'],
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'width', 'height'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
    ol: ['start'],
    abbr: ['title'],
    dfn: ['title'],
    time: ['datetime'],
    del: ['datetime'],
    ins: ['datetime'],
    audio: ['src', 'controls'],
    video: ['src', 'controls', 'poster', 'width', 'height'],
    source: ['src', 'type'],
    iframe: ['src', 'width', 'height', 'title', 'allowfullscreen', 'sandbox'],
  },
  selfClosing: [...VOID_TAGS, 'source'],
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesAppliedToAttributes: ['href', 'src', 'poster'],
  allowProtocolRelative: false,
  allowedIframeHostnames: IFRAME_HOSTS,
  nonTextTags: [...REMOVED_TAGS],
  // The content of an iframe is no HTML and is not displayed.
  textFilter: (text, tagName) => (tagName === 'iframe' ? '' : text),
  nestingLimit: MAX_DEPTH,
  exclusiveFilter: ({ tag, attribs }) => tag === 'iframe' && !attribs.src,
}

function transformed(name: string, given: Attributes, base: HtmlBase): Attributes {
  if (!MEDIA_TAGS.includes(name)) return attributesOf(name, given, base) ?? {}
  // All IFRAME_HOSTS support https, so an http address in an old text is upgraded.
  const src = name === 'iframe' ? webUrl(given.src, base.url)?.replace(/^http:/, 'https:') : webUrl(given.src, base.url)
  const poster = webUrl(given.poster, base.url)
  const kept: Attributes = src === undefined ? {} : { src }
  if (name === 'source' && given.type && /^[\w.+/-]+$/.test(given.type)) kept.type = given.type
  if (name === 'audio' || name === 'video') kept.controls = 'controls'
  if (poster !== undefined) kept.poster = poster
  for (const size of ['width', 'height'] as const) {
    const value = given[size]
    if (value && /^\d{1,4}$/.test(value)) kept[size] = value
  }
  if (name === 'iframe') {
    if (given.title) kept.title = given.title
    kept.sandbox = 'allow-scripts allow-same-origin allow-popups'
    kept.allowfullscreen = 'allowfullscreen'
  }
  return kept
}
