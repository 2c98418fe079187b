// Our own code as JavaScript: Node.js takes the types away, and every import names the file that is there then.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const imported = /(\bfrom\s+|\bimport\s*\(\s*|^import\s+)(['"])(\.{1,2}\/[^'"\n]+)\.ts\2/gm;

export const strippedOf = (text: string): string =>
  stripTypeScriptTypes(text).replace(
    imported,
    (_, word: string, quote: string, path: string) => `${word}${quote}${path}.js${quote}`,
  );

/** Writes what is in these folders of `home` to `to`, as `npm run build` does, without looking whether types agree. */
export function writeStripped(home: string, folders: readonly string[], to: string): void {
  process.removeAllListeners('warning');
  for (const folder of folders)
    for (const name of readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })) {
      // Vite builds it.
      if (/^dashboard\//.test(name)) continue;
      const from = join(home, folder, name);
      const target = join(to, folder, name.replace(/\.ts$/, '.js'));
      if (name.endsWith('.ts')) {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, strippedOf(readFileSync(from, 'utf8')));
      } else if (/\.(json|html|css|yaml)$/.test(name)) cpSync(from, target, { recursive: true });
    }
}
