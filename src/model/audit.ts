/** One write over the API and what became of it. */
export interface AuditEntry {
  /** Counted from 1, without a gap. */
  readonly n: number;
  readonly at: string;
  /** `nobody` where nobody proved who he is. */
  readonly by: string;
  readonly role?: string;
  readonly via?: string;
  readonly address: string;
  readonly what: string;
  readonly target?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** `done`, `refused` (4xx) or `failed` (5xx). */
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly code?: string;
  /** So many of the same from one address were not written one by one. */
  readonly count?: number;
}

/** Before it has its number and its moment. */
export type AuditDraft = Omit<AuditEntry, 'n' | 'at'>;
