/** Fits an edition to its reading time and to the size at which mail clients cut a mail off. */
import {
  type ChosenStory,
  fillWords,
  LINES_SHARE,
  readingMinutes,
  readingWords,
  storiesIn,
  storyWords,
  wordsOfMinutes,
} from '../../core/edition.ts'
import type { Carrier, Edition } from '../../core/model.ts'
import { fairly, inFairOrder, type Share, type Standing } from '../../core/order.ts'
import { decodeEntities } from '../../core/text/html-scan.ts'
import type { RenderedEdition } from '../../mail/render.ts'

/** A story that an edition may have. */
export interface Offered extends ChosenStory, Pick<Standing, 'leadSourceId' | 'briefKind'> {
  readonly isBrief: boolean
}

interface Offer {
  /** In order of rank. */
  readonly stories: readonly Offered[]
  /** All lines of later coverage. */
  readonly coverage: readonly Carrier[]
  /** The reading time that it is filled to; absent: all stories are in it. */
  readonly minutes?: number | undefined
  /** How many of so many stories each source leads while others wait. */
  readonly sharesAmong: (stories: number) => (sourceId: string) => Share
}

type Compose = (stories: readonly Offered[], coverage: readonly Carrier[]) => Edition

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
  measure: Measure,
): Promise<{ readonly edition: Edition; readonly rendered: RenderedEdition }> {
  let { stories, coverage } =
    offer.minutes === undefined || offer.stories.length === 0
      ? { stories: offer.stories, coverage: offer.coverage.slice(0, MAX_LATER) }
      : await fillMinutes({ ...offer, minutes: offer.minutes }, compose, measure)
  for (;;) {
    const { edition, rendered } = await withMinutes(compose(stories, coverage), measure)
    const bytes = rendered.htmlBytes
    if (bytes <= MAX_HTML_BYTES || stories.length === 0) return { edition, rendered }
    const fitting = Math.min(stories.length - 1, Math.floor((stories.length * MAX_HTML_BYTES) / bytes))
    stories = fairly(stories, fitting, offer.sharesAmong(fitting))
  }
}

/** The edition that says how long it is. It is mostly rendered once: with a good guess. */
async function withMinutes(
  composed: Edition,
  measure: Measure,
): Promise<{ readonly edition: Edition; readonly rendered: RenderedEdition }> {
  if (composed.storyCount === 0) return { edition: composed, rendered: (await measure(composed)).rendered }
  const guess = readingMinutes(
    storiesIn(composed).reduce((sum, { story, isBrief }) => {
      const { words, briefWords } = storyWords(story, LEAD_CHARACTERS)
      return sum + (isBrief ? briefWords : words)
    }, 0),
  )
  const guessed = { ...composed, minutes: guess }
  const { rendered, own } = await measure(guessed)
  const minutes = readingMinutes(own)
  if (minutes === guess) return { edition: guessed, rendered }
  const edition = { ...composed, minutes }
  return { edition, rendered: (await measure(edition)).rendered }
}

/** Tries until a reading time is met: the words of a story are estimated, those of a mail are counted. */
const TRIES = 6

/** A closer hit is not tried for. */
const CLOSE_ENOUGH = 0.005

/** About as long as the leads are that a mail shows. */
const LEAD_CHARACTERS = 280

/** How many other outlets a story names in an edition with a reading time; the others are counted. */
const MOST_NAMED = 2

/**
 * How much the words of an edition are under its reading time at most, as a part of that. Masthead and footer are read, too: with
 * them an edition of five minutes is as much over it.
 */
const MOST_UNDER = 0.03

/**
 * What fills a reading time with the words of the stories. Of the other outlets fewer are named than elsewhere, so that there is room
 * for stories; and a source has its share of the stories that the time has room for.
 */
async function fillMinutes(
  { stories, coverage, minutes, sharesAmong }: Offer & { readonly minutes: number },
  compose: Compose,
  measure: Measure,
): Promise<Kept> {
  const budget = wordsOfMinutes(minutes)
  const short = stories.map(namingFewer)
  const wordsById = new Map(
    storiesIn(compose(short, [])).map(({ story }) => [story.storyId, storyWords(story, LEAD_CHARACTERS)]),
  )
  const measured = short.map((story) => ({ ...story, ...wordsById.get(story.storyId)! }))
  const inLine = inFairOrder(measured, sharesAmong(fillWords(measured, budget, LINES_SHARE).length))
  const lines = linesWithin(coverage, budget * LATER_SHARE)
  const rank = new Map(stories.map(({ storyId }, nth) => [storyId, nth]))
  const tried = new Set<string>()
  let best: (Kept & { readonly off: number }) | undefined
  let words = budget
  for (let tries = 0; tries < TRIES; tries++) {
    const kept = fillWords(inLine, words, LINES_SHARE).sort((a, b) => rank.get(a.storyId)! - rank.get(b.storyId)!)
    const key = kept.map(({ storyId, isBrief }) => `${storyId} ${isBrief}`).join()
    // The same stories again would have the same words.
    if (tried.has(key)) break
    tried.add(key)
    const { own, around } = await measure(compose(kept, lines))
    const missing = budget - Math.min(around / 2, budget * MOST_UNDER) - own
    const off = Math.abs(missing)
    if (best === undefined || off < best.off) best = { stories: kept, coverage: lines, off }
    const hasAll = kept.length === stories.length && kept.every(({ isBrief }, nth) => isBrief === stories[nth]!.isBrief)
    if (off <= budget * CLOSE_ENOUGH || (hasAll && missing > 0)) break
    words += missing
  }
  return best!
}

function namingFewer(story: Offered): Offered {
  const { named, more } = story.presented
  const kept = named.slice(0, MOST_NAMED)
  return { ...story, presented: { ...story.presented, named: kept, more: more + named.length - kept.length } }
}

/** The first lines of later coverage that have so many words together. */
function linesWithin(coverage: readonly Carrier[], words: number): readonly Carrier[] {
  let left = words
  return coverage.slice(0, MAX_LATER).filter(({ outlet, title }) => {
    left -= readingWords(outlet) + readingWords(title)
    return left >= 0
  })
}

/** Renders an edition and counts its words: its own, and those around it, of masthead and footer. */
type Measure = (
  edition: Edition,
) => Promise<{ readonly rendered: RenderedEdition; readonly own: number; readonly around: number }>

/** A measure for editions that have the same masthead and footer: those of one digest at one slot. */
export function measureBy(render: (edition: Edition) => Promise<RenderedEdition>): Measure {
  let shell: Promise<number> | undefined
  return async (edition) => {
    if (edition.storyCount === 0) return { rendered: await render(edition), own: 0, around: 0 }
    const { top: _, ...rest } = edition
    shell ??= render({ ...rest, sections: [], laterCoverage: [] }).then(({ html }) => wordsShown(html))
    const [around, rendered] = [await shell, await render(edition)]
    return { rendered, own: wordsShown(rendered.html) - around, around }
  }
}

/** The words that a reader of a mail sees. */
function wordsShown(html: string): number {
  const body = html.slice(html.indexOf('<body'))
  const text = body
    .replace(/<!--.*?-->/gs, ' ')
    // The preheader.
    .replace(/<div[^>]*display:none[^>]*>[^<]*<\/div>/g, ' ')
    .replaceAll('<wbr>', '')
    .replace(/<[^>]*>/g, ' ')
    // A template's own, which are spaces and signs: texts have only those of the escaper.
    .replace(/&(?:nbsp|[a-z]{1,2}sp|middot|[a-z]dash|bull);/g, ' ')
  return readingWords(decodeEntities(text))
}
