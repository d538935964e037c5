import { describe, expect, it } from 'vitest'
import { addLanguage, newsTopics } from '../../../src/core/topics/news-topics.ts'
import { compileTopics } from '../../../src/core/topics/topics.ts'
import { fixture } from '../../support/fixture.ts'

/** A short invented report: the topic that it must have, and those that it may have, too. */
interface TopicReport {
  readonly must: string
  readonly may?: string
  readonly title: string
  readonly text: string
}

/** `unseen` was written after the phrases were settled, and never used to choose them. */
const { chosen, unseen, straying } = fixture<{
  readonly chosen: readonly TopicReport[]
  readonly unseen: readonly TopicReport[]
  /** What has the words of a topic in another sense. */
  readonly straying: readonly { readonly not: string; readonly title: string; readonly text: string }[]
}>('news-reports')

const match = compileTopics(newsTopics)
const topicsOf = ({ title, text }: { readonly title: string; readonly text: string }): string[] =>
  match({ title, lead: text, text, language: 'en' }).map(({ topicId }) => topicId)

/** How many reports have their topic, and how many wrong topics they have. */
function scoreOf(reports: readonly TopicReport[]): { readonly found: number; readonly wrong: number } {
  let [found, wrong] = [0, 0]
  for (const report of reports) {
    const right = new Set([report.must, ...(report.may ?? '').split(' ')])
    const topics = topicsOf(report)
    if (topics.includes(report.must)) found++
    wrong += topics.filter((topicId) => !right.has(topicId)).length
  }
  return { found, wrong }
}

describe('newsTopics', () => {
  it('has the 17 top-level Media Topics, each with an id of its own', () => {
    expect(newsTopics).toHaveLength(17)
    expect(new Set(newsTopics.map(({ id }) => id)).size).toBe(17)
    expect(new Set(newsTopics.map(({ iptc }) => iptc)).size).toBe(17)
    for (const { iptc, languages } of newsTopics) {
      expect(iptc).toMatch(/^medtop:\d{8}$/)
      expect(languages).toEqual(['en'])
    }
  })

  it('finds the subject of reports from every section of a newspaper', () => {
    expect(chosen.length).toBeGreaterThan(60)
    const { found, wrong } = scoreOf(chosen)
    expect(found / chosen.length).toBeGreaterThan(0.95)
    expect(wrong / chosen.length).toBeLessThan(0.05)
  })

  it('finds the subject of most reports that were not used to choose its phrases', () => {
    const { found, wrong } = scoreOf(unseen)
    expect(found / unseen.length).toBeGreaterThan(0.85)
    expect(wrong / unseen.length).toBeLessThan(0.1)
  })

  it.each(straying)('does not take a figure of speech for $not: $title', ({ not, title, text }) => {
    expect(topicsOf({ title, text })).not.toContain(not)
  })

  it.each([
    ['dating', 'An update on the date of the meeting'],
    ['wellness', 'All is well that ends well'],
    ['supporters', 'A beam supports the roof'],
    ['unions', 'The union of two rivers'],
    ['conservation', 'A conservative estimate'],
    ['values', 'A valued gift'],
    ['minority', 'A minor matter'],
  ])('has no phrase like %s, whose stem is that of common words', (_, title) => {
    expect(topicsOf({ title, text: '' })).toEqual([])
  })
})

describe('addLanguage', () => {
  it('adds words for one more language and leaves the other languages as they are', () => {
    const german = compileTopics(addLanguage(newsTopics, 'de', { politics: { any: ['Wahl', 'Bundestag'] } }))
    const title = 'Bundestag berät über die Wahlen'
    expect(german({ title, lead: '', text: '', language: 'de' })).toEqual([
      { topicId: 'politics', score: 6, why: ['"Wahl" in the title (3)', '"Bundestag" in the title (3)'] },
    ])
    expect(match({ title, lead: '', text: '', language: 'de' })).toEqual([])
    expect(german({ title: 'Parliament votes', lead: '', text: '', language: 'en' })[0]?.topicId).toBe('politics')
  })
})

describe('newsTopics in Spanish', () => {
  const topicsInSpanish = (title: string, lead = ''): string[] =>
    match({ title, lead, text: lead, language: 'es' }).map(({ topicId }) => topicId)

  it('has phrases for every topic', () => {
    for (const { inLanguage } of newsTopics) expect(inLanguage?.es?.any?.length).toBeGreaterThan(250)
  })

  it.each([
    ['arts', 'La nueva película de Almodóvar llega en marzo'],
    ['arts', 'Natalia Lafourcade presenta su álbum en Xalapa'],
    ['conflict', 'Bombardeos sobre Járkov pese a la tregua'],
    ['crime', 'Capturan a un sicario del Tren de Aragua en Bucaramanga'],
    ['disaster', 'Un incendio forestal obliga a evacuar dos aldeas en Zamora'],
    ['economy', 'La inflación argentina baja al 2 % mensual'],
    ['education', 'Los liceos de Montevideo estrenan horario escolar'],
    ['environment', 'La deforestación amenaza al jaguar en el Chaco'],
    ['health', 'Dos casos de sarampión en un hospital de Murcia'],
    ['human-interest', 'El Gordo de Navidad deja un décimo en Almería'],
    ['labour', 'Sindicatos y patronal negocian el salario mínimo'],
    ['lifestyle', 'Receta de empanadas salteñas'],
    ['politics', 'Los diputados votan la moción de censura'],
    ['religion', 'El papa León XIV nombra obispo de Cuzco'],
    ['science-technology', 'Astrónomos chilenos hallan un exoplaneta'],
    ['society', 'Migrantes duermen al raso en Tapachula'],
    ['sport', 'Goleada del Betis en la Copa del Rey'],
    ['weather', 'Borrasca con lluvias y rachas de viento en Galicia'],
  ])('gives %s first for the title %j alone', (topicId, title) => {
    expect(topicsInSpanish(title)[0]).toBe(topicId)
  })

  it.each([
    ['conflict', 'Guerra de precios entre supermercados'],
    ['conflict', 'Un volcán submarino crece frente a Tonga'],
    ['disaster', 'Terremoto político en Lima'],
    ['economy', 'El banco de sangre necesita donantes'],
    ['education', 'El maestro veneciano que pintaba la luz'],
    ['labour', 'Un paro cardíaco en pleno partido'],
    ['lifestyle', 'Reunión en Ginebra sobre Ucrania'],
    ['politics', 'El presidente del Real Madrid habla de fichajes'],
    ['religion', 'Doblete de Cristiano Ronaldo'],
    ['sport', 'Victoria electoral de la izquierda'],
    ['weather', 'Lluvia de críticas al ministro'],
  ])('does not take a figure of speech or a namesake for %s: %s', (topicId, title) => {
    expect(topicsInSpanish(title)).not.toContain(topicId)
  })
})
