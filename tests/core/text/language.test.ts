import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../../src/core/text/text.ts'

const texts = {
  en: 'The potters of Brae said on Sunday that the long kiln would not be fired before the end of the month, because a wall of it had come down and it must be built up again first.',
  de: 'Die Töpfer von Brae sagten am Sonntag, dass der lange Ofen nicht vor dem Ende des Monats brennen wird, weil eine Wand eingestürzt ist und sie zuerst wieder aufgebaut werden muss.',
  fr: "Les potiers de Brae ont dit dimanche que le long four ne sera pas allumé avant la fin du mois, parce qu'un mur est tombé et qu'il faut d'abord le refaire.",
  es: 'Los alfareros de Brae dijeron el domingo que el horno largo no se encenderá antes del fin de mes, porque una pared se ha caído y hay que levantarla primero, según ellos.',
  pt: 'Os oleiros de Brae disseram no domingo que o forno longo não será aceso antes do fim do mês, porque uma parede caiu e é preciso erguê-la primeiro, segundo eles.',
  gl: 'Os oleiros de Brae dixeron o domingo que o forno longo non se acenderá antes do fin de mes, porque unha parede caeu e cómpre erguela primeiro, segundo eles.',
  no: 'Pottemakerne i Brae sa søndag at den lange ovnen ikke vil bli tent før slutten av måneden, fordi en vegg har falt ned, og den må bygges opp først, etter det de sier.',
  da: 'Pottemagerne i Brae sagde søndag, at den lange ovn ikke bliver tændt før slutningen af måneden, fordi en væg er faldet ned, og den skal bygges op først, efter hvad de siger.',
  cs: 'Hrnčíři z Brae v neděli řekli, že dlouhá pec se nezapálí před koncem měsíce, protože spadla jedna stěna a ta se musí nejdříve postavit, jak podle nich uvedl mistr.',
  sk: 'Hrnčiari z Brae v nedeľu povedali, že dlhá pec sa nezapáli pred koncom mesiaca, pretože spadla jedna stena a tá sa musí najskôr postaviť, ako podľa nich uviedol majster.',
  hr: 'Lončari iz Brae rekli su u nedjelju da se duga peć neće paliti prije kraja mjeseca, jer se jedan zid srušio i on se mora najprije podići, kako je rekao majstor koji je bio s njima.',
  id: 'Para perajin Brae mengatakan pada hari Minggu bahwa tungku panjang itu tidak akan dinyalakan sebelum akhir bulan, karena satu dinding telah runtuh dan itu harus dibangun dahulu.',
  nl: 'De pottenbakkers van Brae zeiden zondag dat de lange oven niet voor het einde van de maand zal branden, omdat een muur is ingestort en die moet eerst weer worden opgebouwd.',
  af: 'Die pottebakkers van Brae het Sondag gesê dat die lang oond nie voor die einde van die maand sal brand nie, omdat ’n muur inmekaar geval het en dit moet eers weer gebou word.',
  ru: 'Гончары сказали в воскресенье, что длинную печь не зажгут до конца месяца, потому что одна стена упала и ее надо сначала сложить, как это было раньше.',
  sr: 'Лончари су рекли у недељу да се дуга пећ неће палити пре краја месеца, јер се један зид срушио и он мора најпре да се подигне, како је рекао мајстор.',
  ja: '陶工たちは日曜日、壁の一つが崩れたため、長い窯には月末まで火を入れないと語った。',
  zh: '陶工们周日表示，由于一面墙倒塌，长窑在月底之前不会点火，必须先把墙重新砌好才能再次烧制这些陶器。',
  el: 'Οι αγγειοπλάστες είπαν την Κυριακή ότι το μακρύ καμίνι δεν θα ανάψει πριν το τέλος του μήνα',
  hi: 'कुम्हारों ने रविवार को कहा कि लंबी भट्ठी महीने के अंत से पहले नहीं जलेगी',
} as const

describe('a declared language', () => {
  it.each<[string, keyof typeof texts, string]>([
    ['en-US', 'de', 'de'],
    ['en', 'fr', 'fr'],
    ['en', 'no', 'no'],
    ['de', 'en', 'en'],
    ['nb', 'en', 'en'],
    ['fr', 'es', 'es'],
    ['es', 'de', 'de'],
    ['af', 'en', 'en'],
    ['gl', 'de', 'de'],
    ['en', 'ru', 'ru'],
    ['en', 'ja', 'ja'],
    ['zh', 'ja', 'ja'],
    ['ja', 'zh', 'zh'],
    ['ko', 'zh', 'zh'],
    ['ja', 'en', 'en'],
    ['ru', 'de', 'de'],
    ['en-GB', 'el', 'el'],
    ['de', 'hi', 'hi'],
    ['und', 'fr', 'fr'],
  ])('%s does not stand over a text in %s', (declared, language, shown) => {
    expect(detectLanguage(texts[language], declared)).toBe(shown)
  })

  it.each<[string, keyof typeof texts]>([
    ['en-GB', 'en'],
    ['pt-BR', 'pt'],
    ['zh-TW', 'zh'],
    ['es', 'pt'],
    ['es', 'gl'],
    ['gl', 'gl'],
    ['pt', 'gl'],
    ['nb', 'no'],
    ['nn', 'no'],
    ['no', 'da'],
    ['da', 'no'],
    ['cs', 'sk'],
    ['sk', 'cs'],
    ['sr', 'hr'],
    ['bs', 'hr'],
    ['hr', 'hr'],
    ['sr', 'sr'],
    ['ms', 'id'],
    ['id', 'id'],
    ['af', 'af'],
    ['nl', 'af'],
    ['af', 'nl'],
    ['mr', 'hi'],
    // Without function words of a language here, only the script can contradict it.
    ['sw', 'en'],
  ])('%s stands over a text in %s', (declared, language) => {
    expect(detectLanguage(texts[language], declared)).toBe(declared)
  })

  it.each([
    ['de', 'The Long Kiln'],
    ['ja', 'NVIDIA GeForce RTX 6090'],
    ['ja', 'iPhone 18 Pro 発表'],
    ['en', 'Иван'],
    ['fr', `The Beatles: Let It Be. ${texts.fr}`],
    ['de', `${texts.de} “The show must go on”, sagte der Meister, und alle lachten darüber noch lange.`],
    ['not a language', texts.en],
  ])('%s stands over too few signs: %s', (declared, text) => {
    expect(detectLanguage(text, declared)).toBe(declared)
  })

  it('of a close pair does not stand where every sign of a long text is the other’s', () => {
    const danish = `${texts.da} Mesteren blev spurgt, hvor mange der var med, og han sagde, at to af dem havde været der selv, og at ovnen ud over det bliver mere og mere værd, ifølge politiet. Man kan nu se den igen, siger han.`
    expect(detectLanguage(danish, 'nb')).toBe('da')
  })
})
