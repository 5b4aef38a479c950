package org.farola.app.form

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.core.QuestionRecord

/** The name of a group on a page, nested ones smaller. */
class GroupRow(private val pieces: Pieces) : PageRow() {
    private val rule = View(pieces.context)
    private val label = pieces.text(bold = true).apply { heading() }
    override val view: LinearLayout = pieces.column(rule, label, gap = 10)

    init {
        label.setPadding(pieces.dp(INSET), 0, pieces.dp(INSET), 0)
        rule.setBackgroundColor(pieces.look.edge)
        rule.layoutParams.height = pieces.dp(1)
    }

    override fun show(question: QuestionRecord) {
        val depth = question.reference.count { it == '/' }
        pieces.look.dress(label, if (depth <= TOP) TITLE else SUBTITLE, pieces.look.ink, bold = true)
        rule.shown(depth > TOP)
        label.text = Styled.read(question.face.label)
        view.shown(question.face.label.plain.isNotEmpty())
    }

    private companion object {
        /** `/data/group` has two strokes. */
        const val TOP = 2
        const val TITLE = 26f
        const val SUBTITLE = 24f
    }
}

/** The name of a repeat instance on a page, and the way to take it out. */
class RepeatRow(private val pieces: Pieces, private val host: FormHost) : PageRow() {
    private val label = pieces.text(size = FormLook.QUESTION, bold = true).apply { heading() }
    private val removal = Removal(pieces) { host.removeRepeat(reference) }
    private var reference = ""

    override val view: View = pieces.column(label, removal.view, gap = 8).apply {
        setPadding(pieces.dp(INSET), 0, pieces.dp(INSET), 0)
    }

    override fun show(question: QuestionRecord) {
        reference = question.reference
        val number = numberOf(question.reference)
        val name = Styled.read(question.face.label).ifBlank { pieces.words(R.string.form_instance_unnamed) }
        label.text = pieces.words(R.string.form_instance, name, number)
        removal.name("$name $number")
        removal.view.shown(!question.readonly)
    }
}

/** Removing an instance asks once more, in place. */
class Removal(private val pieces: Pieces, remove: () -> Unit) {
    private val ask = pieces.button(pieces.words(R.string.button_remove)) { confirm(true) }
    private val yes = pieces.button(pieces.words(R.string.form_remove_yes)) { remove() }
    private val no = pieces.button(pieces.words(R.string.form_remove_no)) { confirm(false) }
    private val question = pieces.text(pieces.words(R.string.form_remove_sure))
    private val confirmation = pieces.column(question, pieces.line(no, yes), gap = 8)

    val view: LinearLayout = pieces.column(ask, confirmation, gap = 0)

    init {
        (ask.layoutParams as LinearLayout.LayoutParams).width = Pieces.WRAP
        confirm(false)
    }

    /** Says to a screen reader what would be removed. */
    fun name(what: CharSequence) {
        ask.contentDescription = pieces.words(R.string.form_remove_named, what)
        yes.contentDescription = pieces.words(R.string.form_remove_yes_named, what)
        no.contentDescription = pieces.words(R.string.form_remove_no)
    }

    private fun confirm(open: Boolean) {
        confirmation.shown(open)
        ask.shown(!open)
    }
}

/** A prompt among other entries; the core gives it a page of its own as a rule. */
class PromptRow(private val pieces: Pieces, private val host: FormHost) : PageRow() {
    override val view = LinearLayout(pieces.context)

    override fun show(question: QuestionRecord) {
        view.removeAllViews()
        pieces.below(view, PromptPage(pieces, host, question).view)
    }
}

/** The page that asks whether there is another instance, with those there are. */
class PromptPage(private val pieces: Pieces, private val host: FormHost, prompt: QuestionRecord) {
    private val base = prompt.reference.replace(PLACE, "")
    private val name = Styled.read(prompt.face.label).ifBlank { pieces.words(R.string.form_instance_unnamed) }
    private val count = numberOf(prompt.reference) - 1

    val view: LinearLayout = pieces.column(gap = Pieces.GAP)

    init {
        view.setPadding(pieces.dp(PageRow.INSET), pieces.dp(8), pieces.dp(PageRow.INSET), 0)
        val title = pieces.text(question(), FormLook.QUESTION, bold = true).apply { heading() }
        val so = pieces.text(soFar(), FormLook.BODY, pieces.look.softInk)
        pieces.below(view, title)
        pieces.below(view, so)
        pieces.below(view, pieces.mainButton(pieces.words(R.string.form_add_named, name)) { host.addRepeat(base) })
        val enough = if (count == 0) R.string.form_add_none else R.string.form_add_enough
        pieces.below(view, pieces.button(pieces.words(enough)) { host.goOn() })
        (1..count).forEach { pieces.below(view, instance(it), if (it == 1) Pieces.GAP else 0) }
    }

    private fun question() = pieces.words(if (count == 0) R.string.form_prompt_first else R.string.form_prompt, name)

    private fun soFar() = when (count) {
        0 -> pieces.words(R.string.form_prompt_none)
        else -> pieces.context.resources.getQuantityString(R.plurals.form_prompt_so_far, count, count)
    }

    private fun instance(number: Int): View {
        val reference = if (number == 1) base else "$base[$number]"
        val named = pieces.words(R.string.form_instance, name, number)
        val open = pieces.button(pieces.words(R.string.form_open)) { host.goTo(reference) }
        open.contentDescription = pieces.words(R.string.form_open_named, named)
        val removal = Removal(pieces) { host.removeRepeat(reference) }
        removal.name(named)
        val card = pieces.column(pieces.text(named, bold = true), pieces.line(open, removal.view), gap = 8)
        card.background = pieces.look.box(pieces.look.surface, pieces.look.quiet, radius = 16)
        val side = pieces.dp(14)
        card.setPadding(side, side, side, side)
        return card
    }

    private companion object {
        val PLACE = Regex("""\[\d+]$""")
    }
}

/** After the last question. */
class EndPage(pieces: Pieces) {
    val view: View = pieces.column(
        pieces.text(pieces.words(R.string.form_end), FormLook.QUESTION, bold = true).apply { heading() },
        pieces.text(pieces.words(R.string.form_end_words), FormLook.BODY, pieces.look.softInk),
    ).apply {
        val side = pieces.dp(PageRow.INSET)
        setPadding(side, pieces.dp(24), side, 0)
    }
}

/** The place of an instance in its repeat: `/data/r[3]` is the third, `/data/r` the first. */
fun numberOf(reference: String): Int =
    Regex("""\[(\d+)]$""").find(reference)?.groupValues?.get(1)?.toIntOrNull() ?: 1
