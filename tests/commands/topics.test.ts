import { beforeAll, describe, expect, it } from 'vitest'
import { readFilterRule, readTopicRule } from '../../src/config/rule.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { rss } from '../support/make.ts'

const folderWith = temporaryFolders()
const at = '2026-11-20T08:00:00.000Z'
const items = [
  {
    title: 'Harbour crane fails its yearly test',
    text: 'The harbour master closed the eastern quay after the crane failed.',
    link: 'https://wire.example.org/1',
  },
  {
    title: 'Choir wins the valley prize',
    text: 'Forty singers from the upper valley sang for nine minutes and won.',
    link: 'https://wire.example.org/2',
  },
  {
    title: 'Ferry timetable grows by one boat',
    text: 'From Monday a ninth ferry leaves the harbour at six each evening.',
    link: 'https://wire.example.org/3',
  },
  {
    title: 'Win a weekend: sponsored content',
    text: 'Answer three questions about lamps and win a weekend for two.',
    link: 'https://wire.example.org/4',
  },
].map((item) => ({ ...item, guid: item.link, at }))
const config = (changes: object = {}): string =>
  JSON.stringify({
    title: 'Reading',
    sources: [{ id: 'wire', url: 'wire.xml', name: 'The Wire', firstFetchDays: 0 }],
    filters: [{ drop: { any: ['sponsored content'] } }],
    topics: [{ id: 'sea', name: 'The sea', any: ['ferry'] }],
    ...changes,
  })

describe('topics and filters', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = folderWith({
      'feeds.config.json': config(),
      'wire.xml': rss('wire', items),
      'new.config.json': config({
        filters: [{ drop: { any: ['choir'] } }],
        topics: [
          { id: 'sea', name: 'The sea', any: ['harbour'], none: ['ferry'] },
          { id: 'song', name: 'Song', any: ['choir'] },
        ],
      }),
    })
    expect(await callInside(['run', '--config', 'feeds.config.json', '--no-mail', '--quiet'], { cwd })).toMatchObject({
      exitCode: 0,
    })
  })
  const call = (...args: string[]) => callInside([...args, '--config', 'feeds.config.json'], { cwd })
  const answer = async (...args: string[]) =>
    JSON.parse((await call(...args, '--json')).stdout) as Record<string, unknown>

  it('try a phrase: which stories have it, and why', async () => {
    const { stdout, exitCode } = await call('topics', 'try', 'harbour')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Looked at {2}3 stories of the archive\n {2}No topic {3}1, today 2\n/)
    expect(stdout).toMatch(/harbour: 2 stories\n/)
    expect(stdout).toMatch(/ {4}Harbour crane fails its yearly test \(The Wire\)\n {8}"harbour" in the title/)
  })

  it('try a rule in place of the topic with its id', async () => {
    expect(await answer('topics', 'try', '{"id":"sea","any":["harbour"],"none":["ferry"]}')).toMatchObject({
      contract: 1,
      command: 'topics try',
      exitCode: 0,
      stories: 3,
      topics: [{ topicId: 'sea', name: 'The sea', before: 1, after: 1, gained: 1, lost: 1 }],
    })
  })

  it('try the topics of another configuration, and show what changes', async () => {
    const { stdout } = await call('topics', 'try', '--file', 'new.config.json')
    expect(stdout).toMatch(/Topics {5}2 change, 0 stay as they are/)
    expect(stdout).toMatch(/The sea: 1 story, today 1: 1 more, 1 fewer\n\n {2}Gained \(1\)\n {4}Harbour crane/)
    expect(stdout).toMatch(/Lost \(1\)\n {4}Ferry timetable/)
    expect(stdout).toMatch(/Song: 1 story, today 0: 1 more, 0 fewer/)
  })

  it('try a filter together with the configured ones, also on dropped articles', async () => {
    expect(await answer('filters', 'try', 'harbour')).toMatchObject({
      articles: 4,
      alone: 2,
      before: 1,
      after: 3,
      newlyDropped: 2,
      newlyKept: 0,
    })
    expect(await answer('filters', 'try', '{"keep":{"any":["choir"]},"sources":["wire"]}')).toMatchObject({
      alone: 3,
      after: 3,
      newlyDropped: 2,
    })
    const { stdout } = await call('filters', 'try', '--file', 'new.config.json')
    expect(stdout).toMatch(/Dropped with it \(1\)\n {4}Choir wins.*\n {8}drop: "choir" in the title/)
    expect(stdout).toMatch(/No longer dropped \(1\)\n {4}Win a weekend.*\n {8}drop: "sponsored content" in the title/)
  })

  it.each([
    [['topics', 'try'], /^RULE: is missing; write a phrase/],
    [['topics', 'try', 'x', '--file', 'new.config.json'], /^RULE: and --file exclude each other/],
    [['filters', 'try', '{"drop":{"any":["x"]},"sources":["wyre"]}'], /^RULE.sources: no source has the id 'wyre'/],
    [['topics', 'teach', 'nope', '+sea'], /^ARTICLE: no article and no story has the id 'nope'/],
    [
      ['topics', 'teach', 'nope', '+see', 'sea', '-song', '--jsn', '+sea', '-sea'],
      /^\+see: no topic has the id 'see'; did you mean sea\?\nsea: says neither \+ nor -.*\n-song: no topic.*\n--jsn: says neither.*\n-sea: contradicts the other/,
    ],
    [['topics', 'teach', 'nope'], /^\+TOPIC: is missing/],
    [['stories', 'split', 'nope'], /^ARTICLE: no article has the id 'nope'/],
    [['stories', 'merge', 'nope', 'nope'], /^STORY: no story has the id 'nope'/],
  ])('reject %j with a sentence and exit code 2', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await call(...args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
  })

  it('teach with plus and minus, take a story’s id for its lead, and test the examples', async () => {
    const { stdout: listed } = await call('stories', 'list', '--json')
    const ids = listed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; title: string; leadArticleId: string })
    const choir = ids.find(({ title }) => title.startsWith('Choir'))!
    expect((await call('topics', 'test')).stdout).toMatch(/^Nothing was taught yet/)
    const { stdout, exitCode } = await call('topics', 'teach', choir.id, '-sea')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Choir wins the valley prize\n {2}is not The sea: 0 examples of it, 1 of what it is not/)
    const ferry = ids.find(({ title }) => title.startsWith('Ferry'))!
    expect(await answer('topics', 'teach', ferry.leadArticleId, '+sea')).toMatchObject({
      articleId: ferry.leadArticleId,
      topics: [{ topicId: 'sea', positive: 1, negative: 1 }],
    })
    expect(await answer('topics', 'test')).toMatchObject({
      topics: [{ topicId: 'sea', rules: { precision: 1, recall: 1 } }],
    })
  })
})

describe('a rule on the command line', () => {
  it('is a phrase, the words of a rule, or a whole topic or filter', async () => {
    expect(readTopicRule('North Atlantic')).toEqual({ id: 'tried', name: 'North Atlantic', any: ['North Atlantic'] })
    expect(readTopicRule('{"id":"nato","any":[{"near":["a","b"],"words":5}]}')).toEqual({
      id: 'nato',
      name: 'nato',
      any: [{ near: ['a', 'b'], words: 5 }],
    })
    expect(readTopicRule('{"inLanguage":{"de":{"any":["Hafen"]}}}')).toMatchObject({
      id: 'tried',
      inLanguage: { de: { any: ['Hafen'] } },
    })
    expect(await readFilterRule('sponsored')).toEqual({ drop: { any: ['sponsored'] } })
    expect(await readFilterRule('{"all":["a","b"]}')).toEqual({ drop: { all: ['a', 'b'] } })
    expect(await readFilterRule('{"keep":{"any":["a"]}}')).toEqual({ keep: { any: ['a'] } })
  })

  it.each([
    ['{"any":', /^RULE: is no JSON/],
    ['{"anny":["x"]}', /^RULE.anny: is no key here; did you mean any\?/],
    ['{"id":"sea"}', /^RULE: finds nothing/],
    [
      '{"inLanguage":{"deutsch!":{"any":["x"]}}}',
      /^RULE.inLanguage.deutsch!: "deutsch!" is no language; write its tag/,
    ],
    ['{"inLanguage":{"de":{}}}', /^RULE.inLanguage.de: finds nothing/],
    ['{"any":[3]}', /^RULE.any.0: is 3; write a text in quotes/],
    [' ', /^RULE: is empty/],
  ])('is rejected when it is invalid: %s', (text, sentence) => {
    expect(() => readTopicRule(text)).toThrow(sentence)
  })

  it('is rejected as a filter that both drops and keeps, finds nothing, or has an invalid pattern', async () => {
    await expect(readFilterRule('{"drop":{"any":["a"]},"keep":{"any":["b"]}}')).rejects.toThrow(
      /^RULE: has both drop and keep/,
    )
    await expect(readFilterRule('{"drop":{}}')).rejects.toThrow(/^RULE.drop: finds nothing/)
    await expect(readFilterRule('{"any":["a"],"title":["b","/(/"]}')).rejects.toThrow(
      /^RULE.drop.title.1: "\/\(\/" is no reg/,
    )
  })
})
