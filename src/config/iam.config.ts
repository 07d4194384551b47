export class IamConfig {
  /** Access key of the root account. */
  rootAccess!: string;
  /** Secret of the root account. */
  rootSecret!: string;
  /** Directory of users.json; the root account alone when absent. */
  dir?: string;
  cacheDisable = false;
  /** Seconds that an account is kept. */
  cacheTtl = 120;
  /** Seconds between removals of expired accounts. */
  cachePrune = 3600;
}
