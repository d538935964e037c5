/** Tags of languages (BCP 47), compared. */

/** The language of a tag without script and region: `pt` of `pt-BR`. Many feeds write `pt_BR`. */
export const primaryTag = (tag: string): string =>
  tag.length === 2 ? tag.toLowerCase() : tag.split(/[-_]/)[0]!.toLowerCase()

/** Whether two tags are of one language, apart from script and region. */
export const isSameLanguage = (a: string, b: string): boolean => primaryTag(a) === primaryTag(b)
