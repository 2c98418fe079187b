// What an installer reads when something was done, and when it was not.

import type { ApproveBody } from '../local/station-console.ts';
import { failed } from '../local/problem.ts';

export const approved = ({ station, template, circuit }: ApproveBody): string =>
  `${station} is in the site file${template === undefined ? '' : ` with template ${template}`}${circuit === undefined ? '' : ` on circuit ${circuit}`}.`;

export const replaced = (old: string, by: string): string =>
  `${by} has the place of ${old}: its circuit, its settings and its numbers upstream. ${old} is refused from now on, and its key is void.`;

export const moved = (station: string, from: string | undefined, to: string): string =>
  from === undefined || from === to
    ? `${station} hangs on circuit ${to}.`
    : `${station} moved from circuit ${from} to ${to}.`;

export const retired = (station: string): string =>
  `${station} is retired: it is refused, its key is void, and the central system sees its numbers as Unavailable for good.`;

export const newKey = (station: string): string =>
  `${station} has a new key. Its present connection stays; when it comes again it must send the new key.`;

export const readmitted = (station: string): string => `${station} is let in again.`;

export const unknown = (station: string) =>
  failed(
    404,
    'BB_STATION_UNKNOWN',
    `There is no station ${station} in the site file. Look at the spelling; small and capital letters differ.`,
  );

export const exists = (station: string) =>
  failed(
    409,
    'BB_STATION_EXISTS',
    `${station} is in the site file already. If it is refused, "busbar stations pending" says why; "busbar stations key ${station}" makes a new key for it.`,
  );

export const noTemplate = (station: string, templates: readonly string[]) =>
  failed(
    422,
    'BB_STATION_NO_TEMPLATE',
    `Nothing says what ${station} is like. ${templates.length === 0 ? 'Give its rating, such as --max-amps 32.' : `Name its template (${templates.join(', ')}), or give its rating, such as --max-amps 32.`}`,
  );

export const unknownTemplate = (template: string, templates: readonly string[]) =>
  failed(
    422,
    'BB_CONFIG_UNKNOWN_TEMPLATE',
    `There is no template "${template.slice(0, 48)}". Nothing was changed. ${templates.length === 0 ? 'Add it to the site file, or give the rating with --max-amps 32.' : `Name one of: ${templates.join(', ')}.`}`,
  );

export const noCircuit = (circuit: string, circuits: readonly string[]) =>
  failed(
    422,
    'BB_CONFIG_UNKNOWN_CIRCUIT',
    `There is no circuit "${circuit.slice(0, 48)}". Nothing was changed. Name one of: ${circuits.join(', ')}.`,
  );

export const connected = (station: string) =>
  failed(
    409,
    'BB_STATION_CONNECTED',
    `${station} is connected, so it ends its transactions itself. Stop them at the station, or from the central system.`,
  );

export const ended = (station: string, transactions: number): string =>
  transactions === 0
    ? `Nothing is open at ${station}.`
    : `${transactions} transaction${transactions === 1 ? '' : 's'} of ${station} ended with the last reading, because the device is gone.`;

export const charging = (station: string, verb: 'replace' | 'retire') =>
  failed(
    409,
    'BB_STATION_CHARGING',
    `${station} has a transaction that has not ended. Stop it first. If the device is dead and never will, ${verb} it with --even-if-charging: then the transaction ends with its last reading.`,
  );

export const noNumbers = (station: string) =>
  failed(
    409,
    'BB_STATION_NO_NUMBERS',
    `The numbers of ${station} upstream are not known here, and without them the central system would lose it. Start the gateway, and run this command again while it runs.`,
  );

export const openStation = (station: string) =>
  failed(
    409,
    'BB_STATION_WITHOUT_KEY',
    `${station} has security profile 0 in the site file, so it needs no key. Write "security: { profile: 1, password: managed }" at it first.`,
  );

export const keyGiven = (station: string) =>
  failed(
    409,
    'BB_STATION_KEY_GIVEN',
    `The site file says the key of ${station} itself. Change it there, or write "password: managed" and let Busbar make it.`,
  );

export const keyInFile = (station: string) =>
  failed(
    409,
    'BB_RELAY_KEY_IN_FILE',
    `The central system gave ${station} a new key, and the gateway uses it there. The site file says the key by which ${station} comes to the gateway: that stays as it is until you change both, or write "password: managed".`,
  );

export const keyNotChanged = (station: string, { message }: Error) =>
  failed(
    500,
    'BB_RELAY_KEY_NOT_CHANGED',
    `The central system gave ${station} a new key, and the gateway uses it there. ${station} keeps the old one towards the gateway, because the new one could not be kept (${message}). Free some space or correct the rights of the data directory; it is told again when it connects.`,
  );

export const offline = (station: string) =>
  failed(
    409,
    'BB_STATION_OFFLINE',
    `${station} is not connected, so it cannot be told a new key. Wait until it is, or make a key to type in: "busbar stations key ${station}".`,
  );

export const noGateway = failed(
  503,
  'BB_API_AWAY',
  'This needs the running gateway, and none answers. Start it with "busbar run".',
);

export const inSafeMode = failed(
  503,
  'BB_SAFE_MODE',
  'The gateway runs in safe mode, without its journal, and does not know which numbers the central system has for this station. Find out why ("safeMode" in /api/v1/site), start it again, and then replace the station.',
);

export const keyNotKept = (station: string, { message }: Error): string =>
  `${station} is in the site file, but its key could not be kept (${message}), so it cannot come in yet. Free some space or correct the rights of the data directory, then run "busbar stations key ${station}".`;

/** What an adapter threw. */
export function stumbled({ message }: Error) {
  if (message === 'BB_API_BUSY')
    return failed(503, 'BB_API_BUSY', 'Too much waits for the disk. Try again in a moment.');
  if (message === 'BB_API_TIMEOUT')
    return failed(
      504,
      'BB_API_TIMEOUT',
      'The gateway did not answer in time. Look at /healthz, and whether it was done.',
    );
  return failed(
    500,
    'BB_STATION_FAILED',
    `It could not be done: ${message}. Free some space or correct the rights of the data directory, and try again.`,
  );
}

export const notReady = (station: string) =>
  failed(409, 'BB_STATION_NOT_READY', `${station} has just connected and is not ready yet. Try again in a moment.`);

export const keyTaken = (station: string): string => `${station} took its new key; the old one counts no longer.`;

export const keyAfterReboot = (station: string): string =>
  `${station} has its new key and uses it after its next start. Until then both keys count.`;

export const keyRefused = (station: string, status: string) =>
  failed(
    409,
    'BB_STATION_KEY_REFUSED',
    `${station} did not take a new key over OCPP (${status}); its old key goes on counting. Type one in: "busbar stations key ${station}".`,
  );

export const keyChanging = (station: string) =>
  failed(
    409,
    'BB_STATION_KEY_CHANGING',
    `${station} was told a new key before, and has not come in with it yet. Wait until it connects again, or type one in: "busbar stations key ${station}".`,
  );

export const keyUnanswered = (station: string) =>
  failed(
    504,
    'BB_STATION_KEY_UNANSWERED',
    `${station} did not say whether it took its new key. Both keys count until it comes again with one of them; nothing else needs to be done.`,
  );
