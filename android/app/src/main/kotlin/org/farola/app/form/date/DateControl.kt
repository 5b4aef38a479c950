package org.farola.app.form.date

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.DatePick
import org.farola.core.GivenAnswer
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord

/** A date: a button that says what is chosen and opens the way to choose in place. */
class DateControl(place: ControlPlace, private val pick: DatePick) : Control(place) {
    private val button = pieces.button("") { open(!isOpen) }
    private val picker = DayPicker(pieces, pick, ::give)
    private val today = pieces.button(words(todayWords())) { give(GivenAnswer.Now) }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }
    private val told = pieces.line()
    private val panel = pieces.column(picker.view, pieces.line(today, clear))

    override val view: LinearLayout = pieces.column(button, told, panel)
    override val focus: View get() = button

    private val isOpen get() = panel.visibility == View.VISIBLE

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        panel.shown(false)
    }

    private fun todayWords() = when (pick) {
        DatePick.CALENDAR, DatePick.STEPS -> R.string.control_today
        DatePick.MONTH_AND_YEAR -> R.string.form_this_month
        DatePick.YEAR -> R.string.form_this_year
    }

    private fun chooseWords() = when (pick) {
        DatePick.CALENDAR, DatePick.STEPS -> R.string.form_choose_date
        DatePick.MONTH_AND_YEAR -> R.string.form_choose_month
        DatePick.YEAR -> R.string.form_choose_year
    }

    override fun draw(question: QuestionRecord) {
        val drawn = question.face
        picker.show(drawn, (drawn.answer as? QuestionAnswer.Day)?.day)
        told.text = drawn.told?.let { words(R.string.form_other_calendar, it) }
        told.shown(drawn.told != null)
        clear.shown(drawn.answered)
        caption(drawn.shown)
    }

    private fun caption(chosen: String) {
        val text = chosen.ifEmpty { words(chooseWords()) }
        button.text = words(if (isOpen) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (chosen.isEmpty()) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        panel.shown(yes)
        redraw()
    }
}
