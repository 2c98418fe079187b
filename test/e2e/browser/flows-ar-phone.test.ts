// What people do with the dashboard, in Arabic, right to left, on a phone.

import { walk } from './walk.ts';

walk({ language: 'ar', width: 390 }, 'everyday', 'installing', 'upkeep');
