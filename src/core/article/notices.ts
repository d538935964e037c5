/**
 * Notices that a page shows a reader above or below an article: what cookies block, how many articles are free, who may read,
 * that nobody is signed in, how old the article is, who reads it aloud. They are recognised by what they are about, since
 * each outlet words them anew. Bias: the first sentence must speak of this page or to its reader, say what such notices say, and quote
 * nobody; what follows it on the line must be short.
 */

/** A longer line is prose. */
const MAX_CHARACTERS = 260
const MAX_SENTENCE_CHARACTERS = 170
/** What follows the notice on its line: a button or a call. */
const MAX_REST_CHARACTERS = 90

/** Somebody speaks, so the line is a sentence of the article. */
const speech =
  /(?<!\p{L})(?:sa(?:id|ys?)|told|tells?|wrote|writes|asked|found|warn(?:ed|s)|he|she|they|sagte?|schr(?:ieb|eibt)|erklärte?|er|dit (?:le|la|une?|que|il|elle)|dit-(?:il|elle)|disait|selon|dijo|según|le dijo|ha detto|dice|disse|secondo|zei|zegt|schrijft|volgens|säger|skriver|sade|mówi|powiedział\p{L}?|сказал\p{L}?|говорит)(?!\p{L})/u
/** Something happened. */
const past = /(?<!\p{L})(?:was|were|had|war(?:en)?|était|fue|había|era|był\p{L}?|был\p{L}?)(?!\p{L})/u

/** This page, by the name of what it shows. */
const thing =
  '(?:articles?|story|stories|post|content|video|audio|element|embed|text|page|podcast|recording|artikel|beitrag|text|inhalte?|video|audio|element|contenus?|vidéo|article|texte|contenido|artículo|vídeo|nota|contenuto|articolo|testo|conteúdo|artigo|matéria|texto|inhoud|bericht|video|innehåll(?:et)?|artikeln?|texten|klippet|treść|artykuł|tekst|материал|статья|текст|видео|контент)'
const thisThing = `(?:this|the|dieser|dieses|diese[rs]? (?:externe[rs]?|redaktionelle[rs]?)|der|das|ce|cet|cette|est[ea]|el|la|questo|questa|il|l['’]|o|a|deze|dit|de|den här|det här|ten|ta|tę|эта|этот|это)\\s?(?:\\p{L}{3,14} )?${thing}`

const prefix =
  '(?:(?:please note|note|notice|attention|warning|achtung|hinweis|wichtig|avis|aviso|atención|atenção|attenzione|avviso|let op|obs|uwaga|внимание)\\s?[:!–-]\\s?)?'

const aboutThing = new RegExp(`^${prefix}${thisThing}(?!\\p{L})`, 'u')

/** The runs of letters a to z with which a notice may begin: a cheap test before the patterns. */
const begins: ReadonlySet<string> = new Set(
  'a aby achtung agli ainda alleen ancora ao archive archived article articolo artigo artikel artikeln artyku ascolta aten atenci att attention attenzione av avis aviso avviso bara bem benvenuti bienvenidas bienvenidos bienvenue big breaking cadastre ce cet cette consent conte contenido content contenu contenuto cr crea create crie das de den der det deze diese dieser dieses direkt dit dla du eilmeldung el en encore endast esclusivo escucha escuche est esta este exclusief exclusivamente exclusive exclusively exclusivo exklusiv f follow for free gelesen h hai hallo has hear hello herzlich hi hier hinweis ihnen ihr il in inhalt inhoud inneh inscrivez je jeszcze join kun l la le let letto listen live liveticker log login lu luister lyssna lyt lytt maak masz melde melden mit n narrado narrated nie no noch nog non note notice nous nur o obs om only opprett opret ou page para per please pos pour questa questo r read reg register registrati registrier registrieren registriere reservado reserved riservato s segui seguite sie siga sign sigue skapa solo sorry special story subscribe suivez t ta te ten tens text texte texten the this ti tienes to tre tylko u um uppl urgent uwaga v verfolgen voc voiced volg voor voorgelezen vorgelesen vous warm warning we weiterlesen welcome welkom wichtig willkommen wir wy you your za zarejestruj zosta zum'.split(
    ' ',
  ),
)

/** Words before a noun, with which most sentences of articles begin; in a notice the second or third word is one of `things`. */
const determiners: ReadonlySet<string> = new Set(
  'the a this der die das dieser dieses diese ce cet cette est esta este la el questo questa l le o de deze dit den det ten ta t'.split(
    ' ',
  ),
)
const things: ReadonlySet<string> = new Set(
  'is warm big special welcome version fassung article articles story stories post content video audio element embed text page podcast recording artikel beitrag inhalt inhalte contenu contenus vidéo texte contenido artículo vídeo nota contenuto articolo testo conteúdo artigo matéria texto inhoud bericht innehåll innehållet artikeln texten klippet treść artykuł tekst материал статья текст видео контент'.split(
    ' ',
  ),
)

/** A notice: what it speaks of at its beginning, and what it must say as well. */
interface Notice {
  readonly rule: string
  readonly about: RegExp
  readonly says: RegExp
}

const notices: readonly Notice[] = [
  {
    rule: 'consent',
    about:
      /^(?:(?:to|in order to|um|zum|pour|para|per|om|för att|for å|for at|aby|żeby|чтобы) .{0,50}(?:view|see|watch|play|load|sehen|seh[e]?n|anzeigen|abspielen|anzuzeigen|lire|voir|afficher|regarder|ver|vedere|visualizzare|guardare|assistir|visualizar|zien|bekijken|se|zobaczyć|obejrzeć|wyświetlić|увидеть|посмотреть)|sorry,|hier (?:ist|steht|befindet sich) ein).{0,90}(?:cookie|kakor|traceur)/u,
    says: /accept|allow|enable|consent|akzept|zustimm|einwillig|einverstanden|acept|accett|aceit|godkänn|godta|zaakceptuj|accepte|toesta|прими/u,
  },
  {
    rule: 'sign-in',
    about:
      /^(?:(?:register|sign up|join|log ?in|create an? .{0,12}account|melde(?:n sie)? (?:dich|sich)|registrier\p{L}+|créez un|inscrivez-vous|regístrate|crea(?: tu| una?)?|registrati|maak (?:een|gratis)|skapa ett|opprett|opret|załóż|zarejestruj|cadastre-se|crie (?:uma )?|зарегистрируйтесь)(?!\p{L}))/u,
    says: /^(?!.*[,;].*[,;]).{0,80}(?:(?:keep|continue|go on) reading|weiter(?:zu)?lesen|poursuivre|continuer|seguir leyendo|continuare|verder (?:te )?lezen|läsa vidare|lese videre|læse videre|czytać dalej|lendo|a leitura|la lectura|читать дальше|продолжить)/u,
  },
  {
    rule: 'sign-in',
    about:
      /^(?:noch|free|only|encore|ancora|nog|jeszcze|ainda)? ?(?:free article |article )?\d{1,2} (?:of|von|sur|de|di|van|z)? ?(?:\d{1,2} )?\S{4,12} \S{4,12}/u,
    says: /^(?=.*(?:free|gratis|frei|gratuit|grátis|darmow|бесплатн))(?=.*(?:articles?|stories|artikel|artículo|articol|artigo|artyku|стат)).{8,60}$/u,
  },
  {
    rule: 'wall',
    about:
      /^(?:(?:article|story|content|artikel|inhalt|contenu|contenuto|contenido|conteúdo|inhoud|innehåll|artykuł|treść|материал) )?(?:(?:only|exclusive(?:ly)?|reserved|exklusiv|nur|weiterlesen nur|réservé|exclusivo|exclusivamente|reservado|solo|sólo|riservato|esclusivo|alleen|exclusief|endast|bara|kun|tylko|wyłącznie|só|только) )?(?:for|für|mit|à|pour|para|per|agli|voor|för|for|dla|для) (?:our |unsere |nos |nuestros |i nostri |onze |våra |naszych )?(?:subscribers|members|abonnenten|mitglieder|abo|abonnés|suscriptores|socios|abbonati|iscritti|assinantes|abonnees|leden|prenumeranter|medlemmar|abonnenter|prenumeratorów|subskrybentów|подписчиков)[.!]?$/u,
    says: /./u,
  },
  {
    rule: 'page',
    about: new RegExp(`^${prefix}(?:${thisThing}|archived? (?:page|story|article))(?!\\p{L})`, 'u'),
    says: /out of date|outdated|no longer (?:be )?(?:current|accurate|up to date)|nicht mehr (?:aktuell|auf dem)|plus (?:être )?à jour|desactualizad|non (?:essere )?(?:più )?aggiornat|verouderd|inaktuell|nieaktualn|устарел/u,
  },
  {
    rule: 'listen',
    about:
      /^(?:listen to|hear|hören sie|höre?|écoute[rz]|escucha|escuche|ascolta|ouça|luister naar|lyssna på|lyt til|lytt til|posłuchaj|слушайте|прослушать) (?:this|the audio|diesen?|dieses|cet(?:te)?|est[ea]|quest[oa]|la versione|dit|den här|denne|tego|tej|эту|этот)(?!\p{L})/u,
    says: /^(?!.*[.,;!?]).{8,70}$/u,
  },
  {
    rule: 'consent',
    about: new RegExp(
      `^(?:${thisThing}(?!\\p{L})|innehållet|we (?:need|can ?not|can[’']t)|no podemos|non possiamo|nous ne pouvons|wir (?:können|brauchen|benötigen)).{0,120}(?:cookie|kakor|traceur|куки)`,
      'u',
    ),
    says: /(?:n[o’']t|cannot|unable|blocked|permission|nicht|blockiert|zustimmung|einwilligung|n[’'](?:est|avez|a) |bloqué|\bno |bloquead|rechaz|\bnon |bloccat|não |niet|geen|geblokkeerd|inte|blockera|\bnie |не ).*/u,
  },
  {
    rule: 'sign-in',
    about:
      /^(?:you(?:[’']ve got| have|[’']ve|r)?|this is your (?:last|first|final)|(?:sie|du|ihr) ha(?:ben|st|bt)|ihnen (?:bleib|steh)en|il vous reste|vous avez|te quedan?|le quedan?|tienes|has leído|ti rest(?:ano|a)|hai (?:ancora|letto)?|je hebt|u hebt|u heeft|du har|você|tens|masz|został\p{L}{0,2} ci|у вас|вам) .{0,60}(?:free|gratis|frei\p{L}{0,2}|kostenlos\p{L}{0,2}|gratuit\p{L}{0,3}|grátis|grátis|fria|gratisart\p{L}+|darmow\p{L}+|bezpłatn\p{L}+|бесплатн\p{L}+)(?!\p{L})/u,
    says: /\b(?:articles?|stor(?:y|ies)|reads?|views?)\b|artikel|artículo|articol|artigo|artiklar|artyku|стат|материал/u,
  },
  {
    rule: 'wall',
    about: aboutThing,
    says: /^.{6,90}(?:(?:only|exclusive|reserved|available|nur|exklusiv|réservé|exclusi[vf]\p{L}{0,2}|reservado|sólo|solo|riservato|alleen|enkel|bara|endast|tylko|wyłącznie|только|доступ\p{L}{0,4}) .{0,30})(?:subscribers?|members|abonnent\p{L}*|abonné\p{L}*|suscript\p{L}+|socios|abbonat\p{L}|assinantes|abonnees?|leden|prenumerant\p{L}*|prenumerator\p{L}*|subskrybent\p{L}*|подписчик\p{L}*)\.?$/u,
  },
  {
    rule: 'sign-in',
    about:
      /^(?:you(?:[’']re| are) (?:not|currently)|(?:sie sind|du bist) (?:noch |derzeit |aktuell )?nicht|vous n[’']êtes pas|no (?:has iniciado|estás)|non (?:sei|hai effettuato)|je bent (?:nog )?niet|u bent (?:nog )?niet|du är inte|du er ikke|nie jesteś|você não está|não iniciou|вы не) /u,
    says: /logged|signed|angemeldet|eingeloggt|registriert|connecté|identifié|sesión|conectado|accesso|connesso|loggato|ingelogd|aangemeld|inloggad|logget|zalogowan|sessão|logado|авторизован|вошли/u,
  },
  {
    rule: 'page',
    about: aboutThing,
    says: /^(?=.{0,60}(?<!\p{L})(?:older|over|more than|älter|mehr als|über|plus (?:de|d[’'])|más|più|mais|meer|ouder|over|äldre|mer än|starszy|ponad|więcej|старше|более)(?!\p{L})).{6,70}(?<!\p{L})(?:old|alt|jahre?n?|monate?n?|ans?|mois|années?|años?|meses|ann[io]|mesi|anos?|oud|ja(?:ar|ren)|år|lata?|roku?|лет|года?)\.?$/u,
  },
  {
    rule: 'page',
    about:
      /^(?:please note|note|notice|hinweis|aviso|avis|avviso|let op|obs)\s?[:!]\s?(?:our|the (?:office|newsroom|shop|desk)|unser\p{L}{0,2}|nuestr\p{L}{2,3}|nos|notre|il nostro|i nostri|nossos?|onze|ons|vår\p{L}{0,2}) /u,
    says: /office|newsroom|line|shop|desk|hours|site|büro|redaktion|oficina|redacci|bureau|rédaction|uffici|redazione|kantoor|redactie|kontor/u,
  },
  {
    rule: 'listen',
    about: new RegExp(
      `^(?:(?:this|the|dieser|dieses|der|das|ce|cet|cette|est[ea]|el|questo|questa|il|o|deze|dit|de|ten|этот|эта)\\s?(?:\\p{L}{3,14} )?(?:${thing}|version|fassung)|texten|artikeln|(?:narrated|read|voiced|vorgelesen|gelesen|lu|narrado|leído|letto|voorgelezen|uppläst)(?: aloud)? (?:by|von|par|por|da|door|av))(?!\\p{L})`,
      'u',
    ),
    says: /^(?!.*\d).*(?:(?:synthetic|artificial|automated|computer|generated|robot|machine|\bai|künstliche?\p{L}?|synthetische?\p{L}?|ki|synthèse|artificielle|artificial|sintética|sintetica|artificiale|kunstmatige|syntetisk|konstgjord|syntetyczn\p{L}+|синтез\p{L}+)[ -](?:\p{L}+ )?(?:voices?|speech|stimmen?|voix|voz|voces|voce|stem|stemmen|röst|głos\p{L}*|голос\p{L}*)|(?:voices?|stimmen?|voix|voz|voces|voce|stem|röst|głos\p{L}*|голос\p{L}*) (?:de |di |gerada por |générée )?(?:synthèse|artificiel\p{L}*|artificial\p{L}*|sint[eé]tic\p{L}+))/u,
  },
  {
    rule: 'subscribe',
    about:
      /^(?:(?:a )?(?:warm |big |special )?(?:welcome|hello|hi)|(?:herzlich )?willkommen|hallo|bienvenue|bienvenid[oa]s|bem-vindos|benvenuti|welkom|välkomna)(?: to| an| à| a| aan| till)?(?: all)? (?:to|the|our|die|unsere|alle|aux|nos|los|las|aos|ai|i nostri|onze|de|alla|våra) .{0,30}\d/u,
    says: /readers?|subscribers|members|signed up|joined|subscribed|leser|abonnent|lecteurs|abonnés|lectores|suscriptores|lettori|iscritti|leitores|assinantes|lezers|läsare|prenumerant/u,
  },
  {
    rule: 'page',
    about:
      /^(?:(?:breaking|live|urgent|en direct|en vivo|in diretta|ao vivo|eilmeldung|live-?ticker|direkt)[\s:!•|–-]{1,3})?(?:follow|suivez|sigue|siga|segui|seguite|volg|følg|följ|verfolgen sie|zum)(?!\p{L})/u,
    says: /^(?!.*[.,;?]).{0,80}(?:coverage|updates|live ?blog|live ?ticker|couverture|direct|cobertura|directo|copertura|diretta|verslag|live ?rapport|ticker|newsblog)/u,
  },
]

/** Whether a line, in small letters, tells what somebody said or what happened: it is a sentence of the article. */
export const isReport = (small: string): boolean => speech.test(small) || past.test(small)

/** The rule of a line that is a notice, alone or with a short call after it; undefined where it belongs to the article. */
export function noticeRule(line: string): string | undefined {
  if (line.length > MAX_CHARACTERS) return undefined
  const small = line.toLowerCase().replace(/^[+*•►▶→\s]{1,6}|[\s+*»→]{1,6}$/g, '')
  const first = /^[a-z]*/.exec(small)![0]
  if (first !== '' && !begins.has(first)) return undefined
  if (determiners.has(first)) {
    const [, second = '', third = ''] = small.slice(0, 60).split(/[^\p{L}]+/u, 3)
    if (!things.has(second) && !things.has(third)) return undefined
  }
  const end = /[.!?](?=\s)/.exec(small)
  const sentence = end === null ? small : small.slice(0, end.index + 1)
  if (sentence.length > MAX_SENTENCE_CHARACTERS || small.length - sentence.length > MAX_REST_CHARACTERS)
    return undefined
  const isOfThing = aboutThing.test(sentence)
  const found = notices.find(
    ({ about, says }) => (about === aboutThing ? isOfThing : about.test(sentence)) && says.test(sentence),
  )
  return found === undefined || speech.test(small) ? undefined : found.rule
}

// ---- captions by what stands at their end

const label =
  '(?:[Pp]hotos?|PHOTO|[Pp]hotograph|[Pp]icture|[Ii]mage|[Cc]redit|[Ff]oto(?:graf)?|FOTO|[Bb]ild|[Gg]rafik|[Cc]rédit(?: photo)?|[Ii]magen|[Ii]mmagine|[Ii]magem|[Bb]eeld|[Zz]djęcie|[Фф]ото)'
const personName = "\\p{Lu}[\\p{L}.'’-]{0,24}(?: \\p{Lu}[\\p{L}.'’-]{0,24}| (?:de|van|von|der|den|di|da|la|el|al)){0,4}"
/** "The hall in spring. Photo: Ann Lee/Post", with or without brackets. The label must end with its sign: "a book without photographs" is prose. */
const creditAtEnd = new RegExp(
  `[\\p{L}\\p{N}.,)”"»|–-]\\s{1,2}[([]?(?:${label}(?:\\s?[:©]|\\s(?:by|di|von|de|av|door)\\s)|[Ff]ot\\.|©)\\s{0,2}(?:©\\s?)?${personName}(?:\\s?[/,|]\\s?(?:${personName}|\\p{Ll}{2,8})){0,2}[)\\]]?\\.?$`,
  'u',
)
const creditSign = /[:©]|fot\.|(?:photo|foto) (?:by|di|von|de|av|door) /i
const archive =
  /(?:file (?:photo|picture|image)|archive (?:photo|image|picture)|archiv(?:bild|foto|aufnahme)|symbol(?:bild|foto)|(?:photo|image) d[’'](?:archives?|illustration)|(?:imagen|foto|fotografía) de (?:archivo|recurso)|(?:foto|immagine) d[’']archivio|(?:foto|imagem) (?:de arquivo|ilustrativa)|archieffoto|archiefbeeld|arkivbild|genrebild|arkivfoto|zdjęcie (?:ilustracyjne|archiwalne)|(?:архивное фото|фото из архива)|資料写真)(?=[\s.)\]/,]|$)/iu
const MAX_CAPTION_CHARACTERS = 200

/** Whether a line ends as a caption does: with the credit of its picture, or saying that the picture is an older one. */
export function endsAsCaption(line: string): boolean {
  if (line.length > MAX_CAPTION_CHARACTERS) return false
  if (
    /（[^）。]{1,16}(?:撮影|提供)）$|[＝=].{0,30}(?:撮影|提供)|(?:撮影|提供写真)[・：:＝][^。]{1,20}$|[＝=][^。]{1,16}、[^。]{1,16}撮影$/u.test(
      line,
    )
  )
    return !line.includes('。')
  if (creditSign.test(line) && creditAtEnd.test(line.slice(-140))) return true
  if (
    /[.,”"»)]\s[([]?(?:\p{Lu}{2,7}\s?\/\s?\p{Lu}|\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+\s?\/\s?\p{Lu})[\p{L} .'’-]{2,30}[)\]]?$/u.test(
      line,
    )
  )
    return true
  if (
    /^(?:symbol|archiv)(?:bild|foto)[:|]|^file (?:photo|picture)[:|]|^(?:photo|image) d[’'](?:archives?|illustration)\s?:/iu.test(
      line,
    )
  )
    return true
  const found = archive.exec(line)
  if (found === null) return false
  // After the words only a credit follows: "(file photo)", "… in a file photo. / Ann Lee".
  const rest = line.slice(found.index + found[0].length)
  return /^[\s.)\]]{0,3}(?:[/|,–-]\s?[^.!?]{2,50}|\p{Lu}[^.!?]{2,40})?[.)\]]{0,2}$/u.test(rest)
}
