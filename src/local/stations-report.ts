// What `busbar stations …` prints.

import type { Changed } from './station-console.ts';
import type { PendingView } from './stations-view.ts';

/** Who was turned away, the last one first, each with what to do. */
export function describePending(pending: readonly PendingView[]): string {
  if (pending.length === 0)
    return 'Nobody was turned away since the gateway started. A station that you miss here does not reach it: check its address of the central system, its network and the firewall.';
  return pending.map(describeOne).join('\n\n');
}

function describeOne(one: PendingView): string {
  const times = one.times === 1 ? 'once' : `${one.times} times since ${timeOf(one.firstAt)}, last`;
  const offers = one.subprotocols.length === 0 ? 'no subprotocol' : one.subprotocols.join(', ');
  return [
    `${one.identity}   ${one.code}`,
    `  ${times} at ${timeOf(one.lastAt)}, from ${one.remoteAddress}, offers ${offers}`,
    `  ${one.text}`,
    `  ${one.remedy}`,
  ].join('\n');
}

/** In UTC, as the log has it. */
const timeOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** What was done with a station, its numbers, and its key where it got one. */
export function describeChanged({ text, numbers, newKey }: Changed): string {
  const upstream = Object.entries(numbers).map(([evse, number]) => `  ${evse} is EVSE ${number} upstream`);
  const key = newKey === undefined ? [] : ['', `  key: ${newKey.key}`, `  ${newKey.hint}`];
  return [text, ...upstream, ...key].join('\n');
}
