package org.farola.app.form

import android.content.Context
import android.view.View
import java.io.File
import org.farola.app.look.LookContext
import org.farola.core.DrawnRecord
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.ReaderLocale
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord
import org.farola.core.drawnAfter

/**
 * What a person touches to answer one question. A control draws what the core says and hands back
 * what was touched; it keeps nothing that the core would not know, but for half-typed text.
 */
abstract class Control(protected val place: ControlPlace) {
    protected val pieces: Pieces = place.pieces
    protected val look: FormLook = place.pieces.look

    /** The question as it is drawn: as the core gave it last, or ahead of what was touched. */
    protected var question: QuestionRecord? = null
        private set

    /** The question as the core gave it last. */
    private var kept: QuestionRecord? = null

    /** How many touches are on their way to the core. */
    private var underWay = 0

    /** The control's view; made once. */
    abstract val view: View

    /** Shows the question as it now is; called before the first drawing and for each change. */
    open fun show(question: QuestionRecord) {
        kept = question
        this.question = question
        draw(question)
    }

    protected abstract fun draw(question: QuestionRecord)

    /** Draws it once more: something of the control itself has changed. */
    protected fun redraw() {
        question?.let(::draw)
    }

    /** Answers with what was touched. It is drawn as it will stand, until the core has answered. */
    protected fun give(given: GivenAnswer) {
        question?.let {
            question = it.copy(drawn = drawnAfter(it.drawn, given))
            redraw()
        }
        underWay += 1
        place.give(given) {
            underWay -= 1
            if (underWay == 0 && question != kept) kept?.let(::show)
        }
    }

    /** What gets the focus when somebody jumps to the question. */
    open val focus: View get() = view

    /** Ends what runs: sounds, recordings, the watch of the position. */
    open fun rest() = Unit

    /** The app is out of sight, and the control will be seen again. */
    open fun hide() = rest()

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

    /** How the core writes numbers, days and lengths for this person. */
    val locale: ReaderLocale = LookContext.of(pieces.context).reader

    /**
     * Answers with what stands in the field; nothing came of it where the core refused. Of two
     * replies the one to the newer text comes last.
     */
    fun type(text: String, done: (TypedRecord?) -> Unit = {}) = page.type(reference, text, done)

    /** Answers with what was touched. */
    fun give(given: GivenAnswer, kept: (Boolean) -> Unit = {}) = page.give(reference, given, kept)

    /** Gives the core the next fix of a line that is walked. */
    fun walk(fix: FixRecord, done: (WalkedRecord?) -> Unit) = page.walk(reference, fix, done)

    /** Makes this fix the next point of the line: the person says so. */
    fun pointHere(fix: FixRecord, done: (WalkedRecord?) -> Unit) = page.pointHere(reference, fix, done)

    /** Takes in a file; it is removed afterwards. */
    fun attach(file: File, photo: Boolean, kept: (Boolean) -> Unit = {}) =
        page.attach(reference, file, photo, kept)

    /** The field was left: what is wrong with what was written may be said now. */
    fun left() = page.left(reference)

    /** Says what is wrong with what is written, in a sentence; nothing takes it away. */
    fun complain(sentence: CharSequence?) = page.complain(reference, sentence)
}

/**
 * The page as its controls see it. What becomes of an answer is said on the main thread, at once or
 * later: whether it is kept, or what was there stays.
 */
interface AnswerTaker {
    fun type(reference: String, text: String, done: (TypedRecord?) -> Unit)
    fun give(reference: String, given: GivenAnswer, kept: (Boolean) -> Unit)
    fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit)
    fun pointHere(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit)
    fun attach(reference: String, file: File, photo: Boolean, kept: (Boolean) -> Unit)
    fun left(reference: String)
    fun complain(reference: String, sentence: CharSequence?)
}

/** The entry ready to be drawn. */
val QuestionRecord.face: DrawnRecord get() = drawn

/** Whether there is an answer. */
val DrawnRecord.answered: Boolean get() = answer != QuestionAnswer.Blank

/** Name of the file that the answer is. */
val DrawnRecord.file: String? get() = (answer as? QuestionAnswer.File)?.name

/** What is chosen, or in which order things are put. */
val DrawnRecord.chosen: List<String> get() = (answer as? QuestionAnswer.Chosen)?.values.orEmpty()
