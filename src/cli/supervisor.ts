// What systemd is told of this process (sd_notify): that it serves, that it ends, and every few seconds that it is alive. Node.js has
// no datagram sockets of the Unix kind, so systemd's own program carries the words, in a process of its own.

import { spawn } from 'node:child_process';

export interface Supervisor {
  /** It serves now. From here on it is fed while it is alive. */
  ready(): void;
  /** It is told to end. */
  stopping(): void;
}

export interface SupervisorParts {
  /** Why the process is stuck; none while it is alive. */
  readonly stuck: () => readonly string[];
  readonly warn: (code: string, message: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** Carries words to systemd; calls back when that has ended. */
  readonly carry?: (words: readonly string[], ended: (error?: Error) => void) => void;
}

const nobody: Supervisor = { ready: () => undefined, stopping: () => undefined };

/** Does nothing where no supervisor asks for it. */
export function tellSupervisor({ stuck, warn, env = process.env, carry = carryWords }: SupervisorParts): Supervisor {
  if (env['NOTIFY_SOCKET'] === undefined) return nobody;
  let feeding: NodeJS.Timeout | undefined;
  let isUnderWay = false;
  let wasStuck = false;

  function say(...words: string[]): void {
    // One that hangs must not become many.
    if (isUnderWay) return;
    isUnderWay = true;
    carry(words, (error) => {
      isUnderWay = false;
      if (error === undefined) return;
      warn(
        'BB_NOTIFY',
        `systemd cannot be told that the gateway is alive (${error.message}). Is systemd-notify there?`,
      );
    });
  }

  function feed(): void {
    const reasons = stuck();
    if (reasons.length === 0) say('WATCHDOG=1');
    else if (!wasStuck) warn('BB_WATCHDOG', `The watchdog is not fed: ${reasons.join('; ')}.`);
    wasStuck = reasons.length > 0;
  }

  return {
    ready() {
      say('READY=1', 'WATCHDOG=1', 'STATUS=The gateway serves.');
      const everyMs = feedEveryMs(env['WATCHDOG_USEC']);
      if (everyMs === undefined) return;
      feeding = setInterval(feed, everyMs);
      feeding.unref();
    },
    stopping() {
      clearInterval(feeding);
      isUnderWay = false;
      say('STOPPING=1', 'STATUS=The chargers are told what to hold.');
    },
  };
}

/** Three times in the time that it has, so that one that comes late ends nothing. */
export function feedEveryMs(watchdogUsec: string | undefined): number | undefined {
  const usec = Number(watchdogUsec);
  return Number.isFinite(usec) && usec > 0 ? usec / 1000 / 3 : undefined;
}

/** It waits until systemd has read them, so that systemd still knows whose they are. */
function carryWords(words: readonly string[], ended: (error?: Error) => void): void {
  const child = spawn('systemd-notify', words, { stdio: 'ignore', timeout: 10_000 });
  child.once('error', (error) => ended(error));
  child.once('exit', (code) => ended(code === 0 ? undefined : new Error(`it ended with ${code}`)));
}
