/**
 * Lines that pages, players and newsletters put around a text, in the languages of feeds. Bias: a line of the article lost is
 * worse than a line of these kept, so only short whole lines are tested, among the first and the last, and what can
 * also begin a sentence must be complete: who uses cookies and what for, who has an account and what to do.
 */
import { isDateLine } from '../text/date-words.ts'
import buttons from './button-words.json' with { type: 'json' }
import { endsAsCaption } from './captions.ts'
import { isMonth } from './dateline.ts'

/** A longer line is prose. */
const MAX_LINE_CHARACTERS = 300
const MAX_SHORT_CHARACTERS = 110
/** How many last lines are searched. */
const LAST_LINES = 6

// ---- notices

const cookieSubject =
  /^(?:(?:this|our) (?:web ?)?(?:site|page)|we(?: and our [^.]{0,30}partners)?|by (?:continuing|using)|diese (?:website|seite)|unsere website|wir|nous|ce site|notre site|en poursuivant|(?:este|nuestro|esta) (?:sitio|página|site)(?: web)?|utilizamos|usamos|al continuar|(?:questo|il nostro) sito|utilizziamo|(?:deze|onze) (?:web)?site|wij|ta strona|nasz serwis|używamy|vi|мы|наш сайт|этот сайт|vår webbplats|denna webbplats)(?!\p{L})/u
/** What cookies are said to be for, of the reader or the site itself. */
const cookiePurpose =
  /(?:your|user|browsing|best|better) experience|our (?:website|site|traffic|service)|you (?:agree|consent|accept)|best(?:mögliche\p{L}?|e[ns]?)? (?:erlebnis|nutzererlebnis)|ihnen |nutzung der website|votre (?:expérience|navigation)|vous acceptez|tu (?:experiencia|navegación)|su (?:experiencia|navegación)|acepta(?:s|ndo)? (?:su|el) uso|sua (?:experiência|navegação)|la tua (?:esperienza|navigazione)|l[’']esperienza|uw (?:ervaring|bezoek)|je (?:ervaring|bezoek)|gebruikerservaring|korzystani|din upplevelse|вашего|удобств|personali[sz]e (?:content|ads)|analy[sz]e (?:our )?traffic|cookie policy|politique de cookies|política de cookies/u
/** "This site uses cookies" says no more. */
const cookiesAlone =
  /^(?:(?:this|our) (?:web ?)?site|we|diese (?:website|seite)|wir|ce site|notre site|nous|este (?:sitio|site)(?: web)?|questo sito|il nostro sito|(?:deze|onze) (?:web)?site|wij|ta strona|vi|этот сайт|наш сайт|мы) (?:uses?|verwende[tn]|nutz(?:t|en)|utilis\p{L}{1,4}|utiliza(?:mos)?|usa(?:mos)?|utilizza|gebruik(?:t|en)|używa|använder|использует|используем) (?:des |i )?(?:cookies?|kakor|куки|cookie-файлы)\.?$/u
const isCookieNotice = (small: string): boolean =>
  cookieSubject.test(small) && (cookiesAlone.test(small) || cookiePurpose.test(small)) && !quoted.test(small)
/** Somebody speaks, so the line is a sentence of the article. */
const quoted =
  /["“„«]|(?<!\p{L})(?:said|says|told|wrote|explain(?:s|ed)|admitted|ruled|found|court|sagte?|erklärte?|dit|dijo|dice|disse|zei|zegt|säger|powiedział|сказал)(?!\p{L})/u

/** Who has an account, and what to do. */
const accountQuestion =
  /^(?:already (?:a (?:subscriber|member)|subscribed|registered|have an account)|bereits (?:abonnent(?:in)?|registriert|kunde)|(?:déjà|vous êtes déjà) abonnée?|¿?ya eres (?:suscriptor|socio)|sei già abbonato|(?:al|ben je al) abonnee|já é assinante|masz już konto|har du redan ett konto|уже есть аккаунт) ?\??(?: (?:please )?(?:(?:log|sign) ?in(?: here| now)?|(?:jetzt |hier |zum )?(?:anmelden|einloggen|login)|(?:connectez|identifiez)-vous|se connecter|inicia(?:r)? sesión|accedi|log in|inloggen|entr[ae]|faça login|zaloguj się|logga in|войти|войдите))?[.!]?$/u
const signIn =
  /^(?:(?:please )?(?:sign|log) ?in to (?:continue(?: reading)?|comment|save this (?:article|story)|read (?:this|the full) (?:article|story)|listen to this article)|(?:jetzt |bitte )?(?:anmelden|einloggen|registrieren),? um (?:weiterzulesen|den artikel zu (?:lesen|speichern))|connectez-vous pour (?:lire la suite|continuer|commenter)|inicia sesión para (?:seguir leyendo|continuar|comentar)|accedi per (?:continuare(?: a leggere)?|commentare)|log in om (?:verder te lezen|te reageren)|zaloguj się,? aby (?:czytać dalej|skomentować)|logga in för att (?:läsa vidare|kommentera))[.!]?$/u

const mail =
  '(?:e-?mail|message|newsletter|courriel|lettre|nachricht|correo|mensaje|boletín|mensagem|nieuwsbrief|messaggio)'
/** Made when a line first needs it, since few do. */
let inBrowserPattern: RegExp | undefined
const inBrowser = (small: string): boolean =>
  (inBrowserPattern ??= new RegExp(
    `^(?:(?:click here to )?(?:view|read|open) (?:this |the )?(?:${mail}|issue|it)? ?(?:in (?:your |a |the )?(?:web ?)?browser|online)|(?:having |if you are having )?(?:trouble|problems) (?:reading|viewing) this ${mail}\\?(?: (?:view|read|open) (?:it )?(?:online|in (?:your )?browser))?|(?:forwarded this|was this) ${mail}(?: forwarded to you)?\\?(?: (?:subscribe|sign up)(?: here)?)?|(?:diese[rn]? )?(?:${mail} )?(?:im|in ihrem) browser (?:ansehen|öffnen|anzeigen|lesen)|problèmes? d[’']affichage ?\\?(?: (?:voir|lire|ouvrir) (?:dans le navigateur|en ligne))?|(?:voir|lire|afficher) (?:ce |cette |la )?(?:${mail} |version )?(?:en ligne|dans (?:votre|le) navigateur)|(?:ver|abrir|leer) (?:este )?(?:${mail} )?(?:en (?:el|tu|su) navegador|online)|(?:apri|visualizza|leggi) (?:questa |questo |la )?(?:${mail} )?(?:nel (?:tuo )?browser|online)|(?:bekijk|lees|open) (?:deze )?(?:${mail} )?(?:in (?:je|uw|de) browser|online)|(?:ver|abrir) (?:este |esta )?(?:${mail} )?no (?:seu )?navegador|web-?version|onlineversion|versión web|version en ligne|versione web|webversie)[.:»→>]{0,2}$`,
    'u',
  )).test(small)

const script =
  /^(?:(?:please )?(?:enable|turn on) javascript(?: in your browser)?(?: to (?:view|use|continue|see|read)[^,;:]{0,60})?|javascript is (?:disabled|not enabled|required)(?: (?:in your browser|to (?:view|use)[^,;:]{0,60}))?|javascript ist in ihrem browser (?:deaktiviert|nicht aktiv(?:iert)?)|(?:bitte )?aktivieren sie javascript|veuillez activer javascript|(?:por favor,? )?active javascript|your browser (?:is (?:out of date|outdated|not supported)|does not support (?:the )?(?:audio|video|this)(?: element)?))[.!]?$/u

/** Lines of nothing but these words. */
const phrases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    consent:
      'accept all|reject all|accept all cookies|allow all cookies|reject all cookies|manage cookies|cookie settings|cookie preferences|privacy settings|alle akzeptieren|alle cookies akzeptieren|alle ablehnen|cookie-einstellungen|tout accepter|tout refuser|accepter et continuer|gérer les cookies|aceptar todo|aceptar todas|aceptar y continuar|rechazar todo|accetta tutti|accetta tutto|rifiuta tutti|aceitar tudo|aceitar todos|alles accepteren|alles weigeren|zaakceptuj wszystkie|godkänn alla|принять все|すべて同意|we value your privacy|empfohlener redaktioneller inhalt|externer inhalt',
    listen:
      'this video can not be played|this video cannot be played|this video can’t be played|video unavailable|video player is loading|video player is loading.|getting your audio player ready|getting your audio player ready...|getting your audio player ready…|loading…|この記事を聴く|收听本文',
    page: 'skip to content|skip to main content|skip to navigation|jump to content|jump to recipe|jump to comments|back to top|toggle navigation|toggle menu|open menu|close menu|zum inhalt|zum inhalt springen|direkt zum inhalt|zum hauptinhalt springen|nach oben|aller au contenu|aller au contenu principal|passer au contenu|retour en haut|ir al contenido|saltar al contenido|pasar al contenido principal|ir para o conteúdo|pular para o conteúdo|vai al contenuto|vai al contenuto principale|naar inhoud|ga naar inhoud|direct naar inhoud|przejdź do treści|hoppa till innehåll|gå til indhold|hopp til innhold|перейти к содержанию|本文へスキップ|subscriber only|subscribers only|members only|subscriber exclusive|réservé aux abonnés|article réservé aux abonnés|solo para suscriptores|nur für abonnenten|exclusief voor abonnees|alleen voor abonnees|riservato agli abbonati|exclusivo para assinantes|endast för prenumeranter|add us as a preferred source on google|add as a preferred source on google',
    share:
      'x.com|シェア|シェアする|ツイート|分享|收藏|공유하기|share full article|gift this article|copy link|link kopieren|copier le lien|copiar enlace|copia link|kopieer link',
    advertisement: '広告|广告|廣告|광고|scroll to continue|scroll to continue reading|sponsored content',
    'sign-in':
      'sign in|log in|sign out|log out|my account|se connecter|inicia sesión|iniciar sesión|accedi|ログイン|로그인',
    forum: '[link] [comments]|[comments]|[link]',
  }).flatMap(([rule, lines]) => lines.split('|').map((line): [string, string] => [line, rule])),
)

/** The rule of a notice, whose patterns are tried only on lines with their words. */
function noticeRule(small: string): string | undefined {
  if (/cookie|kakor|куки/.test(small) && isCookieNotice(small)) return 'consent'
  if (small.length > 2 * MAX_SHORT_CHARACTERS) return undefined
  if (small.includes('javascript') || small.startsWith('your browser')) return script.test(small) ? 'page' : undefined
  if (/^(?:thanks|thank you) for reading /.test(small)) {
    const isCall =
      /^[^!.]{3,80}[!.] (?:subscribe for free to receive new posts|this post is public so feel free to share)/
    return isCall.test(small) ? 'subscribe' : undefined
  }
  if (small.length > MAX_SHORT_CHARACTERS) return undefined
  if (/^[^.!?]{2,80} is a reader-supported publication\. to receive new posts/.test(small)) return 'subscribe'
  if (/brows|navig|online|en ligne|version|forward|affichage/.test(small) && inBrowser(small)) return 'browser-mail'
  if (/^(?:already|bereits|déjà|vous êtes|¿?ya |sei già|al |ben je|já |masz|har du|уже)/.test(small))
    return accountQuestion.test(small) ? 'sign-in' : undefined
  return / (?:to|um|pour|para|per|om|aby|för att) /.test(small) && signIn.test(small) ? 'sign-in' : undefined
}

// ---- captions, forums, reading times

const readingTime =
  /^(?:lesezeit|lesedauer|temps de lecture|durée de lecture|tiempo (?:estimado )?de lectura|tempo (?:medio )?di lettura|tempo (?:estimado )?de leitura|leestijd|czas czytania|lästid|lesetid|læsetid|время чтения|час читання|okuma süresi|doba čtení|lukuaika|読了時間|阅读时间|reading time|read time)\s{0,2}[:：]?\s{0,2}(?:ca\.? |etwa |約|~ ?)?\d{1,3}\s?(?:min\p{L}{0,6}|мин\p{L}{0,3}|хв|dk|分|分钟)\.?$/u
const readingTimeAfter =
  /^(?:ca\. )?\d{1,3} ?(?:min|minuten|minutes?|minutos|minuti|minut|мин)\.? (?:lesezeit|lesedauer|de lecture|de lectura|di lettura|de leitura|leestijd|czytania|lästid|чтения)$/u
const captionLabel =
  /^(?:(?:image|media|picture|photo|video) (?:caption|source)[,:]\s.{2,300}|\[(?:image|photo|picture|bild|foto)[:：] [^\]]{0,200}\]|!\[[^\]]{0,200}\]\([^\s)]{0,500}\)|\[\/?(?:caption|gallery|embed|audio|video|playlist)(?:\s[^\]]{0,300})?\/?\])$/u
const forum =
  /^(?:submitted by\s{1,3}\/?u\/\S{1,60}(?:\s\[link\]\s{0,3}\[(?:\d{1,6} )?comments?\])?|\[link\]\s{0,3}\[(?:\d{1,6} )?comments?\]|\[\d{1,6} comments?\]|(?:article|comments) url: https?:\S{1,500}|(?:# ?)?(?:points|comments): \d{1,6})$/u

// ---- buttons

const { fillers, ...triggers } = buttons
const ruleByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(triggers).flatMap(([rule, words]) => words.split(' ').map((word): [string, string] => [word, rule])),
)
/** The words that may stand beside them. None of them makes a sentence of a button. */
const fillerWords: ReadonlySet<string> = new Set(fillers.split(' '))
/** What a button calls the text. */
const nouns: ReadonlySet<string> = new Set(
  'article story artikel beitrag artículo noticia nota articolo notizia artigo matéria notícia artykuł artikeln artikkelen artiklen статью новость'.split(
    ' ',
  ),
)
const MAX_BUTTON_CHARACTERS = 60
const MAX_BUTTON_WORDS = 6

/**
 * The rule of a line of nothing but the words of buttons: several of them ("Facebook · Print"), or one that says what the
 * button does beside words for the article or a time ("Artikel teilen", "Listen · 4 min"). A single word counts where `isInRow` says
 * that such a line stands beside it.
 */
function buttonRule(small: string, isInRow: boolean): string | undefined {
  if (small.length > MAX_BUTTON_CHARACTERS) return undefined
  const unTimed = /\d/.test(small) ? small.replace(/[(·•|]?\s?\d{1,2}\s?min\p{L}{0,5}\.?\)?$/u, '') : small
  if (/["“”„«»;:.?\d]/.test(unTimed)) return undefined
  const words = unTimed.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []
  if (words.length === 0 || words.length > MAX_BUTTON_WORDS) return undefined
  if (words.length === 2 && /^(?:die|der|la)$/.test(words[0]!)) return undefined
  let rule: string | undefined
  let buttons = 0
  for (const word of words) {
    const found = ruleByWord.get(word)
    if (found === undefined && !fillerWords.has(word)) return undefined
    if (found !== undefined) buttons++
    rule ??= found
  }
  if (rule === undefined || (words.length === 1 && !isInRow && rule !== 'advertisement')) return undefined
  if (words.length === 1 || buttons > 1 || unTimed !== small) return rule
  // "Play on", "Save more": one button word needs the article beside it, or is that of an advertisement within a text.
  const isOfText = words.some((word) => nouns.has(word)) || (rule === 'advertisement' && words.length > 2)
  return isOfText && (ruleByWord.has(words[0]!) || ruleByWord.has(words.at(-1)!)) ? rule : undefined
}

/** Whether a line alone is the word of a button, which counts in a row of them. */
export const isButtonWord = (line: string): boolean =>
  line.length < 24 && (ruleByWord.has(line.toLowerCase()) || phrases.has(line.toLowerCase()))

// ---- breadcrumbs and dates

const homes: ReadonlySet<string> = new Set(
  'home homepage startseite accueil inicio início inizio voorpagina hem hjem forside etusivu главная головна úvod ホーム トップ 首页 首頁 홈'.split(
    ' ',
  ),
)

/** Whether a line shows where on a site the page stands: "Home > News > World". */
function isBreadcrumb(line: string): boolean {
  if (line.length > 2 * MAX_SHORT_CHARACTERS || !/[>›»→]/.test(line) || /[.:;!?]/.test(line)) return false
  const parts = line.split(/\s*[>›»→]\s*/u).filter((part) => part !== '')
  if (parts.length < 3 || parts.length > 8 || !homes.has(parts[0]!.toLowerCase())) return false
  return parts.every((part, at) => /^[\p{Lu}\p{Lo}\d]/u.test(part) && (part.length <= 40 || at === parts.length - 1))
}

/** Labels of dates, after which nothing but a date may follow. */
const stampLabel =
  /^(?:stand|veröffentlicht(?: am)?|aktualisiert(?: am)?|erstellt(?: am)?|zuletzt aktualisiert|publié(?: le)?|mis à jour(?: le)?|actualizado(?: el)?|publicado(?: el| em)?|atualizado(?: em)?|pubblicato(?: il)?|aggiornato(?: il)?|gepubliceerd(?: op)?|bijgewerkt(?: op)?|opublikowano|aktualizacja|publicerad|uppdaterad|publisert|oppdatert|publiceret|opdateret|julkaistu|päivitetty|опубликовано|обновлено|опубліковано|оновлено|公開日|更新日|发布时间|發佈時間|published(?: on)?|posted(?: on)?|(?:last )?updated(?: on)?)\s{0,2}[:：]?\s{1,3}(?<date>.{4,50})$/u

/** The words that may stand in such a line beside months. */
const stampWords: ReadonlySet<string> = new Set(
  'stand veröffentlicht aktualisiert erstellt zuletzt geändert am um uhr vom publié publiée le à h mis jour modifié par el a las publicado publicada actualizado actualizada última actualización em às atualizado pubblicato aggiornato il alle ore gepubliceerd bijgewerkt laatste update op om uur opublikowano aktualizacja zaktualizowano godz publicerad uppdaterad publisert oppdatert publiceret opdateret kl klo den julkaistu päivitetty опубликовано обновлено опубліковано оновлено в г о updated published posted last modified on at utc gmt cet cest est edt am pm mon tue wed thu fri sat sun de del'.split(
    ' ',
  ),
)

/** Whether a line, in small letters, is a day with its month or its label, and nothing else. */
function isStamp(small: string): boolean {
  if (!/\d/.test(small) || /[;?!"“„«]/.test(small)) return false
  const date = stampLabel.exec(small)?.groups?.date
  if (
    date !== undefined &&
    (isDateLine(date) || /^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?:,? \d{1,2}[:.]\d{2}(?: uhr| h)?)?$/.test(date))
  )
    return true
  if (!/(?:19|20)\d\d|\d{1,2}[:.h]\d{2}/.test(small)) return false
  const month = /(?<!\d)\d{1,2}\.? (?:de )?(\p{L}{3,10})(?!\p{L})/u.exec(small)?.[1]
  if (date === undefined && (month === undefined || !isMonth(month))) return false
  return (small.match(/\p{L}+/gu) ?? []).every((word) => stampWords.has(word) || isMonth(word))
}

/** Where a line stands. `before` counts the article's lines above it. */
export interface Place {
  readonly index: number
  readonly count: number
  readonly before: number
  /** Whether a line beside it is a button, too. */
  readonly isInRow: boolean
}

/** The rule of a line that a page, a player or a newsletter adds; undefined where it belongs to the article. */
export function pageLineRule(line: string, { index, count, before, isInRow }: Place): string | undefined {
  const isAbove = before < 2 && index < 14
  if (line.length > MAX_LINE_CHARACTERS || !(isAbove || index >= count - LAST_LINES)) return undefined
  const small = line.toLowerCase()
  const found = phrases.get(small) ?? noticeRule(small)
  if (found !== undefined) return found
  if (/^[[!imvp]/.test(small) && captionLabel.test(small)) return 'caption'
  if (/^[[#sacp]/.test(small) && forum.test(small)) return 'forum'
  if (small.length <= 60 && /\d/.test(small) && (readingTime.test(small) || readingTimeAfter.test(small)))
    return 'reading-time'
  const button = buttonRule(small, isInRow)
  if (button !== undefined) return button
  if (before === 0 && isBreadcrumb(line)) return 'breadcrumb'
  // A caption stands above a text; alone it is the text.
  if (isAbove && index < count - 1 && endsAsCaption(line)) return 'caption'
  return isAbove && line.length <= MAX_SHORT_CHARACTERS && isStamp(small) ? 'date-line' : undefined
}
