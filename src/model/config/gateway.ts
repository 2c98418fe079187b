import type { Site } from './site.ts';
import type { SiteTokens } from './tokens.ts';

/** The whole site file as the gateway uses it. `site` and `tokens` become facts; the rest belongs to this computer. */
export interface GatewayConfig {
  readonly site: Site;
  /** The site's own list; without one, the list in force stays. */
  readonly tokens?: SiteTokens;
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
