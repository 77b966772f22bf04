import { SESv2Client } from "@aws-sdk/client-sesv2";
import type { PolicyStatement } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import type { MetricDatum } from "../../core/ports.ts";
import { Dispatcher } from "../../core/service.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { Iam } from "../../iam/iam.ts";
import { Ses } from "./ses.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const sesArn = (resource: string) => `arn:aws:ses:eu-west-1:000000000000:${resource}`;

/** SES behind a gateway with a real IAM. */
export class SesHarness {
  readonly clock = new Clock();
  readonly iam = new Iam({ account: ACCOUNT, clock: this.clock });
  readonly data: MetricDatum[] = [];
  readonly ses = new Ses({
    account: ACCOUNT,
    clock: this.clock,
    metrics: { put: (datum) => this.data.push(datum) },
  });
  readonly #gateway: Gateway;
  readonly #clients: SESv2Client[] = [];
  #endpoint = "";

  private constructor() {
    const { clock, iam } = this;
    const dispatcher = new Dispatcher(iam);
    dispatcher.register(this.ses.service);
    this.#gateway = new Gateway({ account: ACCOUNT, clock, dispatcher, iam });
  }

  static async start(): Promise<SesHarness> {
    const harness = new SesHarness();
    ({ url: harness.#endpoint } = await harness.#gateway.listen(0));
    return harness;
  }

  /** A client of the account itself, or of a role with these statements. */
  client(statements?: readonly PolicyStatement[]): SESv2Client {
    const credentials = statements === undefined ? this.iam.rootCredentials : this.#session(statements);
    const client = new SESv2Client({ endpoint: this.#endpoint, region: ACCOUNT.region, credentials });
    this.#clients.push(client);
    return client;
  }

  /** How often each metric was counted, by name and dimensions. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { name, dimensions, value } of this.data) {
      const key = [name, ...Object.entries(dimensions).map((pair) => pair.join("="))].join(" ");
      counts[key] = (counts[key] ?? 0) + value;
    }
    return counts;
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
