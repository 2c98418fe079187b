// What a person is told of a meter on MQTT: what came or did not, and what to write.

import { topicsOf } from '../../model/meter-topics.ts';
import type { Mono } from '../../model/time.ts';
import type { TopicMeter } from './live.ts';

/** So much of what came shows what it is. */
const shownLetters = 60;

export function wrongText(
  { meter, source }: Pick<TopicMeter, 'meter' | 'source'>,
  topic: string,
  { text, bytes }: { readonly text: string | undefined; readonly bytes: number },
): string {
  const came = `Meter ${meter}: what comes on "${topic}"`;
  if (text === undefined) return `${came} has ${bytes} bytes, which nobody reads. Name the topic of one value.`;
  return `${came} is no value: ${shown(text)}. ${remedyFor(source, text)}`;
}

/** Nobody writes into a log or on a screen what he likes. */
function shown(text: string): string {
  const clean = text.slice(0, shownLetters).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  if (text === '') return 'it is empty';
  return text.length > shownLetters ? `${clean} …` : clean;
}

function remedyFor({ topic, paths }: TopicMeter['source'], text: string): string {
  if (/^\s*[[{]/.test(text))
    return paths === undefined
      ? 'Write where the numbers stand in it: paths: { powerW: "key.of.it" }.'
      : 'Check "paths": the numbers do not stand there.';
  const what = 'A number alone, without a unit and with a point, or JSON is a value.';
  return topic !== undefined && paths !== undefined ? `${what} It is no JSON, so take "paths" out.` : what;
}

export function lostText({ meter, broker, source, ...live }: TopicMeter, readAt: Mono, now: Mono): string {
  const topics = topicsOf(source);
  const where = `on ${topics.length === 1 ? `"${topics[0]}"` : `one of ${topics.length} topics`}${broker === undefined ? '' : ` of broker ${broker}`}`;
  const since = Number.isFinite(readAt) ? `for ${Math.round((now - readAt) / 1000)} s` : 'since the gateway began';
  return `Meter ${meter} has said nothing that counts ${since} ${where}: it counts as lost. ${remedyOfLoss(live)}`;
}

function remedyOfLoss({
  periodMs,
  gapMs,
  hasRetained,
  heardAt,
}: Pick<TopicMeter, 'periodMs' | 'gapMs' | 'hasRetained' | 'heardAt'>): string {
  if (gapMs !== undefined && gapMs > periodMs)
    return `It tells every ${Math.round(gapMs / 100) / 10} s and should every ${periodMs / 1000} s: let it tell more often, or write "periodMs: ${Math.min(60_000, Math.ceil(gapMs / 1000) * 1000)}".`;
  if (heardAt === undefined && hasRetained)
    return 'Only what lay at the broker (retained) has come, of which nobody knows how old it is. Does the meter still tell?';
  return 'Check its supply, the name of the topic, whether it reaches the broker, and whether this gateway may read that topic there.';
}
