import assert from "node:assert/strict";
import { join } from "node:path";
import { CloudWatchLogsClient, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { signInBySrp } from "../../ci/smoke/srp-sign-in.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { temporaryDirectory } from "../kit/platform.ts";
import { type PulumiRun, PulumiStack, requirePulumi } from "../kit/pulumi.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";
import { plainSecrets } from "./plain-secrets.ts";

const WHOLE = process.env.TEST_FULL !== undefined;

/** The program on Pulumi's own engine, which deploys it onto the local cloud by way of its provider. */
describe("Pulumi's own engine", function () {
  this.timeout(120_000);

  requirePulumi();

  describe("with the dev stack", () => {
    let cloud: ServedCloudProcess;
    let stack: PulumiStack;

    before(async () => {
      cloud = await ServedCloudProcess.start();
      stack = await PulumiStack.init({ stack: "dev", environment: cloud.environment });
    });
    after(() => cloud?.stop());

    it("previews an empty stack: all is to be made, nothing is said against it", async () => {
      const run = await stack.run("preview", ...policiesOf("dev"));
      succeeded(run);
      assert.ok(run.changes.length > 90, run.printed);
      assert.deepEqual(operations(run), ["create"]);
    });

    whole("is stopped by a policy before it makes what violates it", async () => {
      const run = await stack.run("up", "--skip-preview", "--policy-pack", "policies");
      assert.equal(run.succeeded, false);
      const violators = run.findings.map(({ urn }) => urn);
      assert.ok(violators.length > 0, run.printed);
      const made = (await stack.resources()).map(({ urn }) => urn);
      assert.deepEqual(
        violators.filter((urn) => made.includes(urn)),
        [],
      );
    });

    whole("keeps what was made when a resource fails, for the next up to go on from", async () => {
      const dynamodb = new DynamoDBClient(cloud.clientConfig);
      const TableName = "orders-dev";
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        }),
      );
      const run = await stack.run("up", "--skip-preview", ...policiesOf("dev"));
      assert.equal(run.succeeded, false);
      assert.match(run.printed, /Table already exists: orders-dev/);
      const made = await types(stack);
      assert.ok(made.includes("aws:kms/key:Key") && !made.includes("aws:dynamodb/table:Table"), String(made));
      await dynamodb.send(new DeleteTableCommand({ TableName }));
    });

    it("makes everything, and says no warning", async () => {
      const run = await stack.run("up", "--skip-preview", ...policiesOf("dev"));
      succeeded(run);
    });

    it("has a platform that takes an order to CONFIRMED", async () => {
      await confirmsAnOrder(cloud, stack);
    });

    whole("names no resource twice, and needs one provider, configured by the stack alone", async () => {
      const resources = await stack.resources();
      const names = resources.map(({ urn, type }) => `${type} ${urn.split("::").at(-1)}`);
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
      const providers = resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
      assert.deepEqual(
        providers.map(({ inputs = {} }) =>
          Object.keys(inputs)
            .filter((key) => key !== "__internal")
            .sort(),
        ),
        [["defaultTags", "region", "version"]],
      );
    });

    whole("keeps no secret in plain text in the state", async () => {
      assert.deepEqual(plainSecrets(await stack.resources(), await stack.resources({ decrypted: true })), []);
    });

    whole("changes nothing at a second up", async () => {
      const run = await stack.run("up", "--skip-preview", "--expect-no-changes", ...policiesOf("dev"));
      succeeded(run);
      assert.deepEqual(run.changes, []);
    });

    whole("previews a change of a setting as exactly that change", async () => {
      await stack.set("orderflow:queueVisibilityTimeoutSeconds", "45");
      const run = await stack.run("preview", "--diff");
      succeeded(run);
      assert.deepEqual(named(run), ["update order-events"]);
      assert.match(run.printed, /visibilityTimeoutSeconds: 30 => 45/);
      const up = await stack.run("up", "--skip-preview");
      succeeded(up);
      assert.deepEqual(up.changes, run.changes);
    });

    whole("finds no drift where there is none", async () => {
      succeeded(await stack.run("refresh", "--preview-only", "--expect-no-changes"));
    });

    whole("finds what was changed and deleted by hand, and undoes it", async () => {
      const sqs = new SQSClient(cloud.clientConfig);
      const { orderEventsQueueUrl: QueueUrl } = await stack.outputs();
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "60" } }));
      const logs = new CloudWatchLogsClient(cloud.clientConfig);
      await logs.send(new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/orders-get-dev" }));
      const drift = await stack.run("refresh", "--preview-only", "--diff", "--expect-no-changes");
      assert.equal(drift.succeeded, false);
      assert.match(drift.printed, /visibilityTimeoutSeconds: 45 => 60/);
      assert.match(drift.printed, /- aws:cloudwatch\/logGroup:LogGroup/);
      const up = await stack.run("up", "--skip-preview", "--refresh");
      succeeded(up);
      assert.deepEqual(
        named(up)
          .filter((change) => !change.startsWith("refresh"))
          .sort(),
        ["create orders-get", "update order-events"],
      );
      succeeded(await stack.run("refresh", "--preview-only", "--expect-no-changes"));
    });

    whole("changes what is targeted, and leaves the rest for later", async () => {
      await stack.set("orderflow:queueVisibilityTimeoutSeconds", "50");
      await stack.set("orderflow:logRetentionDays", "14");
      const queue = await urnOf(stack, "aws:sqs/queue:Queue", "order-events");
      const run = await stack.run("up", "--skip-preview", "--target", queue);
      succeeded(run);
      assert.deepEqual(run.changes, [{ op: "update", urn: queue }]);
      const rest = await stack.run("preview");
      assert.deepEqual(
        new Set(rest.changes.map(({ urn }) => typeOf(urn))),
        new Set(["aws:cloudwatch/logGroup:LogGroup"]),
      );
    });

    whole("replaces what it is told to, moves what depends on it, and deletes the old one last", async () => {
      const name = "orderflow-post-v1-orders";
      const integration = await urnOf(stack, "aws:apigatewayv2/integration:Integration", name);
      const run = await stack.run("up", "--skip-preview", "--replace", integration);
      succeeded(run);
      const steps = run.changes.filter(({ urn }) => typeOf(urn).startsWith("aws:apigatewayv2/"));
      assert.deepEqual(
        steps.map(({ op, urn }) => `${op} ${typeOf(urn).split(":").at(-1)}`),
        [
          "create-replacement Integration",
          "replace Integration",
          "update Route",
          "delete-replaced Integration",
        ],
      );
      await confirmsAnOrder(cloud, stack);
    });

    whole("imports what was made by hand, and deletes what the program does not declare", async () => {
      const sqs = new SQSClient(cloud.clientConfig);
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "by-hand" }));
      const resource = ["aws:sqs/queue:Queue", "by-hand", QueueUrl];
      succeeded(await stack.run("import", "--generate-code=false", "--protect=false", ...resource));
      const up = await stack.run("up", "--skip-preview");
      succeeded(up);
      assert.deepEqual(named(up), ["delete by-hand"]);
      await assert.rejects(sqs.send(new GetQueueAttributesCommand({ QueueUrl })), QueueDoesNotExist);
    });

    it("destroys everything", async () => {
      succeeded(await stack.run("destroy", "--skip-preview"));
      assert.deepEqual(await types(stack), []);
    });
  });

  if (WHOLE)
    describe("with the prod stack", () => {
      let cloud: ServedCloudProcess;
      let stack: PulumiStack;
      const plan = join(temporaryDirectory(), "plan.json");

      before(async () => {
        cloud = await ServedCloudProcess.start(["--port", "0", "--stack", "prod"]);
        stack = await PulumiStack.init({ stack: "prod", environment: cloud.environment });
      });
      after(() => cloud?.stop());

      it("previews an empty stack: all is to be made, nothing is said against it", async () => {
        const run = await stack.run("preview", "--save-plan", plan, ...policiesOf("prod"));
        succeeded(run);
        assert.deepEqual(operations(run), ["create"]);
      });

      it("makes everything as it was planned, and says no warning", async () => {
        succeeded(await stack.run("up", "--skip-preview", "--plan", plan, ...policiesOf("prod")));
      });

      it("has a platform that takes an order of a customer who signs in by SRP to CONFIRMED", async () => {
        await confirmsAnOrder(cloud, stack);
      });

      it("keeps no secret in plain text in the state", async () => {
        assert.deepEqual(
          plainSecrets(await stack.resources(), await stack.resources({ decrypted: true })),
          [],
        );
      });

      it("changes nothing at a second up, and finds no drift", async () => {
        const up = await stack.run("up", "--skip-preview", "--expect-no-changes", ...policiesOf("prod"));
        succeeded(up);
        assert.deepEqual(up.changes, []);
        succeeded(await stack.run("refresh", "--preview-only", "--expect-no-changes"));
      });

      it("refuses to destroy what is protected, and keeps everything then", async () => {
        const before = await types(stack);
        const run = await stack.run("destroy");
        assert.equal(run.succeeded, false);
        assert.match(run.printed, /protect/);
        assert.deepEqual(await types(stack), before);
      });

      it("is still refused by AWS's own deletion protection when Pulumi's is taken off", async () => {
        await stack.unprotectAll();
        const run = await stack.run("destroy", "--skip-preview", "--continue-on-error");
        assert.equal(run.succeeded, false);
        const left = await types(stack);
        assert.ok(
          left.includes("aws:dynamodb/table:Table") && left.includes("aws:cognito/userPool:UserPool"),
        );
      });

      it("destroys everything once the stack is no production any more", async () => {
        await stack.set("orderflow:production", "false");
        await stack.set("orderflow:threatProtection", "false");
        succeeded(await stack.run("up", "--skip-preview"));
        succeeded(await stack.run("destroy", "--skip-preview"));
        assert.deepEqual(await types(stack), []);
      });
    });
});

/** Part of the whole suite only. */
function whole(title: string, test: () => Promise<void>): void {
  if (WHOLE) it(title, test);
}

function policiesOf(stack: string): readonly string[] {
  return ["--policy-pack", "policies", "--policy-pack-config", `policy-config.${stack}.json`];
}

/** Nothing was said against it either: no warning, and no finding of a policy. */
function succeeded(run: PulumiRun): void {
  assert.ok(run.succeeded, run.printed);
  assert.deepEqual(run.complaints, []);
  assert.deepEqual(run.findings, []);
}

function operations({ changes }: PulumiRun): readonly string[] {
  return [...new Set(changes.map(({ op }) => op))];
}

/** The changes of resources, without the stack's and components' own. */
function named({ changes }: PulumiRun): readonly string[] {
  return changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

async function urnOf(stack: PulumiStack, type: string, name: string): Promise<string> {
  const found = (await stack.resources()).find(({ urn }) => urn.endsWith(`${type}::${name}`));
  assert.ok(found, `The stack has no ${type} "${name}".`);
  return found.urn;
}

async function types(stack: PulumiStack): Promise<readonly string[]> {
  return (await stack.resources()).map(({ type }) => type).sort();
}

async function confirmsAnOrder(cloud: ServedCloudProcess, stack: PulumiStack): Promise<void> {
  const { apiUrl = "", userPoolId = "", userPoolClientId: clientId = "" } = await stack.outputs();
  const { demo: user } = cloud.users;
  assert.ok(user);
  const cognito = new CognitoIdentityProviderClient(cloud.clientConfig);
  const token = await signInBySrp(cognito, { userPoolId, clientId, ...user });
  const api = new OrdersApi(apiUrl, token, () => cloud.printed);
  await api.confirmed(await api.createdId());
}
