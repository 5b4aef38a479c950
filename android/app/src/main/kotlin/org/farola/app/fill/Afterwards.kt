package org.farola.app.fill

import android.view.View
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.home.standing
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.walk.GateScreen
import org.farola.core.AfterSealing
import org.farola.core.SubmissionRecord

/** Where a sealed form leads. */
class Afterwards(private val shell: MainActivity) {
    fun show(where: AfterSealing, instance: String) = when (where) {
        AfterSealing.GATE -> {
            shell.home()
            shell.open(GateScreen(shell))
        }
        AfterSealing.WAY -> shell.toWalk()
        AfterSealing.RECEIPT -> {
            shell.home()
            shell.open(SealedScreen(shell, instance))
        }
    }
}

/** It is kept; it goes when there is a network. */
class SealedScreen(shell: MainActivity, private val instance: String) : Screen(shell) {
    private var sealed: SubmissionRecord? = null

    override fun make(): View = page(
        look.column(Tokens.SPACE_4).apply {
            tag = "sealed_$instance"
            addView(topLine(), Look.wide())
            addView(look.title(words(R.string.receipt_title)), Look.wide())
            sealed?.let {
                addView(look.heading(it.title), Look.wide())
                addView(look.note(standing(look, it)).apply { tag = "receipt" }, Look.wide())
            }
            addView(look.body(words(R.string.receipt_about)), Look.wide())
        },
        look.next(words(R.string.receipt_home), "home") { shell.home() },
    )

    override fun entered() {
        if (sealed != null) return
        shell.core.ask({ it.submission(instance) }, {
            sealed = it
            if (shell.screen === this) shell.redraw()
        }, shell::fail)
    }
}
