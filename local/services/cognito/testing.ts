import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Access, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type { FunctionInvocation, FunctionInvoker, FunctionResult } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import type { AuthenticationAnswer } from "./authentication.ts";
import { Cognito } from "./cognito.ts";
import { DEFAULT_EMAIL_MESSAGE, type Message } from "./messages.ts";
import type { ClientSettings, User, UserPoolClient, UserPoolSettings } from "./model.ts";
import { DEFAULT_PASSWORD_POLICY, defaultReadAttributes, defaultWriteAttributes } from "./settings.ts";
import type { UserPool } from "./user-pool.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const PASSWORD = "Correct-Horse-1";
const ROOT: Principal = { kind: "root", arn: "arn:aws:iam::000000000000:root" };

/** Functions by ARN, which answer what the test has them answer; what they were called with. */
export class TriggerFunctions implements FunctionInvoker {
  readonly calls: FunctionInvocation[] = [];
  readonly answers = new Map<string, (event: TriggerEvent) => FunctionResult | Promise<FunctionResult>>();

  async invoke(invocation: FunctionInvocation): Promise<FunctionResult> {
    this.calls.push(invocation);
    const answer = this.answers.get(invocation.functionArn);
    if (answer === undefined) throw new AwsError("ResourceNotFoundException", "no such function");
    return answer(JSON.parse(invocation.payload));
  }

  requireFunction(arn: string) {
    return { arn, timeoutSeconds: 3 };
  }

  /** A function that answers its event with members of the response set. */
  answering(name: string, response: object): string {
    const arn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
    this.answers.set(arn, (event) => ({
      payload: JSON.stringify({ ...event, response: { ...event.response, ...response } }),
      requestId: "1",
    }));
    return arn;
  }

  events(): readonly TriggerEvent[] {
    return this.calls.map(({ payload }) => JSON.parse(payload));
  }
}

export interface TriggerEvent {
  readonly version: string;
  readonly triggerSource: string;
  readonly userName: string;
  readonly callerContext: { readonly clientId: string };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** Cognito behind HTTP, as the SDK's client reaches it. */
export class CognitoFixture {
  readonly clock = new Clock();
  readonly messages: Message[] = [];
  readonly functions = new TriggerFunctions();
  readonly cognito = new Cognito({
    account,
    clock: this.clock,
    functions: this.functions,
    onMessage: (message) => this.messages.push(message),
  });
  readonly accesses: Access[] = [];
  readonly client: CognitoIdentityProviderClient;
  readonly #server: Server;
  readonly #dispatcher = new Dispatcher({ authorize: (_, access) => void this.accesses.push(access) });

  /** Serves as soon as the first call arrives: the client waits for the port. */
  constructor() {
    const dispatcher = this.#dispatcher;
    dispatcher.register(this.cognito.service);
    this.#server = createServer((request, response) => void serve(dispatcher, request, response)).listen(
      0,
      "127.0.0.1",
    );
    this.client = new CognitoIdentityProviderClient({
      endpoint: async () => ({
        protocol: "http:",
        hostname: "127.0.0.1",
        port: await portOf(this.#server),
        path: "/",
      }),
      region: account.region,
      credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
  }

  /** An operation without the detour through HTTP. */
  call<Output = Readonly<Record<string, unknown>>>(operation: string, input: object): Promise<Output> {
    return this.#dispatcher.call<Output>("cognito-idp", operation, input, ROOT);
  }

  /** What an operation is refused with, `Code: message`. */
  async refusal(operation: string, input: object): Promise<string> {
    const error = await this.call(operation, input).then(
      () => undefined,
      (refused: unknown) => refused,
    );
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error ?? new Error(`${operation} was not refused`);
  }

  /** A confirmed user with `PASSWORD` and a verified address. */
  user(pool: UserPool, email: string): User {
    const user = pool.newUser(email, new Map([["email_verified", "true"]]), "CONFIRMED");
    pool.addUser(user);
    pool.setPassword(user, PASSWORD, true);
    return user;
  }

  /** The answer to signing in with `PASSWORD`. */
  signIn(client: UserPoolClient, USERNAME: string): Promise<AuthenticationAnswer> {
    return this.call("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: client.clientId,
      AuthParameters: { USERNAME, PASSWORD },
    });
  }

  close(): void {
    this.client.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    this.clock.close();
  }

  pool(settings: Partial<UserPoolSettings> = {}): UserPool {
    return this.cognito.pools.create(poolSettings(settings));
  }

  appClient(pool: UserPool, settings: Partial<ClientSettings> = {}): UserPoolClient {
    return this.cognito.pools.createClient(pool.id, clientSettings(pool, settings));
  }
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function serve(
  dispatcher: Dispatcher,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const input = JSON.parse(Buffer.concat(chunks).toString());
  const [status, answer] = await dispatcher.call("cognito-idp", operation, input, ROOT).then(
    (output) => [200, output] as const,
    (error) => {
      if (!(error instanceof AwsError))
        return [500, { __type: "InternalErrorException", message: String(error) }] as const;
      return [error.statusCode, { __type: error.code, message: error.message }] as const;
    },
  );
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
}

export function poolSettings(settings: Partial<UserPoolSettings> = {}): UserPoolSettings {
  return {
    name: "orders",
    passwordPolicy: DEFAULT_PASSWORD_POLICY,
    mfaConfiguration: "OFF",
    softwareTokenMfa: false,
    usernameAttributes: ["email"],
    aliasAttributes: [],
    autoVerifiedAttributes: ["email"],
    schema: [],
    recoveryMechanisms: ["verified_email"],
    allowAdminCreateUserOnly: false,
    deletionProtection: "INACTIVE",
    caseSensitive: false,
    userPoolTier: "ESSENTIALS",
    advancedSecurityMode: "OFF",
    lambdaConfig: {},
    verifyBeforeUpdate: [],
    emailMessage: DEFAULT_EMAIL_MESSAGE,
    tags: {},
    ...settings,
  };
}

export function clientSettings(pool: UserPool, settings: Partial<ClientSettings> = {}): ClientSettings {
  return {
    name: "web",
    explicitAuthFlows: [
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
    generateSecret: false,
    accessTokenValidity: 1,
    idTokenValidity: 1,
    refreshTokenValidity: 30,
    tokenValidityUnits: { accessToken: "hours", idToken: "hours", refreshToken: "days" },
    authSessionValidity: 3,
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    readAttributes: defaultReadAttributes(pool.settings),
    writeAttributes: defaultWriteAttributes(pool.settings),
    ...settings,
  };
}
