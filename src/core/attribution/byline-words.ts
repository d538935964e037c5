/**
 * The words of bylines, in English and in the other languages of feeds. Each pattern matches a whole line and captures
 * the names, untrimmed. In other languages "by" is also a common first word of a sentence ("Von", "Di", "Door"). It is
 * accepted in a text of its language, and elsewhere only before a given name.
 */

const piece =
  '(?:op-?ed|opinion|essay|analysis|report|commentary|column|perspective|review|letter|interview|dispatch|feature|guest (?:post|column|essay|opinion|commentary|contribution|article|blog))'
/** "OPINION | By", "Analysis: by". */
const kicker = `(?:(?:${piece}|exclusive|news|politics|business|culture|sport)\\s*[|:•·–—-]\\s*)`
const byWord = `(?:(?:authored|written|submitted|posted|published|reported|compiled|penned|contributed|prepared|story|words|text|${piece}|(?:an? )?${piece}) +)?by`

/** Captures the names after "By", "Written by", "Guest essay by", "Author:". */
export const bylinePattern = new RegExp(`^(?:[-–—•|*]\\s*)?${kicker}?(?:${byWord}|authors?)\\s*:?\\s+(.{2,200})$`, 'i')
/** The same after a date: "Posted on 3 March 2026 by". */
export const datedBylinePattern =
  /^(?:posted|published|submitted|updated|written)(?: on| at)? (?=[^.]*\d)[^.]{4,40}? by (.{2,80})$/i
/** The byline that a repost puts above a text of another outlet. */
export const authoredPattern = /^(?:authored|written|submitted|posted|republished)\s+by\b/i
/** Captures the names after "Reporting by", with which agencies end a report. */
export const reportingPattern = /^\(?reporting by (.{3,120}?)(?:[;)]|\. |$)/i

const helper =
  /^[(（【]?(?:(?:additional (?:reporting|writing)|editing|writing|edited|compiled|produced|translated|translation|fact[- ]checked|curated|(?:[a-z]+ly )?reviewed) by|traduit (?:de .{2,20} )?par|traduction(?: de)?\s?:|übersetzt von|übersetzung:|aus dem [a-zäöü]+ (?:übersetzt )?von|traducid[oa] por|traducción(?: de|:)|traduzid[oa] por|tradução(?: de|:)|tradotto da|traduzione(?: di|:)|vertaling:|vertaald door|tłumaczenie:|tłumaczył[a]?|перевод:|редактор:|(?:责任)?编辑\s?[:：]|責任編輯\s?[:：]|责编\s?[:：]|编校\s?[:：]|校对\s?[:：]|審核\s?[:：]|编译\s?[:：]|翻译\s?[:：]|翻訳\s?[:：]|編集\s?[:：])\s?/i

/** Whether a line names only people who edited, translated or reviewed, and so no author. */
export function isEditorCreditLine(line: string): boolean {
  const words = helper.exec(line)?.[0]
  // A name must follow: "edited by hand" begins a sentence.
  return words !== undefined && line.length < words.length + 120 && /^[\p{Lu}\p{Lo}]./u.test(line.slice(words.length))
}

/** What follows a writer's name in a line that also names photographers or contributors. */
export const othersPattern =
  /[\s,;]+(?:with )?(?:additional )?(?:reporting|research|contributions?|files) (?:by|from)\s.*$|[\s,;]+as told to\s.*$|[\s,;]+(?:and )?(?:edited|photographed|illustrated|translated|produced|filmed) by\s.*$|[\s,;|/–—-]+(?:and |und |et |y |e |with )?(?:photo(?:s|graphs?|graphy)?|pictures|images|illustrations?|video|graphics|fotos?|bilder|fotografie|photos|foto's)\s*(?:by|:|von|de|par|di|door)\s.*$/iu

const label =
  /^(?:texte?|texto|testo|tekst|text och foto|auteurs?|autor(?:in|a|es|en|ka|zy|i)?|autore|auteure|autrice|skribent|forfatter|kirjoittaja|opracowanie|oprac\.|автор|авторы|текст|текст подготовила?|yazar|yazan|szerző|συντάκτης)\s*[:：]\s*(.{3,80})$/iu
const han = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々·・、，, 　]'
const cjkLabel = new RegExp(
  `^[(（【]?(?:[\\p{Script=Han}]{2,12}[ 　]+(?=记者|記者))?(?:文|文字|作者|记者|記者|本报记者|本報記者|撰文|撰稿|采写|採訪|取材・文|執筆|筆者|文・写真)\\s*[:：/／丨|＝= 　]\\s*(${han}{2,24})[)）】]?$`,
  'u',
)
const korean = /^(?:[^\s]{2,12}[=＝])?\s*([가-힣]{2,4})\s*(?:기자|특파원|선임기자)(?:\s*[=＝]?\s*\S+@\S+)?$/u

/** "By" and "An analysis by", in each language. */
const byWords: Readonly<Record<string, RegExp>> = {
  de: /^(?:(?:ein(?:e)? )?(?:gastbeitrag|gastkommentar|kommentar|leitartikel|analyse|essay|kolumne|reportage|interview|bericht|glosse|rezension|meinungsbeitrag|text) von|von):?\s+(.{3,90})$/i,
  fr: /^(?:(?:une? )?(?:tribune|analyse|chronique|reportage|récit|enquête|billet|éditorial|texte|propos recueillis|entretien) (?:de|par)|par):?\s+(.{3,90})$/i,
  es: /^(?:(?:un[a]? )?(?:artículo|análisis|opinión|columna|reportaje|crónica|texto|tribuna|escrito) (?:de|por)|por):?\s+(.{3,90})$/i,
  pt: /^(?:(?:uma? )?(?:artigo|análise|opinião|coluna|reportagem|crônica|texto|escrito) (?:de|por)|por):?\s+(.{3,90})$/i,
  ca: /^(?:per|escrit per):?\s+(.{3,90})$/i,
  it: /^(?:a cura di|(?:un )?(?:articolo|commento|analisi|editoriale|intervento|testo|servizio) di|di):?\s+(.{3,90})$/i,
  nl: /^(?:(?:een )?(?:opinie|analyse|column|gastbijdrage|commentaar|reportage|essay) (?:van|door)|door):?\s+(.{3,90})$/i,
  sv: /^(?:(?:en )?(?:krönika|analys|ledare|kommentar) av|av):?\s+(.{3,90})$/i,
  no: /^(?:(?:en )?(?:kronikk|analyse|kommentar) av|av):?\s+(.{3,90})$/i,
  da: /^(?:(?:en )?(?:kronik|analyse|kommentar) af|af):?\s+(.{3,90})$/i,
}
/** "By" in any language, for texts whose language is unknown. */
const anyBy = /^(?:von|par|por|per|di|door|av|af)\s+(.{3,60})$/i
/** Longer phrases that are a byline whatever the language of the text. */
const certainBy =
  /^(?:a cura di|ein(?:e)? (?:gastbeitrag|gastkommentar|kommentar|analyse) von|propos recueillis par)\s+(.{3,90})$/i

/** The names of a byline in another language than English. */
interface ForeignByline {
  readonly names: string
  /** Whether its words prove a byline; otherwise the names must be recognised. */
  readonly isCertain: boolean
  /** Whether the names are in a script without capitals, separated by marks or spaces. */
  readonly isUnspaced: boolean
}

/** Reads a line as a byline in the language of its text; undefined where it has no words of a byline. */
export function readForeignWords(line: string, language: string | undefined): ForeignByline | undefined {
  if (line.length > 100) return undefined
  const unspaced = cjkLabel.exec(line)?.[1] ?? korean.exec(line)?.[1]
  if (unspaced !== undefined) return { names: unspaced, isCertain: true, isUnspaced: true }
  const certain = label.exec(line)?.[1] ?? certainBy.exec(line)?.[1]
  const ofLanguage = language === undefined ? undefined : byWords[language.slice(0, 2)]?.exec(line)?.[1]
  const named = certain ?? ofLanguage
  if (named !== undefined) return { names: named, isCertain: true, isUnspaced: false }
  const guessed = language === undefined ? anyBy.exec(line)?.[1] : undefined
  return guessed === undefined ? undefined : { names: guessed, isCertain: false, isUnspaced: false }
}

/** Splits a line of several labelled parts (`来源：X 作者：Y`); any other line is one part. */
export const labelledParts = (line: string): string[] =>
  /\p{Script=Han}/u.test(line)
    ? line.split(/[\s　|｜]+(?=(?:来源|來源|稿源|作者|记者|記者|编辑|責任編輯|责任编辑|撰文|文)\s*[:：])/u)
    : [line]
