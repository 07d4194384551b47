/** What a request says of itself, asked for key by key. */
export interface ConditionContext {
  /** Values of a condition key by its lower-case name, tag keys included; `undefined` when the request has none. */
  values(key: string): readonly string[] | undefined;
}
