/** The port through which mail is sent. Three implementations: `smtp.ts`, `sendmail.ts` and `outbox.ts`. */

/** Sender and recipient of one message: bare addresses, as in the SMTP envelope (RFC 5321 §2.3.1). */
export interface Envelope {
  readonly from: string
  readonly to: string
}

export interface Mailer {
  readonly kind: 'smtp' | 'sendmail' | 'outbox'
  /**
   * Sends one message and returns the server's reply once the server has accepted it. Throws DeliveryError, distinguished by
   * what it concerns:
   * - `transport`: no message can be sent now. It does not count as a try, and every delivery waits.
   * - `recipient`: this recipient was refused; `retryable` for a 4xx reply, final for 5xx.
   * - `unknown`: the connection ended after the message and before the reply, so the message may have arrived.
   *
   * The outbox throws StoreError.
   */
  send(delivery: {
    readonly id: string
    readonly envelope: Envelope
    readonly message: Uint8Array
  }): Promise<{ readonly reply: string }>
  /** Lets messages that are being sent finish, refuses those still waiting, and closes all connections. */
  close(): Promise<void>
}
