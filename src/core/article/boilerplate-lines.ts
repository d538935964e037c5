/**
 * Lines that pages, players and newsletters put around a text, in the languages of feeds. Bias as in `boilerplate.ts`: a rule
 * matches a whole line, and where its words can also begin a sentence the line must say more (a cookie notice what cookies are
 * for, a sign-in line what for one signs in).
 */
import { isDateLine } from '../text/date-words.ts'

/** A longer line is prose. */
const MAX_LINE_CHARACTERS = 420
const MAX_SHORT_CHARACTERS = 130

interface LineRule {
  readonly rule: string
  readonly pattern: RegExp
}

const whole = (...bodies: readonly string[]): RegExp => new RegExp(`^(?:${bodies.join('|')})$`, 'iu')

/** Consent to cookies: who uses them, and what for. */
const cookieSubject =
  /^(?:(?:this|our|the) (?:web ?site|site|web ?page|page|app)|we(?: and our [^.]{0,30}partners)?|by (?:continuing|using|browsing|clicking|accepting)|(?:diese|unsere) (?:web\p{L}{2,6}|seite|internetseite)|wir|um [^.]{0,60}verwenden wir|nous|ce site|notre site|en (?:poursuivant|continuant)|(?:este|nuestro|nosso|esta|nuestra) (?:sitio|web|página|site|sítio|portal)|utilizamos|usamos|al (?:continuar|navegar)|(?:questo|il nostro) sito|utilizziamo|usiamo|noi e|(?:deze|onze) (?:web)?site|wij|(?:ta|nasza) strona|(?:ten|nasz) serwis|używamy|korzystamy|vi|den här (?:sajten|webbplatsen)|denne (?:nettsiden|hjemmeside\p{L}?)|мы|(?:этот|наш) сайт|сайт|ми|цей сайт|bu (?:web )?site\p{L}?|sitemiz|当サイト|本サイト|このサイト|当ウェブサイト|本ウェブサイト|本网站|我们|本站|我們|本網站)(?![\p{Ll}])/iu
const cookieWord = /cookie|traceurs|kakor|informasjonskapsler|ciasteczk|куки|çerez|クッキー/i
const cookiePurpose =
  /website|web ?site|webbplats|webseite|\bsito\b|navegaci|experience|erlebnis|expérience|experiencia|experiência|navigat|naviga[rz]|navega[rn]|services?\b|servicios|consent|accept|akzept|einverstanden|acepta|aceita|agree|privacy|privacidade|datenschutz|personali[sz]|traffic|analy[sz]|analít|functional|partners?\b|bezoek|upplevelse|korzystani|jakości|сайт|サイト|サービス|网站|網站|settings|policy|technologies|propias/iu
/** Somebody speaks, so the line is a sentence of the article. */
const speech =
  /\b(?:said|says|explain(?:s|ed)|admitted|wrote|writes|told|dijo|explic[aó]|zei|zegt)\b|(?<!\p{L})(?:sagt|sagte|erklärt|a déclaré|explique|ha detto|spiega|disse|säger|сказал|заявил)(?!\p{L})/iu

const isCookieNotice = (line: string): boolean =>
  cookieWord.test(line) && cookieSubject.test(line) && cookiePurpose.test(line) && !speech.test(line)

/** What one signs in for: no clause of a sentence follows. */
const purpose =
  '(?:,? (?:um|to|pour|para|per|om|för att|aby|чтобы) [^.,!?;:]{1,70}[.!]?| (?:or|oder|ou|o|of|and|und) \\p{L}{4,20})?'

/** Lines that are never part of an article, wherever they stand. */
const anywhere: readonly LineRule[] = [
  {
    rule: 'consent',
    pattern: whole(
      '(?:accept|reject|allow|decline)(?: all| only necessary)?(?: cookies)?',
      '(?:manage|cookie|privacy) (?:cookies|settings|preferences|options|policy|notice|choices)',
      '(?:alles?|alle cookies|nur notwendige)(?: cookies)? (?:akzeptieren|ablehnen|accepteren|weigeren|zulassen)',
      'cookie-?(?:einstellungen|instellingen|inställningar)',
      '(?:tout|tous les cookies) (?:accepter|refuser)|(?:accepter|refuser)(?: tout| et continuer)|(?:paramétrer|gérer) les cookies',
      '(?:aceptar|rechazar)(?: y continuar| tod[oa]s?)(?: las cookies)?|(?:accetta|rifiuta)(?: e continua| tutt[oi])?|(?:aceitar|rejeitar)(?: tudo| todos)?',
      '(?:zaakceptuj|odrzuć) wszystk\\p{L}{1,4}|godkänn alla|принять(?: все)?(?: cookie)?|すべて同意|接受所有.{0,10}',
      '(?:empfohlener|externer|redaktioneller) (?:(?:redaktioneller|externer) )?inhalt(?: von .{2,30})?',
      'an dieser stelle (?:finden sie|befindet sich|steht|wird) (?:ein(?:en)? )?(?:externe[rn]? |relevante[rn]? )?(?:inhalt|embed|video|tweet|beitrag)\\b.{0,200}',
      '(?:this|the) (?:content|video|post|embed) (?:is|was) (?:hosted|provided) by .{2,40}third.party.{0,160}',
      '(?:ce|le) (?:contenu|vidéo) (?:est|a été) bloqué.{0,160}cookies.{0,120}|(?:um|zum anzeigen) .{0,60}inhalte? (?:anzuzeigen|zu sehen).{0,160}',
    ),
  },
  {
    rule: 'sign-in',
    pattern: whole(
      '(?:sign|log) ?in(?:(?: /|,| or) (?:register|sign ?up|subscribe|create .{2,20}))?|(?:sign|log) ?out|my account|register',
      '(?:please )?(?:sign|log) ?in (?:to|or|with|for) [^.,!?;:]{2,70}[.!]?|you (?:must|need to|have to) (?:be logged|log|sign|be signed) ?in .{2,90}',
      '(?:already (?:have an account|registered|a member)|not (?:a member|registered)(?: yet)?)\\?.{0,60}',
      '(?:create|register for|get) (?:a|an|your) (?:free )?account .{2,80}',
      `(?:anmelden|einloggen|registrieren|jetzt (?:anmelden|einloggen|registrieren|kostenlos anmelden)|bitte (?:melden sie sich an|loggen sie sich ein))!?${purpose}`,
      `(?:se connecter|connectez-vous|s['’]identifier|identifiez-vous|connexion|inscrivez-vous|déjà abonné ?\\?)${purpose}`,
      `(?:inici(?:a|e|ar) sesión|identifícate|regístrate|acceder)${purpose}`,
      `(?:accedi|registrati|effettua (?:il login|l['’]accesso))${purpose}`,
      '(?:log|meld je|meld u) (?:in|aan)(?: (?:om|of) .{2,80})?|inloggen(?: (?:om|of) .{2,80})?|(?:maak|nog geen) (?:een )?(?:gratis )?account.{0,60}',
      `(?:entrar|entre na sua conta|faça (?:o )?login|inicie sessão|cadastre-se)${purpose}`,
      '(?:zaloguj|zarejestruj) się.{0,80}|logga in(?: för att .{2,80})?|logg inn.{0,60}|(?:войти|войдите|зарегистрируйтесь|авторизуйтесь)(?:,? чтобы .{2,80})?',
      'ログイン(?:して.{0,30})?|会員登録.{0,20}|登录(?:后.{0,20})?|登入',
    ),
  },
  {
    rule: 'share',
    pattern: whole(
      'share (?:full )?(?:this )?(?:article|story|post|page|link).{0,40}|gift this article|save(?: (?:this )?(?:article|story|for later))?|bookmark(?: this)?|copied!?|link copied!?|republish(?: this article)?',
      '(?:auf|über|via|per|bei) (?:facebook|twitter|x|whatsapp|linkedin|telegram|xing|e-?mail|mastodon|bluesky) (?:teilen|versenden|senden|merken)',
      '(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|vorlesen|versenden|kommentieren|kommentar schreiben|link kopieren)',
      "(?:partager|envoyer|imprimer|commenter|réagir|enregistrer|copier le lien|offrir)(?: (?:sur|par|via|avec) .{1,30}| (?:cet |l['’])article)?",
      '(?:compartir|comparte|imprimir|comentar|guardar|copiar enlace|enviar)(?: (?:en|por|vía|con) (?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|correo)| (?:este |el )?(?:artículo|noticia))?',
      "(?:condividi|stampa|commenta|salva|copia link)(?: (?:su|via|con) .{1,30}| (?:l[’']|questo )?articolo)?",
      '(?:deel|delen|dit artikel delen|printen|afdrukken|bewaren|reageer|reacties)(?: (?:dit|het) (?:artikel|bericht))?(?: (?:via|op|met) .{1,30})?',
      '(?:compartilhar|compartilhe|partilhar|partilhe)(?: (?:no|na|via|em|este) .{1,30})?|udostępnij.{0,30}|skomentuj|drukuj|dela(?: artikeln)?(?: (?:på|via) .{1,20})?|skriv ut|del (?:på|artikkelen|artiklen).{0,20}',
      '(?:поделиться|поделитесь|распечатать|отправить)(?: (?:в|на|ссылкой|новостью|статьей).{0,30})?|シェア(?:する)?|ツイート|分享(?:到.{1,10})?|收藏|打印|공유(?:하기)?',
    ),
  },
  {
    rule: 'share',
    pattern:
      /^(?:(?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|mail|print|drucken|imprimer|imprimir|stampa|pinterest|flipboard|pocket|xing|messenger|threads|bluesky|mastodon|reddit|tumblr|copy link|link|share|tweet|sms|viber|вконтакте|одноклассники|line|hatena|weibo)(?:[\s|•·,/]+|$)){2,14}$/iu,
  },
  {
    rule: 'listen',
    pattern: whole(
      '(?:listen|listen to (?:this|the) (?:article|story|post)|play|audio|read aloud)\\s*[·•|:–—(-]*\\s*\\d{1,3}(?::\\d\\d)?\\s*min(?:ute)?s?\\)?\\.?',
      '(?:hear|listen to) (?:this|the) (?:article|story)(?: read aloud| now| here)?|your browser does not support the (?:audio|video) (?:element|tag)\\.?',
      "(?:this|the) video (?:can ?not|can[’']t) be played\\.?.{0,60}|to play this (?:video|audio) you need to .{2,80}|video (?:unavailable|player is loading)\\.?|(?:this )?(?:audio|article) is auto-?generated.{0,60}",
      '(?:(?:hören|lesen) sie diesen (?:artikel|beitrag|text)(?: vorlesen| an)?|(?:diesen )?artikel (?:an)?hören|(?:diesen )?artikel vorlesen lassen|(?:jetzt )?anhören|audio anhören)\\s*[·•|:(-]*\\s*(?:\\d{1,3}(?::\\d\\d)? ?min(?:uten|\\.)?\\)?)?',
      "(?:écouter|écoutez)(?: (?:cet|l['’]) ?article| l['’]audio)?\\s*[·•|:(-]*\\s*(?:\\d{1,3}(?::\\d\\d)? ?min(?:utes|\\.)?\\)?)?",
      '(?:escuchar?|oír)(?: (?:este|el) (?:artículo|texto)| la noticia| el audio)?\\s*[·•|:(-]*\\s*(?:\\d{1,3}(?::\\d\\d)? ?min(?:utos|\\.)?\\)?)?',
      "ascolta (?:l['’]|questo )articolo\\s*[·•|:(-]*\\s*(?:\\d{1,3}(?::\\d\\d)? ?min(?:uti|\\.)?\\)?)?|ouvir (?:este |o )?(?:artigo|texto|áudio).{0,20}|ouça (?:este|o) (?:artigo|texto).{0,20}",
      '(?:luister|beluister)(?: naar)? (?:dit|het) (?:artikel|bericht)\\s*[·•|:(-]*.{0,16}|posłuchaj (?:tego )?artykułu.{0,20}|lyssna på (?:artikeln|texten).{0,20}|lytt til (?:saken|artikkelen).{0,20}|(?:слушать|прослушать|послушать) (?:статью|новость|текст).{0,20}|この記事を聴く.{0,12}|收听本文.{0,10}',
      '\\d{1,2}:\\d\\d\\s*/\\s*\\d{1,2}:\\d\\d|-?\\d{1,2}:\\d\\d\\s+\\d{1,2}:\\d\\d(?:\\s+1x)?',
    ),
  },
  {
    rule: 'reading-time',
    pattern: whole(
      '(?:lesezeit|lesedauer|temps de lecture|durée de lecture|lecture|tiempo (?:estimado )?de lectura|tempo (?:medio )?di lettura|lettura|tempo (?:estimado )?de leitura|leestijd|czas czytania|lästid|lesetid|læsetid|время (?:на )?чтени[яе]|час читання|okuma süresi|読了時間|阅读时间|reading time|read time)\\s*[:：]?\\s*(?:ca\\.? |circa |env\\. |около |~ ?|約)?\\d{1,3}.{0,14}',
      '(?:ca\\. )?\\d{1,3} ?(?:min|minuten|minutes?|minutos|minuti|minut\\p{L}?|мин(?:ут\\p{L}?)?)\\.? (?:lesezeit|lesedauer|de lecture|de lectura|di lettura|de leitura|leestijd|czytania|läsning|lästid|чтения|read)',
    ),
  },
  {
    rule: 'advertisement',
    pattern: whole(
      '[-–—*\\s]*(?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|reclame|reklama|annons|annonse|annonce|mainos|реклама|広告|广告|광고|advertisement|sponsored)[-–—*\\s]*',
      '(?:article|story|content|text) continues (?:below|after).{0,40}|la suite après (?:la|cette) (?:publicité|pub)|lire la suite après la publicité|continúa después de (?:la|esta) publicidad|(?:el )?artículo continúa (?:abajo|debajo|después).{0,40}|continua (?:dopo|depois) (?:la|da) pubblicit?[àá]|continua após a publicidade|(?:der )?(?:artikel|text|beitrag) (?:wird|geht) (?:nach|unter) (?:der|dieser) (?:anzeige|werbung) (?:fort\\p{L}+|weiter)|nach der anzeige weiterlesen|(?:het )?artikel gaat (?:verder|door) (?:na|onder) de advertentie|(?:tekst|artykuł) (?:ciąg )?dalszy pod reklamą|продолжение (?:статьи )?(?:после|под) рекламы?\\p{L}?',
    ),
  },
  {
    rule: 'page',
    pattern: whole(
      'skip to (?:main )?(?:content|navigation|footer)|jump to (?:content|recipe|comments)|back to top|toggle (?:navigation|menu|table of contents?)|open menu|close(?: menu)?',
      '(?:zum|direkt zum) (?:haupt)?inhalt(?: springen| wechseln)?|zur (?:navigation|startseite)(?: springen)?|nach oben',
      "aller (?:directement )?au contenu(?: principal)?|passer au contenu(?: principal)?|retour (?:en haut|à l['’]accueil)",
      '(?:saltar|ir|pasar) al contenido(?: principal)?|(?:pular|ir|saltar) para o (?:conteúdo|conteúdo principal)|(?:vai|salta|passa) al contenuto(?: principale)?|(?:ga |direct )?naar (?:de )?(?:inhoud|hoofdinhoud)|przejdź do treści|(?:gå|hoppa) (?:direkt )?till innehåll(?:et)?|перейти к (?:содержанию|основному содержанию|контенту)|本文へスキップ|跳到内容',
      '(?:add|make|set|choose) .{1,40} (?:as )?(?:a|your) preferred source(?: on google)?.{0,20}|(?:follow|add) us on google(?: news| discover)?|.{1,30} als bevorzugte quelle (?:auf google )?(?:hinzufügen|festlegen).{0,10}|(?:ajoutez|ajouter) .{1,40} (?:à vos|comme) sources? préférées?.{0,20}|(?:añade|añadir|elige) .{1,40} (?:como )?(?:fuente|medio) preferid[ao].{0,20}',
      "(?:please )?(?:enable|turn on|activate) javascript.{0,90}|javascript (?:is|must be) (?:disabled|enabled|required).{0,90}|(?:bitte )?(?:aktivieren sie )?javascript (?:ist|muss) .{2,60}|(?:veuillez |merci d[’']|por favor,? )?activ(?:er|ez|e) javascript.{0,60}|your browser (?:is (?:out of date|outdated|not supported)|does not support).{0,90}",
      "(?:read|open|continue|listen|view) (?:this )?in (?:the |our )?app|(?:in der|in unserer) app (?:lesen|öffnen|weiterlesen)|(?:lire|ouvrir) dans l[’']appli(?:cation)?|(?:leer|abrir|ver) en la app|(?:leggi|apri) (?:nell|sull)[’']app|(?:lees|lezen|open) in de app|(?:ler|abrir) no app|открыть в приложении|アプリで(?:読む|開く)",
      '(?:get|turn on|enable|allow|sign up for) (?:push |breaking news |news |email )?(?:notifications|alerts)\\.?.{0,40}|(?:push-?)?(?:benachrichtigungen|mitteilungen) (?:aktivieren|erlauben)|activer les (?:notifications|alertes)|activar (?:las )?notificaciones|attiva (?:le )?notifiche',
      "this (?:article|story|post) is (?:more than|over) \\d{1,2} (?:years?|months?) old\\.?|(?:dieser|der) (?:artikel|beitrag|text) ist (?:älter als|mehr als|über) .{1,20} (?:jahre?|monate?)(?: alt)?\\.?|cet article (?:date de|a) plus (?:de|d[’']).{1,20} (?:ans?|mois)\\.?|(?:you are|you[’']re) (?:reading|viewing) an archived .{1,60}",
    ),
  },
  {
    rule: 'browser-mail',
    pattern: whole(
      '(?:view|read|open|see|click here to view) (?:this |the )?(?:e-?mail|message|newsletter|issue|edition|it|post)? ?(?:in (?:your|a|the) (?:web ?)?browser|online|on the web|in app)(?: (?:or|instead).{0,30})?[.»→>]*',
      "(?:(?:is|are) this (?:e-?mail|message) not displaying|(?:having )?(?:trouble|problems|difficulty) (?:reading|viewing|seeing|displaying)|can[’']t (?:see|read|view)|e-?mail not displaying) ?.{0,50}\\?.{0,80}|(?:was )?this (?:e-?mail|newsletter) (?:was )?forwarded (?:to you)?\\?.{0,60}|forwarded (?:this|an?) (?:e-?mail|newsletter|message|this)?\\??.{0,60}(?:subscribe|sign ?up).{0,30}",
      '(?:wird|werden) (?:diese|dieser|die|der) (?:e-?mail|newsletter|nachricht) nicht (?:richtig|korrekt|einwandfrei)? ?(?:dargestellt|angezeigt)\\?.{0,80}|(?:im|in ihrem|diesen newsletter im|diese e-?mail im) browser (?:ansehen|öffnen|anzeigen|lesen)|(?:falls|wenn) (?:diese|dieser) (?:e-?mail|newsletter) nicht .{2,120}|(?:online|web)-?(?:version|ansicht)(?: (?:ansehen|öffnen))?|newsletter weitergeleitet (?:bekommen|worden)\\?.{0,60}',
      "(?:si (?:ce|cet) (?:message|e-?mail|courriel) ne s[’']affiche .{2,100}|(?:voir|lire|afficher|consulter) (?:ce|cet|cette|la) (?:message|e-?mail|lettre|newsletter|version)? ?(?:en ligne|dans (?:votre|le) navigateur)|(?:version|voir) (?:en ligne|web)|on vous a transféré (?:cet|cette) .{2,80})",
      '¿no (?:ves|puedes ver|visualizas) (?:bien |correctamente )?(?:este|el) .{2,90}|(?:ver|abrir|leer) (?:este|el) (?:correo|e-?mail|boletín|mensaje)? ?(?:en (?:el|tu|su) navegador|online|en línea)|¿te (?:han )?reenvia(?:ron|do) este .{2,80}',
      '(?:non (?:vedi|visualizzi|riesci a) .{2,60}\\?.{0,60}|(?:apri|visualizza|leggi) (?:questa |la )?(?:e-?mail|newsletter|mail)? ?(?:nel (?:tuo )?browser|online))|(?:ver|veja|abrir) (?:este )?(?:e-?mail|mensagem)? ?(?:no (?:seu )?navegador|online)|(?:bekijk|lees|open) (?:deze )?(?:e-?mail|nieuwsbrief|mail)? ?(?:in (?:je|uw|de) browser|online)|(?:kan je|kun je|kunt u) deze (?:e-?mail|mail|nieuwsbrief) niet .{2,80}',
    ),
  },
  {
    rule: 'subscribe',
    pattern: whole(
      'thanks? (?:you )?(?:so much )?for reading(?: .{1,60})?[!.] (?:subscribe|this post is|if you|please|upgrade|become|share|feel free|sign ?up).{0,200}',
      '.{2,60} is (?:a|an) (?:reader-supported|reader-funded|listener-supported) (?:publication|newsletter|guide).{0,200}',
      "(?:this|today[’']s) (?:post|newsletter|issue) is (?:public|free|for paid subscribers).{0,120}|to (?:receive|get) new posts and support my work.{0,120}|upgrade to paid.{0,40}|subscribe (?:for free|now|here)?",
      "(?:merci d[’']avoir lu|merci de lire) .{2,60}[!.] abonnez-vous.{0,120}|gracias por leer .{2,60}[!.] suscr[ií]bete.{0,120}|danke fürs lesen[^.!]{0,60}[!.] .{0,20}abonnier.{0,120}",
    ),
  },
  {
    rule: 'forum',
    pattern:
      /^(?:submitted by\s+\/?(?:u\/)?\S{1,60}(?:\s+to\s+\S.{0,60})?|(?:\[link\]\s*)?\[(?:\d{1,6} )?comments?\]|\[link\]|submitted by\s+\/?(?:u\/)?\S{1,60}(?:\s+to\s+\S{1,60})?\s+\[link\]\s*\[(?:\d{1,6} )?comments?\]|(?:article|comments) url:\s*https?:\S{1,500}|points:\s*\d{1,6}|# comments:\s*\d{1,6}|\d{1,6} points? \| (?:\d{1,6} comments?))$/i,
  },
  {
    rule: 'caption',
    pattern: whole(
      '(?:image|media|picture|figure|photo|video) caption[,:]\\s.{2,300}|(?:bildunterschrift|bildtext|légende|pie de foto|didascalia|onderschrift|bildtext)\\s?:\\s.{2,300}',
      '(?:image|video|media) source[,:]\\s?.{2,80}',
      '\\[(?:image|photo|picture|img|video|embed|gallery|bild|foto|image d’illustration)(?:\\s?[:：|].{0,200})?\\]|!\\[[^\\]]{0,300}\\]\\([^\\s)]{0,500}(?: "[^"]{0,100}")?\\)|\\[/?(?:caption|gallery|embed|audio|video|playlist|youtube|advert|ad|adsense|shortcode)(?:\\s[^\\]]{0,300})?/?\\]',
    ),
  },
  {
    rule: 'gallery',
    pattern: whole(
      "(?:view|see|show|open|browse)(?: all)? (?:\\d{1,3} )?(?:more )?(?:images?|photos?|pictures?|gallery|slideshow)(?: \\(\\d{1,3}\\))?|\\+?\\d{1,3} (?:more )?(?:images?|photos?|pictures?|bilder|fotos|foto[’']s|immagini|zdjęć|фото)|(?:image|photo|picture|slide) \\d{1,3} (?:of|/) \\d{1,3}|(?:image )?gallery \\(?\\d{1,3}.{0,12}",
      '(?:bild|foto|slide) \\d{1,3} (?:von|/|van|de|av|z) \\d{1,3}|(?:foto|bilder)?(?:strecke|galerie|serie)\\s?[:(]?\\s?(?:\\d{1,3}(?: bilder| fotos)?\\)?)?|(?:alle )?\\d{1,3} bilder (?:ansehen|anzeigen)|bilder (?:ansehen|anzeigen)',
      '(?:image|photo|diapo) \\d{1,3} (?:sur|/) \\d{1,3}|(?:voir (?:les )?)?(?:\\d{1,3} )?(?:photos|images)(?: \\(\\d{1,3}\\))?|voir (?:le diaporama|la galerie)',
      "(?:foto|imagen|imagem) \\d{1,3} (?:de|/) \\d{1,3}|ver (?:las |todas las |as )?(?:\\d{1,3} )?(?:fotos|imágenes|imagens|galería|galeria)|(?:foto|immagine) \\d{1,3} di \\d{1,3}|(?:guarda|vedi) (?:le |la )?(?:\\d{1,3} )?(?:foto|immagini|gallery|galleria)|(?:bekijk )?(?:alle )?\\d{1,3} foto[’']s",
    ),
  },
]

/** Lines that are boilerplate only before the second line of the article: elsewhere a table or a score has such lines. */
const nearHead: readonly LineRule[] = [
  { rule: 'gallery', pattern: whole('\\d{1,3}\\s?(?:/|of|von|sur|de|di|van|z|av|из)\\s?\\d{1,3}') },
  {
    rule: 'alert',
    pattern: whole(
      '(?:live|breaking|news|weather) alerts?',
      '(?:subscriber|members?) (?:only|exclusive)',
      'premium|plus|abo\\+?|réservé aux abonnés|solo para suscriptores|nur für abonnenten|exclusief voor abonnees',
    ),
  },
]

/** Whether a line shows where on a site the page stands: "Home > News > World". */
function isBreadcrumb(line: string): boolean {
  if (line.length > MAX_SHORT_CHARACTERS + 60) return false
  const path = line.replace(
    /^(?:you are (?:here|in)|you[’']re here|sie (?:sind|befinden sich) hier|vous êtes ici|estás en|está aquí|usted está aquí|sei (?:in|qui)|ti trovi in|je bent hier|u bent hier|você está aqui|jesteś tutaj|du är här|вы здесь)\s*[:：]?\s*/iu,
    '',
  )
  const isAnnounced = path !== line
  const parts = path.split(/\s*[>›»→⟩❯]\s*|\s+[/|\\]\s+|\s*>>\s*/u).filter((part) => part !== '')
  if (parts.length < 2 || parts.length > 8) return false
  const isAtHome =
    /^(?:home(?:page)?|start(?:seite)?|accueil|inicio|portada|início|inizio|homepage|voorpagina|strona główna|hem|hjem|forside|etusivu|главная|головна|ana sayfa|ホーム|トップ|首页|首頁|홈)$/iu.test(
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
  /^(?:stand|veröffentlicht|aktualisiert|erstellt|zuletzt (?:aktualisiert|geändert)|publié|publiée?s?|mis(?:e)? à jour|modifié|créé|actualizado|publicado|actualizada|última actualización|creado|atualizado|última atualização|pubblicato|aggiornato|ultimo aggiornamento|modificato|gepubliceerd|bijgewerkt|laatst (?:bijgewerkt|gewijzigd)|geplaatst|opublikowano|aktualizacja|zaktualizowano|data publikacji|dodano|publicerad|uppdaterad|publisert|oppdatert|sist oppdatert|publiceret|opdateret|julkaistu|päivitetty|опубликовано|обновлено|дата публикации|опубліковано|оновлено|yayınlanma|güncelleme|公開日?|更新日?|投稿日|掲載|发布时间|发布于|更新时间|發布時間|發佈時間|입력|수정|updated?|published|posted|first published|last (?:updated|modified)|created)(?:$|[\s:：,.|])/iu
const stampWord =
  /(?<!\p{L})(?:stand|veröffentlicht|aktualisiert|erstellt|zuletzt|geändert|publiée?|mise?|à|jour|modifié|créé|le|par|actualizad[ao]|publicad[ao]|última|actualización|el|a|las|la|de|del|atualizado|atualização|em|às|pubblicato|aggiornato|ultimo|aggiornamento|il|alle|ore|gepubliceerd|bijgewerkt|laatst|gewijzigd|geplaatst|op|om|uur|uhr|um|am|vom|opublikowano|aktualizacja|zaktualizowano|data|publikacji|dodano|godz|o|publicerad|uppdaterad|publisert|oppdatert|sist|publiceret|opdateret|kl|klo|den|og|och|und|et|y|e|en|julkaistu|päivitetty|опубликовано|обновлено|дата|публикации|в|г|года|опубліковано|оновлено|мск|yayınlanma|güncelleme|updated?|published|posted|first|last|modified|created|on|at|h|hs|hrs|min|utc|gmt|cet|cest|est|edt|pst|pdt|msk|bst|jst|am|pm|mon|tue|wed|thu|fri|sat|sun|seg|ter|qua|qui|sex|sáb|dom|lun|mar|mer|jeu|ven|sam|mo|di|mi|do|fr|sa|so|jan|feb|fév|fev|mär|maa|maart|apr|avr|abr|may|mai|maj|mei|jun|juin|giu|jul|juil|lug|aug|août|ago|sep|set|oct|okt|ott|out|nov|déc|dec|dez|dic|gen|ene|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\p{L}{0,8}\.?(?!\p{L})/giu

/** Whether a line is a labelled date in any of these languages, and nothing else. */
function isStamp(line: string): boolean {
  if (line.length > MAX_SHORT_CHARACTERS || !/\d/.test(line)) return false
  const label = stampLabel.exec(line)
  if (label === null) return false
  const isDated = /\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[:.h]\d{2}|(?:19|20)\d\d/.test(line)
  if (!isDated || /\p{L}\.$/u.test(line)) return false
  if (isDateLine(line)) return true
  // Words of a sentence are left over, and a clause goes on after a comma; a date has neither.
  const rest = line
    .replace(/[公開更新投稿掲載发布发佈發於于时间時間日年月时分時分입력수정:：]/gu, ' ')
    .replace(stampWord, ' ')
    .replace(/\d+(?:st|nd|rd|th|h|er|º|ª|T|Z)?/giu, ' ')
  return !/\p{L}{2}/u.test(rest)
}

/** The rule of a line that a page, a player or a newsletter adds; undefined where it belongs to the article. */
export function pageLineRule(line: string, index: number, count: number, before: number): string | undefined {
  if (line.length > MAX_LINE_CHARACTERS) return undefined
  const isAtEdge = before < 3 || index >= count - 14
  if (isAtEdge && isCookieNotice(line)) return 'consent'
  for (const { rule, pattern } of anywhere) {
    if (line.length > MAX_SHORT_CHARACTERS && !LONG_RULES.has(rule)) continue
    if (pattern.test(line)) return rule
  }
  if (before < 2) {
    for (const { rule, pattern } of nearHead) if (line.length <= 60 && pattern.test(line)) return rule
    if (isBreadcrumb(line)) return 'breadcrumb'
  }
  return isAtEdge && isStamp(line) ? 'date-line' : undefined
}

/** Rules whose lines may be longer than a button. */
const LONG_RULES: ReadonlySet<string> = new Set(['consent', 'browser-mail', 'subscribe', 'caption', 'forum'])
