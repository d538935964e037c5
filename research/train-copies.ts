/**
 * Trains the model in `src/core/stories/copy-weights.ts`, with which `copies.ts` there decides whether two articles are one
 * text.
 *
 *     node research/train-copies.ts FOLDER [train]
 *
 * FOLDER holds `syn-dev`, `wire-dev`, `basil` and `ecb-train` as `.jsonl.gz` (rows with title, text, cluster). With `train`
 * only pairs of the training half of the clusters are used, so that the other half can be used for testing; the shipped
 * weights use all.
 *
 * The samples are the pairs of each collection that grouping would judge, with their features, labelled by whether the clusters
 * are the same, and all pairs of a cluster. Negative samples that are too rare in the collections are generated from their
 * rows: quotations, short items in different words, forms filled in twice, releases, columns. Weights keep any group from
 * dominating. The model has one hidden layer of 24 tanh units; it is trained by Adam with an L2 penalty and a fixed seed, so
 * that every run gives the same numbers.
 */
import { writeFileSync } from 'node:fs'
import { repeatsOf } from '../src/core/article/recurring.ts'
import { FEATURES, pairFeatures, sameAddress } from '../src/core/stories/copies.ts'
import { unpackEventPrint } from '../src/core/stories/event-print.ts'
import { type Fingerprint, fingerprintArticle } from '../src/core/stories/fingerprint.ts'
import { byDateThenId, Nearby } from '../src/core/stories/nearby.ts'
import { cosine } from '../src/core/text/packing.ts'
import { paragraphs } from '../src/core/text/text.ts'
import { articleOf, isTraining, type Row, readRows } from '../tools/collections.ts'
import { makeRandom } from '../tools/eval/simulate.ts'

const HIDDEN = 24
const EPOCHS = 60
const BATCH = 64
const PENALTY = 1e-5
const WINDOW_MS = 72 * 3_600_000
/** As in `grouper.ts`. */
const MIN_COSINE = 0.15

interface Sample {
  readonly features: readonly number[]
  readonly isCopy: boolean
  weight: number
}

const [folder, part] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node research/train-copies.ts FOLDER [train]')

/** Whether a row may be used for training. */
const isUsed = (row: Row): boolean => part !== 'train' || isTraining(row)

function samplesOf(rows: readonly Row[], positiveWeight: number): Sample[] {
  const repeats = new Map(
    [...Map.groupBy(rows.map(articleOf), ({ sourceId }) => sourceId)].map(([source, own]) => [source, repeatsOf(own)]),
  )
  const members = rows
    .filter((row) => row.cluster !== null && isUsed(row))
    .map((row, number) => {
      const fingerprint = fingerprintArticle(articleOf(row), repeats.get(row.source))
      const { print, exact, publishedMs: datedMs } = fingerprint
      return { number, id: row.id, datedMs, event: unpackEventPrint(print), exact, cluster: row.cluster, fingerprint }
    })
  const size = members.length
  const pairs = new Set<number>()
  const add = (a: number, b: number): void => {
    if (a !== b) pairs.add(Math.min(a, b) * size + Math.max(a, b))
  }
  const nearby = new Nearby<(typeof members)[number]>(WINDOW_MS, ({ event }) => event.keys)
  for (const member of members.toSorted(byDateThenId)) {
    for (const other of nearby.sharingExactly(member)) add(member.number, other.number)
    for (const other of nearby.candidatesOf(member))
      if (cosine(member.event.vector, other.event.vector) >= MIN_COSINE) add(member.number, other.number)
    nearby.add(member)
  }
  for (const list of Map.groupBy(members, ({ cluster }) => cluster).values())
    for (const a of list) for (const b of list) add(a.number, b.number)
  const samples: Sample[] = []
  for (const pair of pairs) {
    const a = members[Math.floor(pair / size)]!
    const b = members[pair % size]!
    const isCopy = a.cluster === b.cluster
    const features = pairFeatures(a.fingerprint, b.fingerprint)
    if (sameAddress(a.fingerprint, b.fingerprint) !== undefined) continue
    samples.push({ features, isCopy, weight: isCopy ? positiveWeight : 1 })
  }
  return samples
}

/**
 * Negative samples of a kind too rare in the collections: another outlet's own report of the same event that quotes one or two
 * paragraphs of an article. `basil` has three reports of each event; each gets paragraphs of each of the others.
 */
function quotations(rows: readonly Row[], weight: number): Sample[] {
  const byEvent = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.cluster === null || !isUsed(row)) continue
    byEvent.set(row.cluster, [...(byEvent.get(row.cluster) ?? []), row])
  }
  const samples: Sample[] = []
  const fingerprintOf = (row: Row): Fingerprint => fingerprintArticle(articleOf(row))
  for (const reports of byEvent.values()) {
    for (const quoting of reports) {
      for (const quoted of reports) {
        if (quoting === quoted) continue
        const own = paragraphs(quoting.text)
        const from = paragraphs(quoted.text).filter((paragraph) => paragraph.length > 150)
        for (const [at, count] of [
          [0, 0],
          [0, 1],
          [2, 1],
          [4, 2],
        ] as const) {
          const middle = Math.floor(own.length / 2)
          const text = [...own.slice(0, middle), ...from.slice(at, at + count), ...own.slice(middle)].join('\n\n')
          const features = pairFeatures(fingerprintOf(quoted), fingerprintOf({ ...quoting, text }))
          samples.push({ features, isCopy: false, weight })
        }
      }
    }
  }
  return samples
}

/**
 * More negative samples: a short report that is quoted as a whole inside a longer text, between that text's own beginning and
 * end.
 */
function wholeQuotations(rows: readonly Row[], around: readonly Row[], weight: number): Sample[] {
  const short = rows.filter(({ text }) => text.length > 120 && text.length < 900).filter((row) => isUsed(row))
  const long = around.filter(({ text }) => text.length > 600).filter((row) => isUsed(row))
  const samples: Sample[] = []
  for (let i = 0; i < short.length && samples.length < 1_500; i += 2) {
    const quoted = short[i]!
    const quoting = long[(i * 37) % long.length]!
    const own = paragraphs(quoting.text).slice(0, 2 + (i % 5))
    if (own.length < 2 || quoting.cluster === quoted.cluster) continue
    const text = [own[0], quoted.text, ...own.slice(1)].join('\n\n')
    // Articles with a quotation often name its subject.
    const title = i % 3 === 0 ? `${quoted.title.split(' ').slice(-3).join(' ')}: ${quoting.title}` : quoting.title
    const published = new Date(Date.parse(quoted.published) + (i % 60) * 3_600_000).toISOString()
    samples.push({
      features: pairFeatures(
        fingerprintArticle(articleOf(quoted)),
        fingerprintArticle(articleOf({ ...quoting, published, title, text })),
      ),
      isCopy: false,
      weight,
    })
  }
  return samples
}

/**
 * More negative samples: two short items about one event in different words, some of them only titles. Pairs that share more
 * than a third of the shorter one's phrases are left out, since they may be copies.
 */
function rewordedItems(rows: readonly Row[], weight: number): Sample[] {
  const byEvent = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.cluster === null || !isUsed(row)) continue
    byEvent.set(row.cluster, [...(byEvent.get(row.cluster) ?? []), row])
  }
  const samples: Sample[] = []
  const shared = FEATURES.indexOf('phraseContainment')
  const add = (a: Row, b: Row): void => {
    const [first, second] = [fingerprintArticle(articleOf(a)), fingerprintArticle(articleOf(b))]
    const features = pairFeatures(first, second)
    if (first.titleKey !== undefined && first.titleKey === second.titleKey) return
    if (features[shared]! < 0.34) samples.push({ features, isCopy: false, weight })
  }
  for (const items of byEvent.values()) {
    for (const [at, a] of items.entries()) {
      for (const b of items.slice(at + 1, at + 7)) {
        add(a, b)
        if (a.title !== '' && b.title !== '') add({ ...a, text: '', summary: '' }, { ...b, text: '', summary: '' })
      }
    }
  }
  return samples
}

/**
 * More negative samples: one form filled in twice. In the second, numbers and names are replaced, and one sentence is from
 * another text; the rest stays the same, as in recalls, results or releases.
 */
function filledForms(rows: readonly Row[], weight: number): Sample[] {
  const forms = rows.filter((row) => isUsed(row) && row.text.length > 150 && row.text.length < 1_200)
  const samples: Sample[] = []
  for (let i = 0; i + 1 < forms.length && samples.length < 1_500; i += 2) {
    const first = forms[i]!
    const other = forms[(i * 53 + 1) % forms.length]!
    if (first.cluster === other.cluster) continue
    const names = [...new Set(other.text.match(/\b\p{Lu}\p{L}{3,}/gu) ?? [])]
    const given = new Map<string, string>()
    const refill = (text: string, share: number): string =>
      text
        .replace(/\d/g, (digit) => String((Number(digit) + 3 + (i % 5)) % 10))
        .replace(/\b\p{Lu}\p{L}{3,}/gu, (name) => {
          if (!given.has(name)) {
            const isKept = names.length === 0 || (given.size * 7 + i) % 10 >= share * 10
            given.set(name, isKept ? name : names[(given.size * 5 + i) % names.length]!)
          }
          return given.get(name)!
        })
    const sentences = refill(first.text, 0.6).split(/(?<=\.)\s/)
    const stranger = other.text.split(/(?<=\.)\s/)[0]!
    if (sentences.length > 2) sentences[i % sentences.length] = stranger
    if (!/\d/.test(first.text)) continue
    const text = sentences.join(' ')
    samples.push({
      features: pairFeatures(
        fingerprintArticle(articleOf(first)),
        fingerprintArticle(
          articleOf({
            ...first,
            url: '',
            guid: '',
            source: i % 4 === 0 ? first.source : 'form.example',
            title: refill(first.title, 0.6),
            text,
          }),
        ),
      ),
      isCopy: false,
      weight,
    })
  }
  return samples
}

/** More negative samples: two releases of one firm with the same beginning and end and different text between. */
function releases(rows: readonly Row[], weight: number): Sample[] {
  const items = rows.filter((row) => /^short|^orig/.test(row.kind ?? '') && row.text.length > 100 && isUsed(row))
  const samples: Sample[] = []
  let next = 3
  for (let round = 0; round < 60; round++) {
    for (const [firm, about] of FIRMS) {
      const release = (): Fingerprint => {
        const item = items[(next += 11) % items.length]!
        const [first = '', second = ''] = paragraphs(item.text)
        const body = `${first}\n\n${round % 2 === 0 ? second : ''}`.slice(0, 200 + (round % 5) * 120)
        const opening = `${firm.toUpperCase()}, November 9, 2021 -- ${firm}, ${about.split('. ')[0]}, today announced: `
        const text = `${opening}${body}\n\nAbout ${firm}\n${firm} is ${about}`
        const title = round % 3 === 0 ? item.title : `${firm} ${item.title}`
        return fingerprintArticle(
          articleOf({
            ...item,
            url: '',
            guid: '',
            published: '2021-11-09T10:00:00Z',
            source: `site${next}.example`,
            title,
            text,
          }),
        )
      }
      samples.push({ features: pairFeatures(release(), release()), isCopy: false, weight })
    }
  }
  return samples
}

/** Firms, and the paragraph about the firm at the end of each of its releases. */
const FIRMS: readonly (readonly [name: string, about: string])[] = [
  [
    'Brandal Robotics',
    'a maker of sorting machines for small post offices. It employs 310 people in three countries. Statements about the future are uncertain and may turn out to be wrong; the firm does not undertake to correct them. Press: Ida Holt, press@brandal.example.',
  ],
  [
    'Norrvik Seafood',
    'the largest grower of mussels on the northern coast. Founded in 1974, it is owned by its fishermen. More at norrvik.example.',
  ],
  [
    'Pellam Capital',
    'an investor in railways and ports that manages 2.4 billion crowns for pension funds and foundations. Past results say nothing about future ones. This notice is no offer to buy or to sell. For further information please contact the investor relations department between nine and five.',
  ],
  ['The Caldwell Society', 'a charity that mends musical instruments for schools. It lives on gifts.'],
]

/** Beginnings and ends of columns, which all issues of a column share; invented. */
const FRAMES: readonly (readonly [title: string, opening: string, closing: string])[] = [
  [
    'Five things to know',
    'Here are five things to know before you start your day.',
    'Send us your tips. See you tomorrow.',
  ],
  [
    'The week in pictures',
    'A look back at the week through the eyes of our photographers, from every corner of the county and beyond. Click on a picture to see it large.',
    '',
  ],
  [
    'Letters to the editor',
    '',
    'Letters may be shortened. Please give your name, your address and a telephone number at which you can be reached during the day. Anonymous letters are not printed.',
  ],
  [
    'Evening Dispatch',
    'Good evening. You are reading the Evening Dispatch, our round-up of what happened while you were at work. Was it sent to you by a friend? Sign up below and have it every night at six.',
    'That is all for tonight. The Dispatch returns tomorrow at six. Write to the desk with corrections; we read everything and answer what we can.',
  ],
  [
    'Police log',
    'The following was taken from the log of the police department. Charges are accusations, and all are presumed innocent until proven guilty.',
    'Callers who wish to remain unnamed may leave a message at any hour.',
  ],
  [
    'What to watch tonight',
    'Our critics choose the best of the evening on every channel.',
    'Times may change after we go to press.',
  ],
]

/** More negative samples: issues of a column, the same frame around other items, which are rows of one paragraph. */
function columns(rows: readonly Row[], weight: number): Sample[] {
  const items = rows.filter((row) => /^short|^orig/.test(row.kind ?? '') && row.text.length > 60 && isUsed(row))
  const samples: Sample[] = []
  let next = 0
  for (let round = 0; round < 40; round++) {
    for (const [title, opening, closing] of FRAMES) {
      const issue = (day: number, count: number): Fingerprint => {
        const texts = Array.from({ length: count }, () => {
          const item = items[(next += 7) % items.length]!
          const first = paragraphs(item.text)[0] ?? ''
          return round % 2 === 0 ? first : `${item.title}: ${first.slice(0, 110)}.`
        })
        const published = new Date(Date.UTC(2021, 10, 8 + day, 18)).toISOString()
        const text = [opening, ...texts, closing].filter((one) => one !== '').join('\n\n')
        const row = {
          ...items[0]!,
          id: `${round}`,
          source: 'column.example',
          url: '',
          guid: '',
          title,
          text,
          published,
        }
        return fingerprintArticle(articleOf(row))
      }
      const size = 1 + (round % 5)
      samples.push({ features: pairFeatures(issue(0, size), issue(1 + (round % 2), size)), isCopy: false, weight })
    }
  }
  return samples
}

interface Network {
  /** For each unit one weight per feature, then the bias. */
  readonly hidden: Float64Array[]
  /** One weight per unit, then the bias. */
  readonly output: Float64Array
}

function train(samples: readonly Sample[]): Network {
  const inputs = FEATURES.length
  const random = makeRandom(20_261_122)
  const width = inputs + 1
  const size = HIDDEN * width + HIDDEN + 1
  const values = Float64Array.from({ length: size }, () => (random() - 0.5) * 1.2)
  const gradient = new Float64Array(size)
  const mean = new Float64Array(size)
  const square = new Float64Array(size)
  const activations = new Float64Array(HIDDEN)
  const order = samples.map((_, i) => i)
  let step = 0
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    const rate = 0.004 * (1 - epoch / EPOCHS) + 0.0001
    let loss = 0
    for (let from = 0; from < order.length; from += BATCH) {
      gradient.fill(0)
      const batch = order.slice(from, from + BATCH)
      for (const index of batch) {
        const { features, isCopy, weight } = samples[index]!
        let sum = values[size - 1]!
        for (let unit = 0; unit < HIDDEN; unit++) {
          let activation = values[unit * width + inputs]!
          for (let i = 0; i < inputs; i++) activation += values[unit * width + i]! * features[i]!
          activations[unit] = Math.tanh(activation)
          sum += values[HIDDEN * width + unit]! * activations[unit]!
        }
        const p = 1 / (1 + Math.exp(-sum))
        loss -= weight * Math.log(Math.max(1e-12, isCopy ? p : 1 - p))
        const error = (weight * (p - (isCopy ? 1 : 0))) / batch.length
        gradient[size - 1]! += error
        for (let unit = 0; unit < HIDDEN; unit++) {
          const activation = activations[unit]!
          gradient[HIDDEN * width + unit]! += error * activation
          const back = error * values[HIDDEN * width + unit]! * (1 - activation * activation)
          gradient[unit * width + inputs]! += back
          for (let i = 0; i < inputs; i++) gradient[unit * width + i]! += back * features[i]!
        }
      }
      step++
      const meanRate = 1 - 0.9 ** step
      const squareRate = 1 - 0.999 ** step
      for (let i = 0; i < size; i++) {
        const slope = gradient[i]! + PENALTY * values[i]!
        mean[i] = 0.9 * mean[i]! + 0.1 * slope
        square[i] = 0.999 * square[i]! + 0.001 * slope * slope
        values[i]! -= (rate * (mean[i]! / meanRate)) / (Math.sqrt(square[i]! / squareRate) + 1e-8)
      }
    }
    if (epoch % 10 === 9) console.log(`epoch ${epoch + 1}: loss ${(loss / samples.length).toFixed(5)}`)
  }
  return {
    hidden: Array.from({ length: HIDDEN }, (_, unit) => values.slice(unit * width, (unit + 1) * width)),
    output: values.slice(HIDDEN * width),
  }
}

const samples = [
  ...samplesOf(readRows(folder, 'syn-dev'), 4),
  ...samplesOf(readRows(folder, 'wire-dev'), 5),
  ...quotations(readRows(folder, 'basil'), 1),
  ...columns(readRows(folder, 'syn-dev'), 2),
  ...wholeQuotations([...readRows(folder, 'syn-dev'), ...readRows(folder, 'wire-dev')], readRows(folder, 'basil'), 0.5),
  ...rewordedItems(readRows(folder, 'ecb-train'), 1),
  ...filledForms(
    [
      ...readRows(folder, 'syn-dev').filter((row) => /^short|^orig/.test(row.kind ?? '')),
      ...readRows(folder, 'wire-dev').slice(0, 3000),
    ],
    0.1,
  ),
  ...releases(readRows(folder, 'syn-dev'), 1),
]
console.log(`${samples.length} pairs, ${samples.filter((sample) => sample.isCopy).length} of one text`)
const { hidden, output } = train(samples)
const row = (values: Float64Array): string => `[${[...values].map((value) => Number(value.toFixed(3))).join(', ')}]`
writeFileSync(
  new URL('../src/core/stories/copy-weights.ts', import.meta.url),
  `/**
 * The numbers by which a pair of articles is judged to be one text, made by \`research/train-copies.ts\` (its recipe is
 * there): one hidden layer of ${HIDDEN} units (tanh), then a logistic output. Each row of \`hidden\` has a weight for
 * ${FEATURES.join(', ')}, and a bias;
 * \`output\` a weight for each unit, and a bias.
 */
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: learnt, and near a constant by chance
// biome-ignore format: a table of numbers
export const copyWeights: { readonly hidden: readonly (readonly number[])[]; readonly output: readonly number[] } = {
  hidden: [
${hidden.map((values) => `    ${row(values)},`).join('\n')}
  ],
  output: ${row(output)},
}
`,
)
