/** JSON Feed 1.0 and 1.1 (jsonfeed.org), field by field, and what is recovered when it is damaged. */
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'
import rows from '../../fixtures/parse/json-items.json' with { type: 'json' }

const VERSION = 'https://jsonfeed.org/version/1.1'
const CUT = 'The document was cut: its last entry is incomplete and was left out.'
const REPAIRED = 'The JSON held characters that JSON must not hold.'
const read = (text: string) => parseFeed(Buffer.from(text), { url: 'https://feeds.example.net/dir/feed' })
const feedOf = (document: object) => read(JSON.stringify(document))
const itemOf = async (item: object, feed: object = {}) =>
  (await feedOf({ version: VERSION, ...feed, items: [{ title: 't', ...item }] })).entries[0]!

describe('a JSON Feed', () => {
  it('without valid fields has no fields', async () => {
    const feed = await feedOf({ version: VERSION, items: [], title: '', hubs: [{}], language: 'none at all' })
    expect(feed).toStrictEqual({ format: 'json1.1', repairs: [], entries: [] })
  })

  it('has its valid fields', async () => {
    const known = {
      version: 'https://jsonfeed.org/version/1',
      title: ' The \n Quay ',
      description: 'News',
      home_page_url: '/',
      feed_url: 'https://x.example/feed',
      language: 'en_us',
      hubs: [{ type: 'WebSub', url: '/hub' }, { url: 'mailto:x' }, 'x', { url: 'https://y.example/hub' }],
      items: [7, null, [], 'x'],
    }
    expect(await feedOf(known)).toStrictEqual({
      format: 'json1.0',
      title: 'The Quay',
      url: 'https://x.example/',
      language: 'en-US',
      repairs: [],
      entries: [],
      description: 'News',
      selfUrl: 'https://x.example/feed',
      hubs: ['https://x.example/hub', 'https://y.example/hub'],
      rejected: 4,
    })
  })

  it.each([
    ['https://jsonfeed.org/version/1', 'json1.0', []],
    ['https://jsonfeed.org/version/1.0', 'json1.0', []],
    ['https://jsonfeed.org/version/1.1', 'json1.1', []],
    ['jsonfeed', 'json1.1', ['The document does not name its version of JSON Feed.']],
    [undefined, 'json1.1', ['The document does not name its version of JSON Feed.']],
    [1.1, 'json1.1', ['The document does not name its version of JSON Feed.']],
  ])('of version %s is %s', async (version, format, repairs) => {
    expect(await feedOf({ version, items: [{ title: 't' }] })).toMatchObject({
      format,
      repairs,
      entries: [{ title: 't' }],
    })
  })

  it.each([
    ['without items', { version: VERSION }],
    ['whose items are no list', { version: 'https://jsonfeed.org/version/1.1', items: {} }],
  ])('%s has no entries', async (_, document) => {
    expect(await feedOf(document)).toStrictEqual({ format: 'json1.1', repairs: [], entries: [] })
  })

  it.each([
    ['a number', '1'],
    ['nothing', '{}'],
    ['a list', '[{"version":"https://jsonfeed.org/version/1.1"}]'],
    ['an object with another version', '{"version":"2.0"}'],
  ])('is not %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'parse/not-a-feed' })
  })

  it('has 20,000 entries at most', async () => {
    const items = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at, title: 't' }))
    const most = await feedOf({ version: VERSION, items: items(20_000) })
    expect([most.entries.length, most.repairs]).toEqual([20_000, []])
    const more = await feedOf({ version: VERSION, items: items(20_001) })
    expect([more.entries.length, more.repairs]).toEqual([20_000, ['Only the first 20000 entries were read.']])
  })
})

describe('an item of JSON Feed', () => {
  it.each(rows.items as [string, object, object][])('%s', async (_, item, expected) => {
    const entry = await itemOf(item)
    for (const [field, value] of Object.entries(expected)) expect(entry[field as 'title'] ?? null, field).toEqual(value)
  })

  it('inherits from its feed the authors, the language and, last, the home page', async () => {
    const feed = { authors: [{ name: 'A' }], language: 'de', home_page_url: 'https://x.example/' }
    expect(await itemOf({}, feed)).toMatchObject({ authors: ['A'], language: 'de', url: 'https://x.example/' })
    const own = { authors: [{ name: 'B' }], language: 'fr', url: 'https://x.example/1' }
    expect(await itemOf(own, feed)).toMatchObject({ authors: ['B'], language: 'fr', url: 'https://x.example/1' })
  })
})

describe('JSON that is damaged', () => {
  const start = `{"version":"${VERSION}","title":"Kiln",`
  const titles = ({ entries }: Awaited<ReturnType<typeof read>>) => entries.map(({ title }) => title)

  it.each([
    ['a line break in a string', `${start}"items":[{"title":"a\nb"}]}`, ['a b']],
    ['a comma before a closing bracket', `${start}"items":[{"title":"a",\n\t },],}`, ['a']],
    ['a comma before the end of a list', `${start}"items":[{"title":"a"} , ]}`, ['a']],
    [
      'brackets and quotes in strings',
      `${start}"items":[{"title":"a,] \\",} [{"} , {"title":"b"},]}`,
      ['a,] ",} [{', 'b'],
    ],
  ])('is repaired: %s', async (_, text, expected) => {
    const feed = await read(text)
    expect([titles(feed), feed.repairs, feed.isCut]).toEqual([expected, [REPAIRED], undefined])
  })

  it.each([
    ['after an item', `${start}"items":[{"title":"a"}`, ['a']],
    ['after a comma', `${start}"items":[{"title":"a"},`, ['a']],
    ['in an item', `${start}"items" : [ {"title":"a","tags":["x","y"]},{"title":"b","tags":["x"`, ['a']],
    ['in a string', `${start}"items":[{"title":"a ]} \\" }"},{"title":"b ]} , {"`, ['a ]} " }']],
    ['in an escape', `${start}"items":[{"title":"a"},{"title":"b\\`, ['a']],
    [
      'after the list',
      `${start}"items":[{"title":"a",},{"title":"b"}],"hubs":[{"url":"https://x.example/"}`,
      ['a', 'b'],
    ],
    ['with an invalid item in the list', `${start}"items":[{"title":"a"},{nothing},{"title":"b"},`, ['a', 'b']],
  ])('has the items before the end when it is truncated: %s', async (_, text, expected) => {
    const feed = await read(text)
    expect(feed).toMatchObject({ format: 'json1.1', title: 'Kiln', isCut: true })
    expect([titles(feed), feed.repairs]).toEqual([expected, [CUT]])
  })

  it('has the items also when the fields before them are lost', async () => {
    const feed = await read('{"version":{,"items":[{"title":"a"}]')
    expect(feed).toMatchObject({ entries: [{ title: 'a' }], isCut: true })
    expect(feed.title).toBeUndefined()
  })

  it.each([
    ['before its list', '{"version":"https://jsonfeed.org/version/1.1","title":"Ki'],
    ['before the end of its first item', `${start}"items":[{"title":"a"`],
    ['with no item in its list', `${start}"items":[nothing`],
  ])('is a retryable error when it is truncated %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'parse/damaged', retryable: true })
    await expect(read(text)).rejects.toThrow('may send the whole one next time')
  })
})
