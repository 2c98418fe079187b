// How many connectors one charge point of OCPP 1.6 can have before central systems and their tools give up.

import { warning } from './problem.ts';
import type { Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Site } from './site.ts';

/** Charge points have one or two; above this nobody has tried. */
const triedConnectors = 10;

export function checkConnectors(file: SiteFile, site: Site, report: Report): void {
  for (const { id, kind, stations } of site.uplinks) {
    if (kind !== 'ocpp') continue;
    const connectors = site.stations
      .filter((station) => stations === undefined || stations.includes(station.id))
      .reduce((sum, { evses }) => sum + evses.length, 0);
    if (connectors <= triedConnectors) continue;
    const at = (file.uplinks ?? []).findIndex((uplink) => uplink.id === id);
    report(
      warning(
        'BB_CONFIG_MANY_CONNECTORS',
        ['uplinks', at, 'version'],
        `${id} will see one OCPP 1.6 charge point with ${connectors} connectors; many central systems expect ${triedConnectors} at most.`,
        'Try it with the central system before vehicles depend on it, or share the stations out among several uplinks.',
      ),
    );
  }
}
