import assert from "node:assert/strict";
import { engineArguments } from "./arguments.ts";

const WHERE = ["--cwd", ".", "--stack", "dev", "--state", "dev.json"];

describe("the arguments of npm run local -- engine", () => {
  it("refuses what it does not know or support, by name", () => {
    for (const [args, expected] of [
      [["up"], /Give --cwd/],
      [["upp", ...WHERE], /Say what to do/],
      [["up", "more", ...WHERE], /Unexpected 'more'/],
      [["up", "--save-plan", "x", ...WHERE], /--save-plan/],
      [["up", "--file", "x", ...WHERE], /--file is for import, not for up/],
      [["import", ...WHERE], /Give --file/],
      [["import", "--file", "x", "--target", "a", ...WHERE], /--target is for preview.*, not for import/],
      [["destroy", "--policy-pack", "x", ...WHERE], /--policy-pack is for preview and up, not for destroy/],
      [["refresh", "--replace", "a", ...WHERE], /--replace is for preview and up, not for refresh/],
      [["preview", "--continue-on-error", ...WHERE], /--continue-on-error is for up and destroy/],
      [["up", "--target", "a", "--exclude", "b", ...WHERE], /can't be combined/],
      [["up", "--parallel", "0", ...WHERE], /--parallel takes a number from 1/],
      [
        ["up", "--policy-pack", "a", "--policy-pack", "b", "--policy-pack-config", "c", ...WHERE],
        /There are 1 --policy-pack-config for 2 --policy-pack/,
      ],
    ] as const)
      assert.throws(() => engineArguments(args), expected);
  });

  it("takes --target-replace for a target that is replaced", () => {
    const { targets, replace } = engineArguments(["up", "--target-replace", "a", "--replace", "b", ...WHERE]);
    assert.deepEqual({ targets, replace }, { targets: ["a"], replace: ["b", "a"] });
  });
});
