import type { DescribeImagesCommandInput } from '@aws-sdk/client-ecr';
import { arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

export const ecr: Rows = {
  // @claim documented: ecr:DescribeImages is asked for the repository.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
  'ecr:DescribeImages': row<DescribeImagesCommandInput>('ecr:DescribeImages', (input, world) => {
    refuseMembers('DescribeImages', input, input.registryId === world.accountId ? [] : ['registryId']);
    const repository = needed('DescribeImages', 'repositoryName', input.repositoryName, /^[a-z0-9][a-z0-9._/-]*$/);
    return [ask('ecr:DescribeImages', arnIn(world, 'ecr', `repository/${repository}`))];
  }),
};
