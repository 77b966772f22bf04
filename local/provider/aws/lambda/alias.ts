import { additionalVersion } from "../../../services/lambda/alias-routing.ts";
import type { FunctionAlias } from "../../../services/lambda/functions.ts";
import type { Lambda } from "../../../services/lambda/lambda.ts";
import { functionArn, parseFunctionReference } from "../../../services/lambda/names.ts";
import type { Properties, ResourceHandler } from "../../resource.ts";
import { block, checkProperties, map, number, type Rules, text } from "../property-rules.ts";
import { invokeArn } from "./arns.ts";

const RULES: Rules = {
  description: text({ max: 256 }),
  functionName: text({ min: 1 }),
  functionVersion: text({ min: 1 }),
  name: text({ min: 1, max: 128 }),
  routingConfig: block({ additionalVersionWeights: map(number) }),
};

/** `aws:lambda/alias:Alias`, of one version or of two with weights. */
export function aliasHandler(lambda: Lambda): ResourceHandler {
  const { account, functions } = lambda;
  const owner = (inputs: Properties) => parseFunctionReference(String(inputs.functionName)).name;
  const outputs = (inputs: Properties): Properties => {
    const arn = functionArn(account, owner(inputs), String(inputs.name));
    return { ...inputs, arn, invokeArn: invokeArn(account, arn) };
  };
  const exists = (olds: Properties) => functions.find(owner(olds))?.aliases.has(String(olds.name)) === true;
  return {
    replaceOn: ["name", "functionName"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const named = { ...inputs, name: inputs.name ?? autoName(128) };
      return { inputs: named, failures: checkProperties(named, RULES, ["functionName", "functionVersion"]) };
    },
    create(inputs) {
      functions.putAlias(owner(inputs), alias(inputs), "create");
      const { arn } = outputs(inputs);
      return { id: String(arn), outputs: outputs(inputs) };
    },
    update(_id, inputs) {
      functions.putAlias(owner(inputs), alias(inputs), "update");
      return outputs(inputs);
    },
    delete: (_id, olds) => functions.deleteAlias(owner(olds), String(olds.name)),
    read: (id, olds) => (exists(olds) ? { id, outputs: outputs(olds) } : undefined),
  };
}

function alias(inputs: Properties): FunctionAlias {
  const { additionalVersionWeights = {} } = (inputs.routingConfig ?? {}) as {
    readonly additionalVersionWeights?: Readonly<Record<string, number>>;
  };
  return {
    name: String(inputs.name),
    functionVersion: String(inputs.functionVersion),
    description: String(inputs.description ?? ""),
    ...additionalVersion(additionalVersionWeights),
  };
}
