/** Recognises captions by what stands at their end. Bias: a caption kept is better than a sentence about a picture lost. */

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
