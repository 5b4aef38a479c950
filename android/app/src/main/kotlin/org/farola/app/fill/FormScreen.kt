package org.farola.app.fill

import android.view.ViewGroup
import org.farola.app.Codes
import org.farola.app.Core
import org.farola.app.MainActivity
import org.farola.app.Screen
import org.farola.core.FillingInterface

/** A screen over the form that is filled: one step after the other, and a word when one takes long. */
abstract class FormScreen(shell: MainActivity, val form: OpenForm) : Screen(shell) {
    private var stepping = false

    /** Whether the screen is gone for good: what comes of a step then is not shown. */
    protected var over = false
        private set

    /** The buttons that take a step. */
    protected abstract val buttons: ViewGroup?

    override fun gone() {
        over = true
    }

    /** Asks the form for something that leads on; touched again meanwhile is touched once. */
    protected fun <T> step(work: (FillingInterface) -> T, done: (T) -> Unit) =
        stepBy<T>({ heard -> form.ask(work, heard) }, done)

    /** The same of anything that answers later. */
    protected fun <T> stepBy(
        call: (heard: (Result<T>) -> Unit) -> Unit,
        done: (T) -> Unit,
        failed: (Throwable) -> Unit = this::failed,
    ) {
        if (stepping) return
        stepping = true
        free(false)
        busy.begin()
        call { result ->
            stepping = false
            free(true)
            busy.end()
            if (!over) result.fold(done, failed)
        }
    }

    /** A fault of the program is said by who opened the form, and so is a form that it closed. */
    protected fun failed(error: Throwable) {
        if (!OpenForm.isFault(error) && Core.codeOf(error) != OpenForm.CLOSED) shell.fail(Codes.spoken(error))
    }

    private fun free(free: Boolean) {
        val buttons = buttons ?: return
        for (at in 0 until buttons.childCount) enable(buttons.getChildAt(at), free)
    }

    private fun enable(view: android.view.View, on: Boolean) {
        view.isEnabled = on
        if (view is ViewGroup) for (at in 0 until view.childCount) enable(view.getChildAt(at), on)
    }
}
