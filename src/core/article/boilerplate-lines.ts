/**
 * Lines that pages, players and newsletters put around a text, in the languages of feeds. Bias as in `boilerplate.ts`: a rule
 * matches a whole line, and where its words can also begin a sentence the line must say more (a cookie notice what cookies are
 * for, a sign-in line what for one signs in).
 */
import { isDateLine } from '../text/date-words.ts'
import { isFunctionWord } from '../text/language.ts'
import { foldText } from '../text/text.ts'
import buttons from './button-words.json' with { type: 'json' }
import { MONTHS } from './dateline.ts'
import { endsAsCaption, noticeRule } from './notices.ts'

/** A longer line is prose. */
const MAX_LINE_CHARACTERS = 420
const MAX_SHORT_CHARACTERS = 130

interface LineRule {
  readonly rule: string
  readonly pattern: RegExp
  /** The runs of letters a to z with which a line of this rule may begin; one that begins with none is tested, too. */
  readonly starts?: ReadonlySet<string>
  /** What each line of this rule holds, for a pattern that may begin with anything. */
  readonly needs?: string
}

/** A pattern for a whole line in small letters: a pattern that ignores case takes twice the time. */
const whole = (...bodies: readonly string[]): RegExp => new RegExp(`^(?:${bodies.join('|')})$`, 'u')

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '))
/** The run of letters a to z at the beginning of a line in small letters. */
const firstLetters = (small: string): string => /^[a-z]*/.exec(small)![0]

/** Consent to cookies: who uses them, and what for. */
const cookieSubject =
  /^(?:(?:this|our|the) (?:web ?site|site|web ?page|page|app)|we(?: and our [^.]{0,30}partners)?|by (?:continuing|using|browsing|clicking|accepting)|(?:mit|durch) (?:der|die) (?:weiteren? )?nutzung|indem sie|käytämme|χρησιμοποιούμε|tämä sivusto|이 (?:웹)?사이트|저희는|(?:diese|unsere) (?:web\p{L}{2,6}|seite|internetseite)|wir|um [^.]{0,60}verwenden wir|nous|ce site|notre site|en (?:poursuivant|continuant)|(?:este|nuestro|nosso|esta|nuestra) (?:sitio|web|página|site|sítio|portal)|utilizamos|usamos|al (?:continuar|navegar)|(?:questo|il nostro) sito|utilizziamo|usiamo|noi e|(?:deze|onze) (?:web)?site|wij|(?:ta|nasza) strona|(?:ten|nasz) serwis|używamy|korzystamy|vi|den här (?:sajten|webbplatsen)|denne (?:nettsiden|hjemmeside\p{L}?)|мы|(?:этот|наш) сайт|сайт|ми|цей сайт|bu (?:web )?site\p{L}{0,3}|sitemiz\p{L}{0,4}|当サイト|本サイト|このサイト|当ウェブサイト|本ウェブサイト|本网站|我们|本站|我們|本網站)(?![\p{Ll}])/iu
const cookieWord = /cookie|traceurs|kakor|informasjonskapsler|ciasteczk|куки|çerez|eväste|쿠키|クッキー/iu
const cookiePurpose =
  /εμπειρία|oplevelse|hjemmeside|opplevelse|nettside|hizmet|deneyim|sivusto|사이트|website|web ?site|webbplats|webseite|\bsito\b|navegaci|experience|erlebnis|expérience|experiencia|experiência|navigat|naviga[rz]|navega[rn]|services?\b|servicios|consent|accept|akzept|einverstanden|acepta|aceita|agree|privacy|privacidade|datenschutz|personali[sz]|traffic|analy[sz]|analít|functional|partners?\b|bezoek|upplevelse|korzystani|jakości|сайт|サイト|サービス|网站|網站|settings|policy|technologies|propias/iu
/** Somebody speaks, so the line is a sentence of the article. */
const speech =
  /\b(?:said|says|explain(?:s|ed)|admitted|wrote|writes|told|dijo|explic[aó]|zei|zegt)\b|(?<!\p{L})(?:sagt|sagte|erklärt|a déclaré|explique|ha detto|spiega|disse|säger|сказал|заявил)(?!\p{L})/iu

/** "This site uses cookies" says no more, and needs none. */
const cookiesAlone = /^[^,.;:]{4,50}(?:cookies?|kakor|eväste\p{L}{1,3})\.?$/iu
const consentWithoutCookies =
  /^(?:we and our (?:\d{1,5} )?partners (?:store|use|process)|we value your privacy\.?$|your privacy matters|wir und unsere (?:\d{1,5} )?partner (?:speichern|nutzen|verarbeiten)|nous et nos (?:\d{1,5} )?partenaires (?:stockons|utilisons))/iu

const isCookieNotice = (line: string): boolean =>
  consentWithoutCookies.test(line) ||
  (cookieWord.test(line) &&
    cookieSubject.test(line) &&
    (cookiePurpose.test(line) || cookiesAlone.test(line)) &&
    !speech.test(line))

/** What one signs in for: no clause of a sentence follows. */
const purpose =
  '(?:,? (?:um|to|pour|para|per|om|för att|aby|чтобы|щоб) [^.,!?;:]{1,70}[.!]?| (?:or|oder|ou|o|of|and|und) \\p{L}{4,20})?'
/** The mail or page that is not shown well, in a question or a condition. */
const mail =
  '(?:e-?mail|mail|message|newsletter|courriel|lettre|nachricht|correo|mensaje|boletín|mensagem|nieuwsbrief|bericht)'

/** Lines that are never part of an article, wherever they stand. Buttons are recognised by their words (`buttonRule`). */
const anywhere: readonly LineRule[] = [
  {
    rule: 'consent',
    pattern: whole(
      '(?:accept|reject|allow|decline)(?: all| only necessary)?(?: cookies)?',
      '(?:manage|cookie|privacy) (?:cookies|settings|preferences|options|policy|notice|choices)',
      '(?:alles?|alle cookies|nur notwendige)(?: cookies)? (?:akzeptieren|ablehnen|accepteren|weigeren|zulassen)',
      'cookie-?(?:einstellungen|instellingen|inställningar)',
      '(?:tout|tous les cookies) (?:accepter|refuser)|(?:accepter|refuser)(?: tout| et continuer)|(?:paramétrer|gérer) les cookies',
      '(?:aceptar|rechazar)(?: y continuar| tod[oa]s?)(?: las cookies)?|(?:accetta|rifiuta)(?: e continua| tutt[oi])|(?:aceitar|rejeitar)(?: tudo| todos)',
      '(?:zaakceptuj|odrzuć) wszystk\\p{L}{1,4}|godkänn alla|принять(?: все)?(?: cookie)?|すべて同意|接受所有.{0,10}',
      '(?:empfohlener|externer|redaktioneller) (?:(?:redaktioneller|externer) )?inhalt(?: von .{2,30})?',
      'an dieser stelle (?:finden sie|befindet sich|steht|wird) (?:ein(?:en)? )?(?:externe[rn]? |relevante[rn]? )?(?:inhalt|embed|video|tweet|beitrag)\\b.{0,200}',
      '(?:this|the) (?:content|video|post|embed) (?:is|was) (?:hosted|provided) by .{2,40}third.party.{0,160}',
      '(?:ce|cette|le) (?:contenu|vidéo) .{0,160}cookies.{0,120}|(?:um|zum anzeigen) .{0,60}inhalte?s? (?:anzuzeigen|zu sehen).{0,160}',
    ),
  },
  {
    rule: 'sign-in',
    starts: wordsOf(
      'acceder accedi al already anmelden bereits bitte cadastre connectez connexion create d effettua einloggen entrar entre eres fa get giri hai har have heb hesab identif identifiez inicia iniciar inicie inloggen inscrivez j jeste jetzt kirjaudu log logg logga loggen login logout logup maak masz meld melden my noch nog not onko oturum pas please reg register registrati registrieren s schon se sei sign signin signout signup tem tienes vous ya you zaloguj zarejestruj',
    ),
    pattern: whole(
      '(?:sign|log) ?in(?: (?:/|,|or) (?:register|sign ?up|subscribe|create .{2,20}))?|(?:sign|log) ?out|my account|register',
      '(?:please )?(?:(?:sign|log) ?(?:in|up) or )?(?:sign|log) ?(?:in|up) (?:to|or|with|for) [^.,!?;:]{2,70}[.!]?|you (?:must|need to|have to) (?:be logged|log|sign|be signed) ?in .{2,90}',
      '(?:create|register for|get) (?:a|an|your) (?:free )?account .{2,80}',
      // A question about the account, then what to do.
      '¿?(?:already|not (?:a|yet)|have an|bereits|schon|noch kein|déjà|pas encore|vous (?:êtes|avez)|ya |eres |tienes|sei già|hai già|heb je|al |já |tem |masz|jesteś|har du|onko sinulla|hesabın|уже|вже)[^?.!]{0,50}(?:subscri|abb?on|account|member|regist|cuenta|suscri|assin|conto|compte|konto|inscrit|client|аккаунт|подпис|hesab|tili)[^?.!]{0,20}\\?(?:[^.!?]{0,30}(?:log ?in|sign ?in|anmelden|einloggen|connect|identifi|sesión|accedi|entr[ae]|login|zaloguj|logga|войти|войдите|giriş|kirjaudu|увійти)[^?]{0,30})?',
      `(?:anmelden|einloggen|registrieren|jetzt (?:anmelden|einloggen|registrieren|kostenlos anmelden)|(?:bitte )?(?:melden sie sich an|loggen sie sich ein))!?${purpose}`,
      `(?:se connecter|connectez-vous|s['’]identifier|identifiez-vous|connexion|inscrivez-vous)${purpose}`,
      `(?:inici(?:a|e|ar) sesión|identifícate|regístrate|acceder)${purpose}`,
      `(?:accedi|registrati|effettua (?:il login|l['’]accesso))${purpose}`,
      `(?:log|meld je|meld u) (?:in|aan)${purpose}|inloggen${purpose}|(?:maak|nog geen) (?:een )?(?:gratis )?account.{0,60}`,
      `(?:entrar|entre na sua conta|faça (?:o )?login|inicie sessão|cadastre-se)${purpose}`,
      `(?:zaloguj|zarejestruj) się${purpose}|logga in${purpose}|log ind${purpose}|log ind for .{2,60}|logg inn.{0,60}|kirjaudu(?: sisään)?.{0,40}|(?:войти|войдите|зарегистрируйтесь|авторизуйтесь|увійти|увійдіть)${purpose}`,
      'giriş yap(?:ın)?.{0,40}|oturum aç(?:ın)?.{0,40}|ログイン(?:して.{0,30})?|会員登録.{0,20}|登录(?:后.{0,20})?|登入|로그인.{0,20}',
    ),
  },
  {
    rule: 'share',
    pattern: whole(
      'x\\.com|シェア(?:する)?|ツイート|分享(?:到.{1,10})?|收藏|打印|공유(?:하기)?',
      '(?:(?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|mail|pinterest|line|threads|bluesky|вконтакте|одноклассники)(?:[\\s|•·,/]+|$)){2,14}',
    ),
  },
  {
    rule: 'listen',
    pattern: whole(
      "(?:this|the) video (?:can ?not|can[’']t) be played\\.?.{0,60}|to play this (?:video|audio) you need to .{2,80}|video (?:unavailable|player is loading)\\.?|(?:this )?(?:audio|article) is auto-?generated.{0,60}",
      '(?:new:? )?you can now listen to .{2,60}|loading\\.{0,3}',
      'your browser does not support (?:the |this )?(?:audio|video)(?: element| tag)?\\.?|この記事を聴く.{0,12}|收听本文.{0,10}',
      '\\d(?:\\.\\d{1,2})?x|00:00|\\d{1,2}:\\d\\d\\s*/\\s*\\d{1,2}:\\d\\d|-?\\d{1,2}:\\d\\d\\s+\\d{1,2}:\\d\\d(?:\\s+1x)?',
    ),
  },
  {
    rule: 'reading-time',
    pattern: whole(
      '(?:lesezeit|lesedauer|temps de lecture|durée de lecture|lecture|tiempo (?:estimado )?de lectura|tempo (?:medio )?di lettura|lettura|tempo (?:estimado )?de leitura|leestijd|czas czytania|lästid|lesetid|læsetid|время (?:на )?чтени[яе]|час читання|okuma süresi|délka čtení|doba čtení|timp de citire|temps de lectura|olvasási idő|χρόνος ανάγνωσης|czyta się|lukuaika|読了時間|阅读时间|reading time|read time)\\s*[:：]?\\s*(?:ca\\.? |etwa |rund |about |unter |circa |env\\. |около |~ ?|約)?\\d{1,3}.{0,14}',
      '(?:ca\\. )?\\d{1,3} ?(?:min|minuten|minutes?|minutos|minuti|minut\\p{L}?|мин(?:ут\\p{L}?)?)\\.? (?:lesezeit|lesedauer|de lecture|de lectura|di lettura|de leitura|leestijd|czytania|läsning|lästid|чтения|read)',
    ),
  },
  {
    rule: 'page',
    pattern: whole(
      '\\d{2,5} (?:words|wörter|mots|palabras|parole|palavras|woorden|ord|słów|слов)',
      '\\d[\\d.,  ]{0,12} ?[km]? ?(?:views?|reads|aufrufe|vues|lectures|visitas|visualizaciones|visualizzazioni|letture|visualizações|weergaven|visningar|visninger|wyświetle[nń]\\p{L}{0,2}|просмотр\\p{L}{0,2})',
    ),
  },
  {
    rule: 'advertisement',
    pattern: whole(
      '[-–—*\\s]*(?:広告|广告|광고)[-–—*\\s]*',
      'sponsored by \\p{L}[^.!?]{2,40}|scroll (?:down )?to continue(?: reading)?\\.?',
    ),
  },
  {
    rule: 'page',
    starts: wordsOf(
      'a activate active activer activez add ajouter ajoutez aktivieren aller back bitte cet choose close der dieser direct direkt elige enable exclusief exclusivo g ga hopp hoppa i ir javascript jump make member members merci naar nach nur open pasar passa passer please por przejd pular r retour riservato salta saltar see set siirry skip solo spring subscriber this toggle turn vai veuillez you your zum zur',
    ),
    pattern: whole(
      'skip to (?:main |the )?\\p{L}{3,12}|(?:gå|hopp|spring) til (?:hoved)?indhold(?:et)?|(?:gå|hopp) til (?:hoved)?innhold(?:et)?|siirry sisältöön|μετάβαση στο περιεχόμενο|jump to (?:content|recipe|comments)|back to top|toggle (?:navigation|menu|table of contents?)|open menu|close(?: menu)?',
      '(?:zum|direkt zum) (?:haupt)?inhalt(?: springen| wechseln)?|zur (?:navigation|startseite)(?: springen)?|nach oben',
      "aller (?:directement )?au contenu(?: principal)?|passer au contenu(?: principal)?|retour (?:en haut|à l['’]accueil)",
      '(?:saltar|ir|pasar) al contenido(?: principal)?|(?:pular|ir|saltar) para o conteúdo(?: principal)?|(?:vai|salta|passa) al contenuto(?: principale)?|(?:ga |direct )?naar (?:de )?(?:hoofd)?inhoud|przejdź do treści|(?:gå|hoppa) (?:direkt )?till innehåll(?:et)?|перейти к (?:содержанию|основному содержанию|контенту)|içeriğe (?:geç|atla)|本文へスキップ|跳到内容',
      '(?:add|make|set|choose) .{1,40} (?:as )?(?:a|your) preferred source.{0,20}|(?:ajoutez|ajouter) .{1,40} sources? préférées?.{0,20}|(?:añade|añadir|elige) .{1,40} (?:fuente|medio) preferid[ao].{0,20}',
      "(?:please )?(?:enable|turn on|activate) javascript.{0,90}|javascript (?:is|must be) (?:disabled|enabled|required).{0,90}|(?:bitte )?(?:aktivieren sie )?javascript (?:ist|muss) .{2,60}|(?:veuillez |merci d[’']|por favor,? )?activ(?:er|ez|e) javascript.{0,60}|your browser (?:is (?:out of date|outdated|not supported)|does not support).{0,90}",
      '(?:subscriber|members?) (?:only|exclusive)|réservé aux abonnés|solo para suscriptores|nur für abonnenten|exclusief voor abonnees|riservato agli abbonati|exclusivo para assinantes',
      '(?:この記事は|この先は)?(?:有料)?会員(?:限定|登録)[^。]{0,12}。?(?:残り.{1,12})?|記事を印刷.{0,6}|この記事を.{1,12}|字号[:：].{0,12}|扫码.{0,14}',
      '(?:add .{2,40} (?:on|to) google(?: news)?|see more of our (?:coverage|stories|reporting) in .{2,40})\\.?',
      "this (?:article|story|post) is (?:more than|over) \\d{1,2} (?:years?|months?) old\\.?|(?:dieser|der) (?:artikel|beitrag|text) ist (?:älter als|mehr als|über) .{1,20} (?:jahre?|monate?)(?: alt)?\\.?|cet article (?:date de|a) plus (?:de|d[’']).{1,20} (?:ans?|mois)\\.?|(?:you are|you[’']re) (?:reading|viewing) an archived .{1,60}",
    ),
  },
  {
    rule: 'browser-mail',
    starts: wordsOf(
      'a abrir afficher an apri are bekijk bericht bolet can click consulter correo courriel did diese diesen dieser difficulty e email experienc experiencing falls hier online onlineversion web version versi vers versione webversion webversie webversi sent lire auf leggi images image picture pictures probl problem problemas probleme problemen problemi schwierigkeiten bre forwarded has have having if im in is kan kun kunt leer lees leggi lettre lire mail mensagem mensaje message nachricht newsletter nieuwsbrief non on open problems read see si this trouble veja ver view visualizza voir was wenn werden wird you',
    ),
    pattern: whole(
      `(?:click here to )?(?:view|read|open|see) (?:(?:this|the) )?(?:${mail}|issue|edition|it|post)? ?(?:in (?:your|a|the) (?:web ?)?browser|online|on the web|in app)(?: (?:or|instead).{0,30})?[.»→>]*`,
      `(?:if you(?:[’']re| are)? |are you )?(?:having |have |experienc\\p{L}{1,3} )?(?:trouble|problems|difficulty) (?:reading|viewing|seeing|displaying) (?:this|the|our) ${mail}\\b.{0,80}|(?:is|are) (?:this|the) ${mail} not displaying.{0,90}|can[’']t (?:see|read|view) this ${mail}.{0,80}|${mail} not displaying.{0,90}`,
      `(?:did|has) (?:someone|somebody|a friend) forward(?:ed)? (?:you )?this.{0,80}|you(?:[’']re| are) receiving this ${mail} because .{2,160}|kan du ikke (?:se|læse|lese) denne? .{2,80}`,
      `(?:was )?(?:this|an?) ${mail} (?:was )?forwarded.{0,80}|forwarded (?:this|an?) ${mail}\\??.{0,60}|(?:${mail} weitergeleitet|on vous a transféré|¿te (?:han )?reenvia(?:ron|do)) .{2,90}`,
      `(?:wird|werden) (?:diese|dieser|die|der) ${mail} nicht .{2,100}|(?:falls|wenn) (?:diese|dieser) ${mail} nicht .{2,120}|(?:diesen? )?(?:${mail} )?(?:im|in ihrem) browser (?:ansehen|öffnen|anzeigen|lesen)`,
      `si (?:ce|cet|cette) ${mail} ne s[’']affiche .{2,100}|(?:voir|lire|afficher|consulter) (?:ce|cet|cette|la) (?:${mail}|version)? ?(?:en ligne|dans (?:votre|le) navigateur)|¿no (?:ves|puedes ver|visualizas) .{0,40}${mail}.{2,90}|(?:ver|abrir|leer) (?:este|el) ${mail} ?(?:en (?:el|tu|su) navegador|online|en línea)`,
      '(?:forwarded|sent) (?:by|from) a (?:friend|colleague)\\?.{0,60}|(?:online|web)-?version|version (?:en ligne|web)|versión (?:web|en línea|online)|versione (?:web|online)|versão (?:web|online)|webversie|(?:read|view|see) this (?:issue|edition|newsletter|e-?mail) on (?:our|the) (?:web ?)?site|leggi sul sito|lire sur le site|leer en la web|auf der (?:web)?seite lesen|webversie bekijken|bekijk (?:de )?webversie',
      "(?:images?|pictures?) not (?:loading|showing|displaying)\\?|(?:probleme?|schwierigkeiten) (?:bei|mit) der (?:darstellung|anzeige)\\?|problèmes? d[’']affichage\\s?\\?|¿problemas (?:para|al) (?:ver|leer|visualizar) (?:el|este|la) .{3,12}\\?|problemi di (?:visualizzazione|lettura)\\?|problemas (?:de|com a) visualização\\?|problemen met (?:de )?weergave\\?|problem med (?:att visa|visningen)[^?]{0,20}\\?|ábre(?:lo|la) en .{3,20}|(?:view|bekijk|hier)(?: het)? online",
      `non (?:vedi|visualizzi|riesci a) .{0,40}${mail}.{0,60}|(?:apri|visualizza|leggi) (?:questa |la )?${mail}? ?(?:nel (?:tuo )?browser|online)|(?:ver|veja|abrir) (?:este )?${mail}? ?(?:no (?:seu )?navegador|online)|(?:bekijk|lees|open) (?:deze )?${mail}? ?(?:in (?:je|uw|de) browser|online)|(?:kan je|kun je|kunt u) deze ${mail} niet .{2,80}`,
    ),
  },
  {
    rule: 'subscribe',
    starts: wordsOf(
      'abone abonea abonuj bedankt danke e email enter gracias grazie merci obrigada obrigado odeb prenumerera subscribe tack thank thanks this tilaa to today upgrade your zapisz',
    ),
    pattern: whole(
      '(?:подпишитесь|подписывайтесь|підпишіться|підписуйтесь|prenumerera|zapisz się|abonuj|abonează-te|odebírejte|tilaa|abone ol\\p{L}{0,3})[^.!?]{2,100}[.!]?|(?:your |enter your )?e-?mail address',
      "(?:thank(?:s| you)(?: so much)? for (?:reading|subscribing|listening)|merci (?:de|d[’']avoir) l(?:ire|u)|¡?gracias por leer|danke[^.!]{0,12},? (?:dass sie|fürs? les|für das les)|grazie per (?:aver letto|leggere)|obrigad[oa] por ler|bedankt voor het lezen|tack för att du läs)[^.!?]{0,60}[.!]\\s{0,2}(?:this post is|if you|please|share|feel free|[^.!]{0,30}(?:subscri|upgrade|become|sign ?up|abonn|suscr|iscriv|assine|inscre|prenumer)).{0,200}",
      "(?:this|today[’']s) (?:post|newsletter|issue) is (?:public|free|for paid subscribers).{0,120}|to (?:receive|get) new posts and support my work.{0,120}|upgrade to paid.{0,40}|subscribe (?:for free|now|here)?",
    ),
  },
  {
    rule: 'forum',
    pattern: whole(
      'submitted by\\s+/?(?:u/)?\\S{1,60}(?:\\s+to\\s+\\S.{0,60})?(?:\\s+\\[link\\]\\s*\\[(?:\\d{1,6} )?comments?\\])?|(?:\\[link\\]\\s*)?\\[(?:\\d{1,6} )?comments?\\]|\\[link\\]',
      '(?:article|comments) url:\\s*https?:\\S{1,500}',
      '(?:(?:# ?)?(?:points|comments|score|votes|replies):\\s*\\d{1,6}|\\d{1,6} (?:points?|comments?|votes?|replies))(?:\\s*[|•·,]\\s*(?:(?:points|comments|score|votes|replies):\\s*\\d{1,6}|\\d{1,6} (?:points?|comments?|votes?|replies))){0,3}',
    ),
  },
  {
    rule: 'caption',
    pattern: whole(
      '(?:image|media|picture|figure|photo|video) caption[,:](?:\\s.{2,300})?|(?:bildunterschrift|bildtext|légende|pie de foto|didascalia|onderschrift)\\s?:\\s.{2,300}',
      '(?:image|video|media) source[,:]\\s?.{2,80}',
      '\\[(?:image|photo|picture|img|video|embed|gallery|bild|foto)(?:\\s?[:：|].{0,200})?\\]|!\\[[^\\]]{0,300}\\]\\([^\\s)]{0,500}(?: "[^"]{0,100}")?\\)|\\[/?(?:caption|gallery|embed|audio|video|playlist|youtube|advert|ad|adsense|shortcode)(?:\\s[^\\]]{0,300})?/?\\]',
    ),
  },
  {
    rule: 'gallery',
    pattern: whole(
      '(?:image|photo|picture|slide|bild|foto|diapo|imagen|imagem|immagine) \\d{1,3} (?:/|of|von|sur|de|di|van|av|z) \\d{1,3}|\\+\\d{1,3}',
    ),
  },
  {
    rule: 'page',
    needs: 'javascript',
    pattern: whole(
      '.{0,60}javascript.{0,20}(?:deaktiviert|disabled|désactivé|desactivado|disattivato|aktivieren|activer|activar).{0,100}',
    ),
  },
  { rule: 'page', needs: ' all alerts', pattern: whole('.{10,110} (?:view|see) all alerts\\.?') },
  { rule: 'page', needs: ' bevorzugte quelle ', pattern: whole('.{1,30} als bevorzugte quelle .{4,30}') },
  {
    rule: 'listen',
    needs: ' player ',
    pattern: whole('(?:getting your )?.{0,30}(?:audio|video) player (?:ready|is loading)\\.{0,3}'),
  },
  {
    rule: 'subscribe',
    needs: 'er-',
    pattern: whole(
      '.{2,60} is (?:(?:a|an) )?(?:reader-supported|reader-funded|listener-supported)(?: (?:publication|newsletter|guide|podcast))?\\..{0,200}',
    ),
  },
]

/** Lines that are boilerplate only before the second line of the article: elsewhere a table or a score has such lines. */
const nearHead: readonly LineRule[] = [
  { rule: 'gallery', pattern: whole('\\d{1,3}\\s?(?:/|of|von|sur|de|di|van|z|av|из)\\s?\\d{1,3}') },
  { rule: 'page', pattern: whole('(?:live|breaking|news|weather) alerts?', 'premium|plus|abo\\+?') },
  { rule: 'forum', pattern: whole('https?://\\S{1,500}') },
]

// ---- buttons

const { fillers, ...triggers } = buttons
/** The words that make a line a button or a label of a page, with their rules. */
const ruleByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(triggers).flatMap(([rule, words]) => words.split(' ').map((word): [string, string] => [word, rule])),
)
/** The words that may stand beside them: articles, prepositions, networks, and what a page calls its text. */
const fillerWords: ReadonlySet<string> = new Set(fillers.split(' '))
/** Function words of sentences and headings, which no button has. */
const personWord =
  /^(?:why|how|who|what|when|where|i|we|they|he|she|was|were|warum|wie|wer|wir|ich|war|waren|pourquoi|qui|nous|je|ils|qué|cómo|quién|nosotros|perché|chi|noi|waarom|wie|wij|hoe)$/u
const MAX_BUTTON_CHARACTERS = 80
const MAX_BUTTON_WORDS = 10

/**
 * The rule of a line of nothing but the words of buttons ("Share full article", "Diesen Artikel anhören · 4 Min."): one
 * of the words says what the button does, and the others say nothing. Above the article other function words may stand in it.
 */
function buttonRule(line: string, isAbove: boolean): string | undefined {
  if (line.length > MAX_BUTTON_CHARACTERS || /["“”„«»;]/.test(line)) return undefined
  const words = line.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []
  if (words.length === 0 || words.length > MAX_BUTTON_WORDS) return undefined
  let rule: string | undefined
  for (const word of words) {
    const found = ruleByWord.get(word)
    if (found === undefined && word.length > 1 && !fillerWords.has(word)) {
      // Further down "Why we share" may be a heading.
      if (!isAbove || !isFunctionWord(foldText(word)) || personWord.test(word)) return undefined
    }
    rule ??= found
  }
  return rule
}

// ---- breadcrumbs and dates

/** Whether a line shows where on a site the page stands: "Home > News > World". */
function isBreadcrumb(line: string): boolean {
  if (line.length > MAX_SHORT_CHARACTERS + 60) return false
  const path = line.replace(
    /^(?:you are (?:here|in)|you[’']re here|sie (?:sind|befinden sich) hier|vous êtes ici|estás en|está aquí|usted está aquí|sei (?:in|qui)|ti trovi in|je bent hier|u bent hier|você está aqui|jesteś tutaj|du är här|вы здесь)\s*[:：]?\s*/iu,
    '',
  )
  const isAnnounced = path !== line
  const parts = path.split(/\s*[>›»→⟩❯]\s*|\s+[/|\\]\s+|\s*>>\s*/u).filter((part) => part !== '')
  // A title may end with a question, but with no full stop.
  if (parts.length < 2 || parts.length > 8 || /[^.]\.$/.test(line)) return false
  const isAtHome =
    /^(?:home(?:page)?|start(?:seite)?|accueil|acasă|inici|domů|úvod|hlavní stránka|početna|αρχική|kezdőlap|inicio|portada|início|inizio|homepage|voorpagina|strona główna|hem|hjem|forside|etusivu|главная|головна|ana sayfa|ホーム|トップ|首页|首頁|홈)$/iu.test(
      parts[0]!,
    )
  if (!isAtHome && !isAnnounced) return false
  // A sentence with strokes in it goes on in small letters. The last part may be the title of the page.
  return parts.every(
    (part, at) =>
      /^[\p{Lu}\p{Lo}\d]/u.test(part) && (part.length <= 40 || at === parts.length - 1) && !/[.:;!?]\s/.test(part),
  )
}

/** Labels of dates, and the words between them. */
const stampLabel =
  /^(?:stand|veröffentlicht|aktualisiert|erstellt|zuletzt (?:aktualisiert|geändert)|publié|publiée?s?|mis(?:e)? à jour|modifié|créé|actualizado|publicado|actualizada|última actualización|creado|atualizado|última atualização|pubblicato|aggiornato|ultimo aggiornamento|modificato|gepubliceerd|bijgewerkt|laatste? (?:update|bijgewerkt|gewijzigd)|geplaatst|offentliggjort|redigeret|δημοσίευση|ενημέρωση|ultima (?:modifica|revisione)|publicat|actualizat|publikováno|aktualizováno|opublikowano|aktualizacja|zaktualizowano|data publikacji|dodano|publicerad|uppdaterad|publisert|oppdatert|sist oppdatert|publiceret|opdateret|julkaistu|päivitetty|опубликовано|обновлено|дата публикации|опубліковано|оновлено|yayınlanma|güncelleme|公開日?|更新日?|投稿日|掲載|发布时间|发布于|更新时间|發布時間|發佈時間|입력|수정|updated?|published|posted|first published|last (?:updated|modified)|created)(?:$|[\s:：,.|])/iu
const otherMonths =
  'oca|şub|mart|nis|haz|tem|ağu|eyl|eki|kas|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|ian|iun|iul|noi|led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|pro|ιαν|φεβ|μαρ|απρ|μαΐ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ'
const stampWord = new RegExp(
  `(?<!\\p{L})(?:offentliggjort|redigeret|δημοσίευση|ενημέρωση|στις|ultima|publicat|actualizat|publikováno|aktualizováno|modifica|la|ora|hier|gestern|heute|aujourd|hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|vandaag|wczoraj|dzisiaj|dziś|igår|idag|i går|i dag|вчера|сегодня|вчора|сьогодні|dün|bugün|stand|veröffentlicht|aktualisiert|erstellt|zuletzt|geändert|publiée?|mise?|à|jour|modifié|créé|le|par|actualizad[ao]|publicad[ao]|última|actualización|el|a|las|la|de|del|atualizado|atualização|em|às|pubblicato|aggiornato|ultimo|aggiornamento|il|alle|ore|gepubliceerd|bijgewerkt|laatste?|update|gewijzigd|geplaatst|op|om|uur|uhr|um|am|vom|opublikowano|aktualizacja|zaktualizowano|data|publikacji|dodano|godz|o|publicerad|uppdaterad|publisert|oppdatert|sist|publiceret|opdateret|kl|klo|den|og|och|und|et|y|e|en|julkaistu|päivitetty|опубликовано|обновлено|дата|публикации|в|г|года|опубліковано|оновлено|мск|yayınlanma|güncelleme|updated?|published|posted|first|last|modified|created|on|at|h|hs|hrs|min|utc|gmt|cet|cest|est|edt|pst|pdt|msk|bst|jst|am|pm|mon|tue|wed|thu|fri|sat|sun|seg|ter|qua|qui|sex|sáb|dom|lun|mar|mer|jeu|ven|sam|mo|di|mi|do|fr|sa|so|(?:${MONTHS}|${otherMonths}|ara)\\p{L}{0,8}\\.?)(?!\\p{L})`,
  'giu',
)
const dayAndMonth = new RegExp(`\\d{1,2}\\.? (?:de )?(?:${MONTHS}|${otherMonths})\\p{L}{0,8}`, 'iu')

/** Whether a line is a date in any of these languages, with or without a label, and nothing else. */
function isStamp(line: string): boolean {
  if (line.length > MAX_SHORT_CHARACTERS || !/\d/.test(line) || /[;?!"“„«]/.test(line)) return false
  if (!/\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[:.h]\d{2}|(?:19|20)\d\d/.test(line)) return false
  const isSure = stampLabel.test(line) || dayAndMonth.test(line) || /\d{1,4}[./-]\d{1,2}[./-]\d{2,4}/.test(line)
  if (!isSure) return isDateLine(line) && /\d{4}|\d:\d/.test(line)
  // Words of a sentence are left over; a date has none.
  const rest = line
    .replace(/[公開更新投稿掲載发布發佈發於于时间時間日年月时時分입력수정:：]/gu, ' ')
    .replace(stampWord, ' ')
    .replace(/\d+(?:st|nd|rd|th|hs?|er|º|ª|T|Z)?/giu, ' ')
  return !/\p{L}{2}/u.test(rest)
}

const unit =
  '(?:sec|min|hour|day|week|minut|stund|std|tag|woche|heure|jour|semaine|minuto|hora|día|dia|ora|ore|giorn|uur|uren|dag|week|godzin|dni|час|мин|дн|год|хв|tim|dag|saat|dakika|gün|tunti|päiv)\\p{L}{0,5}\\.?'
const ageAlone = new RegExp(
  `^(?:\\p{L}{4,14}(?: (?:le|am|il|el))?:? )?(?:(?:vor|il y a|hace|há|seit|acum|před) \\d{1,3} ?${unit}|\\d{1,3} ?${unit} (?:ago|geleden|fa|temu|назад|тому|siden|sedan|önce|sitten|atrás))$`,
  'iu',
)

/** Whether a line says how old the article is: "Update: 2 uur geleden". */
const isAge = (line: string): boolean => line.length <= 50 && /\d/.test(line) && ageAlone.test(line)

/** A line may hold several: "View in browser | Unsubscribe". */
const MAX_PARTS = 4
const partMark = /[|•·]|[.?!]\s/
const partEnd = /\s*[|•·]\s*|(?<=[.?!])\s+/u

/** The rule of a line that a page, a player or a newsletter adds; undefined where it belongs to the article. */
export function pageLineRule(line: string, index: number, count: number, before: number): string | undefined {
  if (line.length > MAX_LINE_CHARACTERS) return undefined
  const rule = wholeLineRule(line, index, count, before)
  if (rule !== undefined || line.length > 160) return rule
  if (!partMark.test(line)) return undefined
  const parts = line.split(partEnd).filter((part) => part !== '')
  if (parts.length < 2 || parts.length > MAX_PARTS) return undefined
  let found: string | undefined
  for (const part of parts) {
    const ruleOfPart = wholeLineRule(part, index, count, before)
    if (ruleOfPart === undefined) return undefined
    found ??= ruleOfPart
  }
  return found
}

function wholeLineRule(line: string, index: number, count: number, before: number): string | undefined {
  const isAtEdge = before < 3 || index >= count - 14
  if (isAtEdge && isCookieNotice(line)) return 'consent'
  const notice = isAtEdge ? noticeRule(line) : undefined
  if (notice !== undefined) return notice
  const small = line.toLowerCase()
  const first = firstLetters(small)
  for (const { rule, pattern, starts, needs } of anywhere) {
    if (starts !== undefined && first !== '' && !starts.has(first)) continue
    if (needs !== undefined && !small.includes(needs)) continue
    if (line.length > MAX_BUTTON_CHARACTERS && SHORT_RULES.has(rule)) continue
    if (line.length > MAX_SHORT_CHARACTERS && !LONG_RULES.has(rule)) continue
    if (pattern.test(small)) return rule
  }
  const button = buttonRule(line, before === 0)
  if (button !== undefined) {
    // Under the first lines "The gallery" may be a heading; share buttons and advertisements stand anywhere.
    const isHeading = before > 0 && !/[\d(]|\S \S+ \S/.test(line)
    if (RULES_OF_MIDDLE.has(button) || (isAtEdge && !isHeading)) return button
  }
  if (before < 2) {
    // A caption stands above a text; alone it is the text.
    if (index < count - 1 && endsAsCaption(line)) return 'caption'
    for (const { rule, pattern } of nearHead) if (pattern.test(small)) return rule
    if (isBreadcrumb(line)) return 'breadcrumb'
  }
  return isAtEdge && (isStamp(line) || isAge(line)) ? 'date-line' : undefined
}

/** Buttons that are recognised in the middle of a text. */
const RULES_OF_MIDDLE: ReadonlySet<string> = new Set(['share', 'advertisement', 'sign-in'])
/** Rules whose lines are never longer than a button. */
const SHORT_RULES: ReadonlySet<string> = new Set(['share', 'reading-time', 'gallery', 'advertisement'])
/** Rules whose lines may be longer than a notice. */
const LONG_RULES: ReadonlySet<string> = new Set(['consent', 'browser-mail', 'subscribe', 'caption', 'forum'])
