/** The keys by which two sources name one article: its address, its guid, its whole title. */
import { isFunctionWord } from '../text/language.ts'
import { hash52, UNSPACED } from '../text/text.ts'
import { isHomePage, outletOfUrl } from '../url/url.ts'
import type { Term } from './terms.ts'

const MIN_TITLE_RARITY = 15
const MIN_TITLE_TERMS = 3

/** A key for the whole title, whatever the order of its distinctive words; none for titles like `Morning briefing`. */
export function titleKeyOf(terms: readonly Term[]): number | undefined {
  const telling = terms.filter((term) => term.isNumber || term.rarity > MIN_TITLE_RARITY).map((term) => term.stemHash)
  return telling.length < MIN_TITLE_TERMS ? undefined : hash52(telling.sort((a, b) => a - b).join(' '))
}

const TELLING_RARITY = 16
const MIN_TELLING = 3
/** Pairs of characters, of seven in a row. */
const MIN_TELLING_PAIRS = 6

/** Whether a title is distinctive enough that two outlets that have it report one thing. */
export function isTellingTitle(terms: readonly Term[]): boolean {
  const telling = new Set<number>()
  for (const { lower, stemHash, rarity, isNumber } of terms)
    if (!isNumber && rarity >= TELLING_RARITY && !SERIAL.test(lower) && !isFunctionWord(lower)) telling.add(stemHash)
  return telling.size >= (terms.some(({ lower }) => UNSPACED.test(lower)) ? MIN_TELLING_PAIRS : MIN_TELLING)
}

/** Words of headings that come again every day, week or month, and of the calendar. */
const SERIAL = new RegExp(
  `^(?:${[
    // Of the calendar, in English, German, French, Spanish, Italian, Portuguese, Dutch and Russian.
    '(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:jan|febr)uary|march|april|june|july|august|(?:septem|octo|novem|decem)ber',
    '(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabend|januar|februar|maerz|marz|juni|juli|oktober|dezember',
    '(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre',
    'lunes|martes|miercoles|jueves|viernes|sabado|domingo|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre',
    '(?:lune|marte|mercole|giove|vener)di|sabato|domenica|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre',
    'segunda|terca|quarta|quinta|sexta|feira|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro',
    '(?:maan|dins|woens|donder|vrij|zater|zon)dag|januari|februari|maart|april|juni|juli|augustus',
    'понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|(?:янва|февра|апре|ию[нл]|сентяб|октяб|нояб|декаб)р?[ья]|марта?|мая|августа?',
    'day|today|tonight|tomorrow|yesterday|daily|week|weekly|weekend|month|monthly|year|yearly|annual|morning|evening|night|noon',
    'tag|tages|taglich|heute|morgen|abend|woche|wochen|wochenende|monat|jahr|jour|jours|semaine|mois|soir|matin|demain|aujourd|hui',
    'dia|hoy|manana|semana|mes|noche|tarde|giorno|oggi|settimana|hoje|день|дня|дней|недел[яиью]|сегодня|завтра|утро|вечер|выходн\\p{L}+',
    // Of headings.
    'episode|part|chapter|season|issue|volume|edition|number|version|release|released|update|updates|updated|changelog|patch|beta',
    'news|newsletter|briefing|bulletin|digest|roundup|round|recap|wrap|summary|highlights|headlines|links|reads|reading|list|best|top',
    'photo|photos|picture|pictures|image|video|videos|gallery|podcast|live|blog|thread|threads|open|post|posts|comments|discussion',
    'weather|forecast|outlook|results|fixtures|scores|table|standings|schedule|scheduled|maintenance|outage|notice|agenda|minutes|meeting|board',
    'erratum|errata|corrigendum|correction|corrections|retraction|editorial|editor|editors|letter|letters|opinion|column|contents|masthead',
    'winning|numbers|lottery|jackpot|quiz|crossword|puzzle|puzzles|answers?|hints?|horoscope|recipe|tip|tips|deal|deals|sale|offers?|coupons?',
    'job|jobs|vacancy|vacancies|hiring|position|positions|obituary|obituaries|death|deaths|notices|traffic|market|markets|stocks|rates?|close|open',
    'folge|teil|ausgabe|nummer|foto|fotos|bild|bilder|wetter|wettervorhersage|vorhersage|ergebnisse|tabelle|lottozahlen|lotto|gewinnzahlen',
    'leserbriefe?|stellenangebote?|stellenanzeigen?|stellen|wartung|wartungsarbeiten|nachrichten|uberblick|ruckblick|angebote?|termine?|todesanzeigen?',
    'episode|partie|numero|photo|meteo|previsions|resultats|classement|loto|tirage|courrier|lecteurs|offres?|emplois?|maintenance|programmee|serveur|actualites|revue|presse|agenda|obseques',
    'episodio|capitulo|parte|numero|foto|fotos|tiempo|pronostico|resultados|clasificacion|loteria|sorteo|cartas?|ofertas?|empleo|mantenimiento|noticias|resumen|agenda|esquelas',
    'puntata|previsioni|risultati|classifica|lotteria|estrazione|lettere|offerte|lavoro|notizie|rassegna|previsao|resultados|loteria|vagas|emprego|weer|uitslagen|vacatures|nieuws',
    'выпуск|часть|серия|номер|фото|погода|прогноз|результат\\p{L}*|вакансии|новост\\p{L}*|обзор|дайджест|лотере\\p{L}*|курс|гороскоп',
  ].join('|')})$`,
  'u',
)

/** A fragment by which a page written in JavaScript chooses what it shows: `#/post/5`, `#!post=5`. */
const HASH_ROUTE = /#[!/][^#]+$/

/**
 * A key for an address that leads to an article; none for a home page, which many articles may give as their link. `given` is
 * the address as it was written: its canonical form may have lost the route after the `#`.
 */
export function articleUrlKey(url: string | undefined, given = url): number | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined
  const route = HASH_ROUTE.exec(url)?.[0] ?? HASH_ROUTE.exec(given ?? '')?.[0]
  if (route === undefined && isHomePage(url)) return undefined
  return hash52(`url ${url.replace(/#.*$/, '')}${route ?? ''}`)
}

/** Hosts that mean another machine everywhere, or that documentation and templates give as an example (RFC 2606, 6761, 8375). */
const NOBODYS_HOST =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|example\.(?:com|net|org))$/
const MIN_UUID_DIGITS = 6

/**
 * A key for a guid that is one article's wherever it is carried: an address or a tag on the very site that the article's
 * link leads to, or a UUID. Anything else (a number, a word, an address of a workshop) means something in its own feed only.
 */
export function universalGuidKey(guid: string | undefined, links: readonly (string | undefined)[]): number | undefined {
  if (guid === undefined) return undefined
  const uuid = /^(?:urn:uuid:)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(guid)?.[1]
  // A UUID of few different digits was typed, not generated.
  if (uuid !== undefined) return new Set(uuid).size > MIN_UUID_DIGITS ? hash52(`guid ${uuid.toLowerCase()}`) : undefined
  const authority = /^tag:(?:[^@,\s]+@)?([^,\s]+),\d{4}(?:-\d\d){0,2}:./i.exec(guid)?.[1]
  const address = authority === undefined ? guid : `https://${authority}/`
  const host = /^https?:/i.test(address) ? URL.parse(address)?.hostname : undefined
  if (host === undefined || NOBODYS_HOST.test(host)) return undefined
  const outlet = outletOfUrl(address)
  if (outlet === undefined || !links.some((link) => link !== undefined && outletOfUrl(link) === outlet))
    return undefined
  if (authority === undefined && articleUrlKey(guid) === undefined) return undefined
  return hash52(`guid ${guid}`)
}
