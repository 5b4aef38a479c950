package org.farola.app.form.text

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.text.method.PasswordTransformationMethod
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.core.QuestionRecord
import org.farola.core.TypedNote

/** How a text is written. */
enum class Writing { PLAIN, NUMBERS, MULTILINE, MASKED, HIDDEN, URL, WHOLE, DECIMAL }

/**
 * A field to write in: text, numbers kept as text, whole and decimal numbers. Each keystroke is
 * one answer; what the core makes of it (5.10 becomes 5.1) does not disturb who is writing.
 */
class TextControl(
    place: ControlPlace,
    private val writing: Writing,
    private val echo: Boolean = false,
) : Control(place) {
    private val entry: EditText = pieces.field { place.label }
    private val reveal = pieces.button(words(R.string.form_show_text)) { toggle() }
    private val grouped = pieces.line()
    private var stored: String? = null
    private var setting = false

    /** Keystrokes whose reply is awaited: what comes meanwhile does not disturb who writes. */
    private var awaited = 0

    override val view: View = pieces.column(entry, grouped, reveal, gap = 8)
    override val focus: View get() = entry

    /** Somebody is writing now: what is wrong is told when they leave the field. */
    override val busy: Boolean get() = entry.hasFocus()

    init {
        prepare()
        reveal.shown(writing == Writing.MASKED)
        grouped.shown(false)
        entry.addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
            override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
            override fun afterTextChanged(text: Editable) = written(text.toString())
        })
        entry.setOnFocusChangeListener { _, has -> if (!has) place.settled() }
    }

    private fun prepare() {
        val keyboard = entry.imeOptions
        entry.setRawInputType(inputType())
        if (writing == Writing.MULTILINE) {
            entry.isSingleLine = false
            entry.gravity = android.view.Gravity.TOP or android.view.Gravity.START
        } else {
            entry.isSingleLine = true
        }
        entry.inputType = inputType()
        if (writing == Writing.MASKED || writing == Writing.HIDDEN) {
            entry.transformationMethod = PasswordTransformationMethod.getInstance()
        }
        // A password field would be set in the letters of a typewriter.
        entry.typeface = android.graphics.Typeface.DEFAULT
        val action = if (writing == Writing.MULTILINE) EditorInfo.IME_ACTION_NONE else EditorInfo.IME_ACTION_DONE
        entry.imeOptions = keyboard or action or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        entry.hint = words(
            when (writing) {
                Writing.NUMBERS, Writing.WHOLE, Writing.DECIMAL -> R.string.form_write_number
                Writing.URL -> R.string.form_write_address
                else -> R.string.form_write
            },
        )
        if (isNumber) entry.keyListener = NumberKeys(writing, inputType())
    }

    private val isNumber get() = writing == Writing.WHOLE || writing == Writing.DECIMAL

    private fun inputType(): Int = when (writing) {
        Writing.PLAIN -> TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
        Writing.MULTILINE -> TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES or InputType.TYPE_TEXT_FLAG_MULTI_LINE
        Writing.MASKED, Writing.HIDDEN -> TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD
        Writing.URL -> TEXT or InputType.TYPE_TEXT_VARIATION_URI
        Writing.NUMBERS -> InputType.TYPE_CLASS_PHONE
        Writing.WHOLE -> InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED
        Writing.DECIMAL ->
            InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED or InputType.TYPE_NUMBER_FLAG_DECIMAL
    }

    private fun toggle() {
        val hidden = entry.transformationMethod != null
        val at = entry.selectionEnd
        entry.transformationMethod = if (hidden) null else PasswordTransformationMethod.getInstance()
        entry.setSelection(at.coerceAtLeast(0))
        reveal.text = words(if (hidden) R.string.form_hide_text else R.string.form_show_text)
    }

    override fun show(question: QuestionRecord) {
        val rows = question.parameters["rows"]?.toIntOrNull()
        if (writing == Writing.MULTILINE) entry.minLines = (rows ?: LINES).coerceIn(2, MOST_LINES)
        if (writing == Writing.WHOLE || writing == Writing.DECIMAL) showGrouped(question.answer)
        if (awaited > 0 || question.answer == stored) {
            stored = question.answer
            return
        }
        stored = question.answer
        setting = true
        entry.setText(question.answer)
        entry.setSelection(entry.text.length)
        setting = false
    }

    private fun written(text: String) {
        if (setting) return
        awaited += 1
        place.type(text) { typed ->
            awaited -= 1
            val note = typed?.note
            if (awaited > 0 || note == null) return@type
            when (note) {
                is TypedNote.Kept -> Unit
                TypedNote.NotWhole -> place.complain(words(R.string.form_type_int))
                TypedNote.NotANumber -> place.complain(words(R.string.form_type_decimal))
                TypedNote.NotAPlace -> place.complain(words(R.string.form_type_place))
            }
        }
    }

    /** The number as it is read; and where a comma was typed, which can mean two things, what is kept. */
    private fun showGrouped(answer: String) {
        val text = when {
            echo -> Numbers.grouped(answer, context = place.context)
            ',' in entry.text && answer.isNotEmpty() -> words(R.string.control_number_kept, answer)
            else -> null
        }
        grouped.text = text
        grouped.shown(text != null)
    }

    private companion object {
        /** Suggestions would show what others wrote, and learn what is written here. */
        const val TEXT = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
        const val LINES = 4
        const val MOST_LINES = 12
    }
}
