import { describe, expect, it } from 'vitest'
import { endsAsCaption } from '../../../src/core/article/captions.ts'

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
