// The names of things. A brand stops one id from being passed where another is meant.

declare const brand: unique symbol;
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

export type StationId = Branded<string, 'StationId'>;
export type CircuitId = Branded<string, 'CircuitId'>;
export type UplinkId = Branded<string, 'UplinkId'>;

/** One EVSE of one station, written `station/evse`; the only key under which limits and numbers are kept. */
export type EvseKey = Branded<string, 'EvseKey'>;

/** Minted by the gateway (a UUID); the same in every uplink and after every restart. */
export type TransactionId = Branded<string, 'TransactionId'>;

/** One socket, from open to close. Never reused, so that a late close of an old socket touches nothing else. */
export type LinkId = Branded<string, 'LinkId'>;

/** A question from the API; the answer names it. */
export type AskId = Branded<string, 'AskId'>;

/** A command that we gave to a station; unique for the life of the journal. */
export type CommandId = Branded<string, 'CommandId'>;

/** The place of a fact in the journal, 1 upwards without gaps. */
export type Row = Branded<number, 'Row'>;

export const row = (value: number): Row => value as Row;

/**
 * The numbers that the gateway gives transactions of OCPP 1.6 at relayed stations begin here. Those of their central systems,
 * which the stations hear as well, begin at 1.
 */
export const firstRelayedNumber = 1_000_000_000;

export const evseKey = (station: StationId, evse: number): EvseKey => `${station}/${evse}` as EvseKey;

/** The station and EVSE number of a key. Station ids may hold `/`, so the last one divides. */
export function evseOf(key: EvseKey): { station: StationId; evse: number } {
  const at = key.lastIndexOf('/');
  return { station: key.slice(0, at) as StationId, evse: Number(key.slice(at + 1)) };
}
