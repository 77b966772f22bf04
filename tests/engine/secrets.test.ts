import assert from "node:assert/strict";
import { join } from "node:path";
import { PulumiStack, requirePulumi } from "../kit/pulumi.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";
import { plainSecrets } from "./plain-secrets.ts";

const FIRST = "the first secret";
const SECOND = "the second secret";

if (process.env.TEST_FULL !== undefined)
  describe("a program with secrets on Pulumi's own engine", function () {
    this.timeout(60_000);
    let cloud: ServedCloudProcess;
    let stack: PulumiStack;

    requirePulumi();
    before(async () => {
      cloud = await ServedCloudProcess.start();
      const program = join(import.meta.dirname, "fixtures/secrets");
      stack = await PulumiStack.init({ stack: "dev", environment: cloud.environment, program });
    });
    after(() => cloud?.stop());

    it("has none of them in plain text in its state, and finds no change in them", async () => {
      await stack.set("secret", FIRST, { secret: true });
      await changed("up", "--skip-preview");
      assert.deepEqual(await changed("up", "--skip-preview", "--refresh", "--expect-no-changes"), []);
      await assertHidden(FIRST);
    });

    it("has them changed where they are: in what has them, and in what has the provider's tags", async () => {
      await stack.set("secret", SECOND, { secret: true });
      assert.deepEqual(await changed("up", "--skip-preview"), [
        "update Provider tagging",
        "update Queue orders",
        "update Topic orders",
      ]);
      await assertHidden(SECOND);
    });

    it("replaces what has a given name by deleting it first, and else by making the new one first", async () => {
      await stack.set("path", "/billing/");
      const run = await stack.run("up", "--skip-preview");
      assert.ok(run.succeeded, run.printed);
      const order = (name: string) =>
        run.changes.flatMap(({ op, urn }) => (urn.endsWith(`::${name}`) ? op : []));
      assert.deepEqual(order("named"), ["delete-replaced", "replace", "create-replacement"]);
      assert.deepEqual(order("unnamed"), ["create-replacement", "replace", "delete-replaced"]);
    });

    /** What a command does besides looking, without its order. */
    async function changed(...command: [string, ...string[]]): Promise<readonly string[]> {
      const { succeeded, printed, complaints, changes } = await stack.run(...command);
      assert.ok(succeeded, printed);
      assert.deepEqual(complaints, []);
      const steps = changes.map(({ op, urn }) => {
        const [, , type = "", name] = urn.split("::");
        return `${op} ${type.startsWith("pulumi:providers:") ? "Provider" : type.split(":").at(-1)} ${name}`;
      });
      return steps.filter((step) => !step.startsWith("refresh")).sort();
    }

    async function assertHidden(secret: string): Promise<void> {
      const resources = await stack.resources();
      assert.doesNotMatch(JSON.stringify(resources), new RegExp(secret));
      const decrypted = await stack.resources({ decrypted: true });
      assert.match(JSON.stringify(decrypted), new RegExp(secret));
      assert.deepEqual(plainSecrets(resources, decrypted), []);
    }
  });
