// How a simulated charge point answers the CALLs of its central system: one handler an action.

import type { Payload } from '../frame.ts';
import { canonical, errorText, resultText } from '../frame.ts';
import type { Body, Live } from './body.ts';
import { complain } from './body.ts';
import { supports } from './keys.ts';
import type { Handlers, Refusal, Reply } from './reply.ts';
import { malformed } from './reply.ts';
import type { At } from './types.ts';

/** Ids of CALLs that are remembered. */
const mostHeard = 1000;

export function hearCall(
  body: Body,
  live: Live,
  handlers: Handlers,
  { id, action, payload }: { readonly id: string; readonly action: string; readonly payload: Payload },
  now: At,
): void {
  const content = `${action} ${canonical(payload)}`;
  const before = live.heard.get(id);
  // The same CALL again gets the same answer, and has no second effect.
  if (before?.content === content) return void body.out.push({ kind: 'send', text: before.answer });
  if (before !== undefined) complain(body, `the id ${id} was used for two CALLs: ${before.content}, ${content}`);
  if (id.length > 36) complain(body, `the id ${id} is longer than 36 characters`);
  const reply = obey(body, live, handlers, action, payload, now);
  const answer = 'payload' in reply ? resultText(id, reply.payload) : errorText(id, codeOf(body, reply), reply.why);
  live.heard.set(id, { content, answer });
  if (live.heard.size > mostHeard) live.heard.delete(live.heard.keys().next().value!);
  body.out.push({ kind: 'send', text: answer });
}

function obey(body: Body, live: Live, handlers: Handlers, action: string, payload: Payload, now: At): Reply {
  if (live.boot === 'Rejected') return refusal('SecurityError', 'not accepted');
  const [profile, handler] = Object.hasOwn(handlers, action) ? handlers[action]! : [];
  if (profile === undefined || handler === undefined)
    return refusal('NotImplemented', `${action} is not known here`.slice(0, 255));
  if (!supports(body.options, profile)) return refusal('NotSupported', `${profile} is not supported`);
  return handler(body, live, payload, now);
}

/** A payload that is not whole has a code of each version's own. */
const codeOf = ({ words }: Body, { code }: Refusal): string => (code === malformed ? words.malformed : code);

const refusal = (code: string, why: string): Refusal => ({ code, why });
