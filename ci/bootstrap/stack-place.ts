import { loadProject } from "../../local/engine/project.ts";
import { type Place, TELLING_TAGS } from "./place.ts";

/** Names with other characters are hashed (`components/core/names.ts`): then nothing tells a stack's resources by name. */
const PLAIN_STACK = /^[a-z0-9_]+$/;
/** What the names of a bootstrap's own roles end in. */
const RESERVED = ["deploy", "preview"];

/** A stack that is to be deployed to some account or other. */
type StackPlace = Omit<Place, keyof AccountPlace>;
type AccountPlace = Pick<Place, "partition" | "accountId">;

/**
 * Where the configuration of a stack says that it is deployed.
 * @throws {Error} for a stack that can't be told from others
 */
export function stackPlace(directory: string, stack: string): StackPlace {
  if (!PLAIN_STACK.test(stack))
    throw new Error(
      `The stack is called ${stack}: only small letters, digits and underscores come through into the names of resources, by which the roles are narrowed.`,
    );
  if (RESERVED.includes(stack))
    throw new Error(`A stack can't be called ${stack}: it could change the role that deploys it.`);
  const { project, config } = loadProject(directory, stack);
  const region = config["aws:region"];
  if (region === undefined) throw new Error(`Pulumi.${stack}.yaml has no aws:region.`);
  return { region, project, stack, tags: tellingTags(stack, config["aws:defaultTags"]) };
}

/** The same, in an account. @throws {Error} for a stack that can't be told from others */
export function placeOf(directory: string, stack: string, { partition, accountId }: AccountPlace): Place {
  return { partition, accountId, ...stackPlace(directory, stack) };
}

/** Those of a stack's default tags that tell its resources from others. @throws {Error} when one is missing */
export function tellingTags(stack: string, defaultTags: string | undefined): Place["tags"] {
  const given = JSON.parse(defaultTags ?? "{}") as { readonly tags?: Readonly<Record<string, string>> };
  return Object.fromEntries(
    TELLING_TAGS.map((key) => {
      const value = given.tags?.[key];
      if (value === undefined)
        throw new Error(
          `Pulumi.${stack}.yaml has no default tag "${key}" (aws:defaultTags): by it the stack's keys, queues, user pools and APIs are told from others'.`,
        );
      return [key, value];
    }),
  );
}
