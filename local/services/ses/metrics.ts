import type { Clock } from "../../core/clock.ts";
import type { MetricSink } from "../../core/ports.ts";
import type { ConfigurationSet, EventType } from "./configuration-sets.ts";

/** Source: SES Developer Guide, "Retrieving Amazon SES event data from CloudWatch". */
const NAMES: Readonly<Partial<Record<EventType, string>>> = {
  SEND: "Send",
  BOUNCE: "Bounce",
  COMPLAINT: "Complaint",
  DELIVERY: "Delivery",
  RENDERING_FAILURE: "RenderingFailure",
};

/** What SES counts for the account itself. Source: SES Developer Guide, "Viewing Amazon SES metrics". */
const OF_ACCOUNT: ReadonlySet<EventType> = new Set(["SEND", "BOUNCE", "COMPLAINT", "DELIVERY"]);

type Dimensions = Readonly<Record<string, string>>;

/** What SES tells CloudWatch: of the account, and of a configuration set what its event destinations ask for. */
export class SesMetrics {
  readonly #sink: MetricSink;
  readonly #clock: Clock;

  constructor(sink: MetricSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  /** @param tags of the message, which dimensions may take their values from */
  count(type: EventType, set: ConfigurationSet | undefined, tags: Dimensions): void {
    const name = NAMES[type] ?? type;
    if (OF_ACCOUNT.has(type)) this.#put(name, {});
    if (set === undefined) return;
    const given = { ...tags, "ses:configuration-set": set.name };
    for (const { enabled, eventTypes, dimensions } of set.destinations.values()) {
      if (!enabled || !eventTypes.includes(type)) continue;
      this.#put(name, valuesOf(dimensions, given));
    }
  }

  #put(name: string, dimensions: Dimensions): void {
    const timestamp = this.#clock.now();
    this.#sink.put({ namespace: "AWS/SES", name, dimensions, value: 1, unit: "Count", timestamp });
  }
}

function valuesOf(
  dimensions: readonly { name: string; source: string; defaultValue: string }[],
  tags: Dimensions,
): Dimensions {
  return Object.fromEntries(
    dimensions.map(({ name, source, defaultValue }) => [
      name,
      (source === "MESSAGE_TAG" ? tags[name] : undefined) ?? defaultValue,
    ]),
  );
}
