/**
 * Finds the counters and ages in a text ("Points: 140", "23 comments", "2 hours ago"), which differ at every fetch without
 * anything having been edited. Bias: a number in doubt belongs to the text, because an edit that is taken for a counter
 * reaches nobody. So:
 *
 * 1. A counter is removed only where it stands by itself: in a line or sentence, or between bars or brackets, that has
 *    nothing but counters, ages, and words like "read all" or "by". In "won by 140 points" it stays.
 * 2. "Viewed 40 times" is removed anywhere.
 * 3. An age in minutes, hours or days is removed anywhere, since it depends on the moment of reading. One in weeks, months or
 *    years ("built 40 years ago") is removed only where it stands by itself, as a counter.
 *
 * It covers the languages that we stem and the most common others. Not chosen: to ignore every number that changes, since a
 * changed fare is news.
 */
import { foldMarks } from '../text/text.ts'

/** A word's beginning and end, in scripts with spaces. */
const FROM = '(?<![\\p{L}\\p{M}\\p{Nd}])'
const TO = '(?![\\p{L}\\p{M}\\p{Nd}])'

const NUMBER =
  "(?:\\p{Nd}{1,3}(?:[.,' ]\\p{Nd}{3}){1,4}|\\p{Nd}{1,12}(?:[.,]\\p{Nd}{1,2})?)\\+?" +
  `(?:\\s?(?:k|m|mn|mio|mln|mil|mrd|tsd|tys|тыс|млн|тис|хил|rb|jt)${TO}\\.?|\\s?[万萬億亿千천만])?`

/** "No comments" becomes "1 comment": what stands in place of a number. */
const NUMERAL = [
  'no|one|an?|zero|keine?|einen?|eine[mr]|aucune?|une?|una|uno|sin|ningun|nenhuma?|uma?|nessuna?|nessun',
  'geen|een|inga|ingen|ett?|en|et|ei|yksi|egy|nincs|niciun|zadne|zadny|jeden|jedna|brak|bez|nema|ni|bir|bat|cap|aon',
  'нет|один|одну|одна|немає|няма|един|една|нема',
].join('|')

/** What is counted, folded. Where a word has endings, their beginning is enough. */
const COUNTED = [
  // en
  'points?|comments?|repl(?:y|ies)|responses?|views?|reads?|likes?|dislikes?|shares?|votes?|upvotes?|downvotes?|reactions?',
  'downloads?|plays?|listens?|clicks?|readers?|viewers?|followers?|retweets?|reposts?|reblogs?|boosts?|favou?rites?|karma',
  'bookmarks?|claps?|page ?views?|impressions?|trackbacks?|pingbacks?|times (?:read|viewed|shared)',
  // de
  'punkte?n?|kommentare?n?|antwort(?:en)?|aufrufe?|ansichten|klicks?|stimmen?|reaktion(?:en)?|zugriffe?|abrufe?|gefallt mir',
  '(?:mal )?(?:gelesen|angesehen|aufgerufen|geteilt|kommentiert)',
  // fr
  "commentaires?|reponses?|vues?|lectures?|partages?|telechargements?|(?:mentions )?j'aime|clics?|fois (?:lu|vu|partage)e?",
  // es, pt, it, ca, ro
  'puntos?|comentarios?|respuestas?|vistas?|visitas?|lecturas?|visuali[sz]aciones|visuali[sz]acion|reproducciones|me gusta',
  'compartidos?|votos?|reacciones|descargas?|pontos?|respostas?|visualizac(?:ao|oes)|leituras?|acessos?|compartilhamentos?',
  'partilhas?|reac(?:ao|oes)|curtidas?|gostos?|punt[oi]|comment[oi]|rispost[ae]|visualizzazion[ei]|lettur[ae]|condivision[ei]',
  "vot[oi]|reazion[ei]|mi piace|visite|punts?|comentaris?|respost(?:a|es)|visualitzaci(?:o|ons)|lectures|visites|m'agrada",
  'puncte|comentarii?|comentariu|raspunsuri|raspuns|vizualizar[ei]|aprecieri|distribuiri|voturi|citiri|afisari',
  // nl, sv, da, no
  'punt(?:en)?|reacties?|antwoord(?:en)?|weergaven?|stem(?:men)?|vind-ik-leuks?|keer (?:bekeken|gelezen|gedeeld)',
  'poang|poeng|kommentar(?:er|ar)?|svar|visning(?:er|ar)?|roster|gillar|gilla-markeringar|delning(?:ar)?|lasning(?:ar)?',
  'stemmer|delinger|nedlastinger|nedladdning(?:ar)?|synes godt om',
  // fi, hu, et, eu, ga, tr
  'pistetta|piste(?:et)?|kommentti?a?|kommentit|vastaus(?:ta)?|vastaukset|katselukert(?:aa?|oja)|nayttokert(?:aa?|oja)',
  'tykkays(?:ta)?|tykkaykset|jakoa|aanta|latausta|pont|komment|hozzaszolas|valasz|megtekintes|kedveles|megosztas|szavazat',
  'kommentaari|vaatamist|puntu|iruzkin(?:ak)?|erantzun(?:ak)?|ikustaldi(?:ak)?|bisita(?:k)?|boto|atsegite|pointi?|tuairimi?',
  'trachta?i?|amharc|freagrai?|puan|yorum|yanit|cevap|goruntulen?me|okunma|begeni|paylasim|oy|izlenme',
  // cs, sk, pl, sl, hr
  'bod(?:u|y|ov|ova)?|komentar(?:u|e|ov|ji|jev|i|a|zy|z|ze)?|odpoved(?:i|e)|zobrazeni[ae]?|zhlednuti|hlas(?:u|y|ov)|reakc[ei]|diskuse',
  'sdileni|zdielani|punkt(?:ow|y)|odpowiedzi|wyswietlen(?:ia|ie)?|odslon[ay]?|polubien(?:ia|ie)?|udostepnien|glos(?:ow|y)|reakcji',
  'tock|ogled(?:ov|i|a)?|vseckov|glasov(?:a)?|odgovor(?:ov|i|a)?|pregled(?:a|i)?|prikaza|lajkova|svidanja|dijeljenja',
  // ru, uk, bg, sr
  '(?:балл|очк|очок|комментари|ответ|просмотр|лайк|репост|голос|прочтени|скачивани|коментар|перегляд|вподоба|відповід|поширен)\\p{L}{0,4}',
  '(?:преглед|харесван|точк|поен|одговор|отговор|гледан)\\p{L}{0,4}',
  // el, he, ar, fa, hy, ta, hi
  'σχολι(?:α|ο)|προβολ(?:η|ες)|απαντησ(?:η|εις)|ψηφ(?:οι|ος)',
  'תגובות|תגובה|צפיות|צפיה|צפייה|לייקים|נקודות|שיתופים',
  '(?:نقطه|نقاط|تعليق|تعليقات|تعليقا|مشاهده|مشاهدات|اعجاب|اعجابات|مشاركه|مشاركات|رد|ردود|قراءه|زياره|زيارات|تصويت)',
  'نظر|دیدگاه|بازدید|پسند|امتیاز',
  'մեկնաբանություն(?:ներ)?|դիտում(?:ներ)?|միավոր(?:ներ)?|հավանում(?:ներ)?',
  '(?:கருத்து|பார்வை|புள்ளி|விருப்ப)[\\p{L}\\p{M}]{0,8}|(?:टिप्पणी|टिप्पणियां|टिप्पणियाँ|व्यूज|लाइक)',
  // id, vi
  'poin|komentar|balasan|tayangan|suka|(?:kali )?(?:dilihat|dibaca|dibagikan)|binh luan|luot (?:xem|thich|doc)',
].join('|')

/** The same in scripts without spaces, and in Korean, which attaches its particles. */
const COUNTED_UNSPACED =
  'コメント数?|閲覧回?数?|再生回?数?|視聴回?数?|いいね!?|ポイント|返信|リツイート|シェア|ブックマーク|アクセス数?|' +
  '评论数?|評論|留言|回复|回覆|阅读[量数]?|閱讀|浏览[量数]?|瀏覽|点赞|點讚|赞|播放[量数]?|观看次?数?|觀看|分享|转发|轉發|收藏|' +
  '댓글|조회수?|좋아요|추천|공감|답글|공유|포인트'
/** Signs of what readers do. A ball or a flag before a number is a score. */
const SIGN = '[👍👎❤🧡💙♥♡💬🗨💭👁👀🔁🔄⬆🔼🔺▲△↑⭐★👏🔥🎉😂🤣😮😢😡😍🙏]'
const CLASSIFIER = '[件回個个條条則则次人개회명건]'

const counters: readonly RegExp[] = [
  // "23 comments", "12 mentions J'aime", "20 de comentarii", "1 reader likes this"
  `${FROM}(?:${NUMBER}|(?:${NUMERAL})(?=\\s))\\s{0,2}(?:(?:de|d'|new|neue|nouveaux|nuevos|total)\\s)?(?:${COUNTED})${TO}`,
  // "Comments: 3", "# comments 3", "Views – 1.2k"
  `${FROM}(?:${COUNTED})\\s{0,2}[:=#/-]?\\s{0,2}${NUMBER}${TO}(?!\\s?[%‰€$£])`,
  `${NUMBER}\\s?${CLASSIFIER}?の?(?:${COUNTED_UNSPACED})`,
  `(?:${COUNTED_UNSPACED})\\s?[:(]?\\s?${NUMBER}\\s?${CLASSIFIER}?`,
  // "👍 23", "▲ 140"
  `${SIGN}\\ufe0f?\\s?${NUMBER}${TO}`,
  `${FROM}${NUMBER}\\s?${SIGN}`,
].map((source) => new RegExp(source, 'gu'))

/** "Viewed 1,204 times": the verb says that it is a counter, wherever it stands. */
const timesSeen: readonly RegExp[] = [
  `${FROM}(?:viewed|read|shared|watched|played|downloaded|seen|liked|opened) (?:${NUMBER}|one) times?${TO}`,
  `${FROM}${NUMBER}[- ]?mal (?:gelesen|angesehen|aufgerufen|geteilt|kommentiert|angeklickt)${TO}`,
  `${FROM}(?:lue?s?|vue?s?|partagee?s?|consultee?s?) ${NUMBER} fois${TO}`,
  `${FROM}(?:leid|vist|lid|compartid|compartilhad|lett|condivis|visualizzat|visuali[sz]ad)[oai]s? ${NUMBER} (?:veces|vezes|volte)${TO}`,
  `${FROM}${NUMBER} keer (?:gelezen|bekeken|gedeeld)${TO}`,
  `${FROM}(?:last|lest|visad|vist|delad|delt) ${NUMBER} (?:ganger|gange)${TO}`,
  `${FROM}(?:прочитано|просмотрено|переглянуто) ${NUMBER}(?: раза?(?:ів)?| разів)?${TO}`,
  `${NUMBER}回(?:視聴|再生|閲覧|表示)`,
  `${NUMBER}次(?:播放|观看|觀看|阅读|浏览)`,
].map((source) => new RegExp(source, 'gu'))

const M = '[\\p{L}\\p{M}]'
/** Short units, as in "5 min" and "2h". */
const SHORT = 'h|hrs?|m|mins?|s|secs?|d|std|tim|j|t|g|sa|dk|godz|hod'

/**
 * How each language writes an age: what stands before number and unit, the units up to the day, the longer units, and what
 * follows. Folded.
 */
const AGES: readonly (readonly [before: string, short: string, long: string, after: string])[] = [
  ['', 'seconds?|minutes?|hours?|days?', 'weeks?|wks?|w|months?|mos?|years?|yrs?|y', 'ago'], // en
  ['vor', 'sekunden?|minuten?|stunden?|tag(?:en?)?', 'wochen?|monat(?:en?)?|jahr(?:en?)?', ''], // de
  ['il y a', 'secondes?|minutes?|heures?|jours?', 'semaines?|mois|ans?|annees?', ''], // fr
  ['hace|ha', 'segundos?|minutos?|horas?|dias?', 'semanas?|mes(?:es)?|anos?', ''], // es, pt
  ['', 'segundos?|minutos?|horas?|dias?', 'semanas?|mes(?:es)?|anos?', 'atras'], // es, pt
  ['', 'second[oi]|minut[oi]|or[ae]|giorn[oi]', 'settiman[ae]|mes[ei]|ann[oi]', 'fa'], // it
  ['fa', 'segons?|minuts?|hor(?:a|es)|di(?:a|es)', 'setman(?:a|es)|mes(?:os)?|anys?', ''], // ca
  ['', 'second(?:e|en)|minu(?:ut|ten)|uur|uren|dag(?:en)?', 'week|weken|maand(?:en)?|ja(?:ar|ren)', 'geleden'], // nl
  [
    '',
    `sekund${M}*|minut${M}*|timm?e[rn]?|timmar|tima|dag${M}{0,3}|dygn|dogn`,
    `veck${M}*|ug${M}{0,3}|uk${M}{0,2}|man${M}*|ar`,
    'sedan|sen|siden',
  ],
  [
    '',
    `sekun${M}*|minuut${M}*|tunti?a?|tunni|paivaa?|paeva|minuti`,
    `viikkoa?|nadala?t?|kuukau${M}*|kuud?|vuo${M}*|aasta${M}*`,
    'sitten|tagasi',
  ],
  ['', `masodperc${M}*|perc${M}*|ora${M}*|nap${M}*`, `het${M}*|honap${M}*|ev${M}*`, 'ezelott'], // hu
  ['acum', 'secund[ae]|minute?|or[ae]|zi(?:le)?', 'saptaman[ai]|lun[ai]|ani?', ''], // ro
  [
    'pred|prije|przed',
    `sekund${M}*|vterin${M}*|minut${M}*|hodin${M}*|ur${M}{0,3}|sat${M}{0,3}|godzin${M}*|dn${M}{1,4}|dan${M}{0,2}|den`,
    `tyd${M}*|tyz${M}*|ted${M}*|tjed${M}*|tyg${M}*|mes${M}*|mies${M}*|mjes${M}*|let${M}*|rok${M}*|rock${M}*|godin${M}*`,
    '',
  ],
  ['', `sekund${M}*|minut${M}*|godzin${M}*|dni|dzien`, `tydz${M}*|tygodni${M}*|miesi${M}*|lat${M}{0,2}|rok`, 'temu'], // pl
  ['', 'saniye|dakika|saat|gun', 'hafta|ay|yil', 'once'], // tr
  ['duela', 'segundo|minutu|ordu|egun', 'aste|hilabete|urte', ''], // eu
  [
    '',
    `soicind${M}*|noimead${M}*|n-?uair${M}*(?: an chloig)?|uair${M}*(?: an chloig)?|la|lae|laethanta`,
    `seachtain${M}*|mhi|mi|blia${M}*`,
    'o shin',
  ], // ga
  ['pirms', 'sekun\\S*|minut\\S*|stund\\S*|dien\\S*', 'nedel\\S*|menes\\S*|gad\\S*', ''], // lv
  ['pries', 'sekund\\S*|minu\\S*|valand\\S*|val|dien\\S*', 'savait\\S*|men\\S*|met\\S*', ''], // lt
  [
    '',
    `секунд${M}*|сек|минут${M}*|мин|час${M}{0,2}|ч|дн${M}{1,2}|день|хвилин${M}*|хв|годин${M}*|год`,
    `недел${M}*|месяц${M}*|мес|года?|лет|тижд?${M}*|місяц${M}*|рок${M}*|рік`,
    'назад|тому',
  ],
  [
    'преди|пре|пред',
    `секунд${M}*|минут${M}*|час${M}{0,2}|сат${M}{0,2}|дн${M}{1,2}|ден|дана?`,
    `седми${M}*|недељ${M}*|месец${M}*|годин${M}*`,
    '',
  ],
  ['πριν(?: απο)?', `δευτερολεπτ${M}*|λεπτ${M}*|ωρ${M}{1,3}|(?:η)?μερ${M}{1,3}`, `εβδομαδ${M}*|μην${M}*|χρον${M}*`, ''], // el
  ['', `δευτερολεπτ${M}*|λεπτ${M}*|ωρ${M}{1,3}|(?:η)?μερ${M}{1,3}`, `εβδομαδ${M}*|μην${M}*|χρον${M}*`, 'πριν'], // el
  ['منذ|قبل', 'ثاني[ها]|ثوان|ثواني|دقيقه|دقائق|ساعه|ساعات|يوما?|ايام', 'اسبوع|اسابيع|شهر|اشهر|سنه|سنوات|عاما?', ''], // ar
  ['לפני', 'שניות|דקות|שעות|ימים', 'שבועות|חודשים|שנים', ''], // he
  ['', 'ثانیه|دقیقه|ساعت|روز|منٹ|گھنٹے|گھنٹہ|دن', 'هفته|ماه|سال|ہفتے|ماہ', 'پیش|قبل|پہلے'], // fa, ur
  ['', 'सेकंड|मिनट|घंटे|घंटा|घण्टे|दिन', 'हफ्ते|सप्ताह|महीने|साल|वर्ष', 'पहले'], // hi
  ['', 'վայրկյան|րոպե|ժամ|օր', 'շաբաթ|ամիս|տարի', 'առաջ'], // hy
  ['', `விநாடி${M}*|நிமிட${M}*|மணி ?நேர${M}*|நாட${M}*|நாள்`, `வார${M}*|மாத${M}*|ஆண்டு${M}*`, `முன்${M}*`], // ta
  ['', 'detik|menit|minit|jam|hari', 'minggu|pekan|bulan|tahun', '(?:yang )?lalu'], // id, ms
  ['', 'giay|phut|gio|ngay', 'tuan|thang|nam', 'truoc'], // vi
]

/** How many: "2", "an", "a few", "about 2". */
const HOW_MANY = `(?:(?:about|circa|etwa|rund|environ|unos|cerca de|circa|около|mehr als|over) )?(?:${NUMBER}|(?:${NUMERAL}|a few|einigen|quelques|unos|unas|alguns|pochi|enkele|nagra|noen|par)(?=\\s))`

/** A pattern, and a short one that occurs wherever it does. */
interface Sought {
  readonly pattern: RegExp
  readonly sign: RegExp
}

/**
 * A pattern for each language; "1 hour, 20 minutes ago" is one age. Compiling all of them takes seconds, so one is used only
 * where a word of it occurs.
 */
function agesIn(isLong: boolean): Sought[] {
  return AGES.map(([before, short, long, after]) => {
    const unit = isLong ? `${short}|${long}|${SHORT}` : `${short}|${SHORT}`
    const span = `${HOW_MANY}\\s{0,2}(?:de )?(?:${unit})${TO}\\.?`
    const joint = '(?:,? (?:and |und |et |y |e |og |och |en |i |и )?)?'
    const spans = `${span}(?:${joint}${span}){0,2}`
    const pattern = `${before === '' ? FROM : `${FROM}(?:${before}) `}${spans}${after === '' ? '' : ` (?:${after})${TO}`}`
    const word = (before === '' ? after : before).replaceAll(`${M}*`, '[a-z]*')
    return { pattern: new RegExp(pattern, 'gu'), sign: new RegExp(`(?<![a-z])(?:${word})(?![a-z])`, 'u') }
  })
}

/** Ages that name one or two without a numeral, and those of scripts without spaces. */
const otherAges: readonly RegExp[] = [
  `${FROM}منذ (?:دقيقه|دقيقتين|ساعه|ساعتين|يوم|يومين)${TO}`,
  `${FROM}לפני (?:דקה|שעה|שעתיים|יום|יומיים)${TO}`,
  `${FROM}\\p{Nd}{1,3} (?:masodperce|perce|oraja|napja)${TO}`,
  `${FROM}(?:минуту|час|день) назад${TO}`,
  `${FROM}(?:godzine|minute|dzien) temu${TO}`,
  `${NUMBER}\\s?(?:秒|分|時間|日)前`,
  `${NUMBER}\\s?(?:秒钟?|秒鐘|分钟|分鐘|个?小时|個?小時|天|日)(?:之|以)?前`,
  `${NUMBER}\\s?(?:초|분|시간|일)\\s?전`,
  `${NUMBER}\\s?(?:วินาที|นาที|ชั่วโมง|วัน)\\s?(?:ที่แล้ว|ที่ผ่านมา|ก่อน)`,
].map((source) => new RegExp(source, 'gu'))

const agesAnywhere: readonly (RegExp | Sought)[] = [...timesSeen, ...agesIn(false), ...otherAges]

const agesAlone: readonly (RegExp | Sought)[] = [
  ...agesIn(true),
  new RegExp(`${NUMBER}\\s?(?:週間|[かヶカケ]月|年|周|週|个月|個月|月|주|개월|달|년)\\s?(?:之|以)?[前전]`, 'gu'),
  // The compact form of timelines: "5m", "2h", "3d".
  new RegExp(`${FROM}\\p{Nd}{1,3} ?(?:${SHORT}|w|mo|y)${TO}`, 'gu'),
  new RegExp(
    `${FROM}(?:just now|right now|yesterday|today|gerade eben|soeben|gestern|heute|a l'instant|hier|aujourd'hui|ahora(?: mismo)?|ayer|hoy|` +
      `agora(?: mesmo)?|ontem|hoje|adesso|ieri|oggi|zojuist|gisteren|vandaag|just nu|i ?gar|i ?dag|nyss|juuri nyt|eilen|tanaan|most|tegnap|ma|` +
      `prave teraz|prave ted|vcera|dnes|przed chwila|wczoraj|dzisiaj|jucer|danas|az once|dun|bugun|только что|вчера|сегодня|щойно|учора|сьогодні)${TO}`,
    'gu',
  ),
  /たった今|昨日|今日|刚刚|剛剛|昨天|今天|방금|어제|오늘/gu,
]

/** Words that stand beside counters and ages and mean nothing by themselves. */
const FILLERS = new Set(
  (
    'a all an and add at be been by comment edited first has have is it join last leave live more number of on photo post posted ' +
    'published read reply see show so far submitted the this article story people person users total today now updated view was with write yet ' +
    'alle als anzahl anzeigen bisher das dem der dieser artikel die erstellt geandert insgesamt lesen mehr noch schreiben seit stand uhr und veroffentlicht wurde zuletzt aktualisiert zeigen ' +
    'a cet ce article aucun et ete jour la le les lire mis mise modifie nombre poste publie sur tous toutes un une voir ' +
    'actualizado al articulo de del el en escrito este fue ha leer los las numero publicado sido todos todas y ver ' +
    'as atualizado e este artigo foi ler o os postado vezes aggiornato gli i il leggi mostra pubblicato tutti stato ' +
    'aantal bekijk bijgewerkt dit is lees geplaatst op alle antal och publicerad uppdaterad visa las skriv antall og oppdatert opdateret publisert udgivet vis ' +
    'julkaistu paivitetty lue kaikki frissitve kozzeteve publicat actualizat citeste aktualizovano publikovano pridano dodano objavljeno opublikowano zaktualizowano azurirano ' +
    'guncellendi yayinlandi argitaratua foilsithe опубликовано обновлено добавлено всего опубліковано оновлено додано публикувано објављено ' +
    'تم النشر نشر نشرت التحديث اخر منذ פורסם עודכן 公開 更新 投稿 掲載 すべて 全部 共 发布 发表 更新于 发表于 發布 查看 入力 수정 등록 작성 게시 입력 보기 모두 더보기'
  ).split(/\s+/),
)
/** "By Anna", which may follow a counter. */
const BY_SOMEBODY = /^(?:by|von|par|por|di|da|door|av|af|przez|от|від)(?: [\p{L}\p{Nd}_.-]{1,40}){1,3}$/u

/** A longer part is a sentence and not a counter; its ages are still found. */
const MAX_PART_CHARACTERS = 160
/**
 * Ends of sentences and lines, bars, bullets, dashes, brackets. No commas: between commas a number belongs to the sentence,
 * and a list of counters is one part.
 */
const SEPARATOR =
  /(\s*[\n\r|｜·•‧∙・;。！？()[\]（）【】]+\s*|\s+[-–—/»›&]\s+|(?<!(?:tsd|mio|mrd|тыс|млн))[.!?…]+(?:\s+|$))/iu
/** "Comments (3)", which is one part. */
const LABELLED = /([\p{L}!！])\s?[([（]\s?(\p{Nd}[\p{Nd}.,]{0,12}\+?)\s?[)\]）]/gu
/** A text without any of these has neither counter nor age. */
const MAY_COUNT = new RegExp(
  `\\p{Nd}|${FROM}(?:${NUMERAL})\\s|ago|yesterday|today|now|vor |gestern|heute|hier|ayer|ieri|منذ|לפני|назад|昨|今|刚|剛|방금|어제|오늘`,
  'iu',
)

/** Words for counters that also occur in reports on elections, matches and markets. */
const SCORED =
  /\b(?:points?|votes?|shares?|punkte?n?|stimmen?|puntos?|votos?|pontos?|punt[oi]|vot[oi]|puncte|voturi|punt(?:en)?|stem(?:men)?|poang|poeng|roster|bod(?:u|y|ov)|hlas\p{L}{1,2}|glos\p{L}{1,2}|glasov\p{L}?|puan|oy)\b|голос|балл|очк|ポイント/u

/** Whether two texts differ in counters, ages and white space alone. */
export function isSameButCounters(before: string, after: string): boolean {
  if (before === after) return true
  // Nothing that is removed reaches over the end of a line, so the lines that both have at either end need not be read.
  const a = before.split('\n')
  const b = after.split('\n')
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop()
    b.pop()
  }
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  return withoutCounters(a.slice(from).join('\n')) === withoutCounters(b.slice(from).join('\n'))
}

/** The text without counters and ages, for comparison only: white space and separators are not those of the text. */
export function withoutCounters(text: string): string {
  if (!MAY_COUNT.test(text)) return text.replace(/\s+/g, ' ').trim()
  const parts = text.normalize('NFC').replace(LABELLED, '$1: $2').split(SEPARATOR)
  let kept = ''
  // Parts and separators alternate; a removed part takes the separator after it along.
  for (let at = 0; at < parts.length; at += 2) {
    const isBracketed = /[([（【]\s*$/u.test(parts[at - 1] ?? '')
    const rest = restOf(parts[at]!, isBracketed)
    if (rest !== '') kept += `${rest}${parts[at + 1] ?? ''}`
  }
  return kept.replace(/\s+/g, ' ').replace(/^[\s|·•;,()[\]–—-]+|[\s|·•;,.()[\]–—-]+$/g, '')
}

/** What is left of one part: itself where it has no counter. */
function restOf(part: string, isBracketed: boolean): string {
  if (!MAY_COUNT.test(part)) return part
  const folded = foldMarks(part).toLowerCase()
  const fine = removed(folded, agesAnywhere)
  // "Anna Lee (52 votes)" says who won.
  if (part.length <= MAX_PART_CHARACTERS && !(isBracketed && SCORED.test(folded))) {
    const alone = removed(removed(fine, counters), agesAlone)
    if (alone !== folded) {
      const words = alone.match(/[\p{L}\p{M}\p{Nd}_.'-]+/gu) ?? []
      const own = words.filter((word) => /[\p{L}\p{Nd}]/u.test(word) && !FILLERS.has(word))
      if (own.length === 0) return ''
      if (BY_SOMEBODY.test(words.join(' '))) return words.join(' ')
    }
  }
  return fine === folded ? part : fine.trim()
}

const removed = (text: string, patterns: readonly (RegExp | Sought)[]): string =>
  patterns.reduce((rest: string, one) => {
    if (one instanceof RegExp) return rest.replace(one, ' ')
    return one.sign.test(rest) ? rest.replace(one.pattern, ' ') : rest
  }, text)
