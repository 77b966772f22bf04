import type { PolicyResource as SdkResource, StackValidationPolicy } from "@pulumi/policy";
import { Graph } from "./graph.ts";
import { isGraphRule } from "./rule.ts";
import type { Session } from "./session.ts";
import { attempt } from "./verdict.ts";

/**
 * The one policy that judges the stack by all rules on its graph, because the SDK deserialises the whole stack anew
 * for each stack policy. It reports each finding under the name of its rule.
 */
export function stackPolicy(session: Session, print: (line: string) => void): StackValidationPolicy {
  const rules = session.rules.filter(isGraphRule);
  return {
    name: "stack",
    description: "The stack's resources fit together, and its configuration is in order.",
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, reportViolation) => {
      const graph = graphOf(resources);
      for (const rule of rules) {
        for (const node of graph.ofType(...rule.types)) {
          const verdict = attempt(() => rule.checkInGraph(node, graph, session.settings));
          session.record(rule, node, verdict, reportViolation);
        }
      }
      for (const problem of session.problems(graph.nodes)) reportViolation(problem);
      if (session.openDecisions !== undefined) print(session.openDecisions);
    },
  };
}

function graphOf(resources: readonly SdkResource[]): Graph {
  return new Graph(
    resources.map((resource) => ({
      type: resource.type,
      name: resource.name,
      urn: resource.urn,
      props: resource.props,
      protect: resource.opts.protect,
      provider: resource.provider?.props,
      parent: resource.parent?.urn,
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([property, targets]) => [
          property,
          targets.map(({ urn }) => urn),
        ]),
      ),
    })),
  );
}
