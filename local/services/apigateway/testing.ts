import type { Authorizer, Principal } from "../../core/access.ts";
import { Clock } from "../../core/clock.ts";
import { AwsError } from "../../core/errors.ts";
import type {
  FunctionInvocation,
  FunctionInvoker,
  FunctionResult,
  MetricDatum,
  TokenIssuers,
} from "../../core/ports.ts";
import { Dispatcher, type Operation } from "../../core/service.ts";
import { ApiGateway } from "./api-gateway.ts";
import type { HttpApi } from "./http-api.ts";
import type { ApiSettings, RouteSettings, StageSettings } from "./model.ts";

export const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
export const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:000000000000:function:orders";
export const LOG_GROUP_ARN = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/vendedlogs/api";

/** The event of payload format 2.0, as far as tests look at it. */
export interface ProxyEvent {
  readonly version: string;
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: Readonly<Record<string, unknown>> & {
    readonly http: Readonly<Record<string, string>>;
    readonly authorizer?: {
      readonly jwt: {
        readonly claims: Readonly<Record<string, string>>;
        readonly scopes: readonly string[] | null;
      };
    };
  };
}

/** A function as the gateway sees it: whatever a test makes it answer. */
class ScriptedFunction implements FunctionInvoker {
  readonly invocations: FunctionInvocation[] = [];
  answer: (event: ProxyEvent) => unknown = () => ({ statusCode: 200, body: "" });

  async invoke(invocation: FunctionInvocation): Promise<FunctionResult> {
    this.invocations.push(invocation);
    const answer = await this.answer(JSON.parse(invocation.payload));
    if (answer instanceof AwsError) throw answer;
    if (answer instanceof Error)
      return {
        functionError: "Unhandled",
        payload: JSON.stringify({ errorMessage: answer.message }),
        requestId: "r",
      };
    return { payload: typeof answer === "string" ? answer : JSON.stringify(answer), requestId: "r" };
  }

  requireFunction(functionArn: string) {
    return { arn: functionArn, timeoutSeconds: 30 };
  }

  get lastEvent(): ProxyEvent {
    return JSON.parse(this.invocations.at(-1)?.payload ?? "{}");
  }
}

/** Log groups that may be denied or missing, behind the real dispatcher. */
class RecordedLogs {
  readonly lines: string[] = [];
  denied = "";
  missing = false;

  dispatcher(): Dispatcher {
    const authorizer: Authorizer = {
      authorize: (principal: Principal, { action }) => {
        if (
          principal.kind !== "service" ||
          principal.service !== "delivery.logs.amazonaws.com" ||
          principal.sourceArn?.startsWith("arn:aws:logs:eu-west-1:000000000000:") !== true ||
          action === this.denied
        )
          throw new AwsError("AccessDeniedException", `not authorized to perform: ${action}`);
      },
    };
    const operation = (action: string, handle: (input: { logEvents: { message: string }[] }) => unknown) =>
      ({ access: () => [{ action, resource: LOG_GROUP_ARN }], handle }) as unknown as Operation;
    const dispatcher = new Dispatcher(authorizer);
    dispatcher.register({
      signingName: "logs",
      protocol: "awsJson1.1",
      operations: {
        CreateLogStream: operation("logs:CreateLogStream", () => {
          if (this.missing)
            throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
        }),
        PutLogEvents: operation("logs:PutLogEvents", ({ logEvents }) => {
          this.lines.push(...logEvents.map(({ message }) => message));
        }),
      },
    });
    return dispatcher;
  }
}

/** A gateway with one API, a scripted function behind it, and everything else recorded. */
export class GatewayFixture {
  readonly clock = new Clock();
  readonly lambda = new ScriptedFunction();
  readonly logs = new RecordedLogs();
  readonly metrics: MetricDatum[] = [];
  readonly gateway: ApiGateway;
  ports: number[] = [];

  constructor(issuers: TokenIssuers = { keySet: () => undefined }) {
    this.gateway = new ApiGateway({
      account,
      clock: this.clock,
      functions: this.lambda,
      issuers,
      dispatcher: this.logs.dispatcher(),
      metrics: { put: (datum) => this.metrics.push(datum) },
      ports: { next: () => this.ports.shift() ?? 0 },
    });
  }

  async api(settings: Partial<ApiSettings> = {}): Promise<HttpApi> {
    return this.gateway.createApi({ name: "orders", protocolType: "HTTP", ...settings });
  }

  /** An API whose `$default` stage serves routes to the function. */
  async serving(
    routeKeys: readonly string[],
    {
      api: apiSettings = {},
      stage = {},
      route = {},
      timeoutInMillis = 30_000,
    }: {
      api?: Partial<ApiSettings>;
      stage?: Partial<StageSettings>;
      route?: Partial<RouteSettings>;
      timeoutInMillis?: number;
    } = {},
  ): Promise<HttpApi> {
    const api = await this.api(apiSettings);
    const { integrationId } = api.createIntegration({
      integrationType: "AWS_PROXY",
      integrationUri: FUNCTION_ARN,
      payloadFormatVersion: "2.0",
      timeoutInMillis,
    });
    for (const routeKey of routeKeys)
      api.createRoute({ routeKey, target: `integrations/${integrationId}`, ...route });
    await api.createStage({ stageName: "$default", autoDeploy: true, ...stage });
    return api;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.clock.close();
  }
}
