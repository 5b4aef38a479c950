package org.farola.app.form

import android.annotation.SuppressLint
import android.content.Context
import android.os.Build
import android.widget.LinearLayout
import android.widget.ScrollView
import org.farola.app.Codes
import org.farola.core.EntryType
import org.farola.core.PatchRecord
import org.farola.core.PlaceRecord
import org.farola.core.QuestionRecord
import org.farola.core.ScreenRecord
import org.farola.core.ScreenType

/**
 * One page of a form, between the titles and progress above and the buttons "Atrás" and "Seguir"
 * below, which are the screen's. It scrolls by itself and keeps focus, cursor and place when patched.
 */
@SuppressLint("ViewConstructor")
class FormPage private constructor(
    context: Context,
    private val host: FormHost,
    private val answers: PageAnswers,
) : ScrollView(context), AnswerTaker by answers {
    private val pieces = Pieces(context)
    private val body = LinearLayout(context)
    private val rows = LinkedHashMap<String, PageRow>()

    /** What reviewers say about the whole. */
    private val remark = pieces.remark("")

    /** The page shown now. */
    var screen: ScreenRecord? = null
        private set

    constructor(context: Context, host: FormHost) : this(context, host, PageAnswers(host))

    init {
        answers.page = this
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

    /** Shows a page from its top, or with the question in sight that the core names. */
    fun show(screen: ScreenRecord) {
        // What is shown first in these views is drawn, whatever stood in others.
        val stays = this.screen != null && screen.stays
        this.screen = screen
        if (stays && hasRows(screen)) {
            arrange(screen.questions)
        } else {
            clear()
            fill(screen)
            scrollTo(0, 0)
            body.requestFocus()
        }
        remark.text = pieces.said(screen.comments)
        remark.shown(screen.comments.isNotEmpty())
        screen.focus?.let(::bringIntoSight)
    }

    /** Takes in what changed through something else than a new page. */
    fun patch(patch: PatchRecord) {
        val known = screen ?: return
        val changed = patch.changed.associateBy(QuestionRecord::key)
        val questions = patch.page ?: known.questions.map { changed[it.key] ?: it }
        screen = known.copy(questions = questions, held = patch.held, focus = null)
        if (patch.held != known.held) host.held()
        // Rows that stay as they are are not touched.
        arrange(questions)
    }

    /** Scrolls to a question and gives it the focus. */
    private fun bringIntoSight(key: String) {
        val row = rows[key] ?: return
        row.focus.requestFocus()
        post { smoothScrollTo(0, (row.view.top - dp(8)).coerceAtLeast(0)) }
    }

    /** Ends sounds, recordings and the watch of the position; to be called when the page is left. */
    fun rest() = rows.values.forEach(PageRow::rest)

    /** Out of sight for a while: the same, but that a line that is walked goes on. */
    fun hide() = rows.values.forEach(PageRow::hide)

    override fun onDetachedFromWindow() {
        rest()
        super.onDetachedFromWindow()
    }

    /** Places that are too few for an answer are in no patch; they are drawn with the question. */
    fun begun(reference: String, places: List<PlaceRecord>) {
        val question = question(reference)?.takeIf { it.begun != places } ?: return
        val known = screen ?: return
        screen = known.copy(questions = known.questions.map { if (it === question) it.copy(begun = places) else it })
    }

    /** Draws what older replies said and was held back. */
    fun latest(reference: String) {
        val question = question(reference) ?: return
        if (answers.isCurrent(question)) rows[question.key]?.show(question)
    }

    /** An error of the core becomes a sentence at the question; what was there before stays. */
    fun refused(reference: String, error: Throwable) {
        row(reference)?.complain(Codes.sentence(context, Codes.spoken(error)))
    }

    /** The row of a question. */
    fun row(reference: String): PageRow? = question(reference)?.let { rows[it.key] }

    private fun question(reference: String): QuestionRecord? =
        screen?.questions?.firstOrNull { it.reference == reference && it.kind == EntryType.QUESTION }

    private fun clear() {
        rest()
        body.removeAllViews()
        rows.clear()
        pieces.below(body, remark)
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
        val asked = questions.associateBy(QuestionRecord::key)
        val goes = rows.filter { (key, row) -> asked[key]?.let(row::draws) != true }
        goes.forEach { (key, row) ->
            rows.remove(key)
            row.rest()
            body.removeView(row.view)
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
            if (known == null || answers.isCurrent(question)) row.show(question)
        }
        space(questions)
    }

    private fun place(row: PageRow, at: Int) {
        val size = LinearLayout.LayoutParams(Pieces.MATCH, Pieces.WRAP)
        body.addView(row.view, at, size)
    }

    private fun make(question: QuestionRecord): PageRow = when (question.kind) {
        EntryType.QUESTION -> QuestionRow(pieces, host, question, this)
        EntryType.REPEAT -> RepeatRow(pieces, host)
        EntryType.GROUP -> GroupRow(pieces)
        EntryType.PROMPT -> PromptRow(pieces, host)
    }

    private fun space(questions: List<QuestionRecord>) {
        questions.forEachIndexed { index, question ->
            val view = rows[question.key]?.view ?: return@forEachIndexed
            val size = view.layoutParams as LinearLayout.LayoutParams
            val gap = dp(RowSpace.above(question, questions.getOrNull(index - 1)))
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
    }
}
