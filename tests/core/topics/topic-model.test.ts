import { describe, expect, it } from 'vitest'
import { type TopicExample, trainTopics } from '../../../src/core/topics/topic-model.ts'

const subjects = {
  sea: ['ferry', 'harbour', 'captain', 'deck', 'tide', 'anchor', 'sailor', 'lighthouse'],
  sky: ['pilot', 'runway', 'airline', 'cockpit', 'turbulence', 'hangar', 'glider', 'propeller'],
  soil: ['tractor', 'harvest', 'barley', 'plough', 'meadow', 'orchard', 'barn', 'furrow'],
}
const filler = 'people said that there would be more of it on monday in the town when all was done'.split(' ')

/** A text of a subject's words between common ones, chosen by a fixed pseudo-random sequence. */
function write(subject: keyof typeof subjects, from: number): string {
  const words: string[] = []
  let seed = from * 7 + 3
  for (let at = 0; at < 40; at++) {
    seed = (seed * 31 + 17) % 9_973
    const own = subjects[subject]
    words.push(at % 4 === 0 ? own[seed % own.length]! : filler[seed % filler.length]!)
  }
  return `${words.join(' ')}.`
}
const article = (text: string) => ({ title: 'A day', text, language: 'en' })
const examples = (count: number): TopicExample[] =>
  (['sea', 'sky', 'soil'] as const).flatMap((subject) =>
    Array.from({ length: count }, (_, at) => ({
      article: article(write(subject, at)),
      topicIds: subject === 'soil' ? [] : [subject],
    })),
  )

describe('trainTopics', () => {
  const model = trainTopics(examples(12))

  it.each(['sea', 'sky'] as const)('recognises a text about the %s that it was not trained on', (subject) => {
    for (let from = 100; from < 110; from++) {
      expect(model.match(article(write(subject, from))).map(({ topicId }) => topicId)).toEqual([subject])
    }
  })

  it('finds no topic in a text like the examples without one', () => {
    for (let from = 100; from < 110; from++) expect(model.match(article(write('soil', from)))).toEqual([])
  })

  it('finds no other topic than the two in a text about both', () => {
    const both = article(`${write('sea', 200)} ${write('sky', 200)} ${write('sea', 201)} ${write('sky', 201)}`)
    const found = model.match(both).map(({ topicId }) => topicId)
    expect(found.length).toBeGreaterThan(0)
    expect(['sea', 'sky']).toEqual(expect.arrayContaining(found))
  })

  it('names the learned words as the reason', () => {
    const [match] = model.match(article(write('sea', 300)))
    expect(match!.score).toBeGreaterThanOrEqual(1)
    expect(match!.why[0]).toMatch(/^taught: "/)
    expect(subjects.sea.some((word) => match!.why[0]!.includes(word.slice(0, 5)))).toBe(true)
  })

  it('reports examples, precision and recall of each topic by cross-validation', () => {
    expect(model.report.map(({ topicId, examples }) => [topicId, examples])).toEqual([
      ['sea', 12],
      ['sky', 12],
    ])
    for (const { precision, recall } of model.report) {
      expect(precision).toBeGreaterThan(0.9)
      expect(recall).toBeGreaterThan(0.9)
    }
  })

  it('is the same for the same examples', () => {
    const again = trainTopics(examples(12))
    const text = article(write('sky', 400))
    expect(again.match(text)).toEqual(model.match(text))
  })

  it.each([
    ['no example', []],
    ['one example of a topic', examples(1)],
    ['nothing but negatives', examples(3).map((example) => ({ ...example, topicIds: [] }))],
  ])('learns nothing from %s', (_, taught) => {
    expect(trainTopics(taught).match(article(write('sea', 1)))).toEqual([])
  })

  it.each([
    ['one example', examples(1), /^it has 1 example, and needs 2$/],
    [
      'positive examples alone',
      examples(6).filter(({ topicIds }) => topicIds.includes('sea')),
      /^all examples have it/,
    ],
  ])('says why it learned nothing from %s', (_, taught, why) => {
    const { report, notLearned, match } = trainTopics(taught)
    expect(report).toEqual([])
    expect(notLearned.find(({ topicId }) => topicId === 'sea')?.why).toMatch(why)
    expect(match(article(write('sea', 500)))).toEqual([])
  })

  it('finds a topic that six of two hundred examples have, although they mention it only in passing', () => {
    const inPassing = (at: number) =>
      article(
        `${write('soil', at)} The ${subjects.sea[at % 4]} and the ${subjects.sea[(at + 1) % 4]}. ${write('soil', at + 50)}`,
      )
    const others = Array.from({ length: 194 }, (_, at) => ({
      article: article(`${write('soil', at)} ${write(at % 2 === 0 ? 'sky' : 'soil', at + 50)}`),
      topicIds: [at % 2 === 0 ? 'sky' : 'soil'],
    }))
    const rare = Array.from({ length: 6 }, (_, at) => ({ article: inPassing(at), topicIds: ['sea', 'soil'] }))
    const { match } = trainTopics([...rare, ...others])
    const found = Array.from({ length: 20 }, (_, at) => match(inPassing(600 + at)))
    expect(found.filter((topics) => topics.some(({ topicId }) => topicId === 'sea')).length).toBeGreaterThan(10)
  })

  it('finds a topic in few texts when its examples have nothing in common', () => {
    const kinds = ['sea', 'sky', 'soil'] as const
    const mixed = Array.from({ length: 12 }, (_, at) => ({
      article: article(write(kinds[at % 3]!, at)),
      topicIds: at % 2 === 0 ? ['mixed'] : [],
    }))
    const taught = trainTopics(mixed)
    const found = kinds.flatMap((kind) =>
      Array.from({ length: 10 }, (_, at) => taught.match(article(write(kind, 500 + at)))).flat(),
    )
    expect(found.length).toBeLessThanOrEqual(6)
  })

  it('names no function word, number or stem as a learned word', () => {
    const [match] = model.match({ title: 'The 7 of it', text: 'The ferries and the 12 harbours of it', language: 'en' })
    expect(match!.why).toEqual([expect.stringMatching(/^taught: /)])
    expect(match!.why[0]).not.toMatch(/"the"|"of it"|"and the"|#|"\d+"/)
    expect(match!.why[0]).toContain('"ferries"')
  })

  it('reads an empty article', () => {
    expect(model.match({ title: '', text: '' })).toEqual([])
  })
})
