/** JSON Feed 1.0 and 1.1 (jsonfeed.org), field by field, and what is left of it when it is damaged. */
import { describe, expect, it } from 'vitest'
import { parseFeed } from '../../../src/feeds/parse/parse.ts'

const VERSION = 'https://jsonfeed.org/version/1.1'
const CUT = 'The document was cut: its last entry is incomplete and was left out.'
const MENDED = 'The JSON held characters that JSON must not hold.'
const read = (text: string) => parseFeed(Buffer.from(text), { url: 'https://feeds.example.net/dir/feed' })
const feedOf = (document: object) => read(JSON.stringify(document))
const itemOf = async (item: object, feed: object = {}) =>
  (await feedOf({ version: VERSION, ...feed, items: [{ title: 't', ...item }] })).entries[0]!

describe('a JSON Feed', () => {
  it('of which nothing is known says nothing', async () => {
    const feed = await feedOf({ version: VERSION, items: [], title: '', hubs: [{}], language: 'none at all' })
    expect(feed).toStrictEqual({ format: 'json1.1', repairs: [], entries: [] })
  })

  it('says what is known', async () => {
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
    ['another version of something', '{"version":"2.0"}'],
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
  it.each([
    ['is called by its id', { id: 'x' }, { guid: 'x' }],
    ['is called by a number', { id: 7 }, { guid: '7' }],
    ['is called by no truth', { id: true }, { guid: undefined }],
    ['is called by no list', { id: ['x'] }, { guid: undefined }],
    ['is called by no empty text', { id: '' }, { guid: undefined }],
    ['stands at its address', { url: '/1', external_url: '/2' }, { url: 'https://feeds.example.net/1' }],
    [
      'stands where it leads',
      { external_url: '/2', id: 'https://x.example/3' },
      { url: 'https://feeds.example.net/2' },
    ],
    ['stands at its id', { id: 'https://x.example/3' }, { url: 'https://x.example/3' }],
    ['stands nowhere', { id: '3' }, { url: undefined }],
    ['is from where it leads', { url: '/1', external_url: '/2' }, { origin: { url: 'https://feeds.example.net/2' } }],
    ['is from nowhere else', { url: '/1', external_url: '/1' }, { origin: undefined }],
    ['is its own', { url: '/1' }, { origin: undefined }],
    ['is what it leads to', { external_url: '/2' }, { origin: undefined }],
    [
      'has a date',
      { date_published: '2026-11-19' },
      { publishedAt: '2026-11-19T00:00:00.000Z', claimedDate: undefined },
    ],
    ['claims a date', { date_published: 'soon' }, { publishedAt: undefined, claimedDate: 'soon' }],
    ['was changed', { date_modified: '2026-11-19' }, { updatedAt: '2026-11-19T00:00:00.000Z', publishedAt: undefined }],
    ['was never changed', { date_modified: 'never' }, { updatedAt: undefined }],
    [
      'is by its authors',
      { authors: [{ name: 'A' }, {}, { name: '' }, 7], author: { name: 'B' } },
      { authors: ['A', 'B'] },
    ],
    ['is by bare names', { authors: ['A', ''], author: 'B' }, { authors: ['A', 'B'] }],
    ['is by nobody', { authors: [] }, { authors: [] }],
    ['is about its tags', { tags: ['A', '', 7, null, { a: 1 }] }, { categories: ['A', '7'] }],
    ['is about nothing', { tags: 'A' }, { categories: [] }],
    ['has a title that is text', { title: 'a <b>b</b> &amp; c' }, { title: 'a <b>b</b> &amp; c' }],
    [
      'has a summary that is text',
      { summary: 'a <b> &amp;' },
      { text: 'a <b> &amp;', summaryHtml: 'a &lt;b&gt; &amp;amp;' },
    ],
    [
      'has HTML',
      { content_html: '<p>a &amp; b</p>', content_text: 'c' },
      { contentHtml: '<p>a &amp; b</p>', text: 'a & b' },
    ],
    ['has text', { content_html: ' \n', content_text: 'a <b>' }, { contentHtml: 'a &lt;b&gt;', text: 'a <b>' }],
    ['has neither', {}, { contentHtml: undefined, text: '' }],
    ['has a picture', { image: '/1', banner_image: '/2' }, { imageUrl: 'https://feeds.example.net/1' }],
    ['has a banner', { image: 'data:x', banner_image: '/2' }, { imageUrl: 'https://feeds.example.net/2' }],
    ['has a language', { language: 'de' }, { language: 'de' }],
    [
      'has attachments',
      { attachments: [{ url: '/1', mime_type: 'a/b', size_in_bytes: 7 }, { url: 'x:' }, 'x', { url: '/2' }] },
      {
        enclosures: [
          { url: 'https://feeds.example.net/1', type: 'a/b', lengthBytes: 7 },
          { url: 'https://feeds.example.net/2' },
        ],
      },
    ],
    ['has no attachments', { attachments: { url: '/1' } }, { enclosures: [] }],
  ])('%s', async (_, item, expected) => {
    const entry = await itemOf(item)
    for (const [field, value] of Object.entries(expected)) expect(entry[field as 'title'], field).toEqual(value)
  })

  it('takes from its feed the authors, the language and, last, the home page', async () => {
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
    ['a line break in a text', `${start}"items":[{"title":"a\nb"}]}`, ['a b']],
    ['a comma before an end', `${start}"items":[{"title":"a",\n\t },],}`, ['a']],
    ['a comma before the end of a list', `${start}"items":[{"title":"a"} , ]}`, ['a']],
    [
      'brackets and quotes in its texts',
      `${start}"items":[{"title":"a,] \\",} [{"} , {"title":"b"},]}`,
      ['a,] ",} [{', 'b'],
    ],
  ])('is mended: %s', async (_, text, expected) => {
    const feed = await read(text)
    expect([titles(feed), feed.repairs, feed.isCut]).toEqual([expected, [MENDED], undefined])
  })

  it.each([
    ['after an item', `${start}"items":[{"title":"a"}`, ['a']],
    ['after a comma', `${start}"items":[{"title":"a"},`, ['a']],
    ['in an item', `${start}"items" : [ {"title":"a","tags":["x","y"]},{"title":"b","tags":["x"`, ['a']],
    ['in a text', `${start}"items":[{"title":"a ]} \\" }"},{"title":"b ]} , {"`, ['a ]} " }']],
    ['in an escape', `${start}"items":[{"title":"a"},{"title":"b\\`, ['a']],
    [
      'after the list',
      `${start}"items":[{"title":"a",},{"title":"b"}],"hubs":[{"url":"https://x.example/"}`,
      ['a', 'b'],
    ],
    ['with an item that is none in it', `${start}"items":[{"title":"a"},{nothing},{"title":"b"},`, ['a', 'b']],
  ])('gives the items before a cut: %s', async (_, text, expected) => {
    const feed = await read(text)
    expect(feed).toMatchObject({ format: 'json1.1', title: 'Kiln', isCut: true })
    expect([titles(feed), feed.repairs]).toEqual([expected, [CUT]])
  })

  it('gives items also without what stood before them', async () => {
    const feed = await read('{"version":{,"items":[{"title":"a"}]')
    expect(feed).toMatchObject({ entries: [{ title: 'a' }], isCut: true })
    expect(feed.title).toBeUndefined()
  })

  it.each([
    ['before its list', '{"version":"https://jsonfeed.org/version/1.1","title":"Ki'],
    ['before its first item is whole', `${start}"items":[{"title":"a"`],
    ['with nothing in its list', `${start}"items":[nothing`],
  ])('is an error that may pass where it is cut %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'parse/damaged', retryable: true })
    await expect(read(text)).rejects.toThrow('may send the whole one next time')
  })
})
