// What stations say in an hour, by a seed: mostly values, heartbeats and statuses, and now and then a vehicle that leaves.

import type { Version } from '../../../src/model/protocol.ts';

export interface Speaker {
  readonly id: string;
  readonly version: Version;
  seqNo: number;
  session: number;
  /** Of 1.6: the number of the session that is under way, as the central system gave it. */
  transaction: number | undefined;
  isCharging: boolean;
}

export interface Message {
  readonly action: string;
  readonly payload: string;
}

/** One after the other speaks 1.6 and 2.0.1. */
export const versionOf = (at: number): Version => (at % 2 === 0 ? '1.6' : '2.0.1');

export const newSpeaker = (id: string, version: Version): Speaker => ({
  id,
  version,
  seqNo: 0,
  session: 0,
  transaction: undefined,
  isCharging: false,
});

export const bootOf = ({ version }: Speaker): Message => ({
  action: 'BootNotification',
  payload:
    version === '1.6'
      ? '{"chargePointVendor":"Bench","chargePointModel":"Bench"}'
      : '{"reason":"PowerUp","chargingStation":{"vendorName":"Bench","model":"Bench"}}',
});

/** Shares of the mix; the rest are values. */
const heartbeats = 0.2;
const statuses = 0.16;
const comings = 0.04;

export function nextMessage(speaker: Speaker, random: () => number): Message {
  const draw = random();
  if (draw < heartbeats) return { action: 'Heartbeat', payload: '{}' };
  if (draw < heartbeats + statuses) return statusOf(speaker, random() < 0.5);
  if (draw < heartbeats + statuses + comings || !speaker.isCharging) return comeOrGo(speaker);
  return valuesOf(speaker);
}

function statusOf({ version }: Speaker, isOne: boolean): Message {
  const payload =
    version === '1.6'
      ? `{"connectorId":1,"errorCode":"NoError","status":"${isOne ? 'Charging' : 'SuspendedEV'}","timestamp":"${utcNow()}"}`
      : `{"timestamp":"${utcNow()}","connectorStatus":"${isOne ? 'Occupied' : 'Available'}","evseId":1,"connectorId":1}`;
  return { action: 'StatusNotification', payload };
}

function comeOrGo(speaker: Speaker): Message {
  const { version, transaction } = speaker;
  speaker.isCharging = !speaker.isCharging;
  if (speaker.isCharging) speaker.session += 1;
  if (version !== '1.6') return event(speaker, speaker.isCharging ? 'Started' : 'Ended');
  return speaker.isCharging
    ? {
        action: 'StartTransaction',
        payload: `{"connectorId":1,"idTag":"BENCH","meterStart":0,"timestamp":"${utcNow()}"}`,
      }
    : {
        action: 'StopTransaction',
        payload: `{"transactionId":${transaction ?? 0},"meterStop":1000,"timestamp":"${utcNow()}"}`,
      };
}

const valuesOf = (speaker: Speaker): Message =>
  speaker.version === '1.6'
    ? {
        action: 'MeterValues',
        payload: `{"connectorId":1,"transactionId":${speaker.transaction ?? 0},"meterValue":${values(speaker)}}`,
      }
    : event(speaker, 'Updated');

function event(speaker: Speaker, type: 'Started' | 'Updated' | 'Ended'): Message {
  const seqNo = (speaker.seqNo += 1);
  const trigger = { Started: 'Authorized', Updated: 'MeterValuePeriodic', Ended: 'EVDeparted' }[type];
  const payload =
    `{"eventType":"${type}","timestamp":"${utcNow()}","triggerReason":"${trigger}","seqNo":${seqNo},` +
    `"transactionInfo":{"transactionId":"${speaker.id}-${speaker.session}","chargingState":"Charging"},` +
    `"evse":{"id":1,"connectorId":1}${type === 'Started' ? ',"idToken":{"idToken":"BENCH","type":"Central"}' : ''},` +
    `"meterValue":${values(speaker)}}`;
  return { action: 'TransactionEvent', payload };
}

const utcNow = (): string => new Date().toISOString();

const measured = [
  { value: 1234567, measurand: 'Energy.Active.Import.Register' },
  { value: 11040, measurand: 'Power.Active.Import' },
  ...['L1', 'L2', 'L3'].flatMap((phase) => [
    { value: 16, measurand: 'Current.Import', phase },
    { value: 230.4, measurand: 'Voltage', phase: `${phase}-N` },
  ]),
];
const asText = JSON.stringify(measured.map((one) => ({ ...one, value: String(one.value) })));
const asNumber = JSON.stringify(measured);

const values = ({ version }: Speaker): string =>
  `[{"timestamp":"${utcNow()}","sampledValue":${version === '1.6' ? asText : asNumber}}]`;
