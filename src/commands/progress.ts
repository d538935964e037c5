/** The live line: how far a run is, on standard error of a terminal; wiped before anything else is printed. */
import { createPaint } from './paint.ts'

/** Ten a second: more is flicker. */
const MIN_INTERVAL_MS = 100
const BAR_CELLS = 30
const ASCII_CELLS = 12

export interface Progress {
  /** Shows a step (`Reading`), how much of it is done, and what is at hand. */
  show(step: string, done: number, total: number, label?: string): void
  /** Wipes the line; `show` may draw it anew. */
  wipe(): void
}

/** Where and how the line may be drawn. */
export interface ProgressPlace {
  readonly stderr: (text: string) => void
  /** False: nothing is ever drawn. */
  readonly isTty: boolean
  readonly useColor: boolean
  readonly useUnicode: boolean
  readonly width: number
}

/** A live line in that place, redrawn at most ten times a second. */
export function createProgress({ stderr, isTty, useColor, useUnicode, width }: ProgressPlace): Progress {
  if (!isTty) return { show: () => undefined, wipe: () => undefined }
  let drawnAt = Number.NEGATIVE_INFINITY
  let isDrawn = false
  let latest = ''
  let timer: NodeJS.Timeout | undefined
  const draw = (): void => {
    drawnAt = performance.now()
    isDrawn = true
    stderr(`\r\u001B[2K${latest}`)
  }
  return {
    show(step, done, total, label = '') {
      latest = progressLine({ step, done, total, label, useColor, useUnicode, width })
      if (timer !== undefined) return
      const waitMs = drawnAt + MIN_INTERVAL_MS - performance.now()
      if (waitMs <= 0) return draw()
      // The last state of a burst is drawn too, unless it is wiped first.
      timer = setTimeout(() => {
        timer = undefined
        draw()
      }, waitMs).unref()
    },
    wipe() {
      clearTimeout(timer)
      timer = undefined
      if (isDrawn) stderr('\r\u001B[2K')
      isDrawn = false
    },
  }
}

/** The line itself: `Reading  ━━━━━───────  24 of 38  The Meridian`, never wider than the terminal. */
export function progressLine(state: {
  readonly step: string
  readonly done: number
  readonly total: number
  readonly label: string
  readonly useColor: boolean
  readonly useUnicode: boolean
  readonly width: number
}): string {
  const { step, done, total, useColor, useUnicode, width } = state
  const paint = createPaint(useColor)
  const cells = useUnicode ? BAR_CELLS : ASCII_CELLS
  const filled = total > 0 ? Math.min(cells, Math.floor((done / total) * cells)) : 0
  const bar = useUnicode
    ? '━'.repeat(filled) + paint.dim('─'.repeat(cells - filled))
    : `[${'#'.repeat(filled)}${'-'.repeat(cells - filled)}]`
  const counted = `${done} of ${total}`
  // A letter may be two columns wide, and a line that wraps cannot be wiped: of the label only what surely fits is shown.
  const room = width - 1 - (step.length + 2 + cells + (useUnicode ? 0 : 2) + 2 + counted.length + 2)
  const label = [...state.label.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')].slice(0, Math.max(0, Math.floor(room))).join('')
  const isNarrow =
    /^(?:(?!\p{Emoji_Presentation})[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{M}])*$/u.test(
      label,
    )
  const fitting = isNarrow ? label : [...label].slice(0, Math.max(0, Math.floor(room / 2))).join('')
  return `${paint.dim(step)}  ${bar}  ${counted}${fitting ? `  ${paint.dim(fitting)}` : ''}`
}
