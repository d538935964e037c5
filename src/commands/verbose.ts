/** What `--verbose` adds to the summary of a pass: a line for each source that was due. */
import type { SourceOutcome } from '../flow/refresh/source.ts'
import { beside, columnBeside, counted } from './layout.ts'

/** The lines, in the order of ids: what was fetched, how long it took, and what became of its entries. */
export function sourceLines(outcomes: readonly SourceOutcome[]): string[] {
  const column = columnBeside(outcomes.map(({ sourceId }) => sourceId))
  return outcomes.flatMap((outcome) => beside(outcome.sourceId, lineOf(outcome), column))
}

function lineOf(outcome: SourceOutcome): string {
  const { answered } = outcome
  const size = answered?.bytes === undefined ? '' : `, ${Math.ceil(answered.bytes / 1024).toLocaleString('en')} kB`
  // A local file has a status, too, which says nothing.
  const status = answered?.url.startsWith('file:') ? 'read' : answered?.status
  const fetched = answered && `${status}${size} after ${(answered.afterMs / 1000).toFixed(1)} s`
  return [...(fetched === undefined ? [] : [fetched]), becameOf(outcome)].join(': ')
}

function becameOf(outcome: SourceOutcome): string {
  switch (outcome.kind) {
    case 'modified': {
      const { counts, rejected } = outcome
      const kinds = ['new', 'edited', 'same', 'backlog', 'dropped'] as const
      const parts = kinds.flatMap((kind) => (counts[kind] > 0 ? `${counts[kind]} ${kind}` : []))
      const read = kinds.reduce((sum, kind) => sum + counts[kind], rejected)
      return [counted(read, 'entry', 'entries'), ...parts, ...(rejected > 0 ? [`${rejected} rejected`] : [])].join(', ')
    }
    case 'not-modified':
      return `unchanged, ${counted(outcome.same, 'entry', 'entries')}`
    case 'put-off':
      return `not asked, since ${outcome.busyHost} asked to wait`
    case 'lost':
      return 'taken by another worker'
    default:
      // The summary says why.
      return `${outcome.kind === 'retired' ? 'gone for good' : 'failed'} (${outcome.code})`
  }
}
