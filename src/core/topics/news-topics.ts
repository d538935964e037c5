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
import type { Rule, Topic } from '../model.ts'
import catalogue from './news-topics.json' with { type: 'json' }

/** The words of one topic in one language, as a catalogue file has them. */
interface Vocabulary {
  readonly sure?: readonly string[]
  readonly usual?: readonly string[]
  readonly hints?: readonly string[]
  readonly not?: readonly string[]
}

/** Reached by a phrase in the title, or by one in the lead and another one. */
const MIN_SCORE = 2.5

const phrasesIn = (lines: readonly string[] = []): string[] =>
  lines.flatMap((line) => line.split(', ')).map((phrase) => phrase.replace(/^=/, ''))

const ruleOf = ({ sure, usual, not }: Vocabulary): Rule => ({
  any: [...phrasesIn(sure), ...phrasesIn(usual)],
  none: phrasesIn(not),
})

/** The 17 top-level Media Topics in English: `topics: newsTopics` in feeds.config.ts, or a choice of them. */
export const newsTopics: readonly Topic[] = catalogue.map(({ id, name, iptc, ...vocabulary }) => ({
  id,
  name,
  iptc,
  ...ruleOf(vocabulary),
  languages: ['en'],
  minScore: MIN_SCORE,
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
