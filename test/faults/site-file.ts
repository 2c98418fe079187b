// A site file of a small depot in a folder of its own, for a gateway that runs on it.

import { join } from 'node:path';
import { tempDir } from '../peers/temp-dir.ts';
import { freePort } from '../peers/free-port.ts';

export interface SmallSite {
  /** Where the file is to be. */
  readonly file: string;
  readonly dir: string;
  /** What a good one says: one circuit of 63 A, one station. */
  readonly text: string;
  /** The circuits of the gateway that runs on it. */
  circuits(): Promise<readonly { readonly limitAmps: number }[]>;
}

export async function smallSite(): Promise<SmallSite> {
  const dir = tempDir('site');
  const [stations, api] = [await freePort(), await freePort()];
  const text = `site: { id: depot, name: Depot, timezone: UTC }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: ${stations} }]
circuits: [{ id: main, limitAmps: 63 }]
stations: [{ id: CP-1, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }]
api: { listen: "127.0.0.1:${api}", access: open }
`;
  return {
    file: join(dir, 'depot.yaml'),
    dir,
    text,
    async circuits() {
      const answer = await fetch(`http://127.0.0.1:${api}/api/v1/site`);
      return ((await answer.json()) as { circuits: { limitAmps: number }[] }).circuits;
    },
  };
}
