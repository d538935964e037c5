import { stem } from './text.ts'
export const inflectionKey = (word: string, language: string): string => stem(word, language)
