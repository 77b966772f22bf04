import type { Graph, Node } from "./graph.ts";

/** The types of buckets; both are the same in AWS. */
export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** The type of a resource that configures a bucket, and its alias that ends in V2. */
export function withAlias(type: string): readonly string[] {
  const [, module = "", name = ""] = /^aws:s3\/(\w+):(\w+)$/.exec(type) ?? [];
  return [type, `aws:s3/${module}V2:${name}V2`];
}

/** The resources of a type, or of its alias, that configure the bucket. */
export function besideBucket(bucket: Node, graph: Graph, type: string): readonly Node[] {
  return graph
    .referrers(bucket, ...withAlias(type))
    .filter(({ property }) => property === "bucket")
    .map(({ from }) => from);
}

/** Whether the bucket has no objects: it only sends the visitors of a website on to another host. */
export function redirectsAll(bucket: Node, graph: Graph): boolean {
  const { props } = bucket;
  return (
    props.has("website.redirectAllRequestsTo") ||
    props.blocks("websites").some((website) => website.has("redirectAllRequestsTo")) ||
    besideBucket(bucket, graph, "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration").some(
      (website) => website.props.has("redirectAllRequestsTo"),
    )
  );
}
