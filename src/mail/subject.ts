/** Composes the two lines that an inbox shows of a mail: the subject and the preheader. */
import type { Edition, EditionStory } from '../core/model.ts'
import { sentences } from '../core/text/text.ts'
import { withoutMarks } from './plain.ts'
import type { Words } from './words.ts'

/** Most inboxes cut longer subjects, in the middle of a headline. */
const MAX_CHARACTERS = 110

/** The edition's stories in the order of the mail. */
function storiesOf(edition: Edition): readonly EditionStory[] {
  return [...(edition.top ? [edition.top] : []), ...edition.sections.flatMap(({ stories }) => stories)]
}

/**
 * The subject: the top headline, the next one that fits beside it, the number of stories and the date, at most 110
 * characters. Bias: one headline less is better than part of one more, so no headline is ever cut.
 */
export function composeSubject(edition: Edition, words: Words): string {
  const date = words.shortDate(edition.slotAt)
  const digest = withoutMarks(edition.digestTitle)
  if (edition.storyCount === 0) return words.say('subjectEmpty', { digest, date })
  const tail = `(${words.say('subjectTail', { stories: words.count('stories', edition.storyCount), date })})`
  const titles = storiesOf(edition).map(({ title }) => withoutMarks(title))
  const [first = '', ...others] = titles
  const fits = (subject: string) => subject.length <= MAX_CHARACTERS
  // Only the first ten: a headline further down does not say what the edition is about.
  for (const second of others.slice(0, 10)) {
    const subject = `${first}; ${second} ${tail}`
    if (fits(subject)) return subject
  }
  const alone = `${first} ${tail}`
  return fits(alone) ? alone : `${digest} ${tail}`
}

/** The preheader, which does not repeat the subject: the first sentence of the top story, then up to two other headlines. */
export function composePreheader(edition: Edition, words: Words): string {
  const stories = storiesOf(edition)
  if (stories.length === 0) return ''
  const sentence = sentences(withoutMarks(stories[0]!.lead).slice(0, 400))[0] ?? ''
  const subject = composeSubject(edition, words)
  const headlines = stories.map(({ title }) => withoutMarks(title)).filter((title) => title && !subject.includes(title))
  const also = headlines.length > 0 ? words.say('preheaderAlso', { headlines: headlines.slice(0, 2).join('; ') }) : ''
  return [sentence, also].filter(Boolean).join(' ')
}
