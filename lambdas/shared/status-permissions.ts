import type { Permission } from './permission';

/** Reading what the trading service says of its last call to the broker. */
export const BROKER_PERMISSION: Permission = { actions: ['s3:GetObject'], on: 'broker-heartbeat' };

/** Reading the trading service's word for its parameter. */
export const ACKNOWLEDGEMENT_PERMISSION: Permission = { actions: ['s3:GetObject'], on: 'acknowledgement' };
