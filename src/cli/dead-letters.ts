import type { DeadLettersView } from '../local/dead-letters.ts';
import { askGateway, tellProblem } from './ask-gateway.ts';
import { visible } from '../model/visible.ts';

const actions = ['list', 'replay', 'discard'] as const;

/** Asks the running gateway; what is replayed or discarded stands in its journal. */
export async function deadLetters(
  action: string,
  uplink: string,
  messageId: string | undefined,
  { api, config }: { api: string; config?: string },
): Promise<void> {
  if (!actions.some((one) => one === action) || (action !== 'list' && messageId === undefined)) {
    process.exitCode = 1;
    return console.error(
      'Write: busbar dead-letters list UPLINK, or replay UPLINK MESSAGE-ID, or discard UPLINK MESSAGE-ID.',
    );
  }
  const letters = `${api}/api/v1/uplinks/${encodeURIComponent(uplink)}/dead-letters`;
  const one = `${letters}/${encodeURIComponent(messageId ?? '')}/${action}`;
  if (action === 'list') {
    const found = await askGateway<DeadLettersView>(letters, { config });
    return found.ok ? console.log(describe(found.value)) : tellProblem(found.problem);
  }
  const answer = await askGateway(one, { method: 'POST', config });
  return answer.ok ? console.log(`${messageId}: ${said[action as 'replay']}`) : tellProblem(answer.problem);
}

const said = { replay: 'it is sent once more.', discard: 'it is given up.' };

function describe({ uplink, letters, replaying }: DeadLettersView): string {
  if (letters.length === 0 && replaying.length === 0) return `${uplink}: no dead letters.`;
  const lines = letters.map(({ messageId, action, at, code, description }) =>
    visible(`${messageId}  ${action}  ${at}  ${code}${description === '' ? '' : `: ${description}`}`),
  );
  return [...lines, ...replaying.map((id) => `${visible(id)}  is being sent once more`)].join('\n');
}
