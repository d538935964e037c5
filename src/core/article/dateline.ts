/**
 * Finds what stands before the first sentence of a report: a kicker (`BREAKING:`, `EXKLUSIV |`) and the dateline of place, day
 * and agency (`LONDON, March 3 (Reuters) -`). Bias: a dateline kept is better than the beginning of a sentence lost. So a place
 * alone must be known, in capitals and before a whole sentence; a place in small letters needs an agency or a date;
 * nothing is cut at a colon, and nothing where the next lines have the same form.
 */
import { isAgency, isPlace as isEnglishPlace, nameKey } from '../attribution/outlets.ts'
import kickers from './kicker-words.json' with { type: 'json' }

/** How many characters of a line are searched. */
const MAX_DATELINE_CHARACTERS = 120
/** A place alone needs a sentence of this length. */
const MIN_SENTENCE_CHARACTERS = 40

/** First letters of the names of months. */
const months: ReadonlySet<string> = new Set(
  'jan fév feb fev mar mär maa apr avr abr may mai maj mei jun juin giu jul juil lug aug août aoû ago sep set oct okt ott out nov déc dec dez dic gen ene янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру'.split(
    ' ',
  ),
)

/** Whether a word may be the name of a month, by its first letters. */
export const isMonth = (word: string): boolean => word.length <= 10 && months.has(word.slice(0, 3).toLowerCase())

/** Agencies beside those of the table of outlets: smaller ones, and wires of press releases. */
const wires =
  /^(?:ats|sda|apa|sid|kna|epd|tt|ntb|ritzau|stt|anp|belga|pap|čtk|ctk|mti|lusa|askanews|agi|adnkronos|lapresse|dire|europa press|ep|apro|notimex|télam|telam|colprensa|agência brasil|agencia brasil|pressenza|cnn|bbc|awp|app|nan|gna|andina|angop|agerpres|la presse canadienne|xinhua net|anp-afp|voa|rfe|cp|aap|nzn|jiji|kyodo news|antara|bernama|vna|vna\/vns|saba|petra|wam|spa|mena|aa|mehr|irna|isna|tasnim|tap|aps|map|business wire|globe newswire|prnewswire|pr newswire|newsfile corp\.?|accesswire|ots|news aktuell|naturalnews|тасс|риа новости|интерфакс|prensa latina|унн|униан|укринформ|укрінформ|уніан)$/i

/** Place, region, day, agency and dash, each of which may be missing; the tests of `lengthOf` decide. */
const opening =
  /^(?<where>\p{Lu}[\p{L}\p{M}'’.-]{1,24}(?:[ /](?:(?:de|del|di|do|da|of|la|el|am) )?\p{Lu}[\p{L}\p{M}'’.-]{0,24}){0,3})?(?:, (?<region>\p{Lu}[\p{L}. ]{1,20}?)(?=\s?[-–—(/_]))?[,.]?\s?(?<day>(?:(?:le|el|il|am|den) )?(?:\p{L}{3,12}\.?,? )?(?:\d{1,2}(?:\.|st|nd|rd|th|er|º)?[ \u00a0](?:de |d['’])?\p{L}{3,10}\.?|\p{L}{3,10}\.?[ \u00a0]\d{1,2}(?:st|nd|rd|th)?)(?:,? (?:de |del )?\d{4})?)?(?:[,.]?\s{0,2}-{0,2}(?:\((?<inner>[^()]{2,40})\)|\/(?<wire>[^/\d]{2,24})\/))?(?<sign>[.,]?\s{0,3}[-–—―_]{1,3}\s{0,3}|\.\s{1,3})/u

/** Japanese, Chinese and Korean: the brackets, or place, date and the last character, name the report. */
const eastAsian = [
  /^[[［【][\p{Script=Han}\p{Script=Katakana}ー・\s\d０-９]{1,20}[＝=][^\]］】。]{2,14}[\]］】]\s{0,3}/u,
  /^[[［【（(][\p{Script=Han}\p{Script=Katakana}ー・\s\d０-９]{0,24}(?:ロイター|共同|時事|聯合|中央社|新華社|ブルームバーグ)[\]］】）)]\s{0,3}[-–—－]?\s{0,3}/u,
  /^[（(【]?(?:新华社|新華社|中新社|中新网|中央社|人民网|央视网|路透社|法新社|美联社|央广网)\p{Script=Han}{2,8}\d{1,2}月\d{1,2}日[电電讯訊][）)】]?(?:[：:]|\s|(?=[（(]))\s{0,3}(?:[（(]记者[^）)]{1,20}[）)])?\s{0,3}|^[（(【](?:新华社|新華社|中新社|中央社)\p{Script=Han}{2,8}\d{1,2}月\d{1,2}日[电電讯訊][）)】]\s{0,3}/u,
  /^[([（【][\p{Script=Hangul}\s]{1,12}=\s?[^)\]）】]{2,12}[)\]）】]\s{0,3}(?:[\p{Script=Hangul}]{2,4}\s(?:기자|특파원)\s?=\s?)?/u,
]

/** Cities of datelines under the names that they have in the languages of feeds, beside the places of the table of outlets. */
const cities: ReadonlySet<string> = new Set(
  (
    'Bruxelles Brüssel Brussel Bruselas Bruxelas Antwerpen Gent Liège Genève Genf Ginevra Ginebra Lausanne Zürich Bern Berne Basel Luzern ' +
    'Wien Vienne Viena Graz Linz Salzburg Innsbruck München Köln Frankfurt Hamburg Stuttgart Düsseldorf Leipzig Dresden Hannover ' +
    'Nürnberg Bremen Kiel Mainz Wiesbaden Potsdam Magdeburg Erfurt Schwerin Saarbrücken Karlsruhe Roma Milano Napoli Torino ' +
    'Firenze Venezia Genova Bologna Palermo Bari Catania Parigi Londra Berlino Mosca Lyon Marseille Lille Bordeaux Nantes ' +
    'Toulouse Strasbourg Nice Rennes Londres Moscou Moscú Pékin Pekín Pequim Athènes Varsovie Varsovia Lisbonne Lisboa Porto ' +
    'Coimbra Brasília Rio São+Paulo Rio+de+Janeiro Recife Salvador Madrid Barcelona Sevilla Valencia Bilbao Zaragoza Málaga ' +
    'Bogotá Medellín Caracas Quito Lima Santiago Montevideo Asunción Managua Tegucigalpa Ciudad+de+México México Monterrey ' +
    'Guadalajara La+Habana La+Paz San+Salvador Nueva+York Washington Buenos+Aires Den+Haag Rotterdam Utrecht Eindhoven ' +
    'Groningen Maastricht Amsterdam Warszawa Kraków Gdańsk Wrocław Poznań Łódź Praha Brno Bratislava Budapest București Sofia ' +
    'Beograd Zagreb Ljubljana Stockholm Göteborg Malmö København Aarhus Oslo Bergen Helsinki Reykjavík Atene Ankara İstanbul ' +
    'Москва Санкт-Петербург Петербург Киев Київ Минск Мінск Харьков Одесса Новосибирск Екатеринбург Вашингтон Лондон Париж ' +
    'Берлин Пекин Dakar Abidjan Bamako Alger Tunis Rabat Kinshasa Port-au-Prince Montréal Québec Ottawa Toronto Vancouver ' +
    'Lagos Abuja Nairobi Accra Kampala Johannesburg Cape+Town Pretoria Harare Lusaka Cairo Beirut Damascus Gaza Ramallah ' +
    'Jerusalem Tel+Aviv Riyadh Dubai Doha Tehran Kabul Islamabad Karachi Lahore New+Delhi Mumbai Kolkata Chennai Bengaluru ' +
    'Dhaka Colombo Kathmandu Yangon Hanoi Phnom+Penh Bangkok Kuala+Lumpur Singapore Jakarta Manila Taipei Seoul Pyongyang ' +
    'Tokyo Osaka Beijing Shanghai Hong+Kong Canberra Sydney Melbourne Wellington Auckland Suva Honolulu Anchorage Seattle ' +
    'Portland Sacramento San+Francisco Los+Angeles San+Diego Phoenix Denver Dallas Houston Austin Chicago Detroit Cleveland ' +
    'Columbus Philadelphia Pittsburgh Boston Baltimore Richmond Atlanta Miami Orlando Tampa New+Orleans Nashville Memphis ' +
    'St.+Louis Kansas+City Minneapolis Milwaukee Dublin Belfast Edinburgh Glasgow Cardiff New+York Berlin London Paris Moscow Brussels Rome Athens Warsaw Geneva Kyiv Prague Istanbul Baghdad Mexico+City Copenhagen Gaza+Strip West+Bank Indianapolis Charlotte Raleigh Louisville Oklahoma+City Tulsa Omaha Tucson Albuquerque Buffalo Albany Hartford Providence Newark Trenton ' +
    'Harrisburg Montgomery Baton+Rouge Little+Rock Topeka Des+Moines Lansing Cheyenne Boise Helena Olympia Reno Las+Vegas Fresno Oakland San+Jose Tallahassee Manchester Liverpool Birmingham Leeds'
  )
    .split(' ')
    .map((one) => nameKey(one.replaceAll('+', ' '))),
)

const isPlace = (text: string): boolean => isEnglishPlace(text) || cities.has(nameKey(text))

/**
 * The length of the dateline at the beginning of the first line of a text, with the space after it; 0 where there is none.
 * `next`: the lines after it. Where one of them has the same form, they are a list or a conversation.
 */
export function datelineLength(line: string, next: readonly string[]): number {
  const found = lengthOf(line)
  return found > 0 && next.slice(0, 3).some((one) => lengthOf(one, false) > 0) ? 0 : found
}

function lengthOf(line: string, isStrict = true): number {
  const head = line.slice(0, MAX_DATELINE_CHARACTERS)
  const first = head.charCodeAt(0)
  if (first > 0x1100 || first === 40 || first === 91) {
    for (const pattern of eastAsian) {
      const found = pattern.exec(head)?.[0].length ?? 0
      if (found > 0) return found
    }
  }
  if (!/[-–—―_/]/.test(head)) return 0
  const found = opening.exec(head)
  if (found === null) return 0
  const { where = '', region, day, inner, wire, sign = '' } = found.groups!
  const length = found[0].length
  const rest = line.slice(length, length + 400)
  if (!beginsSentence(rest)) return 0
  const source = wire ?? inner
  const isDashed = /[-–—―_]/.test(sign)
  if (day !== undefined && !isDay(day)) return 0
  if (source !== undefined) {
    const isSource = isWire(source) || (isCapitals(source) && isCapitals(where) && inner !== undefined)
    if (!isSource || !(isDashed || wire !== undefined)) return 0
    // "(ANSA) - ROMA, 03 MAR -": the agency may stand before the place.
    return where === '' && isStrict ? length + lengthOf(line.slice(length)) : length
  }
  if (where === '' || !isDashed || !(isCapitals(where) || (day !== undefined && isPlace(where)))) return 0
  if (!isStrict) return length
  if (day === undefined && !(isPlace(where) && /\s[-–—―]{1,2}\s{1,3}$/.test(found[0]))) return 0
  if (region !== undefined && isCapitals(region)) return 0
  return isWholeSentence(rest) ? length : 0
}

/** Whether a day names a month, and no year of the past: "Paris, 3 March 1871 – The day …" is about that day. */
const isDay = (day: string): boolean =>
  Number(/\d{4}/.exec(day)?.[0] ?? 2000) >= 2000 && (day.match(/\p{L}{3,}/gu) ?? []).some(isMonth)

/** Whether a sentence follows: long enough, without a second dash, and beginning with neither capitals nor a place. */
function isWholeSentence(rest: string): boolean {
  const sentence = /^[^.!?\n]*(?:[.!?](?!\s)[^.!?\n]*)*/.exec(rest)![0]
  const word = /\p{L}+/u.exec(sentence)?.[0] ?? ''
  return (
    sentence.length >= MIN_SENTENCE_CHARACTERS &&
    !/\s[-–—―]{1,2}\s/.test(sentence) &&
    !isCapitals(word) &&
    !isPlace(word)
  )
}

const isWire = (written: string): boolean => {
  const whole = written.trim()
  const first = whole.split(/[/,+&]|\s[-–]\s|\s(?:und|and|et|y|e|en)\s|-(?=\p{Lu})/u)[0]!.trim()
  return [whole, first].some((one) => wires.test(one) || isAgency(one))
}

const isCapitals = (text: string): boolean => text.length > 1 && text === text.toUpperCase() && /\p{Lu}{2}/u.test(text)

/** Whether what follows begins as a sentence does, or is nothing. */
const beginsSentence = (rest: string): boolean => rest === '' || /^["“”„«»'‘’¿¡([]{0,2}[\p{Lu}\p{Lo}\d]/u.test(rest)

// ---- kickers

const kickerWords: ReadonlySet<string> = new Set(kickers.kickers.split('|'))
const sectionWords: ReadonlySet<string> = new Set(kickers.sections.split('|'))
const kickerBefore =
  /^[^\p{L}\p{N}"'“„«([]{0,6}(?<words>\p{L}[\p{L}'’ -]{1,24}?)(?: \d{1,2})?\s{0,2}(?<sign>[|:.!•·–—-]|\/\/|\+\+\+)\s{1,3}/u

/**
 * The length of a kicker before a sentence on the same line; 0 where there is none. With a stroke it may be written anyhow;
 * with another sign it must be in capitals, since "Breaking: that is what bolts do" is a sentence.
 */
export function kickerLength(line: string): number {
  const flash = /^【(?:速報|独自|快讯|快訊|独家|獨家|号外|속보|단독)】/u.exec(line)
  if (flash !== null) return flash[0].length
  const found = kickerBefore.exec(line.slice(0, 60))
  if (found === null || found[0].length >= line.length) return 0
  const { words = '', sign } = found.groups!
  if (!kickerWords.has(words.toLowerCase())) return 0
  if (sign !== '|' && sign !== '//' && !isCapitals(words)) return 0
  return beginsSentence(line.slice(found[0].length)) ? found[0].length : 0
}

/** Whether a line is a kicker and nothing else: one word for its kind, or two with a stroke, the second being short. */
export function isKickerLine(line: string): boolean {
  if (line.length > 40 || /[.?]$/.test(line)) return false
  if (/^(?:local|national|world) news$/i.test(line)) return true
  const [first = '', second, third] = line.split(/\s*[|•·›»]\s*/)
  const word = first.toLowerCase().replace(/!$/, '')
  if (third !== undefined || !(kickerWords.has(word) || sectionWords.has(word))) return false
  return second === undefined || /^\p{Lu}[^,;.?!]{1,24}$/u.test(second)
}
