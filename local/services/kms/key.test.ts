import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { withSeed } from "../../core/identity.ts";
import { Key } from "./key.ts";

const DAY_MS = 86_400_000;

describe("A key made again from its seed", () => {
  it("has the id and the material of every generation that it had", () => {
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    const clock = new Clock();
    const start = clock.now();
    const make = () =>
      withSeed("seed", () => {
        clock.hold(start);
        const document = { Version: "2012-10-17", Statement: [] } as const;
        const key = new Key({ account, clock, description: "", tags: {}, policy: { text: "{}", document } });
        key.enableRotation(90);
        return key;
      });
    const [one, other] = [make(), make()];
    clock.hold(start + 200 * DAY_MS);
    const { generation } = one.current();
    assert.equal(generation, 2);
    assert.deepEqual(other.current(), one.current());
    assert.equal(other.id, one.id);
    const materials = [0, 1, 2].map((index) => one.material(index)?.toString("hex"));
    assert.deepEqual(
      [0, 1, 2].map((index) => other.material(index)?.toString("hex")),
      materials,
    );
    assert.equal(new Set(materials).size, 3);
    clock.close();
  });
});
