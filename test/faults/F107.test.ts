// A central system that cannot prove who it is, or speaks no TLS that is safe. Each is one uplink of the same gateway.

import type { AlarmKey } from '../../src/model/alarm.ts';
import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../adapters/log/log.ts';
import type { Uplink } from '../../src/model/config/site.ts';
import { failsTest } from '../peers/fails-test.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { TestCa } from '../wire/certificates.ts';
import { createCa, whyNoOpenssl } from '../wire/certificates.ts';
import { startGatewayHere } from '../wire/gateway-here.ts';
import type { TlsCsms } from '../wire/tls-csms.ts';
import { ordinaryFrames, serveTls } from '../wire/tls-csms.ts';
import { eventually } from '../peers/eventually.ts';

const minute = 60_000;

interface Case {
  readonly code: string;
  readonly event: string;
  readonly server: (ca: TestCa, other: TestCa) => Parameters<typeof serveTls>[0];
  readonly says: string;
}

const cases: Readonly<Record<string, Case>> = {
  name: {
    code: 'BB_UPLINK_CERT_NAME',
    event: 'InvalidCentralSystemCertificate',
    server: (ca) => ca.server(['elsewhere.example']),
    says: 'elsewhere.example',
  },
  expired: {
    code: 'BB_UPLINK_CERT_EXPIRED',
    event: 'InvalidCentralSystemCertificate',
    server: (ca) => ca.server(['localhost'], Date.now() - 100 * minute, Date.now() - minute),
    says: 'clock',
  },
  early: {
    code: 'BB_UPLINK_CERT_NOT_YET_VALID',
    event: 'InvalidCentralSystemCertificate',
    server: (ca) => ca.server(['localhost'], Date.now() + 60 * minute, Date.now() + 100 * minute),
    says: 'clock',
  },
  unknown: {
    code: 'BB_UPLINK_CERT_UNKNOWN_CA',
    event: 'InvalidCentralSystemCertificate',
    server: (_, other) => other.server(['localhost']),
    says: 'security: { ca',
  },
  old: {
    code: 'BB_UPLINK_TLS_VERSION',
    event: 'InvalidTLSVersion',
    server: (ca) => ({
      ...ca.server(['localhost']),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    }),
    says: '1.2',
  },
  cipher: {
    code: 'BB_UPLINK_TLS_CIPHER',
    event: 'InvalidTLSCipherSuite',
    server: (ca) => ({ ...ca.server(['localhost']), maxVersion: 'TLSv1.2', ciphers: 'NULL:@SECLEVEL=0' }),
    says: 'cipher',
  },
};

it('F107 wrong name, expired, not yet valid, unknown CA, TLS 1.1, no cipher: refused, alarm and event, nothing in plain text', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const [ca, other] = [createCa(), createCa('Somebody else')];
  const find = failsTest();
  const servers = new Map<string, TlsCsms>();
  for (const [id, one] of Object.entries(cases))
    servers.set(id, await serveTls(one.server(ca, other), ordinaryFrames, find));
  servers.set('good', await serveTls(ca.server(['localhost']), ordinaryFrames, find));
  const backoff = { minSeconds: 0.3, randomSeconds: 0, repeatTimes: 0 };
  const uplinks = [...servers].map(([id, { port }]): Uplink =>
    uplink(id, id === 'good' ? 'control' : 'observe', {
      url: `wss://localhost:${port}/ocpp`,
      password: '0123456789abcdef0123456789abcdef01234567',
      ca: ca.path,
      backoff,
    }),
  );
  // Whatever the environment says, certificates are looked at.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const { running, failures: ends } = await startGatewayHere(smallDepot(1, 60, uplinks), {
    log: createLog({ level: 'silent' }),
  });
  onTestFinished(async () => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    for (const server of servers.values()) await server.close();
    for (const one of [ca, other]) one.remove();
  });
  const { state } = running.gateway;
  const failures = (id: string): number => state.uplinks.get(id as never)!.failures;
  await eventually(() => Object.keys(cases).forEach((id) => expect(failures(id)).toBeGreaterThan(1)));
  await eventually(() => expect(state.uplinks.get('good' as never)!.accepted).toBe(true));

  for (const [id, { code, event, says }] of Object.entries(cases)) {
    expect(state.alarms.get(`${code}:${id}` as AlarmKey), id).toContain(says);
    expect(servers.get(id)!.opened, id).toEqual([]);
    const raised = state.ledger.uplinks.get(id as never)!.security.others;
    // One for each uplink that hears of it, and one each however often it was tried.
    expect(
      raised.filter(({ techInfo }) => techInfo?.startsWith(`${id}: `)).map(({ type }) => type),
      id,
    ).toEqual([event]);
  }
  for (const { firstBytes } of servers.values())
    for (const bytes of firstBytes) expect([...bytes.subarray(0, 2)]).toEqual([0x16, 0x03]);
  expect(ends).toEqual([]);
  const [headers] = servers.get('good')!.headers;
  const sent = Buffer.from(String(headers!['authorization']).slice('Basic '.length), 'base64');
  expect(sent.toString('latin1').slice(0, 'depot:'.length)).toBe('depot:');
  expect(sent.subarray('depot:'.length).toString('hex')).toBe('0123456789abcdef0123456789abcdef01234567');
});
