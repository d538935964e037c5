/**
 * The words of bylines, in English and in the other languages of feeds. Each pattern matches a whole line and captures
 * the names, untrimmed. In other languages "by" is also a common first word of a sentence ("Von", "Di", "Door"). It is
 * accepted in a text of its language, and elsewhere only before a given name.
 */

import { isDesk } from './outlets.ts'

const piece =
  '(?:op-?ed|opinion|essay|analysis|report|commentary|column|perspective|review|letter|interview|dispatch|feature|guest (?:post|column|essay|opinion|commentary|contribution|article|blog))'
/** "OPINION | By", "Analysis: by". */
const kicker = `(?:(?:${piece}|exclusive|news|politics|business|culture|sport)\\s*[|:•·–—-]\\s*)`
const byWord = `(?:(?:authored|written|submitted|posted|published|created|added|reported|compiled|penned|contributed|prepared|story(?: (?:and|&) photos?)?|words(?: (?:and|&) (?:photos?|pictures?))?|text|${piece}|(?:an? )?${piece}) *:? +)?by`

/** Captures the names after "By", "Written by", "Guest essay by", "Author:". */
export const bylinePattern = new RegExp(`^(?:[-–—•|*]\\s*)?${kicker}?(?:${byWord}|authors?)\\s*:?\\s+(.{2,800})$`, 'i')
/** The same after a date: "Posted on 3 March 2026 by". */
export const datedBylinePattern =
  /^(?:posted|published|submitted|updated|written)(?: on| at)? (?=[^.]*\d)[^.]{4,40}? by (.{2,80})$/i
/** The byline that a repost puts above a text of another outlet. */
export const authoredPattern = /^(?:authored|written|submitted|posted|republished)\s+by\b/i
/** Captures the names after "Reporting by", with which agencies end a report. */
export const reportingPattern = /^\(?reporting by (.{3,120}?)(?:[;)]|\. |$)/i

/** The name of a forum's poster, as it is shown there: u/keelhaul of "submitted by /u/keelhaul [link] [comments]". */
export function posterOf(text: string): string | undefined {
  const name =
    /^(?:(?:submitted|posted) by )?\/?u\/([\w-]{2,40})(?:\s+(?:to|in)\s+\/?r\/\w{2,40})?(?:\s*\[\w{2,12}\]){0,4}$/i.exec(
      text,
    )?.[1]
  return name === undefined ? undefined : `u/${name}`
}

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
  /[\s,;]{1,3}(?:and |und |et |y |e |with |& )?[^\s,;()][^,;()]{2,40}? \((?:photos?|fotos?|bild(?:er)?|pictures|beeld|video)\)$|[\s,;]{1,6}(?:with )?(?:additional )?(?:reporting|research|contributions?|files) (?:by|from)\s.*$|[\s,;]{1,6}as told to\s.*$|[\s,;]{1,6}(?:and )?(?:edited|photographed|illustrated|translated|produced|filmed) by\s.*$|[\s,;|/–—-]{1,6}(?:and |und |et |y |e |with )?(?:photo(?:s|graphs?|graphy)?|pictures|images|illustrations?|video|graphics|fotos?|bilder|fotografie|photos|foto's)\s*(?:by|:|von|de|par|di|door)\s.*$/iu

/** A date or time after the names, with what follows it. */
const trailerPattern =
  /[\s,|•·–—-]{1,6}(?:am|vom|um|le|el|il|em|op|om|den|dne|dnia|du|del|di|à|a|alle|kl\.?)\s+(?:\p{L}{2,10},?\s+)?\d{1,2}[.º]?[\s./:h-].*$|[\s,|•·–—-]{1,6}(?:(?:on|published|updated|posted|last updated)[\s:]+)*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d{1,4}[./-]\d{1,2}[./-]\d|\d{1,2}:\d\d|\d+ (?:min|hour|day)).*$/iu

/** The text without a date or time after the names, and what follows it. Without a digit the large pattern is not needed. */
export const withoutTrailer = (text: string): string => (/\d/.test(text) ? text.replace(trailerPattern, '') : text)

/** Agencies, desks and others named along with people: "with AFP", "and agencies", "et al." */
export const helpersPattern =
  /,?\s+(?:and|with|&|avec|et|mit|und|con|y|com|e|met|en|och|og)\s+(?:(?:\p{Lu}\p{L}*\s)?(?:agencies|agences|agencias|agências|agenturen|agenzie|byråer|agentschappen|wire (?:reports|services)|staff(?: reports)?|others|colleagues|al\.?|autres|andere|otros|outros|altri)|(?:the |l['’])?(?:AP|AFP|Reuters|dpa|EFE|ANSA|ANP|PA|TT|NTB|SDA|APA|Lusa|Associated Press|Agence France-Presse))\.?$|\s+(?:et al|u\. ?a|m\. ?fl)\.?$/iu
/** A name and, after a small letter, what may be an agency: "Ann LeeReuters", as texts write whose markup separates the two. */
export const gluedPattern = /^([^/|([]{5,120}\p{Ll})((?:The )?\p{Lu}[\p{L} -]{1,30})$/u

const label =
  /^(?:words|interview|protokoll|redakteur(?:in)?|dodał[a]?|(?:texte?|texto|testo|teksti?)(?: (?:&|och|og|und|et|y|e|en|i|ja) (?:fotos?|foto[’']s|photos?|bild(?:er)?|zdjęcia|kuvat))?|auteurs?|autor(?:in|a|es|en|ka|zy|i)?|autore|auteure|autrice|skribent|forfatter|kirjoittaja|opracowanie|oprac\.|автор|авторы|текст|текст подготовила?|yazar|yazan|szerző|συντάκτης|כתב|كتب|كتبت?|بقلم|الكاتب|المؤلف)\s*[:：]\s*(.{3,80})$/iu
const han = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々·・、，, 　]'
const cjkLabel = new RegExp(
  `^[(（【]?(?:[\\p{Script=Han}]{2,12}[ 　]+(?=记者|記者))?(?:文|文字|作者|记者|記者|本报记者|本報記者|撰文|撰稿|采写|採訪|取材・文|執筆|筆者|文・写真)\\s*[:：/／丨|＝= 　]\\s*(${han}{2,24})[)）】]?$`,
  'u',
)
const korean = /^(?:[^\s]{1,12}[=＝·])?\s*([가-힣]{2,4})\s*(?:기자|특파원|선임기자)(?:\s*[=＝]?\s*\S+@\S+)?$/u

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
/** "Written by", "posted by", "published by" in other languages, which the systems that manage sites put above a text. */
const made: Readonly<Record<string, string>> = {
  von: 'erstellt|veröffentlicht|geschrieben|verfasst|publiziert|eingestellt|eingetragen|gepostet|aufgezeichnet|notiert|recherchiert',
  par: 'écrite?|publiée?|rédigée?|postée?|proposée?|signée?|mise? en ligne|ajoutée?',
  por: 'escrit[oa]|publicad[oa]|redactad[oa]|enviad[oa]|elaborad[oa]|postad[oa]|redigid[oa]|cread[oa]|criad[oa]',
  da: 'scritt[oa]|pubblicat[oa]|postat[oa]|redatt[oa]|inserit[oa]|inviat[oa]',
  door: 'geschreven|geplaatst|gepubliceerd|ingezonden|gepost|opgesteld|toegevoegd',
  'a[vf]':
    'skrive[nt]|skrevet|publicera[dt]|publisert|publiceret|posta[dt]|postet|upplag[dt]|udgivet|lagt (?:ut|inn|til)',
  per: 'escrit|publicat',
  przez: 'napisan[eay]|opublikowan[eay]|dodan[eay]|zamieszczon[eay]',
  de: 'scris|publicat|postat',
}
/** Verbs that need no "by". */
const whoMade =
  'opublikował[a]?|napisał[a]?|napsala?|vložila?|publikovala?|zveřejnila?|kirjoittanut|írta|опубликовала?|написала?|подготовила?'
const madeBy = [...Object.entries(made).map(([by, verbs]) => `(?:${verbs}) ${by}`), whoMade].join('|')
/** "Publié le 3 mars 2026 par". */
const datedBy = new RegExp(
  `^(?:${Object.values(made).join('|')}) (?:(?:am|le|el|il|em|op|den|dnia|på) )?\\d[^:]{4,30} (?:von|par|por|da|door|a[vf]|przez|per) (.{3,80})$`,
  'iu',
)
/** Longer phrases that are a byline whatever the language of the text. */
const certainBy = new RegExp(
  `^(?:a cura di|ein(?:e)? (?:gastbeitrag|gastkommentar|kommentar|analyse) von|propos recueillis par|(?:(?:article|artikel|beitrag|artículo|artigo|articolo|texte?|texto|testo) )?(?:${madeBy}))\\s?:?\\s+(.{3,90})$`,
  'iu',
)

/** The names of a byline in another language than English. */
interface ForeignByline {
  readonly names: string
  /** Whether its words prove a byline; otherwise the names must be recognised. */
  readonly isCertain: boolean
  /** Whether the names are in a script without capitals. */
  readonly isUncased: boolean
}

/** Reads a line as a byline in the language of its text; undefined where it has no words of a byline. */
export function readForeignWords(line: string, language: string | undefined): ForeignByline | undefined {
  if (line.length > 120) return undefined
  const unspaced = cjkLabel.exec(line)?.[1] ?? korean.exec(line)?.[1]
  if (unspaced !== undefined) return { names: unspaced, isCertain: true, isUncased: true }
  const certain = label.exec(line)?.[1] ?? certainBy.exec(line)?.[1] ?? datedBy.exec(line)?.[1]
  const ofLanguage = language === undefined ? undefined : byWords[language.slice(0, 2)]?.exec(line)?.[1]
  const named = (certain ?? ofLanguage)?.replace(ourPattern, '')
  if (named !== undefined) return { names: named, isCertain: true, isUncased: !/\p{Lu}|\p{Ll}/u.test(named) }
  const guessed = language === undefined ? anyBy.exec(line)?.[1] : undefined
  return guessed === undefined ? undefined : { names: guessed, isCertain: false, isUncased: false }
}

const anyPiece =
  '(?:an? |une? |ein(?:e)? |un[ao]? |uma? |een |en )?(?:kommentar|gastkommentar|gastbeitrag|leitartikel|analyse|bericht|beitrag|kolumne|interview|reportage|essay|text|article|texte|tribune|chronique|billet|récit|enquête|artículo|artigo|análisis|análise|opinión|opinião|opinion|columna|coluna|crónica|crônica|texto|reportaje|reportagem|articolo|testo|commento|analisi|editoriale|column|opinie|tekst|krönika|kronikk|kronik|ledare)'
const preposition = "(?:by|von|vom|par|por|per|di|da|de|d['’]|door|av|af|przez)"
const ourCorrespondent =
  '(?:(?:unsere[mrn]?|notre|nuestr[oa]|nostr[oa]|il nostro|noss[oa]|onze|vår|наш) (?:(?:korrespondent|mitarbeiter|redakteur|autor|reporter|correspondant|envoyé|journaliste|corresponsal|enviad|correspondente|corrispondente|inviat|correspondent|verslaggever|корреспондент)[a-zéèа-я]{0,5} (?:spécial |especial )?){0,2})'
const ourPattern = new RegExp(`^${ourCorrespondent}`, 'iu')
/** For text in small letters: without the flag `i` so large a pattern compiles several times as fast. */
const anyLeadIn = new RegExp(
  `^(?:${byWord}|authors?|signé|oprac\\.?|kirjoittanut|(?:${anyPiece} ?)?(?:${preposition}|a cura di|propos recueillis par|${madeBy})(?: ${ourCorrespondent})?|корреспондент|بقلم|كتبت?)\\s*:?\\s*(?<=[\\s'’:])`,
  'u',
)
const anyLabel =
  /^(?:written|posted|published|story|words|interview|texte?|texto|testo|tekst|teksti|auteurs?|auteure|autrice|autor(?:in|a|es|en|ka|zy|i|ři)?|autore|redakteur(?:in)?|skribent|forfatter|kirjoittaja|oprac|redaktion|redazione|автор|авторы|текст|yazar|yazan|haber|szerző|συντάκτης|כתב|كتبت?|بقلم|الكاتب|作者|文|文字|撰文|撰稿|记者|記者|執筆|取材・文|글)(?:\s(?:&|und|och|og|et|y|e|en|i)\s(?:fotos?|photos?|bilder?|foto|zdjęcia))?\s?(?:[:：／丨|＝=]|[・·](?=[\p{Script=Han}\p{Script=Hangul}])|\s(?=\p{Script=Han}))\s*/iu
/** The same words without a colon, before a name of two words. */
const bareLabel = /^(?:[Tt]eksti?|[Tt]exte?|[Tt]exto|[Ww]ords) (?=\p{Lu}\p{L}+ \p{L})/u

/** The text of an author element without the words before its names: "By", "Erstellt von", "Texte :", "记者 ". */
export function withoutLeadIn(text: string): string {
  const found = anyLeadIn.exec(text.toLowerCase())?.[0] ?? ''
  // Alone, these are particles of names.
  const lead = /^(?:vom|per|da|de|d['’]|przez)[\s:]*$/.test(found) ? '' : found
  const named = text.slice(lead.length)
  // "Di Stefano, Alfredo" has a particle.
  const isParticle =
    /^(?:von|di|da|de|par|por|av|af) $/i.test(lead) && !/^[^\s,]+ [^\s,]/u.test(named) && !isDesk(named)
  const rest = (isParticle ? text : named).replace(anyLabel, '').replace(bareLabel, '')
  return rest === '' ? text : rest
}

/** Splits a line of several labelled parts (`来源：X 作者：Y`); any other line is one part. */
export const labelledParts = (line: string): string[] =>
  /\p{Script=Han}/u.test(line)
    ? line.split(/[\s　|｜]+(?=(?:来源|來源|稿源|作者|记者|記者|编辑|責任編輯|责任编辑|撰文|文)\s*[:：])/u)
    : [line]
