/**
 * Finds the steps of a story: which articles say something new, and which step each of them reports.
 *
 * Bias: a missed step, news that nobody gets, is worse than a story that is mailed twice; but what says nothing new by any sign
 * is never a step.
 *
 * The articles are read in order of date and id. What they have said so far is kept in sets: numbers, names, outcomes,
 * distinctive words. An article that adds nothing to them starts no step. One that has something new is weighed: a new number
 * of dead or a new outcome in the title weighs most, new words alone least; what shows opinion, background or a live blog
 * weighs against it, and so does a step that began a short time ago, of which it is probably another report.
 * `development-weights.ts` has the weights (`research/train-developments.ts`).
 *
 * Not chosen: similarity to the earlier articles. A second report of one step in other words is less alike than a new toll in
 * the words of the last.
 */
import { hash30, raritySteps } from '../text/frequencies.ts'
import { detectLanguage, sentences, stem } from '../text/text.ts'
import { developmentWeights } from './development-weights.ts'
import { factLanguages, hasFactTable } from './fact-words.ts'
import { type Facts, readFacts } from './facts.ts'

/** An article of a story, as far as its steps are concerned. */
export interface StoryPart {
  readonly id: string
  readonly sourceId: string
  readonly datedMs: number
  readonly copyOf?: string
  /** It is a later version of another part's article. */
  readonly isEdit?: boolean
  /** By `factsOf`. */
  readonly facts: string
}

/** The step that an article reports. */
export interface Step {
  readonly development: number
  /** For people, where it is the first to say it: `the number 14`, `the name Lars Holm`, `arrested`. */
  readonly fact?: string
  /** It says what is new in that step, or repeats it: it may lead the story. */
  readonly says: boolean
}

const HOUR_MS = 3_600_000

/** The features that the model weighs, in the order of the weights. */
export const DEVELOPMENT_FEATURES = [
  'always',
  'new outcome in title',
  'new weak outcome in title',
  'new outcome in lead',
  'new count in title',
  'new number in title',
  'new count in lead',
  'new number in lead',
  'new name in title',
  'new name in lead',
  'title novelty',
  'lead novelty',
  'nothing known in title',
  'overlap with one article',
  'any outcome in title',
  'nothing telling is new',
  'live',
  'opinion',
  'background in title',
  'background in lead',
  'quotation',
  'question',
  'year',
  'age',
  'first person',
  'day',
  'comment',
  'official',
  'scene',
  'new words in title',
  'step within 1.5 hours',
  'step within 4 hours',
  'hours since step',
  'same source within 3 hours',
  'hours, nothing telling is new',
  'hours, unseen words alone',
  'nothing telling, no official and no day',
] as const

/** Outcomes that are often said in passing. */
const WEAK = new Set([
  'found',
  'started',
  'attacked',
  'strike',
  'failed',
  'ruled',
  'warned',
  'revealed',
  'linked',
  'offered',
  'admitted',
  'testified',
  'promised',
  'protest',
  'ablaze',
  'investigated',
  'confirmed',
  'injured',
  'missing',
  'lost',
  'won',
  'rises',
  'falls',
  'leads',
  'closed',
  'withdrew',
  'ordered',
  'sold',
  'signed',
  'contained',
  'talks',
])

/** A step that began longer ago makes no further difference. */
const MOST_HOURS = 12
/** Where fewer of the words of title and lead are new, and nothing else is, the article says the same in other words. */
const REWORDED = 0.45
/** The same in a language whose outcomes cannot be read: what looks like other words may be an outcome. */
const REWORDED_UNREAD = 0.3
/** What follows a step this soon most likely reports the same step in other words. */
const SAME_REPORTS_HOURS = 4
/** Outcomes that nobody mentions in passing: in a title they are a step at any hour. */
const HARD = new Set([
  'dead',
  'found dead',
  'arrested',
  'charged',
  'convicted',
  'acquitted',
  'sentenced',
  'resigned',
  'dismissed',
  'elected',
  'rescued',
  'surrendered',
  'escaped',
  'recalled',
])

/** With how many earlier articles one is compared as a whole. */
const COMPARED = 12
/** A rounded number and an exact one are the same when they differ by at most this share. */
const ROUNDING = 0.07

interface Read {
  readonly part: StoryPart
  readonly facts: Facts
  /** Stems of the title, of title and lead. */
  readonly title: readonly string[]
  readonly lead: readonly string[]
}

const listOf = (text: string | undefined, mark = ','): string[] =>
  text === undefined || text === '' ? [] : text.split(mark)

const lastWord = (name: string): string => name.slice(name.lastIndexOf(' ') + 1).toLowerCase()

/** What the articles of a story have said so far. */
class Said {
  readonly #steps = new Map<string, number>()
  /** Numbers given without what they count, and the step in which they last were. */
  readonly #uncounted = new Map<string, number>()
  /** The largest number given for what is counted: for the dead, for the arrested. */
  readonly #most = new Map<string, number>()
  readonly #rounded: number[] = []
  readonly #exact: number[] = []
  readonly #recent: Set<string>[] = []
  readonly #sources = new Map<string, number>()
  /** When the current step of the story began. */
  stepMs = 0
  step = 1

  /** The step in which something was first said. */
  stepOf(key: string): number | undefined {
    return this.#steps.get(key)
  }

  has(key: string): boolean {
    return this.#steps.has(key)
  }

  /** Whether a number has occurred, with what it counts or without. */
  hasCount(number: string): boolean {
    if (this.has(`n ${number}`) || this.has(`n ~${number}`)) return true
    // "More than 100 dead" says less than "120 killed".
    if (isRounded(number) && valueIn(number) <= (this.#most.get(unitIn(number)!) ?? 0)) return true
    // "Eleven freed", "eleven pupils rescued": one report did not say what it counts in words that are known.
    if (this.#uncounted.get(numberIn(number)) === this.step) return true
    return this.#isNear(number)
  }

  hasValue(number: string): boolean {
    return this.has(`v ${numberIn(number)}`) || this.#isNear(number)
  }

  #isNear(number: string): boolean {
    const value = valueIn(number)
    const others = isRounded(number) ? this.#exact : this.#rounded
    return value >= 10 && others.some((other) => Math.abs(other - value) <= ROUNDING * Math.max(other, value))
  }

  lastOf(source: string): number | undefined {
    return this.#sources.get(source)
  }

  /** The largest share of the words that one of the last articles has. */
  overlap(words: readonly string[]): number {
    let best = 0
    for (const other of this.#recent) {
      let count = 0
      for (const word of words) if (other.has(word)) count++
      best = Math.max(best, count)
    }
    return words.length === 0 ? 1 : best / words.length
  }

  add({ part, facts, title, lead }: Read): void {
    const say = (key: string): void => {
      if (!this.#steps.has(key)) this.#steps.set(key, this.step)
    }
    for (const list of facts.outcomes ?? []) for (const outcome of listOf(list)) say(`o ${outcome}`)
    for (const list of facts.numbers ?? [])
      for (const number of listOf(list)) {
        const value = valueIn(number)
        const unit = unitIn(number)
        const numbers = isRounded(number) ? this.#rounded : this.#exact
        if (!this.has(`n ${number}`) && value >= 10 && numbers.length < 64) numbers.push(value)
        if (unit === undefined) this.#uncounted.set(numberIn(number), this.step)
        else this.#most.set(unit, Math.max(this.#most.get(unit) ?? 0, value))
        say(`n ${number}`)
        say(`v ${numberIn(number)}`)
      }
    for (const list of facts.names ?? [])
      for (const name of listOf(list)) say(`w ${stem(lastWord(name), facts.language)}`)
    for (const word of title) say(`w ${word}`)
    for (const word of lead) say(`w ${word}`)
    for (const word of listOf(facts.words?.[2], ' ')) say(`w ${word}`)
    this.#recent.push(new Set([...title, ...lead]))
    if (this.#recent.length > COMPARED) this.#recent.shift()
    this.#sources.set(part.sourceId, part.datedMs)
  }
}

/** `~40 missing`: the digits, their value, what they count. */
const numberIn = (number: string): string => number.replace('~', '').split(' ')[0]!
const valueIn = (number: string): number => Number.parseFloat(numberIn(number))
const unitIn = (number: string): string | undefined => number.split(' ')[1]
const isRounded = (number: string): boolean => number.startsWith('~')

/** What an article says that is new in its story. */
interface New {
  readonly titleOutcomes: readonly string[]
  readonly leadOutcomes: readonly string[]
  readonly titleCounts: readonly string[]
  readonly titleNumbers: readonly string[]
  readonly leadCounts: readonly string[]
  readonly leadNumbers: readonly string[]
  readonly titleNames: readonly string[]
  readonly leadNames: readonly string[]
  readonly titleWords: readonly string[]
  readonly leadWords: readonly string[]
}

function newsOf({ facts, title, lead }: Read, said: Said): New {
  const outcomes = (at: 0 | 1): string[] => listOf(facts.outcomes?.[at]).filter((one) => !said.has(`o ${one}`))
  const numbers = (at: 0 | 1, isCount: boolean): string[] =>
    listOf(facts.numbers?.[at]).filter(
      (one) => one.includes(' ') === isCount && !(isCount ? said.hasCount(one) : said.hasValue(one)),
    )
  const names = (at: 0 | 1): string[] =>
    listOf(facts.names?.[at]).filter((one) => !said.has(`w ${stem(lastWord(one), facts.language)}`))
  return {
    titleOutcomes: outcomes(0),
    leadOutcomes: outcomes(1),
    titleCounts: numbers(0, true),
    titleNumbers: numbers(0, false),
    leadCounts: numbers(1, true),
    leadNumbers: numbers(1, false),
    titleNames: names(0),
    leadNames: names(1),
    titleWords: title.filter((word) => !said.has(`w ${word}`)),
    leadWords: lead.filter((word) => !said.has(`w ${word}`)),
  }
}

/** Whether a number, name or outcome of what is new is more than new words. */
const isTelling = (news: New): boolean =>
  news.titleOutcomes.length + news.titleCounts.length + news.titleNumbers.length > 0 ||
  news.leadCounts.length + news.leadOutcomes.length > 0

const shareOf = (some: readonly string[], all: readonly string[]): number =>
  all.length === 0 ? 0 : some.length / all.length

/** A number, or an outcome that is not mentioned in passing: what an edit must have gained, since most edits only polish. */
const isHardFact = ({ titleCounts, titleNumbers, titleOutcomes, leadCounts, leadOutcomes }: New): boolean =>
  titleCounts.length + titleNumbers.length + leadCounts.length > 0 ||
  [...titleOutcomes, ...leadOutcomes].some((one) => !WEAK.has(one))

const isHardTitle = ({ titleCounts, titleOutcomes }: New): boolean =>
  titleCounts.length > 0 || titleOutcomes.some((one) => !WEAK.has(one))

/** An article of other than news. */
const NO_REPORT = /live|opinion|background|scene|quotation|question|year|first person/

/** Within this time other words alone are another view of the same; a day later they are what happened since. */
const WORDS_AFTER_HOURS = 12

/** Of these only distinctive words count. */
const NO_NEWS = /live|opinion|title background|title scene/

/** What is decided without weighing: another toll in a title is a step, a headline that is only worded differently is not. */
function ruledStep({ part, facts, title, lead }: Read, news: New, said: Said): boolean | undefined {
  if (news.titleCounts.length > 0 && !NO_REPORT.test(facts.marks ?? '')) return true
  if (part.isEdit && !isHardFact(news)) return false
  if (/title opinion/.test(facts.marks ?? '')) return false
  if (NO_NEWS.test(facts.marks ?? '') && !isHardTitle(news)) return false
  if (isTelling(news)) return undefined
  if (part.datedMs - said.stepMs < WORDS_AFTER_HOURS * HOUR_MS) return false
  const unseen = shareOf(news.titleWords, title)
  if (unseen === 0) return false
  const novelty = lead.length === 0 ? unseen : (unseen + shareOf(news.leadWords, lead)) / 2
  return novelty < (hasFactTable(facts.language) ? REWORDED : REWORDED_UNREAD) ? false : undefined
}

function featuresOf({ part, facts, title, lead }: Read, news: New, said: Said): number[] {
  const marks = facts.marks ?? ''
  const has = (mark: string): number => (marks.includes(mark) ? 1 : 0)
  const few = (list: readonly string[], most = 2): number => Math.min(list.length, most)
  const hours = (part.datedMs - said.stepMs) / HOUR_MS
  const last = said.lastOf(part.sourceId)
  const waited = Math.log1p(Math.min(Math.max(0, hours), MOST_HOURS))
  const novelty = shareOf(news.titleWords, title)
  const strong = news.titleOutcomes.filter((one) => !WEAK.has(one))
  const hasTelling = isTelling(news)
  return [
    1,
    few(strong),
    few(news.titleOutcomes) - few(strong) > 0 ? 1 : 0,
    few(news.leadOutcomes),
    few(news.titleCounts, 1),
    few(news.titleNumbers, 1),
    few(news.leadCounts, 1),
    few(news.leadNumbers, 1),
    marks.includes('comment') ? 0 : few(news.titleNames, 1),
    few(news.leadNames),
    novelty,
    shareOf(news.leadWords, lead),
    news.titleWords.length === title.length ? 1 : 0,
    said.overlap([...title, ...lead]),
    facts.outcomes?.[0] ? 1 : 0,
    hasTelling ? 0 : 1,
    has('live'),
    has('opinion'),
    has('title background'),
    has('lead background'),
    has('quotation'),
    has('question'),
    has('year'),
    has('age'),
    has('first person'),
    has('day'),
    has('comment'),
    has('official'),
    has('scene'),
    Math.min(news.titleWords.length, 6) / 6,
    hours < 1.5 ? 1 : 0,
    hours < 4 ? 1 : 0,
    waited,
    last !== undefined && part.datedMs - last < 3 * HOUR_MS ? 1 : 0,
    hasTelling ? 0 : waited,
    hasTelling ? 0 : waited * novelty,
    hasTelling || /official|day/.test(marks) ? 0 : 1,
  ]
}

/** How surely an article starts a step, as log odds. */
export const oddsOf = (features: readonly number[], weights: readonly number[]): number =>
  features.reduce((sum, value, i) => sum + value * weights[i]!, 0)

/** The step that each article of a story reports, by id: in order of date and id. Copies have the step of what they copy. */
export function developmentsOf(parts: readonly StoryPart[]): Map<string, Step> {
  return stepsOf(parts, (features, { hasTable, isEarly }) =>
    isStart(features, weightsFor(hasTable, developmentWeights), isEarly),
  )
}

/** How much surer an article without a new number or a strong outcome in the title must be to start a step. */
const WEAK_ODDS = 0.3
/**
 * This soon after the first report others add details of the same event: only a toll and hard facts start a step as they do
 * later.
 */
const EARLY_HOURS = 8
const EARLY_ODDS = 2

const STRONG = (['new outcome in title', 'new count in title', 'new number in title'] as const).map((name) =>
  DEVELOPMENT_FEATURES.indexOf(name),
)

/** Whether an article that has these features starts a step. */
export function isStart(features: readonly number[], weights: readonly number[], isEarly: boolean): boolean {
  const least = isEarly ? EARLY_ODDS : STRONG.some((at) => features[at]! > 0) ? 0 : WEAK_ODDS
  return oddsOf(features, weights) > least
}

/** Weights for the languages whose outcomes a table has, and for the others. */
export interface DevelopmentWeights {
  readonly withTable: readonly number[]
  readonly without: readonly number[]
}

export const weightsFor = (hasTable: boolean, { withTable, without }: DevelopmentWeights): readonly number[] =>
  hasTable ? withTable : without

/** What is known about an article besides its features. */
interface StepAbout {
  readonly part: StoryPart
  /** Its language has a table of outcomes. */
  readonly hasTable: boolean
  /** The first report came just before. */
  readonly isEarly: boolean
}

/** The same, where `isStep` decides whether an article with something new starts a step. */
export function stepsOf(
  parts: readonly StoryPart[],
  isStep: (features: readonly number[], about: StepAbout) => boolean,
): Map<string, Step> {
  const steps = new Map<string, Step>()
  const known = new Set(parts.map(({ id }) => id))
  const said = new Said()
  const ordered = [...parts].sort((a, b) => a.datedMs - b.datedMs || (a.id < b.id ? -1 : 1))
  const copies: StoryPart[] = []
  let isFirst = true
  for (const part of ordered) {
    if (part.copyOf !== undefined && known.has(part.copyOf)) {
      copies.push(part)
      continue
    }
    const read = readPart(part)
    if (isFirst) {
      isFirst = false
      said.stepMs = part.datedMs
      steps.set(part.id, { development: 1, says: true })
    } else {
      const news = newsOf(read, said)
      const fact = factOf(news, read.facts)
      const isRuled = ruledStep(read, news, said)
      const isHard = news.titleOutcomes.some((one) => HARD.has(one))
      const isEarly = !isHard && said.step === 1 && part.datedMs - said.stepMs < EARLY_HOURS * HOUR_MS
      const about = { part, hasTable: hasFactTable(read.facts.language), isEarly }
      if (fact !== undefined && (isRuled ?? isStep(featuresOf(read, news, said), about))) {
        said.step++
        said.stepMs = part.datedMs
        steps.set(part.id, { development: said.step, fact, says: true })
      } else steps.set(part.id, repeatedStep(read, said))
    }
    said.add(read)
  }
  for (const { id, copyOf } of copies) {
    const { development, says } = steps.get(copyOf!)!
    steps.set(id, { development, says })
  }
  return steps
}

/** Which articles of a story say what is new in the latest step that any of them reports. */
export function tellersOfLatest(articleIds: readonly string[], steps: ReadonlyMap<string, Step>): ReadonlySet<string> {
  const latest = Math.max(...articleIds.map((id) => steps.get(id)!.development))
  const tells = ({ development, says }: Step): boolean => says && development === latest
  return new Set(articleIds.filter((id) => tells(steps.get(id)!)))
}

function readPart(part: StoryPart): Read {
  const facts = JSON.parse(part.facts || '{}') as Facts
  const title = listOf(facts.words?.[0], ' ').map((word) => stem(word, facts.language))
  return { part, facts, title: [...new Set(title)], lead: listOf(facts.words?.[1], ' ') }
}

/**
 * The latest step whose facts an article repeats, or one that began just before; where it repeats none, the current step of the
 * story.
 */
function repeatedStep({ part, facts }: Read, said: Said): Step {
  let latest = 0
  const see = (key: string): void => {
    latest = Math.max(latest, said.stepOf(key) ?? 0)
  }
  for (const at of [0, 1] as const) {
    for (const outcome of listOf(facts.outcomes?.[at])) see(`o ${outcome}`)
    for (const number of listOf(facts.numbers?.[at]))
      see(number.includes(' ') ? `n ${number}` : `v ${numberIn(number)}`)
    for (const name of listOf(facts.names?.[at])) {
      const step = said.stepOf(`w ${stem(lastWord(name), facts.language)}`) ?? 0
      // The names from the beginning of a story are in every article.
      if (step > 1) latest = Math.max(latest, step)
    }
  }
  const isSoon = part.datedMs - said.stepMs < SAME_REPORTS_HOURS * HOUR_MS
  const development = latest === 0 || isSoon ? said.step : latest
  return { development, says: development === 1 || development === latest }
}

const rarestOf = (words: readonly string[], language: string | undefined): string | undefined =>
  words
    .map((word) => ({ word, rarity: raritySteps(word, hash30(word), language) }))
    .toSorted((a, b) => b.rarity - a.rarity)[0]?.word

/** The most distinctive part of what is new, for people; undefined: there is none. */
function factOf(news: New, facts: Facts): string | undefined {
  const outcome = news.titleOutcomes.find((one) => !WEAK.has(one)) ?? news.titleOutcomes[0]
  if (news.titleCounts.length > 0) return `the number ${numberIn(news.titleCounts[0]!)}`
  if (outcome !== undefined && !WEAK.has(outcome)) return outcome
  if (news.titleNumbers.length > 0) return `the number ${numberIn(news.titleNumbers[0]!)}`
  if (outcome !== undefined) return outcome
  if (news.titleNames.length > 0) return `the name ${news.titleNames[0]}`
  const inLead = [...news.leadCounts, ...news.leadNumbers][0]
  if (news.leadOutcomes.length > 0) return news.leadOutcomes[0]!
  if (inLead !== undefined) return `the number ${numberIn(inLead)}`
  const word = rarestOf(news.titleWords, facts.language)
  const written = listOf(facts.words?.[0], ' ').find((one) => stem(one, facts.language) === word)
  if (written !== undefined) return `the word ${written}`
  return news.leadNames.length > 0 ? `the name ${news.leadNames[0]}` : undefined
}

/** The sentence of a lead that says a fact; undefined where none does. */
export function sentenceWith(lead: string, fact: string): string | undefined {
  const known = detectLanguage(lead)
  const all = sentences(lead)
  // The language of a short lead may be doubtful: then each language that has a table is tried.
  for (const language of known === undefined ? factLanguages : [known]) {
    const found = all.find((sentence) => says(sentence, fact, language))
    if (found !== undefined) return found
  }
  return undefined
}

function says(sentence: string, fact: string, language: string): boolean {
  const { outcomes, numbers, names, words } = readFacts({ title: sentence, lead: '', text: '', language })
  const [, kind, what = ''] = /^the (number|name|word) (.+)$/su.exec(fact) ?? []
  if (kind === 'number') return listOf(numbers?.[0]).some((one) => numberIn(one) === what)
  if (kind === 'name') return listOf(names?.[0]).some((one) => lastWord(one) === lastWord(what))
  if (kind === undefined) return listOf(outcomes?.[0]).includes(fact)
  return listOf(words?.[0], ' ').some((one) => stem(one, language) === stem(what, language))
}
