import { askGateway, tellProblem } from './ask-gateway.ts';

/** Asks the running gateway; it writes into its journal who gave up what. */
export async function abandon(uplink: string, { api, config }: { api: string; config?: string }): Promise<void> {
  const url = `${api}/api/v1/uplinks/${encodeURIComponent(uplink)}/abandon`;
  const answer = await askGateway(url, { method: 'POST', config });
  return answer.ok ? console.log(`${uplink}: what it had not taken is given up.`) : tellProblem(answer.problem);
}
