// What the subscriber of an MQTT uplink has at the end, against the journal and against what the stations did. It reads the
// lines of the journal and the records of the stream by itself.

import type { StationRecord } from '../peers/station-types.ts';
import type { StreamReader, StreamRecord } from '../peers/stream-reader.ts';
import { placeFindings } from '../peers/stream-reader.ts';

interface Line {
  readonly kind: string;
  readonly station?: string;
  readonly evse?: number;
  readonly transaction?: string;
  readonly cost?: number;
}

const types: Readonly<Record<string, StreamRecord['type']>> = {
  TransactionStarted: 'started',
  TransactionSampled: 'sampled',
  TransactionUpdated: 'updated',
  TransactionEnded: 'ended',
  TransactionPriced: 'priced',
  CostTold: 'priced',
};

export interface Happened {
  /** The journal, every line that was ever durable. */
  readonly history: readonly { readonly row: number; readonly json: string }[];
  readonly stations: readonly StationRecord[];
  /** The gateway never had a wrong clock, so that the times are those of the stations. */
  readonly hadTime: boolean;
  /** Nothing was thrown away for it. */
  readonly mayMiss: boolean;
}

export function streamFindings(reader: StreamReader, happened: Happened): string[] {
  const wanted = happened.history.flatMap(({ row, json }) => {
    const line = JSON.parse(json) as Line;
    return line.kind in types ? [{ row, line }] : [];
  });
  const stream = reader.newest();
  if (stream === undefined) return wanted.length === 0 ? [] : [`${wanted.length} rows, and no stream`];
  const records = reader.records(stream);
  const findings = [...reader.findings, ...placeFindings(records)];
  const reach = reader.reach(stream);
  const last = records.at(-1)!.seq;
  if (reach < last) findings.push(`a hole after ${reach}: the next record names another before it`);
  const gaps = records.filter(({ type }) => type === 'gap');
  findings.push(...missingIn(records, gaps, wanted));
  const rows = new Set(wanted.map(({ row }) => row));
  for (const { seq, type } of records)
    if (type !== 'gap' && !rows.has(seq)) findings.push(`record ${seq} is no row of the journal`);
  if (gaps.length > 0 && !happened.mayMiss) findings.push(`a gap through ${gaps[0]!.seq} without a reason`);
  if (gaps.length === 0) findings.push(...bookFindings(records, happened));
  return findings;
}

/** As binary numbers say it. */
const halfCent = 0.005 + 1e-9;

function missingIn(
  records: readonly StreamRecord[],
  gaps: readonly StreamRecord[],
  wanted: readonly { readonly row: number; readonly line: Line }[],
): string[] {
  const bySeq = new Map(records.map((record) => [record.seq, record]));
  const findings: string[] = [];
  for (const { row, line } of wanted) {
    const record = bySeq.get(row);
    const isGivenUp = gaps.some(({ previous, seq }) => previous < row && row <= seq);
    if (record === undefined || record.type === 'gap') {
      if (!isGivenUp) findings.push(`row ${row} (${line.kind}) is in no record and in no gap`);
    } else if (
      record.type !== types[line.kind] ||
      record.station !== line.station ||
      record.evse !== line.evse ||
      record.transaction !== line.transaction ||
      (line.cost !== undefined && Math.abs(record.amount! - line.cost) > halfCent)
    )
      findings.push(`record ${row} says another thing than its row: ${JSON.stringify(record).slice(0, 200)}`);
  }
  return findings;
}

/** Everything that a station was answered for is there, once. */
function bookFindings(records: readonly StreamRecord[], { stations, hadTime }: Happened): string[] {
  const time = (at: unknown): string => (hadTime ? `|${Date.parse(String(at))}` : '');
  const told = new Map<string, number>();
  for (const { type, station, meterWh, at } of records) {
    if (type !== 'started' && type !== 'ended') continue;
    const key = `${type}|${station}|${meterWh}${time(at)}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  const readings = new Set(
    records.flatMap(({ station, meterValues = [] }) =>
      meterValues.map(({ timestamp }) => `${station}|${Date.parse(timestamp)}`),
    ),
  );
  const findings: string[] = [];
  for (const { station, action, payload, acknowledged } of stations) {
    if (!acknowledged) continue;
    if (action === 'MeterValues') {
      const [first] = payload['meterValue'] as { timestamp: string }[];
      const key = `${station}|${Date.parse(first!.timestamp)}`;
      if (!readings.has(key)) findings.push(`a reading was answered and is not in the stream: ${key}`);
      continue;
    }
    const isStart = action === 'StartTransaction';
    const meter = isStart ? payload['meterStart'] : payload['meterStop'];
    const key = `${isStart ? 'started' : 'ended'}|${station}|${String(meter)}${time(payload['timestamp'])}`;
    const left = told.get(key) ?? 0;
    if (left === 0) findings.push(`${action} was answered and is not in the stream, or only once for two: ${key}`);
    else told.set(key, left - 1);
  }
  return findings;
}
