/** A mail server on loopback that takes everything, in a process of its own; sends its URL to its parent. */
import { startFaulty } from '../../tests/support/faulty-smtp.ts'

const server = await startFaulty(() => undefined)
process.send!(server.url)
process.once('disconnect', () => process.exit())
