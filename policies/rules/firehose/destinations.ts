import type { Properties } from "../../lib/properties.ts";

const DESTINATIONS = [
  "extendedS3Configuration",
  "elasticsearchConfiguration",
  "httpEndpointConfiguration",
  "icebergConfiguration",
  "opensearchConfiguration",
  "opensearchserverlessConfiguration",
  "redshiftConfiguration",
  "snowflakeConfiguration",
  "splunkConfiguration",
];

export interface Destination {
  /** The property that configures it. */
  readonly name: string;
  readonly block: Properties;
}

/** Where a delivery stream delivers to. */
export function destinationsOf(props: Properties): readonly Destination[] {
  return DESTINATIONS.flatMap((name) => {
    const block = props.block(name);
    return block === undefined ? [] : [{ name, block }];
  });
}
