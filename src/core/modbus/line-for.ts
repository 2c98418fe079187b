// The line of a device among those of the site; what hangs on the same port or host shares it.

import type { LineId, WantedLine } from '../../model/bus.ts';
import type { ModbusAccess, Site } from '../../model/config/site.ts';
import type { LineRules } from '../../modbus/line.ts';
import { lineIdOf, sharedLine, wantedLineOf } from '../../modbus/line.ts';

/** Of a device without a driver. */
export const usualLine: LineRules = {
  tcp: { port: 0, maxClients: 0, connectDelayMs: 0, idleCloseMs: 0, reconnectHoldoff: undefined },
  connectors: { max: 1, address: undefined, unit: undefined, port: undefined },
};

export function lineFor(
  site: Site,
  rules: LineRules,
  access: ModbusAccess,
  connector: number,
  lines: Map<LineId, WantedLine>,
): LineId {
  const id = lineIdOf(rules, access, connector);
  const wanted = wantedLineOf(site.buses ?? [], rules, access, connector);
  if (wanted !== undefined) lines.set(id, sharedLine(wanted, lines.get(id)));
  return id;
}
