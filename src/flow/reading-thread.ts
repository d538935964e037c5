/** The thread that reads large documents: requests come in, answers go out (`reading.ts`). */
import { parentPort } from 'node:worker_threads'
import { answerRequest, type ReadRequest } from './read-document.ts'

const port = parentPort!
port.on('message', (request: ReadRequest) => {
  void answerRequest(request, (answer) => port.postMessage(answer))
})
