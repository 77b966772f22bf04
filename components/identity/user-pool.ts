import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../core/component.ts";
import type { Grant } from "../core/grants.ts";
import { NAME_LIMITS, pascalCase, physicalName } from "../core/names.ts";

export interface UserPoolArgs {
  /** Groups of users, most privileged first; access tokens carry their names in `cognito:groups`. */
  readonly groups: Readonly<Record<string, { readonly description: string }>>;
  /** How long an access token and an ID token are accepted. 5 to 1440. */
  readonly accessTokenMinutes: number;
  /** How long a sign-in can be renewed. Default 7. */
  readonly refreshTokenDays?: number;
  /**
   * Lets whoever holds credentials of the account sign in with a user's password (`ADMIN_USER_PASSWORD_AUTH`).
   * For development: the password leaves the client.
   */
  readonly adminPasswordSignIn: boolean;
  /** Cognito's threat protection, enforced. Needs the Plus tier, which costs more for each active user. */
  readonly threatProtection: boolean;
  /** Protects the pool, and so all accounts, from deletion, by Pulumi and by Cognito itself. */
  readonly protect: boolean;
}

/**
 * A Cognito user pool, its groups and one public app client for the storefront.
 *
 * Passwords have 12 characters of all four kinds; users may add an authenticator app as second factor; names are not
 * case-sensitive. The client signs in by SRP, so a password never leaves the browser, and does not tell whether a user
 * exists; its tokens are short-lived and can be revoked.
 */
export class UserPool extends Component {
  static readonly __pulumiType = "orderflow:identity:UserPool";

  readonly arn: pulumi.Output<string>;
  readonly userPoolId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  /** The `iss` of its tokens. */
  readonly issuer: pulumi.Output<string>;
  readonly #name: string;

  constructor(name: string, args: UserPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super(UserPool.__pulumiType, name, opts);
    this.#name = name;

    const pool = this.#createPool(name, args);
    this.#createGroups(name, pool, args);
    const client = this.#createClient(name, pool, args);

    this.arn = pool.arn;
    this.userPoolId = pool.id;
    this.clientId = client.id;
    this.issuer = pulumi.interpolate`https://${pool.endpoint}`;
    this.registerOutputs({ userPoolId: this.userPoolId, clientId: this.clientId, issuer: this.issuer });
  }

  /** Look single users up, by their `sub`: `cognito-idp:AdminGetUser`. The variable `env` holds the pool's id. */
  userReader(env: string): Grant {
    return {
      env: { [env]: this.userPoolId },
      statements: [
        {
          Sid: pascalCase(this.#name, "reader"),
          Effect: "Allow",
          Action: ["cognito-idp:AdminGetUser"],
          Resource: [this.arn],
        },
      ],
    };
  }

  #createPool(name: string, args: UserPoolArgs): aws.cognito.UserPool {
    return new aws.cognito.UserPool(
      name,
      {
        name: physicalName(NAME_LIMITS.userPool, name),
        usernameConfiguration: { caseSensitive: false },
        autoVerifiedAttributes: ["email"],
        accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
        adminCreateUserConfig: { allowAdminCreateUserOnly: false },
        passwordPolicy: {
          minimumLength: 12,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: true,
          temporaryPasswordValidityDays: 1,
        },
        mfaConfiguration: "OPTIONAL",
        softwareTokenMfaConfiguration: { enabled: true },
        deletionProtection: args.protect ? "ACTIVE" : "INACTIVE",
        ...(args.threatProtection && {
          userPoolTier: "PLUS",
          userPoolAddOns: { advancedSecurityMode: "ENFORCED" },
        }),
      },
      this.stateful(args.protect),
    );
  }

  #createGroups(name: string, pool: aws.cognito.UserPool, { groups }: UserPoolArgs): void {
    for (const [precedence, [group, { description }]] of Object.entries(groups).entries()) {
      new aws.cognito.UserGroup(
        `${name}-${group}`,
        { name: group, userPoolId: pool.id, description, precedence },
        this.named,
      );
    }
  }

  #createClient(name: string, pool: aws.cognito.UserPool, args: UserPoolArgs): aws.cognito.UserPoolClient {
    return new aws.cognito.UserPoolClient(
      `${name}-client`,
      {
        name: physicalName(NAME_LIMITS.userPool, `${name}-client`),
        userPoolId: pool.id,
        generateSecret: false,
        explicitAuthFlows: [
          "ALLOW_USER_SRP_AUTH",
          "ALLOW_REFRESH_TOKEN_AUTH",
          ...(args.adminPasswordSignIn ? ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] : []),
        ],
        preventUserExistenceErrors: "ENABLED",
        enableTokenRevocation: true,
        accessTokenValidity: args.accessTokenMinutes,
        idTokenValidity: args.accessTokenMinutes,
        refreshTokenValidity: args.refreshTokenDays ?? 7,
        tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
      },
      this.child,
    );
  }
}
