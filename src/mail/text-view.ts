/** The view as the text part needs it: the same texts in lines of 76, names underlined, sentences with their address. */
import { wrapText } from './plain.ts'
import type { EditionView, StoryView } from './view.ts'
import type { Words } from './words.ts'

const COLUMNS = 76

/** The values of digest.txt: the same stories, links and sentences as in the HTML, in the same order. */
export function textViewOf(view: EditionView, words: Words): object {
  const linked = (sentence: { before: string; link: string; url: string; after: string }): string =>
    wrapText(sentence.before + sentence.link + sentence.after, COLUMNS)
  const story = (story: StoryView) => ({
    title: wrapText(story.title, COLUMNS),
    lead: story.lead ? wrapText(story.lead, COLUMNS) : '',
    meta: [story.outlet, breakable(story.time), story.byline].filter(Boolean).join(' · '),
    url: story.url,
    covered: story.carriers.length > 0 ? [{ words: words.say('alsoCovered'), after: story.afterCarriers.trim() }] : [],
    carriers: story.carriers.map(({ outlet, url }) => ({ line: url ? `${outlet}: ${url}` : outlet })),
    firstPublished: story.firstPublished.map((sentence) => ({ words: linked(sentence), url: sentence.url })),
  })
  return {
    title: view.title,
    folio: `${view.digestTitle} · ${view.date}`,
    volume: breakable(view.volume),
    rule: '='.repeat(COLUMNS),
    note: view.note.map(({ title, text }) => ({ title: wrapText(title), text: wrapText(text, COLUMNS) })),
    tops: view.tops.map(story),
    sections: view.sections.map(({ name, stories }) => ({
      name,
      rule: '-'.repeat(Math.min(COLUMNS, Math.max(3, name.length))),
      stories: stories.map(story),
    })),
    more: view.more.map(({ sentence, feed }) => ({
      words: wrapText([sentence, ...feed.map(linked)].join(' '), COLUMNS),
      urls: feed,
    })),
    reason: wrapText(view.reason, COLUMNS),
    unsubscribe: view.unsubscribe,
    leave: view.leave.map((sentence) => ({ words: linked(sentence) })),
    sender: wrapText(view.sender, COLUMNS),
  }
}

function breakable(text: string): string {
  return text.replaceAll('\u00A0', ' ')
}
