import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { clock, newLines } from '../../../adapters/simulator/lines.ts';
import { explainRefusal } from '../../../adapters/simulator/wire/explain-refusal.ts';
import { createLoop } from '../../../adapters/simulator/wire/loop.ts';
import type { FleetOptions } from '../../../adapters/simulator/wire/run-fleet.ts';
import { runFleet } from '../../../adapters/simulator/wire/run-fleet.ts';
import { addressOf } from '../../../adapters/simulator/wire/run-station.ts';
import { serveCsms } from '../../../adapters/simulator/wire/serve-csms.ts';
import { planOf } from '../../../src/cli/simulate-options.ts';
import { failsTest } from '../../peers/fails-test.ts';
import { until } from '../../peers/until.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function open(more: Partial<FleetOptions> = {}) {
  const csms = createCsms({ tokens: [['GOOD', { status: 'Accepted' }]] });
  const loop = createLoop();
  const server = await serveCsms(csms, { loop, find: failsTest() });
  endings.push(() => server.close());
  const said: string[] = [];
  const fleet = runFleet({
    url: `ws://127.0.0.1:${server.port}/ocpp`,
    ids: ['CP-1', 'CP-2'],
    evses: 1,
    seed: 1,
    tokens: ['GOOD'],
    stayMs: 60_000,
    pauseMs: 1,
    connectsPerSecond: 50,
    wait: false,
    station: { reconnectMs: 20, sampleSeconds: 0.1 },
    lines: newLines(
      (line) => said.push(line),
      () => 0,
    ),
    loop,
    ...more,
  });
  let isOver = false;
  const end = async (graceMs: number) => {
    isOver = true;
    return fleet.end(graceMs);
  };
  endings.push(() => (isOver ? undefined : fleet.end(0)));
  return { csms, server, fleet, said, end };
}

describe('a fleet', () => {
  it('charges through connections that break, and all of it is acknowledged', async () => {
    const { csms, fleet, end } = await open({ dropMs: 400, stayMs: 300 });
    await until(
      () => csms.books.connections > 5 && csms.books.transactions.size > 2,
      'they charge and lose connections',
    );
    expect(fleet.state()).toMatch(/of 2 stations online, \d of 2 EVSEs charging, \d+ A on L1/);
    const { isGood, lines } = await end(5000);
    expect(lines.join('\n')).toContain('Everything that the stations did was acknowledged.');
    expect(isGood).toBe(true);
  });

  it('says what was not acknowledged', async () => {
    const { csms, end } = await open();
    await until(() => csms.books.transactions.size === 2, 'both charge');
    csms.faults.silent = true;
    const { isGood, lines } = await end(50);
    expect(isGood).toBe(false);
    expect(lines.at(-1)).toMatch(/^\d+ messages got no answer: CP-1, CP-2\.$/);
  });

  it('has proved nothing when every token was refused', async () => {
    const { said, end } = await open({ tokens: ['BAD'] });
    await until(() => said.some((line) => line.includes('the token BAD is refused: Invalid')), 'one is refused');
    const { isGood, lines } = await end(50);
    expect(isGood).toBe(false);
    expect(lines.at(-1)).toContain('--tokens');
  });

  it('counts those that were never let in', async () => {
    const { csms, end } = await open({ ids: ['CP-1'] });
    csms.register({ status: 'Rejected', interval: 60 });
    await until(() => csms.books.calls.length > 0, 'it has knocked');
    const { isGood, lines } = await end(50);
    expect(isGood).toBe(false);
    expect(lines[0]).toBe('stations      0 of 1 were accepted');
  });

  it('shows the first rule that the other side broke', async () => {
    const { csms, server, end } = await open();
    await until(() => csms.books.transactions.size === 2, 'both charge');
    const id = server.call('CP-1', 'Reset', { type: 'Sometimes' });
    await until(() => csms.books.answers.has(id), 'it has answered');
    const { lines } = await end(1000);
    expect(lines.join('\n')).toContain('a frame for CP-1 breaks the schema of Reset: type must be equal to one of');
  });

  it('learns over real sockets why it is not let in', async () => {
    const plain = new WebSocketServer({ noServer: true, handleProtocols: () => false });
    const server = createServer();
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined);
      if (request.url?.startsWith('/plain') === true) plain.handleUpgrade(request, socket, head, () => undefined);
      else socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endings.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const codes: string[] = [];
    for (const url of [`ws://127.0.0.1:${port}`, `ws://127.0.0.1:${port}/plain`, 'ws://127.0.0.1:9']) {
      const { fleet } = await open({ url });
      codes.push((await fleet.refused).code);
    }
    expect(codes).toEqual(['BB_SIMULATE_UNAUTHORIZED', 'BB_SIMULATE_NO_SUBPROTOCOL', 'BB_SIMULATE_NOBODY_LISTENS']);
  });

  it('waits for a peer where that is wanted, and tells each reason once', async () => {
    const said: string[] = [];
    const lines = newLines(
      (line) => said.push(line),
      () => 0,
    );
    const { fleet } = await open({ url: 'ws://127.0.0.1:9', wait: true, lines });
    const isRefused = Promise.race([
      fleet.refused.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 200)),
    ]);
    expect(await isRefused).toBeUndefined();
    expect(said.filter((line) => line.includes('Nobody listens'))).toHaveLength(1);
  });
});

describe('why a station is not let in', () => {
  const attempt = { address: 'wss://csms.example/ocpp/CP-1', id: 'CP-1', hasPassword: true };

  it.each([
    ['ECONNREFUSED', 'BB_SIMULATE_NOBODY_LISTENS'],
    ['EAI_AGAIN', 'BB_SIMULATE_HOST_UNKNOWN'],
    ['EHOSTUNREACH', 'BB_SIMULATE_NO_ANSWER'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'BB_SIMULATE_NOT_TRUSTED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'BB_SIMULATE_NOT_TRUSTED'],
    ['EPROTO', 'BB_SIMULATE_NO_TLS'],
    ['ECONNRESET', 'BB_SIMULATE_NO_WEBSOCKET'],
  ])('%s is %s', (code, expected) => {
    expect(explainRefusal({ kind: 'network', code, message: 'x' }, attempt).code).toBe(expected);
  });

  it.each([
    [302, 'BB_SIMULATE_REDIRECTED'],
    [400, 'BB_SIMULATE_REFUSED'],
    [401, 'BB_SIMULATE_UNAUTHORIZED'],
    [403, 'BB_SIMULATE_FORBIDDEN'],
    [404, 'BB_SIMULATE_UNKNOWN_STATION'],
    [503, 'BB_SIMULATE_SERVER_TROUBLE'],
  ])('HTTP %i is %s', (status, expected) => {
    const { code, message } = explainRefusal({ kind: 'http', status }, attempt);
    expect(code).toBe(expected);
    expect(message).toContain('csms.example');
  });
});

describe('the options', () => {
  const given = {
    url: 'ws://x:9000/ocpp?tenant=1',
    version: '1.6',
    evses: '1',
    sampleSeconds: '10',
    stayMinutes: '5',
    pauseMinutes: '1',
    connectPerSecond: '20',
  };
  const ids = (more: object): readonly string[] => {
    const planned = planOf({ ...given, ...more }, () => 1);
    return 'plan' in planned ? planned.plan.ids : planned.problems.map(({ message }) => message);
  };

  it('name the stations', () => {
    expect(ids({})).toEqual(['CP-01']);
    expect(ids({ stations: '2' })).toEqual(['CP-01', 'CP-02']);
    expect(ids({ stations: '100' }).at(-1)).toBe('CP-100');
    expect(ids({ idPattern: 'R[1-2]-[8-9]' })).toEqual(['R1-8', 'R1-9', 'R2-8', 'R2-9']);
    expect(ids({ idPattern: 'CP-[01-60]', stations: '2' })).toEqual(['CP-01', 'CP-02']);
    expect(ids({ idPattern: 'CP-[01-02]', stations: '3' })[0]).toContain('names 2 stations');
    expect(ids({ idPattern: 'CP-[001-501]' })[0]).toContain('501 stations');
    expect(ids({ idPattern: 'a/b' })[0]).toContain('cannot be the identity');
  });

  it('take no secret in the address, and put the identity before the query', () => {
    expect(ids({ url: 'ws://me:secret@x' })[0]).toContain('user name or password');
    expect(addressOf(given.url, 'CP 1')).toBe('ws://x:9000/ocpp/CP%201?tenant=1');
    expect(addressOf('ws://x:9000', 'CP-1')).toBe('ws://x:9000/CP-1');
  });
});

it('nobody gets more lines than can be read', () => {
  const said: string[] = [];
  let seconds = 59;
  const lines = newLines(
    (line) => said.push(line),
    () => seconds,
    2,
  );
  for (let at = 0; at < 10; at += 1) lines.say(`line ${at}`);
  lines.tell('told');
  seconds = 60;
  lines.say('next');
  expect(said).toEqual(['0:59  line 0', '0:59  line 1', '0:59  … 8 more lines', '0:59  told', '1:00  next']);
  expect(clock(3723)).toBe('1:02:03');
});
