import { describe, expect, it } from 'vitest'
import { inflectionKey } from '../../../src/core/text/inflections.ts'
import { foldWord } from '../../../src/core/text/phrase-words.ts'

const key = (word: string, language: string): string => inflectionKey(foldWord(word), language)
const split = (list: string): [string, string][] => list.split(' ').map((pair) => pair.split('/') as [string, string])
const rows = (lists: Record<string, string>) =>
  Object.entries(lists).flatMap(([language, list]) => split(list).map((pair) => [language, ...pair] as const))

/** Forms of one word. */
const forms = {
  en:
    'strike/strikes strike/striking elect/elected elect/electing arrest/arrested judge/judges bomb/bombing ' +
    'ferry/ferries family/families crisis/crises child/children wolf/wolves woman/women man/men mouse/mice ' +
    'tooth/teeth foot/feet wife/wives life/lives knife/knives analysis/analyses phenomenon/phenomena bus/buses ' +
    'box/boxes church/churches hero/heroes movie/movies spy/spies sky/skies die/dying plan/planned plan/planning ' +
    'hope/hoping vote/voting tax/taxes virus/viruses house/houses agree/agreed succeed/succeeded sink/sunk ' +
    'policeman/policemen university/universities city/cities building/buildings day/days glass/glasses ' +
    'protest/protesting release/releasing referendum/referenda import/imported study/studied',
  de:
    'Wald/Wälder Haus/Häuser Arzt/Ärzte Wahl/Wahlen Buch/Bücher Stadt/Städte Krise/Krisen Museum/Museen Thema/Themen ' +
    'Politiker/Politikerin Politiker/Politikern Partei/Parteien neu/neue deutsch/deutschen Gesetz/Gesetze ' +
    'Zug/Züge Frau/Frauen Kanzler/Kanzlerin Land/Landes Kind/Kinder',
  fr:
    'cheval/chevaux travail/travaux journal/journaux grève/grèves élection/élections national/nationale œil/yeux ' +
    'université/universités jeu/jeux bateau/bateaux loi/lois école/écoles guerre/guerres production/productions sportif/sportive ' +
    'canal/canaux élu/élus étranger/étrangers maladie/maladies',
  es:
    'luz/luces juez/jueces elección/elecciones ley/leyes universidad/universidades país/países voz/voces ' +
    'económico/económica huelga/huelgas clase/clases avance/avances',
  it: 'elezione/elezioni banca/banche legge/leggi nave/navi gioco/giochi uomo/uomini partito/partiti sciopero/scioperi',
  pt: 'eleição/eleições jornal/jornais avião/aviões homem/homens luz/luzes greve/greves hospital/hospitais lei/leis',
  nl: 'boom/bomen bom/bommen huis/huizen school/scholen stad/steden kind/kinderen verkiezing/verkiezingen brief/brieven',
  sv: 'bil/bilar val/valet hus/huset regering/regeringen skola/skolor kvinna/kvinnor polis/polisen',
  ru: 'выборы/выборах война/войны Россия/России рынок/рынка страна/странами полиция/полицией американец/американцы',
  uk:
    'вибори/виборів війна/війну Україна/Україні Київ/Києва Харків/Харкові школа/школами президент/президента ' +
    'українець/українці зброя/зброї область/області здоров’я/здоров’ю уряд/уряду місто/міста',
  pl: 'wybory/wyborach wojna/wojny Rosja/Rosji rynek/rynku Ukraina/Ukrainie prezydent/prezydenta szkoła/szkoły rząd/rządu',
  cs: 'volby/volbách válka/války Praha/Praze vláda/vlády škola/školy prezident/prezidenta zákon/zákony',
  sk: 'voľby/voľbách vojna/vojny vláda/vlády prezident/prezidenta',
  hr: 'izbori/izborima rat/rata vlada/vlade predsjednik/predsjednika',
  sr: 'влада/владе избори/избора Београд/Beogradu',
  bg: 'избори/изборите война/войната правителство/правителството град/градове',
  lt: 'karas/karo rinkimai/rinkimų vyriausybė/vyriausybės',
  lv: 'karš/kara valdība/valdības vēlēšanas/vēlēšanu',
  et: 'valitsus/valitsuse sõda/sõdade riik/riiki',
  el: 'εκλογές/εκλογών κυβέρνηση/κυβέρνησης πόλεμος/πολέμου',
  fi: 'vaali/vaalit talo/talossa',
  hu: 'választás/választások',
  tr: 'seçim/seçimler hükümet/hükümeti Ankara/Ankarada',
  he: 'ממשלה/ממשלה',
  hi: 'चुनाव/चुनावों सरकार/सरकारें',
  id: 'pemilu/pemilunya',
  fa: 'دولت/دولت‌ها',
}

/** Words of their own, although a stemmer for search joins them. */
const others = {
  en:
    'universe/university import/important import/importance protest/Protestant celebrate/celebrity earn/earnings ' +
    'future/futures iron/ironic journal/journalism general/generation organ/organization organ/organic ' +
    'nation/nationalism commune/communism social/socialism art/artist new/news custom/customs arm/arms arm/army ' +
    'base/based build/building meet/meeting mine/mining market/marketing park/parking past/paste suit/suite ' +
    'local/locale cloth/clothes human/humane moral/morale even/evening accord/according policy/police ' +
    'community/communism plane/plan rate/rat cars/care mate/mat sky/ski wed/wedding stock/stocking save/savings ' +
    'good/goods politics/polite relative/relation unit/united active/activity author/authority minister/ministry ' +
    'president/presidency secret/secretary invest/investigate operate/opera animal/animate real/reality mars/mar ' +
    'capital/capitalism tax/taxi physic/physics logistic/logistics experience/experiment train/training stream/streaming fire/fired shell/shelling camp/camping conserve/conservative',
  de:
    'Politik/Politiker Arbeit/Arbeiter Krieg/Krieger Bau/Bauer Spiel/Spieler Wahl/Wähler Musik/Musiker ' +
    'Universum/Universität Journal/Journalismus Land/Länger Meister/meist Wetter/Wette Sieg/Sieger Lehre/Lehrer ' +
    'Gewinn/Gewinner Ware/war Klassik/Klassiker Schuld/Schulden Kampf/Kämpfer Leben/Leber York/Yorker Forschung/Forscher',
  fr:
    'port/porte vol/voler mari/mars univers/université important/importer journal/journalisme médecin/médecine ' +
    'ville/villa commun/commune arme/armée France/français politique/politicien parti/partie marin/marine ' +
    'protester/protestant manifester/manifestant maladie/malade ' +
    'photographe/photographie étrange/étranger fils/fil fonds/fond cours/cour agresser/agressif',
  es:
    'puerto/puerta caso/casa libro/libra plazo/plaza universo/universidad salud/saludar mar/marido verdad/verde ' +
    'hombre/hombro partido/parte importar/importante derecho/derecha moda/modo periódico/periodista refugio/refugiado',
  it: 'porto/porta partito/partita universo/università pesce/pesca soldato/soldi caso/casa popolo/popolare mare/marito',
  pt: 'porto/porta partido/partida universo/universidade caso/casa direito/direita',
  nl: 'bom/boom arts/art man/maan arbeid/arbeider',
  sv: 'politik/politiker arbete/arbetare mord/mördare',
  ru: 'политика/политический университет/универсальный',
  uk: 'політика/політичний мир/мирний',
}

describe('inflectionKey', () => {
  it.each(rows(forms))('%s: is the same for %s and %s', (language, one, other) => {
    expect(key(one, language)).toBe(key(other, language))
  })
  it.each(rows(others))('%s: tells %s from %s', (language, one, other) => {
    expect(key(one, language)).not.toBe(key(other, language))
  })

  it.each([
    ['Україна', 'України', 'en'],
    ['Україна', 'України', 'ru'],
    ['ferry', 'ferries', 'ru'],
    ['ferry', 'ferries', 'ja'],
    ['κυβέρνηση', 'κυβέρνησης', 'en'],
  ])('reads %s and %s by their script in a text in %s', (one, other, language) => {
    expect(key(one, language)).toBe(key(other, language))
  })

  it('takes words of a language without rules as they are', () => {
    expect(key('itälä', 'xx')).toBe('itala')
  })
})
