package org.farola.app.form.select

import android.text.Editable
import android.text.TextWatcher
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.keyboard
import org.farola.app.form.shown
import org.farola.core.ChoiceRecord
import org.farola.core.QuestionRecord

/**
 * Choices found by writing part of them, for long lists. The core looks for them; accents and case
 * do not matter. What is chosen stands above the entry and is taken back there.
 */
class SearchSelect(place: ControlPlace, several: Boolean) : ChoiceControl(place, several) {
    private val taken = ChoiceList(place, several, Arrangement.Rows, ChoiceShape.FOUND, ::touched)
    private val entry = pieces.field { words(R.string.control_search) }
    private val found = ChoiceList(place, several, Arrangement.Rows, ChoiceShape.FOUND, ::touched)
    private val more = pieces.line()

    /** Labels of chosen ones that are no longer among those found. */
    private val known = HashMap<String, ChoiceRecord>()
    private var shownChoices = emptyList<ChoiceRecord>()

    override val view: LinearLayout = pieces.column(taken.view, entry, found.view, more)
    override val focus: View get() = entry

    init {
        entry.isSingleLine = true
        entry.inputType = android.text.InputType.TYPE_CLASS_TEXT or
            android.text.InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        entry.hint = words(R.string.control_search)
        entry.addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
            override fun afterTextChanged(text: Editable) = search()
        })
    }

    override fun draw(question: QuestionRecord) {
        question.choices.forEach { known[it.value] = it }
        search()
    }

    private fun search() {
        val now = question ?: return
        val text = entry.text.toString().trim()
        if (text.isEmpty() && now.moreChoices == 0u) {
            return found(text, now.choices.take(FIRST), now.choices.size - FIRST)
        }
        place.host.findChoices(place.reference, text, MOST) { found ->
            if (text == entry.text.toString().trim()) found(text, found, 0)
        }
    }

    private fun found(text: String, choices: List<ChoiceRecord>, left: Int) {
        shownChoices = choices
        choices.forEach { known[it.value] = it }
        drawLists(text, left)
    }

    private fun drawLists(text: String, left: Int) {
        val picked = chosen.map(::nameOf)
        taken.show(picked, chosen)
        taken.view.shown(picked.isNotEmpty())
        found.show(shownChoices.filter { it.value !in chosen }, chosen)
        more.text = when {
            shownChoices.isEmpty() && text.isNotEmpty() -> words(R.string.form_search_none)
            shownChoices.size >= MOST || left > 0 -> words(R.string.form_search_more)
            else -> ""
        }
        more.shown(more.text.isNotEmpty())
    }

    /** What is chosen is carried over with the first choices, or was found here. */
    private fun nameOf(value: String): ChoiceRecord =
        known[value] ?: ChoiceRecord(value, value, emptyMap(), emptyMap())

    private fun touched(value: String) {
        val order = question?.choices.orEmpty().ifEmpty { known.values.toList() }
        val next = touch(value, order)
        if (!several && next.isNotEmpty()) {
            entry.setText("")
            entry.keyboard(open = false)
        }
    }

    private companion object {
        /** More than that nobody reads while walking. */
        const val MOST = 20

        /** Before anything is written the field has to stay in sight. */
        const val FIRST = 8
    }
}
