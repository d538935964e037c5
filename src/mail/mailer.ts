/** The port to the post. Two real things stand behind it: `smtp.ts` and `outbox.ts`. */

/** Who hands the message in, and to whom: bare addresses, as the SMTP envelope has them (RFC 5321 §2.3.1). */
export interface Envelope {
  readonly from: string
  readonly to: string
}

export interface Mailer {
  readonly kind: 'smtp' | 'outbox'
  /**
   * Hands in one message and gives back the other side's words once it has answered for it. Throws DeliveryError:
   * `transport` when nobody's mail would go now (no count of tries, everybody waits), `recipient` when this one was
   * refused (`retryable` for 4xx, final for 5xx), `unknown` when the connection went after the message and before the
   * reply: it may have arrived. The outbox throws StoreError.
   */
  send(delivery: {
    readonly id: string
    readonly envelope: Envelope
    readonly message: Uint8Array
  }): Promise<{ readonly reply: string }>
  /** Lets what is being sent finish, refuses what waits, and says goodbye. */
  close(): Promise<void>
}
