package org.farola.app.form.select

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.answer
import org.farola.app.form.chosen
import org.farola.app.form.shown
import org.farola.core.ChoiceRecord
import org.farola.core.QuestionRecord

/** What all questions with choices share: what is chosen now, and what a touch makes of it. */
abstract class ChoiceControl(place: ControlPlace, protected val several: Boolean) : Control(place) {
    protected var question: QuestionRecord? = null
        private set

    protected val chosen: List<String>
        get() = question?.run { if (several) chosen else listOf(answer).filter(String::isNotEmpty) }.orEmpty()

    override fun show(question: QuestionRecord) {
        this.question = question
        draw(question)
    }

    protected abstract fun draw(question: QuestionRecord)

    /** Answers with what was touched; what is chosen now. */
    protected fun touch(value: String, among: List<ChoiceRecord>): String {
        val now = question ?: return ""
        val next = if (several) Choosing.several(now.chosen, value, among) else Choosing.one(now.answer, value)
        place.answer(next)
        return next
    }
}

/** Choices in sight: below each other, in columns, packed, on one line. */
class SelectControl(
    place: ControlPlace,
    several: Boolean,
    arrangement: Arrangement,
    bare: Boolean = false,
    /** Goes on by itself once one is chosen. */
    private val quick: Boolean = false,
) : ChoiceControl(place, several) {
    private val list = ChoiceList(place, several, arrangement, ChoiceShape.BARE.takeIf { bare }, ::touched)
    private val none = pieces.line(words(R.string.form_no_choices))

    override val view: LinearLayout = pieces.column(none, list.view, gap = 0)
    override val focus: View get() = list.view.getChildAt(0) ?: view

    override fun draw(question: QuestionRecord) {
        none.shown(question.choices.isEmpty())
        list.show(question.choices, chosen)
    }

    private fun touched(value: String) {
        val next = touch(value, question?.choices.orEmpty())
        if (quick && next.isNotEmpty()) place.host.goOn()
    }
}

/** Choices behind a button that shows what is chosen; they open in place. */
class MinimalSelect(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val button = pieces.button("") { open(!isOpen) }
    private val list = ChoiceList(place, several, Arrangement.Rows, touched = ::touched)
    private val done = pieces.button(words(R.string.form_close_list)) { open(false) }

    override val view: LinearLayout = pieces.column(button, list.view, done)
    override val focus: View get() = button

    private val isOpen get() = list.view.visibility == View.VISIBLE

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        open(false)
    }

    override fun draw(question: QuestionRecord) {
        list.show(question.choices, chosen)
        caption()
    }

    private fun caption() {
        val labels = question?.choices.orEmpty().filter { it.value in chosen }.joinToString(", ") { it.label }
        val text = labels.ifEmpty { words(if (several) R.string.form_choose_several else R.string.control_choose) }
        button.text = words(if (isOpen) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (labels.isEmpty()) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        list.view.shown(yes)
        done.shown(yes && several)
        caption()
    }

    private fun touched(value: String) {
        touch(value, question?.choices.orEmpty())
        if (!several) open(false)
    }
}
