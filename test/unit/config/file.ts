// A small good site file, and what is found in one that was changed.

import { expect } from 'vitest';
import type { Loaded } from '../../../adapters/config-file/load.ts';
import type { Located } from '../../../adapters/config-file/located.ts';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import type { Site } from '../../../src/model/config/site.ts';

export const smallFile = `site: { id: depot, name: Depot, timezone: UTC }
circuits:
  - { id: main, limitAmps: 100 }
  - id: row-a
    parent: main
    limitAmps: 63
templates:
  ac22:
    evses: [{ id: 1, maxAmps: 32 }]
    security: { profile: 1, password: a-long-station-key }
stations:
  - { range: 'CP-[01-03]', template: ac22, circuit: row-a }
  - { id: AC-1, template: ac22, circuit: main }
uplinks:
  - id: csms
    kind: ocpp
    mode: aggregate
    version: '1.6'
    url: wss://csms.example/ocpp
    identity: depot
    role: control
`;

/** The small file with one text changed for another; fails where the first does not occur. */
export function changed(from: string, to: string, text = smallFile): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

export const load = (text: string): Loaded => parseSiteFile(text, 'depot.yaml');

export function problemsOf(text: string): readonly Located[] {
  const loaded = load(text);
  if (loaded.ok) throw new Error('The file is good, but should not be.');
  return loaded.problems;
}

/** The site of a good file; what is wrong with a bad one, as the failure. */
export function siteOf(text: string): Site {
  const loaded = load(text);
  if (!loaded.ok) throw new Error(loaded.problems.map(told).join('\n'));
  return loaded.config.site;
}

/** `line:column code` of each problem. */
export const placesOf = (text: string): string[] =>
  problemsOf(text).map(({ line, column, code }) => `${line}:${column} ${code}`);
