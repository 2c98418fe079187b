// The socket to an MQTT broker, plain or with TLS.

import type { Socket } from 'node:net';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Whom it trusts and what it shows of itself. Where there is a CA, no other is trusted. */
export interface BrokerTls {
  readonly ca?: string | string[];
  readonly cert?: string;
  readonly key?: string;
}

/** `tls` is asked only where the url says mqtts://; what it throws is thrown. */
export function socketTo(url: string, tls: () => BrokerTls): Socket {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'mqtt:') return connectTcp({ host, port: Number(port) || 1883 });
  return connectTls({
    host,
    port: Number(port) || 8883,
    ...(isIP(host) === 0 && { servername: host }),
    minVersion: 'TLSv1.2',
    // What the environment says about TLS (NODE_TLS_REJECT_UNAUTHORIZED and the like) weakens nothing.
    rejectUnauthorized: true,
    ...tls(),
  });
}
