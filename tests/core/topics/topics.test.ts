import { describe, expect, it } from 'vitest'
import type { Article, Rule, Topic } from '../../../src/core/model.ts'
import { compileTopics, matchTopics } from '../../../src/core/topics/topics.ts'

const article = (more: Partial<Article>): Article => ({
  id: 'a',
  sourceId: 's',
  title: '',
  authors: [],
  lead: '',
  text: '',
  firstSeenAt: '2025-11-18T07:00:00.000Z',
  language: 'en',
  ...more,
})
const topic = (rule: Rule & Partial<Topic>): Topic => ({ id: 't', name: 'T', ...rule })
const matches = (rule: Rule & Partial<Topic>, given: Partial<Article>) => matchTopics(article(given), [topic(rule)])
const applies = (rule: Rule & Partial<Topic>, given: Partial<Article>): boolean => matches(rule, given).length === 1

describe('phrases', () => {
  it.each<[string, string, Partial<Article>, boolean]>([
    ['in any case', 'Harbour Board', { text: 'the harbour board met' }, true],
    ['by its stem', 'ferry strike', { text: 'Ferries and strikes; two ferry strikes' }, true],
    ['by its stem in a long form', 'election', { title: 'Electing a mayor: the elections begin' }, true],
    ['with its accents folded', 'São Tomé', { text: 'A boat from Sao Tome arrived.', language: 'en' }, true],
    ['only as whole words', 'art', { text: 'The start of the party' }, false],
    ['only with its words in a row', 'ferry strike', { text: 'The ferry crews began a strike' }, false],
    ['with a possessive', 'Norway', { text: 'Norway’s boats' }, true],
    ['not across a line break', 'Black Sea', { text: 'in the Black\nSea' }, false],
    ['in German by German stems', 'Wahl', { text: 'Die Wahlen beginnen', language: 'de' }, true],
    ['by a stem that ends in another letter than the word', 'spies', { text: 'A spy, it was said' }, true],
    ['by a word that ends in another letter than its stem', 'sky', { text: 'Clear skies' }, true],
    ['by a stem that changes its second letter', 'dying', { text: 'Some would rather die' }, true],
    ['with letters that fold to two', 'Straße', { text: 'Auf der Straße lag Schnee', language: 'de' }, true],
    [
      'whose letters are the folding of one',
      'Strasse',
      { title: 'Die STRASSE', text: 'Æther über der Straße', language: 'de' },
      true,
    ],
    ['by a number, whatever its separators', '1750', { text: 'some 1,750 boats' }, true],
    ['not by a part of a number', '10', { text: '10.2 percent, 1,750 boats' }, false],
    ['not by a part of initials', 'S', { text: 'The U.S. economy' }, false],
    ['with combining accents', 'café', { text: 'a cafe\u0301 by the sea' }, true],
    ['in mathematical bold letters', 'ferry', { title: '𝐟𝐞𝐫𝐫𝐲 sinks' }, true],
    ['next to an emoji', 'ferry', { title: '⛴️ 🚢ferry' }, true],
    ['in Finnish by Finnish stems', 'talo', { text: 'Vanhassa talossa', language: 'fi' }, true],
    ['in Russian by Russian stems', 'выборы', { text: 'На выборах победил', language: 'ru' }, true],
    ['in Greek, whatever the last sigma', 'νόμος', { title: 'ΝΟΜΟΣ', language: 'el' }, true],
    ['in Thai by substring', 'น้ำท่วม', { text: 'เกิดน้ำท่วมใหญ่', language: 'th' }, true],
    ['in Chinese by substring', '北约', { text: '各国在北约峰会上', language: 'zh' }, true],
    ['in Chinese by a single character', '党', { text: '两个党派的争论', language: 'zh' }, true],
    ['in Japanese by substring', 'ウクライナ', { text: '昨日ウクライナで', language: 'ja' }, true],
    ['in Korean by substring', '나토', { text: '나토가 말했다', language: 'ko' }, true],
    ['in an unknown language', 'ferry', { text: 'ferry', language: undefined }, true],
  ])('match %s', (_, phrase, given, is) => {
    expect(applies({ any: [phrase] }, given)).toBe(is)
  })

  it.each<[string, Partial<Article>, boolean]>([
    ['US', { text: 'They told us about it.' }, false],
    ['US', { text: 'The US sent boats.' }, true],
    ['US', { text: 'The U.S. sent boats.' }, true],
    ['US', { text: 'The US’s boats' }, true],
    ['US', { title: 'TELL US MORE' }, false],
    ['NATO', { title: 'ALL ABOUT NATO' }, true],
    ['NATO', { title: 'Nato sends boats' }, true],
    ['NATO', { text: 'the nato of folk music' }, false],
    ['WHO', { text: 'Who is it? The man who knows.' }, false],
    ['WHO', { text: 'The WHO warned of it.' }, true],
    ['US economy', { text: 'The US economy grew.' }, true],
    ['US economy', { text: 'It gave us economy of scale.' }, false],
    ['COVID-19', { text: 'Covid-19 cases rose.' }, true],
    ['climate', { title: 'CLIMATE TALKS BEGIN' }, true],
    ['НАТО', { text: 'Страны НАТО встретились', language: 'ru' }, true],
  ])('in capitals: %j in %j is %s', (phrase, given, is) => {
    expect(applies({ any: [phrase] }, given)).toBe(is)
  })
})

describe('rules', () => {
  const text = 'The bank kept its rate. Crews of the ferry were on strike near the harbour for a whole week.'
  it.each<[string, Rule, boolean]>([
    ['any: one of them', { any: ['plane', 'ferry'] }, true],
    ['any: none of them', { any: ['plane', 'train'] }, false],
    ['all: every one', { all: ['ferry', 'harbour'] }, true],
    ['all: one missing', { all: ['ferry', 'plane'] }, false],
    ['any and all', { any: ['strike'], all: ['ferry'] }, true],
    ['none: absent', { any: ['ferry'], none: ['plane'] }, true],
    ['none: present', { any: ['ferry'], none: ['bank'] }, false],
    ['none alone', { none: ['plane'] }, true],
    ['empty', {}, false],
    ['near: close enough', { any: [{ near: ['bank', 'rate'], words: 3 }] }, true],
    ['near: in any order', { any: [{ near: ['strike', 'ferry'] }] }, true],
    ['near: too far', { any: [{ near: ['bank', 'strike'], words: 5 }] }, false],
    ['near: three parts', { any: [{ near: ['ferry', 'strike', 'harbour'], words: 8 }] }, true],
    ['near: forbidden', { any: ['ferry'], none: [{ near: ['bank', 'rate'], words: 3 }] }, false],
  ])('%s', (_, rule, is) => {
    expect(applies(rule, { text })).toBe(is)
  })

  it('weighs title, lead and text, and gives repetition less and less weight', () => {
    const lead = 'A ferry sank.'
    const filler = 'The sea was calm.'
    const score = (given: Partial<Article>): number => matches({ any: ['ferry'] }, given)[0]!.score
    expect(score({ title: 'Ferry sinks' })).toBe(3)
    expect(score({ lead, text: `${lead} ${filler}` })).toBe(1.5)
    expect(score({ lead: filler, text: `${filler} ${lead}` })).toBe(1)
    expect(score({ lead: filler, text: `${filler} ${lead.repeat(1_000)}` })).toBeLessThanOrEqual(2.2)
    expect(score({ title: 'Ferry sinks', lead, text: `${lead} ${filler} ${lead}` })).toBe(5.5)
  })

  it('uses the weights and the threshold of the topic', () => {
    expect(matches({ any: ['ferry'], titleWeight: 10 }, { title: 'Ferry sinks' })[0]!.score).toBe(10)
    expect(applies({ any: ['ferry'], minScore: 3 }, { text: 'Ferry. Ferry. Ferry.' })).toBe(false)
    expect(applies({ any: ['ferry'], minScore: 3 }, { title: 'Ferry' })).toBe(true)
  })

  it('counts a phrase as many times as its weight says, in each place', () => {
    const given = { title: 'Ferry sinks', text: 'The sea. A ferry.' }
    expect(matches({ any: [{ phrase: 'ferry', weight: 2 }] }, given)[0]!.score).toBe(8)
    expect(matches({ any: [{ phrase: 'ferry', weight: 0.4 }, 'sea'] }, given)[0]!.why).toEqual([
      '"ferry" in the title (1.2)',
      '"sea" in the text (1)',
      '"ferry" in the text (0.4)',
    ])
    expect(matches({ any: [{ near: ['sea', 'ferry'], weight: 3 }] }, given)[0]!.score).toBe(3)
  })

  it('counts the heaviest of phrases that match the same words', () => {
    const any = ['ferry', { phrase: 'ferries', weight: 2 }, { phrase: 'ferry', weight: 0.5 }]
    expect(matches({ any }, { title: 'Ferry' })[0]!.score).toBe(6)
  })

  it('leaves out a topic that has less than its share of the strongest one with a share', () => {
    const topics = [
      topic({ id: 'sea', any: [{ phrase: 'sea', weight: 10 }] }),
      topic({ id: 'ferry', any: ['ferry'], minShare: 0.5 }),
      topic({ id: 'half', any: [{ phrase: 'port', weight: 0.5 }], minShare: 0.5 }),
      topic({ id: 'less', any: [{ phrase: 'port', weight: 0.4 }], minShare: 0.5 }),
      topic({ id: 'any', any: [{ phrase: 'port', weight: 0.4 }], minShare: 0 }),
      topic({ id: 'weak', any: [{ phrase: 'ferry', weight: 9 }], minScore: 30, minShare: 1 }),
    ]
    const found = compileTopics(topics)(article({ title: 'Ferry leaves port for the sea' }))
    expect(found.map(({ topicId }) => topicId)).toEqual(['sea', 'ferry', 'half', 'any'])
    expect(compileTopics(topics)(article({ title: 'Port' })).map(({ topicId }) => topicId)).toEqual([
      'half',
      'less',
      'any',
    ])
  })

  it('matches exact phrases as they are written, one by one or the whole rule', () => {
    const given = { title: 'Apples on the ferries' }
    expect(applies({ any: [{ phrase: 'Apple', exact: true }] }, given)).toBe(false)
    expect(applies({ any: [{ phrase: 'apples', exact: true }] }, given)).toBe(true)
    expect(applies({ any: ['apple', 'ferry'], exact: true }, given)).toBe(false)
    expect(applies({ any: [{ phrase: 'apple', exact: false }], exact: true }, given)).toBe(true)
    expect(applies({ any: [{ near: ['apple', 'ferry'], exact: true }] }, given)).toBe(false)
    expect(applies({ any: ['ferry'], none: [{ phrase: 'apple', exact: true }] }, given)).toBe(true)
    expect(applies({ inLanguage: { en: { any: ['ferry'], exact: true } } }, given)).toBe(false)
  })

  it('gives its reasons in words, each with its score, the strongest first', () => {
    const [match] = matches(
      { any: ['ferry', 'harbour'] },
      { title: 'Ferry sinks', lead: 'In the harbour.', text: 'In the harbour. The ferry sank. A ferry!' },
    )
    expect(match!.why).toEqual([
      '"ferry" in the title (3)',
      '"harbour" in the lead (1.5)',
      '"ferry" 2 times in the text (1.38)',
    ])
    expect(match!.score).toBe(5.88)
  })

  it('counts phrases with the same stem once', () => {
    expect(matches({ any: ['family', 'families'] }, { title: 'Families' })[0]!.score).toBe(3)
    expect(applies({ all: ['family', 'families'] }, { title: 'Families' })).toBe(true)
  })

  it('applies to articles in the topic’s languages and in an unknown language', () => {
    const rule = { any: ['ferry'], languages: ['en'] }
    expect(applies(rule, { title: 'Ferry', language: 'en-GB' })).toBe(true)
    expect(applies(rule, { title: 'Ferry', language: 'de' })).toBe(false)
    expect(applies(rule, { title: 'Ferry', language: undefined })).toBe(true)
  })

  it('uses the rule for the article’s language in place of the topic’s own', () => {
    const rule = { any: ['war'], languages: ['en'], inLanguage: { de: { any: ['Krieg'], none: ['Rosenkrieg'] } } }
    expect(applies(rule, { title: 'War', language: 'en-GB' })).toBe(true)
    expect(applies(rule, { title: 'Es war ein Krieg', language: 'en' })).toBe(true)
    expect(applies(rule, { title: 'Es war einmal', language: 'de' })).toBe(false)
    expect(applies(rule, { title: 'Nach den Kriegen', language: 'de-AT' })).toBe(true)
    expect(applies(rule, { title: 'Krieg oder Rosenkrieg', language: 'de' })).toBe(false)
    expect(applies(rule, { title: 'War', language: 'fr' })).toBe(false)
    expect(applies(rule, { title: 'Krieg', language: undefined })).toBe(false)
  })

  it('searches a lead that is not the beginning of the text', () => {
    expect(matches({ any: ['ferry'] }, { lead: 'A ferry sank.', text: 'Something else.' })[0]!.why).toEqual([
      '"ferry" in the lead (1.5)',
    ])
  })

  it.each<[string, Partial<Article>, string[]]>([
    ['the title', { title: 'Bank cuts rate' }, ['"rate" near "bank" in the title (3)']],
    ['the lead', { lead: 'The bank cut its rate.' }, ['"rate" near "bank" in the lead (1.5)']],
    [
      'a lead that the text begins with',
      { lead: 'The bank cut its rate.', text: 'The bank cut its rate. The end.' },
      ['"rate" near "bank" in the lead (1.5)'],
    ],
    ['a text without a lead', { lead: '', text: 'The bank cut its rate.' }, ['"rate" near "bank" in the text (1)']],
    [
      'the text',
      { lead: 'It rained.', text: 'It rained. The bank cut its rate.' },
      ['"rate" near "bank" in the text (1)'],
    ],
    [
      'lead and text',
      { lead: 'The bank met.', text: 'The bank met. It cut its rate.' },
      ['"rate" near "bank" in the text (1)'],
    ],
  ])('weighs a near by its place: %s', (_, given, why) => {
    expect(matches({ any: [{ near: ['rate', 'bank'] }] }, given)[0]?.why).toEqual(why)
  })

  it('finds neither a phrase nor a near across two fields', () => {
    const given = { title: 'A new bank', lead: 'Rate of change', text: 'It rose. A bank.' }
    expect(applies({ any: ['bank rate', { near: ['rate', 'bank'] }] }, given)).toBe(false)
  })

  it('returns every topic that applies, the strongest first', () => {
    const topics = [
      topic({ id: 'sea', any: ['sea'] }),
      topic({ id: 'ferry', any: ['ferry'] }),
      topic({ id: 'air', any: ['plane'] }),
    ]
    expect(compileTopics(topics)(article({ title: 'Ferry', text: 'The sea' })).map(({ topicId }) => topicId)).toEqual([
      'ferry',
      'sea',
    ])
  })

  it('reads a megabyte without a space', () => {
    expect(applies({ any: ['ferry'] }, { text: 'x'.repeat(1_000_000) })).toBe(false)
    expect(applies({ any: [{ near: ['a', 'b', 'c'] }] }, { text: 'a b '.repeat(250_000) })).toBe(false)
  })
})
