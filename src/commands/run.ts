/** `broadsheet run`: one pass over everything that is due; `digest` runs a part of it. */
import type { Config } from '../config.ts'
import { dueSlots } from '../core/schedule.ts'
import type { Deps } from '../flow/deps.ts'
import { nextEditionAt, recipientsOf } from '../flow/digest/recipients.ts'
import { logLine } from '../log.ts'
import { type PassOptions, type PassReport, runPass } from '../pipeline.ts'
import { nextTryDue } from '../store/deliveries.ts'
import { nextSourcesDue } from '../store/sources.ts'
import { listDigests } from '../store/subscribers.ts'
import { noteUse } from '../store/used.ts'
import { asPass, openStore, wireDeps } from '../wire.ts'
import { takeUp } from './child.ts'
import { type CommandContext, loadContextConfig } from './context.ts'
import { reportDefects } from './defects.ts'
import { type Failure, failuresToTell } from './failures.ts'
import { createPaint } from './layout.ts'
import { createProgress } from './progress.ts'
import { exitCodeOf, type NextDue, quietText, summaryJson, summaryText } from './summary.ts'
import { sourceLines } from './verbose.ts'

/** Does one pass, prints its result and returns the exit code. */
export async function runCommand(context: CommandContext): Promise<number> {
  const config = await loadContextConfig(context)
  const { force, mail, wait } = context.options
  return runAsCommand(context, config, 'run', {
    refresh: true,
    mail: mail !== false,
    force: force === true,
    waitMs: (typeof wait === 'number' ? wait : 60) * 1000,
  })
}

/** Runs a pass, prints the answer and returns the exit code. Throws what the pass throws. */
export async function runAsCommand(
  context: CommandContext,
  configured: Config,
  command: 'run' | 'digest',
  options: PassOptions,
): Promise<number> {
  const startedMs = performance.now()
  const { globals, stdout, stderr, signal, opened } = context
  const config = opened === undefined ? configured : await takeUp(configured, opened)
  const holder = opened === undefined ? command : 'start'
  const isQuiet = globals.quiet || globals.json
  const progress = createProgress({
    ...context,
    isTty: context.isErrorTty && !isQuiet,
    useColor: context.useErrorColor,
  })
  const defects: string[] = []
  let report: PassReport | undefined
  let next: NextDue = {}
  let failures: readonly Failure[] = []
  try {
    await asPass(config, { command: holder, signal }, async () => {
      const db = await openStore(config, { newStore: context.options['newStore'] === true })
      try {
        const deps = await wireDeps(config, db, {
          signal,
          command: holder,
          progress: progress.show,
          defect: (where, error) =>
            opened === undefined
              ? defects.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`)
              : logLine('defect', { where, error }),
        })
        report = await runPass(deps, options)
        await noteUse(config)
        next = await nextDue(deps)
        if (globals.quiet && !globals.json && options.refresh) failures = await failuresToTell(db, report.endedAt)
      } finally {
        await db.close()
      }
    })
  } finally {
    progress.wipe()
    reportDefects(context, defects)
  }
  if (globals.verbose) for (const line of sourceLines(report!.refresh?.outcomes ?? [])) stderr(`${line}\n`)
  const exitCode = exitCodeOf(report!)
  if (globals.json) stdout(`${JSON.stringify(summaryJson(command, report!, config, next))}\n`)
  else if (globals.quiet) {
    stderr(quietText(report!, config, { paint: createPaint(context.useErrorColor), next, failures }))
  } else {
    const paint = createPaint(context.useColor)
    stdout(summaryText(report!, config, { paint, tookMs: performance.now() - startedMs, next }))
  }
  return exitCode
}

/** When the next thing is due; a slot that is already due is one that could not be decided. Throws StoreError. */
async function nextDue(deps: Deps): Promise<NextDue> {
  const { db, config, clock } = deps
  const now = clock().toISOString()
  const known = new Map((await listDigests(db)).map((digest) => [digest.id, digest]))
  let first: NextDue['digest']
  for (const digest of config.digests) {
    const recipients = await recipientsOf(db, digest, now)
    const decided = known.get(digest.id)
    const due = decided && dueSlots({ ...decided, lateHours: digest.lateHours }, recipients, now)[0]?.slotAt
    const at = due ?? nextEditionAt(digest, recipients, now)
    if (at !== undefined && (first === undefined || at < first.at)) first = { title: digest.title, at }
  }
  return { sources: await nextSourcesDue(db), digest: first, tryAt: await nextTryDue(db) }
}
