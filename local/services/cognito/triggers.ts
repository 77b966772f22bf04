import type { Account } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvoker, FunctionResult } from "../../core/ports.ts";
import type { LambdaConfig, User } from "./model.ts";
import type { UserPool } from "./user-pool.ts";

export type Metadata = Readonly<Record<string, string>>;

/** What happened, in whose name and to whom. */
export interface TriggerOccasion {
  readonly pool: UserPool;
  /** Absent where an administrator acts. */
  readonly clientId?: string | undefined;
  readonly user: Pick<User, "username" | "attributes"> & Partial<Pick<User, "sub" | "status">>;
  /** Such as `PostConfirmation_ConfirmSignUp`. */
  readonly source: string;
  readonly metadata?: Metadata | undefined;
}

type Json = Readonly<Record<string, unknown>>;
type Trigger = Exclude<keyof LambdaConfig, "preTokenGenerationVersion">;

const NAMES: Readonly<Record<Trigger, string>> = {
  preSignUp: "PreSignUp",
  postConfirmation: "PostConfirmation",
  preAuthentication: "PreAuthentication",
  postAuthentication: "PostAuthentication",
  preTokenGeneration: "PreTokenGeneration",
};

/** Source: Amazon Cognito Developer Guide, "Customizing user pool workflows with Lambda triggers". */
const WAIT_MS = 5000;
const ATTEMPTS = 3;

/**
 * Calls a pool's functions. Each runs in Lambda as any other, and lets `cognito-idp.amazonaws.com` in for the pool by
 * its permission, or refuses.
 */
export class Triggers {
  readonly #account: Account;
  readonly #functions: FunctionInvoker;

  constructor(account: Account, functions: FunctionInvoker) {
    this.#account = account;
    this.#functions = functions;
  }

  /**
   * What a pool's function answers to an event; undefined where the pool has none.
   * @throws {AwsError} `UserLambdaValidationException` for what the function throws, `UnexpectedLambdaException`,
   * `InvalidLambdaResponseException`
   */
  async call(
    trigger: Trigger,
    { pool, clientId, user, source, metadata }: TriggerOccasion,
    parts: { readonly version?: string; readonly request?: Json; readonly response?: Json } = {},
  ): Promise<Json | undefined> {
    const functionArn = pool.settings.lambdaConfig[trigger];
    if (functionArn === undefined) return undefined;
    const event = {
      version: parts.version ?? "1",
      region: this.#account.region,
      userPoolId: pool.id,
      userName: user.username,
      callerContext: {
        awsSdkVersion: "aws-sdk-unknown-unknown",
        clientId: clientId ?? "CLIENT_ID_NOT_APPLICABLE",
      },
      triggerSource: source,
      request: {
        userAttributes: {
          ...(user.sub !== undefined && { sub: user.sub }),
          ...(user.status !== undefined && { "cognito:user_status": user.status }),
          ...Object.fromEntries(user.attributes),
        },
        ...(metadata && { clientMetadata: metadata }),
        ...parts.request,
      },
      response: parts.response ?? {},
    };
    const result = await this.#invoke(NAMES[trigger], functionArn, pool.arn, JSON.stringify(event));
    return responseOf(NAMES[trigger], result);
  }

  async #invoke(
    name: string,
    functionArn: string,
    sourceArn: string,
    payload: string,
  ): Promise<FunctionResult> {
    const principal = { kind: "service", service: "cognito-idp.amazonaws.com", sourceArn } as const;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        const result = await inTime(this.#functions.invoke({ functionArn, payload, principal, sourceArn }));
        if (result !== undefined) return result;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw unexpected(name, error.code);
      }
    }
    throw unexpected(name, "Socket timeout while invoking Lambda function");
  }
}

/** The result, or undefined when it takes longer than Cognito waits. */
function inTime(running: Promise<FunctionResult>): Promise<FunctionResult | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), WAIT_MS);
    running.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function responseOf(name: string, { functionError, payload }: FunctionResult): Json {
  const answer = parsed(payload);
  if (functionError !== undefined) {
    const message = String(answer?.errorMessage ?? "").replace(/\.?$/, ".");
    throw new AwsError("UserLambdaValidationException", `${name} failed with error ${message}`);
  }
  const response = answer?.response;
  if (typeof response === "object" && response !== null && !Array.isArray(response)) return response as Json;
  throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

function parsed(payload: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function unexpected(name: string, reason: string): AwsError {
  return new AwsError("UnexpectedLambdaException", `${name} invocation failed due to error ${reason}.`);
}
