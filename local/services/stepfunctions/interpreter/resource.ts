/** What the `Resource` of a task names. */
export type Resource =
  | { readonly kind: "function"; readonly arn: string }
  | {
      readonly kind: "integration";
      /** `sqs`, or `aws-sdk:sqs`. */
      readonly type: string;
      /** `sendMessage`, or `sendMessage.waitForTaskToken`. */
      readonly name: string;
      /** `sendMessage`. */
      readonly action: string;
      readonly pattern: "" | ".sync" | ".sync:2" | ".waitForTaskToken";
    };

const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;
const INTEGRATION =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:((?:aws-sdk:)?[a-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/;

/** Undefined for an ARN that names neither a function nor a service integration. */
export function parseResource(arn: string): Resource | undefined {
  if (FUNCTION.test(arn)) return { kind: "function", arn };
  const [, type, action, pattern = ""] = INTEGRATION.exec(arn) ?? [];
  if (type === undefined || action === undefined) return undefined;
  return {
    kind: "integration",
    type,
    name: `${action}${pattern}`,
    action,
    pattern: pattern as Extract<Resource, { kind: "integration" }>["pattern"],
  };
}
