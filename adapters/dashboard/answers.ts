// What the gateway answers beside the live site.

import type { CurvePointView, SessionView } from '../../src/local/session-views.ts';

export interface SessionsPageAnswer {
  readonly sessions: readonly SessionView[];
  readonly next?: string;
}

export interface SessionDetail extends SessionView {
  readonly curve: readonly CurvePointView[];
  readonly events: readonly { readonly at: string; readonly text: string; readonly code?: string }[];
}

export interface LimitEntry {
  readonly id: number;
  readonly at: string;
  readonly amps?: number;
  readonly why?: { readonly text: string };
  readonly [key: string]: unknown;
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
  readonly templates?: Readonly<Record<string, unknown>>;
  readonly enrolment?: { readonly until: string | null };
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

export interface UserRow {
  readonly name: string;
  readonly role: string;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Who made it. */
  readonly by: string;
  readonly since: string;
  readonly endsAt: string;
}
