package org.farola.app.form

import org.farola.app.R
import org.farola.app.form.date.DateControl
import org.farola.app.form.date.DateTimeControl
import org.farola.app.form.date.TimeControl
import org.farola.app.form.media.AudioControl
import org.farola.app.form.media.BarcodeControl
import org.farola.app.form.media.DrawControl
import org.farola.app.form.media.FileControl
import org.farola.app.form.media.ImageControl
import org.farola.app.form.media.VideoControl
import org.farola.app.form.place.BearingControl
import org.farola.app.form.place.GeopointControl
import org.farola.app.form.place.GeotraceControl
import org.farola.app.form.place.MapSelect
import org.farola.app.form.range.PickerControl
import org.farola.app.form.range.RangeControl
import org.farola.app.form.range.RatingControl
import org.farola.app.form.select.AcknowledgeControl
import org.farola.app.form.select.Arrangement
import org.farola.app.form.select.GridLegend
import org.farola.app.form.select.GridRow
import org.farola.app.form.select.ImageMapSelect
import org.farola.app.form.select.MinimalSelect
import org.farola.app.form.select.RankControl
import org.farola.app.form.select.SearchSelect
import org.farola.app.form.select.SelectControl
import org.farola.app.form.select.TruthControl
import org.farola.app.form.text.CounterControl
import org.farola.app.form.text.TextControl
import org.farola.app.form.text.Writing
import org.farola.core.ChoiceLayout
import org.farola.core.ListLook
import org.farola.core.QuestionControl
import org.farola.core.QuestionRecord
import org.farola.core.TextLook
import org.farola.core.Unsupported

/** How a question is drawn, and what has to be said about it. */
class ControlPlan(
    /** The sentence above the control: what the form asks for and is not done. */
    val notice: Int?,
    /** Whether the control shows the question's name itself, as a grid's row does. */
    val namesItself: Boolean,
    /** Whether it is only to be read: then its bold words are told from the others. */
    val isNote: Boolean,
    /** Makes the control. */
    val make: (ControlPlace) -> Control,
)

/** The one table from what the core says is touched to the views that draw it. */
object ControlCatalogue {
    /** How a question is drawn. */
    fun plan(question: QuestionRecord): ControlPlan {
        val drawn = question.face
        return ControlPlan(
            notice = drawn.unsupported?.let(::sentence),
            namesItself = drawn.namesItself,
            isNote = drawn.control is QuestionControl.Note,
            make = { place -> make(drawn.control, place) },
        )
    }

    /** Whether the question is a row of a grid of ratings. */
    fun isGridRow(question: QuestionRecord) = layoutOf(question) is ChoiceLayout.GridRow

    /** Whether the question only tells what the numbers of a grid mean. */
    fun isLegend(question: QuestionRecord) = question.face.control == QuestionControl.Legend

    private fun layoutOf(question: QuestionRecord): ChoiceLayout? {
        val control = question.face.control
        return (control as? QuestionControl.SelectOne)?.layout ?: (control as? QuestionControl.SelectMany)?.layout
    }

    private fun make(control: QuestionControl, place: ControlPlace): Control = when (control) {
        // The page draws titles and prompts as rows of their own.
        is QuestionControl.Group, is QuestionControl.Repeat, is QuestionControl.Prompt -> NoteControl(place, null)
        is QuestionControl.Note -> NoteControl(place, control.media)
        is QuestionControl.Text -> TextControl(place, writing(control.look), control.lines.toInt())
        is QuestionControl.Digits -> TextControl(place, Writing.DIGITS)
        is QuestionControl.Number -> TextControl(place, if (control.decimals) Writing.DECIMAL else Writing.WHOLE)
        QuestionControl.Counter -> CounterControl(place)
        QuestionControl.Bearing -> BearingControl(place)
        QuestionControl.Truth -> TruthControl(place)
        is QuestionControl.Date -> DateControl(place, control.pick)
        QuestionControl.Time -> TimeControl(place)
        is QuestionControl.DateTime -> DateTimeControl(place, control.pick)
        is QuestionControl.Slider -> RangeControl(place, control.scale, control.upright)
        is QuestionControl.Picker -> PickerControl(place, control.scale)
        is QuestionControl.Rating -> RatingControl(place, control.scale)
        is QuestionControl.SelectOne -> choices(place, control.layout, control.list, several = false)
        is QuestionControl.SelectMany -> choices(place, control.layout, control.list, several = true)
        QuestionControl.Legend -> GridLegend(place)
        QuestionControl.Rank -> RankControl(place)
        QuestionControl.Acknowledge -> AcknowledgeControl(place)
        is QuestionControl.Point -> GeopointControl(place, control.map, control.accuracy)
        // A sketch of what was walked is always there, and a touch on it adds a point.
        QuestionControl.Line -> GeotraceControl(place, closed = false)
        QuestionControl.Area -> GeotraceControl(place, closed = true)
        is QuestionControl.Photo -> ImageControl(place, control.camera, control.annotated, control.maxPixels)
        is QuestionControl.Drawing -> DrawControl(place, control.signature)
        is QuestionControl.Audio -> AudioControl(place, control.quality, control.files)
        is QuestionControl.Video -> VideoControl(place, control.camera)
        is QuestionControl.File -> FileControl(place, control.accept)
        is QuestionControl.Barcode -> BarcodeControl(place, control.front, control.hidden)
    }

    private fun writing(look: TextLook) = when (look) {
        TextLook.PLAIN -> Writing.PLAIN
        TextLook.MASKED -> Writing.MASKED
        TextLook.ADDRESS -> Writing.ADDRESS
    }

    private fun choices(place: ControlPlace, layout: ChoiceLayout, list: ListLook, several: Boolean): Control {
        fun standing(arrangement: Arrangement) = SelectControl(place, several, arrangement, list.bare)
        if (list.search) return SearchSelect(place, several, closed = layout == ChoiceLayout.Minimal)
        return when (layout) {
            ChoiceLayout.List -> standing(Arrangement.Rows)
            is ChoiceLayout.Columns -> standing(Arrangement.Columns(layout.count?.toInt()))
            ChoiceLayout.Packed -> standing(Arrangement.Packed)
            ChoiceLayout.Likert -> standing(Arrangement.OneLine)
            ChoiceLayout.Minimal -> MinimalSelect(place, several)
            is ChoiceLayout.GridRow -> GridRow(place, several, layout.labels)
            ChoiceLayout.ImageMap -> ImageMapSelect(place, several)
            ChoiceLayout.Map -> MapSelect(place, several)
        }
    }

    private fun sentence(gap: Unsupported): Int = when (gap) {
        Unsupported.OTHER_APP -> R.string.fallback_other_app
        Unsupported.PRINTER -> R.string.form_notice_printer
        Unsupported.TIMED_GRID -> R.string.fallback_timed
        Unsupported.MAP_TAGS -> R.string.fallback_map_tags
        Unsupported.OTHER_CALENDAR_PICK -> R.string.form_notice_calendar
        Unsupported.OTHER_CALENDAR -> R.string.fallback_calendar
        Unsupported.SCALE -> R.string.fallback_scale
    }
}
