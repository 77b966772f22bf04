import { CHANCE, type Chance } from "./intrinsics/functions.ts";
import { Evaluator } from "./jsonata/evaluator.ts";
import { JsonataLanguage } from "./jsonata/jsonata-language.ts";
import { JsonPathLanguage } from "./jsonpath/jsonpath-language.ts";
import type { QueryLanguage } from "./query-language.ts";

export type Languages = Readonly<Record<"JSONPath" | "JSONata", QueryLanguage>>;

export function languages({
  now,
  chance = CHANCE,
}: {
  readonly now: () => number;
  readonly chance?: Chance;
}): Languages {
  return {
    JSONPath: new JsonPathLanguage(chance),
    JSONata: new JsonataLanguage(new Evaluator(chance, now)),
  };
}
