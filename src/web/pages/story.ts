/** A story as lists show it, filled into the template `story.html`. */
import { isSameLanguage } from '../../core/language-tag.ts'
import type { Instant } from '../../core/model.ts'
import { directionOf, httpUrl, legible, shortenLead } from '../../core/shown.ts'
import type { ShownStory } from '../../core/site.ts'
import { storyPath } from '../../core/site-paths.ts'
import { leadBeside } from '../../core/stories/news.ts'
import { copiesByText } from '../../core/stories/presented.ts'
import type { Frame } from './frame.ts'
import { link, list, type Part, sentence, strong, text } from './phrase.ts'

/** How much of each story is shown: less where a page would become too large. */
export interface Detail {
  /** Most characters of a lead; 0 leaves it out. */
  readonly leadLength: number
  /** Most other outlets named. */
  readonly carriers: number
}

/** How one story stands on its page. */
interface Place {
  /** Of its headline. */
  readonly level: 2 | 3
  /** The local date that its time is seen from; absent: the whole date is shown. */
  readonly date?: string
  /** Whether its topic stands above the headline. */
  readonly hasSign?: boolean
  /** The top story has its picture, and a line for each other outlet. */
  readonly isTop?: boolean
  /** Headline, outlet and time only. */
  readonly isBrief?: boolean
  readonly detail: Detail
}

/** The values that `story.html` asks for. */
export function storyItem(story: ShownStory, place: Place, frame: Frame): object {
  const { words, links } = frame
  const { isTop = false, isBrief = false, detail } = place
  const title = legible(story.title)
  const tongue = tongueOf(title, story.language, frame)
  const outlet = legible(story.outlet)
  const lead = isBrief ? '' : leadOf(story, isTop ? Math.max(400, detail.leadLength) : detail.leadLength)
  const lines = isBrief ? [] : isTop ? openFold(story, frame) : closedFold(story, detail, frame)
  return {
    ...tongue,
    level: place.level,
    signs: place.hasSign ? signsOf(story, frame) : [],
    phrase: [link(title, links.page(storyPath(story.storyId)) ?? httpUrl(story.url ?? ''))],
    updated: isBrief ? [] : updatedOf(story, tongue.ours, frame),
    leads: lead ? [{ words: lead }] : [],
    pictures: isTop ? picturesOf(story, frame) : [],
    outlet,
    at: minuteOf(story.publishedAt),
    time: place.date === undefined ? words.date(story.publishedAt) : words.timeOnDate(story.publishedAt, place.date),
    minutes: isBrief ? [] : minutesOf(story.minutes, frame),
    folds:
      lines.length > 0
        ? [
            {
              lines: lines.map((line) => ({
                ...line,
                ours: tongue.ours.map((own) => ({ ...own, directions: line.isHeadline ? [] : [own] })),
              })),
            },
          ]
        : [],
  }
}

/** The picture, with whose it is where that is not the lead's outlet. */
function picturesOf({ picture, outlet: own }: ShownStory, { words }: Frame): readonly object[] {
  const src = picture === undefined ? '' : httpUrl(picture.url, true)
  if (picture === undefined || src === '') return []
  const credit = words.say('picture', { outlet: legible(picture.outlet ?? own) })
  const alt = legible(picture.alt ?? '') || credit
  return [{ src, alt, credits: picture.outlet === undefined ? [] : [{ words: credit }] }]
}

/** The language and direction of a text of others where they differ from the page's, and those of our words within it. */
export function tongueOf(title: string, language: string | undefined, { words, direction }: Frame) {
  const own = directionOf(title, language, direction)
  const isForeign = own !== direction || (language !== undefined && !isSameLanguage(language, words.language))
  return {
    // An empty language is an unknown one (HTML, the lang attribute).
    foreign: isForeign ? [{ language: language ?? '', direction: own }] : [],
    ours: isForeign ? [{ language: words.language, direction }] : [],
  }
}

/** The strongest topic of a story, above its headline. */
export function signsOf({ topics }: ShownStory, { links }: Frame): readonly { readonly phrase: readonly Part[] }[] {
  return topics.slice(0, 1).map(({ id, name }) => ({ phrase: [link(legible(name), links.topic(id))] }))
}

/** The badge and what is new. */
export function updatedOf({ updated }: ShownStory, ours: readonly object[], { words }: Frame): readonly object[] {
  const news = updated?.news.map(legible).filter(Boolean) ?? []
  return news.length > 0 ? [{ badge: words.say('updated'), words: news.join(' · '), ours }] : []
}

/** The lead in at most so many characters, without the sentences that are shown as news. */
export function leadOf(story: ShownStory, maxCharacters: number): string {
  const news = story.updated?.news.map(legible) ?? []
  return shortenLead(leadBeside(legible(story.lead), news), maxCharacters)
}

export const minutesOf = (minutes: number | undefined, { words }: Frame): readonly { readonly words: string }[] =>
  minutes === undefined ? [] : [{ words: words.count('minutesShort', minutes) }]

/** For the attribute of a `<time>`: `2026-11-24T06:12Z`. */
export const minuteOf = (at: Instant): string => `${at.slice(0, 16)}Z`

interface FoldLine {
  readonly phrase: readonly Part[]
  /** Not empty for a copy, which is never bold. */
  readonly copies: readonly object[]
  /** Whether it is an outlet's name and headline, which stand in the direction of the story, and not a sentence of ours. */
  readonly isHeadline: boolean
}
const line = (phrase: readonly Part[], isCopy = false, isHeadline = false): FoldLine => ({
  phrase,
  copies: isCopy ? [{}] : [],
  isHeadline,
})

/** One line that names the other outlets, one for those with the same text, and the first publisher. */
function closedFold(story: ShownStory, detail: Detail, frame: Frame): FoldLine[] {
  const { words } = frame
  const shown = story.carriers.slice(0, detail.carriers)
  const namesOf = (carriers: ShownStory['carriers']): readonly Part[] =>
    list(
      words,
      carriers.map(({ outlet, url }) => link(legible(outlet), httpUrl(url))),
    )
  const own = namesOf(shown.filter(({ isCopy }) => !isCopy))
  const lines = [
    ...(own.length > 0 ? [line(sentence(words, 'alsoCovered', { outlets: own }))] : []),
    ...copiesByText(shown, story.outlet).map(({ text, outlet, copies }) => {
      const names = { outlet: [link(legible(outlet), undefined)], outlets: namesOf(copies) }
      return line(sentence(words, COPIES[text], names), true)
    }),
  ]
  const more = moreOf(story, story.moreCarriers + story.carriers.length - shown.length, frame)
  // Beside copies of one text, the others would seem to have it, too.
  const isBeside = more.length > 0 && own.length > 0 && lines.length === 1
  return [
    ...(isBeside ? [line([...lines[0]!.phrase, text(' · '), ...more])] : lines),
    ...(more.length > 0 && !isBeside ? [line(more)] : []),
    ...firstOf(story, shown, frame),
  ]
}

/** What outlets with the same text are called, by whose text it is. */
const COPIES = { lead: 'sameText', leadOutlet: 'otherTextOf', other: 'sameTextOf' } as const

/** A line for each other outlet with its headline. */
function openFold(story: ShownStory, frame: Frame): FoldLine[] {
  const { words } = frame
  const { carriers, otherOutlets } = story
  const more = moreOf(story, story.moreCarriers, frame)
  return [
    ...(carriers.length > 0 ? [line([text(words.count('alsoCoveredBy', otherOutlets))])] : []),
    ...carriers.map(({ outlet, title, url, isCopy, copyOf, isFirst }) =>
      line(
        sentence(
          words,
          copyOf === story.outlet && !isFirst
            ? 'carrierOther'
            : `carrier${isFirst ? 'First' : ''}${isCopy ? 'Copy' : ''}`,
          {
            outlet: [isCopy ? link(legible(outlet), undefined) : strong(legible(outlet))],
            headline: [link(legible(title), httpUrl(url))],
            other: [link(legible(copyOf ?? story.outlet), undefined)],
          },
        ),
        isCopy,
        true,
      ),
    ),
    ...(more.length > 0 ? [line(more)] : []),
    ...(carriers.some(({ isFirst }) => isFirst) ? [] : firstOf(story, carriers, frame)),
  ]
}

/** How many more articles there are, linked to the story's page. */
function moreOf(story: ShownStory, count: number, { words, links }: Frame): readonly Part[] {
  return count > 0 ? [link(words.count('moreArticles', count), links.page(storyPath(story.storyId)))] : []
}

/** Who published first, where it is not the lead's outlet. An outlet that is linked above is not linked again. */
export function firstOf(
  story: ShownStory,
  shown: readonly { readonly url: string }[],
  { words }: Frame,
): readonly FoldLine[] {
  const first = story.firstPublishedBy
  if (first === undefined) return []
  const isLinked = shown.some(({ url }) => url === first.url)
  const name = link(legible(first.outlet), isLinked ? undefined : httpUrl(first.url ?? ''))
  return [line(sentence(words, 'firstPublishedBy', { outlet: [name] }))]
}
