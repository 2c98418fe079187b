// What a central system asks of the device model and of its monitors (OCPP 2.x, B05–B08 and N01–N06).

import type { Attribute, VariableName } from './variable-name.ts';

export interface AskedVariable {
  readonly name: VariableName;
  /** Actual where it is absent. */
  readonly attribute?: Attribute;
}

export interface SetVariable extends AskedVariable {
  readonly value: string;
}

export interface VariableResult extends AskedVariable {
  readonly status: string;
  readonly value?: string;
}

export type DeviceOrder =
  | { readonly kind: 'getVariables'; readonly items: readonly AskedVariable[] }
  | { readonly kind: 'setVariables'; readonly items: readonly SetVariable[] }
  | GetBaseReport
  | GetReport
  | MonitorOrder;

export interface GetBaseReport {
  readonly kind: 'getBaseReport';
  readonly request: number;
  readonly base: 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory';
}

export type Criterion = 'Active' | 'Available' | 'Enabled' | 'Problem';

/** Without a variable all of the component; without a place all places of it. */
export type Pattern = Omit<VariableName, 'variable'> & { readonly variable?: string };

export interface GetReport {
  readonly kind: 'getReport';
  readonly request: number;
  /** At least one of them holds for the component. */
  readonly criteria?: readonly Criterion[];
  readonly patterns?: readonly Pattern[];
}

export interface SetMonitor {
  readonly id?: number;
  readonly name: VariableName;
  /** MonitorEnumType. */
  readonly type: string;
  readonly value: number;
  readonly severity: number;
  readonly isTransaction?: boolean;
}

export interface MonitorResult {
  readonly id?: number;
  readonly status: string;
}

export type MonitorOrder =
  | { readonly kind: 'setMonitors'; readonly monitors: readonly SetMonitor[] }
  | { readonly kind: 'clearMonitors'; readonly ids: readonly number[] }
  | { readonly kind: 'setMonitoringBase'; readonly base: string }
  | { readonly kind: 'setMonitoringLevel'; readonly severity: number }
  | {
      readonly kind: 'getMonitoringReport';
      readonly request: number;
      /** MonitoringCriterionEnumType. */
      readonly criteria?: readonly string[];
      readonly patterns?: readonly Pattern[];
    };
