/** The page of one story, filled into the template `story-page.html`. */
import { isSameLanguage } from '../../core/language-tag.ts'
import { httpUrl, withoutMarks } from '../../core/shown.ts'
import type { ShownArticle, StoryPage } from '../../core/site.ts'
import type { Frame } from './frame.ts'
import { asSentence, link, type Part, sentence, text } from './phrase.ts'
import { firstOf, leadOf, minuteOf, minutesOf, signsOf, tongueOf, updatedOf } from './story.ts'

/** The values that `story-page.html` asks for, beside those of its frame. */
export function storyPageValues(page: StoryPage, frame: Frame): object {
  const { words, links } = frame
  const { story } = page
  const title = withoutMarks(story.title)
  const outlet = withoutMarks(story.outlet)
  const tongue = tongueOf(title, story.language, frame)
  const lead = leadOf(story, 400)
  const url = httpUrl(story.url ?? '')
  // Times are seen from the day of the newest article, so that those of the days before have the weekday and the time.
  const newest = [...page.articles.map(({ publishedAt }) => words.dayOf(publishedAt)), page.date].sort().at(-1)!
  const outlets = new Set(page.articles.map((article) => article.outlet))
  return {
    ...tongue,
    signs: signsOf(story, frame),
    heading: title,
    updated: updatedOf(story, tongue.ours, frame),
    leads: lead ? [{ words: lead }] : [],
    phrase: [link(outlet, links.source(story.sourceId))],
    authors: story.authors
      .map(withoutMarks)
      .filter((name) => name && name !== outlet)
      .map((name) => ({ words: name })),
    at: minuteOf(story.publishedAt),
    time: words.wholeDateAndTime(story.publishedAt),
    minutes: minutesOf(story.minutes, frame),
    buttons: url
      ? [{ href: url, ours: tongue.ours, phrase: sentence(words, 'readAt', { outlet: [link(outlet, undefined)] }) }]
      : [],
    carriedBy: words.count('carriedBy', Math.max(1, outlets.size)),
    articles: page.articles.map((article) => articleOf(article, page, newest, frame)),
    notes: [
      ...(page.moreArticles > 0 ? [{ phrase: [text(words.count('moreCarry', page.moreArticles))] }] : []),
      ...(page.articles.some(({ isFirst }) => isFirst) ? [] : firstOf(story, [], frame)),
    ],
    topics:
      page.topics.length > 0
        ? [
            {
              heading: words.say('whyTopics'),
              rows: page.topics.map(({ id, name, why }) => ({
                phrase: [link(withoutMarks(name), links.topic(id))],
                words: asSentence(why),
                english: englishIn(frame),
              })),
            },
          ]
        : [],
    standsHeading: words.say('whyOrder'),
    stands: standsBy(page, frame).map((line) => ({ words: line })),
    grew: words.say('howItGrew'),
    growth: page.growth.map(({ at, outlet, kind, isLead = false, news = '' }) => ({
      at: minuteOf(at),
      time: words.timeOnDate(at, newest),
      phrase: sentence(words, `${kind}${isLead && kind !== 'began' ? 'Lead' : ''}`, {
        outlet: [link(withoutMarks(outlet), undefined)],
        news: [link(withoutMarks(news), undefined)],
      }),
    })),
  }
}

/** What its place on the front page is counted from. */
function standsBy({ standing }: StoryPage, { words }: Frame): readonly string[] {
  const { ownOutlets, copyOutlets, weight, counted, developedAt } = standing
  const outlets = [
    ...(ownOutlets > 0 ? [words.count('ownOutlets', ownOutlets)] : []),
    ...(copyOutlets > 0 ? [words.count('copyOutlets', copyOutlets)] : []),
  ]
  const values = { outlets: words.list(outlets), counted: words.number(Math.round(counted * 10) / 10) }
  return [
    weight === 1
      ? words.say('counted', values)
      : words.say('countedByWeight', { ...values, weight: words.number(weight) }),
    words.say('developed', { date: words.wholeDateAndTime(developedAt) }),
  ]
}

function articleOf(article: ShownArticle, page: StoryPage, newest: string, frame: Frame): object {
  const { words, links } = frame
  const title = withoutMarks(article.title)
  const outlet: readonly Part[] = [link(withoutMarks(article.outlet), links.source(article.sourceId))]
  return {
    ...tongueOf(title, article.language, frame),
    kind: article.copyOf === undefined ? 'own' : 'copy',
    phrase: outlet,
    headline: [{ phrase: [link(title, httpUrl(article.url ?? ''))] }],
    at: minuteOf(article.publishedAt),
    time: words.timeOnDate(article.publishedAt, newest),
    minutes: minutesOf(article.minutes, frame),
    ...judgement(article, page, frame),
  }
}

/** What an article is in its story, in bold, and why. */
function judgement(article: ShownArticle, { articles, leadWhy }: StoryPage, frame: Frame) {
  const { words } = frame
  const { copyOf, isFirst, isLead } = article
  const isOwn = copyOf === undefined
  const say = (key: string) => ({ words: words.say(key), english: [] })
  const label = !isOwn
    ? words.say('copyOf', { outlet: withoutMarks(copyOf) })
    : isFirst && articles.length > 1
      ? words.say('firstToPublish')
      : isLead || articles.length === 1
        ? words.say('ownReport')
        : words.say('sameEvent')
  const why = asSentence(article.why)
  return {
    label,
    reasons: [
      ...(isOwn && label !== words.say('ownReport') ? [say('ownReport')] : []),
      ...(!isOwn && isFirst ? [say('firstToPublish')] : []),
      ...(isLead && articles.length > 1 ? [say('leadsStory')] : []),
      ...(isLead && articles.length > 1 && leadWhy
        ? [{ words: `${withoutMarks(leadWhy)}.`, english: englishIn(frame) }]
        : []),
      ...(why && !isFirst && !isLead ? [{ words: why, english: englishIn(frame) }] : []),
    ],
  }
}

/** Reasons are kept in English. */
const englishIn = ({ words }: Frame) => (isSameLanguage(words.language, 'en') ? [] : [{ language: 'en' }])
