import assert from "node:assert/strict";
import {
  GetParameterCommand,
  type Parameter,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
  SSMServiceException,
} from "@aws-sdk/client-ssm";
import type { PolicyStatement } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Kms } from "../kms/kms.ts";
import { Ssm } from "./ssm.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

export const parameterArn = (path: string) => `arn:aws:ssm:eu-west-1:000000000000:parameter/${path}`;

export const allow = (Action: string | readonly string[], Resource: string, more: object = {}) =>
  ({ Effect: "Allow", Action, Resource, ...more }) as PolicyStatement;

/** Parameter Store and KMS behind a gateway with a real IAM. */
export class SsmHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly kms = new Kms({ account: ACCOUNT, clock: this.clock, iam: this.iam });
  readonly ssm = new Ssm({ account: ACCOUNT, clock: this.clock, keys: this.kms });
  readonly #gateway: Gateway;
  readonly #clients: SSMClient[] = [];
  #endpoint = "";

  private constructor() {
    const { clock, iam } = this;
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(this.ssm.service);
    this.#gateway = new Gateway({ account: ACCOUNT, clock, dispatcher, iam });
  }

  static async start(): Promise<SsmHarness> {
    const harness = new SsmHarness();
    ({ url: harness.#endpoint } = await harness.#gateway.listen(0));
    return harness;
  }

  /** A client of the account itself, or of a role with these statements. */
  client(statements?: readonly PolicyStatement[]): SSMClient {
    const credentials = statements === undefined ? this.iam.rootCredentials : this.#session(statements);
    const client = new SSMClient({
      endpoint: this.#endpoint,
      region: ACCOUNT.region,
      credentials,
      maxAttempts: 1,
    });
    this.#clients.push(client);
    return client;
  }

  /** The ARN of a new key. */
  key(policy?: string): string {
    return this.kms.store.create(this.kms.deployer, policy === undefined ? {} : { policy }).arn;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#gateway.close();
    this.clock.close();
  }

  #session(Statement: readonly PolicyStatement[]) {
    const { iam } = this;
    const name = `role-${iam.roles.list().length}`;
    const trust: PolicyStatement = {
      Effect: "Allow",
      Principal: { AWS: ACCOUNT.accountId },
      Action: "sts:AssumeRole",
    };
    const document = (statements: readonly PolicyStatement[]) =>
      JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const { arn } = iam.roles.create({ name, assumeRolePolicy: document([trust]) });
    if (Statement.length > 0) iam.roles.putPolicy(name, "policy", document(Statement));
    const { accessKeyId, secretAccessKey, sessionToken } = iam.assume(arn, iam.rootPrincipal, "session", 900);
    return { accessKeyId, secretAccessKey, sessionToken };
  }
}

/** Puts a `String` of the value `v`, or what is given. */
export function put(client: SSMClient, Name: string, more: Partial<PutParameterCommandInput> = {}) {
  const input = { Name, Value: "v", ...(more.Overwrite ? {} : { Type: "String" as const }), ...more };
  return client.send(new PutParameterCommand(input));
}

export async function get(client: SSMClient, Name: string, WithDecryption = false): Promise<Parameter> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption }));
  return Parameter ?? assert.fail(`${Name} has no answer`);
}

export function rejects(call: Promise<unknown>, name: string, message: RegExp = /./): Promise<void> {
  return assert.rejects(call, (error) => {
    assert.ok(error instanceof SSMServiceException, String(error));
    assert.equal(error.name, name, error.message);
    assert.match(error.message, message);
    return true;
  });
}
