package org.farola.app

import android.content.Context
import org.farola.app.look.Look
import org.farola.core.BrokenRule
import org.farola.core.FarolaException

/**
 * From stable codes (docs/errors.md) to sentences. The sentences are those of `words/`, which
 * [CODE_SENTENCES] is generated from: one for each code that a phone can meet.
 */
object Codes {
    /** The sentence of a code; for one that this version does not know the code itself is said. */
    fun sentence(look: Look, code: String): String = sentence(look.context, code)

    /** The same in the language of a view's context. */
    fun sentence(context: Context, code: String): String =
        CODE_SENTENCES[code]?.let(context::getString) ?: context.getString(R.string.error_unknown, code)

    /** What is said of a broken rule: the form's own words, else the sentence of its code. */
    fun sentence(context: Context, broken: BrokenRule): String = broken.words ?: sentence(context, broken.code)

    /** The code by which an error is said: its own, or its class's where its own has no sentence. */
    fun spoken(error: Throwable): String {
        val code = Core.codeOf(error)
        return if (error !is FarolaException || code in CODE_SENTENCES) code else classOf(error)
    }

    private fun classOf(error: FarolaException) = when (error) {
        is FarolaException.Invalid -> "class.invalid"
        is FarolaException.NotFound -> "class.not_found"
        is FarolaException.Storage -> "class.storage"
        is FarolaException.Network -> "class.network"
        is FarolaException.Auth -> "class.auth"
        is FarolaException.Conflict -> "class.conflict"
        is FarolaException.Cancelled -> "class.cancelled"
        is FarolaException.Bug -> "class.bug"
    }
}
