import type { PolicyDocument } from "../../local/core/access.ts";
import type { Platform } from "../../local/platform.ts";

/** The one inline policy of a function's role, to be read and replaced on the running platform. */
export class RolePolicy {
  readonly roleName: string;
  readonly #platform: Platform;

  constructor(platform: Platform, roleName: string) {
    this.#platform = platform;
    this.roleName = roleName;
  }

  read(): PolicyDocument {
    const [policy] = this.#resources();
    return JSON.parse(String(policy?.inputs.policy));
  }

  put(document: PolicyDocument): void {
    const [policy] = this.#resources();
    this.#platform.cloud.iam.roles.putPolicy(
      this.roleName,
      String(policy?.inputs.name),
      JSON.stringify(document),
    );
  }

  #resources() {
    return this.#platform.deployment.state.resources.filter(
      ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === this.roleName,
    );
  }
}
