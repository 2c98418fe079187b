// The list of tokens that a charge point keeps for the time when it is alone, as the gateway brings it up to date.

import { describe, expect, it } from 'vitest';
import { boots, newDepot, reports, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Payload } from './kit/party.ts';

const accepted = { status: 'Accepted' };
const keys = {
  LocalAuthListEnabled: { value: 'true', readonly: false },
  LocalAuthListMaxLength: { value: '50', readonly: true },
  SendLocalListMaxLength: { value: '1', readonly: true },
};

/** The central system has given the site a list of so many tokens, and the charge point comes up after that. */
function comesUp(tokens: readonly string[] = [tag]): Depot {
  const depot = newDepot({ connected: false, keys });
  const { station, csms, passes } = depot;
  csms.connects();
  const localAuthorizationList = tokens.map((idTag) => ({ idTag, idTagInfo: accepted }));
  csms.asks('SendLocalList', { listVersion: 1, updateType: 'Full', localAuthorizationList }, accepted);
  station.byHand('GetLocalListVersion', 'SendLocalList');
  station.connects();
  boots(station);
  for (const connector of [0, 1, 2]) reports(station, connector, 'Available');
  passes(15);
  return depot;
}

const entriesOf = (payload: Payload) =>
  (payload['localAuthorizationList'] as readonly { idTag: string; idTagInfo?: object }[] | undefined) ?? [];

describe('the version of the list at a charge point', () => {
  it('TC_042_1_CSMS the version of the list at a charge point is asked for, which keeps none: it is sent none', () => {
    const { station, passes } = comesUp();
    expect(station.takes('GetLocalListVersion', {}, { listVersion: -1 })).toEqual({});
    passes(30);
    station.hearsNo('SendLocalList');
  });

  it('TC_042_2_CSMS the version of the list at a charge point is asked for, which is empty: it is sent one', () => {
    const { station } = comesUp();
    expect(station.takes('GetLocalListVersion', {}, { listVersion: 0 })).toEqual({});
    station.takes('SendLocalList', { updateType: 'Full' }, accepted);
  });
});

describe('the list of a charge point', () => {
  /** What is sent first: the whole list, each token with what it is worth. */
  function sendsAll(depot: Depot, status: string): number {
    depot.station.takes('GetLocalListVersion', {}, { listVersion: 0 });
    const sent = depot.station.takes('SendLocalList', { updateType: 'Full' }, { status });
    expect(entriesOf(sent)).toEqual([{ idTag: tag, idTagInfo: accepted }]);
    expect(sent['listVersion']).toBeGreaterThan(0);
    return sent['listVersion'] as number;
  }

  const isLeftAlone = ({ station, passes }: Depot): void => {
    passes(60);
    station.hearsNo('SendLocalList');
  };

  it('TC_043_1_CSMS a list is sent to a charge point that then says it keeps none', () => {
    const depot = comesUp();
    sendsAll(depot, 'NotSupported');
    isLeftAlone(depot);
  });

  it('TC_043_3_CSMS a list is sent to a charge point that cannot store it', () => {
    const depot = comesUp();
    sendsAll(depot, 'Failed');
    isLeftAlone(depot);
  });

  it('TC_043_4_CSMS a list is sent to a charge point as a whole', () => {
    const depot = comesUp();
    sendsAll(depot, 'Accepted');
    isLeftAlone(depot);
  });

  it('TC_043_5_CSMS what is new in a list is sent to a charge point under a higher version', () => {
    const depot = comesUp([tag, 'VAN-2']);
    depot.station.takes('GetLocalListVersion', {}, { listVersion: 0 });
    const whole = depot.station.takes('SendLocalList', { updateType: 'Full' }, accepted);
    const more = depot.station.takes('SendLocalList', { updateType: 'Differential' }, accepted);
    expect(more['listVersion']).toBeGreaterThan(whole['listVersion'] as number);
    expect([...entriesOf(whole), ...entriesOf(more)]).toEqual([
      { idTag: tag, idTagInfo: accepted },
      { idTag: 'VAN-2', idTagInfo: accepted },
    ]);
  });
});
