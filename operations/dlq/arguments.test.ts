import assert from "node:assert/strict";
import { Misuse } from "../../local/cli/commands/command.ts";
import { readArguments } from "./arguments.ts";

describe("npm run dlq, its arguments", () => {
  const place = { stack: undefined, endpoint: undefined, stateDirectory: undefined };

  it("lists without a command", () => {
    assert.deepEqual(readArguments([]), { command: "list", place, json: false, showBodies: false });
    const { place: on } = readArguments(["--stack", "prod", "--json"]) as { place: object };
    assert.deepEqual(on, { ...place, stack: "prod" });
  });

  it("redrives ten a second, all there is, where nothing else is said", () => {
    const all = {
      command: "redrive",
      place,
      json: false,
      queue: "q",
      max: undefined,
      rate: 10,
      to: undefined,
    };
    assert.deepEqual(readArguments(["redrive", "q"]), { ...all, dryRun: false });
    assert.deepEqual(
      readArguments(["redrive", "q", "--max", "3", "--rate", "0.5/s", "--dry-run", "--to", "r"]),
      {
        ...all,
        max: 3,
        rate: 0.5,
        to: "r",
        dryRun: true,
      },
    );
  });

  for (const [args, reason] of [
    [["empty"], /no command 'empty'/],
    [["redrive"], /which queue/],
    [["redrive", "a", "b"], /Unexpected 'b'/],
    [["redrive", "a", "--max", "0"], /--max 0/],
    [["redrive", "a", "--max", "1.5"], /--max 1.5/],
    [["redrive", "a", "--rate", "0"], /--rate 0/],
    [["redrive", "a", "--rate", "fast"], /--rate fast/],
    [["redrive", "a", "--show-bodies"], /--show-bodies is for the list/],
    [["--max", "3"], /--max is for redrive/],
    [["--dry-run"], /--dry-run is for redrive/],
    [["--everything"], /--everything/],
  ] as const)
    it(`refuses ${args.join(" ")}`, () => {
      assert.throws(
        () => readArguments(args),
        (error) => error instanceof Misuse && reason.test(error.message),
      );
    });
});
