package org.farola.app.form

import android.view.View
import org.farola.app.R
import org.farola.core.CommentRecord
import org.farola.core.QuestionRecord

/** One entry of a page. */
abstract class PageRow {
    abstract val view: View
    abstract fun show(question: QuestionRecord)
    open val focus: View get() = view

    /** Whether this row can show the question as it now is; else another is made for it. */
    open fun draws(question: QuestionRecord): Boolean = true
    open fun complain(sentence: CharSequence?) = Unit
    open fun rest() = Unit
    open fun hide() = rest()

    companion object {
        /** Texts stand this far inside, so that a calendar may use the whole width. */
        const val INSET = 8
    }
}

/** What reviewers say, one below another. */
fun Pieces.said(comments: List<CommentRecord>): String =
    comments.joinToString("\n\n") { words(R.string.form_comment_of, it.body) }
