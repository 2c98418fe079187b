import type { FromStation } from '../../ocpp/heard.ts';
import { count } from '../state.ts';
import type { Context } from './context.ts';
import { answer } from './context.ts';

/** More streams than a station has measurements worth one. */
const mostStreams = 16;

/** OpenPeriodicEventStream, ClosePeriodicEventStream (2.1): what comes in it is telemetry. */
export function hearStream(context: Context, said: Extract<FromStation, { kind: 'openStream' | 'closeStream' }>): void {
  const { state, station } = context;
  const { streams } = state.asked;
  const open = streams.get(station) ?? new Set<number>();
  if (said.kind === 'closeStream') {
    open.delete(said.stream);
    return answer(context, { kind: 'empty' });
  }
  const isTaken = open.size < mostStreams || open.has(said.stream);
  if (isTaken) streams.set(station, open.add(said.stream));
  else count(state, 'streamsRefused');
  answer(context, { kind: 'taken', status: isTaken ? 'Accepted' : 'Rejected' });
}
