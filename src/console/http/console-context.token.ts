/** Injects the `ConsoleContext` of the thread. */
export const CONSOLE_CONTEXT = Symbol('ConsoleContext');
