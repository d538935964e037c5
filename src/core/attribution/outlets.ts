/**
 * Tables and tests for names of outlets, agencies, desks, places and people, which distinguish a person from an outlet in
 * a byline. Bias: a table only settles what a line already says; none adds an author or a publisher.
 */
import tables from './outlets.json' with { type: 'json' }

/** The names of outlets by registrable domain, for links that name none. */
const outletNameByDomain: ReadonlyMap<string, string> = new Map(Object.entries(tables.nameByDomain))

/** The name of an outlet by its registrable domain; undefined where it is not in the table. */
export const outletNameOf = (domain: string): string | undefined => outletNameByDomain.get(domain)

const leadingArticle = /^(?:the|la|le|el|der|die|das)\s+/

const foldName = (name: string): string =>
  (/[^\x00-\x7f]/.test(name) ? name.normalize('NFKD').replace(/\p{M}+/gu, '') : name).toLowerCase()

/** The form in which names are compared: lower case, without accents, spaces, punctuation and leading article. */
export const nameKey = (name: string): string =>
  foldName(name)
    .replace(leadingArticle, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
const keysOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(nameKey))

const outletKeys = keysOf(Object.values(tables.nameByDomain))

/** News agencies, which may be the first publisher and are never a person. */
const agencyKeys = keysOf(tables.agencies)

/** Agencies with a short name that is not written in capitals. */
const ownCase = /^(?:dpa|epd|Ansa|Tass|Efe|Lusa|Agi)$/

/** Whether a name is a news agency's. */
export const isAgency = (name: string): boolean => isAgencyWithKey(nameKey(name), name)

// "Pa." is Pennsylvania, "PA" an agency.
const isAgencyWithKey = (key: string, name: string): boolean =>
  agencyKeys.has(key) && (key.length > 4 || name === name.toUpperCase() || ownCase.test(name))

const pictureAgencyKeys = keysOf(tables.pictureAgencies)
const pictureAgencyStart =
  /^(?:getty images?|getty|public domain|domaine public|gemeinfrei|cc0|creative commons|shutterstock|istock|alamy|unsplash|pixabay|pexels|flickr|wikimedia(?: commons)?|ap photo|adobe stock|cc by)\b/i

/** Whether a name is that of a picture agency or a licence, so that the line is a picture credit. */
export const isPictureAgency = (name: string): boolean =>
  pictureAgencyStart.test(name) || pictureAgencyKeys.has(nameKey(name))

const distributorKeys = keysOf(tables.distributors)

/** Whether a name is that of a service that sends out press releases or hosts podcasts, which publishes nothing of its own. */
export const isDistributor = (name: string): boolean => distributorKeys.has(nameKey(name))

/** Whether a name is a known outlet's or agency's, or an address. */
export function isKnownOutlet(name: string): boolean {
  const key = nameKey(name)
  return outletKeys.has(key) || isAgencyWithKey(key, name) || isDomain(name)
}

/** Whether a text is a bare domain (`antiwar.com`). */
export const isDomain = (name: string): boolean =>
  /^(?:https?:\/\/)?(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|info|news|co|io|me|tv|eu|uk|us|ca|au|in|de|fr|es|it|nl|ch|at|se|no|dk|fi|pl|cz|ru|ua|jp|cn|kr|br|mx|ie|nz|za|media|press|today|world|live|blog|example)$/i.test(
    name,
  )

/** Words of outlets' names in other languages: in German, Dutch and Nordic ones the end of a word, else a whole word. */
const foreignOutletWord =
  /\p{L}(?:zeitung|bote|blatt|kurier|anzeiger|rundschau|nachrichten|presse|magazin|post|courant|bode|bladet|tidningen|posten|avisen)$|(?:^|[\s'’])(?:phare|faro|farol|dépêche|voix|écho|echo|quotidien|correo|heraldo|prensa|noticias|correio|folha|estado|notícias|corriere|stampa|notizie|głos|kurier|dziennik|вестник|газета|новости|известия|правда)(?:$|[\s'’,.])/iu

const outletWord =
  /(?:^|[\s'’-])(?:news|newspapers?|times|post|herald|tribune|chronicle|gazette|journal|daily|weekly|monthly|quarterly|review|magazine|observer|guardian|telegraph|independent|mirror|courier|dispatch|examiner|inquirer|sentinel|standard|bulletin|register|record|reporter|leader|monitor|insider|today|press|presse|wire|newswire|network|media|radio|television|tv|broadcasting|institute|foundation|center|centre|council|university|college|society|association|organi[sz]ation|project|initiative|blog|report|reports|digest|online|globe|zeitung|tageblatt|rundschau|nachrichten|allgemeine|diario|periódico|jornal|giornale|gazzetta|courrier|dagblad|krant|agency|agence|agencia|agentur|service|services|publishing|publications|books|podcast|channel|company|inc|ltd|llc|corp|group|advocate|patriot|conversation|intercept|diplomat|economist|spectator|scientist|science|sciences|watch|alert|hub|lab|labs|forum|policy|affairs|politics|statecraft|underground|free press|public|nation|atlantic|verge|register|mag|zine|gazeta|pravda)(?:$|[\s'’,.!-])/i

/** Whether a name contains a word that is common in names of outlets and institutions but not of people. */
export const soundsLikeOutlet = (name: string): boolean => outletWord.test(name) || foreignOutletWord.test(name)

/** Desks and placeholders, which outlets write where no person is named. */
const deskPattern =
  /^(?:the\s+)?(?:(?:wp|web|site|www|my|super)?[ _-]?(?:admin|administrator|user|manager|master|editor)|wordpress|default|test|demo|root|various|(?:various|multiple|several) (?:authors|writers|contributors)|contributed|syndicated|(?:community|reader) submission|red\.?|oprac\. red\.|author|guest(?: (?:author|post|blogger|contributor|writer|column(?:ist)?))?|anonymous|unknown|none|n\/a|null|undefined|no-?reply|info|contact|support|moderator|owner|publisher|web ?desk|news ?desk|newsroom|news room|desk|staff|team|editors?|editorial(?: (?:board|team|staff|desk))?|letters to the editor|contributors?|correspondents?|reporters?|redaktion|die redaktion|rédaction|la rédaction|redacción|redacao|redação|da redação|redazione|la redazione|redactie|redaksjonen|redaktionen|toimitus|редакция|編集部|编辑部|by|staff (?:writers?|reporters?)|news staff|(?:staff and )?wire (?:reports?|services?|staff)|staff reports?|news service reports?|agencies|agency|news agencies|press release|sponsored(?: content)?|partner content|advertisement|(?:presented|sponsored|hosted|powered|distributed) by .{1,40}|digital (?:desk|team)|special to .{1,40})\d*$/i

/** Whether a name is that of a desk or a placeholder, and not of a person. */
export const isDesk = (name: string): boolean =>
  deskPattern.test(name.trim()) ||
  deskPattern.test(foldName(name.trim())) ||
  /(?:\b|[\p{Ll}_-])(?:staff|desk|newsroom|editorial board|editorial team|editors|news team|web team|redaktion|redacción|rédaction|correspondents|agencies)$/iu.test(
    name.trim(),
  )

const houseWords: ReadonlySet<string> = new Set(tables.houseWords)
/** Those of the house words that are nobody's surname. */
const neverSurnames: ReadonlySet<string> = new Set(tables.neverSurnames)
/** Given names that are places as well, and so the first word of a paper's name. */
const givenPlaces: ReadonlySet<string> = new Set(tables.givenPlaces)
/** The names of all houses that need no other test: companies with the names of people, outlets, distributors. */
const houseKeys: ReadonlySet<string> = new Set([
  ...keysOf(tables.houses),
  ...outletKeys,
  ...distributorKeys,
  ...pictureAgencyKeys,
])
const acronyms: ReadonlySet<string> = new Set(tables.acronyms)
const houseEnding = new RegExp(`\\p{L}(?:${tables.houseEndings.join('|')})$`, 'u')
const housePart = new RegExp(tables.houseParts.join('|'), 'u')
/** Forms of companies, which stand at the end of a name, in Cyrillic at its beginning. */
const companyForm =
  /\s(?:GmbH|AG|OHG|KG|KGaA|SE|AB|HB|AS|ASA|A\/S|ApS|Oyj?|Inc\.?|LLC|LLP|Ltd\.?|PLC|plc|Corp\.?|Co\.|S\.?A\.?(?:S|S\.?U)?\.?|SARL|EURL|SCOP|S\.?L\.?|LTDA|Ltda\.?|EIRELI|S\.?p\.?A\.?|SPA|S\.?r\.?l\.?|B\.?V\.?|NV|e\.\s?V\.?|z o\.o\.|Sp\. [a-z.\s]{1,8}|s\.r\.o\.|a\.s\.|s\.c\.|S\.?r\.?l\.?|V\.O\.F\.|VOF|Kft\.?|Zrt\.?|A\.Ş\.|Ltd\. Şti\.)$|^(?:ООО|ОАО|ЗАО|АО|ПАО|ТОВ|ПрАТ|PT|CV) /u
const companyWords =
  /\s(?:and|&|und|et|e|y|en|och|og) (?:sons|partners?|co\.?|company|söhne|partner|fils|associés|figli|soci|hijos|filhos|asociados|zonen|söner|sønner)$/iu
/** "Haus der Geschichte", "Maison de la culture": in other positions these words are surnames. */
const houseStart =
  /^(?:haus (?:der|des)|amt für|stadt|land|kanton|casa (?:de|del|della)|maison (?:de|du|des)|le service|la ville|ville de|cámara de|camera di|città di|comune di|ciudad de|câmara municipal|corpo de|cuerpo de|vigili del|comunidad de|junta de|bank of|church of|port of|city of|state of|house of|friends of|voice of|embassy of|union of|world|international|national|deutsche[rs]?|bundes\p{L}*|european|royal|british|american) /iu

/**
 * Whether a name is that of an outlet, a desk, an authority, a company or another house, and so not of a person, in any of
 * the languages of feeds. Bias: a known given name and one more word is a person, although the word may name a house as
 * well ("Grace Post", "Will Times").
 */
export const isHouse = (name: string): boolean => isCertainHouse(name) || (hasHouseWord(name) && !isSurnamed(name))

/**
 * Whether a name is a word that may be a surname, after a known given name and perhaps another or an initial. A place's
 * name before it makes a house ("Jordan Times").
 */
function isSurnamed(name: string): boolean {
  const words = name.replace(/,? (?:Jr|Sr|II|III)\.?$/, '').split(' ')
  const surname = words.pop() ?? ''
  const [given = '', ...more] = words
  if (
    more.length > 1 ||
    !more.every(isGivenOrInitial) ||
    !/^\p{Lu}[\p{L}'’-]+$/u.test(surname) ||
    /^\p{Lu}{2,4}$/u.test(surname)
  )
    return false
  if (isPlace(given) || givenPlaces.has(foldName(given))) return false
  return hasGivenName(given) && !neverSurnames.has(foldName(surname))
}

const isGivenOrInitial = (word: string): boolean => hasGivenName(word) || /^\p{Lu}\.$/u.test(word)

/** Whether a name contains a word for a house, which may be a surname as well. */
export function hasHouseWord(name: string): boolean {
  const words = foldName(name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')).split(/[^\p{L}\p{N}]+/u)
  return words.some((word) => houseWords.has(word) || houseEnding.test(word))
}

function isCertainHouse(name: string): boolean {
  const key = nameKey(name)
  if (houseKeys.has(key) || isAgencyWithKey(key, name)) return true
  if (isDesk(name) || isDomain(name) || pictureAgencyStart.test(name)) return true
  if (
    companyForm.test(name) ||
    companyWords.test(name) ||
    houseStart.test(name) ||
    wordsBetween.test(name) ||
    housePart.test(name)
  )
    return true
  const [first = '', ...more] = name.split(/\s+/)
  // "DLRG Norden": letters that nobody can speak abbreviate.
  if (/^(?=\p{Lu}{3,5}$)[^AEIOUYÄÖÜÉÈÍÓÚÅØÆ]+$/u.test(first) && /^[A-Z]+$/.test(first)) return true
  if (isHalfCapitalised(first, more) || /^(?:dpa|afp|ap|epd|apa|sda)-\p{L}/iu.test(name)) return true
  if (acronyms.has(first) && (first.length > 2 || more.length === 0)) return true
  // "The Guardian Readers", "Le Figaro Étudiant"
  if (more.length > 1 && outletKeys.has(nameKey(`${first} ${more[0]}`)) && !hasGivenName(name)) return true
  return weakHouse.test(name) && !hasGivenName(name)
}

/** Whether a name begins with a capital and goes on without ("Gendarmerie nationale"); a person's has capitals or has none. */
const isHalfCapitalised = (first: string, more: readonly string[]): boolean =>
  /^\p{Lu}\p{Ll}/u.test(first) && more.some((word) => /^\p{Ll}{4,}$/u.test(word) && !particles.has(word))

/** Words that are surnames as well. */
const weakHouse =
  /\s(?:bank|church|club|hotel|airport|port|foods|airlines|railways|motors|stores|energy|health|group)$/i
/** Small words that stand between the words of a house's name ("Save the Oysters", "Theater am Hafen"), and not of a person's. */
const wordsBetween =
  /\s(?:FM|AM)\b|\p{L} (?:the|of|for|to|with|on|am|im|für|auf|sur|pour|aux|para|voor|och|dla|для|при) \p{L}/u

/** Whether a text contains a word for somebody's role. */
export const isRole = (text: string): boolean =>
  /\b(?:correspondent|reporter|editor|writer|columnist|contributor|producer|anchor|staff|journalist|director|fellow|professor|lecturer|researcher|analyst|author|president|chair|founder|ph\.?d\.?|(?<!^)m\.?d\.?|bureau|chief|intern|photographer|special to|c[etf]o|minister|senator|ambassador|economist|historian|engineer|lawyer|attorney|consultant|strategist|activist|blogger|critic|presenter|physician|surgeon|biologist|\p{L}{2,20}(?:ologist|icist))\b|(?<!\p{L})(?:redakteur|korrespondent|journalist|dziennikar|korespondent|periodist|corresponsal|enviad[oa] especial|redactor|rédact|correspondante?|journaliste|envoyée? spécial|jornalista|repórter|corrispondente|inviat[oa]|giornalista|verslaggever|redacteur|корреспондент|журналист)/iu.test(
    text,
  )

const reporterRole =
  /^(?:[\p{L}&/,.'’-]+ ){0,4}(?:staff writers?|writers?|(?:staff )?reporters?|correspondents?|columnists?|editors?|contributors?|journalists?|bureau chief|envoyée? spéciale?|correspondante?|journaliste|corresponsal|enviad[oa] especial|periodista|redakteur(?:in)?|korrespondent(?:in)?|reporterin|journalistin|inviat[oa]|corrispondente|giornalista|jornalista|repórter|verslaggever|redacteur|корреспондент|журналист)(?: (?:à|a|in|en|em|aus|da|de) \p{Lu}[\p{L}-]{1,30})?$/iu

/** Whether a text is a journalist's role and nothing else: "Staff Writer", "Senior Political Correspondent". */
export const isReporterRole = (text: string): boolean => text.length <= 60 && reporterRole.test(text)

const beats =
  /^(?:the|a|our|weather|world|international|opinion|photo|picture|video|social|senior|junior|chief|breaking|local|sports?|business|political|politics|science|health|foreign|national|city|state|arts|culture|features?|education|crime|courts?|investigative|environment|climate|energy|tech|technology|digital|general|contributing|guest|former|freelance)\b/i

/** Whether a text begins with the subject of a journalist's work: "Crime", "Local". */
export const isBeat = (text: string): boolean => beats.test(text)

/** The outlet before a role: Harbour Light in "Harbour Light Staff Writer"; undefined in "Breaking News Staff Writer". */
export function outletOfRole(text: string): string | undefined {
  const [, name = '', role = ''] =
    /^(.{3,40}?) (staff (?:writer|reporter)|writer|reporter|correspondent|columnist|editor)s?$/i.exec(text) ?? []
  // "Times Correspondent" may belong to any paper called Times.
  if (isKnownOutlet(name) && (name.includes(' ') || name === name.toUpperCase() || isAgency(name))) return name
  const isName = /^(?:the )?\p{Lu}\S+(?: (?:\p{Lu}\S*|of|the|and|&))+$/u.test(name)
  return /^staff/i.test(role) && isName && !beats.test(name) ? name : undefined
}

const placeKeys = keysOf(tables.places)

/** Whether a text is the name of a city, a state or a country that is common in datelines and bylines. */
export const isPlace = (text: string): boolean => placeKeys.has(nameKey(text))

const givenNames: ReadonlySet<string> = new Set(tables.givenNames.map(foldName))

/** Whether the first word of a name is a common given name. */
export const hasGivenName = (name: string): boolean => givenNames.has(foldName(name.split(/[\s-]/)[0] ?? ''))

const particles = new Set(
  "de van von der den del della di da dos das du la le los las el al bin ibn ben ter ten y e zu zur af av abu st op aan ten dela degli delle dalla bint binti ould vom zum mac san ’t 't".split(
    ' ',
  ),
)

/** Words of headings that no person's name contains. */
const notNames: ReadonlySet<string> = new Set(tables.notNames)

/**
 * Whether a text reads as one person's name. Bias: a missed name is better than a wrong one, so a pseudonym of one word does
 * not count. It has two to six words besides particles, capitals at the first and the last, no digit, and no word of an outlet or a desk.
 */
export function isPersonName(whole: string): boolean {
  // Robert “Bob” Hale
  const text = whole.replace(/(?<=\p{L}) [“"‘(]\p{Lu}[\p{L}.]{0,20}[”"’)](?= \p{Lu})/u, '')
  if (text.length > 60 || text.length < 4 || /[\d@:;/|()[\]{}<>"“”!?=+*#]/.test(text)) return false
  const tokens = text.split(/\s+/)
  // "Nguyen Van An": the last word only looks like an English one.
  if (tokens.length > 2 && /^(?:An|In|So|To|Do|On|Be)$/.test(tokens.at(-1)!)) tokens.pop()
  // "Le Phare du Nord" is not a person, "Le Corbusier" may be one.
  if (tokens.length > 2 && /^(?:Le|La|Les|El|Los|Las|Il|Lo|O|Os|Der|Die|Das|De|Het)$/.test(tokens[0]!)) return false
  const own = tokens.filter((token) => !particles.has(token))
  if (own.length < 2 || own.length > 6 || tokens.length > 9) return false
  const isSurname =
    hasGivenName(text) && /^(?:White|Day|Law|Court|House|Land|Best|Prime|Force|General)$/i.test(tokens.at(-1)!)
  if ((isSurname ? tokens.slice(0, -1) : tokens).some((token) => notNames.has(token.toLowerCase()))) return false
  for (const [at, token] of tokens.entries()) {
    const isEdge = at === 0 || at === tokens.length - 1
    if (particles.has(token.toLowerCase()) && !(isEdge && token === token.toLowerCase() && at !== 0)) continue
    if (!/^(?:[dDlL]['’]|(?:al|el|as|ash|ad|an|ar|at|az|ul|ud|ur)-)?\p{Lu}[\p{L}\p{M}'’.-]*$/u.test(token)) return false
    if (/[\p{L}]\.\p{L}{2,}/u.test(token)) return false
  }
  return !isHouse(text) && !isPlace(text) && ((!soundsLikeOutlet(text) && !isRole(text)) || hasGivenName(text))
}
