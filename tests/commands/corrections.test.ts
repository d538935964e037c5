import { expect, it } from 'vitest'
import { callInside, temporaryFolders } from '../support/cli.ts'
import { copied } from '../support/corrections.ts'
import { item, rss } from '../support/make.ts'

const folderWith = temporaryFolders()

it('lists what was split and merged, the last one first, and takes it back', async () => {
  const feeds = { ...copied, gazette: [item(2, { outlet: 'gazette' })] }
  const cwd = folderWith({
    'c.json': JSON.stringify({
      title: 'Test',
      sources: Object.keys(feeds).map((id) => ({ id, url: `${id}.xml`, firstFetchDays: 0 })),
    }),
    ...Object.fromEntries(Object.entries(feeds).map(([id, items]) => [`${id}.xml`, rss(id, items)])),
  })
  const call = async (...args: string[]) => callInside([...args, '--config', 'c.json'], { cwd })
  const json = async <T>(...args: string[]): Promise<T[]> =>
    (await call(...args, '--json')).stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T)
  type Story = { id: string; articles: { id: string; sourceId: string }[] }
  const outlets = async () =>
    (await json<Story>('stories', 'list')).map(({ articles }) => articles.map(({ sourceId }) => sourceId).sort()).sort()
  expect((await call('stories', 'corrections')).stdout).toBe(
    'Nothing was corrected; see: broadsheet stories split --help\n',
  )
  await call('run')
  const stories = await json<Story>('stories', 'list')
  const articles = stories.flatMap((story) => story.articles)
  const idOf = (outlet: string) => articles.find(({ sourceId }) => sourceId === outlet)!.id

  const [split] = await json<{ id: string }>('stories', 'split', idOf('tribune'))
  expect((await call('stories', 'merge', idOf('herald'), idOf('gazette'))).stdout).toMatch(
    /\nTo take it back: broadsheet stories undo [0-9a-f]{8}\n$/,
  )
  expect((await call('stories', 'corrections')).stdout).toMatch(
    new RegExp(
      `^[0-9a-f]{8}  merge, \\d\\d:\\d\\d; waits for the next run
  ${item(1).title}
  one story with: ${item(2).title}
${split!.id}  split, \\d\\d:\\d\\d; waits for the next run
  ${item(1).title}
  taken out of: ${item(1).title}
$`,
    ),
  )
  await call('run')
  expect(await outlets()).toEqual([['gazette', 'herald', 'mirror'], ['tribune']])
  expect(await json('stories', 'corrections')).toMatchObject([
    { kind: 'merge', titles: [item(1).title, item(2).title], isWaiting: false, holds: true },
    { id: split!.id, kind: 'split', isWaiting: false, holds: true },
  ])

  expect((await call('stories', 'undo', 'last')).stdout).toMatch(
    /\nTaken back: .* at the next run; now: broadsheet run\n$/,
  )
  expect((await call('stories', 'undo', split!.id)).exitCode).toBe(0)
  await call('run')
  expect(await outlets()).toEqual([['gazette'], ['herald', 'mirror', 'tribune']])
  expect(await call('stories', 'undo', split!.id)).toMatchObject({
    exitCode: 2,
    stderr: `ID: no correction has the id '${split!.id}'; see: broadsheet stories corrections\n`,
  })
  expect(await call('stories', 'undo', 'last')).toMatchObject({ exitCode: 2, stderr: 'ID: nothing was corrected\n' })
})
