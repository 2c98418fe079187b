// One ordinary CALL for each message that a central system of OCPP 2.0.1 sends, and what an ordinary station answers. 2.1 takes
// them too.

type Payload = Record<string, unknown>;

const later = '2099-01-01T00:00:00.000Z';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1' };
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const idToken = { idToken: 'VAN', type: 'Central' };
const component = { name: 'OCPPCommCtrlr' };
const variable = { name: 'HeartbeatInterval' };

const profile = {
  id: 7,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1 }] }],
};

const message = {
  id: 1,
  priority: 'NormalCycle',
  message: { format: 'UTF8', content: 'Hello' },
};

/** Action → payload, in an order that makes sense: nothing starts, nothing is left closed, and the reset comes last. */
export const ordinaryOrders2: Readonly<Record<string, Payload>> = {
  GetBaseReport: { requestId: 1, reportBase: 'FullInventory' },
  GetReport: { requestId: 2, componentVariable: [{ component, variable }] },
  GetVariables: { getVariableData: [{ component, variable }] },
  SetVariables: { setVariableData: [{ component, variable, attributeValue: '300' }] },
  ClearCache: {},
  GetLocalListVersion: {},
  SendLocalList: {
    versionNumber: 1,
    updateType: 'Full',
    localAuthorizationList: [{ idToken: { idToken: 'LISTED', type: 'Central' }, idTokenInfo: { status: 'Accepted' } }],
  },
  ReserveNow: { id: 3, expiryDateTime: later, idToken, evseId: 1 },
  CancelReservation: { reservationId: 3 },
  SetChargingProfile: { evseId: 1, chargingProfile: profile },
  GetChargingProfiles: { requestId: 3, chargingProfile: {} },
  GetCompositeSchedule: { evseId: 1, duration: 600 },
  ClearChargingProfile: { chargingProfileId: 7 },
  ChangeAvailability: { operationalStatus: 'Operative', evse: { id: 1 } },
  UnlockConnector: { evseId: 1, connectorId: 1 },
  TriggerMessage: { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } },
  DataTransfer: { vendorId: 'example.org', messageId: 'hello', data: 'x' },
  GetLog: { requestId: 5, logType: 'SecurityLog', log: { remoteLocation: 'http://192.0.2.1/upload' } },
  UpdateFirmware: { requestId: 6, firmware: { location: 'http://192.0.2.1/fw-2.0.bin', retrieveDateTime: later } },
  PublishFirmware: { requestId: 7, location: 'http://192.0.2.1/fw-2.0.bin', checksum: '0'.repeat(32) },
  UnpublishFirmware: { checksum: '0'.repeat(32) },
  InstallCertificate: { certificateType: 'CSMSRootCertificate', certificate },
  GetInstalledCertificateIds: {},
  DeleteCertificate: { certificateHashData: hash },
  CertificateSigned: { certificateChain: certificate },
  CostUpdated: { totalCost: 1.5, transactionId: 'none' },
  CustomerInformation: { requestId: 8, report: true, clear: false, idToken },
  SetDisplayMessage: { message },
  GetDisplayMessages: { requestId: 9 },
  ClearDisplayMessage: { id: 1 },
  SetMonitoringBase: { monitoringBase: 'All' },
  SetMonitoringLevel: { severity: 4 },
  SetVariableMonitoring: { setMonitoringData: [{ value: 1, type: 'Delta', severity: 4, component, variable }] },
  ClearVariableMonitoring: { id: [1] },
  GetMonitoringReport: { requestId: 10 },
  SetNetworkProfile: {
    configurationSlot: 1,
    connectionData: {
      ocppVersion: 'OCPP20',
      ocppTransport: 'JSON',
      ocppCsmsUrl: 'wss://csms.example/ocpp',
      messageTimeout: 30,
      securityProfile: 2,
      ocppInterface: 'Wired0',
    },
  },
  GetTransactionStatus: {},
  RequestStartTransaction: { idToken, remoteStartId: 77, evseId: 99 },
  RequestStopTransaction: { transactionId: 'none' },
  Reset: { type: 'OnIdle' },
};

interface Asked {
  readonly component: unknown;
  readonly variable: unknown;
}

const answers: Readonly<Record<string, (payload: Payload) => Payload>> = {
  CertificateSigned: () => ({ status: 'Rejected' }),
  ClearChargingProfile: () => ({ status: 'Unknown' }),
  CostUpdated: () => ({}),
  DataTransfer: () => ({ status: 'UnknownVendorId' }),
  DeleteCertificate: () => ({ status: 'NotFound' }),
  GetBaseReport: () => ({ status: 'EmptyResultSet' }),
  GetReport: () => ({ status: 'EmptyResultSet' }),
  GetChargingProfiles: () => ({ status: 'NoProfiles' }),
  GetCompositeSchedule: () => ({ status: 'Rejected' }),
  GetInstalledCertificateIds: () => ({ status: 'NotFound' }),
  GetLocalListVersion: () => ({ versionNumber: 0 }),
  GetTransactionStatus: () => ({ messagesInQueue: false }),
  GetVariables: ({ getVariableData }) => ({
    getVariableResult: (getVariableData as Asked[]).map(({ component: of, variable: what }) => ({
      attributeStatus: 'UnknownVariable',
      component: of,
      variable: what,
    })),
  }),
  SetVariables: ({ setVariableData }) => ({
    setVariableResult: (setVariableData as Asked[]).map(({ component: of, variable: what }) => ({
      attributeStatus: 'Rejected',
      component: of,
      variable: what,
    })),
  }),
  InstallCertificate: () => ({ status: 'Rejected' }),
  UnlockConnector: () => ({ status: 'Unlocked' }),
};

const accepts: ReadonlySet<string> = new Set([
  'CancelReservation',
  'ChangeAvailability',
  'ClearCache',
  'GetLog',
  'RequestStartTransaction',
  'RequestStopTransaction',
  'ReserveNow',
  'Reset',
  'SendLocalList',
  'SetChargingProfile',
  'TriggerMessage',
  'UpdateFirmware',
]);

/** What an ordinary station of 2.x answers. */
export function ordinaryAnswer2(action: string, payload: Payload): Payload | string {
  const own = Object.hasOwn(answers, action) ? answers[action]! : undefined;
  if (own !== undefined) return own(payload);
  return accepts.has(action) ? { status: 'Accepted' } : 'NotImplemented';
}
