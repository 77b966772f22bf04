import type { Access } from "../../../core/access.ts";
import type { Call, Operation } from "../../../core/service.ts";
import { requireShape, type Shape } from "../validation/shape.ts";

/** An operation of the wire: the shape of its request, what the caller must be allowed, and what it does. */
export function operation<Input, Output>(
  name: string,
  shape: Shape,
  access: (input: Input) => readonly Access[],
  handle: (input: Input, call: Call) => Output,
): Operation {
  const typed: Operation<Input, Output> = {
    access(input) {
      requireShape(name, shape, input);
      return access(input);
    },
    handle,
  };
  return typed as Operation;
}
