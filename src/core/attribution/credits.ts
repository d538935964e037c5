/**
 * Reads the lines and links that name the first publisher ("originally published by", "Source:", "appeared first on").
 * Bias: no publisher is better than one that no line states. A pronoun, a date, a ministry or a picture agency after such words
 * is not a publisher.
 */

import { isDateLine } from '../text/date-words.ts'
import type { Anchor } from '../text/html-scan.ts'
import { outletOfUrl } from '../url/url.ts'
import {
  hasGivenName,
  isAgency,
  isDistributor,
  isDomain,
  isKnownOutlet,
  isPersonName,
  isPictureAgency,
  nameKey,
  outletNameOf,
} from './outlets.ts'

/** What is known about an entry besides its lines. */
export interface AttributionContext {
  readonly anchors: readonly Anchor[]
  /** The name and the domain of the outlet that carries the entry. */
  readonly ownName?: string
  readonly ownDomain?: string
  /** The authors that the feed names, so that they are recognised where a name stands alone on a line. */
  readonly people?: readonly string[]
  readonly language?: string
}

/** A publisher that a line names. */
export interface Credit {
  readonly name: string
  readonly rule: string
  /** Lower wins; a source link is used only where no line names a publisher. */
  readonly rank: number
  /** The address, where the line itself contains it. */
  readonly url?: string
}

/** The publisher that a credit line names, with its usual name; undefined where it names none or the carrying outlet. */
export function creditOf({ name, rule, rank, isProse }: NamedCredit, context: AttributionContext): Credit | undefined {
  const written = /^\(?(https?:\/\/[^\s)]+)/i.exec(name.trim())?.[1]
  const address =
    written ?? (name === 'here' ? context.anchors.find(({ text }) => /\bhere$/i.test(text))?.href : undefined)
  if (address !== undefined) {
    const domain = outletOfUrl(address)
    if (domain === undefined || domain === context.ownDomain) return undefined
    return { name: outletNameOf(domain) ?? domain, rule, rank, url: address }
  }
  // "Original article: HEADLINE" with a link: the outlet is the linked site.
  const linked = name.split(' ').length > 3 ? linkWithText(name, context) : undefined
  const site = linked === undefined ? undefined : outletOfUrl(linked.href)
  if (linked !== undefined && site !== undefined && site !== context.ownDomain)
    return { name: outletNameOf(site) ?? site, rule, rank, url: linked.href }
  if (isPictureCredit(name, rule)) return undefined
  // "Written by ANN LEE for OUTLET"
  const [, who = '', whom = ''] = /^(.{4,40}?) for (.+)$/.exec(name) ?? []
  const outlet = outletName(isPersonName(who) ? whom : name, context, isProse)
  // "Via Veneto was closed": after so short a word the rest of the line must be a name and nothing else.
  if (outlet === undefined || (rule === 'via-line' && outlet !== cutOutlet(name))) return undefined
  // "Source: Ministry of Transport" names where figures come from.
  const isWeak =
    (rule === 'source-line' || rule === 'produced-by') &&
    /\b(?:ministry|department|bureau|statistics|office|police|government|court|census|survey|company|data|commission|committee|world bank|imf|who|eurostat|insee|authors?|own|staff)\b|ministeri|ministère|minist[éè]rio|министерств|bundesamt|statisti|gobierno|policía|polizei|stadtverwaltung/i.test(
      outlet,
    )
  return isWeak && !isLinked(outlet, context) ? undefined : { name: outlet, rule, rank }
}

/** Whether a credit names a photographer: "© Ann Lee / Getty", "Source: Ann Lee/dpa", "© Ann Lee". */
function isPictureCredit(name: string, rule: string): boolean {
  if (rule !== 'copyright' && rule !== 'source-line' && rule !== 'via-line') return false
  const [who = '', ...more] = name.split(/\s*\/\s*|,\s+|\s+(?:via|on|for)\s+/, 4)
  if (!isPersonName(who)) return false
  if (more.some((agency) => isPictureAgency(agency) || isAgency(agency))) return true
  return more.length === 0 && (rule === 'copyright' || hasGivenName(who))
}

/** How many characters may follow a name that is not a known outlet: enough for a licence, a date or a full stop. */
const MAX_REST_CHARACTERS = 14

/**
 * Whether a line is a credit although no outlet can be read from it: it names a date, the carrying outlet, a picture
 * agency or an account. Otherwise its words only begin a sentence of the article.
 */
export function isCreditWithoutOutlet({ name, isProse }: NamedCredit, context: AttributionContext): boolean {
  if (!isProse) return !/^\p{Ll}.{30,}[.!?]$/u.test(name)
  const cut = cutOutlet(name)
  // "Originally published in 1871, the map shows …"
  if (cut === undefined || name.length > cut.length + MAX_REST_CHARACTERS) return false
  return (
    noOutlet.test(cut) ||
    isNoPublisher(cut) ||
    isOwn(cut, context) ||
    isDateLine(cut) ||
    /^(?:[@(]|(?:partnership|collaboration|cooperation|association) )/i.test(cut)
  )
}

/** Whether the text has a link whose words are exactly this name. */
export const isLinked = (name: string, context: AttributionContext): boolean =>
  linkWithText(name, context) !== undefined

function linkWithText(name: string, context: AttributionContext): Anchor | undefined {
  if (context.anchors.length === 0) return undefined
  const key = nameKey(name)
  return context.anchors.find((anchor) => nameKey(anchor.text) === key)
}

/** Whether a name is the carrying outlet's own. */
export function isOwn(name: string, context: AttributionContext): boolean {
  const key = nameKey(name)
  if (key === '') return false
  const ownKey = nameKey(context.ownName ?? '')
  const ownDomain = context.ownDomain ?? ''
  const label = ownDomain.split('.')[0] ?? ''
  return (
    key === ownKey ||
    (key.length >= 6 && ownKey.startsWith(key)) ||
    key === nameKey(ownDomain) ||
    (label.length > 3 && key === nameKey(label))
  )
}

const clauseEnd =
  /[,;]\s|\s\(|\s\/\s|[.!]\s+(?=\p{Lu}|$)|\s(?:under|on (?:\w+day|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)|with (?:permission|the)|and (?:is|was|has|appears|(?:re)?viewed|(?:re)?distributed|(?:re)?published|reproduced|syndicated|edited|made)|as part|in partnership|in collaboration|y se|e é|e foi|ed è|et (?:est|a)|und (?:wird|ist|erscheint)|en (?:is|wordt)|where|which|here|at https?:|by \p{Lu}|via)\b|\son \d|\s*[:|]\s|\n/iu
const leadIn =
  /^(?:(?:an?|the) (?:piece|article|story|report|essay|post|column|feature)s? (?:in|on|by|at|from|for) |(?:the )?(?:[\w'’-]+ ){0,3}(?:issue|edition|number) of |(?:the )?(?:web ?site|blog|site|newspaper|magazine) (?:of )?|(?:our|its|their|a) (?:\w+ )?(?:partner (?:site|outlet|organi[sz]ation|publication|newsroom)s?|partners?|associates?|colleagues|friends|affiliate|sister (?:site|paper|publication|title)),? (?:over )?(?:at )?|(?:журнале?|газете?|издании|сайте|портале?) |(?:[\p{L}]{2,4} )?(?:revista|diario|periódico|revue|magazine|journal|quotidien|rivista|quotidiano|giornale|tijdschrift|krant|zeitschrift|zeitung|magazin|blog|jornal) (?=["«„“])|the (?=\p{Lu}[\p{L}]+ \p{Lu}))/u

/** The outlet's name at the beginning of a text, cut where a sentence, a clause, a date or a licence begins. */
export function cutOutlet(text: string): string | undefined {
  const cut = text
    .slice(0, 300)
    .replace(/^\s+/, '')
    .replace(leadIn, '')
    .replace(leadIn, '')
    .replace(/\s*\((?:link|here|opens in new window|[^)]*https?:[^)]*)\)/gi, '')
    .split(clauseEnd)[0]!
    .replace(/^[\s"“”„'‘’«»《「『([]+|[\s"“”'‘’«»》」』）】)\],;:!…。–—-]+$/gu, '')
    .replace(/\.$/, '')
    .replace(/(?<=\p{Lu}\S*) (?:blog|web ?site|site|newsletter|newspaper)$/u, '')
    .trim()
  if (cut.length < 2 || cut.length > 60 || cut.split(' ').length > 8) return undefined
  return cut
}

const noOutlet =
  /^(?:our|this|that|his|her|their|my|us|here|it|me|you|a|an|permission|facebook|twitter|x|instagram|youtube|telegram|email|e-mail|linkedin|whatsapp|apple news|google news|\d+|\d.*(?:19|20)\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.? ?\d*)$|^(?:our|this|that|his|her|their|my) /i
/** The parts of a site and of a channel, which stand where an outlet's name would. */
const section =
  /^(?:(?:the |latest |breaking |all |our )?(?:news|world|politics|business|sports?|opinion|culture|science|technology|tech|health|lifestyle|entertainment|blogs?|articles?|features?|general|uncategori[sz]ed|press releases?|announcements?|updates?|stories|podcasts?|videos?|episodes?|interviews?|reviews?|local|national|international|photos?|pictures?|images?|text|words|fotos?|bilder|bild|editorials?|letters|analysis|investigations?)|nachrichten|aktuelles|politik|wirtschaft|allgemein|actualités?|politique|économie|non classé|noticias|política|actualidad|sin categoría|notizie|attualità|politica|senza categoria|notícias|nieuws|nyheter|aktualności|новости)$|\s(?:section|category|tag|desk)$/iu

/** Whether a name is that of a section of a site. */
export const isSection = (name: string): boolean => section.test(name)

/** Whether a name can be no publisher: a distributor, a picture agency, a section of a site. */
export const isNoPublisher = (name: string): boolean =>
  isDistributor(name) || isPictureAgency(name) || section.test(name)

const wordOfName =
  /^(?:["“”'‘’«»(@&]*[\p{Lu}\p{Lo}\d&]|(?:of|the|and|for|de|del|della|delle|dell['’].+|du|des|da|do|dos|di|la|le|les|el|los|las|van|von|vom|der|den|het|und|et|y|e|en|für|im|am|i|z|w|na|og|och|и|в|на)$|\p{Ll}+\p{Lu}|[\p{L}\d-]+\.\p{L}{2,})/u

/** Words with which a credit continues after an outlet's name. */
const continuation =
  /^(?:yesterday|today|last|this|earlier|recently|in|on|under|and|with|as|by|for|at|here|where|when|during|titled|entitled|web ?site|blog|magazine|newspaper|newsletter|erschienen|veröffentlicht|publiziert|am|le|el|em|il|op|gepubliceerd|verschenen|w|в)$/i

/**
 * The name at the beginning of a sentence: its words up to the first that cannot be part of a name. The whole text where
 * those words are only an article; undefined where the sentence does not continue as a credit does.
 */
function capitalisedPart(text: string): string | undefined {
  const words = text.split(' ')
  const end = words.findIndex((word) => !wordOfName.test(word))
  if (end === -1) return text
  const part = words.slice(0, end)
  while (part.length > 0 && /^\p{Ll}/u.test(part.at(-1)!) && !isDomain(part.at(-1)!)) part.pop()
  if (nameKey(part.join(' ')).length < 3) return text
  return continuation.test(words[end]!) ? part.join(' ') : undefined
}

/** The outlet's name that a text begins with; undefined for the carrying outlet itself and for what is not a name. */
export function outletName(text: string, context: AttributionContext, isProse = false): string | undefined {
  const cut = cutOutlet(text)
  const name = cut !== undefined && isProse && !isLinked(cut, context) ? capitalisedPart(cut) : cut
  if (name === undefined || noOutlet.test(name) || isNoPublisher(name) || isOwn(name, context)) return undefined
  const isNameLike = /^[\p{Lu}\p{Lo}\d]|^\p{Ll}+\p{Lu}/u.test(name)
  if (!isNameLike && !isDomain(name) && !isKnownOutlet(name) && !isLinked(name, context)) return undefined
  return name
}

/** The first credit. Where it is a bare domain it gets the name from another line or from the table of outlets. */
export function firstNamedCredit(credits: readonly Credit[]): Credit | undefined {
  const [first] = credits
  if (first === undefined || !isDomain(first.name)) return first
  const domain = outletOfUrl(`https://${first.name.replace(/^https?:\/\//i, '')}`) ?? first.name
  const label = nameKey(domain.split('.')[0] ?? '')
  const inLine = credits.find(({ name }) => !isDomain(name) && nameKey(name) === label)
  return { ...first, name: inLine?.name ?? outletNameOf(domain) ?? first.name }
}

/** The link to an outlet: one with its name as text, else one to its domain; undefined where there is none. */
export function linkOf(name: string, context: AttributionContext): string | undefined {
  const key = nameKey(name)
  const byWords = context.anchors.find((anchor) => nameKey(anchor.text) === key && !isOwnLink(anchor, context))
  if (byWords !== undefined) return byWords.href
  return context.anchors.find((anchor) => {
    if (isOwnLink(anchor, context)) return false
    const domain = outletOfUrl(anchor.href)
    if (domain === undefined) return false
    const names = [domain, domain.split('.')[0] ?? '', outletNameOf(domain) ?? '']
    return names.some((candidate) => nameKey(candidate) === key)
  })?.href
}

const isOwnLink = (anchor: Anchor, context: AttributionContext): boolean =>
  context.ownDomain !== undefined && outletOfUrl(anchor.href) === context.ownDomain

const sourceLinkPattern =
  /^(?:\[?\s*)?(?:original source|original article|original story|original post|original|source|source link|(?:read|see|view) (?:the )?(?:original|source)(?: (?:article|story|post|here))*|link to (?:the )?(?:original|source)(?: article)?)\s*(?:\]\s*)?[.:»→…]*$/i

/** The credit from a link whose text says that it leads to the original, on another site: the outlet is that site. */
export function sourceLink(context: AttributionContext): Credit | undefined {
  for (const anchor of context.anchors) {
    if (!sourceLinkPattern.test(anchor.text) || isOwnLink(anchor, context)) continue
    const domain = outletOfUrl(anchor.href)
    if (domain !== undefined) {
      return {
        name: outletNameOf(domain) ?? domain,
        rule: 'source-link',
        rank: Number.POSITIVE_INFINITY,
        url: anchor.href,
      }
    }
  }
  return undefined
}

// ---- the words of credits, in English and in the other languages of feeds. A rule matches a whole line and captures the
// name, untrimmed.

/** The name that a line credits, and the rule that found it. */
interface NamedCredit {
  /** The text after the words of the rule, untrimmed. */
  readonly name: string
  readonly rule: string
  /** Lower wins. */
  readonly rank: number
  /** Whether the rule's words can also begin a sentence of an article, so that only an outlet after them makes a credit. */
  readonly isProse?: boolean
}

interface CreditRule {
  readonly rule: string
  readonly rank: number
  readonly isProse?: boolean
  readonly pattern: RegExp
}

const piece =
  '(?:article|story|post|piece|essay|report|column|commentary|interview|analysis|op-?ed|item|excerpt|content|blog ?post|text|feature|work|investigation|podcast|newsletter|video|review|dispatch|explainer|editorial)'
const place = '(?:by|on|at|in|from|for|with)'

const originally = { rule: 'originally-published', rank: 1, isProse: true } as const
const republished = { rule: 'republished-from', rank: 1, isProse: true } as const

/** "This article was first published by X" in other languages; the verb may follow the name. */
const foreignOriginals: readonly string[] = [
  // German
  '(?:dieser|der|dieses|das|diese|die) (?:artikel|text|beitrag|interview|essay|kommentar|analyse|recherche|reportage) (?:(?:erschien|ist|wurde|stammt) )?(?:zuerst|zunächst|ursprünglich|erstmals) (?:erschienen )?(?:bei|in|auf|im|am|von|aus|beim) (.+?)(?: (?:erschienen|veröffentlicht|publiziert))?\\.?',
  '(?:zuerst|zunächst|ursprünglich) (?:erschienen|veröffentlicht|publiziert)(?: ist (?:dieser|der) (?:artikel|text|beitrag))? (?:bei|in|auf|im|von) (.+)',
  // French
  "(?:cet|ce|cette) (?:article|texte|tribune|entretien|reportage|enquête|billet) (?:a |est )?(?:initialement |d['’]abord |originellement )?(?:été )?(?:initialement |d['’]abord |originellement )?(?:publiée?|parue?)(?: initialement| d['’]abord| à l['’]origine| pour la première fois)? (?:par|sur|dans|chez|en|le site) (.+)",
  "(?:publié|paru) (?:initialement|d['’]abord|à l['’]origine) (?:par|sur|dans|chez) (.+)",
  // Spanish, Portuguese
  '(?:este|esta|el|la|o|a) (?:artículo|texto|nota|reportaje|columna|entrevista|artigo|reportagem|matéria|coluna) (?:fue |foi |se )?(?:originalmente |primero |por primera vez )?(?:publicad[oa]|publicó|apareció)(?: originalmente| originariamente| primero| por primera vez| pela primeira vez)? (?:en|por|em|no|na|pelo|pela) (.+)',
  '(?:publicad[oa] (?:originalmente|originariamente|por primera vez|pela primeira vez)|originalmente publicad[oa]) (?:en|por|em|no|na|pelo|pela) (.+)',
  // Italian
  "(?:questo |l['’])?articolo,? (?:è (?:stato )?)?(?:originariamente |originalmente |inizialmente )?(?:pubblicato|apparso|uscito)(?: per la prima volta| originariamente| originalmente| inizialmente)? (?:su|da|in|sul|dal|nel) (.+)",
  '(?:(?:originariamente|originalmente) (?:pubblicato|apparso)|(?:pubblicato|apparso) (?:originariamente|originalmente|per la prima volta)) (?:su|da|in|sul|dal|nel) (.+)',
  // Dutch
  '(?:dit|deze|het) (?:artikel|stuk|verhaal|tekst|column|interview) (?:verscheen|is|werd) (?:eerder|eerst|oorspronkelijk|als eerste) (?:verschenen |gepubliceerd )?(?:op|in|bij|door|via) (.+?)(?: (?:gepubliceerd|verschenen))?\\.?',
  // Swedish, Norwegian, Danish
  '(?:artikeln|texten|artikkelen|teksten|artiklen|artikkelen) (?:publicerades|ble|blev|er|var|har) ?(?:ursprungligen|först|først|opprinnelig|oprindeligt) (?:publicerad |publisert |publiceret |bragt )?(?:i|på|av|af|hos) (.+)',
  // Polish, Czech, Russian, Ukrainian
  '(?:ten )?(?:artykuł|tekst|materiał) (?:ukazał się|został opublikowany|opublikowano) (?:pierwotnie |po raz pierwszy |najpierw )?(?:w|na|przez) (.+)',
  '(?:článek|text) (?:původně )?vyšel (?:původně |poprvé )?(?:v|na) (.+)',
  '(?:эта )?(?:статья|материал|текст|колонка)? ?(?:впервые|первоначально|изначально) (?:был[ао]? )?(?:опубликован[аоы]?|вышел|вышла) (?:в|на|на сайте|изданием) (.+)',
  '(?:стаття|матеріал|текст) (?:вперше|спочатку) (?:опублікован[аоий]{1,2}|вийшл?[ао]?) (?:в|у|на) (.+)',
  // Chinese, Japanese, Korean
  '(?:本文|文章)?(?:首发于|首發於|原载于?|原載於?|原文刊[于於载載]|最初发表于|刊[于於])[:：]?\\s*[《「『“]?([^》」』”。]+)[》」』”]?。?',
  '(?:※\\s*)?(?:この|本)記事は、?[「『]?([^」』]+?)[」』]?(?:に|で|から)(?:最初に)?(?:掲載|公開|転載|配信|提供)(?:された(?:もの)?|したもの|しました|です)?.{0,12}',
]

/** "Republished from X" in other languages. */
const foreignReprints: readonly string[] = [
  '(?:übernommen|nachdruck|mit freundlicher genehmigung|crosspost) (?:von|aus|vom|der|des) (.+)',
  "(?:repris|traduit|reproduit|republié) (?:de|du|depuis|avec l[’']autorisation de) (.+)",
  '(?:tomado|reproducido|republicado|retomado|reproduzido|extraído|extraido) (?:de|del|do|da|con permiso de|com permissão de) (.+)',
  '(?:tratto|ripreso|ripubblicato) (?:da|dal|dalla) (.+)',
  '(?:overgenomen|herplaatst) (?:van|uit) (.+)',
  '(?:перепечатано|перепечатка|публикуется|републикация) (?:с|из|с разрешения|с сайта) (.+)',
  '(?:przedruk (?:z|ze|za)|za:) ?(.+)',
  '(?:本文)?(?:转载自|轉載自|转自|轉自|摘自|转载|轉載)[:：]?\\s*[《「『“]?([^》」』”。]+)[》」』”]?。?',
  '(?:※\\s*)?(?:(?:この|本)記事は、?)?[「『]?(.+?)[」』]?(?:より転載|からの転載(?:です)?)。?',
]

/** Matches a whole line, which may be in brackets and may begin with "Editor's note:". */
const line = (body: string): RegExp => new RegExp(`^[(\\[（【]?(?:(?:[a-z]+['’]s )?note: )?${body}$`, 'i')

const creditRules: readonly CreditRule[] = [
  {
    ...originally,
    pattern: line(
      `(?:this|the(?: following| above)?|a version of this|an? (?:earlier|longer|shorter) version of this)(?: (?:\\w+ )?${piece})? ?(?:is|was|has been|had been)?\\s*(?:originally|first|previously|also)\\s+(?:been )?(?:published|appeared|posted|ran|run|featured|produced|reported|written|aired|printed|released) ${place} (.+)`,
    ),
  },
  {
    ...originally,
    pattern: line(
      `(?:originally|first) (?:published|posted|appeared|printed)(?:(?: here)?,? ${place}:? (.+)|: ?(https?:.+)| (here)\\.?)`,
    ),
  },
  {
    ...republished,
    pattern: line(
      `(?:(?:this|the) (?:\\w+ )?${piece} (?:is|was|has been) )?(?:being )?(?:re-?published|re-?printed|re-?posted|re-?blogged|cross-?posted|syndicated|reproduced|excerpted|adapted|taken|used)(?: here)?(?: under .{3,60}?)?(?: (?:with|by) (?:kind |the |express )*permission)?(?: courtesy)?,? (?:from|of|by|via|on) (.+)`,
    ),
  },
  {
    ...republished,
    pattern: line(
      `(?:this ${piece} (?:is|was) )?(?:re-?)?(?:published|posted|printed|used|shared)(?: here)? (?:with|by) (?:kind |the |express )*permission (?:of|from) (.+)`,
    ),
  },
  { ...republished, pattern: line(`(?:this|the following) ${piece} comes(?: to (?:us|you))? (?:from|via) (.+)`) },
  { ...republished, pattern: line(`(?:this )?${piece} (?:is |was |comes |appears )?courtesy of (.+)`) },
  {
    rule: 'produced-by',
    rank: 2,
    isProse: true,
    pattern: line(
      `(?:this|the) ${piece} (?:was|is|has been) (?:(?:co-?)?published|produced|provided|shared|supplied) (?:by|in|on|with) (.+)`,
    ),
  },
  {
    rule: 'appeared-first',
    rank: 2,
    pattern:
      /^the (?:post|article|story) .{0,240}?(?:appeared first|first appeared|was first published|originally appeared|was originally published) (?:on|in|at|by) (.+)$/i,
  },
  {
    rule: 'read-original',
    rank: 2,
    pattern: new RegExp(
      `^(?:to )?(?:read|see|view|find|continue reading)(?: the)? (?:original|full|whole|complete|entire|rest of the|rest of this)(?: ${piece})?(?: here)? (?:at|on|in|from|by) (.+)$`,
      'i',
    ),
  },
  { rule: 'read-original', rank: 2, isProse: true, pattern: /^(?:continue|keep) reading (?:at|on) (.+)$/i },
  {
    rule: 'read-original',
    rank: 2,
    isProse: true,
    pattern: new RegExp(`^(?:the )?(?:full|original|complete|whole) ${piece} (?:is )?at (.+)$`, 'i'),
  },
  { rule: 'read-original', rank: 2, isProse: true, pattern: /^read (?:more|on|it(?: all)?) at (.+)$/i },
  {
    rule: 'source-line',
    rank: 3,
    pattern:
      /^[[(（【]?(?:original |article )?(?:source|quelle|fuente|fonte|font|bron|källa|kilde|lähde|źródło|zdroj|forrás|kaynak|izvor|sursa|πηγή|источник|джерело|источники|来源|來源|稿源|出典|情報源|출처|المصدر|original (?:article|story|post|version))(?:\s*[:：]\s*|\s[–—-]\s)(.+)$/i,
  },
  { rule: 'via-line', rank: 4, isProse: true, pattern: /^[([]?via:? +([^\s].{1,60}?)[)\]]?$/i },
  {
    rule: 'copyright',
    rank: 7,
    pattern:
      /^(?:©|\([Cc]\)|(?:[Cc]opyright|COPYRIGHT)(?=:? ?(?:©|\([Cc]\)|\d{4}|by |\p{Lu})))[:\s©]*(?:\([Cc]\) ?)?(?:\d{4}(?: ?[-–] ?\d{4})?,?)? ?(?:by )?(?!\d)(.+?)[\s,.]*(?:\d{4}[\s,.]*)?(?:[Aa]ll [Rr]ights [Rr]eserved.*)?$/u,
  },
]

const foreignRules: readonly CreditRule[] = [
  { ...originally, pattern: line(`(?:${foreignOriginals.join('|')})`) },
  { ...republished, pattern: line(`(?:${foreignReprints.join('|')})`) },
]

/** A cheap test before the patterns: none of them matches a line without one of these words. */
const hint =
  /publish|appear|print|post|used |full |whole |complete |blogged|syndicat|excerpt|adapted|taken|produced|provided|shared|supplied|featured|courtesy|comes |source |original|read |reading|see |view |find |[:：]|via|©|\(c\)|copyright|ran |reported|aired|written/i
const foreignHint =
  /publi[ceé]|pubblic|appars|uscit|apare|ursprünglich|zuerst|zunächst|erstmals|übernommen|nachdruck|genehmigung|crosspost|paru|repris|traduit|reprodu|republi|tomado|extra[ií]do|tratto|ripreso|versche|eerder|eerst|oorspronkelijk|overgenomen|herplaatst|först|først|opprinnelig|oprindelig|ukazał|opublik|przedruk|za:|vyšel|впервые|изначально|первоначально|перепечат|публик|вперше|спочатку|[转轉][载載自]|摘自|首[发發]|原[载載文]|发表|刊[于於]|記事|転載/i

/** The name that a line credits; undefined where the line is not a credit. */
export function readCredit(text: string): NamedCredit | undefined {
  return (
    (hint.test(text) ? firstMatch(creditRules, text) : undefined) ??
    (foreignHint.test(text) ? firstMatch(foreignRules, text) : undefined)
  )
}

function firstMatch(rules: readonly CreditRule[], text: string): NamedCredit | undefined {
  for (const { pattern, ...credit } of rules) {
    // A rule for several languages has a group for each; only the one that matched is defined.
    const name = pattern.exec(text)?.find((group, at) => at > 0 && group !== undefined)
    if (name !== undefined) return { ...credit, name }
  }
  return undefined
}
