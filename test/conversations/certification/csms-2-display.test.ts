// Blocks N and O: what a station of OCPP 2.x shows, and what it keeps of a customer, as the central system orders it.

import { describe } from 'vitest';
import { certify } from './kit/certify.ts';
import type { Depot, Version2 } from './kit/depot-2.ts';
import { idToken, newDepot, versions } from './kit/depot-2.ts';
import type { Payload } from './kit/party.ts';
import { accepted, charging, told } from './kit/states-2.ts';

describe.each(versions)('what a station of OCPP %s keeps of a customer', (version) => {
  function asks(about: Payload, status: string, data: string | undefined, customer: Payload = { idToken }): Depot {
    const depot = newDepot({ version });
    const { station, neighbour, csms } = depot;
    neighbour.always({ CustomerInformation: { status: status === 'Accepted' ? 'Rejected' : status } });
    station.byHand('CustomerInformation');
    const order = csms.says('CustomerInformation', { requestId: 9, report: true, clear: false, ...about, ...customer });
    const { requestId } = station.takes('CustomerInformation', { ...about, ...customer }, { status });
    order.answered({});
    if (data === undefined) return depot;
    const page = { requestId, seqNo: 0, tbc: false, generatedAt: depot.time(), data };
    station.asks('NotifyCustomerInformation', page, {});
    depot.passes(5);
    csms.hears('NotifyCustomerInformation', { requestId: 9 });
    return depot;
  }

  certify('TC_N_27_CSMS is reported', () => void asks({ report: true }, 'Accepted', 'VAN-1 was here'));
  certify('TC_N_28_CSMS is nothing', () => void asks({ report: true }, 'Accepted', ''));
  certify('TC_N_29_CSMS is not reported', () => void asks({ report: true }, 'Rejected', undefined));
  certify('TC_N_30_CSMS is reported and forgotten', () => void asks({ clear: true }, 'Accepted', 'VAN-1 was here'));
  certify('TC_N_31_CSMS is nothing, and forgotten', () => void asks({ clear: true }, 'Accepted', ''));
  certify('TC_N_32_CSMS is forgotten', () => void asks({ report: false, clear: true }, 'Accepted', ''));
  certify(
    'TC_N_62_CSMS is forgotten by the name of the customer',
    () => void asks({ clear: true }, 'Accepted', '', { customerIdentifier: 'OpenChargeAlliance' }),
  );

  certify('TC_N_63_CSMS is forgotten by the certificate of the customer', () => {
    const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '01' };
    asks({ clear: true }, 'Accepted', '', { customerCertificate: hash });
  });

  certify('TC_N_46_CSMS is forgotten, in the list of tokens too', () => {
    const { csms } = asks({ clear: true }, 'Accepted', 'VAN-1 was here');
    const listed = [{ idToken, idTokenInfo: accepted }];
    csms.asks('SendLocalList', { versionNumber: 1, updateType: 'Full', localAuthorizationList: listed }, accepted);
    const gone = [{ idToken }];
    csms.asks(
      'SendLocalList',
      { versionNumber: 2, updateType: 'Differential', localAuthorizationList: gone },
      accepted,
    );
  });
});

describe.each(versions)('messages on the screen of a station of OCPP %s', (version) => {
  const message = {
    id: 5,
    priority: 'AlwaysFront',
    state: 'Idle',
    message: { format: 'UTF8', content: 'Good morning' },
  };

  function sets(depot: Depot, about: Payload, status = 'Accepted', atStation: Payload = about): void {
    const { station, neighbour, csms } = depot;
    neighbour.always({ SetDisplayMessage: { status } });
    station.byHand('SetDisplayMessage');
    const order = csms.says('SetDisplayMessage', { message: about });
    station.takes('SetDisplayMessage', { message: atStation }, { status });
    order.answered({ status });
  }

  const with2 = (version2: Version2): Depot => newDepot({ version: version2 });
  const shows = (about: Payload, status?: string): void => sets(with2(version), { ...message, ...about }, status);

  certify('TC_O_01_CSMS is shown', () => shows({}));
  certify('TC_O_13_CSMS is shown from a time on', () => shows({ startDateTime: '2026-06-01T08:00:00Z' }));
  certify('TC_O_14_CSMS is shown until a time', () => shows({ endDateTime: '2026-06-01T08:00:00Z' }));
  certify('TC_O_17_CSMS has a priority that it does not know', () => shows({}, 'NotSupportedPriority'));
  certify('TC_O_18_CSMS has a state that it does not know', () => shows({}, 'NotSupportedState'));
  certify('TC_O_19_CSMS has a format that it does not know', () => shows({}, 'NotSupportedMessageFormat'));
  certify('TC_O_25_CSMS is shown while it charges', () => shows({ state: 'Charging' }));
  certify('TC_O_26_CSMS is refused', () => shows({ priority: 'NormalCycle' }, 'Rejected'));

  certify('TC_O_12_CSMS takes the place of another', () => {
    const depot = with2(version);
    sets(depot, message);
    sets(depot, { ...message, message: { format: 'UTF8', content: 'Good evening' } });
  });

  /** One for a session. */
  function showsIn(about: Payload, status = 'Accepted'): void {
    const depot = with2(version);
    const session = charging(depot);
    session.event('Updated', 'MeterValuePeriodic', { wh: 1500 });
    const transactionId = told(depot, 'Updated', 'MeterValuePeriodic');
    const { state: _, ...rest } = message;
    const one = { ...rest, ...about };
    sets(depot, { ...one, transactionId }, status, { ...one, transactionId: session.id });
  }

  certify('TC_O_06_CSMS is shown during one session', () => showsIn({}));
  certify('TC_O_27_CSMS is shown during one session from a time on', () =>
    showsIn({ startDateTime: '2026-06-01T08:00:00Z' }),
  );
  certify('TC_O_28_CSMS is shown during one session until a time', () =>
    showsIn({ endDateTime: '2026-06-01T08:00:00Z' }),
  );

  certify('TC_O_10_CSMS is for a session that there is not', () => {
    const { station, csms } = with2(version);
    csms.asks(
      'SetDisplayMessage',
      { message: { ...message, transactionId: 'none' } },
      { status: 'UnknownTransaction' },
    );
    station.hearsNo('SetDisplayMessage');
  });

  function lists(about: Payload, status: string): void {
    const depot = with2(version);
    const { station, neighbour, csms } = depot;
    neighbour.always({ GetDisplayMessages: { status: 'Unknown' } });
    station.byHand('GetDisplayMessages');
    const order = csms.says('GetDisplayMessages', { requestId: 8, ...about });
    const { requestId } = station.takes('GetDisplayMessages', about, { status });
    order.answered({ status });
    if (status !== 'Accepted') return;
    station.asks('NotifyDisplayMessages', { requestId, messageInfo: [message] }, {});
    depot.passes(5);
    csms.hears('NotifyDisplayMessages', { requestId: 8, messageInfo: [message] });
  }

  certify('TC_O_02_CSMS are listed', () => lists({}, 'Accepted'));
  certify('TC_O_03_CSMS are none', () => lists({}, 'Unknown'));
  certify('TC_O_07_CSMS are listed by id', () => lists({ id: [5] }, 'Accepted'));
  certify('TC_O_08_CSMS are listed by priority', () => lists({ priority: 'AlwaysFront' }, 'Accepted'));
  certify('TC_O_09_CSMS are listed by state', () => lists({ state: 'Idle' }, 'Accepted'));
  certify('TC_O_11_CSMS are not those that are asked for', () => lists({ id: [6] }, 'Unknown'));

  function clears(status: string): void {
    const { station, neighbour, csms } = with2(version);
    neighbour.always({ ClearDisplayMessage: { status: 'Unknown' } });
    station.byHand('ClearDisplayMessage');
    const order = csms.says('ClearDisplayMessage', { id: 5 });
    station.takes('ClearDisplayMessage', { id: 5 }, { status });
    order.answered({ status });
  }

  certify('TC_O_04_CSMS is taken away', () => clears('Accepted'));
  certify('TC_O_05_CSMS is not there', () => clears('Unknown'));
});
