// Whoever does not come as far as to say who it is: people see from where it came, and what keeps it out.

import type { FailedHandshake, HandshakeFault, Told } from '../ports/door.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { noteRefusal } from './knocks.ts';
import { occasion } from './occasions.ts';
import * as why from './why.ts';

const eventOf: Partial<Record<HandshakeFault, string>> = {
  version: 'InvalidTLSVersion',
  suites: 'InvalidTLSCipherSuite',
};

export function shakeFailed({ door }: State, { remoteAddress, port, fault }: FailedHandshake, now: Now): Told {
  const reason = why.handshake(fault, remoteAddress, port);
  const knock = { remoteAddress, subprotocols: [] };
  const tell = noteRefusal(door.knocks, door.told, remoteAddress, reason, knock, now);
  const type = eventOf[fault];
  const event = type === undefined ? undefined : occasion(door, { type, techInfo: reason.what }, remoteAddress, now);
  return { code: reason.code, reason: `${reason.what} ${reason.remedy}`, tell, ...(event !== undefined && { event }) };
}
