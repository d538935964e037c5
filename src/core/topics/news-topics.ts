/**
 * A ready catalogue of topics: the 17 top-level IPTC Media Topics (CC BY 4.0, iptc.org) with their ids, found by English
 * phrases of our own. Bias: a missed topic is better than a wrong one. Each of these words also occurs in other subjects,
 * so a topic needs a phrase in the title or several in the text (`minScore`). Phrases match by their stems, and those in
 * capitals only in capitals.
 */
import type { Rule, Topic } from '../model.ts'
import catalogue from './news-topics.json' with { type: 'json' }

/** Reached by a phrase in the title, or by one in the lead and another one. */
const MIN_SCORE = 2.5

/** The 17 top-level Media Topics in English: `topics: newsTopics` in feeds.config.ts, or a choice of them. */
export const newsTopics: readonly Topic[] = catalogue.map(({ id, name, iptc, any, none = [] }) => ({
  id,
  name,
  iptc,
  any,
  none,
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
