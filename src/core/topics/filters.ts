/**
 * Decides which articles the filters drop, and by what. Bias: an unwanted article is better than a lost one, so nothing is
 * dropped for what is not known of it: an unknown language or date neither meets a `drop` nor fails a `keep`. An article that
 * has no author, category or address is known to have none.
 *
 * All that a rule names must hold: its words as those of a topic with the same rule, and each field. In a field one of
 * several is enough.
 */

import { primaryTag } from '../language-tag.ts'
import type { Article, Filter, FilterRule, Instant } from '../model.ts'
import { compilePattern, isPattern } from '../text/patterns.ts'
import { indexPhrases, type SoughtPhrase } from '../text/phrases.ts'
import { compileRules, DEFAULT_MIN_SCORE, DEFAULT_WEIGHTS, type Findings, labelOf } from './rules.ts'

const DAY_MS = 86_400_000

/** The fields of an article that filters read. */
type FilteredArticle = Pick<
  Article,
  | 'title'
  | 'lead'
  | 'text'
  | 'language'
  | 'authors'
  | 'categories'
  | 'url'
  | 'canonicalUrl'
  | 'publishedAt'
  | 'firstSeenAt'
  | 'sourceId'
>

/** Returns why an article is dropped, or undefined where it is kept. */
export type DropReason = (article: FilteredArticle) => string | undefined

/** The texts of an article that each field consists of. */
const TEXTS_OF: Readonly<Record<'title' | 'author' | 'category' | 'url', (article: FilteredArticle) => string[]>> = {
  title: ({ title }) => [title],
  author: ({ authors }) => [...authors],
  category: ({ categories = [] }) => [...categories],
  url: ({ url, canonicalUrl }) => [...new Set([url, canonicalUrl])].flatMap((one) => one ?? []).map(readableUrl),
}
type Field = keyof typeof TEXTS_OF
const FIELDS = Object.keys(TEXTS_OF) as Field[]

/** An address as people write it: `/москва`, not `/%D0%BC…`. */
function readableUrl(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** An article that is being read, each field and its whole text searched once and only where a rule asks. */
interface Reading {
  readonly article: FilteredArticle
  /** The numbers of the words that were found in a field. */
  readonly wordsIn: (field: Field) => ReadonlySet<number>
  readonly findings: () => Findings
}

/** Whether a condition holds, undefined where nothing is known of it, and what was found, or what was not. */
interface Outcome {
  readonly holds: boolean | undefined
  readonly says: string
}
type Condition = (reading: Reading) => Outcome

/**
 * Compiles filters into a function that says whether an article is dropped, and by what. `drop` drops an article for which
 * its rule holds, `keep` one for which it does not; a filter with `sources` applies only to those. Age is reckoned at `at`,
 * else at an article's first sight, so that nothing that was kept is dropped later because time passes. Throws an Error for a
 * pattern that `compilePattern` refuses; `loadConfig` has reported it.
 */
export async function compileFilters(filters: readonly Filter[], at?: Instant): Promise<DropReason> {
  const parts = filters.flatMap(({ drop, keep, sources }) => {
    const only = sources && new Set(sources)
    return [
      ...(drop === undefined ? [] : [{ kind: 'drop' as const, rule: drop, only }]),
      ...(keep === undefined ? [] : [{ kind: 'keep' as const, rule: keep, only }]),
    ]
  })
  const rules = compileRules(parts.map(({ rule }) => rule))
  const words = new FieldWords()
  const compiled: (Omit<(typeof parts)[number], 'rule'> & { readonly conditions: readonly Condition[] })[] = []
  for (const [index, { kind, rule, only }] of parts.entries()) {
    const conditions: Condition[] = await fieldConditions(rule, words)
    if (rule.language !== undefined) conditions.push(languageCondition(rule.language))
    if (rule.olderThanDays !== undefined) conditions.push(ageCondition(rule.olderThanDays, at))
    // Texts are long, so they are searched last, and only where all else holds.
    if ([rule.any, rule.all, rule.none].some((phrases) => phrases?.length)) {
      const missed: Outcome = { holds: false, says: `${describeRule(rule)} not found` }
      conditions.push(({ findings }) => {
        const { holds, score, reasons } = rules.judge(index, findings(), DEFAULT_WEIGHTS)
        return holds && score >= DEFAULT_MIN_SCORE
          ? { holds: true, says: reasons.map(({ text }) => text).join(', ') }
          : missed
      })
    }
    compiled.push({ kind, only, conditions })
  }
  return (article) => {
    let found: Findings | undefined
    const findings = () => (found ??= rules.find(article))
    const reading: Reading = { article, wordsIn: words.of(article), findings }
    for (const { kind, only, conditions } of compiled) {
      if (only !== undefined && !only.has(article.sourceId)) continue
      const { holds, says } = allOf(conditions, reading)
      if (holds === (kind === 'drop')) return `${kind}: ${says}`
    }
    return undefined
  }
}

/** Whether all conditions hold; what the first says that does not, else what all say. */
function allOf(conditions: readonly Condition[], reading: Reading): Outcome {
  const said: string[] = []
  let isKnown = true
  for (const condition of conditions) {
    const outcome = condition(reading)
    if (outcome.holds === false) return outcome
    if (outcome.holds === undefined) isKnown = false
    said.push(outcome.says)
  }
  return { holds: isKnown ? true : undefined, says: said.join(', ') }
}

/** The conditions on title, author, category and address: one of several words and patterns must be found. */
async function fieldConditions(rule: FilterRule, words: FieldWords): Promise<Condition[]> {
  const conditions: Condition[] = []
  for (const field of FIELDS) {
    const written = listOf(rule[field])
    if (written.length === 0) continue
    const sought = await Promise.all(
      written.map(async (text): Promise<{ readonly label: string; readonly isIn: (reading: Reading) => boolean }> => {
        if (!isPattern(text)) {
          const number = words.add(field, text, rule.exact === true)
          return { label: labelOf(text), isIn: ({ wordsIn }) => wordsIn(field).has(number) }
        }
        const search = await compilePattern(text)
        return { label: text, isIn: ({ article }) => TEXTS_OF[field](article).some(search) }
      }),
    )
    const missed: Outcome = { holds: false, says: `${field} ${oneOf(sought.map(({ label }) => label))} not found` }
    conditions.push((reading) => {
      const found = sought.find(({ isIn }) => isIn(reading))
      return found === undefined ? missed : { holds: true, says: `${field} ${found.label}` }
    })
  }
  return conditions
}

/** Other tags of a language: those of written Norwegian, and those that are out of use. */
const SAME_LANGUAGE: Readonly<Record<string, string>> = { nb: 'no', nn: 'no', iw: 'he', in: 'id', fil: 'tl', cmn: 'zh' }

function languageCondition(written: NonNullable<FilterRule['language']>): Condition {
  const keyOf = (tag: string): string => SAME_LANGUAGE[tag] ?? tag
  const tags = listOf(written).map(primaryTag)
  const wanted = new Set(tags.map(keyOf))
  return ({ article: { language } }) => {
    if (language === undefined) return { holds: undefined, says: '' }
    const tag = primaryTag(language)
    return wanted.has(keyOf(tag))
      ? { holds: true, says: `language ${tag}` }
      : { holds: false, says: `language ${tag} is not ${oneOf(tags)}` }
  }
}

function ageCondition(days: number, at: Instant | undefined): Condition {
  return ({ article: { publishedAt, firstSeenAt } }) => {
    if (publishedAt === undefined) return { holds: undefined, says: '' }
    const isOlder = Date.parse(at ?? firstSeenAt) - Date.parse(publishedAt) > days * DAY_MS
    return { holds: isOlder, says: `${isOlder ? '' : 'not '}older than ${days === 1 ? 'a day' : `${days} days`}` }
  }
}

/** The words of all rules by the field in which they are sought: each field of an article is searched for all at once. */
class FieldWords {
  readonly #phrases: Record<Field, SoughtPhrase[]> = { title: [], author: [], category: [], url: [] }
  readonly #indices = new Map<Field, ReturnType<typeof indexPhrases>>()

  /** Returns the number of these words. In names and addresses they are sought as they are written, but for their case. */
  add(field: Field, text: string, isExact: boolean): number {
    const phrase = field === 'title' ? { text, isExact } : { text: text.toLowerCase(), isExact: true }
    return this.#phrases[field].push(phrase) - 1
  }

  /** Returns the numbers of the words that are in a field of an article. */
  of(article: FilteredArticle): Reading['wordsIn'] {
    const known = new Map<Field, ReadonlySet<number>>()
    return (field) => {
      let numbers = known.get(field)
      if (numbers === undefined) {
        // No phrase crosses a line, so none is found half in one name and half in the next.
        const title = TEXTS_OF[field](article).join('\n')
        const { language } = article
        const found = this.#indexOf(field)({
          title,
          lead: '',
          text: '',
          ...(language === undefined ? {} : { language }),
        })
        known.set(field, (numbers = new Set(found.hits.keys())))
      }
      return numbers
    }
  }

  #indexOf(field: Field): ReturnType<typeof indexPhrases> {
    let index = this.#indices.get(field)
    if (index === undefined) this.#indices.set(field, (index = indexPhrases(this.#phrases[field], new Set())))
    return index
  }
}

/** How many words or phrases of a rule a reason names. */
const MAX_NAMED = 5

function describeRule({ any = [], all = [], none = [] }: FilterRule): string {
  const list = (phrases: typeof any): string => phrases.slice(0, MAX_NAMED).map(labelOf).join(', ')
  return [
    any.length > 0 && `any of ${list(any)}`,
    all.length > 0 && `all of ${list(all)}`,
    none.length > 0 && `none of ${list(none)}`,
  ]
    .filter((part) => part !== false)
    .join(', ')
}

const oneOf = (labels: readonly string[]): string => labels.slice(0, MAX_NAMED).join(' or ')
const listOf = (written: string | readonly string[] = []): readonly string[] =>
  typeof written === 'string' ? [written] : written
