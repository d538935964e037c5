/**
 * Where documents are read: small ones here, where it costs nothing more; large ones in a thread, so that the counter
 * keeps answering and no document holds up the others for longer than its time or takes more than its memory.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ParseError } from '../core/errors.ts'
import type { Article } from '../core/model.ts'
import { type ReadDocument, type ReadRequest, readDocument, type ThreadAnswer } from './read-document.ts'

/** One run's reading. */
export interface Reader {
  /** Throws ParseError: what `parseFeed` throws, and `parse/limit` for what takes too long or too much memory; the signal's reason when it aborts. */
  read(request: ReadRequest, signal?: AbortSignal): Promise<ReadDocument>
  /** Ends the thread; what is under way fails. */
  close(): Promise<void>
}

export interface ReadLimits {
  /** A longer document is read in the thread. Reading a megabyte takes 50 to 100 ms, the thread's start as much once. */
  readonly smallBytes?: number
  /** What one document may take in the thread. The largest that `fetch` lets through take 2 to 4 s on a busy machine. */
  readonly timeoutMs?: number
  /** Of the thread's heap: the largest need 150 MB. */
  readonly maxHeapMb?: number
}

/** A reader whose thread starts with the first large document. */
export function openReader({ smallBytes = 1_048_576, timeoutMs = 20_000, maxHeapMb = 256 }: ReadLimits = {}): Reader {
  let thread: Worker | undefined
  let line: Promise<unknown> = Promise.resolve()

  const readAway = (request: ReadRequest, signal: AbortSignal | undefined): Promise<ReadDocument> => {
    signal?.throwIfAborted()
    // The extension of the built file is not that of the source.
    thread ??= new Worker(new URL(`./reading-thread${extname(import.meta.url)}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    })
    const own = thread
    return new Promise((resolve, reject) => {
      const articles: Article[] = []
      const settle = (end: () => void, isOver: boolean): void => {
        clearTimeout(timer)
        own.off('message', take).off('error', fail).off('exit', leave)
        signal?.removeEventListener('abort', stop)
        if (isOver) {
          thread = undefined
          // A thread that dies later of what it was given is nobody's failure any more.
          own.on('error', () => {})
          void own.terminate()
        }
        end()
      }
      const give = (error: unknown, isOver: boolean): void => settle(() => reject(error), isOver)
      const take = (answer: ThreadAnswer): void => {
        if (answer.kind === 'articles') articles.push(...answer.articles)
        else if (answer.kind === 'read') settle(() => resolve({ ...answer.rest, articles }), false)
        else if (answer.kind === 'failed') give(new ParseError(answer.message, answer), false)
        else give(answer.error, false)
      }
      const fail = (error: NodeJS.ErrnoException): void => {
        const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        give(isMemory ? tooMuch(`needs more than ${maxHeapMb} MB of memory to be read`, error) : error, true)
      }
      const leave = (): void => give(new Error('The thread that reads documents ended by itself.'), true)
      const timer = setTimeout(() => give(tooMuch(`could not be read within ${timeoutMs / 1000} s`), true), timeoutMs)
      const stop = (): void => give(signal?.reason, true)
      own.on('message', take).on('error', fail).on('exit', leave)
      signal?.addEventListener('abort', stop, { once: true })
      own.postMessage(request)
    })
  }

  return {
    read: (request, signal) => {
      if (request.bytes.length <= smallBytes) return readDocument(request)
      const turn = line.then(() => readAway(request, signal))
      line = turn.catch(() => undefined)
      return turn
    },
    close: async () => {
      await thread?.terminate()
    },
  }
}

const tooMuch = (what: string, cause?: unknown): ParseError =>
  new ParseError(`The document ${what} and was given up; ask the publisher for a shorter feed.`, {
    code: 'parse/limit',
    cause,
  })
