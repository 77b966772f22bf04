import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Cloud } from "../../local/cloud.ts";
import { faultReport } from "../../local/faults/report.ts";
import { temporaryDirectory } from "../kit/platform.ts";
import { share, testSeed } from "../kit/seed.ts";
import { ServedCloudProcess } from "../kit/served-cloud.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
const Bucket = "records";

/** What a client goes on after: somebody else was first, the faults' own errors, and a connection that ended. */
const REPEATED = /^(PreconditionFailed|SlowDown|InternalError|TimeoutError|Error)$/;

describe("objects under faults", function () {
  this.timeout(120_000);
  const clients: S3Client[] = [];
  after(() => {
    for (const client of clients) client.destroy();
  });
  const clientOf = (config: object): S3Client => {
    const client = new S3Client({ region: "eu-west-1", ...config });
    clients.push(client);
    return client;
  };
  const textOf = async (client: S3Client, Key: string) => {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return { text: (await Body?.transformToString()) ?? "", ETag };
  };

  it("lose no write that is made on a condition, whatever calls and answers are lost", async () => {
    const cloud = await Cloud.start({ account: ACCOUNT, port: 0, workDirectory: temporaryDirectory() });
    try {
      const { endpoint, iam } = cloud;
      const s3 = clientOf({ endpoint, credentials: iam.rootCredentials, maxAttempts: 1 });
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      await s3.send(new PutObjectCommand({ Bucket, Key: "log", Body: "begun\n" }));
      cloud.faults.set({
        seed: testSeed(),
        rules: (["drop", "error", "throttle"] as const).map((fault) => ({
          fault,
          service: "s3",
          resource: `arn:aws:s3:::${Bucket}/*`,
          probability: 0.1,
        })),
      });
      const entries = Array.from({ length: share(200) }, (_, index) => `entry-${index}`);
      const append = async (entry: string): Promise<void> => {
        for (;;)
          try {
            const { text, ETag } = await textOf(s3, "log");
            // A write whose answer was lost has happened.
            if (text.includes(`${entry}\n`)) return;
            const Body = `${text}${entry}\n`;
            await s3.send(new PutObjectCommand({ Bucket, Key: "log", Body, IfMatch: ETag }));
            return;
          } catch (error) {
            assert.match((error as Error).name, REPEATED, (error as Error).stack);
          }
      };
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (const [index, entry] of entries.entries()) if (index % 4 === writer) await append(entry);
      });
      await Promise.all(writers);
      const report = faultReport(cloud.faults.injected());
      cloud.faults.clear();
      const { text } = await textOf(s3, "log");
      assert.deepEqual(text.trim().split("\n").sort(), ["begun", ...entries].sort(), report);
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "log" }));
      assert.equal(Versions.length, Math.min(entries.length + 1, 1000), report);
    } finally {
      await cloud.close();
    }
  });

  it("are whole after the cloud was killed in the middle of writes, if they were answered", async () => {
    const served = await ServedCloudProcess.start(["--port", "0", "--persist"]);
    let again: ServedCloudProcess | undefined;
    try {
      const s3 = clientOf({ ...served.clientConfig, maxAttempts: 1 });
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const answered = new Map<string, string>();
      const writer = async (): Promise<void> => {
        for (let round = 0; ; round++) {
          const Key = `${randomUUID()}-${round % 3}`;
          const Body = Buffer.alloc([100, 40_000, 5_000_000][round % 3] as number, Key);
          const sent = await s3.send(new PutObjectCommand({ Bucket, Key, Body })).catch(() => undefined);
          if (sent === undefined) return;
          answered.set(Key, createHash("sha256").update(Body).digest("hex"));
          if (answered.size === share(300)) await served.stop("SIGKILL");
        }
      };
      await Promise.all(Array.from({ length: 4 }, writer));
      assert.ok(answered.size >= share(300));

      again = await ServedCloudProcess.start(["--port", "0", "--persist"], served.stateDirectory);
      const after = clientOf({ ...again.clientConfig });
      const listed = await after.send(new ListObjectsV2Command({ Bucket }));
      const keys = new Set(listed.Contents?.map(({ Key }) => Key));
      for (const [Key, sha256] of answered) {
        assert.ok(keys.has(Key), `${Key} was answered and is gone`);
        const { Body } = await after.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = await Body?.transformToByteArray();
        assert.equal(
          createHash("sha256")
            .update(bytes ?? "")
            .digest("hex"),
          sha256,
          Key,
        );
      }
    } finally {
      await served.stop("SIGKILL");
      await again?.stop("SIGKILL");
    }
  });
});
