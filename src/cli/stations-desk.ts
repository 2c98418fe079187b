// Where the identities of stations are looked after while a gateway runs: keys, the site file, who is enrolled, and the
// numbers upstream.

import type { StationKeys } from '../../adapters/files/station-keys.ts';
import { openStationKeys } from '../../adapters/files/station-keys.ts';
import type { FileRoutes } from '../../adapters/http/site-file-routes.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Witness } from '../../adapters/ws-server/server.ts';
import type { StationConsole } from '../local/station-console.ts';
import { siteJsonSchema, tokensJsonSchema } from '../model/config/json-schema.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { StationId } from '../model/ids.ts';
import type { Core } from './core-asks.ts';
import { createFileDesk } from './file-desk.ts';
import type { FileHistory } from './file-history.ts';
import { openFileHistory } from './file-history.ts';
import type { Enroller } from './enrol.ts';
import { createEnroller } from './enrol.ts';
import type { NumberWriter } from './number-writer.ts';
import { createNumberWriter } from './number-writer.ts';
import type { Good, SiteKeeper } from './site-keeper.ts';
import { createSiteKeeper } from './site-keeper.ts';
import { createStationConsole } from './station-console.ts';

/** A site file that is in force and may be changed. */
export interface SiteFileInForce {
  readonly path: string;
  readonly loaded: Good;
}

export interface DeskParts {
  readonly siteFile: SiteFileInForce | undefined;
  readonly keys: StationKeys;
  readonly core: Core;
  readonly log: Log;
  readonly safeMode: string | undefined;
  /** Puts a site in force. */
  readonly apply: (config: GatewayConfig) => void;
  readonly forgive: (station: StationId) => void;
}

export interface StationsDesk {
  readonly keeper: SiteKeeper | undefined;
  readonly console: StationConsole | undefined;
  /** The site file and its list of tokens, to look at and to change. */
  readonly files: FilesOfSite | undefined;
  /** Whoever came to the door. */
  readonly witness: Witness;
  readonly observe: (facts: readonly Fact[]) => void;
  /** Numbers that came before anybody looked are written now. */
  start(): void;
  stop(): Promise<void>;
}

export function createStationsDesk(parts: DeskParts): StationsDesk {
  const { siteFile, keys, core, log, safeMode, apply, forgive } = parts;
  const history = siteFile === undefined ? undefined : openFileHistory(siteFile.loaded.config.data.dir, log, Date.now);
  const keeper =
    siteFile === undefined
      ? undefined
      : createSiteKeeper({
          path: siteFile.path,
          inForce: siteFile.loaded,
          log,
          apply,
          ...(history !== undefined && { history }),
        });
  const enroller = keeper === undefined ? undefined : createEnroller(keeper, keys, log);
  // Without a journal nobody knows which numbers are given out already.
  const writer = keeper === undefined || safeMode !== undefined ? undefined : createNumberWriter(keeper, core, log);
  return {
    keeper,
    files: keeper === undefined || history === undefined ? undefined : filesOf(keeper, history, core),
    console:
      keeper === undefined
        ? undefined
        : createStationConsole({ keeper, keys, core, log, forgive, ...(safeMode !== undefined && { safeMode }) }),
    witness: witnessOf(keys, enroller, log),
    observe: (facts) => noteNumbers(writer, facts),
    start: () => writer?.note(),
    async stop() {
      await writer?.settled();
      await keeper?.settled();
    },
  };
}

export interface FilesOfSite {
  readonly site: FileRoutes;
  readonly tokens: FileRoutes;
}

const filesOf = (keeper: SiteKeeper, history: FileHistory, core: Core): FilesOfSite => ({
  site: { desk: createFileDesk({ of: 'site', keeper, history, core }), schema: JSON.parse(siteJsonSchema()) as object },
  tokens: {
    desk: createFileDesk({ of: 'tokens', keeper, history, core }),
    schema: JSON.parse(tokensJsonSchema()) as object,
  },
});

function witnessOf(keys: StationKeys, enroller: Enroller | undefined, log: Log): Witness {
  return (came, knock) => {
    if (came.kind === 'admit') {
      if (came.key !== undefined)
        keys.proved(came.station, came.key).catch((error: unknown) => {
          const { message } = error as Error;
          log.error('BB_KEYS_UNWRITABLE', `What ${came.station} proved of its key could not be kept: ${message}.`);
        });
      return;
    }
    if (came.kind === 'refuse' && came.enrol !== undefined) enroller?.enrol(came.enrol.identity, came.enrol.key);
    if (came.tell)
      log.warn(came.code, came.reason, { remoteAddress: knock.remoteAddress, path: knock.path.slice(0, 200) });
  };
}

function noteNumbers(writer: NumberWriter | undefined, facts: readonly Fact[]): void {
  if (writer !== undefined && facts.some(({ kind }) => kind === 'EvseNumbered')) writer.note();
}

/** The keys in `dir`. Where they cannot be read, stations with a key are refused, and everything else goes on. */
export function stationKeysIn(dir: string, config: GatewayConfig, log: Log): StationKeys {
  const keys = openStationKeys(dir);
  if (keys.trouble !== undefined) log.error(keys.trouble.code, keys.trouble.text);
  keys.configure(config.stationKeys ?? new Map());
  return keys;
}
