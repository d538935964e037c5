/** Fits an edition to its reading time and to the size at which mail clients cut a mail off. */
import {
  type ChosenStory,
  fillWords,
  readingMinutes,
  readingWords,
  storyWords,
  wordsOfMinutes,
} from '../../core/edition.ts'
import type { Carrier, Edition } from '../../core/model.ts'
import { fairly, inFairOrder } from '../../core/order.ts'
import type { RenderedEdition } from '../../mail/render.ts'

/** A story that an edition may have. */
export interface Offered extends ChosenStory {
  readonly leadSourceId: string
  readonly isBrief: boolean
}

interface Offer {
  /** In order of rank. */
  readonly stories: readonly Offered[]
  /** All lines of later coverage. */
  readonly coverage: readonly Carrier[]
  /** The reading time that it is filled to; absent: all stories are in it. */
  readonly minutes?: number | undefined
  readonly shareOf: (sourceId: string) => number
}

type Compose = (stories: readonly Offered[], coverage: readonly Carrier[]) => Edition
type Render = (edition: Edition) => Promise<RenderedEdition>

/** What is in an edition. */
interface Kept {
  readonly stories: readonly Offered[]
  readonly coverage: readonly Carrier[]
}

/**
 * Gmail cuts mail off at 102 KB of decoded HTML, and so loses the unsubscribe link; 95 KB is the limit of this program, and a
 * subscriber's own values in the open slots add up to a kilobyte.
 */
const MAX_HTML_BYTES = 94_000

/** Lines for later articles in one edition. */
const MAX_LATER = 20

/** The part of a reading time that later coverage takes at most. */
const LATER_SHARE = 0.2

/**
 * The edition that fits, and its mail. With `minutes` it has as many of the stories as fill that time; the weakest leave where the
 * mail would be too large. What is not in it counts as not had. Its `minutes` are those of its own words, without masthead and
 * footer. Throws what `render` does.
 */
export async function fitEdition(
  offer: Offer,
  compose: Compose,
  render: Render,
): Promise<{ readonly edition: Edition; readonly rendered: RenderedEdition }> {
  const wordsOf = await wordCounter(compose(offer.stories.slice(0, 1), []), render)
  let { stories, coverage } =
    offer.minutes === undefined || offer.stories.length === 0
      ? { stories: offer.stories, coverage: offer.coverage.slice(0, MAX_LATER) }
      : await fillMinutes({ ...offer, minutes: offer.minutes }, compose, wordsOf)
  for (;;) {
    const composed = compose(stories, coverage)
    const { own } = stories.length === 0 ? { own: 0 } : await wordsOf(composed)
    const edition = stories.length === 0 ? composed : { ...composed, minutes: readingMinutes(own) }
    const rendered = await render(edition)
    const bytes = Buffer.byteLength(rendered.html)
    if (bytes <= MAX_HTML_BYTES || stories.length === 0) return { edition, rendered }
    const fitting = Math.floor((stories.length * MAX_HTML_BYTES) / bytes)
    stories = fairly(stories, Math.max(0, Math.min(stories.length - 1, fitting)), offer.shareOf)
    coverage = coverage.slice(0, MAX_LATER)
  }
}

/** Tries until a reading time is met: the words of a story are estimated, those of a mail are counted. */
const TRIES = 6

/** A closer hit is not tried for. */
const CLOSE_ENOUGH = 0.005

/** About as long as the leads are that a mail shows. */
const LEAD_CHARACTERS = 280

/**
 * What fills a reading time. The budget is met in the middle between the words of the stories and these with masthead and footer,
 * so that it holds however one counts.
 */
async function fillMinutes(
  { stories, coverage, minutes, shareOf }: Offer & { readonly minutes: number },
  compose: Compose,
  wordsOf: WordCounter,
): Promise<Kept> {
  const budget = wordsOfMinutes(minutes)
  const { top, sections } = compose(stories, [])
  const all = [...(top === undefined ? [] : [top]), ...sections.flatMap((one) => [...one.stories, ...one.briefs])]
  const wordsById = new Map(all.map((story) => [story.storyId, storyWords(story, LEAD_CHARACTERS)]))
  const inLine = inFairOrder(stories, shareOf).map((story) => ({ ...story, ...wordsById.get(story.storyId)! }))
  const lines = linesWithin(coverage, budget * LATER_SHARE)
  const rank = new Map(stories.map(({ storyId }, nth) => [storyId, nth]))
  let best: (Kept & { readonly off: number }) | undefined
  let words = budget
  for (let tries = 0; tries < TRIES; tries++) {
    const kept = fillWords(inLine, words).sort((a, b) => rank.get(a.storyId)! - rank.get(b.storyId)!)
    const { own, around } = await wordsOf(compose(kept, lines))
    const missing = budget - around / 2 - own
    const off = Math.abs(missing)
    if (best === undefined || off < best.off) best = { stories: kept, coverage: lines, off }
    const hasAll = kept.length === stories.length && kept.every(({ isBrief }, nth) => isBrief === stories[nth]!.isBrief)
    if (off <= budget * CLOSE_ENOUGH || (hasAll && missing > 0)) break
    words += missing
  }
  return best!
}

/** The first lines of later coverage that have so many words together. */
function linesWithin(coverage: readonly Carrier[], words: number): readonly Carrier[] {
  let left = words
  return coverage.slice(0, MAX_LATER).filter(({ outlet, title }) => {
    left -= readingWords(outlet) + readingWords(title)
    return left >= 0
  })
}

/** Counts the words of an edition's mail: its own, and those around it, of masthead and footer. */
type WordCounter = (edition: Edition) => Promise<{ readonly own: number; readonly around: number }>

/** A counter for editions that differ from one in their stories alone. */
export async function wordCounter(edition: Edition, render: Render): Promise<WordCounter> {
  const { top: _, ...rest } = edition
  const around = wordsShown((await render({ ...rest, sections: [], laterCoverage: [] })).html)
  return async (one) => ({ own: wordsShown((await render(one)).html) - around, around })
}

/** The words that a reader of a mail sees. */
function wordsShown(html: string): number {
  const body = html.slice(html.indexOf('<body'))
  const text = body
    .replace(/<!--.*?-->/gs, ' ')
    // The preheader.
    .replace(/<div[^>]*display:none[^>]*>[^<]*<\/div>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:nbsp|middot|#8199|#847|#160);|[\u00A0·]/g, ' ')
  return readingWords(text)
}
