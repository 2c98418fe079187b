/** What went wrong, as the API says it (RFC 9457) and the console prints it. */
export interface Problem {
  /** Of HTTP. */
  readonly status: number;
  /** Stable. */
  readonly code: string;
  /** What happened, and what to do. */
  readonly detail: string;
  /** Before that, the same is refused again. */
  readonly retryAfterSeconds?: number;
}

export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export const done = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });

export const failed = (status: number, code: string, detail: string): { ok: false; problem: Problem } => ({
  ok: false,
  problem: { status, code, detail },
});
