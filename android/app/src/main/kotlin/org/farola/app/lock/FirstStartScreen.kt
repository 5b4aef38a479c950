package org.farola.app.lock

import android.view.View
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.PinStep
import org.farola.core.choosePin
import org.farola.core.offerWords
import org.farola.core.wordsWhole

/** The first start: a PIN, twice. Everything that is written afterwards is sealed with it. */
class FirstStartScreen(shell: MainActivity) : Screen(shell) {
    private val choice = PinChoice(this, R.string.lock_choose) { pin, failed ->
        shell.app.door.begin(pin, shell::unlocked, failed)
    }

    override val outside = true

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            addView(spring())
            choice.fill(this, look)
            addView(look.small(words(R.string.lock_choose_why)), Look.wide())
        },
    )
}

/** Another PIN, with the old one first. */
class ChangePinScreen(shell: MainActivity) : Screen(shell) {
    private var old: String? = null
    private val choice = PinChoice(this, R.string.settings_pin_new) { pin, failed ->
        shell.app.door.changePin(old.orEmpty(), pin, ::changed, failed)
    }

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            val known = old
            if (known != null) {
                choice.fill(this, look)
            } else {
                addView(head(words(R.string.settings_pin_old)), Look.wide())
                lateinit var pad: PinPad
                pad = PinPad(look) { pin -> look(pin, pad) }
                addView(pad.view, Look.wide())
            }
        },
    )

    private fun look(pin: String, pad: PinPad) {
        pad.enable(false)
        shell.app.door.check(
            pin,
            {
                old = pin
                shell.redraw()
            },
            { code -> pad.refuse(Codes.sentence(look, code)) },
        )
    }

    private fun changed() {
        old = null
        // What the finger opens is the same key; it stays.
        shell.goBack()
        shell.say(words(R.string.settings_pin_changed))
    }
}

/** A PIN chosen and said again. */
class PinChoice(
    private val screen: Screen,
    private val title: Int,
    private val chosen: (String, failed: (String) -> Unit) -> Unit,
) {
    private var first: String? = null
    private var problem: String? = null

    /** Words that the phone drew, until they are noted. */
    private var offered: String? = null

    /** Whether the words of [first] are typed once more. */
    private var ofWords = false

    fun fill(column: android.widget.LinearLayout, look: Look) {
        offered?.let { return show(it, column, look) }
        val again = first != null
        column.addView(look.title(look.words(if (again) R.string.lock_repeat else title)), Look.wide())
        lateinit var pad: PinPad
        pad = PinPad(look, R.string.lock_keep) { pin -> entered(pin, pad) }
        pad.ask(words = ofWords)
        column.addView(pad.view, Look.wide())
        if (!again) column.addView(look.ghost(look.words(R.string.lock_words_offer), "words_offer", ::offer), Look.wide())
        pad.say(problem?.let { Codes.sentence(look, it) }.orEmpty())
    }

    /** The phone draws six words; what cannot be drawn is said. */
    private fun offer() = screen.shell.core.work({ offerWords(screen.look.context.language) }, {
        offered = it
        screen.shell.redraw()
    }, screen.shell::fail)

    private fun show(words: String, column: android.widget.LinearLayout, look: Look) {
        column.addView(look.title(look.words(R.string.lock_words_title)), Look.wide())
        column.addView(look.note(words).apply { tag = "words" }, Look.wide())
        column.addView(look.body(look.words(R.string.lock_words_why)), Look.wide())
        column.addView(look.next(look.words(R.string.lock_words_noted), "words_noted") { ask(first = words, words = true) }, Look.wide())
        column.addView(look.ghost(look.words(R.string.lock_words_digits), "words_no") { ask() }, Look.wide())
    }

    private fun entered(pin: String, pad: PinPad) = when (val step = choosePin(first, pin)) {
        PinStep.Again -> ask(first = pin, words = wordsWhole(pin))
        is PinStep.Refused -> ask(problem = step.code)
        PinStep.Chosen -> {
            pad.enable(false)
            chosen(pin) { ask(problem = it) }
        }
    }

    private fun ask(first: String? = null, problem: String? = null, words: Boolean = false) {
        this.first = first
        this.problem = problem
        offered = null
        ofWords = words
        screen.shell.redraw()
    }
}
