import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectDirectory, temporaryDirectory } from "../../tests/kit/platform.ts";
import { repositoryOf } from "./repository.ts";
import { placeOf } from "./stack-place.ts";

const ACCOUNT = { partition: "aws", accountId: "111122223333" };

function project(stack: string, config: string): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "Pulumi.yaml"), "name: orderflow\nruntime: nodejs\n");
  writeFileSync(join(directory, `Pulumi.${stack}.yaml`), `config:\n${config}`);
  return directory;
}

describe("placeOf", () => {
  it("reads region and tags from the stack's file", () => {
    assert.deepEqual(placeOf(projectDirectory, "prod", ACCOUNT), {
      ...ACCOUNT,
      region: "eu-west-1",
      project: "orderflow",
      stack: "prod",
      tags: { environment: "prod", service: "orderflow" },
    });
  });

  it("refuses stacks that can't be told from others, and says why", () => {
    const refused = (stack: string, config: string, why: RegExp) =>
      assert.throws(() => placeOf(project(stack, config), stack, ACCOUNT), why);
    refused("my-dev", "  aws:region: eu-west-1\n", /called my-dev: only small letters/);
    refused("deploy", "  aws:region: eu-west-1\n", /can't be called deploy/);
    refused("dev", "  orderflow:a: b\n", /Pulumi\.dev\.yaml has no aws:region/);
    refused("dev", "  aws:region: eu-west-1\n", /no default tag "environment" \(aws:defaultTags\)/);
    assert.throws(() => placeOf(projectDirectory, "staging", ACCOUNT), /no stack "staging"/);
  });
});

describe("repositoryOf", () => {
  it("takes what is given before what GitHub says", () => {
    const environment = { GITHUB_REPOSITORY: "example/shop" };
    assert.equal(repositoryOf(temporaryDirectory(), "other/shop", environment), "other/shop");
    assert.equal(repositoryOf(temporaryDirectory(), undefined, environment), "example/shop");
  });

  it("asks for one where there is none, or what is given is none", () => {
    assert.throws(() => repositoryOf(temporaryDirectory(), undefined, {}), /--repository OWNER\/NAME/);
    assert.throws(() => repositoryOf(temporaryDirectory(), "shop", {}), /shop is no repository/);
  });
});
