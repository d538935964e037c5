/**
 * Which texts are small by their kind, so that an edition has them in one line: corrections, weather reports, puzzles and
 * horoscopes, pages of pictures, offers, lists of results, job ads.
 *
 * Bias: such a text among the stories is better than news among the briefs. So a kind is known by how its headlines are built
 * (`Quick crossword No 8,112`, `Corrections and clarifications`) and never by its subject alone: `Crossword setter dies` is news, and
 * so are a storm warning, a trade deal, a match report and jobs that are lost. In English, German, French, Spanish, Italian,
 * Portuguese, Dutch and Arabic; in others, and where an outlet has a name of its own for its puzzle, it is not known.
 *
 * Steps: the headline against the forms of each kind; then the folders of the address. Not chosen: the length of the text, since many
 * feeds have one sentence for everything; a learned model, which would need thousands of such headlines and could not say why.
 */
import type { Topic } from './model.ts'

/** The kinds of small texts. */
export type BriefKind = 'correction' | 'weather' | 'puzzle' | 'pictures' | 'deals' | 'results' | 'jobs'

/** What may follow the name of a form: nothing, a number, a date, or a colon and what is in it. */
const END = String.raw`(?:\s*$|\s*[:|–—,]|\s+[-/]\s|\s*(?:no|nr|n°|nº|#)?\.?\s*\d|\s+(?:for|of|from|on|vom|von|für|am|du|de|des|del|pour|para|di|per|voor|van)\s)`
/** What may stand before it: one or two words. */
const LEAD = String.raw`^(?:[\p{L}’'&.]+\s+){0,2}`
const DAYS =
  'today|tonight|tomorrow|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|heute|morgen|wochenende|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|jour|semaine|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hoy|mañana|semana|lunes|martes|miércoles|jueves|viernes|sábado|domingo|oggi|domani|hoje|amanhã'

const forms = (...sources: readonly string[]): readonly RegExp[] => sources.map((source) => new RegExp(source, 'iu'))

const FORMS: Readonly<Record<BriefKind, readonly RegExp[]>> = {
  correction: forms(
    String.raw`^corrections?(?: (?:and|&) clarifications?)?\s*(?:$|[:|–—,]|\d|for \p{L}+ ?\d)`,
    String.raw`^(?:clarifications?|editor[’']?s[’']? note|for the record|errat(?:um|a)|corrigend(?:um|a)|retraction)\s*(?:$|[:|–—,])`,
    String.raw`^(?:berichtigung(?:en)?|korrektur(?:en)?|richtigstellung(?:en)?|gegendarstellung|in eigener sache)\s*(?:$|[:|–—,]|zu[mr]?\s)`,
    String.raw`^(?:rectificatifs?|correctifs?|précisions? et corrections?|mise au point|nos erreurs)\s*(?:$|[:|–—,])`,
    String.raw`^(?:fe de erratas?|fe de errores|corrección(?:es)?|rectificación(?:es)?|aclaración(?:es)?|errata corrige|rettifiche?|rectificatie|correcties?(?: en aanvullingen)?|erramos)\s*(?:$|[:|–—,])`,
    '^(?:تصحيح|تصويب|تنويه)(?:$|[:،–—| ])',
  ),
  weather: forms(
    String.raw`${LEAD}weather (?:forecasts?|reports?|outlook|update)${END}`,
    String.raw`^(?:(?:${DAYS}|the)(?:[’']s)?\s+)?weather\s*(?:$|[:|–—]|(?:for|on|this|today|tonight|tomorrow)\b)(?!.*\b(?:kill|dead|dies|died|warning|emergency|flee))`,
    String.raw`^[\p{L} ,&]{2,40} (?:forecast|outlook), (?:${DAYS})\b`,
    String.raw`^(?:forecast|outlook) for (?:the )?(?:${DAYS})\b`,
    String.raw`^(?:das |so wird das )?wetter(?:bericht|vorhersage|prognose|aussichten)?(?: am| für| in| im| heute| morgen|\s*$|\s*[:|–—])(?!.*(?:tote|warn|todes))`,
    String.raw`^(?:la |bulletin |prévisions )?météo(?:\s*$|\s*[:|–—]| (?:du|de ce|de la semaine|de demain|pour|à|en|des|agricole))(?!.*(?:alerte|mort|vigilance))`,
    String.raw`^(?:(?:el|pronóstico del) tiempo(?: (?:hoy|mañana|en|para|de|este|del)|\s*[:|–—]|\s*$)|(?:pronóstico|previsión) (?:del tiempo|meteorológic[oa]))(?!.*(?:muert|alerta))`,
    String.raw`^(?:meteo|previsioni(?: del)? (?:meteo|tempo)|previsão do tempo|(?:het )?weerbericht|weersverwachting)(?:\s|$|[:|–—])(?!.*(?:allerta|alerta|mort))`,
    '^(?:حالة الطقس|طقس|الطقس|الأرصاد)(?:$|[:،–—| ])(?!.*(?:تحذ|قتل|مصرع))',
  ),
  puzzle: forms(
    String.raw`${LEAD}(?:crosswords?|sudoku|kakuro|codeword|word ?search|brain ?teasers?|killer sudoku)(?: puzzles?| answers?| solution)?${END}`,
    String.raw`\b(?:wordle|connections|strands|quordle|spelling bee|mini crossword)\b.{0,30}\b(?:hints?|answers?|clues?|solutions?)\b`,
    String.raw`^(?:(?:the|our|${DAYS}|weekly|daily|news|big|pub|sports?|history|film|music|general knowledge)(?:[’']s)?\s+){0,3}(?:quiz|trivia)(?: of the (?:week|day|year))?${END}`,
    String.raw`^(?:take (?:our|the) .{0,40}quiz|how (?:well|much) do you (?:know|remember))\b`,
    String.raw`${LEAD}horoscopes?${END}`,
    String.raw`${LEAD}(?:kreuzworträtsel|rätsel des tages|(?:tages|wochen)?horoskop|(?:wochen)?quiz|mots[- ](?:croisés|fléchés)|crucigramas?|horóscopos?|cruciverba|oroscopo|palavras cruzadas|kruiswoord(?:puzzel|raadsel)?|horoscoop)${END}`,
    '^(?:كلمات متقاطعة|سودوكو|حظك اليوم|توقعات الأبراج|برجك|الأبراج|أبراج)(?:$|[:،–—| ])',
  ),
  pictures: forms(
    String.raw`(?:^|[:|–—-]\s*)in (?:pictures|photos|images)\s*(?:$|[:|–—-])`,
    String.raw`\b(?:day|week|month|year|world|weekend) in (?:pictures|photos|images)\b`,
    String.raw`\b(?:photos?|pictures?|images?|photographs?|cartoons?) of the (?:day|week|month|year)\b(?!.{0,40}\b(?:award|prize|winner|contest))`,
    String.raw`^(?:photos?|pictures?|gallery|photo (?:gallery|essay)|slideshow|\[(?:photos|pics|gallery)\])\s*[:|–—\]]`,
    String.raw`\bin (?:pictures|photos)\s*$|\((?:photos|pictures|gallery)\)\s*$|\s[-–—|] (?:photo gallery|picture essay|pictures)\s*$`,
    String.raw`^(?:die )?(?:bild(?:er)?|foto(?:s)?) (?:des|der) (?:tag(?:es)?|woche|monats|jahres)(?!\p{L})|^(?:bilderstrecke|fotostrecke|bildergalerie|fotogalerie)(?!\p{L})|\bin bildern\s*(?:$|[:|–—])`,
    String.raw`^(?:(?:la |les )?(?:photo|image)s? (?:du jour|de la semaine|du mois)|diaporama|portfolio)(?!\p{L})|(?:^|[:|–—]\s*)en (?:images|photos)\s*(?:$|[.:|–—])|\ben images\s*$`,
    String.raw`^(?:las? )?(?:fotos?|imagen|imágenes) (?:del día|de la semana|del mes|de hoy)|^(?:fotogalería|galería|fotos)\s*[:|–—]|(?:^|[:|–—]\s*)en (?:imágenes|fotos)\s*(?:$|[:|–—])|\ben imágenes\s*$`,
    '^(?:le )?foto del giorno|^fotogallery|^(?:foto|imagem) do dia|^foto van de dag',
    '^(?:صورة اليوم|صور اليوم|بالصور|في صور|ألبوم صور)(?:$|[:،.–—| ])',
  ),
  deals: forms(
    String.raw`\bbest\b[^.?!]{0,60}\b(?:deals|offers|discounts|bargains|coupons)\b`,
    String.raw`\b(?:promo|coupon|discount|voucher) codes?\b`,
    String.raw`\b\d{1,2} ?(?:%|per ?cent|percent) off\b(?! (?:its|the|their) (?:value|peak|high))`,
    String.raw`\bsave (?:up to )?[$£€]\d[\d,.]*\b[^.?!]{0,20}\b(?:on|with|at|off)\b`,
    String.raw`\b(?:black friday|cyber monday|prime day|spring sale|memorial day|labor day|boxing day)\b[^.?!]{0,40}\b(?:deals?|offers?|discounts?|bargains?|live)\b`,
    String.raw`^(?:deals?|bargains?|offers?) of the (?:day|week)\b|^(?:${DAYS})(?:[’']s)? (?:best |top )?deals\b`,
    String.raw`^(?:die besten |top-?)?(?:schnäppchen|deals|(?:technik|amazon|aldi|lidl)[- ](?:angebote|deals))(?!\p{L})|\b(?:angebote|deals|schnäppchen) (?:des tages|der woche)\b|\brabattcodes?\b|\bgutscheincodes?\b|\b\d{1,2} ?(?:%|prozent) (?:rabatt|günstiger|billiger)(?!\p{L})`,
    String.raw`\bbons? plans?\s*(?:$|[:|–—-])|^(?:les )?bons? plans?\b|\bcodes? promo\b|\bmeilleures (?:offres|promos|promotions)\b|[-–−]\d{1,2} ?% (?:sur|de réduction)|à prix (?:cassé|mini|choc)|\bblack friday\b.{0,40}\b(?:offres?|promos?)\b`,
    String.raw`\b(?:mejores|grandes) (?:ofertas|descuentos|chollos)\b|^(?:ofertas?|chollos?) (?:del día|de la semana|flash)|^chollo\b|códigos? (?:de descuento|promocional(?:es)?)|\bcon (?:un )?\d{1,2} ?% de descuento\b|\brebajad[oa]s? (?:un|a|en) \d`,
    String.raw`\bmigliori offerte\b|\bcodic[ei] sconto\b|\bmelhores (?:ofertas|promoções)|\bbeste (?:deals|aanbiedingen)\b`,
    '(?:أفضل|أقوى) (?:العروض|عروض|التخفيضات|خصومات)|كود خصم|كوبون',
  ),
  results: [
    // Names have capitals: `Nadal puts Spain 2-0 up` is a sentence.
    /^(?:\p{Lu}[\p{L}.’'-]*\s){1,4}\d{1,3}\s?[-–:]\s?\d{1,3}(?:\s\p{Lu}[\p{L}.’'-]*){1,4}$/u,
    ...forms(
      String.raw`\b(?:winning|lottery|lotto|powerball|euromillions|mega millions|set for life|thunderball)\b[^.?!]{0,30}\b(?:numbers|results?|draw)\b`,
      String.raw`\b(?:${DAYS})(?:[’']s)? (?:winning )?numbers\b|\bbox scores?\b`,
      String.raw`^(?:[\p{L}\p{N}’']+\s+){0,4}(?:results|scores|scoreboard|fixtures|standings|league table|scorecard)\s*(?:$|[|–—,:]|(?:and|&) (?:fixtures|tables?|standings|scores|schedule)|(?:for|from|on) )(?!.*\b(?:show|suggest|prove|reveal|beat|miss|lift|weigh|disappoint))`,
      String.raw`^(?!.*\b(?:may|sees|to|on|lower|higher|expects)\b).*\b(?:[1-4](?:st|nd|rd|th)|first|second|third|fourth) (?:qtr|quarter)\b.{0,20}\b(?:net|loss|shr)$`,
      String.raw`\b(?:sets? dates?|to (?:host|webcast|hold))\b[^.?!]{0,40}\b(?:earnings|results) (?:call|conference|release)\b`,
      String.raw`\b(?:lottozahlen|gewinnzahlen|eurojackpot(?:[- ]zahlen)?)\b|^(?:alle )?(?:ergebnisse|tabelle|spielplan)\s*(?:$|[:|–—,]|und|de[rs])|\bergebnisse (?:und|&) tabelle\b|^[\p{L} -]{3,30}: (?:ergebnisse|tabelle)\b`,
      String.raw`(?:résultats?|tirage) (?:du|de l[’']|des) ?(?:loto|euromillions|keno|quinté)|^(?:tous les )?résultats (?:de la journée|et classements?|sportifs)|^(?:arrivée|rapports) du quinté|^classement et résultats`,
      String.raw`\b(?:resultados?|sorteo|números|comprobar) (?:de |del |ganadores )?(?:la |el )?(?:lotería|primitiva|bonoloto|euromillones|once|gordo|cuponazo|eurojackpot)|^(?:bonoloto|la primitiva|euromillones|cupón de la once|lotería nacional)\b.{0,40}\b(?:resultados?|comprobar|números|hoy)\b|^(?:todos los )?resultados(?: y clasificaci|: | de la jornada| deportivos)`,
      String.raw`\bestrazion[ei]\b.{0,30}\b(?:lotto|superenalotto)\b|^risultati e classific|\bresultado da (?:mega-sena|loteria|quina|lotofácil)|^(?:uitslagen|lottotrekking)\b`,
      '^(?:نتائج (?:مباريات|قرعة|سحب|اليانصيب)|جدول ترتيب|ترتيب الدوري|مواعيد مباريات)',
    ),
  ],
  jobs: forms(
    String.raw`^\[?(?:jobs?|job (?:ad|opening|offer|listing|of the week)|vacanc(?:y|ies)|now hiring|we[’']re hiring|hiring|help wanted)\]?\s*(?:$|[:|–—\]])`,
    String.raw`^[^:?!]{2,40} (?:\([^)]{1,40}\) )?(?:is|are) hiring\b(?! (?:freeze|spree|again|more|fewer|less|slow))`,
    String.raw`^(?!.*\b(?:who|is|are|was|were|has|had|says?|said|after|dies|died|killed|fired|sacked|arrested|jailed|held|wins?)\b)(?:[\p{L}/+#.&-]+ ){0,4}(?:engineer|developer|programmer|designer|product manager|project manager|data scientist|administrator|architect|consultant|recruiter|intern|internship|copywriter|devops|account executive|software tester)(?: \([^)]{1,40}\))?,? (?:(?:at|@|bei|chez|en) [\p{L}\d]|[-–—|] [\p{L}\d]|\((?:remote|hybrid|full[- ]time|part[- ]time))`,
    String.raw`\((?:m\/w\/d|w\/m\/d|m\/f\/d|f\/m\/d|m\/w\/x|h\/f|f\/h|m\/f\/x|all genders)\)`,
    String.raw`^(?:stellenangebote?|stellenanzeigen?|stellenausschreibung|ausbildungsplatz|offres? d[’']emploi|(?:on |nous )recrut(?:e|ons)|ofertas? de (?:empleo|trabajo)|se busca [\p{L} ]{3,30} (?:para|en) |offerte di lavoro|vagas? de emprego|vacatures?)(?!\p{L})`,
    '^(?:وظائف (?:شاغرة|خالية|اليوم)|وظيفة شاغرة|مطلوب (?:مهندس|موظف|محاسب|مبرمج))',
  ),
}
const KINDS = Object.keys(FORMS) as BriefKind[]

/** Folders of an address that hold such texts and nothing else. */
const FOLDERS: readonly (readonly [BriefKind, RegExp])[] = [
  ['puzzle', /\/(?:crosswords?|puzzles?|sudoku|horoscopes?|horoskop|horoscopo|quiz(?:zes)?)\//i],
  ['correction', /\/corrections(?:-(?:and-)?clarifications)?\//i],
  ['deals', /\/(?:coupons?|voucher-codes|promo-codes)\//i],
  ['results', /\/(?:lottery|lotto|loteria)\//i],
  ['pictures', /\/(?:photo-galler(?:y|ies)|picture-galler(?:y|ies)|bilderstrecken?|fotogalerias?|diaporamas?)\//i],
  ['jobs', /\/(?:stellenangebote|job-listings|offres-emploi)\//i],
]

/** A longer headline is cut for the search, so that no form costs more. */
const MAX_CHARACTERS = 200

/** Which kind makes a text small, by its headline or its address; undefined for news. */
export function briefKindOf({
  title,
  url = '',
}: {
  readonly title: string
  readonly url?: string
}): BriefKind | undefined {
  const headline = title.slice(0, MAX_CHARACTERS).trim()
  return (
    KINDS.find((kind) => FORMS[kind].some((form) => form.test(headline))) ??
    FOLDERS.find(([, folder]) => folder.test(url.slice(0, 1_000)))?.[0]
  )
}

/** Words by which a topic is about a kind. */
const SUBJECTS: Readonly<Record<BriefKind, RegExp>> = {
  correction: /correction|berichtigung|rectificat|fe de erratas|تصحيح/iu,
  weather: /weather|wetter|météo|meteo|tiempo|طقس/iu,
  puzzle:
    /puzzle|crossword|quiz|sudoku|horoscop|games|rätsel|kreuzwort|horoskop|jeux|mots croisés|pasatiempo|crucigrama|أبراج|ألغاز/iu,
  pictures: /photo|picture|image|bilder|foto|imágen|صور/iu,
  deals: /deal|offers|bargain|coupon|shopping|schnäppchen|angebot|bons? plans?|oferta|chollo|عروض/iu,
  results: /result|score|fixture|lotter|lotto|ergebnis|résultat|\bloto\b|نتائج|يانصيب/iu,
  jobs: /\bjobs?\b|vacanc|hiring|career|stellen|karriere|emploi|empleo|trabajo|وظائف/iu,
}

/** Whether a topic asks for texts of a kind: its id or its name says so. */
export const asksFor = ({ id, name }: Pick<Topic, 'id' | 'name'>, kind: BriefKind): boolean =>
  [id, name].some((text) => SUBJECTS[kind].test(text))
