// Fields of forms, each with its name and a hint.

import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Named {
  readonly name: string;
  readonly hint?: string | undefined;
  readonly children: (id: string, hintId: string | undefined) => ComponentChildren;
}

export function Field({ name, hint, children }: Named): JSX.Element {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children(id, hintId)}
      {hint !== undefined && (
        <p id={hintId} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export interface InputProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly type?: 'text' | 'number' | 'password' | 'search' | 'datetime-local' | 'date';
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | 'any';
  readonly autoComplete?: string;
  readonly placeholder?: string;
}

export const Input = ({
  name,
  hint,
  value,
  onValue,
  type = 'text',
  autoComplete,
  ...rest
}: InputProps): JSX.Element => (
  <Field name={name} hint={hint}>
    {(id, hintId) => (
      <input
        id={id}
        // Which attributes go with which type is the affair of who uses it.
        {...({ type } as { type: 'text' })}
        value={value}
        {...(autoComplete !== undefined && { autocomplete: autoComplete })}
        {...(hintId !== undefined && { 'aria-describedby': hintId })}
        {...rest}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    )}
  </Field>
);

export interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly hint?: string;
}

export const Choice = ({ name, hint, value, onValue, options }: ChoiceProps): JSX.Element => (
  <Field name={name} hint={hint}>
    {(id, hintId) => (
      <select
        id={id}
        value={value}
        {...(hintId !== undefined && { 'aria-describedby': hintId })}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

export const Check = ({
  name,
  isOn,
  onChange,
}: {
  readonly name: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): JSX.Element => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
    {name}
  </label>
);

/** One that is there already, or one that is made up here. */
export const Password = ({
  isNew = false,
  ...props
}: Pick<InputProps, 'name' | 'hint' | 'value' | 'onValue'> & { readonly isNew?: boolean }): JSX.Element => (
  <Input {...props} type="password" autoComplete={isNew ? 'new-password' : 'current-password'} required />
);
