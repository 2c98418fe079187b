// Dynamic profiles that want to be asked for (2.1 K28): the central system is asked for the next limit each time their interval
// is over, and what it says takes the place of the last one.

import { dynamicPlaced } from '../orders/dynamic.ts';
import type { UplinkId } from '../../model/ids.ts';
import { after, earliest, never } from '../../model/time.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import { pullMs, storedOf } from '../orders/store-profile.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { Teller } from './telling.ts';
import { tell } from './telling.ts';

/** One profile at a time; when the next one is due is worked out only when one was, or when profiles came. */
export const tellPull: Teller = (telling) => {
  const { state, id, uplink, link, now } = telling;
  const { pullLimit } = dialectOfLink(link).toCsms;
  if (pullLimit === undefined) return false;
  if (now.mono < uplink.pullDueAt) {
    if (uplink.pullDueAt !== never) wakeBy(state, uplink.pullDueAt);
    return false;
  }
  const stored = storedOf(state, id);
  for (const profile of uplink.pulls.keys()) if (!stored.has(profile)) uplink.pulls.delete(profile);
  let due: number | undefined;
  uplink.pullDueAt = never;
  for (const [profile, { profile: its }] of stored) {
    if (its.kind !== 'Dynamic' || its.updateSeconds === undefined || its.updateSeconds <= 0) continue;
    const next = after(now.mono, pullMs(its.updateSeconds));
    const at = uplink.pulls.get(profile) ?? next;
    const isDue = due === undefined && at <= now.mono;
    if (isDue) due = profile;
    uplink.pulls.set(profile, isDue ? next : at);
    uplink.pullDueAt = earliest(uplink.pullDueAt, isDue ? next : at);
  }
  if (uplink.pullDueAt !== never) wakeBy(state, uplink.pullDueAt);
  return due === undefined ? false : tell(telling, pullLimit(due), { kind: 'pull', uplink: id, profile: due });
};

/** What it says; a profile that is gone meanwhile has no limit. */
export function hearPulled(
  state: State,
  heard: Pick<Heard, 'facts'>,
  link: Link,
  { uplink, profile }: { readonly uplink: UplinkId; readonly profile: number },
  payload: object,
  now: Now,
): void {
  const limits = dialectOfLink(link).toCsms.readPulled?.(payload as never);
  const fact = limits === undefined ? undefined : dynamicPlaced(state, uplink, profile, limits, now);
  if (fact !== undefined) heard.facts.push(fact);
}
