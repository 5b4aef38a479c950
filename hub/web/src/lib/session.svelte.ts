// Who is reading. Holds the account, never the password or the session's token: the token stays
// in a cookie that scripts cannot see.
import { Refused, hub } from './api/client';
import type { Project, User } from './api/types';
import { desk } from './desk.svelte';
import { chooseLocale } from './i18n.svelte';
import { forget, kept, nothing } from './typed';

class SessionState {
	phase = $state<'starting' | 'out' | 'in' | 'away'>('starting');
	user = $state<User | null>(null);
	projects = $state<Project[]>([]);
	/** Whether the hub gives nothing before a code is set up. */
	mustSetCode = $state(false);
	/** Why the sign-in page shows, if not simply because nobody signed in. */
	reason = $state<'ended' | 'left' | null>(null);

	/** Finds out whether the cookie still stands for someone. */
	async start(): Promise<void> {
		try {
			const kept = await hub.restore();
			await this.#enter(kept.mustSetCode);
		} catch (error) {
			if (error instanceof Refused) {
				chooseLocale();
				this.phase = 'out';
			} else {
				chooseLocale();
				this.phase = 'away';
			}
		}
	}

	async signIn(email: string, password: string, code?: string): Promise<void> {
		const opened = await hub.signIn(email, password, code);
		await this.#enter(opened.mustSetCode);
	}

	/** Nobody was here for so long that the hub has ended the session, or is about to. */
	async lapse(): Promise<void> {
		if (this.phase !== 'in') return;
		this.#leave('ended');
		try {
			await hub.signOut();
		} catch {
			// It has ended there already, or ends by itself.
		}
	}

	async signOut(): Promise<void> {
		try {
			await hub.signOut();
		} finally {
			this.#leave('left');
		}
	}

	/** The hub no longer knows this session. */
	ended(): void {
		if (this.phase === 'in') this.#leave('ended');
	}

	get mayDecide(): boolean {
		return this.user !== null && this.user.role !== 'team';
	}

	get mayAdminister(): boolean {
		return this.user?.role === 'admin';
	}

	/** Once the code that the hub demands is set up, everything else is there. */
	async codeIsSet(): Promise<void> {
		if (this.mustSetCode) await this.#enter(false);
	}

	async #enter(mustSetCode: boolean): Promise<void> {
		const [user, projects] = await Promise.all([hub.me(), mustSetCode ? [] : hub.projects()]);
		this.mustSetCode = mustSetCode;
		chooseLocale(user.language);
		desk.take(kept(sessionStorage, user.id));
		this.user = user;
		this.projects = projects;
		this.reason = null;
		this.phase = 'in';
	}

	#leave(reason: 'ended' | 'left'): void {
		if (reason === 'left') {
			forget(sessionStorage);
			desk.take(nothing());
		}
		this.user = null;
		this.projects = [];
		this.reason = reason;
		this.phase = 'out';
	}
}

export const session = new SessionState();
