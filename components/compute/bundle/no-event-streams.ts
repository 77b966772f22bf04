/**
 * Stands in for `@smithy/core/event-streams` in a bundle, which the SDK imports for operations that stream events:
 * none of DynamoDB or SQS does. Taken out of the stand-ins (`sdk-parts.ts`), it is there again.
 */
const missing = (): never => {
  throw new Error("Event streams are left out of the bundles: see components/compute/bundle/sdk-parts.ts.");
};

export class EventStreamSerde {
  constructor() {
    missing();
  }
}

export const eventStreamSerdeProvider = missing;
