import type { Clock } from "../../core/clock.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import { type Functions, type InvocationTarget, requireQueueTarget } from "./functions.ts";

/** How Lambda treats asynchronous events of a function ("Configuring error handling settings"). */
export interface EventInvokeConfig {
  /** 60 to 21600; 21600 by default. */
  readonly MaximumEventAgeInSeconds: number;
  /** 0 to 2; 2 by default. */
  readonly MaximumRetryAttempts: number;
  readonly DestinationConfig: {
    readonly OnSuccess?: { readonly Destination: string };
    readonly OnFailure?: { readonly Destination: string };
  };
}

export type EventInvokeConfigInput = Partial<EventInvokeConfig>;

/** The settings of a function, or of one of its versions or aliases. */
export interface EventInvokeConfigEntry {
  /** With the qualifier that they are for. */
  readonly arn: string;
  readonly config: EventInvokeConfig;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

const DEFAULT: EventInvokeConfig = {
  MaximumEventAgeInSeconds: 21_600,
  MaximumRetryAttempts: 2,
  DestinationConfig: {},
};

/** The settings of functions, versions and aliases for asynchronous events. */
export class EventInvokeConfigs {
  readonly #functions: Functions;
  readonly #clock: Clock;
  readonly #configs = new Map<string, EventInvokeConfigEntry>();

  constructor(functions: Functions, clock: Clock) {
    this.#functions = functions;
    this.#clock = clock;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `InvalidParameterValueException`, `ValidationException` */
  put(reference: string, input: EventInvokeConfigInput): EventInvokeConfig {
    const target = this.#functions.resolve(reference);
    const config = { ...DEFAULT, ...input };
    within("maximumEventAgeInSeconds", config.MaximumEventAgeInSeconds, 60, 21_600);
    within("maximumRetryAttempts", config.MaximumRetryAttempts, 0, 2);
    for (const side of ["OnSuccess", "OnFailure"] as const) {
      const destination = config.DestinationConfig[side]?.Destination;
      if (destination === undefined) continue;
      requireQueueTarget(destination, `DestinationConfig.${side}`);
      this.#functions.requireSendMessage(target.version.configuration, destination);
    }
    this.#configs.set(target.arn, { arn: target.arn, config, lastModified: this.#clock.now() });
    return config;
  }

  get(target: InvocationTarget): EventInvokeConfig {
    return this.#configs.get(target.arn)?.config ?? DEFAULT;
  }

  find(reference: string): EventInvokeConfig | undefined {
    return this.#configs.get(this.#functions.resolve(reference).arn)?.config;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  require(reference: string): EventInvokeConfigEntry {
    const { arn } = this.#functions.resolve(reference);
    const entry = this.#configs.get(arn);
    if (entry !== undefined) return entry;
    throw new AwsError(
      "ResourceNotFoundException",
      `The function ${arn} doesn't have an EventInvokeConfig`,
      404,
    );
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  delete(reference: string): void {
    this.#configs.delete(this.require(reference).arn);
  }

  /** Those of a function, its versions and its aliases. */
  of(functionArn: string): readonly EventInvokeConfigEntry[] {
    return [...this.#configs.values()].filter(
      ({ arn }) => arn === functionArn || arn.startsWith(`${functionArn}:`),
    );
  }

  /** Forgets the settings of a deleted function. */
  forget(functionArn: string): void {
    for (const { arn } of this.of(functionArn)) this.#configs.delete(arn);
  }
}

function within(member: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
  );
}
