// F044 over real sockets: a station has one profile, and comes by it or not at all (A00.FR.001, .002).

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { authority, folder } from '../wire/authority.ts';
import { whyNoOpenssl } from '../wire/certificates.ts';
import { startTls, withPassword } from '../wire/tls-gateway.ts';

const why = whyNoOpenssl();

describe('F044', () => {
  beforeEach((ctx) => (why === undefined ? undefined : ctx.skip(`SKIPPED: ${why}`)));

  it('ws to a station of profiles 2 and 3, and wss to one of profile 1: refused, with an event, and no frame processed', async () => {
    const dir = folder();
    const ca = authority(dir);
    const { cert, key } = ca.issue({});
    const { gateway, knock, events, pending } = await startTls({
      dir,
      tls: `certs: [ { cert: ${cert}, key: ${key} } ], clientCa: ${ca.cert}`,
      stations: '  - { id: CERT, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 3 } }',
    });
    const [, plainPort] = gateway.running.stationPorts;
    const trust = { ca: readFileSync(ca.cert) };
    const plain = async (id: string): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${plainPort}/${id}`, { headers: {} }).catch(() => undefined);
      return answer?.status ?? 0;
    };
    // A request that is no upgrade is told so, whoever it is.
    expect(await plain('CP-01')).toBe(426);
    for (const id of ['CP-01', 'CERT']) {
      const { status } = await knock(id, { ...withPassword(id) }, { plainPort: plainPort! });
      expect([id, status]).toEqual([id, 403]);
      expect((await pending())[0]).toMatchObject({ identity: id, code: 'BB_STATION_WRONG_PROFILE' });
    }
    expect((await knock('PLAIN', { ...trust, ...withPassword('PLAIN') })).status).toBe(403);
    expect((await pending())[0]?.remedy).toContain('ws:// address');
    expect(events().map(({ type, techInfo }) => [type, techInfo?.split(':')[0]])).toEqual([
      ['ChargePointFailedToAuthenticate', 'CP-01'],
      ['ChargePointFailedToAuthenticate', 'CERT'],
      ['ChargePointFailedToAuthenticate', 'PLAIN'],
    ]);
    expect(gateway.running.gateway.state.links.size).toBe(0);

    // Each by its own.
    const own = ca.issue({ name: 'CERT', names: [] });
    expect((await knock('CP-01', { ...trust, ...withPassword('CP-01') })).status).toBe(101);
    expect((await knock('CERT', { ...trust, cert: readFileSync(own.cert), key: readFileSync(own.key) })).status).toBe(
      101,
    );
    expect((await knock('PLAIN', withPassword('PLAIN'), { plainPort: plainPort! })).status).toBe(101);
  });
});
