/** The two lines that an inbox shows before a mail is opened: its subject and its preheader. */
import type { Edition, EditionStory } from '../core/model.ts'
import { sentences } from '../core/text/text.ts'
import { withoutMarks } from './plain.ts'
import type { Words } from './words.ts'

/** Longer subjects are cut by most inboxes, in the middle of a headline. */
const MOST_CHARACTERS = 110

/** Its stories in the order of the mail. */
export function storiesOf(edition: Edition): readonly EditionStory[] {
  return [...(edition.top ? [edition.top] : []), ...edition.sections.flatMap(({ stories }) => stories)]
}

/**
 * The top headline, the next one that fits beside it, how many stories there are, and the date; at most 110 characters.
 * Bias: a whole headline less is better than a piece of one more, so nothing is ever cut short.
 */
export function composeSubject(edition: Edition, words: Words): string {
  const date = words.shortDate(edition.slotAt)
  const digest = withoutMarks(edition.digestTitle)
  if (edition.storyCount === 0) return words.say('subjectEmpty', { digest, date })
  const tail = `(${words.say('subjectTail', { stories: words.count('stories', edition.storyCount), date })})`
  const titles = storiesOf(edition).map(({ title }) => withoutMarks(title))
  const [first = '', ...others] = titles
  const fits = (subject: string) => subject.length <= MOST_CHARACTERS
  // Ten are enough: a headline further down is no longer what the edition is about.
  for (const second of others.slice(0, 10)) {
    const subject = `${first}; ${second} ${tail}`
    if (fits(subject)) return subject
  }
  const alone = `${first} ${tail}`
  return fits(alone) ? alone : `${digest} ${tail}`
}

/** What follows the subject in the inbox and does not repeat it: the top story's first sentence, then other headlines. */
export function composePreheader(edition: Edition, words: Words): string {
  const stories = storiesOf(edition)
  if (stories.length === 0) return ''
  const sentence = sentences(withoutMarks(stories[0]!.lead).slice(0, 400))[0] ?? ''
  const subject = composeSubject(edition, words)
  const headlines = stories.map(({ title }) => withoutMarks(title)).filter((title) => title && !subject.includes(title))
  const also = headlines.length > 0 ? words.say('preheaderAlso', { headlines: headlines.slice(0, 2).join('; ') }) : ''
  return [sentence, also].filter(Boolean).join(' ')
}
