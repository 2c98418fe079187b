import { expect, it } from 'vitest';
import { boots, depotFile, next, raw, startDoor } from './gateway.ts';
import { eventually } from '../../peers/eventually.ts';

const one = `  - { id: CP-01, template: ac22, circuit: row-a }`;
const factoryKey = 'a-key-from-the-factory';

it('a stranger with a key is enrolled while it is open, draws nothing until it is placed, and keeps its key', async () => {
  const depot = await startDoor(depotFile(one));
  expect((await depot.knock('/ocpp/NEW-1', { basic: ['NEW-1', factoryKey] })).status).toBe(404);
  const opened = await depot.post('enrolment', { minutes: 60, template: 'ac22', circuit: 'row-a' });
  expect(opened).toMatchObject({ status: 200, body: { text: expect.stringContaining('60 minutes') as string } });
  expect(await depot.post('enrolment', { minutes: 300, template: 'ac22' })).toMatchObject({ status: 400 });

  expect((await depot.knock('/ocpp/NEW-1', { basic: ['NEW-1', factoryKey] })).status).toBe(503);
  expect((await depot.knock('/ocpp/NEW-2')).status).toBe(404);
  await eventually(() =>
    expect(depot.text()).toContain('  - { id: NEW-1, template: ac22, circuit: row-a, state: enrolled }\n'),
  );
  await eventually(() => expect(depot.lines.map(({ code }) => code)).toContain('BB_STATION_ENROLLED'));
  expect((await depot.knock('/ocpp/NEW-1', { basic: ['NEW-1', 'another-key-of-somebody'] })).status).toBe(401);
  const { status, socket } = await depot.knock('/ocpp/NEW-1', { basic: ['NEW-1', factoryKey] });
  expect(status).toBe(101);
  // It waits until somebody has placed it, and nothing that it starts counts (F064).
  expect(await boots(socket!)).toMatchObject([3, 'boot', { status: 'Pending' }]);
  const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: new Date().toISOString() };
  const ask = async (id: string): Promise<unknown[]> => {
    socket!.send(JSON.stringify([2, id, 'StartTransaction', start]));
    for (;;) {
      const frame = await next(socket!);
      if (frame[1] === id) return frame;
    }
  };
  expect((await ask('t0')).slice(0, 3)).toEqual([4, 't0', 'SecurityError']);
  expect(depot.running.gateway.state.enrolledEvses).toEqual(['NEW-1/1']);

  const placed = await depot.post('stations', { station: 'NEW-1', circuit: 'main' });
  expect(placed).toMatchObject({ status: 201 });
  expect(placed.body).not.toHaveProperty('newKey');
  expect(depot.text()).toContain('  - { id: NEW-1, template: ac22, circuit: main, state: installed }\n');
  expect(depot.running.gateway.state.enrolledEvses).toEqual([]);
  expect(await boots(socket!)).toMatchObject([3, 'boot', { status: 'Accepted' }]);
  expect(await ask('t')).toMatchObject([3, 't', {}]);

  // It charges, so nobody takes it out by accident.
  expect(await depot.post('stations/NEW-1/retire', {})).toMatchObject({
    status: 409,
    body: { code: 'BB_STATION_CHARGING' },
  });
  expect(await depot.post('stations/NEW-1/retire', { evenIfCharging: true })).toMatchObject({ status: 200 });
  expect(depot.text()).toContain('circuit: main, state: retired');
  expect(depot.lines.some(({ code, msg }) => code === 'BB_AUDIT_END' && msg.startsWith('1 transaction of NEW-1'))).toBe(
    true,
  );

  expect(await depot.post('enrolment', { minutes: 0 })).toMatchObject({ status: 200 });
  expect(depot.text()).toContain('  until: null\n');
  expect((await depot.knock('/ocpp/NEW-3', { basic: ['NEW-3', factoryKey] })).status).toBe(404);
});

it('a key is changed over OCPP: the station is told, and what it answers decides which one counts', async () => {
  const depot = await startDoor(depotFile(one));
  const { key: old } = (await depot.post('stations/CP-01/key', {})).body['newKey'] as { key: string };
  expect(await depot.post('stations/CP-01/change-key', {})).toMatchObject({
    status: 409,
    body: { code: 'BB_STATION_OFFLINE' },
  });
  const { socket } = await depot.knock('/ocpp/CP-01', { basic: ['CP-01', raw(old)] });
  await boots(socket!);
  let answer = 'Rejected';
  const told: string[] = [];
  socket!.on('message', (data: Buffer) => {
    const [type, id, action, payload] = JSON.parse(data.toString()) as [
      number,
      string,
      string,
      { key?: string; value?: string },
    ];
    if (type !== 2) return;
    const isKey = action === 'ChangeConfiguration' && payload.key === 'AuthorizationKey';
    if (isKey) told.push(payload.value!);
    if (isKey && answer === '') return socket!.terminate();
    socket!.send(JSON.stringify([3, id, { status: isKey ? answer : 'Accepted' }]));
  });
  const change = () => depot.post('stations/CP-01/change-key', {});
  const counts = (key: string): boolean => {
    const { keyring } = depot.running.gateway.state.door;
    return keyring.match('CP-01' as never, raw(key)) !== undefined;
  };
  await eventually(async () => expect(await change()).toMatchObject({ body: { code: 'BB_STATION_KEY_REFUSED' } }));
  expect([counts(old), counts(told.at(-1)!)]).toEqual([true, false]);
  answer = 'Accepted';
  expect(await change()).toMatchObject({ status: 200 });
  const current = told.at(-1)!;
  expect([counts(old), counts(current)]).toEqual([false, true]);
  // The station takes it and falls before it can say so.
  answer = '';
  expect(await change()).toMatchObject({ status: 504, body: { code: 'BB_STATION_KEY_UNANSWERED' } });
  const last = told.at(-1)!;
  expect([counts(current), counts(last)]).toEqual([true, true]);
  expect((await depot.knock('/ocpp/CP-01', { basic: ['CP-01', raw(last)] })).status).toBe(101);
  await eventually(() => expect([counts(current), counts(last)]).toEqual([false, true]));
  expect(JSON.stringify(depot.lines)).not.toContain(last);
});
