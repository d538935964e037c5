/** The progress line on standard error, if that is a terminal. It is erased before anything else is printed. */
import { fitting } from '../lines.ts'
import { createPaint } from './layout.ts'

/** At most ten updates a second; more would flicker. */
const MIN_INTERVAL_MS = 100
const BAR_CELLS = 30
const ASCII_CELLS = 12

interface Progress {
  /** Shows a step (`Reading`), how much of it is done, and the current item. */
  show(step: string, done: number, total: number, label?: string): void
  /** Erases the line; `show` may draw it again. */
  wipe(): void
}

/** Where and how to draw the line. */
interface ProgressTarget {
  readonly stderr: (text: string) => void
  /** False: nothing is drawn. */
  readonly isTty: boolean
  readonly useColor: boolean
  readonly useUnicode: boolean
  readonly width: number
}

/** Returns a progress line on that terminal, redrawn at most ten times a second. */
export function createProgress({ stderr, isTty, useColor, useUnicode, width }: ProgressTarget): Progress {
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
      // The last state of a burst is drawn, too, unless the line is erased first.
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

/** The text of the line: `Reading  ━━━━━───────  24 of 38  The Meridian`, never wider than the terminal. */
function progressLine(state: {
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
  // A wrapped line cannot be erased, so the label is cut to the columns that are left.
  const columnsLeft = width - 1 - (step.length + 2 + cells + (useUnicode ? 0 : 2) + 2 + counted.length + 2)
  const label = state.label.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  const shown = fitting(label, columnsLeft)
  return `${paint.dim(step)}  ${bar}  ${counted}${shown ? `  ${paint.dim(shown)}` : ''}`
}
