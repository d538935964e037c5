import { describe, expect, it } from 'vitest'
import { asksFor, briefKindOf } from '../../src/core/briefs.ts'

describe('a text is small by its kind', () => {
  it.each([
    ['correction', 'Corrections and clarifications'],
    ['correction', 'Berichtigung: Der Preis der Brücke'],
    ['correction', 'Rectificatif'],
    ['correction', 'Fe de erratas'],
    ['correction', 'تصحيح: موعد الافتتاح'],
    ['weather', 'Weather forecast for Wednesday, November 10'],
    ['weather', 'Wetter: Woche startet grau und nass'],
    ['weather', 'Météo du week-end : retour du soleil'],
    ['weather', 'El tiempo hoy en Sevilla'],
    ['weather', 'حالة الطقس اليوم'],
    ['puzzle', 'Quick crossword No 8,112'],
    ['puzzle', 'Wordle today: hints and answer for 3 May'],
    ['puzzle', 'Horoskop für den 3. Mai'],
    ['puzzle', 'Mots croisés n° 512'],
    ['puzzle', 'Crucigrama del domingo'],
    ['pictures', 'The week in pictures'],
    ['pictures', 'Bilder des Tages'],
    ['pictures', 'La photo du jour'],
    ['pictures', 'Las fotos del día'],
    ['deals', 'Spring sale: the best headphone offers we have seen'],
    ['deals', 'This vacuum is 40% off today'],
    ['deals', 'Die besten Schnäppchen der Woche'],
    ['results', 'Hearts 2-1 Livingston'],
    ['results', 'Lottozahlen vom Samstag'],
    ['results', 'Résultats du Loto : le tirage de mercredi'],
    ['jobs', 'Data Engineer (Scala) at Freightnet, Rotterdam'],
    ['jobs', 'Krankenpfleger (m/w/d) in Köln gesucht'],
    ['correction', 'Correction to our story on rail fares'],
    ['correction', 'An apology to Dr Susan Reed'],
    ['correction', 'Correção: valor da multa'],
    ['weather', 'Friday’s forecast: Cloudy with a chance of rain'],
    ['weather', 'Chicago weather: Partly sunny, high of 54'],
    ['weather', 'Le temps de demain'],
    ['weather', 'Het weer voor morgen'],
    ['puzzle', 'Chess puzzle of the day'],
    ['puzzle', 'Das große Wissensquiz'],
    ['puzzle', 'Crucigrama n.º 340'],
    ['puzzle', 'Horóscopo do dia'],
    ['pictures', 'Ten photos that tell the story of the flood'],
    ['pictures', 'Karikatur des Tages'],
    ['pictures', 'Em imagens: a procissão'],
    ['deals', 'This coffee machine is at its lowest price ever'],
    ['deals', 'Die besten Black-Friday-Angebote'],
    ['results', 'Football scores: Saturday'],
    ['results', 'LaLiga: resultados y clasificación'],
    ['results', 'Serie A: risultati e classifica'],
    ['jobs', 'Nurse – full-time – St. Mary’s Hospital'],
    ['jobs', 'Recrutement : un chef de projet H/F'],
    ['jobs', 'Se busca camarero para Ibiza'],
  ])('%s: %s', (kind, title) => {
    expect(briefKindOf({ title })).toBe(kind)
  })

  it('by the folder of its address', () => {
    expect(briefKindOf({ title: 'Everyman 4,011', url: 'https://a.example/crosswords/everyman/4011' })).toBe('puzzle')
  })
})

describe('news is not small', () => {
  it.each([
    'Crossword setter Araucaria dies at 92',
    'Correction of house prices begins in Sydney',
    'Weather warning: storm Odile kills three',
    'Wetterdienst warnt vor Orkan',
    'Trade deal signed after nine years',
    'Factory closes with the loss of 600 jobs',
    'Vote results show a landslide for the left',
    'Exam results: gap between north and south widens',
    'Nadal puts Spain 2-0 up',
    'Oil settles up 2% on Libyan outage',
    'Photographer held over pictures of base',
    'Stonebridge 3-1 Kirkwall: Fenn brace sinks visitors',
    'Engineer at nuclear plant arrested',
    'Quizmaster becomes minister',
    'El tiempo se acaba para el acuerdo',
    'Tote bei Unwetter in Tirol',
    'In pictures: bodies pulled from rubble after quake',
    'بالصور: مقتل 20 في انفجار',
    'Photos : le policier accusé sort du silence',
    'Deals worth $40bn signed in Riyadh',
    'Family to save £500 a year on energy bills',
    'Results from Georgia: Opposition leads',
    'Ergebnisse der Landtagswahl: AfD verliert',
    'Resultados: Inditex gana un 10% más',
    'Local election results: Lib Dems gain 100 seats',
    'Lottery results in $1bn win for nurse',
    'Fixtures for the World Cup cause row over heat',
    'Jobs: Unemployment falls to 4%',
    'Stellenangebote gehen zurück: Konjunktur kühlt ab',
    'Offres d’emploi en baisse de 8 %',
    'Ofertas de trabajo falsas: 20 detenidos',
    'Consultant at St Mary’s hospital struck off',
    'Architect at centre of Grenfell inquiry speaks',
    'Mots croisés : mort du verbicruciste Michel Laclos',
    'El tiempo de la política se agota',
  ])('%s', (title) => {
    expect(briefKindOf({ title })).toBeUndefined()
  })

  it('also in a folder of small texts', () => {
    const url = 'https://a.example/lottery/2026/winner'
    expect(briefKindOf({ title: 'Winner of £4m found dead', url })).toBeUndefined()
    expect(briefKindOf({ title: 'Saturday’s draw', url })).toBe('results')
  })
})

it('a topic asks for a kind by its id or name', () => {
  expect(asksFor({ id: 'spiele', name: 'Rätsel' }, 'puzzle')).toBe(true)
  expect(asksFor({ id: 'world', name: 'World' }, 'weather')).toBe(false)
})
