import { parseArgs } from "node:util";
import {
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { InstanceFiles } from "./stack-file.ts";

/**
 * Prints a fresh access token of a demo user, bare, on the last line.
 * Signs in as an administrator would, which only a stack whose app client allows it accepts.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { user: { type: "string", default: "demo" }, "state-dir": { type: "string" } },
  });
  const files = new InstanceFiles(process.cwd(), values["state-dir"]);
  const { outputs, endpoint } = files.readStack();
  const users = files.readUsers();
  const user = users[values.user];
  if (user === undefined) {
    throw new Error(`There is no user '${values.user}'. Choose one of: ${Object.keys(users).join(", ")}.`);
  }
  const userPoolId = String(outputs.userPoolId);
  const client = new CognitoIdentityProviderClient({
    endpoint,
    region: userPoolId.split("_")[0] ?? "",
    credentials: files.readCredentials(),
  });
  const { AuthenticationResult: result } = await client.send(
    new AdminInitiateAuthCommand({
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      UserPoolId: userPoolId,
      ClientId: String(outputs.userPoolClientId),
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    }),
  );
  if (result?.AccessToken === undefined) throw new Error("The user pool answered without an access token.");
  console.log(result.AccessToken);
}

function explain(error: Error): string {
  if (!error.message.startsWith("Auth flow not enabled")) return error.message;
  return "This stack's app client allows no administrators' sign-in. Use a stack that sets orderflow:adminPasswordSignIn, such as dev, or sign in by SRP.";
}

main().catch((error: Error) => {
  console.error(explain(error));
  process.exitCode = 1;
});
