package org.farola.app.lock

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import org.farola.app.R
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.pinPad

/**
 * Keys of 64 dp and more, for gloves and a moving hand. No keyboard of another app ever sees the
 * PIN; the keys are always in the same place. [enter] says what the PIN is given for.
 */
class PinPad(
    private val look: Look,
    private val enter: Int = R.string.lock_open,
    private val entered: (String) -> Unit,
) {
    private val typed = StringBuilder()
    private val dots: TextView = look.text("", Tokens.TYPE_NUMBER, bold = true)
    private val words: TextView = look.wrong("")
    private val keys = mutableListOf<Button>()
    private var enterKey: Button? = null
    private var resting = false

    /** What may be done with what is typed. */
    private val now get() = pinPad(typed.length.toUInt())

    private val digits = look.column(Tokens.SPACE_2)
    private val phrase = PhraseField(look, enter, entered)
    private val other: Button = look.link("", "pin_other") { ask(words = !asksWords) }
    private var asksWords = false

    val view: View = look.column(Tokens.SPACE_2).apply {
        // A touch that comes through another app's layer types nothing.
        filterTouchesWhenObscured = true
        dots.gravity = Gravity.CENTER
        dots.tag = "pin"
        dots.minHeight = look.dp(Tokens.TOUCH_MINIMUM)
        words.gravity = Gravity.CENTER
        words.tag = "pin_words"
        addView(dots, Look.wide())
        addView(words, Look.wide())
        listOf("123", "456", "789").forEach { digits.addView(line(it.map(Char::toString)), Look.wide()) }
        digits.addView(
            line(listOf(ERASE, "0", ENTER)),
            Look.wide(),
        )
        addView(digits, Look.wide())
        addView(phrase.view, Look.wide())
        addView(other)
        showDots()
        ask(words = false)
    }

    /** Digits on the pad, or six words from a keyboard. */
    fun ask(words: Boolean) {
        asksWords = words
        val (shown, hidden) = if (words) phrase.view to digits else digits to phrase.view
        shown.visibility = View.VISIBLE
        hidden.visibility = View.GONE
        dots.visibility = digits.visibility
        other.text = look.words(if (words) R.string.lock_words_digits else R.string.lock_words_use)
    }

    /** Says something about what was typed, and begins anew. */
    fun say(sentence: CharSequence) {
        typed.clear()
        phrase.clear()
        showDots()
        words.text = sentence
        words.visibility = if (sentence.isEmpty()) View.GONE else View.VISIBLE
    }

    /** The PIN that was looked at is not taken: says why, and lets her type again. */
    fun refuse(sentence: CharSequence) {
        enable(true)
        say(sentence)
    }

    /** While a PIN is looked at, or has to wait. */
    fun enable(on: Boolean) {
        resting = !on
        keys.forEach { it.isEnabled = on }
        phrase.enable(on)
        offer()
    }

    /** A PIN is handed in once it can be one. */
    private fun offer() {
        val ready = now.whole && !resting
        enterKey?.isEnabled = ready
        enterKey?.alpha = if (ready) 1f else FAINT
    }

    private fun line(names: List<String>): LinearLayout = look.row(Tokens.SPACE_2).apply {
        names.forEach { addView(key(it), LinearLayout.LayoutParams(0, MATCH_PARENT, 1f)) }
    }

    private fun key(name: String): Button {
        val button = when (name) {
            ERASE -> look.ghost(look.words(R.string.lock_correct), "pin_erase") { erase() }
            ENTER -> look.next(look.words(enter), "pin_enter") { if (now.whole) entered(typed.toString()) }
            else -> look.deep(name, "pin_$name") { type(name) }
        }
        button.minHeight = look.dp(Tokens.TOUCH_PRIMARY)
        if (name.length > 1) {
            // Three words in a row: a long one gets smaller before it breaks.
            button.setAutoSizeTextTypeUniformWithConfiguration(
                SMALLEST_SP, LARGEST_SP, 1, android.util.TypedValue.COMPLEX_UNIT_SP,
            )
            button.maxLines = 1
            button.setPadding(look.dp(Tokens.SPACE_2), 0, look.dp(Tokens.SPACE_2), 0)
        }
        keys += button
        if (name == ENTER) enterKey = button
        return button
    }

    private fun type(digit: String) {
        if (!now.takesMore) return
        typed.append(digit)
        words.visibility = View.GONE
        showDots()
    }

    private fun erase() {
        if (typed.isNotEmpty()) typed.deleteCharAt(typed.length - 1)
        showDots()
    }

    private fun showDots() {
        offer()
        dots.text = if (typed.isEmpty()) "—" else "●".repeat(typed.length)
        dots.contentDescription =
            look.context.resources.getQuantityString(R.plurals.lock_typed, typed.length, typed.length)
    }

    private companion object {
        const val ERASE = "erase"
        const val ENTER = "enter"
        const val SMALLEST_SP = 11
        const val LARGEST_SP = 18
        const val FAINT = 0.5f
    }
}
