import { describe, expect, it } from 'vitest'
import { newsTopics } from '../../../src/core/topics/news-topics.ts'
import french from '../../../src/core/topics/news-topics-fr.json' with { type: 'json' }
import { compileTopics } from '../../../src/core/topics/topics.ts'

const match = compileTopics(newsTopics)
const topicsOf = (title: string, lead = ''): string[] =>
  match({ title, lead, text: lead, language: 'fr' }).map(({ topicId }) => topicId)

describe('newsTopics in French', () => {
  it('has phrases for each of its topics', () => {
    expect(Object.keys(french)).toEqual(newsTopics.map(({ id }) => id))
  })

  it.each([
    ['arts', 'Gims annonce une tournée des stades', 'Le chanteur passera par Bruxelles en juin.'],
    ['conflict', 'La Corée du Nord tire un missile vers la mer du Japon'],
    ['crime', 'Lausanne : dix kilos de cannabis saisis dans une cave'],
    ['disaster', 'Nice : un piéton renversé par un tramway', 'La victime est dans un état grave.'],
    ['economy', 'Le yen au plus bas depuis quarante ans'],
    ['education', 'Ces lycées où le téléphone est interdit'],
    ['environment', 'Le crabe bleu envahit les lagunes corses'],
    ['health', 'Le CHU de Caen renonce à 60 lits'],
    ['human-interest', 'Elle accouche sur l’autoroute, le conducteur du bus l’aide'],
    ['labour', 'Les éboueurs de Marseille reprennent le travail'],
    ['lifestyle', 'Sept conseils pour bien tailler ses rosiers'],
    ['politics', 'Les Verts vaudois choisissent leur candidate'],
    ['religion', 'L’évêque de Sion présente ses excuses'],
    ['science-technology', 'Un trou noir surpris en plein réveil'],
    ['society', 'Femmes sans abri : le 115 débordé à Toulouse'],
    ['sport', 'Reims humilié à domicile', 'Les Champenois se sont inclinés 5-0.'],
    ['weather', 'Brouillard givrant : prudence sur les routes jurassiennes'],
  ])('gives %s first for %j', (topicId, title, lead = '') => {
    expect(topicsOf(title, lead)[0]).toBe(topicId)
  })

  it.each([
    ['religion', 'Les jeunes lisent de moins en moins', 'moines'],
    ['religion', 'Une aide pour les éleveurs', 'Aïd'],
    ['religion', 'Le Burkina accueille un sommet', 'burkini'],
    ['human-interest', 'Marie et les autres', 'mariés'],
    ['human-interest', 'Le retrait du permis', 'retraité'],
    ['sport', 'Le commerce mondial', 'Mondial'],
    ['sport', 'Un euro de plus par mois', 'Euro'],
    ['health', 'Une villa moderne', 'Moderna'],
    ['society', 'L’adoption du budget', 'adoption'],
    ['labour', 'Le projet pilote', 'pilotes'],
    ['weather', 'La maire est en colère', 'Est'],
  ])('does not find %s in %j, which has a form like %s', (topicId, title) => {
    expect(topicsOf(title)).not.toContain(topicId)
  })

  it.each([
    ['disaster', 'Un pot-au-feu pour douze'],
    ['disaster', 'Feu vert au tunnel'],
    ['conflict', 'La guerre des prix reprend'],
    ['sport', 'Le premier tour de la présidentielle'],
    ['sport', 'Rodrigo Paz remporte la présidentielle'],
    ['education', 'La classe moyenne inquiète'],
    ['crime', 'Le chiffre d’affaires progresse'],
    ['weather', 'Le gel des salaires'],
  ])('drops %s where its words stand in a phrase of another sense: %s', (topicId, title) => {
    expect(topicsOf(title)).not.toContain(topicId)
  })

  it.each(newsTopics)('drops $id for each phrase that is listed against it', (topic) => {
    const matchOne = compileTopics([{ ...topic, minShare: 0 }])
    const against = (topic.inLanguage?.['fr']?.any ?? []).flatMap((one) =>
      typeof one !== 'string' && 'phrase' in one && one.weight! < 0 ? [one.phrase] : [],
    )
    expect(against.length).toBeGreaterThan(40)
    expect(
      against.filter((phrase) => matchOne({ title: phrase, lead: '', text: '', language: 'fr' }).length > 0),
    ).toEqual([])
  })
})
