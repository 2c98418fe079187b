// Commands of an MQTT uplink: one conversation a kind.

import { describe, expect, it } from 'vitest';
import type { Commanded } from './commanded.ts';
import { charges, commanded, kindsOf, takes } from './commanded.ts';

describe('a command of the uplink that has control', () => {
  it('starts a session, once, and the station is told as by a central system', () => {
    const here = commanded();
    here.tells(
      'commands',
      JSON.stringify({ id: 'a', kind: 'start', evse: 'CP-01/1', token: 'VAN', expiresAt: here.inSeconds(5) }),
    );
    expect(here.heard()).toEqual([['RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' }]]);
    expect(here.answers()).toEqual([{ id: 'a', status: 'accepted', data: { answer: 'Accepted' } }]);
    // Mode csms: whoever orders a start has decided about its token, and nobody else is asked.
    charges(here, 'CP-01');
    const [judged] = kindsOf(here, 'TransactionJudged');
    expect(judged).toMatchObject({ verdict: { status: 'Accepted' } });
    expect(here.orders({ kind: 'start', evse: 'CP-01/1', token: 'VAN' })).toMatchObject({
      status: 'rejected',
      code: 'BB_COMMAND_REJECTED',
    });
  });

  it('stops a session by its EVSE and by its transaction', () => {
    const here = commanded();
    charges(here, 'CP-01');
    charges(here, 'CP-02');
    const started = kindsOf(here, 'TransactionStarted') as { transaction: string; station: string }[];
    here.tells('commands', JSON.stringify({ id: 's1', kind: 'stop', evse: 'CP-01/1' }));
    expect(here.heard().map(([action]) => action)).toEqual(['RemoteStopTransaction']);
    here.tells('commands', JSON.stringify({ id: 's2', kind: 'stop', transaction: started[1]!.transaction }));
    expect(here.heard().map(([action]) => action)).toEqual(['RemoteStopTransaction']);
    expect(here.answers().map(({ id, status }) => [id, status])).toEqual([
      ['s1', 'accepted'],
      ['s2', 'accepted'],
    ]);
    expect(here.orders({ kind: 'stop', transaction: 'nobody' })).toMatchObject({ status: 'rejected' });
  });

  it('limits a circuit, an EVSE and the whole for a while, and takes the limits back', () => {
    const here = commanded({ site: { authorization: freeOf(commanded().depot) } });
    charges(here, 'CP-01');
    charges(here, 'CP-02');
    const amps = (): number[] =>
      [...here.depot.gateway.state.allocations.values()].map(({ amps: one }) => one).sort((one, other) => one - other);
    here.depot.sleep(2000, here.heard);
    const before = amps();
    expect(here.orders({ kind: 'limit', evse: 'CP-01/1', amps: 8, durationSeconds: 60 })).toMatchObject({
      status: 'accepted',
    });
    here.depot.sleep(2000, here.heard);
    expect(amps()[0]).toBe(8);
    // Nobody raises it without an expiry, and it ends by itself.
    here.tells('commands', JSON.stringify({ id: 'raise', kind: 'limit', evse: 'CP-01/1', amps: 12 }));
    expect(here.answers()).toMatchObject([{ id: 'raise', status: 'refused', code: 'BB_COMMAND_NO_EXPIRY' }]);
    here.tells(
      'commands',
      JSON.stringify({ id: 'lower', kind: 'limit', evse: 'CP-01/1', amps: 7, durationSeconds: 60 }),
    );
    here.depot.sleep(2000, here.heard);
    expect([here.answers()[0]!.status, amps()[0]]).toEqual(['accepted', 7]);
    here.depot.sleep(70_000, here.heard);
    expect(amps()).toEqual(before);
    expect(here.orders({ kind: 'limit', site: true, amps: 12 })).toMatchObject({ status: 'accepted' });
    here.depot.sleep(2000, here.heard);
    expect(Math.max(...amps())).toBeLessThanOrEqual(12);
    expect(here.orders({ kind: 'limit', site: true, amps: null })).toMatchObject({ status: 'accepted' });
    here.depot.sleep(40_000, here.heard);
    expect(amps()).toEqual(before);
    expect(here.orders({ kind: 'limit', circuit: 'main', amps: 25, durationSeconds: 60 })).toMatchObject({
      status: 'accepted',
    });
    expect(kindsOf(here, 'CircuitLimitSet')).toMatchObject([{ circuit: 'main', amps: 25, reason: 'ordered by fleet' }]);
    expect(here.orders({ kind: 'limit', circuit: 'main', amps: null })).toMatchObject({ status: 'accepted' });
    expect(here.orders({ kind: 'limit', circuit: 'main', amps: 1000 })).toMatchObject({
      code: 'BB_LIMIT_ABOVE_CIRCUIT',
    });
    expect(here.orders({ kind: 'limit', circuit: 'none', amps: 10 })).toMatchObject({ code: 'BB_CIRCUIT_UNKNOWN' });
  });

  it('puts EVSEs, stations and all out of service and into it', () => {
    const here = commanded();
    here.tells('commands', JSON.stringify({ id: 'off', kind: 'availability', evse: 'CP-01/1', operative: false }));
    expect(here.heard()).toEqual([['ChangeAvailability', { connectorId: 1, type: 'Inoperative' }]]);
    here.orders({ kind: 'availability', evse: 'CP-01/1', operative: true });
    here.tells('commands', JSON.stringify({ id: 'one', kind: 'availability', station: 'CP-02', operative: false }));
    expect(here.heard()).toEqual([['ChangeAvailability', { connectorId: 0, type: 'Inoperative' }]]);
    here.tells('commands', JSON.stringify({ id: 'all', kind: 'availability', site: true, operative: false }));
    expect(here.heard()).toHaveLength(2);
    expect(here.answers().map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  });

  it('unlocks, restarts and asks to be told', () => {
    const here = commanded();
    const commands = [
      [{ kind: 'unlock', evse: 'CP-01/1' }, 'UnlockConnector', { connectorId: 1 }, { status: 'Unlocked' }],
      [{ kind: 'reset', station: 'CP-01', when: 'now' }, 'Reset', { type: 'Hard' }, { status: 'Accepted' }],
      [{ kind: 'reset', evse: 'CP-02/1' }, 'Reset', { type: 'Soft' }, { status: 'Accepted' }],
      [
        { kind: 'trigger', evse: 'CP-01/1', message: 'StatusNotification' },
        'TriggerMessage',
        { requestedMessage: 'StatusNotification', connectorId: 1 },
        { status: 'Accepted' },
      ],
    ] as const;
    for (const [at, [command, action, payload, answer]] of commands.entries()) {
      here.tells('commands', JSON.stringify({ id: `c${at}`, expiresAt: here.inSeconds(5), ...command }));
      expect(here.heard(takes({ [action]: answer }))).toEqual([[action, payload]]);
      expect(here.answers()).toMatchObject([{ id: `c${at}`, status: 'accepted' }]);
    }
    expect(
      here.orders({ kind: 'unlock', evse: 'CP-01/1' }, takes({ UnlockConnector: { status: 'UnlockFailed' } })),
    ).toMatchObject({
      status: 'rejected',
      data: { answer: 'UnlockFailed' },
    });
  });

  it('reserves and gives a reservation back', () => {
    const here = commanded();
    const until = here.inSeconds(600);
    const reserve = { kind: 'reserve', reservation: 7, evse: 'CP-01/1', token: 'VAN', until };
    expect(here.orders(reserve)).toMatchObject({ status: 'accepted' });
    expect(kindsOf(here, 'EvseReserved')).toMatchObject([{ station: 'CP-01', owner: { uplink: 'fleet', id: 7 } }]);
    expect(here.orders(reserve, takes({ ReserveNow: { status: 'Occupied' } }))).toMatchObject({
      status: 'rejected',
      data: { answer: 'Occupied' },
    });
    expect(here.orders({ kind: 'cancel', reservation: 7 })).toMatchObject({ status: 'accepted' });
    expect(here.orders({ kind: 'cancel', reservation: 7 })).toMatchObject({ status: 'rejected' });
    // One that ends by itself is no message that waits for ever.
    here.orders(reserve);
    here.depot.sleep(700_000, here.heard);
    expect(kindsOf(here, 'NewsRaised')).toEqual([]);
  });

  it('changes the list of tokens, which counts where nobody can be asked', () => {
    const plain = commanded().depot.gateway.state.ledger.gateway.site!.authorization;
    const here = commanded({ site: { authorization: { ...plain, unknownOffline: 'refuse' } } });
    const entries = [{ token: 'VAN', status: 'Accepted' }];
    expect(here.orders({ kind: 'tokens', version: 4, update: 'full', entries })).toMatchObject({
      status: 'accepted',
      data: { listVersion: 4 },
    });
    expect(here.orders({ kind: 'tokens', version: 4, update: 'differential', entries })).toMatchObject({
      code: 'BB_COMMAND_LIST_VERSION',
      data: { listVersion: 4 },
    });
    here.depot.says(here.station('CP-01'), [2, 'a1', 'Authorize', { idTag: 'VAN' }]);
    here.depot.says(here.station('CP-01'), [2, 'a2', 'Authorize', { idTag: 'OTHER' }]);
    const answered = here.depot.hears(here.station('CP-01')).filter(([type]) => type === 3);
    expect(
      answered.map(([, id, payload]) => [id, (payload as { idTagInfo: { status: string } }).idTagInfo.status]),
    ).toEqual([
      ['a1', 'Accepted'],
      ['a2', 'Invalid'],
    ]);
    expect(
      here.orders({ kind: 'tokens', version: 5, update: 'differential', entries: [{ token: 'VAN' }] }),
    ).toMatchObject({
      status: 'accepted',
    });
  });

  it('says what a session needs', () => {
    const here = commanded();
    const needs = { departsAt: here.inSeconds(3600), energyKwh: 20, priority: 8 };
    expect(here.orders({ kind: 'needs', evse: 'CP-01/1', needs })).toMatchObject({ status: 'accepted' });
    expect(kindsOf(here, 'NeedsSet')).toMatchObject([
      { by: 'uplink', csms: 'fleet', needs: { energyKwh: 20, priority: 8 } },
    ]);
    expect(here.orders({ kind: 'needs', evse: 'CP-01/1', needs: { priority: 99 } })).toMatchObject({
      code: 'BB_NEEDS',
    });
    expect(here.orders({ kind: 'needs', evse: 'CP-01/1', needs: null })).toMatchObject({ status: 'accepted' });
    expect(kindsOf(here, 'NeedsCleared')).toHaveLength(1);
  });

  it('says what hours cost, for a site with a tariff', () => {
    const tariff = { currency: 'EUR', defaultPricePerKwh: 0.3, periods: [] };
    const here = commanded({ site: { tariff } });
    const prices = [{ startsAt: here.inSeconds(0), pricePerKwh: 0.1 }];
    expect(here.orders({ kind: 'prices', prices })).toMatchObject({ status: 'accepted', data: { currency: 'EUR' } });
    expect(kindsOf(here, 'PricesSet')).toMatchObject([{ series: { entries: [{ pricePerKwh: 0.1 }] } }]);
    expect(here.orders({ kind: 'prices', prices: [{ startsAt: 'soon', pricePerKwh: 0.1 }] })).toMatchObject({
      code: 'BB_COMMAND_FORM',
    });
    expect(here.orders({ kind: 'prices', prices: [] })).toMatchObject({ status: 'accepted' });
    expect(commanded().orders({ kind: 'prices', prices })).toMatchObject({ code: 'BB_TARIFF_ABSENT' });
  });

  it('reads settings but keys, and changes those that hurt nobody', () => {
    const here = commanded();
    const configurationKey = [{ key: 'LightIntensity', readonly: false, value: '40' }];
    const shown = here.orders(
      { kind: 'configuration', station: 'CP-01', get: ['LightIntensity', 'AuthorizationKey', 'Nothing'] },
      takes({ GetConfiguration: { configurationKey, unknownKey: ['Nothing'] } }),
    );
    expect(shown?.data).toMatchObject({
      settings: [{ key: 'LightIntensity', value: '40' }],
      unknownKeys: ['Nothing', 'AuthorizationKey'],
    });
    here.tells(
      'commands',
      JSON.stringify({
        id: 'set',
        kind: 'configuration',
        station: 'CP-01',
        set: { key: 'LightIntensity', value: '10' },
        expiresAt: here.inSeconds(5),
      }),
    );
    expect(here.heard()).toEqual([['ChangeConfiguration', { key: 'LightIntensity', value: '10' }]]);
    expect(kindsOf(here, 'SettingChanged')).toMatchObject([{ uplink: 'fleet', of: 'CP-01', key: 'LightIntensity' }]);
    const refused = here.orders({
      kind: 'configuration',
      station: 'CP-01',
      set: { key: 'AuthorizationKey', value: 'ab' },
    });
    expect(refused).toMatchObject({ status: 'refused', code: 'BB_COMMAND_SETTING' });
    expect(here.heard()).toEqual([]);
  });

  it('is told what a station that is away or silent has done', () => {
    const here = commanded();
    here.depot.drop(here.station('CP-02'));
    expect(here.orders({ kind: 'start', evse: 'CP-02/1', token: 'VAN' })).toMatchObject({
      code: 'BB_COMMAND_STATION_AWAY',
    });
    here.tells('commands', JSON.stringify({ id: 'x', kind: 'unlock', evse: 'CP-01/1', expiresAt: here.inSeconds(5) }));
    here.depot.sleep(40_000);
    expect(here.answers()).toMatchObject([{ id: 'x', status: 'failed', code: 'BB_COMMAND_STATION_SILENT' }]);
  });

  it('is told to stations of 2.x in their words', () => {
    const here = commanded({ version: '2.0.1' });
    const result = (more: object): object => ({
      component: { name: 'TxCtrlr' },
      variable: { name: 'EVConnectionTimeOut' },
      attributeStatus: 'Accepted',
      ...more,
    });
    const station = takes({
      GetVariables: { getVariableResult: [result({ attributeValue: '60' })] },
      SetVariables: { setVariableResult: [result({})] },
      UnlockConnector: { status: 'Unlocked' },
    });
    const set = { key: 'ConnectionTimeOut', value: '90' };
    const commands = [
      [{ kind: 'start', evse: 'CP-01/1', token: 'VAN' }, 'RequestStartTransaction'],
      [{ kind: 'unlock', evse: 'CP-01/1' }, 'UnlockConnector'],
      [{ kind: 'reset', station: 'CP-01', when: 'idle' }, 'Reset'],
      [{ kind: 'availability', evse: 'CP-01/1', operative: false }, 'ChangeAvailability'],
      [{ kind: 'configuration', station: 'CP-01', get: ['ConnectionTimeOut'] }, 'GetVariables'],
      [{ kind: 'configuration', station: 'CP-01', set }, 'SetVariables'],
      [{ kind: 'trigger', station: 'CP-01', message: 'Heartbeat' }, 'TriggerMessage'],
    ] as const;
    for (const [at, [command, action]] of commands.entries()) {
      here.tells('commands', JSON.stringify({ id: `v${at}`, expiresAt: here.inSeconds(5), ...command }));
      expect(here.heard(station).map(([told]) => told)).toEqual([action]);
      expect(here.answers()).toMatchObject([{ id: `v${at}`, status: 'accepted' }]);
    }
  });
});

const freeOf = ({ gateway }: Commanded['depot']) => ({
  ...gateway.state.ledger.gateway.site!.authorization,
  mode: 'free' as const,
});
