// What everything needs that carries out a command of an MQTT uplink.

import type { CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import type { OrderContext } from '../orders/context.ts';
import type { OrderSource } from '../orders/ticket.ts';
import type { UplinkLive } from '../uplink/live.ts';

export interface Obeying extends OrderContext {
  readonly uplink: UplinkLive;
  readonly key: string;
  readonly from: Extract<OrderSource, { kind: 'csms' }>;
}

export function respond({ decided, uplink, key }: Obeying, answer: CommandAnswer): void {
  decided.commands.push({ kind: 'answerCommand', uplink: uplink.config.id, key, answer });
}
