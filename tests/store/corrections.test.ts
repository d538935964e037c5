import { describe, expect, it } from 'vitest'
import { listCorrections, readCorrections } from '../../src/store/corrections.ts'
import { migrateStore } from '../../src/store/migrations.ts'
import { migrations } from '../../src/store/schema.ts'
import { databases } from '../support/databases.ts'

const now = () => new Date('2026-11-20T12:00:00.000Z')

describe.each(databases)('the corrections of a store of schema 9 on $name', ({ open }) => {
  it('become one a split or merge, named by the article that was taken out, and hold', async () => {
    const db = await open()
    await migrateStore(db, migrations.slice(0, 9), { now })
    const pair = (kind: string, madeAt: string, articleId: string, otherId: string, isNew: number) => ({
      sql: 'INSERT INTO corrections (article_id, other_id, kind, made_at, is_new) VALUES ($1, $2, $3, $4, $5)',
      params: [articleId, otherId, kind, madeAt, isNew],
    })
    const [monday, tuesday] = ['2026-11-16T08:00:00.000Z', '2026-11-17T08:00:00.000Z']
    await db.batch([
      pair('apart', monday, 'b', 'm', 0),
      pair('apart', monday, 'c', 'm', 0),
      pair('apart', monday, 'm', 'z', 0),
      pair('together', tuesday, 'a', 'x', 1),
    ])
    await migrateStore(db, migrations, { now })
    expect(await listCorrections(db)).toEqual([
      {
        id: `${tuesday}-together`,
        kind: 'together',
        title: 'a',
        otherTitle: 'x',
        madeAt: tuesday,
        isWaiting: true,
        holds: true,
      },
      {
        id: `${monday}-apart`,
        kind: 'apart',
        title: 'm',
        otherTitle: 'b',
        madeAt: monday,
        isWaiting: false,
        holds: true,
      },
    ])
    expect(await readCorrections(db)).toEqual({
      hasNew: true,
      apart: [
        ['b', 'm'],
        ['c', 'm'],
        ['m', 'z'],
      ],
      together: [['a', 'x']],
    })
    await db.close()
  })
})
