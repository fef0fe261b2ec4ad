import { prod } from './prod';
import type { Environment } from './schema';
import { staging } from './staging';

/** One stack is made for each of these. */
export const environments: readonly Environment[] = [prod, staging];
