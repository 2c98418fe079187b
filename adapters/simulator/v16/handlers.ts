import type { Handlers } from '../station/reply.ts';
import { certificateHandlers } from './certificates.ts';
import { configurationHandlers } from './configuration.ts';
import { listHandlers } from './local-list.ts';
import { profileHandlers } from './profile-commands.ts';
import { remoteHandlers } from './remote-control.ts';
import { reservationHandlers } from './reservations.ts';
import { transferHandlers } from './transfers.ts';
import { triggerHandlers } from './trigger.ts';

/** Every order of OCPP 1.6 and its security whitepaper. */
export const handlers16: Handlers = {
  ...certificateHandlers,
  ...configurationHandlers,
  ...listHandlers,
  ...profileHandlers,
  ...remoteHandlers,
  ...reservationHandlers,
  ...transferHandlers,
  ...triggerHandlers,
};
