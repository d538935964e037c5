/** Changed filters apply to the whole archive at the next run, and an old article that they bring back is no news. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { UserConfig } from '../../../src/config.ts'
import { databasesOfRun } from '../../support/databases.ts'
import { type Item, item, retold } from '../../support/make.ts'
import { daily, mentions, useNewspaper } from '../../support/newspaper.ts'
import { recorded } from '../../support/recorded.ts'

describe.each(databasesOfRun)('on $name', (database) => {
  const paper = useNewspaper(database)
  const own = item(1, { author: 'Jane Doe' })
  const other = retold(1, 1, { outlet: 'herald', author: 'Max Roe' })
  const alone = item(2, { author: 'Jane Doe' })
  const noJane: Partial<UserConfig> = { filters: [{ drop: { author: 'Jane Doe' } }] }
  const published = (): boolean[] => [own, other, alone].map(({ title }) => paper.published().includes(title))
  const updated = (): string[] => [...paper.published().matchAll(/<updated>(.*?)</g)].map(([, at]) => at!)

  beforeEach(async () => {
    const sources = [
      { id: 'wire', url: paper.serve('wire', [own, alone]) },
      { id: 'herald', url: paper.serve('herald', [other]) },
    ]
    await paper.configure({ sources, digests: [daily()], topics: [{ id: 'max', any: [other.title.split(' ')[1]!] }] })
  })

  /** Passes with other filters an hour later, when no source is due. */
  const passWith = async (changes: Partial<UserConfig>) => {
    await paper.configure(changes)
    paper.later(1)
    return (await paper.pass({ force: false })).refresh?.grouped?.refiltered
  }
  const mailAt = async (at: string, items: readonly Item[]) => {
    paper.at(at)
    await paper.pass()
    const mails = await paper.fresh()
    return items.map((one) => mails.some((mail) => mentions(mail, one)))
  }

  it('drops kept articles, whose story goes on without them under another lead and its topics', async () => {
    await paper.pass()
    expect(published()).toEqual([true, true, true])
    expect(await passWith(noJane)).toEqual({ dropped: 2, restored: 0 })
    expect(published()).toEqual([false, true, false])
    const [story] = await paper.db.query(
      "SELECT a.title, t.topic_id FROM stories s JOIN articles a ON a.id = s.lead_article_id JOIN story_topics t ON t.story_id = s.id WHERE a.source_id = 'herald'",
    )
    expect(story).toEqual({ title: other.title, topic_id: 'max' })
    const reasons = await paper.db.query('SELECT dropped FROM articles WHERE dropped IS NOT NULL')
    expect(reasons).toEqual([{ dropped: 'drop: author "Jane Doe"' }, { dropped: 'drop: author "Jane Doe"' }])
  })

  it('takes articles back, and dates and mails nothing that an edition has passed over', async () => {
    await paper.pass()
    const before = updated()
    await passWith(noJane)
    expect(await mailAt('2026-11-20T18:00:00.000Z', [own, other, alone])).toEqual([false, true, false])
    expect(await passWith({ filters: [] })).toEqual({ dropped: 0, restored: 2 })
    expect(published()).toEqual([true, true, true])
    expect(updated().sort()).toEqual(before.sort())
    expect(await mailAt('2026-11-21T18:00:00.000Z', [own, other, alone])).toEqual([false, false, false])
  })

  it('mails an article that comes back before an edition could have had it', async () => {
    await passWith(noJane)
    await passWith({ filters: [] })
    expect(await mailAt('2026-11-20T18:00:00.000Z', [alone])).toEqual([true])
  })

  it('reads the archive only when the filters have changed', async () => {
    await passWith(noJane)
    const { db, asked } = recorded(paper.db)
    const reads = () =>
      asked.filter(({ sql }) => /WHERE id > \$1 ORDER BY id/.test(sql) && /content_html/.test(sql)).length
    await paper.pass({ force: false }, { db })
    expect(reads()).toBe(0)
    await paper.configure({ filters: [] })
    await paper.pass({ force: false }, { db })
    expect(reads()).toBeGreaterThan(0)
  })

  it('judges an article again when its source corrects its author', async () => {
    await passWith(noJane)
    expect(published()).toEqual([false, true, false])
    paper.serve('wire', [own, { ...alone, author: 'Ann Poe' }])
    paper.later(60)
    await paper.pass()
    expect(published()).toEqual([false, true, true])
    paper.serve('wire', [own, alone])
    paper.later(60)
    await paper.pass()
    expect(published()).toEqual([false, true, false])
  })
})
