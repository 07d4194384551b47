import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { DictionaryEntry } from '../compact/dictionary.js';
import type { SpanSource } from '../span-record.js';

/** Marks a database as one of ours: "GGTR". */
const APPLICATION_ID = 0x47475452;
/** Of what the pieces look like; a file with another one is left alone. */
const FORMAT = 1;

const TABLES = `
  CREATE TABLE words (kind TEXT NOT NULL, name_id INTEGER NOT NULL, text TEXT NOT NULL);
  CREATE TABLE sources (source TEXT NOT NULL);
  CREATE TABLE pieces (id INTEGER PRIMARY KEY, trace TEXT NOT NULL, bytes BLOB NOT NULL);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/** A piece as it stands in the file. */
export interface StoredPiece {
  readonly id: number;
  readonly traceId: string;
  readonly bytes: Buffer;
}

export interface FileChanges {
  readonly words: readonly DictionaryEntry[];
  readonly sources: readonly SpanSource[];
  readonly pieces: readonly { readonly traceId: string; readonly bytes: Buffer }[];
  /** Ids of pieces that are gone. */
  readonly removed: readonly number[];
}

/** The SQLite file of the traces; nobody else may have it open. */
export class TraceFile {
  private readonly insertWord: StatementSync;
  private readonly insertSource: StatementSync;
  private readonly insertPiece: StatementSync;
  private readonly deletePiece: StatementSync;

  private constructor(private readonly database: DatabaseSync) {
    this.insertWord = database.prepare('INSERT INTO words (kind, name_id, text) VALUES (?, ?, ?)');
    this.insertSource = database.prepare('INSERT INTO sources (source) VALUES (?)');
    this.insertPiece = database.prepare('INSERT INTO pieces (trace, bytes) VALUES (?, ?)');
    this.deletePiece = database.prepare('DELETE FROM pieces WHERE id = ?');
  }

  /** @throws Error for a file that is damaged, in use, or none of ours */
  static open(path: string): TraceFile {
    // What requests were about concerns nobody else on this machine; SQLite gives the files beside it the same mode.
    closeSync(openSync(path, 'a', 0o600));
    const database = new DatabaseSync(path);
    try {
      database.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;',
      );
      prepare(database);
      return new TraceFile(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** In the order in which they were learned. */
  *words(): Generator<DictionaryEntry> {
    for (const row of this.database
      .prepare('SELECT kind, name_id, text FROM words ORDER BY rowid')
      .iterate()) {
      const kind = row['kind'] === 'name' ? 'name' : 'value';
      yield { kind, nameId: Number(row['name_id']), text: String(row['text']) };
    }
  }

  sources(): SpanSource[] {
    const rows = this.database.prepare('SELECT source FROM sources ORDER BY rowid').all();
    return rows.map((row) => JSON.parse(String(row['source'])) as SpanSource);
  }

  /** The oldest first. */
  *pieces(): Generator<StoredPiece> {
    for (const row of this.database.prepare('SELECT id, trace, bytes FROM pieces ORDER BY id').iterate()) {
      const bytes = Buffer.from(row['bytes'] as Uint8Array);
      yield { id: Number(row['id']), traceId: String(row['trace']), bytes };
    }
  }

  /** All or nothing. @returns the ids of the pieces, in their order @throws Error when the file cannot be written */
  write({ words, sources, pieces, removed }: FileChanges): number[] {
    this.database.exec('BEGIN');
    try {
      for (const { kind, nameId, text } of words) this.insertWord.run(kind, nameId, text);
      for (const source of sources) this.insertSource.run(JSON.stringify(source));
      for (const id of removed) this.deletePiece.run(id);
      const ids = pieces.map(({ traceId, bytes }) =>
        Number(this.insertPiece.run(traceId, bytes).lastInsertRowid),
      );
      this.database.exec('COMMIT');
      return ids;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}

/** Makes the tables of an empty file. @throws Error for any other that is not ours */
function prepare(database: DatabaseSync): void {
  const number = (pragma: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get()!)[0]);
  const isEmpty = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()!['tables'] === 0;
  if (isEmpty) {
    database.exec(`BEGIN; ${TABLES} COMMIT;`);
    return;
  }
  if (number('application_id') !== APPLICATION_ID) throw new Error('it is no store of traces');
  if (number('user_version') !== FORMAT) throw new Error('another version of the gateway has written it');
  const [check] = Object.values(database.prepare('PRAGMA quick_check(1)').get()!);
  if (check !== 'ok') throw new Error(`it is damaged: ${String(check)}`);
}
