// Messages that a simulated charge point says because it was asked to (1.6 §5.17, security whitepaper §2.1): the answer
// first, then the message.

import type { Body, Live } from '../station/body.ts';
import { sayBoot, sayStatus } from '../station/connection.ts';
import { say } from '../station/outbox.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { status } from '../station/reply.ts';
import { evseAt, sample } from '../station/sessions.ts';
import { sayJob } from '../station/transfers.ts';
import type { At } from '../station/types.ts';

type Say = (body: Body, live: Live, now: At, connector: number | undefined) => void;

const sayStatuses: Say = (body, live, now, connector) => {
  if (connector === undefined || connector === 0) sayStatus(body, live, 0, now, true);
  if (connector === 0) return;
  for (const { evse } of body.evses) if ((connector ?? evse) === evse) sayStatus(body, live, evse, now, true);
};

/** Readings of a transaction keep their place in the queue. */
const sayReadings: Say = (body, live, now, connector) => {
  for (const evse of body.evses)
    if (connector === undefined || connector === 0 || connector === evse.evse) sample(body, live, evse, now, 'Trigger');
};

const both: Readonly<Record<string, Say>> = {
  BootNotification(body, live) {
    if (live.boot !== 'asking') sayBoot(body, live, true);
  },
  Heartbeat: (body, live) => say(body, live, 'Heartbeat', {}, { isEarly: true }),
  StatusNotification: sayStatuses,
  MeterValues: sayReadings,
};

const plain: Readonly<Record<string, Say>> = {
  ...both,
  DiagnosticsStatusNotification: (body, live) => sayJob(body, live, 'diagnostics'),
  FirmwareStatusNotification: (body, live) => sayJob(body, live, 'firmware'),
};

const extended: Readonly<Record<string, Say>> = {
  ...both,
  LogStatusNotification: (body, live) => sayJob(body, live, 'log'),
  FirmwareStatusNotification: (body, live) => sayJob(body, live, 'signedFirmware'),
};

const answerWith =
  (messages: Readonly<Record<string, Say>>): Handler =>
  (body, live, { requestedMessage, connectorId }, now) => {
    const connector = typeof connectorId === 'number' ? connectorId : undefined;
    const sayIt = messages[String(requestedMessage)];
    if (sayIt === undefined) return status('NotImplemented');
    if (connector !== undefined && connector !== 0 && evseAt(body, connector) === undefined) return status('Rejected');
    sayIt(body, live, now, connector);
    return status('Accepted');
  };

export const triggerHandlers: Handlers = {
  TriggerMessage: ['RemoteTrigger', answerWith(plain)],
  ExtendedTriggerMessage: ['Security', answerWith(extended)],
};
