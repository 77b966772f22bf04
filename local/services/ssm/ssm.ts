import type { Principal } from "../../core/access.ts";
import { type Account, globalArn } from "../../core/account.ts";
import type { Clock } from "../../core/clock.ts";
import type { KeyCipher } from "../../core/ports.ts";
import type { Service } from "../../core/service.ts";
import { ssmService } from "./api/api.ts";
import { Parameters } from "./parameters.ts";
import { SecureStrings } from "./secure-string.ts";

export interface SsmOptions {
  readonly account: Account;
  readonly clock: Clock;
  readonly keys: KeyCipher;
}

/**
 * Parameter Store, the part of Systems Manager that is there. Parameters are resources however they come to be: what
 * makes them persists as commands, and a reset leaves them as they are.
 */
export class Ssm {
  readonly parameters: Parameters;
  readonly secureStrings: SecureStrings;
  /** Who puts parameters in a deployment. */
  readonly deployer: Principal;
  /** Systems Manager's API for clients. */
  readonly service: Service;

  constructor({ account, clock, keys }: SsmOptions) {
    this.secureStrings = new SecureStrings(keys);
    this.parameters = new Parameters(account, clock, this.secureStrings);
    this.deployer = { kind: "root", arn: globalArn(account, "iam", "root") };
    this.service = ssmService(this);
  }
}
