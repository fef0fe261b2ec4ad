import { environments } from '../../environments';
import { assembled } from '../support/assembled';
import {
  assemble,
  called,
  NOTHING_ELSE,
  ofType,
  properties,
  type Synthesised,
  stacks,
  testApp,
} from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

const directoryOf = (stack: Synthesised): string => String(called(stack, stack.described.directory).Value);
const cognito = (stack: Synthesised) => stack.resources.filter(({ Type }) => Type.startsWith('AWS::Cognito::'));

describe.each(both)('who signs in with a browser in $environment', ({ environment, stack }) => {
  const [pool = {}] = properties(stack, 'AWS::Cognito::UserPool');
  const [client = {}] = properties(stack, 'AWS::Cognito::UserPoolClient');
  const [api] = ofType(stack, 'AWS::ApiGatewayV2::Api');

  test('was invited: nobody makes themselves an engineer', () => {
    expect(pool.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
  });

  test('has a second factor, which is no text message', () => {
    expect(pool).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
  });

  test('has a password of 14 characters or more, and gets it back by e-mail only', () => {
    expect(pool.Policies).toMatchObject({ PasswordPolicy: { MinimumLength: 14 } });
    expect(pool.AccountRecoverySetting).toEqual({ RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] });
  });

  test('outlives the stack', () => {
    const [kept] = ofType(stack, 'AWS::Cognito::UserPool');
    expect(kept).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(pool.DeletionProtection).toBe('ACTIVE');
  });

  test('signs in on the issuer’s own page, by a code: there is no other way to a token', () => {
    expect(client).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    // Without this list, signing in with SRP and by custom flows is allowed:
    // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
    expect(client.ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
  });

  test('is sent back to our page, and to nowhere else', () => {
    expect(client.CallbackURLs).toEqual([`<${api?.logicalId}.ApiEndpoint>/signed-in`]);
    expect(client).not.toHaveProperty('LogoutURLs');
    expect(client).not.toHaveProperty('DefaultRedirectURI');
  });

  test('shares no secret with the functions: the client has none', () => {
    expect(client.GenerateSecret).toBe(false);
  });

  test('is signed in for an hour', () => {
    expect(client).toMatchObject({ IdTokenValidity: 60, TokenValidityUnits: { IdToken: 'minutes' } });
  });

  test('there is one pool with one client and its own sign-in page, and the functions are told which', () => {
    expect(cognito(stack).map(({ Type }) => Type.replace('AWS::Cognito::', ''))).toEqual([
      'UserPool',
      'UserPoolClient',
      'UserPoolDomain',
    ]);
    const [domain] = properties(stack, 'AWS::Cognito::UserPoolDomain');
    expect(domain?.Domain).toBe(`runbook-${environment}-123456789012`);
    const [poolId, clientId] = cognito(stack).map(({ logicalId }) => logicalId);
    expect(JSON.parse(directoryOf(stack))).toMatchObject({
      signIn: {
        issuer: `https://cognito-idp.ap-south-1.amazonaws.com/<${poolId}>`,
        clientId: `<${clientId}>`,
      },
    });
  });
});

test('with an issuer of one’s own nothing of Cognito is made, and the functions are told of that issuer', () => {
  const browser = { issuer: 'https://sign-in.algo-trading.example', clientId: 'runbook-pages' };
  // One environment is enough: what both have in common stands above.
  const own = environments.slice(0, 1).map((each) => ({ ...each, signIn: { ...each.signIn, browser } }));
  const synthesised = Object.values(stacks(assemble(testApp(), { environments: own, ...NOTHING_ELSE })));
  expect(synthesised).toHaveLength(1);
  for (const stack of synthesised) {
    expect(cognito(stack)).toEqual([]);
    expect(JSON.parse(directoryOf(stack))).toMatchObject({ signIn: browser });
  }
});
