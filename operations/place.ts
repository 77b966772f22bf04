import { tellingTags } from "../ci/bootstrap/stack-place.ts";
import { Misuse } from "../local/cli/commands/command.ts";
import { type Credentials, InstanceFiles } from "../local/cli/stack-file.ts";
import { loadProject } from "../local/engine/project.ts";

/** A deployed stack, and how to get at it. */
export interface Place {
  readonly stack: string;
  /** For people: on AWS, or which local cloud. */
  readonly where: string;
  /** Those of the stack's default tags that tell its resources from another stack's. */
  readonly tags: Readonly<Record<string, string>>;
  readonly client: ClientPlace;
}

/** What the clients of an AWS SDK are told. Without credentials they find the environment's. */
export interface ClientPlace {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
}

export interface PlaceOptions {
  /** A stack on AWS, or at `endpoint`. Default: the one that `npm start` runs here. */
  readonly stack?: string | undefined;
  readonly endpoint?: string | undefined;
  /** The files of the instance that `npm start` runs here, where it has others than `.local`. */
  readonly stateDirectory?: string | undefined;
}

/**
 * A stack that is named is on AWS, with the credentials of the environment; without a name it is the one of the local cloud,
 * as its operator.
 * @throws {Misuse} for options that contradict each other
 * @throws {Error} when there is no such stack, or no local cloud runs
 */
export function placeOf(directory: string, { stack, endpoint, stateDirectory }: PlaceOptions): Place {
  if (stack === undefined) {
    if (endpoint !== undefined) throw new Misuse("Say which stack is at the endpoint: --stack NAME.");
    return runningHere(directory, new InstanceFiles(directory, stateDirectory));
  }
  if (stateDirectory !== undefined) throw new Misuse("Give either --stack or --state-dir.");
  const { region, tags } = configured(directory, stack);
  return endpoint === undefined
    ? { stack, where: `AWS, ${region}`, tags, client: { region } }
    : { stack, where: `${endpoint}, ${region}`, tags, client: { region, endpoint } };
}

function runningHere(directory: string, files: InstanceFiles): Place {
  const { stack, endpoint } = runningStack(files);
  const { region, tags } = configured(directory, stack);
  return {
    stack,
    where: `the local cloud, ${endpoint}`,
    tags,
    client: { region, endpoint, credentials: files.readCredentials("operator") },
  };
}

function runningStack(files: InstanceFiles) {
  try {
    return files.readStack();
  } catch (error) {
    throw new Error(`${(error as Error).message} For a stack on AWS, name it: --stack NAME.`, {
      cause: error,
    });
  }
}

function configured(directory: string, stack: string): Pick<Place, "tags"> & { readonly region: string } {
  const { config } = loadProject(directory, stack);
  const region = config["aws:region"];
  if (region === undefined) throw new Error(`Pulumi.${stack}.yaml has no aws:region.`);
  return { region, tags: tellingTags(stack, config["aws:defaultTags"]) };
}
