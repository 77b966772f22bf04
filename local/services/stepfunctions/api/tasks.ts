import type { Engine } from "../engine.ts";
import { invalidOutput } from "../errors.ts";
import { MAX_PAYLOAD_BYTES } from "../interpreter/limits.ts";
import type { Json } from "../language/json.ts";
import type { Handler } from "./service.ts";

/** What those call who were given the token of a task. */
export function taskHandlers({ tokens }: Engine): Readonly<Record<string, Handler>> {
  return {
    SendTaskSuccess: (input) => {
      const output = parseOutput(input.text("output"));
      const token = input.text("taskToken");
      tokens.require(token).settled({ output });
      tokens.forget(token);
      return {};
    },
    SendTaskFailure: (input) => {
      const token = input.text("taskToken");
      const [error, cause] = [input.optionalText("error"), input.optionalText("cause")];
      tokens.require(token).settled({ error, cause });
      tokens.forget(token);
      return {};
    },
    SendTaskHeartbeat: (input) => {
      tokens.require(input.text("taskToken")).heartbeat();
      return {};
    },
  };
}

function parseOutput(output: string): Json {
  if (Buffer.byteLength(output) > MAX_PAYLOAD_BYTES)
    throw invalidOutput(`it has more than ${MAX_PAYLOAD_BYTES} bytes`);
  try {
    return JSON.parse(output) as Json;
  } catch (error) {
    throw invalidOutput((error as Error).message);
  }
}
