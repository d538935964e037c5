/** The page of one story, filled into the template `story-page.html`. */
import type { TopicReason } from '../../core/model.ts'
import { httpUrl, legible } from '../../core/shown.ts'
import type { OtherArticle, ShownArticle, ShownReason, StoryPage } from '../../core/site.ts'
import type { Frame } from './frame.ts'
import { link, type Part, sentence, text } from './phrase.ts'
import { firstOf, leadOf, minuteOf, minutesOf, signsOf, tongueOf, updatedOf } from './story.ts'

/** The values that `story-page.html` asks for, beside those of its frame. */
export function storyPageValues(page: StoryPage, frame: Frame): object {
  const { words, links } = frame
  const { story } = page
  const title = legible(story.title)
  const outlet = legible(story.outlet)
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
      .map(legible)
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
                phrase: [link(legible(name), links.topic(id))],
                lines: whyTopic(why, frame).map((phrase) => ({ phrase })),
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
        outlet: [link(legible(outlet), undefined)],
        news: quoted([news], frame),
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
  const title = legible(article.title)
  const outlet: readonly Part[] = [link(legible(article.outlet), links.source(article.sourceId))]
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
  const label = !isOwn
    ? words.say('copyOf', { outlet: legible(copyOf) })
    : isFirst && articles.length > 1
      ? words.say('firstToPublish')
      : isLead || articles.length === 1
        ? words.say('ownReport')
        : words.say('sameEvent')
  const say = (key: string): readonly Part[] => [text(words.say(key))]
  const reasons = [
    ...(isOwn && label !== words.say('ownReport') ? [say('ownReport')] : []),
    ...(!isOwn && isFirst ? [say('firstToPublish')] : []),
    ...(isLead && articles.length > 1 ? [say(leadWhy === undefined ? 'leadsStory' : LEADS[leadWhy])] : []),
    ...(isFirst || isLead ? [] : article.why.map((reason) => whyHere(reason, article, frame))),
  ]
  return { label, reasons: reasons.map((phrase) => ({ phrase })) }
}

const LEADS = {
  news: 'leadsByNews',
  only: 'leadsStory',
  original: 'leadsAsOriginal',
  weight: 'leadsByWeight',
  complete: 'leadsAsComplete',
  first: 'leadsAsFirst',
} as const

/** Why an article is in the story, a sentence. */
function whyHere(reason: ShownReason, { copyOf }: ShownArticle, frame: Frame): readonly Part[] {
  const { words } = frame
  switch (reason.kind) {
    case 'wording': {
      const { percent, other } = reason
      const values = { percent: words.number(percent) }
      // The label names the outlet already.
      return other === undefined || other.outlet === copyOf
        ? sentence(words, 'sameWording', values)
        : sentence(words, 'sameWordingAs', { ...values, other: named(other, frame) })
    }
    case 'event':
      return reason.words.length === 0
        ? sentence(words, 'nearestTo', { other: named(reason.other, frame) })
        : sentence(words, 'mentionsLike', {
            other: named(reason.other, frame),
            words: quoted(reason.words, frame),
          })
    case 'hand':
      return sentence(words, 'byHandWith', { other: named(reason.other, frame) })
    default:
      return [text(words.say(SAME[reason.kind]))]
  }
}

const SAME = { address: 'sameAddress', guid: 'sameGuid', title: 'sameTitle' } as const

/** The outlet of another article of the story, or its headline where the outlet has several in it. */
const named = ({ outlet, title }: OtherArticle, frame: Frame): readonly Part[] =>
  title === undefined ? [link(legible(outlet), undefined)] : quoted([title], frame)

/** `“A”, “B” and “C”`. */
function quoted(names: readonly string[], { words }: Frame): readonly Part[] {
  const joints = words.joints(names.length)
  return names.flatMap((name, i) => [
    text(joints[i]!),
    ...sentence(words, 'quoted', { words: [link(legible(name), undefined)] }),
  ])
}

/** How many words a topic's row names: those of the headline first. */
const MOST_WORDS = 5

/** Why the story has a topic, sentences. */
function whyTopic(why: readonly TopicReason[], frame: Frame): readonly (readonly Part[])[] {
  const { words } = frame
  let left = MOST_WORDS
  return why.flatMap((reason): (readonly Part[])[] => {
    if (reason.kind === 'source')
      return [sentence(words, 'topicOfSource', { outlet: [link(legible(reason.name), undefined)] })]
    if (reason.kind === 'taught') return [[text(words.say('topicTaught'))]]
    if (reason.kind === 'learned' && reason.words.length === 0) return [[text(words.say('topicLike'))]]
    const shown = reason.words.slice(0, left)
    left -= shown.length
    return shown.length === 0 ? [] : [sentence(words, WHERE[reason.kind], { words: quoted(shown, frame) })]
  })
}

const WHERE = {
  title: 'topicInTitle',
  lead: 'topicInLead',
  text: 'topicInText',
  learned: 'topicLearned',
  none: 'topicNone',
} as const
