package org.farola.app.form.select

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.Markdown
import org.farola.app.form.Pieces
import org.farola.app.form.shown
import org.farola.core.ChoiceRecord
import org.farola.core.QuestionRecord

/**
 * An order: each choice has buttons to go up and down. Until somebody has said so it is no answer;
 * "this order is right" makes the proposed one the answer.
 */
class RankControl(place: ControlPlace) : ChoiceControl(place, several = true) {
    private val state = pieces.line()
    private val list = pieces.column(gap = 8)
    private val accept = pieces.mainButton(words(R.string.control_order_right)) { place.answer(order.joinToString(" ")) }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private var order = emptyList<String>()

    override val view: LinearLayout = pieces.column(state, list, accept, clear)

    override fun draw(question: QuestionRecord) {
        val ranked = chosen.filter { value -> question.choices.any { it.value == value } }
        val next = ranked + question.choices.map(ChoiceRecord::value).filter { it !in ranked }
        order = next
        drawRows(question.choices.associateBy(ChoiceRecord::value))
        val answered = ranked.isNotEmpty()
        state.text = words(if (answered) R.string.form_rank_done else R.string.form_rank_open)
        accept.shown(!answered)
        clear.shown(answered)
    }

    private fun drawRows(choices: Map<String, ChoiceRecord>) {
        list.removeAllViews()
        order.forEachIndexed { at, value -> choices[value]?.let { pieces.below(list, row(it, at)) } }
    }

    private fun row(choice: ChoiceRecord, at: Int): View {
        val label = Markdown.read(choice.label)
        val name = pieces.text(label, bold = true)
        name.contentDescription = words(R.string.form_rank_at, at + 1, label)
        val buttons = buttons(label, at)
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

    private fun buttons(label: CharSequence, at: Int) = LinearLayout(place.context).apply {
        val up = pieces.sign("▲", words(R.string.form_rank_up, label)) { move(at, -1) }
        val down = pieces.sign("▼", words(R.string.form_rank_down, label)) { move(at, 1) }
        up.visibility = if (at == 0) View.INVISIBLE else View.VISIBLE
        down.visibility = if (at == order.lastIndex) View.INVISIBLE else View.VISIBLE
        listOf(up, down).forEach {
            val size = LinearLayout.LayoutParams(Pieces.WRAP, Pieces.WRAP)
            size.marginStart = pieces.dp(6)
            addView(it, size)
        }
    }

    /** The moved one keeps the focus, so that a screen reader can move it again. */
    private fun move(at: Int, by: Int) {
        val next = order.toMutableList()
        val value = next.removeAt(at)
        val to = (at + by).coerceIn(0, next.size)
        next.add(to, value)
        place.answer(next.joinToString(" "))
        list.getChildAt(to)?.requestFocus()
    }

    private companion object {
        const val BADGE = 34
        const val BADGE_RADIUS = 10
    }
}
