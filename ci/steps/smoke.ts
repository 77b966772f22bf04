import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { InstanceFiles, type StackFile } from "../../local/cli/stack-file.ts";
import { oneStack } from "../arguments.ts";
import { hasPulumi } from "../pulumi.ts";
import { run } from "../run.ts";
import { placeOrder } from "../smoke/place-order.ts";
import { SmokeCustomer } from "../smoke/smoke-customer.ts";

/** The outputs of a stack that the test needs. */
interface Outputs {
  readonly apiUrl: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
}

/**
 * `npm run ci:smoke -- --stack dev`: what is deployed takes an order of a customer of its own, and confirms it. Without a
 * `pulumi` on the PATH it asks the instance that `npm start` runs here.
 */
async function smoke(): Promise<void> {
  const directory = resolve(".");
  const stackName = oneStack(directory);
  const { outputs, client } = hasPulumi()
    ? await deployed(directory, stackName)
    : running(directory, stackName);
  const customer = await SmokeCustomer.create(client, outputs);
  try {
    const { id, confirmedMs } = await placeOrder(outputs.apiUrl, await customer.signIn());
    console.log(`${stackName}: order ${id} at ${outputs.apiUrl} was CONFIRMED within ${confirmedMs} ms.`);
  } finally {
    await customer.delete();
  }
}

interface Target {
  readonly outputs: Outputs;
  readonly client: CognitoIdentityProviderClient;
}

/** With the credentials and, for a local cloud, the endpoint of the environment (`AWS_ENDPOINT_URL`). */
async function deployed(directory: string, stackName: string): Promise<Target> {
  const stack = await LocalWorkspace.selectStack({ stackName, workDir: directory });
  const [outputs, region] = [await stack.outputs(), await stack.getConfig("aws:region")];
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  return { outputs: required(values), client: new CognitoIdentityProviderClient({ region: region.value }) };
}

function running(directory: string, stackName: string): Target {
  const files = new InstanceFiles(directory);
  if (!existsSync(files.stack))
    throw new Error(
      "There is no `pulumi` on the PATH, and 'npm start' does not run here: start it, or install Pulumi.",
    );
  const { stack, outputs, endpoint } = JSON.parse(readFileSync(files.stack, "utf8")) as StackFile;
  if (stack !== stackName) throw new Error(`'npm start' runs the stack ${stack} here, not ${stackName}.`);
  const region = String(outputs.userPoolId).split("_", 1)[0] ?? "";
  return {
    outputs: required(outputs),
    client: new CognitoIdentityProviderClient({ endpoint, region, credentials: files.readCredentials() }),
  };
}

function required(outputs: Readonly<Record<string, unknown>>): Outputs {
  const text = (name: keyof Outputs): string => {
    const value = outputs[name];
    if (typeof value !== "string") throw new Error(`The stack has no output ${name}: is it deployed?`);
    return value;
  };
  return {
    apiUrl: text("apiUrl"),
    userPoolId: text("userPoolId"),
    userPoolClientId: text("userPoolClientId"),
  };
}

run(smoke);
