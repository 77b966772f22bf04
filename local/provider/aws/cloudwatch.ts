import type { Account } from "../../core/account.ts";
import { globalArn } from "../../core/account.ts";
import { AwsError } from "../../core/errors.ts";
import { type AlarmDefinition, validateAlarm } from "../../services/cloudwatch/alarm-definition.ts";
import { alarmArn } from "../../services/cloudwatch/alarm-operations.ts";
import type { CloudWatch } from "../../services/cloudwatch/cloudwatch.ts";
import {
  type CheckFailure,
  holdsUnknown,
  type Properties,
  type ProviderModule,
  type ResourceHandler,
} from "../resource.ts";

const ALARM_PROPERTIES = new Set([
  "name",
  "alarmDescription",
  "namespace",
  "metricName",
  "dimensions",
  "statistic",
  "extendedStatistic",
  "comparisonOperator",
  "threshold",
  "period",
  "evaluationPeriods",
  "datapointsToAlarm",
  "treatMissingData",
  "evaluateLowSampleCountPercentiles",
  "actionsEnabled",
  "alarmActions",
  "okActions",
  "insufficientDataActions",
  "tags",
  "tagsAll",
  "region",
]);

/** `aws:cloudwatch/metricAlarm:MetricAlarm` and `aws:cloudwatch/dashboard:Dashboard`. */
export function cloudWatchModule(account: Account, cloudWatch: CloudWatch): ProviderModule {
  return {
    resources: {
      "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm(account, cloudWatch),
      "aws:cloudwatch/dashboard:Dashboard": dashboard(account, cloudWatch),
    },
  };
}

function metricAlarm(account: Account, { alarms }: CloudWatch): ResourceHandler {
  const state = (inputs: Properties) => {
    const definition = definitionOf(inputs);
    alarms.put(definition);
    return { id: definition.name, outputs: { ...inputs, arn: alarmArn(account, definition.name) } };
  };
  return {
    replaceOn: ["name"],
    nameProperty: "name",
    check(inputs, { autoName }) {
      const checked = {
        actionsEnabled: true,
        treatMissingData: "missing",
        ...inputs,
        name: inputs.name ?? autoName(255),
      };
      const failures: CheckFailure[] = Object.keys(inputs)
        .filter((property) => !ALARM_PROPERTIES.has(property))
        .map((property) => ({
          property,
          reason: "The local cloud does not evaluate alarms with this property.",
        }));
      if (inputs.statistic === undefined && inputs.extendedStatistic === undefined) {
        failures.push({
          property: "statistic",
          reason: "One of statistic and extendedStatistic must be set.",
        });
      }
      if (inputs.statistic !== undefined && inputs.extendedStatistic !== undefined) {
        failures.push({
          property: "statistic",
          reason: "Only one of statistic and extendedStatistic may be set.",
        });
      }
      if (failures.length === 0 && !holdsUnknown(checked)) failures.push(...refusals(checked));
      return { inputs: checked, failures };
    },
    create: state,
    update: (_id, inputs) => state(inputs).outputs,
    delete: (id) => alarms.delete(id),
    read(id, olds) {
      const alarm = alarms.get(id);
      return (
        alarm && { id, outputs: { ...olds, ...propertiesOf(alarm.definition), arn: alarmArn(account, id) } }
      );
    },
  };
}

function refusals(inputs: Properties): readonly CheckFailure[] {
  try {
    validateAlarm(definitionOf(inputs));
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property: "", reason: error.message }];
  }
}

function definitionOf(inputs: Properties): AlarmDefinition {
  const evaluationPeriods = Number(inputs.evaluationPeriods);
  return {
    name: String(inputs.name),
    description: String(inputs.alarmDescription ?? ""),
    metric: {
      namespace: String(inputs.namespace ?? ""),
      name: String(inputs.metricName ?? ""),
      dimensions: (inputs.dimensions ?? {}) as Record<string, string>,
    },
    statistic: String(inputs.statistic ?? inputs.extendedStatistic),
    comparison: inputs.comparisonOperator as AlarmDefinition["comparison"],
    threshold: Number(inputs.threshold),
    periodSeconds: Number(inputs.period),
    evaluationPeriods,
    datapointsToAlarm: Number(inputs.datapointsToAlarm ?? evaluationPeriods),
    treatMissingData: inputs.treatMissingData as AlarmDefinition["treatMissingData"],
    evaluateLowSampleCountPercentiles: (inputs.evaluateLowSampleCountPercentiles ??
      "evaluate") as AlarmDefinition["evaluateLowSampleCountPercentiles"],
    actionsEnabled: inputs.actionsEnabled !== false,
    alarmActions: (inputs.alarmActions ?? []) as readonly string[],
    okActions: (inputs.okActions ?? []) as readonly string[],
    insufficientDataActions: (inputs.insufficientDataActions ?? []) as readonly string[],
  };
}

/** An alarm, however it came about, as properties. */
function propertiesOf(definition: AlarmDefinition): Properties {
  const { metric, statistic } = definition;
  const ofPercentile = /^p\d/.test(statistic);
  return {
    name: definition.name,
    alarmDescription: definition.description === "" ? undefined : definition.description,
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: metric.dimensions,
    statistic: ofPercentile ? undefined : statistic,
    extendedStatistic: ofPercentile ? statistic : undefined,
    comparisonOperator: definition.comparison,
    threshold: definition.threshold,
    period: definition.periodSeconds,
    evaluationPeriods: definition.evaluationPeriods,
    datapointsToAlarm: definition.datapointsToAlarm,
    treatMissingData: definition.treatMissingData,
    evaluateLowSampleCountPercentiles: definition.evaluateLowSampleCountPercentiles,
    actionsEnabled: definition.actionsEnabled,
    alarmActions: definition.alarmActions,
    okActions: definition.okActions,
    insufficientDataActions: definition.insufficientDataActions,
  };
}

function dashboard(account: Account, { dashboards }: CloudWatch): ResourceHandler {
  const put = (inputs: Properties) => {
    const name = String(inputs.dashboardName);
    dashboards.put(name, String(inputs.dashboardBody));
    return {
      id: name,
      outputs: { ...inputs, dashboardArn: globalArn(account, "cloudwatch", `dashboard/${name}`) },
    };
  };
  return {
    replaceOn: ["dashboardName"],
    nameProperty: "dashboardName",
    create: put,
    update: (_id, inputs) => put(inputs).outputs,
    delete: (id) => dashboards.delete(id),
    read(id, olds) {
      const dashboardBody = dashboards.get(id);
      return dashboardBody === undefined
        ? undefined
        : { id, outputs: { ...olds, dashboardName: id, dashboardBody } };
    },
  };
}
