import { S3Error } from '../../errors/s3.error.js';

/** Digits. Source: S3 User Guide, "Data types": DECIMAL. */
const PRECISION = 38;
/** Digits behind the point; what is smaller is rounded. */
const MAX_SCALE = 76;
/** Longer texts are no numbers; reading them costs more than linear time. */
const MAX_TEXT = 128;
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** An exact number of up to 38 significant digits: `coefficient` / 10^`scale`. More digits are rounded half up. */
export class Decimal {
  private constructor(
    readonly coefficient: bigint,
    readonly scale: number,
  ) {}

  /** @throws S3Error IntegerOverflow beyond 38 digits before the point */
  static of(coefficient: bigint, scale = 0): Decimal {
    if (scale < 0) return Decimal.of(coefficient * power(-scale), 0);
    const digits = digitsOf(coefficient);
    if (digits - scale > PRECISION) throw new S3Error('IntegerOverflow');
    const surplus = Math.max(digits - PRECISION, scale - MAX_SCALE, 0);
    if (surplus === 0) return new Decimal(coefficient, scale);
    return new Decimal(divideRounded(coefficient, power(surplus)), scale - surplus);
  }

  /** `undefined` for what is no number, or none of a sensible size. */
  static parse(text: string): Decimal | undefined {
    if (text.length > MAX_TEXT) return undefined;
    const match = FORM.exec(text.trim());
    if (!match) return undefined;
    const [, sign, whole = '', fraction = '', exponent = '0'] = match;
    if (whole === '' && fraction === '') return undefined;
    const coefficient = BigInt(whole + fraction);
    const scale = fraction.length - Number(exponent);
    if (digitsOf(coefficient) - scale > PRECISION) return undefined;
    return Decimal.of(sign === '-' ? -coefficient : coefficient, scale);
  }

  plus(other: Decimal): Decimal {
    const [left, right, scale] = aligned(this, other);
    return Decimal.of(left + right, scale);
  }

  minus(other: Decimal): Decimal {
    const [left, right, scale] = aligned(this, other);
    return Decimal.of(left - right, scale);
  }

  times(other: Decimal): Decimal {
    return Decimal.of(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  /** @throws RangeError for a divisor of 0 */
  dividedBy(other: Decimal): Decimal {
    const shift = PRECISION + digitsOf(other.coefficient);
    const quotient = divideRounded(this.coefficient * power(shift), other.coefficient);
    return withoutZeros(quotient, shift + this.scale - other.scale);
  }

  /** Has the sign of the dividend. @throws RangeError for a divisor of 0 */
  remainder(other: Decimal): Decimal {
    const [left, right, scale] = aligned(this, other);
    return Decimal.of(left % right, scale);
  }

  compare(other: Decimal): number {
    const [left, right] = aligned(this, other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Without what stands behind the point. */
  truncated(): bigint {
    return this.coefficient / power(this.scale);
  }

  toNumber(): number {
    return Number(this.toString());
  }

  toString(): string {
    if (this.scale === 0) return this.coefficient.toString();
    const negative = this.coefficient < 0n;
    const digits = (negative ? -this.coefficient : this.coefficient).toString().padStart(this.scale + 1, '0');
    const point = digits.length - this.scale;
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
  }
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

const digitsOf = (value: bigint): number =>
  value < 0n ? value.toString().length - 1 : value.toString().length;

function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [
    left.coefficient * power(scale - left.scale),
    right.coefficient * power(scale - right.scale),
    scale,
  ];
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function withoutZeros(coefficient: bigint, scale: number): Decimal {
  const rounded = Decimal.of(coefficient, scale);
  let { coefficient: digits, scale: left } = rounded;
  while (left > 0 && digits % 10n === 0n) {
    digits /= 10n;
    left -= 1;
  }
  return Decimal.of(digits, left);
}
