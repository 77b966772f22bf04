import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { Graph, type StackResource } from "../graph.ts";
import { Properties } from "../properties.ts";
import { isGraphRule, judges, type Rule } from "../rule.ts";
import { readSettings } from "../settings.ts";
import { attempt, type Verdict } from "../verdict.ts";
import { outputsOf } from "./made-up-outputs.ts";

/** A provider as programs have one: tags for all, and a region. */
const PROVIDER = {
  region: "eu-west-1",
  defaultTags: JSON.stringify({ tags: { owner: "orders", environment: "prod", service: "orderflow" } }),
};

/** What a rule made of one resource of a program. */
export interface Judgement {
  readonly rule: string;
  readonly resource: string;
  readonly verdict: Verdict;
}

interface DeployedResource extends StackResource {
  readonly inputs: object;
}

/** Runs a program as `pulumi up` would, with AWS made up, and judges what it declares by the rules. */
export async function judgeProgram(file: string, rules: readonly Rule[]): Promise<Judgement[]> {
  const resources = await deploy(file);
  const graph = new Graph(resources);
  const settings = readSettings({});
  return rules.flatMap((rule) => {
    const isJudged = (resource: { readonly type: string }) => judges(rule, resource);
    const judgement = (resource: string, judge: () => Verdict) => ({
      rule: rule.id,
      resource,
      verdict: attempt(judge),
    });
    if (isGraphRule(rule)) {
      return graph.nodes
        .filter(isJudged)
        .map((node) => judgement(node.name, () => rule.checkInGraph(node, graph, settings)));
    }
    return resources.filter(isJudged).map(({ type, name, urn, inputs, protect }) => {
      const props = new Properties(inputs);
      const provider = new Properties(PROVIDER);
      return judgement(name, () => rule.check({ type, name, urn, props, protect, provider }, settings));
    });
  });
}

/** The part of a registration that the SDK's mocks leave out. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getCustom(): boolean;
  getPropertydependenciesMap(): {
    forEach(visit: (urns: { getUrnsList(): string[] }, key: string) => void): void;
  };
}

interface MockMonitor {
  registerResource(request: Registration, callback: unknown): Promise<void>;
  newUrn(parent: string, type: string, name: string): string;
}

async function deploy(file: string): Promise<DeployedResource[]> {
  const resources: DeployedResource[] = [];
  const states = new Map<string, { readonly inputs: object; readonly state: object }>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        const inputs = withoutSecrets(given) as object;
        const state = { ...outputsOf({ type, name, props: { ...inputs } }), ...inputs };
        states.set(`${type} ${name}`, { inputs, state });
        return { id: String((state as { readonly id?: string }).id ?? name), state };
      },
      call: ({ token }) => {
        throw new Error(`${file} calls ${token}: a fixture declares resources only.`);
      },
    },
    "fixture",
    "prod",
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request, callback) => {
    await register(request, callback);
    const known = states.get(`${request.getType()} ${request.getName()}`);
    if (known === undefined || !request.getCustom()) return;
    const propertyDependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((urns, key) => {
      propertyDependencies[key] = urns.getUrnsList();
    });
    resources.push({
      type: request.getType(),
      name: request.getName(),
      urn: monitor.newUrn(request.getParent(), request.getType(), request.getName()),
      inputs: known.inputs,
      props: known.state,
      protect: request.getProtect(),
      provider: PROVIDER,
      parent: request.getParent(),
      propertyDependencies,
    });
  };
  await import(pathToFileURL(file).href);
  await pulumi.runtime.disconnect();
  return resources;
}

/** Policies see what is secret as it is. */
function withoutSecrets(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return withoutSecrets(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, withoutSecrets(element)]));
}
