import assert from "node:assert/strict";
import { context, requestId } from "../testing/events.ts";
import { capturingOutput } from "../testing/standard-output.ts";
import { scheduledHandler } from "./handler.ts";

describe("scheduledHandler", () => {
  it("runs whatever the event is, with a log of its own and the time that is left", async () => {
    const handler = scheduledHandler("orders", "Test", async ({ telemetry, remainingMs }) => {
      telemetry.log.info("ran", { remainingMs: remainingMs() });
    });
    const { lines } = await capturingOutput(() => handler(undefined, context));
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.remainingMs, 60_000);
    assert.equal(lines[0]?.correlationId, requestId);
  });

  it("logs what was thrown and throws it on, so that Lambda tries again", async () => {
    const error = new Error("down");
    const handler = scheduledHandler("orders", "Test", () => Promise.reject(error));
    const { result, lines } = await capturingOutput(() =>
      handler({}, context).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    assert.equal(result, error);
    assert.equal(lines[0]?.level, "ERROR");
    assert.match(JSON.stringify(lines[0]?.error), /"message":"down"/);
  });
});
