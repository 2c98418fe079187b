// Where the sets of real and synthetic sessions lie. They are no part of the repository: their sources ask to be named.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../../shared/data/load-management', import.meta.url));

/** The folder with the sets (`BUSBAR_LOAD_DATA`), or undefined where this host has none. */
export function setsFolder(): string | undefined {
  const folder = process.env['BUSBAR_LOAD_DATA'] ?? beside;
  return existsSync(resolve(folder, 'reference-results.json')) ? folder : undefined;
}

export const noSets =
  'SKIPPED: this host has no folder of load sets. Name it in BUSBAR_LOAD_DATA (reference-results.json and its CSV files).';

/** The rows of a CSV file without quotes, by the names of their columns. */
export function rowsOf(folder: string, file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(resolve(folder, file), 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
}
