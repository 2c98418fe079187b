// Frames of OCPP over MQTT: what is seen of them, and what goes down to a station.

import { expect, it } from 'vitest';
import type { EvseKey } from '../../../src/model/ids.ts';
import { uplink } from '../../sim/site.ts';
import type { Commanded } from './commanded.ts';
import { commanded, feedUplink, root } from './commanded.ts';

const raw = (more: Parameters<typeof commanded>[0] = {}): Commanded =>
  commanded({ uplinks: [feedUplink('fleet', 'control', { rawFrames: true })], ...more });

/** Frames on `up` of a station: who said each, and what. */
const upOf = ({ published }: Commanded, station: string, from = 0): [string, unknown[]][] =>
  published
    .slice(from)
    .filter(({ topic }) => topic === `${root}/stations/${station}/ocpp/up`)
    .map(({ text }) => {
      const { from: who, frame } = JSON.parse(text) as { from: string; frame: unknown[] };
      return [who, frame];
    });

const down = (here: Commanded, station: string, frame: unknown): [string, unknown[]][] => {
  const before = here.published.length;
  here.tells(`stations/${station}/ocpp/down`, typeof frame === 'string' ? frame : JSON.stringify(frame));
  here.heard();
  return upOf(here, station, before);
};

const headOf = (seen: [string, unknown[]] | undefined): unknown[] | undefined =>
  seen?.[0] === 'gateway' ? seen[1].slice(0, 3) : undefined;

const factsOf = ({ depot }: Commanded, kind: string) =>
  depot.facts.filter((fact) => fact.kind === kind) as unknown as Record<string, unknown>[];

it('shows every frame of a station and every one to it, in order and character for character', () => {
  const here = raw();
  const before = here.published.length;
  const text = '[2,"m1","Heartbeat",  {}]';
  here.depot.writes(here.station('CP-01'), text);
  const mine = here.published.slice(before).filter(({ topic }) => topic === `${root}/stations/CP-01/ocpp/up`);
  expect(mine[0]!.text).toContain(`"from":"station","frame":${text}}`);
  expect(upOf(here, 'CP-01', before).map(([who, [type, id]]) => [who, type, id])).toEqual([
    ['station', 2, 'm1'],
    ['gateway', 3, 'm1'],
  ]);
  const all = upOf(here, 'CP-02');
  expect([all[0]?.[0], all[0]?.[1].slice(0, 3)]).toEqual(['station', [2, 'boot', 'BootNotification']]);
  here.depot.writes(here.station('CP-01'), 'no frame');
  expect(upOf(here, 'CP-01').at(-1)).toEqual(['station', 'no frame']);
});

it('shows nobody the key of a station', () => {
  const here = raw();
  here.depot.says(here.station('CP-01'), [
    2,
    'd1',
    'DataTransfer',
    { vendorId: 'Acme', data: JSON.stringify({ key: 1 }) },
  ]);
  const shown = {
    configurationKey: [
      { key: 'AuthorizationKey', value: 'c0ffee' },
      { key: 'Other', value: '1' },
    ],
  };
  here.tells('stations/CP-01/ocpp/down', JSON.stringify([2, 'k1', 'GetConfiguration', {}]));
  const answer = { ...shown, configurationKey: shown.configurationKey.map((one) => ({ ...one, readonly: false })) };
  here.heard(() => answer);
  here.depot.asks({ kind: 'changeKey', station: 'CP-01' as never, key: 'deadbeefdeadbeef' }, here.heard);
  const texts = here.published.map(({ text }) => text).join('\n');
  expect(texts).toContain('"Other"');
  expect(texts).toContain('ChangeConfiguration');
  expect(texts).not.toMatch(/c0ffee|deadbeef/);
});

it('passes a CALL down as it was written, and its answer goes by under the same id', () => {
  const here = raw();
  const text = '[2,"c-1","TriggerMessage",{"requestedMessage":  "Heartbeat"}]';
  const seen = down(here, 'CP-01', text);
  expect(seen.map(([who, [type, id]]) => [who, type, id])).toEqual([
    ['gateway', 2, 'c-1'],
    ['station', 3, 'c-1'],
  ]);
  expect(here.published.some((one) => one.text.includes('{"requestedMessage":  "Heartbeat"}'))).toBe(true);
  // The same CALL again has no second effect; another one under its id is refused.
  expect(down(here, 'CP-01', text)).toEqual([['gateway', [3, 'c-1', { status: 'Accepted' }]]]);
  expect(down(here, 'CP-01', '[2,"c-1","Reset",{"type":"Hard"}]')).toEqual([]);
  expect(factsOf(here, 'UplinkCommandRefused')).toMatchObject([{ id: 'c-1', code: 'BB_COMMAND_KEY_USED' }]);
  expect(factsOf(here, 'UplinkCommandAnswered')).toMatchObject([
    { what: 'frame TriggerMessage', about: 'CP-01', status: 'accepted' },
  ]);
});

it('keeps charging profiles for itself: they lower what the station gets, and are answered', () => {
  const free = raw().depot.gateway.state.ledger.gateway.site!.authorization;
  const here = raw({ site: { authorization: { ...free, mode: 'free' } } });
  const link = here.station('CP-01');
  const start = { connectorId: 1, idTag: 'VAN', meterStart: 0, timestamp: here.inSeconds(0) };
  here.depot.says(link, [2, 's', 'StartTransaction', start]);
  here.depot.sleep(2000, here.heard);
  const profile = (limit: number) => ({
    chargingProfileId: 3,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      startSchedule: here.inSeconds(-60),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit }],
    },
  });
  const set = { connectorId: 1, csChargingProfiles: profile(9) };
  expect(down(here, 'CP-01', [2, 'p1', 'SetChargingProfile', set])[0]).toEqual([
    'gateway',
    [3, 'p1', { status: 'Accepted' }],
  ]);
  here.depot.sleep(2000, here.heard);
  const amps = () => here.depot.gateway.state.allocations.get('CP-01/1' as EvseKey)?.amps;
  expect(amps()).toBe(9);
  expect(down(here, 'CP-01', [2, 'p2', 'SetChargingProfile', { ...set, connectorId: 0 }])[0]?.[1]).toEqual([
    3,
    'p2',
    { status: 'Rejected' },
  ]);
  const other = down(here, 'CP-02', [2, 'p3', 'ClearChargingProfile', { id: 3 }]);
  expect(other[0]?.[1]).toEqual([3, 'p3', { status: 'Unknown' }]);
  const cleared = down(here, 'CP-01', [2, 'p4', 'ClearChargingProfile', { id: 3 }]);
  expect(cleared[0]?.[1]).toEqual([3, 'p4', { status: 'Accepted' }]);
  here.depot.sleep(40_000, here.heard);
  expect(amps()).toBeGreaterThan(9);
});

it.each([
  ['a key of the gateway', [2, 'x', 'ChangeConfiguration', { key: 'AuthorizationKey', value: 'aa' }], 'SecurityError'],
  ['a list that the gateway keeps', [2, 'x', 'SendLocalList', { listVersion: 1, updateType: 'Full' }], 'SecurityError'],
  [
    'a start with a profile',
    [
      2,
      'x',
      'RemoteStartTransaction',
      {
        idTag: 'A',
        chargingProfile: {
          chargingProfileId: 1,
          stackLevel: 0,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 99 }] },
        },
      },
    ],
    'SecurityError',
  ],
  ['what breaks its schema', [2, 'x', 'Reset', { type: 'Now' }], 'PropertyConstraintViolation'],
  ['what is none of its version', [2, 'x', 'GetVariables', {}], 'NotImplemented'],
  ['a message that stations say', [2, 'x', 'Heartbeat', {}], 'NotImplemented'],
])('never passes down %s', (_, frame, code) => {
  const here = raw();
  const [seen, ...others] = down(here, 'CP-01', frame);
  expect([seen?.[0], (seen?.[1] as unknown[])[2], others]).toEqual(['gateway', code, []]);
  expect(factsOf(here, 'UplinkCommandRefused')).toHaveLength(1);
});

it.each(['x', '[3,"a",{}]', '[2,"a b","Reset",{}]', '{}', `[2,"${'i'.repeat(37)}","Reset",{"type":"Hard"}]`])(
  'refuses what is no CALL, once: %s',
  (text) => {
    const here = raw();
    expect(down(here, 'CP-01', text)).toEqual([]);
    expect(factsOf(here, 'UplinkCommandRefused')).toHaveLength(1);
    expect(here.depot.failures).toEqual([]);
  },
);

it('answers for a station that is away, silent or not its own, and for an observer', () => {
  const here = raw();
  expect(headOf(down(here, 'CP-99', [2, 'n', 'Reset', { type: 'Hard' }])[0])).toEqual([4, 'n', 'GenericError']);
  here.tells('stations/CP-01/ocpp/down', JSON.stringify([2, 'q', 'Reset', { type: 'Hard' }]));
  here.depot.sleep(40_000);
  const toQ = upOf(here, 'CP-01').filter(([, [type, id]]) => type === 4 && id === 'q');
  expect(toQ.map(headOf)).toEqual([[4, 'q', 'GenericError']]);
  const observer = raw({ uplinks: [uplink('csms', 'control'), feedUplink('fleet', 'observe', { rawFrames: true })] });
  const [answer] = down(observer, 'CP-01', [2, 'o', 'Reset', { type: 'Hard' }]);
  expect(headOf(answer)).toEqual([4, 'o', 'SecurityError']);
});

it('speaks 2.x with stations of 2.x', () => {
  const here = raw({ version: '2.0.1' });
  const seen = down(here, 'CP-01', [2, 'v', 'TriggerMessage', { requestedMessage: 'Heartbeat' }]);
  expect(seen.at(-1)).toEqual(['station', [3, 'v', { status: 'Accepted' }]]);
  const variable = {
    attributeValue: 'secret-of-all-stations',
    component: { name: 'SecurityCtrlr' },
    variable: { name: 'BasicAuthPassword' },
  };
  const refused = down(here, 'CP-01', [2, 'w', 'SetVariables', { setVariableData: [variable] }]);
  expect(headOf(refused[0])).toEqual([4, 'w', 'SecurityError']);
});

it('shows no frame when the bytes of the day are spent, and answers go on', () => {
  const here = raw({ uplinks: [feedUplink('fleet', 'control', { rawFrames: true, bytesPerDay: 1 })] });
  here.depot.sleep(2000, here.heard);
  const before = here.published.length;
  here.depot.says(here.station('CP-01'), [2, 'm1', 'Heartbeat', {}]);
  expect(upOf(here, 'CP-01', before)).toEqual([]);
  expect(here.orders({ kind: 'trigger', station: 'CP-01', message: 'Heartbeat' })).toMatchObject({
    status: 'accepted',
  });
  const [answer] = down(here, 'CP-99', [2, 'n', 'Reset', { type: 'Hard' }]);
  expect(headOf(answer)).toEqual([4, 'n', 'GenericError']);
});
