// What OCPP 1.6 says of the payloads that a charge point sends, as far as a peer's mistakes would matter. Written down by
// hand, apart from the gateway's own schemas.

import type { Payload } from '../frame.ts';

type Check = (value: unknown) => boolean;

const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const whole: Check = (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
const connector: Check = (value) => whole(value) && (value as number) >= 0;
const time: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value));
const oneOf = (words: string): Check => {
  const set: ReadonlySet<unknown> = new Set(words.split(' '));
  return (value) => set.has(value);
};
const listOf =
  (least: number, check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(check);

/** Names end in `?` where they may be left out. */
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    faultsIn(value as Payload, fields).length === 0;

function faultsIn(payload: Payload, fields: Readonly<Record<string, Check>>): string[] {
  const names = Object.keys(fields).map((name) => name.replace('?', ''));
  const faults = Object.keys(payload)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} does not belong there`);
  for (const [written, check] of Object.entries(fields)) {
    const name = written.replace('?', '');
    const value = payload[name];
    if (value === undefined) {
      if (name === written) faults.push(`${name} is missing`);
    } else if (!check(value)) faults.push(`${name} is ${JSON.stringify(value).slice(0, 80)}`);
  }
  return faults;
}

const sampledValue = object({
  value: text(2500),
  'context?': oneOf(
    'Interruption.Begin Interruption.End Other Sample.Clock Sample.Periodic Transaction.Begin Transaction.End Trigger',
  ),
  'format?': oneOf('Raw SignedData'),
  'measurand?': text(50),
  'phase?': oneOf('L1 L2 L3 N L1-N L2-N L3-N L1-L2 L2-L3 L3-L1'),
  'location?': oneOf('Body Cable EV Inlet Outlet'),
  'unit?': oneOf('Wh kWh varh kvarh W kW VA kVA var kvar A V K Celcius Celsius Fahrenheit Percent'),
});
const meterValues = listOf(1, object({ timestamp: time, sampledValue: listOf(1, sampledValue) }));

const requests: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  BootNotification: {
    chargePointVendor: text(20),
    chargePointModel: text(20),
    'chargePointSerialNumber?': text(25),
    'chargeBoxSerialNumber?': text(25),
    'firmwareVersion?': text(50),
    'iccid?': text(20),
    'imsi?': text(20),
    'meterType?': text(25),
    'meterSerialNumber?': text(25),
  },
  Heartbeat: {},
  Authorize: { idTag: text(20) },
  StatusNotification: {
    connectorId: connector,
    errorCode: oneOf(
      'ConnectorLockFailure EVCommunicationError GroundFailure HighTemperature InternalError LocalListConflict NoError ' +
        'OtherError OverCurrentFailure OverVoltage PowerMeterFailure PowerSwitchFailure ReaderFailure ResetFailure ' +
        'UnderVoltage WeakSignal',
    ),
    status: oneOf('Available Preparing Charging SuspendedEVSE SuspendedEV Finishing Reserved Unavailable Faulted'),
    'info?': text(50),
    'timestamp?': time,
    'vendorId?': text(255),
    'vendorErrorCode?': text(50),
  },
  StartTransaction: {
    connectorId: connector,
    idTag: text(20),
    meterStart: whole,
    'reservationId?': whole,
    timestamp: time,
  },
  MeterValues: { connectorId: connector, 'transactionId?': whole, meterValue: meterValues },
  StopTransaction: {
    'idTag?': text(20),
    meterStop: whole,
    timestamp: time,
    transactionId: whole,
    'reason?': oneOf(
      'DeAuthorized EmergencyStop EVDisconnected HardReset Local Other PowerLoss Reboot Remote SoftReset UnlockCommand',
    ),
    'transactionData?': meterValues,
  },
  DataTransfer: { vendorId: text(255), 'messageId?': text(50), 'data?': text(Infinity) },
  DiagnosticsStatusNotification: { status: oneOf('Idle Uploaded UploadFailed Uploading') },
  FirmwareStatusNotification: {
    status: oneOf('Downloaded DownloadFailed Downloading Idle InstallationFailed Installing Installed'),
  },
  LogStatusNotification: {
    status: oneOf('BadMessage Idle NotSupportedOperation PermissionDenied Uploaded UploadFailure Uploading'),
    'requestId?': whole,
  },
  SignedFirmwareStatusNotification: {
    status: oneOf(
      'Downloaded DownloadFailed Downloading DownloadScheduled DownloadPaused Idle InstallationFailed Installing ' +
        'Installed InstallRebooting InstallScheduled InstallVerificationFailed InvalidSignature SignatureVerified',
    ),
    'requestId?': whole,
  },
  SecurityEventNotification: { type: text(50), timestamp: time, 'techInfo?': text(255) },
  SignCertificate: { csr: text(5500) },
};

export const isKnown = (action: string): boolean => Object.hasOwn(requests, action);

/** What is wrong with a request, as sentences; none when it is well formed. */
export const faultsOf = (action: string, payload: Payload): string[] => faultsIn(payload, requests[action] ?? {});
