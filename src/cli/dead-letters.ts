import type { DeadLettersView } from '../local/dead-letters.ts';
import { gatewayFetch } from './gateway-fetch.ts';
import { visible } from '../model/visible.ts';

const actions = ['list', 'replay', 'discard'] as const;

/** Asks the running gateway; what is replayed or discarded stands in its journal. */
export async function deadLetters(
  action: string,
  uplink: string,
  messageId: string | undefined,
  { api, config }: { api: string; config?: string },
): Promise<void> {
  process.exitCode = 1;
  if (!actions.some((one) => one === action) || (action !== 'list' && messageId === undefined))
    return console.error(
      'Write: busbar dead-letters list UPLINK, or replay UPLINK MESSAGE-ID, or discard UPLINK MESSAGE-ID.',
    );
  const letters = `${api}/api/v1/uplinks/${encodeURIComponent(uplink)}/dead-letters`;
  const one = `${letters}/${encodeURIComponent(messageId ?? '')}/${action}`;
  try {
    const answer = await (action === 'list'
      ? gatewayFetch(letters, {}, config)
      : gatewayFetch(one, { method: 'POST' }, config));
    const body: unknown = await answer.json();
    if (!answer.ok) return console.error(describeProblem(body));
    console.log(action === 'list' ? describe(body as DeadLettersView) : `${messageId}: ${said[action as 'replay']}`);
    process.exitCode = 0;
  } catch {
    console.error(`BB_API_AWAY: no gateway answers at ${api}. Start it, or name its address with --api.`);
  }
}

const said = { replay: 'it is sent once more.', discard: 'it is given up.' };

const describeProblem = (body: unknown): string => {
  const { code, detail } = body as { code?: string; detail?: string };
  return `${code ?? 'BB_API'}: ${detail ?? 'the gateway refused.'}`;
};

function describe({ uplink, letters, replaying }: DeadLettersView): string {
  if (letters.length === 0 && replaying.length === 0) return `${uplink}: no dead letters.`;
  const lines = letters.map(({ messageId, action, at, code, description }) =>
    visible(`${messageId}  ${action}  ${at}  ${code}${description === '' ? '' : `: ${description}`}`),
  );
  return [...lines, ...replaying.map((id) => `${visible(id)}  is being sent once more`)].join('\n');
}
