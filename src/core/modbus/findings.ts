// What a device shows that a person has to know, among the alarms of the gateway.

import type { Device } from '../../modbus/device-state.ts';
import type { State } from '../state.ts';

/** `standing`: the alarms of this device so far. */
export function showFindings(state: State, { config, findings }: Device, standing: Set<string>): void {
  if (findings.size === 0 && standing.size === 0) return;
  const found = new Map(
    [...findings.values()].map(({ code, point, message, remedy }) => [
      `${code}:${config.id}${point === undefined ? '' : ` ${point}`}`,
      `${message}. ${remedy}`,
    ]),
  );
  for (const key of standing)
    if (!found.has(key)) {
      state.alarms.delete(key);
      standing.delete(key);
    }
  for (const [key, text] of found) {
    state.alarms.set(key, text);
    standing.add(key);
  }
}
