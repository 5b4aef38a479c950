package org.farola.app.form.select

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.Pieces
import org.farola.app.form.Styled
import org.farola.app.form.answered
import org.farola.app.form.chosen
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord

/**
 * An order: each choice has buttons to go up and down. Until somebody has said so it is no answer;
 * "this order is right" makes the proposed one the answer.
 */
class RankControl(place: ControlPlace) : ChoiceControl(place, several = true) {
    private val state = pieces.line()
    private val list = pieces.column(gap = 8)
    private val accept = pieces.mainButton(words(R.string.control_order_right)) { give(GivenAnswer.InOrder) }
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }
    private var drawn = emptyList<Option>()

    override val view: LinearLayout = pieces.column(state, list, accept, clear)

    override fun draw(question: QuestionRecord) {
        val known = options.associateBy(Option::value)
        drawRows(question.face.order.mapNotNull(known::get))
        val answered = question.face.answered
        state.text = words(if (answered) R.string.form_rank_done else R.string.form_rank_open)
        accept.shown(!answered)
        clear.shown(answered)
    }

    /** Rows that stand as they should stay: the one that was moved keeps the focus. */
    private fun drawRows(next: List<Option>) {
        if (next == drawn) return
        drawn = next
        list.removeAllViews()
        next.forEachIndexed { at, option -> pieces.below(list, row(option, at, at == next.lastIndex)) }
    }

    private fun row(option: Option, at: Int, last: Boolean): View {
        val label = Styled.read(option.label)
        val name = pieces.text(label, bold = true)
        name.contentDescription = words(R.string.form_rank_at, at + 1, label)
        val buttons = buttons(option.value, label, first = at == 0, last)
        val card: LinearLayout = if (look.large) {
            pieces.column(pieces.flanked(badge(at), name, null), buttons, gap = 4)
        } else {
            pieces.flanked(badge(at), name, buttons)
        }
        card.background = look.box(look.surface, look.quiet)
        card.setPadding(pieces.dp(12), pieces.dp(6), pieces.dp(6), pieces.dp(6))
        return card
    }

    private fun badge(at: Int) = pieces.text("${at + 1}", bold = true).apply {
        background = look.box(look.quiet, radius = BADGE_RADIUS)
        minWidth = pieces.dp(BADGE)
        minHeight = pieces.dp(BADGE)
        gravity = Gravity.CENTER
    }

    private fun buttons(value: String, label: CharSequence, first: Boolean, last: Boolean) = LinearLayout(place.context).apply {
        val up = pieces.sign("▲", words(R.string.form_rank_up, label)) { move(value, -1) }
        val down = pieces.sign("▼", words(R.string.form_rank_down, label)) { move(value, 1) }
        up.visibility = if (first) View.INVISIBLE else View.VISIBLE
        down.visibility = if (last) View.INVISIBLE else View.VISIBLE
        listOf(up, down).forEach {
            val size = LinearLayout.LayoutParams(Pieces.WRAP, Pieces.WRAP)
            size.marginStart = pieces.dp(6)
            addView(it, size)
        }
    }

    /** The moved one keeps the focus, so that a screen reader can move it again. */
    private fun move(value: String, by: Int) {
        give(GivenAnswer.Moved(value, by))
        list.getChildAt(drawn.indexOfFirst { it.value == value })?.requestFocus()
    }

    private companion object {
        const val BADGE = 34
        const val BADGE_RADIUS = 10
    }
}
