// What others may read of the site's Modbus devices through the gateway, as this process knows it. Rebuilt from nothing.

import type { LineId, RegisterRange } from '../../model/bus.ts';
import type { AskId, EvseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { RegisterCache } from '../../modbus/register-cache.ts';

export interface Share {
  /** By what it is known that nothing about it changed. */
  readonly signature: string;
  /** By the unit id of the server. */
  readonly units: ReadonlyMap<number, SharedDevice>;
  /** By line and unit id there: several charging points and several units of the server may be one. */
  readonly caches: ReadonlyMap<string, RegisterCache>;
  /** Reads that are on a line, by request. */
  readonly out: Map<string, { readonly device: SharedDevice; readonly fetch: Fetch }>;
}

export interface SharedDevice {
  readonly key: { readonly charger: EvseKey } | { readonly meter: string };
  readonly line: LineId;
  /** Its unit id there. */
  readonly unit: number;
  readonly cache: RegisterCache;
  /** What was asked for and is not known: one at a time is read, in this order. */
  readonly fetches: Fetch[];
  /** The next one does not leave before. */
  nextAt: Mono;
  /** After a read that had no answer, nobody disturbs the device before. */
  restsUntil: Mono;
  /** Reads that were refused, or had no answer: answered without the device until then. */
  readonly refused: Map<string, { readonly exception: number; readonly until: Mono }>;
}

/** One read that somebody waits for. */
export interface Fetch {
  readonly range: RegisterRange;
  askers: AskId[];
  /** Nobody waits longer. */
  readonly until: Mono;
  /** When it left. */
  sentAt: Mono | undefined;
}

export const cacheKey = (line: LineId, unit: number): string => `${line} ${unit}`;

export const rangeKey = ({ fn, address, count }: RegisterRange): string => `${fn} ${address} ${count}`;
