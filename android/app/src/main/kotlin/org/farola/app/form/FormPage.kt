package org.farola.app.form

import android.content.Context
import android.widget.ScrollView
import org.farola.core.FaultRecord
import org.farola.core.PatchRecord
import org.farola.core.ScreenRecord

/**
 * One page of a form, between the progress line above and the buttons "Atrás" and "Seguir" below,
 * which are the screen's. It scrolls by itself and keeps focus, cursor and place when patched.
 */
class FormPage(context: Context, private val host: FormHost) : ScrollView(context) {
    /** The page shown now. */
    var screen: ScreenRecord? = null
        private set

    /** Shows a page from its top; [held] names what keeps the person on it, and goes to the first. */
    fun show(screen: ScreenRecord, held: List<FaultRecord> = emptyList()) {
        this.screen = screen
    }

    /** Takes in what changed through something else than an answer on the page. */
    fun patch(patch: PatchRecord) {
    }

    /** Scrolls to a question and gives it the focus. */
    fun goTo(reference: String) {
    }

    /** Words that stand beside a question: the reviewer's, in a correction. */
    fun comment(reference: String, words: String) {
    }

    /** Ends sounds, recordings and the watch of the position; to be called when the page is left. */
    fun rest() {
    }
}
