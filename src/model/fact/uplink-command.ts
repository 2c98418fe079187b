// What MQTT uplinks ordered, and what came of it: who, what, when and the outcome. Nothing of tokens and values is in it.

import type { UplinkId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** A command was taken; recorded before anything of it is done. */
export interface UplinkCommanded {
  readonly kind: 'UplinkCommanded';
  readonly uplink: UplinkId;
  /** By what a repeat of it is known. */
  readonly key: string;
  readonly id: string;
  /** The kind of the command, or the action of a frame of OCPP. */
  readonly what: string;
  /** Circuit, EVSE, station or transaction that it is about. */
  readonly about?: string;
  /** A hash of its content: another content under the same key is no repeat. */
  readonly mark: string;
  /** It is not taken after that; it is remembered until then. */
  readonly until?: Utc;
  readonly happenedAt: Utc;
}

/** It was answered; a repeat gets the same answer. */
export interface UplinkCommandAnswered {
  readonly kind: 'UplinkCommandAnswered';
  readonly uplink: UplinkId;
  readonly key: string;
  readonly id: string;
  readonly what: string;
  readonly about?: string;
  readonly status: string;
  readonly code?: string;
  readonly text?: string;
  /** JSON text. */
  readonly data?: string;
  /** It was too long to be kept. */
  readonly isCut?: true;
  readonly happenedAt: Utc;
}

/** A message was no command that is taken. Nothing was done. */
export interface UplinkCommandRefused {
  readonly kind: 'UplinkCommandRefused';
  readonly uplink: UplinkId;
  readonly id?: string;
  readonly what?: string;
  readonly code: string;
  readonly text: string;
  /** So many more before it had no record of their own: they came too fast. */
  readonly unrecorded?: number;
  readonly happenedAt: Utc;
}

export type UplinkCommandFact = UplinkCommanded | UplinkCommandAnswered | UplinkCommandRefused;
