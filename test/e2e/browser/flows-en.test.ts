// What people do with the dashboard, in English on a desk.

import { walk } from './walk.ts';

walk({ language: 'en', width: 1280 }, 'everyday', 'installing');
