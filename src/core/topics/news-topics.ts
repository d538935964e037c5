/**
 * A ready catalogue of topics: the 17 top-level IPTC Media Topics (CC BY 4.0, iptc.org) with their ids, found by phrases of
 * our own. Bias: a missed topic is better than a wrong one.
 *
 * A catalogue file has for each topic lists of lines, and in a line phrases parted by ", ":
 * - `sure`: found once in the title or the lead, the topic applies (quarter-final, box office);
 * - `usual`: one in the title, or two in the lead (goalkeeper, singer);
 * - `hints`: common words that only help in company (match, team);
 * - `not`: what holds one of these phrases in another sense (trade war, food bank); there it does not count.
 * Phrases match by their stems, one led by "=" only as written, and those in capitals only in capitals.
 */
import type { Phrase, Rule, Topic } from '../model.ts'
import catalogue from './news-topics.json' with { type: 'json' }
import spanish from './news-topics-es.json' with { type: 'json' }

/** The words of one topic in one language, as a catalogue file has them. */
interface Vocabulary {
  readonly sure?: readonly string[]
  readonly usual?: readonly string[]
  readonly hints?: readonly string[]
  readonly not?: readonly string[]
}

const WEIGHTS = { sure: 2, usual: 1, hints: 0.4 }
/** What a phrase counts in the title and in the lead, where one in the text counts 1. */
const PLACES = { titleWeight: 6, leadWeight: 3 }
/** Reached by a usual phrase in the title, a sure one in the lead, or several in the text. */
const MIN_SCORE = 5
/** A second topic needs this share of the first one's score. */
const MIN_SHARE = 0.5

const phrasesIn = (lines: readonly string[] = []): string[] => lines.flatMap((line) => line.split(', '))

/** The rule for a vocabulary: its phrases by weight, those of `not` with what they hold taken off. */
function ruleOf(vocabulary: Vocabulary): Rule {
  const weights = new Map<string, number>()
  for (const strength of ['hints', 'usual', 'sure'] as const) {
    for (const phrase of phrasesIn(vocabulary[strength])) weights.set(phrase, WEIGHTS[strength])
  }
  const counted = new Map([...weights].map(([phrase, weight]) => [phrase.replace(/^=/, '').toLowerCase(), weight]))
  for (const phrase of phrasesIn(vocabulary.not)) weights.set(phrase, -weightWithin(phrase, counted))
  return { any: [...weights].map(([phrase, weight]) => phraseOf(phrase, weight)) }
}

const phraseOf = (phrase: string, weight: number): Phrase =>
  phrase.startsWith('=') ? { phrase: phrase.slice(1), exact: true, weight } : { phrase, weight }

/** The sum of the weights of the phrases that a phrase holds. */
function weightWithin(phrase: string, weights: ReadonlyMap<string, number>): number {
  const words = phrase.toLowerCase().split(' ')
  let sum = 0
  for (let first = 0; first < words.length; first++) {
    for (let end = first + 1; end <= words.length; end++) sum += weights.get(words.slice(first, end).join(' ')) ?? 0
  }
  return sum
}

/** The catalogues in other languages, by language; for articles in them they replace the English one. */
const catalogues: Readonly<Record<string, readonly (Vocabulary & { readonly id: string })[]>> = { es: spanish }

/** The rules of a topic in the other languages, by language. */
const rulesElsewhere = (id: string): Record<string, Rule> =>
  Object.fromEntries(
    Object.entries(catalogues).map(([language, topics]) => [language, ruleOf(topics.find((one) => one.id === id)!)]),
  )

/** The 17 top-level Media Topics in English and Spanish: `topics: newsTopics` in feeds.config.ts, or a choice of them. */
export const newsTopics: readonly Topic[] = catalogue.map(({ id, name, iptc, ...vocabulary }) => ({
  id,
  name,
  iptc,
  ...ruleOf(vocabulary),
  ...PLACES,
  languages: ['en'],
  inLanguage: rulesElsewhere(id),
  minScore: MIN_SCORE,
  minShare: MIN_SHARE,
}))

/**
 * The topics with rules for one more language, by topic id. For articles in that language they replace the topic's own:
 * `topics: addLanguage(newsTopics, 'de', { politics: { any: ['Wahl', 'Bundestag'] } })`.
 */
export const addLanguage = (
  topics: readonly Topic[],
  language: string,
  rulesById: Readonly<Record<string, Rule>>,
): Topic[] =>
  topics.map((topic) => {
    const rule = rulesById[topic.id]
    return rule === undefined ? topic : { ...topic, inLanguage: { ...topic.inLanguage, [language]: rule } }
  })
