import { Injectable } from '@nestjs/common';

/** The wall clock, in one place so that a signature of another day can be checked in its own time. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
