// Why a station did not get in, for people: what happened, and what to do.

import type { Version } from '../station/words.ts';
import type { RefusedReason } from './run-station.ts';

export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Attempt {
  /** The whole address, identity included. */
  readonly address: string;
  readonly id: string;
  readonly hasPassword: boolean;
  /** 1.6 when absent. */
  readonly version?: Version;
}

export function explainRefusal(reason: RefusedReason, attempt: Attempt): Explained {
  if (reason.kind === 'http') return explainStatus(reason.status, attempt);
  if (reason.kind === 'noSubprotocol')
    return {
      code: 'BB_SIMULATE_NO_SUBPROTOCOL',
      message: `${hostOf(attempt)} takes WebSockets, but does not speak ${protocolOf(attempt)} with ${attempt.id}.`,
      remedy: `Switch ${nameOf(attempt)} on there for this station, choose another --version, or check the path in --url.`,
    };
  return explainNetwork(reason.code, reason.message, attempt);
}

const protocolOf = ({ version = '1.6' }: Attempt): string => `ocpp${version}`;
const nameOf = ({ version = '1.6' }: Attempt): string => (version === '1.6' ? 'OCPP 1.6J' : `OCPP ${version}`);

function explainStatus(status: number, attempt: Attempt): Explained {
  const { address, id, hasPassword } = attempt;
  const said = `${hostOf({ address })} answered HTTP ${status}`;
  if (status === 401)
    return {
      code: 'BB_SIMULATE_UNAUTHORIZED',
      message: hasPassword
        ? `${said}: it does not take the password of ${id}.`
        : `${said}: it wants a password from ${id}.`,
      remedy: 'Give the password that is set there with --password; the user name is the identity of the station.',
    };
  if (status === 404)
    return {
      code: 'BB_SIMULATE_UNKNOWN_STATION',
      message: `${said}: it does not know ${id} at ${address}.`,
      remedy: 'Register the station there, name ones that it knows with --id-pattern, or check the path in --url.',
    };
  if (status === 403)
    return {
      code: 'BB_SIMULATE_FORBIDDEN',
      message: `${said}: it shuts ${id} out.`,
      remedy: 'Look there why: a blocked station, a quarantine, or an address that is not let in.',
    };
  if (status >= 300 && status < 400)
    return {
      code: 'BB_SIMULATE_REDIRECTED',
      message: `${said}: it sends stations elsewhere, and stations do not follow.`,
      remedy: 'Give the final address with --url.',
    };
  if (status >= 500)
    return {
      code: 'BB_SIMULATE_SERVER_TROUBLE',
      message: `${said}: it has trouble of its own, or is full.`,
      remedy: 'Look into its log; --wait goes on trying.',
    };
  return {
    code: 'BB_SIMULATE_REFUSED',
    message: `${said} to a WebSocket for ${id} with the subprotocol ${protocolOf(attempt)}.`,
    remedy: `Check that --url is the address for charge points, and that ${nameOf(attempt)} is served there.`,
  };
}

const tlsCodes = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|ISSUER/;

function explainNetwork(code: string, message: string, attempt: Attempt): Explained {
  const host = hostOf(attempt);
  if (code === 'ECONNREFUSED')
    return {
      code: 'BB_SIMULATE_NOBODY_LISTENS',
      message: `Nobody listens at ${host}.`,
      remedy: 'Start the gateway or central system, or check host and port in --url; --wait goes on trying.',
    };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return {
      code: 'BB_SIMULATE_HOST_UNKNOWN',
      message: `The host of ${host} cannot be found (${code}).`,
      remedy: 'Check the name in --url, and the name server of this computer.',
    };
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || /timed out/.test(message))
    return {
      code: 'BB_SIMULATE_NO_ANSWER',
      message: `${host} does not answer (${message}).`,
      remedy: 'Check the address in --url and the firewalls on the way.',
    };
  if (tlsCodes.test(code))
    return {
      code: 'BB_SIMULATE_NOT_TRUSTED',
      message: `The certificate of ${host} is not trusted (${code}: ${message}).`,
      remedy:
        'Name the certificate of its authority with --ca FILE, and use the host name that the certificate is for.',
    };
  if (code === 'EPROTO' || /SSL|TLS|WRONG_VERSION/.test(`${code} ${message}`))
    return {
      code: 'BB_SIMULATE_NO_TLS',
      message: `${host} does not speak TLS as expected (${code}).`,
      remedy: 'Use ws:// for a port without TLS and wss:// for one with it.',
    };
  return {
    code: 'BB_SIMULATE_NO_WEBSOCKET',
    message: `${host} did not open a WebSocket (${message}).`,
    remedy: 'Check that --url is the address for charge points: ws:// without TLS, wss:// with it.',
  };
}

const hostOf = ({ address }: Pick<Attempt, 'address'>): string => new URL(address).host;
