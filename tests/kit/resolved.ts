import * as pulumi from "@pulumi/pulumi";

/** A value with all outputs in it replaced by what they resolve to. */
export function resolved(value: unknown): Promise<unknown> {
  const output: pulumi.Output<unknown> = pulumi.output(value);
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
