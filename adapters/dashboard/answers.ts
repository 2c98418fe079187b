// What the gateway answers beside the live site.

export interface SessionRow {
  readonly id: string;
  readonly station: string;
  readonly evse?: number;
  readonly token?: string;
  readonly vehicle?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly energyWh?: number;
  readonly cost?: { readonly amount: number; readonly currency?: string; readonly source: string };
  readonly stoppedReason?: string;
  readonly plannedMiss?: number;
}

export interface SessionsPageAnswer {
  readonly sessions: readonly SessionRow[];
  readonly next?: string;
}

export interface CurvePoint {
  readonly at: string;
  readonly powerW?: number;
  readonly amps?: readonly (number | null)[];
  readonly limitAmps?: number;
  readonly socPercent?: number;
  readonly energyWh?: number;
}

export interface SessionDetail extends SessionRow {
  readonly curve: readonly CurvePoint[];
  readonly events: readonly { readonly at: string; readonly text: string; readonly code?: string }[];
}

export interface PlanSlot {
  readonly startsAt: string;
  readonly past: boolean;
  readonly limitAmps?: number;
  readonly baseAmps?: number;
  readonly pvAmps?: number;
  readonly chargingAmps?: number;
  readonly pricePerKwh?: number;
}

export interface PlanVehicle {
  readonly name: string;
  readonly token?: string;
  readonly station: string;
  readonly evse: number;
  readonly departure?: string;
  readonly neededKwh?: number;
  readonly gotKwh: number;
  readonly expectedKwh?: number;
  readonly ready: boolean | null;
  readonly missesKwh?: number;
  readonly why?: string;
  readonly priority?: number;
  readonly boost?: boolean;
}

export interface PlanAnswer {
  readonly at: string;
  readonly slotMinutes: number;
  readonly currency?: string;
  /** Why nothing of the past is there. */
  readonly pastMissing?: string;
  readonly slots: readonly PlanSlot[];
  readonly vehicles: readonly PlanVehicle[];
  readonly ready: readonly { readonly by: string; readonly ready: number; readonly of: number }[];
}

export interface StationDetail {
  readonly id: string;
  readonly version?: string;
  readonly securityProfile?: number;
  readonly connectedSince?: string;
  readonly address?: string;
  readonly capabilities?: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly source?: string;
    readonly learnedAt?: string;
  }[];
  readonly quirks?: readonly { readonly number: string; readonly text: string }[];
  readonly holding?: string;
  readonly lastRefusals?: readonly { readonly at: string; readonly text: string; readonly code?: string }[];
  readonly deviceModel?: unknown;
}

export interface TraceMessage {
  readonly n: number;
  readonly at: string;
  readonly direction: 'in' | 'out';
  readonly version?: string;
  readonly kind: 'call' | 'result' | 'error' | 'send' | 'other';
  readonly action?: string;
  readonly messageId?: string;
  readonly text: string;
  readonly bytes: number;
  readonly findings: readonly { readonly path: string; readonly text: string }[];
}

export interface LimitEntry {
  readonly id: number;
  readonly at: string;
  readonly amps?: number;
  readonly why?: { readonly text: string };
  readonly [key: string]: unknown;
}

export interface Preview {
  readonly ok: boolean;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly diff: readonly { readonly sign: ' ' | '+' | '-'; readonly line?: number; readonly text: string }[];
  readonly effect?: Effect;
}

export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: readonly (string | number)[];
}

export interface Effect {
  readonly circuits: readonly { readonly id: string; readonly before?: Amounts; readonly after?: Amounts }[];
  readonly evses: readonly {
    readonly station: string;
    readonly evse: number;
    readonly before?: Amounts;
    readonly after?: Amounts;
    readonly why?: string;
  }[];
  readonly sessionsAffected: number;
  readonly restartNeeded: readonly string[];
  readonly words: readonly string[];
}

export interface Amounts {
  readonly limitAmps?: number;
  readonly fallbackAmps?: number;
}

export interface Edit {
  readonly op: 'set' | 'add' | 'remove';
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

export type Wanted = { readonly edits: readonly Edit[] } | { readonly text: string };

export interface SiteFileAnswer {
  readonly text: string;
  readonly etag: string;
  readonly file: SiteFile;
}

/** What is edited of it in forms; the rest is edited as text. */
export interface SiteFile {
  readonly circuits?: readonly FileCircuit[];
  readonly stations?: readonly FileStation[];
  readonly tariff?: FileTariff;
  readonly tokens?: readonly FileToken[];
}

export interface FileCircuit {
  readonly id: string;
  readonly parent?: string;
  readonly limitAmps: number;
  readonly worstCaseBaseAmps?: number;
  readonly worstStepAmps?: number;
  readonly maxUnbalanceAmps?: number;
  readonly meter?: string;
}

export interface FileStation {
  readonly id?: string;
  readonly range?: string;
  readonly circuit?: string;
  readonly template?: string;
  readonly state?: string;
  readonly fallbackAmps?: number | 'auto';
  readonly evses?: readonly { readonly id: number; readonly maxAmps?: number }[];
}

export interface FileTariff {
  readonly currency?: string;
  readonly defaultPricePerKwh?: number;
  readonly periods?: readonly { readonly from: string; readonly to: string; readonly pricePerKwh: number }[];
}

export interface FileToken {
  readonly token: string;
  readonly vehicle?: string;
  readonly departure?: string;
  readonly energy?: number;
  readonly priority?: number;
  readonly blocked?: boolean;
}

export interface FileVersion {
  readonly version: number | string;
  readonly at: string;
  readonly by: string;
  readonly via?: string;
  readonly reason?: string;
  readonly summary?: string;
  readonly undoes?: number | string;
}

export interface UserRow {
  readonly name: string;
  readonly role: string;
  readonly lastSeenAt?: string;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
}

export interface AuditEntry {
  readonly n: number;
  readonly at: string;
  readonly by: string;
  readonly role?: string;
  readonly via?: string;
  readonly address?: string;
  readonly what: string;
  readonly target?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly outcome?: string;
  readonly code?: string;
}
