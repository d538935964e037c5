/** The rows of a collection as cases of the evaluation. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Article } from '../../src/core/model.ts'
import { articleOf, readRows } from '../collections.ts'

/** An article, its kind, and the group that it belongs to. */
export interface Case {
  readonly article: Article
  readonly kind: string
  /** Undefined: not scored, only a distractor. */
  readonly gold: string | undefined
}

/** The cases of a collection; undefined if it is not in the folder. */
export function collectionCases(folder: string, set: string): Case[] | undefined {
  if (!existsSync(join(folder, `${set}.jsonl.gz`))) return undefined
  return readRows(folder, set).map((row) => ({
    article: articleOf(row),
    kind: row.kind ?? 'all',
    gold: row.cluster ?? undefined,
  }))
}
