package org.farola.app.form.select

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.face
import org.farola.app.form.keyboard
import org.farola.app.form.shown
import org.farola.app.form.text.whenWritten
import org.farola.core.QuestionRecord
import org.farola.core.SearchSaid
import org.farola.core.isSearch

/**
 * Choices found by writing part of them, for long lists. The core looks for them; accents and case
 * do not matter. What is chosen stands above the entry and is taken back there. A closed list opens
 * by a touch on what is chosen.
 */
class SearchSelect(place: ControlPlace, several: Boolean, closed: Boolean) : ChoiceControl(place, several) {
    private val taken = ChoiceList(place, several, Arrangement.Rows, ChoiceShape.FOUND, ::touched)
    private val entry = pieces.field { words(R.string.control_search) }
    private val found = ChoiceList(place, several, Arrangement.Rows, ChoiceShape.FOUND, ::touched)
    private val more = pieces.line()
    private val all = pieces.column(taken.view, entry, found.view, more)
    private val closed = if (closed) ClosedList(place, several, all, ::redraw) else null

    /** Chosen ones that are no longer among those found. */
    private val known = HashMap<String, Option>()

    override val view: LinearLayout = this.closed?.view ?: all
    override val focus: View get() = closed?.button ?: entry

    init {
        entry.isSingleLine = true
        entry.inputType = android.text.InputType.TYPE_CLASS_TEXT or
            android.text.InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        entry.hint = words(R.string.control_search)
        entry.whenWritten { redraw() }
    }

    override fun draw(question: QuestionRecord) {
        closed?.show(question.face.shown)
        options.forEach { known[it.value] = it }
        val text = entry.text.toString()
        if (!isSearch(text)) return list(options, question.searchSaid)
        place.host.findChoices(place.reference, text) { found ->
            if (text == entry.text.toString()) list(found.choices.map(Option::of), found.said)
        }
    }

    private fun list(options: List<Option>, said: SearchSaid) {
        options.forEach { known[it.value] = it }
        // What is chosen is carried over with the first choices, or was found here.
        val picked = chosen.map { known[it] ?: Option.plain(it, it) }
        taken.show(picked, chosen)
        taken.view.shown(picked.isNotEmpty())
        found.show(options.filter { it.value !in chosen }, chosen)
        more.text = when (said) {
            SearchSaid.NOT_FOUND -> words(R.string.form_search_none)
            SearchSaid.OTHERS -> words(R.string.form_search_more)
            SearchSaid.NOTHING -> ""
        }
        more.shown(more.text.isNotEmpty())
    }

    private fun touched(value: String) {
        touch(value)
        if (!several && chosen.isNotEmpty()) {
            entry.setText("")
            entry.keyboard(open = false)
        }
        closed?.touched()
    }
}
