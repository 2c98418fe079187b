// A subscriber written from docs/asyncapi.yaml and nothing else: where to listen, what a payload looks like, and how the stream
// of transactions is put together again, is all taken from there. It keeps what it has when it is stopped, as a database does.

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import { parse } from 'yaml';

interface Document {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Kept {
  readonly gatewayId: string;
  readonly seq: number;
  readonly previous: number;
  readonly type: 'started' | 'sampled' | 'updated' | 'ended' | 'priced' | 'gap';
  readonly station: string;
  readonly evse?: number;
  readonly transaction?: string;
  readonly token?: string;
  readonly meterWh?: number;
  readonly energyWh?: number;
  readonly reason?: string;
  readonly source?: 'tariff' | 'csms';
  readonly amount?: number;
  readonly currency?: string;
  readonly isFinal?: true;
}

export interface Transaction {
  readonly station: string;
  readonly evse: number | undefined;
  readonly token: string | undefined;
  readonly startWh: number | undefined;
  /** Registers in between, in order. */
  readonly sampledWh: readonly number[];
  readonly endWh?: number | undefined;
  readonly energyWh?: number | undefined;
  readonly reason?: string | undefined;
  readonly cost?: Cost;
}

export interface Cost {
  readonly source: 'tariff' | 'csms';
  readonly amount: number;
  readonly currency?: string | undefined;
  readonly isFinal: boolean;
}

export interface Subscriber {
  start(options?: IClientOptions): Promise<void>;
  /** Without a word; what it was told and has not confirmed comes again. */
  kill(): Promise<void>;
  /** Takes so long over each message. */
  slowMs: number;
  /** Says how far it has come. */
  readonly confirms: boolean;
  readonly faults: readonly string[];
  /** Of the newest stream. */
  transactions(): Transaction[];
  /** Where records are missing. */
  holes(): string[];
  readonly repeats: () => number;
  readonly records: () => number;
}

export function createSubscriber(url: () => string, identity: string, confirms: boolean): Subscriber {
  const document = parse(readFileSync(new URL('../../docs/asyncapi.yaml', import.meta.url), 'utf8')) as Document;
  const topicOf = (name: string): string => document.channels[name]!.address.replace('{identity}', identity);
  const ajv = new Ajv({ strict: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  const isRecord = ajv.compile(document.components.schemas['transactions']!);
  const kept = new Map<string, Map<number, Kept>>();
  const faults: string[] = [];
  let [newest, repeats] = ['', 0];
  let client: MqttClient | undefined;

  function take(text: string): void {
    const record = JSON.parse(text) as Kept;
    if (!isRecord(record)) faults.push(`${ajv.errorsText(isRecord.errors)}: ${text.slice(0, 300)}`);
    newest = record.gatewayId;
    const stream = kept.get(newest) ?? new Map<number, Kept>();
    kept.set(newest, stream);
    if (stream.has(record.seq)) repeats += 1;
    const before = stream.get(record.seq);
    if (before === undefined || before.previous < record.previous) stream.set(record.seq, record);
    if (confirms)
      client?.publish(topicOf('transactionsAck'), JSON.stringify({ gatewayId: newest, through: together().reach }), {
        qos: 1,
      });
  }

  const inOrder = (): Kept[] => [...(kept.get(newest)?.values() ?? [])].sort((one, other) => one.seq - other.seq);

  function together(): { reach: number; holes: string[] } {
    const all = inOrder();
    const holes: string[] = [];
    // It was there from the beginning.
    let [reach, end] = [0, 0];
    for (const { previous, seq } of all) {
      if (previous > end) holes.push(`after ${end} before ${seq}`);
      end = Math.max(end, seq);
      if (holes.length === 0) reach = end;
    }
    return { reach, holes };
  }

  const subscriber: Subscriber = {
    slowMs: 0,
    confirms,
    faults,
    repeats: () => repeats,
    records: () => kept.get(newest)?.size ?? 0,
    holes: () => together().holes,
    async start(options = {}) {
      // What waited at the broker comes at once: it is listened to before the connection opens.
      const next = connect(url(), {
        clientId: 'keeper',
        clean: false,
        properties: { sessionExpiryInterval: 3600, receiveMaximum: 20 },
        reconnectPeriod: 200,
        resubscribe: true,
        ...options,
      });
      next.on('error', () => undefined);
      client = next;
      next.handleMessage = (packet, done) => {
        const finish = (): void => {
          take(packet.payload.toString());
          done();
        };
        if (subscriber.slowMs > 0) setTimeout(finish, subscriber.slowMs);
        else finish();
      };
      await next.subscribeAsync(topicOf('transactions'), { qos: 1 });
    },
    async kill() {
      await client?.endAsync(true);
      client = undefined;
    },
    transactions: () => transactionsIn(inOrder()),
  };
  return subscriber;
}

function transactionsIn(records: readonly Kept[]): Transaction[] {
  const all = new Map<string, { -readonly [Key in keyof Transaction]: Transaction[Key] } & { sampledWh: number[] }>();
  for (const record of records) {
    const { type, station, evse, transaction, token, meterWh, energyWh, reason } = record;
    if (type === 'gap' || transaction === undefined) continue;
    const known = all.get(transaction);
    if (type === 'started') all.set(transaction, { station, evse, token, startWh: meterWh, sampledWh: [] });
    else if (known === undefined) throw new Error(`${type} of ${transaction}, which never began`);
    else if (type === 'sampled' && meterWh !== undefined) known.sampledWh.push(meterWh);
    else if (type === 'ended') Object.assign(known, { endWh: meterWh, energyWh, reason });
    else if (type === 'priced') known.cost = newerCost(known.cost, record);
  }
  return [...all.values()];
}

/** The last one of a source counts, and the word of a central system before the tariff. */
function newerCost(before: Cost | undefined, { source, amount, currency, isFinal }: Kept): Cost {
  if (before?.source === 'csms' && source === 'tariff') return before;
  return { source: source!, amount: amount!, currency, isFinal: isFinal === true };
}
