package org.farola.app.form.select

import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Markdown
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.answer
import org.farola.app.form.range.Squares
import org.farola.app.form.role
import org.farola.app.form.shown
import org.farola.app.look.DOT
import org.farola.core.ChoiceRecord
import org.farola.core.QuestionRecord

/**
 * A row of the grid of ratings (`list-nolabel`): the name at the left, squares with numbers at the
 * right. A touch on the name opens what each number means.
 */
class GridRow(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val name: Button = pieces.button("") { toggle() }
    private val squares = Squares(pieces) { at -> touched(at) }
    private val meanings = pieces.remark("")
    private val line = LinearLayout(place.context)
    private val rule = View(place.context)

    override val view: LinearLayout = pieces.column(line, meanings, rule, gap = 6)
    override val focus: View get() = name

    init {
        name.background = look.touchable(android.graphics.Color.TRANSPARENT)
        name.gravity = Gravity.START or Gravity.CENTER_VERTICAL
        name.setPadding(pieces.dp(8), pieces.dp(4), pieces.dp(4), pieces.dp(4))
        name.minHeight = pieces.dp(ROW)
        look.dress(name, FormLook.BODY, look.ink, bold = true)
        if (look.large) {
            line.orientation = LinearLayout.VERTICAL
            line.addView(name, LinearLayout.LayoutParams(Pieces.MATCH, Pieces.WRAP))
        } else {
            line.gravity = Gravity.CENTER_VERTICAL
            line.addView(name, LinearLayout.LayoutParams(0, Pieces.WRAP, 1f))
        }
        line.addView(squares.view, LinearLayout.LayoutParams(Pieces.WRAP, Pieces.WRAP))
        rule.setBackgroundColor(look.edge)
        rule.alpha = RULE
        rule.layoutParams.height = pieces.dp(1)
        meanings.shown(false)
    }

    override fun draw(question: QuestionRecord) {
        val label = Markdown.read(question.label).ifBlank { words(R.string.form_row_unnamed) }
        val needed = question.required && !question.readonly && question.answer.isEmpty()
        name.text = if (needed) words(R.string.form_name_required, label) else label
        name.contentDescription = words(R.string.form_open_meanings, label)
        val choices = question.choices
        val now = choices.indices.filter { choices[it].value in chosen }.toSet()
        squares.show(choices.mapIndexed { at, it -> ChoiceRow.badge(it, at) }, now) { Markdown.read(choices[it].label) }
        squares.name(label)
        meanings.text = meaningsOf(choices)
    }

    private fun toggle() = meanings.shown(meanings.visibility != View.VISIBLE)

    private fun touched(at: Int) {
        val choices = question?.choices.orEmpty()
        touch(choices[at].value, choices)
    }

    private companion object {
        const val ROW = 52
        const val RULE = 0.4f
    }
}

/** What each number of a grid means, in one text: the row with appearance `label`. */
class GridLegend(place: ControlPlace) : ChoiceControl(place, several = false) {
    private val legend = pieces.text(size = FormLook.SMALL, colour = look.softInk)

    override val view: View = pieces.column(legend).apply { setPadding(pieces.dp(8), 0, pieces.dp(8), 0) }

    override fun draw(question: QuestionRecord) {
        legend.text = question.choices.withIndex().joinToString(DOT) { (at, it) ->
            "${ChoiceRow.badge(it, at)} ${Markdown.read(it.label)}"
        }
    }
}

private fun meaningsOf(choices: List<ChoiceRecord>): String =
    choices.withIndex().joinToString("\n") { (at, it) -> "${ChoiceRow.badge(it, at)}  ${Markdown.read(it.label)}" }

/** Something to acknowledge: one row that is marked or not. */
class TriggerControl(place: ControlPlace) : org.farola.app.form.Control(place) {
    private var marked = false
    private val row = ChoiceRow(
        place,
        ChoiceRecord(OK, words(R.string.control_agree), emptyMap(), emptyMap()),
        " ",
        several = true,
        ChoiceShape.WIDE,
    ) { place.answer(if (marked) "" else OK) }

    override val view: View = row

    init {
        row.role(Role.CHECK) { marked }
    }

    override fun show(question: QuestionRecord) {
        marked = question.answer.isNotEmpty()
        row.choose(marked)
    }

    private companion object {
        /** What JavaRosa and web-forms store for an acknowledged trigger. */
        const val OK = "OK"
    }
}

/** Yes or no, for a value of type boolean. */
class BooleanControl(place: ControlPlace) : org.farola.app.form.Control(place) {
    private val choices = listOf(
        ChoiceRecord("true", words(R.string.answer_yes), emptyMap(), emptyMap()),
        ChoiceRecord("false", words(R.string.answer_no), emptyMap(), emptyMap()),
    )
    private var now = ""
    private val list = ChoiceList(place, several = false, Arrangement.Rows, ChoiceShape.FOUND) {
        place.answer(Choosing.one(now, it))
    }

    override val view: View = list.view

    override fun show(question: QuestionRecord) {
        now = question.answer
        list.show(choices, listOf(now))
    }
}
