/**
 * A fortnight of daily editions: every development is told once, nothing comes again without one, nothing is unseen. For a
 * reader of all editions, one who missed three, one with two topics, and one who subscribed in the middle.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { fixture } from '../support/fixture.ts'
import type { Item } from '../support/make.ts'
import { mentions, type Sent, useNewspaper } from '../support/newspaper.ts'

/** An article as an outlet publishes it. */
interface Told extends Pick<Item, 'title' | 'text'> {
  /** 1–14. */
  readonly day: number
  readonly hour: number
  readonly outlet: 'beacon' | 'ledger' | 'lantern'
  readonly event: string
  /** The step of the event that it tells first; absent where it tells nothing new. */
  readonly step?: number
}

/** Invented: three events that move on, and one thing a day that does not; in the order of days and hours. */
const FORTNIGHT = fixture<readonly Told[]>('fortnight')

const DAYS = 14
const dayOf = (day: number): string => `2026-11-${String(day).padStart(2, '0')}`
const OUTLETS = ['beacon', 'ledger', 'lantern'] as const
const SUBSCRIBERS = [
  'all@example.org',
  'missed@example.org',
  { address: 'topics@example.org', topics: ['sea', 'court'] },
]

describe.each(databases)('on $name', (database) => {
  const paper = useNewspaper(database)

  beforeEach(async () => {
    paper.at(`${dayOf(1)}T00:30:00.000Z`)
  })

  /** What each reader got, day by day; `lost` says which mail never arrived. */
  async function readFortnight(lost: (to: string, day: number) => boolean): Promise<Map<string, (Sent | undefined)[]>> {
    const mails = new Map<string, (Sent | undefined)[]>()
    const serve = (until: (told: Told) => boolean) =>
      OUTLETS.map((outlet) => ({
        id: outlet,
        name: outlet,
        url: paper.serve(
          outlet,
          FORTNIGHT.filter((told) => told.outlet === outlet && until(told)).map(({ title, text, day, hour }) => ({
            title,
            text,
            link: `https://${outlet}.example.org/${day}-${hour}`,
            guid: `https://${outlet}.example.org/${day}-${hour}`,
            at: `${dayOf(day)}T${String(hour).padStart(2, '0')}:00:00.000Z`,
          })),
        ),
      }))
    for (let day = 0; day <= DAYS; day++) {
      const subscribers = [...SUBSCRIBERS, ...(day >= 6 ? ['new@example.org'] : [])]
      for (const hour of day === 0 ? [0] : [6, 10, 14, 18]) {
        paper.at(`${dayOf(Math.max(1, day))}T${String(hour).padStart(2, '0')}:30:00.000Z`)
        await paper.configure({
          sources: serve((told) => told.day < day || (told.day === day && told.hour <= hour)),
          topics: [
            { id: 'sea', name: 'Sea', any: ['ferry', 'Marsk Star'] },
            { id: 'court', name: 'Court', any: ['trial', 'Harbottle'] },
          ],
          digests: [{ id: 'daily', title: 'Daily', at: '18:00', timeZone: 'UTC', subscribers }],
        })
        await paper.pass()
      }
      for (const mail of await paper.fresh()) {
        if (!mails.has(mail.to)) mails.set(mail.to, [])
        if (!lost(mail.to, day)) mails.get(mail.to)![day] = mail
      }
      for (const address of mails.keys())
        if (lost(address, day))
          await paper.db.batch([
            {
              sql: `UPDATE deliveries SET state = 'failed', code = 'expired' WHERE subscriber = $1 AND slot_at = $2`,
              params: [address, `${dayOf(day)}T18:00:00.000Z`],
            },
          ])
    }
    return mails
  }

  it('tells each development once, and nothing twice', async () => {
    const lost = (to: string, day: number) => to === 'missed@example.org' && day >= 4 && day <= 6
    const mails = await readFortnight(lost)
    const problems: string[] = []
    for (const [reader, from, wants] of [
      ['all@example.org', 1, () => true],
      ['missed@example.org', 1, () => true],
      ['topics@example.org', 1, ({ event }: Told) => event === 'ferry' || event === 'trial'],
      ['new@example.org', 7, ({ day }: Told) => day >= 7],
    ] as const) {
      const own = mails.get(reader)!
      for (const told of FORTNIGHT.filter(wants)) {
        const days = own.flatMap((mail, day) => (mail !== undefined && mentions(mail, told) ? [day] : []))
        const due = Array.from({ length: DAYS + 1 }, (_, day) => day).find(
          (day) => day >= Math.max(told.day, from) && !lost(reader, day),
        )
        // What says nothing new may be counted instead of named, but is never named twice.
        const least = told.step === undefined && reader !== 'all@example.org' ? 0 : 1
        if (days.length < least || days.length > 1) problems.push(`${reader}: ${told.title}: on days ${days.join()}`)
        else if (told.step !== undefined && days[0] !== due)
          problems.push(`${reader}: ${told.title}: on ${days[0]}, due ${due}`)
      }
    }
    expect(problems).toEqual([])
    const marked = mails.get('all@example.org')!.flatMap((mail, day) => (mail?.text.includes('Updated') ? [day] : []))
    expect(marked).toEqual([2, 5, 7, 9, 10, 12])
  })
})
