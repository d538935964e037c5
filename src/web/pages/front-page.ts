/** The front page, filled into the template `front.html`. */
import { legible } from '../../core/shown.ts'
import type { FrontPage, ShownStory, TopicName } from '../../core/site.ts'
import type { Frame } from './frame.ts'
import { link, type Part, sentence, text } from './phrase.ts'
import { type Detail, storyItem } from './story.ts'

/** The values that `front.html` asks for, beside those of its frame. */
export function frontPageValues({ date = '', top, strong, sections }: FrontPage, frame: Frame, detail: Detail): object {
  const { words, links } = frame
  const hasNothing = top === undefined && strong.length === 0 && sections.length === 0
  const half = Math.ceil(strong.length / 2)
  const halves = [strong.slice(0, half), strong.slice(half)].filter((stories) => stories.length > 0)
  return {
    notes: hasNothing
      ? [
          {
            heading: words.say('nothingYet'),
            phrase: sentence(words, 'nothingYetText', {
              link: [link(words.say('nothingYetLink'), `${links.page('feeds')}#sources`)],
            }),
          },
        ]
      : [],
    tops:
      top === undefined
        ? []
        : [
            {
              columns: `of-${halves.length}`,
              story: [storyItem(top, { level: 2, date, hasSign: true, isTop: true, detail }, frame)],
              halves: halves.map((stories) => ({
                stories: stories.map((one) => storyItem(one, { level: 2, date, hasSign: true, detail }, frame)),
              })),
            },
          ],
    sections: sections
      .filter(({ stories, briefs }) => stories.length + briefs.length > 0)
      .map(({ topic, stories, briefs }) => {
        const items = (shown: readonly ShownStory[], isBrief: boolean) =>
          shown.map((one) => storyItem(one, { level: 3, date, isBrief, detail }, frame))
        return {
          phrase: sectionName(topic, frame),
          kind: briefs.length > 0 ? 'with-briefs' : 'without-briefs',
          stories: items(stories, false),
          briefs: briefs.length > 0 ? [{ stories: items(briefs, true) }] : [],
        }
      }),
  }
}

/** The topic of a section, linked to its page; the words for those without one. */
export function sectionName(topic: TopicName | undefined, { words, links }: Frame): readonly Part[] {
  return topic === undefined ? [text(words.say('otherStories'))] : [link(legible(topic.name), links.topic(topic.id))]
}
