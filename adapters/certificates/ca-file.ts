// The file of a CA, read at each try: whoever replaces it need not restart anything.

import { readFileSync } from 'node:fs';

/** It cannot be read, or holds no certificate. */
export class CaFileError extends Error {}

/** Throws a CaFileError. */
export function certificateIn(path: string, what: 'CERTIFICATE' | 'PRIVATE KEY' = 'CERTIFICATE'): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CaFileError(`${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
  const found = what === 'CERTIFICATE' ? '-----BEGIN CERTIFICATE-----' : 'PRIVATE KEY-----';
  if (!text.includes(found)) throw new CaFileError(`${path} holds no ${what.toLowerCase()}`);
  return text;
}
