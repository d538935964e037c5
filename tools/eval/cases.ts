/** The rows of collections as cases of the evaluation. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Article } from '../../src/core/model.ts'
import { hash30 } from '../../src/core/text/frequencies.ts'
import { articleOf, type Row, readRows } from '../collections.ts'

/** An article, its kind, and the group that it belongs to. */
export interface Case {
  readonly article: Article
  readonly kind: string
  /** Undefined: not scored, only a distractor. */
  readonly gold: string | undefined
}

/** The cases of a collection; undefined if it is not in the folder. */
export function collectionCases(folder: string, set: string): Case[] | undefined {
  return rowsOf(folder, set)?.map(caseOf)
}

/** The feed items of `events-dev` of one part: `events`, within 60 hours, or `saga`, over eleven days. */
export function eventCases(folder: string, part: 'events' | 'saga'): Case[] | undefined {
  return rowsOf(folder, 'events-dev')
    ?.filter((row) => row.part === part)
    .map(caseOf)
}

/** The cases, without the gold of those on which people disagree. */
export const withoutArguable = (cases: readonly Case[]): Case[] =>
  cases.map((one) => (one.kind === 'arguable' ? { ...one, gold: undefined } : one))

/**
 * The reports of `basil` among 7,200 articles of a news agency, as if these came from forty outlets in the same 72 hours. Only
 * the events of `basil` are scored; so in the other two.
 */
export function basilInNoise(folder: string): Case[] | undefined {
  return inNoise(collectionCases(folder, 'basil'), sampled(rowsOf(folder, 'wire-dev'), 7_200))
}

/** The short items of `ecb-train` among 7,000 teasers, half from the agency, half from `syn-dev`. */
export function pairsInNoise(folder: string): Case[] | undefined {
  return inNoise(
    collectionCases(folder, 'ecb-train'),
    sampled(rowsOf(folder, 'wire-dev'), 3_600)?.map(teaserOf),
    rowsOf(folder, 'syn-dev')?.map(teaserOf),
  )
}

/** The feed items of `events-dev` among teasers of `syn-dev`. */
export function eventsInNoise(folder: string): Case[] | undefined {
  const known = eventCases(folder, 'events')
  return inNoise(known === undefined ? undefined : withoutArguable(known), rowsOf(folder, 'syn-dev')?.map(teaserOf))
}

const rowsOf = (folder: string, set: string): Row[] | undefined =>
  existsSync(join(folder, `${set}.jsonl.gz`)) ? readRows(folder, set) : undefined

function caseOf(row: Row): Case {
  return { article: articleOf(row), kind: row.kind ?? 'all', gold: row.cluster ?? undefined }
}

/** This many rows, evenly spread. */
export function sampled<R extends readonly Row[] | undefined>(rows: R, count: number): R {
  if (rows === undefined || rows.length <= count) return rows
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!) as readonly Row[] as R
}

/** A row cut to what a feed shows of an article: a title and some words. */
function teaserOf(row: Row): Row {
  const text = (row.summary || row.text || '').split(/\s+/).slice(0, 40).join(' ')
  return { ...row, summary: text, text }
}

/** Known cases with rows as unscored ones, moved in proportion to the days of the known ones. */
function inNoise(
  known: readonly Case[] | undefined,
  ...noise: readonly (readonly Row[] | undefined)[]
): Case[] | undefined {
  if (known === undefined) return undefined
  const span = spanOf(known.map(({ article }) => article.publishedAt!))
  const rows = noise.map((part) => (part === undefined ? undefined : movedInto(span, part)))
  if (rows.includes(undefined)) return undefined
  return [...known, ...rows.flatMap((part) => part!.map((row) => ({ ...caseOf(row), gold: undefined })))]
}

/**
 * Rows moved in proportion into a span. Rows of a single source are spread over forty, as if as many outlets had written them.
 */
export function movedInto(span: { readonly fromMs: number; readonly toMs: number }, rows: readonly Row[]): Row[] {
  const own = spanOf(rows.map(({ published }) => published))
  const scale = (span.toMs - span.fromMs) / Math.max(1, own.toMs - own.fromMs)
  const isOneSource = new Set(rows.map(({ source }) => source)).size === 1
  return rows.map((row) => ({
    ...row,
    published: new Date(span.fromMs + (Date.parse(row.published) - own.fromMs) * scale).toISOString(),
    ...(isOneSource ? { source: `noise${hash30(row.id) % 40}.example` } : {}),
  }))
}

function spanOf(dates: readonly string[]): { fromMs: number; toMs: number } {
  const times = dates.map((date) => Date.parse(date))
  return {
    fromMs: times.reduce((a, b) => Math.min(a, b)),
    toMs: times.reduce((a, b) => Math.max(a, b)),
  }
}
