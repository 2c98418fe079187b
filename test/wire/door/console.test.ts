import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boots, closed, depotFile, raw, startDoor } from './gateway.ts';
import { eventually } from '../../peers/eventually.ts';

const two = `  # the two at the gate
  - { range: 'CP-[01-03]', template: ac22, circuit: row-a }
  - { id: AC-1, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } } # Eva's`;

interface Changed {
  readonly numbers: Record<string, number>;
  readonly newKey?: { readonly key: string };
}

const changed = (body: object): Changed => body as Changed;

describe('a station that nobody knows', () => {
  it('is listed with the reason, approved, shown its key once, and comes in', async () => {
    const depot = await startDoor(depotFile(two));
    expect((await depot.knock('/ocpp/CP-61', { basic: ['CP-61', 'x'] })).status).toBe(404);
    expect((await depot.knock('/ocpp/CP-61', { basic: ['CP-61', 'x'] })).status).toBe(404);
    expect((await depot.get('stations/pending')).body).toMatchObject({
      pending: [
        {
          identity: 'CP-61',
          isKnown: false,
          code: 'BB_STATION_UNKNOWN',
          times: 2,
          remoteAddress: expect.stringContaining('127.0.0.1') as string,
          subprotocols: ['ocpp1.6'],
          remedy: expect.stringContaining('busbar stations approve CP-61') as string,
        },
      ],
    });
    expect(depot.lines.filter(({ code }) => code === 'BB_STATION_UNKNOWN')).toHaveLength(1);

    const approved = await depot.post('stations', { station: 'CP-61', template: 'ac22', circuit: 'row-a' });
    expect(approved.status).toBe(201);
    const { newKey, numbers } = changed(approved.body);
    expect(newKey?.key).toMatch(/^[0-9A-F]{40}$/);
    expect(numbers).toEqual({ 'CP-61/1': 5 });
    expect(depot.text()).toContain("# Eva's\n  - { id: CP-61, template: ac22, circuit: row-a }\n");

    const { status, socket } = await depot.knock('/ocpp/CP-61', { basic: ['CP-61', raw(newKey!.key)] });
    expect(status).toBe(101);
    expect(await boots(socket!)).toMatchObject([3, 'boot', { status: 'Accepted' }]);
    expect((await depot.get('stations/pending')).body).toEqual({ pending: [] });

    const kept = readFileSync(join(depot.dir, 'station-keys.json'), 'utf8');
    expect(statSync(join(depot.dir, 'station-keys.json')).mode & 0o777).toBe(0o600);
    const said = JSON.stringify([kept, depot.lines, (await depot.get('site')).body, depot.text()]);
    expect(said.toUpperCase()).not.toContain(newKey!.key);
    expect(depot.lines.some(({ code, msg }) => code === 'BB_AUDIT_APPROVE' && msg.includes('CP-61'))).toBe(true);
  });

  it('is not added where the site would not be good, by a page of another site, or over what somebody else wrote', async () => {
    const depot = await startDoor(depotFile(two));
    const refusals = [
      [{ station: 'AC-1', template: 'ac22', circuit: 'main' }, 409, 'BB_STATION_EXISTS'],
      [{ station: 'CP-61' }, 422, 'BB_STATION_NO_TEMPLATE'],
      [{ station: 'CP-61', template: 'ac11', circuit: 'main' }, 422, 'BB_CONFIG_UNKNOWN_TEMPLATE'],
      [{ station: 'CP-61', template: 'ac22' }, 422, 'BB_CONFIG_UNKNOWN_CIRCUIT'],
      [{ station: '../CP', template: 'ac22' }, 400, 'BB_API_BODY'],
      [{ station: 'CP-61', template: 'ac22', circuit: 'main', password: 'x' }, 400, 'BB_API_BODY'],
    ] as const;
    for (const [body, status, code] of refusals)
      expect(await depot.post('stations', body)).toMatchObject({ status, body: { code } });
    const body = { station: 'CP-61', template: 'ac22', circuit: 'main' };
    expect(await depot.post('stations', body, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'BB_API_ORIGIN' },
    });
    await eventually(() => expect(depot.text()).toContain('upstreamNumbers'));
    expect(depot.text()).not.toContain('CP-61');

    const { etag } = await depot.get('stations/pending');
    const changedByEva = depot.text().replace('limitAmps: 63', 'limitAmps: 50');
    writeFileSync(depot.file, changedByEva.replace('50', 'many'));
    const answer = await depot.post('stations', body);
    expect(answer).toMatchObject({ status: 409, body: { code: 'BB_SITE_FILE_WRONG' } });
    expect(answer.body['detail']).toContain('depot.yaml:7:');
    writeFileSync(depot.file, changedByEva);
    expect(await depot.post('stations', body, { 'if-match': etag! })).toMatchObject({
      status: 412,
      body: { code: 'BB_SITE_FILE_CHANGED' },
    });
    expect(await depot.post('stations', body)).toMatchObject({ status: 201 });
    expect(depot.text()).toContain('limitAmps: 50');
    await eventually(() => expect(depot.text()).toContain('CP-61/1: 5'));
    rmSync(depot.file);
    expect(await depot.post('stations', body)).toMatchObject({
      body: { code: 'BB_SITE_FILE_WRONG', detail: expect.stringContaining('cannot be read') as string },
    });
  });
});

describe('numbers upstream', () => {
  it('are written back once they are durable, comments kept, and never again and again', async () => {
    const text = depotFile(two);
    const depot = await startDoor(text);
    await eventually(() => expect(depot.text()).toContain('upstreamNumbers'));
    const written = depot.text();
    for (const line of text.split('\n').filter((one) => one.includes('#'))) {
      const comment = line.slice(line.indexOf('#'));
      expect(written).toContain(comment);
    }
    expect(written).toContain('evses: [{ id: 1, maxAmps: 32, upstream: { evse: 4 } }]');
    expect(written).toMatch(/upstreamNumbers:\n {2}CP-01\/1: 1\n {2}CP-02\/1: 2\n {2}CP-03\/1: 3\n$/);
    const { mtimeMs } = statSync(depot.file);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(statSync(depot.file).mtimeMs).toBe(mtimeMs);
  });

  it('survive the computer: another one with the file alone gives the same', async () => {
    const depot = await startDoor(depotFile(two));
    await depot.post('stations', { station: 'CP-61', template: 'ac22', circuit: 'row-a' });
    await eventually(() => expect(depot.text()).toContain('CP-61/1: 5'));
    // CP-02 is gone, and its number stays its own.
    const kept = depot.text().replace("'CP-[01-03]'", "'CP-[01-03]', except: [CP-02]");
    const other = await startDoor(`${kept.replace('api:', '  - { id: NEW-1, template: ac22, circuit: main }\napi:')}`);
    const { numbering } = other.running.gateway.state.ledger.gateway;
    expect(Object.fromEntries(numbering)).toEqual({
      'CP-01/1': 1,
      'CP-02/1': 2,
      'CP-03/1': 3,
      'AC-1/1': 4,
      'CP-61/1': 5,
      'NEW-1/1': 6,
    });
  });
});

describe('a charger that is replaced', () => {
  it('keeps its number upstream, its circuit and its template; the old one is refused and its key is void', async () => {
    const depot = await startDoor(depotFile(two, 'uplinks: []\n'));
    await eventually(() => expect(depot.text()).toContain('CP-02/1: 2'));
    const old = changed((await depot.post('stations/CP-02/key', {})).body).newKey!.key;
    const here = await depot.knock('/ocpp/CP-02', { basic: ['CP-02', raw(old)] });
    expect(here.status).toBe(101);
    const gone = closed(here.socket!);
    const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: new Date().toISOString() };
    here.socket!.send(JSON.stringify([2, 'b', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }]));
    here.socket!.send(JSON.stringify([2, 's', 'StartTransaction', start]));
    const stop = { transactionId: 0, meterStop: 9, timestamp: start.timestamp };
    here.socket!.send(JSON.stringify([2, 'e', 'StopTransaction', stop]));
    await eventually(async () => {
      const { body } = await depot.get('transactions?station=CP-02');
      expect(body['transactions']).toMatchObject([{ station: 'CP-02', meterStopWh: 9 }]);
    });

    const answer = await depot.post('stations/CP-02/replace', { by: 'ACME-77' });
    expect(answer).toMatchObject({ status: 200, body: { numbers: { 'ACME-77/1': 2 } } });
    expect(await gone).toBe(1008);
    expect(depot.text()).toContain(
      "  - { range: 'CP-[01-03]', template: ac22, circuit: row-a, except: [ CP-02 ] }\n" +
        '  - { id: ACME-77, template: ac22, circuit: row-a }\n',
    );
    expect(depot.text()).toContain('ACME-77/1: 2\n');
    expect(depot.text()).not.toContain('CP-02/1');

    const { key } = changed(answer.body).newKey!;
    expect((await depot.knock('/ocpp/CP-02', { basic: ['CP-02', raw(old)] })).status).toBe(404);
    expect((await depot.knock('/ocpp/ACME-77', { basic: ['ACME-77', raw(old)] })).status).toBe(401);
    expect((await depot.knock('/ocpp/ACME-77', { basic: ['ACME-77', raw(key)] })).status).toBe(101);
    const { pending } = (await depot.get('stations/pending')).body as { pending: { code: string; text: string }[] };
    expect(pending.find(({ code }) => code === 'BB_STATION_REPLACED')?.text).toContain('replaced by ACME-77');

    // And another one in its place.
    const back = await depot.post('stations/ACME-77/replace', { by: 'OLD-2' });
    expect(back).toMatchObject({ status: 200, body: { numbers: { 'OLD-2/1': 2 } } });
    expect(depot.text()).toContain('  - { id: OLD-2, template: ac22, circuit: row-a }\n');
    expect(await depot.post('stations/CP-09/replace', { by: 'X' })).toMatchObject({ status: 404 });
    expect(await depot.post('stations/OLD-2/replace', { by: 'CP-01' })).toMatchObject({ status: 409 });

    // What was charged here, whatever device it was.
    for (const name of ['CP-02', 'OLD-2'])
      expect((await depot.get(`transactions?station=${name}`)).body['transactions']).toMatchObject([
        { station: 'CP-02' },
      ]);
    expect((await depot.get('transactions?station=CP-01')).body['transactions']).toEqual([]);

    // The same on the journal, and on the file alone.
    await depot.stop();
    const again = await startDoor(undefined, depot.dir);
    expect(again.running.gateway.state.ledger.gateway.numbering.get('OLD-2/1' as never)).toBe(2);
    const other = await startDoor(depot.text());
    expect(other.running.gateway.state.ledger.gateway.numbering.get('OLD-2/1' as never)).toBe(2);
  });
});

describe('moving and retiring', () => {
  it('a move is a change of the site, refused where the fallbacks do not fit', async () => {
    const depot = await startDoor(
      depotFile(`  - { range: 'CP-[01-03]', template: ac22, circuit: main, fallbackAmps: 32 }`),
    );
    await eventually(() => expect(depot.text()).toContain('CP-02/1: 2'));
    expect(await depot.post('stations/CP-01/move', { circuit: 'row-a' })).toMatchObject({ status: 200 });
    const site = (await depot.get('site')).body as { circuits: { id: string; worstCaseAmps: number }[] };
    expect(site.circuits.find(({ id }) => id === 'row-a')?.worstCaseAmps).toBe(32);
    expect(await depot.post('stations/CP-02/move', { circuit: 'row-a' })).toMatchObject({
      status: 422,
      body: {
        code: 'BB_SITE_FALLBACK_DOES_NOT_FIT',
        detail: expect.stringContaining('Nothing was changed.') as string,
      },
    });
    expect(await depot.post('stations/CP-02/move', { circuit: 'row-b' })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('main, row-a') as string },
    });
  });

  it('a retired one keeps its number, its key is void, and it is refused', async () => {
    const depot = await startDoor(depotFile(two));
    await eventually(() => expect(depot.text()).toContain('CP-03/1: 3'));
    const { key } = changed((await depot.post('stations/CP-03/key', {})).body).newKey!;
    expect(await depot.post('stations/CP-03/retire', {})).toMatchObject({ body: { numbers: { 'CP-03/1': 3 } } });
    expect(depot.text()).toContain('{ id: CP-03, template: ac22, circuit: row-a, state: retired }');
    expect((await depot.knock('/ocpp/CP-03', { basic: ['CP-03', raw(key)] })).status).toBe(404);
    await depot.post('stations', { station: 'CP-62', template: 'ac22', circuit: 'main' });
    expect(depot.running.gateway.state.ledger.gateway.numbering.get('CP-62/1' as never)).toBe(5);
  });
});
