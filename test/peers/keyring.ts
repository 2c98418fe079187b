// Keys as a site file gives them, for a gateway without one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStationKeys } from '../../adapters/files/station-keys.ts';
import type { Keyring } from '../../src/core/ports/door.ts';
import type { StationId } from '../../src/model/ids.ts';
import { keyOf } from '../../src/model/station-key.ts';

export function keyringOf(keys: Readonly<Record<string, string>>): Keyring {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-keys-'));
  const keyring = openStationKeys(dir);
  rmSync(dir, { recursive: true });
  keyring.configure(new Map(Object.entries(keys).map(([id, text]) => [id as StationId, keyOf(text)!])));
  return keyring;
}
