import { describe, expect, it } from 'vitest'
import type { Topic } from '../../../src/core/model.ts'
import catalogue from '../../../src/core/topics/news-topics.json' with { type: 'json' }
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
const topicsOf = ({ title, text = '' }: { readonly title: string; readonly text?: string }): string[] =>
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

/** The phrases of a topic in English, with their weights. */
const weighted = ({ any = [] }: Topic): { readonly phrase: string; readonly weight: number }[] =>
  any.map((one) => {
    if (typeof one === 'string') return { phrase: one, weight: 1 }
    if (!('phrase' in one)) throw new Error('phrases near each other')
    return { phrase: one.phrase, weight: one.weight ?? 1 }
  })

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
    expect(found / chosen.length).toBeGreaterThan(0.97)
    expect(wrong / chosen.length).toBeLessThan(0.05)
  })

  it('finds the subject of most reports that were not used to choose its phrases', () => {
    const { found, wrong } = scoreOf(unseen)
    expect(found / unseen.length).toBeGreaterThan(0.9)
    expect(wrong / unseen.length).toBeLessThan(0.1)
  })

  it.each([
    ['arts', 'Beyonce breaks Grammy record'],
    ['arts', 'Paramount and Netflix bid for Warner Bros'],
    ['arts', 'Star of hit Korean series to marry'],
    ['conflict', 'Ukraine says drones hit refinery deep inside Russia'],
    ['conflict', 'Ceasefire holds as aid trucks enter Gaza'],
    ['crime', 'Ex-president begins five-year sentence'],
    ['disaster', 'Ferry with 200 on board catches fire'],
    ['economy', 'Bitcoin slump wipes out a year of gains'],
    ['economy', 'Shein opens first shop in Paris'],
    ['economy', 'Symantec to buy rival for $13bn'],
    ['education', 'Students face new checks before exam season'],
    ['environment', 'Great Barrier Reef suffers worst bleaching yet'],
    ['health', 'Weight-loss jabs may cut risk of heart failure, study finds'],
    ['human-interest', 'Cat returns home after nine years'],
    ['labour', 'Nurses vote for walkout over pay'],
    ['lifestyle', 'How to grow tomatoes on a balcony'],
    ['politics', 'Far-right AfD tops poll for first time'],
    ['politics', 'Minister quits over budget leak'],
    ['religion', 'Cardinals meet to choose next pontiff'],
    ['science-technology', 'Sony to sell a smaller PlayStation 2'],
    ['science-technology', 'Meta shows glasses with a screen and an AI helper'],
    ['society', 'Asylum seekers to be moved from hotels to barracks'],
    ['sport', 'England bowled out for 172 in Perth'],
    ['weather', 'Heatwave: cities open cooling centres'],
    ['lifestyle', 'Roasted squash with whipped feta'],
    ['lifestyle', 'Why I keep going back to a quiet beach resort'],
    ['human-interest', 'Cleaner finds winning ticket in old coat'],
    ['labour', 'Machinists reject contract for second time'],
    ['society', 'Families face eviction as rents climb'],
    ['disaster', 'Hiker found alive after five nights on mountain'],
    ['science-technology', 'Compiler for new programming language gets faster'],
    ['arts', 'Emmy nominations announced'],
    ['sport', 'Late try seals series'],
  ])('gives %s first for the title %j alone', (topicId, title) => {
    expect(topicsOf({ title })[0]).toBe(topicId)
  })

  it.each([
    ['Carmaker to cut 5,000 jobs', ['economy', 'labour']],
    ['Ministers to change birthright citizenship', ['politics', 'society']],
  ])('gives both topics for the title %j', (title, topics) => {
    expect(topicsOf({ title }).toSorted()).toEqual(topics)
  })

  it.each([
    ...straying,
    { not: 'conflict', title: 'Mayor declares war on litter in city parks' },
    { not: 'sport', title: 'Summer season of open-air plays kicks off in Bath' },
    { not: 'disaster', title: 'Crypto crash wipes out savings' },
    { not: 'economy', title: 'Salmon return to the banks of the Thames' },
    { not: 'economy', title: 'Nadal wins gold medal in Paris' },
    { not: 'health', title: 'Computer virus spreads by email' },
    { not: 'labour', title: 'Missile strike hits power station' },
    { not: 'labour', title: 'Labour MPs threaten revolt over welfare cuts' },
    { not: 'science-technology', title: 'Apple growers fear frost' },
    { not: 'environment', title: 'Wolves beat Everton at Molineux' },
    { not: 'crime', title: 'Clay court season opens in Monte Carlo' },
    { not: 'economy', title: 'Council lets residents name new bridge' },
    { not: 'economy', title: 'Rice pudding: how to get it right' },
    { not: 'education', title: 'She sat by the river for an hour' },
    { not: 'sport', title: 'Two old friends met by chance' },
    { not: 'sport', title: 'Mayors to tackle climate change' },
    { not: 'sport', title: 'Cyclone bears down on coast' },
    { not: 'sport', title: 'A marathon of bureaucracy' },
    { not: 'society', title: 'A new age for the steam engine' },
    { not: 'lifestyle', title: 'He rose early for the long season' },
    { not: 'politics', title: 'Lamps in the street go out' },
    { not: 'disaster', title: 'Vonn crashes in Olympic downhill' },
    { not: 'science-technology', title: 'Philip paints on canvas under palm trees' },
    { not: 'environment', title: 'Lions squad named for Australia tour' },
  ])('does not take a figure of speech for $not: $title', ({ not, ...report }) => {
    expect(topicsOf(report)).not.toContain(not)
  })

  it.each([
    ['dating', 'An update on the date of the meeting'],
    ['wellness', 'All is well that ends well'],
    ['supporters', 'A beam supports the roof'],
    ['unions', 'The union of two rivers'],
    ['conservation', 'A conservative estimate'],
    ['values', 'A valued gift'],
    ['minority', 'A minor matter'],
    ['reporters', 'A report on reports'],
    ['physics', 'A physical thing'],
    ['author', 'The authority in authorities'],
    ['presenter', 'At present, presents'],
    ['interns', 'An internal and international thing'],
    ['executives', 'It executes'],
  ])('has no phrase like %s, whose stem is that of common words', (_, title) => {
    expect(topicsOf({ title })).toEqual([])
  })

  it.each(newsTopics)('drops $id where its words stand in a phrase of another sense', (topic) => {
    const matchOne = compileTopics([{ ...topic, minShare: 0 }])
    const straying = weighted(topic).filter(({ weight }) => weight < 0)
    const listed = catalogue.find(({ id }) => id === topic.id)!.not.flatMap((line) => line.split(', '))
    // A listed one that takes nothing off is not needed, or misses the phrase that it was meant for.
    expect(straying.map(({ phrase }) => phrase)).toEqual(listed)
    expect(
      straying.filter(({ phrase }) => matchOne({ title: phrase, lead: '', text: '', language: 'en' }).length > 0),
    ).toEqual([])
  })

  it('gives a report at most four topics', () => {
    for (const report of [...chosen, ...unseen]) expect(topicsOf(report).length).toBeLessThan(5)
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
    const italian = compileTopics(addLanguage(newsTopics, 'it', { politics: { any: ['elezioni', 'parlamento'] } }))
    const title = 'Il parlamento discute le elezioni'
    expect(italian({ title, lead: '', text: '', language: 'it' }).map(({ topicId }) => topicId)).toEqual(['politics'])
    expect(match({ title, lead: '', text: '', language: 'it' })).toEqual([])
    expect(italian({ title: 'Parliament votes', lead: '', text: '', language: 'en' })[0]?.topicId).toBe('politics')
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
