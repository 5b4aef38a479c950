package org.farola.app.form.select

import android.view.Gravity
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.range.Squares
import org.farola.app.form.shown
import org.farola.app.look.DOT
import org.farola.core.QuestionRecord

/**
 * A row of the grid of ratings: the name at the left, squares with numbers at the right; with
 * [labels] the squares hold the choices' words. A touch on the name opens what each number means.
 */
class GridRow(place: ControlPlace, several: Boolean, private val labels: Boolean) : ChoiceControl(place, several) {
    private val name: Button = pieces.button("") { toggle() }
    private val squares = Squares(pieces) { at -> touch(options[at].value) }
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
        if (look.large || labels) {
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
        val label = pieces.named(question.face)
        val needed = question.required && !question.face.answered
        name.text = if (needed) words(R.string.form_name_required, label) else label
        name.contentDescription = words(R.string.form_open_meanings, label)
        val choices = options
        val now = choices.indices.filter { choices[it].value in chosen }.toSet()
        val signs = choices.map { if (labels) it.label.plain else it.sign }
        squares.show(signs, now) { choices[it].besideSign.plain }
        squares.name(label)
        meanings.text = choices.joinToString("\n", transform = Option::meaning)
    }

    private fun toggle() = meanings.shown(meanings.visibility != View.VISIBLE)

    private companion object {
        const val ROW = 52
        const val RULE = 0.4f
    }
}

/** What each number of a grid means, in one text. */
class GridLegend(place: ControlPlace) : Control(place) {
    private val legend = pieces.text(size = FormLook.SMALL, colour = look.softInk)

    override val view: View = pieces.column(legend).apply { setPadding(pieces.dp(8), 0, pieces.dp(8), 0) }

    override fun draw(question: QuestionRecord) {
        legend.text = question.choices.joinToString(DOT) { it.meaning }
    }
}
