// The same site in a test laboratory, with peers of OCPP 2.x. EVSEs 1 and 2 of the station are 2 and 3 upstream.

import type { Keyring } from '../../../../src/core/ports/door.ts';
import type { Site } from '../../../../src/model/config/site.ts';
import type { Version } from '../../../../src/model/protocol.ts';
import type { HarnessOptions } from '../../harness.ts';
import { named, reported, textOf } from '../../device-model/depot.ts';
import { labSite, tag } from './depot.ts';
import type { Depot } from './layout.ts';
import { layOut } from './layout.ts';
import type { Habit, Party, Payload } from './party.ts';

export type { Depot } from './layout.ts';
export { tag } from './depot.ts';

export type Version2 = Exclude<Version, '1.6'>;
export const versions: readonly Version2[] = ['2.0.1', '2.1'];

/** Variables of the station by their text, each with the value that it has. */
export type Variables = Readonly<Record<string, string>>;

interface Options {
  readonly version: Version2;
  /** False: nobody is connected yet. */
  readonly connected?: boolean;
  readonly site?: (site: Site) => Site;
  readonly variables?: Variables;
  readonly keyring?: Keyring;
  /** What is known of the time, and what the clock of the computer says. */
  readonly clock?: Pick<HarnessOptions, 'clock' | 'hostUtc'>;
}

const accepted = { status: 'Accepted' };
export const idToken = { idToken: tag, type: 'Central' };

/** What each station says of itself, unless a case says otherwise. */
const ownVariables: Variables = {
  'AuthCtrlr.AuthorizeRemoteStart': 'false',
  'AuthCtrlr.LocalAuthorizeOffline': 'true',
  'OCPPCommCtrlr.OfflineThreshold': '60',
  'SampledDataCtrlr.TxUpdatedInterval': '30',
  'TxCtrlr.EVConnectionTimeOut': '60',
  'TxCtrlr.TxStartPoint': 'PowerPathClosed',
  'TxCtrlr.TxStopPoint': 'EVConnected,Authorized',
};

interface Named {
  readonly component: { readonly name: string };
  readonly variable: { readonly name: string };
}

function stationHabits(variables: Map<string, string>): Readonly<Record<string, Habit | object>> {
  const got = (one: Named) => {
    const attributeValue = variables.get(textOf(one));
    const about = { component: one.component, variable: one.variable };
    if (attributeValue === undefined) return { ...about, attributeStatus: 'UnknownVariable' };
    return { ...about, attributeStatus: 'Accepted', attributeValue };
  };
  const set = (one: Named & { readonly attributeValue: string }) => {
    const isKnown = variables.has(textOf(one));
    if (isKnown) variables.set(textOf(one), one.attributeValue);
    const { component, variable } = one;
    return { component, variable, attributeStatus: isKnown ? 'Accepted' : 'UnknownVariable' };
  };
  return {
    SetChargingProfile: accepted,
    ClearChargingProfile: accepted,
    ClearCache: accepted,
    TriggerMessage: accepted,
    GetBaseReport: accepted,
    GetCompositeSchedule: { status: 'Rejected' },
    GetChargingProfiles: { status: 'NoProfiles' },
    GetLocalListVersion: { versionNumber: 0 },
    SendLocalList: accepted,
    GetVariables: ({ getVariableData }: Payload) => ({ getVariableResult: (getVariableData as Named[]).map(got) }),
    SetVariables: ({ setVariableData }: Payload) => ({
      setVariableResult: (setVariableData as (Named & { attributeValue: string })[]).map(set),
    }),
  };
}

/** What is only told is answered with nothing. */
const toldOnly = [
  'ClearedChargingLimit',
  'FirmwareStatusNotification',
  'LogStatusNotification',
  'MeterValues',
  'NotifyChargingLimit',
  'NotifyCustomerInformation',
  'NotifyDisplayMessages',
  'NotifyEvent',
  'NotifyMonitoringReport',
  'NotifyReport',
  'ReportChargingProfiles',
  'ReservationStatusUpdate',
  'SecurityEventNotification',
  'StatusNotification',
];

const csmsHabits = (time: () => string): Readonly<Record<string, Habit | object>> => ({
  ...Object.fromEntries(toldOnly.map((action) => [action, {}])),
  BootNotification: () => ({ status: 'Accepted', currentTime: time(), interval: 300 }),
  Heartbeat: () => ({ currentTime: time() }),
  Authorize: { idTokenInfo: accepted },
  NotifyEVChargingNeeds: accepted,
  NotifyEVChargingSchedule: accepted,
  TransactionEvent: ({ idToken: shown }: Payload) => (shown === undefined ? {} : { idTokenInfo: accepted }),
});

export function newDepot(options: Options): Depot {
  const { version, variables = {}, keyring, clock } = options;
  const own = new Map(Object.entries({ ...ownVariables, ...variables }));
  const depot = layOut(
    labSite(options.site ?? ((site) => site), version),
    { ...clock, ...(keyring !== undefined && { keyring }) },
    {
      station: stationHabits(own),
      neighbour: stationHabits(new Map(Object.entries(ownVariables))),
      csms: csmsHabits,
    },
    version,
  );
  if (options.connected ?? true) begin(depot, { ...ownVariables, ...variables });
  return depot;
}

/** Everybody connects, boots and is told what it wants to know; then the case begins. */
function begin(depot: Depot, variables: Variables): void {
  const { station, neighbour, csms, passes } = depot;
  csms.connects();
  for (const [party, evses, own] of [
    [neighbour, 1, ownVariables],
    [station, 2, variables],
  ] as const) {
    party.connects();
    boots(party);
    for (let evse = 1; evse <= evses; evse += 1) reports(depot, evse, 'Available', party);
    passes(12);
    inventories(depot, party, own);
  }
  passes(15);
  for (const party of [station, neighbour, csms]) party.forgets();
}

/** Sends the report of its variables that it was asked for. */
export function inventories({ time }: Depot, station: Party, variables: Variables): void {
  const { requestId } = station.hears('GetBaseReport', { reportBase: 'FullInventory' });
  const model = Object.fromEntries(Object.entries(variables).map(([text, value]) => [text, { value }]));
  const page = { requestId, generatedAt: time(), seqNo: 0, tbc: false, reportData: reported(model) };
  station.asks('NotifyReport', page, {});
}

export const variableNamed = named;

const chargingStation = { vendorName: 'Acme', model: 'Twin', firmwareVersion: '1.0' };

export const boots = (station: Party, reason = 'PowerUp', status = 'Accepted'): Payload =>
  station.asks('BootNotification', { reason, chargingStation }, { status });

/** How a connector is; each EVSE has one. */
export function reports(
  { station, time }: Depot,
  evseId: number,
  connectorStatus: string,
  party: Party = station,
): void {
  party.asks('StatusNotification', { timestamp: time(), connectorStatus, evseId, connectorId: 1 }, {});
}
