// Smart charging that only 2.1 has: one limit instead of a new profile, and who goes before others.

import type {
  PullDynamicScheduleUpdateResponse,
  UpdateDynamicScheduleRequest,
  UsePriorityChargingRequest,
} from 'typed-ocpp/dist/ocpp21/types.js';
import { tenthDown } from '../../model/electric.ts';
import type { Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { plainLimit } from '../v201/charging-profile.ts';
import { sayWhy } from '../v201/smart-charging.ts';

/** UpdateDynamicSchedule (K28). */
export const updateDynamicSchedule: OrderWords<OrderOf<'updateDynamicSchedule'>> = {
  action: 'UpdateDynamicSchedule',
  kind: 'updateDynamicSchedule',
  read: ({ chargingProfileId, scheduleUpdate }: UpdateDynamicScheduleRequest) => ({
    kind: 'updateDynamicSchedule',
    profile: chargingProfileId,
    limits: { A: plainLimit(scheduleUpdate, 'A'), W: plainLimit(scheduleUpdate, 'W') },
  }),
  answer: (answer) => ({ status: oneOf(answer.status, ['Accepted', 'Rejected'], 'Rejected'), ...sayWhy(answer) }),
  say: ({ profile, limits }) => ({ chargingProfileId: profile, scheduleUpdate: { limit: tenthDown(limits.A) } }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** PullDynamicScheduleUpdate, as a station asks it (K28). */
export const sayPull = (profile: number): Wording => ({
  action: 'PullDynamicScheduleUpdate',
  payload: { chargingProfileId: profile },
});

export const readPulled = ({ status, scheduleUpdate }: PullDynamicScheduleUpdateResponse) =>
  status === 'Accepted' && scheduleUpdate !== undefined
    ? { A: plainLimit(scheduleUpdate, 'A'), W: plainLimit(scheduleUpdate, 'W') }
    : undefined;

/** UsePriorityCharging (K21). */
export const usePriorityCharging: OrderWords<OrderOf<'usePriorityCharging'>> = {
  action: 'UsePriorityCharging',
  kind: 'usePriorityCharging',
  read: ({ transactionId, activate }: UsePriorityChargingRequest) => ({
    kind: 'usePriorityCharging',
    transaction: transactionId,
    activate,
  }),
  answer: (answer) => ({
    status: oneOf(answer.status, ['Accepted', 'Rejected', 'NoProfile'], 'Rejected'),
    ...sayWhy(answer),
  }),
  say: ({ transaction, activate }) => ({ transactionId: transaction, activate }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
