import * as pulumi from "@pulumi/pulumi";

/** `orderflow:<area>:<Name>`. */
export type ComponentType = `orderflow:${string}:${string}`;

/**
 * The base of every component of Orderflow. It only carries what all of them must do alike:
 * children hang below the component, so that they inherit its provider, protection and URN.
 */
export abstract class Component extends pulumi.ComponentResource {
  constructor(type: ComponentType, name: string, opts: pulumi.ComponentResourceOptions | undefined) {
    super(type, name, {}, opts);
  }

  /** Options of a child that AWS or the provider names. */
  protected get child(): pulumi.CustomResourceOptions {
    return { parent: this };
  }

  /**
   * Options of a child with a fixed physical name. The name is taken until the old resource is gone,
   * so a replacement deletes first; what holds data is protected against that with `stateful`.
   */
  protected get named(): pulumi.CustomResourceOptions {
    return { parent: this, deleteBeforeReplace: true };
  }

  /** Options of a child that holds data: with `protect`, Pulumi refuses to delete or replace it. */
  protected stateful(protect: boolean): pulumi.CustomResourceOptions {
    return { ...this.named, protect };
  }
}
