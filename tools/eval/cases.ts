/** The rows of a collection as the evaluation scores them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Article } from '../../src/core/model.ts'
import { articleOf, readRows } from '../collections.ts'

/** An article, what kind it is, and the group it belongs to. */
export interface Case {
  readonly article: Article
  readonly kind: string
  /** Undefined: in nobody's gold, only in the way. */
  readonly gold: string | undefined
}

/** The cases of a collection; undefined where the folder does not hold it. */
export function collectionCases(folder: string, set: string): Case[] | undefined {
  if (!existsSync(join(folder, `${set}.jsonl.gz`))) return undefined
  return readRows(folder, set).map((row) => ({
    article: articleOf(row),
    kind: row.kind ?? 'all',
    gold: row.cluster ?? undefined,
  }))
}
