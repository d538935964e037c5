/** Language tags (BCP 47, RFC 5646): which are accepted, and which was probably meant by something else. */
import { nearestName } from './nearest.ts'

let names: Intl.DisplayNames | undefined
/** The English name of a language by its code. The names are loaded at the first call, since that takes tens of milliseconds. */
function nameOf(code: string): string | undefined {
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return names.of(code)
}

/**
 * Whether the text is a tag of a language. Its grammar alone is not enough: it would take `english` for a tag that is still to
 * be registered. A code of two letters must be known; of three letters there are thousands that this runtime has no name for.
 */
export function isLanguage(text: string): boolean {
  try {
    const { language } = new Intl.Locale(text)
    return language.length === 3 || (language.length === 2 && nameOf(language) !== undefined)
  } catch {
    return false
  }
}

/** The tag probably meant: `en` by `english`, `de` by `Deutsch`, `ja` by `jp`, `en-GB` by `en_GB.UTF-8`; undefined for none. */
export function meantLanguage(text: string): string | undefined {
  const asTag = text.replace(/\..*$/, '').replaceAll('_', '-')
  if (isLanguage(asTag)) return asTag
  const codes = codesByName()
  const name = nearestName(text, codes.keys())
  return name === undefined ? languageOfCountry(text) : codes.get(name)
}

/** Codes of two letters by their language's name, in English and in the language itself. */
function codesByName(): Map<string, string> {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => nameOf(code) !== undefined)
  const own = (code: string) => new Intl.DisplayNames(code, { type: 'language' }).of(code)!
  // Codes that were replaced (iw by he) have the same names and come first.
  return new Map(codes.toReversed().flatMap((code) => [own(code), nameOf(code)!].map((name) => [name, code] as const)))
}

/** The language most used in the country that has this code. */
function languageOfCountry(code: string): string | undefined {
  if (!/^[a-z]{2}$/i.test(code)) return undefined
  const country = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code.toUpperCase())
  return country === undefined ? undefined : new Intl.Locale(`und-${code}`).maximize().language
}
