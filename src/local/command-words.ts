// Commands of MQTT uplinks in words, for the log and for whoever shows what was ordered.

import type { Fact } from '../model/fact/fact.ts';
import type { UplinkCommandFact } from '../model/fact/uplink-command.ts';
import type { OrderWords } from './order-words.ts';

/** Undefined for what is no such command. */
export function commandWords(fact: Fact): OrderWords | undefined {
  switch (fact.kind) {
    case 'UplinkCommanded':
      return { code: 'BB_COMMAND_TAKEN', text: `${nameOf(fact)} was taken.` };
    case 'UplinkCommandAnswered': {
      const why = fact.code === undefined ? '' : ` (${fact.code}${fact.text === undefined ? '' : `: ${fact.text}`})`;
      return { code: 'BB_COMMAND_ANSWERED', text: `${nameOf(fact)}: ${fact.status}${why}.` };
    }
    case 'UplinkCommandRefused': {
      const more =
        fact.unrecorded === undefined ? '' : ` ${fact.unrecorded} more before it came too fast to be recorded.`;
      return { code: 'BB_COMMAND_REFUSED', text: `${nameOf(fact)}: refused (${fact.code}: ${fact.text})${more}` };
    }
    default:
      return undefined;
  }
}

function nameOf({ uplink, id, what, ...rest }: UplinkCommandFact): string {
  const about = 'about' in rest && rest.about !== undefined ? ` for ${rest.about}` : '';
  return `${what ?? 'A message'}${about} of ${uplink}${id === undefined ? '' : ` (${id})`}`;
}
