import type { StationId } from '../ids.ts';
import type { StationKey } from '../station-key.ts';
import type { Site } from './site.ts';
import type { SiteTokens } from './tokens.ts';

/** The whole site file as the gateway uses it. `site` and `tokens` become facts; the rest belongs to this computer. */
export interface GatewayConfig {
  readonly site: Site;
  /** Keys that the file gives; those of stations with `password: managed` are not among them. */
  readonly stationKeys?: ReadonlyMap<StationId, StationKey>;
  /** The site's own list; without one, the list in force stays. */
  readonly tokens?: SiteTokens;
  readonly data: { readonly dir: string; readonly maxBytes: number };
  readonly retention?: Retention;
  readonly listeners: readonly StationListener[];
  /** Where stations fetch firmware that is published; absent where they cannot. */
  readonly files?: { readonly address?: string; readonly port: number };
  /** Where others read the registers of `site.servedUnits`; absent where nobody does. */
  readonly modbusServer?: { readonly host: string; readonly port: number; readonly maxClients: number };
  readonly api: ApiConfig;
}

/** Where the data are when no file says so. */
export const usualDataDir = '/var/lib/busbar';

/** Where people and tools reach the gateway, and who of them may. */
export interface ApiConfig {
  /** Plain HTTP, on this computer alone. */
  readonly host: string;
  readonly port: number;
  /** HTTPS for others, once the gateway is claimed; absent where there is none. */
  readonly lan?: { readonly host: string; readonly port: number };
  /** Names by which browsers reach it, in lower case. */
  readonly hosts?: readonly string[];
  /** PEM files, relative to the site file; Busbar makes its own where absent. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Everybody on this computer may do everything; else who is signed in may what his role may. */
  readonly access?: 'open';
}

/** How long the history keeps things, in days, and how much room it may take. */
export interface Retention {
  readonly sessionsDays?: number;
  /** Limits and their reasons, orders from outside, events. */
  readonly limitLogDays?: number;
  /** What was drawn, by the minute. */
  readonly historyDays?: number;
  /** What is said on the wire; 0: it is not kept. */
  readonly traceDays?: number;
  /** Who changed what over the API. */
  readonly auditDays?: number;
  readonly maxBytes?: number;
}

export interface StationListener {
  readonly address?: string;
  readonly port: number;
  /** Patterns of paths under which stations may connect. */
  readonly paths: readonly string[];
  /** An unknown identity is answered like a wrong password. */
  readonly hideUnknown?: boolean;
  readonly tls?: TlsFiles;
}

/** What a listener with TLS (security profiles 2 and 3) needs: PEM files, relative to the site file. */
export interface TlsFiles {
  /** One for each kind of key: the four mandated suites need RSA and ECDSA (A00.FR.317, 2.x A00.FR.318). */
  readonly certs: readonly { readonly cert: string; readonly key: string }[];
  /** Who signs the certificates of stations (profile 3). */
  readonly clientCa?: string;
  /** What that CA has revoked. */
  readonly crl?: string;
  readonly requireForwardSecrecy?: boolean;
  /** TLS 1.0 and 1.1 too, with one old suite, for stations of 1.6 that have nothing newer. */
  readonly legacy?: true;
  /** The longest record, for stations with little memory; that of TLS when absent. */
  readonly maxFragmentBytes?: number;
  /** The names and addresses that stations connect to; each certificate is looked at for them. */
  readonly names?: readonly string[];
}
