// What stands behind a port of Modbus TCP, without the port.

import type { At } from '../station/types.ts';

export interface ModbusDevice {
  /** The one to which it answers; it is silent to others. */
  readonly unit: number;
  /** Clients that it serves at a time. */
  readonly mostClients: number;
  /** The answer to a function and its data. */
  answer(pdu: Buffer, now: At): Buffer;
  /** Whether it takes one more client now, besides those that it has; yes when absent. */
  admits?(now: At): boolean;
  /** A client has come. */
  opened?(now: At): void;
  /** Lets time pass up to `now`. True when it hangs up on its clients. */
  wake(now: At): boolean;
  /** Mono ms at which something happens by itself; Infinity when nothing does. */
  wakeAt(): number;
}
