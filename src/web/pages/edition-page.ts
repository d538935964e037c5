/** The page of an edition, the web view of its mail, filled into the template `edition.html`. */
import { httpUrl, legible } from '../../core/shown.ts'
import type { EditionPage, ShownStory } from '../../core/site.ts'
import type { Frame } from './frame.ts'
import { sectionName } from './front-page.ts'
import { link, sentence, strong, text } from './phrase.ts'
import { type Detail, storyItem, tongueOf } from './story.ts'

/** Every story of an edition, from the top. What did not fit is not among them. */
export const storiesOf = ({ top, sections }: Pick<EditionPage, 'top' | 'sections'>): ShownStory[] =>
  [top ?? [], sections.flatMap(({ stories, briefs }) => [...stories, ...briefs])].flat()

/** The values that `edition.html` asks for, beside those of its frame. */
export function editionPageValues(page: EditionPage, frame: Frame, detail: Detail): object {
  const { words } = frame
  const { title, slotAt, top, sections, coverage, leftOut } = page
  const date = words.dayOf(slotAt)
  const count = storiesOf(page).length
  const items = (stories: readonly ShownStory[], isBrief: boolean, level: 2 | 3 = 3) =>
    stories.map((one) => storyItem(one, { level, date, isBrief, detail }, frame))
  const briefs = (stories: readonly ShownStory[]) => (stories.length > 0 ? [{ stories: items(stories, true) }] : [])
  const names = { date: words.wholeDateAndTime(slotAt), stories: words.count('dayCount', count) }
  return {
    heading: legible(title),
    phrase: [text(words.say(count > 0 ? 'editionIntro' : 'editionGone', names))],
    tops: top === undefined ? [] : [storyItem(top, { level: 2, date, hasSign: true, isTop: true, detail }, frame)],
    sections: sections
      .filter(({ stories, briefs }) => stories.length + briefs.length > 0)
      .map(({ topic, stories, briefs: small }) => ({
        phrase: sectionName(topic, frame),
        stories: items(stories, false),
        briefs: briefs(small),
      })),
    coverage:
      coverage.length > 0
        ? [
            {
              heading: words.say('laterCoverage'),
              lines: coverage.map(({ outlet, title, url, language }) => ({
                ...tongueOf(legible(title), language, frame),
                phrase: sentence(words, 'carrier', {
                  outlet: [strong(legible(outlet))],
                  headline: [link(legible(title), httpUrl(url))],
                }),
              })),
            },
          ]
        : [],
    leftOut: briefs(leftOut).map((one) => ({ ...one, heading: words.say('leftOut') })),
  }
}
