/**
 * Where documents are read: small ones here, where it costs nothing more; large ones in a thread, so that the counter
 * keeps answering and no document holds up the others for longer than its time or takes more than its memory.
 */
import { extname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { FoundArticle } from '../../core/article/reconcile.ts'
import { ParseError } from '../../core/errors.ts'
import { type ReadDocument, type ReadRequest, readDocument, type ThreadAnswer } from './read-document.ts'
import type { PageRequest, ReadPage } from './read-page.ts'

/** One run's reading. */
export interface Reader {
  /** Throws ParseError: what `parseFeed` throws, and `parse/limit` for what takes too long or too much memory; the signal's reason when it aborts. */
  read(request: ReadRequest, signal?: AbortSignal): Promise<ReadDocument>
  /** Reads an article's page, always in the thread. Throws ParseError `parse/limit`; the signal's reason when it aborts. */
  readPage(request: PageRequest, signal?: AbortSignal): Promise<ReadPage>
  /** Ends the thread; what is under way fails. */
  close(): Promise<void>
}

export interface ReadLimits {
  /** A longer document is read in the thread. Reading a megabyte takes 100 to 200 ms, the thread's start as much once. */
  readonly smallBytes?: number
  /** What one document may take in the thread. The largest that `fetch` lets through take 2 to 4 s on a busy machine. */
  readonly timeoutMs?: number
  /** Of the thread's heap: the largest need 150 MB. */
  readonly maxHeapMb?: number
}

/** Of the thread's heap: V8's own choice takes 90 MB more and is no faster. */
const YOUNG_MB = 16
/** A longer document is given to the thread, not copied, and its bytes are gone here. */
const HUGE_BYTES = 4_194_304
/** A thread that has read so much ends: it would not give back the memory that it took, and that is wanted elsewhere. */
const MOST_READ_BYTES = 4_194_304

/**
 * Lets go what became of the documents before, and the room that it took: a tenth of a second. V8 waits with it while
 * nothing new is allocated, and that is all the time in which the thread grows: together they would take half as much
 * again.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as (options: object) => void)({ type: 'major', flavor: 'last-resort' })
}

/** A reader whose thread starts with the first large document. */
export function openReader({ smallBytes = 262_144, timeoutMs = 20_000, maxHeapMb = 256 }: ReadLimits = {}): Reader {
  let thread: Worker | undefined
  let readBytes = 0
  let hadThread = false
  let line: Promise<unknown> = Promise.resolve()
  let hereLine: Promise<unknown> = Promise.resolve()

  /** One document a turn of the loop: two dozen answers that come at once would else be read in one go. */
  const readHere = (request: ReadRequest): Promise<ReadDocument> => {
    const read = hereLine.then(() => readDocument(request))
    hereLine = read.catch(() => undefined).then(() => turn())
    return read
  }

  /** Asks the thread; `hear` says what its answers come to. Of a huge request the bytes are given away. */
  const ask = async <T>(
    request: ReadRequest | PageRequest,
    signal: AbortSignal | undefined,
    isHuge: boolean,
    hear: (answer: ThreadAnswer, done: (value: T) => void) => void,
  ): Promise<T> => {
    signal?.throwIfAborted()
    if (thread === undefined && (hadThread || isHuge)) collectGarbage()
    hadThread = true
    // The extension of the built file is not that of the source.
    thread ??= new Worker(new URL(`./reading-thread${extname(import.meta.url)}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const own = thread
    readBytes += request.bytes.length
    return new Promise((resolve, reject) => {
      const settle = (end: () => void, isOver: boolean): void => {
        clearTimeout(timer)
        own.off('message', take).off('error', fail).off('exit', leave)
        signal?.removeEventListener('abort', stop)
        if (isOver) {
          thread = undefined
          readBytes = 0
          // A thread that dies later of what it was given is nobody's failure any more.
          own.on('error', () => {})
          void own.terminate()
        }
        end()
      }
      const give = (error: unknown, isOver: boolean): void => settle(() => reject(error), isOver)
      const take = (answer: ThreadAnswer): void => {
        if (answer.kind === 'failed') give(new ParseError(answer.message, answer), false)
        else if (answer.kind === 'defect') give(answer.error, false)
        else hear(answer, (value) => settle(() => resolve(value), readBytes > MOST_READ_BYTES))
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
      own.postMessage(request, isHuge ? [request.bytes.buffer as ArrayBuffer] : [])
    })
  }

  const readAway = (request: ReadRequest, signal: AbortSignal | undefined): Promise<ReadDocument> => {
    const found: FoundArticle[] = []
    return ask<ReadDocument>(request, signal, request.bytes.length > HUGE_BYTES, (answer, done) => {
      if (answer.kind === 'found') found.push(...answer.found)
      else if (answer.kind === 'read') done({ ...answer.rest, found })
    })
  }
  // Two articles may share one page's answer: its bytes stay here.
  const readPageAway = (request: PageRequest, signal: AbortSignal | undefined): Promise<ReadPage> =>
    ask<ReadPage>(request, signal, false, (answer, done) => {
      if (answer.kind === 'page') done(answer.page)
    })
  /** One after the other: the thread is one. */
  const inLine = <T>(read: () => Promise<T>): Promise<T> => {
    const reading = line.then(read)
    line = reading.catch(() => undefined)
    return reading
  }

  return {
    read: (request, signal) => {
      if (request.bytes.length <= smallBytes) return readHere(request)
      return inLine(() => readAway(request, signal))
    },
    readPage: (request, signal) => inLine(() => readPageAway(request, signal)),
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
