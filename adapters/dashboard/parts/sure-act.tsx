// What cannot be taken back is asked twice: by a button that says so after the first click.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ActProps } from './act.tsx';
import { Act } from './act.tsx';

interface SureActProps extends Pick<ActProps, 'role' | 'disabled'> {
  readonly text: string;
  /** What it says after the first click. */
  readonly sure: string;
  /** What it is about, for who hears the page. */
  readonly about?: string;
  readonly onSure: () => void;
}

export function SureAct({ text, sure, about, onSure, ...rest }: SureActProps): JSX.Element {
  const [isSure, setSure] = useState(false);
  const act = (): void => {
    setSure(!isSure);
    if (isSure) onSure();
  };
  const shown = isSure ? sure : text;
  return (
    <Act
      {...rest}
      kind={isSure ? 'danger' : 'quiet'}
      {...(about !== undefined && { label: `${shown} ${about}` })}
      onClick={act}
    >
      {shown}
    </Act>
  );
}
