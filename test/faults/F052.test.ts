import { expect, it } from 'vitest';
import { mulberry32 } from '../bench/random.ts';
import type { Station } from '../../src/model/config/site.ts';
import { keyedDoor, keyedSite } from './keyed-door.ts';
import { basicHeader, knockText, visit } from './knocking.ts';
import { openProber } from './probing.ts';
import { areAlike } from './timing.ts';

it('F052 with hideUnknown an identity that is unknown and a bad key are answered alike, to the byte', async () => {
  const door = await keyedDoor({ hideUnknown: true });
  const answerTo = (id: string, headers: readonly string[] = []): Promise<string> =>
    visit(door.port, knockText(`/${id}`, headers)).answer;
  for (const password of ['', 'x', 'x'.repeat(500)]) {
    const [known, unknown] = [
      await answerTo('CP-01', [basicHeader('CP-01', password)]),
      await answerTo('CP-99', [basicHeader('CP-99', password)]),
    ];
    expect(known).toMatch(/^HTTP\/1\.1 401 /);
    expect(unknown).toBe(known);
  }
  expect(await answerTo('CP-99')).toBe(await answerTo('CP-01'));
  const shown = await keyedDoor();
  const { answer } = visit(shown.port, knockText('/CP-99', [basicHeader('CP-99', 'x')]));
  expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
});

it('F052 nor does a station show that comes another way, has no place any more or is driven by the gateway', async () => {
  const site = keyedSite(5);
  const [first, second, third, fourth, fifth] = site.stations as [Station, Station, Station, Station, Station];
  const modbus = { device: 'keba-p30-p40', host: '127.0.0.1', unit: 1 } as unknown as NonNullable<Station['modbus']>;
  const stations: Station[] = [
    first,
    { ...second, security: { profile: 2 } },
    { ...third, security: { profile: 3 } },
    { ...fourth, state: 'retired' },
    { ...fifth, modbus },
  ];
  const door = await keyedDoor({ hideUnknown: true }, { ...site, stations });
  for (const headers of [[], ['Authorization: Bearer x']])
    expect(new Set(await Promise.all(stations.map(({ id }) => answered(door.port, id, headers))))).toEqual(
      new Set([await answered(door.port, 'CP-99', headers)]),
    );
  for (const { id } of stations)
    expect(await answered(door.port, id, [basicHeader(id, 'x')])).toBe(
      await answered(door.port, 'CP-99', [basicHeader('CP-99', 'x')]),
    );
});

it('F052 10 000 probes over sockets: how long it takes tells nobody which stations there are', async () => {
  const door = await keyedDoor({ hideUnknown: true });
  const { knock, statuses } = openProber(door.port);
  const probe = (id: string) => (): Promise<number> => knock(`/${id}`, [basicHeader(id, 'wrong')]);
  expect(await areAlike(probe('CP-01'), probe('CP-99'), 5000, mulberry32(52))).toBe(true);
  expect([...statuses.keys()]).toEqual(['401']);
});

const answered = (port: number, id: string, headers: readonly string[]): Promise<string> =>
  visit(port, knockText(`/${id}`, headers)).answer;
