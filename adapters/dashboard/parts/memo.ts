// A component that draws again only when what it was given is another; what it follows itself draws it as before.

import type { ComponentType, JSX } from 'preact';
import { Component, h } from 'preact';

export function memo<Props extends object>(view: (props: Props) => JSX.Element | null): ComponentType<Props> {
  const inner = view as unknown as ComponentType<Props>;
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      return Object.entries(next).some(([key, value]) => before[key] !== value);
    }
    override render(): JSX.Element {
      return h(inner, this.props as Props & JSX.IntrinsicAttributes);
    }
  };
}
