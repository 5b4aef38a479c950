package org.farola.app.form

import android.content.Context
import android.view.View
import java.io.File
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/**
 * What a person touches to answer one question. A control draws what the core says and hands back
 * what was touched; it keeps nothing that the core would not know, but for half-typed text.
 */
abstract class Control(protected val place: ControlPlace) {
    protected val pieces: Pieces = place.pieces
    protected val look: FormLook = place.pieces.look

    /** The control's view; made once. */
    abstract val view: View

    /** Draws the question as it now is; called before the first drawing and for each change. */
    abstract fun show(question: QuestionRecord)

    /** What gets the focus when somebody jumps to the question. */
    open val focus: View get() = view

    /** Whether somebody is in the middle of an answer: what is wrong with half of it is not said. */
    open val busy: Boolean get() = false

    /** Ends what runs: sounds, recordings, the watch of the position. */
    open fun rest() = Unit

    protected fun words(id: Int, vararg parts: Any): String = pieces.words(id, *parts)
}

/** The question a control stands in, as the control sees it. */
class ControlPlace(
    val pieces: Pieces,
    val host: FormHost,
    val reference: String,
    /** Name of the question for screen readers. */
    private val named: () -> CharSequence,
    private val page: AnswerTaker,
) {
    val context: Context get() = pieces.context
    val label: CharSequence get() = named()

    /** Answers the question: one crossing. */
    fun answer(value: String, taken: (Taken) -> Unit = {}) = page.answer(reference, value, taken)

    /**
     * Answers with what stands in the field; nothing came of it where the core refused. Of two
     * replies the one to the newer text comes last.
     */
    fun type(text: String, done: (TypedRecord?) -> Unit = {}) = page.type(reference, text, done)

    /** Answers with what was touched. */
    fun give(given: GivenAnswer, taken: (Taken) -> Unit = {}) = page.give(reference, given, taken)

    /** Gives the core the next fix of a line that is walked. */
    fun walk(fix: FixRecord, done: (WalkedRecord?) -> Unit) = page.walk(reference, fix, done)

    /** Somebody has finished writing: what is wrong may be said now. */
    fun settled() = page.settled(reference)

    /** Says what is wrong with what is written, in a sentence; nothing takes it away. */
    fun complain(sentence: CharSequence?) = page.complain(reference, sentence)

    /** Takes in a file; it is removed afterwards. */
    fun attach(file: File, photo: Boolean, taken: (Taken) -> Unit = {}) =
        page.attach(reference, file, photo, taken)
}

/**
 * The page as its controls see it. What becomes of an answer is said on the main thread, at once or
 * later; until then the control shows what was there, and nothing else.
 */
interface AnswerTaker {
    fun answer(reference: String, value: String, taken: (Taken) -> Unit)
    fun type(reference: String, text: String, done: (TypedRecord?) -> Unit)
    fun give(reference: String, given: GivenAnswer, taken: (Taken) -> Unit)
    fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit)
    fun attach(reference: String, file: File, photo: Boolean, taken: (Taken) -> Unit)
    fun settled(reference: String)
    fun complain(reference: String, sentence: CharSequence?)
}

/** What became of an answer. */
enum class Taken {
    /** It is kept and breaks no rule. */
    STANDS,

    /** It is kept and breaks a rule, which is said in place. */
    BROKEN,

    /** It is no value of the question's type, or could not be kept; what was there stays. */
    REFUSED,
}

/** The words of an appearance. */
class Appearance(text: String) {
    private val words = text.lowercase().split(' ', '\t', '\n').filter(String::isNotEmpty)

    operator fun contains(word: String) = word in words

    fun any(vararg wanted: String) = wanted.any { it in words }

    /** The word that begins so: `ex:…`, `columns-3`. */
    fun beginning(start: String): String? = words.firstOrNull { it.startsWith(start) }

    /** All words, arguments in brackets left out. */
    val all: List<String> get() = words
}

/** The appearance's words of a question. */
val QuestionRecord.looks: Appearance get() = Appearance(appearance)

/** The answer, empty where there is none. */
val QuestionRecord.answer: String get() = value.orEmpty()

/** The chosen values of a question with several. */
val QuestionRecord.chosen: List<String> get() = answer.split(' ').filter(String::isNotEmpty)
