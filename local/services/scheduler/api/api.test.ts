import assert from "node:assert/strict";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  type SchedulerServiceException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { Gateway } from "../../../gateway/gateway.ts";
import { FUNCTION, SchedulerHarness, scheduleArn } from "../testing.ts";

const ACCOUNT = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };

describe("Scheduler's API through the AWS SDK", () => {
  let h: SchedulerHarness;
  let gateway: Gateway;
  let client: SchedulerClient;
  let endpoint: string;

  beforeEach(async () => {
    h = new SchedulerHarness();
    h.dispatcher.register(h.scheduler.service);
    const { clock, dispatcher, iam } = h;
    gateway = new Gateway({ account: ACCOUNT, clock, dispatcher, iam });
    ({ url: endpoint } = await gateway.listen(0));
    client = new SchedulerClient({ endpoint, region: ACCOUNT.region, credentials: iam.rootCredentials });
  });
  afterEach(async () => {
    client.destroy();
    await gateway.close();
    h.close();
  });

  const schedule = (change: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: "s",
    ScheduleExpression: "cron(0 9 LW * ? *)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: FUNCTION, RoleArn: h.role },
    ...change,
  });
  const refused = (promise: Promise<unknown>, name: string, status: number, message = /./) =>
    assert.rejects(promise, (error: SchedulerServiceException) => {
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status]);
      assert.match(error.message, message);
      return true;
    });

  it("makes, shows, changes and deletes schedules", async () => {
    const StartDate = new Date(Date.now() + 3_600_000);
    const made = await client.send(
      new CreateScheduleCommand(
        schedule({ Description: "d", StartDate, ScheduleExpressionTimezone: "Europe/Dublin" }),
      ),
    );
    assert.equal(made.ScheduleArn, scheduleArn("s"));
    const {
      $metadata: _,
      CreationDate,
      LastModificationDate,
      ...shown
    } = await client.send(new GetScheduleCommand({ Name: "s" }));
    assert.ok(CreationDate instanceof Date && LastModificationDate instanceof Date);
    assert.deepEqual(shown, {
      Arn: scheduleArn("s"),
      Name: "s",
      GroupName: "default",
      State: "ENABLED",
      Description: "d",
      StartDate,
      ScheduleExpression: "cron(0 9 LW * ? *)",
      ScheduleExpressionTimezone: "Europe/Dublin",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "NONE",
      Target: {
        Arn: FUNCTION,
        RoleArn: h.role,
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    });
    await client.send(new UpdateScheduleCommand(schedule({ State: "DISABLED" })));
    const changed = await client.send(new GetScheduleCommand({ Name: "s" }));
    assert.deepEqual([changed.State, changed.Description], ["DISABLED", undefined]);
    await client.send(new DeleteScheduleCommand({ Name: "s" }));
    await refused(
      client.send(new GetScheduleCommand({ Name: "s" })),
      "ResourceNotFoundException",
      404,
      /Schedule s does not exist/,
    );
  });

  it("runs what it made", async () => {
    await client.send(new CreateScheduleCommand(schedule({ ScheduleExpression: "rate(1 minute)" })));
    await h.clock.advance(60_000);
    assert.ok(h.invocations.length >= 1);
  });

  it("refuses at creation what AWS refuses", async () => {
    const create = (change: Partial<CreateScheduleCommandInput>) =>
      client.send(new CreateScheduleCommand(schedule(change)));
    await refused(
      create({ ScheduleExpression: "cron(0 9 * * * *)" }),
      "ValidationException",
      400,
      /Exactly one of Day-of-month and Day-of-week/,
    );
    await refused(create({ Name: "a b" }), "ValidationException", 400, /'name'/);
    await refused(
      create({ Target: { Arn: FUNCTION, RoleArn: h.role, EcsParameters: { TaskDefinitionArn: "t" } } }),
      "UnsupportedOperationException",
      400,
      /EcsParameters/,
    );
    await refused(create({ GroupName: "gone" }), "ResourceNotFoundException", 404, /group gone/);
    await create({});
    await refused(create({}), "ConflictException", 409);
  });

  it("takes a call that is sent again for the same one", async () => {
    const ClientToken = "again";
    const create = () => client.send(new CreateScheduleCommand(schedule({ ClientToken })));
    assert.equal((await create()).ScheduleArn, (await create()).ScheduleArn);
    for (let time = 0; time < 2; time++)
      await client.send(new DeleteScheduleCommand({ Name: "s", ClientToken }));
  });

  it("keeps groups with tags, and lists by page, group, prefix and state", async () => {
    const { ScheduleGroupArn: ResourceArn } = await client.send(
      new CreateScheduleGroupCommand({ Name: "g", Tags: [{ Key: "a", Value: "1" }] }),
    );
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
    assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    assert.equal((await client.send(new GetScheduleGroupCommand({ Name: "g" }))).State, "ACTIVE");
    const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
    assert.deepEqual(
      ScheduleGroups?.map(({ Name }) => Name),
      ["default", "g"],
    );

    for (const Name of ["x1", "x2", "y"])
      await client.send(new CreateScheduleCommand(schedule({ Name, GroupName: "g" })));
    await client.send(new CreateScheduleCommand(schedule({ Name: "x3", State: "DISABLED" })));
    const names = async (input: object) => {
      const { Schedules, NextToken } = await client.send(new ListSchedulesCommand(input));
      return { names: Schedules?.map(({ Name }) => Name), NextToken };
    };
    assert.deepEqual((await names({ GroupName: "g", NamePrefix: "x" })).names, ["x1", "x2"]);
    assert.deepEqual((await names({ State: "DISABLED" })).names, ["x3"]);
    const first = await names({ GroupName: "g", MaxResults: 2 });
    const second = await names({ GroupName: "g", MaxResults: 2, NextToken: first.NextToken });
    assert.deepEqual([first.names, second.names, second.NextToken], [["x1", "x2"], ["y"], undefined]);

    await client.send(new DeleteScheduleGroupCommand({ Name: "g" }));
    assert.deepEqual((await names({})).names, ["x3"]);
  });

  it("asks for the permission on the schedule, and for passing its role", async () => {
    const name = "planner";
    const { arn } = h.iam.roles.create({
      name,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" },
      }),
    });
    const { accessKeyId, secretAccessKey, sessionToken } = h.iam.assume(arn, h.iam.rootPrincipal, "s", 900);
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const limited = new SchedulerClient({ endpoint, region: ACCOUNT.region, credentials });
    const create = () => limited.send(new CreateScheduleCommand(schedule()));
    const grant = (...Action: string[]) =>
      h.iam.roles.putPolicy(
        name,
        "p",
        JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } }),
      );
    try {
      await refused(
        create(),
        "AccessDeniedException",
        403,
        /scheduler:CreateSchedule on resource: .*default\/s/,
      );
      grant("scheduler:CreateSchedule");
      await refused(create(), "AccessDeniedException", 403, /iam:PassRole/);
      grant("scheduler:CreateSchedule", "iam:PassRole");
      await create();
    } finally {
      limited.destroy();
    }
  });
});
