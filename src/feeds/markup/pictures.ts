/**
 * Pictures in the HTML of sources: which address of an image is the picture, which images are decoration, and what their
 * publisher says about them.
 */
import parseSrcset from 'parse-srcset'
import { type Attributes, emojiOf } from './apart.ts'
import { foldLine } from './clean-text.ts'
import { decodeOrKeep, webUrl } from './links.ts'

/** A picture that may stand for an entry. */
export interface Picture {
  /** An absolute http or https address. */
  readonly url: string
  /** What its publisher says that it shows: the alternative text, else the title. */
  readonly alt?: string
  /** In pixels, as stated by attributes or by the address; absent where neither does. */
  readonly width?: number
}

/** Longer ones are cut. Of 2,000 characters, the most that social networks allow, nobody is read all. */
const MAX_ALT_LENGTH = 500
/** Real ones have up to 6,000 characters. */
const MAX_SRCSET_LENGTH = 20_000
/** On a long run of commas within an address the package would take quadratic time. */
const MANY_COMMAS = ','.repeat(20)

/** The widest image in the `srcset` of an element, or in the one that a script puts there later. */
export function widestOf(given: Attributes, base: string | undefined): Picture | undefined {
  const lazy = LAZY_SETS.find((name) => given[name] !== undefined)
  return (lazy === undefined ? undefined : widestIn(given[lazy], base)) ?? widestIn(given.srcset, base)
}

/**
 * The widest image of a `srcset` (else that of the highest density) with an allowed address. Candidates are parsed as HTML
 * says: a comma within an address belongs to it.
 */
export function widestIn(srcset: string | undefined, base: string | undefined): Picture | undefined {
  if (!srcset || srcset.length > MAX_SRCSET_LENGTH || srcset.includes(MANY_COMMAS)) return undefined
  const ranked = candidatesOf(srcset).sort((a, b) => (b.w ?? 0) - (a.w ?? 0) || (b.d ?? 1) - (a.d ?? 1))
  for (const { url: address, w: width } of ranked) {
    const url = webUrl(address, base)
    if (url !== undefined && !PLACEHOLDER.test(url)) return { url, ...(width !== undefined && { width }) }
  }
  return undefined
}

/** The parsed candidates. The package writes invalid descriptors to the console, which belongs to the caller. */
function candidatesOf(srcset: string): ReturnType<typeof parseSrcset> {
  const { log } = console
  console.log = () => {}
  try {
    return parseSrcset(srcset)
  } finally {
    console.log = log
  }
}

/** Attributes that hold the address of an image which a script loads later, with a placeholder in `src`. */
const LAZY_SOURCES = (
  'data-src data-lazy-src data-original data-orig-src data-image data-lazyload data-lazy data-echo data-cfsrc ' +
  'data-actualsrc data-original-src'
).split(' ')
/** Some of them hold a number or a word of the script instead. */
const ADDRESS = /^\s*(?:https?:)?\/|\.\w{3,4}(?:[?#]|\s*$)/i
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set']

/** Addresses of images that stand where another is loaded later, by the name of the file. */
const PLACEHOLDER =
  /\/(?:[\w-]*place-?holder[\w-]*|(?:img-|image-|lazy[_-])?(?:blank|spacer|lazy(?:-?load(?:ing)?)?|trans(?:parent)?|clear(?:dot)?|empty|dummy|gr[ae]y|loading|loader|1x1|1px|pixel)(?:[_.-](?:image|img|pixel|bg|trans(?:parent)?|1|\d{1,2}x\d{1,2}))*)\.(?:gif|png|svg|jpe?g|webp)(?:[?#]|$)/i

/** Where the images of an `img` element are. */
export interface ImageAddresses {
  /** The one to show in its text. */
  readonly shown: string
  /** The widest. */
  readonly widest: Picture
  /** Whether a script would load it. */
  readonly isLazy: boolean
  /** Whether it is only the placeholder of an image whose address is not there. */
  readonly isPlaceholder: boolean
}

/** Addresses of images that only count readers. */
const TRACKERS =
  /^https?:\/\/(?:feeds\.feedburner\.com\/~r\/|(?:stats|pixel)\.wp\.com\/|stats\.wordpress\.com\/|feeds\.wordpress\.com\/1\.0\/|feedads\.|ad\.doubleclick\.net\/|pixel\.quantserve\.com\/|www\.google-analytics\.com\/|b\.scorecardresearch\.com\/)/i

/**
 * The addresses of an `img`, whose attributes are decoded; undefined for one that is invisible or counts readers, and where no
 * address is allowed.
 */
export function imageOf(given: Attributes, base: string | undefined): ImageAddresses | undefined {
  if (isInvisible(given)) return undefined
  const lazy = lazySourceOf(given, base)
  const src = webUrl(given.src, base)
  const set = widestOf(given, base)
  // Some show a blurred image of a few pixels until the real one is loaded.
  const isPlaceholder = src === undefined || PLACEHOLDER.test(src) || (widthIn(src) ?? Infinity) <= MAX_ICON_PIXELS
  const shown = lazy ?? (isPlaceholder ? (set?.url ?? src) : src)
  if (shown === undefined || TRACKERS.test(shown)) return undefined
  const width = widthIn(shown) ?? sizeOf(given.width)
  const isSetWider = set !== undefined && (set.width ?? Number.POSITIVE_INFINITY) >= (width ?? 0)
  return {
    shown,
    widest: isSetWider ? set : { url: shown, ...(width !== undefined && { width }) },
    isLazy: isPlaceholder || lazy !== undefined,
    isPlaceholder: isPlaceholder && shown === src,
  }
}

function lazySourceOf(given: Attributes, base: string | undefined): string | undefined {
  for (const name in given) {
    if (!name.startsWith('data-') || !LAZY_SOURCES.includes(name)) continue
    const url = ADDRESS.test(given[name]!) ? webUrl(given[name], base) : undefined
    if (url !== undefined && !PLACEHOLDER.test(url)) return url
  }
  return undefined
}

/** Whether an image is at most one pixel wide or high by the only sizes given, or hidden by its style. */
function isInvisible({ width, height, style }: Attributes): boolean {
  if (
    width !== undefined &&
    /^\s*[01](?:px)?\s*$/.test(width) &&
    (height === undefined || /^\s*[01](?:px)?\s*$/.test(height))
  )
    return true
  if (height !== undefined && /^\s*[01](?:px)?\s*$/.test(height) && width === undefined) return true
  return (
    style !== undefined &&
    style.length < 500 &&
    /display:\s*none|(?:^|;)\s*(?:width|height):\s*[01](?:px)?\s*(?:;|$)/i.test(style)
  )
}

/** A size in whole pixels, as attributes have it. */
export function sizeOf(written: string | undefined): number | undefined {
  const found = written === undefined ? null : /^\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$/.exec(written)
  return found === null ? undefined : Number(found[1])
}

/** The width that the address of a resized image states: `-300x200.jpg`, `/s72-c/`, `?w=640`, `/w_424,`. */
export function widthIn(url: string): number | undefined {
  const found =
    /-(\d{2,4})x\d{2,4}\.\w{3,4}(?:[?#]|$)|\/s(\d{2,4})(?:-[a-z]\w*)*\/|[?&](?:w|width)=(\d{2,4})(?:[&#]|$)|[/,]w_(\d{2,4})[,/]/i.exec(
      url,
    )
  const digits = found?.slice(1).find((part) => part !== undefined)
  return digits === undefined ? undefined : Number(digits)
}

/** Addresses of faces, advertisements, counters of readers, and formulas. Bias: film news shows `avatar-2.jpg`. */
const DECORATIONS = [
  /^https?:\/\/(?:(?:\w+\.)?gravatar\.com|avatars?(?:\d|-[\w-]+)?\.[\w-]+\.[\w.-]+|i\.pravatar\.cc|unavatar\.io)\/|\/(?:avatars?|gravatars?|userpics?|profile_(?:images|pics?)|author-(?:photos?|images?))\/|[/_-]avatar(?:[_-]?\d+(?:x\d+)?)?\.\w{3,4}(?:[?#]|$)/i,
  /^https?:\/\/(?:[^/]+\.)?(?:feedburner\.com|feedsportal\.com|addtoany\.com|addthis\.com|pheedo\.com|doubleclick\.net|buysellads\.com|vgwort\.de|scorecardresearch\.com|quantserve\.com|google-analytics\.com|ioam\.de|list-manage\.com\/track|blogger\.googleusercontent\.com\/tracker|medium\.com\/_\/stat)\/?/i,
  /[/.]latex\.(?:php|codecogs)|\.codecogs\.com\/|quicklatex\.com\/|[?&]latex=|\/(?:mathtex|mimetex)\.|\/media\/math\/render\/|[?&]cht=tx|\/render\/math|\/equation\?|\/\/i\.upmath\.me\/|\/\/math\.now\.sh/i,
]

/** Addresses of emoji, icons and badges, and counters of readers, unless they are photographs (`/icons/coco-chanel.jpg`). */
const DRAWINGS = [
  /\/(?:core\/emoji|(?:tw)?emoji(?:one|s)?|smil(?:ies|eys?)|emoticons?)\/|\/emoji\.php|^https?:\/\/[\w-]+\.twimg\.com\/emoji/i,
  /^https?:\/\/(?:img\.shields\.io|badge\.fury\.io|badgen\.net)\/|\/(?:fav-?icons?|icons?|sprites?|badges?)\/|[/_-](?:fav)?icon(?:[_-]?\d+(?:x\d+)?)?\.(?:gif|png|svg|ico)(?:[?#]|$)|\.ico(?:[?#]|$)/i,
  /^https?:\/\/(?:pixel|track(?:er|ing)?|counter|stats?|hits)\.|\/(?:pixel|track(?:er|ing)?|counter|beacon|count|open|hit)(?:\.(?:gif|png|php|aspx?)(?:[?#]|$)|[?]|\/?$)/i,
]
const PHOTOGRAPH = /^[^?#]*\.(?:jpe?g|avif|heic)(?:[?#]|$)/i

const DECORATION_CLASS =
  /(?:^|[\s_-])(?:avatar|gravatar|userpic|author-(?:photo|image|avatar)|byline-(?:photo|image)|profile-(?:pic|photo|image)|headshot|icon|favicon|badge|spacer|latex|tex|mathjax|mwe-math-fallback-image-(?:inline|display)|ql-img-\w+-formula|math)(?=$|\s)/i
/** Alternative texts of formulas: `{\displaystyle x}`, `$x^2$`. */
const FORMULA = /^\s*(?:\{?\\[a-z]|\$[^$]+\$\s*$|\\[([])/i

/** Whether an address leads to no picture of anything: an emoji, a face, an icon, a counter, a formula, a placeholder. */
export const isDecorationUrl = (url: string): boolean =>
  PLACEHOLDER.test(url) ||
  DECORATIONS.some((pattern) => pattern.test(url)) ||
  (!PHOTOGRAPH.test(url) && DRAWINGS.some((pattern) => pattern.test(url)))

/** An image up to this wide or high is an icon or a face; wider than this many times its height, a banner or a rule. */
const MAX_ICON_PIXELS = 64
const MAX_RATIO = 5

/** Whether an image of these sizes is too small or too flat to be a picture. */
function isNoPictureSize(width: number | undefined, height: number | undefined): boolean {
  if (width !== undefined && height !== undefined && width > MAX_RATIO * height) return true
  return (
    (width ?? Number.POSITIVE_INFINITY) <= MAX_ICON_PIXELS || (height ?? Number.POSITIVE_INFINITY) <= MAX_ICON_PIXELS
  )
}

/** The picture that an `img` shows, undefined for decoration. Its attributes are decoded. */
export function pictureOf(given: Attributes, { shown, widest }: ImageAddresses): Picture | undefined {
  const { alt = '', title, width, height, class: names = '' } = given
  if (isNoPictureSize(sizeOf(width), sizeOf(height)) || isDecorationUrl(shown)) return undefined
  if (widest.url !== shown && isDecorationUrl(widest.url)) return undefined
  if (DECORATION_CLASS.test(names.slice(0, 500)) || FORMULA.test(alt)) return undefined
  if (alt !== '' && emojiOf(names, alt) !== undefined) return undefined
  return withAlt(widest, alt, title)
}

/** The picture with the first text that says something. */
export function withAlt<P extends Picture>(picture: P, ...texts: readonly (string | undefined)[]): P {
  if (picture.alt !== undefined) return picture
  for (const text of texts) {
    const alt = text === undefined ? '' : foldLine(text, MAX_ALT_LENGTH)
    if (/[\p{L}\p{N}]/u.test(alt) && !NO_ALT.test(alt)) return { ...picture, alt }
  }
  return picture
}

/** What programs write where nobody described the picture: the name of its file, or that it is one. */
const NO_ALT =
  /^(?:[^\s]*\.(?:jpe?g|png|gif|webp|avif|svg|heic|bmp|tiff?)|(?:img|dsc|dscn|pxl|screenshot)[_-]?[\d_-]+|image|img|picture|photo|thumbnail|https?:\/\/\S+)$/i

/**
 * The name of a picture's file, by which renditions of one picture are the same: without sizes and services around it. A
 * name that others have too (`2000.jpg`, `hqdefault.jpg`) stays with its folders.
 */
export function pictureName(url: string): string {
  const path = decodeOrKeep(url.replace(/[?#].*$/s, ''))
  const name = path
    .replace(/^.*\//s, '')
    .replace(/(?:[-_]\d{2,4}x\d{2,4}|-scaled|[-_@]\dx)?\.\w{2,5}$/, '')
    .toLowerCase()
  return COMMON_NAME.test(name) ? path : name
}

const COMMON_NAME =
  /^(?:\d{0,4}|(?:\d{1,4}x\d{1,4})|(?:hq|mq|sd|maxres)?default|images?|img|photo|picture|pic|cover|original|full|large|medium|small|master|main|standard|hero|header|featured?|thumb(?:nail)?|preview|index)(?:[-_]?\d{1,2})?$/
