package org.farola.app.form

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.core.PromptAsks
import org.farola.core.QuestionControl
import org.farola.core.QuestionRecord
import org.farola.core.RepeatInstance

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
        val inside = (question.face.control as? QuestionControl.Group)?.let { it.depth > 0u } == true
        pieces.look.dress(label, if (inside) SUBTITLE else TITLE, pieces.look.ink, bold = true)
        rule.shown(inside)
        label.text = Styled.read(question.face.label)
        view.shown(question.face.label.plain.isNotEmpty())
    }

    private companion object {
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
        val instance = (question.face.control as? QuestionControl.Repeat)?.instance ?: return
        reference = instance.reference
        val number = instance.number.toInt()
        val name = pieces.named(question.face)
        label.text = pieces.words(R.string.form_instance, name, number)
        removal.name("$name $number")
        removal.view.shown(instance.removable)
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
    private val control = prompt.face.control as? QuestionControl.Prompt
    private val instances = control?.instances.orEmpty()
    private val asks = control?.asks ?: PromptAsks.FIRST
    private val name = pieces.named(prompt.face)

    val view: LinearLayout = pieces.column(gap = Pieces.GAP)

    init {
        view.setPadding(pieces.dp(PageRow.INSET), pieces.dp(8), pieces.dp(PageRow.INSET), 0)
        val title = pieces.text(question(), FormLook.QUESTION, bold = true).apply { heading() }
        val so = pieces.text(soFar(), FormLook.BODY, pieces.look.softInk)
        pieces.below(view, title)
        pieces.below(view, so)
        pieces.below(view, pieces.mainButton(pieces.words(R.string.form_add_named, name)) {
            control?.let { host.addRepeat(it.repeat) }
        })
        pieces.below(view, pieces.button(enough()) { host.goOn() })
        instances.forEachIndexed { at, it -> pieces.below(view, card(it), if (at == 0) Pieces.GAP else 0) }
    }

    private fun question() = when (asks) {
        PromptAsks.FIRST -> pieces.words(R.string.form_prompt_first, name)
        PromptAsks.ANOTHER -> pieces.words(R.string.form_prompt, name)
    }

    private fun soFar() = when (asks) {
        PromptAsks.FIRST -> pieces.words(R.string.form_prompt_none)
        PromptAsks.ANOTHER -> pieces.context.resources.getQuantityString(
            R.plurals.form_prompt_so_far, instances.size, instances.size,
        )
    }

    private fun enough() = when (asks) {
        PromptAsks.FIRST -> pieces.words(R.string.form_add_none)
        PromptAsks.ANOTHER -> pieces.words(R.string.form_add_enough)
    }

    private fun card(instance: RepeatInstance): View {
        val named = pieces.words(R.string.form_instance, name, instance.number.toInt())
        val open = pieces.button(pieces.words(R.string.form_open)) { host.goTo(instance.reference) }
        open.contentDescription = pieces.words(R.string.form_open_named, named)
        val removal = Removal(pieces) { host.removeRepeat(instance.reference) }
        removal.name(named)
        removal.view.shown(instance.removable)
        val card = pieces.column(pieces.text(named, bold = true), pieces.line(open, removal.view), gap = 8)
        card.background = pieces.look.box(pieces.look.surface, pieces.look.quiet, radius = 16)
        val side = pieces.dp(14)
        card.setPadding(side, side, side, side)
        return card
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
