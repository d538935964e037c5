/** Recognises lines that are only a date: the words of dates in nine languages, and the punctuation between them. */

const weekday = '(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?'
const month =
  '(?:jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar|rero)?|mar(?:ch|s|zo|ço)?|märz|apr(?:il)?|may|mai|mayo|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?|enero|abril|agosto|septiembre|octubre|noviembre|diciembre|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|fevereiro|setembro|outubro|dezembro)'
const foreignWeekday =
  '(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)'
const dateToken = new RegExp(
  `(?<![\\p{L}])(?:${weekday}|${foreignWeekday}|${month}|last|first|updated?|modified|published|posted|publié|publicado|veröffentlicht|aktualisiert|actualizado|created|added|on|at|the|le|el|am|um|den|of|de|del|à|às|alle|uhr|hrs?|hours?|minutes?|mins?|secs?|days?|weeks?|months?|ago|read|vor|stunden|hace|il y a|a\\.?m\\.?|p\\.?m\\.?|noon|midnight|today|yesterday|gmt|utc|e[sd]?t|c[sde]?t|m[sd]?t|p[sd]?t|ist|bst|cest|cet|msk|jst|kst|hkt|sgt|aest|aedt|edt|cdt|mdt|pdt|local time|st|nd|rd|th)(?![\\p{L}])\\.?`,
  'giu',
)

const dateMark = new RegExp(
  `(?<![\\p{L}])(?:${month}|${weekday}|${foreignWeekday}|ago|min(?:ute)?s? read)(?![\\p{L}])`,
  'iu',
)

/** Whether a line is a date or a time and nothing else, in any common notation. */
export function isDateLine(line: string): boolean {
  if (line.length > 110) return false
  if (!/\d/.test(line)) return false
  const hasMark = dateMark.test(line)
  const isNumeric = /\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年\d{1,2}月|\b\d{1,2}:\d{2}\b/.test(line)
  if (!hasMark && !isNumeric) return false
  const rest = line
    .replace(/\d+(?:st|nd|rd|th|h|er|º|ª|T|Z)?/giu, ' ')
    .replace(dateToken, ' ')
    .replace(/[\s,.:;/|()[\]–—•·+年月日时分時分秒-]+/gu, '')
  return rest === '' && !/^\d{1,2}[-:]\d{1,2}$/.test(line)
}
