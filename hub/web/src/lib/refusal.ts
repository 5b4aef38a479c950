// What a page says of an error of the hub.
import { Refused } from './api/client';
import { sentence, t, tn } from './i18n.svelte';

/**
 * The sentence for what the hub refused, or for no answer of it. `own` gives the words that a page
 * has itself for some of its refusals, and null for the others.
 */
export function refusal(error: unknown, own?: (refused: Refused) => string | null): string {
	if (!(error instanceof Refused)) return t('hub_busy');
	return own?.(error) ?? sentence(error.problem) ?? t('error_detail', { code: error.problem });
}

/** The words of pages that only some accounts may open. */
export const forbidden = ({ status }: Refused): string | null =>
	status === 403 ? t('error_forbidden') : null;

/** The words of forms that ask for a password or a code. */
export const tooMany = ({ status, retryAfter }: Refused): string | null =>
	status === 429 && retryAfter ? tn('signin_too_many', retryAfter) : null;
