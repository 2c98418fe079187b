import type { Site } from './site.ts';

/** The whole site file as the gateway uses it. Only `site` is a fact; the rest belongs to this computer. */
export interface GatewayConfig {
  readonly site: Site;
  readonly data: { readonly dir: string; readonly maxBytes: number };
  readonly listeners: readonly StationListener[];
  readonly api: { readonly host: string; readonly port: number };
}

export interface StationListener {
  readonly address?: string;
  readonly port: number;
  /** Patterns of paths under which stations may connect. */
  readonly paths: readonly string[];
}
