// Peers that this project did not write: `ocpp-rpc` in strict mode. It validates every frame, in both directions, with
// schemas of its own.

import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { RPCClient, RPCServer, createRPCError, createValidator } from 'ocpp-rpc';
import type { SimCsms } from '../../adapters/simulator/csms.ts';
import { readFrame } from '../../adapters/simulator/frame.ts';
import type { Version } from '../../src/model/protocol.ts';

type Payload = Record<string, unknown>;

export interface StrictPeer {
  /** Frames that were found wrong, and what could not be read at all. */
  readonly failures: string[];
  /** CALLs of the other side that were answered. */
  readonly heard: { readonly method: string; readonly params: Payload }[];
}

/** The answer to a CALL of the other side; a text is the code of a CALLERROR. */
export type Answers = (method: string, params: Payload) => Payload | string;

type Rpc = InstanceType<typeof RPCClient>;

/** Its schemas of 2.1 have ids by which it does not find them: they are given to it once more, under those that it looks for. */
const strictModeValidators = [
  createValidator(
    'ocpp2.1',
    schemas21().map((one) => ({ ...one, $id: idFor(one.$id) })),
  ),
];

type Schema = { readonly type?: unknown } | null | undefined;

function schemas21(): { readonly $id: string }[] {
  const given = createRequire(import.meta.url)('ocpp-rpc/lib/schemas/ocpp2_1.json') as { readonly $id: string }[];
  // What is said of the properties of a text says nothing, and ajv would complain of it on the screen.
  const text = JSON.stringify(given, (_key, part: Schema) =>
    part?.type === 'string' ? { ...part, additionalProperties: undefined } : part,
  );
  return JSON.parse(text) as { readonly $id: string }[];
}

function idFor(id: string): string {
  return id.replace(/Request$/, '.req').replace(/Response$/, '.conf');
}

const protocolsOf = (version: Version): string[] => [`ocpp${version}`];

function watch(rpc: Rpc, name: string, failures: string[]): void {
  rpc.on(
    'strictValidationFailure',
    (event: { method: string; error: Error; outbound: boolean; isCall: boolean; params: unknown; result: unknown }) => {
      const { method, error, outbound, isCall, params, result } = event;
      const frame = JSON.stringify(isCall ? params : result).slice(0, 300);
      failures.push(
        `${name} ${outbound ? 'was about to send' : 'got'} a bad ${isCall ? 'CALL' : 'answer'} ${method}: ${error.message}: ${frame}`,
      );
    },
  );
  rpc.on('badMessage', ({ buffer, error }: { buffer: Buffer; error: Error }) =>
    failures.push(`${name} got what it cannot read: ${error.message}: ${buffer.toString().slice(0, 300)}`),
  );
}

export interface StrictStation extends StrictPeer {
  connect(): Promise<void>;
  /** Resolves with the answer; a CALLERROR becomes `{ error: code }`. */
  call(method: string, params: Payload): Promise<Payload>;
  /** Breaks the connection, as a broken network does. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

/** A strict charge point at `url`/`identity`. */
export function strictStation(
  url: string,
  identity: string,
  answers: Answers,
  { version = '1.6', password }: { readonly version?: Version; readonly password?: string } = {},
): StrictStation {
  const failures: string[] = [];
  const heard: { method: string; params: Payload }[] = [];
  let rpc: Rpc | undefined;
  return {
    failures,
    heard,
    async connect() {
      rpc = newClient(url, identity, version, password);
      watch(rpc, identity, failures);
      rpc.handle(({ method = '', params = {} }) => {
        heard.push({ method, params });
        return answer(answers(method, params));
      });
      await rpc.connect();
    },
    call: (method, params) => resultOf(rpc!.call(method, params)),
    drop: async () => void (await rpc?.close({ force: true })),
    close: async () => void (await rpc?.close({ awaitPending: true })),
  };
}

const newClient = (endpoint: string, identity: string, version: Version, password: string | undefined): Rpc =>
  new RPCClient({
    endpoint,
    identity,
    protocols: protocolsOf(version),
    strictMode: true,
    strictModeValidators,
    reconnect: false,
    callTimeoutMs: 10_000,
    ...(password !== undefined && { password }),
    // Its types ask for every option, its code for two.
  } as ConstructorParameters<typeof RPCClient>[0]);

/** Rejects with the code of a CALLERROR, which is how the package says one. */
async function answer(given: Payload | string): Promise<Payload> {
  if (typeof given === 'string') throw createRPCError(given, '') as Error;
  return Promise.resolve(given);
}

async function resultOf(call: Promise<unknown>): Promise<Payload> {
  try {
    return (await call) as Payload;
  } catch (error) {
    const { rpcErrorCode } = error as { rpcErrorCode?: string };
    if (rpcErrorCode === undefined) throw error;
    return { error: rpcErrorCode };
  }
}

export interface StrictCsms extends StrictPeer {
  readonly port: number;
  /** Sends a CALL to a peer; a CALLERROR becomes `{ error: code }`. */
  call(identity: string, method: string, params: Payload): Promise<Payload>;
  /** Goes away: every connection breaks, and nobody listens any more. */
  close(): Promise<void>;
}

/** A strict central system that takes every effect from `csms`, so that there are books. `port` 0 takes any free one. */
export async function serveStrictly(csms: SimCsms, port = 0, version: Version = '1.6'): Promise<StrictCsms> {
  const failures: string[] = [];
  const heard: { method: string; params: Payload }[] = [];
  const peers = new Map<string, Rpc>();
  const server = new RPCServer({
    protocols: protocolsOf(version),
    strictMode: true,
    strictModeValidators,
    callTimeoutMs: 10_000,
  });
  let links = 0;
  const now = () => ({ mono: performance.now(), utc: Date.now() });

  server.on('client', (rpc: Rpc) => {
    const identity = rpc.identity!;
    const link = `strict-${(links += 1)}`;
    watch(rpc, identity, failures);
    peers.set(identity, rpc);
    csms.step({ kind: 'opened', link, identity, version }, now());
    rpc.on('close', () => csms.step({ kind: 'closed', link }, now()));
    rpc.handle(({ method = '', params = {}, messageId = '' }) => {
      heard.push({ method, params });
      const text = JSON.stringify([2, messageId, method, params]);
      const [action] = csms.step({ kind: 'frame', link, text }, now());
      const frame = action?.kind === 'send' ? readFrame(action.text) : undefined;
      if (frame?.kind === 'result') return Promise.resolve(frame.payload);
      return answer(frame?.kind === 'error' ? frame.code : 'InternalError');
    });
  });
  const http = await server.listen(port, '127.0.0.1');
  return {
    failures,
    heard,
    port: (http.address() as AddressInfo).port,
    call: (identity, method, params) => resultOf(peers.get(identity)!.call(method, params)),
    close: () => server.close({ force: true }),
  };
}
