// The keyboard of the review desk. One table: the help page, the buttons and the listener read
// the same lines, so that no key can be promised and missing.
import type { MessageKey } from './i18n.svelte';

export type Command =
	| 'next'
	| 'previous'
	| 'approve'
	| 'correction'
	| 'reject'
	| 'start'
	| 'reopen'
	| 'handover'
	| 'comment'
	| 'photo'
	| 'undo'
	| 'search'
	| 'help';

export interface Binding {
	command: Command;
	keys: readonly string[];
	label: MessageKey;
}

export const bindings: readonly Binding[] = [
	{ command: 'approve', keys: ['A'], label: 'action_approve' },
	{ command: 'correction', keys: ['C'], label: 'action_correction' },
	{ command: 'reject', keys: ['R'], label: 'action_reject' },
	{ command: 'next', keys: ['J', 'N'], label: 'action_next' },
	{ command: 'previous', keys: ['K'], label: 'action_previous' },
	{ command: 'undo', keys: ['Z'], label: 'help_undo' },
	{ command: 'start', keys: ['S'], label: 'action_start' },
	{ command: 'reopen', keys: ['O'], label: 'action_reopen' },
	{ command: 'handover', keys: ['T'], label: 'action_handover' },
	{ command: 'comment', keys: ['M'], label: 'help_comment' },
	{ command: 'photo', keys: ['P'], label: 'help_photo' },
	{ command: 'search', keys: ['/'], label: 'help_search' },
	{ command: 'help', keys: ['?'], label: 'action_help' }
];

export function keyOf(command: Command): string {
	return bindings.find((binding) => binding.command === command)?.keys[0] ?? '';
}

export interface Press {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
	repeat?: boolean;
}

/** Decisions must not fire again while a key is held down; moving through the list may. */
const repeatable: readonly Command[] = ['next', 'previous'];

/** The command of a key press, or null when the key belongs to the browser or to typing. */
export function commandOf(press: Press, typing: boolean): Command | null {
	if (typing || press.ctrlKey || press.metaKey || press.altKey) return null;
	const key = press.key.length === 1 ? press.key.toUpperCase() : press.key;
	const found = bindings.find((binding) => binding.keys.includes(key));
	if (!found || (press.repeat && !repeatable.includes(found.command))) return null;
	return found.command;
}

/** Whether letters typed now go into a field. */
export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable) return true;
	if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
	return (
		target instanceof HTMLInputElement &&
		!['checkbox', 'radio', 'button', 'submit'].includes(target.type)
	);
}
