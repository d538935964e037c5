/** What readers of tags hand over, and to whom. */

/** A start tag. */
export interface Tag {
  /** As written. */
  readonly name: string
  /** Where its `<` stands in the source. */
  readonly start: number
  /** Where its `>` stands. */
  readonly end: number
  readonly isSelfClosing: boolean
  /** Names and values in turn, references decoded; of a name that stands twice the first value counts. */
  readonly attributes: readonly string[] | undefined
}

/** Who takes what is found. Offsets are those of the source. */
export interface TagSink {
  /** Text whose references are not decoded. */
  readonly onText: (start: number, end: number) => void
  readonly onCdata: (start: number, end: number) => void
  /** What looked like a tag, and is text. */
  readonly onStrayText: (start: number, end: number) => void
  readonly onOpen: (tag: Tag) => void
  readonly onClose: (name: string, start: number) => void
  /** The name of the innermost open element: nearly every end tag's. */
  readonly innermostName: () => string | undefined
  readonly onRepair: (sentence: string) => void
  /** Whether nothing that follows can matter. */
  readonly isDone: () => boolean
}
