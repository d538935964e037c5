/** Leaving a digest, and the way back, for whoever holds the link of a mail. */
import type { Config } from '../../config.ts'
import type { Instant } from '../../core/model.ts'
import type { Db } from '../../store/db.ts'
import { acceptedSecrets } from '../../store/meta.ts'
import { comeBack, leave, readSubscriber } from '../../store/subscribers.ts'
import { readToken } from './tokens.ts'

/** The subscription that a link is about. */
export interface LinkedSubscription {
  readonly digestId: string
  /** Lower case. */
  readonly address: string
  /** The digest's title; its id where it is no longer configured. */
  readonly digestTitle: string
  /**
   * It goes on; the subscriber has ended it, and may take it up again; or the operator has ended it: the address or the digest is no
   * longer configured, or was removed.
   */
  readonly standing: 'active' | 'left' | 'removed'
}

/** The subscription of an unsubscribe token; undefined for a token that is not ours. Throws StoreError. */
export async function findSubscription(db: Db, config: Config, token: string): Promise<LinkedSubscription | undefined> {
  // Read for each request, since another worker may have added a secret.
  const readings = (await acceptedSecrets(db)).map((secret) => readToken(secret, token))
  const [purpose, namedId, address] = readings.find((parts) => parts !== undefined) ?? []
  if (purpose !== 'unsubscribe' || namedId === undefined || address === undefined) return undefined
  // A mail that was sent before the digest was renamed has its former id.
  const digestId = config.digests.find(({ formerly }) => formerly.includes(namedId))?.id ?? namedId
  const digestTitle = config.digests.find(({ id }) => id === digestId)?.title
  const known = await readSubscriber(db, digestId, address)
  const standing =
    known === undefined || digestTitle === undefined
      ? 'removed'
      : known.state !== 'suppressed'
        ? 'active'
        : known.mayReturn
          ? 'left'
          : 'removed'
  return { digestId, address, digestTitle: digestTitle ?? digestId, standing }
}

/** Ends the subscription of a token; doing it twice changes nothing. Returns it as it is now. Throws StoreError. */
export async function endSubscription(
  db: Db,
  config: Config,
  token: string,
  now: Instant,
): Promise<LinkedSubscription | undefined> {
  const found = await findSubscription(db, config, token)
  if (found === undefined) return undefined
  // Also of a digest that is not configured at the moment.
  await db.batch([leave(found.digestId, found.address, now)])
  return findSubscription(db, config, token)
}

/**
 * Takes up the subscription of a token again where its subscriber had ended it; doing it twice changes nothing. Returns it as it is
 * now: the operator may have removed it meanwhile. Throws StoreError.
 */
export async function renewSubscription(
  db: Db,
  config: Config,
  token: string,
  now: Instant,
): Promise<LinkedSubscription | undefined> {
  const found = await findSubscription(db, config, token)
  if (found?.standing !== 'left') return found
  await db.batch([comeBack(found.digestId, found.address, now)])
  return findSubscription(db, config, token)
}
