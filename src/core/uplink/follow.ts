// KNOW: what follows from a fact about one uplink.

import type { UplinkFact } from '../../model/fact/fact.ts';
import type { SettingChanged } from '../../model/fact/uplink.ts';
import { cutTo } from '../../uplink/outbox.ts';
import { followTokenRules, isTokenRule } from '../tokens/csms-rules.ts';
import { followLetters } from './dead-letter.ts';
import { setHeartbeat } from '../hear/told.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

export function followUplinkFact(state: State, fact: UplinkFact, now: Now): void {
  switch (fact.kind) {
    case 'Parked':
    case 'LetterReplayed':
    case 'LetterDiscarded':
      return followLetters(state, fact.uplink);
    case 'SettingChanged':
      return followSetting(state, fact, now);
    case 'UplinkHeard':
      return void state.alarms.delete(`BB_TOKEN_CSMS_TOO_LONG_AWAY:${fact.uplink}`);
    case 'CursorCut':
    case 'Abandoned': {
      const uplink = state.uplinks.get(fact.uplink);
      if (uplink !== undefined) cutTo(uplink.outbox, fact.through);
      return;
    }
    default:
  }
}

/** Settings that govern what the gateway does by itself. */
function followSetting(state: State, { uplink: id, of, key, value }: SettingChanged, now: Now): void {
  if (isTokenRule(key)) followTokenRules(state);
  const uplink = state.uplinks.get(id);
  if (uplink === undefined || of !== undefined) return;
  if (key === 'HeartbeatInterval') setHeartbeat(state, uplink, Number(value), now);
  if (key === 'WebSocketPingInterval') state.rewant = true;
}
