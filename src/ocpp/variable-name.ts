// The name of a variable of the device model of OCPP 2.x, and how it is written as one text: `Component.Variable`, with
// `@evse` or `@evse,connector` behind the component and instances in brackets, as in `EVSE@3.Power` or
// `OCPPCommCtrlr.MessageAttempts[TransactionEvent]`.

export interface VariableName {
  readonly component: string;
  readonly componentInstance?: string;
  readonly evse?: number;
  readonly connector?: number;
  readonly variable: string;
  readonly instance?: string;
}

export type Attribute = 'Actual' | 'Target' | 'MinSet' | 'MaxSet';

export function writeVariable(name: VariableName): string {
  const { component, componentInstance, evse, connector, variable, instance } = name;
  const place = evse === undefined ? '' : connector === undefined ? `@${evse}` : `@${evse},${connector}`;
  return `${component}${bracketed(componentInstance)}${place}.${variable}${bracketed(instance)}`;
}

const bracketed = (instance: string | undefined): string =>
  instance === undefined || instance === '' ? '' : `[${instance}]`;

const written =
  /^(?<component>[^.[\]@]+)(?:\[(?<part>[^\]]*)\])?(?:@(?<evse>\d{1,9})(?:,(?<connector>\d{1,9}))?)?\.(?<variable>[^[\]]+)(?:\[(?<instance>.*)\])?$/;

/** Undefined where the text is the name of no variable, such as a configuration key of OCPP 1.6. */
export function parseVariable(text: string): VariableName | undefined {
  const { component, part, evse, connector, variable, instance } = written.exec(text)?.groups ?? {};
  if (component === undefined || variable === undefined) return undefined;
  return {
    component,
    variable,
    ...(part !== undefined && part !== '' && { componentInstance: part }),
    ...(evse !== undefined && { evse: Number(evse) }),
    ...(connector !== undefined && { connector: Number(connector) }),
    ...(instance !== undefined && instance !== '' && { instance }),
  };
}
