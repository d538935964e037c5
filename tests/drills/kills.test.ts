/** The kill drill in short: `npm run drill` does the same at every point, with more articles. */
import { expect, it } from 'vitest'
import { drill, SCENARIOS } from '../../tools/drill.ts'

/** So many points that the test stays short: its runs take most of their time to start. */
const EVERY = 57

it('leaves the same feed, store and mail wherever a run is killed, and under start the pass, start or both', async () => {
  const reports = await drill({ every: EVERY, jobs: 2, scenarios: SCENARIOS, isBrief: true })
  expect(reports.map(({ scenario }) => scenario)).toEqual([
    'first-edition',
    'first-edition under start',
    'day-after',
    'day-after under start',
  ])
  for (const { scenario, points, kills, equal, differing } of reports) {
    expect(differing).toEqual([])
    expect(equal).toBe(kills)
    // Two sides of a point; under start three victims, each on one side.
    expect(kills).toBe((scenario.endsWith('under start') ? 3 : 2) * Math.ceil(points.length / EVERY))
  }
  // Counted in an unkilled run: what is not counted is not drilled.
  const [firstEdition, firstUnderStart, dayAfter, dayAfterUnderStart] = reports.map(
    ({ points }) => new Set(points.map((point) => point.replace(/ to .*/, ''))),
  )
  for (const point of ['MAIL FROM', 'RCPT TO', 'DATA', 'a part of the message', 'QUIT']) {
    expect(firstEdition).toContain(`smtp: ${point}`)
    expect(firstUnderStart).toContain(`smtp: ${point}`)
  }
  for (const points of [firstEdition, firstUnderStart, dayAfter, dayAfterUnderStart]) {
    expect(points).toContain('batch: COMMIT in lock.db')
    expect(points).toContain('batch: COMMIT in broadsheet.db')
    expect(points).toContain('file: rename')
  }
}, 300_000)
