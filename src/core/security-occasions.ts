// Occasions of security events that the gateway itself can know (list of the security whitepaper for 1.6): what it sees of its
// start, its memory, its peers and its own site file.

import type { Site } from '../model/config/site.ts';
import type { DiskState } from '../model/disk.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { Mono } from '../model/time.ts';
import type { Heard } from './heard.ts';
import type { Link } from './links.ts';
import type { Now } from './ports.ts';
import type { Identity } from './ports/journal.ts';
import { raiseSecurityEvent } from './security-event.ts';
import type { State } from './state.ts';

/** A disk that is full comes and goes; it is one occasion until it had room for so long. */
const oneOccasionMs = 600_000;

/** What was known before this start. */
export interface Before {
  readonly firmware: string | undefined;
  readonly epoch: number;
}

export function raiseAtStart(state: State, facts: Fact[], before: Before, identity: Identity, now: Now): void {
  const raise = (type: string, techInfo: string): void => raiseSecurityEvent(state, facts, { type, techInfo }, now);
  raise('StartupOfTheDevice', `epoch ${state.ledger.gateway.epoch}`);
  const { firmware } = before;
  if (firmware !== undefined && firmware !== state.firmware)
    raise('FirmwareUpdated', `from ${firmware} to ${state.firmware}`);
  // The identity file outlives the journal: there was one, and it is gone.
  if (before.epoch === 0 && identity.epoch > 0 && state.safeMode === undefined)
    raise('SecurityLogWasCleared', 'the journal was moved aside or removed');
}

/** The memory in which the gateway keeps what it has to tell is full. */
export function noteDisk(state: State, heard: Heard, disk: DiskState, now: Now): void {
  const { memory } = state;
  if (disk === 'full' && now.mono >= memory.quietUntil)
    raiseSecurityEvent(state, heard.facts, { type: 'MemoryExhaustion', techInfo: 'the disk is full' }, now);
  if (disk === 'full' || state.live.disk === 'full') memory.quietUntil = (now.mono + oneOccasionMs) as Mono;
}

/** A peer said what is no message of OCPP. Told once a connection: whoever is broken is broken all the time. */
export function noteInvalid(state: State, heard: Heard, link: Link, what: string, now: Now): void {
  if (link.saidInvalid) return;
  link.saidInvalid = true;
  const { peer } = link;
  const event = { type: 'InvalidMessages', techInfo: peer.kind === 'uplink' ? `${peer.uplink}: ${what}` : what };
  raiseSecurityEvent(state, heard.facts, { ...event, ...(peer.kind === 'station' && { station: peer.station }) }, now);
}

/** What a new site file changes in how stations and uplinks prove who they are; passwords are compared by the caller. */
export function noteReconfigured(
  state: State,
  heard: Pick<Heard, 'facts'>,
  before: Site,
  after: Site,
  passwords: readonly string[],
  now: Now,
): void {
  const known = new Map(before.stations.map(({ id, security }) => [id, JSON.stringify(security)]));
  const stations = after.stations.filter(
    ({ id, security }) => known.has(id) && known.get(id) !== JSON.stringify(security),
  );
  const changed = [...passwords, ...stations.map(({ id }) => id)];
  if (changed.length === 0) return;
  const techInfo = `in the site file: ${changed.join(', ')}`;
  raiseSecurityEvent(state, heard.facts, { type: 'ReconfigurationOfSecurityParameters', techInfo }, now);
}
