export type { BrowserAnswer } from './browser';
export { createIssuer, type Issuer, type IssuerOptions } from './issuer';
export type { Person } from './person';
export type { SigningKey } from './tokens';
