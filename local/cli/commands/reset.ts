import { asJson, type Command, noParameters } from "./command.ts";

export const resetCommand: Command = {
  usage: "reset",
  summary: "brings all data back to what it was right after the deployment",
  options: ["json"],

  prepare(parameters, { json }) {
    noParameters("reset", parameters);
    return async (client, terminal) => {
      const answer = await client.reset();
      terminal.print(
        json
          ? asJson(answer)
          : `All is as it was right after the deployment: tables, queues and logs are empty, there are the demo users and no faults.\nNew requests waited for ${answer.heldMs} ms. The clock stays where it is.`,
      );
    };
  },
};
