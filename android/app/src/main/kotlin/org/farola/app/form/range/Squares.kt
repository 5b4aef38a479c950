package org.farola.app.form.range

import android.view.Gravity
import android.widget.Button
import org.farola.app.R
import org.farola.app.form.FlowLayout
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role

/** Squares beside each other, one of them chosen: the ratings of the design. */
class Squares(private val pieces: Pieces, private val wide: Boolean = false, private val touched: (Int) -> Unit) {
    private val look = pieces.look
    private var squares = emptyList<Button>()
    private var labels = emptyList<String>()
    private var chosen = emptySet<Int>()
    private var spoken: (Int) -> CharSequence = { labels[it] }
    private var name: CharSequence = ""

    /** Wraps to a second line where there are many, or letters are large. */
    val view = FlowLayout(pieces.context, look.dp(GAP))

    /** Draws the squares; [spoken] gives what a screen reader says for one. */
    fun show(labels: List<String>, chosen: Set<Int>, spoken: (Int) -> CharSequence) {
        this.spoken = spoken
        if (labels != this.labels) make(labels)
        this.chosen = chosen
        squares.forEachIndexed { index, square -> paint(square, index in chosen) }
        describe()
    }

    /** Says before each square which question it answers. */
    fun name(name: CharSequence) {
        this.name = name
        describe()
    }

    private fun describe() = squares.forEachIndexed { index, square ->
        square.contentDescription = pieces.words(R.string.form_square_named, name, spoken(index))
    }

    private fun make(labels: List<String>) {
        this.labels = labels
        view.removeAllViews()
        squares = labels.mapIndexed { index, label ->
            pieces.button(label) { touched(index) }.apply {
                look.dress(this, FormLook.BODY + 1f, look.ink, bold = true)
                minWidth = look.dp(side())
                minimumWidth = look.dp(side())
                minHeight = look.dp(if (wide) FormLook.MAIN else HEIGHT)
                minimumHeight = minHeight
                setPadding(look.dp(4), 0, look.dp(4), 0)
                gravity = Gravity.CENTER
                role(Role.RADIO) { index in chosen }
                view.addView(this)
            }
        }
    }

    /** A few squares that have the page to themselves share its width. */
    private fun side(): Int {
        val room = pieces.context.resources.configuration.screenWidthDp - PAGE_SIDES
        val each = (room - GAP * (labels.size - 1)) / labels.size.coerceAtLeast(1)
        return if (wide && each >= SIDE) each.coerceAtMost(WIDEST) else SIDE
    }

    /** The chosen one differs in ground, in edge and in the weight of its edge. */
    private fun paint(square: Button, chosen: Boolean) {
        square.background =
            if (chosen) look.touchable(look.lamp, look.ink, width = 3) else look.touchable(look.surface, look.edge)
        square.setTextColor(if (chosen) look.onLamp else look.ink)
        square.isSelected = chosen
    }

    private companion object {
        const val SIDE = 48
        const val HEIGHT = 48
        const val GAP = 6
        const val PAGE_SIDES = 24
        const val WIDEST = 96
    }
}
