// What a process did to its files, in order, as strace saw it.

export type Event =
  | {
      readonly kind: 'open';
      readonly path: string;
      readonly fd: number;
      readonly create: boolean;
      readonly truncate: boolean;
      readonly append: boolean;
    }
  | { readonly kind: 'close'; readonly fd: number }
  /** `at` is absent where the position of the descriptor counts. */
  | { readonly kind: 'write'; readonly fd: number; readonly bytes: Buffer; readonly at?: number }
  | { readonly kind: 'seek'; readonly fd: number; readonly at: number }
  | { readonly kind: 'truncate'; readonly fd: number; readonly size: number }
  | { readonly kind: 'sync'; readonly fd: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'ack'; readonly text: string };

export const tracedCalls =
  'openat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate,lseek,' +
  'unlink,unlinkat,rename,renameat,renameat2,close';

/** Calls that the model has no notion of: a subject that uses one on its files cannot be judged. */
const unknownCalls = new Set(['pwritev', 'pwritev2', 'truncate', 'fallocate']);

/** The calls of a trace that succeeded, at the moment they were complete. */
export function* eventsIn(trace: string): Generator<Event> {
  const unfinished = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const space = line.indexOf(' ');
    const pid = line.slice(0, space);
    let call = line.slice(space).trimStart();
    if (call.endsWith('<unfinished ...>')) {
      unfinished.set(pid, call.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    if (call.startsWith('<... ')) {
      call = `${unfinished.get(pid) ?? ''}${call.slice(call.indexOf('resumed>') + 'resumed>'.length)}`;
      unfinished.delete(pid);
    }
    const event = eventOf(call);
    if (event !== undefined) yield event;
  }
}

function eventOf(call: string): Event | undefined {
  const open = call.indexOf('(');
  const close = call.lastIndexOf(')');
  const result = / = (-?\d+)/.exec(call.slice(close));
  if (open < 0 || close < open || result === null) return undefined;
  const value = Number(result[1]);
  if (value < 0) return undefined;
  return translate(call.slice(0, open), call.slice(open + 1, close).split(', '), value);
}

/** No argument holds a comma: strings are written in hex. */
function translate(name: string, args: readonly string[], value: number): Event | undefined {
  const fd = Number(args[0]);
  if (name === 'openat') return opened(args, value);
  if (name === 'close') return { kind: 'close', fd };
  if (name === 'write' || name === 'writev') return written(fd, bytesIn(args.slice(1).join(', ')).subarray(0, value));
  if (name === 'pwrite64')
    return { kind: 'write', fd, bytes: bytesIn(args[1]!).subarray(0, value), at: Number(args[3]) };
  if (name === 'lseek') return { kind: 'seek', fd, at: value };
  if (name === 'ftruncate') return { kind: 'truncate', fd, size: Number(args[1]) };
  if (name === 'fsync' || name === 'fdatasync') return { kind: 'sync', fd };
  const paths = args.filter((one) => one.startsWith('"')).map((one) => bytesIn(one).toString());
  if (name.startsWith('rename')) return { kind: 'rename', from: paths[0]!, to: paths[1]! };
  if (name.startsWith('unlink')) return { kind: 'unlink', path: paths[0]! };
  if (unknownCalls.has(name)) throw new Error(`The model does not know ${name}(${args.join(', ').slice(0, 200)})`);
  return undefined;
}

function opened(args: readonly string[], fd: number): Event {
  const flags = args[2]!.split('|');
  return {
    kind: 'open',
    path: bytesIn(args[1]!).toString(),
    fd,
    create: flags.includes('O_CREAT'),
    truncate: flags.includes('O_TRUNC'),
    append: flags.includes('O_APPEND'),
  };
}

function written(fd: number, bytes: Buffer): Event {
  const text = fd === 2 ? bytes.toString() : '';
  return text.startsWith('ACK ') ? { kind: 'ack', text: text.slice(4).trimEnd() } : { kind: 'write', fd, bytes };
}

/** All strings of an argument, joined: `"\x41\x42"`, or the pieces of a vector. */
function bytesIn(text: string): Buffer {
  if (text.includes('"...')) throw new Error('strace cut a string: its limit is below the largest write');
  const strings = text.match(/"[^"]*"/g) ?? [];
  return Buffer.from(strings.join('').replaceAll('"', '').replaceAll('\\x', ''), 'hex');
}
