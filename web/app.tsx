import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LivePage } from './live/live-page.js';
import { OverviewPage } from './overview/overview-page.js';
import { PipelinePage } from './pipeline/pipeline-page.js';
import { usePlace } from './router.js';
import { SearchPage } from './search/search-page.js';
import { DropTarget } from './shell/drop-target.js';
import { HelpDialog } from './shell/help-dialog.js';
import { Messages } from './shell/messages.js';
import { Navigation } from './shell/navigation.js';
import { TracePage } from './trace/trace-page.js';
import { Notice } from './ui/notice.js';
import { isTyping } from './ui/typing.js';

export function App(): VNode {
  const { path } = usePlace();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === '?' && !isTyping(event)) setHelpOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Navigation path={path} onHelp={() => setHelpOpen(true)} />
      <main id="main" tabIndex={-1}>
        <Page path={path} />
      </main>
      {isHelpOpen && <HelpDialog onClose={() => setHelpOpen(false)} />}
      <DropTarget />
      <Messages />
    </>
  );
}

function Page({ path }: { readonly path: string }): VNode {
  const trace = /^\/trace\/([^/]+)$/.exec(path)?.[1];
  const [title, page] =
    trace === undefined ? pageAt(path) : ['Trace', <TracePage key={trace} id={decoded(trace)} />];
  useEffect(() => {
    document.title = `${title} · Glassgate`;
  }, [title]);
  return page;
}

function pageAt(path: string): [title: string, page: VNode] {
  switch (path) {
    case '/':
      return ['Overview', <OverviewPage key="overview" />];
    case '/search':
      return ['Search', <SearchPage key="search" />];
    case '/live':
      return ['Live', <LivePage key="live" />];
    case '/pipeline':
      return ['Pipeline', <PipelinePage key="pipeline" />];
    default:
      return ['Not found', <NoPage key="none" />];
  }
}

function NoPage(): VNode {
  return (
    <Notice title="There is no such page">
      <p>
        <a href="/">To the overview</a>
      </p>
    </Notice>
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
