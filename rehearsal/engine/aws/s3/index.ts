export { S3 } from './s3';
