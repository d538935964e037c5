/**
 * The images of one text, as its tags are read: which is the picture of the text, which are shown twice, and which stand only
 * in the `source` of a `picture`.
 */
import type { Attributes } from './apart.ts'
import { type ImageAddresses, imageOf, type Picture, pictureName, pictureOf, widestOf, withAlt } from './pictures.ts'

interface SeenImage {
  readonly url: string
  /** Whether it is in a `noscript`: what browsers show where no script loads the image beside it. */
  readonly isFallback: boolean
  readonly isLazy: boolean
  /** Whether text stands between the image before it and this one. */
  readonly isApart: boolean
}

/** A `picture` element that is open. */
interface OpenPicture {
  /** The widest of its sources, and the widest of those that any mail program can show. */
  widest: Picture | undefined
  widestPlain: Picture | undefined
  hasImage: boolean
}

/** The images of one text: told of every tag by `onOpen` and `onClose`, of text by `onText`, and asked when the text is over. */
export class ImagesSeen {
  /** The first image that is a picture of something. */
  picture: Picture | undefined
  private readonly base: string | undefined
  private readonly images: SeenImage[] = []
  private readonly bare = new Map<string, Picture>()
  private readonly placeholders = new Set<string>()
  private twins: ReadonlySet<string> | undefined
  private shownOnce: Map<string, boolean> | undefined
  private noscripts = 0
  private open: OpenPicture | undefined
  private hasText = false

  constructor(base: string | undefined) {
    this.base = base
  }

  onText(): void {
    this.hasText = true
  }

  /** `attributes` are decoded. Returns where the images of an `img` are, as `imageOf` does. */
  onOpen(name: string, attributes: Attributes): ImageAddresses | undefined {
    if (name === 'img') return this.addImage(attributes)
    if (name === 'noscript') this.noscripts++
    else if (name === 'picture') this.open = { widest: undefined, widestPlain: undefined, hasImage: false }
    else if (name === 'source') this.addSource(attributes)
    return undefined
  }

  onClose(name: string): void {
    if (name === 'noscript') this.noscripts--
    else if (name === 'picture') {
      if (this.open?.widest !== undefined && !this.open.hasImage) this.addBare(this.open.widest, {})
      this.open = undefined
    }
  }

  /** Whether an image with this address is left out now: the other of the two has been shown or will be. */
  isTwin(url: string | undefined): boolean {
    if (url === undefined) return false
    this.twins ??= this.findTwins()
    if (this.placeholders.has(url) || this.twins.has(url)) return true
    const wasShown = this.shownOnce!.get(url)
    if (wasShown === false) this.shownOnce!.set(url, true)
    return wasShown === true
  }

  /** The picture for which this `source` stands because its `picture` has no other image; given once. */
  takeBare(url: string | undefined): Picture | undefined {
    const picture = url === undefined ? undefined : this.bare.get(url)
    if (picture !== undefined) this.bare.delete(picture.url)
    return picture
  }

  private addSource(attributes: Attributes): void {
    if (this.open === undefined) return
    const widest = widestOf(attributes, this.base)
    if (widest === undefined) return
    this.open.widest = wider(this.open.widest, widest)
    // With `media` it may show something else, and not all mail programs show WebP and AVIF.
    if (attributes.media === undefined && !/webp|avif|jxl/i.test(attributes.type ?? ''))
      this.open.widestPlain = wider(this.open.widestPlain, widest)
  }

  private addImage(attributes: Attributes): ImageAddresses | undefined {
    const image = imageOf(attributes, this.base)
    const set = this.open
    if (set?.widest !== undefined && (image === undefined || image.isPlaceholder)) {
      if (image !== undefined) this.placeholders.add(image.shown)
      this.addBare(set.widest, attributes)
    } else if (image !== undefined) {
      const widest = set?.widestPlain === undefined ? image.widest : wider(image.widest, set.widestPlain)
      this.add({ ...image, widest }, attributes)
    }
    if (set !== undefined) set.hasImage = true
    return image
  }

  private addBare(widest: Picture, attributes: Attributes): void {
    this.bare.set(widest.url, withAlt({ url: widest.url }, attributes.alt, attributes.title))
    this.add({ shown: widest.url, widest, isLazy: true, isPlaceholder: false }, attributes)
  }

  private add(image: ImageAddresses, attributes: Attributes): void {
    this.picture ??= pictureOf(attributes, image)
    this.images.push({
      url: image.shown,
      isFallback: this.noscripts > 0,
      isLazy: image.isLazy,
      isApart: this.hasText,
    })
    this.hasText = false
  }

  /** The addresses that are left out. Those that stand in a `noscript` and elsewhere are shown once, wherever they are first. */
  private findTwins(): ReadonlySet<string> {
    const elsewhere = new Set(this.images.filter(({ isFallback }) => !isFallback).map(({ url }) => url))
    const twins = new Set<string>()
    this.shownOnce = new Map()
    for (const [at, image] of this.images.entries()) {
      if (!image.isFallback) continue
      if (elsewhere.has(image.url)) this.shownOnce.set(image.url, false)
      else if (isTwin(image, this.images[at - 1], image.isApart) || isTwin(image, this.images[at + 1]))
        twins.add(image.url)
    }
    return twins
  }
}

/** Whether an image beside a fallback is the one that a script loads: the same file, or lazy and not parted from it by text. */
function isTwin(fallback: SeenImage, beside: SeenImage | undefined, isApart = beside?.isApart): boolean {
  if (beside === undefined || beside.isFallback) return false
  return pictureName(beside.url) === pictureName(fallback.url) || (beside.isLazy && isApart === false)
}

const wider = (a: Picture | undefined, b: Picture): Picture =>
  a !== undefined && (a.width ?? 0) >= (b.width ?? 0) ? a : b
