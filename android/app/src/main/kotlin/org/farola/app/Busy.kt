package org.farola.app

import android.os.Handler
import android.os.Looper
import android.view.Gravity
import android.view.View
import android.widget.ProgressBar
import org.farola.app.look.Look
import org.farola.app.look.Tokens

/**
 * Says that something is under way for a screen: nothing for as long as nobody notices, then a
 * word and a turning sign. It outlives the screen's views, which are made anew with each look.
 */
class Busy {
    private val main = Handler(Looper.getMainLooper())
    private val say = Runnable { sign?.visibility = View.VISIBLE }
    private var under = 0
    private var sign: View? = null

    /** Something was begun; [end] follows it, whatever became of it. */
    fun begin() {
        under += 1
        if (under == 1) main.postDelayed(say, AFTER_MS)
    }

    fun end() {
        under -= 1
        if (under > 0) return
        main.removeCallbacks(say)
        sign?.visibility = View.GONE
    }

    /** The sign, in the look of now. */
    fun view(look: Look): View = look.row(Tokens.SPACE_2).apply {
        tag = "busy"
        gravity = Gravity.CENTER_VERTICAL
        background = look.shape(look.palette.note, Tokens.RADIUS_PILL)
        setPadding(look.dp(Tokens.SPACE_3), look.dp(Tokens.SPACE_1), look.dp(Tokens.SPACE_4), look.dp(Tokens.SPACE_1))
        addView(ProgressBar(look.context, null, android.R.attr.progressBarStyleSmall))
        val words = look.text(look.words(R.string.busy_working), Tokens.TYPE_BODY, look.palette.onNote, bold = true)
        words.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        addView(words)
        visibility = sign?.visibility ?: View.GONE
        sign = this
    }

    private companion object {
        /** What is done sooner is not worth a flicker. */
        const val AFTER_MS = 300L
    }
}
