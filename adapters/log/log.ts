// The log: JSON lines with stable codes, without secrets, and never so many that they cost the disk.

import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import { visible } from '../../src/model/visible.ts';

export interface Log {
  info(code: string, text: string, fields?: Fields): void;
  warn(code: string, text: string, fields?: Fields): void;
  error(code: string, text: string, fields?: Fields): void;
  /** The last lines, the oldest first: time, level, code and text only. */
  recent?(): readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Paths that never show their value, wherever a log line carries them. */
const secret = ['password', 'authorization', 'token', 'key', 'secret'];
/** The same code says no more than this in a minute; then it says how often it kept silent. */
const linesPerMinute = 60;
const maxTextLength = 2000;
/** What goes into a report: a day of ordinary life, or the minutes before a fault. */
const recentLines = 500;

export function createLog(options: { level?: string; stream?: DestinationStream } = {}): Log {
  const paths = secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const settings = {
    level: options.level ?? 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[redacted]' },
  };
  const logger = options.stream === undefined ? pino(settings) : pino(settings, options.stream);
  const said = new Map<string, { minute: number; lines: number; silent: number }>();
  const recent: string[] = [];

  function write(level: 'info' | 'warn' | 'error', code: string, text: string, fields: Fields = {}): void {
    const minute = Math.floor(performance.now() / 60_000);
    let count = said.get(code);
    if (count?.minute !== minute) {
      const silent = count?.silent ?? 0;
      count = { minute, lines: 0, silent: 0 };
      said.set(code, count);
      if (silent > 0) logger[level]({ code, silent }, `${silent} more lines of ${code} were left out`);
    }
    count.lines += 1;
    if (count.lines > linesPerMinute) {
      count.silent += 1;
      return;
    }
    const line = visible(withoutUserInfo(text).slice(0, maxTextLength));
    logger[level]({ code, ...fields }, line);
    recent.push(`${new Date().toISOString()} ${level} ${code} ${line}`);
    if (recent.length > recentLines) recent.shift();
  }

  return {
    info: (code, text, fields) => write('info', code, text, fields),
    warn: (code, text, fields) => write('warn', code, text, fields),
    error: (code, text, fields) => write('error', code, text, fields),
    recent: () => recent,
  };
}

/** `wss://user:password@host` shows neither. */
const withoutUserInfo = (text: string): string => text.replace(/(\w+:\/\/)[^/\s@]+@/g, '$1[redacted]@');
