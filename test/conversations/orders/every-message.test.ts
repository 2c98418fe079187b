// Every message of every version, in both directions: served, or refused as the tables say. None is passed over.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame, Harness } from '../harness.ts';
import { createHarness } from '../harness.ts';
import { csmsOf } from '../matrix/stations.ts';
import { allActions, sampleAnswer, sampleCall } from './samples.ts';
import { withoutCa } from '../no-certificates.ts';

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

/** What only a station says. */
const ofStations: Readonly<Record<Version, readonly string[]>> = {
  '1.6': [
    'Authorize BootNotification DiagnosticsStatusNotification FirmwareStatusNotification Heartbeat LogStatusNotification',
    'MeterValues SecurityEventNotification SignCertificate SignedFirmwareStatusNotification StartTransaction',
    'StatusNotification StopTransaction',
  ],
  '2.0.1': [
    'Authorize BootNotification ClearedChargingLimit FirmwareStatusNotification Get15118EVCertificate',
    'GetCertificateStatus Heartbeat LogStatusNotification MeterValues NotifyChargingLimit NotifyCustomerInformation',
    'NotifyDisplayMessages NotifyEVChargingNeeds NotifyEVChargingSchedule NotifyEvent NotifyMonitoringReport NotifyReport',
    'PublishFirmwareStatusNotification ReportChargingProfiles ReservationStatusUpdate SecurityEventNotification',
    'SignCertificate StatusNotification TransactionEvent',
  ],
  '2.1': [
    'BatterySwap ClosePeriodicEventStream GetCertificateChainStatus NotifyDERAlarm NotifyDERStartStop',
    'NotifyPeriodicEventStream NotifyPriorityCharging NotifySettlement OpenPeriodicEventStream PullDynamicScheduleUpdate',
    'ReportDERControl VatNumberValidation',
  ],
};

const wordsOf = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' '));

function saidByStations(version: Version): ReadonlySet<string> {
  const own = wordsOf(ofStations[version]);
  return new Set(['DataTransfer', ...(version === '2.1' ? wordsOf(ofStations['2.0.1']) : []), ...own]);
}

const saidByCsms = (version: Version): ReadonlySet<string> => {
  const stations = saidByStations(version);
  return new Set([...allActions(version).filter((action) => !stations.has(action)), 'DataTransfer']);
};

/** Refused with NotSupported in the direction in which they are said: nothing of it is served by design (§2.3). */
const refused = {
  station: new Set(['BatterySwap']),
  csms: new Set(['ClearDERControl', 'GetDERControl', 'RequestBatterySwap', 'SetDERControl']),
};

/** Only a central system can answer them; one of this version has no such message. */
const questions = ['Get15118EVCertificate', 'GetCertificateChainStatus', 'GetCertificateStatus', 'VatNumberValidation'];
const unknownTo: Readonly<Record<Version, ReadonlySet<string>>> = {
  '1.6': new Set(questions),
  '2.0.1': new Set(['GetCertificateChainStatus', 'VatNumberValidation']),
  '2.1': new Set(),
};

/** A message about a transaction that nobody knows, and with no word for that in its answer. */
const aboutTransactions = new Set(['CostUpdated']);

const depotOf = (north: Version): Harness =>
  createHarness(smallDepot(3, 60, [uplink('csms', 'control', { version: north })]));

/** A station of each version that is taken on, and the central system. */
function open(north: Version) {
  const depot = depotOf(north);
  const csms = depot.connectCsms();
  depot.answers(csms, csmsOf(north));
  const stations = versions.map((version, at) => {
    const link = depot.connectStation(`CP-0${at + 1}`, version);
    depot.says(link, [2, 'boot', 'BootNotification', sampleCall(version, 'BootNotification')]);
    return [link, version] as const;
  });
  const settle = (): void => {
    for (let round = 0; round < 4; round += 1)
      for (const [link, version] of stations) depot.answers(link, (action) => sampleAnswer(version, action));
  };
  depot.sleep(1000);
  settle();
  depot.hears(csms);
  return { depot, csms, stations, settle };
}

/** What came back for this message id: an answer, a refusal with its code, or nothing. */
function outcomeOf(frames: readonly Frame[], id: string): string {
  const own = frames.find(([type, of]) => type !== 2 && of === id);
  return own === undefined ? 'nothing' : own[0] === 3 ? 'answered' : String(own[2]);
}

function expected(action: string, said: ReadonlySet<string>, no: ReadonlySet<string>): string {
  if (!said.has(action) || no.has(action)) return 'NotSupported';
  return aboutTransactions.has(action) ? 'PropertyConstraintViolation' : 'answered';
}

/** Nobody answers it; and what ends the connection comes last. */
const inOrder = (version: Version): string[] => [
  ...allActions(version).filter((action) => action !== 'NotifyPeriodicEventStream' && action !== 'Reset'),
  'Reset',
];

/** The EVSE of the station that speaks the newest version. */
const atNewest = new Set(['NotifyWebPaymentStarted', 'SetDefaultTariff']);

const orderOf = (version: Version, action: string) => ({
  ...sampleCall(version, action),
  ...(atNewest.has(action) && { evseId: 3 }),
});

/** All of them at once: what came, and what should have. */
function compare(outcomes: ReadonlyMap<string, string>, said: ReadonlySet<string>, no: ReadonlySet<string>): void {
  expect(Object.fromEntries(outcomes)).toEqual(
    Object.fromEntries([...outcomes.keys()].map((action) => [action, expected(action, said, no)])),
  );
}

describe.each(versions)('a central system of %s', (north) => {
  it('is answered whatever it says', () => {
    const { depot, csms, settle } = open(north);
    const outcomes = new Map<string, string>();
    for (const action of inOrder(north)) {
      depot.says(csms, [2, `order ${action}`.slice(0, 36), action, orderOf(north, action)]);
      settle();
      withoutCa(depot);
      settle();
      outcomes.set(action, outcomeOf(depot.hears(csms), `order ${action}`.slice(0, 36)));
    }
    compare(outcomes, saidByCsms(north), refused.csms);
    expect(depot.failures).toEqual([]);
  });

  it('is told NotImplemented where no version knows what it says', () => {
    const { depot, csms } = open(north);
    depot.says(csms, [2, 'order', 'NoSuchMessage', {}]);
    expect(outcomeOf(depot.hears(csms), 'order')).toBe('NotImplemented');
  });
});

describe.each(versions)('a station of %s', (south) => {
  const at = versions.indexOf(south);

  it.each(versions)('is answered whatever it says, under a central system of %s', (north) => {
    const { depot, csms, stations } = open(north);
    const [link] = stations[at]!;
    const outcomes = new Map<string, string>();
    for (const action of inOrder(south)) {
      depot.says(link, [2, `said ${action}`.slice(0, 36), action, sampleCall(south, action)]);
      depot.answers(csms, (asked) => sampleAnswer(north, asked));
      withoutCa(depot);
      outcomes.set(action, outcomeOf(depot.hears(link), `said ${action}`.slice(0, 36)));
      depot.sleep(1000);
    }
    compare(outcomes, saidByStations(south), new Set([...refused.station, ...unknownTo[north]]));
    expect(depot.failures).toEqual([]);
  });

  it('is told NotImplemented where no version knows what it says', () => {
    const { depot, stations } = open('2.1');
    const [link] = stations[at]!;
    depot.says(link, [2, 'said', 'NoSuchMessage', {}]);
    expect(outcomeOf(depot.hears(link), 'said')).toBe('NotImplemented');
  });
});

describe('how many there are', () => {
  it('is what the standard says: 39, 64 and 91', () =>
    expect(versions.map((version) => allActions(version).length)).toEqual([39, 64, 91]));
});
