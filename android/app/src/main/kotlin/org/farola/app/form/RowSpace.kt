package org.farola.app.form

import org.farola.core.EntryType
import org.farola.core.QuestionRecord

/** How far the entries of a page stand from each other, in dp. */
object RowSpace {
    private const val FIRST = 8
    private const val BETWEEN = 28
    private const val AFTER_TITLE = 16
    private const val TIGHT = 2

    /** Above an entry that stands below [before]; nearly none within a grid of ratings. */
    fun above(question: QuestionRecord, before: QuestionRecord?): Int = when {
        before == null -> FIRST
        ControlCatalogue.isGridRow(question) && ControlCatalogue.isGridRow(before) -> TIGHT
        else -> below(before)
    }

    private fun below(before: QuestionRecord): Int = when (before.kind) {
        EntryType.GROUP, EntryType.REPEAT -> AFTER_TITLE
        EntryType.QUESTION, EntryType.PROMPT -> if (ControlCatalogue.isLegend(before)) FIRST else BETWEEN
    }
}
