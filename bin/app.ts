import { App } from 'aws-cdk-lib';
import { environments } from '../environments';
import { synthesise } from '../lib/app';
import { runbooks } from '../runbooks';

synthesise(new App(), environments, runbooks);
