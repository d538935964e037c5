/**
 * Recognises boilerplate: the lines that an outlet puts around every article, such as dates, credits, calls to subscribe,
 * "read more" and headings of other lists. Bias: a line of boilerplate kept is better than a line of the article lost, so a
 * rule must match a whole line.
 */

import { hasGivenName, isAgency, isPersonName } from '../attribution/outlets.ts'
import { isDateLine } from '../text/date-words.ts'
import { type Place, pageLineRule } from './boilerplate-lines.ts'
import { isKickerLine } from './dateline.ts'

/** Boilerplate is short. Longer lines are tested only for "About the author" and for long calls to subscribe. */
const MAX_BOILERPLATE_CHARACTERS = 420
/** How many first lines are searched for dates. */
const HEAD_LINES = 14

const agencies =
  '(?:REUTERS|GETTY IMAGES|GETTY|BLOOMBERG|ASSOCIATED PRESS|THE ASSOCIATED PRESS|SHUTTERSTOCK|ALAMY|XINHUA|IMAGO|AFP|AP|Associated Press|The Associated Press|Reuters|EPA|EPA-EFE|EFE|dpa|PA|PA Media|Press Association|Getty(?: Images)?|Bloomberg|Shutterstock|iStock(?:photo)?|Alamy(?: Stock Photo)?|Unsplash|Pixabay|Pexels|Wikimedia(?: Commons)?|Flickr|Adobe Stock|Depositphotos|Dreamstime|Rex(?: Features)?|Zuma(?: Press)?|NurPhoto|Anadolu(?: Agency)?|Xinhua|TASS|Sputnik|Imago(?: Images)?|Picture Alliance|ANSA|Keystone|Kyodo|Yonhap|Corbis|UPI|USA Today Sports|Handout|Public Domain|Creative Commons|CC BY[-\\w. ]*|NASA|Courtesy|File)'
const creditLabel =
  /^[([]?(?:photos?|images?|pictures?|photograph(?:s|y)?|(?:photo[- ])?illustrations?|graphics?|screenshots?|screen ?grabs?|credits?|fotos?|bild(?:er)?|imagen(?: de)?|immagine|crédits?(?: photos?)?|video|fot\.?|zdjęci[ea]|фото|kuva|写真|图片?|圖片?|图源|摄影|攝影|撮影|사진|(?:photo|image|picture|video|featured image|header image|cover image|lead image)[ -](?:credits?|source|courtesy|by|via)|(?:featured|header|cover|feature|file|top|main|hero|stock|representative|representational) (?:image|photo|picture)s?)\s*(?:\(s\))?\s*(?:(?:generated |created |made |provided |supplied )?(?:(?:by|with|from|via|courtesy(?: of)?|credit|source)\b\s*:?)|[:：©|/–—-])\s*(.{2,110}?)[)\]]?\.?$/iu
const agencyLine = new RegExp(
  `^[([]?(?:[\\p{Lu}][\\p{L}.'’-]+ ){0,4}?(?:[/|,] ?)?${agencies}(?:(?: ?/ ?| via | - |, | \\| |/)(?:[\\p{Lu}][\\p{L}.'’-]* ){0,4}?${agencies}){0,3}(?: (?:photo|file|images?|file photo|picture))?(?:/[\\p{Lu}][\\p{L}.'’ -]{2,40})?[)\\]]?\\.?$`,
  'u',
)
const otherCredit = /^(?:[([]?AP Photo\/[^)]{2,80}|©\s*[\p{L}.'’ -]{2,40}\/[\p{L}.'’ /-]{2,60})[)\]]?\.?$/iu
/** "(Ann Lee / The Post)", "Courtesy of the Port of Pell", "Fot. Anna Nowak". */
const bareCredit =
  /^(?:\(\p{Lu}\S+(?: \p{Lu}\S+){1,3} ?\/ ?\p{Lu}[^()/]{2,40}\)|(?:Photos? c|C)ourtesy (?:of )?(?:the )?\p{Lu}[^.!?]{2,60}\.?|[Ff]ot\.? \p{Lu}[^.!?]{2,60})$/u
/** A cheap test before the two patterns above: neither matches a line without one of these. */
const creditMark = /[/©]|ourtesy|^fot/i
/** "HANDOUT via Getty Images", "Ann Lee/AFP": any name, then "via" or a mark, then an agency. */
const viaAgency = new RegExp(`^[([]?(.{2,70}?)\\s*(?:(?<=\\s)(?:via|VIA)\\s+|[/|]\\s*)${agencies}[)\\]]?\\.?$`, 'u')
const anyAgency = new RegExp(agencies)
const agencyWord = new RegExp(`(?:^|[\\s(/|])${agencies}(?:$|[\\s)/|.,])`, 'u')

/** Whether a line is a picture credit: a label and a name, a name and an agency, or agencies alone. */
function isPhotoCredit(line: string): boolean {
  const name = creditLabel.exec(line)?.[1]
  // "Video: the storm as it came ashore" has a label but no name; it is a line of a caption or a list.
  if (name !== undefined) return isNameLike(name, 14) || (!isNameLike(name) && agencyWord.test(name))
  if (creditMark.test(line) && (otherCredit.test(line) || bareCredit.test(line))) return true
  const photographer = /^(?:photos?|fotos?|beeld|bild|photograph) (.{3,60})$/i.exec(line)?.[1]
  if (
    photographer !== undefined &&
    (isAgency(photographer) || (isPersonName(photographer) && hasGivenName(photographer)))
  )
    return true
  if (!anyAgency.test(line)) return false
  if (agencyLine.test(line)) return true
  const credited = line.length <= 110 ? viaAgency.exec(line)?.[1] : undefined
  return credited !== undefined && isNameLike(credited, 8)
}

/** Whether all words of a text can be part of a name, and there are at most `maxWords`. */
function isNameLike(text: string, maxWords = Number.POSITIVE_INFINITY): boolean {
  const words = text.split(/[\s/|,]+/).filter(Boolean)
  return (
    words.length <= maxWords &&
    words.every((word) =>
      /^[\p{Lu}\p{Lo}\d@©(&]|^(?:by|for|of|the|via|and|on|from|courtesy|de|van|von|da|di|la|le|del|der|bin|al|\p{Ll}+\.\p{Ll}+)/u.test(
        word,
      ),
    )
  )
}

interface LineRule {
  readonly rule: string
  readonly pattern: RegExp
}

/** Lines that are boilerplate wherever they stand, within the limits of `isPlausible`. */
const anywhereRules: readonly LineRule[] = [
  {
    rule: 'advertisement',
    pattern:
      /^[-–—\s[(]*(?:advertisement|advertisment|advert|sponsored|sponsored content|story continues below(?: advertisement)?|article continues (?:below|after)(?: (?:this )?advert\w*)?|continue reading below|anzeige|publicité|publicidad|pubblicità|publicidade|werbung|reklam[ea]?|ad)(?:\s*[-–—|:]*\s*(?:continue reading below|scroll (?:down )?to continue(?: reading)?|story continues below|continue reading))?[-–—\s\]).:]*$/i,
  },
  {
    rule: 'share',
    pattern:
      /^(?:click to (?:share|email|print)\b.{0,80}|share (?:this|on|via|with|to|article|story|the|your)\b.{0,60}|share[:]?|tweet(?: this)?|pin it|print(?: this)?|email(?: this)?|e-mail|facebook|twitter|linkedin|whatsapp|telegram|reddit|pinterest|copy link|like this:.{0,40}|loading\.{0,3}|(?:share|tweet|email|print|facebook|twitter|x|whatsapp|linkedin|reddit|telegram|flipboard|pinterest|copy link|\s|[|•·,/])+|\(opens in new window\)|teilen|partager|compartir|condividi|compartilhar|delen)$/i,
  },
  {
    rule: 'read-more',
    pattern:
      /^[-–—\s[(«»>]*(?:(?:continue|keep) reading\b.{0,90}|read more\b.{0,40}|read on(?: (?:at|here|for)\b.{0,40})?|read (?:the )?(?:full|whole|entire|complete|rest of (?:the|this)|original) (?:article|story|post|report|piece|entry)?\b.{0,60}|(?:click|tap) here\b.{0,80}|full (?:story|article)|view (?:the )?(?:full|original) (?:article|post|story)?.{0,40}|weiterlesen\b.{0,40}|mehr lesen\b.{0,30}|lire la suite\b.{0,40}|leer más\b.{0,30}|(?:seguir|sigue) leyendo\b.{0,30}|leia mais\b.{0,30}|continua a leggere\b.{0,30}|leggi tutto\b.{0,30}|lees (?:verder|meer)\b.{0,30}|l[äe]s mer\b.{0,30}|læs mere\b.{0,30}|czytaj (?:dalej|więcej).{0,30}|читать (?:далее|полностью).{0,30}|続きを読む.{0,20}|阅读全文|閱讀全文|more|more\s*[»→>…:]+)[\s\])«».…→>:]*$/iu,
  },
  {
    rule: 'original-source',
    pattern:
      /^[[(]?(?:original source|original article|source link|link to (?:the )?original(?: article)?|original post|source|originalquelle|fuente original)[\])]?\s*[.:»→]*$/i,
  },
  // The last line of a press release.
  { rule: 'original-source', pattern: /^SOURCE:? \p{Lu}.{2,80}$/u },
  {
    rule: 'appeared-first',
    pattern: /^the (?:post|article|story) .{0,260}(?:appeared first|first appeared) (?:on|in|at)\b.{0,90}$/i,
  },
  {
    rule: 'subscribe',
    pattern:
      /^(?:please )?(?:subscribe|sign ?up|register|join (?:our|us|the|over|thousands)|get (?:the|our|your) .{0,60}(?:newsletter|inbox|daily|briefing|emails?)|support (?:independent|our|us|the|quality)|donate|become a (?:member|subscriber|patron|supporter)|follow (?:us|@|our|me|the author)|like us|download our|enter your e-?mail|want (?:more|to (?:get|read|support))|if you (?:enjoy|enjoyed|like|liked|value|appreciate|found)|never miss|stay (?:informed|up to date|connected|tuned)|don['’]t miss|help us|make a donation|already a (?:subscriber|member)|log ?in to|create (?:a|your) (?:free )?account|subscribe now|abonnieren|abonnez|suscr[ií]be|iscriviti|assine|abonneer)\b.{0,400}$/i,
  },
  {
    rule: 'wall',
    pattern:
      /^(?:this (?:article|story|content|post|feature) is (?:(?:only |exclusively )?(?:for|reserved for|available to|exclusive to|free for) (?:our |all |paid |paying |registered |premium )*(?:subscribers?|members?|readers|patrons|supporters)\b(?! of).{0,160}|locked\b.{0,80})|(?:to|want to) (?:continue reading|keep reading|read (?:the (?:full|rest|whole)|this|on|more))\b[^.!]{0,60}?[,?] (?:please |simply |you (?:need|have) to |you must )?(?:subscribe|sign (?:in|up)|log ?in|register|start an?|create an?|become an?|join)\b.{0,160}|you(?:['’]ve| have) (?:read|reached|used|hit) .{0,60}\b(?:free|limit)\b.{0,160}|unlock (?:this|the) .{0,120}|(?:subscribe|sign in|log ?in|register|join) to (?:continue|keep|read)\b.{0,100}|(?:weiterlesen mit|dieser (?:artikel|inhalt) ist (?:nur )?für abonnent|lesen sie diesen artikel mit)\b.{0,160}|cet article est réservé aux abonnés.{0,120}|il vous reste [\d.,]+ ?% de cet article.{0,80}|(?:contenido|artículo) (?:exclusivo|reservado|solo) para suscriptores.{0,120}|(?:conteúdo|artigo) exclusivo para assinantes.{0,120}|(?:contenuto|articolo) (?:riservato|esclusivo) (?:agli|per) abbonati.{0,120}|dit artikel is (?:alleen|exclusief) voor abonnees.{0,120})$/i,
  },
  {
    rule: 'comments',
    pattern:
      /^(?:\d+\s+comments?|comments?(?: \(\d+\))?|leave a (?:comment|reply)|post a comment|join the (?:conversation|discussion)|view comments|comments? (?:are )?closed.{0,20}|no comments(?: yet)?|add (?:a|your) comment|be the first to comment.{0,10}|reply|kommentare?|commentaires?|comentarios)[.:]?$/i,
  },
  {
    rule: 'listen',
    pattern:
      /^(?:listen to (?:this|the) (?:article|story|post|episode)|listen(?: now)?|watch(?: the video)?(?: below| here| now)?|play (?:audio|video)|(?:\d+|one|two|three|five) min(?:ute)?s?(?:[- ]read)?|reading time:?.{0,20}|estimated reading time.{0,30}|audio|gallery|slideshow|view gallery)[.:]?$/i,
  },
  {
    rule: 'related',
    pattern:
      /^(?:related(?: (?:articles?|stories|posts?|content|coverage|reading|topics?|news|links?|video))?|recommended(?: for you| reading| stories)?|you (?:may|might) also (?:like|be interested in)|more (?:from|on|like) (?:this|the|us|our|author|topic)\b.{0,40}|most (?:read|popular)|trending(?: now)?|editor['’]?s['’]? picks?|(?:read|see|watch|don['’]t miss) (?:also|next|more|too)|read also|see also|also (?:read|on)|further reading|up next|popular (?:now|stories)|latest (?:news|stories)|top stories|lees ook|lesen sie auch|lire aussi|à lire aussi|leer también|lea también|leggi anche|leia também|veja também|läs också|les også|læs også|mehr zum thema|lesen sie mehr|das könnte sie auch interessieren|voir aussi|sur le même sujet|te puede interesar|lea más|potrebbe interessarti|czytaj (?:też|także|również)|zobacz (?:też|także|również)|читайте (?:также|ещё)|смотрите также|по теме|相关(?:阅读|新闻|报道)|延伸閱讀|関連(?:記事|リンク|ニュース)|あわせて読みたい)\s*(?:[:：].{0,160})?$/i,
  },
  {
    rule: 'tags',
    pattern:
      /^(?:tags?|filed under|topics?|categories|category|keywords?|posted in|labels?|schlagworte|etiquetas|mots-clés)\s*[:：].{1,160}(?<![.!?])$/i,
  },
  {
    rule: 'opinion-notice',
    pattern: /^(?:the )?(?:views|opinions?)(?: and opinions?)?(?: are)? expressed (?:are|in|by|here|on)\b.{0,300}$/i,
  },
  {
    rule: 'about-author',
    pattern: /^[Aa](?:bout|BOUT) (?:the|THE) (?:authors?|AUTHORS?)(?:\s*[:：.–—-].{0,700}|\s+\p{Lu}.{0,700})?$/u,
  },
  {
    rule: 'agency-inputs',
    pattern:
      /^[([]?(?:with (?:additional )?(?:inputs?|reporting|files|material|information) (?:from|by)|con información de|com informações d[aeo]s?|mit (?:material|informationen) (?:von|der)|по материалам|(?:avec|mit|con|com) (?=(?:AFP|AP|Reuters|dpa|EFE|ANSA|Ansa|agences|agenturen|agencias|agências)\b))\s?[^\s\d][^\d!?:;]{1,60}[)\]]?\.?$/i,
  },
  { rule: 'hat-tip', pattern: /^(?:[Hh]\/[Tt]|HT|[Hh]at[ -][Tt]ip)\b\s?:? ?(?:to )?[@A-Z].{1,80}$/ },
  { rule: 'contact', pattern: /^(?:e-?mail:? )?(?:\S+@\S+\.[a-z]{2,}|@[\w.]{2,30})$/i },
  {
    rule: 'corrections',
    pattern:
      /^(?:do you have (?:a|any) (?:tip|story|information)|got a (?:tip|story|news tip)|send (?:us )?(?:a |your )?tips?|contact (?:us|the (?:author|newsroom|reporter|writer))|reach (?:the )?(?:author|reporter|writer)|have a (?:tip|question)|write to us|e-?mail (?:the author|us|your))\b.{0,200}$/i,
  },
  {
    rule: 'terms',
    pattern:
      /^(?:by (?:signing up|registering|subscribing|clicking|submitting|entering)|(?:©|\(c\)|copyright(?=:? ?(?:©|\(c\)|\d{4}|by )))[:\s].{0,140}|(?:this (?:work|article|story|text|content) is )?(?:licen[cs]ed|published|available) under (?:an? |the )?(?:.{0,20} )?(?:creative commons|cc[ -]by)\b.{0,160}|all rights reserved.{0,80}|.{0,60}©.{0,6}\d{4}.{0,120}all rights reserved\.?|this (?:site|website|page|form) (?:uses|is protected|contains)\b.{0,120}(?:cookies?|captcha|affiliate|javascript|akismet|google|analytics|advert|\blinks).{0,120}|we (?:may earn|earn|value) .{0,40}(?:commission|privacy).{0,160}|privacy policy.{0,60}|terms (?:of (?:use|service)|and conditions)\b.{0,40}|unsubscribe.{0,60}|view (?:this email )?in (?:your )?browser)$/i,
  },
]

/** Lines that are boilerplate only before the first line of the article. */
const headRules: readonly LineRule[] = [
  {
    rule: 'reading-time',
    pattern:
      /^(?:reading time:?\s*)?\d{1,3}\s*[-–]?\s*(?:min(?:ute)?s?|minuten|minutos|minuti)\.?(?:\s*(?:read|lesezeit|de lectura|de lecture|di lettura))?$/i,
  },
  {
    rule: 'kicker',
    pattern:
      /^(?:breaking(?: news)?|exclusive|news|opinion|analysis|politics|world|business|updated?|live|video|watch|featured|uncategori[sz]ed|home|menu|alert|published|skip to (?:main )?content)[:!]?$/i,
  },
  {
    rule: 'date-line',
    pattern:
      /^(?:updated|published|posted|last (?:updated|modified))\s*:?\s*(?:just now|today|yesterday|\d+ \w+ ago).{0,30}$/i,
  },
]

/**
 * The rule by which a line is boilerplate; undefined where it belongs to the article. With `isBare`
 * the rules of `boilerplate-lines.ts` and kickers are left out, for a text of which they would leave nothing.
 */
export function boilerplateRule(line: string, place: Place & { readonly isBare: boolean }): string | undefined {
  const { index, count, before } = place
  if (isAboutOutlet(line, index, count)) return 'about-outlet'
  if (line.length > MAX_BOILERPLATE_CHARACTERS)
    return /^about the author/i.test(line) || isLongCall(line, index, count) ? longRule(line) : undefined
  if (!/[\p{L}\p{N}]/u.test(line)) return 'ornament'
  if (!place.isBare && line.length <= 110 && (index < HEAD_LINES || index > count - 10) && isDateLine(line))
    return 'date-line'
  if (line.length <= 180 && isPhotoCredit(line)) return 'credit'
  for (const { rule, pattern } of anywhereRules)
    if (pattern.test(line) && isPlausible(rule, line, index, count)) return rule
  if (before === 0) {
    for (const { rule, pattern } of headRules) if (pattern.test(line)) return rule
    if (!place.isBare && isKickerLine(line)) return 'kicker'
  }
  const rule = pageLineRule(line, place)
  return place.isBare && rule !== 'forum' && rule !== 'consent' ? undefined : rule
}

/**
 * Whether a line that matches a rule is boilerplate. A sentence of an article can begin with the same words, so the line
 * must be short or stand near the beginning or the end of the text; a call must also name what it is for.
 */
function isPlausible(rule: string, line: string, index: number, count: number): boolean {
  const isAtEnd = index < 6 || index >= count - 14
  // "Share the road, the signs say" is a sentence, unless the outlet speaks of itself.
  if (callRules.has(rule) && !ownWords.test(line) && isReport(line.toLowerCase())) return false
  if (rule === 'subscribe' || rule === 'corrections') {
    const isCall =
      /newsletter|subscri|sign ?up|inbox|e-?mail|^follow (?:us|our|me|@\S+)[^,]{0,30}(?:$| (?:on|at|for)\b)|donat|member|telegram|twitter|facebook|youtube|instagram|journalism|briefing|app\b|podcast|channel|patreon|substack|tips?\b|account|log ?in|breaking news|@/i.test(
        line,
      )
    // "Subscribe to the theory or not, …" is a sentence: what one subscribes to must follow.
    const isProse =
      line.length > 60 && /^subscribe to (?!our|the \p{L}+ newsletter)/iu.test(line) && !callWords.test(line)
    return isCall && !isProse && (isAtEnd || line.length < 160)
  }
  return isAtEnd || line.length < 120 || rule === 'about-author' || rule === 'appeared-first'
}

/** Somebody speaks, so the line is a sentence of the article. */
const speech =
  /(?<!\p{L})(?:sa(?:id|ys?)|told|tells?|wrote|writes|asked|found|warn(?:ed|s)|he|she|they|sagte?|schr(?:ieb|eibt)|erklärte?|er|dit (?:le|la|une?|que|il|elle)|dit-(?:il|elle)|disait|selon|dijo|según|le dijo|ha detto|dice|disse|secondo|zei|zegt|schrijft|volgens|säger|skriver|sade|mówi|powiedział\p{L}?|сказал\p{L}?|говорит)(?!\p{L})/u
/** Something happened. */
const past = /(?<!\p{L})(?:was|were|had|war(?:en)?|était|fue|había|era|był\p{L}?|был\p{L}?)(?!\p{L})/u

/** Whether a line, in small letters, tells what somebody said or what happened: it is a sentence of the article. */
const isReport = (small: string): boolean => speech.test(small) || past.test(small)

const callRules: ReadonlySet<string> = new Set([
  'share',
  'subscribe',
  'read-more',
  'wall',
  'listen',
  'corrections',
  'terms',
])
const ownWords = /\b(?:our|us|we|newsletters?|inbox|e-?mails?|articles?|stor(?:y|ies)|posts?)\b|[@©]/i
const callWords =
  /\b(?:newsletter|inbox|e-?mails?|our|your|us|free|unlimited|access|updates?|digest|today|month|year|weekly|daily|premium|podcast|channel|alerts?|youtube|telegram|more)\b/i

/** An outlet's description of itself, below an article that others may republish. */
const aboutOutlet =
  /^(?:the )?\p{Lu}[^.!?]{2,60}? is (?:an?|the|part of) [^.!?]{0,120}?\b(?:non-?profit|independent|non-?partisan|award-winning|reader-supported|national) [^.!?]{0,60}?\b(?:newsroom|news(?: and \w+)? (?:organi[sz]ation|outlet|network|service|site|source)|media (?:outlet|organi[sz]ation)|newspaper|magazine|publication|journalism)\b/u

const isAboutOutlet = (line: string, index: number, count: number): boolean =>
  index >= count - 5 && count > 3 && line.length < 600 && aboutOutlet.test(line)

const isLongCall = (line: string, index: number, count: number): boolean =>
  (index < 6 || index >= count - 14) &&
  line.length < 900 &&
  /^(?:sign ?up|subscribe|support|get the|join)\b/i.test(line) &&
  /newsletter|inbox|unsubscribe|privacy policy|donat/i.test(line)
const longRule = (line: string): string => (/^about/i.test(line) ? 'about-author' : 'subscribe')
