// A subscriber to the stream of transactions, written from what the stream promises: every record names the one before by its
// `seq`, so that holes are seen, repeats dropped and order found, whatever way the records came.

export interface StreamRecord {
  readonly gatewayId: string;
  readonly seq: number;
  readonly previous: number;
  readonly type: 'started' | 'sampled' | 'updated' | 'ended' | 'priced' | 'gap';
  readonly at: string;
  readonly station?: string;
  readonly evse?: number;
  readonly transaction?: string;
  readonly token?: string;
  readonly meterWh?: number;
  readonly reason?: string;
  readonly amount?: number;
  readonly meterValues?: readonly { readonly timestamp: string; readonly sampledValue: readonly object[] }[];
}

export interface StreamReader {
  take(text: string): void;
  /** What is wrong with what it was told, whatever is still to come. */
  readonly findings: string[];
  /** The newest stream that it heard of. */
  readonly newest: () => string | undefined;
  /** Records of a stream in its order, each once, gaps among them. */
  records(gatewayId: string): readonly StreamRecord[];
  /** Everything up to here is known or given up, from the beginning of the stream. */
  reach(gatewayId: string): number;
}

export function createStreamReader(): StreamReader {
  const streams = new Map<string, Map<number, { record: StreamRecord; text: string }>>();
  const findings: string[] = [];
  const find = (what: string): void => void (findings.length < 20 && findings.push(what));
  let newest: string | undefined;

  const sorted = (gatewayId: string): StreamRecord[] =>
    [...(streams.get(gatewayId)?.values() ?? [])].map(({ record }) => record).sort((one, other) => one.seq - other.seq);

  return {
    findings,
    newest: () => newest,
    records: sorted,
    take(text) {
      const record = JSON.parse(text) as StreamRecord;
      if (record.gatewayId !== newest && streams.has(record.gatewayId)) find(`${record.gatewayId} came back`);
      newest = record.gatewayId;
      const known = streams.get(newest) ?? new Map<number, { record: StreamRecord; text: string }>();
      streams.set(newest, known);
      if (record.previous >= record.seq) find(`record ${record.seq} stands before ${record.previous}`);
      const before = known.get(record.seq);
      if (before === undefined) return void known.set(record.seq, { record, text });
      if (meant(before.text) !== meant(text))
        find(`record ${record.seq} is another one now: ${before.text.slice(0, 150)} — ${text.slice(0, 150)}`);
      // Where records were given up, a repeat stands behind the gap.
      if (record.previous > before.record.previous) known.set(record.seq, { record, text });
    },
    reach(gatewayId) {
      let reach = 0;
      for (const { previous, seq } of sorted(gatewayId)) if (previous <= reach) reach = Math.max(reach, seq);
      return reach;
    },
  };
}

/** All of it but its place, which a gap may change. */
const meant = (text: string): string => text.replace(/"previous":\d+/, '');

/** Records that say that nothing stands before them where something does. */
export function placeFindings(records: readonly StreamRecord[]): string[] {
  const told = records.filter(({ type }) => type !== 'gap');
  return told.flatMap(({ previous, seq }, at) => {
    const before = told[at - 1];
    return before !== undefined && before.seq > previous && before.seq < seq
      ? [`record ${seq} names ${previous} before it, and ${before.seq} is`]
      : [];
  });
}
