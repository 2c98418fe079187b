import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';
import { openDoor, talk } from './station-door.ts';

const strays = [
  '[3,"nothing",{}]',
  '[4,"nothing","GenericError","why",{}]',
  '[3]',
  '[3,null,null]',
  '[3,"x",[1,2,3]]',
  '[5,"nothing","GenericError","why",{}]',
  '[6,"y","NotifyPeriodicEventStream",{"id":1,"pending":0,"basetime":"2026-01-15T18:00:00Z","data":[{"t":0,"v":"1"}]}]',
  '[6,"z","Nonsense",{}]',
];

it.each(['2.0.1', '2.1'] as const)(
  'F075 F110 replies to nothing, SENDs and CALLRESULTERRORs of %s change nothing',
  async (version) => {
    const door = await openDoor();
    const station = await talk(door, 'CP-01', true, version);
    const rows = door.facts.length;
    for (const text of strays) station.socket.send(text);
    expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
    // 2.0.1 says so of a type that it does not have (2.0.1 part 4); nothing else is answered.
    const unknownTypes = version === '2.0.1' ? [...'xyz'].filter((id) => id !== 'x') : [];
    const answered = station.heard.map(([, id]) => id).filter((id) => id !== 'boot' && id !== 'h');
    expect(answered.filter((id) => !unknownTypes.includes(id as string) && id !== 'nothing')).toEqual([]);
    expect(station.heard.filter(([type]) => type === 3).map(([, id]) => id)).toEqual(['boot', 'h']);
    expect(door.facts.length).toBe(rows);
    expect(door.failures).toEqual([]);
  },
);

it.each(['2.0.1', '2.1'] as const)(
  'F075 an answer of %s that comes after its time, and once more, is counted and answers nobody',
  (south) => {
    const field = fieldOf2({ south });
    const { depot, link } = field;
    field.passes(10);
    // Nobody answers for this station now.
    field.link = '' as never;
    const asked = field.orders('UnlockConnector', { evseId: 1, connectorId: 1 });
    expect(asked).toBeUndefined();
    const [ours] = depot.hears(link).filter(([, , action]) => action === 'UnlockConnector');
    field.passes(60);
    const before = depot.gateway.state.counters.get('lateAnswers') ?? 0;
    const rows = depot.facts.length;
    for (let time = 0; time < 2; time += 1) depot.says(link, [3, ours![1], { status: 'Unlocked' }]);
    field.passes(1);
    expect(depot.gateway.state.counters.get('lateAnswers')).toBe(before + 2);
    // It was learned how long it takes, and nothing else.
    expect(
      depot.facts
        .slice(rows)
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'StationLearned'),
    ).toEqual([]);
    expect(depot.failures).toEqual([]);
  },
);
