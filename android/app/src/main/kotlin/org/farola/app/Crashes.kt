package org.farola.app

import java.util.Collections
import java.util.IdentityHashMap
import org.farola.core.FarolaException

/**
 * What a crash report may say: classes, places in the code, and the stable codes of the core.
 *
 * The words of an exception can hold anything that was in hand when it happened: what a woman
 * typed, a file's name, a place. So whoever hears of the crash (the system's report, a store's
 * console) is given a copy without words.
 */
object Crashes {
    /** From here on every thread's crash is heard by [Censor] first. */
    fun install() {
        val before = Thread.getDefaultUncaughtExceptionHandler()
        if (before !is Censor) Thread.setDefaultUncaughtExceptionHandler(Censor(before))
    }

    /** Hands on what is left of an exception without its words. */
    class Censor(private val before: Thread.UncaughtExceptionHandler?) : Thread.UncaughtExceptionHandler {
        override fun uncaughtException(thread: Thread, error: Throwable) {
            // Whatever is wrong with the exception itself: who was there before must hear of it.
            val said = try {
                wordless(error)
            } catch (_: Throwable) {
                Wordless("crash")
            }
            before?.uncaughtException(thread, said)
        }
    }

    /** The same crash without words; its causes and what was suppressed likewise. */
    fun wordless(error: Throwable): Throwable = copy(error, Collections.newSetFromMap(IdentityHashMap()))

    private fun copy(error: Throwable, seen: MutableSet<Throwable>): Throwable {
        seen.add(error)
        val copy = Wordless(error.javaClass.name + codeOf(error))
        copy.stackTrace = error.stackTrace
        // A circle of causes ends where it began.
        error.cause?.takeIf { it !in seen }?.let { copy.initCause(copy(it, seen)) }
        error.suppressed.filter { it !in seen }.forEach { copy.addSuppressed(copy(it, seen)) }
        return copy
    }

    /** docs/errors.md has every code; none holds an answer. */
    private fun codeOf(error: Throwable): String =
        if (error is FarolaException) " " + Core.codeOf(error) else ""

    private class Wordless(private val kind: String) : RuntimeException() {
        override fun toString(): String = kind
        override fun fillInStackTrace(): Throwable = this
    }
}
