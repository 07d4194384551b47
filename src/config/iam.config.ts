import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';

export class IamConfig {
  /** Access key of the root account. */
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  rootAccess!: string;

  /** Secret of the root account. */
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  rootSecret!: string;

  /** Directory of users.json, absolute; the root account alone when absent. */
  @IsOptional()
  @IsString()
  dir?: string;

  @IsBoolean()
  cacheDisable = false;

  /** Seconds that an account is kept. */
  @IsInt()
  @Min(1)
  @Max(86_400, { message: 'must not be longer than a day' })
  cacheTtl = 120;

  /** Seconds between removals of expired accounts. */
  @IsInt()
  @Min(1)
  @Max(86_400, { message: 'must not be longer than a day' })
  cachePrune = 3600;
}
