// What stops the journal from being opened, with codes that people see.

export type JournalCode =
  'BB_DATA_IN_USE' | 'BB_JOURNAL_NEWER' | 'BB_DATA_READ_ONLY' | 'BB_DATA_FULL' | 'BB_JOURNAL_IO';

/** The journal cannot be opened: the message says why and what to do. */
export class JournalError extends Error {
  readonly code: JournalCode;

  constructor(code: JournalCode, message: string, cause?: unknown) {
    super(`${code}: ${message}`, cause === undefined ? undefined : { cause });
    this.name = 'JournalError';
    this.code = code;
  }
}

/** Something a person should know that does not stop the gateway. */
export interface Warning {
  readonly code:
    | 'BB_FSYNC_TOO_FAST'
    | 'BB_JOURNAL_MISSING'
    | 'BB_JOURNAL_ROWS_MISSING'
    | 'BB_JOURNAL_BLOCK_DAMAGED'
    | 'BB_IDENTITY_DAMAGED';
  readonly message: string;
}

/** The code of an error of SQLite (`SQLITE_FULL`) or of the operating system (`ENOSPC`); empty where there is none. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

export const textOf = (error: unknown): string => {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return code === '' || text.includes(code) ? text : `${code}: ${text}`;
};

/** SQLite read something that it cannot have written. */
export const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
