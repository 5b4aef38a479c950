package org.farola.app.form

import android.content.Context
import android.graphics.Typeface
import android.view.View
import android.view.inputmethod.InputMethodManager
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.R
import org.farola.core.QuestionRecord
import org.farola.core.StyledText

/**
 * One question: its words and pictures, whether an answer is needed, the hint, the longer hint
 * behind a button, the control, and what is wrong with the answer.
 */
class QuestionRow(
    private val pieces: Pieces,
    host: FormHost,
    private val first: QuestionRecord,
    page: AnswerTaker,
) : PageRow() {
    private val look = pieces.look
    private val drawn = first.face.control
    private val plan = ControlCatalogue.plan(first)
    private val place = ControlPlace(pieces, host, first.reference, { pieces.named(shown?.face ?: first.face) }, page)
    private val label = pieces.text(size = FormLook.QUESTION, bold = true).apply { heading() }
    private val required = pieces.text(size = FormLook.SMALL, colour = look.softInk)
    private val hint = pieces.text(size = FormLook.BODY, colour = look.softInk)
    private val guidance = Guidance(pieces)
    private val media = LabelMediaView(pieces, host)
    private val remark = pieces.remark("")
    private val fault = FaultBox(pieces)
    private val notice = plan.notice?.let { pieces.remark(pieces.words(it)) }
    private val control = plan.make(place)
    private var shown: QuestionRecord? = null

    /** What is said of the text in the field; it stays until another is written. */
    private var complaint: CharSequence? = null

    override val view: LinearLayout

    override val focus: View get() = control.focus

    init {
        val head = pieces.column(label, required, hint, media.view, guidance.view, gap = 6)
        head.setPadding(pieces.dp(INSET), 0, pieces.dp(INSET), 0)
        // A grid's row has its name on its own line.
        head.shown(!plan.namesItself)
        view = pieces.column(*listOfNotNull(head, notice, remark, control.view, fault.view).toTypedArray())
        remark.shown(false)
        if (plan.isNote) label.typeface = Typeface.DEFAULT
        label.id = View.generateViewId()
        control.focus.let { if (it.id == View.NO_ID) it.id = View.generateViewId() }
        label.labelFor = control.focus.id
    }

    override fun show(question: QuestionRecord) {
        if (question == shown) return
        val before = shown?.face
        val now = question.face
        shown = question
        if (now.label != before?.label) label.text = Styled.read(now.label)
        if (now.hint != before?.hint) hint.text = Styled.read(now.hint)
        label.shown(now.label.plain.isNotEmpty())
        hint.shown(now.hint.plain.isNotEmpty())
        val needed = question.required
        required.text = pieces.words(R.string.form_required)
        required.shown(needed)
        guidance.show(now.guidance)
        if (now.media != before?.media) media.show(now.media, pieces.named(now).toString())
        remark.text = pieces.said(question.comments)
        remark.shown(question.comments.isNotEmpty())
        control.show(question)
        say()
    }

    override fun draws(question: QuestionRecord) = question.face.control == drawn

    override fun complain(sentence: CharSequence?) {
        complaint = sentence
        say()
    }

    /** What cannot be read at all comes before what breaks a rule. */
    private fun say() = fault.take(complaint ?: shown?.broken?.let { Codes.sentence(pieces.context, it) })

    override fun rest() {
        control.rest()
        media.rest()
    }

    override fun hide() {
        control.hide()
        media.rest()
    }
}

/** The sentence that says what to do, with a sign and a word beside its colour. */
class FaultBox(private val pieces: Pieces) {
    /** What is said now. */
    var sentence: CharSequence? = null
        private set

    val view = pieces.text(size = FormLook.BODY, colour = pieces.look.onAmiss, bold = true).apply {
        background = pieces.look.box(pieces.look.amiss, pieces.look.onAmiss, radius = 8)
        setPadding(pieces.dp(14), pieces.dp(12), pieces.dp(14), pieces.dp(12))
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        shown(false)
    }

    fun take(words: CharSequence?) {
        if (words == sentence) return
        sentence = words
        view.text = words?.let { android.text.TextUtils.concat(SIGN, it) }
        view.shown(words != null)
    }

    private companion object {
        const val SIGN = "▲ "
    }
}

/** The longer hint behind its button. */
class Guidance(private val pieces: Pieces) {
    private val words = pieces.remark("")
    private val button = pieces.button(pieces.words(R.string.form_guidance)) { toggle() }

    val view = pieces.column(button, words, gap = 8)

    private fun toggle() {
        val open = words.visibility != View.VISIBLE
        words.shown(open)
        button.text = pieces.words(if (open) R.string.form_guidance_close else R.string.form_guidance)
    }

    init {
        words.shown(false)
        button.minHeight = pieces.dp(FormLook.TOUCH)
        button.minimumHeight = pieces.dp(FormLook.TOUCH)
        (button.layoutParams as LinearLayout.LayoutParams).width = Pieces.WRAP
    }

    fun show(guidance: StyledText) {
        view.shown(guidance.plain.isNotEmpty())
        words.text = Styled.read(guidance)
    }
}

/** Opens and closes the keyboard. */
fun View.keyboard(open: Boolean) {
    val method = context.getSystemService(Context.INPUT_METHOD_SERVICE) as InputMethodManager
    if (open) method.showSoftInput(this, 0) else method.hideSoftInputFromWindow(windowToken, 0)
}
