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
    'Nadal puts Spain 2-0 up',
    'Oil settles up 2% on Libyan outage',
    'Photographer held over pictures of base',
    'Stonebridge 3-1 Kirkwall: Fenn brace sinks visitors',
    'Engineer at nuclear plant arrested',
    'Quizmaster becomes minister',
    'El tiempo se acaba para el acuerdo',
    'Tote bei Unwetter in Tirol',
  ])('%s', (title) => {
    expect(briefKindOf({ title })).toBeUndefined()
  })
})

it('a topic asks for a kind by its id or name', () => {
  expect(asksFor({ id: 'spiele', name: 'Rätsel' }, 'puzzle')).toBe(true)
  expect(asksFor({ id: 'world', name: 'World' }, 'weather')).toBe(false)
})
