import { ControlClient } from "../../control/client.ts";
import { InstanceFiles } from "../stack-file.ts";

/**
 * The control API of the instance that runs in a folder, or of the one at `endpoint`.
 * @throws {Error} when there is none, or its token is not known
 */
export function connect(
  directory: string,
  {
    endpoint,
    stateDirectory,
  }: { readonly endpoint?: string | undefined; readonly stateDirectory?: string | undefined },
): ControlClient {
  const files = new InstanceFiles(directory, stateDirectory);
  const { LOCAL_CONTROL_TOKEN: given } = process.env;
  return new ControlClient({
    endpoint: endpoint ?? files.readStack().endpoint,
    token: given ?? files.readControlToken(),
  });
}
