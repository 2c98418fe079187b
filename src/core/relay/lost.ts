// What was passed on and will not be answered.

import type { Heard } from '../heard.ts';
import type { Purpose } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { endAsked } from './ask.ts';

type Passed = Extract<Purpose, { kind: 'passedUp' | 'passedDown' }>;

/** The station gets the gateway's own answer; a central system hears that the station did not answer. */
export function losePassed(state: State, heard: Pick<Heard, 'commands'>, { kind, asker }: Passed, now: Now): void {
  if (kind === 'passedDown')
    return void heard.commands.push({
      kind: 'refuse',
      asker,
      code: 'GenericError',
      text: 'The station did not answer.',
    });
  const relay = asker.relayed === undefined ? undefined : state.relays.get(asker.relayed);
  const asked = relay?.asked.get(asker.idText);
  if (relay !== undefined && asked !== undefined) endAsked(state, heard, relay, asked, now);
}
