/**
 * The sign that a state folder's store is in use: without it, a store that was lost would silently be begun anew, and mail
 * would go to those who have left.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../core/errors.ts'
import { saveFile } from '../files.ts'

/** A store as it is configured, and the folder where its use is noted. */
interface StorePlace {
  /** Absolute. */
  readonly stateFolder: string
  readonly store: { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres' }
}

const signOf = (stateFolder: string): string => join(stateFolder, 'store-in-use.json')

/** Notes in the state folder that its store is in use: after each pass. Throws StoreError. */
export async function noteUse({ stateFolder, store }: StorePlace): Promise<void> {
  const sign = signOf(stateFolder)
  await saveFile(sign, `${JSON.stringify({ store: nameOf(store) })}\n`, { what: sign, key: 'stateFolder' })
}

/** Whether a SQLite store's file is missing or has no bytes. Such a file is not even opened where a store was in use. */
export function isGone({ store }: StorePlace): boolean {
  if (store.kind === 'postgres') return false
  try {
    return statSync(store.path).size === 0
  } catch (error) {
    // Otherwise something may be there: the driver reports why it cannot be opened.
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/**
 * For a store that has nothing in it: throws StoreError `store/gone` where one was in use in this state folder. That is the
 * store that the sign names, or, where no pass of this version has left the sign yet, another one's usual SQLite file.
 */
export function refuseToBeginAnew(place: StorePlace): void {
  const used = usedStore(place)
  if (used === undefined) return
  const name = nameOf(place.store)
  const which = used === name ? 'was in use here until now' : `is not the one in use here until now, ${used}`
  throw new StoreError(
    `The store ${name} is ${isGone(place) ? 'missing or has no bytes' : 'empty'}, and ${which}: put it back, or correct store.url; an empty one, which knows neither who has left nor what was sent, is begun by: broadsheet run --new-store`,
    { code: 'store/gone' },
  )
}

const nameOf = (store: StorePlace['store']): string =>
  store.kind === 'sqlite' ? store.path : 'in the PostgreSQL database'

function usedStore({ stateFolder, store }: StorePlace): string | undefined {
  try {
    return String((JSON.parse(readFileSync(signOf(stateFolder), 'utf8')) as { store: unknown }).store)
  } catch (error) {
    // Damaged: a store was in use all the same.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return signOf(stateFolder)
  }
  const usual = join(stateFolder, 'broadsheet.db')
  const isAnother = store.kind === 'postgres' || store.path !== usual
  return isAnother && !isGone({ stateFolder, store: { kind: 'sqlite', path: usual } }) ? usual : undefined
}
