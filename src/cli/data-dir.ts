import { usualDataDir } from '../model/config/gateway.ts';

/** Where the data of the gateway are when no site file says so. */
export const dataDirWithoutFile = (): string => process.env['BUSBAR_DATA_DIR'] ?? usualDataDir;
