package org.farola.app.form

import org.farola.app.R
import org.farola.core.QuestionControl

/** What to give instead of a value that is none of the question's type. */
object TypeSentence {
    fun of(control: QuestionControl): Int = when (control) {
        QuestionControl.Counter -> R.string.form_type_int
        is QuestionControl.Number -> if (control.decimals) R.string.form_type_decimal else R.string.form_type_int
        QuestionControl.Bearing -> R.string.form_type_decimal
        is QuestionControl.Date, QuestionControl.Time, is QuestionControl.DateTime -> R.string.form_type_date
        is QuestionControl.Point, is QuestionControl.Line, is QuestionControl.Area -> R.string.form_type_place
        is QuestionControl.Group, is QuestionControl.Repeat, is QuestionControl.Prompt, is QuestionControl.Note,
        is QuestionControl.Text, is QuestionControl.Digits, QuestionControl.Truth,
        is QuestionControl.Slider, is QuestionControl.Picker, is QuestionControl.Rating,
        is QuestionControl.SelectOne, is QuestionControl.SelectMany, QuestionControl.Legend, QuestionControl.Rank,
        QuestionControl.Acknowledge, is QuestionControl.Photo, is QuestionControl.Drawing, is QuestionControl.Audio,
        is QuestionControl.Video, is QuestionControl.File, is QuestionControl.Barcode,
        -> R.string.form_type_other
    }
}
