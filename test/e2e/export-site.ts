// A site file for exports, and a directory for its history.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../peers/temp-dir.ts';

export const main = new URL('../../src/main.ts', import.meta.url).pathname;

export function siteIn(dir: string, tokens = ''): string {
  const file = join(dir, 'site.yaml');
  writeFileSync(
    file,
    `site: { id: depot, name: Depot, timezone: Europe/Berlin, supply: tn400 }
data: { dir: ${dir} }
circuits: [ { id: main, limitAmps: 63, meter: grid } ]
meters: [ { id: grid, source: mqtt, broker: b, topic: grid } ]
brokers: [ { id: b, url: 'mqtt://127.0.0.1:1' } ]
templates: { ac: { evses: [ { id: 1, maxAmps: 32, minAmps: 6, phases: unknown } ], sampleSeconds: 10, fallbackAmps: auto, security: { profile: 1, password: managed } } }
stations: [ { range: 'CP-[01-03]', template: ac, circuit: main } ]
authorization: { mode: local, localList: tokens.yaml }
tariff: { currency: EUR, defaultPricePerKwh: 0.34, demandPricePerKw: 10 }
`,
  );
  writeFileSync(join(dir, 'tokens.yaml'), `tokens: [ { token: NEW-1, vehicle: van-1 }${tokens} ]\n`);
  return file;
}

export function newDir(): string {
  const dir = tempDir('export');
  return dir;
}
