import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Environment } from '../environments/schema';
import type { Naming } from './naming';

export interface BrowserSignInProps {
  readonly environment: Environment;
  readonly naming: Naming;
  /** Where the issuer sends the browser back to. */
  readonly returnTo: string;
}

/** Who says who is in front of a browser: the environment's own issuer, or a Cognito user pool that is made here. */
export class BrowserSignIn extends Construct {
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { environment, naming, returnTo }: BrowserSignInProps) {
    super(scope, id);
    const { browser } = environment.signIn;
    if (browser !== 'cognito') {
      this.issuer = browser.issuer;
      this.clientId = browser.clientId;
      return;
    }
    const pool = new cognito.UserPool(this, 'Engineers', {
      userPoolName: naming.stack,
      // Engineers are invited; nobody makes themselves one.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG3',
      reason:
        'Threat protection needs the Plus plan; a second factor is required of everybody, and nobody signs up by themselves.',
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Essentials plan has what invited engineers with a second factor need.',
    });
    const client = pool.addClient('Pages', {
      userPoolClientName: naming.stack,
      // A public client: the code is bound to the browser by PKCE.
      generateSecret: false,
      // Said, because saying nothing allows signing in past the pages, with SRP or by a custom flow.
      // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
      authFlows: { userSrp: false, custom: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID],
        callbackUrls: [returnTo],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
    });
    // Domains are unique in a Region: the account's number makes ours so.
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `${naming.stack}-${environment.account}` } });
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`;
    this.clientId = client.userPoolClientId;
  }
}
