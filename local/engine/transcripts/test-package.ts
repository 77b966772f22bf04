import * as pulumi from "@pulumi/pulumi";

export type Properties = Readonly<Record<string, unknown>>;

/** A resource of the test provider: see there what its inputs make it do. */
export class Thing extends pulumi.CustomResource {
  declare readonly out: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, inputs: Properties = {}, options: pulumi.CustomResourceOptions = {}) {
    super(
      "test:index:Thing",
      name,
      { out: undefined, name: undefined, ...inputs },
      { version: "1.0.0", ...options },
    );
  }

  static get(name: string, id: pulumi.Input<pulumi.ID>, options: pulumi.CustomResourceOptions = {}): Thing {
    return new Thing(name, {}, { ...options, id });
  }
}

/** Of another package. */
export class Other extends pulumi.CustomResource {
  declare readonly out: pulumi.Output<string>;

  constructor(name: string, inputs: Properties = {}, options: pulumi.CustomResourceOptions = {}) {
    super("other:index:Thing", name, { out: undefined, ...inputs }, { version: "2.0.0", ...options });
  }
}

export class Group extends pulumi.ComponentResource {
  constructor(name: string, inputs: Properties = {}, options: pulumi.ComponentResourceOptions = {}) {
    super("test:local:Group", name, inputs, options);
  }

  register(outputs: Properties): void {
    this.registerOutputs(outputs);
  }
}

/** A component that the provider makes. */
export class Remote extends pulumi.ComponentResource {
  declare readonly child: pulumi.Output<string>;

  constructor(name: string, inputs: Properties = {}, options: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Remote", name, { child: undefined, ...inputs }, { version: "1.0.0", ...options }, true);
  }
}

export class TestProvider extends pulumi.ProviderResource {
  constructor(name: string, inputs: Properties = {}, options: pulumi.ResourceOptions = {}) {
    super("test", name, inputs, { version: "1.0.0", ...options });
  }
}

export function echo(args: Properties, options: pulumi.InvokeOptions = {}): Promise<Properties> {
  return pulumi.runtime.invoke("test:index:echo", args, { version: "1.0.0", ...options });
}

export function echoOutput(
  args: Properties,
  options: pulumi.InvokeOutputOptions = {},
): pulumi.Output<Properties> {
  return pulumi.runtime.invokeOutput("test:index:echo", args, { version: "1.0.0", ...options });
}
