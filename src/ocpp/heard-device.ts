// What a station of OCPP 2.x says of its device model: reports, and events of its variables.

import type { ConnectorStatus } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import type { VariableName } from './variable-name.ts';

export interface ReportedVariable {
  readonly name: VariableName;
  /** Actual; absent where it is not set, or not to be read. */
  readonly value?: string;
  /** Whether nobody can set it. */
  readonly readonly: boolean;
  /** What it may be, where it is one or several of a list. */
  readonly values?: string;
  readonly most?: number;
}

/** One page of a report. */
export interface ReportHeard {
  readonly kind: 'report';
  readonly request: number;
  /** The first page has 0. */
  readonly seqNo: number;
  readonly isLast: boolean;
  readonly variables: readonly ReportedVariable[];
}

export interface EventsHeard {
  readonly kind: 'events';
  readonly events: readonly EventSaid[];
}

/** Something happened to a variable. */
export interface EventSaid {
  readonly name: VariableName;
  readonly at?: Utc;
  /** EventTriggerEnumType. */
  readonly trigger: string;
  readonly value: string;
  readonly isCleared: boolean;
  readonly techCode?: string;
  readonly techInfo?: string;
  /** 0 is the worst, 9 the least (2.1). */
  readonly severity?: number;
  /** Set where it is the AvailabilityState of a plug, an EVSE or the station. */
  readonly status?: ConnectorStatus;
}

/** Something that the site has to say of its own device model. */
export interface EventToSay {
  readonly id: number;
  readonly name: VariableName;
  readonly at: Utc;
  readonly trigger: 'Alerting' | 'Delta';
  readonly value: string;
  readonly isCleared?: boolean;
  readonly techCode?: string;
  readonly techInfo?: string;
  readonly severity: number;
}

/** A variable as the site reports it. */
export interface VariableToSay {
  readonly name: VariableName;
  /** Absent where it is not set. */
  readonly value?: string;
  readonly mutability: 'ReadOnly' | 'WriteOnly' | 'ReadWrite';
  readonly type: string;
  readonly unit?: string;
  readonly least?: number;
  readonly most?: number;
  readonly values?: string;
}

/** One page of a report that was asked for. */
export interface ReportPage {
  readonly request: number;
  readonly seqNo: number;
  readonly isLast: boolean;
  readonly at: Utc;
  readonly variables: readonly VariableToSay[];
}
