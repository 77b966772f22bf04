import { join } from "node:path";
import { Control } from "./control/control.ts";
import type { Account } from "./core/account.ts";
import { Clock } from "./core/clock.ts";
import type { Durable } from "./core/durable.ts";
import { withSeed } from "./core/identity.ts";
import { Dispatcher } from "./core/service.ts";
import { settled } from "./core/settled.ts";
import { CallFaults } from "./faults/calls.ts";
import { deliveryUnder } from "./faults/deliveries.ts";
import { Faults } from "./faults/faults.ts";
import { invocationFault, invocationOperations } from "./faults/invocations.ts";
import { Gateway } from "./gateway/gateway.ts";
import { Iam } from "./iam/iam.ts";
import { type Command, isData } from "./persistence/command.ts";
import { Commands } from "./persistence/commands.ts";
import { Ports } from "./persistence/ports.ts";
import { recordedProvider } from "./persistence/recorded-provider.ts";
import type { StateStore } from "./persistence/state-store.ts";
import { apiGatewayV2Module } from "./provider/aws/apigatewayv2.ts";
import { cloudWatchModule } from "./provider/aws/cloudwatch.ts";
import { cognitoModule } from "./provider/aws/cognito.ts";
import { dynamodbModule } from "./provider/aws/dynamodb.ts";
import { eventsModule } from "./provider/aws/events.ts";
import { iamModule } from "./provider/aws/iam.ts";
import { indexModule } from "./provider/aws/index-functions.ts";
import { kmsModule } from "./provider/aws/kms.ts";
import { lambdaModule } from "./provider/aws/lambda.ts";
import { logsModule } from "./provider/aws/logs.ts";
import { s3Module } from "./provider/aws/s3.ts";
import { schedulerModule } from "./provider/aws/scheduler.ts";
import { sesModule } from "./provider/aws/ses.ts";
import { sesv2Module } from "./provider/aws/sesv2.ts";
import { sfnModule } from "./provider/aws/sfn.ts";
import { snsModule } from "./provider/aws/sns.ts";
import { sqsModule } from "./provider/aws/sqs.ts";
import type { Provider } from "./provider/provider.ts";
import { ProviderRegistry, type RegistryOptions } from "./provider/registry.ts";
import { ApiGateway } from "./services/apigateway/api-gateway.ts";
import { IssuerKeys } from "./services/apigateway/issuer-keys.ts";
import { alarmActions } from "./services/cloudwatch/alarm-actions.ts";
import { CloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { Cognito } from "./services/cognito/cognito.ts";
import type { MessageSink } from "./services/cognito/messages.ts";
import { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import { Events } from "./services/events/events.ts";
import { IamService } from "./services/iam/iam-service.ts";
import { Kms } from "./services/kms/kms.ts";
import type { ConcurrencyLimits } from "./services/lambda/concurrency.ts";
import { Lambda } from "./services/lambda/lambda.ts";
import { Logs } from "./services/logs/logs.ts";
import { S3 } from "./services/s3/s3.ts";
import { Scheduler } from "./services/scheduler/scheduler.ts";
import { Ses } from "./services/ses/ses.ts";
import { Sns } from "./services/sns/sns.ts";
import { queueGauges } from "./services/sqs/metrics.ts";
import { Sqs } from "./services/sqs/sqs.ts";
import { Ssm } from "./services/ssm/ssm.ts";
import { StepFunctions } from "./services/stepfunctions/stepfunctions.ts";
import { Sts } from "./services/sts/sts.ts";
import { XRay } from "./services/xray/xray.ts";

/**
 * New accounts start with so small a limit that functions can reserve nothing, and what needs a reservation fails to
 * deploy there (Lambda Developer Guide, "Lambda quotas"). The limit itself is the one that accounts grow to.
 */
const NOTHING_TO_RESERVE: ConcurrencyLimits = { account: 1000, minimumUnreserved: 1000 };

export interface CloudOptions {
  readonly account: Account;
  /** The gateway's port; 0 takes any free one. HTTP APIs take the ports above it, or any free ones likewise. */
  readonly port: number;
  /** Where function code is unpacked and environments keep their `/tmp`. */
  readonly workDirectory: string;
  /** Told of the mails and text messages that Cognito would have sent. */
  readonly onMessage?: MessageSink | undefined;
  /** What the account's own access key comes from; by chance, when absent. */
  readonly seed?: string;
}

/** One account in one region: every service of the local cloud, on one clock, behind one authorizer and one gateway. */
export class Cloud {
  readonly account: Account;
  /** An advance waits until the functions it has set off are through. */
  readonly clock = new Clock(() => settled(() => this.#busy()));
  readonly iam: Iam;
  readonly dispatcher: Dispatcher;
  readonly faults: Faults;
  readonly control: Control;
  readonly kms: Kms;
  readonly cloudWatch: CloudWatch;
  readonly logs: Logs;
  readonly xray = new XRay();
  readonly dynamodb: DynamoDb;
  readonly sqs: Sqs;
  readonly cognito: Cognito;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly sns: Sns;
  readonly scheduler: Scheduler;
  readonly ses: Ses;
  readonly ssm: Ssm;
  readonly events: Events;
  readonly stepFunctions: StepFunctions;
  readonly apiGateway: ApiGateway;
  /** Deploys onto this cloud. */
  readonly provider: Provider;
  /** What made the resources there are. */
  readonly commands: Commands;
  readonly #resources: RegistryOptions;
  readonly #registry: Provider;
  #store: StateStore | undefined;
  readonly #gateway: Gateway;
  readonly #callFaults: CallFaults;
  #endpoint = "";
  #xrayAddress = "";

  constructor({ account, port, workDirectory, onMessage, seed }: CloudOptions) {
    const { clock } = this;
    const endpoint = () => this.#endpoint;
    this.account = account;
    this.iam =
      seed === undefined ? new Iam({ account, clock }) : withSeed(seed, () => new Iam({ account, clock }));
    this.faults = new Faults({
      clock,
      services: () => new Map([...this.dispatcher.operationNames(), ...invocationOperations]),
    });
    const callFaults = new CallFaults({
      faults: this.faults,
      clock,
      environments: {
        has: (accessKeyId) => this.lambda.environments.has(accessKeyId),
        crash: (accessKeyId) => this.lambda.environments.crash(accessKeyId),
      },
      workflows: { calls: (requestId) => this.stepFunctions.calls.has(requestId) },
    });
    this.#callFaults = callFaults;
    this.dispatcher = new Dispatcher(this.iam, (call, run) =>
      callFaults.intercept(call, () => this.commands.intercept(call, run)),
    );
    this.kms = new Kms({ account, clock, iam: this.iam });
    this.cloudWatch = new CloudWatch({ account, clock });
    const shared = { account, clock, keys: this.kms, metrics: this.cloudWatch, dispatcher: this.dispatcher };
    this.s3 = new S3({ ...shared, iam: this.iam, workDirectory: join(workDirectory, "s3") });
    this.logs = new Logs(shared);
    this.dynamodb = new DynamoDb({
      ...shared,
      authorizer: this.iam,
      endpoint,
      readLag: () => callFaults.readLag(),
      readsLag: () => callFaults.readsLag,
      transactionConflicts: (participants) => callFaults.transactionConflicts(participants),
    });
    this.sqs = new Sqs({
      ...shared,
      authorizer: this.iam,
      endpoint,
      delivery: (queueArn) => deliveryUnder(this.faults, queueArn),
    });
    this.lambda = new Lambda({
      ...shared,
      sessions: this.iam,
      authorizer: this.iam,
      endpoint,
      workDirectory: join(workDirectory, "lambda"),
      concurrency: NOTHING_TO_RESERVE,
      xrayAddress: () => this.#xrayAddress,
      recordSegment: (segment) => this.xray.traces.record(segment),
      onQueueActivity: (queueArn, wake) => this.sqs.onAvailable(queueArn, wake),
      faults: (functionName, functionArn) => invocationFault(this.faults, functionName, functionArn),
    });
    this.cognito = new Cognito({ account, clock, functions: this.lambda, onMessage });
    this.sns = new Sns({ ...shared, functions: this.lambda, endpoint });
    this.ses = new Ses(shared);
    this.ssm = new Ssm(shared);
    this.scheduler = new Scheduler({ ...shared, functions: this.lambda, sessions: this.iam });
    this.events = new Events({
      ...shared,
      functions: this.lambda,
      sessions: this.iam,
      authorizer: this.iam,
    });
    this.stepFunctions = new StepFunctions({
      ...shared,
      sessions: this.iam,
      authorizer: this.iam,
      recordSegment: (segment) => this.xray.traces.record(segment),
      committed: () => this.#store?.committed(),
    });
    this.cloudWatch.alarms.onStateChange(alarmActions(shared));
    let nextPort = port;
    const ports = new Ports(() => (port === 0 ? 0 : ++nextPort));
    this.apiGateway = new ApiGateway({ ...shared, functions: this.lambda, issuers: this.cognito, ports });
    this.commands = new Commands({ clock, ports, perform: (command) => this.#perform(command) });
    this.cloudWatch.addGauge((now) => queueGauges(this.sqs.queues, now));
    this.control = new Control(this);
    this.#gateway = new Gateway({
      account,
      clock,
      dispatcher: this.dispatcher,
      iam: this.iam,
      committed: () => this.#store?.committed(),
      spool: () => this.s3.bodies.directory,
      fallback: (request, response) => this.control.serve(request, response),
    });
    const issuerKeys = new IssuerKeys(clock, this.cognito);
    for (const service of [
      new IamService({ account, clock, iam: this.iam }).service,
      new Sts({ account, clock, iam: this.iam, keysOf: (issuer) => issuerKeys.of(issuer) }).service,
      this.kms.service,
      this.cloudWatch.service,
      this.logs.service,
      this.dynamodb.service,
      this.s3.service,
      this.sqs.service,
      this.sns.service,
      this.cognito.service,
      this.lambda.service,
      this.scheduler.service,
      this.ses.service,
      this.ssm.service,
      this.events.service,
      this.stepFunctions.service,
      this.xray.service,
    ]) {
      this.dispatcher.register(service);
    }
    this.#resources = {
      region: account.region,
      modules: [
        indexModule(account, this.iam),
        iamModule(this.iam),
        kmsModule(this.kms),
        cloudWatchModule(account, this.cloudWatch),
        logsModule(this.logs),
        dynamodbModule(this.dynamodb),
        s3Module(this.s3),
        sqsModule(this.sqs),
        snsModule(this.sns),
        schedulerModule(this.scheduler),
        sesModule(this.ses),
        sesv2Module(this.ses),
        eventsModule(this.events),
        sfnModule(this.stepFunctions),
        cognitoModule(this.cognito),
        lambdaModule(this.lambda),
        apiGatewayV2Module(this.apiGateway),
      ],
    };
    this.#registry = new ProviderRegistry(this.#resources);
    this.provider = this.openProvider();
  }

  /** A provider that deploys onto this cloud, with arguments of its own. */
  openProvider(): Provider {
    return recordedProvider(new ProviderRegistry(this.#resources), this.commands);
  }

  /** @throws {Error} when a port is taken. */
  static async start(options: CloudOptions): Promise<Cloud> {
    const cloud = new Cloud(options);
    try {
      const { url } = await cloud.#gateway.listen(options.port);
      cloud.#endpoint = url;
      cloud.#xrayAddress = await cloud.xray.listen();
      return cloud;
    } catch (error) {
      await cloud.close();
      throw error;
    }
  }

  /** The gateway's port. */
  get port(): number {
    return Number(new URL(this.#endpoint).port);
  }

  /** The gateway's URL, for every AWS SDK. */
  get endpoint(): string {
    return this.#endpoint;
  }

  /** What there is besides resources, in the order in which it is to be put back. */
  get durables(): readonly Durable[] {
    const services = [
      this.dynamodb,
      this.s3,
      this.sqs,
      this.cognito,
      this.logs,
      this.cloudWatch,
      this.lambda,
      this.sns,
      this.scheduler,
      this.ses,
      this.events,
      this.stepFunctions,
    ];
    return [this.clock, ...services.flatMap(({ durables }) => durables)];
  }

  /** Puts back the data of a store, to which the resources are made again, and keeps everything there from now on. */
  persist(store: StateStore): void {
    this.s3.bodies.persistIn(store.contents);
    store.attach(this.durables);
    this.s3.sweep();
    this.commands.record(store.assets, (recorded) => {
      if (!isData(recorded.command)) store.addCommand(recorded);
    });
    this.#store = store;
  }

  /** Where everything is kept; undefined when it is in memory only. */
  get store(): StateStore | undefined {
    return this.#store;
  }

  /** Lets the time run on after resources have been made again. */
  resume(): void {
    this.scheduler.schedules.resume();
    this.events.resume();
    this.stepFunctions.resume();
    this.clock.release();
  }

  /** Ends every child process, closes every port and drops every timer. */
  async close(): Promise<void> {
    await this.apiGateway.close();
    await this.lambda.close();
    await this.#gateway.close();
    await this.xray.close();
    await this.#store?.close();
    this.scheduler.close();
    this.events.close();
    this.stepFunctions.close();
    this.s3.close();
    this.sns.close();
    this.sqs.close();
    this.dynamodb.close();
    this.cloudWatch.close();
    this.clock.close();
  }

  #perform({ kind, request }: Command): Promise<unknown> {
    switch (kind) {
      case "create":
        return this.#registry.create(request);
      case "update":
        return this.#registry.update(request);
      case "delete":
        return this.#registry.delete(request);
      case "call":
        return this.dispatcher.handle(request, request);
    }
  }

  /** Functions and workflows that go on, but for those that a fault keeps waiting for the clock. */
  #busy(): boolean {
    const { running, tidying } = this.lambda;
    return running + this.stepFunctions.working > this.#callFaults.delayed || tidying;
  }
}
