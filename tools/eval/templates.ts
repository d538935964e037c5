/**
 * Generates what single sources make from one form: filings, bulletins, offers, whose slots alone differ; and daily pieces whose
 * own words stand over a tail that is always the same. All items of a source must stay apart; an item that another source
 * carries, over a tail of its own, is a copy and must join.
 */
import { normalizeEntry } from '../../src/core/article/normalize.ts'
import type { Case } from './cases.ts'
import { makeRandom } from './simulate.ts'

const START = Date.UTC(2026, 5, 1, 5)
const NOW = new Date(Date.UTC(2026, 5, 6))
const HOUR_MS = 3_600_000
const ITEMS = 6
/** Words of an item's own, and of the tail that its source writes under every item. */
const OWN = [20, 50, 100, 200]
const TAILS = [0, 30, 90, 150]

interface Language {
  /** Filled as title | text: {name}, {place}, {word} are invented, {n} is a number, {day} a weekday. */
  readonly forms: readonly string[]
  readonly days: readonly string[]
  readonly syllables: readonly string[]
  readonly functionWords: readonly string[]
  /** Sentences of which tails are made; each tail begins at another one. */
  readonly tails: readonly string[]
}

const list = (text: string): string[] => text.split(' ')
const lines = (text: string): string[] => text.trim().split('\n')

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: {
    forms: lines(`
{name} Group files annual report for the year ended 31 December | {name} Group today filed its annual report. Revenue was {n} million and profit {n} million, against {n} million the year before. Shareholders can order a printed copy without charge from the office in {place}.
Magnitude {n} earthquake near {place} | An earthquake was recorded {n} km from {place} at a depth of {n} km. The data are preliminary and will be reviewed by a seismologist. Report shaking on our website.
Account Manager ({place}) at {name} | {name} is looking for an account manager in {place}, {n} hours a week. You know your customers, you like to travel, and you write good English. Send your letter and references before {day}.
{word} {n}.{n} released | Version {n}.{n} of {word} is available. This release fixes {n} bugs, among them one in {word}. Upgrading is recommended for all users; read the notes first.
Planned power cut in {place} on {day} | Customers in {place} will be without electricity on {day} from {n} o'clock. We are sorry for the inconvenience. Work on the line may end earlier, so treat all wires as live.
{name} wins {place} derby as {name} scores {n} | {name} beat {name} in {place} on {day} before {n} spectators. The home side had most of the ball but few chances; the visitors scored from a corner.`),
    days: list('Monday Tuesday Wednesday Thursday Friday Saturday'),
    syllables: list('bra ston den ver mill ham ley cro wick tor pen gar dale rush fen low bar ket'),
    functionWords: list(
      'the of and to in a that for it was on with as at by from had not but what all were when there which their said if will about',
    ),
    tails: [
      'You are receiving this because you follow our desk, and you can change what we send at any time.',
      'Our newsroom is paid for by its readers; become a member from the price of one coffee a month.',
      'Have you seen something that we ought to know about? Write to the editors in confidence.',
      'The opinions in comments are those of their writers and are not shared by the publisher.',
      'This service is provided as it is, without any promise that it is right or complete.',
      'For pictures, maps and the archive of earlier pieces, visit the page of this series.',
      'Prices, times and places were right when this was written and may have changed since.',
    ],
  },
  de: {
    forms: lines(`
{name} AG: Stimmrechtsmitteilung | Die {name} AG mit Sitz in {place} teilt mit, dass der Anteil der {name} Holding am {day} die Schwelle von {n} Prozent überschritten hat und nun {n} Prozent beträgt. Das entspricht {n} Stimmrechten.
Sperrung der B {n} bei {place} | Wegen Bauarbeiten ist die Bundesstraße bei {place} von {day} an gesperrt. Eine Umleitung über {place} ist ausgeschildert. Die Arbeiten dauern {n} Tage.
Sachbearbeiter (m/w/d) bei {name} in {place} | Die {name} GmbH sucht in {place} Verstärkung, {n} Stunden in der Woche. Wir bieten ein faires Gehalt, gute Kollegen und einen Parkplatz. Bewerbungen bitte bis {day}.
Polizei {place}: Zeugen nach Unfall gesucht | Am {day} stießen in {place} zwei Autos zusammen. Ein {n}-jähriger Fahrer wurde leicht verletzt, der Schaden liegt bei {n} Euro. Hinweise nimmt die Wache entgegen.
Wasserstand in {place}: {n} Zentimeter | Der Pegel in {place} stand am {day} bei {n} Zentimetern, {n} mehr als am Vortag. Die Schifffahrt ist nicht eingeschränkt.`),
    days: list('Montag Dienstag Mittwoch Donnerstag Freitag Samstag'),
    syllables: list('berg stein hau sen dorf wal kir bach feld ober nie grun lin krau thal mei zen ruh'),
    functionWords: list(
      'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus hat dass sie nach wird bei',
    ),
    tails: [
      'Sie erhalten diese Meldung, weil Sie unseren Dienst abonniert haben, und können ihn jederzeit abbestellen.',
      'Unsere Redaktion lebt von ihren Lesern; werden Sie schon für wenige Euro im Monat Mitglied.',
      'Haben Sie etwas gesehen, das wir wissen sollten? Schreiben Sie uns vertraulich.',
      'Kommentare geben die Meinung ihrer Verfasser wieder und nicht die des Verlags.',
      'Alle Angaben sind ohne Gewähr und können sich nach Erscheinen geändert haben.',
      'Bilder, Karten und alle früheren Beiträge finden Sie auf der Seite dieser Reihe.',
    ],
  },
  fr: {
    forms: lines(`
{name} : déclaration des droits de vote | La société {name}, dont le siège est à {place}, compte {n} actions et {n} droits de vote au dernier jour du mois. Ces chiffres sont publiés selon le règlement général.
Travaux sur la ligne de {place} | En raison de travaux, aucun train ne s'arrête à {place} de {day} à la fin de la semaine. Des cars partent toutes les {n} minutes de la mairie de {place}.
Offre d'emploi : comptable chez {name} à {place} | La maison {name} recherche à {place} un comptable, {n} heures par semaine. Vous aimez les chiffres et le travail en équipe. Envoyez votre lettre avant {day}.
Don du sang à {place} | La collecte de {place} a lieu {day} à partir de {n} heures, salle {name}. Lors de la dernière, {n} personnes sont venues. Une collation est offerte.
{place} : {name} élu président du comité des fêtes | L'assemblée s'est tenue {day} devant {n} adhérents. Les comptes ont été approuvés à l'unanimité, et un repas a suivi.`),
    days: list('lundi mardi mercredi jeudi vendredi samedi'),
    syllables: list('mont vil le bre ton sau cha ran gny mar tou lac fon tier pre sau vau lier'),
    functionWords: list(
      'de la le et les des en un une que est pour qui dans par plus pas au sur ne se il sont avec mais ou son aux leur cette',
    ),
    tails: [
      'Vous recevez ce message parce que vous suivez notre rubrique et pouvez changer vos choix à tout moment.',
      'Notre rédaction vit de ses lecteurs ; devenez membre pour le prix d’un café par mois.',
      'Vous avez vu quelque chose que nous devrions savoir ? Écrivez-nous en toute confiance.',
      'Les commentaires n’engagent que leurs auteurs et en aucun cas l’éditeur.',
      'Les horaires et les prix sont donnés à titre indicatif et peuvent avoir changé depuis.',
      'Photos, cartes et archives se trouvent sur la page de cette série.',
    ],
  },
  es: {
    forms: lines(`
{name} comunica participación significativa | La empresa {name}, con sede en {place}, comunica que su accionista {name} posee desde el {day} un {n} por ciento del capital, frente al {n} por ciento anterior.
Corte de agua en {place} | El barrio de {place} estará sin agua el {day} desde las {n} horas por obras en la red. El servicio volverá a lo largo de la tarde. Disculpen las molestias.
Se busca cocinero en {place} | El restaurante {name} de {place} busca cocinero, {n} horas a la semana, con experiencia y ganas de aprender. Se ofrece contrato fijo. Enviar carta antes del {day}.
Farmacias de guardia en {place} para el {day} | Esta noche abre la farmacia {name}, en la calle {name} número {n}. El teléfono de urgencias está abierto todo el día.
Sorteo de la {word}: el {n} deja el premio en {place} | El número {n} fue vendido en la administración {name} de {place}. Los premios se pueden cobrar durante tres meses.`),
    days: list('lunes martes miércoles jueves viernes sábado'),
    syllables: list('vi lla mon te ro que dar sal al ca ren to ban co ria lin ez pe'),
    functionWords: list(
      'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha sin sobre este entre cuando',
    ),
    tails: [
      'Recibe este aviso porque sigue nuestra sección y puede cambiarlo cuando quiera.',
      'Nuestra redacción vive de sus lectores; hágase socio por lo que cuesta un café al mes.',
      '¿Ha visto algo que deberíamos saber? Escríbanos con toda confianza.',
      'Los comentarios son de sus autores y no reflejan la opinión de la editorial.',
      'Los horarios y precios son orientativos y pueden haber cambiado desde entonces.',
      'Las fotos, los mapas y el archivo están en la página de esta serie.',
    ],
  },
  ru: {
    forms: lines(`
{name}: раскрытие информации о сделке | Общество {name} из города {place} сообщает, что в {day} приобретено {n} акций на сумму {n} рублей. Решение принято советом директоров.
Отключение воды в городе {place} | В городе {place} в {day} не будет горячей воды из-за ремонта на улице {name}. Работы продлятся {n} часов. Приносим извинения.
Вакансия: водитель в компанию {name}, {place} | Компания {name} ищет водителя в городе {place}, {n} часов в неделю. Мы предлагаем своевременную зарплату и дружный коллектив. Звоните до {n} числа.
Землетрясение у города {place} | Толчок произошёл в {day} в {n} километрах от города {place} на глубине {n} километров. Сведений о разрушениях не поступало.
Курс дня: за талер дают {n} | В {day} торги в городе {place} закрылись на отметке {n}, объём составил {n} миллионов. Аналитик {name} ждёт роста.`),
    days: list('понедельник вторник среду четверг пятницу субботу'),
    syllables: list('бор ка ме но вер ост ров ск зар лу го ди мир сте пан ле су ва'),
    functionWords: list(
      'и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой от так о для же все тот',
    ),
    tails: [
      'Вы получили это письмо, потому что подписаны на нашу рубрику, и можете отказаться в любое время.',
      'Редакция живёт за счёт читателей: поддержите нас, это стоит как одна чашка кофе в месяц.',
      'Вы видели то, о чём нам надо знать? Напишите нам, мы не раскроем вашего имени.',
      'Мнение авторов комментариев может не совпадать с мнением издателя.',
      'Время и цены указаны на день публикации и с тех пор могли измениться.',
      'Снимки, карты и прежние выпуски вы найдёте на странице этой серии.',
    ],
  },
}

/** The items of all sources and their copies elsewhere. `gold` is the item; `kind` the family and its sizes. */
export function templateCases(seed: number): (Case & { readonly language: string })[] {
  const random = makeRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const cases: (Case & { readonly language: string })[] = []
  const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`

  const add = (
    language: string,
    kind: string,
    gold: string,
    sourceId: string,
    hours: number,
    title: string,
    text: string,
  ): void => {
    const url = `https://${sourceId}.example/${seed}/${cases.length}`
    const publishedAt = new Date(START + hours * HOUR_MS + cases.length * 1_000).toISOString()
    const entry = { guid: url, title, url, publishedAt, authors: [], categories: [], text, enclosures: [] }
    const source = { id: sourceId, url: `https://${sourceId}.example/feed`, name: sourceId }
    cases.push({ article: normalizeEntry(entry, source, NOW), kind, gold, language })
  }

  for (const [language, { forms, days, syllables, functionWords, tails }] of Object.entries(LANGUAGES)) {
    const word = (count: number): string => Array.from({ length: count }, () => pick(syllables)).join('')
    const vocabulary = Array.from({ length: 3_000 }, () => word(2 + Math.floor(random() * 2)))
    const name = (): string => capital(word(2 + Math.floor(random() * 2)))
    const fill = (form: string): string =>
      form
        .replace(/\{(?:name|place)\}/g, name)
        .replace(/\{word\}/g, () => pick(vocabulary))
        .replace(/\{day\}/g, () => pick(days))
        .replace(/\{n\}/g, () => String(2 + Math.floor(900 ** random())))
    const sentencesOf = (theme: readonly string[], own: readonly string[], words: number): string =>
      Array.from({ length: Math.ceil(words / 14) }, (_, at) => {
        const length = Math.min(14, words - at * 14)
        const said = Array.from({ length }, () => {
          const roll = random()
          if (roll < 0.45) return pick(functionWords)
          return roll < 0.52 ? pick(theme) : roll < 0.65 ? pick(own) : pick(vocabulary)
        })
        return `${capital(said.join(' '))}.`
      }).join(' ')
    /** Whole sentences until there are so many words: by turns one that other sources use, too, and one of the source's own. */
    const tailOf = (words: number): string => {
      const sentences: string[] = []
      for (let at = Math.floor(random() * tails.length), count = 0; count < words; at++) {
        const own = sentencesOf([name(), name()], [name(), name()], 14)
        sentences.push(sentences.length % 2 === 0 ? tails[at % tails.length]! : own)
        count += list(sentences.at(-1)!).length
      }
      return sentences.join(' ')
    }
    /** Each outlet that reprints has a tail of its own, or none. */
    const reprints = Array.from(
      { length: 8 },
      (_, at) => [`${language}-reprint${at}`, at % 2 === 0 ? '' : tailOf(30)] as const,
    )
    const addSource = (kind: string, tail: string, itemOf: (at: number) => readonly [string, string]): void => {
      const sourceId = `${language}-${cases.length}`
      for (let at = 0; at < ITEMS; at++) {
        const [title, text] = itemOf(at)
        const gold = `${sourceId} ${at}`
        const hours = at * 11 + random() * 3
        add(language, kind, gold, sourceId, hours, title, tail === '' ? text : `${text}\n\n${tail}`)
        if (at % 3 > 0) continue
        const [reprint, other] = pick(reprints)
        add(language, kind, gold, reprint, hours + 1 + random() * 5, title, other === '' ? text : `${text}\n\n${other}`)
      }
    }
    for (const tailWords of TAILS) {
      for (const form of forms)
        addSource(`form, tail ${tailWords}`, tailOf(tailWords), () => fill(form).split(' | ') as [string, string])
      for (const ownWords of OWN) {
        const column = name()
        const theme = Array.from({ length: 8 }, () => pick(vocabulary))
        addSource(`own ${ownWords}, tail ${tailWords}`, tailOf(tailWords), (at) => {
          const own = Array.from({ length: 4 }, name)
          return [`${column} ${at + 41}: ${own[0]} ${pick(functionWords)} ${own[1]}`, sentencesOf(theme, own, ownWords)]
        })
      }
    }
  }
  return cases
}
