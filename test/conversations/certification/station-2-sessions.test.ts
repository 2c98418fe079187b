// Blocks E and J as a central system of OCPP 2.x hears of sessions, with the gateway as one station and the real ones behind it.

import { describe, expect } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot } from './kit/depot-2.ts';
import { idToken, newDepot, reports, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import type { Session } from './kit/states-2.ts';
import { accepted, authorizes, charging, leaves, newSession, plugsIn, register, told } from './kit/states-2.ts';

const family = { ...accepted, groupIdToken: { idToken: 'FLEET', type: 'Central' } };
const second = { idToken: 'VAN-2', type: 'Central' };

const seqNoOf = (event: Payload): number => event['seqNo'] as number;

/** Events of one transaction that came, which must be whole and in order. */
function eventsIn({ csms }: Depot): Payload[] {
  const events = csms.hearsAll('TransactionEvent');
  const ids = new Set(events.map((one) => (one['transactionInfo'] as Payload)['transactionId']));
  expect(ids.size).toBe(1);
  expect(events.map(seqNoOf)).toEqual(events.map((_, at) => seqNoOf(events[0]!) + at));
  return events;
}

const typesOf = (events: readonly Payload[]): unknown[] => events.map((one) => one['eventType']);
const areOffline = (events: readonly Payload[]): boolean[] => events.map((one) => one['offline'] === true);

/** Known from before: good while the central system is away. */
function meets(depot: Depot, token: object, idTokenInfo: object = accepted): void {
  depot.csms.always({ Authorize: { idTokenInfo } });
  depot.station.asks('Authorize', { idToken: token }, {});
  depot.csms.forgets();
}

function begins(depot: Depot, token: object = idToken): Session {
  depot.station.asks('Authorize', { idToken: token }, { idTokenInfo: accepted });
  reports(depot, 1, 'Occupied');
  const session = newSession(depot);
  session.event('Started', 'Authorized', { state: 'Charging', token, wh: 1000, context: 'Transaction.Begin' }, {});
  return session;
}

describe.each(versions)('while the central system of OCPP %s is away', (version) => {
  certify('TC_E_40_CS a session goes on: what was measured is told in order when it is back', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.csms.drops();
    for (const wh of [1100, 1200]) {
      depot.passes(30);
      session.event('Updated', 'MeterValuePeriodic', { wh });
    }
    depot.csms.connects();
    depot.passes(60);
    leaves(depot, session);
    const events = eventsIn(depot);
    expect(typesOf(events).at(-1)).toBe('Ended');
    expect(areOffline(events.filter((one) => one['triggerReason'] === 'MeterValuePeriodic'))).not.toContain(false);
    expect(events.at(-1)?.['offline']).toBeUndefined();
  });

  certify('TC_E_43_CS a session begins and ends', () => {
    const depot = newDepot({ version });
    meets(depot, idToken);
    depot.csms.drops();
    const session = begins(depot);
    depot.passes(60);
    leaves(depot, session);
    depot.csms.connects();
    depot.passes(60);
    const events = eventsIn(depot);
    expect([typesOf(events)[0], typesOf(events).at(-1)]).toEqual(['Started', 'Ended']);
    expect(areOffline(events)).not.toContain(false);
  });

  certify('TC_E_44_CS a session ends', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.csms.drops();
    const about = { state: 'EVConnected', reason: 'Local', token: idToken, wh: 2000, context: 'Transaction.End' };
    session.event('Ended', 'StopAuthorized', about, { idTokenInfo: accepted });
    depot.csms.connects();
    depot.passes(60);
    const [ended] = eventsIn(depot);
    expect(ended).toMatchObject({ eventType: 'Ended', offline: true, transactionInfo: { stoppedReason: 'Local' } });
  });

  certify('TC_E_45_CS a session is ended by another token of its group', () => {
    const depot = newDepot({ version });
    for (const token of [idToken, second]) meets(depot, token, family);
    depot.csms.always({ TransactionEvent: { idTokenInfo: family } });
    const session = charging(depot);
    depot.csms.drops();
    depot.station.asks('Authorize', { idToken: second }, { idTokenInfo: accepted });
    session.event('Ended', 'StopAuthorized', { state: 'EVConnected', reason: 'Local', token: second, wh: 2000 });
    depot.csms.connects();
    depot.passes(60);
    const [ended] = eventsIn(depot);
    expect(ended).toMatchObject({ eventType: 'Ended', offline: true, idToken: second });
  });
});

describe.each(versions)('an event that the central system of OCPP %s does not take', (version) => {
  const sampled = { eventType: 'Updated', triggerReason: 'MeterValuePeriodic' };

  function refusing(): { depot: Depot; session: Session } {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.csms.byHand('TransactionEvent');
    session.event('Updated', 'MeterValuePeriodic', { wh: 1100 });
    return { depot, session };
  }

  certify('TC_E_42_CS is told again with the same number when no answer came, and is answered then', () => {
    const { depot } = refusing();
    depot.csms.drops();
    depot.csms.connects();
    depot.passes(15);
    depot.csms.takes('TransactionEvent', sampled, {});
    depot.passes(120);
    depot.csms.hearsNo('TransactionEvent');
  });

  certify('TC_E_51_CS is told again after a CALLERROR, and is answered then', () => {
    const { depot } = refusing();
    const first = depot.csms.refuses('TransactionEvent', sampled, 'InternalError');
    depot.passes(12);
    const again = depot.csms.takes('TransactionEvent', sampled, {});
    expect(seqNoOf(again)).toBe(seqNoOf(first));
    depot.passes(120);
    depot.csms.hearsNo('TransactionEvent');
  });

  certify('TC_E_50_CS is told as often as it may be after a CALLERROR, then what comes after it', () => {
    const { depot, session } = refusing();
    for (const seconds of [12, 22, 0]) {
      depot.csms.refuses('TransactionEvent', sampled, 'InternalError');
      depot.passes(seconds);
    }
    depot.passes(60);
    depot.csms.hearsNo('TransactionEvent');
    session.says('Updated', 'ChargingStateChanged', { state: 'SuspendedEV' });
    depot.csms.takes('TransactionEvent', { triggerReason: 'ChargingStateChanged' }, {});
  });
});

interface Values {
  readonly meterValue: readonly { readonly sampledValue: readonly { value: number; context: string }[] }[];
}

const valuesOf = (payload: Payload) =>
  (payload as unknown as Values).meterValue.flatMap(({ sampledValue }) =>
    sampledValue.map(({ value, context }) => [value, context]),
  );

const signedMeterValue = {
  signedMeterData: 'AP8BAv8=',
  signingMethod: 'ECDSAP256SHA256',
  encodingMethod: 'OCMF',
  publicKey: 'MFkwEwYHKoZIzj0C',
};

describe.each(versions)('values of the meter for a central system of OCPP %s', (version) => {
  certify('TC_J_01_CS at round times while nothing charges', () => {
    const depot = newDepot({ version });
    depot.station.asks('MeterValues', { evseId: 1, meterValue: [register(depot.time(), 10, 'Sample.Clock')] }, {});
    expect(valuesOf(depot.csms.hears('MeterValues', { evseId: 2 }))).toEqual([[10, 'Sample.Clock']]);
  });

  certify('TC_J_02_CS at round times within a session', () => {
    const depot = newDepot({ version });
    charging(depot).event('Updated', 'MeterValueClock', { wh: 1500, context: 'Sample.Clock' });
    const heard = depot.csms.hears('TransactionEvent', { triggerReason: 'MeterValueClock', evse: { id: 2 } });
    expect(valuesOf(heard)).toEqual([[1500, 'Sample.Clock']]);
  });

  function endsWith(context: string, more: object = {}): void {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.passes(60);
    const meterValue = [
      register(depot.time(-30), 1500, context, more),
      register(depot.time(), 2000, 'Transaction.End', more),
    ];
    leaves(depot, session, 'EVDisconnected', { more: { meterValue } });
    const heard = depot.csms.hears('TransactionEvent', { eventType: 'Ended' });
    expect(valuesOf(heard)).toEqual([
      [1500, context],
      [2000, 'Transaction.End'],
    ]);
    for (const { sampledValue } of (heard as unknown as Values).meterValue) expect(sampledValue).toMatchObject([more]);
  }

  certify('TC_J_03_CS of round times in the end of a session', () => endsWith('Sample.Clock'));
  certify('TC_J_04_CS of round times, signed', () => endsWith('Sample.Clock', { signedMeterValue }));

  certify('TC_J_07_CS the first in the start of a session', () => {
    const depot = newDepot({ version });
    begins(depot);
    const heard = depot.csms.hears('TransactionEvent', { eventType: 'Started', evse: { id: 2 } });
    expect(valuesOf(heard)).toEqual([[1000, 'Transaction.Begin']]);
  });

  certify('TC_J_08_CS the first once the connector is known', () => {
    const depot = newDepot({ version });
    authorizes(depot);
    const session = newSession(depot);
    session.event('Started', 'Authorized', { token: idToken, more: { evse: undefined } }, { idTokenInfo: accepted });
    session.event('Updated', 'CablePluggedIn', { state: 'EVConnected', wh: 1000, context: 'Transaction.Begin' });
    const heard = depot.csms.hears('TransactionEvent', { triggerReason: 'CablePluggedIn', evse: { id: 2 } });
    expect(valuesOf(heard)).toEqual([[1000, 'Transaction.Begin']]);
  });

  certify('TC_J_09_CS in the course of a session', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    for (const wh of [1100, 1200]) {
      depot.passes(30);
      session.event('Updated', 'MeterValuePeriodic', { wh });
      const heard = depot.csms.hears('TransactionEvent', { triggerReason: 'MeterValuePeriodic' });
      expect(valuesOf(heard)).toEqual([[wh, 'Sample.Periodic']]);
    }
  });

  certify('TC_J_10_CS of its course in the end of a session', () => endsWith('Sample.Periodic'));
  certify('TC_J_11_CS of its course, signed', () => endsWith('Sample.Periodic', { signedMeterValue }));
});

describe.each(versions)('a token for a central system of OCPP %s', (version) => {
  function isRefused(status: string): void {
    const depot = newDepot({ version });
    const token = { idToken: 'STRANGER', type: 'Central' };
    plugsIn(depot, newSession(depot), 'Started');
    depot.csms.byHand('Authorize');
    const question = depot.station.says('Authorize', { idToken: token });
    depot.csms.takes('Authorize', { idToken: token }, { idTokenInfo: { status } });
    question.answered({ idTokenInfo: { status } });
    depot.csms.hearsNo('TransactionEvent', { triggerReason: 'Authorized' });
  }

  certify('TC_C_02_CS that it does not know: nothing starts', () => {
    isRefused('Invalid');
    isRefused('Unknown');
  });

  certify('TC_C_06_CS that is blocked: nothing starts', () => isRefused('Blocked'));
  certify('TC_C_07_CS whose time is over: nothing starts', () => isRefused('Expired'));

  certify('TC_C_04_CS that is not the one of the session does not end it', () => {
    const depot = newDepot({ version });
    const session = charging(depot);
    depot.station.asks('Authorize', { idToken: second }, { idTokenInfo: accepted });
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    told(depot, 'Updated', 'MeterValuePeriodic');
    depot.csms.hearsNo('TransactionEvent', { eventType: 'Ended' });
  });

  certify('TC_C_08_CS that is in the cache, and which is checked once more', () => {
    const depot = newDepot({ version });
    meets(depot, idToken);
    depot.csms.drops();
    authorizes(depot);
    depot.csms.connects();
    depot.passes(30);
    newSession(depot).event('Started', 'Authorized', { token: idToken, state: 'EVConnected' }, {});
    told(depot, 'Started', 'Authorized', {}, { idToken });
  });

  certify('TC_C_09_CS that is in the cache as no good: it is asked about again', () => {
    const depot = newDepot({ version });
    const status = 'Invalid';
    meets(depot, idToken, { status });
    authorizes(depot, idToken, status);
    depot.csms.hears('Authorize', { idToken });
    depot.csms.hearsNo('TransactionEvent');
  });
});
