/** What `run` and `digest` share: one pass over an open store, and its answer to a person or a script. */
import type { Config } from '../config.ts'
import { nextEditionAt, recipientsOf } from '../flow/digest/recipients.ts'
import { type PassOptions, type PassReport, runPass } from '../pipeline.ts'
import type { Db } from '../store/db.ts'
import { nextSourcesDue } from '../store/sources.ts'
import { asPass, clock, openStore, wireDeps } from '../wire.ts'
import type { CommandContext } from './context.ts'
import { reportDefects } from './defects.ts'
import { createPaint } from './paint.ts'
import { createProgress } from './progress.ts'
import { exitCodeOf, type NextDue, summaryJson, summaryText } from './summary.ts'

/** Runs a pass and answers; gives the exit code. Throws what the pass throws. */
export async function runAsCommand(
  context: CommandContext,
  config: Config,
  command: 'run' | 'digest',
  options: PassOptions,
): Promise<number> {
  const startedMs = performance.now()
  const { globals, stdout, stderr, signal } = context
  const isQuiet = globals.quiet || globals.json
  const progress = createProgress({
    ...context,
    isTty: context.isErrorTty && !isQuiet,
    useColor: context.useErrorColor,
  })
  const defects: string[] = []
  let report: PassReport | undefined
  let next: NextDue = {}
  try {
    await asPass(config, { command, signal }, async () => {
      const db = await openStore(config)
      try {
        const deps = await wireDeps(config, db, {
          signal,
          command,
          progress: progress.show,
          defect: (where, error) => defects.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
        })
        report = await runPass(deps, options)
        next = await nextDue(db, config)
      } finally {
        await db.close()
      }
    })
  } finally {
    progress.wipe()
    reportDefects(context, defects)
  }
  const exitCode = exitCodeOf(report!)
  if (globals.json) stdout(`${JSON.stringify(summaryJson(command, report!, config))}\n`)
  else if (!globals.quiet || needsPerson(report!, exitCode)) {
    const paint = createPaint(context.useColor)
    const text = summaryText(report!, config, { paint, tookMs: performance.now() - startedMs, next })
    if (globals.quiet) stderr(text)
    else stdout(text)
  }
  return exitCode
}

/** `--quiet` speaks when somebody has to do something: a failure that lasts, a delivery that is owed or has failed. */
function needsPerson(report: PassReport, exitCode: number): boolean {
  const hasFailedDelivery = (report.digests?.editions ?? []).some(({ deliveries }) =>
    deliveries.some(({ state, code }) => state === 'failed' && code !== 'suppressed'),
  )
  return exitCode !== 0 || hasFailedDelivery || (report.refresh?.outcomes ?? []).some(({ kind }) => kind === 'retired')
}

/** When the next thing is due. Throws StoreError. */
export async function nextDue(db: Db, config: Config): Promise<NextDue> {
  const now = clock().toISOString()
  const sources = await nextSourcesDue(db)
  let first: NextDue['digest']
  for (const digest of config.digests) {
    const at = nextEditionAt(digest, await recipientsOf(db, digest, now), now)
    if (at !== undefined && (first === undefined || at < first.at)) first = { title: digest.title, at }
  }
  return { ...(sources === undefined ? {} : { sources }), ...(first === undefined ? {} : { digest: first }) }
}
