// What a simulated station says in OCPP 1.6J.

import type { Payload } from '../frame.ts';
import { isoOf, utc as asUtc } from '../../../src/model/time.ts';
import type { Happening, JobKind, Occasion, Reading, Saying, StationWords, TokenInfo } from '../station/words.ts';

const iso = (utc: number): string => isoOf(asUtc(utc));

const jobActions: Readonly<Record<JobKind, string>> = {
  diagnostics: 'DiagnosticsStatusNotification',
  log: 'LogStatusNotification',
  firmware: 'FirmwareStatusNotification',
  signedFirmware: 'SignedFirmwareStatusNotification',
};

/** One entry of `meterValue`, about 1.2 kB. */
const meterValue = ({ utc, context, items }: Reading): Payload => ({
  timestamp: iso(utc),
  sampledValue: items.map(({ measurand, value, unit, phase }) => ({
    value,
    context,
    format: 'Raw',
    measurand,
    ...(phase !== undefined && { phase }),
    location: 'Outlet',
    unit,
  })),
});

function say(happening: Happening, { evse }: Occasion): Saying {
  const { at, wh, token, reason, readings, reservationId } = happening;
  const meterValues = readings.map(meterValue);
  if (happening.part === 'start') {
    const reserved = reservationId === undefined ? {} : { reservationId };
    return {
      action: 'StartTransaction',
      payload: { connectorId: evse, idTag: token, meterStart: wh, ...reserved, timestamp: iso(at) },
    };
  }
  if (happening.part !== 'stop')
    return { action: 'MeterValues', payload: { connectorId: evse, meterValue: meterValues } };
  return {
    action: 'StopTransaction',
    payload: {
      ...(token !== undefined && { idTag: token }),
      meterStop: wh,
      timestamp: iso(at),
      reason,
      ...(meterValues.length > 0 && { transactionData: meterValues }),
    },
  };
}

function tokenInfo({ idTagInfo }: Payload): TokenInfo | undefined {
  const info = idTagInfo as Partial<TokenInfo> | null | undefined;
  return typeof info?.status === 'string' ? (info as TokenInfo) : undefined;
}

export const words16: StationWords = {
  version: '1.6',
  malformed: 'FormationViolation',
  beginsIn: 'stop',
  beginKey: 'StopTxnSampledData',
  endKey: 'StopTxnSampledData',
  newTransaction: () => undefined,
  boot: ({ vendor, model, serial, firmware }) => ({
    chargePointVendor: vendor,
    chargePointModel: model,
    chargePointSerialNumber: serial,
    firmwareVersion: firmware,
  }),
  authorize: (token) => ({ idTag: token }),
  tokenInfo,
  numberIn: ({ transactionId }) => transactionId,
  plug: (status) => status,
  status: (connectorId, status, errorCode, utc) => ({ connectorId, errorCode, status, timestamp: iso(utc) }),
  chargingState: () => undefined,
  readings: (connectorId, reading) => ({ connectorId, meterValue: [meterValue(reading)] }),
  happening: say,
  numbered: (payload, transactionId) => ({ ...payload, transactionId }),
  reservationEnded: () => undefined,
  jobAction: (kind) => jobActions[kind],
  // An AuthorizationKey is hexadecimal and stands for its bytes (security whitepaper A00.FR.205); another text for itself.
  passwordBytes: (text) => (/^([0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text)),
};
