/** The pages that list stories (days, topics, sources, search), filled into the template `list.html`. */
import type { SearchFault } from '../../core/model.ts'
import { OPERATORS, operandOf } from '../../core/search/query.ts'
import { httpUrl, legible, withoutMarks } from '../../core/shown.ts'
import type { DayPage, NotIndexed, SearchPage, ShownStory, SourcePage, TopicPage } from '../../core/site.ts'
import { dayPath, topicPath } from '../../core/site-paths.ts'
import type { Frame } from './frame.ts'
import { sectionName } from './front-page.ts'
import { link, list, type Part, sentence, text } from './phrase.ts'
import { type Detail, storyItem } from './story.ts'

interface List {
  readonly heading: string
  readonly intros: readonly (readonly Part[])[]
  readonly sections: readonly object[]
  readonly forms?: readonly object[]
  readonly hints?: readonly (readonly Part[])[]
  readonly faults?: readonly (readonly Part[])[]
  readonly parts?: readonly object[]
  readonly onward?: readonly object[]
}

const listValues = ({ heading, intros, sections, forms, hints, faults = [], parts, onward }: List): object => ({
  heading,
  intros: intros.map((phrase) => ({ phrase })),
  sections,
  forms: forms ?? [],
  hints: (hints ?? []).map((phrase) => ({ phrase })),
  faults: faults.length > 0 ? [{ lines: faults.map((phrase) => ({ phrase })) }] : [],
  parts: parts ?? [],
  onward: onward ?? [],
})

/** A section: its head in a column of its own, its stories beside it. */
interface Section {
  /** A date or a topic; absent: no head. */
  readonly head?: { readonly kind: 'date' | 'topic'; readonly phrase: readonly Part[] }
  readonly stories: readonly ShownStory[]
  readonly date?: string
  readonly hasSign?: boolean
}

const sectionValues = ({ head, stories, date, hasSign = false }: Section, frame: Frame, detail: Detail): object => ({
  heads: head === undefined ? [] : [head],
  stories: stories.map((story) =>
    storyItem(
      story,
      { level: head === undefined ? 2 : 3, ...(date === undefined ? {} : { date }), hasSign, detail },
      frame,
    ),
  ),
})

/** Sections of days, each headed by its date, which leads to the page of the day. */
const daysOf = (days: TopicPage['days'], hasSign: boolean, frame: Frame, detail: Detail): readonly object[] =>
  days.map(({ date, stories }) =>
    sectionValues(
      {
        head: { kind: 'date', phrase: [link(frame.words.day(date), frame.links.page(dayPath(date)))] },
        stories,
        date,
        hasSign,
      },
      frame,
      detail,
    ),
  )

const sectionsOf = (sections: DayPage['sections'], date: string, frame: Frame, detail: Detail): readonly object[] =>
  sections
    .filter(({ stories }) => stories.length > 0)
    .map(({ topic, stories }) =>
      sectionValues({ head: { kind: 'topic', phrase: sectionName(topic, frame) }, stories, date }, frame, detail),
    )

/** The values that `list.html` asks for, beside those of its frame. */
export function dayPageValues(page: DayPage, frame: Frame, detail: Detail): object {
  const { words, links } = frame
  const { date, part, parts, count } = page
  const stories = words.count('dayCount', count)
  const onward = (key: 'dayBefore' | 'dayAfter', rel: 'prev' | 'next', day: string | undefined) => {
    const href = day === undefined ? undefined : links.page(dayPath(day))
    return href ? [{ href, rel, words: words.say(key, { date: words.day(day!) }) }] : []
  }
  const days = [...onward('dayBefore', 'prev', page.previousDate), ...onward('dayAfter', 'next', page.nextDate)]
  return listValues({
    heading: words.wholeDay(date),
    intros: [
      [
        text(
          parts > 1
            ? words.say('dayPart', { stories, part: words.number(part), parts: words.number(parts) })
            : words.say('dayWhole', { stories }),
        ),
      ],
    ],
    sections: sectionsOf(page.sections, date, frame, detail),
    parts:
      parts > 1
        ? [
            {
              words: words.say('parts'),
              chips: Array.from({ length: parts }, (_, i) => ({
                href: links.page(dayPath(date, i + 1)),
                current: i + 1 === part ? [{}] : [],
                words: words.say('part', { part: words.number(i + 1) }),
              })),
            },
          ]
        : [],
    onward: days.length > 0 ? [{ words: words.say('days'), links: days }] : [],
  })
}

/** The values that `list.html` asks for, beside those of its frame. `folder` is the topic's. */
export function topicPageValues(page: TopicPage, folder: string, frame: Frame, detail: Detail): object {
  const { words, links } = frame
  const topic = legible(page.topic.name)
  const feed = link(words.say('followTopic', { topic }), links.file(`${topicPath(folder)}/atom.xml`))
  const mentioned = words.anyOf(page.words.map(withoutMarks))
  return listValues({
    heading: topic,
    intros: [
      sentence(words, mentioned ? 'topicWords' : 'topicPlain', { words: mentioned, feed: [feed] }),
      ...(page.days.length === 0 ? [[text(words.say('topicEmpty'))]] : []),
    ],
    sections: daysOf(page.days, false, frame, detail),
  })
}

/** The values that `list.html` asks for, beside those of its frame. */
export function sourcePageValues(page: SourcePage, frame: Frame, detail: Detail): object {
  const { words } = frame
  const source = legible(page.name)
  const site = httpUrl(page.siteUrl ?? '')
  const feed = httpUrl(page.feedUrl ?? '')
  const own = [
    ...(site ? [link(words.say('sourceSite'), site)] : []),
    ...(feed ? [link(words.say('sourceFeed'), feed)] : []),
  ]
  return listValues({
    heading: source,
    intros: [
      [text(words.say('sourceIntro', { source }))],
      ...(own.length > 0 ? [own.flatMap((one, i) => (i === 0 ? one : [text(' · '), one]))] : []),
    ],
    sections: daysOf(page.days, true, frame, detail),
  })
}

/** The values that `list.html` asks for, beside those of its frame. */
export function searchPageValues(page: SearchPage, frame: Frame, detail: Detail): object {
  const { words, links } = frame
  const { query, faults, stories, count, isMore } = page
  const isAsked = query.trim() !== ''
  const onward = (key: 'pageBefore' | 'pageAfter', rel: 'prev' | 'next', number: number) => ({
    href: `${links.search}?${new URLSearchParams({ q: query, ...(number > 1 ? { page: String(number) } : {}) })}`,
    rel,
    words: words.say(key),
  })
  const pages = [
    ...(page.page > 1 ? [onward('pageBefore', 'prev', page.page - 1)] : []),
    ...(isMore ? [onward('pageAfter', 'next', page.page + 1)] : []),
  ]
  return listValues({
    heading: words.say('searchHeading'),
    intros: [],
    forms: searchForm(query, frame, faults.length > 0),
    faults: faults.length > 0 ? [[text(words.say('searchFault'))], ...faults.map((one) => faultOf(one, frame))] : [],
    hints: [
      ...(page.missing === undefined ? [] : [[text(missingOf(page.missing, frame))]]),
      isAsked
        ? [text(count > 0 ? words.count('found', count) : words.say('foundNone'))]
        : sentence(words, 'searchHint', {
            phrase: sample('"…"'),
            source: sample('source:'),
            topic: sample('topic:'),
            since: sample('since:'),
          }),
    ],
    sections: stories.length > 0 ? [sectionValues({ stories, hasSign: true }, frame, detail)] : [],
    onward: pages.length > 0 ? [{ words: words.say('pages'), links: pages }] : [],
  })
}

/** A name or something to type, isolated from the direction around it. */
const sample = (words: string): readonly Part[] => [link(withoutMarks(words), undefined)]

const EXAMPLES = {
  source: 'source:"The Wire"',
  topic: 'topic:economy',
  since: 'since:2026-11-20',
  until: 'until:2026-11',
}

/** What of a search could not be used, and what to write. */
function faultOf(fault: SearchFault, frame: Frame): readonly Part[] {
  const { words } = frame
  const inQuotes = (name: string) => sentence(words, 'quoted', { words: sample(name) })
  switch (fault.kind) {
    case 'too-long':
      return sentence(words, 'faultTooLong', { most: words.number(fault.most) })
    case 'too-many-words':
      return sentence(words, 'faultTooManyWords', { most: words.number(fault.most) })
    case 'not-closed':
      return sentence(words, 'faultNotClosed', { text: inQuotes(fault.text) })
    case 'nothing-after': {
      const { operator } = fault
      return sentence(words, 'faultNothingAfter', {
        operator: sample(`${operator}:`),
        example: sample(EXAMPLES[operator]),
      })
    }
    case 'no-operator': {
      const operators = list(
        words,
        OPERATORS.flatMap((one) => sample(`${one}:`)),
      )
      const phrase = sample(`"${fault.text}"`)
      return sentence(words, 'faultNoOperator', { operator: sample(`${fault.name}:`), operators, phrase })
    }
    case 'date-excluded':
      return [text(words.say('faultDateExcluded'))]
    case 'no-date':
      return sentence(words, 'faultNoDate', { text: inQuotes(fault.text), example: sample(EXAMPLES[fault.operator]) })
    case 'none-between':
      return sentence(words, 'faultNoneBetween', { since: sample('since:'), until: sample('until:') })
    case 'or':
      return sentence(words, 'faultOr', { word: sample('OR') })
    case 'not':
      return sentence(words, 'faultNot', { word: sample('NOT'), example: sample('bridge -ferry') })
    default: {
      const { kind, name, meant } = fault
      const operand = meant === undefined ? undefined : operandOf(kind === 'no-source' ? 'source' : 'topic', meant)
      return [
        ...sentence(words, kind === 'no-source' ? 'faultNoSource' : 'faultNoTopic', { name: inQuotes(name) }),
        ...(operand === undefined ? [] : [text(' '), ...sentence(words, 'faultMeant', { meant: sample(operand) })]),
      ]
    }
  }
}

/** What of the archive cannot be found yet. */
function missingOf(missing: NotIndexed, { words }: Frame): string {
  switch (missing.kind) {
    case 'all':
      return words.say('missingAll')
    case 'most':
      return words.say('missingMost')
    case 'older':
      return words.say('missingOlder', { date: words.wholeDay(missing.before) })
    case 'many':
      return words.say('missingMany', { count: words.number(missing.count) })
    case 'some':
      return words.count('missingSome', missing.count)
  }
}

/** The search field with these words in it; empty where there is no search. */
export function searchForm(query: string, { words, links }: Frame, isFaulty = false): readonly object[] {
  if (links.search === undefined) return []
  return [
    {
      action: links.search,
      label: words.say('searchLabel'),
      query,
      button: words.say('searchButton'),
      faulty: isFaulty ? [{}] : [],
    },
  ]
}
