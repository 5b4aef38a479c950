package org.farola.app.form

import android.annotation.SuppressLint
import android.content.Context
import android.os.Build
import android.view.View
import android.widget.LinearLayout
import android.widget.ScrollView
import java.io.File
import org.farola.app.Codes
import org.farola.core.AnswerRecord
import org.farola.core.BrokenRule
import org.farola.core.EntryType
import org.farola.core.FaultRecord
import org.farola.core.FileRecord
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.PatchRecord
import org.farola.core.PlaceRecord
import org.farola.core.QuestionRecord
import org.farola.core.ScreenRecord
import org.farola.core.ScreenType
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/**
 * One page of a form, between the titles and progress above and the buttons "Atrás" and "Seguir"
 * below, which are the screen's. It scrolls by itself and keeps focus, cursor and place when patched.
 */
@SuppressLint("ViewConstructor")
class FormPage(context: Context, private val host: FormHost) : ScrollView(context), AnswerTaker {
    private val pieces = Pieces(context)
    private val body = LinearLayout(context)
    private val rows = LinkedHashMap<String, PageRow>()
    private val comments = HashMap<String, String>()

    /** How many answers to a question are under way: what an older reply says of it is not drawn. */
    private val underWay = HashMap<String, Int>()

    /** The page shown now. */
    var screen: ScreenRecord? = null
        private set

    init {
        isFillViewport = true
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            importantForContentCapture = IMPORTANT_FOR_CONTENT_CAPTURE_NO_EXCLUDE_DESCENDANTS
        }
        clipToPadding = false
        setBackgroundColor(pieces.look.ground)
        body.orientation = LinearLayout.VERTICAL
        body.setPadding(dp(SIDE), dp(8), dp(SIDE), dp(32))
        // Without this the first field would take the focus and open the keyboard by itself.
        body.isFocusableInTouchMode = true
        body.descendantFocusability = FOCUS_BEFORE_DESCENDANTS
        addView(body)
    }

    /** Shows a page from its top; [held] names what keeps the person on it, and goes to the first. */
    fun show(screen: ScreenRecord, held: List<FaultRecord> = emptyList()) {
        val same = this.screen?.let { it.kind == screen.kind && it.reference == screen.reference }
        this.screen = screen
        if (same == true && hasRows(screen)) {
            arrange(screen.questions)
        } else {
            clear()
            fill(screen)
            scrollTo(0, 0)
            body.requestFocus()
        }
        held.forEach { fault -> row(fault.reference)?.insist(fault.broken) }
        held.firstOrNull()?.let { goTo(it.reference) }
    }

    /** Takes in what changed through something else than an answer on the page. */
    fun patch(patch: PatchRecord) {
        val known = screen ?: return
        val changed = patch.changed.associateBy(QuestionRecord::key)
        val order = patch.order
        if (order == null) {
            val questions = known.questions.map { changed[it.key] ?: it }
            screen = known.copy(questions = questions)
            changed.forEach { (key, question) -> if (isCurrent(question)) rows[key]?.show(question) }
        } else {
            val before = known.questions.associateBy(QuestionRecord::key)
            val questions = order.mapNotNull { changed[it] ?: before[it] }
            screen = known.copy(questions = questions)
            arrange(questions)
        }
    }

    /** Scrolls to a question and gives it the focus. */
    fun goTo(reference: String) {
        val row = row(reference) ?: return
        row.focus.requestFocus()
        post { smoothScrollTo(0, (row.view.top - dp(8)).coerceAtLeast(0)) }
    }

    /** Words that stand beside a question: the reviewer's, in a correction. */
    fun comment(reference: String, words: String) {
        comments[reference] = words
        row(reference)?.comment(words)
    }

    /** Ends sounds, recordings and the watch of the position; to be called when the page is left. */
    fun rest() = rows.values.forEach(PageRow::rest)

    /** Out of sight for a while: the same, but that a line that is walked goes on. */
    fun hide() = rows.values.forEach(PageRow::hide)

    override fun onDetachedFromWindow() {
        rest()
        super.onDetachedFromWindow()
    }

    override fun type(reference: String, text: String, done: (TypedRecord?) -> Unit) =
        answering<TypedRecord>(reference, { host.typeIn(reference, text, it) }, { it.answer }, done)

    override fun give(reference: String, given: GivenAnswer, taken: (Taken) -> Unit) =
        answering<AnswerRecord>(reference, { host.give(reference, given, it) }, { it }, { tell(it, taken) })

    override fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) =
        stepping(reference, { host.walked(reference, fix, it) }, done)

    override fun pointHere(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) =
        stepping(reference, { host.pointHere(reference, fix, it) }, done)

    override fun attach(reference: String, file: File, photo: Boolean, taken: (Taken) -> Unit) {
        val call = { heard: (Result<FileRecord>) -> Unit ->
            if (photo) host.attachPhoto(reference, file, heard) else host.attachFile(reference, file, heard)
        }
        sent<FileRecord>(reference, call, { came ->
            row(reference)?.complain(null)
            patch(came.patch)
        }) { taken(if (it == null) Taken.REFUSED else Taken.STANDS) }
    }

    override fun settled(reference: String) {
        row(reference)?.settled()
    }

    override fun complain(reference: String, sentence: CharSequence?) {
        row(reference)?.complain(sentence)
    }

    private fun tell(answered: AnswerRecord?, taken: (Taken) -> Unit) = taken(
        when {
            answered == null -> Taken.REFUSED
            answered.broken == null -> Taken.STANDS
            else -> Taken.BROKEN
        },
    )

    /** Sends an answer; what it changed is drawn, and [done] hears of it afterwards. */
    private fun <T : Any> answering(
        reference: String,
        call: (heard: (Result<T>) -> Unit) -> Unit,
        answer: (T) -> AnswerRecord,
        done: (T?) -> Unit,
    ) = sent<T>(reference, call, { came -> take(reference, answer(came)) }, done)

    /** The same of a fix on a line, which may be no answer yet. */
    private fun stepping(
        reference: String,
        call: (heard: (Result<WalkedRecord>) -> Unit) -> Unit,
        done: (WalkedRecord?) -> Unit,
    ) = sent<WalkedRecord>(reference, call, { came ->
        came.answer?.let { take(reference, it) }
        begun(reference, came.begun)
    }, done)

    private fun take(reference: String, answered: AnswerRecord) {
        if (!underWay.containsKey(reference)) row(reference)?.broken(answered.broken)
        patch(answered.patch)
        begun(reference, answered.begun)
    }

    /** Places that are too few for an answer are in no patch; they are drawn with the question. */
    private fun begun(reference: String, places: List<PlaceRecord>) {
        val question = question(reference)?.takeIf { it.begun != places } ?: return
        val known = screen ?: return
        screen = known.copy(questions = known.questions.map { if (it === question) it.copy(begun = places) else it })
    }

    private fun <T : Any> sent(
        reference: String,
        call: (heard: (Result<T>) -> Unit) -> Unit,
        came: (T) -> Unit,
        done: (T?) -> Unit,
    ) {
        underWay.merge(reference, 1, Int::plus)
        call { result ->
            // Nothing is left of the last one: what was held back of its question may be drawn.
            underWay.computeIfPresent(reference) { _, left -> (left - 1).takeIf { it > 0 } }
            result.fold(came) { refused(reference, it) }
            latest(reference)
            done(result.getOrNull())
        }
    }

    /** Whether nothing newer about the question is on its way to the core. */
    private fun isCurrent(question: QuestionRecord) =
        question.kind != EntryType.QUESTION || !underWay.containsKey(question.reference)

    /** Draws what older replies said and was held back. */
    private fun latest(reference: String) {
        val question = question(reference) ?: return
        if (isCurrent(question)) rows[question.key]?.show(question)
    }

    /** An error of the core becomes a sentence at the question; what was there before stays. */
    private fun refused(reference: String, error: Throwable) {
        row(reference)?.complain(Codes.sentence(context, Codes.spoken(error)))
    }

    private fun question(reference: String): QuestionRecord? =
        screen?.questions?.firstOrNull { it.reference == reference && it.kind == EntryType.QUESTION }

    private fun row(reference: String): PageRow? = question(reference)?.let { rows[it.key] }

    private fun clear() {
        rest()
        body.removeAllViews()
        rows.clear()
    }

    private fun fill(screen: ScreenRecord) {
        when (screen.kind) {
            ScreenType.PROMPT -> screen.questions.firstOrNull()?.let {
                pieces.below(body, PromptPage(pieces, host, it).view)
            }
            ScreenType.END -> pieces.below(body, EndPage(pieces).view)
            ScreenType.QUESTION, ScreenType.GROUP -> arrange(screen.questions)
        }
    }

    private fun hasRows(screen: ScreenRecord) = when (screen.kind) {
        ScreenType.QUESTION, ScreenType.GROUP -> true
        ScreenType.PROMPT, ScreenType.END -> false
    }

    /** Brings the rows into the order of the questions; rows that stay are not touched. */
    private fun arrange(questions: List<QuestionRecord>) {
        val goes = rows.keys - questions.map(QuestionRecord::key).toSet()
        goes.forEach { key ->
            rows.remove(key)?.let {
                it.rest()
                body.removeView(it.view)
            }
        }
        val head = body.childCount - rows.size
        questions.forEachIndexed { index, question ->
            val known = rows[question.key]
            val row = known ?: make(question).also { rows[question.key] = it }
            if (known == null) place(row, head + index)
            if (known != null && body.indexOfChild(row.view) != head + index) {
                body.removeView(row.view)
                place(row, head + index)
            }
            if (known == null || isCurrent(question)) row.show(question)
        }
        space(questions)
    }

    private fun place(row: PageRow, at: Int) {
        val size = LinearLayout.LayoutParams(Pieces.MATCH, Pieces.WRAP)
        body.addView(row.view, at, size)
    }

    private fun make(question: QuestionRecord): PageRow {
        val row = when (question.kind) {
            EntryType.QUESTION -> QuestionRow(pieces, host, question, this)
            EntryType.REPEAT -> RepeatRow(pieces, host)
            EntryType.GROUP -> GroupRow(pieces)
            EntryType.PROMPT -> PromptRow(pieces, host)
        }
        comments[question.reference]?.let(row::comment)
        return row
    }

    private fun spaceBelow(before: QuestionRecord): Int = when (before.kind) {
        EntryType.GROUP, EntryType.REPEAT -> AFTER_TITLE
        EntryType.QUESTION, EntryType.PROMPT -> if (ControlCatalogue.isLegend(before)) FIRST else BETWEEN
    }

    /** Space between rows: none within a grid of ratings. */
    private fun space(questions: List<QuestionRecord>) {
        questions.forEachIndexed { index, question ->
            val before = questions.getOrNull(index - 1)
            val tight = before != null && ControlCatalogue.isGridRow(question) && ControlCatalogue.isGridRow(before)
            val view = rows[question.key]?.view ?: return@forEachIndexed
            val size = view.layoutParams as LinearLayout.LayoutParams
            val gap = dp(
                when {
                    before == null -> FIRST
                    tight -> TIGHT
                    else -> spaceBelow(before)
                },
            )
            if (size.topMargin != gap) {
                size.topMargin = gap
                view.layoutParams = size
            }
        }
    }

    private fun dp(value: Number) = pieces.dp(value)

    private companion object {
        /** Seven days of 48 dp have to fit beside each other on a phone of 360 dp. */
        const val SIDE = 12
        const val FIRST = 8
        const val BETWEEN = 28
        const val AFTER_TITLE = 16
        const val TIGHT = 2
    }
}

/** One entry of a page. */
abstract class PageRow {
    abstract val view: View
    abstract fun show(question: QuestionRecord)
    open val focus: View get() = view

    open fun broken(rule: BrokenRule?) = Unit

    /** Says what is wrong even while somebody writes: they wanted to go on. */
    open fun insist(rule: BrokenRule) = Unit
    open fun settled() = Unit
    open fun complain(sentence: CharSequence?) = Unit
    open fun comment(words: String) = Unit
    open fun rest() = Unit
    open fun hide() = rest()

    companion object {
        /** Texts stand this far inside, so that a calendar may use the whole width. */
        const val INSET = 8
    }
}
