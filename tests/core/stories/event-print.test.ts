import { describe, expect, it } from 'vitest'
import {
  type EventPrint,
  eventPrintOf,
  packEventPrint,
  readArticle,
  unpackEventPrint,
  unpackKeys,
} from '../../../src/core/stories/event-print.ts'

const sentence =
  'Governor Ana Bellamy told reporters in Port Varo that 40 homes by the river Sile had been flooded on Tuesday. '
const short = { title: 'Flood in Port Varo: 40 homes under water', text: sentence, language: 'en' }

const printOf = ({ title, text, language }: typeof short): EventPrint =>
  eventPrintOf(readArticle(title, text, () => language))

describe('the print of an article', () => {
  it.each([
    ['a short item', short],
    ['a long one', { ...short, text: sentence.repeat(30) }],
    ['one without a title', { ...short, title: '' }],
    ['one without a text', { ...short, text: '' }],
    ['an empty one', { title: '', text: '', language: 'und' }],
    ['Chinese', { title: '敖德萨遭无人机袭击', text: '州长说一栋居民楼被击中。', language: 'zh' }],
    ['Arabic', { title: 'هجوم على بغداد', text: 'قالت الشرطة إن الهجوم وقع صباحا.', language: 'ar' }],
  ])('comes back from its packed form whole: %s', (_, text) => {
    const print = printOf(text)
    expect(unpackEventPrint(packEventPrint(print))).toEqual(print)
    expect(unpackKeys(packEventPrint(print))).toEqual(print.keys)
  })

  it('packs into text that JSON keeps as it is, bounded for a text of any length', () => {
    const packed = packEventPrint(printOf(short))
    expect(JSON.stringify(packed)).toHaveLength(packed.length + 2)
    expect(packed.length).toBeLessThan(700)
    const words = Array.from(
      { length: 3_000 },
      (_, i) => `Wor${String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 26))}d${i % 900}x`,
    )
    expect(packEventPrint(printOf({ ...short, text: words.join(' ') })).length).toBeLessThan(1_600)
  })

  it('takes capitals for names, but not at the start of a sentence and not in Title Case', () => {
    const namesOf = (title: string, text = '', language = 'en'): number =>
      printOf({ title, text, language }).names.length
    expect(namesOf('Fire in Paris')).toBe(1)
    expect(namesOf('Paris on fire')).toBe(0)
    expect(namesOf('Mayor Opens School In London Today')).toBe(0)
    expect(namesOf('', 'It burned. Paris slept. In Paris nobody died.')).toBe(1)
  })

  it('has no numbers, days or pairs of words among its keys', () => {
    const { keys } = printOf({ title: 'Tuesday 12 flood', text: '', language: 'en' })
    expect(keys.length).toBeLessThanOrEqual(2)
  })

  it('knows a name by its initials', () => {
    const print = printOf({ title: '', text: 'The plan of the European Central Bank was read.', language: 'en' })
    const other = printOf({ title: 'Rates: ECB waits', text: '', language: 'en' })
    expect(other.title.some((word) => print.initials.includes(word >>> 12))).toBe(true)
    expect(print.keys.some(({ hash }) => other.keys.some((key) => key.hash === hash))).toBe(true)
  })
})
