import { describe, expect, it } from 'vitest'
import { endsAsCaption, noticeRule } from '../../../src/core/article/notices.ts'

describe('a notice', () => {
  it.each([
    ['consent', 'This content is blocked by your cookie settings.'],
    ['consent', 'Ce contenu est bloqué car vous n’avez pas accepté les cookies.'],
    ['consent', 'Om deze inhoud te zien moet je cookies accepteren.'],
    ['sign-in', 'You have 4 free stories left this week. Subscribe'],
    ['sign-in', 'Te quedan 4 artículos gratis este mes. Suscríbete'],
    ['sign-in', 'Du bist nicht eingeloggt. Zum Login'],
    ['sign-in', 'Registrati gratis per continuare a leggere'],
    ['wall', 'Este contenido es exclusivo para suscriptores. ¿Ya eres suscriptor? Entra'],
    ['wall', 'Endast för prenumeranter'],
    ['page', 'Let op: dit artikel is meer dan een jaar oud.'],
    ['page', 'Dieser Text ist aus dem Archiv und möglicherweise nicht mehr aktuell.'],
    ['page', 'LIVE Follow our coverage of the lock here'],
    ['listen', 'Texten läses upp av en syntetisk röst.'],
    ['listen', 'This audio was made with synthetic voices. Report a problem'],
    ['subscribe', 'A warm welcome to our 120 new subscribers. Not yet on the list? Sign up here'],
  ])('is found by the rule %s: %j', (rule, line) => {
    expect(noticeRule(line)).toBe(rule)
  })

  it.each([
    'You have two free hands, the coach says, so use both.',
    'This article of the code is over two centuries old, and it still decides who may fish.',
    'Cet article du code civil a plus de deux siècles d’histoire.',
    'Den gamla texten läses av tusen elever varje år.',
    'Exklusiv für Abonnenten der Oper gibt es Karten ab Mai.',
    'Follow the money, not the coverage.',
    'Welcome 2,000 readers into a library built for 300 and the floor complains.',
    'This text is read by a computer voice in 40 stations from May.',
    'To view this map of 1540 you need a torch and a guide.',
    'Register offices will close at noon on Fridays.',
  ])('is no sentence of an article: %j', (line) => {
    expect(noticeRule(line)).toBeUndefined()
  })
})

describe('a caption', () => {
  it.each([
    'The gates before the flood. Photo: Ann Lee/Lock Post',
    'Die Schleuse im Winter (Archivbild)',
    'La esclusa, en una imagen de archivo. / Iván Solís',
    'Blick auf die Schleuse © Jana Rütt',
    'La chiusa vuota – foto di Ugo Berti',
    '水門の正面＝水曜日、山田健撮影',
  ])('ends with a credit or says that the picture is older: %j', (line) => {
    expect(endsAsCaption(line)).toBe(true)
  })

  it.each([
    'The police released a file photo of the missing boat, which left port on Monday.',
    'Photo: such a small word for what Ann Lee does.',
    'Das Archivbild zeigt die Schleuse vor dem Brand.',
    'He gave the photo to Ann Lee.',
    'Two things for the journey: a history of the pencil; and a cookbook without photographs.',
    '写真提供を求める手紙が千通届いた。',
  ])('is no sentence about a picture: %j', (line) => {
    expect(endsAsCaption(line)).toBe(false)
  })
})
