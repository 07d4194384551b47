import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TableHead } from '../ui/table-head.js';

export function SettingsTable({ settings }: { readonly settings: Readonly<Record<string, string>> }): VNode {
  const [filter, setFilter] = useState('');
  const rows = Object.entries(settings).filter(([flag]) => flag.includes(filter.trim().replace(/^--/, '')));
  return (
    <section class="card">
      <header class="card-header">
        <h2>Settings in effect</h2>
        <input
          type="search"
          class="small-field"
          aria-label="Filter settings"
          placeholder="Filter"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </header>
      <div class="table-box" tabIndex={0} role="region" aria-label="Settings in effect">
        <table class="table settings">
          <TableHead texts={['Flag', 'Value']} />
          <tbody>
            {rows.map(([flag, value]) => (
              <tr key={flag}>
                <td>
                  <code>--{flag}</code>
                </td>
                <td class="wide">{value === '' ? <span class="quiet">empty</span> : value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
