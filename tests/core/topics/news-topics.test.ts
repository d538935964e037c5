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

describe('newsTopics in German', () => {
  const topicsInGerman = (title: string, lead = ''): string[] =>
    match({ title, lead, text: lead, language: 'de' }).map(({ topicId }) => topicId)

  it('has rules for every topic', () => {
    for (const { inLanguage } of newsTopics) expect(inLanguage?.de?.any?.length).toBeGreaterThan(250)
  })

  it.each([
    ['arts', 'Staatsoper zeigt im Herbst drei Uraufführungen'],
    ['conflict', 'Waffenruhe gebrochen: Drohnenangriffe auf die Hafenstadt'],
    ['crime', 'Landgericht verurteilt Bankräuber zu acht Jahren Haft'],
    ['disaster', 'Dachstuhlbrand in Hall: Feuerwehr rettet sechs Bewohner'],
    ['economy', 'Notenbank deutet weitere Zinssenkungen an'],
    ['education', 'Lehrermangel an Grundschulen wird größer'],
    ['environment', 'Naturschützer siedeln Luchse im Harz an'],
    ['health', 'Hausärzte rechnen mit einer frühen Grippewelle'],
    ['human-interest', 'Entlaufener Dackel taucht nach zwei Jahren wieder auf'],
    ['labour', 'Gewerkschaft kündigt Warnstreiks im Nahverkehr an'],
    ['lifestyle', 'Rezepte mit Kürbis: Drei Ideen für den Herbst'],
    ['politics', 'Landtagswahl: Koalition verliert ihre Mehrheit'],
    ['religion', 'Bischof eröffnet die Synode mit einem Gottesdienst'],
    ['science-technology', 'Astronomen entdecken einen Exoplaneten'],
    ['society', 'Kinderarmut: Sozialverbände fordern Hilfe'],
    ['sport', 'Abstiegskampf: Trainerwechsel bei Arminia Bielefeld'],
    ['weather', 'Unwetterwarnung: Orkanböen und Starkregen erwartet'],
  ])('gives only %s to: %s', (topic, title) => {
    expect(topicsInGerman(title)).toEqual([topic])
  })

  it('finds every compound of a list in braces', () => {
    for (const compound of ['Waldbrand', 'Großbrand', 'Dachstuhlbrand']) {
      expect(topicsInGerman(compound)).toEqual(['disaster'])
    }
  })

  it.each([
    ['environment', 'Polizei findet Waffen in einer Bar'],
    ['disaster', 'Schuldenlawine rollt auf die Städte zu'],
    ['economy', 'Sie holt Gold im Riesenslalom'],
    ['crime', 'Großeinkauf auf der Messe'],
    ['conflict', 'Handelskrieg mit China spitzt sich zu'],
    ['sport', 'Ringen um das Budget dauert an'],
    ['weather', 'Umfragetief: Partei ringt um Profil'],
  ])('does not find %s in another sense or a word like its own: %s', (topic, title) => {
    expect(topicsInGerman(title)).not.toContain(topic)
  })
})

describe('addLanguage', () => {
  it('adds words for one more language and leaves the other languages as they are', () => {
    const dutch = compileTopics(addLanguage(newsTopics, 'nl', { politics: { any: ['verkiezing', 'Tweede Kamer'] } }))
    const title = 'Tweede Kamer debatteert over de verkiezing'
    expect(dutch({ title, lead: '', text: '', language: 'nl' })).toEqual([
      { topicId: 'politics', score: 12, why: ['"verkiezing" in the title (6)', '"Tweede Kamer" in the title (6)'] },
    ])
    expect(match({ title, lead: '', text: '', language: 'nl' })).toEqual([])
    expect(dutch({ title: 'Parliament votes', lead: '', text: '', language: 'en' })[0]?.topicId).toBe('politics')
  })
})
