/**
 * A ready catalogue of topics: the 17 top-level IPTC Media Topics (CC BY 4.0, iptc.org) with their ids, found by phrases of
 * our own. Bias: a topic more is better than an article without one, but a second topic must be half as strong as the first.
 *
 * A catalogue file has for each topic lists of lines, and in a line phrases parted by ", ":
 * - `sure`: found once in the title or the lead, the topic applies (quarter-final, box office);
 * - `usual`: one in the title, or two in the lead (goalkeeper, singer);
 * - `hints`: common words that only help in company (match, team);
 * - `not`: what holds one of these phrases in another sense (trade war, food bank); there it does not count.
 * Phrases match in all their forms, one led by "=" only as written, and those in capitals only in capitals. Compounds are not
 * taken apart in the text, so a catalogue lists them: `{Wald|Groß}brand` is Waldbrand and Großbrand. The English file is a list
 * of topics with id, name and iptc; the files of other languages are objects of such lists by topic id.
 */
import type { Phrase, Rule, Topic } from '../model.ts'
import catalogue from './news-topics.json' with { type: 'json' }
import german from './news-topics-de.json' with { type: 'json' }
import spanish from './news-topics-es.json' with { type: 'json' }
import french from './news-topics-fr.json' with { type: 'json' }

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
/** Reached by a usual phrase in the title or a sure one in the lead, by two usual ones in the lead or one with two hints. */
const MIN_SCORE = 5
/** A second topic needs this share of the first one's score. */
const MIN_SHARE = 0.5

const phrasesIn = (lines: readonly string[] = []): string[] =>
  lines.flatMap((line) => line.split(', ')).flatMap(compoundsOf)

/** The compounds of `{Wald|Groß}brand`, which are Waldbrand and Großbrand; another phrase as it is. */
function compoundsOf(phrase: string): string[] {
  const [, before = '', parts, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(phrase) ?? []
  return parts === undefined ? [phrase] : parts.split('|').flatMap((part) => compoundsOf(before + part + after))
}

const phrasesByVocabulary = new WeakMap<Vocabulary, readonly Phrase[]>()

/**
 * The phrases of a vocabulary by weight, those of `not` with what they hold taken off. Made when they are first read: every
 * configuration imports this file with `broadsheet`, and few use the catalogue.
 */
function phrasesOf(vocabulary: Vocabulary): readonly Phrase[] {
  const known = phrasesByVocabulary.get(vocabulary)
  if (known !== undefined) return known
  const weights = new Map<string, number>()
  for (const strength of ['hints', 'usual', 'sure'] as const) {
    for (const phrase of phrasesIn(vocabulary[strength])) weights.set(phrase, WEIGHTS[strength])
  }
  const counted = new Map([...weights].map(([phrase, weight]) => [singular(phrase.replace(/^=/, '')), weight]))
  for (const phrase of phrasesIn(vocabulary.not)) {
    const held = weightWithin(phrase, counted)
    if (held > 0) weights.set(phrase, -held)
  }
  const phrases = [...weights].map(([phrase, weight]) => phraseOf(phrase, weight))
  phrasesByVocabulary.set(vocabulary, phrases)
  return phrases
}

function phraseOf(phrase: string, weight: number): Phrase {
  if (phrase.startsWith('=')) return { phrase: phrase.slice(1), exact: true, weight }
  return weight === 1 ? phrase : { phrase, weight }
}

/** A phrase as it is compared with others: `trade wars` and `trade war` are one. Stems would cost a hundred milliseconds. */
const singular = (phrase: string): string =>
  phrase
    .toLowerCase()
    .replace(/['-]/g, ' ')
    .replace(/(?<=[^s\s])s\b/g, '')

/** The sum of the weights of the phrases that a phrase holds. */
function weightWithin(phrase: string, weights: ReadonlyMap<string, number>): number {
  const words = singular(phrase).split(' ')
  let sum = 0
  for (let first = 0; first < words.length; first++) {
    for (let end = first + 1; end <= words.length; end++) sum += weights.get(words.slice(first, end).join(' ')) ?? 0
  }
  return sum
}

/** The other languages of the catalogue: by primary tag, by topic id. */
const vocabularies: Readonly<Record<string, Readonly<Record<string, Vocabulary>>>> = {
  de: german,
  es: spanish,
  fr: french,
}

/**
 * The 17 top-level Media Topics, found in English, German, French and Spanish articles: `topics: newsTopics` in
 * feeds.config.ts, or a choice of them.
 */
export const newsTopics: readonly Topic[] = catalogue.map(({ id, name, iptc, ...english }) => ({
  id,
  name,
  iptc,
  get any() {
    return phrasesOf(english)
  },
  get inLanguage() {
    return Object.fromEntries(
      Object.entries(vocabularies).flatMap(([language, byId]) =>
        byId[id] === undefined ? [] : [[language, { any: phrasesOf(byId[id]) }]],
      ),
    )
  },
  ...PLACES,
  languages: ['en'],
  minScore: MIN_SCORE,
  minShare: MIN_SHARE,
}))

/**
 * The topics with rules for one more language, by topic id. For articles in that language they replace what the topic has:
 * `topics: addLanguage(newsTopics, 'it', { politics: { any: ['elezioni', 'parlamento'] } })`.
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
