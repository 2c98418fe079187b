import { expect, it } from 'vitest';
import { createLog } from '../../adapters/log/log.ts';
import { visible } from '../../src/model/visible.ts';
import { next, startDoor } from '../wire/door/gateway.ts';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("//x")',
  '\r\n{"level":60}',
  '\u001b[2J\u001b[31m',
  '\u009b2J\u2028\u202e',
  '{{7*7}}${7*7}',
];

const site = `site: { id: depot, name: Depot, timezone: UTC }
listeners: [{ address: 127.0.0.1, port: 0 }]
circuits: [{ id: main, limitAmps: 63 }]
stations: [{ id: CP-1, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }]
authorization: { mode: free }
api: { listen: "127.0.0.1:0", access: open }
`;

it('F056 hostile words of a station → data in JSON, under a policy that runs nothing, and one line each in the log', async () => {
  const depot = await startDoor(site);
  const { socket } = await depot.knock('/CP-1');
  const ask = async (id: string, action: string, payload: object): Promise<unknown[]> => {
    socket!.send(JSON.stringify([2, id, action, payload]));
    for (;;) {
      const frame = await next(socket!);
      if (frame[0] === 2) socket!.send(JSON.stringify([3, frame[1], { status: 'Rejected' }]));
      else if (frame[1] === id) return frame;
    }
  };
  for (const [at, word] of hostile.entries()) {
    const most = word.slice(0, 20);
    await ask(`b${at}`, 'BootNotification', { chargePointVendor: most, chargePointModel: most, firmwareVersion: word });
    const status = { connectorId: 1, errorCode: 'OtherError', status: 'Faulted', info: word, vendorErrorCode: word };
    await ask(`s${at}`, 'StatusNotification', status);
    const start = { connectorId: 1, idTag: most, meterStart: 0, timestamp: new Date().toISOString() };
    await ask(`t${at}`, 'StartTransaction', start);
    await ask(`d${at}`, 'DataTransfer', { vendorId: word, messageId: word, data: word });
    // Nor does one get there by what it is called.
    await depot.knock(`/${encodeURIComponent(word)}`);
  }
  for (const path of ['site', 'transactions', 'stations/pending', 'why/CP-1']) {
    const answer = await fetch(`http://127.0.0.1:${depot.running.apiPort}/api/v1/${path}`);
    const said = await answer.text();
    expect([path, answer.headers.get('content-type')]).toEqual([
      path,
      expect.stringMatching(/^application\/(problem\+)?json/),
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(() => JSON.parse(said) as unknown).not.toThrow();
  }
  const page = await (await fetch(`http://127.0.0.1:${depot.running.apiPort}/`)).text();
  expect(page).not.toContain('alert');
  const metrics = await (await fetch(`http://127.0.0.1:${depot.running.apiPort}/metrics`)).text();
  // Each line is a comment, empty, or a name with labels and a value.
  for (const line of metrics.split('\n')) expect(line).toMatch(/^(#.*|[a-z_0-9]+(\{.*\})? \S+|)$/);
  for (const { msg } of depot.lines) expect(visible(msg)).toBe(msg);
});

it('F056 whatever a text holds, the log writes one line for it, and nothing that moves a cursor', () => {
  for (const word of hostile) {
    const written: string[] = [];
    const log = createLog({ stream: { write: (line) => void written.push(line) } });
    log.warn('BB_TEST', `it said ${word}`, { peer: word });
    expect(written).toHaveLength(1);
    expect(written[0]!.indexOf('\n')).toBe(written[0]!.length - 1);
    expect(written[0]!.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect((JSON.parse(written[0]!) as { msg: string }).msg).toBe(`it said ${visible(word)}`);
    expect(log.recent!()).toHaveLength(1);
    expect(log.recent!()[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
  }
});
