/** What a column and a template repeat in their titles: "Weather: Monday", "Market close, Tuesday", "Cup: Arden 2, Lorne 1". */
import { foldText, hash52 } from '../text/text.ts'

/** The part of a title that stands every time, and whether nothing but a date or a number follows it. */
interface TitleFrame {
  readonly key: number
  readonly isDated: boolean
}

const MAX_FRAME_WORDS = 6

/** Days, months, numbers and the small words between them: what distinguishes one issue of a column from the next. */
const DATED =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo|no|nr|number|part|week|day|of|the|st|nd|rd|th|am|pm|\d+|\s|[.,#-])+$/

/**
 * A title's frame, undefined where it has none: the words before a colon or a bar, or before a comma or a dash that only a
 * date or a number follows. Bias: two articles of one outlet under one frame are two reports, not one report twice.
 */
export function titleFrameOf(title: string): TitleFrame | undefined {
  const parts = /^([^:|,–—]{2,60}?)\s*(?:([:|])\s|,\s|\s[-–—]\s)\s*(\S.*)$/u.exec(title.slice(0, 200))
  if (parts === null) return undefined
  const [, frame = '', isColumn, rest = ''] = parts
  const folded = foldText(frame)
  // "Market close, Monday: exporters lead" is dated as well.
  const isDated = DATED.test(foldText(rest.split(/[:|]\s/)[0] ?? ''))
  if (folded === '' || folded.split(' ').length > MAX_FRAME_WORDS || (isColumn === undefined && !isDated))
    return undefined
  return { key: hash52(`frame ${folded}`), isDated }
}
