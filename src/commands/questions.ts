/** Questions that a command asks: of a person at a terminal, or of whoever writes the answers into its standard input. */
import { createInterface } from 'node:readline/promises'
import { ConfigError } from '../core/errors.ts'
import type { CommandContext } from './context.ts'

/** One question and what it accepts. */
interface Question {
  readonly asks: string
  /** Taken for an empty answer, and where nobody answers. */
  readonly byDefault: string
  /** What is wrong with an answer, as a sentence to the person; undefined when it is fine. */
  readonly faultOf: (answer: string) => string | undefined | Promise<string | undefined>
}

/** Somebody to ask. */
export interface Questions {
  readonly isTerminal: boolean
  /**
   * An answer without fault; one with a fault is refused with its sentence, and asked for again. Throws ConfigError when the
   * person leaves, or when the input ends after a refused answer.
   */
  ask(question: Question): Promise<string>
  close(): void
}

/** A pipe that stays silent for so long has nobody at its other end; cron and many scripts leave one open. */
const FIRST_ANSWER_MS = 3_000

/** Asks at the terminal where there is one; else, with `readsPipe`, takes each answer from a line of standard input. */
export function openQuestions(context: CommandContext, { readsPipe }: { readonly readsPipe: boolean }): Questions {
  const dialogue = context.isTty || readsPipe ? context.openDialogue?.() : undefined
  if (dialogue !== undefined && context.isTty && dialogue.input.isTTY === true) return atTerminal(context, dialogue)
  return inPipe(context, readsPipe && dialogue?.input.isTTY !== true ? dialogue?.input : undefined)
}

type Dialogue = ReturnType<NonNullable<CommandContext['openDialogue']>>

function atTerminal({ stdout, signal }: CommandContext, dialogue: Dialogue): Questions {
  const lines = createInterface(dialogue)
  const closed = new AbortController()
  // In raw mode Ctrl-C sends no signal, and after Ctrl-D a question would never be answered.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT')).on('close', () => closed.abort())
  const ended = AbortSignal.any([signal, closed.signal])
  return {
    isTerminal: true,
    async ask({ asks, byDefault, faultOf }) {
      for (;;) {
        const prompt = `${asks}${byDefault && ` [${byDefault}]`} `
        const answer = await lines.question(prompt, { signal: ended }).catch((error: unknown) => {
          if (!closed.signal.aborted || signal.aborted) throw error
          throw unanswered('not all questions were answered', error)
        })
        const fault = await faultOf(answer.trim() || byDefault)
        if (fault === undefined) return answer.trim() || byDefault
        stdout(`${fault}\n`)
      }
    },
    close: () => lines.close(),
  }
}

function inPipe({ stderr }: CommandContext, input: Dialogue['input'] | undefined): Questions {
  const lines = input && createInterface({ input })
  const answers = lines?.[Symbol.asyncIterator]()
  const patience = lines && setTimeout(() => lines.close(), FIRST_ANSWER_MS)
  return {
    isTerminal: false,
    async ask({ asks, byDefault, faultOf }) {
      for (let fault: string | undefined; ; ) {
        const line = await answers?.next()
        clearTimeout(patience)
        if (line === undefined || line.done) {
          if (fault !== undefined) throw unanswered(`${asks} ${fault}`)
          return byDefault
        }
        const answer = line.value.trim() || byDefault
        fault = await faultOf(answer)
        if (fault === undefined) return answer
        stderr(`${asks} ${answer}: ${fault}\n`)
      }
    },
    close() {
      clearTimeout(patience)
      lines?.close()
    },
  }
}

const unanswered = (what: string, cause?: unknown): ConfigError =>
  new ConfigError([{ path: '', sentence: `${what.replace(/\.$/, '')}, and nothing was written` }], cause)
