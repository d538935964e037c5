/**
 * The texts of a published entry: its summary in plain text, and its content in HTML, which ends with who else has the story,
 * since most feed readers show neither `source` nor `related`.
 */

import { isSameLanguage } from '../../core/language-tag.ts'
import type { Carrier } from '../../core/model.ts'
import { directionOf } from '../../core/shown.ts'
import { leadBeside } from '../../core/stories/news.ts'
import { copiesByText } from '../../core/stories/presented.ts'
import { escapeHtml } from '../markup/clean-text.ts'
import { textToHtml } from '../markup/html.ts'
import { cleanText, dateOf, languageTag, oneLine, plainText, publicUrl } from './clean.ts'
import type { FeedEntry, FeedWords } from './entry.ts'

/** The summary in plain text, opened by what is new: `New: Captain arrested. The ferry ran aground …` */
export const summaryOf = (entry: FeedEntry, words: FeedWords): string =>
  [newsLine(entry, words), restOf(entry)].filter(Boolean).join(' ')

/** The summary without the sentences that what is new repeats. */
const restOf = ({ summary = '', news = [] }: FeedEntry): string => leadBeside(plainText(summary), news.map(oneLine))

/** Whether what is new, which opens the content, says the whole text. */
const isTold = ({ text = '', news = [] }: FeedEntry): boolean =>
  cleanText(text) !== '' && leadBeside(plainText(text), news.map(oneLine)) === ''

/** `New: Captain arrested. 14 dead.`, or nothing. Headlines, unlike sentences of a lead, come without a full stop. */
function newsLine({ news = [] }: FeedEntry, words: FeedWords): string {
  const told = news.map(oneLine).filter(Boolean)
  if (told.length === 0) return ''
  return words.say('feedNews', { news: told.map((text) => (SENTENCE_END.test(text) ? text : `${text}.`)).join(' ') })
}

/** The end of a sentence, in any script, also inside a quotation or brackets. */
const SENTENCE_END = /\p{Sentence_Terminal}[\p{Pe}\p{Pf}"']*$/u

/**
 * The content in HTML: what is new, the text (without one the summary), then outlet and time, the other articles, the first
 * publisher and the topics. Undefined where the feed is meant to have no texts at all, which is an entry without a summary. A
 * text of unknown language says so, since it would otherwise count as in the feed's.
 */
export function contentOf(entry: FeedEntry, words: FeedWords): string | undefined {
  const own = isTold(entry) ? '' : cleanText(entry.contentHtml ?? textToHtml(entry.text ?? ''))
  if (own === '' && entry.summary === undefined) return undefined
  const text = paragraph(escapeHtml(newsLine(entry, words))) + (own || paragraph(escapeHtml(restOf(entry))))
  const fold = foldOf(entry, words)
  const language = languageTag(entry.language)
  const direction = directionOf('', words.language, 'ltr')
  const isSame = language !== undefined && isSameLanguage(language, words.language)
  if (isSame && direction === 'ltr') return text + fold
  // Each part reads in its own direction.
  const apart = text === '' ? '' : `<div lang="${language ?? ''}" dir="auto">${text}</div>`
  // It begins with a name, from which `auto` would take the direction.
  return apart + fold.replace('<footer>', `<footer lang="${words.language}" dir="${direction}">`)
}

/** Who published it when, and who else has it: a footer, which readers of text, ours among them, know apart from the article. */
function foldOf(entry: FeedEntry, words: FeedWords): string {
  const at = dateOf(entry.leadAt) ?? dateOf(entry.publishedAt)
  const about = [oneLine(entry.source.title), at === undefined ? '' : words.wholeTime(at.toISOString())]
  const parts = [
    paragraph(escapeHtml(about.filter(Boolean).join(' · '))),
    othersOf(entry, words),
    firstPublisherOf(entry, words),
    creditsOf(entry, words),
    topicsOf(entry, words),
  ]
  return `<footer>${parts.join('')}</footer>`
}

/** The other articles: own reports by outlet and headline, copies by outlet, then how many more there are. */
function othersOf({ named = [], more = 0, source }: FeedEntry, words: FeedWords): string {
  const rest = more === 0 ? [] : [escapeHtml(words.count('moreArticles', more))]
  if (named.length === 0) return rest.map(paragraph).join('')
  const reports = named.filter(({ isCopy }) => !isCopy)
  const copies = copiesByText(named, source.title).map(({ text, outlet, copies }) => {
    const joints = words.joints(copies.length)
    const outlets = copies.map(({ outlet, url }, i) => escapeHtml(joints[i]!) + linked(outlet, url)).join('')
    return around(words.say(COPIES[text], { outlet: oneLine(outlet), outlets: SLOT }), outlets)
  })
  const items = [...reports.map((one) => reportOf(one, words)), ...copies, ...rest]
  return `${paragraph(escapeHtml(words.say('alsoCovered')))}<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
}

/** What outlets with the same text are called, by whose text it is. */
const COPIES = { lead: 'sameTextAt', leadOutlet: 'otherTextOf', other: 'sameTextOf' } as const

const reportOf = ({ outlet, title, url }: Carrier, words: FeedWords): string =>
  `${escapeHtml(words.say('ownReport', { outlet: oneLine(outlet) }))} ${linked(title, url)}`

function firstPublisherOf({ via }: FeedEntry, words: FeedWords): string {
  const outlet = oneLine(via?.outlet)
  return outlet === ''
    ? ''
    : paragraph(around(words.say('firstPublishedBy', { outlet: SLOT }), linked(outlet, via!.url)))
}

/** Whose the picture is, and audio and video, where that is not the lead's outlet. */
function creditsOf({ picture, enclosures = [] }: FeedEntry, words: FeedWords): string {
  const kindOf = (type = '') => (type.startsWith('video/') ? 'video' : 'audio')
  const files = [{ kind: 'picture', ...picture }, ...enclosures.map((file) => ({ kind: kindOf(file.type), ...file }))]
  const credits = files.flatMap(({ kind, url, credit }) =>
    credit === undefined || publicUrl(url) === undefined
      ? []
      : around(words.say(kind, { outlet: SLOT }), linked(credit.outlet, credit.url)),
  )
  return [...new Set(credits)].map(paragraph).join('')
}

function topicsOf({ topics }: FeedEntry, words: FeedWords): string {
  const names = topics.map(({ name }) => oneLine(name)).filter(Boolean)
  if (names.length === 0) return ''
  return paragraph(escapeHtml(words.count('feedTopics', names.length, { topics: words.list(names) })))
}

/** The place of a link in a sentence. */
const SLOT = '\0'

const around = (sentence: string, html: string): string => escapeHtml(sentence).replace(SLOT, () => html)

function linked(text: string, url: string | undefined): string {
  const href = publicUrl(url)
  const shown = escapeHtml(oneLine(text))
  return href === undefined ? shown : `<a href="${escapeHtml(href)}">${shown}</a>`
}

const paragraph = (html: string): string => (html === '' ? '' : `<p>${html}</p>`)
