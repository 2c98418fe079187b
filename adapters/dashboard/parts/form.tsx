import type { ComponentChildren, JSX } from 'preact';

export interface FormProps {
  readonly onSubmit: () => void;
  readonly look?: string;
  readonly children: ComponentChildren;
}

/** Sent by its button and by Enter; never to another page. */
export const Form = ({ onSubmit, look = 'stack', children }: FormProps): JSX.Element => (
  <form
    class={look}
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    {children}
  </form>
);
