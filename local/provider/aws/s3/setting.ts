import type { BucketSettings } from "../../../services/s3/model.ts";
import type { S3 } from "../../../services/s3/s3.ts";
import { type CheckFailure, holdsUnknown, type Properties, type ResourceHandler } from "../../resource.ts";
import { checkProperties, type Rules, text } from "../property-rules.ts";

/** A resource that is one setting of a bucket, and goes by its name. */
export interface Setting {
  readonly rules: Rules;
  readonly required: readonly string[];
  readonly defaults?: Properties;
  /** What S3 would refuse of what is known, beyond the rules. */
  readonly check?: (inputs: Properties) => readonly CheckFailure[];
  /** Undefined where there is nothing to be set. */
  readonly put: (inputs: Properties) => Call | undefined;
  readonly remove: (olds: Properties) => Call | undefined;
  /** The properties as they are now; undefined when it is not set. */
  readonly read: (settings: BucketSettings) => Properties | undefined;
}

type Call = readonly [operation: string, input: object];

export function settingHandler(s3: S3, setting: Setting): ResourceHandler {
  const rules = { bucket: text({ min: 1 }), ...setting.rules };
  const required = ["bucket", ...setting.required];
  const perform = async (bucket: string, call: Call | undefined) => {
    if (call !== undefined) await s3.perform(call[0], { Bucket: bucket, ...call[1] });
  };
  const now = (bucket: string, inputs: Properties): Properties => ({
    ...inputs,
    ...setting.read(s3.buckets.require(bucket).settings),
    bucket,
    region: s3.region,
  });
  const put = async (bucket: string, inputs: Properties) => {
    await perform(bucket, setting.put(inputs));
    return now(bucket, inputs);
  };
  return {
    replaceOn: ["bucket"],
    check(given) {
      const inputs = { ...setting.defaults, ...given };
      const failures = checkProperties(inputs, rules, required);
      const complete = failures.length === 0 && !holdsUnknown(inputs);
      return { inputs, failures: complete ? (setting.check?.(inputs) ?? []) : failures };
    },
    async create(inputs) {
      const bucket = String(inputs.bucket);
      return { id: bucket, outputs: await put(bucket, inputs) };
    },
    update: (id, inputs) => put(id, inputs),
    async delete(id, olds) {
      if (s3.buckets.find(id) !== undefined) await perform(id, setting.remove(olds));
    },
    read(id, olds) {
      const settings = s3.buckets.find(id)?.settings;
      if (settings === undefined || setting.read(settings) === undefined) return undefined;
      return { id, outputs: now(id, olds) };
    },
  };
}
