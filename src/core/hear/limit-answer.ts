// What a station answers to a limit.

import { isUnsupported } from '../../ocpp/errors.ts';
import { stationLive } from '../../site/live.ts';
import { noteOutcome } from '../adopt/refusals.ts';
import type { Heard } from '../heard.ts';
import type { Refusal } from '../limits/limits.ts';
import { settleLimit } from '../limits/limits.ts';
import type { LimitPurpose, Link } from '../links.ts';
import { stationOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';

/** Without a refusal it took it. */
export function hearLimitAnswer(
  state: State,
  heard: Heard,
  link: Link,
  purpose: LimitPurpose,
  refusal: Refusal | undefined,
  now: Now,
): void {
  const station = stationOfLink(link);
  const accepted = refusal === undefined;
  // A station that refuses everything is shown (Q55).
  noteOutcome(state, station, stationLive(state.live, station), accepted ? 'Accepted' : 'Rejected', now);
  settleLimit(state, heard, link, purpose, accepted ? 'accepted' : 'refused', now, refusal);
}

export const refusedBy = (status = 'nothing'): Refusal => ({
  why: status === 'NotSupported' ? 'unsupported' : 'rejected',
  words: status,
});

export const refusedByError = (code: string, description: string): Refusal => ({
  why: isUnsupported(code) ? 'unsupported' : 'rejected',
  words: description === '' ? code : `${code} (${description})`,
});
