package org.farola.app.lock

import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.sense.BiometricWords
import org.farola.core.DoorState

/**
 * What a stranger sees: a pad of digits, and nothing about what is behind it. It is empty until
 * the core has said how the door stands.
 */
class LockScreen(shell: MainActivity) : Screen(shell) {
    private val door get() = shell.app.door
    private val main = Handler(Looper.getMainLooper())
    private val tick = Runnable { ask() }
    private var content: LinearLayout? = null
    private var pad: PinPad? = null
    private var state: DoorState? = null
    private var waited = false

    override val outside = true

    override fun make(): View {
        val content = look.column(Tokens.SPACE_5)
        this.content = content
        pad = null
        state?.let(::show)
        return page(content)
    }

    override fun entered() = ask()

    override fun left() = main.removeCallbacks(tick)

    private fun ask() = door.state(
        { if (shell.screen === this) show(it) },
        { if (shell.screen === this) pad().say(Codes.sentence(look, it)) },
    )

    private fun show(now: DoorState) {
        when (now) {
            DoorState.Unused -> return shell.replace(FirstStartScreen(shell))
            DoorState.Open -> rest(0)
            is DoorState.Locked -> rest(now.waitS.toInt())
            is DoorState.Damaged -> if (now != state || content?.childCount == 0) damaged(now.code)
        }
        state = now
    }

    /** The pad, made when it is first needed. */
    private fun pad(): PinPad = pad ?: PinPad(look, entered = ::unlock).also {
        pad = it
        fill(look.title(words(R.string.lock_enter)), it.view)
        it.say("")
    }

    /** No PIN can open it; a finger may, and everything can be removed. */
    private fun damaged(code: String) {
        pad = null
        fill(look.title(words(R.string.door_failed)), look.wrong(Codes.sentence(look, code)).apply { tag = "damaged" })
        content?.addView(look.remove(words(R.string.settings_erase), "remove_all", ::remove), Look.wide())
    }

    private fun fill(vararg views: View) {
        val content = content ?: return
        content.removeAllViews()
        content.addView(spring())
        views.forEach { content.addView(it, Look.wide()) }
        if (shell.biometric.armed()) {
            content.addView(look.ghost(words(R.string.settings_biometry), "finger", ::finger), Look.wide())
        }
    }

    private fun unlock(pin: String) {
        val pad = pad()
        pad.enable(false)
        door.unlock(pin, shell::unlocked) { code ->
            pad.refuse(Codes.sentence(look, code))
            ask()
        }
    }

    /** After wrong PINs the pad rests, and says for how long. */
    private fun rest(seconds: Int) {
        val pad = pad()
        pad.enable(seconds == 0)
        if (seconds == 0) {
            if (waited) pad.say("")
            waited = false
            return
        }
        waited = true
        pad.say(count(R.plurals.lock_wait, seconds))
        main.removeCallbacks(tick)
        main.postDelayed(tick, SECOND_MS)
    }

    private fun finger() {
        val words = BiometricWords(words(R.string.settings_biometry), words(R.string.lock_use_pin))
        shell.biometric.unlock(words) { key ->
            if (key != null) door.unlock(key, shell::unlocked, shell::fail)
        }
    }

    private fun remove() = shell.confirm(words(R.string.settings_erase_ask), words(R.string.settings_erase_yes)) {
        door.eraseDamaged(shell::startAnew, shell::fail)
    }

    private companion object {
        const val SECOND_MS = 1_000L
    }
}
