/** Composes the two lines that an inbox shows of a mail: the subject and the preheader. */
import type { Edition, EditionStory } from '../core/model.ts'
import { withoutMarks } from '../core/shown.ts'
import { sentences } from '../core/text/text.ts'
import type { Words } from '../words.ts'

/** Most inboxes cut longer subjects, in the middle of a headline. */
const MAX_CHARACTERS = 110

/** The edition's stories in the order of the mail. */
function storiesOf(edition: Edition): readonly EditionStory[] {
  return [...(edition.top ? [edition.top] : []), ...edition.sections.flatMap(({ stories }) => stories)]
}

/**
 * The subject: the top headline, preceded by "Updated" where the recipient has had that story, the next one that fits beside
 * it, the number of stories and the date, at most 110 characters. Bias: one headline less is better than part of one more, so
 * no headline is ever cut.
 */
export function composeSubject(edition: Edition, words: Words): string {
  const date = words.shortDate(edition.slotAt)
  const digest = withoutMarks(edition.digestTitle)
  if (edition.storyCount === 0) {
    return words.say(edition.laterCoverage.length > 0 ? 'subjectCoverage' : 'subjectEmpty', { digest, date })
  }
  const tail = `(${words.say('subjectTail', { stories: words.count('stories', edition.storyCount), date })})`
  const titles = storiesOf(edition).map(({ title }) => withoutMarks(title))
  const [headline = '', ...others] = titles
  const first = edition.top?.news ? words.say('subjectUpdated', { headline }) : headline
  const fits = (subject: string) => subject.length <= MAX_CHARACTERS
  // Only the first ten: a headline further down does not say what the edition is about.
  for (const second of others.slice(0, 10)) {
    const subject = `${first}; ${second} ${tail}`
    if (fits(subject)) return subject
  }
  const alone = `${first} ${tail}`
  return fits(alone) ? alone : `${digest} ${tail}`
}

/**
 * The preheader, which does not repeat the subject: what is new in the top story, else its first sentence, then up to two
 * other headlines. Of an edition without stories: the headlines of its later coverage.
 */
export function composePreheader(edition: Edition, words: Words): string {
  const stories = storiesOf(edition)
  if (stories.length === 0) {
    const titles = edition.laterCoverage.map(({ title }) => withoutMarks(title))
    return titles.slice(0, 2).join('; ')
  }
  const subject = composeSubject(edition, words)
  const [top] = stories
  const news = (top!.news ?? []).map(({ text }) => withoutMarks(text)).filter((text) => !subject.includes(text))
  const sentence = news.at(-1) ?? sentences(withoutMarks(top!.lead).slice(0, 400))[0] ?? ''
  const headlines = stories.map(({ title }) => withoutMarks(title)).filter((title) => title && !subject.includes(title))
  const also = headlines.length > 0 ? words.say('preheaderAlso', { headlines: headlines.slice(0, 2).join('; ') }) : ''
  return [sentence, also].filter(Boolean).join(' ')
}
