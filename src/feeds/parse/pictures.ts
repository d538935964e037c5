/** Chooses the picture of an entry among those that its publisher attached and the one in its text. */
import type { Enclosure } from '../../core/model.ts'
import { isDecorationUrl, type Picture, pictureName, widthIn, withAlt } from '../markup/pictures.ts'

/**
 * What an attached picture without a width is taken for, in pixels, by the element that names it: a rendition of Media RSS, the
 * cover of an episode, an `image`, a file, a thumbnail. Our own figures, from what such elements hold in feeds.
 */
const USUAL_WIDTHS = { media: 1_000, cover: 800, image: 700, file: 600, thumbnail: 300 } as const
/** The same for the first image of a text. */
const USUAL_WIDTH_IN_TEXT = 250
/** An attached picture up to this wide is a thumbnail: a wider one in the text is better. */
const MAX_THUMBNAIL_PIXELS = 300
const MIN_PIXELS = 16

/** A picture that a publisher attached to an entry. */
export interface AttachedPicture extends Picture {
  readonly kind: keyof typeof USUAL_WIDTHS
  /** Whether it is the default of its group (Media RSS, `isDefault`). */
  readonly isDefault?: boolean
}

/**
 * The picture of an entry: of those attached the default, else the widest, the first of two; where that is a thumbnail, a wider
 * one in the text. Never an emoji, a face, an icon, a counter or a formula. An alternative text in the text about the same
 * picture goes before what is said where it is attached.
 */
export function choosePicture(
  attached: readonly AttachedPicture[],
  enclosures: readonly Enclosure[],
  inText: Picture | undefined,
): Picture | undefined {
  const urls = new Set(attached.map(({ url }) => url))
  const files = enclosures
    .filter((file) => isImage(file) && !urls.has(file.url))
    .map(({ url, title }) => withAlt<AttachedPicture>({ url, kind: 'file' }, title))
  let best: AttachedPicture | undefined
  for (const picture of [...attached, ...files]) {
    if (isDecorationUrl(picture.url) || (picture.width ?? MIN_PIXELS) < MIN_PIXELS) continue
    if (best === undefined || isBetter(picture, best)) best = picture
  }
  if (best === undefined) return inText
  const width = widthOf(best)
  if (inText !== undefined && width <= MAX_THUMBNAIL_PIXELS && (inText.width ?? USUAL_WIDTH_IN_TEXT) > width)
    return withAlt(inText, best.alt)
  const isSame = inText?.alt !== undefined && pictureName(inText.url) === pictureName(best.url)
  return isSame ? { ...best, alt: inText.alt } : best
}

function isBetter(one: AttachedPicture, best: AttachedPicture): boolean {
  const isDefault = one.isDefault === true
  return isDefault === (best.isDefault === true) ? widthOf(one) > widthOf(best) : isDefault
}

const widthOf = ({ url, width, kind }: AttachedPicture): number => width ?? widthIn(url) ?? USUAL_WIDTHS[kind]

/** Whether a file is an image, by its type, else by its name. */
export function isImage({ type, url }: Enclosure): boolean {
  return type === undefined ? /\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)/i.test(url) : type.startsWith('image/')
}
