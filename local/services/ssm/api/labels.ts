import { label, unlabel } from "../labels.ts";
import type { Ssm } from "../ssm.ts";
import { accessTo, type Operations, operation, textsIn } from "./operations.ts";

const MAX_LABELS = 10;

/** What attaches labels to versions, and takes them away. */
export function labelOperations(ssm: Ssm): Operations {
  const { parameters } = ssm;
  return {
    LabelParameterVersion: operation(
      (input) => [accessTo(ssm, "LabelParameterVersion", input.text("Name"))],
      (input) => {
        const parameter = parameters.require(input.text("Name"));
        const labels = textsIn(input, "Labels", MAX_LABELS);
        const { version, invalid } = label(parameter, labels, input.optionalInteger("ParameterVersion"));
        return { InvalidLabels: invalid, ParameterVersion: version };
      },
    ),
    UnlabelParameterVersion: operation(
      (input) => [accessTo(ssm, "UnlabelParameterVersion", input.text("Name"))],
      (input) => {
        const parameter = parameters.require(input.text("Name"));
        const labels = textsIn(input, "Labels", MAX_LABELS);
        const { removed, invalid } = unlabel(parameter, labels, input.integer("ParameterVersion"));
        return { RemovedLabels: removed, InvalidLabels: invalid };
      },
    ),
  };
}
