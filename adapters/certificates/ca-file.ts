// The file of a CA, read at each try: whoever replaces it need not restart anything.

import { readFileSync } from 'node:fs';

/** It cannot be read, or holds no certificate. */
export class CaFileError extends Error {}

/** Throws a CaFileError. */
export function certificateIn(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CaFileError(`${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new CaFileError(`${path} holds no certificate`);
  return text;
}
