// One reading of a meter over HTTP: within a time and a size, or a reason.

import type { MeterValues, WantedMeter } from '../../src/model/meter-values.ts';
import { meterValuesIn } from '../../src/model/meter-values.ts';

export type MeterAnswer =
  { readonly ok: true; readonly values: MeterValues } | { readonly ok: false; readonly reason: string };

/** A meter says a few hundred bytes; a page of a device with everything that it knows is a few thousand. */
const mostBytes = 64 * 1024;

/** Never rejects. */
export async function readMeter(
  { url, paths, units }: WantedMeter,
  timeoutMs: number,
  closed: AbortSignal,
): Promise<MeterAnswer> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(timeoutMs)]);
  try {
    const answer = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return failed(`it answers with status ${answer.status}`);
    }
    const text = await textOf(answer);
    if (text === undefined) return failed(`its answer has more than ${mostBytes} bytes`);
    return { ok: true, values: meterValuesIn(JSON.parse(text), paths, units) };
  } catch (error) {
    return failed(reasonOf(error as Error, timeoutMs));
  }
}

const failed = (reason: string): MeterAnswer => ({ ok: false, reason });

/** Undefined where it is too long. */
async function textOf(answer: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    // To leave the loop cancels the rest.
    if (bytes > mostBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** `fetch` says "fetch failed" and hides why. */
function reasonOf({ name, cause }: Error, timeoutMs: number): string {
  if (name === 'TimeoutError') return `there is no answer within ${timeoutMs / 1000} s`;
  if (name === 'SyntaxError') return 'its answer is no JSON';
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `it cannot be reached (${code})` : 'it cannot be reached';
}
