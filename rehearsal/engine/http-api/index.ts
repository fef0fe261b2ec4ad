export { HttpApi, type HttpApiOptions } from './http-api';
export type { ApiAnswer, ApiRequest, Signer } from './model';
export { readApi } from './read-api';
