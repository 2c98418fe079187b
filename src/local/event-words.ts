// Events of a station in words, for whoever looks back at a session.

type About = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '?');

const words: Readonly<Record<string, (about: About) => string>> = {
  StationBooted: ({ vendor, model, firmware }) =>
    `The station started (${text(vendor)} ${text(model)}${firmware === undefined ? '' : `, firmware ${text(firmware)}`}).`,
  StationUnexpected: () => 'The station is there, although the site file says that it is not.',
  TransactionDeauthorized: () => 'Its token was refused after it had begun.',
  SecurityEventReported: ({ type }) => `The station reported a security event: ${text(type)}.`,
  FallbackProved: ({ outcome }) => `A test of its fallback ended: ${text(outcome)}.`,
  AvailabilityOrdered: ({ operative }) => `It was taken ${operative === true ? 'into' : 'out of'} service.`,
  EvseReserved: () => 'It was reserved.',
  FirmwareWanted: () => 'New firmware was ordered.',
  JobOrdered: () => 'A report was ordered of the station.',
  NeedsSet: ({ by }) => `It was said what the vehicle needs (${text(by)}).`,
  NeedsCleared: ({ by }) => `What the vehicle needs was taken back (${text(by)}).`,
  RemoteCommanded: ({ action }) => `A remote ${text(action)} was ordered.`,
  ProfileStored: ({ csms }) => `A charging profile was set by ${text(csms)}.`,
  StationMoved: ({ circuit }) => `The station was moved to circuit ${text(circuit)}.`,
  Parked: () => 'A message to the central system was refused and set aside.',
};

/** `TariffSet` → `Tariff set.` where nobody has better words. */
export const eventWords = (kind: string, about: About): string => words[kind]?.(about) ?? `${plain(kind)}.`;

const plain = (kind: string): string => kind.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
