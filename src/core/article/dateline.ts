/**
 * Finds what stands before the first sentence of a report: a kicker (`BREAKING:`, `EXKLUSIV |`) and the dateline of place, day
 * and agency (`LONDON, March 3 (Reuters) -`). Bias: a dateline kept is better than the beginning of a sentence lost. So a place
 * alone must be in capitals and known as a place, a place in small letters needs an agency, and what follows must begin as a
 * sentence does: "LONDON – the city …" keeps all its words.
 *
 * Not chosen: a list of all places (too long, and half of it are surnames), and cutting at the first dash of a text.
 */
import { isAgency, isPlace as isEnglishPlace, nameKey } from '../attribution/outlets.ts'

/** How many characters of a line are searched. */
const MAX_DATELINE_CHARACTERS = 160
/** How much of the text is searched for the place's name in a sentence. */
const MAX_TEXT_CHARACTERS = 4_000

// ---- the place. It is read word by word: as a part of each pattern below it made them slow to compile.

const placeWord = /\p{Lu}[\p{L}\p{M}'’]{0,24}(?![\p{L}\p{M}'’])(?:-\p{L}[\p{L}\p{M}'’]{0,24}(?![\p{L}\p{M}'’])){0,3}/uy
const initials = /[A-Z]\.[A-Z]\./y
/** What stands between two words of a name. */
const joint = /[ \u00a0](?:(?:de|del|di|do|da|am|an der|sur|of|the|den|el|la|le|los|las) )?/y
/** What stands between two places, and before a region. */
const stroke = /\s?\/\s?/y
const comma = /, ?/y

const MAX_NAME_WORDS = 4
const MAX_MORE_NAMES = 2

/** Stems of months, parted by strokes, for patterns that ignore case. */
export const MONTHS =
  'jan|feb|fév|fev|mar|mär|maa|apr|avr|abr|may|mai|maj|mei|jun|juin|giu|jul|juil|lug|aug|août|ago|sep|set|oct|okt|ott|out|nov|déc|dec|dez|dic|gen|ene|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру'
/** In three cases: the patterns of datelines heed case for the sake of places. */
const months = MONTHS.split('|')
  .flatMap((stem) => [stem, stem[0]!.toUpperCase() + stem.slice(1), stem.toUpperCase()])
  .join('|')
const month = `(?:${months})\\p{L}{0,8}(?!\\p{L})\\.?`
const monthAndDay = new RegExp(`(?:${months})\\p{L}{0,8}\\.? \\d`, 'uy')
const weekday = '(?:(?:le|el|il|am|den) )?(?:\\p{L}{3,12}(?!\\p{L})\\.?,? )?'
const year = '(?:,? (?:de |del )?(?:\\d{4}|\\d{2}(?= \\())(?: г(?:ода)?\\.?)?)?'
const date = `${weekday}(?:\\d{1,2}(?:\\.|st|nd|rd|th|er|º|°)?[ \u00a0](?:de |d['’])?${month}${year}|${month}[ \u00a0]\\d{1,2}(?:st|nd|rd|th)?${year})`
/** What parts a dateline from its text. */
const dash = '(?:[-–—―_]{1,3}|\\.[ ]?[-–—]{1,2})'
const bareAgency =
  '(?:УНІАН|УНН|УНИАН|CNN|BBC|AP|AFP|Reuters|REUTERS|dpa|taz|epd|KNA|ANSA|EFE|RIA Novosti|РИА Новости|ТАСС|Интерфакс|INTERFAX(?:\\.RU)?|Укринформ|УНИАН|TASS)'

/** Agencies beside those of the table of outlets: smaller ones, and wires of press releases. */
const wires =
  /^(?:ats|sda|apa|sid|kna|epd|tt|ntb|ritzau|stt|anp|belga|pap|čtk|ctk|mti|lusa|askanews|agi|adnkronos|lapresse|dire|europa press|ep|apro|notimex|télam|telam|colprensa|agência brasil|agencia brasil|pressenza|cnn|bbc|awp|app|nan|gna|andina|angop|agerpres|la presse canadienne|xinhua net|anp-afp|voa|rfe|cp|aap|nzn|jiji|kyodo news|antara|bernama|vna|vna\/vns|saba|petra|wam|spa|mena|aa|mehr|irna|isna|tasnim|tap|aps|map|business wire|globe newswire|prnewswire|pr newswire|newsfile corp\.?|accesswire|ots|news aktuell|naturalnews|тасс|риа новости|интерфакс|prensa latina|унн|униан|укринформ|укрінформ|уніан)$/i

const inBrackets = new RegExp(
  `^[,.]?\\s{0,3}(?<day>${date}|\\d{1,2})?[,.]?\\s{0,3}-{0,2}(?:[([](?<inner>[^()[\\]]{2,40})[)\\]]|/(?<wire>[^/\\d]{2,24})/\\.?)[,.]?\\s{0,3}(?:${date})?\\s{0,3}(?<sign>${dash}|[:|])?\\s{0,3}`,
  'u',
)
const wholeDate = new RegExp(`^${date}$`, 'u')
const withDay = new RegExp(
  `^[,.]?\\s{0,3}(?<day>${date})(?:, [A-Z]{2,6}(?= ))?\\s{0,3}(?:${dash}|(?<=\\.))\\s{0,3}(?<agency>${bareAgency}(?:\\.|\\s{0,3}${dash})|(?<=\\. )\\p{Lu}[\\p{L}.]{2,15}\\s${dash})?\\s{0,3}`,
  'u',
)
const withBareAgency = new RegExp(`^\\s{0,3}${bareAgency}\\s{1,3}(?:[—–|]|--?)\\s{1,3}`, 'u')
const placeAlone = /^(?:\s{0,3}[—–―]|\s{1,3}-{1,2}(?=\s)|\.-|--|(?<colon>:)(?=\s))\s{0,3}/u

/** "MARLSEA, Tuesday, 9:40 a.m. —" */
const withTime = new RegExp(
  `^, (?:\\p{Lu}\\p{Ll}{3,12}(?:, | at | )){0,2}\\d{1,2}(?:[:.]\\d{2})? ?(?:[ap]\\.?m\\.?|Uhr|uur|h)\\s{0,3}${dash}\\s{0,3}`,
  'u',
)
/** "HAMBURG. Der Senat": usual in German and Swedish. An English text that opens with a place and a full stop goes on in its own way. */
const withStop =
  /^\.\s{1,2}(?!(?:The|An?|It|That|This|There|His|Her|He|She|We|You|Not|One)\s)(?=\p{Lu}\p{Ll}[^.!?]{50})/u

/** Japanese, Chinese and Korean: the brackets or the last character name the report. */
const eastAsian = [
  /^[[［【][\p{Script=Han}\p{Script=Katakana}ー・\s\d０-９]{1,20}[＝=][^\]］】。]{2,14}[\]］】]\s{0,3}/u,
  /^[[［【（(][^\]］】）)]{0,24}(?:ロイター|共同|時事|聯合|中央社|新華社|ブルームバーグ|AFP|AP|CNN(?:\.co\.jp)?)[\]］】）)]\s{0,3}[-–—－]?\s{0,3}/u,
  /^[（(【]?(?:新华社|新華社|中新社|中新网|中央社|人民网|央视网|路透社|法新社|美联社|央广网)[^，。！？\s]{0,24}?[电電讯訊][）)】]?\s{0,3}[：:]?\s{0,3}(?:[（(]记者[^）)]{1,20}[）)])?\s{0,3}/u,
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

/** Most sentences: a capital word, then one in small letters that stands in no name of a place and is no agency's. */
const prose =
  /^[\p{L}\p{M}'’.-]{1,40}\s(?!(?:an der|de|del|di|do|da|am|sur|of|the|den|el|la|le|los|las|taz|dpa|epd)\s)\p{Ll}/u

/** The length of the dateline at the beginning of a line, with the space after it; 0 where there is none. `text`: the article's. */
export function datelineLength(line: string, text: string): number {
  const head = line.slice(0, MAX_DATELINE_CHARACTERS)
  for (const pattern of eastAsian) {
    const found = pattern.exec(head)?.[0].length ?? 0
    if (found > 0) return found
  }
  // All other datelines have one of these signs.
  if (!/[-–—―|:/)\]\d]|^\p{Lu}{2}/u.test(head) || !/^[\p{Lu}([]/u.test(head)) return 0
  if (prose.test(head)) return 0
  const first = lengthOf(head, text)
  if (first === 0) return 0
  // "(ANSA) - ROMA, 03 MAR -": the agency may stand before the place.
  const rest = head.slice(first)
  const second = /^[([]/.test(head) ? lengthOf(rest, text) : 0
  return first + second
}

/** The length of a dateline without the agency before it; 0 where there is none. */
function lengthOf(head: string, text: string): number {
  const ends = placeEnds(head)
  for (const { pattern, needsPlace, isSure } of forms) {
    for (const end of ends) {
      if (end === 0 && needsPlace) continue
      const found = pattern.exec(head.slice(end))
      if (found === null) continue
      const length = end + found[0].length
      const rest = head.slice(length)
      if (beginsSentence(rest) && isSure({ ...found.groups, where: head.slice(0, end) }, text, rest)) return length
      break
    }
  }
  return 0
}

/** Where a place at the beginning of a line may end, the longest first, and 0: names of words, others after strokes, regions after commas. */
function placeEnds(head: string): number[] {
  const ends = [0]
  let at = 0
  const read = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const isFound = pattern.test(head)
    if (isFound) at = pattern.lastIndex
    return isFound
  }
  const readName = (): boolean => {
    for (let words = 0; words < MAX_NAME_WORDS; words++) {
      const from = at
      if ((words > 0 && !read(joint)) || !read(placeWord)) {
        at = from
        return words > 0
      }
      ends.push(at)
      if (head[at] === '.') ends.push(++at)
    }
    return true
  }
  const readRegion = (): boolean => {
    monthAndDay.lastIndex = at
    if (monthAndDay.test(head)) return false
    if (!read(initials)) return readName()
    ends.push(at)
    return true
  }
  if (readName()) {
    for (let more = 0; more < MAX_MORE_NAMES && read(stroke) && readName(); ) more++
    for (let more = 0; more < MAX_MORE_NAMES && read(comma) && readRegion(); ) more++
  }
  return ends.reverse()
}

type Parts = Readonly<Record<string, string | undefined>>

/** A form of datelines: what follows the place, and the test of what was found. */
interface Form {
  readonly pattern: RegExp
  readonly needsPlace: boolean
  readonly isSure: (parts: Parts, text: string, rest: string) => boolean
}
const forms: readonly Form[] = [
  {
    pattern: inBrackets,
    needsPlace: false,
    isSure: ({ where = '', day, inner = '', wire, sign }) =>
      isWire(wire ?? inner) || ((isShortName(inner) || wholeDate.test(inner)) && isReported(where, day, inner, sign)),
  },
  {
    pattern: withDay,
    needsPlace: true,
    isSure: ({ where = '', day = '', agency }, text) =>
      (isCapitals(firstOf(where)) || agency !== undefined || isPlace(where) || isNamedIn(text, where)) &&
      // "Paris, 3 March 1871 – The day …" is about that day.
      Number(/\d{4}/.exec(day)?.[0] ?? 2000) >= 2000,
  },
  { pattern: withBareAgency, needsPlace: false, isSure: () => true },
  { pattern: withTime, needsPlace: true, isSure: ({ where = '' }) => isCapitals(firstOf(where)) },
  { pattern: withStop, needsPlace: true, isSure: ({ where = '' }) => isCapitals(where) && isPlace(where) },
  {
    pattern: placeAlone,
    needsPlace: true,
    isSure: ({ where = '', colon }, text, rest) => isPlaceAlone(where, colon !== undefined, text, rest),
  },
]

const firstOf = (where: string): string => where.split(/\s?[,/]\s?/)[0]!

/** Whether brackets hold what may be the name of an agency or a paper, and not a remark or a country. */
const isShortName = (inner: string): boolean =>
  /^(?:\p{Ll}{2,8}|\p{Lu}\S*(?: (?:\p{Lu}\S*|of|the|de|la|del|1st)){0,4})$/u.test(inner) &&
  !isPlace(inner) &&
  !countries.test(inner)
const countries =
  /^(?:España|Österreich|Deutschland|Schweiz|Suisse|Svizzera|Italia|Italien|Italie|Francia|Frankreich|France|Spanien|Polska|Россия|Украина|Україна|Brasil|Portugal|Nederland|België|Belgique|USA|UK|US|EU)$/u

/** Whether an unknown name in brackets is an agency's: after a known place or capitals with a dash, or after a day. */
function isReported(where: string, day: string | undefined, inner: string, sign: string | undefined): boolean {
  const isDashed = sign !== undefined && sign !== ':'
  const isCertain = isCapitals(firstOf(where)) || isPlace(firstOf(where))
  if (day !== undefined && /\p{L}/u.test(day) && where !== '') return isDashed || (isCertain && isCapitals(inner))
  return isDashed && isCertain
}

/** Whether capitals before a dash, or before a colon, are a place, by their names or by a sentence of the text. */
function isPlaceAlone(where: string, hasColon: boolean, text: string, rest: string): boolean {
  const [first = '', ...others] = where.split(/\s?[,/]\s?/)
  // "Berlin – Die Ministerin sagte" in small letters: only a city, and no second dash that ends an aside.
  if (!isCapitals(first))
    return !hasColon && others.length === 0 && cities.has(nameKey(first)) && !/\s[-–—]\s/.test(rest)
  if (hasColon) return isPlace(first)
  return isPlace(first) || others.some((one) => isPlace(one) || regions.test(one)) || isNamedIn(text, where)
}

/** Abbreviated states and provinces, which follow a place in datelines. */
const regions =
  /^(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|N\.H|N\.J|N\.M|N\.Y|N\.C|N\.D|Okla|Ore|Pa|R\.I|S\.C|S\.D|Tenn|Tex|Vt|Va|Wash|W\.Va|Wis|Wyo|Ont|Que|B\.C|Alta|Sask|Man|D\.C|Haiti|Utah|Iowa|Ohio|Maine|Idaho|Texas|Hawaii|Alaska)\.?$/

const isWire = (written: string): boolean => {
  const whole = written.trim()
  const first = whole.split(/[/,+&]|\s[-–]\s|\s(?:und|and|et|y|e|en)\s|-(?=\p{Lu})/u)[0]!.trim()
  return [whole, first].some((one) => wires.test(one) || isAgency(one))
}

const isCapitals = (text: string): boolean => text.length > 1 && text === text.toUpperCase() && /\p{Lu}{2}/u.test(text)

/** Whether what follows a dateline begins as a sentence does, or is nothing. */
const beginsSentence = (rest: string): boolean => rest === '' || /^["“”„«»'‘’¿¡([]{0,2}[\p{Lu}\p{Lo}\d]/u.test(rest)

/** Whether a sentence of the text names this place, with a capital only at the beginning and after a word that stands before places. */
function isNamedIn(text: string, where: string): boolean {
  const first = where.split(/[,/]/)[0]!.trim()
  if (first.length < 3 || first.length > 40) return false
  const titled = isCapitals(first)
    ? first.toLowerCase().replace(/(?<![\p{L}\p{M}'’])\p{L}/gu, (letter) => letter.toUpperCase())
    : first
  const from = text.slice(first.length, MAX_TEXT_CHARACTERS)
  const escaped = titled.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')
  return new RegExp(
    `(?<!\\p{L})(?:in|at|near|from|to|of|outside|aus|nach|bei|von|à|de|en|a|di|da|w|z|do|i|från|te|naar|van|em|в|из)\\s${escaped}(?!\\p{L})`,
    'u',
  ).test(from)
}

const kickerWords =
  "long read|guest essay|live-ticker|in aggiornamento|pääkirjoitus|leder|essay|son dak[iİ]ka|flash|sondermeldung|breaking(?: news)?|just in|developing|exclusive|analysis|opinion|comment|editorial|explainer|explained|review|interview|live(?: updates)?|liveblog|live blog|update[ds]?|watch|video|podcast|feature|news analysis|fact[ -]check|eilmeldung|eil|exklusiv|analyse|kommentar|meinung|reportage|liveticker|newsticker|faktencheck|exclusif|exclusivité|alerte(?: info)?|info(?: \\p{Lu}[^\\s.:|]{1,20}){1,3}|urgent|en direct|direct|tribune|éditorial|entretien|enquête|décryptage|exclusiva|exclusivo|última hora|último minuto|urgente|en vivo|en directo|opinión|análisis|entrevista|editorial|ao vivo|opinião|análise|esclusiva|ultim['’]ora|ultima ora|diretta|in diretta|opinione|analisi|intervista|exclusief|opinie|laatste nieuws|pilne|z ostatniej chwili|na żywo|opinia|analiza|wywiad|exklusivt|just nu|direkt|срочно|эксклюзив|мнение|интервью|молния|терміново"
const kickerBefore = new RegExp(
  `^[^\\p{L}\\p{N}"'“„«([]{0,6}(?:${kickerWords})(?: \\d{1,2})?\\s{0,2}([|:.!•·–—-]|//|\\+\\+\\+)\\s{1,3}`,
  'iu',
)

/**
 * The length of a kicker before a sentence on the same line; 0 where there is none. With a stroke it may be written anyhow;
 * with another sign it must be in capitals, since "Breaking: that is what bolts do" is a sentence.
 */
export function kickerLength(line: string): number {
  const flash = /^【(?:速報|独自|快讯|快訊|独家|獨家|号外|속보|단독)】/u.exec(line)
  if (flash !== null) return flash[0].length
  const found = kickerBefore.exec(line.slice(0, 60))
  if (found === null || found[0].length >= line.length) return 0
  const isInCapitals = isCapitals(found[0].replace(/[^\p{L}]/gu, ''))
  if (found[1] !== '|' && found[1] !== '//' && !isInCapitals) return 0
  return beginsSentence(line.slice(found[0].length)) ? found[0].length : 0
}

const kickerLine = new RegExp(
  `^(?:${kickerWords}|news|local|national|politics|guest|column|columnists?|letters|obituar(?:y|ies)|travel|food|style|education|crime|courts?|weather|environment|climate|lifestyle|entertainment|arts|media|money|economy|markets|finance|nachrichten|aktuell(?:es)?|lokales|leben|reise|digital|netzwelt|gesundheit|meinungen|unterhaltung|medien|blaulicht|faits divers|éco|planète|idées|débats|médias|santé|sucesos|tecnología|salud|ciencia|salute|scienza|tecnologia|spettacoli|calcio|nyheder|ledare|insändare|kultura|sztuka|cotidiano|attualità|billet|vie|región|région|regione|noticias|notícias|notizie|wiadomości|lokalt|indland|udland|debat|debatt|uutiset|kotimaa|ulkomaat|talous|urheilu|mielipide|world|business|sports?|culture|technology|science|health|politik|wirtschaft|kultur|wissen|panorama|regional|ausland|inland|politique|économie|monde|société|culture|à la une|actualités?|política|economía|sociedad|internacional|deportes|economia|politica|cronaca|cultura|esteri|mundo|esporte|politiek|economie|buitenland|binnenland|regio|nieuws|polityka|gospodarka|świat|politik|nyheter|inrikes|utrikes|ekonomi|политика|экономика|общество|новости|速報|独自|独家|快讯|社説)$`,
  'iu',
)

/** What stands beside the name of a section. */
const areaWord =
  /^(?:local|regional|national|international|lokal[ae]?s?|lokaal|lokalne|regional[ae]?[rs]?|regionaal|regionalne|national[ae]?s?|locales?|locali|regional[ei]s|regionais|locais|régionales?|nationales?|internationales?|internacionales|nazionale|nacional(?:es)?|местные|региональные|le|la|les|der|die|das|aus|uit|de|zum|vom|i|del|della|and|und|et|y|e|en|och|i|&)$/iu

/** Whether words name a section: "News", "Local news". */
function isSection(words: string): boolean {
  const others = words.split(' ').filter((word) => !areaWord.test(word))
  return others.length > 0 && others.every((word) => kickerLine.test(word))
}

/** Whether a line is a kicker and nothing else: one word for its kind, or two with a stroke, the second being short. */
export function isKickerLine(line: string): boolean {
  if (line.length > 50 || /[.?]$/.test(line)) return false
  if (isSection(line.replaceAll(', ', ' '))) return true
  if (/^\p{Lu}\p{Ll}{2,14} (?:news|nieuws|nyheter|nachrichten)$/u.test(line)) return true
  // The categories of a post: "Harbour, Culture".
  const names = line.split(', ')
  if (names.length > 1 && names.length < 5 && names.some(isSection))
    return names.every((one) => isSection(one) || /^\p{Lu}[^,;\s]{1,18}(?: [^,;\s]{1,12})?$/u.test(one))
  const [first = '', ...others] = line.split(/\s*[|•·/›»:]\s*/).filter((part) => part !== '')
  return (
    kickerLine.test(first.replace(/!$/, '')) &&
    others.length < 3 &&
    others.every((part) => /^\p{Lu}[^,;]{1,24}$/u.test(part))
  )
}
