// How the site file says what plans are made for, as far as JSON Schema can say it.

import Type from 'typebox';
import { closed, oneOf, whole } from './schema-words.ts';

export const Planning = Type.Object(
  {
    favour: Type.Optional(
      oneOf(
        'When not all can have everything: as many vehicles ready as possible (ready, when absent), or as many kWh (energy)',
        ['ready', 'energy'],
      ),
    ),
    departureMarginMinutes: Type.Optional(
      whole('Vehicles are planned to be ready so many minutes before they leave; 10 when absent', 0, 240),
    ),
    energyMarginPercent: Type.Optional(
      whole('They are planned to need so much more than they are said to need; 5 when absent', 0, 100),
    ),
    floorKwh: Type.Optional(
      Type.Number({
        description: 'Every vehicle gets so many kWh before any gets more; 0 when absent',
        minimum: 0,
        maximum: 500,
      }),
    ),
  },
  { ...closed, description: 'What plans are made for' },
);
