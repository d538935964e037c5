import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/flow/ask/explain.ts'
import { callInside, temporaryFolders } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '../..')
const folderWith = temporaryFolders()

interface Listed {
  readonly id: string
  readonly title: string
  readonly leadArticleId: string
  readonly articles: readonly { readonly id: string; readonly sourceId: string }[]
}

describe('explain, in the sample newsroom', () => {
  let cwd: string
  let stories: Listed[]
  beforeAll(async () => {
    cwd = folderWith({
      'feeds.config.json': JSON.stringify({
        title: 'Reading',
        sources: [
          'foreland-dispatch.xml',
          'morrow-ledger.xml',
          'pennant.atom',
          'long-touchline.xml',
          'calder-star.rdf',
          'signal-and-slate.xml',
          'free-ferryman.xml',
        ].map((file) => ({ id: file.split('.')[0], url: `samples/feeds/${file}`, firstFetchDays: 0 })),
        filters: [{ drop: { any: ['goblet of fire', 'seal pups'] } }],
        topics: [{ id: 'nato', name: 'The alliance', any: ['NATO'] }],
        digests: [
          {
            id: 'morning',
            at: '07:00',
            subscribers: ['ann@example.org'],
            filters: [{ drop: { title: '/^Goalkeeper/' } }, { drop: { url: 'sponsored' } }],
          },
        ],
      }),
    })
    cpSync(join(ROOT, 'samples'), join(cwd, 'samples'), { recursive: true })
    expect(await callInside(['run', '--config', 'feeds.config.json', '--no-mail', '--quiet'], { cwd })).toMatchObject({
      exitCode: 0,
    })
    const { stdout } = await callInside(['stories', 'list', '--config', 'feeds.config.json', '--json'], { cwd })
    stories = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Listed)
  })
  const ask = (id: string, ...flags: string[]) =>
    callInside(['explain', id, '--config', 'feeds.config.json', ...flags], { cwd })
  const asked = async (id: string): Promise<Explanation> => JSON.parse((await ask(id, '--json')).stdout) as Explanation
  const storyWith = (part: string): Listed => stories.find(({ title }) => title.includes(part))!

  it('says where a story stands in the next edition of each digest', async () => {
    const { story } = await asked(storyWith('Red Lines').id)
    expect(story?.editions).toMatchObject([{ digestId: 'morning', place: expect.any(Number) }])
    expect(story?.editions[0]?.says).toMatch(
      /^morning: .* count .*; place \d+ of \d+, chosen from \d+, in the next edition$/,
    )
    expect((await ask(storyWith('Red Lines').id)).stdout).toContain('Editions')
  })

  it('explains the lead, every carrier and whose text it has, topics, authors, publisher and removed lines', async () => {
    const { stdout, stderr, exitCode } = await ask(storyWith('Red Lines').id)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([])
    const explained = stdout.replace(/\n {13}/g, ' ')
    expect(explained).toMatch(/^Kremlin Says NATO Treats Its “Red Lines” As Small Print\n/)
    expect(explained).toMatch(/Lead {7}Foreland Dispatch: from the original publisher/)
    expect(explained).toMatch(/The alliance \([\d.]+\): "NATO" in the title/)
    expect(explained).toMatch(
      /Order {6}2 outlets with reports of their own and 4 with copies \(a third each\) count 3\.33; its newest development is \d+ hours older than the newest article, and every 12 hours halve the count: 0\.\d+; \S+ (?:under The alliance )?on the front page\n/,
    )
    expect(explained).toMatch(/6 articles of 6 outlets: 2 own reports, 4 with the text of another/)
    expect(explained).toMatch(
      /Signal & Slate,.*\n {2}Kremlin.*\n {2}Stands {5}the same text as Foreland Dispatch: \d+ %/,
    )
    expect(explained).toMatch(/own report; the same event as Foreland Dispatch: likeness/)
    expect(explained).toMatch(/Authors {4}Nadia Prewett \(a line says who wrote it, and for whom\)/)
    expect(explained).toMatch(/Publisher {2}Foreland Dispatch \(the byline/)
    expect(explained).toMatch(/byline: "Authored by Nadia Prewett via Foreland Dispatch,"/)
    // Ids are on lines of their own, never in place of a name.
    expect(
      explained.split('\n').filter((line) => /[0-9a-f]{20}/.test(line) && !/^ {2}(?:Story|Article) /.test(line)),
    ).toEqual([])
  })

  it('prints one JSON object with the evidence by article id and in words', async () => {
    const { id, leadArticleId } = storyWith('Red Lines')
    const explained = await asked(id)
    expect(explained).toMatchObject({
      contract: 1,
      command: 'explain',
      exitCode: 0,
      asked: { id, kind: 'story' },
      story: { id, leadArticleId },
    })
    const copy = explained.articles.find(({ sourceId }) => sourceId === 'signal-and-slate')!
    expect(copy).toMatchObject({ copyOf: leadArticleId, publisherFound: { rule: 'authored-by-via' } })
    expect(copy.why[0]).toContain(`the same text as ${leadArticleId}`)
    expect(copy.reasons[0]).toContain('the same text as Foreland Dispatch')
  })

  it('finds the story of an article, and of an entry in the feed', async () => {
    const { id, articles } = storyWith('Red Lines')
    const article = articles.find(({ sourceId }) => sourceId === 'calder-star')!
    expect(await asked(article.id)).toMatchObject({ asked: { kind: 'article' }, story: { id } })
    expect(await asked(`tag:broadsheet.invalid,2026:${id}`)).toMatchObject({ asked: { id, kind: 'story' } })
    expect((await ask(article.id)).stdout).toContain('the article of The Calder Star')
  })

  it('shows the original outlet as lead, where a copy names that outlet without a link', async () => {
    const story = stories.find(
      ({ articles }) =>
        articles.some(({ sourceId }) => sourceId === 'long-touchline') &&
        articles.length > 1 &&
        articles.some(({ sourceId }) => sourceId === 'morrow-ledger'),
    )!
    const explained = await asked(story.id)
    expect(explained.articles.find(({ isLead }) => isLead)?.sourceId).toBe('long-touchline')
    expect(explained.story?.leadWhy).toBe('from the original publisher')
    expect(explained.story?.title).toBe('Goalkeeper saves one, scores one, and the cup goes to Calder Rovers')
  })

  it('names the words by which a filter dropped an article', async () => {
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(join(cwd, 'state/broadsheet.db'), { readOnly: true })
    const { id } = db.prepare('SELECT id FROM articles WHERE dropped IS NOT NULL').get() as { id: string }
    db.close()
    const { stdout, exitCode } = await ask(id)
    expect(exitCode).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Dropped by your filters, drop: "seal pups" in the (?:title|lead|text)/)
    expect((await asked(id)).story).toBeUndefined()
  })

  it('names the digests whose filters leave an article out', async () => {
    const cup = stories.find(({ title }) => title.startsWith('Goalkeeper'))!
    const { stdout } = await ask(cup.id)
    expect(stdout).toContain('Left out   of the digest morning, drop: title /^Goalkeeper/')
    const { articles } = await asked(cup.id)
    expect(articles.find(({ isLead }) => isLead)!.leftOut).toEqual([
      { digestId: 'morning', why: 'drop: title /^Goalkeeper/' },
    ])
  })

  it('is preceded by a list that names the other outlets of a story: own reports by headline, copies by outlet', async () => {
    const { stdout } = await callInside(['stories', 'list', '--config', 'feeds.config.json'], { cwd })
    const lines = stdout.split('\n')
    const shown = lines.slice(lines.findIndex((line) => line.includes('Red Lines')))
    expect(shown[1]).toMatch(/^ {2}Foreland Dispatch, /)
    expect(shown[2]).toMatch(/^ {4}[^:]+: \S.*/)
    expect(shown[3]).toMatch(/^ {4}the same text at [^,]+, [^,]+, [^,]+, [^,]+$/)
    expect(shown[4]).not.toMatch(/^ {4}/)
  })

  it('rejects an unknown id, with a sentence', async () => {
    expect(await ask('0123456789abcdef0123')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        "STORY|ARTICLE: no story and no article has the id '0123456789abcdef0123'; see: broadsheet stories list\n",
    })
  })
})

describe('explain, of a story that moved on', () => {
  const report = (hour: number, title: string, text: string): string =>
    `<item><title>${title}</title><link>https://news.example.org/${hour}</link><description>${text}</description>
      <pubDate>${new Date(Date.UTC(2026, 10, 20, hour)).toUTCString()}</pubDate></item>`
  const reports: Readonly<Record<string, string>> = {
    north: report(
      6,
      'Ferry runs aground off Tarnholm',
      'The ferry Alma ran aground off Tarnholm at dawn. Nobody was hurt.',
    ),
    east: report(
      30,
      'Fourteen dead in Tarnholm ferry accident',
      'Fourteen people died when the ferry Alma broke up off Tarnholm.',
    ),
    south: report(31, 'Tarnholm ferry: 14 people dead', 'The ferry Alma broke up off Tarnholm, and 14 people died.'),
  }

  it('tells which fact is new, and from which article', async () => {
    const sources = Object.keys(reports).map((id) => ({ id, name: `The ${id}`, url: `${id}.xml`, firstFetchDays: 0 }))
    const cwd = folderWith({ 'feeds.config.json': JSON.stringify({ title: 'Reading', sources }) })
    for (const [id, item] of Object.entries(reports))
      writeFileSync(join(cwd, `${id}.xml`), `<rss version="2.0"><channel><title>${id}</title>${item}</channel></rss>`)
    const call = (...args: string[]) => callInside([...args, '--config', 'feeds.config.json', '--json'], { cwd })
    await call('run', '--no-mail')
    const [story, ...others] = (await call('stories', 'list')).stdout.trim().split('\n')
    expect(others).toEqual([])
    const explained = JSON.parse((await call('explain', JSON.parse(story!).id)).stdout) as Explanation
    const said = Object.fromEntries(explained.articles.map(({ sourceId, news }) => [sourceId, news?.says]))
    const says = 'development 2: the number 14, first said by The east'
    expect(said).toEqual({ north: undefined, east: says, south: says })
    expect(explained.story?.title).toBe('Fourteen dead in Tarnholm ferry accident')
  })
})
