// What was typed and not sent, kept in this tab alone until it is sent or its writer signs out: a
// session that ends in the middle of a comment must not lose it. Another person who signs in here
// does not see it.
import type { Comment } from './api/types';

export interface Typed {
	/** Comments by record. */
	drafts: Record<string, Comment[]>;
	/** Reasons for rejecting by record. */
	reasons: Record<string, string>;
}

const name = 'farola.typed';

export const nothing = (): Typed => ({ drafts: {}, reasons: {} });

/** Whether there is a word in it. */
export function hasWords(typed: Typed): boolean {
	const comments = Object.values(typed.drafts).flat();
	return (
		comments.some((one) => one.body.trim() !== '') ||
		Object.values(typed.reasons).some((reason) => reason.trim() !== '')
	);
}

/** A browser that keeps nothing loses it only when the page is loaded again. */
export function keep(storage: Storage, user: number, typed: Typed): void {
	try {
		if (hasWords(typed)) storage.setItem(name, JSON.stringify({ user, ...typed }));
		else storage.removeItem(name);
	} catch {
		// Nothing to do about it.
	}
}

/** What that person typed in this tab; what another one left goes. */
export function kept(storage: Storage, user: number): Typed {
	try {
		const read = JSON.parse(storage.getItem(name) ?? 'null') as (Typed & { user: number }) | null;
		if (read && read.user === user) {
			return { drafts: read.drafts ?? {}, reasons: read.reasons ?? {} };
		}
	} catch {
		// Not ours, or half of it.
	}
	forget(storage);
	return nothing();
}

export function forget(storage: Storage): void {
	try {
		storage.removeItem(name);
	} catch {
		// Nothing to do about it.
	}
}
