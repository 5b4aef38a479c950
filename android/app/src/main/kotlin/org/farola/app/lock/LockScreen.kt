package org.farola.app.lock

import android.os.Handler
import android.os.Looper
import android.view.View
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.sense.BiometricWords

/** What a stranger sees: a pad of digits, and nothing about what is behind it. */
class LockScreen(shell: MainActivity) : Screen(shell) {
    private val door get() = shell.app.door
    private val main = Handler(Looper.getMainLooper())
    private var pad: PinPad? = null
    private val tick = Runnable { waiting() }

    override val secret = false
    override val outside = true

    override fun make(): View {
        val pad = PinPad(look, entered = ::unlock)
        this.pad = pad
        val content = look.column(Tokens.SPACE_5).apply {
            addView(spring())
            addView(look.title(words(R.string.lock_enter)), Look.wide())
            addView(pad.view, Look.wide())
            if (shell.biometric.armed()) {
                addView(look.ghost(words(R.string.settings_biometry), "finger", ::finger), Look.wide())
            }
        }
        pad.say("")
        return page(content)
    }

    override fun entered() = waiting()

    override fun left() = main.removeCallbacks(tick)

    private fun unlock(pin: String) {
        val pad = pad ?: return
        if (pin.isEmpty()) return
        pad.enable(false)
        door.unlock(pin, shell::unlocked) { code ->
            pad.enable(true)
            pad.say(Codes.sentence(look, code))
            waiting()
        }
    }

    /** After wrong PINs the pad rests, and says for how long. */
    private fun waiting() {
        val pad = pad ?: return
        val rest = door.waitMs()
        pad.enable(rest == 0L)
        if (rest == 0L) return
        val seconds = ((rest + SECOND_MS - 1) / SECOND_MS).toInt()
        pad.say(count(R.plurals.lock_wait, seconds))
        main.removeCallbacks(tick)
        main.postDelayed(tick, minOf(rest, SECOND_MS))
    }

    private fun finger() {
        val words = BiometricWords(words(R.string.settings_biometry), words(R.string.lock_use_pin))
        shell.biometric.unlock(words) { key ->
            if (key != null) door.unlock(key, shell::unlocked, shell::fail)
        }
    }

    private companion object {
        const val SECOND_MS = 1_000L
    }
}
