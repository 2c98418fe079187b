// Uplinks as people see them: one an entry of the site file, however many connections it is.

import type { UplinkId } from '../../model/ids.ts';
import { entryOf } from '../../model/config/uplink-entry.ts';
import type { UplinkView } from '../../local/site-view.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from './live.ts';

export function uplinksView(state: State): UplinkView[] {
  const entries = Map.groupBy(state.uplinks.values(), ({ config }) => entryOf(config));
  return [...entries].map(([id, all]) => entryView(state, id as UplinkId, all));
}

function entryView(state: State, id: UplinkId, all: readonly UplinkLive[]): UplinkView {
  const { head } = state.ledger;
  const parts = all.flatMap(({ config }) => state.ledger.uplinks.get(config.id) ?? []);
  const stays = all.flatMap(({ config }) =>
    state.alarms.has(`BB_UPLINK_UNDELIVERED:${config.id}`) ? [config.id] : [],
  );
  const open = all.filter(({ link }) => link !== undefined);
  return {
    id,
    role: all[0]!.config.role,
    connected: open.length > 0,
    accepted: all.length === 1 ? all[0]!.accepted : open.length > 0 && open.every(({ accepted }) => accepted),
    ...(all.some(({ config }) => config.speaksFor !== undefined) && {
      connections: { open: open.length, of: all.length },
    }),
    rowsBehind: Math.max(0, ...parts.map(({ watermark }) => head - watermark)),
    waiting: all.reduce((sum, { outbox }) => sum + outbox.entries.length, 0),
    parked: parts.reduce((sum, { parked }) => sum + parked.length, 0),
    gaps: parts.flatMap(({ gaps }) => gaps),
    ...(stays.length > 0 && { undelivered: stays }),
  };
}
