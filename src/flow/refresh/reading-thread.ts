/** The thread that reads pages and large documents: requests come in, answers go out (`reading.ts`). */
import { parentPort } from 'node:worker_threads'
import { answerRequest, type ReadRequest, type ThreadAnswer } from './read-document.ts'
import { type PageRequest, readPage } from './read-page.ts'

const port = parentPort!
const post = (answer: ThreadAnswer): void => port.postMessage(answer)

port.on('message', (request: ReadRequest | PageRequest) => {
  if (!('kind' in request)) return void answerRequest(request, post)
  readPage(request).then(
    (page) => post({ kind: 'page', page }),
    (error: unknown) => post({ kind: 'defect', error }),
  )
})
