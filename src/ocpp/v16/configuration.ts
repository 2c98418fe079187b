import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';

interface GetConfigurationConf {
  readonly configurationKey?: readonly { readonly key: string; readonly readonly: boolean; readonly value?: unknown }[];
  readonly unknownKey?: readonly string[];
}

/** GetConfiguration. */
export const getSettings: OrderWords<OrderOf<'getSettings'>> = {
  action: 'GetConfiguration',
  kind: 'getSettings',
  read: ({ key }: { key?: readonly string[] }) => ({ kind: 'getSettings', keys: key ?? [] }),
  answer: ({ settings = [], unknownKeys = [] }) => ({
    ...(settings.length > 0 && {
      configurationKey: settings.map(({ key, readonly, value }) => ({
        key: key.slice(0, 50),
        readonly,
        ...(value !== undefined && { value: value.slice(0, 500) }),
      })),
    }),
    ...(unknownKeys.length > 0 && { unknownKey: unknownKeys.map((key) => key.slice(0, 50)) }),
  }),
  say: ({ keys }) => (keys.length === 0 ? {} : { key: keys }),
  // Some stations write numbers and booleans as such (Q18).
  readAnswer: ({ configurationKey = [], unknownKey = [] }: GetConfigurationConf) => ({
    status: 'Accepted',
    settings: configurationKey.map(({ key, readonly, value }) => ({
      key,
      readonly,
      ...(value !== undefined && value !== null && { value: String(value as string | number | boolean) }),
    })),
    unknownKeys: unknownKey,
  }),
};

/** ChangeConfiguration. */
export const changeSetting: OrderWords<OrderOf<'changeSetting'>> = {
  action: 'ChangeConfiguration',
  kind: 'changeSetting',
  read: ({ key, value }: { key: string; value: string }) => ({ kind: 'changeSetting', key, value }),
  answer: ({ status }) => ({
    status: oneOf(status, ['Accepted', 'Rejected', 'RebootRequired', 'NotSupported'], 'Rejected'),
  }),
  say: ({ key, value }) => ({ key, value }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** Reset. 2.x OnIdle has no word here: whoever means it waits until the station is idle and then says Soft. */
export const reset: OrderWords<OrderOf<'reset'>> = {
  action: 'Reset',
  kind: 'reset',
  read: ({ type }: { type: 'Hard' | 'Soft' }) => ({ kind: 'reset', type: type === 'Hard' ? 'Immediate' : 'Soft' }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ type }) => ({ type: type === 'Immediate' ? 'Hard' : 'Soft' }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
