import type { ConditionContext } from './condition-context.js';
import { actionsOfConditionKey } from './condition-keys.js';
import { malformedPolicy } from './malformed-policy.js';
import { ANY, ONE, Wildcard, type WildcardToken } from './wildcard.js';

/** Whether a text of a request is what the policy asks for. */
export type TextMatcher = (text: string, context: ConditionContext) => boolean;

export interface TemplateOptions {
  /** `${…}` is replaced. Only policies of version 2012-10-17 have variables. */
  readonly variables: boolean;
  /** `*` and `?` stand for other characters. */
  readonly wildcards: boolean;
}

/** A value of the request: lower-case name of its condition key, and what stands for it when there is none. */
interface Variable {
  readonly key: string;
  readonly fallback?: string;
}

type Token = WildcardToken | Variable;

const DEFAULT_VALUE = /^([^,]+?)\s*,\s*'([^']*)'$/;

/** @throws S3Error MalformedPolicy for a variable that does not exist */
export function compileTemplate(template: string, options: TemplateOptions): TextMatcher {
  const tokens = readTemplate(template, options);
  if (isFixed(tokens)) {
    const wildcard = new Wildcard(tokens);
    return (text) => wildcard.matches(text);
  }
  return (text, context) => {
    const resolved = resolve(tokens, context);
    return resolved !== undefined && new Wildcard(resolved).matches(text);
  };
}

/** Whether nothing of the request, neither a variable nor a wildcard, changes what the template stands for. */
export function isFixedText(template: string, options: TemplateOptions): boolean {
  return readTemplate(template, options).every((token) => typeof token === 'string');
}

const isFixed = (tokens: readonly Token[]): tokens is WildcardToken[] =>
  tokens.every((token) => typeof token !== 'object');

function readTemplate(template: string, { variables, wildcards }: TemplateOptions): Token[] {
  const tokens: Token[] = [];
  let text = '';
  for (let index = 0; index < template.length; index++) {
    const character = template[index]!;
    let token: Token = character;
    if (wildcards && character === '*') token = ANY;
    else if (wildcards && character === '?') token = ONE;
    else if (variables && character === '$' && template[index + 1] === '{') {
      const end = template.indexOf('}', index);
      if (end < 0) throw malformedPolicy(undefined, template);
      token = readVariable(template.slice(index + 2, end));
      index = end;
    }
    if (typeof token === 'string') text += token;
    else {
      tokens.push(text, token);
      text = '';
    }
  }
  return [...tokens, text];
}

/** Source: IAM User Guide, "Policy elements: Variables and tags": `${*}`, `${?}` and `${$}` are the characters themselves. */
function readVariable(content: string): string | Variable {
  if (content === '*' || content === '?' || content === '$') return content;
  const [, name = content, fallback] = DEFAULT_VALUE.exec(content) ?? [];
  const key = name.trim().toLowerCase();
  if (!actionsOfConditionKey(key)) throw malformedPolicy(undefined, `\${${content}}`);
  return { key, fallback };
}

/** `undefined` when the request lacks a value; it is never read as a pattern itself. Only a key with one value can be a variable. */
function resolve(tokens: readonly Token[], context: ConditionContext): WildcardToken[] | undefined {
  const resolved: WildcardToken[] = [];
  for (const token of tokens) {
    if (typeof token !== 'object') {
      resolved.push(token);
      continue;
    }
    const values = context.values(token.key);
    const value = values?.length === 1 ? values[0] : token.fallback;
    if (value === undefined) return undefined;
    resolved.push(value);
  }
  return resolved;
}
