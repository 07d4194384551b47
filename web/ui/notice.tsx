import type { ComponentChildren, VNode } from 'preact';
import type { ApiError } from '../api/client.js';

interface NoticeProps {
  readonly title: string;
  readonly tone?: 'error' | 'neutral';
  readonly children?: ComponentChildren;
}

/** Stands where there is nothing to show, and says why. */
export function Notice({ title, tone = 'neutral', children }: NoticeProps): VNode {
  return (
    <div class={`notice ${tone}`} role={tone === 'error' ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function ErrorNotice({ error }: { readonly error: ApiError }): VNode {
  const title =
    error.status === 401 ? 'You are not logged in' : error.status === 0 ? 'No answer' : 'That did not work';
  return (
    <Notice title={title} tone="error">
      <p>{error.message}</p>
    </Notice>
  );
}
