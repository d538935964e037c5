/** A real SQLite store and the flow's grouping over it, without feeds and HTTP: for tools that measure grouping. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '../src/config.ts'
import type { Article } from '../src/core/model.ts'
import { type GroupReport, groupAndTag } from '../src/flow/stories/group.ts'
import { saveChanges } from '../src/store/articles.ts'
import type { Db } from '../src/store/db.ts'
import { openStore, wireDeps } from '../src/wire.ts'

interface GroupingStore {
  readonly db: Db
  /** Saves articles as pending, as a refresh does with new entries. */
  save(articles: readonly Article[]): Promise<void>
  /** Groups and tags what is pending. */
  group(): Promise<GroupReport>
  close(): Promise<void>
}

/** Articles saved in one batch. */
const AT_ONCE = 1_000

/** Saves articles as pending, as a refresh at that instant does with new entries. */
export async function savePending(db: Db, articles: readonly Article[], seenAt: string): Promise<void> {
  for (let at = 0; at < articles.length; at += AT_ONCE) {
    const added = articles
      .slice(at, at + AT_ONCE)
      .map((article) => ({ article, contentHash: article.id, textHash: article.id, restHash: article.id }))
    const counts = { new: added.length, edited: 0, same: 0, backlog: 0, dropped: 0 }
    const changes = { added, edited: [], quiet: [], moved: [], relisted: [], unlisted: [], counts }
    await db.batch(saveChanges(changes, false, seenAt))
  }
}

/** Opens the store of a folder, and creates it if there is none. `clock` gives the flow its time. */
export async function openGroupingStore(
  folder: string,
  sourceIds: readonly string[],
  clock: () => Date,
): Promise<GroupingStore> {
  const file = join(folder, 'grouping.json')
  const sources = sourceIds.map((id) => ({ id, url: `https://${id}.example/feed` }))
  await writeFile(file, JSON.stringify({ title: 'Grouping', secret: 'bench', sources, store: { keepDays: 400 } }))
  const env = { ...process.env, BROADSHEET_STATE: join(folder, 'state') }
  const config = await loadConfig({ file, env, cwd: folder })
  const db = await openStore(config)
  const deps = {
    ...(await wireDeps(config, db, {
      signal: new AbortController().signal,
      command: 'bench',
      defect: (where, error) => console.error(where, error),
    })),
    clock,
  }
  return {
    db,
    save: (articles) => savePending(db, articles, clock().toISOString()),
    group: async () => {
      const report = await groupAndTag(deps)
      if (report === undefined) throw new Error('another process is grouping in this store')
      return report
    },
    close: () => db.close(),
  }
}
