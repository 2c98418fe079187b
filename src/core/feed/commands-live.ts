// What is true now of the commands of one MQTT uplink.

import type { Mono } from '../../model/time.ts';
import type { Publish } from '../ports/feed.ts';

/** Where an answer goes, besides to the topic that has the id of its command. */
export interface Reply {
  readonly id: string | undefined;
  /** MQTT 5. */
  readonly responseTopic?: string;
  readonly correlation?: string;
}

export interface CommandsLive {
  /** Commands in hand: it earns some each second and may save them up. */
  readonly pace: { left: number; at: Mono };
  /** By the key of a command that is being carried out: who waits for its answer. */
  readonly waiting: Map<string, Reply[]>;
  /** Answers that the broker has not taken, by the number that each has; the oldest first. */
  readonly answers: Map<number, { readonly message: Omit<Publish, 'link'>; hasLeft: boolean }>;
  answersMade: number;
  /** Refusals that had no record of their own, and when one had one last. */
  unrecorded: number;
  recordedAt: Mono | undefined;
}

/** Somebody who switches a depot of fifty off EVSE by EVSE is not slowed down; a loop that went wild is. */
export const commandsInHand = 200;
export const commandsPerSecond = 10;

export const newCommandsLive = (): CommandsLive => ({
  pace: { left: commandsInHand, at: 0 as Mono },
  waiting: new Map(),
  answers: new Map(),
  answersMade: 0,
  unrecorded: 0,
  recordedAt: undefined,
});

/** Takes one of those in hand; false when none is left. */
export function spendCommand({ pace }: CommandsLive, now: Mono): boolean {
  pace.left = Math.min(commandsInHand, pace.left + (Math.max(0, now - pace.at) * commandsPerSecond) / 1000);
  pace.at = now;
  if (pace.left < 1) return false;
  pace.left -= 1;
  return true;
}

/** The connection is gone: what the broker has not taken goes once more over the next one. */
export function answersBroken({ answers }: CommandsLive): void {
  for (const answer of answers.values()) answer.hasLeft = false;
}
