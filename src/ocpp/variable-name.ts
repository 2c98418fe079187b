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

// What the text itself uses is written by its number where a name has it.
const inComponent = /[.@[\]%]/g;
const inVariable = /[[\]%]/g;
const escaped = (text: string, special: RegExp): string =>
  text.replace(special, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const plain = (text: string): string =>
  text.replace(/%(2E|40|5B|5D|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export function writeVariable(name: VariableName): string {
  const { component, componentInstance, evse, connector, variable, instance } = name;
  const place = evse === undefined ? '' : connector === undefined ? `@${evse}` : `@${evse},${connector}`;
  const named = `${escaped(component, inComponent)}${bracketed(componentInstance, inComponent)}${place}`;
  return `${named}.${escaped(variable, inVariable)}${bracketed(instance, inVariable)}`;
}

const bracketed = (instance: string | undefined, special: RegExp): string =>
  instance === undefined || instance === '' ? '' : `[${escaped(instance, special)}]`;

const written =
  /^(?<component>[^.[\]@]+)(?:\[(?<part>[^.[\]@]+)\])?(?:@(?<evse>\d{1,9})(?:,(?<connector>\d{1,9}))?)?\.(?<variable>[^[\]]+)(?:\[(?<instance>[^[\]]+)\])?$/su;

/** Undefined where the text is the name of no variable, such as a configuration key of OCPP 1.6. */
export function parseVariable(text: string): VariableName | undefined {
  const { component, part, evse, connector, variable, instance } = written.exec(text)?.groups ?? {};
  if (component === undefined || variable === undefined) return undefined;
  return {
    component: plain(component),
    variable: plain(variable),
    ...(part !== undefined && { componentInstance: plain(part) }),
    ...(evse !== undefined && { evse: Number(evse) }),
    ...(connector !== undefined && { connector: Number(connector) }),
    ...(instance !== undefined && { instance: plain(instance) }),
  };
}
