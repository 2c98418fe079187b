// What a message about a transaction says, whatever version it is written in. Stations' journals and the books of central
// systems are read with it alike, apart from the gateway between them.

import type { Payload } from './frame.ts';
import { canonical } from './frame.ts';

export interface Told {
  readonly part: 'start' | 'readings' | 'stop';
  /** The id that the station gave (2.x), or the number that it was told (1.6). */
  readonly transaction: unknown;
  readonly evse: number | undefined;
  readonly token: string | undefined;
  /** UTC ms. */
  readonly at: number;
  /** The register of a start or of a stop, in Wh. */
  readonly wh: number | undefined;
  /** Of a stop; `Local` where none is said. */
  readonly reason: string;
  readonly items: readonly Item[];
  /** 2.x. */
  readonly seqNo: number | undefined;
  /** What it does, where it says that this has changed. */
  readonly newState: string | undefined;
  /** It tells of 2.x. */
  readonly isEvent: boolean;
}

/** One value at one moment: word for word, and so that all versions of it are the same. */
export interface Item {
  readonly exact: string;
  readonly neutral: string;
  /** A register that the words of a start or stop may say as a value. */
  readonly isEnd: boolean;
}

const register = 'Energy.Active.Import.Register';

/** Undefined for a message that is about no transaction. */
export function toldIn(action: string, payload: Payload): Told | undefined {
  if (action === 'TransactionEvent') return eventIn(payload);
  const part = ({ StartTransaction: 'start', MeterValues: 'readings', StopTransaction: 'stop' } as const)[action];
  if (part === undefined) return undefined;
  const wh = payload[part === 'start' ? 'meterStart' : 'meterStop'];
  return {
    part,
    transaction: payload['transactionId'],
    evse: payload['connectorId'] as number | undefined,
    token: payload['idTag'] as string | undefined,
    at: momentOf(payload['timestamp']),
    wh: typeof wh === 'number' ? wh : undefined,
    reason: (payload['reason'] as string | undefined) ?? 'Local',
    items: itemsOf(payload[part === 'stop' ? 'transactionData' : 'meterValue']),
    seqNo: undefined,
    newState: undefined,
    isEvent: false,
  };
}

function eventIn(payload: Payload): Told {
  const info = (payload['transactionInfo'] ?? {}) as Payload;
  const evse = payload['evse'] as { id: number } | undefined;
  const token = payload['idToken'] as { idToken: string } | undefined;
  const type = payload['eventType'];
  const part = type === 'Started' ? 'start' : type === 'Ended' ? 'stop' : 'readings';
  const at = momentOf(payload['timestamp']);
  return {
    part,
    transaction: info['transactionId'],
    evse: evse?.id,
    token: token?.idToken,
    at,
    wh: registerIn(payload['meterValue'], part),
    reason: (info['stoppedReason'] as string | undefined) ?? 'Local',
    items: itemsOf(payload['meterValue']),
    seqNo: payload['seqNo'] as number,
    newState:
      payload['triggerReason'] === 'ChargingStateChanged' ? `${at} ${String(info['chargingState'])}` : undefined,
    isEvent: true,
  };
}

interface Sample {
  readonly value: number | string;
  readonly context?: string;
  readonly measurand?: string;
  readonly phase?: string;
  readonly location?: string;
  readonly unit?: string;
  readonly unitOfMeasure?: { readonly unit?: string; readonly multiplier?: number };
}

interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue?: readonly Sample[];
}

const samplesOf = (list: unknown): { readonly at: number; readonly sample: Sample }[] =>
  (Array.isArray(list) ? (list as MeterValue[]) : []).flatMap(({ timestamp, sampledValue = [] }) =>
    sampledValue.map((sample) => ({ at: momentOf(timestamp), sample })),
  );

/** The first register of a start, the last one of a stop. */
function registerIn(list: unknown, part: Told['part']): number | undefined {
  if (part === 'readings') return undefined;
  const all = samplesOf(list).filter(({ sample }) => (sample.measurand ?? register) === register);
  const value = part === 'start' ? all[0]?.sample.value : all.at(-1)?.sample.value;
  return value === undefined ? undefined : Number(value);
}

export const itemsOf = (list: unknown): Item[] =>
  samplesOf(list).map(({ at, sample }) => {
    const { context = 'Sample.Periodic', measurand = register, phase = '', location = 'Outlet' } = sample;
    const unit = sample.unit ?? sample.unitOfMeasure?.unit ?? 'Wh';
    const value = Number(sample.value) * 10 ** (sample.unitOfMeasure?.multiplier ?? 0);
    return {
      exact: `${at} ${canonical(sample)}`,
      neutral: [at, value, measurand, phase, context, location, unit].join(' '),
      isEnd: measurand === register && (context === 'Transaction.Begin' || context === 'Transaction.End'),
    };
  });

/** Times are equal when they name the same moment. */
export const momentOf = (timestamp: unknown): number => Date.parse(String(timestamp));

/** How each version says why a transaction ended; 1.6 has fewer words. */
const in16: ReadonlySet<string> = new Set([
  'DeAuthorized',
  'EmergencyStop',
  'EVDisconnected',
  'HardReset',
  'Local',
  'Other',
  'PowerLoss',
  'Reboot',
  'Remote',
  'SoftReset',
  'UnlockCommand',
]);
const in2From16: Readonly<Record<string, readonly string[]>> = {
  HardReset: ['ImmediateReset', 'Reboot'],
  SoftReset: ['ImmediateReset', 'Reboot'],
  UnlockCommand: ['Other', 'Remote'],
};

/** Whether a reason may be said so in the other version. */
export function isSameReason(was: Told, is: Told): boolean {
  if (was.reason === is.reason) return true;
  if (was.isEvent === is.isEvent) return false;
  if (is.isEvent) return in2From16[was.reason]?.includes(is.reason) === true;
  if (was.reason === 'ImmediateReset') return is.reason === 'HardReset' || is.reason === 'SoftReset';
  return !in16.has(was.reason) && in16.has(is.reason);
}
