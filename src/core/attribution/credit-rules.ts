/**
 * The words by which a line names the first publisher, in English and in the other languages of feeds. A rule matches a
 * whole line and captures the name, untrimmed.
 */

/** The name that a line credits, and the rule that found it. */
export interface NamedCredit {
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

/** The name that a line credits; undefined where the line is no credit. */
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
