// The door of the API for this computer alone.

import type { Http } from '../../adapters/http/http.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';

const againMs = 15_000;

/** A port that is taken stops nothing but the API, and is tried again; whoever wants no alarm of it hears it at the start. */
export function plainDoor({ host, port }: GatewayConfig['api'], http: Http, log: Log, mayWait: boolean) {
  let trouble: CertificateAlarm | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tryOnce = async (): Promise<number> => {
    const taken = await http.listen(host, port);
    if (trouble !== undefined) log.info('BB_API_OPEN', `The API listens on ${host}:${taken} now.`);
    trouble = undefined;
    return taken;
  };
  const again = (error: Error): void => {
    trouble = {
      code: 'BB_API_PORT',
      about: `${host}:${port}`,
      text: `Commands on this computer do not reach the gateway: the port ${host}:${port} cannot be opened (${error.message}). Everything else goes on, and this is tried again. Write another "api.listen", or end what has the port.`,
    };
    timer = setTimeout(() => void tryOnce().catch(again), againMs);
    timer.unref();
  };
  return {
    async open(): Promise<number> {
      try {
        return await tryOnce();
      } catch (error) {
        if (!mayWait) throw error;
        again(error as Error);
        return port;
      }
    },
    alarms: () => (trouble === undefined ? [] : [trouble]),
    stop: () => clearTimeout(timer),
  };
}
