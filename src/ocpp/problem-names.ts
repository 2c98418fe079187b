// What is wrong with a place: ChargePointErrorCode of OCPP 1.6, and the component of 2.x whose variable Problem says it.

const components: Readonly<Record<string, string>> = {
  ConnectorLockFailure: 'ConnectorPlugRetentionLock',
  EVCommunicationError: 'CPPWMController',
  GroundFailure: 'RCD',
  HighTemperature: 'TemperatureSensor',
  InternalError: 'Controller',
  LocalListConflict: 'LocalAuthListCtrlr',
  OverCurrentFailure: 'OverCurrentProtection',
  OverVoltage: 'ElectricalFeed',
  PowerMeterFailure: 'FiscalMetering',
  PowerSwitchFailure: 'PowerContactor',
  ReaderFailure: 'TokenReader',
  UnderVoltage: 'ElectricalFeed',
  WeakSignal: 'DataLink',
};

const codes = new Map(Object.entries(components).map(([code, component]) => [component, code]));

/** What comes near to a code. Without a component of its own it is a problem of the EVSE. */
export const componentOfCode = (code: string): string => components[code] ?? 'EVSE';

/** The code for a component that has a problem; `ElectricalFeed` does not say whether it is too much or too little. */
export const codeOfComponent = (component: string): string =>
  component === 'ElectricalFeed' ? 'OtherError' : (codes.get(component) ?? others[component] ?? 'OtherError');

const others: Readonly<Record<string, string>> = {
  ControlMetering: 'PowerMeterFailure',
  EVRetentionLock: 'ConnectorLockFailure',
  GroundIsolationProtection: 'GroundFailure',
  CHAdeMOCtrlr: 'EVCommunicationError',
  ISO15118Ctrlr: 'EVCommunicationError',
};

const variables = new Set(['Problem', 'Tripped', 'Overload']);

/** Whether it says, by true or false, that its component does not work. */
export const isProblem = (variable: string): boolean => variables.has(variable);
