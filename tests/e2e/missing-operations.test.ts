import assert from "node:assert/strict";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { Cloud } from "../../local/cloud.ts";
import type { Service } from "../../local/core/service.ts";
import { operationsPage } from "../kit/operations-page.ts";
import { temporaryDirectory } from "../kit/platform.ts";
import { AWS_SERVICES, missingOperations } from "../kit/service-operations.ts";
import { cborRequest, jsonRequest, queryRequest, type RequestParts, signedCall } from "../kit/signed-call.ts";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const UNKNOWN = /^(UnknownOperationException|InvalidAction|NotImplemented)$/;

/** As much of an SDK client as all have. */
interface Client {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}
type ClientType = new (config: object) => Client;
type CommandType = new (input: object) => unknown;

const CLIENTS: readonly (readonly [signingName: string, client: ClientType, module: object])[] = [
  ["dynamodb", dynamodb.DynamoDBClient as ClientType, dynamodb],
  ["cognito-idp", cognito.CognitoIdentityProviderClient as ClientType, cognito],
  ["kms", kms.KMSClient as ClientType, kms],
  ["iam", iam.IAMClient as ClientType, iam],
  ["sts", sts.STSClient as ClientType, sts],
  ["logs", logs.CloudWatchLogsClient as ClientType, logs],
  ["lambda", lambda.LambdaClient as ClientType, lambda],
  ["s3", s3.S3Client as ClientType, s3],
  ["ssm", ssm.SSMClient as ClientType, ssm],
];

describe("Operations that are not there", function () {
  this.timeout(30_000);
  let cloud: Cloud;

  before(async () => {
    cloud = await Cloud.start({ account, port: 0, workDirectory: temporaryDirectory() });
  });

  after(() => cloud.close());

  const serviceOf = (signingName: string): Service => {
    const service = cloud.dispatcher.service(signingName);
    assert.ok(service, signingName);
    return service;
  };
  const missingOf = (signingName: string) =>
    AWS_SERVICES.filter((aws) => aws.signingName === signingName).flatMap((aws) =>
      missingOperations(aws, serviceOf(signingName)),
    );

  it("are known for every service, and nothing is there that AWS does not have", () => {
    for (const { signingName, operations } of cloud.dispatcher.services()) {
      const known = AWS_SERVICES.filter((aws) => aws.signingName === signingName);
      assert.notEqual(known.length, 0, `tests/kit/service-operations.ts has no ${signingName}`);
      const invented = Object.keys(operations).filter(
        (name) => !known.some((aws) => aws.operations.includes(name)),
      );
      assert.deepEqual(invented, [], signingName);
    }
  });

  for (const [signingName, ClientOfService, module] of CLIENTS)
    it(`are refused by name to the SDK's client of ${signingName}`, async () => {
      const client = new ClientOfService({
        endpoint: cloud.endpoint,
        region: account.region,
        credentials: cloud.iam.rootCredentials,
        maxAttempts: 1,
        disableHostPrefix: true,
      });
      const missing = missingOf(signingName);
      assert.notEqual(missing.length, 0);
      for (const name of missing) {
        const Command = (module as Readonly<Record<string, CommandType>>)[`${name}Command`];
        assert.ok(Command, name);
        await assert.rejects(client.send(new Command(labels(serviceOf(signingName)))), (error: Error) => {
          assert.match(error.name, UNKNOWN, name);
          assert.match(error.message, new RegExp(`does not have ${signingName}:${name}\\.`));
          return true;
        });
      }
      client.destroy();
    });

  const PROTOCOLS: Readonly<Record<string, (name: string) => readonly RequestParts[]>> = {
    monitoring: (name) => [
      cborRequest("GraniteServiceVersion20100801", name),
      jsonRequest("GraniteServiceVersion20100801", name, {}),
      queryRequest(name, {}),
    ],
    sns: (name) => [queryRequest(name, {})],
    xray: (name) => {
      const [method = "", path = ""] = String(serviceOf("xray").routes?.[name]).split(" ");
      return [{ method, path, body: "{}" }];
    },
  };

  for (const [signingName, requests] of Object.entries(PROTOCOLS))
    it(`are refused by name in every protocol of ${signingName}`, async () => {
      const { rootCredentials: key } = cloud.iam;
      const missing = missingOf(signingName);
      assert.notEqual(missing.length, 0);
      for (const name of missing)
        for (const request of requests(name)) {
          const call = { endpoint: cloud.endpoint, region: account.region, signingName, key, request };
          const response = await signedCall(call);
          const text = await response.text();
          assert.ok(response.status >= 400 && response.status < 500, `${name}: ${response.status}`);
          assert.match(text, new RegExp(`does not have ${signingName}:${name}\\.`));
        }
    });

  it("are refused by name without a signature too, where a service has operations that need none", async () => {
    const request = jsonRequest("AWSCognitoIdentityProviderService", "ConfirmDevice", {});
    const signingName = "cognito-idp";
    const call = { endpoint: cloud.endpoint, region: account.region, signingName, key: undefined, request };
    const response = await signedCall(call);
    assert.match(await response.text(), /does not have cognito-idp:ConfirmDevice\./);
  });

  it("are in docs/local-operations.md", () => {
    const { actual, expected } = operationsPage((name) => cloud.dispatcher.service(name));
    assert.equal(actual, expected, "docs/local-operations.md is out of date: npm run generate");
  });
});

/** A value for whatever a path needs. */
function labels({ routes = {} }: Service): Readonly<Record<string, string>> {
  const requests = Object.values(routes).map((route) => (typeof route === "string" ? route : route.request));
  const found = requests.flatMap((request) => [...request.matchAll(/\{(\w+)\+?\}/g)]);
  return Object.fromEntries(found.map(([, label = ""]) => [label, "x"]));
}
