/** WebSub: hubs hear of new and updated entries, once each, whatever else changes and whoever is away. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createPaint } from '../../../src/commands/layout.ts'
import { summaryJson, summaryText } from '../../../src/commands/summary.ts'
import type { UserConfig } from '../../../src/config.ts'
import { listAnnounced } from '../../../src/store/announced.ts'
import { type Item, item } from '../../support/make.ts'
import { useNewspaper } from '../../support/newspaper.ts'

const siteUrl = 'https://news.example.org/paper/'
const first = item(1, { title: 'Ferry runs aground' })

describe('hubs', () => {
  const paper = useNewspaper()
  let told: [hub: string, fields: Record<string, string>][] = []
  let status: Record<string, number> = {}

  /** A hub on loopback, which answers 204 unless the test says otherwise. */
  const hub = (name: string): string => {
    paper.web.on(`/${name}`, async (request) => {
      const body = Buffer.concat(await request.toArray()).toString()
      expect([request.method, request.headers['content-type']]).toEqual(['POST', 'application/x-www-form-urlencoded'])
      told.push([name, Object.fromEntries(new URLSearchParams(body))])
      return { status: status[name] ?? 204 }
    })
    return `${paper.web.origin}/${name}`
  }
  async function pass(items: readonly Item[], changes: Partial<UserConfig> = {}) {
    told = []
    await paper.configure({
      siteUrl,
      sources: [{ id: 'wire', url: paper.serve('wire', items) }],
      topics: [{ id: 'sea', name: 'Sea', any: ['ferry'] }],
      feed: { hubs: [hub('hub')] },
      ...changes,
    })
    paper.later(30)
    return paper.pass()
  }
  /** The documents that were announced, by hub. */
  const urls = (name = 'hub'): string[] =>
    told.flatMap(([one, fields]) => (one === name ? [fields['hub.url']!.slice(siteUrl.length)] : []))
  const atom = (paths: readonly string[]): string[] => paths.filter((path) => path.endsWith('atom.xml'))

  beforeEach(() => {
    status = {}
  })

  it('are told of each feed with new or updated entries, and of nothing else', async () => {
    await pass([first, item(2)])
    expect(atom(urls())).toEqual(['atom.xml', 'topics/sea/atom.xml'])
    expect(told[0]).toEqual([
      'hub',
      { 'hub.mode': 'publish', 'hub.url': `${siteUrl}atom.xml`, 'hub.topic': `${siteUrl}atom.xml` },
    ])
    expect(paper.published()).toContain(`<link rel="hub" href="${hub('hub')}"/>`)
    // Nothing new; then other bytes without a new or updated entry.
    await pass([first, item(2)])
    expect(urls()).toEqual([])
    const before = paper.published()
    await pass([{ ...first, author: 'Ann Ek' }, item(2)])
    expect(paper.published()).not.toBe(before)
    expect(urls()).toEqual([])
    // A new entry that is not of the topic, and an updated one that is.
    await pass([first, item(2), item(3)])
    expect(atom(urls())).toEqual(['atom.xml'])
    await pass([{ ...first, title: 'Ferry sinks off Karsholm' }, item(2), item(3)])
    expect(atom(urls())).toEqual(['atom.xml', 'topics/sea/atom.xml'])
  })

  it('are forgotten with what they were told when they are no longer configured, and feeds when they are no longer published', async () => {
    const known = async () => (await listAnnounced(paper.db)).map(({ hub, path }) => `${hub.split('/').at(-1)} ${path}`)
    await pass([first], { feed: { hubs: [hub('hub'), hub('other')] } })
    expect((await known()).sort()).toEqual([
      'hub atom.xml',
      'hub topics/sea/atom.xml',
      'other atom.xml',
      'other topics/sea/atom.xml',
    ])
    await pass([first], { topics: [] })
    expect(await known()).toEqual(['hub atom.xml'])
    await pass([first], { topics: [], feed: { hubs: [] } })
    expect(await known()).toEqual([])
  })

  it('that are dead fail nothing, are said once, and are told by the next run what they missed', async () => {
    const feed = { hubs: [hub('hub'), hub('other')] }
    status = { hub: 500 }
    const report = await pass([first], { feed })
    expect([urls('hub'), atom(urls('other'))]).toEqual([['atom.xml'], ['atom.xml', 'topics/sea/atom.xml']])
    const message = `${feed.hubs[0]} answered with status 500; it will be tried again.`
    expect(summaryJson('run', report, paper.config(), {})).toMatchObject({
      exitCode: 0,
      hubs: [{ url: feed.hubs[0], told: [], code: 'fetch/http', message }, { url: feed.hubs[1] }],
    })
    const text = summaryText(report, paper.config(), { paint: createPaint(false), tookMs: 1, next: {} })
    expect(text.replace(/\s+/g, ' ').split('answered with status 500')).toHaveLength(2)
    status = {}
    await pass([first], { feed })
    expect([atom(urls('hub')), urls('other')]).toEqual([['atom.xml', 'topics/sea/atom.xml'], []])
  })
})

describe('a hub', () => {
  const paper = useNewspaper()
  const sources = () => [{ id: 'wire', url: paper.serve('wire', [first]) }]

  it('is told at the next run where a run was killed after it had published', async () => {
    await paper.configure({ siteUrl, sources: sources() })
    await paper.pass()
    const asked: string[] = []
    paper.web.on('/hub', ({ method }) => {
      asked.push(method!)
      return { status: 202 }
    })
    await paper.configure({ feed: { hubs: [`${paper.web.origin}/hub`] } })
    await paper.pass()
    expect(asked.length).toBeGreaterThan(0)
    expect([...new Set(asked)]).toEqual(['POST'])
  })

  it('in a private network is not asked', async () => {
    await paper.configure({ siteUrl, sources: sources(), feed: { hubs: ['http://10.0.0.1/hub'] } })
    const { refresh } = await paper.pass()
    expect(refresh?.hubs).toMatchObject([{ told: [], fault: { code: 'fetch/private' } }])
  })

  it('is not told without a siteUrl, which gives feeds their addresses', async () => {
    await paper.configure({ sources: sources(), feed: { hubs: [`${paper.web.origin}/hub`] } })
    const { refresh } = await paper.pass()
    expect(refresh?.hubs).toEqual([])
    expect(paper.web.asked.map(({ path }) => path)).not.toContain('/hub')
  })
})
