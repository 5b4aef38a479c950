package org.farola.app.lock

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.View
import android.widget.Button
import android.widget.EditText
import org.farola.app.R
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.wordsWhole

/** Six words in the place of a PIN, from the phone's keyboard, which is asked to learn nothing of them. */
class PhraseField(look: Look, enter: Int, private val entered: (String) -> Unit) : TextWatcher {
    private val field: EditText = look.field(
        look.words(R.string.lock_words_repeat), "pin_phrase",
        // In sight while they are typed: six words cannot be typed blindly.
        InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD,
    )
    private val hand: Button = look.next(look.words(enter), "phrase_enter") { if (whole) entered(text) }
    private var resting = false

    private val text get() = field.text.toString()
    private val whole get() = wordsWhole(text)

    val view: View = look.column(Tokens.SPACE_2).apply {
        addView(look.small(look.words(R.string.lock_words_repeat)), Look.wide())
        addView(field, Look.wide())
        addView(hand, Look.wide())
        visibility = View.GONE
    }

    init {
        field.addTextChangedListener(this)
        offer()
    }

    fun clear() = field.text.clear()

    /** While they are looked at, or have to wait. */
    fun enable(on: Boolean) {
        resting = !on
        offer()
    }

    /** Handed in once they can be six words. */
    private fun offer() {
        hand.isEnabled = whole && !resting
        hand.alpha = if (hand.isEnabled) 1f else FAINT
    }

    override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

    override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = offer()

    override fun afterTextChanged(text: Editable?) = Unit

    private companion object {
        const val FAINT = 0.5f
    }
}
