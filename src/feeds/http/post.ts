/** Sends a form to a server by POST, over the guarded connections of the fetches. */
import { FetchError } from '../../core/errors.ts'
import { hostOf, type ProxyRules, proxyFor, withoutCredentials } from './address.ts'
import type { Connections } from './connection.ts'
import { AnswerError, explainFailure, type FailureContext } from './failure.ts'
import type { Guard } from './guard.ts'
import { type HostLimits, openDeadline } from './limits.ts'
import { requestHeaders } from './request.ts'

/** A form to be sent. */
export interface FormPost {
  /** http(s), with credentials where the server asks for them. */
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What the posts of one run share with its fetches. */
interface PostRun {
  readonly options: FailureContext['limits'] & ProxyRules
  readonly guard: Guard
  readonly agent: string
  readonly connections: Connections
  readonly forHost: HostLimits
}

/** Read of the answer, which nobody needs: enough that the connection can be kept. */
const ANSWER_BYTES = 16_384

/** Sends a form; see `Fetcher.postForm`. */
export async function postForm(run: PostRun, { url: written, fields, timeoutMs, signal }: FormPost): Promise<void> {
  const configured = new URL(written)
  const url = withoutCredentials(configured)
  const { guard, options } = run
  const { headers } = requestHeaders({ sourceId: '', url: written }, configured, run.agent, url, '')
  const deadline = openDeadline(timeoutMs, signal, () => new AnswerError('total'))
  const status = await run.forHost(hostOf(url), async (turn) => {
    deadline.signal.throwIfAborted()
    deadline.run()
    try {
      const answer = await run.connections.exchange({
        url,
        body: new URLSearchParams(fields).toString(),
        turn,
        headers: { ...headers, accept: '*/*', 'content-type': 'application/x-www-form-urlencoded' },
        planBody: () => ({ maxBytes: ANSWER_BYTES, beyond: 'cut' }),
        deadline,
      })
      answer.release()
      return answer.status
    } catch (error) {
      if (signal.aborted && error === signal.reason) throw error
      const isOver = error instanceof AnswerError && error.code === 'total'
      if (isOver) throw failure(url, 'fetch/timeout', `did not answer within ${timeoutMs / 1000} seconds`)
      throw explained(error, {
        sourceId: '',
        url,
        isProxied: proxyFor(url, options) !== undefined,
        guard,
        limits: options,
      })
    } finally {
      deadline.pause()
    }
  })
  if (status < 200 || status > 299) throw failure(url, 'fetch/http', `answered with status ${status}`)
}

/** The failure of a post, foreseen or not: nothing that a server does may end a run. */
function explained(error: unknown, context: FailureContext): FetchError {
  try {
    return explainFailure(error, context)
  } catch {
    return failure(context.url, 'fetch/refused', `could not be reached (${String(error)})`)
  }
}

const failure = (url: URL, code: string, what: string): FetchError =>
  new FetchError(`${url.href} ${what}; it will be tried again.`, { code, url: url.href, retryable: true })
