/** `broadsheet run`: one pass over everything that is due. */
import { type CommandContext, loadContextConfig } from './context.ts'
import { runAsCommand } from './pass.ts'

/** Does one pass and says what it came to; gives the exit code. */
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
