import { App } from 'aws-cdk-lib';
import { environments } from '../environments';
import { synthesise } from '../lib/app';
import { dayRunbooks, onDemandRunbooks, runbooks } from '../runbooks';
import { checklists } from '../runbooks/checklists';

synthesise(new App(), environments, { runbooks, dayRunbooks, onDemandRunbooks, checklists });
